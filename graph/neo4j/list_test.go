package neo4j

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

// TestReadAlong: what a query says will be asked for next comes with its page,
// so that asking costs no statement, and is what it would be otherwise.
func TestReadAlong(t *testing.T) {
	entities := []graph.Entity{&graph.Source{ID: "s", Key: "s"}}
	var ids []string
	for i := range 3 {
		actor := &graph.Actor{ID: fmt.Sprintf("a%d", i), Kind: graph.ArmedGroup, Name: fmt.Sprintf("Group %d", i)}
		place := &graph.Place{ID: fmt.Sprintf("p%d", i), Kind: "SETTLEMENT", Name: fmt.Sprintf("Place %d", i)}
		claims := []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "s:1"}}
		entities = append(entities, actor, place,
			&graph.Event{
				ID: fmt.Sprintf("e%d", i), Kind: graph.Attack, Title: "Attack", Realis: graph.Occurred, Claims: claims,
				Participants: []graph.Participant{{Actor: actor, Role: graph.Initiator}}, Places: []graph.PlaceUse{{Place: place}},
			},
			&graph.Agreement{
				ID: fmt.Sprintf("g%d", i), Kind: "CEASEFIRE", Title: "Truce", Realis: graph.Occurred, Claims: claims,
				Parties: []graph.Participant{{Actor: actor, Role: graph.Party, Side: 1}}, Places: []graph.PlaceUse{{Place: place}},
			})
		ids = append(ids, actor.ID, place.ID)
	}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: entities})
		ask := func(filter graph.Filter, with ...graph.EntityKind) (listed, referred []graph.Entity, statements int) {
			reader := &reader{run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
				statements++
				return store.read(ctx, s)
			}}
			for row, err := range reader.List(t.Context(), graph.Query{Filter: filter, With: with}) {
				if err != nil {
					t.Fatal(explain(err))
				}
				listed = append(listed, row.Entity)
			}
			referred, err := reader.Get(t.Context(), ids)
			if err != nil {
				t.Fatal(explain(err))
			}
			return listed, referred, statements
		}
		for _, filter := range []graph.Filter{graph.EventFilter{}, graph.AgreementFilter{}} {
			listed, referred, statements := ask(filter)
			if len(listed) != 3 || len(referred) != len(ids) || statements != 2 {
				t.Fatalf("%T: %d listed, %d got, in %d statements", filter, len(listed), len(referred), statements)
			}
			for _, test := range []struct {
				with []graph.EntityKind
				want int
			}{
				{[]graph.EntityKind{graph.ActorEntity}, 2},
				{[]graph.EntityKind{graph.PlaceEntity}, 2},
				{[]graph.EntityKind{graph.PlaceEntity, graph.ActorEntity, graph.PlaceEntity}, 1},
				{[]graph.EntityKind{graph.ClaimEntity}, 2},
			} {
				sameListed, sameReferred, statements := ask(filter, test.with...)
				equal(t, recordsOf(t, listed), recordsOf(t, sameListed))
				equal(t, recordsOf(t, referred), recordsOf(t, sameReferred))
				if statements != test.want {
					t.Errorf("%T with %s: %d statements, not %d", filter, test.with, statements, test.want)
				}
			}
		}
		// The hint means nothing where there are neither participants nor places.
		listed, _, _ := ask(graph.SourceFilter{}, graph.ActorEntity)
		equal(t, 1, len(listed))
	})
}

func recordsOf(t *testing.T, entities []graph.Entity) []string {
	t.Helper()
	records := make([]string, len(entities))
	for i, entity := range entities {
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatal(explain(err))
		}
		records[i] = string(record)
	}
	return records
}

// throng is many clashes, each on a day of its own or on none: half of them of one
// actor, all of another.
func throng(size int, first graph.Date) []graph.Entity {
	busy := &graph.Actor{ID: "busy", Kind: graph.ArmedGroup, Name: "Busy"}
	busier := &graph.Actor{ID: "busier", Kind: graph.ArmedGroup, Name: "Busier"}
	entities := []graph.Entity{&graph.Source{ID: "s", Key: "s"}, busy, busier}
	for i := range size {
		one := busy
		if i%2 > 0 {
			one = &graph.Actor{ID: fmt.Sprintf("a%03d", i), Kind: graph.ArmedGroup, Name: fmt.Sprintf("Group %d", i)}
			entities = append(entities, one)
		}
		clash := &graph.Event{
			ID: fmt.Sprintf("e%03d", i), Kind: graph.Clash, Title: "Clash", Realis: graph.Occurred,
			Claims:       []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "s:1"}},
			Participants: []graph.Participant{{Actor: one, Role: graph.Party, Side: 1}, {Actor: busier, Role: graph.Party, Side: 2}},
		}
		if day := first + graph.Date(i); i%5 > 0 {
			clash.Date = &graph.FuzzyDate{Earliest: day, Latest: day + graph.Date(i%3*20), Sense: graph.Within}
		}
		entities = append(entities, clash)
	}
	return entities
}

// TestFirstPages looks into the plans of lists by date: for the first of them,
// no operator sees more than a few of those that match, in either direction
// and behind other pages.
func TestFirstPages(t *testing.T) {
	const matches, limit, few = 400, 5, 60
	first := graph.NewDate(2018, time.January, 1)
	year := &graph.Window{From: first, To: first + 600}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: throng(2*matches, first)})
		run(t, store, "CALL db.resampleOutdatedIndexes()")
		behind := &graph.Position{Earliest: first + 400, Latest: first + 400, ID: "e"}
		for _, filter := range []graph.EventFilter{
			{Taking: []graph.Taking{{Actors: []string{"busy"}}}},
			{Taking: []graph.Taking{{Actors: []string{"busy", "busier"}}}},
			{Taking: []graph.Taking{{Actors: []string{"busy"}}, {Actors: []string{"busier"}}}},
			{Taking: []graph.Taking{{Actors: []string{"busy"}}}, Kinds: []graph.EventKind{graph.Clash}, During: year},
			{During: year},
			{During: year, Kinds: []graph.EventKind{graph.Clash}},
		} {
			for _, query := range []graph.Query{
				{},
				{Before: behind, Backward: true},
				{Order: graph.Order{Descending: true}},
				{Order: graph.Order{Descending: true}, After: behind},
			} {
				query.Filter, query.Order.Field, query.Limit = filter, graph.ByDate, limit
				profiling := &reader{run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
					operators := operatorsOf(t, store, s)
					most := slices.MaxFunc(operators, func(a, b neo4j.ProfiledPlan) int { return cmp.Compare(a.Records(), b.Records()) })
					if most.Records() > few {
						t.Errorf("%+v: %d rows from %s %s", query, most.Records(), most.Operator(), most.Arguments()["Details"])
					}
					return store.read(ctx, s)
				}}
				listed, err := graph.Collect(graph.Find[*graph.Event](t.Context(), profiling, query))
				if err != nil || len(listed) != limit {
					t.Errorf("%+v: %d listed, %v", query, len(listed), err)
				}
			}
		}
	})
}
