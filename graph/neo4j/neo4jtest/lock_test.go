package neo4jtest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

func TestLockFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lockFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lockFile(ended, path); !errors.Is(err, context.Canceled) {
		t.Errorf("a held lock: got %v, want an error that is context.Canceled", err)
	}

	got := make(chan error)
	go func() {
		unlock, err := lockFile(t.Context(), path)
		if err == nil {
			unlock()
		}
		got <- err
	}()
	select {
	case err := <-got:
		t.Errorf("a held lock was given again (%v)", err)
	default:
	}
	unlock()
	if err := <-got; err != nil {
		t.Errorf("a freed lock: %v", err)
	}
}

func TestLockPathIsTheServers(t *testing.T) {
	a, errA := (&Server{URI: "neo4j://127.0.0.1:7687", Version: "5.26.25"}).lockPath()
	again, errAgain := (&Server{URI: "neo4j://127.0.0.1:7687"}).lockPath()
	b, errB := (&Server{URI: "neo4j://127.0.0.1:7688"}).lockPath()
	if err := errors.Join(errA, errAgain, errB); err != nil {
		t.Fatal(err)
	}
	if a != again {
		t.Errorf("one server has two locks: %s and %s", a, again)
	}
	if a == b {
		t.Errorf("two servers have one lock: %s", a)
	}
}
