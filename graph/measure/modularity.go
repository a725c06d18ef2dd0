package measure

import "context"

// Modularity returns how much more of the edges' weight stays within groups
// than would if each node's edges ended anywhere, in -1/2..1: the sum over
// groups of e/m - (k/2m)², with e the weight within the group, k its nodes' sum
// of weights and m the weight of all edges (Newman & Girvan 2004, Finding and
// evaluating community structure in networks, Physical Review E 69:026113). of
// gives each node's group, numbered from 0 and below n; a graph without edges
// has modularity 0. It fails with ErrPartition.
func Modularity(ctx context.Context, g *Graph, of []int) (float64, error) {
	groups, err := checkPartition(of, g.Nodes())
	if err != nil {
		return 0, err
	}
	within := make([]float64, groups) // each edge twice
	strength := make([]float64, groups)
	total := 0.0
	for v := range g.Nodes() {
		if v%checkEvery == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		for i := g.adjacency.offsets[v]; i < g.adjacency.offsets[v+1]; i++ {
			w := g.adjacency.weight(i)
			total += w
			strength[of[v]] += w
			if of[g.adjacency.targets[i]] == of[v] {
				within[of[v]] += w
			}
		}
	}
	if total == 0 {
		return 0, nil
	}
	q := 0.0
	for i := range groups {
		share := strength[i] / total
		q += within[i]/total - share*share
	}
	return q, nil
}
