package resolvers

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// NetworkQuestion is what the API's field network or neighborhood is asked, for
// who wants all of the answer outside of GraphQL.
type NetworkQuestion struct {
	// Field is "network" or "neighborhood".
	Field string
	// Arguments are those that were given, and the defaults of the others.
	Arguments json.RawMessage

	answer func(context.Context, graph.Reader) (*graph.Network, error)
}

// argumentTypes are the arguments of the two fields.
var argumentTypes = map[string][][2]string{
	"network":      {{"filter", "TieFilter!"}, {"rollUp", "RollUp!"}, {"limit", "Int!"}},
	"neighborhood": {{"ids", "[ID!]!"}, {"depth", "Int!"}, {"filter", "TieFilter!"}, {"limit", "Int!"}},
}

// AskNetwork checks arguments as the API does, and returns the API's errors,
// which [Present] and the server know. Arguments have the form of variables
// read from JSON.
func AskNetwork(ctx context.Context, field string, arguments map[string]any) (*NetworkQuestion, error) {
	var declared, passed []string
	for _, argument := range argumentTypes[field] {
		if _, given := arguments[argument[0]]; given {
			declared = append(declared, "$"+argument[0]+": "+argument[1])
			passed = append(passed, argument[0]+": $"+argument[0])
		}
	}
	document := "{ " + field
	if declared != nil {
		document = "query (" + strings.Join(declared, ", ") + ") { " + field + "(" + strings.Join(passed, ", ") + ")"
	}
	document += " { __typename } }"

	asked := &NetworkQuestion{Field: field}
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: listening{asked: asked}})
	exec := executor.New(schema)
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: document, Variables: arguments})
	if len(errs) > 0 {
		return nil, errs[0]
	}
	if err := refuseNulls(operation); err != nil {
		return nil, err
	}
	respond, ctx := exec.DispatchOperation(ctx, operation)
	response := respond(ctx)
	switch {
	case response == nil:
		return nil, graph.Errorf(graph.CodeTimeout, "the request took too long, or was given up").Because(context.Cause(ctx))
	case len(response.Errors) > 0:
		return nil, response.Errors[0]
	}
	return asked, nil
}

// Answer returns the network: with evidence, loaded actors, and looked at as a
// whole.
func (q *NetworkQuestion) Answer(ctx context.Context, reader graph.Reader) (*graph.Network, error) {
	network, err := q.answer(ctx, reader)
	if err != nil {
		return nil, err
	}
	return network, loadActors(ctx, reader, network)
}

// loadActors fills in the actors of the nodes that are but ids.
func loadActors(ctx context.Context, reader graph.Reader, network *graph.Network) error {
	var missing []*graph.NetworkNode
	for _, node := range network.Nodes {
		if !node.Actor.Loaded() {
			missing = append(missing, node)
		}
	}
	const together = 5000
	for nodes := range slices.Chunk(missing, together) {
		ids := make([]string, len(nodes))
		for i, node := range nodes {
			ids[i] = node.Actor.ID
		}
		found, err := reader.Get(ctx, ids)
		if err != nil {
			return err
		}
		for i, node := range nodes {
			if actor, is := found[i].(*graph.Actor); is {
				node.Actor = actor
			}
		}
	}
	return nil
}

// keep notes the arguments as they are with their defaults. The filter is kept
// as it was given, since its defaults are many.
func (q *NetworkQuestion) keep(ctx context.Context, arguments map[string]any) error {
	filter := graphql.GetOperationContext(ctx).Variables["filter"]
	if filter == nil {
		filter = struct{}{}
	}
	arguments["filter"] = filter
	written, err := json.Marshal(arguments)
	q.Arguments = written
	return err
}

// listening takes down what it is asked, and answers nothing.
type listening struct {
	root
	asked *NetworkQuestion
}

// Query hands root fields their resolvers.
func (l listening) Query() generated.QueryResolver { return listeningQuery{asked: l.asked} }

type listeningQuery struct {
	query
	asked *NetworkQuestion
}

func (l listeningQuery) Network(ctx context.Context, filter generated.TieFilter, rollUp graph.RollUp, limit int32) (*view.Network, error) {
	f, err := tieFilter(filter)
	if err != nil {
		return nil, err
	}
	l.asked.answer = func(ctx context.Context, reader graph.Reader) (*graph.Network, error) {
		return graph.NetworkOf(ctx, reader, graph.NetworkQuery{Filter: f, RollUp: rollUp, Limit: int(limit)})
	}
	return nil, l.asked.keep(ctx, map[string]any{"rollUp": rollUp, "limit": limit})
}

func (l listeningQuery) Neighborhood(ctx context.Context, ids []string, depth int32, filter generated.TieFilter, limit int32) (*view.Network, error) {
	f, err := tieFilter(filter)
	if err == nil {
		err = sized(map[string]int{"ids": len(ids)})
	}
	if err != nil {
		return nil, err
	}
	l.asked.answer = func(ctx context.Context, reader graph.Reader) (*graph.Network, error) {
		return graph.Neighborhood(ctx, reader, graph.NeighborhoodQuery{Centers: ids, Depth: int(depth), Filter: f, Limit: int(limit), Whole: true})
	}
	return nil, l.asked.keep(ctx, map[string]any{"ids": ids, "depth": depth, "limit": limit})
}
