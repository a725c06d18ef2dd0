package resolvers

import (
	"context"
	"slices"

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
// narrow makes of the caller's for it.
func pageUnder[P, E graph.Entity, F graph.Filter](ctx context.Context, parent P, filter F, filterErr error, order graph.Order,
	first *int32, after *string, last *int32, before *string, narrow func(filter F, id string) F,
) (*view.Page[E], error) {
	s, err := newSlice(filterErr, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return together(ctx, parent, func(r *request, parents []P) ([]*view.Page[E], error) {
		if err := r.mustExist(ctx, filter); err != nil {
			return nil, err
		}
		filters := make([]graph.Filter, len(parents))
		for i, one := range parents {
			filters[i] = narrow(filter, one.EntityID())
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

func (actorFields) Events(ctx context.Context, obj *graph.Actor, filter *generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	f, err := eventFilter(filter)
	return pageUnder[*graph.Actor, *graph.Event](ctx, obj, f, err, eventOrder(orderBy), first, after, last, before, func(f graph.EventFilter, id string) graph.EventFilter {
		own := graph.Taking{Actors: []string{id}}
		if filter != nil && filter.Actors == nil {
			// Without actors of its own, the filter's roles are this actor's.
			own.Roles, f.Taking = filter.Roles, nil
		}
		f.Taking = append(slices.Clone(f.Taking), own)
		return f
	})
}

func (actorFields) Agreements(ctx context.Context, obj *graph.Actor, filter *generated.AgreementFilter, orderBy *generated.AgreementOrder, first *int32, after *string, last *int32, before *string) (*view.AgreementConnection, error) {
	f, err := agreementFilter(filter)
	return pageUnder[*graph.Actor, *graph.Agreement](ctx, obj, f, err, agreementOrder(orderBy), first, after, last, before, func(f graph.AgreementFilter, id string) graph.AgreementFilter {
		f.Taking = append(slices.Clone(f.Taking), graph.Taking{Actors: []string{id}})
		return f
	})
}

func (placeFields) Events(ctx context.Context, obj *graph.Place, filter *generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	f, err := eventFilter(filter)
	if f.Places != nil {
		err = graph.Errorf(graph.CodeBadInput, "places cannot be given: these events are this place's")
	}
	return pageUnder[*graph.Place, *graph.Event](ctx, obj, f, err, eventOrder(orderBy), first, after, last, before, func(f graph.EventFilter, id string) graph.EventFilter {
		f.Places = []string{id}
		return f
	})
}

func (agreementFields) Events(ctx context.Context, obj *graph.Agreement, filter *generated.EventFilter, orderBy *generated.EventOrder, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	f, err := eventFilter(filter)
	if f.LinkedTo != nil {
		err = graph.Errorf(graph.CodeBadInput, "agreement cannot be given: these events are this agreement's")
	}
	return pageUnder[*graph.Agreement, *graph.Event](ctx, obj, f, err, eventOrder(orderBy), first, after, last, before, func(f graph.EventFilter, id string) graph.EventFilter {
		f.LinkedTo = []string{id}
		return f
	})
}

func (sourceFields) Claims(ctx context.Context, obj *graph.Source, first *int32, after *string, last *int32, before *string) (*view.ClaimConnection, error) {
	return pageUnder[*graph.Source, *graph.Claim](ctx, obj, graph.ClaimFilter{}, nil, graph.Order{Field: graph.ByID}, first, after, last, before, func(f graph.ClaimFilter, id string) graph.ClaimFilter {
		f.Sources = []string{id}
		return f
	})
}

// affiliationsUnder answers lists of affiliations, whole or not at all, with
// the filter that narrow makes of the caller's for each parent.
func affiliationsUnder[P graph.Entity](ctx context.Context, parent P, filter graph.AffiliationFilter,
	narrow func(filter graph.AffiliationFilter, id string) graph.AffiliationFilter,
) ([]*graph.Affiliation, error) {
	return together(ctx, parent, func(r *request, parents []P) ([][]*graph.Affiliation, error) {
		if err := r.mustExist(ctx, filter); err != nil {
			return nil, err
		}
		queries := make([]graph.Query, len(parents))
		for i, one := range parents {
			queries[i] = graph.Query{Filter: narrow(filter, one.EntityID()), Limit: maxPage + 1}
		}
		lists := make([][]*graph.Affiliation, len(parents))
		for row, err := range r.reader.List(ctx, queries...) {
			if err != nil {
				return nil, err
			}
			lists[row.Query] = append(lists[row.Query], row.Entity.(*graph.Affiliation)) //nolint:forcetypeassert // the filter lists affiliations
			if len(lists[row.Query]) > maxPage {
				refusal := graph.Errorf(graph.CodeLimit, "%s has more than %d affiliations: page through the root field affiliations",
					parents[row.Query].EntityID(), maxPage)
				refusal.Limit = "affiliations"
				return nil, refusal
			}
		}
		return lists, nil
	})
}

// affiliationsOf answers the affiliations that an actor or place is an end of.
func affiliationsOf[P graph.Entity](ctx context.Context, parent P, filter generated.AffiliationFilter) ([]*graph.Affiliation, error) {
	f, err := affiliationFilter(filter)
	if err != nil {
		return nil, err
	}
	return affiliationsUnder(ctx, parent, f, func(f graph.AffiliationFilter, id string) graph.AffiliationFilter {
		f.Either = []string{id}
		return f
	})
}

func (actorFields) Affiliations(ctx context.Context, obj *graph.Actor, filter generated.AffiliationFilter) ([]*graph.Affiliation, error) {
	return affiliationsOf(ctx, obj, filter)
}

func (placeFields) Affiliations(ctx context.Context, obj *graph.Place, filter generated.AffiliationFilter) ([]*graph.Affiliation, error) {
	return affiliationsOf(ctx, obj, filter)
}

var partOf = graph.AffiliationFilter{Kinds: []graph.AffiliationKind{graph.PartOf}}

func (actorFields) Superiors(ctx context.Context, obj *graph.Actor) ([]*graph.Affiliation, error) {
	return affiliationsUnder(ctx, obj, partOf, func(f graph.AffiliationFilter, id string) graph.AffiliationFilter {
		f.From = []string{id}
		return f
	})
}

func (actorFields) Subordinates(ctx context.Context, obj *graph.Actor) ([]*graph.Affiliation, error) {
	return affiliationsUnder(ctx, obj, partOf, func(f graph.AffiliationFilter, id string) graph.AffiliationFilter {
		f.To = []string{id}
		return f
	})
}

func (actorFields) Ties(ctx context.Context, obj *graph.Actor, filter generated.TieFilter, orderBy *generated.TieOrder, first *int32, after *string, last *int32, before *string) (*view.TieConnection, error) {
	f, err := tieFilter(filter)
	s, err := newSlice(err, first, after, last, before)
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
			ties := tiesOf{mark("of", one.ID, f), f.During}
			if result[i], err = ties.list(tieOrder(orderBy)).page(ties.views(of[one.ID]), s); err != nil {
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
	s, err := newSlice(err, first, after, last, before)
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
func linkedFrom[P graph.Entity](ctx context.Context, parent P) ([]*graph.Link, error) {
	return together(ctx, parent, func(r *request, parents []P) ([][]*graph.Link, error) {
		found, err := graph.LinksTo(ctx, r.reader, ids(parents))
		if err != nil {
			return nil, err
		}
		result := make([][]*graph.Link, len(parents))
		for i, one := range parents {
			for _, back := range found[one.EntityID()] {
				result[i] = append(result[i], back.Reversed())
			}
		}
		return result, nil
	})
}

func (actorFields) LinkedFrom(ctx context.Context, obj *graph.Actor) ([]*graph.Link, error) {
	return linkedFrom(ctx, obj)
}

func (eventFields) LinkedFrom(ctx context.Context, obj *graph.Event) ([]*graph.Link, error) {
	return linkedFrom(ctx, obj)
}

func (agreementFields) LinkedFrom(ctx context.Context, obj *graph.Agreement) ([]*graph.Link, error) {
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
			for _, other := range one.PossiblySameAs(found[one.ID]) {
				// One of its own: that of the link may be in use already.
				result[i] = append(result[i], &graph.Agreement{ID: other.ID})
			}
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
		// itself, so the sources are needed. The terms are loaded anew: those
		// of the parents may be in use already.
		var needed []graph.Entity
		again := make([]*graph.Agreement, len(agreements))
		for i, one := range agreements {
			again[i] = &graph.Agreement{ID: one.ID}
			for _, violation := range found[one.ID] {
				if violation.Term != nil {
					needed = append(needed, again[i])
				}
				for _, claim := range violation.Claims {
					needed = append(needed, claim.Source)
				}
			}
		}
		if err := r.fill(ctx, needed); err != nil {
			return nil, err
		}
		result := make([][]*graph.Violation, len(agreements))
		for i, one := range agreements {
			result[i] = found[one.ID]
			for _, violation := range result[i] {
				violation.Attribute()
				if violation.Term != nil {
					violation.Term = again[i].Term(violation.Term.ID)
				}
			}
		}
		return result, nil
	})
}

// What is behind a tie was loaded with it, so that its events and claims ask
// nothing of the store: see reach.

func (tieFields) Events(_ context.Context, obj *view.Tie, first *int32, after *string, last *int32, before *string) (*view.EventConnection, error) {
	s, err := newSlice(nil, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return evidence(obj, s)
}

// evidence answers a slice of the events behind a tie.
func evidence(tie *view.Tie, s slice) (*view.EventConnection, error) {
	return eventList(mark("evidence", tie.ID()), graph.Order{Field: graph.ByDate}, tie.CertaintyOf).page(tie.Events(), s)
}

func (tieFields) Claims(_ context.Context, obj *view.Tie, first int32, after *string) ([]*graph.Claim, error) {
	return witnesses(obj, first, after)
}

// witnesses answers the first claims behind a tie, or the first after the one
// with that id.
func witnesses(tie *view.Tie, first int32, after *string) ([]*graph.Claim, error) {
	if first < 0 || first > maxPage {
		return nil, graph.Errorf(graph.CodeBadInput, "first must be between 0 and %d: page with after", maxPage)
	}
	claims := tie.Claims()
	if after != nil {
		at := slices.IndexFunc(claims, func(claim *graph.Claim) bool { return claim.ID == *after })
		if at < 0 {
			return nil, graph.Errorf(graph.CodeBadInput, "after is the id of no claim behind this tie under this filter")
		}
		claims = claims[at+1:]
	}
	return claims[:min(int(first), len(claims))], nil
}
