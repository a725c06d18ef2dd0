package storetest

import (
	"context"
	"flag"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// How much Agree asks of each random graph, before and after it is changed.
const (
	checksPerGraph = 10 // of rapid's, so that there are ten graphs by default
	questionsAsked = 60
)

// Agree compares two stores: for the same random graphs they must give the
// same answers to the same random questions, to the byte and in the same order.
// reference is the one that is believed; where there is no other,
// [Model] is.
//
// Each graph is loaded into empty stores, asked about, changed, asked about
// again and taken away again. -rapid.checks says how many, a tenth of it,
// so that stores that are slow to load are compared in a minute or two.
func Agree(t *testing.T, reference, other func(t *testing.T) graph.Store) {
	right, left := reference(t), other(t)
	fewerChecks(t)
	rapid.Check(t, func(t *rapid.T) {
		stores := [2]graph.Store{right, left}
		for _, store := range stores {
			empty(t, store)
		}
		draft := rapid.Custom(newDraft).Draw(t, "graph")
		loaded := draft.entities()
		for _, store := range stores {
			load(t, store, copies(t, loaded)...)
		}
		compare(t, stores)
		batch := rapid.Custom(draft.edit).Draw(t, "edit")
		for _, store := range stores {
			update(t, store, graph.Batch{Entities: copies(t, batch.Entities), Delete: batch.Delete})
		}
		compare(t, stores)
	})
}

// fewer holds how many tests run with fewer checks, and how many checks there
// were before.
var fewer struct {
	sync.Mutex
	tests  int
	before string
}

// fewerChecks divides rapid's number of checks while the test runs, once for
// all tests that ask for it at the same time.
func fewerChecks(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	set := func(value string) {
		if err := checks.Value.Set(value); err != nil {
			t.Fatalf("-rapid.checks=%s: %v", value, err)
		}
	}
	fewer.Lock()
	defer fewer.Unlock()
	if fewer.tests == 0 {
		fewer.before = checks.Value.String()
		number, err := strconv.Atoi(fewer.before)
		if err != nil {
			t.Fatalf("-rapid.checks=%s", fewer.before)
		}
		set(strconv.Itoa(max(1, number/checksPerGraph)))
	}
	fewer.tests++
	t.Cleanup(func() {
		fewer.Lock()
		defer fewer.Unlock()
		if fewer.tests--; fewer.tests == 0 {
			set(fewer.before)
		}
	})
}

// compare asks both stores the same questions.
func compare(t *rapid.T, stores [2]graph.Store) {
	pool := newPool(everything(t, stores[0]))
	questions := rapid.Custom(pool.quiz).Draw(t, "quiz")
	questions = append(questions, askDataset{}, askList{everyKind()})
	var answers [2][]string
	for i, store := range stores {
		view(t, store, func(reader graph.Reader) {
			answers[i] = nil
			for _, q := range questions {
				answers[i] = append(answers[i], answer(context.Background(), reader, q))
			}
		})
	}
	for i, q := range questions {
		if diff := cmp.Diff(answers[0][i], answers[1][i]); diff != "" {
			t.Fatalf("the stores disagree about\n%s\n(-reference +other):\n%s", describe(q), diff)
		}
	}
}
