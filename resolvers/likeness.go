package resolvers

import (
	"context"
	"math"
	"slices"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

func (query) Likenesses(ctx context.Context, filter generated.LikenessFilter, first *int32, after *string, last *int32, before *string) (*view.LikenessConnection, error) {
	f, err := likenessFilter(filter)
	if err != nil {
		return nil, err
	}
	s, err := newSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	found, err := graph.Likenesses(ctx, r.reader, f)
	if err != nil {
		return nil, r.fail(err)
	}
	compare := compareTies(true)
	slices.SortFunc(found, func(a, b *graph.Likeness) int { return compare(likenessAt(a), likenessAt(b)) })
	page, err := paged(found, mark("likenesses", f), likenessAt, compare, s,
		func(*graph.Likeness) view.LikenessEdge { return view.LikenessEdge{} })
	if err != nil {
		return nil, err
	}
	return answered(ctx, r, page, page)
}

// likenessAt places a pair by its score, in billionths.
func likenessAt(l *graph.Likeness) position {
	return position{Count: int(math.Round(1e9 * l.Score)), ID: l.Key()}
}
