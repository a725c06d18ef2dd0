package measure

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCommunities(t *testing.T) {
	cliques := append(complete(4), moved(complete(5), 4)...)
	cliques = append(cliques, Edge{3, 4})
	for _, c := range []struct {
		name  string
		n     int
		edges []Edge
		want  Partition
	}{
		{"nothing", 0, nil, Partition{Of: []int{}, Sizes: []int{}}},
		{"no edges", 3, nil, Partition{Of: []int{0, 1, 2}, Sizes: []int{1, 1, 1}}},
		{"two cliques and a stranger", 10, cliques, Partition{Of: []int{1, 1, 1, 1, 0, 0, 0, 0, 0, 2}, Sizes: []int{5, 4, 1}}},
		{"two pairs", 4, []Edge{{3, 0}, {1, 2}}, Partition{Of: []int{0, 1, 1, 0}, Sizes: []int{2, 2}}},
	} {
		got := must(Communities(t.Context(), must(NewGraph(c.n, c.edges))(t)))(t)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// Which of two ways to cut a square is found depends on the weights alone.
func TestCommunitiesFollowWeights(t *testing.T) {
	square := []Edge{{0, 1}, {1, 2}, {2, 3}, {3, 0}}
	got := must(Communities(t.Context(), must(NewWeightedGraph(4, square, []float64{9, 1, 9, 1}))(t)))(t)
	turned := must(Communities(t.Context(), must(NewWeightedGraph(4, square, []float64{1, 9, 1, 9}))(t)))(t)
	if want := []int{0, 0, 1, 1}; !slices.Equal(got.Of, want) {
		t.Errorf("got %v, want %v", got.Of, want)
	}
	if want := []int{0, 1, 1, 0}; !slices.Equal(turned.Of, want) {
		t.Errorf("turned: got %v, want %v", turned.Of, want)
	}
}

func TestPlantedCommunitiesAreFound(t *testing.T) {
	const n, groups = 1000, 5
	got := must(Communities(t.Context(), must(NewGraph(n, planted(n, groups, 10_000, 0.1)))(t)))(t)
	if len(got.Sizes) != groups {
		t.Fatalf("got groups of %v, want %d", got.Sizes, groups)
	}
	for v := range n {
		if got.Of[v] != got.Of[v%groups] {
			t.Errorf("node %d is in %d, others of its group in %d", v, got.Of[v], got.Of[v%groups])
		}
	}
}

// 0.4198 is the highest modularity of the karate club (Brandes et al. 2008, On modularity clustering).
func TestKarateClub(t *testing.T) {
	g := must(NewGraph(34, karate(t)))(t)
	of := must(Communities(t.Context(), g))(t).Of
	if q := must(Modularity(t.Context(), g, of))(t); math.Abs(q-0.4198) > 5e-5 {
		t.Errorf("modularity %v, want 0.4198", q)
	}
}

func TestCommunitiesAreConnectedAndWorthIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 25)
		g := drawGraph(t, n, edges)
		found, err := Communities(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Modularity(t.Context(), g, found.Of)
		together, errT := Components(t.Context(), g)
		base, errB := Modularity(t.Context(), g, together.Of)
		if err := errors.Join(err, errT, errB); err != nil {
			t.Fatal(err)
		}
		if q < base-1e-12 || q > 1 {
			t.Errorf("modularity %v, of the components %v", q, base)
		}
		var within []Edge
		for _, e := range edges {
			if found.Of[e.From] == found.Of[e.To] {
				within = append(within, e)
			}
		}
		// Connected groups are the components of the edges within them, numbered alike.
		want, err := Components(t.Context(), drawGraph(t, n, within))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("groups are not connected, -parts +groups:\n%s", diff)
		}
	})
}

func TestModularity(t *testing.T) {
	g := must(NewGraph(4, []Edge{{0, 1}, {2, 3}}))(t)
	for _, c := range []struct {
		of   []int
		want float64
	}{
		{[]int{0, 0, 1, 1}, 0.5}, {[]int{3, 3, 0, 0}, 0.5}, {[]int{0, 0, 0, 0}, 0}, {[]int{0, 1, 2, 3}, -0.25}, {[]int{0, 1, 0, 1}, -0.5},
	} {
		if got := must(Modularity(t.Context(), g, c.of))(t); got != c.want {
			t.Errorf("%v: got %v, want %v", c.of, got, c.want)
		}
	}
	for _, of := range [][]int{nil, {0, 0, 0}, {0, 0, 0, -1}, {0, 0, 0, 4}} {
		if _, err := Modularity(t.Context(), g, of); !errors.Is(err, ErrPartition) {
			t.Errorf("%v: got %v, want ErrPartition", of, err)
		}
	}
}
