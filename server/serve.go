package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Serve answers connections of a listener until ctx ends or the listener
// fails, and closes the listener. When ctx ends, /readyz turns 503, no
// connection is accepted any more, and requests under way have the grace
// period to finish; their contexts end after it. It returns nil if all of them
// finished.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	// Requests outlive ctx by the grace period.
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	web := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      s.deadline + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- web.Serve(listener) }()
	s.log.LogAttrs(ctx, slog.LevelInfo, "listening", slog.String("address", listener.Addr().String()))

	select {
	case err := <-served:
		return fmt.Errorf("listening ended: %w", err)
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.log.LogAttrs(ctx, slog.LevelInfo, "stopping", slog.Duration("grace", s.grace))
	grace, release := context.WithTimeout(requests, s.grace)
	defer release()
	err := web.Shutdown(grace)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests were cut off after %s: %w", s.grace, err), web.Close())
	}
	<-served
	return err
}

// live answers that the process runs.
func live(w http.ResponseWriter, _ *http.Request) { report(w, http.StatusOK, "alive") }

// readiness answers whether requests should be sent here.
func (s *Server) readiness(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.stopping.Load() {
			report(w, http.StatusServiceUnavailable, "stopping")
			return
		}
		if ready != nil {
			ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
			defer cancel()
			if err := ready(ctx); err != nil {
				s.log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.Any("causes", causes(err)))
				report(w, http.StatusServiceUnavailable, "not ready")
				return
			}
		}
		report(w, http.StatusOK, "ready")
	}
}

// report answers a probe with one line.
func report(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, line+"\n")
}
