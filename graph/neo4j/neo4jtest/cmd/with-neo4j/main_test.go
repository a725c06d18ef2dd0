package main

import (
	"context"
	"errors"
	"os/exec"
	"testing"
)

// TestRun runs commands beside a given server, for which nothing is started.
func TestRun(t *testing.T) {
	t.Setenv("NEO4J_URI", "neo4j://example.invalid")
	for _, test := range []struct {
		name    string
		command []string
		code    int
	}{
		{"success", []string{"true"}, 0},
		{"the command's exit code", []string{"sh", "-c", "exit 3"}, 3},
		{"the command's environment", []string{"sh", "-c", `test "$NEO4J_URI" = neo4j://example.invalid`}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if code, err := run(t.Context(), test.command); code != test.code || err != nil {
				t.Errorf("got %d, %v; want %d", code, err, test.code)
			}
		})
	}
}

func TestRunFails(t *testing.T) {
	t.Setenv("NEO4J_URI", "neo4j://example.invalid")
	if _, err := run(t.Context(), []string{"/no/such/program"}); err == nil {
		t.Error("no such program: got no error")
	}
	var exit *exec.ExitError
	if _, err := run(t.Context(), []string{"sh", "-c", "kill -9 $$"}); !errors.As(err, &exit) {
		t.Errorf("a killed command: got %v, want how it ended", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(ended, []string{"sleep", "600"}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted command: got %v, want context.Canceled", err)
	}
}
