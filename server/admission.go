package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/factiongraph/factiongraph/graph"
)

// admission is the gqlgen extension that holds an operation to the limits.
//
// Its first half runs before the executor parses and validates: validation
// compares selections pairwise and gqlgen's cost walks every spread anew, so
// both may only see what was counted. A new document is parsed twice for this,
// well below a millisecond at the token limit; a cached one not at all. The
// second half counts the cost, which needs the operation and its variables.
type admission struct {
	limits Limits
	schema graphql.ExecutableSchema
	// documents holds validated documents, shared with the executor.
	documents graphql.Cache[*ast.QueryDocument]
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = (*admission)(nil)

// ExtensionName names the extension to gqlgen.
func (a *admission) ExtensionName() string { return "Admission" }

// Validate is asked by gqlgen when the extension is installed.
func (a *admission) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses a document that is too large. It changes
// nothing.
func (a *admission) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if len(params.Query) > a.limits.Document {
		return exceeded("document", "The document is larger than %d bytes.", a.limits.Document)
	}
	if _, ok := a.documents.Get(ctx, params.Query); ok {
		return nil
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, a.limits.Tokens)
	if err != nil {
		return a.parseError(err)
	}
	return a.limits.check(document)
}

// parseError gives an error of the parser its code. Only the message tells
// the token limit from other errors.
func (a *admission) parseError(err error) *gqlerror.Error {
	found, ok := errors.AsType[*gqlerror.Error](err)
	if !ok {
		found = gqlerror.Wrap(err)
	}
	if found.Message == fmt.Sprintf("exceeded token limit of %d", a.limits.Tokens) {
		return exceeded("tokens", "The document has more than %d tokens.", a.limits.Tokens)
	}
	errcode.Set(found, errcode.ParseFailed)
	return found
}

// MutateOperationContext refuses an operation that costs too much, and allows
// introspection: the schema is public.
func (a *admission) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	operation.DisableIntrospection = false
	cost, err := a.cost(ctx, operation)
	if err != nil {
		return err
	}
	if cost > a.limits.Cost {
		return exceeded("cost", "The operation may cost %d, more than %d. Ask for fewer items or fields.", cost, a.limits.Cost)
	}
	return nil
}

// cost returns what the schema's functions say the operation costs. Reading
// the arguments panics on a number that fits no Go type where a custom scalar
// stands, which the validator lets pass; that is the caller's mistake.
func (a *admission) cost(ctx context.Context, operation *graphql.OperationContext) (cost int, err *gqlerror.Error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *strconv.NumError:
			err = failed(graph.CodeBadInput, "A number in the document is out of range.")
		default:
			panic(value)
		}
	}()
	return complexity.Calculate(ctx, a.schema, operation.Operation, operation.Variables), nil
}

// documentCache is a cache that keeps small documents only, so that its memory
// is bounded by more than their number.
type documentCache struct {
	graphql.Cache[*ast.QueryDocument]
}

// What the cache holds at most: 256 documents of at most 8 KiB.
const (
	cachedDocuments     = 256
	largestCachedLength = 8 << 10
)

// Add keeps a validated document unless its text is long.
func (c documentCache) Add(ctx context.Context, text string, document *ast.QueryDocument) {
	if len(text) <= largestCachedLength {
		c.Cache.Add(ctx, text, document)
	}
}
