package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
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

// lockFile locks a file; the kernel frees it when its holder dies.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	lock := flock.New(path)
	if _, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		return nil, fmt.Errorf("neo4jtest: waiting for %s: %w", path, err)
	}
	return func() { _ = lock.Close() }, nil
}
