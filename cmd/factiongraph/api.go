package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
)

// api is the GraphQL API without a network: what is asked here is answered,
// limited and refused as a server would do it.
type api struct{ handler http.Handler }

// apiHost is what requests of this process call the server.
const apiHost = "localhost:80"

// newAPI returns the API over a store, within limits.
func (p *program) newAPI(store graph.Store, limits server.Limits) (*api, error) {
	handler, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Logger: p.log, Addr: apiHost, Limits: limits,
	})
	if err != nil {
		return nil, err
	}
	return &api{handler}, nil
}

// question is one GraphQL operation.
type question struct {
	Query         string          `json:"query"`
	OperationName string          `json:"operationName,omitempty"`
	Variables     json.RawMessage `json:"variables,omitempty"`
}

// answer is what the API says to it.
type answer struct {
	Errors []struct {
		Message    string `json:"message"`
		Extensions struct {
			Code  graph.Code `json:"code"`
			Limit string     `json:"limit"`
		} `json:"extensions"`
	} `json:"errors"`
	Data json.RawMessage `json:"data"`

	text []byte // as it was given
}

// err returns the first error of the answer, nil if there is none.
func (a *answer) err() error {
	if len(a.Errors) == 0 {
		return nil
	}
	first := &a.Errors[0]
	err := graph.Errorf(first.Extensions.Code, "%s", first.Message)
	err.Limit = first.Extensions.Limit
	return err
}

// ask returns the answer to a question, with the errors in it.
func (a *api) ask(ctx context.Context, q question) (*answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+apiHost+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	reply := reply{header: http.Header{}}
	a.handler.ServeHTTP(&reply, request)
	answer := &answer{text: reply.body.Bytes()}
	if err := json.Unmarshal(answer.text, answer); err != nil {
		return nil, fmt.Errorf("the API did not answer in JSON: %w", err)
	}
	return answer, nil
}

// askFor puts a question whose answer is without errors, and reads its data
// into the value that data points to.
func (a *api) askFor(ctx context.Context, document string, variables, data any) error {
	given, err := json.Marshal(variables)
	if err != nil {
		return err
	}
	answer, err := a.ask(ctx, question{Query: document, Variables: given})
	if err != nil {
		return err
	}
	if err := answer.err(); err != nil {
		return err
	}
	return json.Unmarshal(answer.Data, data)
}

// reply is a response in memory.
type reply struct {
	header http.Header
	body   bytes.Buffer
}

func (r *reply) Header() http.Header            { return r.header }
func (r *reply) WriteHeader(int)                {}
func (r *reply) Write(part []byte) (int, error) { return r.body.Write(part) }
