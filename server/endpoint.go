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
// 2025): GET and HEAD for queries, POST with a JSON body for all. It runs gqlgen's
// executor itself, because gqlgen's transports repeat a malformed body to the
// caller, answer with statuses of their own and leave errors without a code.
type endpoint struct {
	executor *executor.Executor
	limits   Limits
	cache    *cache // may be nil
}

func newEndpoint(options Options, limits Limits, kept *cache, log *slog.Logger) *endpoint {
	documents := documentCache{lru.New[*ast.QueryDocument](cachedDocuments)}
	errs := &presenter{domain: options.PresentError, deadline: limits.Deadline, log: log}
	exec := executor.New(options.Schema)
	exec.SetQueryCache(documents)
	exec.SetParserTokenLimit(limits.Tokens)
	exec.SetErrorPresenter(errs.present)
	exec.SetRecoverFunc(errs.recovered)
	exec.Use(&admission{limits: limits, schema: options.Schema, documents: documents})
	if kept != nil {
		exec.Use(kept)
	}
	return &endpoint{executor: exec, limits: limits, cache: kept}
}

// methods are those that ServeHTTP answers.
const methods = "GET, HEAD, POST, OPTIONS"

// ServeHTTP answers one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept, Accept-Encoding")
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	case http.MethodOptions:
		w.Header().Set("Allow", methods)
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", methods)
		writeError(w, http.StatusMethodNotAllowed, failed(graph.CodeBadInput, "Use GET for a query or POST."))
		return
	}

	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok {
		writeError(w, http.StatusNotAcceptable, failed(graph.CodeBadInput, "Answers are "+graphqlJSON+" or "+legacyJSON+"."))
		return
	}
	written, fault := e.read(w, r)
	if fault == nil {
		by := caller{rights: everyone, media: media, gzip: takesGzip(r.Header.Values("Accept-Encoding"))}
		fault = e.answer(w, r, written, by)
	}
	if fault != nil {
		write(w, media, fault.status, &graphql.Response{Errors: gqlerror.List{fault.err}})
	}
}

// answer answers a request from the cache or by the schema, unless there is a
// fault in the request.
func (e *endpoint) answer(w http.ResponseWriter, r *http.Request, written []byte, by caller) *requestFault {
	ctx, cancel := context.WithTimeout(r.Context(), e.limits.Deadline)
	defer cancel()
	var params *graphql.RawParams
	var fault *requestFault
	if e.cache != nil {
		words := wording(by, r.Method, written)
		key, known := e.cache.meanings.Get(words)
		if !known {
			if params, fault = paramsOf(r, written); fault != nil {
				return fault
			}
			key = meaning(by, params)
			e.cache.meanings.Add(words, key)
		}
		var kept *keptAnswer
		if ctx, kept = e.cache.find(ctx, key); kept != nil {
			noteOperation(ctx, kept.operation, true)
			kept.send(w, r, http.StatusOK)
			return nil
		}
	}
	if params == nil {
		if params, fault = paramsOf(r, written); fault != nil {
			return fault
		}
	}
	e.execute(ctx, w, r, params, by)
	return nil
}

// execute answers a request by the schema.
func (e *endpoint) execute(ctx context.Context, w http.ResponseWriter, r *http.Request, params *graphql.RawParams, by caller) {
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := e.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		e.refuse(graphql.WithOperationContext(ctx, operation), w, by.media, errs)
		return
	}
	noteOperation(ctx, operation.Operation.Name, false)
	query := operation.Operation.Operation == ast.Query
	if r.Method != http.MethodPost && !query {
		w.Header().Set("Allow", "POST")
		write(w, by.media, http.StatusMethodNotAllowed, &graphql.Response{
			Errors: gqlerror.List{failed(graph.CodeBadInput, "GET is for queries only.")},
		})
		return
	}

	respond, ctx := e.executor.DispatchOperation(ctx, operation)
	response := respond(ctx)
	if response == nil {
		// The executor answers nothing once the context has ended.
		e.refuse(ctx, w, by.media, gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
		return
	}
	answer := represent(encode(response), by)
	if query && response.Data != nil && len(response.Errors) == 0 && len(response.Extensions) == 0 {
		answer.addTag()
		e.cache.keep(ctx, answer, operation.Operation.Name)
	}
	answer.send(w, r, statusFor(by.media, response))
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

// read returns the text in which a request asks: the query of its URL, or its
// body.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) ([]byte, *requestFault) {
	limit := e.limits.Body
	if r.Method != http.MethodPost {
		if int64(len(r.URL.RawQuery)) > limit {
			return nil, &requestFault{http.StatusRequestURITooLong, exceeded("url", "The URL is longer than %d bytes.", limit)}
		}
		return []byte(r.URL.RawQuery), nil
	}
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
	return body, nil
}

// paramsOf returns what the text of a request asks. What is wrong with it is said
// without repeating any of it.
func paramsOf(r *http.Request, written []byte) (*graphql.RawParams, *requestFault) {
	parseText := parseURL
	if r.Method == http.MethodPost {
		parseText = parseBody
	}
	params, fault := parseText(written)
	if fault != nil {
		return nil, fault
	}
	if params.Query == "" {
		return nil, malformed("The query is missing.")
	}
	params.Headers = r.Header
	return params, nil
}

// parseURL returns the parameters of a GET or HEAD request.
func parseURL(query []byte) (*graphql.RawParams, *requestFault) {
	values, err := url.ParseQuery(string(query))
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

// parseBody returns the parameters of a POST request.
func parseBody(body []byte) (*graphql.RawParams, *requestFault) {
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
