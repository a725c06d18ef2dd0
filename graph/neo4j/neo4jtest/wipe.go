package neo4jtest

import (
	"context"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Wipe makes a database as empty as a fresh one: it drops every constraint and index but the token
// lookup indexes, which a fresh database has too, and deletes every relationship and node in
// transactions of bounded size. Names of labels, types and properties stay known to the database.
func Wipe(ctx context.Context, driver neo4j.DriverWithContext, database string) error {
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: database})
	defer func() { _ = session.Close(ctx) }()

	// Constraints go first: the indexes that they own cannot be dropped by themselves.
	for _, schema := range []struct{ list, drop string }{
		{"SHOW CONSTRAINTS YIELD name", "DROP CONSTRAINT %s IF EXISTS"},
		{"SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", "DROP INDEX %s IF EXISTS"},
	} {
		names, err := column(ctx, session, schema.list)
		if err != nil {
			return fmt.Errorf("neo4jtest: wiping: %w", err)
		}
		for _, name := range names {
			if _, err := column(ctx, session, fmt.Sprintf(schema.drop, quoteName(name))); err != nil {
				return fmt.Errorf("neo4jtest: wiping: %w", err)
			}
		}
	}
	// Relationships go first, so that a node with very many of them does not make one large transaction.
	for _, deletion := range []string{
		"MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 1000 ROWS",
		"MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 1000 ROWS",
	} {
		if _, err := column(ctx, session, deletion); err != nil {
			return fmt.Errorf("neo4jtest: wiping: %w", err)
		}
	}
	return nil
}

// column runs a statement in a transaction of its own, as CALL … IN TRANSACTIONS asks for, and
// returns the strings of its first column.
func column(ctx context.Context, session neo4j.SessionWithContext, cypher string) ([]string, error) {
	result, err := session.Run(ctx, cypher, nil)
	if err != nil {
		return nil, err
	}
	var values []string
	for result.Next(ctx) {
		value, ok := result.Record().Values[0].(string)
		if !ok {
			return nil, fmt.Errorf("%s: first column holds %T, not a string", cypher, result.Record().Values[0])
		}
		values = append(values, value)
	}
	return values, result.Err()
}

func quoteName(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }
