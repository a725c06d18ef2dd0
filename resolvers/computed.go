package resolvers

import (
	"context"
	"slices"
	"sort"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// computedList says how a list is paged that the domain computes whole.
type computedList[E any] struct {
	// mark tells the list from others; see [mark].
	mark    string
	at      func(E) position
	compare func(a, b position) int
	// edge tells what an edge has besides its cursor and node; nil for nothing.
	edge func(E) view.Edge[E]
}

// computed answers a root field with a slice of what compute finds under a
// filter.
func computed[F, E any](ctx context.Context, filter F, filterErr error, list computedList[E],
	compute func(context.Context, graph.Reader, F) ([]E, error), first *int32, after *string, last *int32, before *string,
) (*view.Page[E], error) {
	s, err := newSlice(filterErr, first, after, last, before)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	found, err := compute(ctx, r.reader, filter)
	if err != nil {
		return nil, r.fail(err)
	}
	page, err := list.page(found, s)
	if err != nil {
		return nil, err
	}
	return answered(ctx, r, page, page)
}

// page sorts the elements and returns a slice of them.
func (l computedList[E]) page(elements []E, s slice) (*view.Page[E], error) {
	after, before, err := s.cursors(l.mark)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(elements, func(a, b E) int { return l.compare(l.at(a), l.at(b)) })
	from, to := 0, len(elements)
	if after != nil {
		from = sort.Search(len(elements), func(i int) bool { return l.compare(l.at(elements[i]), *after) > 0 })
	}
	if before != nil {
		to = max(from, sort.Search(len(elements), func(i int) bool { return l.compare(l.at(elements[i]), *before) >= 0 }))
	}
	part := elements[from:to]
	more := len(part) > s.limit
	if more && s.backward {
		part = part[len(part)-s.limit:]
	} else if more {
		part = part[:s.limit]
	}
	page := &view.Page[E]{TotalCount: len(elements), PageInfo: view.PageInfo{
		HasNextPage:     to < len(elements) || (more && !s.backward),
		HasPreviousPage: from > 0 || (more && s.backward),
	}}
	for _, element := range part {
		var edge view.Edge[E]
		if l.edge != nil {
			edge = l.edge(element)
		}
		edge.Cursor, edge.Node = writeCursor(l.mark, l.at(element)), element
		page.Edges = append(page.Edges, edge)
	}
	page.PageInfo.StartCursor, page.PageInfo.EndCursor = ends(page.Edges)
	return page, nil
}
