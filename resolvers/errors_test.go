package resolvers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
	"github.com/factiongraph/factiongraph/server"
)

// secret stands in every cause and must reach no caller.
const secret = "bolt://neo4j:hunter2@db:7687"

func TestPresent(t *testing.T) {
	cause := errors.New(secret)
	refusal := graph.Errorf(graph.CodeLimit, "too many")
	refusal.Limit = "affiliations"
	const hidden = "something went wrong here; the log tells what"
	for _, test := range []struct {
		name    string
		err     error
		message string
		code    graph.Code
	}{
		{"a domain error", graph.Errorf(graph.CodeNotFound, "no such actor").Because(cause), "no such actor", graph.CodeNotFound},
		{"a wrapped one", fmt.Errorf("%s: %w", secret, graph.Errorf(graph.CodeUnavailable, "busy")), "busy", graph.CodeUnavailable},
		{"one with a place", gqlerror.WrapPath(ast.Path{ast.PathName("ties")}, graph.Errorf(graph.CodeBadInput, "bad")), "bad", graph.CodeBadInput},
		{"a limit", refusal, "too many", graph.CodeLimit},
		{"a deadline", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), "the request took too long, or was given up", graph.CodeTimeout},
		{"anything else", cause, hidden, graph.CodeInternal},
		{"anything else with a place", gqlerror.WrapPath(ast.Path{ast.PathName("ties")}, cause), hidden, graph.CodeInternal},
	} {
		t.Run(test.name, func(t *testing.T) {
			shown := resolvers.Present(t.Context(), test.err)
			if shown.Message != test.message || shown.Extensions["code"] != string(test.code) {
				t.Errorf("shown as %q, %v", shown.Message, shown.Extensions)
			}
			if strings.Contains(fmt.Sprint(shown.Message, shown.Extensions, shown.Path), secret) {
				t.Errorf("the cause is shown: %v", shown)
			}
			if !errors.Is(shown, test.err) {
				t.Error("what is shown does not unwrap to the error")
			}
			var placed *gqlerror.Error
			if errors.As(test.err, &placed) && cmp.Diff(placed.Path, shown.Path) != "" {
				t.Errorf("the place %v is lost", placed.Path)
			}
		})
	}
	if shown := resolvers.Present(t.Context(), refusal); shown.Extensions["limit"] != "affiliations" {
		t.Errorf("the limit is not named: %v", shown.Extensions)
	}
}

// failing is a reader of which some calls fail.
type failing struct {
	graph.Reader
	get, list func(context.Context) error // nil for a call that works
}

func (r failing) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	if r.get != nil {
		if err := r.get(ctx); err != nil {
			return nil, err
		}
	}
	return r.Reader.Get(ctx, ids)
}

func (r failing) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	if r.list != nil {
		if err := r.list(ctx); err != nil {
			return func(yield func(graph.Row, error) bool) { yield(graph.Row{}, err) }
		}
	}
	return r.Reader.List(ctx, queries...)
}

func always(err error) func(context.Context) error { return func(context.Context) error { return err } }

func loadedStore(t *testing.T) graph.Store {
	t.Helper()
	store := openEmbedded(t)
	load(t, store)
	return store
}

// codes are the codes of an answer's errors by their paths.
func codes(a answer) map[string]string {
	found := map[string]string{}
	for _, failure := range a.Errors {
		found[strings.Trim(fmt.Sprint(failure.Path), "[]")] = failure.code()
	}
	return found
}

// TestWhatFailsLeavesTheRest lets the store fail in one way or another under
// one root field; another is answered all the same.
func TestWhatFailsLeavesTheRest(t *testing.T) {
	store := loadedStore(t)
	unavailable := graph.Errorf(graph.CodeUnavailable, "the database is away").Because(errors.New(secret))
	const document = `{ good: actor(id: "act_hts") { name } bad: mediations { nodes { mediators { name } } } }`
	for _, test := range []struct {
		name string
		wrap func(graph.Reader) graph.Reader
		code graph.Code
	}{
		{"an error of the store", func(r graph.Reader) graph.Reader { return failing{Reader: r, list: always(unavailable)} }, graph.CodeUnavailable},
		{"an error of no kind", func(r graph.Reader) graph.Reader { return failing{Reader: r, list: always(errors.New(secret))} }, graph.CodeInternal},
		{"a panic", func(r graph.Reader) graph.Reader {
			return failing{Reader: r, list: func(context.Context) error { panic(secret) }}
		}, graph.CodeInternal},
		{"a time-out of the store's", func(r graph.Reader) graph.Reader {
			return failing{Reader: r, list: always(graph.Errorf(graph.CodeTimeout, "too slow").Because(context.DeadlineExceeded))}
		}, graph.CodeTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			s, err := server.New(server.Options{
				Schema: resolvers.New(reading{store, test.wrap}), PresentError: resolvers.Present, Addr: address,
				Logger: slog.New(slog.NewTextHandler(&log, nil)),
			})
			if err != nil {
				t.Fatal(err)
			}
			got := client{s}.ask(t, document, nil)
			if diff := cmp.Diff(map[string]string{"bad": string(test.code)}, codes(got)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if name := got.at("good.name"); name[0] != "Hay'at Tahrir al-Sham" || got.Data["bad"] != nil {
				t.Errorf("data: %s", got.body)
			}
			if strings.Contains(string(got.body), secret) {
				t.Errorf("the cause is shown: %s", got.body)
			}
			if test.code != graph.CodeTimeout && !strings.Contains(log.String(), secret) {
				t.Errorf("the cause is not logged: %s", log.String())
			}
		})
	}
}

// TestFailureBelowAList: the list that cannot be loaded is told at each of its
// parents, and takes its root with it, since nothing below one may be null.
func TestFailureBelowAList(t *testing.T) {
	lists := 0
	store := reading{loadedStore(t), func(r graph.Reader) graph.Reader {
		return failing{Reader: r, list: func(context.Context) error {
			if lists++; lists > 1 {
				return graph.Errorf(graph.CodeUnavailable, "gone")
			}
			return nil
		}}
	}}
	got := serve(t, store).ask(t, `{ affiliations(first: 3) { nodes { from { events { nodes { id } } } } } vocabulary { roles { name } } }`, nil)
	if len(got.Errors) == 0 || lists != 2 || got.Data["affiliations"] != nil || len(got.at("vocabulary.roles.name")) != len(graph.Roles) {
		t.Fatalf("after %d lists: %s", lists, got.body)
	}
	for path, code := range codes(got) {
		if code != string(graph.CodeUnavailable) || !strings.HasPrefix(path, "affiliations nodes ") || !strings.HasSuffix(path, "from events") {
			t.Errorf("%s at %s", code, path)
		}
	}
}

// TestDanglingReference: what is referred to and is not there is the store's
// fault, not an empty answer.
func TestDanglingReference(t *testing.T) {
	store := reading{bare{loadedStore(t)}, func(r graph.Reader) graph.Reader { return forgetful{r} }}
	got := serve(t, store).ask(t, `{ fights { nodes { from { name } } } mediations { nodes { mediators { id } } } }`, nil)
	if diff := cmp.Diff(map[string]string{"fights": "INTERNAL"}, codes(got)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if len(got.at("mediations.nodes.mediators.id")) == 0 || strings.Contains(string(got.body), "act_") && got.Data["fights"] != nil {
		t.Errorf("%s", got.body)
	}
}

// forgetful has no actors.
type forgetful struct{ graph.Reader }

func (r forgetful) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	found, err := r.Reader.Get(ctx, ids)
	for i, entity := range found {
		if entity != nil && entity.EntityKind() == graph.ActorEntity {
			found[i] = nil
		}
	}
	return found, err
}

// attempts is a store that finds, some times, that the data changed under the
// reader: then its calls fail and the View is tried again.
type attempts struct {
	graph.Store
	failures int   // how many attempts fail
	before   error // if set, what the View says before it reads
	after    error // if set, what it says although all was read
	made     *int
}

var errMoved = graph.Errorf(graph.CodeUnavailable, "the data changes too fast").Because(errors.New(secret))

func (s attempts) View(ctx context.Context, read func(graph.Reader) error) error {
	if s.before != nil {
		return s.before
	}
	return s.Store.View(ctx, func(reader graph.Reader) error {
		const most = 3
		for *s.made < most {
			*s.made++
			moving := failing{Reader: reader}
			if *s.made <= s.failures {
				moving.list = always(errMoved)
			}
			if err := read(moving); err != nil && *s.made < most {
				continue
			} else if err != nil {
				return err
			}
			return s.after
		}
		return nil
	})
}

func TestViewsThatAreTriedAgain(t *testing.T) {
	inner := loadedStore(t)
	const document = `{ good: actor(id: "act_hts") { name } lists: mediations { totalCount } }`
	for _, test := range []struct {
		name   string
		store  attempts
		made   int
		errors map[string]string
		data   string
	}{
		{"the second succeeds", attempts{failures: 1}, 2, map[string]string{}, `"lists":{"totalCount":5}`},
		{"none succeeds", attempts{failures: 9}, 3, map[string]string{"lists": "UNAVAILABLE"}, `"lists":null`},
		{"the store is away", attempts{before: errMoved}, 0, map[string]string{"": "UNAVAILABLE"}, ""},
		{"what was read is void", attempts{after: errMoved}, 1, map[string]string{"": "UNAVAILABLE"}, ""},
		{"the time is up", attempts{before: fmt.Errorf("%s: %w", secret, context.DeadlineExceeded)}, 0, map[string]string{"": "TIMEOUT"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := 0
			test.store.Store, test.store.made = inner, &made
			got := serve(t, test.store).ask(t, document, nil)
			if made != test.made {
				t.Errorf("%d attempts, not %d", made, test.made)
			}
			if diff := cmp.Diff(test.errors, codes(got)); diff != "" || len(got.Errors) != len(test.errors) {
				t.Errorf("errors (-want +got):\n%s\n%s", diff, got.body)
			}
			if hasData := got.Data != nil; hasData != (test.data != "") || !strings.Contains(string(got.body), test.data) {
				t.Errorf("data: %s", got.body)
			}
			if strings.Contains(string(got.body), secret) {
				t.Errorf("the cause is shown: %s", got.body)
			}
		})
	}
}

// TestDeadline lets a store wait until the request's time is up.
func TestDeadline(t *testing.T) {
	store := reading{loadedStore(t), func(r graph.Reader) graph.Reader {
		return failing{Reader: r, list: func(ctx context.Context) error {
			<-ctx.Done()
			return graph.Errorf(graph.CodeTimeout, "the time for this request is up").Because(ctx.Err())
		}}
	}}
	s, err := server.New(server.Options{
		Schema: resolvers.New(store), PresentError: resolvers.Present, Addr: address,
		Limits: server.Limits{Deadline: 50 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := client{s}.ask(t, `{ ties { totalCount } }`, nil)
	if len(got.Errors) != 1 || got.Errors[0].code() != string(graph.CodeTimeout) {
		t.Errorf("%s", got.body)
	}
}

// TestOneVersion: all that one operation reads comes from one View.
func TestOneVersion(t *testing.T) {
	var mutex sync.Mutex
	views := 0
	store := reading{loadedStore(t), func(r graph.Reader) graph.Reader {
		mutex.Lock()
		defer mutex.Unlock()
		views++
		return r
	}}
	serve(t, store).data(t, `{ a: ties { totalCount } b: mediations { nodes { event { linkedFrom { how } } } } c: actor(id: "act_hts") { ties { totalCount } } }`, nil)
	if views != 1 {
		t.Errorf("%d views for one operation", views)
	}
}
