package embedded

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

// snapshot is one version of the graph in memory: entities linked to each
// other, and indexes over them. It never changes once built, so readers share
// it without locks; a new version is a new snapshot.
type snapshot struct {
	dataset  graph.Dataset
	entities map[string]graph.Entity // all but claims

	tables map[graph.EntityKind]*table

	// Postings: ordinals of the rows that mention an id, ascending.
	eventsByActor, eventsByPlace, eventsByLink         postings
	agreementsByActor, agreementsByPlace, agreeByLink  postings
	affiliationsByFrom, affiliationsByTo, actorsByLink postings
	placesByParent                                     postings
	eventsByKind, eventsByRole, agreementsByRole       postings

	tiesAt map[string]int // pieces of evidence at each actor

	// Claims, the search index and the adjacency serve few questions and are
	// built when first asked for.
	claims    func() *claimTable
	search    func() *names.Index
	adjacency func() *adjacency
}

type postings map[string][]int32

func (p postings) add(key string, row int32) {
	if rows := p[key]; len(rows) == 0 || rows[len(rows)-1] != row {
		p[key] = append(rows, row)
	}
}

func (p postings) addRoles(participants []graph.Participant, row int32) {
	for i := range participants {
		p.add(string(participants[i].Role), row)
	}
}

// table is all entities of one kind in one base order.
type table struct {
	base graph.OrderField
	rows []graph.Entity
	// positions of the rows in the base order.
	positions []graph.Position
	// sorted gives the rows' ordinals in another order.
	sorted map[graph.OrderField]func() []int32
	times  times // of a table sorted by date
}

func newTable(rows []graph.Entity, base graph.OrderField) *table {
	t := &table{base: base, rows: rows, positions: make([]graph.Position, len(rows))}
	type placed struct {
		graph.Position
		row graph.Entity
	}
	order := graph.Order{Field: base}
	all := make([]placed, len(rows))
	for i, row := range rows {
		all[i] = placed{graph.PositionOf(row, base), row}
	}
	slices.SortFunc(all, func(a, b placed) int { return order.Compare(a.Position, b.Position) })
	for i := range all {
		t.rows[i], t.positions[i] = all[i].row, all[i].Position
	}
	if base == graph.ByDate {
		t.times = newTimes(t)
	}
	t.sorted = map[graph.OrderField]func() []int32{}
	for _, field := range []graph.OrderField{graph.ByID, graph.ByName, graph.ByDate} {
		t.sorted[field] = sync.OnceValue(func() []int32 { return t.sortedBy(field) })
	}
	return t
}

func (t *table) sortedBy(field graph.OrderField) []int32 {
	ordinals := make([]int32, len(t.rows))
	for i := range ordinals {
		ordinals[i] = int32(i)
	}
	if field == t.base {
		return ordinals
	}
	positions := make([]graph.Position, len(t.rows))
	for i, row := range t.rows {
		positions[i] = graph.PositionOf(row, field)
	}
	order := graph.Order{Field: field}
	slices.SortFunc(ordinals, func(a, b int32) int { return order.Compare(positions[a], positions[b]) })
	return ordinals
}

func (t *table) position(ordinal int32, field graph.OrderField) graph.Position {
	if field == t.base {
		return t.positions[ordinal]
	}
	return graph.PositionOf(t.rows[ordinal], field)
}

// newSnapshot links entities to each other and indexes them. It takes over the
// map and its entities; those that are linked already, to entities of the map,
// are left as they are.
func newSnapshot(dataset graph.Dataset, entities map[string]graph.Entity, fresh []graph.Entity) *snapshot {
	s := &snapshot{
		dataset: dataset, entities: entities, tables: map[graph.EntityKind]*table{}, tiesAt: map[string]int{},
		eventsByActor: postings{}, eventsByPlace: postings{}, eventsByLink: postings{}, eventsByKind: postings{}, eventsByRole: postings{}, agreementsByRole: postings{},
		agreementsByActor: postings{}, agreementsByPlace: postings{}, agreeByLink: postings{},
		affiliationsByFrom: postings{}, affiliationsByTo: postings{}, actorsByLink: postings{}, placesByParent: postings{},
	}
	link(entities, fresh)
	rows := map[graph.EntityKind][]graph.Entity{}
	for _, entity := range entities {
		rows[entity.EntityKind()] = append(rows[entity.EntityKind()], entity)
	}
	for _, kind := range tables {
		base := graph.ByID
		if kind.kind == graph.EventEntity || kind.kind == graph.AgreementEntity {
			base = graph.ByDate
		}
		s.tables[kind.kind] = newTable(rows[kind.kind], base)
	}
	s.index()
	s.claims = sync.OnceValue(s.gatherClaims)
	s.search = sync.OnceValue(s.indexNames)
	s.adjacency = sync.OnceValue(s.gatherAdjacency)
	return s
}

// link lets fresh entities point to those of the map, on all processors.
func link(entities map[string]graph.Entity, fresh []graph.Entity) {
	var linking sync.WaitGroup
	defer linking.Wait()
	for part := range slices.Chunk(fresh, 1+len(fresh)/runtime.GOMAXPROCS(0)) {
		linking.Go(func() {
			for _, entity := range part {
				graph.Walk(entity, graph.Visitor{
					Claim:     func(_ *graph.Path, claim *graph.Claim) { claim.About = entity },
					Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity { return entities[ref.EntityID()] },
				})
				graph.Memoize(entity)
			}
		})
	}
}

// index fills the postings. Those of events are most of the work, so they are
// filled side by side.
func (s *snapshot) index() {
	var events sync.WaitGroup
	defer events.Wait()
	rows := s.tables[graph.EventEntity].rows
	for _, fill := range []func(event *graph.Event, ordinal int32){
		func(event *graph.Event, ordinal int32) {
			indexParts(event.Participants, nil, nil, ordinal, s.eventsByActor, nil, nil)
			s.eventsByKind.add(string(event.Kind), ordinal)
			s.eventsByRole.addRoles(event.Participants, ordinal)
		},
		func(event *graph.Event, ordinal int32) {
			indexParts(nil, event.Places, event.Links, ordinal, nil, s.eventsByPlace, s.eventsByLink)
		},
	} {
		events.Go(func() {
			for i, row := range rows {
				fill(row.(*graph.Event), int32(i))
			}
		})
	}
	for _, row := range rows {
		s.countTies(row)
	}
	for i, row := range s.tables[graph.AgreementEntity].rows {
		agreement, ordinal := row.(*graph.Agreement), int32(i)
		s.agreementsByRole.addRoles(agreement.Parties, ordinal)
		indexParts(agreement.Parties, agreement.Places, agreement.Links, ordinal, s.agreementsByActor, s.agreementsByPlace, s.agreeByLink)
		s.countTies(row)
	}
	for i, row := range s.tables[graph.AffiliationEntity].rows {
		affiliation, ordinal := row.(*graph.Affiliation), int32(i)
		s.affiliationsByFrom.add(affiliation.From.ID, ordinal)
		s.affiliationsByTo.add(affiliation.To.EntityID(), ordinal)
		s.countTies(row)
	}
	for i, row := range s.tables[graph.ActorEntity].rows {
		indexParts(nil, nil, row.(*graph.Actor).Links, int32(i), nil, nil, s.actorsByLink)
	}
	for i, row := range s.tables[graph.PlaceEntity].rows {
		for id := range ancestors(row.(*graph.Place)) {
			s.placesByParent.add(id, int32(i))
		}
	}
}

func indexParts(parts []graph.Participant, places []graph.PlaceUse, links []graph.Link, ordinal int32, byActor, byPlace, byLink postings) {
	for i := range parts {
		byActor.add(parts[i].Actor.ID, ordinal)
	}
	for i := range places {
		for id := range ancestors(places[i].Place) {
			byPlace.add(id, ordinal)
		}
	}
	for i := range links {
		byLink.add(links[i].To.EntityID(), ordinal)
		if links[i].TermID != "" {
			byLink.add(links[i].TermID, ordinal)
		}
	}
}

// ancestors yields a place's id and those of the places it lies in.
func ancestors(place *graph.Place) iter.Seq[string] {
	return func(yield func(string) bool) {
		for range graph.MaxDepth + 1 {
			if place == nil || !yield(place.ID) {
				return
			}
			place = place.Within
		}
	}
}

func (s *snapshot) countTies(e graph.Entity) {
	for _, evidence := range graph.EvidenceOf(e) {
		s.tiesAt[evidence.From.ID]++
		s.tiesAt[evidence.To.ID]++
	}
}

// within is the place test that [graph.Matches] asks for.
func (s *snapshot) within(id string, in []string) bool {
	place, known := s.entities[id].(*graph.Place)
	if !known {
		return false
	}
	for ancestor := range ancestors(place) {
		if slices.Contains(in, ancestor) {
			return true
		}
	}
	return false
}

// Dataset describes the version that is read.
func (s *snapshot) Dataset(context.Context) (graph.Dataset, error) {
	dataset := s.dataset
	dataset.Counts = maps.Clone(dataset.Counts)
	return dataset, nil
}

// Get returns the entities with these ids, nil for each unknown one.
func (s *snapshot) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	found := make([]graph.Entity, len(ids))
	for i, id := range ids {
		if entity := s.entities[id]; entity != nil {
			found[i] = entity
		} else if strings.Contains(id, "@") {
			if claim := s.claims().byID[id]; claim != nil {
				found[i] = claim
			}
		}
	}
	return found, nil
}

// List yields what each query asks for.
func (s *snapshot) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		for i, query := range queries {
			given := 0
			for entity, err := range s.list(ctx, query) {
				if err != nil {
					yield(graph.Row{}, err)
					return
				}
				if !yield(graph.Row{Query: i, Entity: entity}, nil) {
					return
				}
				if given++; given == query.Limit {
					break
				}
			}
		}
	}
}

// Count returns how many entities each filter chooses.
func (s *snapshot) Count(ctx context.Context, filters ...graph.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	for i, filter := range filters {
		for _, err := range s.list(ctx, graph.Query{Filter: filter}) {
			if err != nil {
				return nil, err
			}
			counts[i]++
		}
	}
	return counts, nil
}

// checkEvery is after how many rows an iteration looks whether it was stopped.
const checkEvery = 1024

// list yields all that a query asks for, without its limit.
func (s *snapshot) list(ctx context.Context, query graph.Query) iter.Seq2[graph.Entity, error] {
	return func(yield func(graph.Entity, error) bool) {
		plan := s.plan(query.Filter)
		chosen := func(row int32) bool {
			return plan.admits(row) && graph.Matches(query.Filter, plan.table.rows[row], s.within)
		}
		rows := plan.rows
		if rows != nil && query.Order.Field != plan.table.base {
			// They are sorted below, so the fewer the better.
			rows = slices.DeleteFunc(slices.Clone(rows), func(row int32) bool { return !chosen(row) })
		}
		line := plan.table.arrange(rows, query.Order)
		first, last := line.between(query)
		if err := stopped(ctx); err != nil {
			yield(nil, err)
			return
		}
		for step := range last - first {
			if step%checkEvery == checkEvery-1 {
				if err := stopped(ctx); err != nil {
					yield(nil, err)
					return
				}
			}
			at := first + step
			if query.Backward {
				at = last - 1 - step
			}
			if row := line.ordinal(at); chosen(row) && !yield(plan.table.rows[row], nil) {
				return
			}
		}
	}
}

// line is a choice of a table's rows in a requested order, undated ones last
// in either direction.
type line struct {
	table    *table
	order    graph.Order
	ordinals []int32 // ascending in the order's field
	dated    int     // how many of them stand before the undated ones
}

func (t *table) arrange(candidates []int32, order graph.Order) line {
	if order.Field == "" {
		order.Field = graph.ByID
	}
	ordinals := candidates
	switch {
	case candidates == nil:
		ordinals = t.sorted[order.Field]()
	case order.Field != t.base:
		ascending := graph.Order{Field: order.Field}
		slices.SortFunc(ordinals, func(a, b int32) int {
			return ascending.Compare(t.position(a, order.Field), t.position(b, order.Field))
		})
	}
	dated := len(ordinals)
	if order.Field == graph.ByDate && order.Descending {
		dated = sort.Search(len(ordinals), func(i int) bool { return t.position(ordinals[i], graph.ByDate).Undated })
	}
	return line{table: t, order: order, ordinals: ordinals, dated: dated}
}

// ordinal returns the row at a place of the line.
func (l *line) ordinal(at int) int32 {
	switch {
	case !l.order.Descending:
		return l.ordinals[at]
	case at < l.dated:
		return l.ordinals[l.dated-1-at]
	}
	return l.ordinals[len(l.ordinals)-1-(at-l.dated)]
}

// between returns the part of the line that lies between a query's cursors.
func (l *line) between(query graph.Query) (first, last int) {
	compare := func(at int, with *graph.Position) int {
		return l.order.Compare(l.table.position(l.ordinal(at), l.order.Field), *with)
	}
	last = len(l.ordinals)
	if query.After != nil {
		first = sort.Search(last, func(at int) bool { return compare(at, query.After) > 0 })
	}
	if query.Before != nil {
		last = sort.Search(last, func(at int) bool { return compare(at, query.Before) >= 0 })
	}
	return first, max(first, last)
}

// claimTable is all claims, by id, with postings of its own.
type claimTable struct {
	*table
	byID                                 map[string]*graph.Claim
	bySource, byVoice, byActor, byHolder postings
}

func (s *snapshot) gatherClaims() *claimTable {
	claims := &claimTable{
		byID:     map[string]*graph.Claim{},
		bySource: postings{}, byVoice: postings{}, byActor: postings{}, byHolder: postings{},
	}
	var rows []graph.Entity
	for _, entity := range s.entities {
		for _, claim := range graph.AllClaims(entity) {
			claims.byID[claim.ID] = claim
			rows = append(rows, claim)
		}
	}
	claims.table = newTable(rows, graph.ByID)
	for i, row := range claims.rows {
		claim, ordinal := row.(*graph.Claim), int32(i)
		claims.bySource.add(claim.Source.ID, ordinal)
		claims.byVoice.add(claim.Source.Voice(), ordinal)
		claims.byHolder.add(claim.About.EntityID(), ordinal)
		for _, voice := range claim.AttributedTo {
			claims.byActor.add(voice.ID, ordinal)
		}
	}
	return claims
}

func (s *snapshot) indexNames() *names.Index {
	var entries []names.Entry
	add := func(id string, list ...graph.Name) {
		for _, name := range list {
			if name.Type != graph.Label {
				entries = append(entries, names.Entry{Key: id, Name: name.Text})
			}
		}
	}
	for _, kind := range []graph.EntityKind{graph.ActorEntity, graph.PlaceEntity, graph.EventEntity, graph.AgreementEntity, graph.SourceEntity} {
		for _, row := range s.tables[kind].rows {
			switch e := row.(type) {
			case *graph.Actor:
				add(e.ID, graph.Name{Text: e.Name})
				add(e.ID, e.Names...)
			case *graph.Place:
				add(e.ID, graph.Name{Text: e.Name})
				add(e.ID, e.Names...)
			case *graph.Event:
				add(e.ID, graph.Name{Text: e.Title})
			case *graph.Agreement:
				add(e.ID, graph.Name{Text: e.Title})
			case *graph.Source:
				add(e.ID, graph.Name{Text: e.Title})
			}
		}
	}
	return names.NewIndex(entries)
}

// Search returns the best hits: by score, then actors by the evidence for ties
// that they stand in, then by id.
func (s *snapshot) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	const everybody = 1 << 20
	found := s.search().Search(text, everybody, func(id string) bool {
		return kinds == nil || slices.Contains(kinds, s.entities[id].EntityKind())
	})
	slices.SortFunc(found, func(a, b names.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(s.tiesAt[b.Key], s.tiesAt[a.Key]), cmp.Compare(a.Key, b.Key))
	})
	found = found[:min(max(limit, 0), graph.MaxSearch, len(found))]
	hits := make([]graph.Hit, 0, len(found))
	for _, hit := range found {
		hits = append(hits, graph.Hit{Entity: s.entities[hit.Key], MatchedName: hit.Name, Score: hit.Score})
	}
	return hits, nil
}

func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return graph.Errorf(graph.CodeTimeout, "the question was stopped before it was answered").Because(err)
	}
	return nil
}
