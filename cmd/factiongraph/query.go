package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/server"
)

// questionTimeout is how long a question may take unless --timeout says more.
const questionTimeout = 30 * time.Second

func (p *program) queryCommand() *cobra.Command {
	var (
		on        task
		variables string
		operation string
	)
	cmd := &cobra.Command{
		Use:   "query GRAPHQL",
		Short: "Answer a GraphQL query without a server",
		Long: `Answer a GraphQL query as a server over this store would, within the same
limits, and write the response as JSON. A lone - reads the query from stdin.
The exit code is 1 if the response has errors, also where it has data beside them.`,
		Example: `  factiongraph query '{ dataset { version counts { kind count } } }'
  factiongraph query 'query ($text: String!) { search(text: $text) { matchedName node { id } } }' --variables '{"text": "HTS"}'
  factiongraph query - --variables @variables.json < question.graphql`,
		Args:              takes(1, 1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			q := question{Query: args[0], OperationName: operation}
			var err error
			if q.Query == "-" {
				if q.Query, err = readAll(cmd, p.stdin, "stdin"); err != nil {
					return err
				}
			}
			if q.Variables, err = readObject(cmd, "variables", variables); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				return p.query(ctx, store, on.timeout, q)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	cmd.Flags().StringVar(&variables, "variables", "", "the query's variables: a JSON object, or @FILE that holds one")
	cmd.Flags().StringVar(&operation, "operation", "", "which operation of the query to run, if it has several")
	return cmd
}

// query answers a question with the whole response.
func (p *program) query(ctx context.Context, store graph.Store, deadline time.Duration, q question) error {
	api, err := p.newAPI(store, server.Limits{Deadline: deadline})
	if err != nil {
		return err
	}
	answer, err := api.ask(ctx, q)
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, answer.text, "", "  "); err != nil {
		return err
	}
	indented.WriteByte('\n')
	if _, err := p.out.Write(indented.Bytes()); err != nil {
		return err
	}
	if err := answer.err(); err != nil {
		return &toldError{exitCodeOf(graph.CodeOf(err))}
	}
	return nil
}

// readObject returns the JSON object that a flag's value is or names a file of.
func readObject(cmd *cobra.Command, flag, value string) (json.RawMessage, error) {
	if value == "" {
		return nil, nil
	}
	text := value
	if name, isFile := strings.CutPrefix(value, "@"); isFile {
		file, err := os.Open(name)
		if err != nil {
			return nil, misused(cmd, "--%s: %s", flag, err)
		}
		defer file.Close()
		if text, err = readAll(cmd, file, name); err != nil {
			return nil, err
		}
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return nil, misused(cmd, "--%s is no JSON object: write '{\"name\": \"value\"}', or @FILE", flag)
	}
	return json.RawMessage(text), nil
}

// readAll reads a small text that its user names.
func readAll(cmd *cobra.Command, from io.Reader, name string) (string, error) {
	const most = 1 << 20
	text, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return "", misused(cmd, "%s cannot be read: %s", name, err)
	case len(text) > most:
		return "", misused(cmd, "%s is longer than 1 MiB", name)
	}
	return string(text), nil
}
