package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/factiongraph/factiongraph/graph/measure"
)

// structure is a network as numbered nodes and the bonds between them, before
// any limit: what measures are taken of.
type structure struct {
	ids     []string // sorted
	ordinal map[string]int32
	bonds   []*bond
	degrees []int // neighbours of each node

	// What was measured of it.
	simple      lazy[*measure.Graph]
	betweenness lazy[*Betweenness]
	pageRanks   lazy[map[string]float64]
	communities lazy[*Communities]
	places      lazy[map[string]measure.Point]
	balance     lazy[*Balance]
	roles       map[Grouping]*lazy[map[string]measure.Roles]
}

// newStructure numbers the ends of the bonds, and the actors named besides.
func newStructure(bonds []*bond, also ...string) *structure {
	s := &structure{ordinal: map[string]int32{}, bonds: bonds, roles: map[Grouping]*lazy[map[string]measure.Roles]{}}
	for _, word := range Groupings {
		s.roles[word.Name] = &lazy[map[string]measure.Roles]{}
	}
	s.ids = append(s.ids, also...)
	for _, b := range bonds {
		s.ids = append(s.ids, b.from, b.to)
	}
	slices.Sort(s.ids)
	s.ids = slices.Compact(s.ids)
	for i, id := range s.ids {
		s.ordinal[id] = int32(i)
	}
	s.degrees = make([]int, len(s.ids))
	for pair := range s.pairs() {
		s.degrees[pair[0]]++
		s.degrees[pair[1]]++
	}
	return s
}

// pairs are the actors who have some tie, whatever its kind and direction,
// with the pieces of evidence for all of these.
func (s *structure) pairs() map[[2]int32]int {
	pairs := make(map[[2]int32]int, len(s.bonds))
	for _, b := range s.bonds {
		from, to := s.ordinal[b.from], s.ordinal[b.to]
		pairs[[2]int32{min(from, to), max(from, to)}] += b.evidence
	}
	return pairs
}

func (s *structure) degreeOf(id string) int {
	if ordinal, known := s.ordinal[id]; known {
		return s.degrees[ordinal]
	}
	return 0
}

// nodes returns a node for each actor.
func (s *structure) nodes() []*NetworkNode {
	nodes := make([]*NetworkNode, len(s.ids))
	for i, id := range s.ids {
		nodes[i] = &NetworkNode{Actor: &Actor{ID: id}}
	}
	for _, b := range s.bonds {
		nodes[s.ordinal[b.from]].strength += b.evidence
		nodes[s.ordinal[b.to]].strength += b.evidence
	}
	return nodes
}

// byActor gives the values of all nodes by the actors' ids.
func byActor[T any](s *structure, values []T) map[string]T {
	of := make(map[string]T, len(values))
	for i, value := range values {
		of[s.ids[i]] = value
	}
	return of
}

// fromOne turns numbers from 0 into numbers from 1.
func fromOne(numbers []int) []int {
	shifted := make([]int, len(numbers))
	for i, number := range numbers {
		shifted[i] = number + 1
	}
	return shifted
}

// ordinals returns the nodes of those actors that are in the network.
func (s *structure) ordinals(ids []string) []int {
	var nodes []int
	for _, id := range ids {
		if ordinal, known := s.ordinal[id]; known {
			nodes = append(nodes, int(ordinal))
		}
	}
	return nodes
}

func (s *structure) edge(b *bond) measure.Edge {
	return measure.Edge{From: int(s.ordinal[b.from]), To: int(s.ordinal[b.to])}
}

// undirected returns the simple graph in which a tie of any kind is an edge.
func (s *structure) undirected() (*measure.Graph, error) {
	edges := make([]measure.Edge, len(s.bonds))
	for i, b := range s.bonds {
		edges[i] = s.edge(b)
	}
	return measure.NewGraph(len(s.ids), edges)
}

// digraph returns the directed ties, with the others as edges both ways or not
// at all.
func (s *structure) digraph(all bool) (*measure.Digraph, error) {
	var edges []measure.Edge
	for _, b := range s.bonds {
		edge := s.edge(b)
		if directed := b.kind.Directed(); directed || all {
			if edges = append(edges, edge); !directed {
				edges = append(edges, measure.Edge{From: edge.To, To: edge.From})
			}
		}
	}
	return measure.NewDigraph(len(s.ids), edges)
}

// familyDegrees counts the neighbours of each node by ties of each family.
func (s *structure) familyDegrees() map[string][]FamilyCount {
	type neighbours struct {
		of, to int32
		family TieFamily
	}
	seen := map[neighbours]bool{}
	counts := make([]map[TieFamily]int, len(s.ids))
	count := func(of, to int32, family TieFamily) {
		if pair := (neighbours{of, to, family}); !seen[pair] {
			seen[pair] = true
			if counts[of] == nil {
				counts[of] = map[TieFamily]int{}
			}
			counts[of][family]++
		}
	}
	for _, b := range s.bonds {
		from, to, family := s.ordinal[b.from], s.ordinal[b.to], b.kind.Family()
		count(from, to, family)
		count(to, from, family)
	}
	of := make(map[string][]FamilyCount, len(s.ids))
	for i, id := range s.ids {
		for _, word := range TieFamilies {
			if n := counts[i][word.Name]; n > 0 {
				of[id] = append(of[id], FamilyCount{word.Name, n})
			}
		}
	}
	return of
}

// divide finds the sides.
func (s *structure) divide(ctx context.Context) (*Balance, error) {
	signs := map[measure.Edge]Sign{}
	var met []measure.Edge
	for _, b := range s.bonds {
		edge := s.edge(b)
		pair := measure.Edge{From: min(edge.From, edge.To), To: max(edge.From, edge.To)}
		if signs[pair] == "" {
			met = append(met, pair)
		}
		signs[pair] = signs[pair].with(b.kind.Family())
	}
	balance := &Balance{}
	var pairs []measure.Edge
	var signed []measure.SignedEdge
	for _, pair := range met {
		switch signs[pair] {
		case SignCooperative:
			balance.CooperativePairs++
			signed = append(signed, measure.SignedEdge{A: pair.From, B: pair.To, Sign: 1})
		case SignHostile:
			balance.HostilePairs++
			signed = append(signed, measure.SignedEdge{A: pair.From, B: pair.To, Sign: -1})
		case SignMixed:
			balance.MixedPairs++
			continue
		case SignNeutral:
			continue
		}
		pairs = append(pairs, pair)
	}
	graph, err := measure.NewSigned(len(s.ids), signed)
	if err != nil {
		return nil, err
	}
	triads, err := measure.CountTriads(ctx, graph)
	if err != nil {
		return nil, err
	}
	split, err := measure.Frustrate(ctx, graph)
	if err != nil {
		return nil, err
	}
	balance.BalancedTriads = triads.Hostile[0] + triads.Hostile[2]
	balance.UnbalancedTriads = triads.Total() - balance.BalancedTriads
	balance.Frustration, balance.Exact = split.Edges, split.Exact
	balance.Sides, err = s.sides(ctx, pairs, split.Side)
	return balance, err
}

// sides numbers the two sides of each component of some pairs.
func (s *structure) sides(ctx context.Context, pairs []measure.Edge, side []int) (map[string]int, error) {
	plain, err := measure.NewGraph(len(s.ids), pairs)
	if err != nil {
		return nil, err
	}
	components, err := measure.Components(ctx, plain)
	if err != nil {
		return nil, err
	}
	type camp struct{ component, side int }
	members := map[camp][]string{} // in the order of ids
	for i, id := range s.ids {
		if plain.Degree(i) > 0 {
			at := camp{components.Of[i], side[i]}
			members[at] = append(members[at], id)
		}
	}
	camps := slices.SortedFunc(maps.Values(members), func(a, b []string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0]))
	})
	sides := map[string]int{}
	for i, ids := range camps {
		for _, id := range ids {
			sides[id] = i + 1
		}
	}
	return sides, nil
}

// grouped returns each node's group, from 0; who has none is one alone.
func (s *structure) grouped(groups map[string]int) []int {
	of, next := make([]int, len(s.ids)), 0
	for _, group := range groups {
		next = max(next, group)
	}
	for i, id := range s.ids {
		group := groups[id]
		if group == 0 {
			next++
			group = next
		}
		of[i] = group - 1
	}
	return of
}
