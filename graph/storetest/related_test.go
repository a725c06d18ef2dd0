package storetest

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// The relations between answers are the domain's, so they must hold of any
// graph.
func TestRelatedAnswersOfRandomGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := Model()
		load(t, store, rapid.Custom(newDraft).Draw(t, "graph").entities()...)
		view(t, store, func(reader graph.Reader) {
			pool := newPool(reader.(*world).entities)
			for range 5 {
				related(t, reader, pool)
			}
		})
	})
}
