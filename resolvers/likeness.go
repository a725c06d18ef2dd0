package resolvers

import (
	"context"
	"math"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

func (query) Likenesses(ctx context.Context, filter generated.LikenessFilter, first *int32, after *string, last *int32, before *string) (*view.LikenessConnection, error) {
	f, err := likenessFilter(filter)
	list := computedList[*graph.Likeness]{mark: mark("likenesses", f), at: likenessAt, compare: compareTies(true)}
	return computed(ctx, f, err, list, graph.Likenesses, first, after, last, before)
}

// likenessAt places a pair by its score, in billionths.
func likenessAt(l *graph.Likeness) position {
	return position{Count: int(math.Round(1e9 * l.Score)), ID: l.Key()}
}
