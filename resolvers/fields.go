package resolvers

import (
	"context"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// Fields that ask the store, once for all objects under which they stand.

// Actor answers the fields of actors.
func (root) Actor() generated.ActorResolver { return actorFields{} }

// Event answers the fields of events.
func (root) Event() generated.EventResolver { return eventFields{} }

// Agreement answers the fields of agreements.
func (root) Agreement() generated.AgreementResolver { return agreementFields{} }

// Place answers the fields of places.
func (root) Place() generated.PlaceResolver { return placeFields{} }

// Source answers the fields of sources.
func (root) Source() generated.SourceResolver { return sourceFields{} }

// Tie answers the fields of ties.
func (root) Tie() generated.TieResolver { return tieFields{} }

type (
	actorFields     struct{}
	eventFields     struct{}
	agreementFields struct{}
	placeFields     struct{}
	sourceFields    struct{}
	tieFields       struct{}
)

// pageUnder answers a connection under each parent, with the filter that
// narrow makes for it.
func pageUnder[P graph.Entity, E graph.Entity](ctx context.Context, parent P, order graph.Order,
	first *int32, after *string, last *int32, before *string, narrow func(id string) (graph.Filter, error),
) (*view.Page[E], error) {
	s, err := newSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	return together(ctx, parent, func(r *request, parents []P) ([]*view.Page[E], error) {
		filters := make([]graph.Filter, len(parents))
		for i, one := range parents {
			if filters[i], err = narrow(one.EntityID()); err != nil {
				return nil, err
			}
		}
		return pages[E](ctx, r, filters, order, s)
	})
}

func ids[E graph.Entity](entities []E) []string {
	list := make([]string, len(entities))
	for i, entity := range entities {
		list[i] = entity.EntityID()
	}
	return list
}

func (actorFields) Events(ctx context.Context, obj *graph.Actor, filter generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	return pageUnder[*graph.Actor, *graph.Event](ctx, obj, eventOrder(orderBy), first, after, last, before, func(id string) (graph.Filter, error) {
		// Without actors of its own, the filter's roles are this actor's.
		own := graph.Taking{Actors: []string{id}}
		if filter.Actors == nil {
			own.Roles, filter.Roles = filter.Roles, nil
		}
		f, err := eventFilter(filter)
		f.Taking = append(f.Taking, own)
		if filter.Actors == nil {
			filter.Roles = own.Roles
		}
		return f, err
	})
}

func (actorFields) Agreements(ctx context.Context, obj *graph.Actor, filter generated.AgreementFilter, orderBy *generated.AgreementOrder, first *int32, after *string, last *int32, before *string) (*view.AgreementConnection, error) {
	return pageUnder[*graph.Actor, *graph.Agreement](ctx, obj, agreementOrder(orderBy), first, after, last, before, func(id string) (graph.Filter, error) {
		f, err := agreementFilter(filter)
		f.Taking = append(f.Taking, graph.Taking{Actors: []string{id}})
		return f, err
	})
}

func (placeFields) Events(ctx context.Context, obj *graph.Place, filter generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	if filter.Places != nil {
		return nil, graph.Errorf(graph.CodeBadInput, "places cannot be given: these events are this place's")
	}
	return pageUnder[*graph.Place, *graph.Event](ctx, obj, eventOrder(orderBy), first, after, last, before, func(id string) (graph.Filter, error) {
		f, err := eventFilter(filter)
		f.Places = []string{id}
		return f, err
	})
}

func (agreementFields) Events(ctx context.Context, obj *graph.Agreement, filter generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	if filter.Agreement != nil {
		return nil, graph.Errorf(graph.CodeBadInput, "agreement cannot be given: these events are this agreement's")
	}
	return pageUnder[*graph.Agreement, *graph.Event](ctx, obj, eventOrder(orderBy), first, after, last, before, func(id string) (graph.Filter, error) {
		f, err := eventFilter(filter)
		f.LinkedTo = []string{id}
		return f, err
	})
}

func (sourceFields) Claims(ctx context.Context, obj *graph.Source, first *int32, after *string, last *int32, before *string) (*view.ClaimConnection, error) {
	return pageUnder[*graph.Source, *graph.Claim](ctx, obj, graph.Order{Field: graph.ByID}, first, after, last, before, func(id string) (graph.Filter, error) {
		return graph.ClaimFilter{Sources: []string{id}}, nil
	})
}

// affiliationsUnder answers lists of affiliations, whole: one query per parent.
func affiliationsUnder[P graph.Entity](ctx context.Context, parent P, queriesOf func(id string) []graph.AffiliationFilter) ([]*graph.Affiliation, error) {
	return together(ctx, parent, func(r *request, parents []P) ([][]*graph.Affiliation, error) {
		var queries []graph.Query
		var owner []int
		for i, one := range parents {
			for _, filter := range queriesOf(one.EntityID()) {
				queries = append(queries, graph.Query{Filter: filter, Limit: maxPage})
				owner = append(owner, i)
			}
		}
		lists := make([][]*graph.Affiliation, len(parents))
		for row, err := range r.reader.List(ctx, queries...) {
			if err != nil {
				return nil, err
			}
			at := owner[row.Query]
			lists[at] = append(lists[at], row.Entity.(*graph.Affiliation)) //nolint:forcetypeassert // the filter lists affiliations
		}
		return lists, nil
	})
}

func (actorFields) Affiliations(ctx context.Context, obj *graph.Actor, filter generated.AffiliationFilter) ([]*graph.Affiliation, error) {
	f, err := affiliationFilter(filter)
	if err != nil {
		return nil, err
	}
	return affiliationsUnder(ctx, obj, func(id string) []graph.AffiliationFilter {
		narrowed := f
		narrowed.Either = []string{id}
		return []graph.AffiliationFilter{narrowed}
	})
}

func (actorFields) Superiors(ctx context.Context, obj *graph.Actor) ([]*graph.Affiliation, error) {
	return affiliationsUnder(ctx, obj, func(id string) []graph.AffiliationFilter {
		return []graph.AffiliationFilter{{Kinds: []graph.AffiliationKind{graph.PartOf}, From: []string{id}}}
	})
}

func (actorFields) Subordinates(ctx context.Context, obj *graph.Actor) ([]*graph.Affiliation, error) {
	return affiliationsUnder(ctx, obj, func(id string) []graph.AffiliationFilter {
		return []graph.AffiliationFilter{{Kinds: []graph.AffiliationKind{graph.PartOf}, To: []string{id}}}
	})
}

func (placeFields) Affiliations(ctx context.Context, obj *graph.Place, filter generated.AffiliationFilter) ([]*graph.Affiliation, error) {
	f, err := affiliationFilter(filter)
	if err != nil {
		return nil, err
	}
	return affiliationsUnder(ctx, obj, func(id string) []graph.AffiliationFilter {
		narrowed := f
		narrowed.Either = []string{id}
		return []graph.AffiliationFilter{narrowed}
	})
}

func (actorFields) Ties(ctx context.Context, obj *graph.Actor, filter generated.TieFilter, orderBy *generated.TieOrder, first *int32, after *string, last *int32, before *string) (*view.TieConnection, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	s, err := newSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	return together(ctx, obj, func(r *request, actors []*graph.Actor) ([]*view.TieConnection, error) {
		of, err := graph.TiesOf(ctx, r.reader, ids(actors), f)
		if err != nil {
			return nil, err
		}
		result := make([]*view.TieConnection, len(actors))
		for i, one := range actors {
			if result[i], err = tiePage(of[one.ID], mark("of", one.ID, f), tieOrder(orderBy), s); err != nil {
				return nil, err
			}
		}
		return result, nil
	})
}

func (actorFields) TieCounts(ctx context.Context, obj *graph.Actor, filter generated.TieFilter) ([]*view.TieCount, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	return together(ctx, obj, func(r *request, actors []*graph.Actor) ([][]*view.TieCount, error) {
		of, err := graph.TiesOf(ctx, r.reader, ids(actors), f)
		if err != nil {
			return nil, err
		}
		result := make([][]*view.TieCount, len(actors))
		for i, one := range actors {
			result[i] = countTies(one.ID, of[one.ID])
		}
		return result, nil
	})
}

// countTies counts an actor's ties by kind, in the vocabulary's order.
func countTies(id string, ties []*graph.Tie) []*view.TieCount {
	counts := map[graph.TieKind]*view.TieCount{}
	counterparts := map[graph.TieKind]map[string]bool{}
	for _, tie := range ties {
		if counts[tie.Kind] == nil {
			counts[tie.Kind], counterparts[tie.Kind] = &view.TieCount{Kind: tie.Kind}, map[string]bool{}
		}
		counts[tie.Kind].Ties++
		other := tie.From.ID
		if other == id {
			other = tie.To.ID
		}
		counterparts[tie.Kind][other] = true
	}
	list := []*view.TieCount{}
	for _, word := range graph.TieKinds {
		if count := counts[word.Name]; count != nil {
			count.Counterparts = len(counterparts[word.Name])
			list = append(list, count)
		}
	}
	return list
}

func (actorFields) Mediations(ctx context.Context, obj *graph.Actor, filter generated.MediationFilter, orderBy *generated.MediationOrder, first *int32, after *string, last *int32, before *string) (*view.MediationConnection, error) {
	f, err := mediationFilter(filter)
	if err != nil {
		return nil, err
	}
	s, err := newSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	order := mediationOrder(orderBy)
	return together(ctx, obj, func(r *request, actors []*graph.Actor) ([]*view.MediationConnection, error) {
		of, err := graph.MediationsOf(ctx, r.reader, ids(actors), f, order)
		if err != nil {
			return nil, err
		}
		result := make([]*view.MediationConnection, len(actors))
		for i, one := range actors {
			if result[i], err = mediationPage(of[one.ID], mark("mediations of", one.ID, f, order), order, s); err != nil {
				return nil, err
			}
		}
		return result, nil
	})
}

// linkedFrom answers the links that lead to each of the entities.
func linkedFrom[P graph.Entity](ctx context.Context, parent P) ([]*view.LinkFrom, error) {
	return together(ctx, parent, func(r *request, parents []P) ([][]*view.LinkFrom, error) {
		found, err := graph.LinksTo(ctx, r.reader, ids(parents))
		if err != nil {
			return nil, err
		}
		result := make([][]*view.LinkFrom, len(parents))
		for i, one := range parents {
			for _, back := range found[one.EntityID()] {
				result[i] = append(result[i], &view.LinkFrom{Link: back.Link, From: back.From})
			}
		}
		return result, nil
	})
}

func (actorFields) LinkedFrom(ctx context.Context, obj *graph.Actor) ([]*view.LinkFrom, error) {
	return linkedFrom(ctx, obj)
}

func (eventFields) LinkedFrom(ctx context.Context, obj *graph.Event) ([]*view.LinkFrom, error) {
	return linkedFrom(ctx, obj)
}

func (agreementFields) LinkedFrom(ctx context.Context, obj *graph.Agreement) ([]*view.LinkFrom, error) {
	return linkedFrom(ctx, obj)
}

func (agreementFields) PossiblySameAs(ctx context.Context, obj *graph.Agreement) ([]*graph.Agreement, error) {
	return together(ctx, obj, func(r *request, agreements []*graph.Agreement) ([][]*graph.Agreement, error) {
		found, err := graph.LinksTo(ctx, r.reader, ids(agreements))
		if err != nil {
			return nil, err
		}
		result := make([][]*graph.Agreement, len(agreements))
		for i, one := range agreements {
			result[i] = one.PossiblySameAs(found[one.ID])
		}
		return result, nil
	})
}

func (agreementFields) Violations(ctx context.Context, obj *graph.Agreement) ([]*graph.Violation, error) {
	return together(ctx, obj, func(r *request, agreements []*graph.Agreement) ([][]*graph.Violation, error) {
		found, err := graph.ViolationsOf(ctx, r.reader, agreements)
		if err != nil {
			return nil, err
		}
		// Who alleges a breach is the publisher where a source speaks for
		// itself, so the sources are needed.
		var sources []graph.Entity
		for _, violations := range found {
			for _, violation := range violations {
				for _, claim := range violation.Claims {
					sources = append(sources, claim.Source)
				}
			}
		}
		if err := r.fill(ctx, sources); err != nil {
			return nil, err
		}
		result := make([][]*graph.Violation, len(agreements))
		for i, one := range agreements {
			result[i] = found[one.ID]
			for _, violation := range result[i] {
				violation.Attribute()
			}
		}
		return result, nil
	})
}

func (tieFields) Events(ctx context.Context, obj *view.Tie, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	s, err := newSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	order := graph.Order{Field: graph.ByDate}
	return together(ctx, obj, func(_ *request, ties []*view.Tie) ([]*view.EventConnection, error) {
		result := make([]*view.EventConnection, len(ties))
		for i, tie := range ties {
			result[i], err = paged(tie.Tie.Events(), mark("evidence", tie.ID()), func(e *graph.Event) graph.Position { return graph.PositionOf(e, graph.ByDate) },
				order.Compare, s, func(*graph.Event) view.EventEdge { return view.EventEdge{Certainty: tie.Certainty} })
			if err != nil {
				return nil, err
			}
		}
		return result, nil
	})
}

func (tieFields) Claims(ctx context.Context, obj *view.Tie, first int32) ([]*graph.Claim, error) {
	if first < 0 || first > maxPage {
		return nil, graph.Errorf(graph.CodeBadInput, "first must be between 0 and %d", maxPage)
	}
	return together(ctx, obj, func(_ *request, ties []*view.Tie) ([][]*graph.Claim, error) {
		result := make([][]*graph.Claim, len(ties))
		for i, tie := range ties {
			claims := tie.Tie.Claims()
			result[i] = claims[:min(int(first), len(claims))]
		}
		return result, nil
	})
}
