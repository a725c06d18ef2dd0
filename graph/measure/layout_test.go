package measure

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func keysOf(n int) []string {
	keys := make([]string, n)
	for v := range keys {
		keys[v] = fmt.Sprintf("actor-%d", v)
	}
	return keys
}

func distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func TestLayoutRefusesKeys(t *testing.T) {
	g := must(NewGraph(2, path(2)))(t)
	for _, keys := range [][]string{nil, {"a"}, {"a", "a"}, {"a", "b", "c"}} {
		if _, err := Layout(t.Context(), g, keys); !errors.Is(err, ErrKeys) {
			t.Errorf("%q: got %v, want ErrKeys", keys, err)
		}
	}
}

func TestLayoutOfLittle(t *testing.T) {
	if got := must(Layout(t.Context(), must(NewGraph(0, nil))(t), nil))(t); len(got) != 0 {
		t.Errorf("no nodes: got %v", got)
	}
	if got := must(Layout(t.Context(), must(NewGraph(1, nil))(t), []string{"a"}))(t); got[0] != (Point{}) {
		t.Errorf("one node: got %v, want the middle", got)
	}
	got := must(Layout(t.Context(), must(NewGraph(2, path(2)))(t), []string{"a", "b"}))(t)
	if d := distance(got[0], got[1]); d < 0.5 || d > 1.5 {
		t.Errorf("two nodes: got %v, %v apart", got, d)
	}
}

func TestLayoutDependsOnKeysAndEdgesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 12)
		number, renumbered := shuffled(t, n, edges)
		keys := keysOf(n)
		moved := make([]string, n)
		for v, w := range number {
			moved[w] = keys[v]
		}
		a, err := Layout(t.Context(), drawGraph(t, n, edges), keys)
		b, errB := Layout(t.Context(), drawGraph(t, n, renumbered), moved)
		if err := errors.Join(err, errB); err != nil {
			t.Fatal(err)
		}
		for v, w := range number {
			if a[v] != b[w] {
				t.Errorf("%s is at %v, renumbered at %v", keys[v], a[v], b[w])
			}
			if !(math.Hypot(a[v].X, a[v].Y) <= 1) {
				t.Errorf("%s is at %v, outside the circle", keys[v], a[v])
			}
			for u := range v {
				if distance(a[u], a[v]) < 1e-3 {
					t.Errorf("%s and %s are both at %v", keys[u], keys[v], a[v])
				}
			}
		}
	})
}

// grown are graphs of several sizes and shapes, below and above the size from
// which forces are approximated.
var grown = []struct {
	n, groups, edges int
	across           float64
}{
	{60, 3, 150, 0.1},
	{200, 4, 600, 0.1},
	{495, 5, 1200, 0.2},
	{1000, 5, 3000, 0.1},
	{2000, 1, 6000, 0},
}

func TestLayoutBringsNeighboursTogether(t *testing.T) {
	for _, c := range grown {
		edges := planted(c.n, c.groups, c.edges, c.across)
		places := must(Layout(t.Context(), must(NewGraph(c.n, edges))(t), keysOf(c.n)))(t)
		var joined, any []float64
		for i, e := range edges {
			if e.From != e.To {
				joined = append(joined, distance(places[e.From], places[e.To]))
			}
			any = append(any, distance(places[i%c.n], places[(i*i+1)%c.n]))
		}
		near, far := median(joined), median(any)
		if c.groups > 1 && near > far/2 || near > far*0.9 {
			t.Errorf("%+v: neighbours are %.3f apart, any two %.3f", c, near, far)
		}
	}
}

// Who was there keeps his place, without any turning of the drawing to make it fit, when some
// newcomers join two nodes each, anywhere.
func TestLayoutIsStable(t *testing.T) {
	for _, c := range grown {
		edges := planted(c.n, c.groups, c.edges, c.across)
		newcomers := 1 + c.n/100
		after := slices.Clone(edges)
		for i := range newcomers {
			after = append(after, Edge{c.n + i, i * 37 % c.n}, Edge{c.n + i, i * 101 % c.n})
		}
		keys := keysOf(c.n + newcomers)
		old := must(Layout(t.Context(), must(NewGraph(c.n, edges))(t), keys[:c.n]))(t)
		now := must(Layout(t.Context(), must(NewGraph(c.n+newcomers, after))(t), keys))(t)
		shifts := make([]float64, c.n)
		for v, p := range old {
			shifts[v] = distance(p, now[v]) / 2 // of the circle's diameter
		}
		if shift := median(shifts); shift > 0.05 {
			t.Errorf("%+v: half of the nodes move by more than %.3f of the diameter", c, shift)
		}
	}
}

func TestLayoutKeepsComponentsApart(t *testing.T) {
	var edges []Edge
	edges = append(edges, complete(8)...)
	edges = append(edges, moved(path(5), 8)...)
	edges = append(edges, moved(star(6), 13)...)
	edges = append(edges, moved(path(2), 19)...)
	const n, alone = 40, 21 // from there on nodes without edges
	g := must(NewGraph(n, edges))(t)
	places := must(Layout(t.Context(), g, keysOf(n)))(t)
	of := must(Components(t.Context(), g))(t).Of
	apart, outmost := math.Inf(1), 0.0
	for v, p := range places {
		if v < alone {
			outmost = max(outmost, math.Hypot(p.X, p.Y))
		}
		for u := range v {
			if of[u] != of[v] {
				apart = min(apart, distance(places[u], p))
			}
		}
	}
	edge := distance(places[19], places[20])
	if apart < edge*0.9 {
		t.Errorf("nodes of two components are %.3f apart, neighbours %.3f", apart, edge)
	}
	for v := alone; v < n; v++ {
		if from := math.Hypot(places[v].X, places[v].Y); from < outmost {
			t.Errorf("node %d without edges is %.3f from the middle, others up to %.3f", v, from, outmost)
		}
	}
}

func TestPackedCirclesDoNotOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) drawing {
			return drawing{
				places: make([]Point, rapid.IntRange(1, 30).Draw(t, "nodes")),
				radius: rapid.Float64Range(0.5, 20).Draw(t, "radius"),
			}
		}), 0, 60).Draw(t, "drawings")
		centres, radius := pack(drawn)
		for i, c := range centres {
			if math.Hypot(c.X, c.Y)+drawn[i].radius > radius*(1+1e-9) {
				t.Errorf("drawing %d reaches beyond the radius %v", i, radius)
			}
			for j := range i {
				if distance(c, centres[j]) < (drawn[i].radius+drawn[j].radius)*(1-1e-9) {
					t.Errorf("drawings %d and %d overlap", i, j)
				}
			}
		}
	})
}

func TestQuadtreeComesNearToAllPairs(t *testing.T) {
	places := make([]Point, 3000)
	for v := range places {
		places[v] = hashed(fmt.Sprint(v))
		if v%3 == 0 { // a crowd, and many at one place
			places[v] = Point{0.25 + places[v].X/1000, 0.25}
		}
		if v%30 == 0 {
			places[v] = Point{0.5, 0.5}
		}
	}
	var tree quadtree
	tree.grow(places)
	var errs []float64
	for _, p := range places {
		want, got := repulsion(places, p), tree.repulsion(p)
		errs = append(errs, distance(want, got)/math.Hypot(want.X, want.Y))
	}
	if e := median(errs); e > 0.05 {
		t.Errorf("half of the forces are wrong by more than %.3f", e)
	}
	tree.grow(places[:1])
	if got := tree.repulsion(places[0]); got != (Point{}) {
		t.Errorf("a node repels itself by %v", got)
	}
}

func TestHashedPlacesAreEven(t *testing.T) {
	var quarters [4]int
	for v := range 4000 {
		p := hashed(fmt.Sprintf("actor-%d", v))
		if !(math.Abs(p.X) <= 1 && math.Abs(p.Y) <= 1) {
			t.Fatalf("%v is outside the square", p)
		}
		quarter := 0
		if p.X > 0 {
			quarter++
		}
		if p.Y > 0 {
			quarter += 2
		}
		quarters[quarter]++
	}
	for _, count := range quarters {
		if count < 850 || count > 1150 {
			t.Errorf("the quarters hold %v of 4,000 places", quarters)
		}
	}
	if diff := cmp.Diff(hashed("a"), hashed("a")); diff != "" {
		t.Error(diff)
	}
}
