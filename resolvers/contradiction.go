package resolvers

import (
	"context"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

func (query) Contradictions(ctx context.Context, filter generated.ContradictionFilter, first *int32, after *string, last *int32, before *string) (*view.ContradictionConnection, error) {
	f, err := contradictionFilter(filter)
	list := computedList[*graph.Contradiction]{mark: mark("contradictions", f), at: contradictionAt, compare: inOrder(graph.Order{Field: graph.ByDate})}
	return computed(ctx, f, err, list, graph.Contradictions, first, after, last, before)
}

func contradictionAt(c *graph.Contradiction) position {
	undated, earliest, latest := graph.DatePosition(graph.DateOf(c.Entity))
	return position{Undated: undated, Earliest: int32(earliest), Latest: int32(latest), ID: c.Entity.EntityID() + " " + c.Key()}
}
