package embedded

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
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

// table is all entities of one kind in one base order.
type table struct {
	base graph.OrderField
	rows []graph.Entity
	// ids are the rows' ordinals in the order of their ids.
	ids []int32
	// sorted gives the rows' ordinals in another order.
	sorted map[graph.OrderField]func() []int32
	times  times // of a table sorted by date
}

// newTable takes entities in the order of their ids.
func newTable(entities []graph.Entity, base graph.OrderField) *table {
	t := &table{base: base, rows: entities, ids: make([]int32, len(entities))}
	for i := range t.ids {
		t.ids[i] = int32(i)
	}
	if base == graph.ByDate {
		t.sortByDate()
		t.times = newTimes(t)
	}
	t.sorted = map[graph.OrderField]func() []int32{}
	for _, field := range []graph.OrderField{graph.ByID, graph.ByName, graph.ByDate} {
		t.sorted[field] = sync.OnceValue(func() []int32 { return t.sortedBy(field) })
	}
	return t
}

// sortByDate puts rows that stand in the order of their ids into that of
// [graph.ByDate].
func (t *table) sortByDate() {
	type dated struct {
		day  uint64 // first and last, undated last
		rank int32  // by id
	}
	order := make([]dated, len(t.rows))
	for i, row := range t.rows {
		position := graph.PositionOf(row, graph.ByDate)
		order[i] = dated{ascending(position.Earliest)<<32 | ascending(position.Latest), int32(i)}
		if position.Undated {
			order[i].day = math.MaxUint64
		}
	}
	slices.SortFunc(order, func(a, b dated) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.rank, b.rank)) })
	rows := make([]graph.Entity, len(t.rows))
	for i, place := range order {
		rows[i] = t.rows[place.rank]
		t.ids[place.rank] = int32(i)
	}
	t.rows = rows
}

// ascending gives days numbers that are ordered as they are, and none negative.
func ascending(day graph.Date) uint64 { return uint64(int64(day) - int64(graph.Beginning)) }

// with returns the entities of a later table, by id: fresh ones, which come by
// id, and those that did not change.
func (t *table) with(fresh []graph.Entity, changed map[string]graph.Entity) []graph.Entity {
	rows := make([]graph.Entity, 0, len(t.rows)+len(fresh))
	for _, ordinal := range t.ids {
		row := t.rows[ordinal]
		for len(fresh) > 0 && byID(fresh[0], row) <= 0 {
			rows, fresh = append(rows, fresh[0]), fresh[1:]
		}
		if _, gone := changed[row.EntityID()]; !gone {
			rows = append(rows, row)
		}
	}
	return append(rows, fresh...)
}

func byID(a, b graph.Entity) int { return cmp.Compare(a.EntityID(), b.EntityID()) }

func (t *table) sortedBy(field graph.OrderField) []int32 {
	if field == graph.ByID {
		return t.ids
	}
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
	return graph.PositionOf(t.rows[ordinal], field)
}

// newSnapshot takes over the entities of each kind, in the order of their ids,
// links fresh ones to them and indexes all. Those that are not fresh are linked
// already and left as they are.
func newSnapshot(dataset graph.Dataset, rows map[graph.EntityKind][]graph.Entity, fresh []graph.Entity) *snapshot {
	s := &snapshot{dataset: dataset, tables: map[graph.EntityKind]*table{}}
	var naming sync.WaitGroup
	naming.Go(func() { s.entities = byIDs(rows) })
	for _, kind := range tables {
		base := graph.ByID
		if kind.kind == graph.EventEntity || kind.kind == graph.AgreementEntity {
			base = graph.ByDate
		}
		s.tables[kind.kind] = newTable(rows[kind.kind], base)
	}
	naming.Wait()
	link(s.entities, fresh)
	s.index()
	s.claims = sync.OnceValue(s.gatherClaims)
	s.search = sync.OnceValue(s.indexNames)
	s.adjacency = sync.OnceValue(s.gatherAdjacency)
	return s
}

func byIDs(rows map[graph.EntityKind][]graph.Entity) map[string]graph.Entity {
	count := 0
	for _, entities := range rows {
		count += len(entities)
	}
	all := make(map[string]graph.Entity, count)
	for _, entities := range rows {
		for _, entity := range entities {
			all[entity.EntityID()] = entity
		}
	}
	return all
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
	claims := &claimTable{byID: map[string]*graph.Claim{}}
	var rows []graph.Entity
	for _, table := range s.tables {
		for _, ordinal := range table.ids {
			for _, claim := range graph.AllClaims(table.rows[ordinal]) {
				claims.byID[claim.ID] = claim
				rows = append(rows, claim)
			}
		}
	}
	slices.SortFunc(rows, byID)
	claims.table = newTable(rows, graph.ByID)
	together(
		func() {
			claims.bySource = gather(claims.table, func(c *graph.Claim, mention func(string)) { mention(c.Source.ID) })
		},
		func() {
			claims.byVoice = gather(claims.table, func(c *graph.Claim, mention func(string)) { mention(c.Source.Voice()) })
		},
		func() {
			claims.byHolder = gather(claims.table, func(c *graph.Claim, mention func(string)) { mention(c.About.EntityID()) })
		},
		func() {
			claims.byActor = gather(claims.table, func(c *graph.Claim, mention func(string)) {
				for _, voice := range c.AttributedTo {
					mention(voice.ID)
				}
			})
		},
	)
	return claims
}

func (s *snapshot) indexNames() *names.Index {
	var entries []names.Entry
	add := func(id string, list ...graph.Name) {
		for _, name := range list {
			if name.Type != graph.Label {
				entries = append(entries, names.Entry{Key: id, Name: name.Text, Weight: s.tiesAt[id]})
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
	found := s.search().SearchUnfinished(text, min(limit, graph.MaxSearch), func(id string) bool {
		return kinds == nil || slices.Contains(kinds, s.entities[id].EntityKind())
	})
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
