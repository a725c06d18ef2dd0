package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/neo4j"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/seeds"
	"github.com/factiongraph/factiongraph/server"
	"github.com/factiongraph/factiongraph/server/export"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

const address = "127.0.0.1:8080"

// serve serves the files, and the API beside them, of a store.
func serve(t *testing.T, store graph.Store) http.Handler {
	t.Helper()
	s, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: address,
		Export: export.New(export.Options{Store: store, Generator: "factiongraph test", Now: func() time.Time {
			return time.Date(2026, time.March, 4, 5, 6, 7, 0, time.UTC)
		}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask asks for a file; headers are names and values in turn.
func ask(t *testing.T, s http.Handler, method, format string, parameters url.Values, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://"+address+"/export/"+format+"?"+parameters.Encode(), http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func openEmbedded(t *testing.T) graph.Store {
	t.Helper()
	store, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	return opened(t, store, err)
}

func opened(t *testing.T, store graph.Store, err error) graph.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return store
}

// fill puts entities into a store and returns the version that this makes.
func fill(t *testing.T, store graph.Store, entities []graph.Entity) string {
	t.Helper()
	dataset, err := store.Update(t.Context(), graph.Batch{Entities: entities})
	if err != nil {
		t.Fatal(err)
	}
	return dataset.Version
}

func corpus(t *testing.T) []graph.Entity {
	t.Helper()
	read, err := seeds.Read()
	if err != nil {
		t.Fatal(err)
	}
	return read.Entities
}

// TestEveryStore takes networks and the whole dataset from each store; loaded
// into another store, the dataset is the same.
func TestEveryStore(t *testing.T) {
	kinds := map[string]func(*testing.T) graph.Store{"embedded": openEmbedded}
	for _, version := range neo4jtest.Versions() {
		kinds["neo4j "+version] = func(t *testing.T) graph.Store {
			s := neo4jtest.Exclusive(t, version)
			store, err := neo4j.Open(t.Context(), neo4j.Config{URI: s.URI, Username: s.Username, Password: s.Password, Database: s.Database})
			return opened(t, store, err)
		}
	}
	var files map[string]string // of the first store
	for name, open := range kinds {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			version := fill(t, store, corpus(t))
			s := serve(t, store)
			got := map[string]string{}
			for _, output := range exchange.Outputs {
				for what, parameters := range map[string]url.Values{
					"around": {"ids": {"act_russia,act_awda"}, "depth": {"2"}, "limit": {"20"}}, "whole": {}, "states": {"rollUp": {"STATE"}},
					"filtered": {"filter": {`{"families":["HOSTILE"],"during":{"from":"2018","to":"2021"},"minPublishers":1}`}},
				} {
					// The formats differ only after the question has been answered.
					if what != "around" && output.Name != "node-link" {
						continue
					}
					answer := ask(t, s, http.MethodGet, output.Name, parameters)
					if answer.Code != http.StatusOK {
						t.Fatalf("%s %s: %d %s", output.Name, what, answer.Code, answer.Body)
					}
					if media := answer.Header().Get("Content-Type"); media != output.Media {
						t.Errorf("%s is %s", output.Name, media)
					}
					got[output.Name+" "+what] = answer.Body.String()
				}
			}
			if files == nil {
				files = got
			}
			for file, want := range files {
				if got[file] != want && !strings.HasPrefix(file, "csv") {
					t.Errorf("%s (-another store +this):\n%s", file, cmp.Diff(strings.Split(want, "\n"), strings.Split(got[file], "\n")))
				}
			}
			input, err := exchange.Read(fstest.MapFS{"all.jsonl": {Data: []byte(got["jsonl around"])}}, exchange.Options{}, "all.jsonl")
			if err != nil {
				t.Fatal(err)
			}
			if again := fill(t, openEmbedded(t), input.Entities); again != version {
				t.Errorf("from version %s to %s", version, again)
			}
			if name == "embedded" {
				return
			}
			// And back, into what is there already.
			if input, err = exchange.Read(fstest.MapFS{"all.jsonl": {Data: []byte(got["jsonl around"])}}, exchange.Options{}, "all.jsonl"); err != nil {
				t.Fatal(err)
			}
			if again := fill(t, store, input.Entities); again != version {
				t.Errorf("loaded again, %s becomes %s", version, again)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	store := openEmbedded(t)
	version := fill(t, store, corpus(t))
	s := serve(t, store)
	for _, test := range []struct {
		format     string
		parameters url.Values
		name       string
	}{
		{"gexf", url.Values{}, "network.gexf"},
		{"graphml", url.Values{"ids": {"act_russia"}}, "neighborhood.graphml"},
		{"csv", url.Values{"limit": {"3"}}, "network.zip"},
		{"node-link", url.Values{"uniform": {"true"}}, "network.json"},
		{"cytoscape", url.Values{"rollUp": {"KIND"}}, "network.cyjs"},
		{"jsonl", url.Values{}, "dataset.jsonl"},
	} {
		t.Run(test.format, func(t *testing.T) {
			got := ask(t, s, http.MethodGet, test.format, test.parameters)
			want := map[string]string{
				"Content-Disposition": fmt.Sprintf("attachment; filename=factiongraph-%s-%s", version, test.name),
				"Dataset-Version":     version, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
			}
			for name, value := range want {
				if got.Header().Get(name) != value {
					t.Errorf("%s: %q, not %q", name, got.Header().Get(name), value)
				}
			}
			if got.Code != http.StatusOK || got.Body.Len() == 0 || test.format != "csv" && !strings.Contains(got.Body.String(), version) {
				t.Errorf("%d, %d bytes", got.Code, got.Body.Len())
			}
			head := ask(t, s, http.MethodHead, test.format, test.parameters)
			if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("ETag") != got.Header().Get("ETag") {
				t.Errorf("HEAD: %d, %d bytes", head.Code, head.Body.Len())
			}
			tag := got.Header().Get("ETag")
			again := ask(t, s, http.MethodGet, test.format, test.parameters, "If-None-Match", `"other", `+tag)
			if again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
				t.Errorf("asked again: %d, %d bytes", again.Code, again.Body.Len())
			}
		})
	}
}

// TestTagsDiffer where files do.
func TestTagsDiffer(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	s := serve(t, store)
	seen := map[string]string{}
	add := func(what string, tag string) {
		if other, twice := seen[tag]; twice || tag == "" {
			t.Errorf("%s has the tag of %s", what, other)
		}
		seen[tag] = what
	}
	for _, format := range []string{"gexf", "graphml", "node-link"} {
		for _, parameters := range []string{"", "limit=3", "rollUp=STATE", "ids=act_russia", "ids=act_iran", "ids=act_iran&depth=2", "uniform=true", `filter={"minPublishers":2}`, `filter={"minPublishers":3}`} {
			values, err := url.ParseQuery(parameters)
			if err != nil {
				t.Fatal(err)
			}
			add(format+"?"+parameters, ask(t, s, http.MethodHead, format, values).Header().Get("ETag"))
		}
	}
	fill(t, store, []graph.Entity{&graph.Actor{ID: "act_new", Kind: graph.State, Name: "New"}})
	add("another version", ask(t, s, http.MethodHead, "gexf", nil).Header().Get("ETag"))
	if ask(t, s, http.MethodHead, "gexf", nil).Header().Get("ETag") != ask(t, s, http.MethodHead, "gexf", url.Values{"limit": {"1000"}, "filter": {" { } "}}).Header().Get("ETag") {
		t.Error("the defaults, spelled out, make another file")
	}
}

// TestErrors are those of the API: the same code and message.
func TestErrors(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	s := serve(t, store)
	for _, test := range []struct {
		parameters string
		status     int
		says       string
	}{
		{"filter=x", 400, "filter must be a JSON object"},
		{"filter=[]", 400, "filter must be a JSON object"},
		{"filter={}{}", 400, "filter must be a JSON object"},
		{"limit=x", 400, "limit must be a whole number"},
		{"limit=0", 400, "limit must be between 1 and 10000"},
		{"limit=10001", 400, "limit must be between 1 and 10000"},
		{"limit=1&limit=2", 400, "limit stands twice"},
		{"ids=act_russia&depth=7", 400, "depth must be between 0 and 6"},
		{"ids=act_nobody", 404, "act_nobody"},
		{"ids=act_russia&rollUp=STATE", 400, "not rolled up"},
		{"depth=1", 400, "depth goes with ids"},
		{"colour=red", 400, "there is no parameter"},
		{"uniform=1", 400, "uniform must be true or false"},
		{`filter={"actors":["act_nobody"]}`, 404, "act_nobody"},
		{"%zz", 400, "could not be decoded"},
	} {
		t.Run(test.parameters, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/export/gexf", http.NoBody)
			r.URL.RawQuery = strings.NewReplacer(`"`, "%22", "{", "%7B", "}", "%7D").Replace(test.parameters)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) || !strings.Contains(w.Body.String(), `"code":"`) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	if got := ask(t, s, http.MethodGet, "pdf", nil); got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), "gexf, graphml, csv, node-link, cytoscape, jsonl") {
		t.Errorf("an unknown format: %d %s", got.Code, got.Body)
	}
}

// TestFiltersAreRefusedAsByTheAPI asks the same of both.
func TestFiltersAreRefusedAsByTheAPI(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	s := serve(t, store)
	type failure struct {
		Message    string
		Extensions map[string]any
	}
	errorsIn := func(w *httptest.ResponseRecorder) []failure {
		var answer struct{ Errors []failure }
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%v: %s", err, w.Body)
		}
		return answer.Errors
	}
	for _, filter := range []string{
		`{"kinds":["FIGHT"]}`, `{"kidns":["FOUGHT"]}`, `{"minPublishers":-1}`, `{"minPublishers":99999999999}`, `{"realis":null}`,
		`{"during":{"from":"2021-13"}}`, `{"during":{"from":"2022","to":"2021"}}`, `{"during":{"certainty":null}}`, `{"actors":[null]}`, `{"actors":["act_nobody"]}`,
		`{"includeSubordinates":null}`, `{"places":["pl_nowhere"]}`,
	} {
		t.Run(filter, func(t *testing.T) {
			file := ask(t, s, http.MethodGet, "node-link", url.Values{"filter": {filter}})
			body := fmt.Sprintf(`{"query":"query ($filter: TieFilter!) { network(filter: $filter) { edges { key } } }","variables":{"filter":%s}}`, filter)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/graphql", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			api := httptest.NewRecorder()
			s.ServeHTTP(api, r)
			if diff := cmp.Diff(errorsIn(api), errorsIn(file)); diff != "" || file.Code < 400 {
				t.Errorf("%d (-API +export):\n%s", file.Code, diff)
			}
		})
	}
}

// TestFilesTellWhatTheyAre: version, question, time, and what was left out.
func TestFilesTellWhatTheyAre(t *testing.T) {
	store := openEmbedded(t)
	version := fill(t, store, corpus(t))
	s := serve(t, store)
	parameters := url.Values{"filter": {`{"kinds":["FOUGHT"]}`}, "limit": {"4"}}
	var told struct {
		Generator, DatasetVersion, ExportedAt, Question string
		Arguments                                       json.RawMessage
		Nodes, Ties, NodesOmitted, TiesOmitted          int
	}
	check := func(t *testing.T, text []byte) {
		t.Helper()
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if told.Generator != "factiongraph test" || told.DatasetVersion != version || told.ExportedAt != "2026-03-04T05:06:07Z" ||
			told.Question != "network" || told.Nodes != 4 || told.NodesOmitted == 0 || told.TiesOmitted == 0 {
			t.Errorf("%+v", told)
		}
		if want := `{"filter":{"kinds":["FOUGHT"]},"limit":4,"rollUp":"NONE"}`; string(told.Arguments) != want {
			t.Errorf("arguments: %s, not %s", told.Arguments, want)
		}
	}
	t.Run("gexf", func(t *testing.T) {
		var file struct {
			Description []byte `xml:"meta>description"`
		}
		if err := xml.Unmarshal(ask(t, s, http.MethodGet, "gexf", parameters).Body.Bytes(), &file); err != nil {
			t.Fatal(err)
		}
		check(t, file.Description)
	})
	t.Run("csv", func(t *testing.T) {
		body := ask(t, s, http.MethodGet, "csv", parameters).Body.Bytes()
		archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		file, err := archive.Open(exchange.MetadataCSV)
		if err != nil {
			t.Fatal(err)
		}
		var metadata struct{ Notes []json.RawMessage }
		if err := json.NewDecoder(file).Decode(&metadata); err != nil {
			t.Fatal(err)
		}
		check(t, metadata.Notes[0])
	})
	for format, place := range map[string]string{"node-link": "graph", "cytoscape": "data"} {
		t.Run(format, func(t *testing.T) {
			var file map[string]json.RawMessage
			if err := json.Unmarshal(ask(t, s, http.MethodGet, format, parameters).Body.Bytes(), &file); err != nil {
				t.Fatal(err)
			}
			check(t, file[place])
		})
	}
}

// restless is a store under which the data changes while it is listed: its View
// reads again, as often as there are turns.
type restless struct {
	graph.Store
	turns int
}

func (s *restless) View(ctx context.Context, read func(graph.Reader) error) error {
	for range s.turns {
		_ = s.Store.View(ctx, read) // of a version that is gone
	}
	return s.Store.View(ctx, read)
}

func TestDataThatChanges(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	s := serve(t, &restless{store, 1})
	if got := ask(t, s, http.MethodGet, "gexf", nil); got.Code != http.StatusOK {
		t.Errorf("a network is written once it is whole: %d", got.Code)
	}
	defer func() {
		if err, broke := recover().(error); !broke || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("a dataset of two versions is written to its end (%v)", err)
		}
	}()
	ask(t, s, http.MethodGet, "jsonl", nil)
}

// broken is a store that fails after some rows.
type broken struct{ graph.Store }

func (s broken) View(ctx context.Context, read func(graph.Reader) error) error {
	return s.Store.View(ctx, func(reader graph.Reader) error { return read(brokenReader{reader}) })
}

type brokenReader struct{ graph.Reader }

func (r brokenReader) List(context.Context, ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		yield(graph.Row{}, graph.Errorf(graph.CodeUnavailable, "the store is away").Because(io.ErrUnexpectedEOF))
	}
}

func TestStoresThatFail(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	got := ask(t, serve(t, broken{store}), http.MethodGet, "jsonl", nil)
	if got.Code != http.StatusServiceUnavailable || !strings.Contains(got.Body.String(), "the store is away") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// deaf is a caller who is gone.
type deaf struct{ http.ResponseWriter }

var errGone = errors.New("broken pipe")

func (d deaf) Write([]byte) (int, error) { return 0, errGone }

func TestCallersWhoAreGone(t *testing.T) {
	store := openEmbedded(t)
	fill(t, store, corpus(t))
	for _, output := range exchange.Outputs {
		serve := export.New(export.Options{Store: store})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/export/"+output.Name, http.NoBody)
		if err := serve(deaf{httptest.NewRecorder()}, r); graph.CodeOf(err) != graph.CodeUnavailable || !errors.Is(err, errGone) {
			t.Errorf("%s: %v", output.Name, err)
		}
	}
}
