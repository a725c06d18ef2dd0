package storetest

import (
	"cmp"
	"context"
	"slices"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// Questions about networks.

type (
	askAdjacent     struct{ Query graph.AdjacencyQuery }
	askNetwork      struct{ Query graph.NetworkQuery }
	askNeighborhood struct{ Query graph.NeighborhoodQuery }
	askPaths        struct{ Query graph.PathQuery }
	askCompare      struct{ Query graph.CompareQuery }
)

func (a askAdjacent) ask(ctx context.Context, reader graph.Reader) (any, error) {
	rows, err := graph.Collect(reader.Adjacent(ctx, a.Query))
	slices.SortFunc(rows, func(a, b graph.Adjacency) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return rows, err
}

func (a askNetwork) ask(ctx context.Context, reader graph.Reader) (any, error) {
	network, err := graph.NetworkOf(ctx, reader, a.Query)
	return writtenNetwork(network), err
}

func (a askNeighborhood) ask(ctx context.Context, reader graph.Reader) (any, error) {
	network, err := graph.Neighborhood(ctx, reader, a.Query)
	return writtenNetwork(network), err
}

func (a askPaths) ask(ctx context.Context, reader graph.Reader) (any, error) {
	result, err := graph.Paths(ctx, reader, a.Query)
	return writtenPaths(result), err
}

func (a askCompare) ask(ctx context.Context, reader graph.Reader) (any, error) {
	change, err := graph.CompareNetworks(ctx, reader, a.Query)
	return writtenChange(change), err
}

type writtenNode struct {
	ID                         string
	Distance                   int
	Members                    []string
	TiesInside, EvidenceInside int
}

func writtenNetwork(network *graph.Network) any {
	if network == nil {
		return nil
	}
	var nodes []writtenNode
	for _, node := range network.Nodes {
		nodes = append(nodes, writtenNode{node.Actor.ID, node.Distance, idsOf(node.Members), node.TiesInside, node.EvidenceInside})
	}
	return map[string]any{"nodes": nodes, "ties": writtenTies(network.Ties), "truncated": network.Truncated}
}

type writtenPath struct {
	Actors []string
	Steps  [][]writtenTie
}

func writtenPaths(result *graph.PathResult) any {
	if result == nil {
		return nil
	}
	var paths []writtenPath
	for _, path := range result.Paths {
		written := writtenPath{Actors: idsOf(path.Actors)}
		for _, step := range path.Steps {
			written.Steps = append(written.Steps, writtenTies(step.Ties))
		}
		paths = append(paths, written)
	}
	return map[string]any{"status": result.Status, "complete": result.Complete, "limit": result.Limit, "paths": paths}
}

func writtenChange(change *graph.NetworkChange) any {
	if change == nil {
		return nil
	}
	var changed, turned []any
	for _, pair := range change.Changed {
		changed = append(changed, writtenTies([]*graph.Tie{pair.Before, pair.After}))
	}
	for _, turn := range change.Turned {
		turned = append(turned, []string{turn.From.ID, turn.To.ID, string(turn.Before), string(turn.After)})
	}
	return map[string]any{
		"appeared": writtenTies(change.Appeared), "vanished": writtenTies(change.Vanished), "changed": changed, "stayed": change.Stayed,
		"turned": turned, "actors": [][]string{idsOf(change.ActorsAppeared), idsOf(change.ActorsVanished)}, "truncated": change.Truncated,
	}
}

var rollUps = []graph.RollUp{graph.RollUpNone, graph.RollUpState, graph.RollUpCorps, graph.RollUpKind}

func (p *pool) adjacencyQuery(t *rapid.T) graph.AdjacencyQuery {
	query := graph.AdjacencyQuery{
		Actors: some(t, "actors", p.ids[graph.ActorEntity]), Others: some(t, "others", p.ids[graph.ActorEntity]),
		Kinds: rapid.SliceOfN(rapid.SampledFrom(tieKinds), 0, 5).Draw(t, "kinds"), During: window(t),
		Realis: rapid.SliceOfN(rapid.SampledFrom(namesOfWords(graph.RealisWords)), 1, 3).Draw(t, "realis"),
	}
	if chance(t, "among", 3) {
		query.Others = append(query.Others, query.Actors...)
	}
	return query
}

func (p *pool) networkQuery(t *rapid.T) graph.NetworkQuery {
	return graph.NetworkQuery{
		Filter: p.walkFilter(t), RollUp: one(t, "rollUp", rollUps), Limit: one(t, "limit", []int{1, 3, 1000}), Bare: chance(t, "bare", 2),
	}
}

func (p *pool) neighborhoodQuery(t *rapid.T) graph.NeighborhoodQuery {
	return graph.NeighborhoodQuery{
		Centers: rapid.SliceOfN(rapid.SampledFrom(p.known(graph.ActorEntity)), 1, 3).Draw(t, "centers"),
		Depth:   rapid.IntRange(0, 3).Draw(t, "depth"), Filter: p.walkFilter(t), Limit: one(t, "limit", []int{3, 4, 1000}),
		Bare: chance(t, "bare", 2), Whole: chance(t, "whole", 2),
	}
}

func (p *pool) pathQuery(t *rapid.T) graph.PathQuery {
	return graph.PathQuery{
		From: one(t, "from", p.known(graph.ActorEntity)), To: one(t, "to", p.ids[graph.ActorEntity]), Forward: chance(t, "forward", 3),
		MaxLength: rapid.IntRange(1, 5).Draw(t, "maxLength"), First: rapid.IntRange(1, 6).Draw(t, "first"), Filter: p.walkFilter(t),
		RollUp: one(t, "rollUp", append(slices.Repeat(rollUps[:1], 4), rollUps...)), Bare: chance(t, "bare", 2),
	}
}

func (p *pool) compareQuery(t *rapid.T) graph.CompareQuery {
	return graph.CompareQuery{Before: p.walkFilter(t), After: p.walkFilter(t), RollUp: one(t, "rollUp", rollUps), Limit: graph.MaxNetworkActors}
}

// walkFilter is a filter that, more often than not, can be decided without
// reading what ties rest on.
func (p *pool) walkFilter(t *rapid.T) graph.TieFilter {
	if chance(t, "any filter", 3) {
		return p.tieFilter(t)
	}
	f := graph.TieFilter{
		Realis: someWords(t, "realis", graph.RealisWords), Kinds: some(t, "kinds", tieKinds),
		Families: someWords(t, "families", graph.TieFamilies), During: window(t),
	}
	if chance(t, "some alone", 4) {
		f.Actors = rapid.SliceOfN(rapid.SampledFrom(p.known(graph.ActorEntity)), 1, 2).Draw(t, "actors")
		f.IncludeSubordinates, f.IncludeSubsets = chance(t, "includeSubordinates", 2), chance(t, "includeSubsets", 3)
	}
	if chance(t, "sides", 8) {
		f.Kinds = []graph.TieKind{graph.SameSide, graph.Fought}
	}
	return f
}
