package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

// tests runs all tests, and stops the database that one of them starts.
type tests struct{ *testing.M }

func (t tests) Run() int { return neo4jtest.Main(t.M) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(tests{m}) }

// command is one run of the program in a test. Without a store in env it has
// an empty one of its own.
type command struct {
	env      map[string]string
	stdin    string
	terminal bool
	patience time.Duration
}

// outcome is how it ended.
type outcome struct {
	code           int
	stdout, stderr string
}

func (c command) run(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := c.program(t, &stdout, &stderr).run(t.Context(), args)
	return outcome{code, stdout.String(), stderr.String()}
}

func (c command) program(t *testing.T, stdout, stderr io.Writer) *program {
	t.Helper()
	data := t.TempDir()
	return &program{
		stdin: strings.NewReader(c.stdin), stdout: stdout, stderr: stderr,
		env: func(name string) string {
			if value, given := c.env[name]; given {
				return value
			}
			return map[string]string{"XDG_DATA_HOME": data, "HOME": data, "LocalAppData": data, "TERM": "xterm"}[name]
		},
		terminal: func(io.Writer) bool { return c.terminal },
		patience: c.patience,
	}
}

// succeed ends the test unless the run was fine, and returns its output.
func (o outcome) succeed(t *testing.T) string {
	t.Helper()
	if o.code != exitFine {
		t.Fatalf("exit code %d\nstdout: %s\nstderr: %s", o.code, o.stdout, o.stderr)
	}
	return o.stdout
}

// fail checks the exit code, and that stderr says all of these.
func (o outcome) fail(t *testing.T, code int, says ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, not %d\nstdout: %s\nstderr: %s", o.code, code, o.stdout, o.stderr)
	}
	mustSay(t, o.stderr, says...)
}

func mustSay(t *testing.T, text string, says ...string) {
	t.Helper()
	for _, say := range says {
		if !strings.Contains(text, say) {
			t.Errorf("%q is missing in:\n%s", say, text)
		}
	}
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// corpus is a command over a store of its own that holds the built-in corpus.
func corpus(t *testing.T) command {
	t.Helper()
	data, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(t.TempDir(), "graph.db")
	if err := os.WriteFile(store, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return command{env: map[string]string{"FACTIONGRAPH_STORE": "embedded:" + store}}
}

// filled returns the bytes of a store's file after its first question.
var filled = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "factiongraph")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	store := filepath.Join(folder, "graph.db")
	var stderr bytes.Buffer
	p := program{
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr,
		env: func(string) string { return "" }, terminal: func(io.Writer) bool { return false },
	}
	if code := p.run(context.Background(), []string{"query", "{ dataset { version } }", "--store", "embedded:" + store}); code != exitFine {
		return nil, fmt.Errorf("exit code %d: %s", code, stderr.String())
	}
	return os.ReadFile(store)
})

// files writes files into a folder of the test and returns the folder.
func files(t *testing.T, contents map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

var errBroken = errors.New("the disk is full")

// broken is where nothing can be written.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
