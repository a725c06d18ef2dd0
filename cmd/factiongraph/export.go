package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
)

func (p *program) exportCommand() *cobra.Command {
	var (
		on     task
		filter narrowing
		level  gathering
		whole  string
		format string
		asked  exportQuestion
	)
	cmd := &cobra.Command{
		Use:   "export [ACTOR...]",
		Short: "Write a network, or the whole dataset, to a file",
		Long: `Write the network of all ties under a filter, or with actors that around them, in a
format that other programs read; or, as jsonl, the whole dataset, for load to read.
An actor is named by its id, or by any of its names in any spelling or script.

Formats:
  gexf       GEXF 1.3, with the time of each tie: Gephi
  graphml    GraphML: igraph, yEd, networkx
  csv        nodes.csv and edges.csv, in a directory or a .zip
  node-link  JSON: networkx (node_link_graph), D3
  cytoscape  JSON: Cytoscape, networkx
  jsonl      JSON Lines, the whole dataset: one entity a line

Each file tells the version of the dataset, the filter and the time.`,
		Example: `  factiongraph export --format gexf --families HOSTILE --during 2018..2021 > south.gexf
  factiongraph export "8th Brigade" Russia --depth 2 --out brigade.graphml
  factiongraph export --filter '{"minPublishers": 2}' --out two-voices.zip
  factiongraph export --out everything.jsonl`,
		Args:              takes(0, -1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if asked.output, err = outputOf(cmd, format, asked.out); err != nil {
				return err
			}
			if err := asked.read(cmd, whole, &filter, &level, args); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error { return p.export(ctx, store, asked) })
		},
	}
	on.flags(cmd, loadTimeout, storeHelp)
	cmd.Flags().StringVar(&format, "format", "", "which format to write (default what --out ends in)")
	cmd.Flags().StringVar(&asked.out, "out", "", "where to write (default stdout)")
	cmd.Flags().StringVar(&whole, "filter", "", "the API's TieFilter: a JSON object, or @FILE that holds one; instead of the\nflags for single parts of it")
	filter.flags(cmd, true)
	level.flags(cmd)
	countFlag(cmd, &asked.depth, "depth", 1, 0, graph.MaxNeighborhoodDepth, "how many steps to go from the actors")
	countFlag(cmd, &asked.limit, "limit", 1000, 1, graph.MaxNetworkActors, "the most actors to write")
	cmd.Flags().BoolVar(&asked.uniform, "uniform", false, "write ties without direction as if they had one, where others have: some readers\ntake no file that holds both")
	names := make([]string, len(exchange.Outputs))
	for i, output := range exchange.Outputs {
		names[i] = output.Name
	}
	completeWords(cmd, "format", names)
	return cmd
}

// outputOf returns the format of that name or, without one, of the file.
func outputOf(cmd *cobra.Command, name, out string) (exchange.Output, error) {
	if name != "" {
		output, err := exchange.OutputNamed(name)
		if err != nil {
			return output, misused(cmd, "--format: %s", err)
		}
		return output, nil
	}
	var endings []string
	for _, output := range exchange.Outputs {
		endings = append(endings, output.Extension)
		if out != "" && strings.EqualFold(filepath.Ext(out), output.Extension) {
			return output, nil
		}
	}
	return exchange.Output{}, misused(cmd, "say in which --format to write, or let --out end in one of %s", strings.Join(endings, " "))
}

type exportQuestion struct {
	output       exchange.Output
	out          string
	uniform      bool
	depth, limit int
	actors       []string
	arguments    map[string]any // of the API's network or neighborhood
}

// read takes down what the network is to be. It is not asked for the whole
// dataset.
func (q *exportQuestion) read(cmd *cobra.Command, whole string, narrowed *narrowing, level *gathering, actors []string) error {
	network := []string{"filter", "during", "certain", "kinds", "families", "roll-up", "depth", "limit", "uniform"}
	for _, flag := range network {
		if q.output.Write == nil && cmd.Flags().Changed(flag) {
			return misused(cmd, "%s is the whole dataset: leave out --%s", q.output.Name, flag)
		}
	}
	switch {
	case q.output.Write == nil && len(actors) > 0:
		return misused(cmd, "%s is the whole dataset: leave out the actors", q.output.Name)
	case q.output.Name == "csv" && q.out == "":
		return misused(cmd, "csv is several files: say where with --out, a directory or a .zip")
	case len(actors) == 0 && cmd.Flags().Changed("depth"):
		return misused(cmd, "--depth goes with actors")
	case len(actors) > 0 && cmd.Flags().Changed("roll-up"):
		return misused(cmd, "--roll-up does not go with actors")
	}
	q.actors = actors
	filter, err := narrowed.filter(cmd)
	if err != nil {
		return err
	}
	if whole != "" {
		if len(filter) > 0 {
			return misused(cmd, "--filter holds all of the filter: leave out --during, --kinds and --families")
		}
		text, err := readObject(cmd, "filter", whole)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &filter); err != nil {
			return err
		}
	}
	q.arguments = map[string]any{"filter": filter, "limit": q.limit}
	if len(actors) > 0 {
		q.arguments["depth"] = q.depth
		return nil
	}
	q.arguments["rollUp"], err = level.level(cmd)
	return err
}

// generator is what files say of the program that wrote them.
func generator() string { return "factiongraph " + buildOf(version).Version }

// export writes what was asked for.
func (p *program) export(ctx context.Context, store graph.Store, asked exportQuestion) error {
	long, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	ended := p.waiting(ctx, "Exporting", long.Done())
	written, err := p.exported(ctx, store, asked)
	ended()
	if err != nil || asked.out == "" {
		return err
	}
	p.say(ctx, slog.LevelInfo, fmt.Sprintf("Wrote %s to %s.", written, asked.out), slog.String("file", asked.out))
	return nil
}

// exported writes, and tells what.
func (p *program) exported(ctx context.Context, store graph.Store, asked exportQuestion) (string, error) {
	about := exchange.About{Generator: generator(), Exported: time.Now()}
	if asked.output.Write == nil {
		begun := false
		what := ""
		err := store.View(ctx, func(reader graph.Reader) error {
			// A file is begun anew when the data changed; stdout cannot be.
			if begun && asked.out == "" {
				return graph.Errorf(graph.CodeUnavailable, "the data changed while it was being written: try again, or write to a file with --out")
			}
			begun = true
			dataset, err := reader.Dataset(ctx)
			if err != nil {
				return err
			}
			what = countsLine(dataset.Counts)
			return p.toFile(asked.out, func(w io.Writer) error { return exchange.WriteJSONLines(ctx, w, reader, about) })
		})
		return what, err
	}

	network, err := asked.network(ctx, store, &about)
	if err != nil {
		return "", err
	}
	export := &exchange.Export{Network: network, About: about, Uniform: asked.uniform}
	if asked.output.Name == "csv" && !strings.EqualFold(filepath.Ext(asked.out), ".zip") {
		err = toDirectory(asked.out, func(create func(string) (io.Writer, error)) error { return exchange.WriteCSV(ctx, create, export) })
	} else {
		err = p.toFile(asked.out, func(w io.Writer) error { return asked.output.Write(ctx, w, export) })
	}
	return counted(len(network.Nodes), "actor") + " and " + counted(len(network.Ties), "tie"), err
}

// network asks for the network, and notes in about what was asked.
func (q *exportQuestion) network(ctx context.Context, store graph.Store, about *exchange.About) (*graph.Network, error) {
	field := "network"
	if len(q.actors) > 0 {
		field = "neighborhood"
		centers, err := findActors(ctx, store, q.actors...)
		if err != nil {
			return nil, err
		}
		q.arguments["ids"] = idsOf(centers)
	}
	arguments, err := plain(q.arguments)
	if err != nil {
		return nil, err
	}
	question, err := resolvers.AskNetwork(ctx, field, arguments)
	if err != nil {
		return nil, spoken(ctx, err)
	}
	about.Question, about.Arguments = question.Field, question.Arguments
	var network *graph.Network
	err = store.View(ctx, func(reader graph.Reader) error {
		dataset, err := reader.Dataset(ctx)
		if err != nil {
			return err
		}
		about.Version = dataset.Version
		network, err = question.Answer(ctx, reader)
		return err
	})
	return network, err
}

// plain returns arguments in the form of variables read from JSON.
func plain(arguments map[string]any) (map[string]any, error) {
	text, err := json.Marshal(arguments)
	if err != nil {
		return nil, err
	}
	var variables map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	err = decoder.Decode(&variables)
	return variables, err
}

// spoken returns an error of the API as the domain's own.
func spoken(ctx context.Context, err error) error {
	shown := resolvers.Present(ctx, err)
	code, _ := shown.Extensions["code"].(string)
	if code == "" || code == string(graph.CodeInternal) {
		return err
	}
	return graph.Errorf(graph.Code(code), "%s", shown.Message).Because(err)
}

// toFile writes to a file, which is there only once it is whole; to stdout if
// out is empty.
func (p *program) toFile(out string, write func(io.Writer) error) error {
	if out == "" {
		return write(p.out)
	}
	file, err := os.CreateTemp(filepath.Dir(out), "."+filepath.Base(out)+".*")
	if err != nil {
		return unwritable(out, err)
	}
	defer os.Remove(file.Name())
	err = write(file)
	if closed := file.Close(); err == nil && closed != nil {
		err = unwritable(out, closed)
	}
	if err == nil {
		err = publish(file.Name(), out)
	}
	return err
}

// toDirectory writes several files into a directory, which is made if it is not
// there. They are there only once all of them are whole.
func toDirectory(out string, write func(create func(string) (io.Writer, error)) error) error {
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // like any directory that a program makes
		return unwritable(out, err)
	}
	staged, err := os.MkdirTemp(out, ".export-*")
	if err != nil {
		return unwritable(out, err)
	}
	defer os.RemoveAll(staged)
	var files []*os.File
	err = write(func(name string) (io.Writer, error) {
		file, err := os.Create(filepath.Join(staged, name))
		if err != nil {
			return nil, unwritable(out, err)
		}
		files = append(files, file)
		return file, nil
	})
	for _, file := range files {
		err = errors.Join(err, file.Close())
	}
	for _, file := range files {
		if err == nil {
			err = publish(file.Name(), filepath.Join(out, filepath.Base(file.Name())))
		}
	}
	return err
}

// publish gives a file that is whole its name, and everybody leave to read it.
func publish(staged, name string) error {
	err := os.Chmod(staged, 0o644) //nolint:gosec // it is made to be given away
	if err == nil {
		err = os.Rename(staged, name)
	}
	if err != nil {
		return unwritable(name, err)
	}
	return nil
}

func unwritable(name string, cause error) error {
	return graph.Errorf(graph.CodeBadInput, "%s cannot be written (%s)", name, errors.Unwrap(cause)).Because(cause)
}
