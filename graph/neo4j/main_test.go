package neo4j

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"go.uber.org/goleak"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// onEveryVersion runs a test against each version of the server, with its
// database empty.
func onEveryVersion(t *testing.T, test func(t *testing.T, server *neo4jtest.Server)) {
	for _, version := range neo4jtest.Versions() {
		t.Run(version, func(t *testing.T) {
			endsAll(t)
			test(t, neo4jtest.Exclusive(t, version))
		})
	}
}

// onAllVersions is onEveryVersion for tests that take minutes: against all
// versions at the same time.
func onAllVersions(t *testing.T, test func(t *testing.T, server *neo4jtest.Server)) {
	endsAll(t)
	for _, version := range neo4jtest.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			test(t, neo4jtest.Exclusive(t, version))
		})
	}
}

// endsAll sees that no goroutine outlives the test. It must come first, so that
// it looks last: after the server was wiped again.
func endsAll(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
}

func configOf(server *neo4jtest.Server) Config {
	return Config{URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database}
}

// open opens a store that is closed when the test ends.
func open(t testing.TB, server *neo4jtest.Server) *Store {
	t.Helper()
	store, err := Open(t.Context(), configOf(server))
	if err != nil {
		t.Fatal(explain(err))
	}
	t.Cleanup(func() {
		if err := store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return store
}

// openEmpty is open with all data gone and the schema kept, for making that
// anew takes seconds.
func openEmpty(t testing.TB, server *neo4jtest.Server) *Store {
	t.Helper()
	store := open(t, server)
	run(t, store, "MATCH (n) WHERE NOT n:Schema AND NOT n:Clock DETACH DELETE n")
	run(t, store, "CREATE (:Dataset)")
	return store
}

// run runs a statement as a user might, and returns its records' values.
func run(t testing.TB, store *Store, cypher string, params ...map[string]any) [][]any {
	t.Helper()
	var given map[string]any
	for _, more := range params {
		given = more
	}
	result, err := neo4j.ExecuteQuery(t.Context(), store.driver, cypher, given, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(store.config.Database), neo4j.ExecuteQueryWithBookmarkManager(store.bookmarks))
	if err != nil {
		t.Fatalf("%s: %v", cypher, err)
	}
	rows := make([][]any, len(result.Records))
	for i, record := range result.Records {
		rows[i] = record.Values
	}
	return rows
}

func update(t testing.TB, store *Store, batch graph.Batch) graph.Dataset {
	t.Helper()
	dataset, err := store.Update(t.Context(), batch)
	if err != nil {
		t.Fatal(explain(err))
	}
	return dataset
}

// view reads in a view that must not fail.
func view(t testing.TB, store *Store, read func(graph.Reader)) {
	t.Helper()
	err := store.View(t.Context(), func(reader graph.Reader) error {
		read(reader)
		return nil
	})
	if err != nil {
		t.Fatal(explain(err))
	}
}

// explain shows an error with its causes, which its own text hides.
func explain(err error) string {
	text := ""
	for err != nil {
		text += err.Error() + "\n"
		switch wrapping := err.(type) { //nolint:errorlint // the chain is walked by hand
		case interface{ Unwrap() error }:
			err = wrapping.Unwrap()
		case interface{ Unwrap() []error }:
			err = wrapping.Unwrap()[len(wrapping.Unwrap())-1]
		default:
			return text
		}
	}
	return text
}

func equal(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func sortedTexts(texts []string) []string {
	sorted := slices.Clone(texts)
	slices.Sort(sorted)
	return sorted
}
