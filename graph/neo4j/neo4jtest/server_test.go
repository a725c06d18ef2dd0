package neo4jtest

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"go.uber.org/goleak"
)

// TestStart starts and stops servers of its own, whatever servers the other tests share.
func TestStart(t *testing.T) {
	if testing.Short() {
		t.Skip("short mode: starts Neo4j servers")
	}
	for _, rel := range releases {
		t.Run(rel.version, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			s, err := Start(t.Context(), rel.version)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Stop() })
			driver := connect(t, s)

			if diff := cmp.Diff([]any{int64(1)}, query(t, driver, s, "RETURN 1")); diff != "" {
				t.Errorf("RETURN 1 (-want +got):\n%s", diff)
			}
			if got := query(t, driver, s, "CALL dbms.components() YIELD versions RETURN versions[0]"); got[0] != rel.version {
				t.Errorf("the server is Neo4j %v, want %s", got[0], rel.version)
			}
			expectPassword(t, s)
			expectReadyAgain(t, s)
			expectWipe(t, driver, s)
			if err := driver.Close(t.Context()); err != nil {
				t.Error(err)
			}

			if err := s.Stop(); err != nil {
				t.Errorf("Stop: %v", err)
			}
			if !gone(s.proc.pid) {
				t.Errorf("process group %d outlived Stop", s.proc.pid)
			}
			if _, err := os.Stat(s.home); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the server's folder outlived Stop (%v)", err)
			}
			if err := s.Stop(); err != nil {
				t.Errorf("second Stop: %v", err)
			}
		})
	}
}

func expectPassword(t *testing.T, s *Server) {
	t.Helper()
	wrong := *s
	wrong.Password = "wrong"
	if err := wrong.execute(t.Context(), s.Database, "RETURN 1", nil); !isRefused(err) {
		t.Errorf("a wrong password: got %v, want an authentication failure", err)
	}
}

// expectReadyAgain is a start whose change of the password was done and not acknowledged.
func expectReadyAgain(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.ready(ctx); err != nil {
		t.Errorf("with the password changed before: %v", err)
	}
}

func expectWipe(t *testing.T, driver neo4j.DriverWithContext, s *Server) {
	t.Helper()
	const schema = "SHOW INDEXES YIELD type RETURN type ORDER BY type"
	fresh := query(t, driver, s, schema)
	for _, statement := range []string{
		"CREATE CONSTRAINT `odd``name` FOR (a:Actor) REQUIRE a.id IS UNIQUE",
		"CREATE INDEX FOR (a:Actor) ON (a.name)",
		"CREATE FULLTEXT INDEX names FOR (a:Actor) ON EACH [a.name]",
		"CREATE (hub:Hub) WITH hub UNWIND range(1, 2500) AS i CREATE (hub)-[:HAS]->(:Actor {id: i})",
	} {
		query(t, driver, s, statement)
	}
	if err := Wipe(t.Context(), driver, s.Database); err != nil {
		t.Fatal(err)
	}
	if got := query(t, driver, s, "MATCH (n) RETURN count(n)"); got[0] != int64(0) {
		t.Errorf("%v nodes are left", got[0])
	}
	if diff := cmp.Diff(fresh, query(t, driver, s, schema)); diff != "" {
		t.Errorf("indexes (-fresh +wiped):\n%s", diff)
	}
	if got := query(t, driver, s, "SHOW CONSTRAINTS YIELD name"); len(got) > 0 {
		t.Errorf("constraints %v are left", got)
	}
	if err := Wipe(t.Context(), driver, s.Database); err != nil {
		t.Errorf("wiping an empty database: %v", err)
	}
}

func TestLaunchOnTakenPort(t *testing.T) {
	if testing.Short() {
		t.Skip("short mode: starts a Neo4j server")
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	rel := releases[0]
	java, err := findJava(t.Context(), rel, javaCandidates())
	if err != nil {
		t.Fatal(err)
	}
	jars, err := fetchJars(t.Context(), rel)
	if err != nil {
		t.Fatal(err)
	}
	_, err = launch(t.Context(), rel, java, jars, listener.Addr().(*net.TCPAddr).Port)
	if !errors.Is(err, errPortTaken) || !strings.Contains(err.Error(), "Address already in use") {
		t.Errorf("got %v, want errPortTaken with the log's own words", err)
	}
}

func TestLaunchFails(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name   string
		ctx    context.Context
		script string
		want   []string
	}{
		{"ends by itself", t.Context(), "echo Unrecognized option: --odd; exit 4", []string{"exit status 4", "Unrecognized option: --odd"}},
		{"context ends", ended, "exec sleep 600", []string{"context canceled"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			tmp := t.TempDir()
			t.Setenv("TMPDIR", tmp)
			port, err := freePort(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = launch(test.ctx, releases[0], javaIn(fakeJava(t, test.script)), "/no/such/jars", port)
			if err == nil {
				t.Fatal("the server started")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q lacks %q", err, part)
				}
			}
			if left, err := filepath.Glob(filepath.Join(tmp, "factiongraph-*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestStartUnknownVersion(t *testing.T) {
	if _, err := Start(t.Context(), "4.4.0"); err == nil || !strings.Contains(err.Error(), "5.26.25") {
		t.Errorf("got %v, want an error that names the known versions", err)
	}
}

func TestExclusive(t *testing.T) {
	for _, version := range Versions() {
		t.Run(version, func(t *testing.T) {
			for _, run := range []string{"first", "second"} {
				t.Run(run, func(t *testing.T) {
					s := Exclusive(t, version)
					driver := connect(t, s)
					if got := query(t, driver, s, "MATCH (n) RETURN count(n)"); got[0] != int64(0) {
						t.Errorf("%v nodes in a database that should be empty", got[0])
					}
					if err := mustBeEmpty(t.Context(), driver, s); err != nil {
						t.Error(err)
					}
					query(t, driver, s, "CREATE (:Actor)")
					if err := mustBeEmpty(t.Context(), driver, s); err == nil || !strings.Contains(err.Error(), wipeEnv) {
						t.Errorf("got %v, want an error that names %s", err, wipeEnv)
					}
				})
			}
		})
	}
}

func TestStopReportsCrash(t *testing.T) {
	proc, err := startProcess(exec.Command("sh", "-c", "exit 137"))
	if err != nil {
		t.Fatal(err)
	}
	<-proc.done
	s := &Server{Version: "5.26.25", URI: "neo4j://127.0.0.1:1", home: t.TempDir(), proc: proc}
	if err := os.WriteFile(s.consoleLog(), []byte("java.lang.OutOfMemoryError\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err = s.shutdown()
	for _, part := range []string{"ended by itself", "exit status 137", "OutOfMemoryError"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want an error with %q", err, part)
		}
	}
}

func TestEnvRoundTrip(t *testing.T) {
	t.Setenv("NEO4J_URI", "")
	s := &Server{
		Version: releases[1].version, URI: "neo4j://127.0.0.1:40001",
		Username: "neo4j", Password: "p@ss:w/rd", Database: "neo4j",
	}
	entry, err := s.Env()
	if err != nil {
		t.Fatal(err)
	}
	name, value, _ := strings.Cut(entry, "=")
	if want := "FACTIONGRAPH_TEST_NEO4J_2026"; name != want {
		t.Errorf("the variable is %s, want %s", name, want)
	}
	t.Setenv(name, value)
	got, err := find(s.Version)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, got, cmp.AllowUnexported(Server{})); diff != "" {
		t.Errorf("(-handed over +found):\n%s", diff)
	}
	if err := got.Stop(); err != nil {
		t.Errorf("stopping another process's server: %v", err)
	}
}

func TestFindMalformed(t *testing.T) {
	t.Setenv("NEO4J_URI", "")
	for _, uri := range []string{"neo4j://127.0.0.1:40001", "neo4j://%zz"} {
		t.Setenv(releases[0].serverEnv(), uri)
		if s, err := find(releases[0].version); err == nil || !strings.Contains(err.Error(), releases[0].serverEnv()) {
			t.Errorf("%s: got %v, %v; want an error that names the variable", uri, s, err)
		}
	}
}

func TestGivenServer(t *testing.T) {
	t.Setenv("NEO4J_URI", "neo4j+s://db.example:7687")
	t.Setenv("NEO4J_USERNAME", "")
	t.Setenv("NEO4J_PASSWORD", "secret")
	t.Setenv("NEO4J_DATABASE", "tests")
	if diff := cmp.Diff([]string{Given}, Versions()); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	got, err := find(Given)
	if err != nil {
		t.Fatal(err)
	}
	want := &Server{Version: Given, URI: "neo4j+s://db.example:7687", Username: "neo4j", Password: "secret", Database: "tests"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Server{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s, err := find(releases[0].version); err == nil {
		t.Errorf("a version beside the given server: got %v, want an error", s)
	}
}

func connect(t *testing.T, s *Server) neo4j.DriverWithContext {
	t.Helper()
	driver, err := s.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = driver.Close(context.Background()) })
	return driver
}

// query runs a statement in a transaction of its own and returns its first column.
func query(t *testing.T, driver neo4j.DriverWithContext, s *Server, cypher string) []any {
	t.Helper()
	result, err := neo4j.ExecuteQuery(t.Context(), driver, cypher, nil, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(s.Database))
	if err != nil {
		t.Fatalf("%s: %v", cypher, err)
	}
	var values []any
	for _, record := range result.Records {
		values = append(values, record.Values[0])
	}
	return values
}
