package measure

import (
	"cmp"
	"fmt"
	"slices"
)

// Partition divides the nodes into groups, the largest first; of groups of one
// size, that with the smallest node first.
type Partition struct {
	// Of gives each node's group.
	Of []int
	// Sizes gives each group's number of nodes.
	Sizes []int
}

// numbered makes a Partition of any labels in 0..labels-1, used or not.
func numbered[L int | int32](of []L, labels int) Partition {
	type group struct{ label, first, size int }
	groups := make([]group, labels)
	for v, label := range of {
		g := &groups[label]
		if g.size == 0 {
			g.label, g.first = int(label), v
		}
		g.size++
	}
	groups = slices.DeleteFunc(groups, func(g group) bool { return g.size == 0 })
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.first, b.first))
	})
	p := Partition{Of: make([]int, len(of)), Sizes: make([]int, len(groups))}
	rank := make([]int, labels)
	for i, g := range groups {
		rank[g.label] = i
		p.Sizes[i] = g.size
	}
	for v, label := range of {
		p.Of[v] = rank[label]
	}
	return p
}

// checkPartition returns the number of groups that of numbers, for n nodes.
func checkPartition(of []int, n int) (groups int, err error) {
	if len(of) != n {
		return 0, fmt.Errorf("%w: %d groups given for %d nodes", ErrPartition, len(of), n)
	}
	for v, group := range of {
		if group < 0 || group >= n {
			return 0, fmt.Errorf("%w: node %d is in group %d", ErrPartition, v, group)
		}
		groups = max(groups, group+1)
	}
	return groups, nil
}
