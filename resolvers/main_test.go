package resolvers_test

import (
	"flag"
	"os"
	"testing"

	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

// update makes the golden tests write what they get instead of comparing it.
var update = flag.Bool("update", false, "write testdata/golden anew from the embedded store")

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// TestEveryStore asks the same of the corpus in every store. Whatever writes
// comes last.
func TestEveryStore(t *testing.T) {
	for _, kind := range storeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			store := kind.open(t)
			load(t, store)
			c := serve(t, store)
			t.Run("questions", func(t *testing.T) { testQuestions(t, c) })
			t.Run("golden", func(t *testing.T) { testGolden(t, c) })
			t.Run("pages", func(t *testing.T) { testPages(t, c, kind.far) })
			t.Run("inputs", func(t *testing.T) { testInputs(t, c) })
			t.Run("pages while the data grows", func(t *testing.T) { testPagesOfGrowingData(t, c, store) })
		})
	}
}
