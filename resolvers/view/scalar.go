package view

import (
	"github.com/99designs/gqlgen/graphql"

	"github.com/factiongraph/factiongraph/graph"
)

// MarshalString writes text, and null for no text: the domain has no pointers
// to strings, and what the schema demands is never empty.
func MarshalString(text string) graphql.Marshaler {
	if text == "" {
		return graphql.Null
	}
	return graphql.MarshalString(text)
}

// UnmarshalString reads a text.
func UnmarshalString(value any) (string, error) { return graphql.UnmarshalString(value) }

// MarshalDate writes YYYY-MM-DD, and null for no day.
func MarshalDate(day graph.Date) graphql.Marshaler { return MarshalString(day.String()) }

// UnmarshalDate reads YYYY-MM-DD.
func UnmarshalDate(value any) (graph.Date, error) {
	text, err := graphql.UnmarshalString(value)
	if err != nil {
		return 0, err
	}
	return graph.ParseDate(text)
}

// MarshalPeriod writes a day, month or year as it was read.
func MarshalPeriod(period string) graphql.Marshaler { return MarshalString(period) }

// UnmarshalPeriod takes any text, or a year as a number: what it means depends
// on the end of the window that it stands for, see [graph.ParsePeriod].
func UnmarshalPeriod(value any) (string, error) {
	text, err := graphql.UnmarshalString(value)
	if err != nil {
		return "", graph.Errorf(graph.CodeBadInput, "a date is a text: write YYYY-MM-DD, YYYY-MM or YYYY").Because(err)
	}
	return text, nil
}

// MarshalPlaceRole writes a role, and null for none.
func MarshalPlaceRole(role graph.PlaceRole) graphql.Marshaler { return MarshalString(string(role)) }

// UnmarshalPlaceRole reads a role.
func UnmarshalPlaceRole(value any) (graph.PlaceRole, error) {
	text, err := graphql.UnmarshalString(value)
	return graph.PlaceRole(text), err
}

// MarshalPlacePrecision writes a precision, and null for none.
func MarshalPlacePrecision(precision graph.Precision) graphql.Marshaler {
	return MarshalString(string(precision))
}

// UnmarshalPlacePrecision reads a precision.
func UnmarshalPlacePrecision(value any) (graph.Precision, error) {
	text, err := graphql.UnmarshalString(value)
	return graph.Precision(text), err
}

// MarshalFigureOperator writes an operator, and null for none.
func MarshalFigureOperator(operator graph.Operator) graphql.Marshaler {
	return MarshalString(string(operator))
}

// UnmarshalFigureOperator reads an operator.
func UnmarshalFigureOperator(value any) (graph.Operator, error) {
	text, err := graphql.UnmarshalString(value)
	return graph.Operator(text), err
}
