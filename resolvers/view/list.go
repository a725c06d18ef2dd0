package view

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalList writes out the elements of a list, one after the other. It
// stands for gqlgen's function that starts a goroutine for each: what elements
// ask of the store is loaded for all of them at once, so they have nothing to
// wait for, and the goroutines cost more than the elements do. A panic is
// caught by the field that the list is of. The two arguments without a name
// are gqlgen's limit of goroutines and whether it lets panics pass.
func MarshalList(ctx context.Context, length int, _ int64, _ bool, element func(ctx context.Context, i int) graphql.Marshaler) graphql.Array {
	list := make(graphql.Array, length)
	for i := range list {
		list[i] = element(graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i}), i)
	}
	return list
}
