package neo4j

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

var (
	source = &graph.Source{ID: "s", Key: "s", Title: "A report", Publisher: "Somebody", PublisherActor: &graph.Actor{ID: "media"}}
	claim  = graph.Claim{Stance: graph.Claimed, Basis: graph.Implied, Source: &graph.Source{ID: "s"}, Locator: "s:1", AttributedTo: []*graph.Actor{{ID: "media"}, {ID: "a"}}}
)

// drawn is one of everything that is drawn.
func drawn() []graph.Entity {
	actor := func(id string) *graph.Actor { return &graph.Actor{ID: id, Kind: graph.ArmedGroup, Name: "Group " + id} }
	a := actor("a")
	a.Names = []graph.Name{
		{Text: "The group", Type: graph.Label, Origin: graph.FromSource},
		{Text: "GA", Type: graph.AcronymName, Origin: graph.FromSource, Claims: []graph.Claim{claim}},
	}
	a.Links = []graph.Link{{How: graph.LinkPartOf, To: &graph.Actor{ID: "b"}}}
	agreement := &graph.Agreement{
		ID: "deal", Kind: "CEASEFIRE", Title: "A deal", Realis: graph.Occurred, Date: graph.Day(2018, time.July, 6), Claims: []graph.Claim{claim},
		Parties: []graph.Participant{
			{Actor: a, Role: graph.Party, Side: 1}, {Actor: actor("b"), Role: graph.Party, Side: 2}, {Actor: actor("media"), Role: graph.Mediator},
		},
		Terms: []graph.Term{{
			ID: "deal.t1", Kind: "WITHDRAWAL", Text: "They leave", Obligors: []*graph.Actor{a}, Beneficiaries: []*graph.Actor{actor("b")},
			Compliance: []graph.Compliance{{Status: "PENDING"}, {Status: "BROKEN", Claims: []graph.Claim{claim}}},
		}},
	}
	return []graph.Entity{
		source, a, actor("b"), &graph.Actor{ID: "media", Kind: graph.Media, Name: "Somebody"},
		&graph.Place{ID: "land", Kind: "COUNTRY", Name: "Land"},
		&graph.Place{ID: "town", Kind: "SETTLEMENT", Name: "Town", Within: &graph.Place{ID: "land"}},
		&graph.Affiliation{
			ID: "serves", Kind: graph.PartOf, From: a, To: actor("b"), Claims: []graph.Claim{claim},
			Interval: &graph.Interval{Start: graph.Day(2011, time.March, 18)}, Post: "wing",
		},
		&graph.Affiliation{ID: "holds", Kind: graph.Controls, From: a, To: &graph.Place{ID: "town"}, Claims: []graph.Claim{claim}},
		agreement,
		&graph.Event{
			ID: "clash", Kind: graph.Clash, Title: "A clash", Realis: graph.Occurred, Claims: []graph.Claim{claim},
			Date:         &graph.FuzzyDate{Earliest: graph.NewDate(2018, time.July, 1), Latest: graph.NewDate(2018, time.July, 31), Sense: graph.Within},
			Places:       []graph.PlaceUse{{Place: &graph.Place{ID: "town"}, Role: "SITE", Precision: "NEAR"}},
			Participants: []graph.Participant{{Actor: a, Role: graph.Party, Side: 1, Claims: []graph.Claim{claim}}, {Actor: actor("b"), Role: graph.Party, Side: 2, OnBehalfOf: actor("media")}},
			Links:        []graph.Link{{How: graph.LinkBreaks, To: agreement, TermID: "deal.t1", By: []*graph.Actor{a}}},
		},
	}
}

// relationships lists all of them, each as a line.
func relationships(t *testing.T, store *Store) []string {
	var lines []string
	for _, row := range run(t, store, "MATCH (a)-[r]->(b) RETURN labels(a)[0] + ' ' + coalesce(a.id, '') + ' ' + type(r) + ' ' + "+
		"labels(b)[0] + ' ' + coalesce(b.id, b.text), properties(r)") {
		line, _ := row[0].(string)
		props, _ := row[1].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(props)) {
			value := props[name]
			if day, is := value.(neo4j.Date); is {
				value = day.Time().Format(time.DateOnly)
			}
			line += fmt.Sprintf(" %s=%v", name, value)
		}
		lines = append(lines, strings.ReplaceAll(line, "Entity ", ""))
	}
	slices.Sort(lines)
	return lines
}

var wantDrawn = []string{
	"a FOUGHT b event=clash first=2018-07-01 implied=true last=2018-07-31 possibleFrom=736876 possibleTo=736906 realis=OCCURRED span=1",
	"a IN_AGREEMENT deal actor=a sortDate=2018-07-06/2018-07-06\tdeal span=0",
	"a IN_EVENT clash actor=a sortDate=2018-07-01/2018-07-31\tclash span=1",
	"a NAMED Name GA",
	"a NAMED Name The group",
	"a PARTY_TO clash implied=true role=PARTY side=1",
	"a PARTY_TO deal role=PARTY side=1",
	"a AGREED_WITH b agreement=deal first=2018-07-06 implied=true last=2018-07-06 possibleFrom=736881 possibleTo=736881 realis=OCCURRED span=0",
	"a CONTROLS town affiliation=holds",
	"a OBLIGED_BY Term deal.t1",
	"a PART_OF b",
	"a PART_OF b affiliation=serves certainFrom=734214 certainTo=734214 possibleFrom=734214 possibleTo=2147483647 post=wing realis=OCCURRED span=3 start=2011-03-18",
	"a RESTS_ON a@s:1 part=names[1]",
	"a@s:1 ATTRIBUTED_TO a position=1",
	"a@s:1 ATTRIBUTED_TO media position=0",
	"a@s:1 IN s",
	"b BENEFITS_FROM Term deal.t1",
	"b IN_AGREEMENT deal actor=b sortDate=2018-07-06/2018-07-06\tdeal span=0",
	"b IN_EVENT clash actor=b sortDate=2018-07-01/2018-07-31\tclash span=1",
	"b PARTY_TO clash onBehalfOf=media role=PARTY side=2",
	"b PARTY_TO deal role=PARTY side=2",
	"clash AT town precision=NEAR role=SITE",
	"clash BREAKS deal by=[a] term=deal.t1",
	"clash RESTS_ON clash@s:1 part=participants[0]",
	"clash RESTS_ON clash@s:1#2",
	"clash@s:1 ATTRIBUTED_TO a position=1",
	"clash@s:1 ATTRIBUTED_TO media position=0",
	"clash@s:1 IN s",
	"clash@s:1#2 ATTRIBUTED_TO a position=1",
	"clash@s:1#2 ATTRIBUTED_TO media position=0",
	"clash@s:1#2 IN s",
	"deal HAS_TERM Term deal.t1",
	"deal RESTS_ON deal@s:1 part=terms[0].compliance[1]",
	"deal RESTS_ON deal@s:1#2",
	"deal@s:1 ATTRIBUTED_TO a position=1",
	"deal@s:1 ATTRIBUTED_TO media position=0",
	"deal@s:1 IN s",
	"deal@s:1#2 ATTRIBUTED_TO a position=1",
	"deal@s:1#2 ATTRIBUTED_TO media position=0",
	"deal@s:1#2 IN s",
	"holds FROM a",
	"holds RESTS_ON holds@s:1",
	"holds TO town",
	"holds@s:1 ATTRIBUTED_TO a position=1",
	"holds@s:1 ATTRIBUTED_TO media position=0",
	"holds@s:1 IN s",
	"media IN_AGREEMENT deal actor=media sortDate=2018-07-06/2018-07-06\tdeal span=0",
	"media MEDIATED a agreement=deal first=2018-07-06 implied=true last=2018-07-06 possibleFrom=736881 possibleTo=736881 realis=OCCURRED span=0",
	"media MEDIATED b agreement=deal first=2018-07-06 implied=true last=2018-07-06 possibleFrom=736881 possibleTo=736881 realis=OCCURRED span=0",
	"media MEDIATED deal role=MEDIATOR",
	"s PUBLISHED_BY media",
	"serves FROM a",
	"serves RESTS_ON serves@s:1",
	"serves TO b",
	"serves@s:1 ATTRIBUTED_TO a position=1",
	"serves@s:1 ATTRIBUTED_TO media position=0",
	"serves@s:1 IN s",
	"town WITHIN land",
}

func TestDrawn(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := open(t, server)
		update(t, store, graph.Batch{Entities: drawn()})
		equal(t, sortedTexts(wantDrawn), relationships(t, store))

		ties := func() (lines []string) {
			for _, row := range run(t, store, "MATCH (a:Actor) RETURN a.id + ' ' + coalesce(a.ties, 0) ORDER BY a.id") {
				lines = append(lines, row[0].(string))
			}
			return lines
		}
		// FOUGHT, AGREED_WITH, PART_OF and the mediation of the deal.
		equal(t, []string{"a 4", "b 4", "media 2"}, ties())

		t.Run("again", func(t *testing.T) {
			before := everyNode(t, store)
			update(t, store, graph.Batch{Entities: drawn()})
			equal(t, before, everyNode(t, store))
			equal(t, sortedTexts(wantDrawn), relationships(t, store))
			equal(t, []string{"a 4", "b 4", "media 2"}, ties())
		})
		t.Run("changed and changed back", func(t *testing.T) {
			before := everyNode(t, store)
			changed := drawn()
			for _, entity := range changed {
				switch e := entity.(type) {
				case *graph.Actor:
					e.Name, e.Names, e.Links = e.Name+" renamed", nil, nil
				case *graph.Event:
					e.Participants, e.Places, e.Links, e.Realis = nil, nil, nil, graph.DidNotOccur
				case *graph.Agreement:
					e.Parties, e.Date = e.Parties[:1], nil
				case *graph.Affiliation:
					e.Interval, e.Post, e.Note = nil, "", "another"
				}
			}
			update(t, store, graph.Batch{Entities: changed})
			equal(t, []string{"a 1", "b 1", "media 0"}, ties())
			update(t, store, graph.Batch{Entities: drawn()})
			equal(t, sortedTexts(wantDrawn), relationships(t, store))
			equal(t, before, everyNode(t, store))
		})
		t.Run("deleted", func(t *testing.T) {
			var ids []string
			for _, entity := range drawn() {
				ids = append(ids, entity.EntityID())
			}
			dataset := update(t, store, graph.Batch{Delete: ids})
			if !dataset.Empty() {
				t.Errorf("left: %+v", dataset)
			}
			equal(t, [][]any{{"Clock"}, {"Dataset"}, {"Schema"}}, run(t, store, "MATCH (n) RETURN labels(n)[0] AS label ORDER BY label"))
		})
	})
}

// everyNode lists the properties of all nodes but those about the database.
func everyNode(t *testing.T, store *Store) []string {
	var lines []string
	for _, row := range run(t, store, "MATCH (n) WHERE n:Entity OR n:Term OR n:Name RETURN labels(n), properties(n)") {
		lines = append(lines, fmt.Sprint(row))
	}
	slices.Sort(lines)
	return lines
}

// TestWriters loads from two stores at once, as two programs would.
func TestWriters(t *testing.T) {
	const each = 6
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		stores := []*Store{open(t, server), open(t, server)}
		var loading sync.WaitGroup
		for i, store := range stores {
			loading.Go(func() {
				for n := range each {
					actor := &graph.Actor{ID: fmt.Sprintf("a%d.%d", i, n), Kind: graph.State, Name: fmt.Sprintf("State %d of %d", n, i)}
					if _, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{actor}}); err != nil {
						t.Error(explain(err))
					}
				}
			})
		}
		loading.Wait()
		for _, store := range stores {
			view(t, store, func(reader graph.Reader) {
				dataset, err := reader.Dataset(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				// What the second wrote to was what the first had written.
				if dataset.Counts[graph.ActorEntity] != len(stores)*each {
					t.Errorf("%d actors are counted, want %d", dataset.Counts[graph.ActorEntity], len(stores)*each)
				}
			})
		}
		truth := storetest.Model()
		var all []graph.Entity
		view(t, stores[0], func(reader graph.Reader) {
			for actor, err := range graph.Find[*graph.Actor](t.Context(), reader, graph.Query{Filter: graph.ActorFilter{}}) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, actor)
			}
		})
		want, err := truth.Update(t.Context(), graph.Batch{Entities: all})
		if err != nil {
			t.Fatal(err)
		}
		if got := update(t, stores[1], graph.Batch{}); got.Version != want.Version {
			t.Errorf("version %s, want %s", got.Version, want.Version)
		}
	})
}

// TestUpdateIsTriedAgain: an attempt that failed for a passing reason leaves
// the batch as it was for the next.
func TestUpdateIsTriedAgain(t *testing.T) {
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store, truth := open(t, server), storetest.Model()
		batch := graph.Batch{Entities: storetest.Fixture()}
		given := records(t, batch.Entities)
		want, err := truth.Update(t.Context(), graph.Batch{Entities: storetest.Fixture()})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := loadAtThird(t, store, batch)
		if err := store.recover(t.Context()); err != nil {
			t.Fatal(explain(err))
		}
		if got.Version != want.Version {
			t.Errorf("version %s, want %s", got.Version, want.Version)
		}
		equal(t, given, records(t, batch.Entities))
		if again := update(t, store, graph.Batch{Entities: storetest.Fixture()}); again.LoadedAt != got.LoadedAt {
			t.Errorf("the same graph was changed once more: %+v", again)
		}
	})
}

// loadAtThird loads up to but without the end of the commit, in the third attempt
// of which two fail for a passing reason.
func loadAtThird(t *testing.T, store *Store, batch graph.Batch) (dataset graph.Dataset, tick int64) {
	t.Helper()
	attempts := 0
	err := store.write(t.Context(), "update", time.Minute, func(run runner) error {
		var err error
		if dataset, err = store.load(t.Context(), run, batch, &tick); err != nil {
			return err
		}
		if attempts++; attempts < 3 {
			return &neo4j.Neo4jError{Code: "Neo.TransientError.Transaction.DeadlockDetected"}
		}
		return nil
	})
	if err != nil || attempts != 3 {
		t.Fatalf("after %d attempts: %s", attempts, explain(err))
	}
	return dataset, tick
}

func records(t *testing.T, entities []graph.Entity) []string {
	texts := make([]string, len(entities))
	for i, entity := range entities {
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(record)
	}
	return texts
}
