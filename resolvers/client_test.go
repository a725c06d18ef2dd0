package resolvers_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
)

// client asks the API as clients do, by a POST to the server.
type client struct{ handler http.Handler }

const address = "127.0.0.1:8080"

// serve answers the API from a store.
func serve(t *testing.T, store graph.Store) client {
	t.Helper()
	s, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: address,
		Limits: server.Limits{Deadline: time.Minute}, // a database that just started is slow
	})
	if err != nil {
		t.Fatal(err)
	}
	return client{s}
}

type variables map[string]any

// answer is what came back.
type answer struct {
	body   []byte
	Data   map[string]any `json:"data"`
	Errors []failure      `json:"errors"`
}

type failure struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

func (f failure) code() string {
	code, _ := f.Extensions["code"].(string)
	return code
}

// ask sends a document and returns the answer, whatever it is.
func (c client) ask(t *testing.T, document string, values variables) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": values})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	c.handler.ServeHTTP(recorder, request)
	got := answer{body: recorder.Body.Bytes()}
	decoder := json.NewDecoder(bytes.NewReader(got.body))
	decoder.UseNumber()
	if err := decoder.Decode(&got); err != nil {
		t.Fatalf("%v: %s", err, got.body)
	}
	return got
}

// data is ask for what must be answered without errors.
func (c client) data(t *testing.T, document string, values variables) answer {
	t.Helper()
	got := c.ask(t, document, values)
	for _, failure := range got.Errors {
		t.Errorf("%s (%s, at %v)", failure.Message, failure.code(), failure.Path)
	}
	if len(got.Errors) > 0 {
		t.FailNow()
	}
	return got
}

// at returns the values at a path of the answer: names joined by dots, where a
// list stands for all its elements, and name[key=value] keeps those elements
// that have the value at the key.
func (a answer) at(path string) []string {
	values := []any{a.Data}
	for _, step := range steps.FindAllStringSubmatch(path, -1) {
		name, key, wanted := step[1], step[2], step[3]
		var next []any
		for _, value := range values {
			object, _ := value.(map[string]any)
			for _, element := range flat(object[name]) {
				if inner, _ := element.(map[string]any); key == "" || written(inner[key]) == wanted {
					next = append(next, element)
				}
			}
		}
		values = next
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = written(value)
	}
	return texts
}

var steps = regexp.MustCompile(`(\w+)(?:\[(\w+)=([^]]*)\])?`)

func flat(value any) []any {
	list, is := value.([]any)
	if !is {
		return []any{value}
	}
	var all []any
	for _, element := range list {
		all = append(all, flat(element)...)
	}
	return all
}

func written(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return v
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return string(text)
}
