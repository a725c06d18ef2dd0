package measure

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

const (
	// Communities tries as many orders of visiting nodes as leidenWork has room
	// for, with a step for each node and end of an edge, within bounds.
	leidenWork               = 500_000
	fewestStarts, mostStarts = 3, 32
	// leidenRounds bounds how often it improves what it found by each.
	leidenRounds = 2
)

// Communities returns groups of nodes with many edges within and few between,
// by the Leiden algorithm on modularity, weights included (Traag, Waltman & van
// Eck 2019, From Louvain to Leiden: guaranteeing well-connected communities,
// Scientific Reports 9:5233). Nodes are visited in a few orders that look random
// and are always the same, each time the best move is made, and the partition of
// the highest modularity counts. Every community is connected. It takes O(m)
// time for each of a few dozen passes.
func Communities(ctx context.Context, g *Graph) (Partition, error) {
	n := g.Nodes()
	whole := network{links: g.adjacency, loops: make([]float64, n)}
	if whole.links.weights == nil {
		whole.links.weights = everyNode(len(whole.links.targets))
	}
	whole.weigh()
	type attempt struct {
		Partition

		quality float64
		err     error
	}
	found := make([]attempt, min(max(leidenWork/(n+2*g.Edges()+1), fewestStarts), mostStarts))
	err := inBlocks(ctx, len(found), func() struct{} { return struct{}{} }, func(_ struct{}, start int) {
		f := &found[start]
		if f.Partition, f.err = improved(ctx, g, &whole, start); f.err == nil {
			f.quality, f.err = Modularity(ctx, g, f.Of)
		}
	})
	best := 0
	for i, f := range found {
		err = cmp.Or(err, f.err)
		if f.quality > found[best].quality {
			best = i
		}
	}
	if err != nil {
		return Partition{}, err
	}
	return found[best].Partition, nil
}

// improved returns the partition that one order of visits gives.
func improved(ctx context.Context, g *Graph, whole *network, start int) (Partition, error) {
	random := rand.New(rand.NewPCG(1, uint64(start))) //nolint:gosec // a fixed order is what is wanted
	of := make([]int32, g.Nodes())
	for v := range of {
		of[v] = int32(v)
	}
	for range leidenRounds {
		before := slices.Clone(of)
		if err := leiden(ctx, whole, of, random); err != nil {
			return Partition{}, err
		}
		if slices.Equal(before, of) {
			break
		}
	}
	return numbered(of, split(&g.adjacency, of)), nil
}

// leiden improves a partition: it moves nodes, makes each well-connected part
// of what results one node of a smaller network, and goes on there until no
// move is left. of is a network's partition, in labels below its nodes' number.
func leiden(ctx context.Context, whole *network, of []int32, random *rand.Rand) error {
	net := whole
	part := of                     // of net's nodes
	node := make([]int32, len(of)) // of net, that stands for each of whole
	for v := range node {
		node[v] = int32(v)
	}
	for {
		w := newWalk(net, part)
		if err := w.move(ctx, random); err != nil {
			return err
		}
		if net != whole {
			for v := range of {
				of[v] = part[node[v]]
			}
		}
		blocks, count := compact(w.refine())
		if count == net.size() {
			// Nothing is well connected beyond single nodes: go on with the groups themselves.
			if blocks, count = compact(slices.Clone(part)); count == net.size() {
				return context.Cause(ctx)
			}
		}
		next := net.merged(blocks, count)
		nextPart := make([]int32, count)
		heir := make([]int32, net.size()) // the group's label among next's nodes
		for i := range heir {
			heir[i] = -1
		}
		for v, block := range blocks {
			if heir[part[v]] < 0 {
				heir[part[v]] = block
			}
			nextPart[block] = heir[part[v]]
		}
		for v := range node {
			node[v] = blocks[node[v]]
		}
		net, part = next, nextPart
	}
}

// compact renumbers labels by their first bearers, in place.
func compact(of []int32) (labels []int32, count int) {
	name := make([]int32, len(of))
	for v, label := range of {
		if name[label] == 0 {
			count++
			name[label] = int32(count)
		}
		of[v] = name[label] - 1
	}
	return of, count
}

// split gives the connected parts of each group labels of their own, which can
// only raise modularity, and returns how many labels there are.
func split(adjacency *rows, of []int32) int {
	label := make([]int32, len(of))
	for v := range label {
		label[v] = -1
	}
	parts := int32(0)
	var queue []int32
	for root := range label {
		if label[root] >= 0 {
			continue
		}
		label[root] = parts
		queue = append(queue[:0], int32(root))
		for len(queue) > 0 {
			v := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, w := range adjacency.row(int(v)) {
				if label[w] < 0 && of[w] == of[v] {
					label[w] = parts
					queue = append(queue, w)
				}
			}
		}
		parts++
	}
	copy(of, label)
	return int(parts)
}
