package resolvers_test

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/seeds"
)

// storeKind is a sort of store that the API must answer alike from.
type storeKind struct {
	name string
	open func(*testing.T) graph.Store
	far  bool // so that every question takes its time
}

func storeKinds() []storeKind {
	kinds := []storeKind{
		{name: "embedded", open: openEmbedded},
		{name: "references not loaded", open: func(t *testing.T) graph.Store { return bare{openEmbedded(t)} }},
	}
	for _, version := range neo4jtest.Versions() {
		kinds = append(kinds, storeKind{
			name: "neo4j " + version, open: func(t *testing.T) graph.Store { return openNeo4j(t, version) }, far: true,
		})
	}
	return kinds
}

func openEmbedded(t *testing.T) graph.Store {
	t.Helper()
	store, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	return opened(t, store, err)
}

func openNeo4j(t *testing.T, version string) graph.Store {
	t.Helper()
	server := neo4jtest.Exclusive(t, version)
	store, err := neo4j.Open(t.Context(), neo4j.Config{
		URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database,
	})
	return opened(t, store, err)
}

func opened(t *testing.T, store graph.Store, err error) graph.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return store
}

// load puts the corpus into a store.
func load(t *testing.T, store graph.Store) {
	t.Helper()
	corpus, err := seeds.Read()
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, corpus.Entities...)
}

func put(t *testing.T, store graph.Store, entities ...graph.Entity) {
	t.Helper()
	if _, err := store.Update(t.Context(), graph.Batch{Entities: entities}); err != nil {
		t.Fatal(err)
	}
}

// reading is a store whose readers are replaced by what wrap makes of them.
type reading struct {
	graph.Store
	wrap func(graph.Reader) graph.Reader
}

func (s reading) View(ctx context.Context, read func(graph.Reader) error) error {
	return s.Store.View(ctx, func(reader graph.Reader) error { return read(s.wrap(reader)) })
}

// bare hands out what a database does: entities of which each caller has its
// own, with no reference loaded.
type bare struct{ graph.Store }

func (s bare) View(ctx context.Context, read func(graph.Reader) error) error {
	return s.Store.View(ctx, func(reader graph.Reader) error { return read(bareReader{reader}) })
}

type bareReader struct{ graph.Reader }

func (r bareReader) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	found, err := r.Reader.Get(ctx, ids)
	copies := map[string]graph.Entity{} // as a database that is asked for an id twice
	for i, entity := range found {
		if entity != nil {
			if copies[ids[i]] == nil {
				copies[ids[i]] = stripped(entity)
			}
			found[i] = copies[ids[i]]
		}
	}
	return found, err
}

func (r bareReader) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		for row, err := range r.Reader.List(ctx, queries...) {
			if err == nil {
				row.Entity = stripped(row.Entity)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (r bareReader) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	hits, err := r.Reader.Search(ctx, text, kinds, limit)
	hits = slices.Clone(hits)
	for i := range hits {
		hits[i].Entity = stripped(hits[i].Entity)
	}
	return hits, err
}

// stripped returns a copy of an entity whose references are not loaded.
func stripped(entity graph.Entity) graph.Entity {
	claim, isClaim := entity.(*graph.Claim)
	if isClaim {
		entity = claim.About
	}
	copied, err := graph.Clone(entity)
	if err != nil {
		panic(err) // it came from a store, so it can be written
	}
	if !isClaim {
		return copied
	}
	all := graph.AllClaims(copied)
	return all[slices.IndexFunc(all, func(c *graph.Claim) bool { return c.ID == claim.ID })]
}

// tally notes the calls of all readers that it watches.
type tally struct {
	mutex sync.Mutex
	calls []string
}

// watch returns a store whose calls are noted.
func (c *tally) watch(store graph.Store) graph.Store {
	return reading{store, func(reader graph.Reader) graph.Reader { return watched{reader, c} }}
}

func (c *tally) note(call string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.calls = append(c.calls, call)
}

// take returns the calls since the last time.
func (c *tally) take() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

type watched struct {
	graph.Reader
	tally *tally
}

func (r watched) Dataset(ctx context.Context) (graph.Dataset, error) {
	r.tally.note("dataset")
	return r.Reader.Dataset(ctx)
}

func (r watched) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	r.tally.note("get")
	return r.Reader.Get(ctx, ids)
}

func (r watched) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	r.tally.note("list")
	return r.Reader.List(ctx, queries...)
}

func (r watched) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	r.tally.note("adjacent")
	return r.Reader.Adjacent(ctx, query)
}

func (r watched) Count(ctx context.Context, filters ...graph.Filter) ([]int, error) {
	r.tally.note("count")
	return r.Reader.Count(ctx, filters...)
}

func (r watched) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	r.tally.note("search")
	return r.Reader.Search(ctx, text, kinds, limit)
}
