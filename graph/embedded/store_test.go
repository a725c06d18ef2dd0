package embedded_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// openAt opens the file at path; the test closes it.
func openAt(t *testing.T, path string) *embedded.Store {
	t.Helper()
	store, err := embedded.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func closed(t *testing.T, store graph.Store) {
	t.Helper()
	if err := store.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// paths remembers where the stores of a test lie, so that they can be opened
// again.
type paths struct {
	mutex sync.Mutex
	of    map[graph.Store]string
}

func (p *paths) open(t *testing.T, path string) graph.Store {
	store := openAt(t, path)
	p.mutex.Lock()
	p.of[store] = path
	p.mutex.Unlock()
	t.Cleanup(func() { closed(t, store) })
	return store
}

func (p *paths) openNew(t *testing.T) graph.Store {
	return p.open(t, filepath.Join(t.TempDir(), "graph.db"))
}

// reopen closes a store, which closing once more does not harm.
func (p *paths) reopen(t *testing.T, store graph.Store) graph.Store {
	closed(t, store)
	p.mutex.Lock()
	path := p.of[store]
	p.mutex.Unlock()
	return p.open(t, path)
}

func TestStore(t *testing.T) {
	stores := paths{of: map[graph.Store]string{}}
	storetest.Run(t, stores.openNew, storetest.Options{Reopen: stores.reopen})
}

func TestAgreesWithModel(t *testing.T) {
	stores := paths{of: map[graph.Store]string{}}
	storetest.Agree(t, func(*testing.T) graph.Store { return storetest.Model() }, stores.openNew)
}

func update(t *testing.T, store graph.Store, entities ...graph.Entity) graph.Dataset {
	t.Helper()
	dataset, err := store.Update(t.Context(), graph.Batch{Entities: entities})
	if err != nil {
		t.Fatal(err)
	}
	return dataset
}

func dataset(t *testing.T, store graph.Store) (dataset graph.Dataset) {
	t.Helper()
	read(t, store, func(reader graph.Reader) (err error) {
		dataset, err = reader.Dataset(t.Context())
		return err
	})
	return dataset
}

func read(t *testing.T, store graph.Store, ask func(graph.Reader) error) {
	t.Helper()
	if err := store.View(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
}

func get[E graph.Entity](t *testing.T, reader graph.Reader, id string) E {
	t.Helper()
	found, err := reader.Get(t.Context(), []string{id})
	if err != nil {
		t.Fatal(err)
	}
	entity, is := found[0].(E)
	if !is {
		t.Fatalf("%s is %v", id, found[0])
	}
	return entity
}

func person(name string) *graph.Actor {
	return &graph.Actor{ID: name, Kind: graph.Person, Name: name}
}

// What a View has handed out belongs to its version: a later one refers to
// entities of its own.
func TestVersionsShareNothingThatChanges(t *testing.T) {
	store := openAt(t, filepath.Join(t.TempDir(), "graph.db"))
	defer closed(t, store)
	source := &graph.Source{ID: "s", Key: "S"}
	claim := func(locator string, voices ...*graph.Actor) []graph.Claim {
		return []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: source, Locator: locator, AttributedTo: voices}}
	}
	deal := &graph.Agreement{
		ID: "deal", Kind: "PEACE", Title: "Deal", Realis: graph.Occurred, Claims: claim("1"),
		Parties: []graph.Participant{
			{Actor: person("a"), Role: graph.Party, Side: 1, Claims: claim("2", person("voice"))},
			{Actor: person("b"), Role: graph.Party, Side: 2},
		},
	}
	update(t, store, source, person("a"), person("b"), person("voice"), deal)
	read(t, store, func(reader graph.Reader) error {
		before := get[*graph.Agreement](t, reader, "deal")
		renamed := person("voice")
		renamed.Name = "another voice"
		update(t, store, renamed, &graph.Event{
			ID: "signing", Kind: graph.Agreeing, Title: "Signing", Realis: graph.Occurred, Claims: claim("3"),
			Links: []graph.Link{{How: graph.LinkConcludes, To: &graph.Agreement{ID: "deal"}}},
		})
		if name := before.Parties[0].Claims[0].AttributedTo[0].Name; name != "voice" {
			t.Errorf("an entity of the version before is now attributed to %q", name)
		}
		if again := get[*graph.Agreement](t, reader, "deal"); again != before {
			t.Error("one View hands out an entity twice")
		}
		return nil
	})
	read(t, store, func(reader graph.Reader) error {
		signing, deal := get[*graph.Event](t, reader, "signing"), get[*graph.Agreement](t, reader, "deal")
		for _, part := range []graph.Participant{signing.Participants[0], deal.Parties[0]} {
			if name := part.Claims[0].AttributedTo[0].Name; name != "another voice" {
				t.Errorf("after the change a part is attributed to %q", name)
			}
		}
		if signing.Links[0].To != graph.Entity(deal) {
			t.Error("a link leads to another version of the agreement")
		}
		return nil
	})
}

// A load of which nothing is new leaves the snapshot alone.
func TestNothingNewKeepsTheSnapshot(t *testing.T) {
	store := openAt(t, filepath.Join(t.TempDir(), "graph.db"))
	defer closed(t, store)
	update(t, store, person("a"))
	var before *graph.Actor
	read(t, store, func(reader graph.Reader) error {
		before = get[*graph.Actor](t, reader, "a")
		return nil
	})
	update(t, store, person("a"))
	read(t, store, func(reader graph.Reader) error {
		if get[*graph.Actor](t, reader, "a") != before {
			t.Error("the actor was read anew")
		}
		return nil
	})
}

// Two programs on one file take turns: what one wrote the other builds on, and
// sees when it looks.
func TestTwoStoresOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	one, other := openAt(t, path), openAt(t, path)
	defer closed(t, one)
	defer closed(t, other)

	written := update(t, one, person("a"))
	other.LookAgain()
	if seen := dataset(t, other); seen.Version != written.Version || !seen.LoadedAt.Equal(written.LoadedAt) {
		t.Errorf("the other sees %+v, want %+v", seen, written)
	}
	written = update(t, one, person("b"))
	if seen := update(t, other); seen.Version != written.Version {
		t.Errorf("an update of the other starts from %+v, want %+v", seen, written)
	}

	// To change back what was changed leaves the version as it was, but not
	// when it was loaded.
	renamed := person("b")
	renamed.Name = "c"
	update(t, one, renamed)
	back := update(t, one, person("b"))
	other.LookAgain()
	if seen := dataset(t, other); seen.Version != written.Version || !seen.LoadedAt.Equal(back.LoadedAt) {
		t.Errorf("after a change and back the other sees %+v, want %+v", seen, back)
	}

	if _, err := other.Update(t.Context(), graph.Batch{Delete: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Update(t.Context(), graph.Batch{Delete: []string{"a"}}); graph.CodeOf(err) != graph.CodeBadInput {
		t.Errorf("deleting what the other deleted: %v", err)
	}
}

func TestStoresOnOneFileLoseNothing(t *testing.T) {
	const stores, turns = 3, 10
	path := filepath.Join(t.TempDir(), "graph.db")
	truth := storetest.Model()
	var writing sync.WaitGroup
	for writer := range stores {
		store := openAt(t, path)
		t.Cleanup(func() { closed(t, store) })
		writing.Go(func() {
			for turn := range turns {
				if _, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{person(fmt.Sprintf("p-%d-%d", writer, turn))}}); err != nil {
					t.Error(err)
				}
			}
		})
		for turn := range turns {
			update(t, truth, person(fmt.Sprintf("p-%d-%d", writer, turn)))
		}
	}
	writing.Wait()
	store := openAt(t, path)
	defer closed(t, store)
	if want, got := dataset(t, truth), dataset(t, store); got.Version != want.Version || got.Counts[graph.ActorEntity] != stores*turns {
		t.Errorf("the file holds %+v, want %+v", got, want)
	}
}

// Programs that make one file at once may be told to try again, and no more.
func TestOpenedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "graph.db")
	var opening sync.WaitGroup
	for range 4 {
		opening.Go(func() {
			store, err := embedded.Open(t.Context(), path)
			if err == nil {
				closed(t, store)
			} else if graph.CodeOf(err) != graph.CodeUnavailable {
				t.Error(err)
			}
		})
	}
	opening.Wait()
	store := openAt(t, path)
	defer closed(t, store)
	update(t, store, person("a"))
}
