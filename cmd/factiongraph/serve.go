package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/cmd/factiongraph/collector"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
	"github.com/factiongraph/factiongraph/server/export"
	"github.com/factiongraph/factiongraph/web"
)

const defaultAddr = "127.0.0.1:8080"

func (p *program) serveCommand() *cobra.Command {
	var asked serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API and the explorer",
		Long: `Serve the explorer at /, the GraphQL API at /graphql, files to take away at
/export/, and probes at /livez and /readyz. An empty store is filled with the
built-in corpus first.

There is no authentication: whoever can reach the address can read the graph. By
default that is this machine alone. SIGINT and SIGTERM stop the server once the
requests under way are answered.`,
		Example: `  factiongraph serve
  factiongraph serve --addr 127.0.0.1:0
  factiongraph serve --store embedded:south.db
  NEO4J_USERNAME=neo4j NEO4J_PASSWORD=… factiongraph serve --store neo4j://localhost:7687`,
		Args: takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asked.addr == "" {
				asked.addr = p.env("FACTIONGRAPH_ADDR")
			}
			if asked.addr == "" {
				asked.addr = defaultAddr
			}
			return p.serve(cmd.Context(), asked)
		},
	}
	cmd.Flags().StringVar(&asked.addr, "addr", "", "where to listen, as host:port; port 0 takes a free one\n[env FACTIONGRAPH_ADDR] (default "+defaultAddr+")")
	cmd.Flags().StringVar(&asked.store, "store", "", storeHelp)
	cmd.Flags().StringSliceVar(&asked.hosts, "allow-host", nil, "a further host name, as name or name:port, by which requests may call the server;\nneeded behind a proxy that passes the name on")
	countFlag(cmd, &asked.cacheMiB, "cache", 64, 0, math.MaxUint16, "how many MiB of answers to keep for who asks the same again: 0 for none")
	return cmd
}

type serveOptions struct {
	addr, store string
	hosts       []string
	cacheMiB    uint16
}

// cache keeps answers for as long as the data stays what it was.
func (o *serveOptions) cache(store graph.Store) server.Cache {
	if o.cacheMiB == 0 {
		return server.Cache{}
	}
	return server.Cache{Version: resolvers.Version(store), Bytes: int64(o.cacheMiB) << 20}
}

// serve answers requests until ctx ends.
func (p *program) serve(ctx context.Context, asked serveOptions) error {
	where, err := p.locate(asked.store)
	if err != nil {
		return err
	}
	// The address comes first, because it is what most often is not to be had.
	// Who connects from now on waits for the store.
	listener, err := listen(ctx, asked.addr)
	if err != nil {
		return err
	}
	defer listener.Close()

	open := func(ctx context.Context) (graph.Store, error) { return p.open(ctx, where) }
	var store graph.Store
	if where.file != "" {
		store, err = open(ctx)
	} else {
		store, err = p.await(ctx, where, open) // it may be starting beside us
	}
	if err == nil {
		err = errors.Join(p.serveStore(ctx, asked, listener, store, where), closeStore(ctx, store))
	}
	if ctx.Err() != nil && graph.CodeOf(err) == graph.CodeTimeout {
		return nil // it was told to stop before it had begun
	}
	return err
}

func (p *program) serveStore(ctx context.Context, asked serveOptions, listener net.Listener, store graph.Store, where location) error {
	dataset, err := datasetOf(ctx, store)
	if err != nil {
		return err
	}
	if dataset.Empty() {
		if err := p.fill(ctx, store); err != nil {
			return err
		}
	}
	s, err := server.New(server.Options{
		Schema:       resolvers.New(store),
		PresentError: resolvers.Present,
		Ready:        store.Ready,
		Export:       export.New(export.Options{Store: store, Generator: generator()}),
		Page:         web.Handler(),
		Logger:       p.log,
		Addr:         listener.Addr().String(),
		AllowedHosts: asked.hosts,
		Cache:        asked.cache(store),
	})
	if err != nil {
		return &usageError{message: err.Error()}
	}
	collector.Relax()
	link := linkTo(listener.Addr())
	p.say(ctx, slog.LevelInfo, fmt.Sprintf("Serving %s at %s (GraphQL at %sgraphql); Ctrl-C stops.", where, link, link),
		slog.String("url", link), slog.String("store", where.String()))
	return s.Serve(ctx, listener)
}

// listen takes an address; the error says what to do if it cannot be had.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, &usageError{message: fmt.Sprintf("--addr is host:port, such as %s, not %q", defaultAddr, addr)}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err == nil {
		return listener, nil
	}
	const windowsInUse = syscall.Errno(10048) // WSAEADDRINUSE
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windowsInUse) {
		return nil, &usageError{message: addr + " is taken, perhaps by a factiongraph that runs already; choose another address, or any free port with --addr 127.0.0.1:0"}
	}
	return nil, &usageError{message: fmt.Sprintf("nothing can listen at %s (%s): choose another address with --addr", addr, err)}
}

// linkTo is the address that a browser on this machine opens.
func linkTo(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}
