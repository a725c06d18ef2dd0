package resolvers

import (
	"context"
	"errors"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
)

// Present turns an error into what a caller sees: the message and code of the
// domain's error, and nothing of its cause. It is the one place that maps
// domain errors to the API's codes.
func Present(_ context.Context, err error) *gqlerror.Error {
	var shown gqlerror.Error
	var placed *gqlerror.Error
	if errors.As(err, &placed) {
		shown.Path, shown.Locations = placed.Path, placed.Locations
	}
	shown.Err = err
	var domain *graph.Error
	switch {
	case errors.As(err, &domain):
		shown.Message = domain.Message
		shown.Extensions = map[string]any{"code": string(domain.Code)}
		if domain.Limit != "" {
			shown.Extensions["limit"] = domain.Limit
		}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		shown.Message = "the request took too long, or was given up"
		shown.Extensions = map[string]any{"code": string(graph.CodeTimeout)}
	case placed != nil && placed.Err == nil:
		return placed
	default:
		shown.Message = "something went wrong here; the log tells what"
		shown.Extensions = map[string]any{"code": string(graph.CodeInternal)}
	}
	return &shown
}
