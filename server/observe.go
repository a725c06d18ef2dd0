package server

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// exchange is what is known of one request while it is answered. It belongs
// to the request's goroutine.
type exchange struct {
	id        string
	operation string
	kept      bool // whether the answer had been given before
}

type exchangeKey struct{}

// requestID returns the id of the request that ctx belongs to, or "".
func requestID(ctx context.Context) string {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e.id
	}
	return ""
}

// noteOperation keeps the name of the operation, and whether its answer was a
// kept one, for the access log.
func noteOperation(ctx context.Context, name string, kept bool) {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		e.operation, e.kept = clip(name), kept
	}
}

// observe gives each request an id, logs it once it is answered, and turns a
// panic into an answer. The log holds no query string and no variables.
func observe(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &exchange{id: rand.Text()}
		ctx := context.WithValue(r.Context(), exchangeKey{}, seen)
		w.Header().Set("X-Request-Id", seen.id)
		counted := &counter{ResponseWriter: w}

		// A panic that aborts the connection is still logged and passed on.
		defer func() {
			log.LogAttrs(ctx, accessLevel(r.URL.Path), "request",
				slog.String("request", seen.id),
				slog.String("method", r.Method),
				slog.String("path", clip(r.URL.Path)),
				slog.Int("status", counted.status),
				slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
				slog.Int64("bytes", counted.bytes),
				slog.String("operation", seen.operation),
				slog.Bool("kept", seen.kept))
		}()
		serveSafely(log, next, counted, r.WithContext(ctx))
	})
}

// accessLevel keeps probes, which come every few seconds, out of a usual log.
func accessLevel(path string) slog.Level {
	if path == "/livez" || path == "/readyz" {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// serveSafely answers a panic with an internal error, or breaks the connection
// where an answer has begun.
func serveSafely(log *slog.Logger, next http.Handler, w *counter, r *http.Request) {
	ctx := r.Context()
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if err, is := value.(error); is && errors.Is(err, http.ErrAbortHandler) {
			panic(value)
		}
		logPanic(ctx, log, value)
		if w.status != 0 {
			panic(http.ErrAbortHandler)
		}
		writeError(w, http.StatusInternalServerError, failed(graph.CodeInternal, internalMessage))
	}()
	next.ServeHTTP(w, r)
}

// counter remembers the status and the bytes of an answer.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader sends the status.
func (c *counter) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body.
func (c *counter) Write(part []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(part)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets [http.ResponseController] find the connection.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
