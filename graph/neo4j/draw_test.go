package neo4j

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// letters are such that their orders as bytes and as UTF-16 differ, or that
// they lie near the separator.
var letters = []rune{0, 1, 8, '\t', '\n', '\v', ' ', '-', '/', 'a', 'b', '~', 'é', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\U00010000', '😀'}

func text() *rapid.Generator[string] { return rapid.StringOfN(rapid.SampledFrom(letters), 0, 4, -1) }

func position() *rapid.Generator[graph.Position] {
	day := rapid.OneOf(
		rapid.Int32Range(1, 4).AsAny(), rapid.Just(int32(graph.End)).AsAny(), rapid.Just(int32(graph.NewDate(9999, 12, 31))).AsAny(),
	)
	return rapid.Custom(func(t *rapid.T) graph.Position {
		p := graph.Position{ID: rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9_.-]?`).Draw(t, "id")}
		if p.Undated = rapid.Bool().Draw(t, "undated"); !p.Undated {
			p.Earliest, p.Latest = graph.Date(day.Draw(t, "earliest").(int32)), graph.Date(day.Draw(t, "latest").(int32))
		}
		return p
	})
}

// byUnits compares texts as Java's String does.
func byUnits(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func TestSortKeysKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := position().Draw(t, "a"), position().Draw(t, "b")
		for _, descending := range []bool{false, true} {
			order := graph.Order{Field: graph.ByDate, Descending: descending}
			same(t, order, a, b, dateKey(a, descending), dateKey(b, descending))
		}
		a, b = graph.Position{ID: a.ID}, graph.Position{ID: b.ID}
		a.Name, b.Name = text().Draw(t, "name of a"), text().Draw(t, "name of b")
		same(t, graph.Order{Field: graph.ByName}, a, b, nameKey(a), nameKey(b))
	})
}

// same compares keys in both manners, and positions.
func same(t *rapid.T, order graph.Order, a, b graph.Position, keyOfA, keyOfB string) {
	want := order.Compare(a, b)
	if order.Descending {
		want = -want
	}
	if got := cmp.Compare(keyOfA, keyOfB); got != want {
		t.Errorf("%+v: %+v and %+v compare as %d, their keys %q and %q as %d", order, a, b, want, keyOfA, keyOfB, got)
	}
	if got := byUnits(keyOfA, keyOfB); got != want {
		t.Errorf("%+v: %+v and %+v compare as %d, their keys %q and %q as %d in UTF-16", order, a, b, want, keyOfA, keyOfB, got)
	}
}

func TestSortKeysFitAnIndex(t *testing.T) {
	const limit = 8000 // bytes, of a key in a range index
	for _, name := range []string{strings.Repeat("a", 10000), strings.Repeat("😀", 10000), strings.Repeat("\n", 10000)} {
		at := graph.Position{Name: name, ID: strings.Repeat("i", 120)}
		if key := nameKey(at); len(key) > limit {
			t.Errorf("the key of %d bytes %q… has %d", len(name), name[:8], len(key))
		}
	}
	at := graph.Position{ID: strings.Repeat("😀", 1000), Undated: true}
	if key := dateKey(at, false); len(key) > limit {
		t.Errorf("the key of a claim has %d bytes", len(key))
	}
}

func TestSpans(t *testing.T) {
	day := graph.NewDate(2018, time.July, 1)
	for _, test := range []struct {
		date *graph.FuzzyDate
		want int64
	}{
		{&graph.FuzzyDate{Earliest: day, Latest: day}, 0},
		{&graph.FuzzyDate{Earliest: day, Latest: day + 1}, 1},
		{&graph.FuzzyDate{Earliest: day, Latest: day + 31}, 1},
		{&graph.FuzzyDate{Earliest: day, Latest: day + 32}, 2},
		{&graph.FuzzyDate{Earliest: day, Latest: day + 366}, 2},
		{&graph.FuzzyDate{Earliest: day, Latest: day + 367}, 3},
		{&graph.FuzzyDate{Earliest: day}, 3},
		{&graph.FuzzyDate{Latest: day}, 3},
		{&graph.FuzzyDate{Earliest: day, Latest: day, Sense: graph.AtLeast}, 3},
		{nil, 4},
	} {
		if got := spanOf(test.date.Extent()); got != test.want {
			t.Errorf("%+v is in class %d, want %d", test.date, got, test.want)
		}
	}
}
