package embedded

import (
	"slices"
	"sort"

	"github.com/factiongraph/factiongraph/graph"
)

// plan is how a list is read: from which rows of which table, and by which
// cheap tests, before [graph.Matches] has the last word. Every path in it
// holds all rows that the filter can choose.
type plan struct {
	table *table
	// rows are the rows of the shortest path, ascending; nil for all.
	rows []int32
	// others are the remaining paths: a row must be in each of them.
	others []path
}

// path is a union of posting lists.
type path struct {
	lists [][]int32
	size  int
}

// maxTested is the most lists in which a row is looked up; longer unions cost
// more than matching the row.
const maxTested = 8

func (p *path) has(row int32) bool {
	for _, list := range p.lists {
		if _, found := slices.BinarySearch(list, row); found {
			return true
		}
	}
	return false
}

func (p *path) merged() []int32 {
	if len(p.lists) == 1 {
		if p.lists[0] == nil {
			return []int32{}
		}
		return p.lists[0]
	}
	rows := make([]int32, 0, p.size)
	for _, list := range p.lists {
		rows = append(rows, list...)
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// admits is the cheap test of a row.
func (p *plan) admits(row int32) bool {
	for i := range p.others {
		if !p.others[i].has(row) {
			return false
		}
	}
	return true
}

// planner gathers the paths that a filter offers.
type planner struct{ paths []path }

func (p *planner) offer(lists [][]int32) {
	offered := path{lists: lists}
	for _, list := range lists {
		offered.size += len(list)
	}
	p.paths = append(p.paths, offered)
}

func by[K ~string](p *planner, index postings, keys []K) {
	if keys == nil {
		return
	}
	lists := make([][]int32, len(keys))
	for i, key := range keys {
		lists[i] = index.of(string(key))
	}
	p.offer(lists)
}

func (p *planner) byEither(one, other postings, keys []string) {
	if keys == nil {
		return
	}
	var lists [][]int32
	for _, key := range keys {
		lists = append(lists, one.of(key), other.of(key))
	}
	p.offer(lists)
}

func (p *planner) byID(s *snapshot, t *table, ids []string) {
	if ids == nil {
		return
	}
	var rows []int32
	for _, id := range ids {
		if entity := s.entities[id]; entity != nil {
			if row, found := t.find(entity); found {
				rows = append(rows, row)
			}
		}
	}
	slices.Sort(rows)
	p.offer([][]int32{slices.Compact(rows)})
}

// find returns the row of an entity, if it is in the table.
func (t *table) find(e graph.Entity) (int32, bool) {
	order := graph.Order{Field: t.base}
	position := graph.PositionOf(e, t.base)
	at, found := sort.Find(len(t.rows), func(i int) int { return order.Compare(position, graph.PositionOf(t.rows[i], t.base)) })
	if !found || t.rows[at] != e {
		return 0, false
	}
	return int32(at), true
}

func (p *planner) taking(byActor, byRole postings, all []graph.Taking) {
	for _, taking := range all {
		by(p, byActor, taking.Actors)
		by(p, byRole, taking.Roles)
	}
}

// plan chooses how to read what a filter lists.
func (s *snapshot) plan(filter graph.Filter) plan {
	t := s.tables[filter.Lists()]
	var p planner
	var during *graph.Window
	switch f := filter.(type) {
	case graph.ActorFilter:
		p.byID(s, t, f.IDs)
		by(&p, s.actorsByLink, f.LinkedTo)
	case graph.PlaceFilter:
		p.byID(s, t, f.IDs)
		by(&p, s.placesByParent, f.Within)
	case graph.SourceFilter:
		p.byID(s, t, f.IDs)
	case graph.EventFilter:
		during = f.During
		p.byID(s, t, f.IDs)
		p.taking(s.eventsByActor, s.eventsByRole, f.Taking)
		by(&p, s.eventsByPlace, f.Places)
		by(&p, s.eventsByLink, f.LinkedTo)
		by(&p, s.eventsByKind, f.Kinds)
	case graph.AgreementFilter:
		during = f.During
		p.byID(s, t, f.IDs)
		p.taking(s.agreementsByActor, s.agreementsByRole, f.Taking)
		by(&p, s.agreementsByPlace, f.Places)
		by(&p, s.agreeByLink, f.LinkedTo)
	case graph.AffiliationFilter:
		p.byID(s, t, f.IDs)
		by(&p, s.affiliationsByFrom, f.From)
		by(&p, s.affiliationsByTo, f.To)
		p.byEither(s.affiliationsByFrom, s.affiliationsByTo, f.Either)
	case graph.ClaimFilter:
		claims := s.claims()
		t = claims.table
		by(&p, claims.bySource, f.Sources)
		by(&p, claims.byVoice, f.Publishers)
		by(&p, claims.byActor, f.AttributedTo)
		by(&p, claims.byHolder, f.About)
	}
	return p.plan(t, during)
}

func (p *planner) plan(t *table, during *graph.Window) plan {
	chosen := plan{table: t}
	if len(p.paths) > 0 {
		slices.SortFunc(p.paths, func(a, b path) int { return a.size - b.size })
		chosen.rows = p.paths[0].merged()
		for _, other := range p.paths[1:] {
			if len(other.lists) <= maxTested {
				chosen.others = append(chosen.others, other)
			}
		}
	}
	if during != nil {
		chosen.rows = t.times.narrow(chosen.rows, during)
	}
	return chosen
}

// times finds the rows of a table, sorted by date, that can lie in a window.
//
// A row whose first possible day is the one it is sorted by is regular: those
// in a window lie between two places of the table. What is open at its start,
// attested "at least" or undated is irregular and always a candidate.
type times struct {
	starts    []graph.Date // first days, ascending over dated rows
	latest    []graph.Date // the latest last day of the regular rows so far
	irregular []int32
}

func newTimes(t *table) times {
	index := times{starts: make([]graph.Date, len(t.rows)), latest: make([]graph.Date, len(t.rows))}
	last := graph.Beginning
	for i, row := range t.rows {
		extent := graph.DateOf(row).Extent()
		position := graph.PositionOf(row, graph.ByDate)
		index.starts[i] = position.Earliest
		switch {
		case position.Undated:
			index.starts[i] = graph.End
			fallthrough
		case extent.PossibleFrom != position.Earliest:
			index.irregular = append(index.irregular, int32(i))
		default:
			last = max(last, extent.PossibleTo)
		}
		index.latest[i] = last
	}
	return index
}

// narrow returns those of the rows (all, if nil) that can lie in the window.
func (x *times) narrow(rows []int32, window *graph.Window) []int32 {
	from, to := window.Bounds()
	low := sort.Search(len(x.latest), func(i int) bool { return x.latest[i] >= from })
	high := max(low, sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > to }))
	if rows == nil {
		rows = make([]int32, 0, high-low+len(x.irregular))
		for row := low; row < high; row++ {
			rows = append(rows, int32(row))
		}
		return merge(rows, x.irregular)
	}
	first, _ := slices.BinarySearch(rows, int32(low))
	last, _ := slices.BinarySearch(rows, int32(high))
	var outside []int32
	for _, row := range x.irregular {
		if _, is := slices.BinarySearch(rows, row); is {
			outside = append(outside, row)
		}
	}
	return merge(rows[first:max(first, last)], outside)
}

// merge returns the rows of both ascending lists, each once.
func merge(one, other []int32) []int32 {
	if len(other) == 0 {
		return one
	}
	both := slices.Concat(one, other)
	slices.Sort(both)
	return slices.Compact(both)
}
