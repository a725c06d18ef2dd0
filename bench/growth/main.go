// Command growth asks the same questions, whose answers have the same size, of
// a generated graph and of one ten times as large, in the embedded store or in
// Neo4j, and prints how much longer the larger one takes.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/cmd/factiongraph/collector"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
)

func main() {
	actors := flag.Int("actors", corpus.Standard.Actors, "actors of the smaller graph")
	events := flag.Int("events", corpus.Standard.Events, "events of the smaller graph")
	times := flag.Int("times", 10, "how many times as large the larger graph is")
	rounds := flag.Int("rounds", 500, "how often each question is asked of each graph, in turn")
	version := flag.String("neo4j", "", "version of Neo4j to ask, of a server of its own for each graph, instead of the embedded store")
	flag.Parse()
	small := corpus.Size{Actors: *actors, Events: *events}
	large := corpus.Size{Actors: *actors * *times, Events: *events * *times}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, []corpus.Size{small, large}, *rounds, *version)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

// questions of which every answer is full, however small the graph. They ask
// about actors that take part in many events, in both graphs.
var questions = []struct {
	name, query string
	variables   func(n int) map[string]any
}{
	{
		"profile", `query ($id: ID!) { actor(id: $id) { id name kind events(first: 20, orderBy: {field: DATE, direction: DESC}) {
			nodes { id title kind date { edtf } participants { role side actor { id name } } } } } }`,
		func(n int) map[string]any { return map[string]any{"id": corpus.Actor(n % 50)} },
	},
	{
		"who an actor mediated between, first 5", `query ($id: ID!) { mediations(filter: {mediators: [$id]}, first: 5) {
			nodes { id date { edtf } mediators { id name } sides { number actors { id } } } } }`,
		func(n int) map[string]any { return map[string]any{"id": corpus.Actor(n % 20)} },
	},
	{
		"events of a quarter, first 50", `query ($from: Date!, $to: Date!) { events(filter: {kinds: [CLASH], during: {from: $from, to: $to}}, first: 50) {
			nodes { id title date { edtf } places { place { id name } } } } }`,
		func(n int) map[string]any {
			month := 1 + 3*(n%4)
			return map[string]any{"from": fmt.Sprintf("%d-%02d", 2012+n%9, month), "to": fmt.Sprintf("%d-%02d", 2012+n%9, month+2)}
		},
	},
	{
		"an actor's events of a kind, last 20", `query ($id: ID!) { events(filter: {actors: [$id], kinds: [SIEGE]}, last: 20) {
			nodes { id title date { edtf } } } }`,
		func(n int) map[string]any { return map[string]any{"id": corpus.Actor(n % 50)} },
	},
	{
		"actors by name, first 50", `{ actors(first: 50) { nodes { id name kind } } }`,
		func(int) map[string]any { return nil },
	},
	{
		"search, 10 hits", `query ($text: String!) { search(text: $text, kinds: [ACTOR]) { matchedName score node { id } } }`,
		func(n int) map[string]any { return map[string]any{"text": fmt.Sprintf("G%d Brigade", n%1000)} },
	},
}

func run(ctx context.Context, sizes []corpus.Size, rounds int, version string) (err error) {
	folder, err := os.MkdirTemp("", "factiongraph-growth-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	var stops []func() error
	defer func() {
		for _, stop := range stops {
			err = errors.Join(err, stop())
		}
	}()
	var apis []http.Handler
	for i, size := range sizes {
		store, stop, err := open(ctx, filepath.Join(folder, fmt.Sprintf("%d.db", i)), version)
		if err != nil {
			return err
		}
		stops = append(stops, stop)
		api, err := serve(ctx, store, size)
		if err != nil {
			return err
		}
		apis = append(apis, api)
	}
	collector.Relax()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "question\t%d events\tanswer\t%d events\tanswer\tratio of medians\t\n", sizes[0].Events, sizes[1].Events)
	for _, q := range questions {
		took, length := make([][]time.Duration, len(apis)), make([]int, len(apis))
		warmUp := rounds / 10
		for n := range warmUp + rounds {
			for i, api := range apis {
				start := time.Now()
				bytes, err := ask(ctx, api, q.query, q.variables(n))
				if err != nil {
					return fmt.Errorf("%s: %w", q.name, err)
				}
				if n >= warmUp {
					took[i], length[i] = append(took[i], time.Since(start)), length[i]+bytes
				}
			}
		}
		small, large := median(took[0]), median(took[1])
		fmt.Fprintf(table, "%s\t%.2f ms\t%d bytes\t%.2f ms\t%d bytes\t%.2f\t\n",
			q.name, small*1000, length[0]/rounds, large*1000, length[1]/rounds, large/small)
	}
	return table.Flush()
}

// median is in seconds.
func median(took []time.Duration) float64 {
	slices.Sort(took)
	return took[len(took)/2].Seconds()
}

// open opens an empty store: a file, or a server of its own of a version of
// Neo4j.
func open(ctx context.Context, path, version string) (store graph.Store, stop func() error, err error) {
	if version == "" {
		store, err := embedded.Open(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		return store, func() error { return store.Close(ctx) }, nil
	}
	database, err := neo4jtest.Start(ctx, version)
	if err != nil {
		return nil, nil, err
	}
	store, err = neo4j.Open(ctx, neo4j.Config{URI: database.URI, Username: database.Username, Password: database.Password, Database: database.Database})
	if err != nil {
		return nil, nil, errors.Join(err, database.Stop())
	}
	return store, func() error { return errors.Join(store.Close(ctx), database.Stop()) }, nil
}

// serve puts the API on a generated graph.
func serve(ctx context.Context, store graph.Store, size corpus.Size) (http.Handler, error) {
	if _, err := store.Update(ctx, graph.Batch{Entities: corpus.Make(size)}); err != nil {
		return nil, err
	}
	return server.New(server.Options{Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: address})
}

const address = "127.0.0.1:1" // which the API believes to listen on

// ask asks an API and returns the length of the answer.
func ask(ctx context.Context, api http.Handler, query string, variables map[string]any) (int, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return 0, err
	}
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	api.ServeHTTP(response, request)
	if response.Code != http.StatusOK || bytes.Contains(response.Body.Bytes(), []byte(`"errors"`)) {
		return 0, fmt.Errorf("status %d: %.300s", response.Code, response.Body)
	}
	return response.Body.Len(), nil
}
