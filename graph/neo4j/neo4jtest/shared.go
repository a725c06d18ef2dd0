package neo4jtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Given is the only version when NEO4J_URI names a server to test against.
const Given = "given"

// wipeEnv allows the tests to wipe a given database that is not empty.
const wipeEnv = "FACTIONGRAPH_TEST_WIPE"

// cleanupTimeout bounds the work after a test, whose own context has ended by then.
const cleanupTimeout = time.Minute

// Versions returns the versions to test against: a long-term support release and the current one,
// or Given alone when the environment variable NEO4J_URI is set.
func Versions() []string {
	if _, given := givenServer(); given {
		return []string{Given}
	}
	versions := make([]string, len(releases))
	for i, rel := range releases {
		versions[i] = rel.version
	}
	return versions
}

// givenServer is the server that NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE name.
func givenServer() (s *Server, given bool) {
	uri := os.Getenv("NEO4J_URI")
	if uri == "" {
		return nil, false
	}
	return &Server{
		Version:  Given,
		URI:      uri,
		Username: cmp.Or(os.Getenv("NEO4J_USERNAME"), defaultUser),
		Password: os.Getenv("NEO4J_PASSWORD"),
		Database: cmp.Or(os.Getenv("NEO4J_DATABASE"), defaultDatabase),
	}, true
}

// started holds the servers that this test binary started: version → func() (*Server, error).
var started sync.Map

// Main runs the tests of a package and then stops the servers that Shared started for them. It
// returns the exit code for os.Exit.
func Main(m *testing.M) int {
	code := m.Run()
	if err := stopStarted(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	return code
}

func stopStarted() error {
	var errs []error
	started.Range(func(version, start any) bool {
		if s, err := start.(func() (*Server, error))(); err == nil {
			errs = append(errs, s.Stop())
		}
		started.Delete(version)
		return true
	})
	return errors.Join(errs...)
}

// Shared returns the server of one version, which all tests of the binary share, and perhaps other
// binaries too. It starts one where nobody did. Tests that write, or that mind what others write,
// use Exclusive. Shared skips the test in short mode, and fails it when there is no server.
func Shared(tb testing.TB, version string) *Server {
	tb.Helper()
	if testing.Short() {
		tb.Skip("short mode: this test needs a Neo4j server")
	}
	s, err := find(version)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func find(version string) (*Server, error) {
	if s, given := givenServer(); given {
		if version != Given {
			return nil, fmt.Errorf("neo4jtest: NEO4J_URI gives the server, so there is no version %q: ask Versions", version)
		}
		return s, nil
	}
	rel, err := findRelease(version)
	if err != nil {
		return nil, err
	}
	if uri := os.Getenv(rel.serverEnv()); uri != "" {
		return announced(rel, uri)
	}
	// The start is not bound to one test's context: the others want the server too.
	start, _ := started.LoadOrStore(version, sync.OnceValues(func() (*Server, error) {
		return Start(context.Background(), version)
	}))
	return start.(func() (*Server, error))()
}

// announced reads what Env wrote.
func announced(rel release, uri string) (*Server, error) {
	u, err := url.Parse(uri)
	if err != nil || u.User == nil {
		return nil, fmt.Errorf("neo4jtest: %s is not of the form neo4j://user:password@host:port", rel.serverEnv())
	}
	s := &Server{Version: rel.version, Username: u.User.Username(), Database: defaultDatabase}
	s.Password, _ = u.User.Password()
	u.User = nil
	s.URI = u.String()
	return s, nil
}

// Exclusive returns the server of one version with its database empty, and keeps others who ask
// likewise, in this process and in others, waiting until the test ends. It empties the database
// again then. A second call within the same test, or in a subtest of it, would wait for the first for ever.
//
// A given database that is not empty may be somebody's: it fails the test, unless the environment
// variable FACTIONGRAPH_TEST_WIPE is "yes".
func Exclusive(tb testing.TB, version string) *Server {
	tb.Helper()
	s := Shared(tb, version)
	if err := s.hold(tb); err != nil {
		tb.Fatal(err)
	}
	return s
}

// hold locks the server and empties its database until tb ends.
func (s *Server) hold(tb testing.TB) error {
	driver, err := s.Connect()
	if err != nil {
		return err
	}
	tb.Cleanup(func() { _ = driver.Close(context.Background()) })
	unlock, err := Lock(tb.Context(), s)
	if err != nil {
		return err
	}
	tb.Cleanup(unlock)
	if s.Version == Given && os.Getenv(wipeEnv) != "yes" {
		if err := mustBeEmpty(tb.Context(), driver, s); err != nil {
			return err
		}
	}
	if err := Wipe(tb.Context(), driver, s.Database); err != nil {
		return err
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
		defer cancel()
		if err := Wipe(ctx, driver, s.Database); err != nil {
			tb.Error(err)
		}
	})
	return nil
}

func mustBeEmpty(ctx context.Context, driver neo4j.DriverWithContext, s *Server) error {
	result, err := neo4j.ExecuteQuery(ctx, driver, "MATCH (n) RETURN n LIMIT 1", nil, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(s.Database), neo4j.ExecuteQueryWithReadersRouting())
	if err != nil {
		return fmt.Errorf("neo4jtest: database %s at %s: %w", s.Database, s.URI, err)
	}
	if len(result.Records) > 0 {
		return fmt.Errorf("neo4jtest: database %s at %s is not empty, and the tests would wipe it: give another in NEO4J_URI, or set %s=yes",
			s.Database, s.URI, wipeEnv)
	}
	return nil
}
