package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
	"github.com/factiongraph/factiongraph/web"
)

const address = "127.0.0.1:8080"

// caching returns a server that keeps the answers from a store.
func caching(t *testing.T, store graph.Store) *server.Server {
	t.Helper()
	s, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: address,
		Cache: server.Cache{Version: resolvers.Version(store)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request without a network; variables may be nil.
func ask(t *testing.T, s http.Handler, method, document string, variables any, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	given, err := json.Marshal(variables)
	if err != nil {
		t.Error(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "http://"+address+"/graphql?"+url.Values{"query": {document}, "variables": {string(given)}}.Encode(), nil)
	if method == http.MethodPost {
		body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
		if err != nil {
			t.Error(err)
		}
		r = httptest.NewRequestWithContext(t.Context(), method, "http://"+address+"/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestKeptAnswersAreTheSame asks each example twice, in each form: the second
// answer differs in its request's id alone.
func TestKeptAnswersAreTheSame(t *testing.T) {
	store := openStore(t, corpus(t)...)
	s := caching(t, store)
	examples, err := web.Examples()
	if err != nil {
		t.Fatal(err)
	}
	var hits int64
	for _, example := range examples {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			for _, media := range []string{"application/json", "application/graphql-response+json"} {
				for _, encoding := range []string{"identity", "gzip"} {
					headers := []string{"Accept", media, "Accept-Encoding", encoding}
					first := ask(t, s, method, example.Query, example.Variables, headers...)
					again := ask(t, s, method, example.Query, example.Variables, headers...)
					first.Header().Del("X-Request-Id")
					again.Header().Del("X-Request-Id")
					if first.Code != http.StatusOK || again.Code != first.Code {
						t.Errorf("%s: %d and %d", example.Title, first.Code, again.Code)
					}
					if diff := cmp.Diff(first.Header(), again.Header()); diff != "" {
						t.Errorf("%s: %s", example.Title, diff)
					}
					if diff := cmp.Diff(first.Body.Bytes(), again.Body.Bytes()); diff != "" {
						t.Errorf("%s: %s", example.Title, diff)
					}
					hits++
					if method == http.MethodPost {
						hits++ // the first, too: GET has asked it
					}
				}
			}
		}
	}
	if got := s.CacheStats().Hits; got != hits {
		t.Errorf("%d hits, want %d", got, hits)
	}
}

const russia = "act_russia"

// described returns an update that gives an actor a description.
func described(description string) graph.Batch {
	return graph.Batch{Entities: []graph.Entity{&graph.Actor{ID: russia, Kind: "STATE", Name: "Russia", Description: description}}}
}

func update(t *testing.T, store graph.Store, batch graph.Batch) graph.Dataset {
	t.Helper()
	dataset, err := store.Update(t.Context(), batch)
	if err != nil {
		t.Error(err)
	}
	return dataset
}

const aboutRussia = `{ actor(id: "` + russia + `") { description } dataset { version loadedAt } }`

// about is what aboutRussia is answered with.
type about struct {
	Data struct {
		Actor   struct{ Description string }
		Dataset struct{ Version, LoadedAt string }
	}
}

func askAbout(t *testing.T, s http.Handler) (answer about) {
	t.Helper()
	got := ask(t, s, http.MethodPost, aboutRussia, nil)
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil || got.Code != http.StatusOK {
		t.Errorf("%d %s: %v", got.Code, got.Body, err)
	}
	return answer
}

// TestUpdatesAreSeen asks after updates.
func TestUpdatesAreSeen(t *testing.T) {
	store := openStore(t, corpus(t)...)
	s := caching(t, store)
	for i, step := range []struct {
		description string
		hits        int64
	}{
		{"one", 0},
		{"one", 1}, // changes nothing
		{"two", 1},
		{"two", 2},
		{"one", 2},
		{"one", 3},
	} {
		dataset := update(t, store, described(step.description))
		got := askAbout(t, s)
		if got.Data.Actor.Description != step.description || got.Data.Dataset.Version != dataset.Version {
			t.Errorf("step %d: got %+v of version %s", i, got, dataset.Version)
		}
		if hits := s.CacheStats().Hits; hits != step.hits {
			t.Errorf("step %d: %d hits", i, hits)
		}
	}
}

// TestUndoneUpdatesAreSeen asks before an update and after it was undone, when
// all is as it was, but since later.
func TestUndoneUpdatesAreSeen(t *testing.T) {
	store := openStore(t)
	s := caching(t, store)
	first := update(t, store, described("one"))
	before := askAbout(t, s)
	last := first
	for first.LoadedAt.Equal(last.LoadedAt) { // within a millisecond nobody can tell
		update(t, store, described("two"))
		last = update(t, store, described("one"))
	}
	after := askAbout(t, s)
	if first.Version != last.Version || before.Data.Dataset.Version != after.Data.Dataset.Version {
		t.Errorf("the versions are %s and %s, answered as %+v and %+v", first.Version, last.Version, before, after)
	}
	if before.Data.Dataset.LoadedAt == after.Data.Dataset.LoadedAt {
		t.Errorf("loaded at %s, as before", after.Data.Dataset.LoadedAt)
	}
}

// TestRevalidationSeesUpdates asks with a tag from before an update, and from
// before one that does not touch the answer.
func TestRevalidationSeesUpdates(t *testing.T) {
	store := openStore(t, corpus(t)...)
	s := caching(t, store)
	const untouched = `{ actor(id: "act_iran") { name } }`
	const touched = `{ actor(id: "` + russia + `") { description } }`
	tags := map[string]string{}
	for _, document := range []string{touched, untouched} {
		tags[document] = ask(t, s, http.MethodGet, document, nil).Header().Get("ETag")
	}
	update(t, store, described("other"))
	for document, want := range map[string]int{touched: http.StatusOK, untouched: http.StatusNotModified} {
		if got := ask(t, s, http.MethodGet, document, nil, "If-None-Match", tags[document]); got.Code != want {
			t.Errorf("%s: %d %s", document, got.Code, got.Body)
		}
	}
}

// hooked is a store whose Views are what view makes of them.
type hooked struct {
	graph.Store
	view func(ctx context.Context, read func(graph.Reader) error) error
}

func (h *hooked) View(ctx context.Context, read func(graph.Reader) error) error {
	return h.view(ctx, read)
}

// TestUpdateWhileAsking updates the data while an answer is computed from a
// state of before: that answer may be given, but not again.
func TestUpdateWhileAsking(t *testing.T) {
	store := openStore(t, corpus(t)...)
	update(t, store, described("before"))
	after := described("after")
	var once sync.Once
	s := caching(t, &hooked{store, func(ctx context.Context, read func(graph.Reader) error) error {
		return store.View(ctx, func(reader graph.Reader) error {
			once.Do(func() { update(t, store, after) })
			return read(reader)
		})
	}})
	for i, want := range []string{"before", "after", "after"} {
		if got := askAbout(t, s); got.Data.Actor.Description != want {
			t.Errorf("answer %d: %+v", i, got)
		}
	}
	if hits := s.CacheStats().Hits; hits != 1 {
		t.Errorf("%d hits", hits)
	}
}

// TestViewsAgain lets a store call for another attempt, as one does that finds
// that the data changed: the answer is kept as one from the later state.
func TestViewsAgain(t *testing.T) {
	store := openStore(t, corpus(t)...)
	update(t, store, described("before"))
	after := described("after")
	var once sync.Once
	s := caching(t, &hooked{store, func(ctx context.Context, read func(graph.Reader) error) error {
		once.Do(func() {
			if err := store.View(ctx, read); err != nil {
				t.Error(err)
			}
			update(t, store, after)
		})
		return store.View(ctx, read)
	}})
	for i := range 2 {
		if got := askAbout(t, s); got.Data.Actor.Description != "after" {
			t.Errorf("answer %d: %+v", i, got)
		}
	}
	if hits := s.CacheStats().Hits; hits != 1 {
		t.Errorf("%d hits", hits)
	}
}

// TestUnknownVersion answers from a store that cannot tell its version.
func TestUnknownVersion(t *testing.T) {
	store := openStore(t, corpus(t)...)
	s := caching(t, &hooked{store, func(ctx context.Context, read func(graph.Reader) error) error {
		return store.View(ctx, func(reader graph.Reader) error { return read(silent{reader}) })
	}})
	for range 2 {
		if got := ask(t, s, http.MethodPost, `{ actor(id: "act_iran") { id } }`, nil); got.Body.String() != `{"data":{"actor":{"id":"act_iran"}}}` {
			t.Errorf("got %s", got.Body)
		}
	}
	if stats := s.CacheStats(); stats.Answers != 0 {
		t.Errorf("got %+v", stats)
	}
}

type silent struct{ graph.Reader }

func (silent) Dataset(context.Context) (graph.Dataset, error) {
	return graph.Dataset{}, errors.New("not now")
}

// TestWhatNeedsNoData is answered without a look at the data, so nobody knows
// of which state it is.
func TestWhatNeedsNoData(t *testing.T) {
	s := caching(t, openStore(t, corpus(t)...))
	for range 2 {
		if got := ask(t, s, http.MethodPost, "{ __typename }", nil); got.Body.String() != `{"data":{"__typename":"Query"}}` {
			t.Errorf("got %s", got.Body)
		}
	}
	if stats := s.CacheStats(); stats.Answers != 0 {
		t.Errorf("got %+v", stats)
	}
}

// TestNoAnswerIsOlderThanItsQuestion asks from many sides at once while the
// data changes: whatever was acknowledged before a question is in its answer,
// and what an answer says of its version is so.
func TestNoAnswerIsOlderThanItsQuestion(t *testing.T) {
	store := openStore(t)
	s := caching(t, store)
	update(t, store, described("0"))
	var acknowledged atomic.Int64
	var versions sync.Map // by what was described
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		all.Go(func() {
			for asking := true; asking; {
				select {
				case <-done:
					asking = false // once more
				default:
				}
				least := acknowledged.Load()
				got := askAbout(t, s)
				var n int64
				if _, err := fmt.Sscan(got.Data.Actor.Description, &n); err != nil || n < least {
					t.Errorf("%d was acknowledged, answered %+v", least, got)
				}
				if version, known := versions.LoadOrStore(n, got.Data.Dataset.Version); known && version != got.Data.Dataset.Version {
					t.Errorf("%d is of versions %s and %s", n, version, got.Data.Dataset.Version)
				}
			}
		})
	}
	for i := range int64(50) {
		dataset := update(t, store, described(fmt.Sprint(i)))
		acknowledged.Store(i)
		if version, known := versions.LoadOrStore(i, dataset.Version); known && version != dataset.Version {
			t.Errorf("%d is of version %s, answered as %s", i, dataset.Version, version)
		}
	}
	close(done)
	all.Wait()
	if stats := s.CacheStats(); stats.Hits == 0 || stats.Answers != 1 {
		t.Errorf("got %+v", stats)
	}
}
