package resolvers

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// root gives gqlgen the resolvers. It keeps nothing: what an operation needs
// is in its context.
type root struct{}

// Query answers the root fields.
func (root) Query() generated.QueryResolver { return query{} }

type query struct{}

// answered preloads what a root field's result refers to and returns it.
func answered[R any](ctx context.Context, r *request, result R, objects ...any) (R, error) {
	var none R
	if err := r.preload(ctx, objects, graphql.GetFieldContext(ctx).Field.Selections); err != nil {
		return none, err
	}
	return result, nil
}

// byID returns the entity of that id if it is of type E, else E's nil.
func byID[E graph.Entity](ctx context.Context, id string) (E, error) {
	var none E
	r := requestOf(ctx)
	found, err := r.reader.Get(ctx, []string{id})
	if err != nil {
		return none, r.fail(err)
	}
	entity, is := found[0].(E)
	if !is {
		return none, nil
	}
	return answered(ctx, r, entity, entity)
}

func (query) Actor(ctx context.Context, id string) (*graph.Actor, error) {
	return byID[*graph.Actor](ctx, id)
}

func (query) Event(ctx context.Context, id string) (*graph.Event, error) {
	return byID[*graph.Event](ctx, id)
}

func (query) Agreement(ctx context.Context, id string) (*graph.Agreement, error) {
	return byID[*graph.Agreement](ctx, id)
}

func (query) Place(ctx context.Context, id string) (*graph.Place, error) {
	return byID[*graph.Place](ctx, id)
}

func (query) Source(ctx context.Context, id string) (*graph.Source, error) {
	return byID[*graph.Source](ctx, id)
}

func (query) Node(ctx context.Context, id string) (graph.Entity, error) {
	r := requestOf(ctx)
	mediation, err := graph.MediationByID(ctx, r.reader, id)
	if err != nil {
		return nil, r.fail(err)
	}
	if mediation != nil {
		return answered[graph.Entity](ctx, r, mediation, mediation)
	}
	return byID[graph.Entity](ctx, id)
}

func (query) Search(ctx context.Context, text string, kinds []graph.EntityKind, first *int32) ([]*graph.Hit, error) {
	r := requestOf(ctx)
	limit := 10
	if first != nil {
		limit = int(*first)
	}
	if limit < 0 || limit > graph.MaxSearch {
		return nil, graph.Errorf(graph.CodeBadInput, "first must be between 0 and %d", graph.MaxSearch)
	}
	if strings.TrimSpace(text) == "" {
		return nil, graph.Errorf(graph.CodeBadInput, "text is empty: give a name, or words of one")
	}
	found, err := r.reader.Search(ctx, text, kinds, limit)
	if err != nil {
		return nil, r.fail(err)
	}
	hits := make([]*graph.Hit, len(found))
	for i := range found {
		hits[i] = &found[i]
	}
	return answered(ctx, r, hits, all(hits)...)
}

// listed answers one list of the store.
func listed[E graph.Entity](ctx context.Context, filter graph.Filter, filterErr error, order graph.Order,
	first *int32, after *string, last *int32, before *string,
) (*view.Page[E], error) {
	s, err := newSlice(filterErr, first, after, last, before)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	if err := r.mustExist(ctx, filter); err != nil {
		return nil, err
	}
	result, err := pages[E](ctx, r, []graph.Filter{filter}, order, s)
	if err != nil {
		return nil, err
	}
	return answered(ctx, r, result[0], result[0])
}

func (query) Actors(ctx context.Context, filter *generated.ActorFilter, orderBy *generated.ActorOrder, first *int32, after *string, last *int32, before *string) (*view.ActorConnection, error) {
	f, err := actorFilter(filter)
	return listed[*graph.Actor](ctx, f, err, actorOrder(orderBy), first, after, last, before)
}

func (query) Events(ctx context.Context, filter *generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	f, err := eventFilter(filter)
	return listed[*graph.Event](ctx, f, err, eventOrder(orderBy), first, after, last, before)
}

func (query) Agreements(ctx context.Context, filter *generated.AgreementFilter, orderBy *generated.AgreementOrder, first *int32, after *string, last *int32, before *string) (*view.AgreementConnection, error) {
	f, err := agreementFilter(filter)
	return listed[*graph.Agreement](ctx, f, err, agreementOrder(orderBy), first, after, last, before)
}

func (query) Places(ctx context.Context, filter *generated.PlaceFilter, first *int32, after *string, last *int32, before *string) (*view.PlaceConnection, error) {
	f, err := placeFilter(filter)
	return listed[*graph.Place](ctx, f, err, graph.Order{Field: graph.ByName}, first, after, last, before)
}

func (query) Sources(ctx context.Context, filter *generated.SourceFilter, first *int32, after *string, last *int32, before *string) (*view.SourceConnection, error) {
	f, err := sourceFilter(filter)
	return listed[*graph.Source](ctx, f, err, graph.Order{Field: graph.ByDate}, first, after, last, before)
}

func (query) Affiliations(ctx context.Context, filter generated.AffiliationFilter, first *int32, after *string, last *int32, before *string) (*view.AffiliationConnection, error) {
	f, err := affiliationFilter(filter)
	return listed[*graph.Affiliation](ctx, f, err, graph.Order{Field: graph.ByID}, first, after, last, before)
}

func (query) Claims(ctx context.Context, filter generated.ClaimFilter, first *int32, after *string, last *int32, before *string) (*view.ClaimConnection, error) {
	f, err := claimFilter(filter)
	return listed[*graph.Claim](ctx, f, err, graph.Order{Field: graph.ByID}, first, after, last, before)
}

func (query) Mediations(ctx context.Context, filter generated.MediationFilter, orderBy *generated.MediationOrder, first *int32, after *string, last *int32, before *string) (*view.MediationConnection, error) {
	f, err := mediationFilter(filter)
	s, err := newSlice(err, first, after, last, before)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	page, err := mediationsUnder(ctx, r, f, mediationOrder(orderBy), s)
	if err != nil {
		return nil, err
	}
	return answered(ctx, r, page, page)
}

// mediationsUnder answers a slice of the mediations under a filter. To count
// them is to list them all; where no total is asked for, no more is listed than
// the slice takes.
func mediationsUnder(ctx context.Context, r *request, filter graph.MediationFilter, order graph.Order, s slice) (*view.MediationConnection, error) {
	listMark := mark("mediations", filter, order)
	if wants(ctx, "totalCount") {
		mediations, err := graph.Mediations(ctx, r.reader, filter, order)
		if err != nil {
			return nil, r.fail(err)
		}
		return mediationPage(mediations, listMark, order, s)
	}
	after, before, err := s.cursors(listMark)
	if err != nil {
		return nil, err
	}
	part := graph.Query{Order: order, After: after.inStore(), Before: before.inStore(), Limit: s.limit + 1, Backward: s.backward}
	mediations, err := graph.MediationPage(ctx, r.reader, filter, part)
	if err != nil {
		return nil, r.fail(err)
	}
	page := &view.MediationConnection{}
	for _, mediation := range mediations {
		edge := mediationEdge(mediation)
		edge.Cursor, edge.Node = writeCursor(listMark, mediationAt(mediation, order)), mediation
		page.Edges = append(page.Edges, edge)
	}
	page.Edges, page.PageInfo = cut(page.Edges, s)
	return page, nil
}

func mediationPage(mediations []*graph.Mediation, listMark string, order graph.Order, s slice) (*view.MediationConnection, error) {
	at := func(m *graph.Mediation) position { return mediationAt(m, order) }
	return computedList[*graph.Mediation]{listMark, at, inOrder(order), mediationEdge}.page(mediations, s)
}

func mediationAt(m *graph.Mediation, order graph.Order) position {
	return positionFrom(m.Position(order.Field))
}

func mediationEdge(m *graph.Mediation) view.MediationEdge {
	return view.MediationEdge{Matched: m.Matched}
}

func (query) Fights(ctx context.Context, filter generated.FightFilter, orderBy *generated.TieOrder, first *int32, after *string, last *int32, before *string) (*view.TieConnection, error) {
	f, err := fightFilter(filter)
	return tied(ctx, f, err, orderBy, first, after, last, before)
}

func (query) Ties(ctx context.Context, filter generated.TieFilter, orderBy *generated.TieOrder, first *int32, after *string, last *int32, before *string) (*view.TieConnection, error) {
	f, err := tieFilter(filter)
	return tied(ctx, f, err, orderBy, first, after, last, before)
}

// tied answers a list of ties.
func tied(ctx context.Context, filter graph.TieFilter, filterErr error, orderBy *generated.TieOrder,
	first *int32, after *string, last *int32, before *string,
) (*view.TieConnection, error) {
	ties := tiesUnder(filter, graph.RollUpNone)
	return computed(ctx, filter, filterErr, ties.list(tieOrder(orderBy)), func(ctx context.Context, reader graph.Reader, filter graph.TieFilter) ([]*view.Tie, error) {
		found, err := graph.Ties(ctx, reader, filter)
		return ties.views(found), err
	}, first, after, last, before)
}

// list says how the ties are paged in an order.
func (t tiesOf) list(order generated.TieOrder) computedList[*view.Tie] {
	return computedList[*view.Tie]{
		mark: mark("ties", t.mark, order), at: func(tie *view.Tie) position { return tieAt(tie.Tie, order.Field) },
		compare: compareTies(order.Direction == generated.OrderDirectionDesc), edge: func(tie *view.Tie) view.TieEdge { return view.TieEdge{Matched: tie.Matched} },
	}
}

func tieAt(tie *graph.Tie, field generated.TieOrderField) position {
	at := position{ID: tie.Key()}
	dated := func(date *graph.FuzzyDate) {
		undated, earliest, latest := graph.DatePosition(date)
		at.Undated, at.Earliest, at.Latest = undated, int32(earliest), int32(latest)
	}
	switch field {
	case generated.TieOrderFieldEvents:
		at.Count = tie.EventCount
	case generated.TieOrderFieldPublishers:
		at.Count = tie.PublisherCount
	case generated.TieOrderFieldFirstSeen:
		dated(tie.FirstSeen)
	case generated.TieOrderFieldLastSeen:
		dated(tie.LastSeen)
	case generated.TieOrderFieldKey:
	}
	return at
}

func (query) Tie(ctx context.Context, key string, filter generated.TieFilter, rollUp graph.RollUp) (*view.Tie, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	tie, err := graph.TieByKey(ctx, r.reader, key, f, rollUp)
	if err != nil || tie == nil {
		return nil, r.fail(err)
	}
	found := tiesUnder(f, rollUp).view(tie)
	return answered(ctx, r, found, found)
}

func (query) FightsWithUnnamedOpponent(ctx context.Context, filter generated.FightFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	f, err := fightFilter(filter)
	if err == nil && f.Counterparts != nil {
		err = graph.Errorf(graph.CodeBadInput, "opponents cannot be given: these fights name none")
	}
	order := eventOrder(orderBy)
	list := eventList(mark("one-sided", f, order), order, func(e *graph.Event) graph.Certainty { return f.During.Holds(e.Date.Extent()) })
	return computed(ctx, f, err, list, func(ctx context.Context, reader graph.Reader, f graph.TieFilter) ([]*graph.Event, error) {
		return graph.OneSidedFights(ctx, reader, f, order)
	}, first, after, last, before)
}

// eventList says how events are paged in an order; certainty is how sure it is
// that one meets the filter.
func eventList(listMark string, order graph.Order, certainty func(*graph.Event) graph.Certainty) computedList[*graph.Event] {
	return computedList[*graph.Event]{
		mark: listMark, at: func(e *graph.Event) position { return positionFrom(graph.PositionOf(e, order.Field)) },
		compare: inOrder(order), edge: func(e *graph.Event) view.EventEdge { return view.EventEdge{Certainty: certainty(e)} },
	}
}

func (query) Vocabulary(context.Context) (*view.Vocabulary, error) { return &view.Vocabulary{}, nil }

func (query) Dataset(ctx context.Context) (*view.Dataset, error) {
	r := requestOf(ctx)
	dataset, err := r.reader.Dataset(ctx)
	if err != nil {
		return nil, r.fail(err)
	}
	return &view.Dataset{Dataset: dataset}, nil
}
