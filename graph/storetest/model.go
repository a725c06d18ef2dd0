package storetest

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

// Durability is what a store lacks that forgets everything when it is closed.
const Durability = "durability"

// Model returns an empty store that holds everything in memory and answers by
// trying every entity. It has no index, no cache and no cleverness, so that it
// is easily seen to be right; it is slow.
func Model() graph.Store {
	store := &model{}
	store.current.Store(newWorld(graph.Dataset{}, map[string]record{}))
	return store
}

type model struct {
	writing sync.Mutex
	current atomic.Pointer[world]
}

func (m *model) View(ctx context.Context, read func(graph.Reader) error) error {
	if err := ended(ctx); err != nil {
		return err
	}
	return read(m.current.Load())
}

func (m *model) Update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	m.writing.Lock()
	defer m.writing.Unlock()
	before := m.current.Load()
	if err := ended(ctx); err != nil {
		return graph.Dataset{}, err
	}
	changes, err := graph.Prepare(ctx, before, batch)
	if err != nil || changes.Empty() {
		return before.dataset, err
	}
	records := maps.Clone(before.records)
	for i, change := range changes.Put {
		records[change.Entity.EntityID()] = record{change.Entity.EntityKind(), change.Record}
		if batch.Progress != nil {
			batch.Progress(i+1, len(changes.Put))
		}
	}
	for _, change := range changes.Delete {
		delete(records, change.Entity.EntityID())
	}
	if err := ended(ctx); err != nil {
		return graph.Dataset{}, err
	}
	dataset := graph.Dataset{Version: changes.Version, LoadedAt: time.Now().UTC().Truncate(time.Millisecond), Counts: changes.Counts}
	m.current.Store(newWorld(dataset, records))
	return dataset, nil
}

func (m *model) Ready(ctx context.Context) error { return ended(ctx) }

func (m *model) Cannot() []graph.Limitation {
	return []graph.Limitation{{What: Durability, Why: "the model lives in memory"}}
}

func (m *model) Close(context.Context) error { return nil }

func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return graph.Errorf(graph.CodeTimeout, "the question was stopped before it was answered").Because(err)
	}
	return nil
}

// record is an entity as it is stored.
type record struct {
	kind graph.EntityKind
	text []byte
}

// world is one version of a graph: a [graph.Reader] that tries every entity.
type world struct {
	dataset  graph.Dataset
	records  map[string]record
	byID     map[string]graph.Entity // claims included
	entities []graph.Entity          // by id
	evidence map[string]int          // at each actor
}

func newWorld(dataset graph.Dataset, records map[string]record) *world {
	w := &world{dataset: dataset, records: records, byID: map[string]graph.Entity{}, evidence: map[string]int{}}
	for id, record := range records {
		entity, err := graph.FromRecord(record.kind, record.text)
		if err != nil {
			panic(err) // the record was written by graph.Prepare
		}
		w.byID[id] = entity
	}
	w.entities = slices.Collect(maps.Values(w.byID))
	for _, entity := range w.entities {
		graph.Walk(entity, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity { return w.byID[ref.EntityID()] }})
	}
	for _, entity := range slices.Clone(w.entities) {
		for _, evidence := range graph.EvidenceOf(entity) {
			w.evidence[evidence.From.ID]++
			w.evidence[evidence.To.ID]++
		}
		for _, claim := range graph.AllClaims(entity) {
			w.byID[claim.ID] = claim
			w.entities = append(w.entities, claim)
		}
	}
	slices.SortFunc(w.entities, func(a, b graph.Entity) int { return cmp.Compare(a.EntityID(), b.EntityID()) })
	return w
}

func (w *world) Dataset(ctx context.Context) (graph.Dataset, error) { return w.dataset, ended(ctx) }

func (w *world) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	found := make([]graph.Entity, len(ids))
	for i, id := range ids {
		if entity := w.byID[id]; entity != nil {
			found[i] = entity
		}
	}
	return found, ended(ctx)
}

func (w *world) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		for i, query := range queries {
			for _, entity := range w.list(query) {
				if err := ended(ctx); err != nil {
					yield(graph.Row{}, err)
					return
				}
				if !yield(graph.Row{Query: i, Entity: entity}, nil) {
					return
				}
			}
		}
		if err := ended(ctx); err != nil {
			yield(graph.Row{}, err)
		}
	}
}

// list is what a query means.
func (w *world) list(query graph.Query) []graph.Entity {
	order := query.Order
	position := func(e graph.Entity) graph.Position { return graph.PositionOf(e, order.Field) }
	chosen := w.choose(query.Filter)
	slices.SortFunc(chosen, func(a, b graph.Entity) int { return order.Compare(position(a), position(b)) })
	chosen = slices.DeleteFunc(chosen, func(e graph.Entity) bool {
		return query.After != nil && order.Compare(position(e), *query.After) <= 0 ||
			query.Before != nil && order.Compare(position(e), *query.Before) >= 0
	})
	if query.Backward {
		slices.Reverse(chosen)
	}
	if query.Limit > 0 && len(chosen) > query.Limit {
		chosen = chosen[:query.Limit]
	}
	return chosen
}

func (w *world) choose(filter graph.Filter) []graph.Entity {
	var chosen []graph.Entity
	for _, entity := range w.entities {
		if graph.Matches(filter, entity, w.within) {
			chosen = append(chosen, entity)
		}
	}
	return chosen
}

func (w *world) within(id string, in []string) bool {
	place, _ := w.byID[id].(*graph.Place)
	for place != nil {
		if slices.Contains(in, place.ID) {
			return true
		}
		place = place.Within
	}
	return false
}

func (w *world) Count(ctx context.Context, filters ...graph.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	for i, filter := range filters {
		counts[i] = len(w.choose(filter))
	}
	return counts, ended(ctx)
}

func (w *world) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	var hits []graph.Hit
	for _, entity := range w.entities {
		if kinds != nil && !slices.Contains(kinds, entity.EntityKind()) {
			continue
		}
		best := graph.Hit{Entity: entity}
		for _, name := range namesOf(entity) {
			if score, alike := names.MatchUnfinished(text, name); alike && score > best.Score {
				best.Score, best.MatchedName = score, name
			}
		}
		if best.Score > 0 {
			hits = append(hits, best)
		}
	}
	slices.SortFunc(hits, func(a, b graph.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score),
			cmp.Compare(w.evidence[b.Entity.EntityID()], w.evidence[a.Entity.EntityID()]),
			cmp.Compare(a.Entity.EntityID(), b.Entity.EntityID()))
	})
	return hits[:min(len(hits), max(limit, 0), graph.MaxSearch)], ended(ctx)
}

// namesOf lists what an entity is found by, the preferred first.
func namesOf(e graph.Entity) []string {
	searched := func(name string, more []graph.Name) []string {
		list := []string{name}
		for _, name := range more {
			if name.Type != graph.Label {
				list = append(list, name.Text)
			}
		}
		return list
	}
	switch e := e.(type) {
	case *graph.Actor:
		return searched(e.Name, e.Names)
	case *graph.Place:
		return searched(e.Name, e.Names)
	case *graph.Event:
		return []string{e.Title}
	case *graph.Agreement:
		return []string{e.Title}
	case *graph.Source:
		return []string{e.Title}
	}
	return nil
}

func (w *world) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(yield func(graph.Adjacency, error) bool) {
		of := map[string]*graph.Adjacency{}
		for _, entity := range w.entities {
			for _, e := range graph.EvidenceOf(entity) {
				if !query.Chooses(&e) {
					continue
				}
				key := graph.TieKey(e.Kind, e.From.ID, e.To.ID)
				if of[key] == nil {
					of[key] = &graph.Adjacency{Kind: e.Kind, From: e.From.ID, To: e.To.ID}
				}
				of[key].Pieces = append(of[key].Pieces, e.Piece())
			}
		}
		for _, found := range of {
			slices.SortFunc(found.Pieces, func(a, b graph.Piece) int { return cmp.Compare(a.Ground, b.Ground) })
			if !yield(*found, nil) {
				return
			}
		}
		if err := ended(ctx); err != nil {
			yield(graph.Adjacency{}, err)
		}
	}
}
