package docs_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/seeds"
)

var rewrite = flag.Bool("rewrite-cypher", false, "write the answers of the database into cypher.md")

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// A query of cypher.md and the table with its answer, which follows it.
var cypherBlock = regexp.MustCompile("(?s)```cypher\n(.*?)```\n((?:\n(?:\\|[^\n]*\n)+)?)")

// TestCypher runs every query of cypher.md on the corpus, on every version of
// the server, and compares the answers.
func TestCypher(t *testing.T) {
	page, err := os.ReadFile("cypher.md")
	succeed(t, err)
	for _, version := range neo4jtest.Versions() {
		t.Run(version, func(t *testing.T) {
			server := neo4jtest.Exclusive(t, version)
			store, err := neo4j.Open(t.Context(), neo4j.Config{
				URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database,
			})
			succeed(t, err)
			defer store.Close(context.Background())
			corpus, err := seeds.Read()
			succeed(t, err)
			_, err = store.Update(t.Context(), graph.Batch{Entities: corpus.Entities})
			succeed(t, err)
			client, err := server.Connect()
			succeed(t, err)
			defer client.Close(context.Background())

			queries := 0
			got := cypherBlock.ReplaceAllStringFunc(string(page), func(block string) string {
				queries++
				query := cypherBlock.FindStringSubmatch(block)[1]
				return "```cypher\n" + query + "```\n\n" + answer(t, client, server.Database, query)
			})
			if queries < 10 {
				t.Errorf("found %d queries", queries)
			}
			if *rewrite {
				succeed(t, os.WriteFile("cypher.md", []byte(got), 0o644))
				return
			}
			if diff := cmp.Diff(string(page), got); diff != "" {
				t.Errorf("answers (-written +given); see the flag -rewrite-cypher:\n%s", diff)
			}
		})
	}
}

// answer runs a query as a reader would, and writes its answer as a table.
func answer(t *testing.T, client driver.DriverWithContext, database, query string) string {
	result, err := driver.ExecuteQuery(t.Context(), client, query, nil, driver.EagerResultTransformer,
		driver.ExecuteQueryWithDatabase(database), driver.ExecuteQueryWithReadersRouting())
	if err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
	if len(result.Records) == 0 {
		t.Errorf("no answer to\n%s", query)
	}
	var table strings.Builder
	row := func(cells []string) { table.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	row(result.Keys)
	row(strings.Split(strings.Repeat("---,", len(result.Keys)-1)+"---", ","))
	for _, record := range result.Records {
		cells := make([]string, len(record.Values))
		for i, value := range record.Values {
			cells[i] = cell(value)
		}
		row(cells)
	}
	return table.String()
}

func cell(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case []any:
		texts := make([]string, len(value))
		for i := range value {
			texts[i] = cell(value[i])
		}
		return strings.Join(texts, ", ")
	case driver.Date:
		return value.Time().Format("2006-01-02")
	}
	return strings.ReplaceAll(fmt.Sprint(value), "|", "\\|")
}
