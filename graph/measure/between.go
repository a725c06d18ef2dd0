package measure

import (
	"context"
	"fmt"
)

// Between says who stands between two sets of nodes.
type Between struct {
	// Score gives each node the share of the shortest paths from a to b on
	// which it lies, ends aside, added up over all pairs of a in A and b in B.
	Score []float64
	// Pairs is the number of pairs of different a and b that a path joins:
	// Score divided by it is the share of the pairs that a node stands between.
	Pairs int
}

// BetweenSets returns who stands between A and B. Nodes given twice count
// once; a and b that are in both sets count as two pairs. It is Betweenness
// restricted to some pairs (Brandes 2008, On variants of shortest-path
// betweenness centrality, Social Networks 30:136), exact and not normalised;
// networkx's betweenness_centrality_subset counts each pair half. It takes
// O(a·m) time, with a the nodes of the smaller set. It fails with ErrNode.
func BetweenSets(ctx context.Context, g *Graph, a, b []int) (Between, error) {
	n := g.Nodes()
	var credit [2][]float64
	var members [2][]int32
	for side, set := range [][]int{a, b} {
		credit[side] = make([]float64, n)
		for _, v := range set {
			if v < 0 || v >= n {
				return Between{}, fmt.Errorf("%w: %d among %d nodes", ErrNode, v, n)
			}
			credit[side][v] = 1
		}
		for v, in := range credit[side] {
			if in == 1 {
				members[side] = append(members[side], int32(v))
			}
		}
	}
	from, to := 0, 1
	if len(members[1]) < len(members[0]) {
		from, to = 1, 0
	}
	score, err := dependencies(ctx, &g.adjacency, members[from], credit[to])
	if err != nil {
		return Between{}, err
	}
	pairs, err := joinedPairs(ctx, g, members[from], members[to])
	return Between{Score: score, Pairs: pairs}, err
}

// joinedPairs counts the pairs of different nodes of one component.
func joinedPairs(ctx context.Context, g *Graph, a, b []int32) (int, error) {
	of, parts, err := components(ctx, &g.adjacency)
	if err != nil {
		return 0, err
	}
	there := make([]int, len(parts))
	in := make(map[int32]bool, len(b))
	for _, v := range b {
		there[of[v]]++
		in[v] = true
	}
	pairs := 0
	for _, v := range a {
		pairs += there[of[v]]
		if in[v] {
			pairs--
		}
	}
	return pairs, nil
}
