package measure

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// must takes a result and its error, and then a test that fails on the error.
func must[T any](x T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func path(n int) []Edge {
	var edges []Edge
	for v := 1; v < n; v++ {
		edges = append(edges, Edge{v - 1, v})
	}
	return edges
}

func star(n int) []Edge {
	var edges []Edge
	for v := 1; v < n; v++ {
		edges = append(edges, Edge{0, v})
	}
	return edges
}

func complete(n int) []Edge {
	var edges []Edge
	for v := range n {
		for w := range v {
			edges = append(edges, Edge{w, v})
		}
	}
	return edges
}

// moved returns edges with all nodes' numbers raised.
func moved(edges []Edge, by int) []Edge {
	list := slices.Clone(edges)
	for i := range list {
		list[i].From += by
		list[i].To += by
	}
	return list
}

// karate returns the edges of the karate club.
func karate(t testing.TB) []Edge {
	t.Helper()
	text, err := os.ReadFile("testdata/karate.txt")
	if err != nil {
		t.Fatal(err)
	}
	var edges []Edge
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var e Edge
		if _, err := fmt.Sscan(lines.Text(), &e.From, &e.To); err != nil {
			t.Fatal(err)
		}
		edges = append(edges, e)
	}
	return edges
}

// planted returns a random graph of as many groups, of whose edges a share
// joins any two nodes and the rest two of a group: v's is v modulo groups.
func planted(n, groups, edges int, across float64) []Edge {
	random := rand.New(rand.NewPCG(uint64(n), uint64(edges)))
	list := make([]Edge, edges)
	for i := range list {
		a, b := random.IntN(n), random.IntN(n)
		if random.Float64() >= across {
			b = a%groups + groups*random.IntN(n/groups)
		}
		list[i] = Edge{a, b}
	}
	return list
}

// anyEdges draws a number of nodes and edges between them, with loops and repetitions.
func anyEdges(t *rapid.T, most int) (n int, edges []Edge) {
	n = rapid.IntRange(1, most).Draw(t, "nodes")
	node := rapid.IntRange(0, n-1)
	edges = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edge {
		return Edge{node.Draw(t, "from"), node.Draw(t, "to")}
	}), 0, 4*n).Draw(t, "edges")
	return n, edges
}

// shuffled draws another numbering of the nodes, order of the edges and
// direction of each. number gives each node's new number.
func shuffled(t *rapid.T, n int, edges []Edge) (number []int, renumbered []Edge) {
	number = make([]int, n)
	for v := range number {
		number[v] = v
	}
	number = rapid.Permutation(number).Draw(t, "numbers")
	renumbered = rapid.Permutation(edges).Draw(t, "edges' order")
	renumbered = slices.Clone(renumbered)
	for i, e := range renumbered {
		renumbered[i] = Edge{number[e.From], number[e.To]}
		if rapid.Bool().Draw(t, "reversed") {
			renumbered[i] = Edge{number[e.To], number[e.From]}
		}
	}
	return number, renumbered
}

func drawGraph(t *rapid.T, n int, edges []Edge) *Graph {
	g, err := NewGraph(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// near says whether two lists are the same but for rounding.
func near(a, b []float64, tolerance float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= tolerance })
}
