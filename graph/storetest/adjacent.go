package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// adjacent are questions for ties in their lightest form that each narrow one
// thing, several ways.
func adjacent() []graph.AdjacencyQuery {
	all := graph.AdjacencyQuery{Kinds: tieKinds, Realis: graph.DefaultRealis}
	with := func(changes ...func(*graph.AdjacencyQuery)) graph.AdjacencyQuery {
		query := all
		for _, change := range changes {
			change(&query)
		}
		return query
	}
	actors := func(ids ...string) func(*graph.AdjacencyQuery) {
		return func(q *graph.AdjacencyQuery) { q.Actors = append([]string{}, ids...) }
	}
	others := func(ids ...string) func(*graph.AdjacencyQuery) {
		return func(q *graph.AdjacencyQuery) { q.Others = append([]string{}, ids...) }
	}
	queries := []graph.AdjacencyQuery{
		all,
		with(actors("fighters")),
		with(actors("fighters", "army", "front", "fighters", "nobody", "daraa-city", "e-clash")),
		with(actors("nobody")),
		with(actors()),
		with(others("fighters", "nobody")),
		with(others()),
		with(actors("fighters", "army"), others("front", "army", "hts")),
		with(actors("army"), others("fighters", "front", "hts", "room", "division-4")),
		with(actors("army"), others("army")),
		with(actors("nobody"), others("army")),
		with(actors("army"), others()),
		with(func(q *graph.AdjacencyQuery) { q.Kinds = nil }),
		with(func(q *graph.AdjacencyQuery) { q.Realis = nil }),
		with(func(q *graph.AdjacencyQuery) { q.Realis = []graph.Realis{graph.Requested} }),
		with(func(q *graph.AdjacencyQuery) { q.Realis = namesOfWords(graph.RealisWords) }),
		with(func(q *graph.AdjacencyQuery) { q.Kinds = []graph.TieKind{graph.AskedToMediate, graph.Mediated} }),
		with(func(q *graph.AdjacencyQuery) { q.Kinds = []graph.TieKind{graph.TieKind(graph.PartOf), graph.Fought} }),
	}
	for _, ids := range [][]string{{"hts", "front"}, {"front", "hts", "army", "room", "division-4", "front"}, {"division-4"}, {"nobody", "army"}, {}} {
		queries = append(queries, with(actors(ids...), others(ids...)))
	}
	for _, filter := range samples() {
		if f, is := filter.(graph.EventFilter); is && f.During != nil {
			queries = append(queries, with(func(q *graph.AdjacencyQuery) { q.During = f.During }),
				with(func(q *graph.AdjacencyQuery) { q.During = f.During }, actors("fighters", "army"), others("army", "front", "hts")),
				with(func(q *graph.AdjacencyQuery) { q.During, q.Actors = f.During, []string{"fighters", "army"} }))
		}
	}
	return queries
}

// testAdjacent asks for ties in their lightest form, and leaves some of the
// answers early.
func testAdjacent(t *testing.T, reader graph.Reader, world *world) {
	for _, query := range adjacent() {
		q := askAdjacent{query}
		want := answer(t.Context(), world, q)
		if diff := cmp.Diff(want, answer(t.Context(), reader, q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", describe(q), diff)
		}
		whole, err := graph.Collect(world.Adjacent(t.Context(), query))
		if err != nil {
			t.Fatal(explain(err))
		}
		for enough := 1; enough < len(whole); enough += 1 + len(whole)/2 {
			met := 0
			for _, err := range reader.Adjacent(t.Context(), query) {
				if err != nil {
					t.Fatal(explain(err))
				}
				if met++; met == enough {
					break
				}
			}
			if met != enough {
				t.Errorf("%s: %d ties, want the first %d", describe(q), met, enough)
			}
		}
	}
}

// testStrangers asks about ids that are not there; the error tells which.
func testStrangers(t *testing.T, reader graph.Reader, _ *world) {
	filter := graph.TieFilter{Counterparts: []string{"army", "nobody"}}
	for name, q := range map[string]question{
		"a network":            askNetwork{graph.NetworkQuery{Limit: 5, Filter: filter}},
		"a rolled-up network":  askNetwork{graph.NetworkQuery{Limit: 5, Filter: filter, RollUp: graph.RollUpState}},
		"a network at a place": askNetwork{graph.NetworkQuery{Limit: 5, Filter: graph.TieFilter{Places: []string{"tafas", "nobody"}}}},
		"a centre":             askNeighborhood{graph.NeighborhoodQuery{Limit: 5, Depth: 2, Centers: []string{"army", "nobody"}}},
		"a centre alone":       askNeighborhood{graph.NeighborhoodQuery{Limit: 5, Centers: []string{"nobody"}}},
		"a start":              askPaths{graph.PathQuery{From: "nobody", To: "army", MaxLength: 2, First: 1}},
		"an end":               askPaths{graph.PathQuery{From: "army", To: "nobody", MaxLength: 2, First: 1, Filter: graph.TieFilter{Kinds: []graph.TieKind{}}}},
		"a gathered end":       askPaths{graph.PathQuery{From: "army", To: "nobody", MaxLength: 2, First: 1, RollUp: graph.RollUpState}},
		"a comparison":         askCompare{graph.CompareQuery{Limit: 5, After: filter}},
	} {
		_, err := q.ask(t.Context(), reader)
		if graph.CodeOf(err) != graph.CodeNotFound || err == nil || !strings.Contains(err.Error(), `"nobody"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// askedNetworks are questions that a store answers by its ties.
func askedNetworks() map[string]question {
	light, exact := graph.TieFilter{}, graph.TieFilter{Stances: []graph.Stance{graph.Reported}}
	asked := map[string]question{}
	for manner, filter := range map[string]graph.TieFilter{"light": light, "exact": exact} {
		name := ", " + manner
		asked["a network"+name] = askNetwork{graph.NetworkQuery{Limit: 50, Filter: filter}}
		asked["a bare network"+name] = askNetwork{graph.NetworkQuery{Limit: 50, Filter: filter, Bare: true}}
		asked["a rolled-up network"+name] = askNetwork{graph.NetworkQuery{Limit: 50, Filter: filter, RollUp: graph.RollUpCorps}}
		asked["a neighbourhood"+name] = askNeighborhood{graph.NeighborhoodQuery{Centers: []string{"awda"}, Depth: 2, Limit: 50, Filter: filter}}
		asked["paths"+name] = askPaths{graph.PathQuery{From: "awda", To: "regime", MaxLength: 3, First: 10, Filter: filter}}
		asked["a comparison"+name] = askCompare{graph.CompareQuery{Before: filter, After: light, Limit: 50}}
	}
	return asked
}

// adjacentTo is a question that has something to find.
var adjacentTo = graph.AdjacencyQuery{Actors: []string{"army"}, Kinds: tieKinds, Realis: graph.DefaultRealis}

func lastAdjacent(ctx context.Context, reader graph.Reader, query graph.AdjacencyQuery) error {
	_, err := graph.Collect(reader.Adjacent(ctx, query))
	return err
}

func sortedNames[V any](of map[string]V) []string {
	var names []string
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
