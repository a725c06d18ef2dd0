package view

import (
	"context"
	"io"

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

// Object is an object that writes itself out. It stands for what gqlgen's field
// sets do, which make sure that no field is written twice. The fields that are
// collected for an object differ by their aliases.
func Object(fields []graphql.CollectedField, values []graphql.Marshaler) graphql.Marshaler {
	return object{fields, values}
}

type object struct {
	fields []graphql.CollectedField
	values []graphql.Marshaler
}

// MarshalGQL writes the object. Aliases are names, so that nothing in them need
// be escaped.
func (o object) MarshalGQL(w io.Writer) {
	start := `{"`
	for i := range o.fields {
		_, _ = io.WriteString(w, start) // as gqlgen writes: whoever gave w knows if it failed
		_, _ = io.WriteString(w, o.fields[i].Alias)
		_, _ = io.WriteString(w, `":`)
		o.values[i].MarshalGQL(w)
		start = `,"`
	}
	if len(o.fields) == 0 {
		_, _ = io.WriteString(w, "{")
	}
	_, _ = io.WriteString(w, "}")
}

// Deferral returns what gqlgen gathers deferred fields in, nil if none is
// deferred.
func Deferral(fields []graphql.CollectedField) (*graphql.FieldSet, map[string]*graphql.FieldSetView) {
	for i := range fields {
		if fields[i].IsDeferred() {
			return graphql.NewFieldSet(nil), map[string]*graphql.FieldSetView{}
		}
	}
	return nil, nil
}
