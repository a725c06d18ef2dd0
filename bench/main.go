// Command bench compares, in one run on one machine, the API on the embedded
// store and on Neo4j with hand-written Cypher over raw Bolt, and prints the
// ratios. Absolute times are not the point: machines differ, ratios less so.
//
// It needs a Neo4j server of its own, which `make bench` starts.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

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
	rounds := flag.Int("rounds", 5, "how often each way is measured, in turn")
	span := flag.Duration("span", time.Second, "how long one measurement lasts")
	warm := flag.Duration("warm", 15*time.Second, "how long each way is asked before: a server in Java takes that to compile what it does often")
	clients := flag.Int("clients", 4, "how many ask at once")
	actors := flag.Int("actors", corpus.Standard.Actors, "actors of the generated graph")
	events := flag.Int("events", corpus.Standard.Events, "events of the generated graph")
	version := flag.String("neo4j", neo4jtest.Versions()[0], "version of Neo4j")
	peer := flag.Bool("peer", false, "measure @neo4j/graphql on the same database too; needs Node and npm")
	only := flag.String("only", "", "the one question to ask")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	b := bench{
		rounds: *rounds, span: *span, warm: *warm, clients: *clients, peer: *peer, only: *only,
		size: corpus.Size{Actors: *actors, Events: *events},
	}
	err := b.run(ctx, *version)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		if cause := errors.Unwrap(err); cause != nil {
			fmt.Fprintln(os.Stderr, "because:", cause)
		}
		os.Exit(1)
	}
}

type bench struct {
	rounds  int
	span    time.Duration
	warm    time.Duration
	clients int
	peer    bool
	only    string
	size    corpus.Size
}

// way is one way to answer a question; n numbers the calls, so that not the
// same thing is asked every time.
type way struct {
	name string
	ask  func(ctx context.Context, n int) error
}

func (b *bench) run(ctx context.Context, version string) (err error) {
	folder, err := os.MkdirTemp("", "factiongraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	local, err := embedded.Open(ctx, filepath.Join(folder, "graph.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, local.Close(ctx)) }()

	database, err := neo4jtest.Start(ctx, version)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Stop()) }()
	remote, err := neo4j.Open(ctx, neo4j.Config{
		URI: database.URI, Username: database.Username, Password: database.Password, Database: database.Database,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remote.Close(ctx)) }()
	for _, store := range []struct {
		name string
		graph.Store
	}{{"embedded", local}, {"Neo4j " + version, remote}} {
		start := time.Now()
		dataset, err := store.Update(ctx, graph.Batch{Entities: corpus.Make(b.size)})
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d actors and %d events loaded in %.1f s\n",
			store.name, dataset.Counts[graph.ActorEntity], dataset.Counts[graph.EventEntity], time.Since(start).Seconds())
	}
	raw, err := driver.NewDriverWithContext(database.URI, driver.BasicAuth(database.Username, database.Password, ""))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.Close(ctx)) }()
	addresses := map[string]string{}
	var stops []func()
	defer func() {
		for _, stop := range stops {
			stop()
		}
	}()
	for _, served := range []struct {
		name  string
		store graph.Store
		cache server.Cache
	}{
		{apiOnNeo4j, remote, server.Cache{}},
		{apiEmbedded, local, server.Cache{}},
		{apiKept, local, server.Cache{Version: resolvers.Version(local)}},
	} {
		address, stop, err := serve(served.store, served.cache)
		if err != nil {
			return err
		}
		stops, addresses[served.name] = append(stops, stop), address
	}
	if b.peer {
		address, stop, err := startPeer(ctx, database)
		if err != nil {
			return err
		}
		stops, addresses[peerOnNeo4j] = append(stops, stop), address
	}
	return b.compare(ctx, func(q question) []way {
		ways := []way{{"raw Bolt", func(ctx context.Context, n int) error { return q.bolt(ctx, raw, database.Database, n) }}}
		for _, name := range []string{apiOnNeo4j, apiEmbedded, apiKept} {
			different := math.MaxInt
			if name == apiKept {
				different = 10 // so that all were asked before
			}
			ways = append(ways, way{name, func(ctx context.Context, n int) error {
				return post(ctx, addresses[name], q.query, q.variables(n%different))
			}})
		}
		if address := addresses[peerOnNeo4j]; address != "" && q.peer != "" {
			ways = append(ways, way{peerOnNeo4j, func(ctx context.Context, n int) error { return post(ctx, address, q.peer, q.parameters(n)) }})
		}
		return ways
	})
}

// The ways beside raw Bolt. What is kept is asked for a second time.
const (
	apiOnNeo4j  = "API on Neo4j"
	apiEmbedded = "API embedded"
	apiKept     = "API embedded, kept"
	peerOnNeo4j = "@neo4j/graphql"
)

// compare measures every way of every question in turn, round by round, and
// prints each one's median throughput and its ratio to the first way's.
func (b *bench) compare(ctx context.Context, waysOf func(question) []way) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "question\tway\tper second\tratio to raw Bolt\tfrom\tto\t")
	for _, q := range questions {
		if b.only != "" && b.only != q.name {
			continue
		}
		ways := waysOf(q)
		for _, way := range ways {
			if _, err := b.measure(ctx, way, b.warm); err != nil {
				return fmt.Errorf("%s, %s: %w", q.name, way.name, err)
			}
		}
		rates := make([][]float64, len(ways))
		ratios := make([][]float64, len(ways))
		for range b.rounds {
			for i, way := range ways {
				rate, err := b.measure(ctx, way, b.span)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", q.name, way.name, err)
				}
				rates[i] = append(rates[i], rate)
				ratios[i] = append(ratios[i], rate/rates[0][len(rates[0])-1])
			}
		}
		for i, way := range ways {
			fmt.Fprintf(table, "%s\t%s\t%.0f\t%.2f\t%.2f\t%.2f\t\n",
				q.name, way.name, median(rates[i]), median(ratios[i]), slices.Min(ratios[i]), slices.Max(ratios[i]))
		}
	}
	return table.Flush()
}

// measure asks for that long from several clients at once and returns the
// answers per second.
func (b *bench) measure(ctx context.Context, way way, span time.Duration) (float64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var answered atomic.Int64
	var clients sync.WaitGroup
	start := time.Now()
	for range b.clients {
		clients.Go(func() {
			for time.Since(start) < span && ctx.Err() == nil {
				if err := way.ask(ctx, int(answered.Add(1))); err != nil {
					cancel(err)
				}
			}
		})
	}
	clients.Wait()
	return float64(answered.Load()) / time.Since(start).Seconds(), context.Cause(ctx)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// serve puts the API on a store on a free port, as the program does.
func serve(store graph.Store, cache server.Cache) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	handler, err := server.New(server.Options{Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: listener.Addr().String(), Cache: cache})
	if err != nil {
		return "", nil, err
	}
	collector.Relax()
	running := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go func() { _ = running.Serve(listener) }() // ends with Close
	return "http://" + listener.Addr().String() + "/graphql", func() { _ = running.Close() }, nil
}

// client takes answers uncompressed, as they come over Bolt.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}

// post asks an API and reads the whole answer.
func post(ctx context.Context, address, query string, variables map[string]any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // read to the end below
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"errors"`)) {
		return fmt.Errorf("status %d: %.300s", response.StatusCode, answer)
	}
	return nil
}

// bolt asks the database and reads all rows.
func (q *question) bolt(ctx context.Context, raw driver.DriverWithContext, database string, n int) error {
	_, err := driver.ExecuteQuery(ctx, raw, q.cypher, q.parameters(n), driver.EagerResultTransformer,
		driver.ExecuteQueryWithDatabase(database), driver.ExecuteQueryWithReadersRouting())
	return err
}
