package measure

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPageRank(t *testing.T) {
	// Of two nodes, one leading to the other: x = 0.075 + 0.85·y/2, y = x + 0.85·x.
	x := 1 / 2.85
	for _, c := range []struct {
		name  string
		n     int
		edges []Edge
		want  []float64
	}{
		{"nothing", 0, nil, nil},
		{"no edges", 4, nil, []float64{.25, .25, .25, .25}},
		{"cycle", 3, []Edge{{0, 1}, {1, 2}, {2, 0}}, []float64{1. / 3, 1. / 3, 1. / 3}},
		{"a dead end", 2, []Edge{{0, 1}}, []float64{x, 1 - x}},
	} {
		got := must(DirectedPageRank(t.Context(), must(NewDigraph(c.n, c.edges))(t)))(t)
		if !near(got, c.want, 1e-9) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPageRankIsADistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 15)
		number, renumbered := shuffled(t, n, edges)
		a, err := PageRank(t.Context(), drawGraph(t, n, edges))
		b, errB := PageRank(t.Context(), drawGraph(t, n, renumbered))
		if err := errors.Join(err, errB); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for v, rank := range a {
			sum += rank
			if rank < 0.15/float64(n)-1e-9 {
				t.Errorf("node %d has %v, less than jumps alone give", v, rank)
			}
			if math.Abs(rank-b[number[v]]) > 2e-8 {
				t.Errorf("node %d has %v, renumbered %v", v, rank, b[number[v]])
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("the sum is %v", sum)
		}
	})
}
