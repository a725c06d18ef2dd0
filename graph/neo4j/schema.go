package neo4j

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
)

// migrations bring the schema of the database from one version to the next:
// the first from nothing to version 1, and so on. Their statements are
// idempotent, for a program may die between any two of them. A migration that
// was released is never changed; another is added.
var migrations = [][]string{
	nil, // in early versions of this program; see firstSchema
	{
		"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
		"CREATE CONSTRAINT term_id IF NOT EXISTS FOR (n:Term) REQUIRE n.id IS UNIQUE",

		// Lists in order.
		"CREATE INDEX actor_name IF NOT EXISTS FOR (n:Actor) ON (n.sortName)",
		"CREATE INDEX place_name IF NOT EXISTS FOR (n:Place) ON (n.sortName)",
		"CREATE INDEX source_name IF NOT EXISTS FOR (n:Source) ON (n.sortName)",
		"CREATE INDEX source_date IF NOT EXISTS FOR (n:Source) ON (n.sortDate)",
		"CREATE INDEX source_date_down IF NOT EXISTS FOR (n:Source) ON (n.sortDateDown)",
		"CREATE INDEX event_id IF NOT EXISTS FOR (n:Event) ON (n.id)",
		"CREATE INDEX event_name IF NOT EXISTS FOR (n:Event) ON (n.sortName)",
		"CREATE INDEX event_date IF NOT EXISTS FOR (n:Event) ON (n.sortDate)",
		"CREATE INDEX event_date_down IF NOT EXISTS FOR (n:Event) ON (n.sortDateDown)",
		"CREATE INDEX agreement_name IF NOT EXISTS FOR (n:Agreement) ON (n.sortName)",
		"CREATE INDEX agreement_date IF NOT EXISTS FOR (n:Agreement) ON (n.sortDate)",
		"CREATE INDEX agreement_date_down IF NOT EXISTS FOR (n:Agreement) ON (n.sortDateDown)",
		"CREATE INDEX affiliation_date IF NOT EXISTS FOR (n:Affiliation) ON (n.sortDate)",
		"CREATE INDEX affiliation_date_down IF NOT EXISTS FOR (n:Affiliation) ON (n.sortDateDown)",
		"CREATE INDEX claim_id IF NOT EXISTS FOR (n:Claim) ON (n.sortId)",
		"CREATE INDEX claim_date IF NOT EXISTS FOR (n:Claim) ON (n.sortDate)",
		"CREATE INDEX claim_date_down IF NOT EXISTS FOR (n:Claim) ON (n.sortDateDown)",

		// Windows in time, and who takes part, in order of dates; see walk.
		"CREATE INDEX event_span_date IF NOT EXISTS FOR (n:Event) ON (n.span, n.sortDate)",
		"CREATE INDEX event_kind_span_date IF NOT EXISTS FOR (n:Event) ON (n.kind, n.span, n.sortDate)",
		"CREATE INDEX in_event IF NOT EXISTS FOR ()-[r:IN_EVENT]-() ON (r.actor, r.span, r.sortDate)",
		"CREATE INDEX in_agreement IF NOT EXISTS FOR ()-[r:IN_AGREEMENT]-() ON (r.actor, r.span, r.sortDate)",

		// Kinds and the like.
		"CREATE INDEX actor_kind IF NOT EXISTS FOR (n:Actor) ON (n.kind)",
		"CREATE INDEX affiliation_kind IF NOT EXISTS FOR (n:Affiliation) ON (n.kind)",
		"CREATE INDEX claim_stance IF NOT EXISTS FOR (n:Claim) ON (n.stance)",
		"CREATE INDEX source_key IF NOT EXISTS FOR (n:Source) ON (n.key)",
		"CREATE INDEX source_voice IF NOT EXISTS FOR (n:Source) ON (n.voice)",

		// Words of titles, and names however they are spelt; see search.
		"CREATE TEXT INDEX event_text IF NOT EXISTS FOR (n:Event) ON (n.text)",
		"CREATE FULLTEXT INDEX actor_keys IF NOT EXISTS FOR (n:Actor) ON EACH [n.keys] " + keyAnalyzer,
		"CREATE FULLTEXT INDEX place_keys IF NOT EXISTS FOR (n:Place) ON EACH [n.keys] " + keyAnalyzer,
		"CREATE FULLTEXT INDEX event_keys IF NOT EXISTS FOR (n:Event) ON EACH [n.keys] " + keyAnalyzer,
		"CREATE FULLTEXT INDEX agreement_keys IF NOT EXISTS FOR (n:Agreement) ON EACH [n.keys] " + keyAnalyzer,
		"CREATE FULLTEXT INDEX source_keys IF NOT EXISTS FOR (n:Source) ON EACH [n.keys] " + keyAnalyzer,

		"CALL db.awaitIndexes(3600)",
	},
}

// firstSchema is the least version of the schema whose data is drawn as it is
// now.
const firstSchema = 2

// keyAnalyzer splits keys at spaces and leaves them as they are.
const keyAnalyzer = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}"

// schemaVersion returns the version of the database's schema, 0 for none.
func (s *Store) schemaVersion(ctx context.Context) (int, error) {
	record, err := s.read(ctx, statement{
		operation: "schema version",
		text:      "OPTIONAL MATCH (s:" + schemaLabel + ") RETURN coalesce(max(s.version), 0) AS version",
	})
	if err != nil {
		return 0, err
	}
	return intOf(record.Values[0]), nil
}

// migrate brings the schema up to date. Several programs may do so at once:
// one of them does, while the others wait for its lock on the schema's node.
// The schema itself cannot change in the transaction that holds the lock.
func (s *Store) migrate(ctx context.Context) error {
	version, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	if version == len(migrations) {
		return nil
	}
	if err := checkSchema(version); err != nil {
		return err
	}
	const only = "CREATE CONSTRAINT schema_name IF NOT EXISTS FOR (n:" + schemaLabel + ") REQUIRE n.name IS UNIQUE"
	if err := s.define(ctx, only); err != nil {
		return err
	}
	return s.write(ctx, "migrating the schema", s.config.UpdateTimeout, func(run runner) error {
		record, err := run(ctx, statement{text: "MERGE (s:" + schemaLabel + " {name: 'factiongraph'}) SET s.migrating = true " +
			"RETURN coalesce(s.version, 0) AS version"})
		if err != nil {
			return err
		}
		version := intOf(record.Values[0])
		if err := checkSchema(version); err != nil {
			return err
		}
		for _, definitions := range migrations[version:] {
			for _, definition := range definitions {
				if err := s.define(ctx, definition); err != nil {
					return err
				}
			}
		}
		_, err = run(ctx, statement{
			text: "MATCH (s:" + schemaLabel + ") SET s.version = $version REMOVE s.migrating " +
				"MERGE (:" + datasetLabel + ") MERGE (clock:" + clockLabel + ") ON CREATE SET clock.tick = 0 RETURN count(*) AS done",
			params: map[string]any{"version": len(migrations)},
		})
		return err
	})
}

// checkSchema refuses what this program cannot bring up to date.
func checkSchema(version int) error {
	switch {
	case version > len(migrations):
		return graph.Errorf(graph.CodeUnavailable,
			"the database was set up by a newer program: its schema is of version %d, and this program knows those up to %d", version, len(migrations))
	case 0 < version && version < firstSchema:
		return graph.Errorf(graph.CodeUnavailable,
			"the database was set up by an early version of this program, and its data lacks what this one looks for: "+
				"delete all nodes (MATCH (n) DETACH DELETE n), and load the data again")
	}
	return nil
}

// define runs a statement that changes the schema.
func (s *Store) define(ctx context.Context, text string) error {
	const operation = "changing the schema"
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(ctx) }()
	_, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		result, err := tx.Run(ctx, text, nil)
		if err != nil {
			return nil, err
		}
		return result.Consume(ctx)
	}, within(ctx, s.config.UpdateTimeout, operation))
	return publicError(ctx, operation, err)
}

// intOf reads an integer as the driver gives it.
func intOf(value any) int {
	number, _ := value.(int64)
	return int(number)
}
