package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/web"
)

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                  graphqlJSON,
		"*/*":                               graphqlJSON,
		"application/graphql-response+json": graphqlJSON,
		"application/json":                  legacyJSON,
		"application/*":                     graphqlJSON,
		"application/json, text/plain, */*": legacyJSON,
		"application/graphql-response+json, application/json;q=0.9":       graphqlJSON,
		"application/graphql-response+json;q=0.5, application/json":       legacyJSON,
		"application/json;charset=utf-8":                                  legacyJSON,
		"application/json, application/graphql-response+json":             graphqlJSON,
		"application/graphql-response+json;q=0, */*":                      legacyJSON,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": graphqlJSON,
		"application/json;q=0, application/graphql-response+json;q=0":     "",
		"text/html":                      "",
		"text/event-stream, image/*":     "",
		"*/*;q=0":                        "",
		"nonsense;;":                     "",
		"application/json;q=2, */*;q=.1": graphqlJSON,
	} {
		got, ok := negotiate([]string{accept})
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t; want %q", accept, got, ok, want)
		}
	}
}

// TestStatusesAndMediaTypes follows the table of GraphQL over HTTP: with the
// newer media type the status tells whether there is data, with the older one
// only whether the request was one.
func TestStatusesAndMediaTypes(t *testing.T) {
	o, _ := options(newStub())
	at := start(t, o)
	for name, c := range map[string]struct {
		document     string
		newer, older int
		code         string
		data         string // "" for no data entry
	}{
		"an answer":                {document: "{name}", newer: 200, older: 200, data: `{"name":"ok"}`},
		"partial data":             {document: "{name broken}", newer: 200, older: 200, code: "INTERNAL", data: `{"broken":null,"name":"ok"}`},
		"null data":                {document: "{needed}", newer: 200, older: 200, code: "INTERNAL", data: "null"},
		"a parse error":            {document: "{", newer: 400, older: 200, code: "GRAPHQL_PARSE_FAILED"},
		"a validation error":       {document: "{nam}", newer: 400, older: 200, code: "GRAPHQL_VALIDATION_FAILED"},
		"a limit":                  {document: "{" + strings.Repeat("name ", 1001) + "}", newer: 400, older: 200, code: "LIMIT_EXCEEDED"},
		"a null where none may be": {document: "{actor(id:null){id}}", newer: 400, older: 200, code: "BAD_USER_INPUT"},
		"a variable that is none":  {document: "query($n:Int!){find(first:$n)}", newer: 400, older: 200, code: "GRAPHQL_VALIDATION_FAILED"},
	} {
		for media, want := range map[string]int{graphqlJSON: c.newer, legacyJSON: c.older} {
			t.Run(name+" as "+media, func(t *testing.T) {
				posted := post(t, at, request(c.document, ""), "Accept", media)
				asked := get(t, http.MethodGet, at+"/graphql?query="+url.QueryEscape(c.document), "Accept", media)
				for _, got := range []*reply{posted, asked} {
					if got.status != want || got.code() != c.code || string(got.answer.Data) != c.data {
						t.Errorf("got %d, code %q, data %s: %s", got.status, got.code(), got.answer.Data, got.body)
					}
					if c.data == "" && strings.Contains(got.body, `"data"`) {
						t.Errorf("a request that was not executed has data: %s", got.body)
					}
					if got.header.Get("Content-Type") != media+"; charset=utf-8" || got.header.Get("Vary") != "Accept, Accept-Encoding" {
						t.Errorf("headers %v", got.header)
					}
				}
				if stored := posted.header.Get("Cache-Control"); stored != "no-store" {
					t.Errorf("a POST may be stored: %s", stored)
				}
				if stored := asked.header.Get("Cache-Control"); (stored == "no-store") != (c.code != "") {
					t.Errorf("a GET: Cache-Control %s", stored)
				}
			})
		}
	}
}

func TestIntrospectionIsAnswered(t *testing.T) {
	o, _ := options(newStub())
	got := post(t, start(t, o), request(introspection(t), ""))
	if got.status != http.StatusOK || len(got.answer.Errors) != 0 {
		t.Errorf("got %d %s", got.status, got.body)
	}
}

func TestVariablesAndNamedOperations(t *testing.T) {
	s := newStub()
	s.resolve["find"] = func(_ context.Context, args map[string]any) (any, error) {
		return fmt.Sprintf("%T %v", args["first"], args["first"]), nil
	}
	o, _ := options(s)
	at := start(t, o)
	document := "query A($n:Int){find(first:$n)} query B{name}"
	text, _ := json.Marshal(document)
	for body, want := range map[string]string{
		`{"query":%s,"operationName":"A","variables":{"n":7}}`:              `{"find":"int64 7"}`,
		`{"query":%s,"operationName":"B","variables":null,"extensions":{}}`: `{"name":"ok"}`,
	} {
		if got := post(t, at, fmt.Sprintf(body, text)); string(got.answer.Data) != want {
			t.Errorf("%s: %s", body, got.body)
		}
	}
	query := url.Values{"query": {document}, "operationName": {"A"}, "variables": {`{"n":7}`}, "extensions": {"{}"}}
	if got := get(t, http.MethodGet, at+"/graphql?"+query.Encode()); string(got.answer.Data) != `{"find":"int64 7"}` {
		t.Errorf("by GET: %s", got.body)
	}
	const several = "The document has several operations: name one as operationName."
	for name, says := range map[string]string{`"C"`: `has no operation \"C\"`, `""`: several, "null": several} {
		got := post(t, at, fmt.Sprintf(`{"query":%s,"operationName":%s}`, text, name))
		if got.status != http.StatusBadRequest || got.code() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(got.body, says) {
			t.Errorf("operation %s: %d %s", name, got.status, got.body)
		}
	}
	if got := post(t, at, `{"query":"query Finding($k:ID!){actor(id:$k){id}}"}`); !strings.Contains(got.body, `"k: must be defined"`) {
		t.Errorf("a variable that is missing: %s", got.body)
	}
}

// TestErrorsShowNoCause pins what a caller sees of each kind of failure, and
// that the log has the cause.
func TestErrorsShowNoCause(t *testing.T) {
	for field, want := range map[string]struct{ code, message, logged string }{
		"broken":  {"INTERNAL", "internal error", "ERROR"},
		"needed":  {"INTERNAL", "internal error", "ERROR"},
		"panics":  {"INTERNAL", "internal error", "panic"},
		"refused": {"NOT_FOUND", `there is no actor "act_x"`, "DEBUG"},
		"lost":    {"UNAVAILABLE", "the store is away", "WARN"},
		"waits":   {"TIMEOUT", "The request was not answered within 1ms.", "WARN"},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			o, log := options(newStub())
			if field == "waits" {
				o.Limits.Deadline = time.Millisecond
			}
			got := post(t, start(t, o), request("{works "+field+"}", ""))
			if got.status == http.StatusServiceUnavailable && got.code() == want.code {
				return // the deadline ended before the execution began
			}
			if got.status != http.StatusOK || len(got.answer.Errors) != 1 || got.code() != want.code {
				t.Fatalf("got %d %s", got.status, got.body)
			}
			e := got.answer.Errors[0]
			if e.Message != want.message || !cmp.Equal(e.Path, []any{field}) {
				t.Errorf("message %q at %v", e.Message, e.Path)
			}
			if strings.Contains(got.body, "hunter2") {
				t.Errorf("the cause is shown: %s", got.body)
			}
			if want.logged == "panic" {
				records := log.records(t, "panic")
				if len(records) != 1 || !strings.Contains(fmt.Sprint(records[0]["stack"]), "stub_test.go") {
					t.Errorf("logged %v", records)
				} else if records[0]["request"] != got.header.Get("X-Request-Id") {
					t.Errorf("request %v, answered %s", records[0]["request"], got.header.Get("X-Request-Id"))
				}
				return
			}
			records := log.records(t, "error in an answer")
			if len(records) != 1 || records[0]["level"] != want.logged || !strings.Contains(fmt.Sprint(records[0]["causes"]), "hunter2") {
				t.Errorf("logged %v", records)
			}
		})
	}
}

// TestPresenterMayBeWrong gives the server presenters that break their
// promise; the caller sees a code all the same, and no cause.
func TestPresenterMayBeWrong(t *testing.T) {
	for name, domain := range map[string]func(context.Context, error) *gqlerror.Error{
		"none":         nil,
		"nothing":      func(context.Context, error) *gqlerror.Error { return nil },
		"no code":      func(_ context.Context, err error) *gqlerror.Error { return &gqlerror.Error{Message: err.Error()} },
		"unknown code": func(_ context.Context, err error) *gqlerror.Error { return failed("OOPS", err.Error()) },
		"internal":     func(_ context.Context, err error) *gqlerror.Error { return failed("INTERNAL", err.Error()) },
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := options(newStub())
			o.PresentError = domain
			got := post(t, start(t, o), request("{broken}", ""))
			if got.code() != "INTERNAL" || strings.Contains(got.body, "hunter2") {
				t.Error(got.body)
			}
		})
	}
}

// TestDeadlineBeforeExecution asks with a context that has ended already,
// which the executor answers with nothing.
func TestDeadlineBeforeExecution(t *testing.T) {
	o, _ := options(newStub())
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for code, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"TIMEOUT": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithDeadline(ctx, time.Unix(0, 0))
		},
		"UNAVAILABLE": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		},
	} {
		ctx, cancel := end(t.Context())
		t.Cleanup(cancel)
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:8080/graphql", strings.NewReader(request("{name}", "")))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), code) {
			t.Errorf("%s: got %d %s", code, w.Code, w.Body)
		}
	}
}

// TestPanicOutsideGraphQL covers pages, and an answer that has begun.
func TestPanicOutsideGraphQL(t *testing.T) {
	o, log := options(newStub())
	o.Page = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" {
			w.WriteHeader(http.StatusOK)
		}
		panic(errors.New(secret))
	})
	at := start(t, o)
	got := get(t, http.MethodGet, at+"/")
	if got.status != http.StatusInternalServerError || got.code() != "INTERNAL" || strings.Contains(got.body, "hunter2") {
		t.Errorf("got %d %s", got.status, got.body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/begun", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r); err == nil {
		response.Body.Close()
		t.Error("an answer that broke off looks whole")
	}
	if n := len(log.records(t, "panic")); n != 2 {
		t.Errorf("%d panics logged", n)
	}
}

// TestAccessLog pins what is logged of a request, and that variables are not.
func TestAccessLog(t *testing.T) {
	o, log := options(newStub())
	at := start(t, o)
	body := strings.Replace(request("query Finding($k:ID!){actor(id:$k){id}}", `{"k":"hunter2"}`), "{", `{"operationName":"Finding",`, 1)
	got := post(t, at, body)
	get(t, http.MethodGet, at+"/livez?token=hunter2")

	records := log.records(t, "request")
	if len(records) != 2 {
		t.Fatalf("%d records", len(records))
	}
	record := records[0]
	if _, ok := record["ms"].(float64); !ok {
		t.Errorf("ms %v", record["ms"])
	}
	delete(record, "ms")
	delete(record, "time")
	want := map[string]any{
		"level": "INFO", "msg": "request", "request": got.header.Get("X-Request-Id"), "method": "POST", "path": "/graphql",
		"status": 200.0, "bytes": float64(len(got.body)), "operation": "Finding", "kept": false,
	}
	if diff := cmp.Diff(want, record); diff != "" {
		t.Error(diff)
	}
	if records[1]["level"] != "DEBUG" {
		t.Errorf("a probe is logged as %v", records[1]["level"])
	}
	if strings.Contains(log.text.String(), "hunter2") {
		t.Error("the log has variables")
	}
}

func TestOptionsAndPage(t *testing.T) {
	o, _ := options(newStub())
	at := start(t, o)
	got := get(t, http.MethodOptions, at+"/graphql", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST")
	if got.status != http.StatusNoContent || got.header.Get("Allow") != "GET, HEAD, POST, OPTIONS" || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("got %d %v", got.status, got.header)
	}
	if got := get(t, http.MethodGet, at+"/"); got.status != http.StatusNotFound {
		t.Errorf("without a page: %d", got.status)
	}
	o.Page = web.Handler()
	got = get(t, http.MethodGet, start(t, o)+"/")
	if got.status != http.StatusOK || !strings.Contains(got.body, "<title>factiongraph") {
		t.Errorf("the page: %d %.100s", got.status, got.body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy":      policy,
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
}

// TestDocumentCache keeps what is short and leaves out what is long.
func TestDocumentCache(t *testing.T) {
	cache := documentCache{lru.New[*ast.QueryDocument](2)}
	long := strings.Repeat("x", largestCachedLength+1)
	for text, want := range map[string]bool{"{name}": true, long[1:]: true, long: false} {
		cache.Add(t.Context(), text, &ast.QueryDocument{})
		if _, got := cache.Get(t.Context(), text); got != want {
			t.Errorf("%d bytes are cached: %t", len(text), got)
		}
	}
}
