package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
)

// Export answers GET and HEAD of a path below /export/ with a file. It sets the
// headers of the file before it writes any of it. The context of the request
// ends at [Limits].ExportDeadline. An error that is returned before anything is
// written is presented to the caller like those of the schema; after that the
// connection breaks, so that nobody takes a part for the whole.
type Export func(w http.ResponseWriter, r *http.Request) error

// The files that are written at the same time at most, and how long who comes
// when there are as many is told to wait.
const (
	maxExports = 4
	retryAfter = "5" // seconds
)

// afterDeadline is how long the connection outlives the deadline of a file, to
// tell that it has passed.
const afterDeadline = 10 * time.Second

// exports holds the writing of files to the limits.
type exports struct {
	export Export
	limits Limits
	errs   *presenter
	log    *slog.Logger
	places chan struct{} // taken by who writes
}

func newExports(options Options, limits Limits, log *slog.Logger) *exports {
	return &exports{
		export: options.Export, limits: limits, log: log,
		errs:   &presenter{domain: options.PresentError, deadline: limits.ExportDeadline, log: log},
		places: make(chan struct{}, maxExports),
	}
}

// ServeHTTP answers one request.
func (e *exports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if int64(len(r.URL.RawQuery)) > e.limits.Body {
		writeError(w, http.StatusRequestURITooLong, exceeded("url", "The URL is longer than %d bytes.", e.limits.Body))
		return
	}
	select {
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	default:
		w.Header().Set("Retry-After", retryAfter)
		writeError(w, http.StatusServiceUnavailable, failed(graph.CodeUnavailable, "Too many files are being written. Try again soon."))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), e.limits.ExportDeadline)
	defer cancel()
	// Not every writer has a deadline; then the context alone ends the writing.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(e.limits.ExportDeadline + afterDeadline))
	begun := &counter{ResponseWriter: w}
	err := e.export(begun, r.WithContext(ctx))
	if err == nil {
		return
	}
	shown := e.errs.present(ctx, err)
	if begun.status != 0 {
		e.log.LogAttrs(ctx, slog.LevelWarn, "a file broke off", slog.String("request", requestID(ctx)), slog.Any("causes", causes(err)))
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Disposition", "Dataset-Version", "ETag"} {
		w.Header().Del(name)
	}
	w.Header().Set("Cache-Control", "no-store")
	write(w, legacyJSON, statusFor(graphqlJSON, &graphql.Response{Errors: gqlerror.List{shown}}), &graphql.Response{Errors: gqlerror.List{shown}})
}
