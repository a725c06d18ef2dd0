package neo4j

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

// filling opens an empty store that takes its first data, however little, in
// many transactions.
func filling(t *testing.T, server *neo4jtest.Server) *Store {
	store := openEmpty(t, server)
	store.fillFrom = 1
	return store
}

// expectDrawn sees that the database holds what drawn gives and nothing else.
func expectDrawn(t *testing.T, store *Store) {
	t.Helper()
	atRest(t, store)
	equal(t, sortedTexts(wantDrawn), relationships(t, store))
	equal(t, [][]any{{"Clock"}, {"Dataset"}, {"Schema"}}, run(t, store,
		"MATCH (n) WHERE NOT (n:Entity OR n:Term OR n:Name) RETURN labels(n)[0] AS label ORDER BY label"))
	view(t, store, func(r graph.Reader) {
		dataset, err := r.Dataset(t.Context())
		if err != nil || dataset.Counts[graph.ActorEntity] != 3 {
			t.Errorf("%+v, %v", dataset, err)
		}
	})
}

// expectNothing sees that the store is empty, and that a view says so.
func expectNothing(t *testing.T, store *Store) {
	t.Helper()
	atRest(t, store)
	equal(t, [][]any{{"Clock"}, {"Dataset"}, {"Schema"}}, run(t, store, "MATCH (n) RETURN labels(n)[0] AS label ORDER BY label"))
	view(t, store, func(r graph.Reader) {
		if dataset, err := r.Dataset(t.Context()); err != nil || !dataset.Empty() {
			t.Errorf("%+v, %v", dataset, err)
		}
	})
}

func TestFill(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		t.Run("nobody sees into it", func(t *testing.T) {
			store := filling(t, server)
			looked := 0
			update(t, store, graph.Batch{Entities: drawn(), Progress: func(int, int) {
				looked++
				if len(run(t, store, "MATCH (n:Entity) RETURN n LIMIT 1")) == 0 {
					t.Error("nothing was put there by a transaction before the last")
				}
				expectUnderWay(t, store)
			}})
			if looked == 0 {
				t.Error("no progress was told")
			}
			expectDrawn(t, store)
			update(t, store, graph.Batch{Delete: []string{"clash"}}) // as always
			atRest(t, store)
		})
		t.Run("cancelled", func(t *testing.T) {
			store := filling(t, server)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := store.Update(ctx, graph.Batch{Entities: drawn(), Progress: func(int, int) { cancel() }})
			if graph.CodeOf(err) != graph.CodeTimeout {
				t.Errorf("it ended with %v", err)
			}
			expectNothing(t, store)
			update(t, store, graph.Batch{Entities: drawn()})
			expectDrawn(t, store)
		})
		t.Run("tried again", func(t *testing.T) {
			store := filling(t, server)
			_, tick := loadAtThird(t, store, graph.Batch{Entities: drawn()})
			store.closeCommit(t.Context(), tick, nil)
			expectDrawn(t, store)
		})
		t.Run("the writer dies", func(t *testing.T) {
			store := filling(t, server)
			err := store.write(t.Context(), "update", time.Minute, func(run runner) error {
				var tick int64
				if _, err := store.load(t.Context(), run, graph.Batch{Entities: drawn()}, &tick); err != nil {
					return err
				}
				return errors.New("dead")
			})
			if err == nil {
				t.Fatal("the writer lives")
			}
			err = store.View(t.Context(), func(r graph.Reader) error {
				_, err := r.Dataset(t.Context())
				return err
			})
			if !errors.Is(err, errBroken) {
				t.Errorf("a view of what it left: %v", err)
			}
			update(t, open(t, server), graph.Batch{Entities: drawn()})
			expectDrawn(t, store)
		})
	})
}
