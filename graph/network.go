package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
)

// Limits of network questions.
const (
	// MaxNetworkActors bounds the actors that one network shows, MaxNetworkTies
	// its ties.
	MaxNetworkActors = 10_000
	MaxNetworkTies   = 20_000
	// MaxNeighborhoodDepth bounds how many steps a neighbourhood goes.
	MaxNeighborhoodDepth = 6
)

// Network is actors and the ties between them under one filter.
type Network struct {
	// Nodes, the nearest to the centres first where there are some, then those
	// with most neighbours.
	Nodes []*NetworkNode
	// Ties between the nodes, in the order of their keys. Of a bare network
	// they have no more than their ends and their event count.
	Ties []*Tie
	// Truncated says what was left out, nil if nothing was.
	Truncated *Truncation

	whole *structure // nil if the question did not look at all of it
}

// NetworkNode is one actor of a network.
type NetworkNode struct {
	Actor *Actor
	// Distance is the number of steps to the nearest centre.
	Distance int
	// Members are the actors that a rolled-up node stands for, by id; of them
	// the node itself may be one. TiesInside counts the ties between them, and
	// EvidenceInside the pieces of evidence for these, whatever the filter asks
	// of whole ties: [TieFilter].MinPublishers and Contested.
	Members                    []*Actor
	TiesInside, EvidenceInside int

	strength int // pieces of evidence at it
}

// Truncation says how much a limit left out.
type Truncation struct {
	// NodesOmitted and TiesOmitted count what the filter admits and the answer
	// leaves out. TiesOmitted is exact only if the question asked for Whole.
	NodesOmitted, TiesOmitted int
	// TurnsOmitted counts what [NetworkChange].Turned leaves out.
	TurnsOmitted int
	// Limit names what was met: "limit", which the caller gave, "edges", which
	// is [MaxNetworkTies], or "limit and edges".
	Limit string
}

// NetworkQuery asks for all ties under a filter.
type NetworkQuery struct {
	Filter TieFilter
	RollUp RollUp
	// Limit is the most actors to show, between 1 and [MaxNetworkActors].
	Limit int
	// Bare asks for no more of the ties than ends and event counts, which is
	// much faster.
	Bare bool
}

// NeighborhoodQuery asks for the surroundings of some actors.
type NeighborhoodQuery struct {
	Centers []string
	// Depth is how many steps to go, at most [MaxNeighborhoodDepth].
	Depth  int
	Filter TieFilter
	// Limit and Bare as of [NetworkQuery]. The centres count.
	Limit int
	Bare  bool
	// Whole asks to look also at the ties between those who are left out, for
	// measures and for an exact count.
	Whole bool
}

// NetworkOf gathers all ties under a filter. Beyond the limit the actors with
// fewest neighbours are left out, then those with least evidence.
func NetworkOf(ctx context.Context, reader Reader, query NetworkQuery) (*Network, error) {
	if err := checkLimit(query.Limit); err != nil {
		return nil, err
	}
	w, err := newWeb(ctx, reader, query.Filter)
	if err != nil {
		return nil, err
	}
	rolling, err := w.rollUp(ctx, query.RollUp)
	if err != nil {
		return nil, err
	}
	bonds, err := w.all(ctx)
	if err != nil {
		return nil, err
	}
	var alone []string
	if rolling != nil {
		alone = sortedKeys(rolling.inside)
	}
	whole := newStructure(bonds, alone...)
	nodes := whole.nodes()
	if rolling != nil {
		rolling.fill(nodes)
	}
	slices.SortFunc(nodes, func(a, b *NetworkNode) int {
		return cmp.Or(cmp.Compare(whole.degreeOf(b.Actor.ID), whole.degreeOf(a.Actor.ID)), cmp.Compare(b.strength, a.strength), cmp.Compare(a.Actor.ID, b.Actor.ID))
	})
	network, err := w.network(ctx, nodes, bonds, query.Limit, query.Bare)
	if err != nil {
		return nil, err
	}
	network.whole = whole
	return network, nil
}

// Neighborhood gathers the actors within some steps of the centres and the
// ties between them. Beyond the limit the nearest stay, of those as near the
// ones with most evidence for ties to those nearer.
func Neighborhood(ctx context.Context, reader Reader, query NeighborhoodQuery) (*Network, error) {
	centers := slices.Compact(slices.Sorted(slices.Values(query.Centers)))
	switch err := checkLimit(query.Limit); {
	case err != nil:
		return nil, err
	case query.Depth < 0 || query.Depth > MaxNeighborhoodDepth:
		return nil, Errorf(CodeBadInput, "depth must be between 0 and %d", MaxNeighborhoodDepth)
	case len(centers) == 0:
		return nil, Errorf(CodeBadInput, "give the id of one actor or more to start from")
	case len(centers) > query.Limit:
		return nil, Errorf(CodeBadInput, "limit is less than the number of actors to start from")
	}
	w, err := newWeb(ctx, reader, query.Filter)
	if err != nil {
		return nil, err
	}
	reached, bonds, last, err := w.reach(ctx, centers, query.Depth)
	if err != nil {
		return nil, err
	}
	if err := mustExist(ctx, reader, ActorEntity, unseenBy(bonds, centers)); err != nil {
		return nil, err
	}
	nodes := sortedNodes(reached)
	// Ties between the farthest were not met on the way.
	if !query.Whole && len(nodes) > query.Limit {
		left := map[string]bool{}
		for _, node := range nodes[query.Limit:] {
			left[node.Actor.ID] = true
		}
		last = slices.DeleteFunc(last, func(id string) bool { return left[id] })
	}
	between, err := w.between(ctx, last, last)
	if err != nil {
		return nil, err
	}
	bonds = append(bonds, between...)
	network, err := w.network(ctx, nodes, bonds, query.Limit, query.Bare)
	if err == nil && (query.Whole || network.Truncated == nil) {
		network.whole = newStructure(bonds, centers...)
	}
	return network, err
}

func checkLimit(limit int) error {
	if limit < 1 || limit > MaxNetworkActors {
		return Errorf(CodeBadInput, "limit must be between 1 and %d", MaxNetworkActors)
	}
	return nil
}

// reach walks from the centres. It returns who was reached, the bonds met on
// the way, and who was reached last, sorted.
func (w *web) reach(ctx context.Context, centers []string, depth int) (map[string]*NetworkNode, []*bond, []string, error) {
	reached := map[string]*NetworkNode{}
	var bonds []*bond
	for _, id := range centers {
		reached[id] = &NetworkNode{Actor: &Actor{ID: id}}
	}
	frontier := centers
	for distance := 1; distance <= depth && len(frontier) > 0; distance++ {
		met, err := w.around(ctx, frontier)
		if err != nil {
			return nil, nil, nil, err
		}
		var next []string
		meet := func(id string) *NetworkNode {
			if reached[id] == nil {
				reached[id] = &NetworkNode{Actor: &Actor{ID: id}, Distance: distance}
				next = append(next, id)
			}
			return reached[id]
		}
		for _, b := range met {
			from, to := meet(b.from), meet(b.to)
			if min(from.Distance, to.Distance) < distance-1 {
				continue // met before, from the nearer end
			}
			bonds = append(bonds, b)
			for _, node := range []*NetworkNode{from, to} {
				if node.Distance == distance {
					node.strength += b.evidence
				}
			}
		}
		slices.Sort(next)
		frontier = next
	}
	return reached, bonds, frontier, nil
}

func sortedNodes(reached map[string]*NetworkNode) []*NetworkNode {
	nodes := make([]*NetworkNode, 0, len(reached))
	for _, node := range reached {
		nodes = append(nodes, node)
	}
	slices.SortFunc(nodes, func(a, b *NetworkNode) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(b.strength, a.strength), cmp.Compare(a.Actor.ID, b.Actor.ID))
	})
	return nodes
}

func unseenBy(bonds []*bond, ids []string) []string {
	seen := map[string]bool{}
	for _, b := range bonds {
		if slices.Contains(ids, b.from) {
			seen[b.from] = true
		}
		if slices.Contains(ids, b.to) {
			seen[b.to] = true
		}
	}
	return unseen(seen, ids)
}

// network shows the first nodes and the bonds between them.
func (w *web) network(ctx context.Context, nodes []*NetworkNode, bonds []*bond, limit int, bare bool) (*Network, error) {
	network := &Network{Nodes: nodes[:min(len(nodes), limit)]}
	shown := make(map[string]bool, len(network.Nodes))
	for _, node := range network.Nodes {
		shown[node.Actor.ID] = true
	}
	kept := make([]*bond, 0, len(bonds))
	for _, b := range bonds {
		if shown[b.from] && shown[b.to] {
			kept = append(kept, b)
		}
	}
	var met []string
	if len(nodes) > limit {
		met = append(met, "limit")
	}
	if len(kept) > MaxNetworkTies {
		met = append(met, "edges")
		kept = strongest(kept, MaxNetworkTies)
	}
	if met != nil {
		network.Truncated = &Truncation{
			NodesOmitted: len(nodes) - len(network.Nodes), TiesOmitted: len(bonds) - len(kept), Limit: strings.Join(met, " and "),
		}
	}
	var err error
	network.Ties, err = w.ties(ctx, kept, bare)
	return network, err
}

// strongest returns so many bonds, those with most evidence, then those whose
// keys come first.
func strongest(bonds []*bond, most int) []*bond {
	actors, kinds := map[string]int{}, map[TieKind]int{}
	for _, b := range bonds {
		actors[b.from], actors[b.to], kinds[b.kind] = 0, 0, 0
	}
	number(actors)
	number(kinds)
	// Numbers, for there may be a hundred thousand to compare.
	type ranked struct {
		evidence, key int
		bond          *bond
	}
	all := make([]ranked, len(bonds))
	for i, b := range bonds {
		key := (kinds[b.kind]*len(actors)+actors[b.from])*len(actors) + actors[b.to]
		all[i] = ranked{b.evidence, key, b}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.evidence != b.evidence {
			return b.evidence - a.evidence
		}
		return a.key - b.key
	})
	chosen := make([]*bond, most)
	for i := range chosen {
		chosen[i] = all[i].bond
	}
	return chosen
}

// number gives the keys of a table the numbers from 0 on in their order.
func number[K cmp.Ordered](table map[K]int) {
	for i, key := range slices.Sorted(maps.Keys(table)) {
		table[key] = i
	}
}

// fill adds to nodes whom they stand for.
func (r *rollUp) fill(nodes []*NetworkNode) {
	for _, node := range nodes {
		inside := r.inside[node.Actor.ID]
		node.Actor = r.known(node.Actor.ID)
		for _, member := range sortedKeys(inside.members) {
			node.Members = append(node.Members, inside.members[member])
		}
		node.TiesInside, node.EvidenceInside = len(inside.ties), inside.evidence
	}
}

func (r *rollUp) known(id string) *Actor {
	if actor := r.actors[id]; actor != nil {
		return actor
	}
	if actor := r.inside[id].members[id]; actor != nil {
		return actor
	}
	return &Actor{ID: id}
}
