// Package server is the HTTP side of the program: the GraphQL endpoint as the
// GraphQL-over-HTTP specification describes it, the limits that keep a hostile
// request cheap, answers that are kept, health, logs, and the headers that
// protect a browser.
//
// It owns what happens between a connection and a GraphQL schema. It must not
// know what the schema says: it is given an executable one, a function that
// presents errors, one that writes files and a page, and knows no store and no
// resolver.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Options is what a [Server] is made of.
type Options struct {
	// Schema answers the operations. Required.
	Schema graphql.ExecutableSchema
	// PresentError turns an error of a resolver into what the caller sees, with
	// extensions["code"]. An error that it leaves without a code of the closed
	// list becomes INTERNAL and says nothing more. May be nil. The server adds
	// path and locations, and logs the cause.
	PresentError func(context.Context, error) *gqlerror.Error
	// Ready says whether requests can be answered. It has two seconds. May be
	// nil, for always.
	Ready func(context.Context) error
	// Export answers what lies below /export/. May be nil.
	Export Export
	// Page answers every path that is not the server's own. May be nil.
	Page http.Handler
	// Logger may be nil, for none.
	Logger *slog.Logger
	// Addr is the address that is listened on, as host:port. Bound to loopback,
	// the server answers only requests whose Host names loopback, or one of
	// AllowedHosts: else a page of another site could reach it through a name
	// that resolves to this machine. Required.
	Addr string
	// AllowedHosts are further values of Host, as name (any port) or name:port.
	// Bound to another address than loopback, an empty list allows every Host.
	AllowedHosts []string
	// Limits bound one request. Zero fields mean their defaults.
	Limits Limits
	// Cache says how answers are kept. Its zero value keeps none.
	Cache Cache
	// Grace is how long requests under way may take to finish once the server
	// stops; 0 means 10 seconds.
	Grace time.Duration
}

// Server answers requests for one schema. Use it as an [http.Handler], or let
// it [Server.Serve] a listener. It is safe for concurrent use.
type Server struct {
	handler  http.Handler
	log      *slog.Logger
	deadline time.Duration
	grace    time.Duration
	cache    *cache // may be nil
	// stopping makes the server unready while it finishes its last requests.
	stopping atomic.Bool
}

// New returns a server, or an error that says which option is wrong.
func New(options Options) (*Server, error) {
	if options.Schema == nil {
		return nil, errors.New("server: a schema is required")
	}
	limits, err := options.Limits.withDefaults()
	if err != nil {
		return nil, err
	}
	hosts, err := newHostList(options.Addr, options.AllowedHosts)
	if err != nil {
		return nil, err
	}
	kept, err := newCache(options.Cache)
	if err != nil {
		return nil, err
	}

	s := &Server{log: options.Logger, deadline: limits.Deadline, grace: options.Grace, cache: kept}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.grace <= 0 {
		s.grace = 10 * time.Second
	}

	page := options.Page
	if page == nil {
		page = http.NotFoundHandler()
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", guard(hosts, newEndpoint(options, limits, kept, s.log)))
	if options.Export != nil {
		mux.Handle("/export/", guard(hosts, readOnly(newExports(options, limits, s.log))))
	}
	mux.Handle("/", guard(hosts, page))
	// Probes name the host by its address, so these answer whatever Host says.
	mux.Handle("/livez", readOnly(http.HandlerFunc(live)))
	mux.Handle("/readyz", readOnly(s.readiness(options.Ready)))
	s.handler = observe(s.log, protect(mux))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// CacheStats returns what the cache has done so far; zeros without one.
func (s *Server) CacheStats() CacheStats { return s.cache.read() }

// guard refuses what a page of another site could have sent.
func guard(hosts *hostList, next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(denyOrigin))
	return hosts.only(origins.Handler(next))
}
