package measure

import "context"

// Roles counts the pairs that a node brokers, by where the two others stand: the
// ordered pairs i, k with edges i → j and j → k but none i → k.
type Roles struct {
	Coordinator    int // all three are of one group
	Itinerant      int // i and k are of one group, the broker of another; also called consultant
	Gatekeeper     int // the broker lets something into his group: only i is of another
	Representative int // the broker takes something out of his group: only k is of another
	Liaison        int // all three are of different groups
}

// Total is the number of pairs in any role.
func (r Roles) Total() int {
	return r.Coordinator + r.Itinerant + r.Gatekeeper + r.Representative + r.Liaison
}

// Brokerage returns each node's roles between groups, as counts (Gould &
// Fernandez 1989, Structures of mediation: a formal approach to brokerage in
// transaction networks, Sociological Methodology 19:89). of gives each node's
// group, numbered from 0 and below the number of nodes. It takes time in
// proportion to the pairs of edges that meet, and fails with ErrPartition.
func Brokerage(ctx context.Context, d *Digraph, of []int) ([]Roles, error) {
	if _, err := checkPartition(of, d.Nodes()); err != nil {
		return nil, err
	}
	roles := make([]Roles, d.Nodes())
	reached := make([]int, d.Nodes()) // i+1 where i → k
	steps := 0
	for i, group := range of {
		for _, k := range d.out.row(i) {
			reached[k] = i + 1
		}
		for _, j := range d.out.row(i) {
			if steps++; steps%checkEvery == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			for _, k := range d.out.row(int(j)) {
				if int(k) != i && reached[k] != i+1 {
					roles[j].count(group, of[j], of[k])
				}
			}
		}
	}
	return roles, context.Cause(ctx)
}

// count adds the pair of i and k, given the three groups.
func (r *Roles) count(i, j, k int) {
	switch {
	case i == j && j == k:
		r.Coordinator++
	case i == k:
		r.Itinerant++
	case j == k:
		r.Gatekeeper++
	case i == j:
		r.Representative++
	default:
		r.Liaison++
	}
}
