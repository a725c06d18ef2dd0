package measure

import (
	"errors"
	"fmt"
	"math"
)

// What builders of graphs refuse.
var (
	// ErrNode is an edge's end outside 0..n-1, or a number of nodes below 0.
	ErrNode = errors.New("measure: no such node")
	// ErrWeight is a weight that is not a finite number above 0, or weights
	// that are not as many as edges.
	ErrWeight = errors.New("measure: not a weight")
	// ErrSize is a graph of more nodes or edges than 32 bits number.
	ErrSize = errors.New("measure: too large a graph")
	// ErrPartition is a division of nodes into groups that does not give one
	// group, numbered from 0, for every node.
	ErrPartition = errors.New("measure: not a partition of the nodes")
)

// Edge joins two nodes. In a [Digraph] it leads from From to To; in a [Graph]
// the order means nothing.
type Edge struct{ From, To int }

// Graph is a simple undirected graph: at most one edge between two nodes, none
// from a node to itself. Edges may have weights; without, each weighs 1.
type Graph struct {
	adjacency rows
}

// NewGraph makes a graph of n nodes. Edges given twice, in either direction,
// merge; loops are dropped. It takes O(n + edges) time and memory. It fails
// with ErrNode or ErrSize.
func NewGraph(n int, edges []Edge) (*Graph, error) {
	return newGraph(n, edges, nil)
}

// NewWeightedGraph is NewGraph with a weight for every edge, in the order of
// edges. Where edges merge, their weights add up. It fails with ErrWeight too.
func NewWeightedGraph(n int, edges []Edge, weights []float64) (*Graph, error) {
	if len(weights) != len(edges) {
		return nil, fmt.Errorf("%w: %d weights for %d edges", ErrWeight, len(weights), len(edges))
	}
	for i, w := range weights {
		if !(w > 0) || math.IsInf(w, 1) {
			return nil, fmt.Errorf("%w: %v, of edge %d", ErrWeight, w, i)
		}
	}
	return newGraph(n, edges, weights)
}

func newGraph(n int, edges []Edge, weights []float64) (*Graph, error) {
	if err := check(n, edges); err != nil {
		return nil, err
	}
	both := bucket(n, edges, weights, true)
	adjacency := both.transposed()
	adjacency.merge()
	return &Graph{adjacency}, nil
}

// Nodes returns the number of nodes.
func (g *Graph) Nodes() int { return g.adjacency.nodes() }

// Edges returns the number of edges.
func (g *Graph) Edges() int { return len(g.adjacency.targets) / 2 }

// Degree returns the number of v's neighbours.
func (g *Graph) Degree(v int) int { return g.adjacency.degree(v) }

// Digraph is a simple directed graph: at most one edge from a node to another,
// none from a node to itself.
type Digraph struct {
	out, in rows
}

// NewDigraph makes a directed graph of n nodes. Edges given twice merge; loops
// are dropped. It takes O(n + edges) time and memory. It fails with ErrNode or
// ErrSize.
func NewDigraph(n int, edges []Edge) (*Digraph, error) {
	if err := check(n, edges); err != nil {
		return nil, err
	}
	unsorted := bucket(n, edges, nil, false)
	in := unsorted.transposed()
	in.merge()
	return &Digraph{out: in.transposed(), in: in}, nil
}

// Nodes returns the number of nodes.
func (d *Digraph) Nodes() int { return d.out.nodes() }

// Edges returns the number of edges.
func (d *Digraph) Edges() int { return len(d.out.targets) }

func check(n int, edges []Edge) error {
	if n < 0 {
		return fmt.Errorf("%w: %d nodes", ErrNode, n)
	}
	if n >= math.MaxInt32 || len(edges) > math.MaxInt32/2 {
		return fmt.Errorf("%w: %d nodes, %d edges", ErrSize, n, len(edges))
	}
	for i, e := range edges {
		if e.From < 0 || e.From >= n || e.To < 0 || e.To >= n {
			return fmt.Errorf("%w: edge %d joins %d and %d among %d nodes", ErrNode, i, e.From, e.To, n)
		}
	}
	return nil
}
