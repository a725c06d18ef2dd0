package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func TestDataFolder(t *testing.T) {
	for _, test := range []struct {
		name, system string
		env          map[string]string
		want         string
	}{
		{"xdg", "linux", map[string]string{"XDG_DATA_HOME": "/data", "HOME": "/home/a"}, "/data"},
		{"relative xdg", "linux", map[string]string{"XDG_DATA_HOME": "data", "HOME": "/home/a"}, "/home/a/.local/share"},
		{"home", "freebsd", map[string]string{"HOME": "/home/a"}, "/home/a/.local/share"},
		{"homeless", "linux", nil, ""},
		{"mac", "darwin", map[string]string{"HOME": "/Users/a", "XDG_DATA_HOME": "/data"}, "/Users/a/Library/Application Support"},
		{"windows", "windows", map[string]string{"LocalAppData": `C:\Users\a\AppData\Local`, "HOME": "/home/a"}, `C:\Users\a\AppData\Local`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := dataFolder(test.system, func(name string) string { return test.env[name] })
			if got != filepath.FromSlash(test.want) {
				t.Errorf("%q, not %q", got, test.want)
			}
		})
	}
}

func TestLocate(t *testing.T) {
	for _, test := range []struct {
		name, flag, env string
		want            location
	}{
		{"flag", "embedded:a/b.db", "embedded:c.db", location{file: "a/b.db"}},
		{"environment", "", "embedded:c.db", location{file: "c.db"}},
		{"default", "", "", location{file: filepath.FromSlash("/data/factiongraph/graph.db")}},
		{"default by prefix", "embedded:", "embedded:c.db", location{file: filepath.FromSlash("/data/factiongraph/graph.db")}},
		{"home", "embedded:~/g.db", "", location{file: filepath.FromSlash("/home/a/g.db")}},
		{"colon", `embedded:C:\g.db`, "", location{file: `C:\g.db`}},
		{"database", "neo4j+s://host:7687", "embedded:c.db", location{database: "neo4j+s://host:7687"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := command{env: map[string]string{
				"FACTIONGRAPH_STORE": test.env, "XDG_DATA_HOME": "/data", "HOME": "/home/a", "LocalAppData": "/data",
			}}.program(t, nil, nil)
			got, err := p.locate(test.flag)
			if err != nil || got != test.want {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	t.Run("nowhere", func(t *testing.T) {
		homeless := command{env: map[string]string{"XDG_DATA_HOME": "", "HOME": "", "LocalAppData": ""}}
		homeless.run(t, "query", "{a}").fail(t, exitUsage, "--store embedded:FILE")
	})
	t.Run("no password is shown", func(t *testing.T) {
		got := command{}.run(t, "query", "{a}", "--store", "neo4j://neo4j:sesame@localhost")
		got.fail(t, exitUsage, "user name")
		if strings.Contains(got.stderr, "sesame") {
			t.Error(got.stderr)
		}
	})
}

// TestUnavailable holds that a store that cannot be had is exit code 3.
func TestUnavailable(t *testing.T) {
	t.Parallel()
	inTheWay := filepath.Join(files(t, map[string]string{"file": ""}), "file")
	for name, store := range map[string]string{
		"a file for a folder": "embedded:" + filepath.Join(inTheWay, "graph.db"),
		"nobody listens":      "bolt://127.0.0.1:1",
	} {
		t.Run(name, func(t *testing.T) {
			command{}.run(t, "fights", "Russia", "--store", store).fail(t, exitUnavailable, "factiongraph: ")
		})
	}
}

// TestServeWaits holds that serve gives a database its time, and no more.
func TestServeWaits(t *testing.T) {
	got := command{patience: 100 * time.Millisecond}.run(t, "serve", "--addr", "127.0.0.1:0", "--store", "bolt://127.0.0.1:1")
	got.fail(t, exitUnavailable, "Connecting to bolt://127.0.0.1:1, for up to 100ms", "did not come up within 100ms: ")
}

func TestAwait(t *testing.T) {
	down, busy := graph.Errorf(graph.CodeUnavailable, "it is down"), graph.Errorf(graph.CodeUnavailable, "it is busy")
	for _, test := range []struct {
		name string
		// attempts are how each attempt ends; the last one goes on. A nil is a
		// store.
		attempts []error
		code     graph.Code // of the error, if there is one
		took     time.Duration
		says     []string
	}{
		{"up", []error{nil}, "", 0, nil},
		{"comes up", []error{down, down, busy, down, nil}, "", 4 * time.Second, []string{"it is down", "it is busy", "it is down"}},
		{"stays down", []error{down}, graph.CodeUnavailable, 30 * time.Second, []string{"it is down"}},
		{"hangs", []error{context.DeadlineExceeded}, graph.CodeUnavailable, 30 * time.Second, nil},
		{"not a database", []error{down, graph.Errorf(graph.CodeBadInput, "no")}, graph.CodeBadInput, time.Second, []string{"it is down"}},
		{"interrupted", []error{context.Canceled}, graph.CodeTimeout, 5 * time.Second, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				attempts := test.attempts
				var stderr strings.Builder
				p := command{}.program(t, io.Discard, &stderr)
				start := time.Now()
				store, err := p.await(ctx, location{database: "bolt://there"}, func(attempt context.Context) (graph.Store, error) {
					end := attempts[0]
					if len(attempts) > 1 {
						attempts = attempts[1:]
					}
					switch {
					case end == nil:
						return &embedded.Store{}, nil
					case errors.Is(end, context.Canceled):
						time.AfterFunc(test.took, interrupt)
						fallthrough
					case errors.Is(end, context.DeadlineExceeded):
						<-attempt.Done()
						return nil, graph.Errorf(graph.CodeTimeout, "time is up").Because(attempt.Err())
					}
					return nil, end
				})
				if took := time.Since(start); took != test.took {
					t.Errorf("it took %s", took)
				}
				if (err == nil) != (test.code == "") || err != nil && graph.CodeOf(err) != test.code || (store == nil) != (err != nil) {
					t.Errorf("store %v, error %v", store, err)
				}
				var said []string
				for line := range strings.Lines(stderr.String()) {
					if reason, is := strings.CutPrefix(line, "Trying again: "); is {
						said = append(said, strings.TrimSpace(reason))
					}
				}
				if diff := cmp.Diff(test.says, said); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// TestFilledOnce holds that the first question fills a new store and says so,
// and that the next one finds it.
func TestFilledOnce(t *testing.T) {
	store := filepath.Join(t.TempDir(), "new", "graph.db")
	ask := func() outcome {
		return command{}.run(t, "query", "{ dataset { version } }", "--store", "embedded:"+store)
	}
	first, second := ask(), ask()
	if first.succeed(t) != second.succeed(t) || second.stderr != "" {
		t.Errorf("first %+v\nsecond %+v", first, second)
	}
	mustSay(t, first.stderr, "The store was empty: loaded the built-in corpus (124 actors, 57 places, 5 sources, ")
	if _, err := os.Stat(store); err != nil {
		t.Error(err)
	}
}

// TestNeo4j holds that the program tells the same from a database as from a
// file.
func TestNeo4j(t *testing.T) {
	database := neo4jtest.Exclusive(t, neo4jtest.Versions()[0])
	file := corpus(t)
	other := command{env: map[string]string{
		"FACTIONGRAPH_STORE": database.URI, "NEO4J_USERNAME": database.Username,
		"NEO4J_PASSWORD": database.Password, "NEO4J_DATABASE": database.Database,
	}}
	other.run(t, "fights", "act_russia").fail(t, exitRefused, "The database is empty")
	mustSay(t, other.serve(t).said(), "Connecting to neo4j://", "The store was empty: loaded the built-in corpus", "Serving neo4j://")
	mustSay(t, other.run(t, "load", "../../seeds").succeed(t), "nothing changed")
	for _, args := range [][]string{
		{"mediators", "Umm Batnah residents", "act_sasa_branch"},
		{"fights", "4th Division", "--include-subordinates", "--json"},
		{"query", "{ dataset { version counts { kind count } } }"},
		{"check", "../../seeds", "--store", ""},
	} {
		want, got := file.run(t, args...).succeed(t), other.run(t, args...).succeed(t)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-file +database):\n%s", args, diff)
		}
	}
}
