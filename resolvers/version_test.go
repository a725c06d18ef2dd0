package resolvers_test

import (
	"context"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
)

// TestVersion names the states of a store: empty, loaded, changed, and changed
// back, which the API tells apart by when that was.
func TestVersion(t *testing.T) {
	store := openEmbedded(t)
	version := resolvers.Version(store)
	one := &graph.Actor{ID: "act_one", Kind: "STATE", Name: "One"}
	states := map[string]string{}
	for _, step := range []struct {
		name string
		put  []graph.Entity
		del  []string
	}{
		{name: "empty"},
		{name: "one", put: []graph.Entity{one}},
		{name: "one", put: []graph.Entity{one}},
		{name: "empty again", del: []string{one.ID}},
	} {
		if _, err := store.Update(t.Context(), graph.Batch{Entities: step.put, Delete: step.del}); err != nil {
			t.Fatal(err)
		}
		got, err := version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if name, known := states[got]; known && name != step.name {
			t.Errorf("%s and %s are both %q", name, step.name, got)
		} else if !known && len(states) > 0 && hasName(states, step.name) {
			t.Errorf("%s has a second name, %q", step.name, got)
		}
		states[got] = step.name
	}
}

func hasName(states map[string]string, name string) bool {
	for _, known := range states {
		if known == name {
			return true
		}
	}
	return false
}

func TestVersionOfAStoreThatIsAway(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := resolvers.Version(openEmbedded(t))(ctx); graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("got %q, %v", got, err)
	}
}
