package graph

import (
	"context"
	"maps"
	"slices"
)

// gather reads what meets the filter, what bears on that, and what that bears
// on. empty says that an empty list lets nothing through.
func (q *contradictionQuestion) gather(ctx context.Context, reader Reader) (empty bool, err error) {
	f := &q.filter
	within, err := placesWithin(ctx, reader, f.Places)
	if err != nil {
		return false, err
	}
	for _, list := range []int{length(f.About), length(f.Actors), length(f.Places), length(f.Kinds)} {
		empty = empty || list == 0
	}
	if !empty {
		if err := q.read(ctx, reader, q.matching(within)); err != nil {
			return false, err
		}
		for id := range q.seen {
			q.matched[id] = true
		}
	}
	if err := q.mustExist(ctx, reader); err != nil || empty {
		return empty, err
	}
	if f.About != nil || f.Actors != nil || f.Places != nil || f.During != nil {
		if err := q.read(ctx, reader, q.bearing()); err != nil {
			return false, err
		}
	}
	return false, q.loadTargets(ctx, reader)
}

func (q *contradictionQuestion) read(ctx context.Context, reader Reader, queries []Query) error {
	for row, err := range reader.List(ctx, queries...) {
		if err != nil {
			return err
		}
		q.seen[row.Entity.EntityID()] = row.Entity
	}
	return nil
}

// matching choose what meets the filter.
func (q *contradictionQuestion) matching(within map[string]bool) []Query {
	f := &q.filter
	var taking []Taking
	if f.Actors != nil {
		taking = []Taking{{Actors: f.Actors}}
	}
	affiliations := AffiliationFilter{IDs: f.About, Either: f.Actors, During: f.During}
	if within != nil {
		affiliations.To = sortedKeys(within)
	}
	queries := []Query{
		{Filter: EventFilter{IDs: f.About, Taking: taking, Places: f.Places, During: f.During}},
		{Filter: AgreementFilter{IDs: f.About, Taking: taking, Places: f.Places, During: f.During}},
		{Filter: affiliations},
	}
	if f.During != nil && f.During.Certainty == Certain {
		return queries
	}
	if f.Places == nil {
		ids := f.About
		if ids == nil {
			ids = f.Actors
		} else if f.Actors != nil {
			ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(f.Actors, id) })
		}
		queries = append(queries, Query{Filter: ActorFilter{IDs: ids}})
	}
	if f.Actors == nil {
		queries = append(queries, Query{Filter: PlaceFilter{IDs: f.About, Within: f.Places}})
	}
	return queries
}

// mustExist checks the filter's actors and what it is about.
func (q *contradictionQuestion) mustExist(ctx context.Context, reader Reader) error {
	known := map[string]bool{}
	for id, entity := range q.seen {
		known[id] = known[id] || entity.EntityKind() == ActorEntity
		seeActors(known, entity)
	}
	if err := mustExist(ctx, reader, ActorEntity, unseen(known, q.filter.Actors)); err != nil {
		return err
	}
	ids := unseen(q.matched, q.filter.About)
	if len(ids) == 0 {
		return nil
	}
	found, err := reader.Get(ctx, ids)
	if err != nil {
		return err
	}
	if i := slices.Index(found, nil); i >= 0 {
		return Errorf(CodeNotFound, "there is nothing with the id %q", clip(ids[i]))
	}
	return nil
}

// bearing choose what is linked to what meets the filter, and all that tells
// of breaches of the same agreements. Affiliations cannot be chosen by their
// links, so all are read.
func (q *contradictionQuestion) bearing() []Query {
	ids := sortedKeys(q.matched)
	hows := slices.Sorted(maps.Keys(linkRules))
	queries := []Query{
		{Filter: EventFilter{LinkedTo: ids, Hows: hows}},
		{Filter: AgreementFilter{LinkedTo: ids, Hows: hows}},
		{Filter: ActorFilter{LinkedTo: ids}},
	}
	if q.asks(DateConflict, IdentityConflict, LinkConflict) {
		queries = append(queries, Query{Filter: AffiliationFilter{}})
	}
	broken := map[string]bool{}
	for id, entity := range q.seen {
		broken[id] = entity.EntityKind() == AgreementEntity
		for _, link := range LinksOf(entity) {
			broken[link.To.EntityID()] = broken[link.To.EntityID()] || link.How == LinkBreaks
		}
	}
	agreements := slices.DeleteFunc(sortedKeys(broken), func(id string) bool { return !broken[id] })
	if q.asks(DenialConflict) {
		queries = append(queries, Query{Filter: EventFilter{LinkedTo: agreements, Hows: []LinkHow{LinkBreaks}}})
	}
	return queries
}

// loadTargets reads what the links lead to that can join two sides.
func (q *contradictionQuestion) loadTargets(ctx context.Context, reader Reader) error {
	missing := map[string]bool{}
	for _, entity := range q.seen {
		for _, link := range LinksOf(entity) {
			_, joins := linkRules[link.How]
			if (joins || link.How == LinkBreaks) && q.seen[link.To.EntityID()] == nil {
				missing[link.To.EntityID()] = true
			}
		}
	}
	return getEach(ctx, reader, missing, func(id string, entity Entity) {
		if entity != nil {
			q.seen[id] = entity
		}
	})
}
