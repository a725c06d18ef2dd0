// Command load compares, in one run on one machine, how long it takes the
// Neo4j store to load a graph into an empty database with how long a plain
// loader takes that writes the same nodes and relationships with UNWIND, and
// prints the ratio.
//
// It starts a Neo4j server of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each way is measured, in turn")
	events := flag.Int("events", 50_000, "events of the generated graph")
	actors := flag.Int("actors", corpus.Standard.Actors, "actors of the generated graph")
	batch := flag.Int("batch", 5_000, "rows of a plain transaction")
	version := flag.String("neo4j", neo4jtest.Versions()[0], "version of Neo4j")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *version, corpus.Size{Actors: *actors, Events: *events}, *rounds, *batch)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err, errors.Unwrap(err))
		os.Exit(1)
	}
}

func run(ctx context.Context, version string, size corpus.Size, rounds, batch int) (err error) {
	database, err := neo4jtest.Start(ctx, version)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Stop()) }()
	connection, err := database.Connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	plain := plainLoader{driver: connection, database: database.Database, batch: batch}

	// A round beside those that count warms the server up, and says what the
	// plain loader is to write.
	var graphDrawn drawn
	var ratios []float64
	for round := range rounds + 1 {
		store, err := empty(ctx, database, connection)
		if err != nil {
			return err
		}
		entities := corpus.Make(size)
		start := time.Now()
		if _, err := store.Update(ctx, graph.Batch{Entities: entities}); err != nil {
			return err
		}
		ours := time.Since(start)
		if err := store.Close(ctx); err != nil {
			return err
		}
		if round == 0 {
			if graphDrawn, err = plain.read(ctx); err != nil {
				return err
			}
		}
		if store, err = empty(ctx, database, connection); err != nil {
			return err
		}
		if err := store.Close(ctx); err != nil {
			return err
		}
		start = time.Now()
		nodes, relationships, err := plain.load(ctx, graphDrawn)
		if err != nil {
			return err
		}
		theirs := time.Since(start)
		fmt.Printf("%d events, %d nodes and %d relationships: the store %.2f s, plain %.2f s, ratio %.2f\n",
			size.Events, nodes, relationships, ours.Seconds(), theirs.Seconds(), theirs.Seconds()/ours.Seconds())
		ratios = append(ratios, theirs.Seconds()/ours.Seconds())
	}
	counted := slices.Sorted(slices.Values(ratios[1:]))
	fmt.Printf("the store's rows per second to the plain loader's: %.2f (%.2f–%.2f), without the first round\n",
		counted[len(counted)/2], counted[0], counted[len(counted)-1])
	return nil
}

// empty empties the database but for the schema, and opens it.
func empty(ctx context.Context, database *neo4jtest.Server, connection driver.DriverWithContext) (*neo4j.Store, error) {
	if err := neo4jtest.Wipe(ctx, connection, database.Database); err != nil {
		return nil, err
	}
	return neo4j.Open(ctx, neo4j.Config{URI: database.URI, Username: database.Username, Password: database.Password, Database: database.Database})
}

// plainLoader writes nodes and relationships as they come, without a look at
// what they mean or whether they are there, in a transaction for each batch.
type plainLoader struct {
	driver   driver.DriverWithContext
	database string
	batch    int
}

// drawn is nodes by their labels and relationships by their type, in Cypher's
// notation, with rows of parameters for each.
type drawn struct{ nodes, relationships map[string][]any }

// read returns what the store drew, but for nodes that have no id: the names
// that an actor has beside its first.
func (l plainLoader) read(ctx context.Context) (drawn, error) {
	d := drawn{nodes: map[string][]any{}, relationships: map[string][]any{}}
	for into, cypher := range map[*map[string][]any]string{
		&d.nodes: `MATCH (n:Entity) RETURN reduce(text = '', label IN labels(n) | text + ':' + label), {properties: properties(n)}`,
		&d.relationships: `MATCH (a:Entity)-[r]->(b:Entity)
			RETURN type(r), {from: a.id, to: b.id, properties: properties(r)}`,
	} {
		result, err := driver.ExecuteQuery(ctx, l.driver, cypher, nil, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase(l.database))
		if err != nil {
			return drawn{}, err
		}
		for _, record := range result.Records {
			kind, _ := record.Values[0].(string)
			(*into)[kind] = append((*into)[kind], record.Values[1])
		}
	}
	return d, nil
}

// load writes what read returned.
func (l plainLoader) load(ctx context.Context, d drawn) (nodes, relationships int, err error) {
	for labels, rows := range d.nodes {
		if err := l.write(ctx, "UNWIND $rows AS row CREATE (n"+labels+") SET n = row.properties", rows); err != nil {
			return 0, 0, err
		}
		nodes += len(rows)
	}
	for kind, rows := range d.relationships {
		if err := l.write(ctx, "UNWIND $rows AS row MATCH (a:Entity {id: row.from}) MATCH (b:Entity {id: row.to}) "+
			"CREATE (a)-[r:"+kind+"]->(b) SET r = row.properties", rows); err != nil {
			return 0, 0, err
		}
		relationships += len(rows)
	}
	return nodes, relationships, nil
}

func (l plainLoader) write(ctx context.Context, cypher string, rows []any) error {
	for part := range slices.Chunk(rows, l.batch) {
		if _, err := driver.ExecuteQuery(ctx, l.driver, cypher, map[string]any{"rows": part}, driver.EagerResultTransformer,
			driver.ExecuteQueryWithDatabase(l.database)); err != nil {
			return err
		}
	}
	return nil
}
