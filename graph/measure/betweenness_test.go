package measure

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestBetweenness(t *testing.T) {
	for _, c := range []struct {
		name  string
		n     int
		edges []Edge
		want  []float64
	}{
		{"nothing", 0, nil, nil},
		{"one node", 1, nil, []float64{0}},
		{"two nodes", 2, path(2), []float64{0, 0}},
		{"path of 3", 3, path(3), []float64{0, 1, 0}},
		{"path of 5", 5, path(5), []float64{0, 3. / 6, 4. / 6, 3. / 6, 0}},
		{"star", 5, star(5), []float64{1, 0, 0, 0, 0}},
		{"complete", 4, complete(4), []float64{0, 0, 0, 0}},
		{"square", 4, append(path(4), Edge{3, 0}), []float64{1. / 6, 1. / 6, 1. / 6, 1. / 6}},
		{"two paths", 6, append(path(3), moved(path(3), 3)...), []float64{0, .1, 0, 0, .1, 0}},
	} {
		got := must(Betweenness(t.Context(), must(NewGraph(c.n, c.edges))(t)))(t)
		if !near(got.Score, c.want, 1e-15) || got.Error != 0 || got.Confidence != 1 || got.Sources != c.n {
			t.Errorf("%s: got %+v, want exactly %v", c.name, got, c.want)
		}
	}
}

// In a chain of diamonds the shortest paths double with each: beyond 1,024 there are more than a
// float64 counts.
func TestBetweennessOfVeryManyPaths(t *testing.T) {
	const diamonds = 1100
	var edges []Edge
	for i := range diamonds {
		s := 3 * i
		edges = append(edges, Edge{s, s + 1}, Edge{s, s + 2}, Edge{s + 1, s + 3}, Edge{s + 2, s + 3})
	}
	n := 3*diamonds + 1
	got := must(Betweenness(t.Context(), must(NewGraph(n, edges))(t)))(t).Score
	all := float64(n-1) * float64(n-2) / 2
	for v, score := range got {
		left, right := float64(v), float64(n-1-v)
		pairs := left * right
		switch {
		case v%3 != 0: // half of what passes the diamond
			start := v - v%3
			pairs = float64(start+1) * float64(n-start-3) / 2
		case v > 0 && v < n-1: // and half of the way between the sides of two diamonds
			pairs++
		default:
			pairs += 0.5
		}
		if math.Abs(score-pairs/all) > 1e-12 {
			t.Fatalf("node %d: got %v, want %v", v, score, pairs/all)
		}
	}
}

func TestBetweennessDoesNotDependOnNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 15)
		number, renumbered := shuffled(t, n, edges)
		a, err := Betweenness(t.Context(), drawGraph(t, n, edges))
		b, errB := Betweenness(t.Context(), drawGraph(t, n, renumbered))
		if err := errors.Join(err, errB); err != nil {
			t.Fatal(err)
		}
		for v, w := range number {
			if math.Abs(a.Score[v]-b.Score[w]) > 1e-12 {
				t.Errorf("node %d has %v, renumbered %v", v, a.Score[v], b.Score[w])
			}
		}
	})
}

// All pairs' distances less one are the nodes between them, so the scores' sum follows from them.
func TestBetweennessAddsUpToDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 15)
		g := drawGraph(t, n, edges)
		c, err := Betweenness(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		sum, want := 0.0, 0.0
		for v := range n {
			if c.Score[v] < 0 || c.Score[v] > 1 {
				t.Errorf("node %d has %v", v, c.Score[v])
			}
			sum += c.Score[v] * float64(n-1) * float64(n-2)
			for _, d := range distances(g, v) {
				want += float64(max(d-1, 0))
			}
		}
		if math.Abs(sum-want) > 1e-9 {
			t.Errorf("the sum is %v, distances give %v", sum, want)
		}
	})
}

// distances are those from a node; 0 where no path leads.
func distances(g *Graph, from int) []int {
	distance := make([]int, g.Nodes())
	queue := []int{from}
	for i := 0; i < len(queue); i++ {
		for _, w := range g.adjacency.row(queue[i]) {
			if distance[w] == 0 && int(w) != from {
				distance[w] = distance[queue[i]] + 1
				queue = append(queue, int(w))
			}
		}
	}
	return distance
}

func TestSampledBetweenness(t *testing.T) {
	g := must(NewGraph(1500, planted(1500, 5, 6000, 0.1)))(t)
	exact := must(Betweenness(t.Context(), g))(t)
	before := math.Inf(1)
	for _, sources := range []int{-1, 1, 30, 300, 1499} {
		got := must(SampledBetweenness(t.Context(), g, sources))(t)
		if got.Sources != max(sources, 1) || got.Confidence != 0.99 {
			t.Errorf("%d sources: got %d, with confidence %v", sources, got.Sources, got.Confidence)
		}
		if got.Error > before {
			t.Errorf("%d sources: the error is %v, of fewer %v", sources, got.Error, before)
		}
		before = got.Error
		for v, score := range got.Score {
			if score < 0 || math.Abs(score-exact.Score[v]) > got.Error {
				t.Fatalf("%d sources: node %d has %v ± %v, exactly %v", sources, v, score, got.Error, exact.Score[v])
			}
		}
	}
	whole := must(SampledBetweenness(t.Context(), g, 5000))(t)
	if !near(whole.Score, exact.Score, 0) || whole.Error != 0 || whole.Confidence != 1 {
		t.Error("all sources do not give exact scores")
	}
}

func TestHoeffding(t *testing.T) {
	// sqrt((1 - 99/1000) · ln(2·1000/0.01) / 200)
	if got, want := hoeffding(100, 1000, 0.01), math.Sqrt(0.901*math.Log(200_000)/200); math.Abs(got-want) > 1e-15 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBetweenSets(t *testing.T) {
	cross := []Edge{{0, 2}, {1, 2}, {2, 3}, {2, 4}, {3, 4}}
	for _, c := range []struct {
		name  string
		a, b  []int
		want  []float64
		pairs int
	}{
		{"across", []int{0, 1}, []int{3, 4}, []float64{0, 0, 4, 0, 0, 0}, 4},
		{"the other way", []int{3, 4}, []int{1, 0, 0}, []float64{0, 0, 4, 0, 0, 0}, 4},
		{"neighbours", []int{3}, []int{4}, []float64{0, 0, 0, 0, 0, 0}, 1},
		{"the middle is an end", []int{0}, []int{2, 3}, []float64{0, 0, 1, 0, 0, 0}, 2},
		{"nobody", nil, []int{3}, []float64{0, 0, 0, 0, 0, 0}, 0},
		{"out of reach", []int{0}, []int{5}, []float64{0, 0, 0, 0, 0, 0}, 0},
		{"one in both", []int{0, 3}, []int{0}, []float64{0, 0, 1, 0, 0, 0}, 1},
		{"two in both", []int{0, 3}, []int{0, 3}, []float64{0, 0, 2, 0, 0, 0}, 2},
	} {
		got := must(BetweenSets(t.Context(), must(NewGraph(6, cross))(t), c.a, c.b))(t)
		if !near(got.Score, c.want, 1e-15) || got.Pairs != c.pairs {
			t.Errorf("%s: got %v, want %v and %d pairs", c.name, got, c.want, c.pairs)
		}
	}
	if _, err := BetweenSets(t.Context(), must(NewGraph(6, cross))(t), []int{0}, []int{6}); !errors.Is(err, ErrNode) {
		t.Errorf("an unknown node: got %v, want ErrNode", err)
	}
}

func TestBetweenAllAndAllIsBetweenness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 15)
		g := drawGraph(t, n, edges)
		all := make([]int, n)
		for v := range all {
			all[v] = v
		}
		between, err := BetweenSets(t.Context(), g, all, all)
		whole, errWhole := Betweenness(t.Context(), g)
		if err := errors.Join(err, errWhole); err != nil {
			t.Fatal(err)
		}
		for v := range n {
			if math.Abs(between.Score[v]-whole.Score[v]*float64(n-1)*float64(n-2)) > 1e-9 {
				t.Errorf("node %d: %v between all, betweenness %v", v, between.Score[v], whole.Score[v])
			}
		}
	})
}
