package neo4j

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// ring is as many actors, some of whom attack others a third of the ring away
// or are allied with who stands opposite, typed from either end or from both.
func ring(size int) []graph.Entity {
	claims := func() []graph.Claim {
		return []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "s:1"}}
	}
	name := func(i int) string { return fmt.Sprintf("a%04d", i%size) }
	actor := func(i int) *graph.Actor { return &graph.Actor{ID: name(i), Kind: graph.ArmedGroup, Name: name(i)} }
	entities := []graph.Entity{&graph.Source{ID: "s", Key: "s"}}
	for i := range size {
		entities = append(entities, actor(i))
		switch i % 20 {
		case 0:
			entities = append(entities, &graph.Event{
				ID: fmt.Sprintf("e%04d", i), Kind: graph.Attack, Title: "Attack", Realis: graph.Occurred, Claims: claims(),
				Participants: []graph.Participant{{Actor: actor(i), Role: graph.Initiator}, {Actor: actor(i + size/3), Role: graph.Target}},
			})
		case 5, 7, 15:
			entities = append(entities, &graph.Affiliation{ID: fmt.Sprintf("f%04d", i), Kind: "ALLIED_WITH", From: actor(i), To: actor(i + size/2), Claims: claims()})
		}
	}
	return entities
}

// TestAdjacentInParts asks around more actors than one statement looks at.
func TestAdjacentInParts(t *testing.T) {
	const size = 2*adjacentActors + 100
	var most []string
	for i := range size - 150 {
		most = append(most, fmt.Sprintf("a%04d", (i*7)%size), "a0000")
	}
	few := slices.Concat(most[:40], []string{"a1070", "a1075"})
	kinds := []graph.TieKind{graph.Attacked, "ALLIED_WITH"}
	truth := storetest.Model()
	if _, err := truth.Update(t.Context(), graph.Batch{Entities: ring(size)}); err != nil {
		t.Fatal(explain(err))
	}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: ring(size)})
		for _, test := range []struct {
			name       string
			query      graph.AdjacencyQuery
			statements int
		}{
			{"all", graph.AdjacencyQuery{}, 4},
			{"at most", graph.AdjacencyQuery{Actors: most}, 2},
			{"among most", graph.AdjacencyQuery{Actors: most, Others: most}, 2},
			{"between most and few", graph.AdjacencyQuery{Actors: most, Others: few}, 2},
			{"to few", graph.AdjacencyQuery{Others: few}, 1},
			{"at one", graph.AdjacencyQuery{Actors: []string{"a0605"}}, 1},
		} {
			t.Run(test.name, func(t *testing.T) {
				test.query.Kinds, test.query.Realis = kinds, graph.DefaultRealis
				var want []graph.Adjacency
				if err := truth.View(t.Context(), func(r graph.Reader) error {
					want = adjacent(t, r, test.query)
					return nil
				}); err != nil {
					t.Fatal(explain(err))
				}
				statements := 0
				counting := &reader{pinned: true, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
					statements++
					return store.read(ctx, s)
				}}
				equal(t, want, adjacent(t, counting, test.query))
				if statements != test.statements {
					t.Errorf("%d statements, want %d", statements, test.statements)
				}
				statements = 0
				for range counting.Adjacent(t.Context(), test.query) {
					break
				}
				if statements > 2 {
					t.Errorf("%d statements for the first tie", statements)
				}
			})
		}
	})
}

func adjacent(t *testing.T, r graph.Reader, query graph.AdjacencyQuery) []graph.Adjacency {
	t.Helper()
	ties, err := graph.Collect(r.Adjacent(t.Context(), query))
	if err != nil {
		t.Fatal(explain(err))
	}
	slices.SortFunc(ties, func(a, b graph.Adjacency) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return ties
}

// TestAdjacentKept asks the same time and again: what is kept of some questions
// serves others, is told apart by what was asked, and changes no answer.
func TestAdjacentKept(t *testing.T) {
	const size = 120
	all := func(step int) (ids []string) {
		for i := 0; i < size; i += step {
			ids = append(ids, fmt.Sprintf("a%04d", i))
		}
		return ids
	}
	kinds := []graph.TieKind{graph.Attacked, "ALLIED_WITH"}
	late := graph.Window{From: graph.NewDate(2020, 1, 1)}
	surely := late
	surely.Certainty = graph.Certain
	var queries []graph.AdjacencyQuery
	for _, ends := range []graph.AdjacencyQuery{
		{Actors: all(5)}, {Actors: all(5), Others: all(5)}, {Actors: all(5), Others: all(4)}, {Actors: all(20), Others: all(1)}, {Others: all(10)}, {},
	} {
		for _, manner := range []graph.AdjacencyQuery{
			{Kinds: kinds, Realis: graph.DefaultRealis},
			{Kinds: kinds[:1], Realis: graph.DefaultRealis},
			{Kinds: kinds, Realis: []graph.Realis{graph.Ongoing}},
			{Kinds: kinds, Realis: graph.DefaultRealis, During: &late},
			{Kinds: kinds, Realis: graph.DefaultRealis, During: &surely},
		} {
			manner.Actors, manner.Others = ends.Actors, ends.Others
			queries = append(queries, manner)
		}
	}
	truth := storetest.Model()
	if _, err := truth.Update(t.Context(), graph.Batch{Entities: ring(size)}); err != nil {
		t.Fatal(explain(err))
	}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: ring(size)})
		for _, room := range []int{64 << 20, 20_000} {
			store.kept = newKept(room)
			for pass := range 3 {
				for i, query := range queries {
					var want []graph.Adjacency
					if err := truth.View(t.Context(), func(r graph.Reader) error {
						want = adjacent(t, r, query)
						return nil
					}); err != nil {
						t.Fatal(explain(err))
					}
					var operations []string
					r := &reader{pinned: true, kept: store.kept, trusting: true, run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
						operations = append(operations, s.operation)
						return store.read(ctx, s)
					}}
					if err := r.whole(t.Context(), func(graph.Reader) error {
						equal(t, want, adjacent(t, r, query))
						return nil
					}); err != nil {
						t.Fatal(explain(err))
					}
					known := room > 1<<20 && pass > 0 && i < 10 // as all of these are around the same actors
					if known && !slices.Equal(operations, []string{"version"}) {
						t.Errorf("%+v in pass %d: %q", query, pass, operations)
					}
				}
			}
		}
	})
}

// TestAdjacentStartsAtActors looks into the plans: an index finds the actors,
// and nobody else's ties are looked at.
func TestAdjacentStartsAtActors(t *testing.T) {
	window := &graph.Window{From: graph.NewDate(2018, 6, 1), To: graph.NewDate(2021, 7, 31), Certainty: graph.Certain}
	actors := []string{"army", "fighters"}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: storetest.Fixture()})
		for _, query := range []graph.AdjacencyQuery{
			{}, {Actors: actors}, {Actors: actors, Others: actors}, {Actors: actors, Others: actors[:1]}, {Actors: actors, During: window},
		} {
			query.Kinds, query.Realis = graph.DefaultTieKinds, graph.DefaultRealis
			search, _ := newTieSearch(query)
			search.params["chunk"] = actors
			leaves := leavesOf(t, store, statement{text: search.text, params: search.params})
			if len(leaves) != 4 || !strings.HasPrefix(leaves[1], "Unwind") || !strings.HasPrefix(leaves[2], "NodeUniqueIndexSeek") {
				t.Errorf("%+v reads %q:\n%s", query, leaves, search.text)
			}
		}
	})
}

// TestNoKindIsCypher: only known kinds of tie become types.
func TestNoKindIsCypher(t *testing.T) {
	query := graph.AdjacencyQuery{Kinds: []graph.TieKind{"QQ", graph.Fought}, Realis: []graph.Realis{"QQ"}, Actors: []string{"QQ"}, Others: []string{"QQ"}}
	if search, possible := newTieSearch(query); !possible || strings.Contains(search.text, "QQ") {
		t.Error(search)
	}
	query.Kinds = query.Kinds[:1]
	if search, possible := newTieSearch(query); possible {
		t.Error(search)
	}
}
