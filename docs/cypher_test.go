package docs_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/seeds"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// recipe is a query of cypher.md with the answer that stands below it.
var recipe = regexp.MustCompile("(?s)### (\\d+\\.[^\n]*)\n\n```cypher\n(.*?)```\n\n```json\n(.*?)```")

// TestCypherQueries runs the queries of cypher.md on the corpus, on every
// version of Neo4j, and compares the answers with those shown.
func TestCypherQueries(t *testing.T) {
	page, err := os.ReadFile("cypher.md")
	if err != nil {
		t.Fatal(err)
	}
	recipes := recipe.FindAllStringSubmatch(string(page), -1)
	if len(recipes) != 10 {
		t.Fatalf("cypher.md has %d queries with answers, not 10", len(recipes))
	}
	for _, version := range neo4jtest.Versions() {
		t.Run(version, func(t *testing.T) {
			raw, database := corpusOn(t, version)
			for _, query := range recipes {
				t.Run(query[1], func(t *testing.T) {
					var want any
					if err := json.Unmarshal([]byte(query[3]), &want); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, answer(t, raw, database, query[2])); diff != "" {
						t.Errorf("shown and answered differ (-shown +answered):\n%s", diff)
					}
				})
			}
		})
	}
}

// corpusOn loads the corpus into a server and returns a driver for it.
func corpusOn(t *testing.T, version string) (raw driver.DriverWithContext, database string) {
	t.Helper()
	server := neo4jtest.Exclusive(t, version)
	store, err := neo4j.Open(t.Context(), neo4j.Config{
		URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close(context.Background()) })
	corpus, err := seeds.Read()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(t.Context(), graph.Batch{Entities: corpus.Entities}); err != nil {
		t.Fatal(err)
	}
	raw, err = driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.Username, server.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close(context.Background()) })
	return raw, server.Database
}

// answer returns the rows of a query as JSON has them.
func answer(t *testing.T, raw driver.DriverWithContext, database, cypher string) any {
	t.Helper()
	result, err := driver.ExecuteQuery(t.Context(), raw, cypher, nil, driver.EagerResultTransformer,
		driver.ExecuteQueryWithDatabase(database), driver.ExecuteQueryWithReadersRouting())
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]any, len(result.Records))
	for i, record := range result.Records {
		rows[i] = record.Values
	}
	written, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	var read any
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatal(err)
	}
	return read
}
