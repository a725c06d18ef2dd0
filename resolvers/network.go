package resolvers

import (
	"context"
	"math"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/measure"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// Network answers the fields of networks.
func (root) Network() generated.NetworkResolver { return networkFields{} }

type networkFields struct{}

func (query) Network(ctx context.Context, filter generated.TieFilter, rollUp graph.RollUp, limit int32) (*view.Network, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	r, asked := requestOf(ctx), askedOf(ctx, "Network")
	network, err := graph.NetworkOf(ctx, r.reader, graph.NetworkQuery{
		Filter: f, RollUp: rollUp, Limit: int(limit), Bare: !asked.under(ctx, "Tie", "edges").needEvidence(),
	})
	if err != nil {
		return nil, r.fail(err)
	}
	return answeredNetwork(ctx, r, network, asked, tiesUnder(f, rollUp))
}

func (query) Neighborhood(ctx context.Context, ids []string, depth int32, filter generated.TieFilter, limit int32) (*view.Network, error) {
	f, err := tieFilter(filter)
	if err == nil {
		err = sized(map[string]int{"ids": len(ids)})
	}
	if err != nil {
		return nil, err
	}
	r, asked := requestOf(ctx), askedOf(ctx, "Network")
	network, err := graph.Neighborhood(ctx, r.reader, graph.NeighborhoodQuery{
		Centers: ids, Depth: int(depth), Filter: f, Limit: int(limit), Bare: !asked.under(ctx, "Tie", "edges").needEvidence(),
		Whole: asked.needWhole(ctx),
	})
	if err != nil {
		return nil, r.fail(err)
	}
	return answeredNetwork(ctx, r, network, asked, tiesUnder(f, graph.RollUpNone))
}

func answeredNetwork(ctx context.Context, r *request, network *graph.Network, asked fields, ties tiesOf) (*view.Network, error) {
	result := &view.Network{
		Nodes: make([]*view.NetworkNode, len(network.Nodes)), Edges: ties.views(network.Ties), Truncated: network.Truncated, Whole: network,
	}
	for i, node := range network.Nodes {
		result.Nodes[i] = &view.NetworkNode{NetworkNode: node}
	}
	if err := measureNetwork(ctx, result, asked); err != nil {
		return nil, r.fail(err)
	}
	return answered(ctx, r, result, result)
}

func (networkFields) Between(ctx context.Context, obj *view.Network, these, those []string, first int32) ([]*graph.Broker, error) {
	if first < 0 || first > maxPage {
		return nil, graph.Errorf(graph.CodeBadInput, "first must be between 0 and %d", maxPage)
	}
	if err := sized(map[string]int{"these": len(these), "those": len(those)}); err != nil {
		return nil, err
	}
	return together(ctx, obj, func(r *request, networks []*view.Network) ([][]*graph.Broker, error) {
		result := make([][]*graph.Broker, len(networks))
		for i, network := range networks {
			if err := r.mustExist(ctx, graph.ActorFilter{IDs: network.Whole.Absent(slices.Concat(these, those)...)}); err != nil {
				return nil, err
			}
			brokers, err := network.Whole.Between(ctx, these, those)
			if err != nil {
				return nil, err
			}
			result[i] = brokers[:min(int(first), len(brokers))]
		}
		return result, nil
	})
}

// fields are what a document selects of objects of one type.
type fields []graphql.CollectedField

// askedOf returns what is selected of the answer of the field that is being
// resolved, which is of a type.
func askedOf(ctx context.Context, typeName string) fields {
	return collected(ctx, typeName, graphql.GetFieldContext(ctx).Field.Selections)
}

func collected(ctx context.Context, typeName string, selection ast.SelectionSet) fields {
	return graphql.CollectFields(graphql.GetOperationContext(ctx), selection, satisfies(typeName))
}

// under returns what is selected under the fields of these names, which hold
// objects of a type. A field that stands there under two aliases is in it twice.
func (f fields) under(ctx context.Context, typeName string, names ...string) fields {
	var below fields
	for _, field := range f {
		if slices.Contains(names, field.Name) {
			below = append(below, collected(ctx, typeName, field.Selections)...)
		}
	}
	return below
}

func (f fields) has(names ...string) bool {
	return slices.ContainsFunc(f, func(field graphql.CollectedField) bool { return slices.Contains(names, field.Name) })
}

// needEvidence reports whether the fields of ties ask for more than a bare tie
// has.
func (f fields) needEvidence() bool {
	light := []string{"__typename", "id", "key", "kind", "family", "directed", "from", "to", "eventCount"}
	return slices.ContainsFunc(f, func(field graphql.CollectedField) bool { return !slices.Contains(light, field.Name) })
}

// needWhole reports whether the fields of a network ask for what the limit
// leaves out.
func (f fields) needWhole(ctx context.Context) bool {
	nodes := f.under(ctx, "NetworkNode", "nodes")
	return f.has("measures", "between") || f.under(ctx, "Truncation", "truncated").has("tiesOmitted") || nodes.has("brokerage") ||
		slices.ContainsFunc(nodeMeasures, func(m nodeMeasure) bool { return nodes.has(m.field) })
}

// nodeMeasure is a measure of single actors: take computes it and returns how
// a node gets its own.
type nodeMeasure struct {
	field string
	take  func(context.Context, *graph.Network) (give func(*view.NetworkNode), err error)
}

var nodeMeasures = []nodeMeasure{
	{"degree", func(_ context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		of, err := network.Degrees()
		return func(node *view.NetworkNode) { node.Degree = of[node.Actor.ID] }, err
	}},
	{"degrees", func(_ context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		of, err := network.FamilyDegrees()
		return func(node *view.NetworkNode) { node.Degrees = of[node.Actor.ID] }, err
	}},
	{"betweenness", func(ctx context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		found, err := network.Betweenness(ctx)
		return func(node *view.NetworkNode) { node.Betweenness = found.Of[node.Actor.ID] }, err
	}},
	{"pageRank", func(ctx context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		of, err := network.PageRanks(ctx)
		return func(node *view.NetworkNode) { node.PageRank = of[node.Actor.ID] }, err
	}},
	{"community", func(ctx context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		found, err := network.Communities(ctx)
		return func(node *view.NetworkNode) { node.Community = found.Of[node.Actor.ID] }, err
	}},
	{"side", func(ctx context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
		found, err := network.Balance(ctx)
		return func(node *view.NetworkNode) {
			if side, on := found.Sides[node.Actor.ID]; on {
				node.Side = &side
			}
		}, err
	}},
	{"x", placed},
	{"y", placed},
}

// placed gives nodes their places, as exactly as a page can show them.
func placed(ctx context.Context, network *graph.Network) (func(*view.NetworkNode), error) {
	const steps = 1e4
	rounded := func(place float64) *float64 {
		place = math.Round(place*steps) / steps
		return &place
	}
	of, err := network.Layout(ctx)
	return func(node *view.NetworkNode) {
		place := of[node.Actor.ID]
		node.X, node.Y = rounded(place.X), rounded(place.Y)
	}, err
}

// measureNetwork computes the measures that are selected, once each.
func measureNetwork(ctx context.Context, network *view.Network, asked fields) error {
	nodes := asked.under(ctx, "NetworkNode", "nodes")
	for _, m := range nodeMeasures {
		if !nodes.has(m.field) {
			continue
		}
		give, err := m.take(ctx, network.Whole)
		if err != nil {
			return err
		}
		for _, node := range network.Nodes {
			give(node)
		}
	}
	for _, field := range nodes {
		if by, is := field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)["by"].(string); is {
			if err := brokered(ctx, network, graph.Grouping(by)); err != nil {
				return err
			}
		}
	}
	if !asked.has("measures") {
		return nil
	}
	var err error
	network.Measures, err = measureWhole(ctx, network.Whole, asked.under(ctx, "NetworkMeasures", "measures"))
	return err
}

// brokered gives the nodes their roles between groups.
func brokered(ctx context.Context, network *view.Network, by graph.Grouping) error {
	roles, err := network.Whole.Brokerage(ctx, by)
	if err != nil {
		return err
	}
	for _, node := range network.Nodes {
		if node.Roles == nil {
			node.Roles = map[graph.Grouping]measure.Roles{}
		}
		node.Roles[by] = roles[node.Actor.ID]
	}
	return nil
}

func measureWhole(ctx context.Context, network *graph.Network, asked fields) (*view.NetworkMeasures, error) {
	measures := &view.NetworkMeasures{}
	if asked.has("nodes", "ties", "pairs", "density", "components", "largestComponent", "reciprocity") {
		found, err := network.Measures(ctx)
		if err != nil {
			return nil, err
		}
		measures.NetworkMeasures = *found
	}
	if asked.has("communities", "modularity") {
		found, err := network.Communities(ctx)
		if err != nil {
			return nil, err
		}
		measures.Communities, measures.Modularity = len(found.Sizes), found.Modularity
	}
	var err error
	if asked.has("balance") {
		if measures.Balance, err = network.Balance(ctx); err != nil {
			return nil, err
		}
	}
	if asked.has("betweenness") {
		measures.Betweenness, err = network.Betweenness(ctx)
	}
	return measures, err
}

// tiesOf shows ties that were computed under one filter. Those of rolled-up
// networks are others, under any filter.
type tiesOf struct {
	mark   string
	during *graph.Window
}

func tiesUnder(filter graph.TieFilter, rollUp graph.RollUp) tiesOf {
	if rollUp == graph.RollUpNone {
		return tiesOf{mark(filter), filter.During}
	}
	return tiesOf{mark("rolled up", rollUp, filter), filter.During}
}

func (t tiesOf) view(tie *graph.Tie) *view.Tie {
	return &view.Tie{Tie: tie, FilterMark: t.mark, During: t.during}
}

func (t tiesOf) views(ties []*graph.Tie) []*view.Tie {
	views := make([]*view.Tie, len(ties))
	for i, tie := range ties {
		views[i] = t.view(tie)
	}
	return views
}

func (query) Paths(ctx context.Context, from, to string, direction generated.Direction, maxLength, first int32, filter generated.TieFilter, rollUp graph.RollUp) (*view.PathResult, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	r, paths := requestOf(ctx), askedOf(ctx, "PathResult").under(ctx, "Path", "paths")
	steps := paths.under(ctx, "PathStep", "steps")
	found, err := graph.Paths(ctx, r.reader, graph.PathQuery{
		From: from, To: to, Forward: direction == generated.DirectionForward, MaxLength: int(maxLength), First: int(first), Filter: f, RollUp: rollUp,
		Bare: !paths.under(ctx, "Tie", "ties").needEvidence() && !steps.under(ctx, "Tie", "ties").needEvidence(),
	})
	if err != nil {
		return nil, r.fail(err)
	}
	ties := tiesUnder(f, rollUp)
	result := &view.PathResult{Status: found.Status, Complete: found.Complete, Limit: found.Limit, Paths: make([]*view.Path, len(found.Paths))}
	for i, path := range found.Paths {
		result.Paths[i] = &view.Path{Actors: path.Actors, Steps: make([]*view.PathStep, len(path.Steps))}
		for j, step := range path.Steps {
			result.Paths[i].Steps[j] = &view.PathStep{From: step.From, To: step.To, Ties: ties.views(step.Ties)}
		}
	}
	return answered(ctx, r, result, result)
}

func (query) CompareNetworks(ctx context.Context, before, after generated.TieFilter, rollUp graph.RollUp, limit int32) (*view.NetworkChange, error) {
	earlier, err := tieFilter(before)
	if err != nil {
		return nil, err
	}
	later, err := tieFilter(after)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	change, err := graph.CompareNetworks(ctx, r.reader, graph.CompareQuery{Before: earlier, After: later, RollUp: rollUp, Limit: int(limit)})
	if err != nil {
		return nil, r.fail(err)
	}
	was, is := tiesUnder(earlier, rollUp), tiesUnder(later, rollUp)
	result := &view.NetworkChange{
		Appeared: is.views(change.Appeared), Vanished: was.views(change.Vanished), Changed: make([]*view.TieChange, len(change.Changed)),
		Stayed: change.Stayed, Turned: change.Turned, ActorsAppeared: change.ActorsAppeared, ActorsVanished: change.ActorsVanished,
		Truncated: change.Truncated,
	}
	for i, changed := range change.Changed {
		result.Changed[i] = &view.TieChange{Before: was.view(changed.Before), After: is.view(changed.After)}
	}
	return answered(ctx, r, result, result)
}

func (query) Timeline(ctx context.Context, filter generated.TieFilter, unit graph.TimeUnit) (*view.Timeline, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	timeline, err := graph.TimelineOf(ctx, r.reader, f, unit)
	if err != nil {
		return nil, r.fail(err)
	}
	return &view.Timeline{Timeline: timeline}, nil
}

func (query) Trajectory(ctx context.Context, actor string, during *view.During) (*view.Trajectory, error) {
	w, err := window(during)
	if err != nil {
		return nil, err
	}
	r := requestOf(ctx)
	found, err := graph.TrajectoryOf(ctx, r.reader, actor, w)
	if err != nil {
		return nil, r.fail(err)
	}
	result := &view.Trajectory{Actor: found.Actor, Steps: make([]*view.TrajectoryStep, len(found.Steps))}
	for i := range found.Steps {
		step := &found.Steps[i]
		result.Steps[i] = &view.TrajectoryStep{Step: step}
		if step.Tie != nil {
			result.Steps[i].Tie = tiesOf{mark("trajectory", actor, step.Of.ID, w), step.Window}.view(step.Tie)
		}
	}
	return answered(ctx, r, result, result)
}
