package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
)

// endpoint answers GraphQL over HTTP (the specification of that name, draft of
// 2025): GET for queries, POST with a JSON body for all. It runs gqlgen's
// executor itself, because gqlgen's transports repeat a malformed body to the
// caller, answer with statuses of their own and leave errors without a code.
type endpoint struct {
	executor *executor.Executor
	limits   Limits
}

func newEndpoint(options Options, limits Limits, log *slog.Logger) *endpoint {
	documents := documentCache{lru.New[*ast.QueryDocument](cachedDocuments)}
	errs := &presenter{domain: options.PresentError, deadline: limits.Deadline, log: log}
	exec := executor.New(options.Schema)
	exec.SetQueryCache(documents)
	exec.SetParserTokenLimit(limits.Tokens)
	exec.SetErrorPresenter(errs.present)
	exec.SetRecoverFunc(errs.recovered)
	exec.Use(&admission{limits: limits, schema: options.Schema, documents: documents})
	return &endpoint{executor: exec, limits: limits}
}

// The media types of an answer.
const (
	graphqlJSON = "application/graphql-response+json"
	legacyJSON  = "application/json"
)

// ServeHTTP answers one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch r.Method {
	case http.MethodGet, http.MethodPost:
	case http.MethodOptions:
		w.Header().Set("Allow", "GET, POST, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", "GET, POST, OPTIONS")
		writeError(w, http.StatusMethodNotAllowed, failed(graph.CodeBadInput, "Use GET for a query or POST."))
		return
	}

	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok {
		writeError(w, http.StatusNotAcceptable, failed(graph.CodeBadInput, "Answers are "+graphqlJSON+" or "+legacyJSON+"."))
		return
	}
	params, fault := e.read(w, r)
	if fault != nil {
		write(w, media, fault.status, &graphql.Response{Errors: gqlerror.List{fault.err}})
		return
	}

	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(r.Context()), e.limits.Deadline)
	defer cancel()
	operation, errs := e.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		e.refuse(graphql.WithOperationContext(ctx, operation), w, media, errs)
		return
	}
	noteOperation(ctx, operation.Operation.Name)
	if r.Method == http.MethodGet && operation.Operation.Operation != ast.Query {
		w.Header().Set("Allow", "POST")
		write(w, media, http.StatusMethodNotAllowed, &graphql.Response{
			Errors: gqlerror.List{failed(graph.CodeBadInput, "GET is for queries only.")},
		})
		return
	}

	respond, ctx := e.executor.DispatchOperation(ctx, operation)
	response := respond(ctx)
	if response == nil {
		// The executor answers nothing once the context has ended.
		e.refuse(ctx, w, media, gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
		return
	}
	write(w, media, statusFor(media, response), response)
}

// refuse answers with errors alone.
func (e *endpoint) refuse(ctx context.Context, w http.ResponseWriter, media string, errs gqlerror.List) {
	response := e.executor.DispatchError(ctx, fewErrors(errs))
	write(w, media, statusFor(media, response), response)
}

// statusFor returns the status of an answer to a well-formed request. With the
// older media type that is 200 unless the fault is the server's.
func statusFor(media string, response *graphql.Response) int {
	if response.Data != nil || len(response.Errors) == 0 {
		return http.StatusOK
	}
	code, _ := codeOf(response.Errors[0])
	status, known := statusOf[code]
	if !known {
		status = http.StatusInternalServerError
	}
	if media == legacyJSON && status < http.StatusInternalServerError {
		return http.StatusOK
	}
	return status
}

// requestFault is a request that is not one of GraphQL over HTTP.
type requestFault struct {
	status int
	err    *gqlerror.Error
}

func malformed(message string) *requestFault {
	return &requestFault{http.StatusBadRequest, failed(graph.CodeBadInput, message)}
}

// read returns what the request asks. What is wrong with it is said without
// repeating any of it.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *requestFault) {
	read := readBody
	if r.Method == http.MethodGet {
		read = readURL
	}
	params, fault := read(w, r, e.limits.Body)
	if fault != nil {
		return nil, fault
	}
	if params.Query == "" {
		return nil, malformed("The query is missing.")
	}
	params.Headers = r.Header
	return params, nil
}

// readURL reads the parameters of a GET request.
func readURL(_ http.ResponseWriter, r *http.Request, limit int64) (*graphql.RawParams, *requestFault) {
	if int64(len(r.URL.RawQuery)) > limit {
		return nil, &requestFault{http.StatusRequestURITooLong, exceeded("url", "The URL is longer than %d bytes.", limit)}
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, malformed("The URL could not be decoded.")
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for name, target := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" && decode([]byte(text), target) != nil {
			return nil, malformed("The parameter " + name + " must be a JSON object.")
		}
	}
	return params, nil
}

// readBody reads the JSON body of a POST request.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) (*graphql.RawParams, *requestFault) {
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := parameters["charset"]; err != nil || media != legacyJSON || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &requestFault{http.StatusUnsupportedMediaType, failed(graph.CodeBadInput, "A POST needs Content-Type: application/json in UTF-8.")}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &requestFault{http.StatusRequestEntityTooLarge, exceeded("body", "The body is larger than %d bytes.", limit)}
	}
	if err != nil {
		return nil, malformed("The body could not be read.")
	}
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' {
		return nil, malformed("Batches are not supported: send one operation.")
	}
	params := &graphql.RawParams{}
	if err := decode(body, params); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
			return nil, malformed("In the body, query and operationName are strings, variables and extensions are objects.")
		}
		return nil, malformed("The body must be one JSON object.")
	}
	return params, nil
}

// decode reads one JSON value and nothing after it, keeping numbers as they
// were written.
func decode(text []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// answer is a response as it is sent: an operation that never ran has no data,
// which differs from data that is null.
type answer struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// write sends a response.
func write(w http.ResponseWriter, media string, status int, response *graphql.Response) {
	body, err := json.Marshal(answer{response.Errors, response.Data, response.Extensions})
	if err != nil {
		panic(err) // caught and logged by observe: a resolver wrote invalid JSON
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.WriteHeader(status)
	// A failed write means that the caller is gone; the log shows the bytes.
	_, _ = w.Write(body)
}

// writeError refuses a request outside of GraphQL in the shape that its
// clients can read.
func writeError(w http.ResponseWriter, status int, err *gqlerror.Error) {
	write(w, legacyJSON, status, &graphql.Response{Errors: gqlerror.List{err}})
}
