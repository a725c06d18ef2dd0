package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
)

// publicError turns whatever the driver reports into the domain's error. The
// message names the operation and what can be done; what the database said is
// the cause alone.
func publicError(ctx context.Context, operation string, err error) error {
	if err == nil {
		return nil
	}
	if domain, is := errors.AsType[*graph.Error](err); is {
		return domain
	}
	if ended := ctx.Err(); ended != nil {
		message := "the time for this request (%s) is up"
		if errors.Is(ended, context.Canceled) {
			message = "the request (%s) was cancelled"
		}
		return graph.Errorf(graph.CodeTimeout, message, operation).Because(fmt.Errorf("%w: %w", ended, err))
	}
	if limit, is := errors.AsType[*neo4j.TransactionExecutionLimit](err); is && len(limit.Errors) > 0 {
		// What was tried again and again failed for the last of these.
		return publicError(ctx, operation, limit.Errors[len(limit.Errors)-1])
	}
	if _, is := errors.AsType[*neo4j.TokenExpiredError](err); is {
		return graph.Errorf(graph.CodeUnavailable, refused).Because(err)
	}
	if reported, is := errors.AsType[*neo4j.Neo4jError](err); is {
		return reportedError(operation, reported).Because(err)
	}
	if unreachable(err) {
		return graph.Errorf(graph.CodeUnavailable, "the Neo4j database cannot be reached (%s)", operation).Because(err)
	}
	return graph.Errorf(graph.CodeInternal, "the Neo4j database failed (%s)", operation).Because(err)
}

const refused = "the Neo4j database refuses to let us in: check the user name and the password (or token), and that the user may read and write this database"

// reportedError maps what the server reported, by the code of
// https://neo4j.com/docs/status-codes/current/.
func reportedError(operation string, reported *neo4j.Neo4jError) *graph.Error {
	code := reported.Code
	switch {
	case strings.HasPrefix(code, "Neo.ClientError.Transaction.TransactionTimedOut"),
		code == "Neo.ClientError.Transaction.LockClientStopped",
		code == "Neo.ClientError.Transaction.TransactionTerminated",
		code == "Neo.TransientError.Transaction.Terminated":
		return graph.Errorf(graph.CodeTimeout, "the Neo4j database ended the request (%s): it took too long", operation)
	case strings.HasPrefix(code, "Neo.ClientError.Security."):
		return graph.Errorf(graph.CodeUnavailable, refused)
	case code == "Neo.ClientError.Database.DatabaseNotFound":
		return graph.Errorf(graph.CodeUnavailable, "the Neo4j server has no database of that name: create it, or configure another")
	case strings.HasPrefix(code, "Neo.TransientError.General.MemoryPoolOutOfMemory"),
		strings.HasPrefix(code, "Neo.TransientError.General.TransactionOutOfMemory"):
		return graph.Errorf(graph.CodeUnavailable, "the Neo4j server has too little memory for one transaction (%s): give it more, or load in smaller batches", operation)
	case reported.IsRetriable(), strings.HasPrefix(code, "Neo.TransientError."), code == "Neo.ClientError.Cluster.NotALeader":
		return graph.Errorf(graph.CodeUnavailable, "the Neo4j database is busy or changing its leader (%s): try again", operation)
	}
	return graph.Errorf(graph.CodeInternal, "the Neo4j database failed (%s)", operation)
}

// unreachable reports whether the driver could not talk to the server.
func unreachable(err error) bool {
	if _, is := errors.AsType[*neo4j.ConnectivityError](err); is {
		return true
	}
	_, closed := errors.AsType[*neo4j.UsageError](err) // the store was closed
	return closed
}

// driverError gives back what publicError wrapped, for the driver's own retry
// logic looks at the outermost error alone.
func driverError(err error) error {
	if lost, is := errors.AsType[*neo4j.ConnectivityError](err); is {
		return lost
	}
	return err
}
