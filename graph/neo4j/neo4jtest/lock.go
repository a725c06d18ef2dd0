package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Lock waits until no other holder, in this process or another on this machine, uses the server's
// database, and then holds it until unlock is called. It fails when ctx ends first. The lock binds
// only those who ask for it.
func Lock(ctx context.Context, s *Server) (unlock func(), err error) {
	path, err := s.lockPath()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	return lockFile(ctx, path)
}

// lockPath is the same in every process that was given the same server.
func (s *Server) lockPath() (string, error) {
	dir, err := cacheDir()
	name := strings.NewReplacer("://", "-", "/", "-", ":", "-").Replace(s.URI)
	return filepath.Join(dir, "locks", name+".lock"), err
}

// lockFile takes an flock(2) on path. The kernel frees it when its holder dies.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	// A waiting flock cannot be cancelled, hence the asking again and again.
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return func() { _ = f.Close() }, nil
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			_ = f.Close()
			return nil, fmt.Errorf("neo4jtest: locking %s: %w", path, err)
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, fmt.Errorf("neo4jtest: waiting for %s: %w", path, context.Cause(ctx))
		case <-tick.C:
		}
	}
}
