package measure

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBuildersRefuse(t *testing.T) {
	for _, c := range []struct {
		name string
		make func() error
		want error
	}{
		{"a node too high", func() error { _, err := NewGraph(2, []Edge{{0, 2}}); return err }, ErrNode},
		{"a node below 0", func() error { _, err := NewDigraph(2, []Edge{{-1, 0}}); return err }, ErrNode},
		{"fewer than no nodes", func() error { _, err := NewGraph(-1, nil); return err }, ErrNode},
		{"more nodes than 32 bits number", func() error { _, err := NewGraph(math.MaxInt32, nil); return err }, ErrSize},
		{"a missing weight", func() error { _, err := NewWeightedGraph(2, []Edge{{0, 1}}, nil); return err }, ErrWeight},
		{"a weight of 0", func() error { _, err := NewWeightedGraph(2, []Edge{{0, 1}}, []float64{0}); return err }, ErrWeight},
		{"no number", func() error { _, err := NewWeightedGraph(2, []Edge{{0, 1}}, []float64{math.NaN()}); return err }, ErrWeight},
		{"an infinite weight", func() error { _, err := NewWeightedGraph(2, []Edge{{0, 1}}, []float64{math.Inf(1)}); return err }, ErrWeight},
		{"a sign of 0", func() error { _, err := NewSigned(2, []SignedEdge{{0, 1, 0}}); return err }, ErrWeight},
		{"a signed edge's node", func() error { _, err := NewSigned(2, []SignedEdge{{0, 5, 1}}); return err }, ErrNode},
	} {
		if err := c.make(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

func TestRepetitionsMergeAndLoopsGo(t *testing.T) {
	edges := []Edge{{0, 1}, {1, 0}, {2, 2}, {0, 1}, {3, 1}}
	g := must(NewWeightedGraph(4, edges, []float64{1, 2, 4, 8, 16}))(t)
	if g.Nodes() != 4 || g.Edges() != 2 {
		t.Errorf("got %d nodes, %d edges, want 4 and 2", g.Nodes(), g.Edges())
	}
	want := rows{offsets: []int32{0, 1, 3, 3, 4}, targets: []int32{1, 0, 3, 1}, weights: []float64{11, 11, 16, 16}}
	if diff := cmp.Diff(want, g.adjacency, cmp.AllowUnexported(rows{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	d := must(NewDigraph(4, edges))(t)
	if d.Nodes() != 4 || d.Edges() != 3 {
		t.Errorf("directed: got %d nodes, %d edges, want 4 and 3", d.Nodes(), d.Edges())
	}
}

func TestGraphsHoldWhatTheyWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 12)
		g := drawGraph(t, n, edges)
		d, err := NewDigraph(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		joined, directed := map[Edge]bool{}, map[Edge]bool{}
		for _, e := range edges {
			if e.From != e.To {
				joined[e], joined[Edge{e.To, e.From}] = true, true
				directed[e] = true
			}
		}
		check := func(name string, r rows, want map[Edge]bool, turned bool) {
			if len(r.targets) != len(want) {
				t.Errorf("%s: %d entries, want %d", name, len(r.targets), len(want))
			}
			for v := range n {
				before := int32(-1)
				for _, w := range r.row(v) {
					e := Edge{v, int(w)}
					if turned {
						e = Edge{int(w), v}
					}
					if !want[e] {
						t.Errorf("%s: no edge %v was given", name, e)
					}
					if w <= before {
						t.Errorf("%s: %d comes after %d", name, w, before)
					}
					before = w
				}
			}
		}
		check("undirected", g.adjacency, joined, false)
		check("out", d.out, directed, false)
		check("in", d.in, directed, true)
	})
}

func TestComponents(t *testing.T) {
	edges := append(path(2), moved(path(3), 4)...)
	got := must(Components(t.Context(), must(NewGraph(9, edges))(t)))(t)
	want := Partition{Of: []int{1, 1, 2, 3, 0, 0, 0, 4, 5}, Sizes: []int{3, 2, 1, 1, 1, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if empty := must(Components(t.Context(), must(NewGraph(0, nil))(t)))(t); len(empty.Of)+len(empty.Sizes) != 0 {
		t.Errorf("an empty graph has components %v", empty)
	}
}

func TestDensity(t *testing.T) {
	for _, c := range []struct {
		n     int
		edges []Edge
		want  float64
	}{
		{0, nil, 0}, {1, nil, 0}, {2, nil, 0}, {2, path(2), 1}, {3, path(3), 2.0 / 3}, {9, complete(9), 1},
	} {
		if got := Density(must(NewGraph(c.n, c.edges))(t)); got != c.want {
			t.Errorf("%d nodes, edges %v: got %v, want %v", c.n, c.edges, got, c.want)
		}
	}
}

func TestReciprocity(t *testing.T) {
	for _, c := range []struct {
		edges []Edge
		want  float64
	}{
		{nil, 0},
		{[]Edge{{0, 0}}, 0},
		{[]Edge{{0, 1}}, 0},
		{[]Edge{{0, 1}, {1, 0}}, 1},
		{[]Edge{{0, 1}, {1, 0}, {1, 2}, {2, 3}}, 0.5},
	} {
		if got := must(Reciprocity(t.Context(), must(NewDigraph(4, c.edges))(t)))(t); got != c.want {
			t.Errorf("%v: got %v, want %v", c.edges, got, c.want)
		}
	}
}
