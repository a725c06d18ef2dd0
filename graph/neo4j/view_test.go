package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// crowd is a graph in which everything is of one generation.
func crowd(size, generation int) []graph.Entity {
	mark := fmt.Sprintf("of generation %d", generation)
	claims := []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "s:1", Note: mark}}
	all := []graph.Entity{&graph.Source{ID: "s", Key: "s", Title: mark}}
	for i := range size {
		actor := &graph.Actor{ID: fmt.Sprintf("a%03d", i), Kind: graph.ArmedGroup, Name: fmt.Sprintf("Group %d %s", i, mark)}
		all = append(all, actor, &graph.Event{
			ID: fmt.Sprintf("e%03d", i), Kind: graph.Attack, Title: mark, Realis: graph.Occurred, Claims: claims,
			Participants: []graph.Participant{{Actor: actor, Role: graph.Initiator}},
		})
	}
	return all
}

// TestOneVersion flips all entities between generations while views read them
// by one statement and by several, and by pages that are statements too.
func TestOneVersion(t *testing.T) {
	const size, generations, readers = 150, 12, 3
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		writer, reader := open(t, server), open(t, server)
		update(t, writer, graph.Batch{Entities: crowd(size, 0)})
		ctx, done := context.WithCancel(t.Context())
		var views, again atomic.Int64
		var reading sync.WaitGroup
		for range readers {
			reading.Go(func() {
				for ctx.Err() == nil {
					attempts := 0
					err := reader.View(t.Context(), func(r graph.Reader) error {
						attempts++
						return ofOneGeneration(t.Context(), r, size)
					})
					if err != nil {
						t.Error(explain(err))
						return
					}
					views.Add(1)
					again.Add(int64(attempts - 1))
				}
			})
		}
		for generation := range generations {
			update(t, writer, graph.Batch{Entities: crowd(size, generation+1)})
		}
		done()
		reading.Wait()
		t.Logf("%d views, %d read again", views.Load(), again.Load())
		if views.Load() == 0 {
			t.Error("nothing was read")
		}
	})
}

func ofOneGeneration(ctx context.Context, r graph.Reader, size int) error {
	seen := map[string]int{}
	count := func(text string) { seen[text[strings.LastIndex(text, "of"):]]++ }
	queries := []graph.Query{{Filter: graph.ActorFilter{}}, {Filter: graph.EventFilter{}}, {Filter: graph.ClaimFilter{}}}
	for row, err := range r.List(ctx, queries...) {
		if err != nil {
			return err
		}
		switch e := row.Entity.(type) {
		case *graph.Actor:
			count(e.Name)
		case *graph.Event:
			count(e.Title)
		case *graph.Claim:
			count(e.Note)
		}
	}
	ids := make([]string, size)
	for i := range ids {
		ids[i] = fmt.Sprintf("e%03d", size-1-i)
	}
	events, err := r.Get(ctx, ids)
	if err != nil {
		return err
	}
	for _, event := range events {
		count(event.(*graph.Event).Title)
	}
	hits, err := r.Search(ctx, "Group 7", []graph.EntityKind{graph.ActorEntity}, 1)
	if err != nil || len(hits) != 1 {
		return fmt.Errorf("%d hits: %w", len(hits), err)
	}
	count(hits[0].Entity.(*graph.Actor).Name)
	if len(seen) != 1 {
		return fmt.Errorf("one view saw %v", seen)
	}
	return nil
}

// TestPagesAreOneVersion changes the graph between the pages of one list.
func TestPagesAreOneVersion(t *testing.T) {
	const size = firstPage/2 + 10
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: crowd(size, 0)})
		attempts := 0
		var titles map[string]int
		view(t, store, func(r graph.Reader) {
			attempts++
			titles = map[string]int{}
			for claim, err := range graph.Find[*graph.Claim](t.Context(), r, graph.Query{Filter: graph.ClaimFilter{}}) {
				if err != nil {
					return // the view says whether to believe it
				}
				titles[claim.Note]++
			}
		})
		if attempts != 1 || titles["of generation 0"] != size {
			t.Fatalf("%d attempts: %v", attempts, titles)
		}
		attempts = 0
		err := store.View(t.Context(), func(r graph.Reader) error {
			attempts++
			titles = map[string]int{}
			rows := 0
			queries := []graph.Query{{Filter: graph.ActorFilter{}}, {Filter: graph.EventFilter{}}}
			for row, err := range r.List(t.Context(), queries[attempts%2], queries[(attempts+1)%2]) {
				if err != nil {
					return err
				}
				if rows++; rows == firstPage && attempts == 1 {
					update(t, store, graph.Batch{Entities: crowd(size, 1)})
				}
				if event, is := row.Entity.(*graph.Event); is {
					titles[event.Title]++
				}
			}
			_, err := r.Get(t.Context(), []string{"nobody"}) // who is not kept
			return err
		})
		if err != nil || attempts != 2 || len(titles) != 1 || titles["of generation 1"] != size {
			t.Errorf("%d attempts: %v, %v", attempts, titles, err)
		}
	})
}

// TestDeadWriter leaves the marks of writers that died, before and after their
// data was committed.
func TestDeadWriter(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: crowd(1, 0)})
		die := func() {
			if _, err := store.startCommit(t.Context(), false); err != nil {
				t.Fatal(explain(err))
			}
		}
		t.Run("a reader recovers", func(t *testing.T) {
			die()
			view(t, store, func(r graph.Reader) {
				_, _ = r.Dataset(t.Context())
			})
			atRest(t, store)
		})
		t.Run("a writer recovers", func(t *testing.T) {
			die()
			die() // again, as the next who dies
			update(t, store, graph.Batch{Entities: crowd(1, 1)})
			atRest(t, store)
		})
		t.Run("a failed commit is ended", func(t *testing.T) {
			store.closeCommit(t.Context(), ticking(t, store), errors.New("lost"))
			atRest(t, store)
		})
		t.Run("nobody ends the commit of another", func(t *testing.T) {
			tick := ticking(t, store)
			if err := store.endCommit(t.Context(), tick-2); err != nil {
				t.Error(explain(err))
			}
			if got := tickOf(t, store); got != tick {
				t.Errorf("tick %d, want %d still", got, tick)
			}
			store.closeCommit(t.Context(), tick, nil)
			atRest(t, store)
		})
	})
}

func ticking(t *testing.T, store *Store) int64 {
	tick, err := store.startCommit(t.Context(), false)
	if err != nil {
		t.Fatal(explain(err))
	}
	return tick
}

func tickOf(t *testing.T, store *Store) int64 {
	return run(t, store, "MATCH (clock:Clock) RETURN clock.tick")[0][0].(int64)
}

func atRest(t *testing.T, store *Store) {
	t.Helper()
	if tick := tickOf(t, store); committing(tick) {
		t.Errorf("tick %d: a commit seems under way", tick)
	}
}

// expectUnderWay sees that a view waits for a writer that lives, and that nobody
// recovers from it.
func expectUnderWay(t *testing.T, store *Store) {
	t.Helper()
	if err := store.recover(t.Context()); graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("recovered from a writer that lives: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := store.View(ctx, func(r graph.Reader) error {
		_, err := r.Dataset(ctx)
		return err
	})
	if graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("a view during a commit: %v", err)
	}
}

// TestLivingWriter: nobody recovers from a writer that lives, and a view waits
// until it is done.
func TestLivingWriter(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		err := store.write(t.Context(), "test", time.Minute, func(run runner) error {
			if err := lockWhole(t.Context(), run); err != nil {
				return err
			}
			tick := ticking(t, store)
			expectUnderWay(t, store)
			return store.endCommit(t.Context(), tick)
		})
		if err != nil {
			t.Fatal(explain(err))
		}
		atRest(t, store)
	})
}

// TestViewTakesATurn: a view that meets a commit whenever it reads is read in
// the end while writers wait.
func TestViewTakesATurn(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store, other := open(t, server), open(t, server)
		attempts := 0
		err := store.View(t.Context(), func(r graph.Reader) error {
			attempts++
			first, err := r.Dataset(t.Context())
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, updated := other.Update(ctx, graph.Batch{Entities: crowd(1, attempts)})
			if alone := attempts > viewAttempts; alone != (updated != nil) {
				t.Errorf("attempt %d: updating gave %v", attempts, updated)
			}
			second, err := r.Dataset(t.Context())
			if err == nil && first.Version != second.Version {
				t.Errorf("attempt %d saw versions %s and %s", attempts, first.Version, second.Version)
			}
			return err
		})
		if err != nil || attempts != viewAttempts+1 {
			t.Errorf("after %d attempts: %v", attempts, err)
		}
		update(t, other, graph.Batch{Entities: crowd(1, 100)})
	})
}

// TestTicksEnclose looks into the plans of all kinds of statements: the clock
// is read before anything else, and again after everything.
func TestTicksEnclose(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: storetest.Fixture()})
		seen := map[string]bool{}
		explaining := &reader{pinned: true, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
			if !seen[s.text] {
				seen[s.text] = true
				leaves := leavesOf(t, store, s)
				first, last := leaves[0], leaves[len(leaves)-1]
				if len(leaves) < 3 || !strings.Contains(first, "clock:Clock") || !strings.Contains(last, "clock:Clock") {
					t.Errorf("read in the order %q:\n%s", leaves, s.text)
				}
			}
			return store.read(ctx, s)
		}}
		window := &graph.Window{From: graph.NewDate(2018, time.June, 1), To: graph.NewDate(2018, time.July, 31)}
		taking := []graph.Taking{{Actors: []string{"army"}}, {Actors: []string{"army"}}, {Roles: []graph.Role{graph.Mediator}}}
		for _, order := range []graph.OrderField{graph.ByID, graph.ByName, graph.ByDate} {
			for _, err := range explaining.List(t.Context(),
				graph.Query{Filter: graph.EventFilter{}, Order: graph.Order{Field: order}},
				graph.Query{Filter: graph.EventFilter{Taking: taking}, Order: graph.Order{Field: order, Descending: true}},
				graph.Query{Filter: graph.EventFilter{During: window, Kinds: []graph.EventKind{graph.Clash}}, Order: graph.Order{Field: order}, Limit: 5},
				graph.Query{Filter: graph.ClaimFilter{About: []string{"e-clash"}}, Order: graph.Order{Field: order}},
				graph.Query{Filter: graph.PlaceFilter{Within: []string{"daraa"}}, Order: graph.Order{Field: order}},
			) {
				if err != nil {
					t.Fatal(explain(err))
				}
			}
		}
		_, err := explaining.Dataset(t.Context())
		_, getting := explaining.Get(t.Context(), []string{"army"})
		_, counting := explaining.Count(t.Context(), graph.ActorFilter{}, graph.EventFilter{Taking: taking})
		_, searching := explaining.Search(t.Context(), "army", nil, 3)
		around := graph.AdjacencyQuery{Kinds: graph.DefaultTieKinds, Realis: graph.DefaultRealis}
		_, walking := graph.Collect(explaining.Adjacent(t.Context(), around))
		around.Actors, around.During = []string{"army"}, window
		_, narrowing := graph.Collect(explaining.Adjacent(t.Context(), around))
		if err := errors.Join(err, getting, counting, searching, walking, narrowing); err != nil {
			t.Fatal(explain(err))
		}
		if len(seen) < 11 {
			t.Errorf("%d statements", len(seen))
		}
	})
}

// leavesOf returns the operators that read, in the order in which they do.
func leavesOf(t *testing.T, store *Store, s statement) []string {
	var leaves []string
	for _, operator := range operatorsOf(t, store, s) {
		if len(operator.Children()) == 0 && !strings.HasPrefix(operator.Operator(), "Argument") {
			leaves = append(leaves, fmt.Sprint(operator.Operator(), " ", operator.Arguments()["Details"]))
		}
	}
	return leaves
}

// operatorsOf runs a statement and returns the operators of its plan, those
// that run first first.
func operatorsOf(t *testing.T, store *Store, s statement) []neo4j.ProfiledPlan {
	result, err := neo4j.ExecuteQuery(t.Context(), store.driver, "PROFILE "+s.text, s.params, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(store.config.Database))
	if err != nil {
		t.Fatal(err)
	}
	var operators []neo4j.ProfiledPlan
	var walk func(plan neo4j.ProfiledPlan)
	walk = func(plan neo4j.ProfiledPlan) {
		for _, child := range plan.Children() { // the left one is run first
			walk(child)
		}
		operators = append(operators, plan)
	}
	walk(result.Summary.Profile())
	return operators
}

// TestReadAhead: who takes part in listed events costs no further statement,
// and nobody shares what he gets with another.
func TestReadAhead(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: crowd(3, 0)})
		asked := 0
		counting := &reader{pinned: true, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
			asked++
			return store.read(ctx, s)
		}}
		query := graph.Query{Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"a001"}}}}}
		events, err := graph.Collect(graph.Find[*graph.Event](t.Context(), counting, query))
		if err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		first, err := counting.Get(t.Context(), []string{"a001", "a001@none"})
		if err != nil || first[0] == nil || first[1] != nil {
			t.Fatalf("%v, %v", first, err)
		}
		second, err := counting.Get(t.Context(), []string{"a001"})
		if err != nil || first[0] == second[0] || first[0].(*graph.Actor).Name != second[0].(*graph.Actor).Name {
			t.Errorf("%v and %v are the same or differ (%v)", first[0], second[0], err)
		}
		if asked != 1 {
			t.Errorf("%d statements, want one", asked)
		}
	})
}
