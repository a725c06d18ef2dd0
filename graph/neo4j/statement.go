package neo4j

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// statement is Cypher with its parameters, and what it is for, which the
// database shows beside it in SHOW TRANSACTIONS.
type statement struct {
	operation string
	text      string
	params    map[string]any
}

// runner runs a statement whose result is one record.
type runner func(ctx context.Context, statement statement) (*neo4j.Record, error)

// read runs a statement that only reads, in a transaction of its own, and
// again if it failed for a passing reason. Running it by itself costs one
// round trip; the driver's managed transactions would cost three.
func (s *Store) read(ctx context.Context, statement statement) (*neo4j.Record, error) {
	giveUp := time.Now().Add(s.config.RetryFor)
	for attempt := 0; ; attempt++ {
		record, err := s.readOnce(ctx, statement)
		if err == nil {
			return record, nil
		}
		if !neo4j.IsRetryable(err) || time.Now().After(giveUp) || pause(ctx, attempt) != nil {
			return nil, publicError(ctx, statement.operation, err)
		}
	}
}

func (s *Store) readOnce(ctx context.Context, statement statement) (*neo4j.Record, error) {
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, statement.text, statement.params, within(ctx, s.config.QueryTimeout, statement.operation))
	if err != nil {
		return nil, err
	}
	return result.Single(ctx)
}

// write runs work in a transaction that writes, and again if it failed for a
// passing reason: work must be such that doing it twice is doing it once.
// Statements end with ctx; a commit that has begun does not, for nobody would
// know what became of it.
func (s *Store) write(ctx context.Context, operation string, timeout time.Duration, work func(run runner) error) error {
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	session := s.session(whole, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(whole) }()
	_, err := session.ExecuteWrite(whole, func(tx neo4j.ManagedTransaction) (any, error) {
		return nil, driverError(work(func(ctx context.Context, statement statement) (*neo4j.Record, error) {
			result, err := tx.Run(ctx, statement.text, statement.params)
			if err != nil {
				return nil, err
			}
			return result.Single(ctx)
		}))
	}, within(ctx, timeout, operation))
	if ctx.Err() == nil {
		ctx = whole // which may have ended by itself
	}
	return publicError(ctx, operation, err)
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.config.Database, BookmarkManager: s.bookmarks, FetchSize: neo4j.FetchAll,
	})
}

// within tells the server when to give up by itself, should the network fail
// to tell it that nobody waits any more.
func within(ctx context.Context, timeout time.Duration, operation string) func(*neo4j.TransactionConfig) {
	if deadline, set := ctx.Deadline(); set {
		// Less than a millisecond would mean no bound at all.
		timeout = max(min(timeout, time.Until(deadline)), time.Millisecond)
	}
	return func(config *neo4j.TransactionConfig) {
		config.Timeout = timeout
		config.Metadata = map[string]any{"app": "factiongraph", "operation": operation}
	}
}

// pause waits before another attempt, a little longer each time.
func pause(ctx context.Context, attempt int) error {
	const first, longest = 5 * time.Millisecond, 500 * time.Millisecond
	wait := min(first<<min(attempt, 10), longest)
	timer := time.NewTimer(wait/2 + rand.N(wait/2)) //nolint:gosec // chance need not be unpredictable here
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
