package storetest

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"slices"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
)

//go:embed testdata
var testdata embed.FS

// Fixture returns a small graph in which every kind of entity, sense of date,
// role that derives a tie and reason to derive none occurs: some months of
// fights and talks in the south of Syria. Each call gives entities of its own.
func Fixture() []graph.Entity {
	var file map[graph.EntityKind][]json.RawMessage
	decode("testdata/fixture.json", &file)
	var entities []graph.Entity
	for _, word := range graph.EntityKinds {
		for _, record := range file[word.Name] {
			entity, err := graph.FromRecord(word.Name, record)
			if err != nil {
				panic(err) // the file is part of this package
			}
			entities = append(entities, entity)
		}
	}
	return entities
}

func decode(path string, into any) {
	data, err := testdata.ReadFile(path)
	if err != nil {
		panic(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		panic(path + ": " + err.Error())
	}
}

// tb is what the suite needs of a test, so that a test of rapid will do too.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// load puts entities and fails the test if they are refused.
func load(t tb, store graph.Store, entities ...graph.Entity) graph.Dataset {
	t.Helper()
	return update(t, store, graph.Batch{Entities: entities})
}

func update(t tb, store graph.Store, batch graph.Batch) graph.Dataset {
	t.Helper()
	dataset, err := store.Update(context.Background(), batch)
	if err != nil {
		t.Fatalf("Update: %s", explain(err))
	}
	return dataset
}

// explain gives an error with its faults and its causes.
func explain(err error) string {
	text := string(graph.CodeOf(err)) + ": " + err.Error()
	domain, _ := err.(*graph.Error) //nolint:errorlint // the outermost one has the faults
	for domain != nil {
		for _, fault := range domain.Faults {
			text += "\n  " + fault.String()
		}
		if cause := domain.Unwrap(); cause != nil {
			text += "\n  because: " + cause.Error()
		}
		domain, _ = domain.Unwrap().(*graph.Error) //nolint:errorlint // likewise
	}
	return text
}

// view asks within one View and fails the test if the View fails.
func view(t tb, store graph.Store, read func(reader graph.Reader)) {
	t.Helper()
	err := store.View(context.Background(), func(reader graph.Reader) error {
		read(reader)
		return nil
	})
	if err != nil {
		t.Fatalf("View: %s", explain(err))
	}
}

func datasetOf(t tb, store graph.Store) graph.Dataset {
	t.Helper()
	var dataset graph.Dataset
	view(t, store, func(reader graph.Reader) {
		var err error
		if dataset, err = reader.Dataset(context.Background()); err != nil {
			t.Fatalf("Dataset: %s", explain(err))
		}
	})
	return dataset
}

// copies returns entities that share nothing with those given.
func copies(t tb, entities []graph.Entity) []graph.Entity {
	t.Helper()
	all := make([]graph.Entity, len(entities))
	for i, entity := range entities {
		var err error
		if all[i], err = graph.Clone(entity); err != nil {
			t.Fatalf("Clone: %s", explain(err))
		}
	}
	return all
}

// everything lists all that a store holds, claims last.
func everything(t tb, store graph.Store) []graph.Entity {
	t.Helper()
	var all []graph.Entity
	view(t, store, func(reader graph.Reader) {
		all = all[:0]
		for row, err := range reader.List(context.Background(), everyKind()...) {
			if err != nil {
				t.Fatalf("List: %s", explain(err))
			}
			all = append(all, row.Entity)
		}
	})
	return all
}

func everyKind() []graph.Query {
	return []graph.Query{
		{Filter: graph.SourceFilter{}},
		{Filter: graph.PlaceFilter{}},
		{Filter: graph.ActorFilter{}},
		{Filter: graph.AffiliationFilter{}},
		{Filter: graph.AgreementFilter{}},
		{Filter: graph.EventFilter{}},
		{Filter: graph.ClaimFilter{}},
	}
}

// empty deletes all that a store holds.
func empty(t tb, store graph.Store) {
	t.Helper()
	var ids []string
	for _, entity := range everything(t, store) {
		if entity.EntityKind() != graph.ClaimEntity {
			ids = append(ids, entity.EntityID())
		}
	}
	if dataset := update(t, store, graph.Batch{Delete: ids}); !dataset.Empty() || len(dataset.Counts) > 0 {
		t.Errorf("a store without entities has version %q and counts %v", dataset.Version, dataset.Counts)
	}
}

// lacks returns why a store does not offer something, nothing if it does.
func lacks(store graph.Store, what string) string {
	at := slices.IndexFunc(store.Cannot(), func(l graph.Limitation) bool { return l.What == what })
	if at < 0 {
		return ""
	}
	return store.Cannot()[at].Why
}

var _ tb = (*testing.T)(nil)
