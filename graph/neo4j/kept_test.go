package neo4j

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func actorRecord(t *testing.T, id string) *record {
	t.Helper()
	text, err := graph.Record(&graph.Actor{ID: id, Kind: graph.ArmedGroup, Name: id})
	if err != nil {
		t.Fatal(err)
	}
	return &record{kind: graph.ActorEntity, text: string(text)}
}

// TestKeptIsBounded: what was asked for lately stays, however much is read.
func TestKeptIsBounded(t *testing.T) {
	room := 20 * (actorRecord(t, "a000").size() + 200)
	k := newKept(room)
	held := func(id string) bool {
		found, _ := k.records(1, []string{id})
		return found[id] != nil
	}
	for i := range 200 {
		id := fmt.Sprintf("a%03d", i)
		k.keepRecords(1, map[string]*record{id: actorRecord(t, id)})
		if !held(id) || !held("a000") {
			t.Fatalf("%s or a000 is not kept", id)
		}
		size := 0
		for _, half := range []map[keptKey]keepable{k.young, k.old} {
			for _, r := range half {
				size += r.size() + 200
			}
		}
		if size > room {
			t.Fatalf("%d bytes are kept, and there is room for %d", size, room)
		}
	}
	if held("a001") {
		t.Error("a001 is kept for ever")
	}
	huge := actorRecord(t, "huge")
	huge.text += fmt.Sprintf("%*s", room, "")
	if k.keepRecords(1, map[string]*record{"huge": huge}); held("huge") {
		t.Error("what is larger than all room is kept")
	}
}

// TestKeptVersions: only records of the version asked for are given.
func TestKeptVersions(t *testing.T) {
	k := newKept(1 << 20)
	k.keepRecords(3, map[string]*record{"a": actorRecord(t, "a")})
	for version, want := range map[int64]bool{0: true, 3: true, 1: false, 5: false} {
		found, of := k.records(version, []string{"a", "b"})
		if (found["a"] != nil) != want || want && of != 3 || found["b"] != nil {
			t.Errorf("of version %d: %v, of %d", version, found, of)
		}
	}
	k.keepRecords(5, map[string]*record{"b": actorRecord(t, "b")})
	if found, of := k.records(0, []string{"a", "b"}); found["a"] != nil || found["b"] == nil || of != 5 {
		t.Errorf("%v of version %d", found, of)
	}
}

// TestKept: what one view read costs later ones no more than to ask whether the
// data is still the same, and another program's update is seen at once.
func TestKept(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store, other := openEmpty(t, server), open(t, server)
		var asked []string
		// reading is one view, as Store.View begins it, that asks for names.
		reading := func(between func(), ids ...string) (names []string, moved bool) {
			t.Helper()
			asked = nil
			r := &reader{pinned: true, kept: store.kept, trusting: true, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
				asked = append(asked, s.operation)
				return store.read(ctx, s)
			}}
			err := r.whole(t.Context(), func(graph.Reader) error {
				for _, id := range ids {
					found, err := r.Get(t.Context(), []string{id})
					if err != nil {
						return err
					}
					if actor, is := found[0].(*graph.Actor); is {
						names = append(names, actor.Name)
						actor.Name = "changed by who asked"
					}
					between()
				}
				return nil
			})
			if err != nil && !r.moved.Load() {
				t.Fatal(explain(err))
			}
			return names, r.moved.Load()
		}
		check := func(what string, want []string, wantMoved bool, wantAsked []string, names []string, moved bool) {
			t.Helper()
			if moved != wantMoved || !slices.Equal(names, want) || !slices.Equal(asked, wantAsked) {
				t.Errorf("%s: %q, moved %v, after %q; want %q, %v, %q", what, names, moved, asked, want, wantMoved, wantAsked)
			}
		}
		rest := func() {}
		update(t, other, graph.Batch{Entities: crowd(3, 0)})
		first, second := "Group 1 of generation 0", "Group 1 of generation 1"
		for range 2 { // the second time too somebody changed what he was given
			names, moved := reading(rest, "a001")
			if asked[0] == "version" {
				check("read again", []string{first}, false, []string{"version"}, names, moved)
			} else {
				check("read", []string{first}, false, []string{"get"}, names, moved)
			}
		}
		names, moved := reading(rest, "a001", "a001", "nobody")
		check("with what is not kept", []string{first, first}, false, []string{"get"}, names, moved)
		update(t, other, graph.Batch{Entities: crowd(3, 1)})
		names, moved = reading(rest, "a001")
		check("changed", []string{first}, true, []string{"version"}, names, moved)
		attempts := 0
		view(t, store, func(r graph.Reader) {
			attempts++
			found, err := r.Get(t.Context(), []string{"a001"})
			if err == nil && attempts == 2 && found[0].(*graph.Actor).Name != second {
				t.Errorf("the view after an update read %v", found[0])
			}
		})
		if attempts != 2 {
			t.Errorf("%d attempts, want one with what was kept and one without", attempts)
		}
		names, moved = reading(func() { update(t, other, graph.Batch{Entities: crowd(3, 2)}) }, "a001", "a002")
		check("changed meanwhile", []string{second}, true, []string{"get"}, names, moved)
	})
}

// TestListsOfIDs: where most records are kept, lists are read without them, and
// tell the same.
func TestListsOfIDs(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: crowd(120, 0)})
		queries := []graph.Query{
			{Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"a001", "a002"}}}}, With: []graph.EntityKind{graph.ActorEntity}},
			{Filter: graph.ActorFilter{}, Order: graph.Order{Field: graph.ByName}, Limit: 30},
			{Filter: graph.ClaimFilter{About: []string{"e001"}}},
		}
		texts := map[string]bool{}
		list := func() (ids []string) {
			r := &reader{pinned: true, kept: store.kept, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
				texts[s.text] = true
				return store.read(ctx, s)
			}}
			for row, err := range r.List(t.Context(), queries...) {
				if err != nil {
					t.Fatal(explain(err))
				}
				if !row.Entity.Loaded() {
					t.Errorf("%s is not loaded", row.Entity.EntityID())
				}
				ids = append(ids, row.Entity.EntityID())
			}
			return ids
		}
		want := list()
		for !store.kept.most() {
			equal(t, want, list())
		}
		asked := len(texts)
		equal(t, want, list())
		if len(texts) == asked {
			t.Error("the lists are read as before")
		}
		store.kept = newKept(1) // has room for nothing
		store.kept.known = lately
		equal(t, want, list())
	})
}
