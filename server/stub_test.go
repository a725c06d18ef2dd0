package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"

	"github.com/factiongraph/factiongraph/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query {
		name: String!
		find(first: Int, ids: [ID!], kind: Kind, where: Where, day: Day): String
		actor(id: ID!): Actor
		works: String
		broken: String
		refused: String
		lost: String
		panics: String
		waits: String
		needed: String!
	}
	type Mutation { change: String }
	interface Node { id: ID! }
	type Actor implements Node { id: ID! name: String! peers(first: Int): [Actor!] }
	input Where { and: Where ids: [ID!] }
	enum Kind { STATE ARMED_GROUP COALITION }
	scalar Day
`})

// stub executes root fields as generated code does, as far as the server can
// tell, and counts what the cost limit asks of it.
type stub struct {
	resolve map[string]func(context.Context, map[string]any) (any, error)

	mu        sync.Mutex
	costCalls int
}

// secret stands in every cause, and must reach no caller.
const secret = "bolt://neo4j:hunter2@db"

func newStub() *stub {
	type arguments = map[string]any
	answer := func(context.Context, arguments) (any, error) { return "ok", nil }
	return &stub{resolve: map[string]func(context.Context, arguments) (any, error){
		"name": answer, "works": answer, "actor": answer, "change": answer,
		"__schema": func(ctx context.Context, _ arguments) (any, error) {
			if graphql.GetOperationContext(ctx).DisableIntrospection {
				return nil, errors.New("introspection disabled")
			}
			return "ok", nil
		},
		"find": func(ctx context.Context, args arguments) (any, error) {
			_, err := graphql.UnmarshalInt32(args["first"])
			ctx = graphql.WithPathContext(ctx, graphql.NewPathWithField("first"))
			return "found", graphql.ErrorOnPath(ctx, err)
		},
		"broken": func(context.Context, arguments) (any, error) { return nil, errors.New(secret) },
		"needed": func(context.Context, arguments) (any, error) { return nil, errors.New(secret) },
		"refused": func(context.Context, arguments) (any, error) {
			return nil, graph.Errorf(graph.CodeNotFound, "there is no actor %q", "act_x").Because(errors.New(secret))
		},
		"lost": func(context.Context, arguments) (any, error) {
			return nil, graph.Errorf(graph.CodeUnavailable, "the store is away").Because(errors.New(secret))
		},
		"panics": func(context.Context, arguments) (any, error) { panic(secret) },
		"waits": func(ctx context.Context, _ arguments) (any, error) {
			<-ctx.Done()
			return nil, fmt.Errorf("%s: %w", secret, ctx.Err())
		},
	}}
}

func (s *stub) Schema() *ast.Schema { return schema }

// Complexity multiplies what stands below peers by its argument.
func (s *stub) Complexity(_ context.Context, _, field string, below int, args map[string]any) (int, bool) {
	s.mu.Lock()
	s.costCalls++
	s.mu.Unlock()
	if field != "peers" {
		return 0, false
	}
	first, err := graphql.UnmarshalInt(args["first"])
	if err != nil || first == 0 {
		first = 50
	}
	return add(1, first*below), true
}

func (s *stub) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	return func(ctx context.Context) *graphql.Response { return s.run(ctx, operation) }
}

func (s *stub) run(ctx context.Context, operation *graphql.OperationContext) *graphql.Response {
	data := map[string]any{}
	for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Query"}) {
		value, ok := s.field(ctx, operation, field)
		if !ok && field.Definition.Type.NonNull {
			return &graphql.Response{Data: json.RawMessage("null")}
		}
		data[field.Alias] = value
	}
	text, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return &graphql.Response{Data: text}
}

func (s *stub) field(ctx context.Context, operation *graphql.OperationContext, field graphql.CollectedField) (value any, ok bool) {
	ctx = graphql.WithPathContext(ctx, graphql.NewPathWithField(field.Alias))
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, r))
			value, ok = nil, false
		}
	}()
	ctx = graphql.WithRootFieldContext(ctx, &graphql.RootFieldContext{Field: field})
	operation.RootResolverMiddleware(ctx, func(ctx context.Context) graphql.Marshaler {
		found, err := s.resolve[field.Name](ctx, field.ArgumentMap(operation.Variables))
		if err != nil {
			graphql.AddError(ctx, err)
			return nil
		}
		value, ok = found, true
		return nil
	})
	return value, ok
}

// presentDomain does what the resolvers' presenter does.
func presentDomain(_ context.Context, err error) *gqlerror.Error {
	if domain, ok := errors.AsType[*graph.Error](err); ok {
		return failed(domain.Code, domain.Message)
	}
	return gqlerror.Wrap(err)
}

// options returns the options of a server for a stub, and its log.
func options(s *stub) (Options, *logged) {
	log := &logged{}
	return Options{
		Schema:       s,
		PresentError: presentDomain,
		Logger:       slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Addr:         "127.0.0.1:8080",
	}, log
}

// start serves options over HTTP until the test ends, and returns the URL.
func start(t *testing.T, o Options) string {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	o.Addr = web.Listener.Addr().String()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = s
	web.Start()
	t.Cleanup(web.Close)
	return web.URL
}

// logged is a log that can be written by several requests at once.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// records returns the records with a message.
func (l *logged) records(t *testing.T, message string) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []map[string]any
	for line := range strings.Lines(l.text.String()) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		if record["msg"] == message {
			found = append(found, record)
		}
	}
	return found
}

// reply is what a client got.
type reply struct {
	status int
	header http.Header
	body   string
	answer struct {
		Errors []struct {
			Message    string
			Path       []any
			Extensions map[string]any
		}
		Data json.RawMessage
	}
}

// code returns extensions.code of the first error, or "".
func (r *reply) code() string {
	if len(r.answer.Errors) == 0 {
		return ""
	}
	code, _ := r.answer.Errors[0].Extensions["code"].(string)
	return code
}

// limit returns extensions.limit of the first error, or "".
func (r *reply) limit() string {
	if len(r.answer.Errors) == 0 {
		return ""
	}
	limit, _ := r.answer.Errors[0].Extensions["limit"].(string)
	return limit
}

// send sends a request and reads the reply.
func send(t *testing.T, r *http.Request) *reply {
	t.Helper()
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := &reply{status: response.StatusCode, header: response.Header, body: string(body)}
	if r.Method != http.MethodHead && strings.Contains(response.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(body, &got.answer); err != nil {
			t.Fatalf("body %q: %v", body, err)
		}
	}
	return got
}

// post sends a body as JSON, with further headers as name, value.
func post(t *testing.T, url, body string, headers ...string) *reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	set(r, headers)
	return send(t, r)
}

// get sends a GET or other request without a body.
func get(t *testing.T, method, url string, headers ...string) *reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	set(r, headers)
	return send(t, r)
}

func set(r *http.Request, headers []string) {
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
}

// request returns the body that asks a document with variables, given as JSON.
func request(document, variables string) string {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	if variables == "" {
		variables = "null"
	}
	return fmt.Sprintf(`{"query":%s,"variables":%s}`, text, variables)
}
