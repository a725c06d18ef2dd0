package graph_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/measure"
)

// network gathers all ties between some entities.
func network(t *testing.T, query graph.NetworkQuery, entities ...graph.Entity) *graph.Network {
	t.Helper()
	var found *graph.Network
	reading(t, holding(t, entities...), func(reader graph.Reader) {
		found = must[*graph.Network](t)(graph.NetworkOf(t.Context(), reader, query))
	})
	return found
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// A small war: a and b back each other and fight c, whom d backs; m mediates
// between a and c; x and y are kin of each other and of nobody else.
func smallWar() []graph.Entity {
	kin := affiliation("x-y", "x", graph.KinOf, "y")
	return []graph.Entity{
		affiliation("a-b", "a", graph.Supports, "b"), affiliation("b-a", "b", graph.Supports, "a"), affiliation("d-c", "d", graph.Supports, "c"),
		event("a-c", graph.Clash, "a PARTY 1", "c PARTY 2"), event("b-c", graph.Clash, "b PARTY 1", "c PARTY 2"),
		event("again", graph.Clash, "a PARTY 1", "c PARTY 2"),
		event("m-ac", graph.Mediating, "m MEDIATOR", "a PARTY 1", "c PARTY 2"), kin,
	}
}

func TestMeasures(t *testing.T) {
	n := network(t, graph.NetworkQuery{Limit: 2, Bare: true}, smallWar()...)
	ctx := t.Context()
	if len(n.Nodes) != 2 || n.Truncated == nil {
		t.Fatalf("%d nodes, %+v", len(n.Nodes), n.Truncated)
	}
	// Ties: SUPPORTS ab, ba, dc; FOUGHT ac, bc; MEDIATED ma, mc; NEGOTIATED_WITH ac; KIN_OF xy.
	measures := must[*graph.NetworkMeasures](t)(n.Measures(ctx))
	want := &graph.NetworkMeasures{
		Nodes: 7, Ties: 9, Pairs: 7, Density: 7.0 / 21, Components: 2, LargestComponent: 5,
		Reciprocity: 2.0 / 5, // of a → b, b → a, d → c, m → a, m → c
	}
	if diff := cmp.Diff(want, measures); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"a": 3, "b": 2, "c": 4, "d": 1, "m": 2, "x": 1, "y": 1}, must[map[string]int](t)(n.Degrees())); diff != "" {
		t.Errorf("degrees (-want +got):\n%s", diff)
	}
	degrees := must[map[string][]graph.FamilyCount](t)(n.FamilyDegrees())
	if diff := cmp.Diff([]graph.FamilyCount{{Family: graph.Hostile, Count: 1}, {Family: graph.Cooperative, Count: 1}, {Family: graph.ThirdParty, Count: 1}, {Family: graph.Talks, Count: 1}}, degrees["a"]); diff != "" {
		t.Errorf("degrees of a (-want +got):\n%s", diff)
	}
	// Between d and a, b, m lies c; between b and m lie a and c alike. There
	// are 15 pairs of others.
	betweenness := must[*graph.Betweenness](t)(n.Betweenness(ctx))
	if got := betweenness.Of["c"]; math.Abs(got-3.5/15) > 1e-12 || !betweenness.Exact() || math.Abs(betweenness.Of["a"]-0.5/15) > 1e-12 {
		t.Errorf("%+v", betweenness)
	}
	sum := 0.0
	for _, rank := range must[map[string]float64](t)(n.PageRanks(ctx)) {
		sum += rank
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the ranks' sum is %v", sum)
	}
	communities := must[*graph.Communities](t)(n.Communities(ctx))
	if communities.Of["x"] != communities.Of["y"] || communities.Of["x"] == communities.Of["c"] || communities.Sizes[communities.Of["x"]-1] != 2 || communities.Modularity <= 0 {
		t.Errorf("%+v", communities)
	}
	if places := must[map[string]measure.Point](t)(n.Layout(ctx)); len(places) != 7 || places["a"] == places["c"] {
		t.Errorf("%+v", places)
	}
}

func TestBalance(t *testing.T) {
	n := network(t, graph.NetworkQuery{Limit: 10, Bare: true}, smallWar()...)
	got := must[*graph.Balance](t)(n.Balance(t.Context()))
	want := &graph.Balance{
		CooperativePairs: 2, HostilePairs: 2, BalancedTriads: 1, Exact: true,
		Sides: map[string]int{"a": 1, "b": 1, "c": 2, "d": 2}, // m, x and y are on none
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	t.Run("out of balance", func(t *testing.T) {
		n := network(t, graph.NetworkQuery{Limit: 10, Bare: true}, append(smallWar(), event("a-b-fight", graph.Clash, "a PARTY 1", "b PARTY 2"),
			affiliation("m-a", "m", graph.Supports, "a"), affiliation("m-c", "m", graph.Supports, "c"))...)
		got := must[*graph.Balance](t)(n.Balance(t.Context()))
		// a and b are both now; a, c and m cannot all be content.
		if got.MixedPairs != 1 || got.UnbalancedTriads != 1 || got.BalancedTriads != 0 || got.Frustration != 1 || !got.Exact {
			t.Errorf("%+v", got)
		}
	})
	t.Run("sides of parts", func(t *testing.T) {
		n := network(t, graph.NetworkQuery{Limit: 10, Bare: true}, append(smallWar(), event("x-y-fight", graph.Clash, "x PARTY 1", "y PARTY 2"))...)
		got := must[*graph.Balance](t)(n.Balance(t.Context()))
		if diff := cmp.Diff(map[string]int{"a": 1, "b": 1, "c": 2, "d": 2, "x": 3, "y": 4}, got.Sides); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestBrokerage(t *testing.T) {
	n := network(t, graph.NetworkQuery{Limit: 10, Bare: true}, smallWar()...)
	roles := must[map[string]measure.Roles](t)(n.Brokerage(t.Context(), graph.BySide))
	// Both ways: a–c, b–c; one way: a ⇄ b, d → c, m → a, m → c. Through c: d → c → a, d → c → b, m → c → b;
	// through a: m → a → b.
	want := map[string]measure.Roles{
		"a": {Gatekeeper: 1}, "b": {}, "c": {Representative: 2, Liaison: 1}, "d": {}, "m": {}, "x": {}, "y": {},
	}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	byCommunity := must[map[string]measure.Roles](t)(n.Brokerage(t.Context(), graph.ByCommunity))
	for id, roles := range byCommunity {
		if roles.Total() != want[id].Total() {
			t.Errorf("%s brokers %d pairs between communities", id, roles.Total())
		}
	}
	if _, err := n.Brokerage(t.Context(), "CLAN"); graph.CodeOf(err) != graph.CodeBadInput {
		t.Error(err)
	}
}

func TestBetween(t *testing.T) {
	n := network(t, graph.NetworkQuery{Limit: 1, Bare: true}, smallWar()...)
	type broker struct {
		ID           string
		Score, Share float64
	}
	for _, test := range []struct {
		name         string
		these, those []string
		want         []broker
	}{
		{"two ways", []string{"b"}, []string{"m"}, []broker{{"a", 0.5, 0.5}, {"c", 0.5, 0.5}}},
		{"a cut", []string{"a", "b"}, []string{"d"}, []broker{{"c", 2, 1}}},
		{"neighbours", []string{"a"}, []string{"c"}, nil},
		{"no way", []string{"a"}, []string{"x"}, nil},
		{"who is not there", []string{"a", "nobody"}, []string{"d"}, []broker{{"c", 1, 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, turned := range []bool{false, true} {
				if turned {
					test.these, test.those = test.those, test.these
				}
				var got []broker
				for _, b := range must[[]*graph.Broker](t)(n.Between(t.Context(), test.these, test.those)) {
					got = append(got, broker{b.Actor.ID, b.Score, b.Share})
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("turned %t (-want +got):\n%s", turned, diff)
				}
			}
		})
	}
	if diff := cmp.Diff([]string{"nobody"}, n.Absent("a", "nobody", "x")); diff != "" {
		t.Error(diff)
	}
	t.Run("kinds", func(t *testing.T) {
		n := network(t, graph.NetworkQuery{Limit: 10, Bare: true, RollUp: graph.RollUpKind}, append(smallWar(),
			&graph.Actor{ID: "m", Kind: graph.Person, Name: "m"}, &graph.Actor{ID: "s", Kind: graph.State, Name: "s"}, affiliation("s-m", "s", graph.Supports, "m"))...)
		brokers := must[[]*graph.Broker](t)(n.Between(t.Context(), []string{"kind:STATE"}, []string{"kind:ARMED_GROUP"}))
		if len(brokers) != 1 || brokers[0].Actor.ID != "kind:PERSON" || !brokers[0].Actor.Loaded() {
			t.Errorf("%+v", brokers)
		}
	})
}

// TestMeasuresOfPart: where a neighbourhood was cut and not looked at whole,
// no measure is made up.
func TestMeasuresOfPart(t *testing.T) {
	var cut, whole *graph.Network
	reading(t, holding(t, smallWar()...), func(reader graph.Reader) {
		query := graph.NeighborhoodQuery{Centers: []string{"a"}, Depth: 2, Limit: 2, Bare: true}
		cut = must[*graph.Network](t)(graph.Neighborhood(t.Context(), reader, query))
		query.Whole = true
		whole = must[*graph.Network](t)(graph.Neighborhood(t.Context(), reader, query))
	})
	_, measures := cut.Measures(t.Context())
	_, degrees := cut.Degrees()
	_, families := cut.FamilyDegrees()
	_, communities := cut.Communities(t.Context())
	for _, err := range []error{measures, degrees, families, communities} {
		if graph.CodeOf(err) != graph.CodeInternal || err == nil {
			t.Errorf("%v", err)
		}
	}
	if diff := cmp.Diff([]string{"a"}, cut.Absent("a")); diff != "" {
		t.Error(diff)
	}
	if got := must[*graph.NetworkMeasures](t)(whole.Measures(t.Context())); got.Nodes != 5 || got.Ties != 8 {
		t.Errorf("%+v", got)
	}
}

// TestMeasuresEnd: a measure that has no time fails as the domain does, and
// another caller who has some gets it.
func TestMeasuresEnd(t *testing.T) {
	n := network(t, graph.NetworkQuery{Limit: 10, Bare: true}, smallWar()...)
	ended, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("the caller left")
	cancel(cause)
	if _, err := n.Betweenness(ended); graph.CodeOf(err) != graph.CodeTimeout || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if found, err := n.Betweenness(t.Context()); err != nil || len(found.Of) != 7 {
				t.Errorf("%v %v", found, err)
			}
			if _, err := n.Brokerage(t.Context(), graph.BySide); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
