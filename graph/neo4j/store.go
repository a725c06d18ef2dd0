package neo4j

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"github.com/factiongraph/factiongraph/graph"
)

// Config says where the database is and how long it may take. Only URI is
// needed; a zero duration or number means the default.
type Config struct {
	// URI is bolt:// or neo4j:// (which routes within a cluster), with +s for
	// TLS or +ssc for TLS with a certificate that nobody vouches for.
	URI string
	// Username and Password may both be empty where the server asks for none.
	Username, Password string
	// Database is the database's name; the user's home database if empty,
	// which costs a round trip now and then to find out.
	Database string
	// Logger takes the driver's warnings and errors; none if nil.
	Logger *slog.Logger
	// QueryTimeout bounds each reading statement, if the context's deadline
	// does not end it before. Default 30 s.
	QueryTimeout time.Duration
	// UpdateTimeout likewise bounds each attempt of an update. Default 1 h.
	UpdateTimeout time.Duration
	// RetryFor is how long a reading statement that failed for a passing
	// reason is tried again. Default 5 s.
	RetryFor time.Duration
	// UpdateRetryFor likewise is how long after its begin an update that
	// failed for a passing reason is begun again. Default 1 min.
	UpdateRetryFor time.Duration
	// MaxConnections bounds the connections to each server. Default 50, at
	// least 4: an update takes two at a time.
	MaxConnections int
	// ConnectTimeout bounds waiting for a connection. Default 5 s.
	ConnectTimeout time.Duration
	// KeepBytes bounds the memory for records and ties that were read and may be
	// asked for again. Default 128 MiB; negative for keeping nothing.
	KeepBytes int
}

func (c Config) withDefaults() Config {
	c.QueryTimeout = cmp.Or(c.QueryTimeout, 30*time.Second)
	c.UpdateTimeout = cmp.Or(c.UpdateTimeout, time.Hour)
	c.RetryFor = cmp.Or(c.RetryFor, 5*time.Second)
	c.UpdateRetryFor = cmp.Or(c.UpdateRetryFor, time.Minute)
	c.MaxConnections = max(cmp.Or(c.MaxConnections, 50), 4)
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, 5*time.Second)
	c.KeepBytes = cmp.Or(c.KeepBytes, 128<<20)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

var schemes = []string{"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}

// Store is a [graph.Store] in a Neo4j database.
type Store struct {
	config    Config
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager

	kept *kept // nil if nothing is

	// fillFrom is the constant, but in tests.
	fillFrom int

	// turn holds a token while this process updates. Other processes take
	// turns by the lock in the database; waiting here costs it nothing.
	turn chan struct{}
}

// Open connects to the database and brings its schema up to date. The error is
// CodeBadInput for a URI that cannot be meant, CodeUnavailable for a database
// that cannot be reached, lets nobody in, or was set up by a newer program.
func Open(ctx context.Context, config Config) (*Store, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	auth := neo4j.NoAuth()
	if config.Username != "" || config.Password != "" {
		auth = neo4j.BasicAuth(config.Username, config.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(config.URI, auth, config.driver)
	if err != nil {
		return nil, graph.Errorf(graph.CodeBadInput, "the Neo4j driver refuses the configuration of the database").Because(err)
	}
	s := &Store{
		config:    config,
		driver:    driver,
		bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}),
		turn:      make(chan struct{}, 1),
		fillFrom:  fillFrom,
	}
	if config.KeepBytes > 0 {
		s.kept = newKept(config.KeepBytes)
	}
	if err := s.migrate(ctx); err != nil {
		_ = driver.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return s, nil
}

func (c *Config) check() error {
	address, err := url.Parse(c.URI)
	switch {
	case err != nil || address.Host == "":
		// The cause may quote a password that stands in the URI.
		return graph.Errorf(graph.CodeBadInput, "the database's address is no URI: write neo4j://host:7687")
	case !slices.Contains(schemes, address.Scheme):
		return graph.Errorf(graph.CodeBadInput, "the database's URI begins with %q: use one of %s", address.Scheme, strings.Join(schemes, ", "))
	case address.User != nil:
		return graph.Errorf(graph.CodeBadInput, "the database's URI holds a user name: give it, and the password, apart")
	}
	return nil
}

// driver configures the driver, which is one for the whole process.
func (c *Config) driver(d *config.Config) {
	d.UserAgent = userAgent()
	d.MaxConnectionPoolSize = c.MaxConnections
	d.ConnectionAcquisitionTimeout = c.ConnectTimeout
	d.SocketConnectTimeout = c.ConnectTimeout
	d.MaxTransactionRetryTime = c.UpdateRetryFor
	d.TelemetryDisabled = true
	d.NotificationsMinSeverity = notifications.DisabledLevel // hints about Cypher are for developers
	d.Log = driverLog{c.Logger}
}

func userAgent() string {
	version := "devel"
	if build, known := debug.ReadBuildInfo(); known && build.Main.Version != "" {
		version = build.Main.Version
	}
	return "factiongraph/" + version
}

// Ready reports whether the database answers and has the schema.
func (s *Store) Ready(ctx context.Context) error {
	version, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	if version != len(migrations) {
		return graph.Errorf(graph.CodeUnavailable, "the database's schema is of version %d, and %d is needed", version, len(migrations))
	}
	return nil
}

// Cannot lists what this store does not offer: nothing.
func (s *Store) Cannot() []graph.Limitation { return nil }

// Close closes all connections.
func (s *Store) Close(ctx context.Context) error {
	return publicError(ctx, "closing", s.driver.Close(ctx))
}

// driverLog passes the driver's warnings and errors on. What it tells beside
// these is for its own developers.
type driverLog struct{ logger *slog.Logger }

func (l driverLog) Error(name, id string, err error) {
	l.logger.Error("neo4j driver", "component", name, "id", id, "error", err)
}

func (l driverLog) Warnf(name, id, format string, arguments ...any) {
	l.logger.Warn("neo4j driver", "component", name, "id", id, "message", fmt.Sprintf(format, arguments...))
}

func (driverLog) Infof(string, string, string, ...any)  {}
func (driverLog) Debugf(string, string, string, ...any) {}
