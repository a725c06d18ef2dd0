package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// updateTests each get an empty store.
var updateTests = []struct {
	name string
	test func(t *testing.T, store graph.Store)
}{
	{"Empty", testEmpty},
	{"Load", testLoad},
	{"Load twice", testLoadTwice},
	{"Same version by another way", testOtherWay},
	{"Replace", testReplace},
	{"Refuse whole", testRefuseWhole},
	{"Delete", testDelete},
	{"Conclusion follows its agreement", testConclusion},
	{"Stop while loading", testStopWhileLoading},
	{"Progress", testProgress},
	{"Ended context", testUpdateEnded},
	{"Read while loading", testReadWhileLoading},
	{"Load while reading", testLoadWhileReading},
	{"Readers and writers", testReadersAndWriters},
	{"Search limits", testSearchLimits},
	{"Limitations", testLimitations},
}

func testEmpty(t *testing.T, store graph.Store) {
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("Ready: %s", explain(err))
	}
	dataset := datasetOf(t, store)
	if !dataset.Empty() || len(dataset.Counts) != 0 || !dataset.LoadedAt.IsZero() {
		t.Errorf("an empty store holds %+v", dataset)
	}
	if all := everything(t, store); len(all) != 0 {
		t.Errorf("an empty store lists %v", idsOf(all))
	}
	view(t, store, func(reader graph.Reader) {
		for _, q := range []question{
			askGet{[]string{"army", ""}},
			askCount{[]graph.Filter{graph.ActorFilter{}}},
			askSearch{"army", nil, 5},
			askTies{},
			askMediations{},
			askViolations{},
			askAdjacent{adjacentTo},
			askNetwork{graph.NetworkQuery{Limit: 5}},
			askNetwork{graph.NetworkQuery{Limit: 5, RollUp: graph.RollUpKind}},
			askNeighborhood{graph.NeighborhoodQuery{Centers: []string{"army"}, Depth: 1, Limit: 5}},
			askCompare{graph.CompareQuery{Limit: 5}},
			askPaths{graph.PathQuery{From: "army", To: "front", MaxLength: 3, First: 1}},
		} {
			if diff := cmp.Diff(answer(t.Context(), newWorld(graph.Dataset{}, nil), q), answer(t.Context(), reader, q)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", describe(q), diff)
			}
		}
	})
	if again := update(t, store, graph.Batch{}); !again.Empty() {
		t.Errorf("an empty batch gives %+v", again)
	}
}

func testLoad(t *testing.T, store graph.Store) {
	before := time.Now()
	loaded := load(t, store, Fixture()...)
	truth := load(t, Model(), Fixture()...)
	if loaded.Version != truth.Version {
		t.Errorf("version %q, want %q", loaded.Version, truth.Version)
	}
	if diff := cmp.Diff(truth.Counts, loaded.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	// Clocks of two machines may differ.
	if loaded.LoadedAt.Before(before.Add(-time.Hour)) || loaded.LoadedAt.After(time.Now().Add(time.Hour)) {
		t.Errorf("loaded at %v", loaded.LoadedAt)
	}
	sameDataset(t, "the next View", loaded, datasetOf(t, store))
}

func sameDataset(t tb, where string, want, got graph.Dataset) {
	t.Helper()
	if want.Version != got.Version || !want.LoadedAt.Equal(got.LoadedAt) || !maps.Equal(want.Counts, got.Counts) {
		t.Errorf("%s sees %+v, want %+v", where, got, want)
	}
}

func testLoadTwice(t *testing.T, store graph.Store) {
	first := load(t, store, Fixture()...)
	sameDataset(t, "the second load", first, load(t, store, Fixture()...))
	sameDataset(t, "the load of a part", first, load(t, store, Fixture()[20:]...))
	sameDataset(t, "an empty batch", first, update(t, store, graph.Batch{}))
	sameDataset(t, "a View", first, datasetOf(t, store))
	// What a store hands out can be put back.
	var own []graph.Entity
	for _, entity := range everything(t, store) {
		if entity.EntityKind() != graph.ClaimEntity {
			own = append(own, entity)
		}
	}
	sameDataset(t, "the load of what was read", first, load(t, store, copies(t, own)...))
}

// testOtherWay loads the fixture in parts and by detours.
func testOtherWay(t *testing.T, store graph.Store) {
	whole := load(t, Model(), Fixture()...)
	entities := Fixture()
	slices.Reverse(entities)
	isOne := func(kinds ...graph.EntityKind) func(graph.Entity) bool {
		return func(e graph.Entity) bool { return !slices.Contains(kinds, e.EntityKind()) }
	}
	ground := slices.DeleteFunc(slices.Clone(entities), isOne(graph.SourceEntity, graph.PlaceEntity, graph.ActorEntity))
	facts := slices.DeleteFunc(slices.Clone(entities), isOne(graph.AffiliationEntity, graph.AgreementEntity, graph.EventEntity))

	detour := findFixture[*graph.Event](t, "e-talks")
	detour.ID, detour.Title = "e-detour", "Taken back later"
	load(t, store, ground...)
	load(t, store, append(facts, detour)...)
	agreement := findFixture[*graph.Agreement](t, "deal-2018")
	agreement.Parties = agreement.Parties[:2]
	agreement.Parties[0].Claims = slices.Clone(agreement.Parties[1].Claims)
	load(t, store, agreement)
	load(t, store, findFixture[*graph.Agreement](t, "deal-2018"))
	got := update(t, store, graph.Batch{Delete: []string{"e-detour"}})
	if got.Version != whole.Version {
		t.Errorf("version %q by a detour, want %q", got.Version, whole.Version)
	}
	if diff := cmp.Diff(whole.Counts, got.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	empty(t, store)
	if got := load(t, store, Fixture()...); got.Version != whole.Version {
		t.Errorf("version %q after all was deleted and loaded again, want %q", got.Version, whole.Version)
	}
}

func findFixture[E graph.Entity](t tb, id string) E {
	t.Helper()
	var found E
	for _, entity := range Fixture() {
		if entity.EntityID() == id {
			found, _ = entity.(E)
		}
	}
	return found
}

// testReplace changes an actor, a place and a source that many refer to.
func testReplace(t *testing.T, store graph.Store) {
	before := load(t, store, Fixture()...)
	army := findFixture[*graph.Actor](t, "army")
	army.Name, army.Names, army.Kind = "Grand Host", nil, graph.Coalition
	balad := findFixture[*graph.Place](t, "daraa-balad")
	balad.Within.ID = "quneitra"
	wire := findFixture[*graph.Source](t, "wire")
	wire.Publisher = "The Paper"
	after := load(t, store, army, balad, wire)
	if before.Version == after.Version {
		t.Error("the version did not change")
	}
	if diff := cmp.Diff(before.Counts[graph.ActorEntity], after.Counts[graph.ActorEntity]); diff != "" {
		t.Errorf("actors (-before +after):\n%s", diff)
	}
	truth := Model()
	load(t, truth, Fixture()...)
	load(t, truth, copies(t, []graph.Entity{army, balad, wire})...)
	view(t, store, func(reader graph.Reader) {
		for _, q := range []question{
			askSearch{"grand host", nil, 5},
			askSearch{"saa", nil, 5},
			askSearch{"syrian arab army", nil, 5},
			askTies{graph.TieFilter{Actors: []string{"army"}}},
			askTies{graph.TieFilter{Kinds: []graph.TieKind{graph.Fought}}},
			askList{[]graph.Query{{Filter: graph.EventFilter{Places: []string{"quneitra"}}}, {Filter: graph.EventFilter{Places: []string{"daraa-city"}}}}},
			askList{[]graph.Query{{Filter: graph.ActorFilter{Kinds: []graph.ActorKind{graph.Coalition}}}, {Filter: graph.ClaimFilter{Publishers: []string{"The Paper"}}}}},
			askList{everyKind()},
		} {
			view(t, truth, func(model graph.Reader) {
				if diff := cmp.Diff(answer(t.Context(), model, q), answer(t.Context(), reader, q)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", describe(q), diff)
				}
			})
		}
		for event, err := range graph.Find[*graph.Event](t.Context(), reader, graph.Query{Filter: graph.EventFilter{}}) {
			if err != nil {
				t.Fatal(explain(err))
			}
			graph.Walk(event, graph.Visitor{Reference: func(at *graph.Path, ref graph.Entity) graph.Entity {
				if actor, is := ref.(*graph.Actor); is && actor.ID == "army" && actor.Loaded() && actor.Name != "Grand Host" {
					t.Errorf("%s %s is still called %s", event.ID, at, actor.Name)
				}
				return nil
			}})
		}
	})
}

// testRefuseWhole puts batches with faults among good entities.
func testRefuseWhole(t *testing.T, store graph.Store) {
	before := load(t, store, Fixture()...)
	event := findFixture[*graph.Event](t, "e-clash")
	event.Title, event.Participants[0].Actor, event.Participants[1].Side = "A new title", &graph.Actor{ID: "nobody"}, 0
	army := findFixture[*graph.Actor](t, "army")
	army.Name = ""
	_, err := store.Update(t.Context(), graph.Batch{
		Entities: []graph.Entity{&graph.Actor{ID: "newcomer", Kind: graph.State, Name: "Newcomer"}, event, army},
		Delete:   []string{"shamiya", "paper-2"},
	})
	var domain *graph.Error
	if !errors.As(err, &domain) || domain.Code != graph.CodeBadInput {
		t.Fatalf("a faulty batch gave %v", err)
	}
	var faults []string
	for _, fault := range domain.Faults {
		faults = append(faults, strings.TrimSpace(fault.Entity+" "+fault.Field))
	}
	slices.Sort(faults)
	if diff := cmp.Diff([]string{"army name", "e-clash participants[0].actor", "e-clash participants[1].side", "paper-2"}, faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	sameDataset(t, "after a refusal, a View", before, datasetOf(t, store))
	view(t, store, func(reader graph.Reader) {
		found, err := reader.Get(t.Context(), []string{"newcomer", "shamiya", "e-clash"})
		if err != nil {
			t.Fatal(explain(err))
		}
		if found[0] != nil || found[1] == nil || found[2].(*graph.Event).Title == "A new title" {
			t.Errorf("part of a refused batch is stored: %v", found)
		}
	})
	sameDataset(t, "a good batch after it", before, load(t, store, Fixture()...))
}

func testDelete(t *testing.T, store graph.Store) {
	before := load(t, store, Fixture()...)
	for _, id := range []string{"army", "daraa-province", "paper-1", "deal-2018", "e-battle", "front", "paper", "families", "nothing", "e-clash@line 9"} {
		if _, err := store.Update(t.Context(), graph.Batch{Delete: []string{id}}); graph.CodeOf(err) != graph.CodeBadInput || err == nil {
			t.Errorf("deleting %s, which is referred to or not there: %v", id, err)
		}
	}
	sameDataset(t, "after refusals, a View", before, datasetOf(t, store))

	// A referrer may change or go in the same batch.
	clash := findFixture[*graph.Event](t, "e-clash")
	clash.Links = nil
	after := update(t, store, graph.Batch{Entities: []graph.Entity{clash}, Delete: []string{"e-battle", "shamiya", "e-unnamed", "shamiya"}})
	want := maps.Clone(before.Counts)
	want[graph.EventEntity] -= 2
	want[graph.ActorEntity]--
	want[graph.ClaimEntity] -= 4
	if diff := cmp.Diff(want, after.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	view(t, store, func(reader graph.Reader) {
		found, err := reader.Get(t.Context(), []string{"e-battle", "shamiya", "e-unnamed", "e-unnamed@17", "shamiya@line 3", "e-clash"})
		if err != nil {
			t.Fatal(explain(err))
		}
		if !slices.Equal(lines(found, func(e graph.Entity) string { return fmt.Sprint(e == nil) }), []string{"true", "true", "true", "true", "true", "false"}) {
			t.Errorf("after deleting, Get gives %v", found)
		}
		for name, q := range map[string]graph.Filter{
			"by id": graph.EventFilter{IDs: []string{"e-battle", "e-unnamed"}}, "by link": graph.EventFilter{LinkedTo: []string{"e-battle"}},
			"by claim": graph.ClaimFilter{About: []string{"e-battle", "shamiya"}}, "by name": graph.ActorFilter{Text: "shamiya"},
		} {
			if ids := listed(t, reader, graph.Query{Filter: q})[0]; len(ids) > 0 {
				t.Errorf("%s what was deleted is still listed: %v", name, ids)
			}
		}
		hits, err := reader.Search(t.Context(), "al-Jabha al-Shamiya", nil, 5)
		if err != nil || slices.ContainsFunc(hits, func(hit graph.Hit) bool { return hit.Entity.EntityID() == "shamiya" }) {
			t.Errorf("what was deleted is still found: %v, %v", hits, err)
		}
	})
	empty(t, store)
}

// testConclusion changes an agreement and expects the event that concludes it
// to show the new parties, although the event is not put again.
func testConclusion(t *testing.T, store graph.Store) {
	load(t, store, Fixture()...)
	shown := func() []string {
		var parts []string
		view(t, store, func(reader graph.Reader) {
			found, err := reader.Get(t.Context(), []string{"e-conclude"})
			if err != nil {
				t.Fatal(explain(err))
			}
			parts = lines(found[0].(*graph.Event).Participants, func(p graph.Participant) string {
				return fmt.Sprintf("%s %s %d %v", p.Actor.ID, p.Role, p.Side, p.FromAgreement)
			})
		})
		return parts
	}
	if diff := cmp.Diff([]string{"fighters PARTY 1 true", "regime PARTY 2 true", "russia MEDIATOR 0 true", "russia GUARANTOR 0 true"}, shown()); diff != "" {
		t.Errorf("participants (-want +got):\n%s", diff)
	}
	agreement := findFixture[*graph.Agreement](t, "deal-2018")
	agreement.Parties = agreement.Parties[:3]
	agreement.Parties[2].Actor = &graph.Actor{ID: "un"}
	load(t, store, agreement)
	if diff := cmp.Diff([]string{"fighters PARTY 1 true", "regime PARTY 2 true", "un MEDIATOR 0 true"}, shown()); diff != "" {
		t.Errorf("participants after the agreement changed (-want +got):\n%s", diff)
	}
	view(t, store, func(reader graph.Reader) {
		ids := listed(t, reader, graph.Query{Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"un"}, Roles: []graph.Role{graph.Mediator}}}}})
		if diff := cmp.Diff([][]string{{"e-conclude"}}, ids); diff != "" {
			t.Errorf("events by their new participant (-want +got):\n%s", diff)
		}
	})
}

// crowd is many actors, each with some text.
func crowd(size int, text string) []graph.Entity {
	all := make([]graph.Entity, size)
	for i := range all {
		all[i] = &graph.Actor{ID: fmt.Sprintf("crowd-%d", i), Kind: graph.Person, Name: fmt.Sprintf("Somebody %d", i), Description: text}
	}
	return all
}

const crowdSize = 1200

// testStopWhileLoading ends the context of a load under way.
func testStopWhileLoading(t *testing.T, store graph.Store) {
	before := load(t, store, crowd(3, "before")...)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := store.Update(ctx, graph.Batch{
		Entities: crowd(crowdSize, "after"), Delete: nil,
		Progress: func(done, total int) {
			if done < total {
				stop()
			}
		},
	})
	if err != nil && graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("a load whose context ended gave %s", explain(err))
	}
	texts := map[string]int{}
	for _, entity := range everything(t, store) {
		texts[entity.(*graph.Actor).Description]++
	}
	stored := texts["after"] > 0
	switch {
	case stored && texts["after"] != crowdSize, !stored && texts["before"] != 3:
		t.Errorf("half of a batch is stored: %v", texts)
	case !stored && err == nil:
		t.Error("a batch that is said to be stored is not")
	case !stored:
		sameDataset(t, "after a load that was stopped, a View", before, datasetOf(t, store))
	}
	load(t, store, crowd(crowdSize, "after")...)
	if all := everything(t, store); len(all) != crowdSize {
		t.Errorf("after another load the store holds %d actors, want %d", len(all), crowdSize)
	}
}

func testProgress(t *testing.T, store graph.Store) {
	var steps []string
	last := 0
	_, err := store.Update(t.Context(), graph.Batch{Entities: crowd(crowdSize, ""), Progress: func(done, total int) {
		if done < last || done > total || total != crowdSize {
			steps = append(steps, fmt.Sprintf("%d of %d after %d", done, total, last))
		}
		last = done
	}})
	if err != nil {
		t.Fatal(explain(err))
	}
	if steps != nil {
		t.Errorf("progress goes astray: %v", steps)
	}
}

func testUpdateEnded(t *testing.T, store graph.Store) {
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := store.Update(ended, graph.Batch{Entities: crowd(1, "")}); err == nil || graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("Update under an ended context: %v, want %s", err, graph.CodeTimeout)
	}
	if err := store.View(ended, func(graph.Reader) error { return nil }); err == nil || graph.CodeOf(err) != graph.CodeTimeout {
		t.Errorf("View under an ended context: %v, want %s", err, graph.CodeTimeout)
	}
	if dataset := datasetOf(t, store); !dataset.Empty() {
		t.Errorf("an ended Update stored %v", dataset.Counts)
	}
}

// testReadWhileLoading reads from within a load: readers see what was there.
func testReadWhileLoading(t *testing.T, store graph.Store) {
	before := load(t, store, crowd(3, "before")...)
	var seen sync.Once
	_, err := store.Update(t.Context(), graph.Batch{Entities: crowd(crowdSize, "after"), Progress: func(done, total int) {
		if done == total {
			return // it may be stored already
		}
		seen.Do(func() {
			sameDataset(t, "a View during a load", before, datasetOf(t, store))
			for _, entity := range everything(t, store) {
				if entity.(*graph.Actor).Description != "before" {
					t.Errorf("a View during a load sees %s", entity.EntityID())
				}
			}
			if err := store.Ready(t.Context()); err != nil {
				t.Errorf("Ready during a load: %s", explain(err))
			}
		})
	}})
	if err != nil {
		t.Fatal(explain(err))
	}
}

// testLoadWhileReading loads from within a View, which must not see it: it goes
// on with what it read before, or starts again.
func testLoadWhileReading(t *testing.T, store graph.Store) {
	load(t, store, Fixture()...)
	army := findFixture[*graph.Actor](t, "army")
	army.Name = "Grand Host"
	questions := []question{
		askDataset{},
		askGet{[]string{"army", "e-unnamed", "e-talks@P1:10"}},
		askList{everyKind()},
		askSearch{"grand host", nil, 5},
		askCount{[]graph.Filter{graph.EventFilter{}, graph.ClaimFilter{}}},
		askTies{},
		askAdjacent{graph.AdjacencyQuery{Kinds: tieKinds, Realis: graph.DefaultRealis}},
		askNetwork{graph.NetworkQuery{Limit: 50, Bare: true}},
		askPaths{graph.PathQuery{From: "gunmen", To: "army", MaxLength: 3, First: 3}},
	}
	attempts := 0
	err := store.View(t.Context(), func(reader graph.Reader) error {
		attempts++
		answers := make([]string, len(questions))
		for turn := range 2 {
			for i := range questions {
				found, err := questions[i].ask(t.Context(), reader)
				if err != nil {
					return err
				}
				if text := jsonText(found); turn == 0 {
					answers[i] = text
				} else if diff := cmp.Diff(answers[i], text); diff != "" {
					t.Errorf("within one View (-first +second):\n%s\n%s", describe(questions[i]), diff)
				}
			}
			if turn == 0 && attempts == 1 {
				update(t, store, graph.Batch{Entities: []graph.Entity{army}, Delete: []string{"e-unnamed", "e-undated"}})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(explain(err))
	}
	view(t, store, func(reader graph.Reader) {
		if ids := listed(t, reader, graph.Query{Filter: graph.ActorFilter{Text: "grand host"}})[0]; len(ids) != 1 {
			t.Errorf("after the load, %v", ids)
		}
	})
}

// testReadersAndWriters has writers change several entities together, over and
// over, while readers look whether they ever differ, or go back.
func testReadersAndWriters(t *testing.T, store graph.Store) {
	const writers, turns, readers = 2, 12, 3
	source := &graph.Source{ID: "s", Key: "S"}
	batch := func(text string) graph.Batch {
		actors := []*graph.Actor{{ID: "one", Kind: graph.State, Name: "One " + text, Description: text}, {ID: "two", Kind: graph.State, Name: "Two " + text, Description: text}}
		event := &graph.Event{
			ID: "between", Kind: graph.Clash, Title: text, Realis: graph.Occurred, Claims: []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: source, Locator: text}},
			Participants: []graph.Participant{{Actor: actors[0], Role: graph.Party, Side: 1}, {Actor: actors[1], Role: graph.Party, Side: 2}},
		}
		return graph.Batch{Entities: []graph.Entity{event, actors[0], actors[1]}}
	}
	counter := func(n int64) graph.Batch {
		return graph.Batch{Entities: []graph.Entity{&graph.Actor{ID: "counter", Kind: graph.Person, Name: "Counter", Description: fmt.Sprint(n)}}}
	}
	load(t, store, source)
	update(t, store, batch("start"))
	update(t, store, counter(0))

	var writing, reading sync.WaitGroup
	var acknowledged atomic.Int64
	for writer := range writers {
		writing.Go(func() {
			for turn := range turns {
				if _, err := store.Update(t.Context(), batch(fmt.Sprintf("writer %d turn %d", writer, turn))); err != nil {
					t.Errorf("Update: %s", explain(err))
				}
			}
		})
	}
	writing.Go(func() {
		for n := range int64(turns) {
			if _, err := store.Update(t.Context(), counter(n+1)); err != nil {
				t.Errorf("Update: %s", explain(err))
			}
			acknowledged.Store(n + 1)
		}
	})
	var contents sync.Map // version → what stood in it
	look := func() {
		least := acknowledged.Load()
		err := store.View(t.Context(), func(reader graph.Reader) error {
			return consistent(t.Context(), reader, least, &contents)
		})
		if err != nil {
			t.Errorf("a reader: %s", explain(err))
		}
	}
	done := make(chan struct{})
	for range readers {
		reading.Go(func() {
			for {
				look()
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
	look()
}

// consistent reads the entities of testReadersAndWriters in several ways.
func consistent(ctx context.Context, reader graph.Reader, least int64, contents *sync.Map) error {
	first, err := reader.Dataset(ctx)
	if err != nil {
		return err
	}
	found, err := reader.Get(ctx, []string{"one", "counter"})
	if err != nil {
		return err
	}
	texts := []string{found[0].(*graph.Actor).Description}
	var count int64
	if _, err := fmt.Sscan(found[1].(*graph.Actor).Description, &count); err != nil || count < least {
		return fmt.Errorf("the counter is %d after %d was acknowledged (%w)", count, least, err)
	}
	for row, err := range reader.List(ctx, graph.Query{Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"one"}}}}}, graph.Query{Filter: graph.ActorFilter{IDs: []string{"two"}}}) {
		if err != nil {
			return err
		}
		switch e := row.Entity.(type) {
		case *graph.Event:
			texts = append(texts, e.Title, e.Claims[0].Locator)
			if actor := e.Participants[0].Actor; actor.Loaded() {
				texts = append(texts, actor.Description)
			}
		case *graph.Actor:
			texts = append(texts, e.Description)
		}
	}
	hits, err := reader.Search(ctx, "two", []graph.EntityKind{graph.ActorEntity}, 1)
	if err != nil {
		return err
	}
	for _, hit := range hits {
		texts = append(texts, strings.TrimPrefix(hit.MatchedName, "Two "))
	}
	if slices.Sort(texts); len(texts) < 5 || len(slices.Compact(texts)) != 1 {
		return fmt.Errorf("one View sees %q", texts)
	}
	last, err := reader.Dataset(ctx)
	if err != nil {
		return err
	}
	content := fmt.Sprintf("%s, %d", texts[0], count)
	if before, known := contents.LoadOrStore(first.Version, content); last.Version != first.Version || (known && before != content) {
		return fmt.Errorf("version %s holds %q, and %q; at the end of the View it is %s", first.Version, before, content, last.Version)
	}
	return nil
}

// testSearchLimits finds more than a search may give.
func testSearchLimits(t *testing.T, store graph.Store) {
	load(t, store, crowd(graph.MaxSearch+20, "")...)
	view(t, store, func(reader graph.Reader) {
		for limit, want := range map[int]int{-1: 0, 0: 0, 1: 1, graph.MaxSearch: graph.MaxSearch, graph.MaxSearch + 10: graph.MaxSearch} {
			hits, err := reader.Search(t.Context(), "somebody", nil, limit)
			if err != nil || len(hits) != want {
				t.Errorf("Search up to %d gave %d hits, %v; want %d", limit, len(hits), err, want)
			}
		}
	})
}

func testLimitations(t *testing.T, store graph.Store) {
	for _, limitation := range store.Cannot() {
		if limitation.What == "" || limitation.Why == "" {
			t.Errorf("a limitation needs what and why: %+v", limitation)
		}
	}
}

// testDurable opens the data of a store anew: after a load, after changes, and
// after random ones.
func testDurable(t *testing.T, store graph.Store, reopen func(*testing.T, graph.Store) graph.Store) {
	if why := lacks(store, Durability); why != "" {
		t.Skip("the store says: " + why)
	}
	if reopen == nil {
		t.Skip("whoever runs the suite gave no way to open a store again")
	}
	check := func(after string) {
		t.Helper()
		before, all := datasetOf(t, store), idsOf(everything(t, store))
		store = reopen(t, store)
		sameDataset(t, "opened again after "+after+", a View", before, datasetOf(t, store))
		if diff := cmp.Diff(all, idsOf(everything(t, store))); diff != "" {
			t.Errorf("opened again after %s (-before +after):\n%s", after, diff)
		}
	}
	check("nothing")
	load(t, store, Fixture()...)
	check("a load")
	sameDataset(t, "another load", datasetOf(t, store), load(t, store, Fixture()...))
	update(t, store, graph.Batch{Delete: []string{"e-unnamed", "shamiya"}})
	check("a deletion")
	empty(t, store)
	load(t, store, copies(t, Graph().Example(1))...)
	check("odd names")
}
