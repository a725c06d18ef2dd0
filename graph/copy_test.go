package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// TestCopy: a copy says the same, and no reference or claim of it is one of the
// original's.
func TestCopy(t *testing.T) {
	for _, entity := range storetest.Fixture() {
		var err error
		if entity, err = graph.Clone(entity); err != nil { // as a store reads it
			t.Fatal(err)
		}
		copied := graph.Copy(entity)
		if diff := cmp.Diff(recordOf(t, entity), recordOf(t, copied)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", entity.EntityID(), diff)
		}
		parts := map[any]bool{entity: true}
		each := func(e graph.Entity, visit func(part any)) {
			graph.Walk(e, graph.Visitor{
				Claim: func(at *graph.Path, claim *graph.Claim) {
					if claim.About != e {
						t.Errorf("%s: %s is about %v", e.EntityID(), at, claim.About)
					}
					visit(claim)
				},
				Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
					if ref.Loaded() {
						t.Errorf("%s: the reference to %s is loaded", e.EntityID(), ref.EntityID())
					}
					if ref.EntityKind() != "" { // else it is a text, as long as nothing is stored
						visit(ref)
					}
					return nil
				},
			})
		}
		each(entity, func(part any) { parts[part] = true })
		each(copied, func(part any) {
			if parts[part] {
				t.Errorf("%s shares %v with its copy", entity.EntityID(), part)
			}
		})
	}
}

func recordOf(t *testing.T, e graph.Entity) string {
	t.Helper()
	record, err := graph.Record(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(record)
}
