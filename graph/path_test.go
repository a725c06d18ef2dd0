package graph_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
)

// budgeted is a reader whose budget ends at the n-th question for ties; it has
// another one after that.
type budgeted struct {
	graph.Reader
	n int
}

func (b *budgeted) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	if b.n--; b.n == 0 {
		return func(yield func(graph.Adjacency, error) bool) {
			yield(graph.Adjacency{}, graph.Errorf(graph.CodeLimit, "too much"))
		}
	}
	return b.Reader.Adjacent(ctx, query)
}

// TestPathsWithinABudget: an answer is complete if all lengths asked for were
// searched, whatever a budget left unknown of longer ways, and nothing is said
// to be filtered out that was not looked for.
func TestPathsWithinABudget(t *testing.T) {
	// a to h is a chain of seven steps, a to z one of two.
	store := holding(t, event("e1", graph.Clash, "a PARTY 1", "b PARTY 2"), event("e2", graph.Clash, "b PARTY 1", "c PARTY 2"),
		event("e3", graph.Clash, "c PARTY 1", "d PARTY 2"), event("e4", graph.Clash, "d PARTY 1", "e PARTY 2"),
		event("e5", graph.Clash, "e PARTY 1", "f PARTY 2"), event("e6", graph.Clash, "f PARTY 1", "g PARTY 2"),
		event("e7", graph.Clash, "g PARTY 1", "h PARTY 2"), partOf("a", "m", "", ""), partOf("m", "z", "", ""))
	fights := graph.TieFilter{Kinds: []graph.TieKind{graph.Fought}}
	reading(t, store, func(reader graph.Reader) {
		for _, test := range []struct {
			name  string
			query graph.PathQuery
			ends  int // which question for ties meets the end of the budget
			want  string
		}{
			{"no budget is met", graph.PathQuery{From: "a", To: "h", MaxLength: 2}, 0, "LIMIT_REACHED true "},
			{"at the first step", graph.PathQuery{From: "a", To: "h", MaxLength: 2}, 1, "LIMIT_REACHED false evidence"},
			{"beyond the lengths asked for", graph.PathQuery{From: "a", To: "h", MaxLength: 2}, 2, "LIMIT_REACHED true "},
			{"within the lengths asked for", graph.PathQuery{From: "a", To: "h", MaxLength: 7}, 2, "LIMIT_REACHED false evidence"},
			{"after enough paths", graph.PathQuery{From: "a", To: "z", MaxLength: 4}, 2, "FOUND true "},
			{"a filter that takes the path away", graph.PathQuery{From: "a", To: "z", MaxLength: 2, Filter: fights}, 0, "FILTERED_OUT true "},
			{"a filter that perhaps does", graph.PathQuery{From: "a", To: "z", MaxLength: 2, Filter: fights}, 1, "LIMIT_REACHED false evidence"},
		} {
			test.query.First = 1
			found, err := graph.Paths(t.Context(), &budgeted{reader, test.ends}, test.query)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			if got := fmt.Sprintf("%s %t %s", found.Status, found.Complete, found.Limit); got != test.want {
				t.Errorf("%s: %s, want %s", test.name, got, test.want)
			}
		}
	})
}
