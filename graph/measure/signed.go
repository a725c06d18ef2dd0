package measure

import (
	"context"
	"fmt"
)

// Signed is a simple undirected graph whose edges are cooperative or hostile.
type Signed struct {
	adjacency rows // weights are 1 and -1
	ambiguous int
}

// SignedEdge joins two nodes by a tie that is cooperative (1) or hostile (-1).
type SignedEdge struct {
	A, B int
	Sign int
}

// NewSigned makes a signed graph of n nodes. Where edges join the same two nodes
// the majority of signs counts; without a majority they are not joined, but are
// ambiguous. Loops are dropped. It takes O(n + edges) time and memory. It fails
// with ErrNode, ErrSize or, for another sign, ErrWeight.
func NewSigned(n int, edges []SignedEdge) (*Signed, error) {
	plain := make([]Edge, len(edges))
	signs := make([]float64, len(edges))
	for i, e := range edges {
		if e.Sign != 1 && e.Sign != -1 {
			return nil, fmt.Errorf("%w: %d, the sign of edge %d", ErrWeight, e.Sign, i)
		}
		plain[i], signs[i] = Edge{e.A, e.B}, float64(e.Sign)
	}
	g, err := newGraph(n, plain, signs)
	if err != nil {
		return nil, err
	}
	s := &Signed{adjacency: rows{offsets: make([]int32, n+1)}}
	for v := range n {
		for i := g.adjacency.offsets[v]; i < g.adjacency.offsets[v+1]; i++ {
			switch w := g.adjacency.weights[i]; {
			case w > 0:
				s.add(g.adjacency.targets[i], 1)
			case w < 0:
				s.add(g.adjacency.targets[i], -1)
			case g.adjacency.targets[i] > int32(v):
				s.ambiguous++
			}
		}
		s.adjacency.offsets[v+1] = int32(len(s.adjacency.targets))
	}
	return s, nil
}

func (s *Signed) add(to int32, sign float64) {
	s.adjacency.targets = append(s.adjacency.targets, to)
	s.adjacency.weights = append(s.adjacency.weights, sign)
}

// Nodes returns the number of nodes.
func (s *Signed) Nodes() int { return s.adjacency.nodes() }

// Edges returns the number of edges.
func (s *Signed) Edges() int { return len(s.adjacency.targets) / 2 }

// Ambiguous returns the number of pairs of nodes that as many cooperative as
// hostile edges were given for.
func (s *Signed) Ambiguous() int { return s.ambiguous }

// Triads counts the triangles of a signed graph by their hostile edges.
type Triads struct {
	// Hostile gives how many triangles have no, one, two or three hostile edges.
	Hostile [4]int
}

// Total is the number of triangles.
func (t Triads) Total() int { return t.Hostile[0] + t.Hostile[1] + t.Hostile[2] + t.Hostile[3] }

// Balanced is the share of the triangles with an even number of hostile edges,
// in which a friend's friend is a friend and a friend's enemy an enemy. Without
// triangles nothing is out of balance, and it is 1.
func (t Triads) Balanced() float64 {
	if t.Total() == 0 {
		return 1
	}
	return float64(t.Hostile[0]+t.Hostile[2]) / float64(t.Total())
}

// CountTriads counts the triangles (Cartwright & Harary 1956, Structural
// balance: a generalization of Heider's theory, Psychological Review 63:277). It
// takes O(m^1.5) time: each is found from its end with the fewest neighbours.
func CountTriads(ctx context.Context, s *Signed) (Triads, error) {
	var t Triads
	n := s.Nodes()
	later := s.towardsBusier()
	mark := make([]int, n)     // v+1 where v leads there
	sign := make([]float64, n) // by which sign
	steps := 0
	for v := range n {
		for i := later.offsets[v]; i < later.offsets[v+1]; i++ {
			mark[later.targets[i]], sign[later.targets[i]] = v+1, later.weights[i]
		}
		for _, u := range later.row(v) {
			if steps++; steps%checkEvery == 0 && ctx.Err() != nil {
				return Triads{}, context.Cause(ctx)
			}
			for i := later.offsets[u]; i < later.offsets[u+1]; i++ {
				w := later.targets[i]
				if mark[w] == v+1 {
					// Each hostile edge takes 2 from the sum of three signs.
					t.Hostile[int(3-sign[u]-sign[w]-later.weights[i])/2]++
				}
			}
		}
	}
	return t, context.Cause(ctx)
}

// towardsBusier returns each edge once, from the end with fewer neighbours.
func (s *Signed) towardsBusier() rows {
	r := rows{offsets: make([]int32, s.Nodes()+1)}
	for v := range s.Nodes() {
		for i := s.adjacency.offsets[v]; i < s.adjacency.offsets[v+1]; i++ {
			w := s.adjacency.targets[i]
			more := s.adjacency.degree(int(w)) - s.adjacency.degree(v)
			if more > 0 || more == 0 && int(w) > v {
				r.targets = append(r.targets, w)
				r.weights = append(r.weights, s.adjacency.weights[i])
			}
		}
		r.offsets[v+1] = int32(len(r.targets))
	}
	return r
}
