package storetest_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func openModel(*testing.T) graph.Store { return storetest.Model() }

func TestModel(t *testing.T) { storetest.Run(t, openModel) }

func TestModelAgreesWithItself(t *testing.T) { storetest.Agree(t, openModel, openModel) }

func TestGraphsAreAccepted(t *testing.T) {
	kinds := map[graph.EntityKind]bool{}
	rapid.Check(t, func(t *rapid.T) {
		dataset, err := storetest.Model().Update(context.Background(), graph.Batch{Entities: storetest.Graph().Draw(t, "graph")})
		if err != nil {
			t.Fatal(err)
		}
		for kind := range dataset.Counts {
			kinds[kind] = true
		}
	})
	for _, word := range graph.EntityKinds {
		if !kinds[word.Name] {
			t.Errorf("no graph held a %s", word.Name)
		}
	}
}

// The suite expects the same of every store, so it has no word for any of
// them.
func TestNoStoreIsNamed(t *testing.T) {
	siblings, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var stores []string
	for _, sibling := range siblings {
		if sibling.IsDir() && !slices.Contains([]string{"names", "measure", "storetest", "testdata"}, sibling.Name()) {
			stores = append(stores, sibling.Name())
		}
	}
	if len(stores) < 2 {
		t.Errorf("beside this package there are only %q", stores)
	}
	err = filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(path)
		for _, store := range stores {
			if strings.Contains(strings.ToLower(string(source)), store) {
				t.Errorf("%s speaks of %s", path, store)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// broken is a store with one fault.
type broken struct {
	graph.Store
	read   func(graph.Reader) graph.Reader
	update func(graph.Store, context.Context, graph.Batch) (graph.Dataset, error)
}

func (b *broken) View(ctx context.Context, read func(graph.Reader) error) error {
	return b.Store.View(ctx, func(reader graph.Reader) error {
		if b.read != nil {
			reader = b.read(reader)
		}
		return read(reader)
	})
}

func (b *broken) Update(ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
	if b.update != nil {
		return b.update(b.Store, ctx, batch)
	}
	return b.Store.Update(ctx, batch)
}

// misreader answers other questions than it is asked, or gives other rows.
type misreader struct {
	graph.Reader
	query  func(graph.Query) graph.Query
	keep   func(graph.Row) bool
	search func(hits []graph.Hit) []graph.Hit
	get    func([]graph.Entity) []graph.Entity
	near   func(*graph.AdjacencyQuery)
	ties   func([]graph.Adjacency) []graph.Adjacency
	always bool // even under an ended context
}

func (m misreader) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	if m.near != nil {
		m.near(&query)
	}
	if m.ties == nil {
		return m.Reader.Adjacent(ctx, query)
	}
	return func(yield func(graph.Adjacency, error) bool) {
		found, err := graph.Collect(m.Reader.Adjacent(ctx, query))
		if err != nil {
			yield(graph.Adjacency{}, err)
			return
		}
		for _, tie := range m.ties(found) {
			if !yield(tie, nil) {
				return
			}
		}
	}
}

func (m misreader) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	if m.always {
		ctx = context.WithoutCancel(ctx)
	}
	asked := slices.Clone(queries)
	for i := range asked {
		if m.query != nil {
			asked[i] = m.query(asked[i])
		}
	}
	return func(yield func(graph.Row, error) bool) {
		for row, err := range m.Reader.List(ctx, asked...) {
			if (err != nil || m.keep == nil || m.keep(row)) && !yield(row, err) {
				return
			}
		}
	}
}

func (m misreader) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	hits, err := m.Reader.Search(ctx, text, kinds, limit)
	if m.search != nil {
		hits = m.search(hits)
	}
	return hits, err
}

func (m misreader) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	found, err := m.Reader.Get(ctx, ids)
	if m.get != nil {
		found = m.get(found)
	}
	return found, err
}

func misread(m misreader) *broken {
	return &broken{Store: storetest.Model(), read: func(reader graph.Reader) graph.Reader {
		m.Reader = reader
		return m
	}}
}

func asking(change func(*graph.Query)) func() *broken {
	return func() *broken {
		return misread(misreader{query: func(query graph.Query) graph.Query {
			change(&query)
			return query
		}})
	}
}

func near(change func(*graph.AdjacencyQuery)) func() *broken {
	return func() *broken { return misread(misreader{near: change}) }
}

func tied(change func([]graph.Adjacency) []graph.Adjacency) func() *broken {
	return func() *broken { return misread(misreader{ties: change}) }
}

// eachPiece changes the pieces of evidence of all ties.
func eachPiece(change func(*graph.Piece)) func() *broken {
	return tied(func(ties []graph.Adjacency) []graph.Adjacency {
		for i := range ties {
			ties[i].Pieces = slices.Clone(ties[i].Pieces)
			for j := range ties[i].Pieces {
				change(&ties[i].Pieces[j])
			}
		}
		return ties
	})
}

func updating(update func(graph.Store, context.Context, graph.Batch) (graph.Dataset, error)) func() *broken {
	return func() *broken { return &broken{Store: storetest.Model(), update: update} }
}

// faults are stores that the suite must not let pass.
var faults = map[string]func() *broken{
	"limits are ignored":      asking(func(q *graph.Query) { q.Limit = 0 }),
	"backward is forward":     asking(func(q *graph.Query) { q.Backward = false }),
	"descending is ascending": asking(func(q *graph.Query) { q.Order.Descending = false }),
	"the start is included": asking(func(q *graph.Query) {
		if q.After != nil && q.After.ID != "" {
			after := *q.After
			after.ID = after.ID[:len(after.ID)-1]
			q.After = &after
		}
	}),
	"the end is open": asking(func(q *graph.Query) { q.Before = nil }),
	"an empty list is none": asking(func(q *graph.Query) {
		if f, is := q.Filter.(graph.EventFilter); is && len(f.Realis) == 0 {
			f.Realis = nil
			q.Filter = f
		}
	}),
	"certain is possible": asking(func(q *graph.Query) {
		if f, is := q.Filter.(graph.AffiliationFilter); is && f.During != nil {
			window := *f.During
			window.Certainty, f.During = graph.Possible, &window
			q.Filter = f
		}
	}),
	"roles are ignored": asking(func(q *graph.Query) {
		if f, is := q.Filter.(graph.AgreementFilter); is && len(f.Taking) > 0 {
			f.Taking = []graph.Taking{{Actors: f.Taking[0].Actors}}
			q.Filter = f
		}
	}),
	"rows of second queries say they are of the first": func() *broken {
		return misread(misreader{keep: func(row graph.Row) bool { return row.Query < 7 }})
	},
	"a row is lost": func() *broken {
		return misread(misreader{keep: func(row graph.Row) bool { return row.Entity.EntityID() != "e-mediate" }})
	},
	"contexts do not matter": func() *broken { return misread(misreader{always: true}) },
	"hits are turned round": func() *broken {
		return misread(misreader{search: func(hits []graph.Hit) []graph.Hit {
			slices.Reverse(hits)
			return hits
		}})
	},
	"unknown ids are left out": func() *broken {
		return misread(misreader{get: func(found []graph.Entity) []graph.Entity {
			return slices.DeleteFunc(found, func(e graph.Entity) bool { return e == nil })
		}})
	},
	"claims are not had by id": func() *broken {
		return misread(misreader{get: func(found []graph.Entity) []graph.Entity {
			for i, entity := range found {
				if _, is := entity.(*graph.Claim); is {
					found[i] = nil
				}
			}
			return found
		}})
	},
	"ties at the third actor and on are forgotten": near(func(q *graph.AdjacencyQuery) { q.Actors = q.Actors[:min(len(q.Actors), 2)] }),
	"ties are given at both ends": tied(func(ties []graph.Adjacency) []graph.Adjacency {
		if len(ties) > 0 {
			ties = append(ties, ties[0])
		}
		return ties
	}),
	"a tie has no more than its first piece of evidence": tied(func(ties []graph.Adjacency) []graph.Adjacency {
		for i := range ties {
			ties[i].Pieces = ties[i].Pieces[:1]
		}
		return ties
	}),
	"ties have no window":            near(func(q *graph.AdjacencyQuery) { q.During = nil }),
	"ties are certain when possible": near(func(q *graph.AdjacencyQuery) { q.During = possibly(q.During) }),
	"ties to some are those to all":  near(func(q *graph.AdjacencyQuery) { q.Others = nil }),
	"ties between two groups are those within them too": near(func(q *graph.AdjacencyQuery) {
		if q.Actors != nil && q.Others != nil {
			all := slices.Concat(q.Actors, q.Others)
			q.Actors, q.Others = all, all
		}
	}),
	"ties of nobody are those of all":  near(func(q *graph.AdjacencyQuery) { q.Actors = append([]string(nil), q.Actors...) }),
	"who was asked is as who mediated": near(func(q *graph.AdjacencyQuery) { q.Realis = append(slices.Clone(q.Realis), graph.Requested) }),
	"evidence is its own unit":         eachPiece(func(p *graph.Piece) { p.Unit = p.Ground }),
	"evidence is part of nothing":      eachPiece(func(p *graph.Piece) { p.Whole = "" }),
	"ties are of the newest version": func() *broken {
		store := storetest.Model()
		return &broken{Store: store, read: func(reader graph.Reader) graph.Reader { return hasty{reader, restless{store}} }}
	},
	"batches are stored one entity at a time": updating(func(store graph.Store, ctx context.Context, batch graph.Batch) (dataset graph.Dataset, err error) {
		dataset, err = store.Update(ctx, batch)
		if err != nil {
			for _, entity := range batch.Entities {
				if copied, cloneErr := graph.Clone(entity); cloneErr == nil {
					_, _ = store.Update(context.WithoutCancel(ctx), graph.Batch{Entities: []graph.Entity{copied}})
				}
			}
		}
		return dataset, err
	}),
	"a load is lost when its asker is gone, and said to be stored": updating(func(store graph.Store, ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
		dataset, err := store.Update(ctx, batch)
		if graph.CodeOf(err) == graph.CodeTimeout {
			return dataset, nil
		}
		return dataset, err
	}),
	"deletes do nothing": updating(func(store graph.Store, ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
		batch.Delete = nil
		return store.Update(ctx, batch)
	}),
	"versions count loads": func() func() *broken {
		loads := 0
		return updating(func(store graph.Store, ctx context.Context, batch graph.Batch) (graph.Dataset, error) {
			loads++
			dataset, err := store.Update(ctx, batch)
			dataset.Version = fmt.Sprint(loads)
			return dataset, err
		})
	}(),
	"a view sees several versions": func() *broken {
		store := storetest.Model()
		return &broken{Store: store, read: func(graph.Reader) graph.Reader { return restless{store} }}
	},
}

// possibly is a window that asks for no certainty.
func possibly(window *graph.Window) *graph.Window {
	if window == nil {
		return nil
	}
	return &graph.Window{From: window.From, To: window.To}
}

// hasty reads ties of a new version for every question.
type hasty struct {
	graph.Reader
	restless restless
}

func (h hasty) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return h.restless.Adjacent(ctx, query)
}

// restless reads a new version for every question.
type restless struct{ store graph.Store }

func (r restless) now(ctx context.Context, ask func(graph.Reader) error) error {
	return r.store.View(ctx, ask)
}

func (r restless) Dataset(ctx context.Context) (dataset graph.Dataset, err error) {
	err = r.now(ctx, func(reader graph.Reader) error {
		dataset, err = reader.Dataset(ctx)
		return err
	})
	return dataset, err
}

func (r restless) Get(ctx context.Context, ids []string) (found []graph.Entity, err error) {
	err = r.now(ctx, func(reader graph.Reader) error {
		found, err = reader.Get(ctx, ids)
		return err
	})
	return found, err
}

func (r restless) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		err := r.now(ctx, func(reader graph.Reader) error {
			for row, err := range reader.List(ctx, queries...) {
				if !yield(row, err) {
					break
				}
			}
			return nil
		})
		if err != nil {
			yield(graph.Row{}, err)
		}
	}
}

func (r restless) Count(ctx context.Context, filters ...graph.Filter) (counts []int, err error) {
	err = r.now(ctx, func(reader graph.Reader) error {
		counts, err = reader.Count(ctx, filters...)
		return err
	})
	return counts, err
}

func (r restless) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) (hits []graph.Hit, err error) {
	err = r.now(ctx, func(reader graph.Reader) error {
		hits, err = reader.Search(ctx, text, kinds, limit)
		return err
	})
	return hits, err
}

func (r restless) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(yield func(graph.Adjacency, error) bool) {
		err := r.now(ctx, func(reader graph.Reader) error {
			for row, err := range reader.Adjacent(ctx, query) {
				if !yield(row, err) {
					break
				}
			}
			return nil
		})
		if err != nil {
			yield(graph.Adjacency{}, err)
		}
	}
}

const faultVariable = "STORETEST_FAULT"

// TestSuiteFindsFaults runs the suite over each broken store, in a process of
// its own because it must fail there.
func TestSuiteFindsFaults(t *testing.T) {
	if name := os.Getenv(faultVariable); name != "" {
		storetest.Run(t, func(*testing.T) graph.Store { return faults[name]() })
		return
	}
	for name := range faults {
		t.Run(name, func(t *testing.T) {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSuiteFindsFaults$", "-test.failfast", "-rapid.nofailfile", "-rapid.shrinktime=0", "-rapid.checks=10")
			child.Env = append(os.Environ(), faultVariable+"="+name)
			output, err := child.CombinedOutput()
			if err == nil || !strings.Contains(string(output), "--- FAIL") {
				t.Errorf("the suite lets it pass: %v\n%s", err, output)
			}
		})
	}
}
