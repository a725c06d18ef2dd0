package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/internal/pythontest"
)

//go:embed rival.py
var program []byte

// exports compares writing a network to files with networkx. The two take turns;
// each has the network in memory, and writes the same attributes.
func exports(ctx context.Context, folder string, size corpus.Size, rounds int) (rows []row, err error) {
	export, err := network(ctx, folder, size)
	if err != nil {
		return nil, err
	}
	rival, err := startRival(ctx, folder, export)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rival.close()) }()
	for _, name := range []string{"gexf", "graphml", "node-link", "cytoscape"} { // what networkx writes too
		output, err := exchange.OutputNamed(name)
		if err != nil {
			return nil, err
		}
		r := row{name: "export of ties as " + name, rival: "networkx", events: len(export.Network.Ties)}
		for round := range rounds + 1 {
			ours, err := write(ctx, output, filepath.Join(folder, "ours"+output.Extension), export)
			if err != nil {
				return nil, err
			}
			theirs, err := rival.ask(name, filepath.Join(folder, "theirs"+output.Extension))
			if err != nil {
				return nil, err
			}
			if round > 0 { // the first one warms caches
				r.ours, r.theirs = append(r.ours, ours), append(r.theirs, theirs)
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// write writes a file, and returns how long that took.
func write(ctx context.Context, output exchange.Output, path string, export *exchange.Export) (time.Duration, error) {
	begin := time.Now()
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	err = output.Write(ctx, file, export)
	return time.Since(begin), errors.Join(err, file.Close())
}

// network is all ties of a generated graph.
func network(ctx context.Context, folder string, size corpus.Size) (export *exchange.Export, err error) {
	store, err := embedded.Open(ctx, filepath.Join(folder, "graph.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	dataset, err := store.Update(ctx, graph.Batch{Entities: corpus.Make(size)})
	if err != nil {
		return nil, err
	}
	export = &exchange.Export{About: exchange.About{Generator: "bench", Version: dataset.Version, Exported: time.Now(), Question: "network"}}
	err = store.View(ctx, func(reader graph.Reader) error {
		if export.Network, err = graph.NetworkOf(ctx, reader, graph.NetworkQuery{Limit: graph.MaxNetworkActors}); err != nil {
			return err
		}
		ids := make([]string, len(export.Network.Nodes))
		for i, node := range export.Network.Nodes {
			ids[i] = node.Actor.ID
		}
		found, err := reader.Get(ctx, ids)
		for i, entity := range found {
			if actor, is := entity.(*graph.Actor); is {
				export.Network.Nodes[i].Actor = actor
			}
		}
		return err
	})
	return export, err
}

// rival is a Python process that writes with networkx.
type rival struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// startRival starts the process, which ends with ctx, with the network of an
// export. The folder keeps its files.
func startRival(ctx context.Context, folder string, export *exchange.Export) (*rival, error) {
	python, err := pythontest.Python(ctx, pythontest.Exports)
	if err != nil {
		return nil, err
	}
	script, data := filepath.Join(folder, "rival.py"), filepath.Join(folder, "network.json")
	if err := os.WriteFile(script, program, 0o600); err != nil {
		return nil, err
	}
	file, err := os.Create(data)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(exchange.WriteNodeLink(ctx, file, export), file.Close()); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, python, script, data) //nolint:gosec // Python, with the program above
	command.Stderr = os.Stderr
	r := &rival{command: command}
	if r.in, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.out = bufio.NewReader(out)
	if err := command.Start(); err != nil {
		return nil, err
	}
	_, err = r.out.ReadString('\n') // it is ready
	return r, err
}

// ask has a file written, and returns how long that took.
func (r *rival) ask(format, path string) (time.Duration, error) {
	if _, err := fmt.Fprintf(r.in, "%s %s\n", format, path); err != nil {
		return 0, err
	}
	var seconds float64
	if _, err := fmt.Fscanln(r.out, &seconds); err != nil {
		return 0, fmt.Errorf("networkx's answer about %s: %w", format, err)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func (r *rival) close() error { return errors.Join(r.in.Close(), r.command.Wait()) }
