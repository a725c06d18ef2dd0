package neo4j

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// TestNoValueIsCypher fills every field of every filter with texts that would
// be noticed in a statement.
func TestNoValueIsCypher(t *testing.T) {
	const mark = "QQ'`\"{}"
	list := []string{mark + "1", mark + "2.t1"}
	position := &graph.Position{Name: mark, ID: mark, Earliest: 123456, Latest: 123456}
	window := &graph.Window{From: 123456, To: 123457, Certainty: graph.Certain}
	taking := []graph.Taking{
		{Actors: list, Roles: []graph.Role{graph.Party, mark}}, {Roles: []graph.Role{graph.Mediator}}, {Actors: list},
	}
	for _, filter := range []graph.Filter{
		graph.ActorFilter{IDs: list, Kinds: []graph.ActorKind{mark}, Tags: list, Text: mark, LinkedTo: list},
		graph.PlaceFilter{IDs: list, Kinds: []graph.PlaceKind{mark}, Within: list, Text: mark},
		graph.SourceFilter{IDs: list, Keys: list, Publishers: list, Text: mark},
		graph.EventFilter{
			IDs: list, Kinds: []graph.EventKind{mark}, Taking: taking, Places: list, Text: mark, During: window,
			Realis: []graph.Realis{mark}, LinkedTo: list, Hows: []graph.LinkHow{graph.LinkAbout, mark},
		},
		graph.AgreementFilter{
			IDs: list, Kinds: []graph.AgreementKind{mark}, Taking: taking, Places: list, Text: mark, During: window,
			Compliance: []graph.ComplianceStatus{mark}, TermKinds: []graph.TermKind{mark}, LinkedTo: list, Hows: []graph.LinkHow{mark, graph.LinkBreaks},
		},
		graph.AffiliationFilter{IDs: list, Kinds: []graph.AffiliationKind{mark}, From: list, To: list, Either: list, During: window},
		graph.ClaimFilter{
			IDs: list, AttributedTo: list, Sources: list, Publishers: list, Stances: []graph.Stance{mark}, Bases: []graph.Basis{mark}, About: list,
		},
	} {
		for _, field := range []graph.OrderField{graph.ByID, graph.ByName, graph.ByDate, mark} {
			page := newPage(graph.Query{Filter: filter, Order: graph.Order{Field: field}, After: position, Before: position, Limit: 123456}, false)
			for _, value := range []string{"QQ", "qq", "123456", "`"} {
				if strings.Contains(page.text, value) {
					t.Errorf("%T by %s: %s stands in\n%s", filter, field, value, page.text)
				}
			}
		}
	}
}

// TestShapes: queries that differ in their values alone have one text.
func TestShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := func(label string) []string {
			return rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,8}`), 3, 3).Draw(t, label)
		}
		query := func(label string) graph.Query {
			from := graph.Date(rapid.Int32Range(700000, 800000).Draw(t, label))
			return graph.Query{
				Filter: graph.EventFilter{
					Taking: []graph.Taking{{Actors: ids(label)}, {Actors: ids(label), Roles: []graph.Role{graph.Mediator}}},
					Places: ids(label), During: &graph.Window{From: from, To: from + 30}, Kinds: []graph.EventKind{graph.Clash},
				},
				Order: graph.Order{Field: graph.ByDate},
				After: &graph.Position{Earliest: from, ID: ids(label)[0]},
			}
		}
		if diff := cmp.Diff(newPage(query("one"), false).text, newPage(query("other"), false).text); diff != "" {
			t.Errorf("(-one +other):\n%s", diff)
		}
	})
}

func TestStarts(t *testing.T) {
	actors := graph.Taking{Actors: []string{"a", "b"}}
	few := graph.Taking{Actors: []string{"c"}, Roles: []graph.Role{graph.Mediator}}
	summer := &graph.Window{From: graph.NewDate(2021, 6, 1), To: graph.NewDate(2021, 8, 31)}
	for _, test := range []struct {
		name   string
		filter graph.Filter
		want   string
	}{
		{"all", graph.EventFilter{}, "MATCH (e:Event)\n"},
		{"ids before all else", graph.EventFilter{IDs: []string{"x"}, Taking: []graph.Taking{actors}}, "MATCH (e:Entity)\n"},
		{"who takes part", graph.EventFilter{Taking: []graph.Taking{actors}, Places: []string{"p"}, During: summer}, "MATCH (x:Entity) WHERE x.id IN q.p0 WITH q, x\n"},
		{"fewer actors", graph.EventFilter{Taking: []graph.Taking{actors, few}}, "MATCH (x:Entity) WHERE x.id IN q.p1 WITH q, x\nMATCH (x)-[:MEDIATED]->(e:Event)"},
		{"whoever takes part less often", graph.EventFilter{Taking: []graph.Taking{actors, actors}}, "UNWIND [q.p0, q.p1] AS fewest\n"},
		{"any role", graph.EventFilter{Taking: []graph.Taking{{}}}, "MATCH (x)-[:IN_EVENT]->(e:Event)"},
		{"a short time before places", graph.EventFilter{Places: []string{"p"}, During: summer}, "UNWIND q.tiers AS tier\nMATCH (e:Event)\n"},
		{"kinds in a short time", graph.EventFilter{Kinds: []graph.EventKind{graph.Clash}, During: summer}, "UNWIND q.kinds AS key UNWIND q.tiers AS tier\nMATCH (e:Event)\n"},
		{"places before a long time", graph.EventFilter{Places: []string{"p"}, During: &graph.Window{From: 1}}, "MATCH (x:Entity) WHERE x.id IN q.p0"},
		{"a role", graph.EventFilter{Taking: []graph.Taking{{Roles: []graph.Role{graph.Host}}}}, "MATCH (x)-[:HOSTED]->(e:Event)"},
		{"any mediator", graph.EventFilter{Taking: []graph.Taking{{Roles: []graph.Role{graph.Mediator}}}}, "MATCH (e:Event)\nWHERE e:Mediation\n"},
		{"a publisher", graph.ClaimFilter{Publishers: []string{"x"}}, "MATCH (x:Source) WHERE x.voice IN q.p0 WITH q, x\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := chosen(test.filter).text(); !strings.HasPrefix(got, test.want) {
				t.Errorf("want it to begin with\n%s\ngot\n%s", test.want, got)
			}
		})
	}
}

// TestTiers: of what meets a window and lies between the positions that bound
// a page, the index is read, and in its order; of what lies beyond the
// positions, nothing.
func TestTiers(t *testing.T) {
	firstDay := graph.NewDate(2018, time.July, 1)
	day := func(t *rapid.T, label string) graph.Date {
		return firstDay + graph.Date(rapid.OneOf(rapid.IntRange(0, 4), rapid.IntRange(0, 800)).Draw(t, label))
	}
	event := func(t *rapid.T, label string) *graph.Event {
		e := &graph.Event{ID: rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9_.-]?`).Draw(t, label+" id")}
		first, last := day(t, label+" first"), day(t, label+" last")
		sense := rapid.SampledFrom([]graph.Sense{graph.Within, graph.Throughout, graph.AtLeast}).Draw(t, label+" sense")
		e.Date = &graph.FuzzyDate{Earliest: min(first, last), Latest: max(first, last), Sense: sense}
		switch rapid.IntRange(0, 6).Draw(t, label+" open") {
		case 0:
			e.Date.Earliest = 0
		case 1:
			e.Date.Latest = 0
		case 2:
			e.Date = nil
		}
		return e
	}
	position := func(t *rapid.T, label string) *graph.Position {
		if !rapid.Bool().Draw(t, label+"?") {
			return nil
		}
		at := graph.PositionOf(event(t, label), graph.ByDate)
		return &at
	}
	rapid.Check(t, func(t *rapid.T) {
		e := event(t, "event")
		query := graph.Query{Order: graph.Order{Field: graph.ByDate, Descending: rapid.Bool().Draw(t, "descending")}}
		query.After, query.Before = position(t, "after"), position(t, "before")
		first, last := day(t, "from"), day(t, "to")
		window := &graph.Window{From: min(first, last), To: max(first, last)}
		c := chosen(graph.EventFilter{During: window})
		tier := c.tiers(query)[spanOf(e.Date.Extent())].(map[string]any)
		at := graph.PositionOf(e, graph.ByDate)
		key := dateKey(at, false)
		read := key > tier["after"].(string) && key < tier["before"].(string)
		between := (query.After == nil || query.Order.Compare(at, *query.After) > 0) && (query.Before == nil || query.Order.Compare(at, *query.Before) < 0)
		if read && !between || !read && between && window.Admits(e.Date.Extent()) {
			t.Errorf("read %t, between %t, in the window %t: %q in %v", read, between, window.Admits(e.Date.Extent()), key, tier)
		}
	})
}
