// Package neo4jtest gives tests and benchmarks a real Neo4j server.
//
// It owns the servers: their jars, their Java, their ports and folders, their start and their end,
// and who may use one at a time. It must not know what factiongraph keeps in a database.
//
// Most tests want [Exclusive]:
//
//	func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }
//
//	func TestStore(t *testing.T) {
//		for _, version := range neo4jtest.Versions() {
//			t.Run(version, func(t *testing.T) {
//				server := neo4jtest.Exclusive(t, version)
//				…
//			})
//		}
//	}
//
// A server is, in this order: the one that NEO4J_URI names, for all tests; one that the command
// with-neo4j started and announced in the environment; one that the test binary starts for itself.
// The last costs some ten seconds and about 1 GB of memory for each version. The servers run on Linux and macOS.
package neo4jtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

const (
	defaultUser     = "neo4j" // user and password of a fresh server; it takes no query before the password is changed
	defaultDatabase = "neo4j" // the only one that the community edition has beside "system"

	startTimeout = 120 * time.Second
	portAttempts = 3
	tailLines    = 25 // of each log, in the error of a failed start
)

// A Server is a running Neo4j server and what one needs to connect to it. It is safe for
// concurrent use.
type Server struct {
	Version  string // one of Versions
	URI      string // for example neo4j://127.0.0.1:40001, without credentials
	Username string
	Password string
	Database string

	// What follows is set only by the process that started the server.
	home string
	proc *process
	stop func() error
}

// Start starts a server of one version on a free loopback port, with an empty database, and returns
// when it answers queries, or fails after two minutes. The first time on a machine it downloads the
// version, and ctx had better allow for it. The caller stops the server; on Linux it also dies with
// this process. An error of type *MissingError says what to install.
func Start(ctx context.Context, version string) (*Server, error) {
	rel, err := findRelease(version)
	if err != nil {
		return nil, err
	}
	java, err := findJava(ctx, rel, javaCandidates())
	if err != nil {
		return nil, err
	}
	jars, err := fetchJars(ctx, rel)
	if err != nil {
		return nil, err
	}
	// Between finding a free port and taking it, another program may take it.
	for attempt := 1; ; attempt++ {
		port, err := freePort(ctx)
		if err != nil {
			return nil, err
		}
		s, err := launch(ctx, rel, java, jars, port)
		if err == nil || attempt == portAttempts || !errors.Is(err, errPortTaken) {
			return s, err
		}
	}
}

// Stop kills the server and deletes its data. It does nothing for a server that another process
// started. It is an error when the server had already ended by itself; the error holds the end of its log.
func (s *Server) Stop() error {
	if s.stop == nil {
		return nil
	}
	return s.stop()
}

// Connect returns a driver for the server, which the caller closes. It does not dial yet.
func (s *Server) Connect() (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(s.URI, neo4j.BasicAuth(s.Username, s.Password, ""))
}

// Env returns the environment entry, NAME=value, by which Shared in another process finds the server.
func (s *Server) Env() (string, error) {
	rel, err := findRelease(s.Version)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(s.URI)
	if err != nil {
		return "", fmt.Errorf("neo4jtest: %w", err)
	}
	u.User = url.UserPassword(s.Username, s.Password)
	return rel.serverEnv() + "=" + u.String(), nil
}

// launch starts a server on the port and waits until it answers.
func launch(ctx context.Context, rel release, java, jars string, port int) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	home, err := os.MkdirTemp("", "factiongraph-neo4j-")
	if err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	s := &Server{
		Version:  rel.version,
		URI:      fmt.Sprintf("neo4j://127.0.0.1:%d", port),
		Username: defaultUser,
		Password: rand.Text(),
		Database: defaultDatabase,
		home:     home,
	}
	if s.proc, err = s.run(rel, java, jars, port); err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	s.stop = sync.OnceValue(s.shutdown)
	if err := s.ready(ctx); err != nil {
		err = s.explain(err)
		_ = s.proc.kill()
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	return s, nil
}

// run writes the configuration and starts the Java program.
func (s *Server) run(rel release, java, jars string, port int) (*process, error) {
	conf := filepath.Join(s.home, "conf")
	if err := os.Mkdir(conf, 0o700); err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(conf, "neo4j.conf"), configuration(rel, port), 0o600); err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	console, err := os.Create(s.consoleLog())
	if err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	defer console.Close()
	// The openings are those of the neo4j.conf that Neo4j ships, which its launcher would pass on.
	cmd := exec.Command(java,
		"-Xms512m", "-Xmx1g", "-XX:+UseG1GC",
		"--add-opens=java.base/java.nio=ALL-UNNAMED",
		"--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
		"-Dio.netty.tryReflectionSetAccessible=true",
		"-Dlog4j2.disable.jmx=true",
		"-cp", filepath.Join(jars, "*"),
		rel.mainClass, "--home-dir="+s.home, "--config-dir="+conf)
	cmd.Dir = s.home
	cmd.Stdout, cmd.Stderr = console, console
	return startProcess(cmd)
}

// configuration is a server for tests: loopback Bolt and nothing else, little memory, no reports to anyone.
func configuration(rel release, port int) []byte {
	lines := append([]string{
		fmt.Sprintf("server.bolt.listen_address=127.0.0.1:%d", port),
		fmt.Sprintf("server.bolt.advertised_address=127.0.0.1:%d", port),
		"server.http.enabled=false",
		"server.https.enabled=false",
		"server.memory.pagecache.size=256m",
		"db.tx_log.preallocate=false",
		"dbms.usage_report.enabled=false",
		"client.allow_telemetry=false",
	}, rel.settings...)
	return []byte(strings.Join(lines, "\n") + "\n")
}

// ready waits until the server takes queries, with the password changed on the way, as every
// Neo4j server asks for at the first login. It fails when the server ends, or ctx does.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-s.proc.done:
			cancel(fmt.Errorf("it ended by itself: %w", s.proc.err))
		case <-ctx.Done():
		}
	}()
	first := *s
	first.Password = defaultUser
	// The answer to a change may come too late on a busy machine. The server then refuses the old
	// password, so a refusal turns to the other one; asking on with the same would lock the user out.
	changed := false
	return retry(ctx, func(ctx context.Context) error {
		if !changed {
			err := first.execute(ctx, "system", "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
				map[string]any{"old": first.Password, "new": s.Password})
			if err != nil {
				changed = isRefused(err)
				return err
			}
			changed = true
		}
		err := s.execute(ctx, s.Database, "RETURN 1", nil)
		changed = !isRefused(err)
		return err
	})
}

// isRefused tells whether the server knows the user by another password.
func isRefused(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.As(err, &refused) && refused.IsAuthenticationFailed()
}

// retry calls try until it succeeds or ctx ends.
func retry(ctx context.Context, try func(context.Context) error) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		// Whoever else may listen at the port need not answer.
		one, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := try(one)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; last try: %w", context.Cause(ctx), err)
		case <-tick.C:
		}
	}
}

// execute connects afresh and runs one statement.
func (s *Server) execute(ctx context.Context, database, cypher string, params map[string]any) error {
	driver, err := s.Connect()
	if err != nil {
		return err
	}
	defer func() { _ = driver.Close(ctx) }()
	if err := driver.VerifyConnectivity(ctx); err != nil {
		return err
	}
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: database})
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, cypher, params)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}

func (s *Server) shutdown() error {
	var ended error
	select {
	case <-s.proc.done:
		ended = s.explain(fmt.Errorf("it ended by itself: %w", s.proc.err))
	default:
	}
	if err := s.proc.kill(); err != nil {
		return err
	}
	lock, err := s.lockPath()
	if err == nil {
		// Nobody waits for a server that is gone.
		err = os.Remove(lock)
	}
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(ended, err, os.RemoveAll(s.home))
}

// errPortTaken marks a start that failed because another program listens at the port.
var errPortTaken = errors.New("the port is taken")

// explain adds the version and the end of the server's logs to err.
func (s *Server) explain(err error) error {
	console := tail(s.consoleLog(), tailLines)
	log := tail(filepath.Join(s.home, "logs", "neo4j.log"), tailLines)
	if strings.Contains(log, "PortBindException") {
		err = fmt.Errorf("%w: %w", errPortTaken, err)
	}
	return fmt.Errorf("neo4jtest: Neo4j %s at %s: %w\n%s%s", s.Version, s.URI, err, console, log)
}

func (s *Server) consoleLog() string { return filepath.Join(s.home, "console.log") }

// tail returns the last n lines of a file, and nothing when there is no such file.
func tail(path string, n int) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-n-1):], nil))
}

// freePort returns a loopback port that nobody listens at now.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("neo4jtest: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
