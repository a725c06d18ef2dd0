package embedded_test

import (
	"path/filepath"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func openAt(t *testing.T, path string) *embedded.Store {
	t.Helper()
	store, err := embedded.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func open(t *testing.T) graph.Store {
	store := openAt(t, filepath.Join(t.TempDir(), "graph.db"))
	t.Cleanup(func() { store.Close(t.Context()) })
	return store
}

func TestStore(t *testing.T) { storetest.Run(t, open) }

func TestAgreesWithModel(t *testing.T) {
	storetest.Agree(t, func(*testing.T) graph.Store { return storetest.Model() }, open)
}
