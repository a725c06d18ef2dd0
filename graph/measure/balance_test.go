package measure

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func signed(sign int, edges []Edge) []SignedEdge {
	list := make([]SignedEdge, len(edges))
	for i, e := range edges {
		list[i] = SignedEdge{e.From, e.To, sign}
	}
	return list
}

func TestTheMajorityOfSignsCounts(t *testing.T) {
	s := must(NewSigned(4, []SignedEdge{
		{0, 1, 1}, {1, 0, -1}, {0, 1, 1}, // cooperative by two to one
		{1, 2, 1}, {2, 1, -1}, // ambiguous
		{2, 3, -1}, {3, 3, 1},
	}))(t)
	if s.Nodes() != 4 || s.Edges() != 2 || s.Ambiguous() != 1 {
		t.Errorf("got %d nodes, %d edges, %d ambiguous; want 4, 2, 1", s.Nodes(), s.Edges(), s.Ambiguous())
	}
	want := rows{offsets: []int32{0, 1, 2, 3, 4}, targets: []int32{1, 0, 3, 2}, weights: []float64{1, 1, -1, -1}}
	if diff := cmp.Diff(want, s.adjacency, cmp.AllowUnexported(rows{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCountTriads(t *testing.T) {
	var four []SignedEdge // triangles with no, one, two and three hostile edges
	for hostile := range 4 {
		v := 3 * hostile
		for i, e := range []Edge{{v, v + 1}, {v + 1, v + 2}, {v, v + 2}} {
			sign := 1
			if i < hostile {
				sign = -1
			}
			four = append(four, SignedEdge{e.From, e.To, sign})
		}
	}
	for _, c := range []struct {
		name     string
		n        int
		edges    []SignedEdge
		want     [4]int
		balanced float64
	}{
		{"nothing", 0, nil, [4]int{}, 1},
		{"one of each", 12, four, [4]int{1, 1, 1, 1}, 0.5},
		{"all friends", 6, signed(1, complete(6)), [4]int{20, 0, 0, 0}, 1},
		{"all enemies", 6, signed(-1, complete(6)), [4]int{0, 0, 0, 20}, 0},
		{"no triangle", 4, signed(-1, star(4)), [4]int{}, 1},
	} {
		got := must(CountTriads(t.Context(), must(NewSigned(c.n, c.edges))(t)))(t)
		if got.Hostile != c.want || got.Balanced() != c.balanced {
			t.Errorf("%s: got %v, balanced %v; want %v, %v", c.name, got.Hostile, got.Balanced(), c.want, c.balanced)
		}
	}
}

// anySigned draws a signed graph and the edges of it that have a sign.
func anySigned(t *rapid.T, most int) (*Signed, map[Edge]int) {
	n, plain := anyEdges(t, most)
	var edges []SignedEdge
	sums := map[Edge]int{}
	for _, e := range plain {
		sign := rapid.SampledFrom([]int{1, -1}).Draw(t, "sign")
		edges = append(edges, SignedEdge{e.From, e.To, sign})
		if e.From != e.To {
			sums[Edge{min(e.From, e.To), max(e.From, e.To)}] += sign
		}
	}
	s, err := NewSigned(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	return s, sums
}

func TestTriadsOfAllTriples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, sums := anySigned(t, 10)
		var want Triads
		for i := range s.Nodes() {
			for j := range i {
				for k := range j {
					a, b, c := sums[Edge{j, i}], sums[Edge{k, j}], sums[Edge{k, i}]
					if a*b*c == 0 {
						continue
					}
					hostile := 0
					for _, x := range []int{a, b, c} {
						if x < 0 {
							hostile++
						}
					}
					want.Hostile[hostile]++
				}
			}
		}
		got, err := CountTriads(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestFrustrate(t *testing.T) {
	// Two alliances at war, numbered so that the smaller node of each component leads side 0.
	war := append(signed(1, complete(3)), signed(1, moved(complete(3), 3))...)
	war = append(war, SignedEdge{0, 3, -1}, SignedEdge{2, 5, -1}, SignedEdge{6, 7, -1})
	for _, c := range []struct {
		name  string
		n     int
		edges []SignedEdge
		want  Frustration
	}{
		{"nothing", 0, nil, Frustration{Exact: true, Side: []int{}}},
		{"two alliances, two enemies, a stranger", 9, war, Frustration{Exact: true, Side: []int{0, 0, 0, 1, 1, 1, 0, 1, 0}}},
		{"two alliances, one friendship between", 9, append(war, SignedEdge{1, 4, 1}), Frustration{Edges: 1, Exact: true, Side: []int{0, 0, 0, 1, 1, 1, 0, 1, 0}}},
		{"hostile triangle", 3, signed(-1, complete(3)), Frustration{Edges: 1, Exact: true, Side: []int{0, 1, 0}}},
	} {
		got := must(Frustrate(t.Context(), must(NewSigned(c.n, c.edges))(t)))(t)
		if c.name == "hostile triangle" {
			// Any of the three may be the odd one out.
			got.Side, c.want.Side = nil, nil
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// n enemies of each other are best split in halves.
func TestFrustrationOfEnemies(t *testing.T) {
	for n := range 15 {
		got := must(Frustrate(t.Context(), must(NewSigned(n, signed(-1, complete(n))))(t)))(t)
		if want := n*(n-1)/2 - n*n/4; got.Edges != want || !got.Exact {
			t.Errorf("%d enemies: got %d, exact %v; want %d, true", n, got.Edges, got.Exact, want)
		}
	}
}

func TestFrustrationOfAllSplits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, sums := anySigned(t, 9)
		want := len(sums)
		for split := range uint(1) << s.Nodes() {
			count := 0
			for e, sum := range sums {
				apart := bits.OnesCount(split&(1<<e.From|1<<e.To)) == 1
				if sum > 0 && apart || sum < 0 && !apart {
					count++
				}
			}
			want = min(want, count)
		}
		got, err := Frustrate(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if got.Edges != want || !got.Exact {
			t.Errorf("got %d, exact %v; want %d, true", got.Edges, got.Exact, want)
		}
		checkSides(t, s, got)
	})
}

// checkSides sees that as many edges do not fit the sides as is said.
func checkSides(t interface{ Errorf(string, ...any) }, s *Signed, f Frustration) {
	count := 0
	for v := range s.Nodes() {
		for i := s.adjacency.offsets[v]; i < s.adjacency.offsets[v+1]; i++ {
			if w := s.adjacency.targets[i]; int(w) > v && (f.Side[v] == f.Side[w]) != (s.adjacency.weights[i] > 0) {
				count++
			}
		}
	}
	if count != f.Edges {
		t.Errorf("%d edges do not fit the sides, want %d", count, f.Edges)
	}
}

// Factions with a little noise are found again; the proof must not take for ever where it fails.
func TestFrustrationOfLargeGraphs(t *testing.T) {
	const n, noise = 400, 0.1
	random := rand.New(rand.NewPCG(4, 2))
	var edges []SignedEdge
	planted := make([]int, n)
	for v := 1; v < n; v++ {
		planted[v] = random.IntN(2)
	}
	for range 4000 {
		e := SignedEdge{random.IntN(n), random.IntN(n), 1}
		if (planted[e.A] != planted[e.B]) != (random.Float64() < noise) {
			e.Sign = -1
		}
		edges = append(edges, e)
	}
	s := must(NewSigned(n, edges))(t)
	got := must(Frustrate(t.Context(), s))(t)
	checkSides(t, s, got)
	if !slices.Equal(got.Side, planted) {
		t.Error("the planted factions are not found")
	}
	if got.Exact {
		t.Error("a graph of 400 nodes with much noise is said to be proven")
	}
}
