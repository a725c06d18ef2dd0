package neo4j

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// How the sequence lock of the package comment is read and moved.

const (
	// viewAttempts is how often a view is read before writers must wait for it.
	viewAttempts = 4
	// commitPatience is how long a view waits for one commit to end, and
	// writerPatience how long before it looks whether the writer is dead.
	commitPatience = 20 * time.Second
	writerPatience = time.Second
	// tickTimeout bounds a transaction that moves the clock.
	tickTimeout = 5 * time.Second
	// longestStride bounds half of the stride by which the tick of a commit is
	// greater than that before, which is a matter of chance: if an older copy of
	// the database is put in its place and then changed, the new ticks are none
	// that this program has seen with other data.
	longestStride = 1 << 31
)

// unknownTick is that of a commit that may have been announced.
const unknownTick = -1

// observed makes of Cypher that returns one row with the column "found" a
// statement that also returns the ticks before and after it was computed. The
// aggregation in body keeps the order: it must be complete before the clock is
// read again.
func observed(body string) string {
	return "MATCH (clock:" + clockLabel + ") WITH clock.tick AS before\n" +
		"CALL () {\n" + body + "\n}\n" +
		"MATCH (clock:" + clockLabel + ") RETURN before, found, clock.tick AS after"
}

// committing reports whether a commit is under way at that tick.
func committing(tick int64) bool { return tick%2 != 0 }

// startCommit moves the clock to an odd tick and returns it, or unknownTick with
// an error. It says along with that whether many commits are to come that fill
// the database. The caller holds the writers' lock.
func (s *Store) startCommit(ctx context.Context, filling bool) (int64, error) {
	tick := int64(unknownTick)
	// If it is odd already, whoever made it so is done, since the lock is ours.
	text := "MATCH (clock:" + clockLabel + ") SET clock.tick = clock.tick + $stride + clock.tick % 2 "
	if filling {
		text += "MERGE (:" + fillingLabel + ") "
	}
	err := s.write(ctx, "announcing a commit", tickTimeout, func(run runner) error {
		record, err := run(ctx, statement{
			text:   text + "RETURN clock.tick AS tick",
			params: map[string]any{"stride": 1 + 2*rand.Int64N(longestStride)}, //nolint:gosec // chance need not be unpredictable here
		})
		if err != nil {
			return err
		}
		tick, _ = record.Values[0].(int64)
		return nil
	})
	return tick, err
}

// endCommit moves the clock on from an odd tick, unless somebody did.
func (s *Store) endCommit(ctx context.Context, tick int64) error {
	return s.write(ctx, "ending a commit", tickTimeout, func(run runner) error {
		_, err := run(ctx, statement{
			text:   "OPTIONAL MATCH (clock:" + clockLabel + ") WHERE clock.tick = $tick SET clock.tick = $tick + 1 RETURN count(*) AS done",
			params: map[string]any{"tick": tick},
		})
		return err
	})
}

// recover makes an odd tick even on behalf of a writer that is dead. It fails,
// and should, while a writer lives, since that holds the lock, and with
// errBroken if what the writer left is no data.
func (s *Store) recover(ctx context.Context) error {
	return s.write(ctx, "recovering from a dead writer", writerPatience, func(run runner) error {
		if err := lockWhole(ctx, run); err != nil {
			return err
		}
		return settle(ctx, run)
	})
}

// lock takes the writers' lock until the transaction ends. What is there may be
// what a broken filling left.
func lock(ctx context.Context, run runner) (broken bool, err error) {
	if _, err := run(ctx, statement{text: "MATCH (dataset:" + datasetLabel + ") SET dataset.locked = true REMOVE dataset.locked RETURN count(*) AS done"}); err != nil {
		return false, err
	}
	// By a statement of its own: the first may have waited, and looked before.
	record, err := run(ctx, statement{text: brokenText})
	if err != nil {
		return false, err
	}
	broken, _ = record.Values[0].(bool)
	return broken, nil
}

// lockWhole is lock, or errBroken.
func lockWhole(ctx context.Context, run runner) error {
	broken, err := lock(ctx, run)
	if err == nil && broken {
		err = errBroken
	}
	return err
}

// settle makes an odd tick even. Somebody must hold the lock for the caller:
// whoever left the tick odd is done then.
func settle(ctx context.Context, run runner) error {
	_, err := run(ctx, statement{
		text: "OPTIONAL MATCH (clock:" + clockLabel + ") WHERE clock.tick % 2 = 1 SET clock.tick = clock.tick + 1 RETURN count(*) AS done",
	})
	return err
}

// viewAlone is a view that writers wait for: it takes a turn as if it were one
// of them.
func (s *Store) viewAlone(ctx context.Context, read func(graph.Reader) error) error {
	release, err := s.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer release()
	var answer error
	err = s.write(ctx, "view", s.config.UpdateTimeout, func(run runner) error {
		if err := lockWhole(ctx, run); err != nil {
			return err
		}
		// Not in this transaction, which readers do not see into.
		if err := s.write(ctx, "settling the clock", tickTimeout, func(run runner) error { return settle(ctx, run) }); err != nil {
			return err
		}
		view := &reader{run: s.read, pinned: true, kept: s.kept}
		answer = view.whole(ctx, read)
		if view.moved.Load() {
			return errMoved
		}
		return nil
	})
	if err != nil {
		return err
	}
	return answer
}

// takeTurn waits for this process's other writers.
func (s *Store) takeTurn(ctx context.Context) (release func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, publicError(ctx, "waiting for another update", ctx.Err())
	}
}

// awaitRest waits until no commit is under way.
func (s *Store) awaitRest(ctx context.Context) error {
	start := time.Now()
	look := writerPatience
	for attempt := 0; ; attempt++ {
		record, err := s.read(ctx, statement{operation: "waiting for a commit", text: "MATCH (clock:" + clockLabel + ") RETURN clock.tick AS tick"})
		if err != nil {
			return err
		}
		tick, _ := record.Values[0].(int64)
		waited := time.Since(start)
		switch {
		case !committing(tick):
			return nil
		case waited > commitPatience:
			return graph.Errorf(graph.CodeUnavailable, "the data is being changed, and that takes long: try again")
		case waited > look:
			look = waited + writerPatience
			// A writer that lives makes this fail, and then there is only to wait.
			if err := s.recover(ctx); errors.Is(err, errBroken) {
				return errBroken
			}
		}
		if err := pause(ctx, attempt); err != nil {
			return publicError(ctx, "waiting for a commit", err)
		}
	}
}
