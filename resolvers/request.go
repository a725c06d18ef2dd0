// Package resolvers answers the GraphQL API of schema.graphqls from a
// [graph.Store]. It turns arguments into domain filters, asks the store as
// seldom as the document allows, and gives the domain's own types to gqlgen. It
// knows no particular store and no HTTP.
//
// How an operation runs: [New] opens one View of the store for it, so that all
// of it reads one version. A root resolver asks the domain, then preloads: it
// follows the operation's selection level by level and fills all references of
// a level in one call. A list inside a list (the events of each actor) is
// loaded for all its parents when the first of them is resolved.
package resolvers

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/generated"
)

// New returns the schema, resolved from a store.
func New(store graph.Store) graphql.ExecutableSchema {
	return &viewing{
		ExecutableSchema: generated.NewExecutableSchema(generated.Config{Resolvers: root{}, Complexity: costs()}),
		store:            store,
	}
}

// viewing runs every operation within one View of the store.
type viewing struct {
	graphql.ExecutableSchema
	store graph.Store
}

// Exec answers the operation in ctx. A store may find that the data changed
// under the View and call for another attempt, so each attempt starts afresh
// and only the last one's errors are kept.
func (v *viewing) Exec(context.Context) graphql.ResponseHandler {
	answered := false
	return func(ctx context.Context) *graphql.Response {
		if answered {
			return nil // gqlgen asks until there is no more
		}
		answered = true
		return v.answer(ctx)
	}
}

func (v *viewing) answer(ctx context.Context) *graphql.Response {
	operation := graphql.GetOperationContext(ctx)
	if err := refuseNulls(operation); err != nil {
		graphql.AddError(ctx, err)
		return &graphql.Response{}
	}
	var response *graphql.Response
	var told error
	err := v.store.View(ctx, func(reader graph.Reader) error {
		request := newRequest(reader)
		attempt := context.WithValue(ctx, requestKey{}, request)
		attempt = graphql.WithResponseContext(attempt, keep, operation.RecoverFunc)
		response = v.ExecutableSchema.Exec(attempt)(attempt)
		if response != nil {
			response.Errors = append(response.Errors, graphql.GetErrors(attempt)...)
		}
		told = request.failure()
		return told
	})
	if response == nil || (err != nil && !errors.Is(err, told)) {
		graphql.AddError(ctx, err)
		return &graphql.Response{}
	}
	errs := response.Errors
	response.Errors = nil
	// Fields are resolved in parallel, and so fail in any order.
	slices.SortStableFunc(errs, func(a, b *gqlerror.Error) int {
		return cmp.Or(slices.CompareFunc(a.Locations, b.Locations, compareLocations), cmp.Compare(a.Path.String(), b.Path.String()))
	})
	for _, err := range errs {
		graphql.AddError(ctx, err)
	}
	return response
}

func compareLocations(a, b gqlerror.Location) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// keep presents an error with its place and its cause, for the server's
// presenter to finish.
func keep(ctx context.Context, err error) *gqlerror.Error {
	var placed *gqlerror.Error
	if errors.As(err, &placed) {
		if placed.Path == nil {
			placed.Path = graphql.GetPath(ctx)
		}
		return placed
	}
	return gqlerror.WrapPath(graphql.GetPath(ctx), err)
}

// refuseNulls refuses an explicit null, written or as a variable, where the
// schema has a default and no null: gqlgen lets a null variable through as a
// zero value.
func refuseNulls(operation *graphql.OperationContext) *gqlerror.Error {
	check := nullCheck{variables: operation.Variables, seen: map[string]bool{}}
	check.selections(operation.Operation.SelectionSet)
	return check.found
}

type nullCheck struct {
	variables map[string]any
	seen      map[string]bool // fragments
	found     *gqlerror.Error
}

func (c *nullCheck) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			for _, argument := range s.Arguments {
				if s.Definition != nil {
					if definition := s.Definition.Arguments.ForName(argument.Name); definition != nil {
						c.value(argument.Name, argument.Value, definition.Type)
					}
				}
			}
			c.selections(s.SelectionSet)
		case *ast.InlineFragment:
			c.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			if !c.seen[s.Name] && s.Definition != nil {
				c.seen[s.Name] = true
				c.selections(s.Definition.SelectionSet)
			}
		}
	}
}

func (c *nullCheck) value(name string, value *ast.Value, expected *ast.Type) {
	if value == nil || c.found != nil {
		return
	}
	if value.Kind == ast.Variable {
		given, present := c.variables[value.Raw]
		if present && given == nil && expected.NonNull {
			c.found = gqlerror.WrapIfUnwrapped(graph.Errorf(graph.CodeBadInput,
				"%s must not be null: leave it out to get its default", name))
		}
		return
	}
	if value.Kind == ast.ObjectValue && value.Definition != nil {
		for _, child := range value.Children {
			if field := value.Definition.Fields.ForName(child.Name); field != nil {
				c.value(child.Name, child.Value, field.Type)
			}
		}
	}
}
