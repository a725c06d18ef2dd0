package resolvers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// How long pages are.
const (
	defaultPage = 50
	maxPage     = 500
)

// slice is a part of a list as a caller asks for it.
type slice struct {
	limit         int
	backward      bool
	after, before *string
}

// newSlice reads the arguments of a list. What was wrong with its filter, if
// anything, comes first.
func newSlice(filterErr error, first *int32, after *string, last *int32, before *string) (slice, error) {
	if filterErr != nil {
		return slice{}, filterErr
	}
	s := slice{limit: defaultPage, after: after, before: before}
	if first != nil && last != nil {
		return slice{}, graph.Errorf(graph.CodeBadInput, "give first or last, not both")
	}
	size, name := first, "first"
	if last != nil {
		size, name, s.backward = last, "last", true
	}
	if size != nil {
		if *size < 0 {
			return slice{}, graph.Errorf(graph.CodeBadInput, "%s must not be negative", name)
		}
		if *size > maxPage {
			refusal := graph.Errorf(graph.CodeBadInput, "%s is %d, and at most %d can be asked for at once: page with after or before", name, *size, maxPage)
			return slice{}, refusal
		}
		s.limit = int(*size)
	}
	return s, nil
}

// sliceOf reads the part of a list that a field of the document asks for from
// its arguments as they stand there.
func sliceOf(arguments map[string]any) (slice, error) {
	first, firstErr := number(arguments["first"])
	last, lastErr := number(arguments["last"])
	if err := errors.Join(firstErr, lastErr); err != nil {
		return slice{}, err
	}
	return newSlice(nil, first, words(arguments["after"]), last, words(arguments["before"]))
}

func number(argument any) (*int32, error) {
	if argument == nil {
		return nil, nil
	}
	value, err := graphql.UnmarshalInt32(argument)
	return &value, err
}

func words(argument any) *string {
	text, given := argument.(string)
	if !given {
		return nil
	}
	return &text
}

// position is where an element stands in a list: in one of the store's as
// [graph.Position] says, among ties by a count or by dates and then by the
// key, which is the ID here. Days are numbers, so that the ends of time can be
// read back.
type position struct {
	Undated  bool   `json:"u,omitempty"`
	Count    int    `json:"c,omitempty"`
	Earliest int32  `json:"e,omitempty"`
	Latest   int32  `json:"t,omitempty"`
	Name     string `json:"n,omitempty"`
	ID       string `json:"i"`
}

func positionFrom(p graph.Position) position {
	return position{Undated: p.Undated, Earliest: int32(p.Earliest), Latest: int32(p.Latest), Name: p.Name, ID: p.ID}
}

// inStore returns the position for the store, nil for none.
func (p *position) inStore() *graph.Position {
	if p == nil {
		return nil
	}
	return &graph.Position{Undated: p.Undated, Earliest: graph.Date(p.Earliest), Latest: graph.Date(p.Latest), Name: p.Name, ID: p.ID}
}

// inOrder compares positions as the store does.
func inOrder(order graph.Order) func(a, b position) int {
	return func(a, b position) int { return order.Compare(*a.inStore(), *b.inStore()) }
}

// cursor is what a cursor holds: a position in a list, and a mark of which
// list it is.
type cursor struct {
	List     string   `json:"l"`
	Position position `json:"p"`
}

func writeCursor(list string, p position) string {
	content, err := json.Marshal(cursor{list, p})
	if err != nil {
		panic(err) // positions are plain structs
	}
	return view.Opaque(content)
}

func readCursor(name string, text *string, list string) (*position, error) {
	if text == nil {
		return nil, nil
	}
	refused := graph.Errorf(graph.CodeBadInput, "%s is no cursor of this list: cursors go with the filter and order they came from", name)
	content, err := view.Transparent(*text)
	if err != nil {
		return nil, refused.Because(err)
	}
	var read cursor
	if err := json.Unmarshal(content, &read); err != nil {
		return nil, refused.Because(err)
	}
	if read.List != list {
		return nil, refused
	}
	return &read.Position, nil
}

// cursors reads both cursors of a slice.
func (s slice) cursors(list string) (after, before *position, err error) {
	if after, err = readCursor("after", s.after, list); err != nil {
		return nil, nil, err
	}
	before, err = readCursor("before", s.before, list)
	return after, before, err
}

// mark tells lists apart by their filter and order.
func mark(parts ...any) string {
	words, err := json.Marshal(parts)
	if err != nil {
		panic(err) // filters are plain structs
	}
	return view.Mark(string(words))
}

// wants reports whether the connection that is being resolved is asked for
// one of these fields.
func wants(ctx context.Context, names ...string) bool {
	field := graphql.GetFieldContext(ctx).Field
	collected := graphql.CollectFields(graphql.GetOperationContext(ctx), field.Selections, satisfies("Connection"))
	return slices.ContainsFunc(collected, func(f graphql.CollectedField) bool { return slices.Contains(names, f.Name) })
}

// pages answers one slice of several lists of the store, each under a filter
// of its own: the slices in one call, the totals in another, each only if it
// is selected. What nobody but an edge tells is left out where only nodes are.
func pages[E graph.Entity](ctx context.Context, r *request, filters []graph.Filter, order graph.Order, s slice) ([]*view.Page[E], error) {
	queries := make([]graph.Query, len(filters))
	marks := make([]string, len(filters))
	cursors := wants(ctx, "edges", "pageInfo")
	with := next(ctx)
	for i, filter := range filters {
		if cursors || s.after != nil || s.before != nil {
			marks[i] = mark(filter.Lists(), filter, order)
		}
		after, before, err := s.cursors(marks[i])
		if err != nil {
			return nil, err
		}
		queries[i] = graph.Query{Filter: filter, Order: order, After: after.inStore(), Before: before.inStore(), Limit: s.limit + 1, Backward: s.backward, With: with}
	}
	result := make([]*view.Page[E], len(filters))
	for i := range result {
		result[i] = &view.Page[E]{}
	}
	if cursors || wants(ctx, "nodes") {
		for row, err := range r.reader.List(ctx, queries...) {
			if err != nil {
				return nil, r.fail(err)
			}
			node := row.Entity.(E)
			edge := view.Edge[E]{Node: node}
			if cursors {
				edge.Cursor = writeCursor(marks[row.Query], positionFrom(graph.PositionOf(node, order.Field)))
				edge.Certainty = windowOf(filters[row.Query]).Holds(graph.DateOf(node).Extent())
			}
			result[row.Query].Edges = append(result[row.Query].Edges, edge)
		}
	}
	for _, page := range result {
		page.Edges, page.PageInfo = cut(page.Edges, s)
	}
	if wants(ctx, "totalCount") {
		counts, err := r.reader.Count(ctx, filters...)
		if err != nil {
			return nil, r.fail(err)
		}
		for i, count := range counts {
			result[i].TotalCount = count
		}
	}
	return result, nil
}

func windowOf(filter graph.Filter) *graph.Window {
	switch f := filter.(type) {
	case graph.EventFilter:
		return f.During
	case graph.AgreementFilter:
		return f.During
	}
	return nil
}

// cut takes the one element too many off a page and says what surrounds it.
func cut[E any](edges []view.Edge[E], s slice) ([]view.Edge[E], view.PageInfo) {
	more := len(edges) > s.limit
	if more {
		edges = edges[:s.limit]
	}
	info := view.PageInfo{HasNextPage: more || s.before != nil, HasPreviousPage: s.after != nil}
	if s.backward {
		slices.Reverse(edges)
		info = view.PageInfo{HasNextPage: s.before != nil, HasPreviousPage: more || s.after != nil}
	}
	info.StartCursor, info.EndCursor = ends(edges)
	return edges, info
}

// ends returns the cursors of the first and the last edge, nothing of none.
func ends[E any](edges []view.Edge[E]) (start, end string) {
	if len(edges) == 0 {
		return "", ""
	}
	return edges[0].Cursor, edges[len(edges)-1].Cursor
}

// compareTies orders positions, undated last in either direction; keys always
// ascend.
func compareTies(descending bool) func(a, b position) int {
	return func(a, b position) int {
		if a.Undated != b.Undated {
			if a.Undated {
				return 1
			}
			return -1
		}
		order := cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(a.Earliest, b.Earliest), cmp.Compare(a.Latest, b.Latest))
		if descending {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.ID, b.ID))
	}
}
