package measure

import (
	"context"
	"math/rand/v2"
	"slices"
)

const (
	// exactWork is how many visits of nodes and edges an exact Betweenness may
	// take: a second or two. 10,000 nodes with 40,000 edges stay below it.
	exactWork = 1_000_000_000
	// doubt is the probability that a sample's error exceeds what is said.
	doubt = 0.01
)

// Centrality is a score for each node, and how sure it is.
type Centrality struct {
	// Score gives each node's, in 0..1.
	Score []float64
	// Sources is from how many nodes shortest paths were followed. Where it is
	// the number of nodes the scores are exact.
	Sources int
	// Error is by how much a score may be wrong, for all nodes at once, with
	// the probability Confidence. It is the worst case's; most errors are much
	// smaller. Exact scores have an error of 0 and a confidence of 1.
	Error, Confidence float64
}

// Betweenness returns the share of the pairs of other nodes that each node
// stands between: the share of the pair's shortest paths on which it lies,
// added up over all pairs and divided by (n-1)(n-2)/2 (Freeman 1977, A set of
// measures of centrality based on betweenness, Sociometry 40:35). Weights do
// not count. It takes O(n·m) time; where that would be more than a second or
// two it falls back on [SampledBetweenness] with as many sources as that allows.
func Betweenness(ctx context.Context, g *Graph) (Centrality, error) {
	n := g.Nodes()
	return SampledBetweenness(ctx, g, exactWork/max(1, n+2*g.Edges()))
}

// SampledBetweenness is Betweenness estimated from the shortest paths that
// begin at some nodes only, drawn evenly and always the same (Brandes and a
// co-author 2007, Centrality estimation in large networks, International Journal
// of Bifurcation and Chaos 17:2303). At least one source is used, at most all,
// and then the scores are exact.
func SampledBetweenness(ctx context.Context, g *Graph, sources int) (Centrality, error) {
	n := g.Nodes()
	k := max(min(sources, n), min(1, n))
	sample := make([]int32, n)
	for v := range sample {
		sample[v] = int32(v)
	}
	if k < n {
		draw(sample, k)
		sample = sample[:k]
		slices.Sort(sample)
	}
	score, err := dependencies(ctx, &g.adjacency, sample, everyNode(n))
	if err != nil {
		return Centrality{}, err
	}
	c := Centrality{Score: score, Sources: k, Confidence: 1}
	if n < 3 {
		return c, nil
	}
	// Each source gives between 0 and n-2; n sources make the whole sum.
	whole := float64(n) / float64(n-1)
	scale := whole / (float64(k) * float64(n-2))
	for v := range score {
		score[v] = min(scale*score[v], 1)
	}
	if k < n {
		c.Error = whole * hoeffding(k, n, doubt)
		c.Confidence = 1 - doubt
	}
	return c, nil
}

// draw puts k of the items, drawn evenly, in front.
func draw(items []int32, k int) {
	random := rand.New(rand.NewPCG(1, uint64(len(items)))) //nolint:gosec // a fixed sample is what is wanted
	for i := range k {
		j := i + random.IntN(len(items)-i)
		items[i], items[j] = items[j], items[i]
	}
}
