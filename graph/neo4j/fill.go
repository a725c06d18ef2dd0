package neo4j

import (
	"context"
	"errors"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
)

// The first data of a database, if it is much, is put there in many
// transactions: in one it would need the server's memory for all of it, and
// takes longer. Nobody sees into it, for the clock shows a commit from the
// first of these transactions to the last, while the writers' lock is held by
// another that outlives them. Should the writer die, the node labelled Filling
// stays, and whoever has the lock next knows that what is there is no data: a
// writer clears it away, and a view fails.

// fillFrom is how many new entities are put into an empty database in many
// transactions.
const fillFrom = 5000

// fillAtOnce is how many of these transactions are under way at a time. The
// server works at each of them with one processor.
const fillAtOnce = 2

// clearTimeout bounds how long a writer that failed clears away what it wrote.
// The next one goes on with it.
const clearTimeout = time.Minute

// errBroken is what views get until the data is loaded again.
var errBroken = graph.Errorf(graph.CodeUnavailable, "the first loading of the database was broken off: load the data again")

// clearBroken clears away what a broken filling left.
func (s *Store) clearBroken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, clearTimeout)
	defer cancel()
	return s.write(ctx, "clearing", clearTimeout, func(run runner) error { return s.lockClean(ctx, run) })
}

// fills reports whether changes to the data set are put there in many
// transactions.
func (s *Store) fills(before graph.Dataset, changes *graph.Changes) bool {
	return before.Empty() && len(changes.Put) >= s.fillFrom && len(changes.Delete) == 0
}

// fill puts changes into the empty database and announces that before. In the
// caller's transaction, whose commit is the last, it says that they are whole.
func (s *Store) fill(ctx context.Context, run runner, changes *graph.Changes, batch graph.Batch, tick *int64) (err error) {
	if *tick, err = s.startCommit(ctx, true); err != nil {
		return err
	}
	if err := put(ctx, s.alone, fillAtOnce, changes, batch); err != nil {
		return err
	}
	_, err = run(ctx, statement{text: filledText})
	return err
}

// alone runs a statement in a transaction of its own, and again if the server
// says that it gave that up: to two that wait for each other, for one. If it is
// unknown whether it was done, the whole filling begins anew, for to do it twice
// would draw everything twice.
func (s *Store) alone(ctx context.Context, statement statement) (*neo4j.Record, error) {
	giveUp := time.Now().Add(s.config.UpdateRetryFor)
	for attempt := 0; ; attempt++ {
		record, err := s.aloneOnce(ctx, statement)
		reported, is := errors.AsType[*neo4j.Neo4jError](err)
		if !is || !reported.IsRetriable() || time.Now().After(giveUp) || pause(ctx, attempt) != nil {
			return record, err
		}
	}
}

func (s *Store) aloneOnce(ctx context.Context, statement statement) (*neo4j.Record, error) {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, statement.text, statement.params, within(ctx, s.config.UpdateTimeout, "filling"))
	if err != nil {
		return nil, err
	}
	return result.Single(ctx)
}

// lockClean is lock, and clears away what a broken filling left.
func (s *Store) lockClean(ctx context.Context, run runner) error {
	broken, err := lock(ctx, run)
	if err != nil || !broken {
		return err
	}
	for _, text := range clearTexts() {
		for deleted := 1; deleted > 0; {
			record, err := s.alone(ctx, statement{text: text, params: map[string]any{"limit": int64(rowLimit)}})
			if err != nil {
				return err
			}
			deleted = intOf(record.Values[0])
		}
	}
	return s.write(ctx, "clearing", tickTimeout, func(run runner) error {
		if _, err := run(ctx, statement{text: filledText}); err != nil {
			return err
		}
		return settle(ctx, run)
	})
}

const (
	// brokenText finds out whether what is there is no data.
	brokenText = "RETURN EXISTS { (:" + fillingLabel + ") } AS broken"
	filledText = "OPTIONAL MATCH (filling:" + fillingLabel + ") DELETE filling RETURN count(*) AS done"
)

// clearTexts delete, each until there is no more, all entities with their
// parts: those first to which few relationships lead, then the ties between
// actors, of which one alone may have too many for a transaction.
func clearTexts() []string {
	nodes := func(kind graph.EntityKind) string {
		return "MATCH (n:" + labels[kind] + ") WITH n LIMIT $limit " +
			"CALL (n) { MATCH (n)-[:" + named + "|" + hasTerm + "]->(part) DETACH DELETE part } DETACH DELETE n" + done
	}
	actor := labels[graph.ActorEntity]
	return []string{
		nodes(graph.ClaimEntity), nodes(graph.AffiliationEntity), nodes(graph.EventEntity), nodes(graph.AgreementEntity),
		"MATCH (:" + actor + ")-[r]->(:" + actor + ") WITH r LIMIT $limit DELETE r" + done,
		nodes(graph.ActorEntity), nodes(graph.SourceEntity), nodes(graph.PlaceEntity),
	}
}
