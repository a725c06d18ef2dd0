package measure

import (
	"context"
	"math/rand/v2"
)

// network is a weighted graph whose nodes stand for groups of another's.
type network struct {
	links    rows      // between different nodes; its weights are never nil
	loops    []float64 // within a node, each edge twice
	strength []float64 // of a node: its links and loops
	total    float64   // of all nodes
}

func (net *network) size() int { return len(net.loops) }

// weigh fills strength and total.
func (net *network) weigh() {
	net.strength = make([]float64, net.size())
	for v := range net.strength {
		net.strength[v] = net.loops[v] + net.links.strength(v)
		net.total += net.strength[v]
	}
}

// merged returns the network whose nodes are the blocks 0..count-1.
func (net *network) merged(blocks []int32, count int) *network {
	members := rows{offsets: make([]int32, count+1)}
	for _, b := range blocks {
		members.offsets[b+1]++
	}
	next := members.fill(false)
	for v, b := range blocks {
		members.targets[next[b]] = int32(v)
		next[b]++
	}
	m := &network{links: rows{offsets: make([]int32, count+1)}, loops: make([]float64, count)}
	to := make([]float64, count)
	for b := range count {
		begin := len(m.links.targets)
		for _, v := range members.row(b) {
			m.loops[b] += net.loops[v]
			for i := net.links.offsets[v]; i < net.links.offsets[v+1]; i++ {
				c := blocks[net.links.targets[i]]
				if c == int32(b) {
					m.loops[b] += net.links.weights[i]
					continue
				}
				if to[c] == 0 {
					m.links.targets = append(m.links.targets, c)
				}
				to[c] += net.links.weights[i]
			}
		}
		for _, c := range m.links.targets[begin:] {
			m.links.weights = append(m.links.weights, to[c])
			to[c] = 0
		}
		m.links.offsets[b+1] = int32(len(m.links.targets))
	}
	m.weigh()
	return m
}

// walk is what is known of a partition while nodes change groups.
type walk struct {
	*network
	of       []int32   // labels below the number of nodes
	group    []float64 // each group's strength
	to       []float64 // weight from the node in work to each group, 0 outside
	near     []int32   // the groups for which to is not 0
	minimum  float64   // a gain below it is rounding
	maxSteps int
}

func newWalk(net *network, of []int32) *walk {
	n := net.size()
	w := &walk{
		network: net, of: of, group: make([]float64, n), to: make([]float64, n),
		minimum: 1e-13 * net.total,
		// Nodes are visited three to ten times in practice.
		maxSteps: 1000 * n,
	}
	for v, label := range of {
		w.group[label] += net.strength[v]
	}
	return w
}

// look fills to and near for a node.
func (w *walk) look(v int32) {
	for _, c := range w.near {
		w.to[c] = 0
	}
	w.near = w.near[:0]
	begin, end := w.links.offsets[v], w.links.offsets[v+1]
	weights := w.links.weights[begin:end]
	for i, u := range w.links.targets[begin:end] {
		c := w.of[u]
		if w.to[c] == 0 {
			w.near = append(w.near, c)
		}
		w.to[c] += weights[i]
	}
}

// move puts each node where modularity gains most, in a random order, then again
// those that may have a reason to follow a neighbour, until none does.
func (w *walk) move(ctx context.Context, random *rand.Rand) error {
	n := w.size()
	members := make([]int32, n)
	for _, label := range w.of {
		members[label]++
	}
	var empty []int32 // labels without members, and some that have got one since
	for label, count := range members {
		if count == 0 {
			empty = append(empty, int32(label))
		}
	}
	queue := make([]int32, n) // a ring
	waits := make([]bool, n)
	for i, v := range random.Perm(n) {
		queue[i], waits[i] = int32(v), true
	}
	head, waiting := 0, n
	for step := 0; waiting > 0 && step < w.maxSteps; step++ {
		if step%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		v := queue[head]
		if head++; head == n {
			head = 0
		}
		waiting--
		waits[v] = false
		for len(empty) > 0 && members[empty[len(empty)-1]] > 0 {
			empty = empty[:len(empty)-1]
		}
		free := int32(-1)
		if len(empty) > 0 {
			free = empty[len(empty)-1]
		}
		from := w.of[v]
		to := w.best(v, free)
		if to == from {
			continue
		}
		w.of[v] = to
		w.group[from] -= w.strength[v]
		w.group[to] += w.strength[v]
		members[to]++
		if members[from]--; members[from] == 0 {
			w.group[from] = 0
			empty = append(empty, from)
		}
		for _, u := range w.links.row(int(v)) {
			if w.of[u] == to || waits[u] {
				continue
			}
			waits[u] = true
			tail := head + waiting
			if tail >= n {
				tail -= n
			}
			queue[tail] = u
			waiting++
		}
	}
	return nil
}

// best returns the group that a node does best to be in: its own unless another
// is better, or an empty one, if there is any (-1: none).
func (w *walk) best(v, empty int32) int32 {
	w.look(v)
	from, k := w.of[v], w.strength[v]
	pull := k / w.total
	to := from
	most := w.to[from] - pull*(w.group[from]-k) + w.minimum
	for _, c := range w.near {
		if c == from {
			continue
		}
		if gain := w.to[c] - pull*w.group[c]; gain > most {
			to, most = c, gain
		}
	}
	if empty >= 0 && most < 0 {
		return empty
	}
	return to
}

// refine returns a finer partition: starting from single nodes, each that is
// still alone joins the well-connected part of its group that gains most.
func (w *walk) refine() []int32 {
	n := w.size()
	fine := &walk{network: w.network, of: make([]int32, n), to: w.to, near: w.near}
	fine.group = append(fine.group, w.strength...)
	cut := make([]float64, n) // from each part to the rest of its group
	joined := make([]bool, n)
	for v := range n {
		fine.of[v] = int32(v)
		for i := w.links.offsets[v]; i < w.links.offsets[v+1]; i++ {
			if w.of[w.links.targets[i]] == w.of[v] {
				cut[v] += w.links.weights[i]
			}
		}
	}
	// connected says whether a part's ties to the rest of its group are as many as expected.
	connected := func(part, group int32) bool {
		k := fine.group[part]
		return cut[part] >= k*(w.group[group]-k)/w.total
	}
	for v := range int32(n) {
		group := w.of[v]
		if joined[v] || !connected(v, group) {
			continue
		}
		fine.look(v)
		to, most := v, w.minimum
		for _, c := range fine.near {
			// A part is in the group of the node that it is named after.
			if w.of[c] != group || c == v {
				continue
			}
			if gain := fine.to[c] - w.strength[v]*fine.group[c]/w.total; gain > most && connected(c, group) {
				to, most = c, gain
			}
		}
		if to == v {
			continue
		}
		fine.of[v] = to
		joined[v], joined[to] = true, true
		cut[to] += cut[v] - 2*fine.to[to]
		fine.group[to] += fine.group[v]
		fine.group[v] = 0
	}
	return fine.of
}
