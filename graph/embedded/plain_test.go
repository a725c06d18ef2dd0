package embedded_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// sameEvents compares two events that refer to the same entities.
var sameEvents = cmp.Options{
	cmp.Comparer(func(a, b *graph.Actor) bool { return a == b }),
	cmp.Comparer(func(a, b *graph.Place) bool { return a == b }),
	cmp.Comparer(func(a, b *graph.Source) bool { return a == b }),
	cmpopts.IgnoreFields(graph.Claim{}, "About"), // see below
	cmpopts.IgnoreUnexported(graph.Event{}, graph.Link{}),
}

func readBothWays(t interface {
	Helper()
	Fatalf(string, ...any)
}, known map[string]graph.Entity, record []byte,
) (plain *graph.Event) {
	t.Helper()
	plain = embedded.ReadPlain(known, record)
	want, err := embedded.ReadAny(known, record)
	switch {
	case err != nil && plain == nil, plain == nil:
		return nil
	case err != nil:
		t.Fatalf("%s\nwas read, although %v", record, err)
	}
	if diff := cmp.Diff(want, plain, sameEvents); diff != "" {
		t.Fatalf("%s\nread as plain (+) and by the domain (-): %s", record, diff)
	}
	for _, claim := range graph.AllClaims(plain) {
		if claim.About != graph.Entity(plain) {
			t.Fatalf("the claim %s is not about its event", claim.ID)
		}
	}
	return plain
}

// What is read as plain is what the domain reads.
func TestPlainEventsAgreeWithTheDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := storetest.Graph().Draw(t, "graph")
		known := map[string]graph.Entity{}
		for _, entity := range entities {
			known[entity.EntityID()] = entity
		}
		for _, entity := range entities {
			event, is := entity.(*graph.Event)
			if !is {
				continue
			}
			// Few generated events are plain, more without these.
			for _, strip := range []func(){func() {}, func() { event.Links = nil }, func() { event.Figures, event.ExternalIDs = nil, nil }} {
				strip()
				record, err := graph.Record(event)
				if err != nil {
					t.Fatal(err)
				}
				readBothWays(t, known, record)
			}
		}
	})
}

func TestTheCorpusOfBenchmarksIsPlain(t *testing.T) {
	entities := corpus.Make(corpus.Size{Actors: 50, Events: 100})
	known := map[string]graph.Entity{}
	for _, entity := range entities {
		known[entity.EntityID()] = entity
		if entity.EntityKind() != graph.EventEntity {
			continue
		}
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatal(err)
		}
		if readBothWays(t, known, record) == nil {
			t.Fatalf("%s was not read as plain", record)
		}
	}
}

func TestWhatIsPlain(t *testing.T) {
	known := map[string]graph.Entity{
		"a1": &graph.Actor{ID: "a1"}, "a2": &graph.Actor{ID: "a2"}, "p1": &graph.Place{ID: "p1"}, "s1": &graph.Source{ID: "s1"},
	}
	const whole = `{"id":"e1","kind":"CLASH","title":"A «clash»","date":"2021-05","places":[{"place":"p1","role":"SITE","precision":"NEAR"}],` +
		`"participants":[{"actor":"a1","role":"PARTY","side":1,"onBehalfOf":"a2","verbatim":"they","note":"n",` +
		`"claims":[{"id":"e1@2","stance":"REPORTED","basis":"STATED","source":"s1","locator":"2"}]},{"actor":"a2","role":"PARTY","side":2}],` +
		`"outcome":"none","realis":"OCCURRED","verbatim":"v","note":"n",` +
		`"claims":[{"id":"c","stance":"DENIED","basis":"STATED","asOf":"2021-06-01","attributedTo":["a1","a2"],"source":"s1","locator":"1","note":"n"}]}`
	change := func(old, with string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("nothing to change: %s", old)
		}
		return strings.Replace(whole, old, with, 1)
	}
	for name, test := range map[string]struct {
		record string
		plain  bool
	}{
		"every field":            {whole, true},
		"no claims":              {change(whole[strings.LastIndex(whole, `"claims"`):], `"claims":[]}`), true},
		"claims that are null":   {change(whole[strings.LastIndex(whole, `"claims"`):], `"claims":null}`), false},
		"a link":                 {change(`"note":"n","claims":[{"id":"c"`, `"links":[],"claims":[{"id":"c"`), false},
		"an escaped character":   {change(`A «`, `A \"`), false},
		"text that is not UTF-8": {change(`A «`, "A \xff"), false},
		"an unknown actor":       {change(`"actor":"a1"`, `"actor":"a9"`), false},
		"a place as actor":       {change(`"actor":"a1"`, `"actor":"p1"`), false},
		"a date with reasons":    {change(`"2021-05"`, `{"edtf":"2021-05","reasoning":"r"}`), false},
		"no date":                {change(`"2021-05"`, `"2021-13"`), false},
		"a side with zeros":      {change(`"side":1`, `"side":01`), false},
		"a negative side":        {change(`"side":1`, `"side":-1`), false},
		"another order":          {change(`"role":"SITE","precision":"NEAR"`, `"precision":"NEAR","role":"SITE"`), false},
		"a field twice":          {change(`"kind":"CLASH"`, `"kind":"CLASH","kind":"CLASH"`), false},
		"a comma missing":        {change(`,"kind"`, `"kind"`), false},
		"a comma too many":       {change(`"side":2}`, `"side":2,}`), false},
		"something behind":       {whole + "}", false},
		"nothing":                {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			if plain := readBothWays(t, known, []byte(test.record)); (plain != nil) != test.plain {
				t.Errorf("plain: %v, want %v", plain != nil, test.plain)
			}
		})
	}
	t.Run("any part of it", func(t *testing.T) {
		for length := range len(whole) {
			if plain := embedded.ReadPlain(known, []byte(whole[:length])); plain != nil {
				t.Errorf("the first %d bytes were read", length)
			}
		}
	})
}
