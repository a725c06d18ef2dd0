package server

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

func parse(t interface{ Fatal(...any) }, text string) *ast.QueryDocument {
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestExtent(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     extent
		overlaps int
	}{
		"one field":              {"{a}", extent{1, 1, 0}, 0},
		"fields inside":          {"{a{b{c}} d}", extent{3, 4, 0}, 0},
		"an alias":               {"{x:a{y:b} a:a}", extent{2, 3, 2}, 0},
		"an inline fragment":     {"{...{a} ...on T{b}}", extent{1, 4, 0}, 0},
		"a spread":               {"{a{...F}} fragment F on T{b{c}}", extent{3, 4, 0}, 0},
		"a spread twice":         {"{a{...F} b{...F}} fragment F on T{x:c}", extent{2, 6, 2}, 0},
		"a field twice":          {"{a a a}", extent{1, 3, 0}, 3},
		"a name for two":         {"{a x:a x:b}", extent{1, 3, 2}, 1},
		"places inside":          {"{a{b c} a{b}}", extent{2, 5, 0}, 2},
		"places in fragments":    {"{a ...F ...{a}} fragment F on T{a}", extent{1, 5, 0}, 3},
		"spreads, of one field":  {"{...F ...F} fragment F on T{a}", extent{1, 4, 0}, 2},
		"meeting below a spread": {"{a{b} ...F} fragment F on T{a{b}}", extent{2, 5, 0}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			document := parse(t, c.document)
			s := newSurveyor(document)
			got, err := s.set(document.Operations[0].SelectionSet)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(extent{})); diff != "" {
				t.Error(diff)
			}
			if got := s.overlaps([]ast.SelectionSet{document.Operations[0].SelectionSet}); got != c.overlaps {
				t.Errorf("overlaps %d, want %d", got, c.overlaps)
			}
		})
	}
}

func TestExtentSaturates(t *testing.T) {
	document := parse(t, doubling(200))
	got, err := newSurveyor(document).set(document.Operations[0].SelectionSet)
	if err != nil {
		t.Fatal(err)
	}
	if got.size != math.MaxInt || got.depth != 202 {
		t.Errorf("got %+v", got)
	}
}

// TestLimitsAreInclusive asks for just what is allowed, and for one more.
func TestLimitsAreInclusive(t *testing.T) {
	limits, err := Limits{}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	limits.Overlaps = 45
	again := strings.Repeat
	for limit, document := range map[string]func(int) string{
		"depth":    func(n int) string { return again("{a", n) + again("}", n) },
		"size":     func(n int) string { return "{" + numbered(n, "a%d ") + "}" },
		"aliases":  func(n int) string { return "{" + numbered(n, "a%d:a ") + "}" },
		"overlaps": func(n int) string { return "{" + again("a ", n) + "}" },
	} {
		t.Run(limit, func(t *testing.T) {
			most := map[string]int{"depth": 15, "size": 1000, "aliases": 30, "overlaps": 10}[limit]
			if err := limits.check(parse(t, document(most))); err != nil {
				t.Errorf("%d: %v", most, err)
			}
			err := limits.check(parse(t, document(most+1)))
			if err == nil || err.Extensions["limit"] != limit {
				t.Errorf("%d: %v", most+1, err)
			}
		})
	}
}

func TestIntrospectionIsWithinLimits(t *testing.T) {
	limits, err := Limits{}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	document := parse(t, introspection(t))
	if err := limits.check(document); err != nil {
		t.Error(err)
	}
	got, _ := newSurveyor(document).set(document.Operations[0].SelectionSet)
	if got.depth != limits.Depth {
		t.Errorf("introspection is %d deep; the limit's comment says %d", got.depth, limits.Depth)
	}
}

func introspection(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// drawDocument draws a document whose fragments spread only later ones.
func drawDocument(t *rapid.T) string {
	const fragments = 4
	var selections func(next, depth int) string
	selections = func(next, depth int) string {
		var b strings.Builder
		b.WriteString("{")
		for range rapid.IntRange(1, 3).Draw(t, "selections") {
			name := rapid.SampledFrom([]string{"a", "b", "x:a"}).Draw(t, "name")
			switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
			case kind == 0 && depth < 3:
				b.WriteString(name + selections(next, depth+1))
			case kind == 1 && depth < 3:
				b.WriteString("..." + selections(next, depth+1))
			case kind == 2 && next < fragments:
				fmt.Fprintf(&b, "...F%d ", rapid.IntRange(next, fragments-1).Draw(t, "fragment"))
			default:
				b.WriteString(name + " ")
			}
		}
		return b.String() + "}"
	}
	document := selections(0, 0)
	for i := range fragments {
		document += fmt.Sprintf(" fragment F%d on T%s", i, selections(i+1, 0))
	}
	return document
}

// TestExtentIsThatOfTheExpansion compares the memoised count with one that
// expands every spread, and the overlaps with a list of all response paths.
func TestExtentIsThatOfTheExpansion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDocument(t)
		document := parse(t, text)
		var want extent
		places := map[string]int{}
		var expand func(set ast.SelectionSet, path string, depth int)
		expand = func(set ast.SelectionSet, path string, depth int) {
			want.depth = max(want.depth, depth)
			for _, selection := range set {
				want.size++
				switch selection := selection.(type) {
				case *ast.Field:
					if selection.Alias != selection.Name {
						want.aliases++
					}
					below := path + "/" + selection.Alias
					places[below]++
					if selection.SelectionSet == nil {
						want.depth = max(want.depth, depth+1)
					}
					expand(selection.SelectionSet, below, depth+1)
				case *ast.InlineFragment:
					expand(selection.SelectionSet, path, depth)
				case *ast.FragmentSpread:
					places[path+"/..."]++
					expand(document.Fragments.ForName(selection.Name).SelectionSet, path, depth)
				}
			}
		}
		operation := document.Operations[0].SelectionSet
		expand(operation, "", 0)
		overlaps := 0
		for _, n := range places {
			overlaps += n * (n - 1) / 2
		}

		s := newSurveyor(document)
		got, err := s.set(operation)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
		if n := s.overlaps([]ast.SelectionSet{operation}); n != overlaps {
			t.Errorf("%s: overlaps %d, want %d", text, n, overlaps)
		}
	})
}
