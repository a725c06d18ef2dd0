package neo4j

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func TestAddresses(t *testing.T) {
	for _, uri := range []string{"", "localhost", "http://localhost:7474", "neo4j://", "bolt://user:secret@localhost:7687", "neo4j+x://localhost"} {
		if _, err := Open(t.Context(), Config{URI: uri}); graph.CodeOf(err) != graph.CodeBadInput || err == nil {
			t.Errorf("%q: %v", uri, err)
		}
	}
	for _, scheme := range schemes {
		config := Config{URI: scheme + "://localhost:7687"}
		if err := config.check(); err != nil {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

// TestVocabulary holds the database's words to the domain's tables.
func TestVocabulary(t *testing.T) {
	seen := map[string]graph.Role{}
	for _, word := range graph.Roles {
		relationship := participation[word.Name]
		if other, twice := seen[relationship]; relationship == "" || twice {
			t.Errorf("%s has the type %q, as has %q", word.Name, relationship, other)
		}
		seen[relationship] = word.Name
	}
	if len(participation) != len(graph.Roles) {
		t.Errorf("%d types for %d roles", len(participation), len(graph.Roles))
	}
	for _, word := range graph.EntityKinds {
		if labels[word.Name] == "" || countProperty[word.Name] == "" || kindOf[labels[word.Name]] != word.Name {
			t.Errorf("%s has no label or no count", word.Name)
		}
	}
}

func TestUnreachable(t *testing.T) {
	config := Config{URI: "bolt://127.0.0.1:1", RetryFor: time.Millisecond, ConnectTimeout: time.Second}
	if _, err := Open(t.Context(), config); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestOpen(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		wrong := configOf(server)
		wrong.Password += "x"
		if _, err := Open(t.Context(), wrong); graph.CodeOf(err) != graph.CodeUnavailable && server.Password != "" {
			t.Errorf("a wrong password: %v", err)
		}
		open(t, server)
		store := open(t, server) // the schema is there already
		if err := store.Ready(t.Context()); err != nil {
			t.Errorf("Ready: %s", explain(err))
		}
		offline := run(t, store, "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name")
		if len(offline) > 0 {
			t.Errorf("not online: %v", offline)
		}
		run(t, store, "MATCH (s:"+schemaLabel+") SET s.version = s.version + 1")
		if _, err := Open(t.Context(), configOf(server)); graph.CodeOf(err) != graph.CodeUnavailable || err == nil {
			t.Errorf("a newer schema: %v", err)
		}
		run(t, store, "MATCH (s:"+schemaLabel+") SET s.version = 1")
		if _, err := Open(t.Context(), configOf(server)); graph.CodeOf(err) != graph.CodeUnavailable || err == nil {
			t.Errorf("the schema of an early version: %v", err)
		}
		run(t, store, "MATCH (s:"+schemaLabel+") SET s.version = $version", map[string]any{"version": len(migrations)})
	})
}

// small is a graph of three actors and one mediation.
func small(title string) graph.Batch {
	claims := func() []graph.Claim {
		return []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "here"}}
	}
	part := func(id string, role graph.Role, side int) graph.Participant {
		return graph.Participant{Actor: &graph.Actor{ID: id}, Role: role, Side: side}
	}
	batch := graph.Batch{Entities: []graph.Entity{&graph.Source{ID: "s", Key: "S", Title: title}}}
	for _, id := range []string{"a", "b", "m"} {
		batch.Entities = append(batch.Entities, &graph.Actor{ID: id, Kind: graph.ArmedGroup, Name: id, Description: title})
	}
	batch.Entities = append(batch.Entities, &graph.Event{
		ID: "e", Kind: graph.Mediating, Title: title, Realis: graph.Occurred, Claims: claims(),
		Participants: []graph.Participant{part("a", graph.Party, 1), part("b", graph.Party, 2), part("m", graph.Mediator, 0)},
	})
	return batch
}

// TestRelationships looks at the graph as a user of Cypher does.
func TestRelationships(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		first := update(t, store, small("one"))
		if again := update(t, store, small("one")); again.Version != first.Version || !again.LoadedAt.Equal(first.LoadedAt) {
			t.Errorf("loading twice gave %v, then %v", first, again)
		}
		query := "MATCH (x)-[r]->(y) WHERE x:Actor AND (y:Event OR y:Actor) RETURN x.id + ' ' + type(r) + ' ' + y.id AS found ORDER BY found"
		var found []string
		for _, row := range run(t, store, query) {
			found = append(found, fmt.Sprint(row[0]))
		}
		want := []string{
			"a IN_EVENT e", "a NEGOTIATED_WITH b", "a PARTY_TO e", "b IN_EVENT e", "b PARTY_TO e", "m IN_EVENT e", "m MEDIATED a", "m MEDIATED b", "m MEDIATED e",
		}
		if !slices.Equal(found, want) {
			t.Errorf("%q, not %q", found, want)
		}
		view(t, store, func(reader graph.Reader) {
			if found, err := reader.Get(t.Context(), []string{"e"}); err != nil || found[0] == nil {
				t.Errorf("Get: %v, %v", found, err)
			}
		})
	})
}

// TestCancellation sees that a question that nobody waits for any more ends in
// the database too.
func TestCancellation(t *testing.T) {
	const mark = "a question without end"
	for _, question := range []struct {
		operation string
		ask       func(ctx context.Context, store *Store) error
	}{
		{mark, func(ctx context.Context, store *Store) error {
			_, err := store.read(ctx, statement{operation: mark, text: "UNWIND range(1, 1000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n) AS n"})
			return err
		}},
		{"adjacent", func(ctx context.Context, store *Store) error {
			// It looks around the same actors again and again.
			endless := &reader{run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
				s.text = strings.Replace(s.text, "UNWIND $chunk AS id", "UNWIND range(1, 1000000000) AS n UNWIND $chunk AS id", 1)
				return store.read(ctx, s)
			}}
			_, err := graph.Collect(endless.Adjacent(ctx, graph.AdjacencyQuery{Actors: []string{"nobody"}, Kinds: graph.DefaultTieKinds, Realis: graph.DefaultRealis}))
			return err
		}},
	} {
		t.Run(question.operation, func(t *testing.T) {
			onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
				store := openEmpty(t, server)
				running := func() int {
					return len(run(t, store, "SHOW TRANSACTIONS YIELD metaData WHERE metaData.operation = $mark RETURN 1", map[string]any{"mark": question.operation}))
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- question.ask(ctx, store) }()
				within := func(meets func() bool) bool {
					for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
						if meets() {
							return true
						}
					}
					return false
				}
				if !within(func() bool { return running() == 1 }) {
					t.Fatal("the database does not show the question")
				}
				cancel()
				if err := <-ended; graph.CodeOf(err) != graph.CodeTimeout {
					t.Errorf("it ended with %v", err)
				}
				if !within(func() bool { return running() == 0 }) {
					t.Error("the database goes on with it")
				}
			})
		})
	}
}
