package measure

import "context"

// Components returns the connected components, in O(nodes + edges): the
// largest sets of nodes that paths join (Hopcroft & Tarjan 1973, Algorithm 447,
// Communications of the ACM 16:372).
func Components(ctx context.Context, g *Graph) (Partition, error) {
	of, parts, err := components(ctx, &g.adjacency)
	if err != nil {
		return Partition{}, err
	}
	return numbered(of, len(parts)), nil
}

// component is one, with the number of edges' ends in it.
type component struct {
	members []int32
	edges   int
}

// components returns each node's component, numbered by their smallest nodes.
func components(ctx context.Context, adjacency *rows) (of []int32, parts []component, err error) {
	n := adjacency.nodes()
	of = make([]int32, n)
	for v := range of {
		of[v] = -1
	}
	queue := make([]int32, 0, n)
	for root := range n {
		if of[root] >= 0 {
			continue
		}
		label := int32(len(parts))
		of[root] = label
		begin, edges := len(queue), 0
		queue = append(queue, int32(root))
		for i := begin; i < len(queue); i++ {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return nil, nil, context.Cause(ctx)
			}
			edges += adjacency.degree(int(queue[i]))
			for _, w := range adjacency.row(int(queue[i])) {
				if of[w] < 0 {
					of[w] = label
					queue = append(queue, w)
				}
			}
		}
		parts = append(parts, component{queue[begin:len(queue):len(queue)], edges})
	}
	return of, parts, context.Cause(ctx)
}
