package graph_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// A record is read back to what it was written from, as far as records go, and
// written the same again.
func TestRecordRoundTrip(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, entity graph.Entity) {
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatalf("%s: %v", entity.EntityID(), err)
		}
		again, err := graph.FromRecord(entity.EntityKind(), record)
		if err != nil {
			t.Fatalf("%s: %v", record, err)
		}
		if second, err := graph.Record(again); err != nil || !bytes.Equal(second, record) {
			t.Fatalf("%s\nis read and written as\n%s, %v", record, second, err)
		}
		for _, claim := range graph.AllClaims(again) {
			if claim.About != again {
				t.Fatalf("the claim %s of %s is about %v", claim.ID, again.EntityID(), claim.About)
			}
		}
	}
	for _, entity := range storetest.Fixture() {
		check(t, entity)
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, entity := range storetest.Graph().Draw(t, "graph") {
			check(t, entity)
		}
	})
}

func TestRecordOfLinks(t *testing.T) {
	e := event("e", graph.Statement)
	e.Links = []graph.Link{{How: graph.LinkBreaks, To: &graph.Agreement{ID: "g"}, TermID: "g.t1"}, link(graph.LinkAbout, "anything")}
	copied, err := graph.Clone(e)
	if err != nil {
		t.Fatal(err)
	}
	links := copied.(*graph.Event).Links
	if links[0].To.EntityKind() != graph.AgreementEntity || links[0].To.EntityID() != "g" || links[0].TermID != "g.t1" || links[0].To.Loaded() {
		t.Errorf("a link to a term became %+v", links[0])
	}
	if links[1].To.EntityKind() != "" || links[1].To.EntityID() != "anything" || links[1].To.Loaded() {
		t.Errorf("a link to something became %+v", links[1])
	}
	if links[0].Term() != nil {
		t.Error("a link to an agreement that is not loaded has a term")
	}
	loaded := &graph.Link{To: &graph.Agreement{ID: "g", Terms: []graph.Term{{ID: "g.t1", Text: "text"}}}, TermID: "g.t1"}
	if term := loaded.Term(); term == nil || term.Text != "text" {
		t.Errorf("its term is %v", term)
	}
}

func TestReferences(t *testing.T) {
	for _, word := range graph.EntityKinds {
		reference := graph.Reference(word.Name, "x")
		if reference.EntityKind() != word.Name || reference.EntityID() != "x" || reference.Loaded() {
			t.Errorf("a reference to a %s is %+v", word.Name, reference)
		}
	}
	for _, entity := range storetest.Fixture() {
		if !entity.Loaded() {
			t.Errorf("%s is not loaded", entity.EntityID())
		}
	}
}

func TestUnreadableRecords(t *testing.T) {
	for _, word := range graph.EntityKinds {
		for _, record := range []string{"", "{", "[]", `{"id":7}`, "7"} {
			if entity, err := graph.FromRecord(word.Name, []byte(record)); err == nil || graph.CodeOf(err) != graph.CodeInternal {
				t.Errorf("%s %q: %v, %v", word.Name, record, entity, err)
			}
		}
	}
	for _, entity := range []graph.Entity{&graph.Claim{ID: "c"}, &graph.Mediation{Event: &graph.Event{ID: "e"}}} {
		if record, err := graph.Record(entity); err == nil || graph.CodeOf(err) != graph.CodeInternal {
			t.Errorf("a %T is written %s, %v", entity, record, err)
		}
	}
}

// Walk goes everywhere: it meets every reference and claim that reflection
// finds, and can replace every reference.
func TestWalkMeetsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, entity := range slices.Concat(storetest.Graph().Draw(t, "graph"), storetest.Fixture()) {
			var references, claims []string
			search(reflect.ValueOf(entity).Elem(), func(reference graph.Entity) { references = append(references, reference.EntityID()) }, func(*graph.Claim) { claims = append(claims, "") })
			var walked []string
			met := 0
			graph.Walk(entity, graph.Visitor{
				Claim: func(*graph.Path, *graph.Claim) { met++ },
				Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
					walked = append(walked, ref.EntityID())
					return graph.Reference(ref.EntityKind(), "new-"+ref.EntityID())
				},
			})
			slices.Sort(references)
			slices.Sort(walked)
			if diff := cmp.Diff(references, walked); diff != "" || met != len(claims) {
				t.Fatalf("%s: %d of %d claims; references (-there +met):\n%s", entity.EntityID(), met, len(claims), diff)
			}
			search(reflect.ValueOf(entity).Elem(), func(reference graph.Entity) {
				if ref := reference.EntityID(); len(ref) > 0 && !strings.HasPrefix(ref, "new-") {
					t.Fatalf("%s still refers to %s", entity.EntityID(), ref)
				}
			}, func(*graph.Claim) {})
		}
	})
}

var entityType = reflect.TypeFor[graph.Entity]()

// search finds the references and claims within a value, but not what claims
// are about.
func search(value reflect.Value, reference func(graph.Entity), claim func(*graph.Claim)) {
	switch {
	case value.Type() == entityType || value.Kind() == reflect.Pointer && value.Type().Implements(entityType):
		if !value.IsNil() {
			reference(value.Interface().(graph.Entity))
		}
		return
	case value.Type() == reflect.TypeFor[graph.Claim]():
		claim(value.Addr().Interface().(*graph.Claim))
	}
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Type().Field(i); field.IsExported() && field.Name != "About" {
				search(value.Field(i), reference, claim)
			}
		}
	case reflect.Slice:
		for i := range value.Len() {
			search(value.Index(i), reference, claim)
		}
	case reflect.Pointer:
		if !value.IsNil() {
			search(value.Elem(), reference, claim)
		}
	default:
	}
}

func TestPaths(t *testing.T) {
	var paths []string
	for _, entity := range storetest.Fixture() {
		graph.Walk(entity, graph.Visitor{
			Claim: func(at *graph.Path, _ *graph.Claim) { paths = append(paths, entity.EntityID()+" "+at.String()) },
			Reference: func(at *graph.Path, _ graph.Entity) graph.Entity {
				paths = append(paths, entity.EntityID()+" "+at.String())
				return nil
			},
		})
	}
	for _, want := range []string{
		"brigade-8 names[1].claims[0].source", "brigade-8 figures[0].claims[0]", "daraa-city within", "paper-1 publisherActor", "f-army-naseeb to",
		"e-talks participants[0].onBehalfOf", "e-expelled links[0].claims[1].attributedTo[0]", "deal-2018 terms[0].compliance[0].claims[0].source", "deal-2018 parties[1].claims[0]",
		"truce links[0].to", "e-room-fights figures[0].population", "e-siege places[0].place", "shamiya links[0].claims[0]", "deal-2018 terms[0].obligors[0]",
	} {
		if !slices.Contains(paths, want) {
			t.Errorf("nothing stands at %s", want)
		}
	}
}

func TestOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := storetest.Graph().Draw(t, "graph")
		field := rapid.SampledFrom([]graph.OrderField{graph.ByID, graph.ByName, graph.ByDate}).Draw(t, "field")
		up, down := graph.Order{Field: field}, graph.Order{Field: field, Descending: true}
		pick := func(label string) graph.Entity { return rapid.SampledFrom(entities).Draw(t, label) }
		a, b, c := pick("a"), pick("b"), pick("c")
		at := func(e graph.Entity) graph.Position { return graph.PositionOf(e, field) }
		for _, order := range []graph.Order{up, down} {
			if order.Compare(at(a), at(b)) != -order.Compare(at(b), at(a)) {
				t.Fatalf("%+v: %s and %s have no order", order, a.EntityID(), b.EntityID())
			}
			if order.Compare(at(a), at(b)) <= 0 && order.Compare(at(b), at(c)) <= 0 && order.Compare(at(a), at(c)) > 0 {
				t.Fatalf("%+v: %s, %s and %s go round", order, a.EntityID(), b.EntityID(), c.EntityID())
			}
			if (order.Compare(at(a), at(b)) == 0) != (a.EntityID() == b.EntityID()) {
				t.Fatalf("%+v: %s and %s are equal", order, a.EntityID(), b.EntityID())
			}
			if at(a).Undated && !at(b).Undated && order.Compare(at(a), at(b)) < 0 {
				t.Fatalf("%+v: %s, which is undated, is before %s", order, a.EntityID(), b.EntityID())
			}
		}
		if at(a).Undated == at(b).Undated && up.Compare(at(a), at(b)) != -down.Compare(at(a), at(b)) {
			t.Fatalf("by %s, %s and %s do not turn round", field, a.EntityID(), b.EntityID())
		}
		if dates := graph.CompareDates(graph.DateOf(a), graph.DateOf(b)); field == graph.ByDate && dates != 0 && dates != up.Compare(at(a), at(b)) {
			t.Fatalf("the dates of %s and %s are in another order than they", a.EntityID(), b.EntityID())
		}
	})
}

func TestDatesInOrder(t *testing.T) {
	inOrder := []string{
		"2020", "2020-12-31/2021-01-05", "2021-01-01", "2021-01", "2021-01-01/2021-06-01", "2021", "[2021..]",
		"2021-01-02", "[..2021-01-03]", "2021-01-04", "XXXX",
	}
	dates := make([]*graph.FuzzyDate, len(inOrder))
	for i, text := range inOrder {
		dates[i] = when(text)
	}
	got := slices.Clone(dates)
	slices.Reverse(got)
	slices.SortStableFunc(got, graph.CompareDates)
	for i, date := range got {
		if date != dates[i] {
			t.Errorf("at %d stands %s, want %s", i, date.EDTF(), inOrder[i])
		}
	}
	if graph.CompareDates(nil, when("XXXX")) != 0 || graph.CompareDates(nil, when("2021")) != 1 {
		t.Error("undated is not last")
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("the secret cause")
	err := graph.Errorf(graph.CodeUnavailable, "the %s is away", "store").Because(cause)
	wrapped := fmt.Errorf("while asking: %w", err)
	if err.Error() != "the store is away" || !errors.Is(wrapped, cause) || graph.CodeOf(wrapped) != graph.CodeUnavailable {
		t.Errorf("%v, %v", err, graph.CodeOf(wrapped))
	}
	if graph.CodeOf(cause) != graph.CodeInternal || graph.Errorf(graph.CodeLimit, "x").Unwrap() != nil {
		t.Error("an error from elsewhere is internal, and one without cause has none")
	}
	if err := graph.Faulty(nil); err != nil {
		t.Errorf("no faults are %v", err)
	}
	for faults, want := range map[int]string{1: "the input has 1 fault; nothing was loaded", 2: "the input has 2 faults; nothing was loaded"} {
		if err := graph.Faulty(make([]graph.Fault, faults)); err.Error() != want || graph.CodeOf(err) != graph.CodeBadInput {
			t.Errorf("%d faults: %v", faults, err)
		}
	}
	for want, fault := range map[string]graph.Fault{
		"why":                        {Reason: "why"},
		"e why":                      {Entity: "e", Reason: "why"},
		"a.yaml:3: e title: why":     {File: "a.yaml", Line: 3, Entity: "e", Field: "title", Reason: "why"},
		"a.yaml:3:7: why":            {File: "a.yaml", Line: 3, Column: 7, Reason: "why"},
		"participants[1].actor: why": {Field: "participants[1].actor", Reason: "why"},
	} {
		if got := fault.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSearchText(t *testing.T) {
	store := holding(t, &graph.Actor{ID: "x", Kind: graph.State, Name: "Hay'at Tahrir al-Shām, 8th Brigade"})
	for text, want := range map[string]bool{
		"": true, "tahrir": true, "TAHR": true, "al-sham": true, "Brigade 8": true, "eighth": true, "hayat sham": true,
		"tahrir front": false, "9th": false, "tahrirsham": false,
	} {
		reading(t, store, func(reader graph.Reader) {
			counts, err := reader.Count(t.Context(), graph.ActorFilter{Text: text})
			if err != nil || (counts[0] == 1) != want {
				t.Errorf("%q: %v, %v", text, counts, err)
			}
		})
	}
}

func TestFindAndCollect(t *testing.T) {
	reading(t, holding(t, actor("a"), actor("b")), func(reader graph.Reader) {
		actors, err := graph.Collect(graph.Find[*graph.Actor](t.Context(), reader, graph.Query{Filter: graph.ActorFilter{}}))
		if err != nil || ids(actors) != "a b" {
			t.Errorf("%s, %v", ids(actors), err)
		}
		for actor, err := range graph.Find[*graph.Actor](t.Context(), reader, graph.Query{Filter: graph.ActorFilter{}}) {
			if err != nil || actor.ID != "a" {
				t.Errorf("%v, %v", actor, err)
			}
			break
		}
		if found, err := graph.Collect(graph.Find[*graph.Place](t.Context(), reader, graph.Query{Filter: graph.ActorFilter{}})); err == nil || graph.CodeOf(err) != graph.CodeInternal {
			t.Errorf("places among the actors: %v, %v", found, err)
		}
	})
}
