package measure

import (
	"context"
	"fmt"
	"math"
)

const (
	damping = 0.85
	// rankTolerance is the change of all ranks together, in the last round,
	// from which no rank is further than 6e-9 from its limit.
	rankTolerance = 1e-9
	// rankRounds is well beyond what the tolerance takes: 0.85^200 is 8e-15.
	rankRounds = 200
)

// PageRank returns how often a walker is at each node who follows an edge at
// random with probability 0.85 and else, or where there is none, jumps to any
// node (Brin & Page 1998, The anatomy of a large-scale hypertextual Web search
// engine, Computer Networks 30:107). The ranks' sum is 1. Weights do not count.
func PageRank(ctx context.Context, g *Graph) ([]float64, error) {
	return pageRank(ctx, &g.adjacency, &g.adjacency)
}

// DirectedPageRank is PageRank for a walker who follows edges in their direction.
func DirectedPageRank(ctx context.Context, d *Digraph) ([]float64, error) {
	return pageRank(ctx, &d.in, &d.out)
}

// pageRank solves x = 0.85·Px + 1 by the method of Gauss and Seidel, where P
// hands on what a node has in equal parts, and then makes the sum 1. That nodes
// without a way out hand theirs to all only scales x (Gleich et al. 2010, An
// inner-outer iteration for computing PageRank, SIAM Journal on Scientific
// Computing 32:349).
func pageRank(ctx context.Context, in, out *rows) ([]float64, error) {
	n := in.nodes()
	part := make([]float64, n) // of what a node has, what goes along each edge
	ways := make([]float64, n)
	// Without jumps and in both directions every edge would get the same.
	even := float64(n) / (1 - damping) / max(1, float64(len(in.targets)))
	for v := range n {
		ways[v] = max(1, float64(out.degree(v)))
		part[v] = even
	}
	for range rankRounds {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		change, sum := 0.0, 0.0
		for v := range n {
			got := 1 + damping*sumOf(part, in.row(v))
			change += math.Abs(got - part[v]*ways[v])
			sum += got
			part[v] = got / ways[v]
		}
		if change <= rankTolerance*sum {
			for v := range part {
				part[v] *= ways[v] / sum
			}
			return part, nil
		}
	}
	return nil, fmt.Errorf("measure: PageRank did not settle in %d rounds", rankRounds)
}

// sumOf adds up some values, on two lanes since an addition waits for the one before.
func sumOf(values []float64, at []int32) float64 {
	a, b := 0.0, 0.0
	for len(at) >= 2 {
		a += values[at[0]]
		b += values[at[1]]
		at = at[2:]
	}
	if len(at) == 1 {
		a += values[at[0]]
	}
	return a + b
}
