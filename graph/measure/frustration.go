package measure

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
)

const (
	// frustrationStarts is from how many splits of a component the search begins.
	frustrationStarts = 16
	// frustrationProof bounds the steps of the proof for one component: some
	// tenths of a second. 20 nodes have fewer than 2^20 splits to try.
	frustrationProof = 1 << 20
)

// Frustration is how far a signed graph is from two factions that cooperate
// within and are hostile between.
type Frustration struct {
	// Edges is the number of edges that do not fit: hostile within a side,
	// cooperative between the two.
	Edges int
	// Exact says that no split has fewer. Else Edges is the fewest found.
	Exact bool
	// Side gives each node's faction, 0 or 1. In each component the smallest
	// node is on side 0.
	Side []int
}

// Frustrate splits the nodes into two factions so that as few edges as possible
// do not fit: the line index of balance (Harary 1959, On the measurement of
// structural balance, Behavioral Science 4:316). Each component is split by
// moving nodes from several starts, each in the style of Kernighan & Lin 1970
// (An efficient heuristic procedure for partitioning graphs, Bell System
// Technical Journal 49:291), and then by branch and bound, until a split is
// proven the best or that has taken too many steps. Components of up to 20 nodes
// are always proven.
func Frustrate(ctx context.Context, s *Signed) (Frustration, error) {
	_, parts, err := components(ctx, &s.adjacency)
	if err != nil {
		return Frustration{}, err
	}
	f := Frustration{Exact: true, Side: make([]int, s.Nodes())}
	for _, part := range parts {
		if len(part.members) == 1 {
			continue
		}
		b := newBranching(&s.adjacency, part)
		if err := b.search(ctx); err != nil {
			return Frustration{}, err
		}
		exact, err := b.prove(ctx)
		if err != nil {
			return Frustration{}, err
		}
		f.Exact = f.Exact && exact
		f.Edges += b.least
		for i, v := range b.order {
			f.Side[v] = (1 - b.best[i]*b.best[b.first]) / 2
		}
	}
	return f, nil
}

// branching searches the best split of one component, whose nodes stand in the
// order in which the proof decides on them.
type branching struct {
	order []int32 // the component's nodes
	first int     // where in order the smallest stands
	links rows    // among positions in order; weights are signs
	best  []int   // the side of each, 1 or -1
	least int     // the frustrated edges of best
}

func newBranching(adjacency *rows, part component) *branching {
	b := &branching{order: decisionOrder(adjacency, part.members)}
	position := make(map[int32]int32, len(b.order))
	for i, v := range b.order {
		position[v] = int32(i)
	}
	b.first = int(position[slices.Min(b.order)])
	b.links.offsets = make([]int32, len(b.order)+1)
	for i, v := range b.order {
		for j := adjacency.offsets[v]; j < adjacency.offsets[v+1]; j++ {
			b.links.targets = append(b.links.targets, position[adjacency.targets[j]])
			b.links.weights = append(b.links.weights, adjacency.weights[j])
		}
		b.links.offsets[i+1] = int32(len(b.links.targets))
	}
	b.least = len(b.links.targets) // more than there are edges
	return b
}

// decisionOrder begins with the node of most neighbours, and goes on with the
// one that has most neighbours before it, so that decisions soon contradict.
func decisionOrder(adjacency *rows, members []int32) []int32 {
	known := make(map[int32]int, len(members))
	order := make([]int32, 0, len(members))
	var waiting queue
	push := func(v int32) { heap.Push(&waiting, candidate{v, known[v], adjacency.degree(int(v))}) }
	push(slices.MaxFunc(members, func(a, b int32) int {
		return cmp.Or(cmp.Compare(adjacency.degree(int(a)), adjacency.degree(int(b))), cmp.Compare(b, a))
	}))
	done := make(map[int32]bool, len(members))
	for len(order) < len(members) {
		v := heap.Pop(&waiting).(candidate).node
		if done[v] {
			continue
		}
		done[v] = true
		order = append(order, v)
		for _, w := range adjacency.row(int(v)) {
			if !done[w] {
				known[w]++
				push(w)
			}
		}
	}
	return order
}

// search finds a good split from several starts.
func (b *branching) search(ctx context.Context) error {
	n := len(b.order)
	for start := range frustrationStarts {
		if b.least == 0 {
			return nil
		}
		side := b.grown(start * n / frustrationStarts)
		for {
			gained, err := b.improve(ctx, side)
			if err != nil {
				return err
			}
			if !gained {
				break
			}
		}
		if count := b.frustrated(side); count < b.least {
			b.least, b.best = count, slices.Clone(side)
		}
	}
	return nil
}

// grown returns the split in which every edge of a breadth-first tree fits.
func (b *branching) grown(root int) []int {
	side := make([]int, len(b.order))
	side[root] = 1
	queue := []int32{int32(root)}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for i := b.links.offsets[v]; i < b.links.offsets[v+1]; i++ {
			if w := b.links.targets[i]; side[w] == 0 {
				side[w] = side[v] * int(b.links.weights[i])
				queue = append(queue, w)
			}
		}
	}
	return side
}

// frustrated counts the edges that do not fit.
func (b *branching) frustrated(side []int) int {
	count := 0
	for v := range side {
		for i := b.links.offsets[v]; i < b.links.offsets[v+1]; i++ {
			if w := b.links.targets[i]; int(w) > v && side[v]*side[w] != int(b.links.weights[i]) {
				count++
			}
		}
	}
	return count
}

// improve moves every node once, the best at each time even where that costs,
// and goes back to the best split on the way. It says whether that is better
// than the one it began with.
func (b *branching) improve(ctx context.Context, side []int) (bool, error) {
	n := len(side)
	gain := make([]int, n) // what moving a node gains
	var waiting queue
	for v := range side {
		for i := b.links.offsets[v]; i < b.links.offsets[v+1]; i++ {
			gain[v] -= side[v] * side[b.links.targets[i]] * int(b.links.weights[i])
		}
		waiting = append(waiting, candidate{node: int32(v), first: gain[v]})
	}
	heap.Init(&waiting)
	moved := make([]bool, n)
	var moves []int32
	sum, most, kept := 0, 0, 0
	for len(moves) < n {
		c := heap.Pop(&waiting).(candidate)
		v := c.node
		if moved[v] || c.first != gain[v] {
			continue // it waits elsewhere in the queue, or did
		}
		if len(moves)%checkEvery == 0 && ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		moved[v] = true
		moves = append(moves, v)
		sum += gain[v]
		side[v] = -side[v]
		if sum > most {
			most, kept = sum, len(moves)
		}
		for i := b.links.offsets[v]; i < b.links.offsets[v+1]; i++ {
			if w := b.links.targets[i]; !moved[w] {
				gain[w] -= 2 * side[v] * side[w] * int(b.links.weights[i])
				heap.Push(&waiting, candidate{node: w, first: gain[w]})
			}
		}
	}
	for _, v := range moves[kept:] {
		side[v] = -side[v]
	}
	return most > 0, nil
}

// candidate is a node that waits for its turn: the highest number first.
type candidate struct {
	node          int32
	first, second int
}

// queue is a heap of candidates; some may have been overtaken by better knowledge.
type queue []candidate

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	return cmp.Or(
		cmp.Compare(q[j].first, q[i].first),
		cmp.Compare(q[j].second, q[i].second),
		cmp.Compare(q[i].node, q[j].node),
	) < 0
}
func (q *queue) Push(x any) { *q = append(*q, x.(candidate)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
