package graph_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

func wantTies(t *testing.T, store graph.Store, filter graph.TieFilter, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), tiesOf(t, store, filter)); diff != "" {
		t.Errorf("%+v (-want +got):\n%s", filter, diff)
	}
}

func within(e *graph.Event, whole string) *graph.Event {
	e.Links = append(e.Links, link(graph.LinkPartOf, whole))
	return e
}

func concluding(e *graph.Event, deal string) *graph.Event {
	e.Links = append(e.Links, link(graph.LinkConcludes, deal))
	return e
}

// What is part of another counted event counts with it, at any depth; an
// agreement and the event that concludes it are one.
func TestTiesCount(t *testing.T) {
	fight := func(id string) *graph.Event { return event(id, graph.Clash, "a PARTY 1", "b PARTY 2") }
	apart := func(id string) *graph.Event { return event(id, graph.Clash, "c PARTY 1", "d PARTY 2") }
	signed := func(id string) *graph.Event { return event(id, graph.Agreeing) }
	for _, test := range []struct {
		name     string
		kind     graph.TieKind
		entities []graph.Entity
		want     int
	}{
		{"two clashes", graph.Fought, []graph.Entity{fight("e1"), fight("e2")}, 2},
		{"a battle and its part", graph.Fought, []graph.Entity{fight("battle"), within(fight("e1"), "battle")}, 1},
		{"a battle and its parts' parts", graph.Fought, []graph.Entity{fight("battle"), within(fight("e1"), "battle"), within(fight("e2"), "e1"), within(fight("e3"), "e2")}, 1},
		{"parts of a battle of others", graph.Fought, []graph.Entity{apart("battle"), within(fight("e1"), "battle"), within(fight("e2"), "battle")}, 2},
		{"a part of a part of others", graph.Fought, []graph.Entity{fight("battle"), within(apart("day"), "battle"), within(apart("hour"), "day"), within(fight("e1"), "hour")}, 1},
		{"an agreement and its conclusion", graph.AgreedWith, []graph.Entity{agreement("g", "a PARTY 1", "b PARTY 2"), concluding(signed("e"), "g")}, 1},
		{"an agreement and its two conclusions", graph.AgreedWith, []graph.Entity{agreement("g", "a PARTY 1", "b PARTY 2"), concluding(signed("e1"), "g"), concluding(signed("e2"), "g")}, 1},
		{"two agreements", graph.AgreedWith, []graph.Entity{agreement("g1", "a PARTY 1", "b PARTY 2"), concluding(signed("e"), "g1"), agreement("g2", "a PARTY 1", "b PARTY 2")}, 2},
		{
			"a conclusion that is part of another one", graph.AgreedWith,
			[]graph.Entity{agreement("g1", "a PARTY 1", "b PARTY 2"), agreement("g2", "a PARTY 1", "b PARTY 2"), concluding(signed("whole"), "g1"), concluding(within(signed("e"), "whole"), "g2")},
			1,
		},
		{
			"the same, whichever id comes first", graph.AgreedWith,
			[]graph.Entity{agreement("z1", "a PARTY 1", "b PARTY 2"), agreement("z2", "a PARTY 1", "b PARTY 2"), concluding(signed("whole"), "z1"), concluding(within(signed("e"), "whole"), "z2")},
			1,
		},
		{
			"talks and the mediation that they are part of", graph.NegotiatedWith,
			[]graph.Entity{
				agreement("g", "a PARTY 1", "b PARTY 2"), concluding(event("whole", graph.Mediating, "m MEDIATOR"), "g"),
				within(event("e", graph.Negotiation, "a PARTY 1", "b PARTY 2"), "whole"), event("other", graph.Negotiation, "a PARTY 1", "b PARTY 2"),
			},
			2,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			key := graph.TieKey(test.kind, "a", "b")
			wantTies(t, holding(t, test.entities...), graph.TieFilter{Kinds: []graph.TieKind{test.kind}, Actors: []string{"a"}}, fmt.Sprintf("%s %d/1", key, test.want))
		})
	}
}

func TestTiesCountPublishers(t *testing.T) {
	clash := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
	clash.Claims = told("paper-1", "paper-2", "wire", "unnamed", "unnamed")
	second := event("e2", graph.Clash, "a PARTY 1", "b PARTY 2")
	second.Claims = append(told("wire"), says("denier", graph.Denied, graph.Stated))
	store := holding(t, clash, second, source("paper-1", "Paper"), source("paper-2", "Paper"), source("wire", "Wire"), source("unnamed", ""), source("denier", "Denier"))
	for least, want := range map[int][]string{0: {"FOUGHT:a:b 2/3 contested"}, 3: {"FOUGHT:a:b 2/3 contested"}, 4: nil} {
		wantTies(t, store, graph.TieFilter{MinPublishers: least}, want...)
	}
	wantTies(t, store, graph.TieFilter{Publishers: []string{"Paper", "unnamed"}}, "FOUGHT:a:b 1/2")
	wantTies(t, store, graph.TieFilter{Publishers: []string{"Denier"}})
	wantTies(t, store, graph.TieFilter{Publishers: []string{"Denier"}, Stances: []graph.Stance{graph.Denied}}, "FOUGHT:a:b 1/0")
	wantTies(t, store, graph.TieFilter{ExcludePublishers: []string{"Paper", "Denier", "Nobody"}}, "FOUGHT:a:b 2/2")
	wantTies(t, store, graph.TieFilter{ExcludePublishers: []string{"Paper", "Wire", "unnamed"}})
	wantTies(t, store, graph.TieFilter{Publishers: []string{}})
	wantTies(t, store, graph.TieFilter{ExcludePublishers: []string{}}, "FOUGHT:a:b 2/3 contested")
}

func TestTiesContested(t *testing.T) {
	stances := func(id string, stances ...graph.Stance) *graph.Event {
		e := event(id, graph.Clash, id+"1 PARTY 1", id+"2 PARTY 2")
		e.Claims = nil
		for _, stance := range stances {
			e.Claims = append(e.Claims, says("src", stance, graph.Stated))
		}
		return e
	}
	store := holding(t,
		stances("told", graph.Reported, graph.Supposed), stances("denied", graph.Claimed, graph.Denied), stances("doubted", graph.Supposed, graph.Doubted),
		stances("only-denied", graph.Denied), stances("only-doubted", graph.Doubted),
	)
	wantTies(t, store, graph.TieFilter{},
		"FOUGHT:denied1:denied2 1/1 contested", "FOUGHT:doubted1:doubted2 1/1 contested", "FOUGHT:only-doubted1:only-doubted2 1/0", "FOUGHT:told1:told2 1/1")
	yes, no := true, false
	wantTies(t, store, graph.TieFilter{Contested: &yes}, "FOUGHT:denied1:denied2 1/1 contested", "FOUGHT:doubted1:doubted2 1/1 contested")
	wantTies(t, store, graph.TieFilter{Contested: &no}, "FOUGHT:only-doubted1:only-doubted2 1/0", "FOUGHT:told1:told2 1/1")
	wantTies(t, store, graph.TieFilter{Stances: []graph.Stance{graph.Supposed}}, "FOUGHT:doubted1:doubted2 1/1 contested", "FOUGHT:told1:told2 1/1")
	wantTies(t, store, graph.TieFilter{Stances: []graph.Stance{graph.Denied}}, "FOUGHT:denied1:denied2 1/1 contested", "FOUGHT:only-denied1:only-denied2 1/0")
	wantTies(t, store, graph.TieFilter{Stances: []graph.Stance{}})
}

func TestTiesImpliedOnly(t *testing.T) {
	implied, stated := event("e1", graph.Clash, "a PARTY 1", "b PARTY 2"), event("e2", graph.Clash, "a PARTY 1", "b PARTY 2")
	implied.Date, stated.Date = when("2020"), when("2021")
	implied.Participants[0].Claims = []graph.Claim{says("src", graph.Reported, graph.Implied)}
	store := holding(t, implied, stated)
	wantTies(t, store, graph.TieFilter{}, "FOUGHT:a:b 2/1")
	wantTies(t, store, graph.TieFilter{During: window("2020-01-01", "2020-12-31", "")}, "FOUGHT:a:b 1/1 implied")
}

func TestTiesSeen(t *testing.T) {
	on := func(id, date string) *graph.Event {
		e := event(id, graph.Clash, "a PARTY 1", "b PARTY 2")
		e.Date = when(date)
		return e
	}
	for _, test := range []struct {
		dates             []string
		first, last, line string
	}{
		{[]string{"2021-05", "2020", "", "2020-12-31"}, "2020", "2021-05", "e1 e3 e0 e2"},
		{[]string{"", "XXXX"}, "", "", "e0 e1"},
		{[]string{"2021-05/..", "2021-06"}, "2021-05/..", "2021-05/..", "e0 e1"},
		{[]string{"[..2020-03-01]", "2020-01-01"}, "2020-01-01", "[..2020-03-01]", "e1 e0"},
		{[]string{"2021/2022", "2021"}, "2021", "2021/2022", "e1 e0"},
	} {
		var entities []graph.Entity
		for i, date := range test.dates {
			entities = append(entities, on(fmt.Sprintf("e%d", i), date))
		}
		reading(t, holding(t, entities...), func(reader graph.Reader) {
			ties, err := graph.Ties(t.Context(), reader, graph.TieFilter{})
			if err != nil || len(ties) != 1 {
				t.Fatal(ties, err)
			}
			edtf := func(date *graph.FuzzyDate) string {
				if date == nil {
					return ""
				}
				return date.EDTF()
			}
			if got := ids(ties[0].Events()); edtf(ties[0].FirstSeen) != test.first || edtf(ties[0].LastSeen) != test.last || got != test.line {
				t.Errorf("%q was seen from %s to %s: %s", test.dates, edtf(ties[0].FirstSeen), edtf(ties[0].LastSeen), got)
			}
		})
	}
}

func TestTieParts(t *testing.T) {
	deal, signing := agreement("g", "a PARTY 1", "b PARTY 2"), concluding(event("e", graph.Agreeing), "g")
	deal.Date, signing.Date = when("2020-01-02"), when("2020-01-01")
	ally := affiliation("f", "b", graph.AlliedWith, "a")
	reading(t, holding(t, deal, signing, ally), func(reader graph.Reader) {
		ties, err := graph.Ties(t.Context(), reader, graph.TieFilter{Actors: []string{"a"}})
		if err != nil || len(ties) != 2 {
			t.Fatal(ties, err)
		}
		agreed, allied := ties[0], ties[1]
		if ids(agreed.Events()) != "e" || ids(agreed.Agreements()) != "g" || ids(agreed.Affiliations()) != "" || ids(allied.Affiliations()) != "f" || ids(allied.Events()) != "" {
			t.Errorf("%v %v", agreed.Evidence, allied.Evidence)
		}
		if claims := ids(agreed.Claims()); claims != "e@1 g@1" {
			t.Errorf("claims, oldest evidence first: %s", claims)
		}
		if allied.From.ID != "a" || allied.To.ID != "b" || allied.Key() != "ALLIED_WITH:a:b" {
			t.Errorf("a mutual affiliation is %s", allied.Key())
		}
	})
}

func TestTiesOfASide(t *testing.T) {
	store := holding(t,
		event("e1", graph.Attack, "unit INITIATOR", "army INITIATOR", "ally INITIATOR", "enemy TARGET"),
		event("e2", graph.Clash, "sub PARTY 1", "army PARTY 1", "enemy PARTY 2"),
		partOf("unit", "army", "2010", "2012"), partOf("sub", "unit", "", ""),
	)
	wantTies(t, store, graph.TieFilter{Kinds: []graph.TieKind{graph.SameSide}}, "SAME_SIDE:ally:army 1/1", "SAME_SIDE:ally:unit 1/1")
	wantTies(t, store, graph.TieFilter{Kinds: []graph.TieKind{graph.SameSide}, Actors: []string{"army"}, IncludeSubordinates: true, During: window("2011", "2011-12-31", "")},
		"SAME_SIDE:ally:army 1/1 possible", "SAME_SIDE:ally:unit 1/1 possible through unit")
	for _, tie := range tiesOf(t, store, graph.TieFilter{}) {
		if strings.HasPrefix(tie, "SAME_SIDE") {
			t.Errorf("nobody asked for %s", tie)
		}
	}
}

func TestTiesByKindAndFamily(t *testing.T) {
	store := holding(t, event("e", graph.Clash, "a PARTY 1", "b PARTY 2"), affiliation("f", "a", graph.Opposes, "b"), affiliation("g", "a", graph.LinkedTo, "b"), affiliation("h", "a", graph.KinOf, "b"))
	fought, opposes, kin, linked := "FOUGHT:a:b 1/1", "OPPOSES:a:b 1/1", "KIN_OF:a:b 1/1", "LINKED_TO:a:b 1/1"
	kinds, families := func(k ...graph.TieKind) []graph.TieKind { return k }, func(f ...graph.TieFamily) []graph.TieFamily { return f }
	wantTies(t, store, graph.TieFilter{}, fought, kin, opposes)
	wantTies(t, store, graph.TieFilter{Kinds: kinds(graph.Fought, "LINKED_TO")}, fought, linked)
	wantTies(t, store, graph.TieFilter{Families: families(graph.Hostile)}, fought, opposes)
	wantTies(t, store, graph.TieFilter{Families: families(graph.Loose)}, kin)
	wantTies(t, store, graph.TieFilter{Families: families(graph.Loose), Kinds: kinds("LINKED_TO", graph.Fought)}, linked)
	wantTies(t, store, graph.TieFilter{Families: families(graph.Talks), Kinds: kinds(graph.Fought)})
	wantTies(t, store, graph.TieFilter{Kinds: []graph.TieKind{}})
	wantTies(t, store, graph.TieFilter{Families: []graph.TieFamily{}})
	wantTies(t, store, graph.TieFilter{Kinds: []graph.TieKind{}, Families: families(graph.Hostile)})
	wantTies(t, store, graph.TieFilter{Kinds: graph.FightKinds}, fought)
}

func TestTiesInPlaces(t *testing.T) {
	in := func(e *graph.Event, places ...string) *graph.Event {
		for _, id := range places {
			e.Places = append(e.Places, graph.PlaceUse{Place: &graph.Place{ID: id}})
		}
		return e
	}
	deal := agreement("g", "a PARTY 1", "c PARTY 2")
	deal.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "house"}, Role: "SITE"}}
	store := holding(t, place("land", ""), place("city", "land"), place("house", "city"), place("sea", ""), deal,
		in(event("e1", graph.Clash, "a PARTY 1", "b PARTY 2"), "sea", "house"), in(event("e2", graph.Clash, "a PARTY 1", "b PARTY 2"), "land"),
		event("e3", graph.Clash, "a PARTY 1", "b PARTY 2"), affiliation("f", "a", graph.Opposes, "b"))
	for places, want := range map[string][]string{
		"land": {"AGREED_WITH:a:c 1/1", "FOUGHT:a:b 2/1"}, "city": {"AGREED_WITH:a:c 1/1", "FOUGHT:a:b 1/1"}, "sea": {"FOUGHT:a:b 1/1"}, "sea land": {"AGREED_WITH:a:c 1/1", "FOUGHT:a:b 2/1"}, "": {},
	} {
		wantTies(t, store, graph.TieFilter{Places: strings.Fields(places)}, want...)
	}
}

func TestTiesByRealis(t *testing.T) {
	did := func(id string, realis graph.Realis) *graph.Event {
		e := event(id, graph.Attack, "a INITIATOR", id+" TARGET")
		e.ID, e.Realis = "e-"+id, realis
		return e
	}
	request := event("e-asked", graph.Mediating, "a SPEAKER", "m MEDIATOR")
	request.Realis = graph.Requested
	store := holding(t, did("b", graph.Occurred), did("c", graph.Ongoing), did("d", graph.Threatened), did("e", graph.DidNotOccur), request, affiliation("f", "a", graph.Opposes, "g"))
	wantTies(t, store, graph.TieFilter{}, "ASKED_TO_MEDIATE:a:m 1/1", "ATTACKED:a:b 1/1", "ATTACKED:a:c 1/1", "OPPOSES:a:g 1/1")
	wantTies(t, store, graph.TieFilter{Realis: []graph.Realis{graph.Threatened, graph.DidNotOccur}}, "ATTACKED:a:d 1/1")
	wantTies(t, store, graph.TieFilter{Realis: []graph.Realis{graph.Requested}}, "ASKED_TO_MEDIATE:a:m 1/1")
	wantTies(t, store, graph.TieFilter{Realis: []graph.Realis{graph.Ongoing}}, "ATTACKED:a:c 1/1")
	wantTies(t, store, graph.TieFilter{Realis: []graph.Realis{}})
}

func TestTiesThroughSubordinates(t *testing.T) {
	fight := event("e", graph.Clash, "cell PARTY 1", "enemy PARTY 2")
	fight.Date = when("2013-06")
	store := holding(t, fight, partOf("cell", "unit", "2012-01-01", "2014-12-31"), partOf("unit", "army", "2013-01-01", "2013-06-15"))
	for _, test := range []struct {
		actors, counterparts []string
		during               *graph.Window
		want                 []string
	}{
		{[]string{"army"}, nil, nil, []string{"FOUGHT:cell:enemy 1/1 possible through cell"}},
		{[]string{"unit"}, nil, nil, []string{"FOUGHT:cell:enemy 1/1 through cell"}},
		{[]string{"cell"}, []string{"enemy"}, nil, []string{"FOUGHT:cell:enemy 1/1"}},
		{[]string{"unit", "cell"}, nil, nil, []string{"FOUGHT:cell:enemy 1/1"}},
		{nil, []string{"unit"}, nil, []string{"FOUGHT:cell:enemy 1/1 through cell"}},
		{[]string{"unit"}, []string{"army"}, nil, nil},
		{[]string{"army"}, nil, window("2013-06-01", "2013-06-30", graph.Certain), nil},
		{[]string{"unit"}, nil, window("2013-06-01", "2013-06-30", graph.Certain), []string{"FOUGHT:cell:enemy 1/1 through cell"}},
		{[]string{"unit"}, nil, window("2013-06-01", "2013-06-10", ""), []string{"FOUGHT:cell:enemy 1/1 possible through cell"}},
	} {
		filter := graph.TieFilter{Actors: test.actors, Counterparts: test.counterparts, During: test.during, Kinds: []graph.TieKind{graph.Fought}, IncludeSubordinates: true}
		wantTies(t, store, filter, test.want...)
	}
	wantTies(t, store, graph.TieFilter{Actors: []string{"unit"}, Kinds: []graph.TieKind{graph.Fought}})
}

func TestTieByKey(t *testing.T) {
	store := holding(t, event("e", graph.Clash, "b PARTY 1", "a PARTY 2"), event("e2", graph.Attack, "b INITIATOR", "a TARGET"), partOf("b", "army", "", ""))
	reading(t, store, func(reader graph.Reader) {
		for _, test := range []struct {
			key    string
			filter graph.TieFilter
			want   string
		}{
			{"FOUGHT:a:b", graph.TieFilter{}, "FOUGHT:a:b 1/1"},
			{"FOUGHT:b:a", graph.TieFilter{}, "FOUGHT:a:b 1/1"},
			{"ATTACKED:b:a", graph.TieFilter{}, "ATTACKED:b:a 1/1"},
			{"ATTACKED:a:b", graph.TieFilter{}, ""},
			{"PART_OF:b:army", graph.TieFilter{}, "PART_OF:b:army 1/1"},
			{"FOUGHT:a:b", graph.TieFilter{Actors: []string{"army"}, IncludeSubordinates: true}, "FOUGHT:a:b 1/1 possible through b"},
			{"FOUGHT:a:b", graph.TieFilter{Actors: []string{"army"}}, ""},
			{"FOUGHT:a:b", graph.TieFilter{Kinds: []graph.TieKind{graph.Attacked}}, ""},
			{"FOUGHT:a:b", graph.TieFilter{MinPublishers: 2}, ""},
			{"FOUGHT:a:nobody", graph.TieFilter{}, ""},
		} {
			tie, err := graph.TieByKey(t.Context(), reader, test.key, test.filter, graph.RollUpNone)
			got := ""
			if tie != nil {
				got = line(tie)
			}
			if err != nil || got != test.want {
				t.Errorf("%s is %q, %v; want %q", test.key, got, err, test.want)
			}
		}
		for _, key := range []string{"", "FOUGHT", "FOUGHT:a", "FOUGHT:a:", "FOUGHT::b", "LOVED:a:b", "FOUGHT:a:b:c", "FOUGHT:kind::b"} {
			if _, err := graph.TieByKey(t.Context(), reader, key, graph.TieFilter{}, graph.RollUpNone); err == nil || graph.CodeOf(err) != graph.CodeBadInput {
				t.Errorf("%q: %v", key, err)
			}
		}
		if _, err := graph.TieByKey(t.Context(), reader, "FOUGHT:a:b", graph.TieFilter{Actors: []string{"nobody"}}, graph.RollUpNone); graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("a filter with an unknown actor: %v", err)
		}
	})
	for _, word := range graph.TieKinds {
		key := graph.TieKey(word.Name, "x", "w")
		kind, from, to, err := graph.ParseTieKey(key)
		if err != nil || kind != word.Name || (word.Directed != (from == "x")) || from == to {
			t.Errorf("%s is %s from %s to %s, %v", key, kind, from, to, err)
		}
	}
}

func TestTiesOf(t *testing.T) {
	store := holding(t, event("e1", graph.Clash, "a PARTY 1", "b PARTY 2"), event("e2", graph.Clash, "b PARTY 1", "c PARTY 2"), event("e3", graph.Clash, "c PARTY 1", "d PARTY 2"), partOf("d", "b", "", ""))
	reading(t, store, func(reader graph.Reader) {
		for _, test := range []struct {
			actors []string
			filter graph.TieFilter
			want   map[string]string
		}{
			{[]string{"b", "c"}, graph.TieFilter{Kinds: graph.FightKinds}, map[string]string{"b": "FOUGHT:a:b FOUGHT:b:c", "c": "FOUGHT:b:c FOUGHT:c:d"}},
			{[]string{"b", "a"}, graph.TieFilter{Kinds: graph.FightKinds, Counterparts: []string{"c"}}, map[string]string{"b": "FOUGHT:b:c", "a": ""}},
			{[]string{"b"}, graph.TieFilter{Kinds: graph.FightKinds, Actors: []string{"a", "c"}, Counterparts: []string{"c", "d"}}, map[string]string{"b": "FOUGHT:b:c"}},
			{[]string{"c", "b"}, graph.TieFilter{Kinds: graph.FightKinds, IncludeSubordinates: true}, map[string]string{"c": "FOUGHT:b:c FOUGHT:c:d", "b": "FOUGHT:a:b FOUGHT:b:c FOUGHT:c:d"}},
			{nil, graph.TieFilter{}, map[string]string{}},
			{[]string{"a"}, graph.TieFilter{Kinds: []graph.TieKind{}}, map[string]string{}},
		} {
			of, err := graph.TiesOf(t.Context(), reader, test.actors, test.filter)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for id, ties := range of {
				var keys []string
				for _, tie := range ties {
					keys = append(keys, tie.Key())
				}
				got[id] = strings.Join(keys, " ")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", test.actors, diff)
			}
		}
	})
}

// stingy is a reader that loads no reference, as a store may.
type stingy struct{ graph.Reader }

func (s stingy) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		for row, err := range s.Reader.List(ctx, queries...) {
			if err == nil {
				row.Entity, err = graph.Clone(row.Entity)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Ties do not depend on whether a store loads what entities refer to.
func TestTiesOfBareReferences(t *testing.T) {
	clash := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
	clash.Claims = told("s1", "s2")
	store := holding(t, clash, within(event("e2", graph.Clash, "a PARTY 1", "b PARTY 2"), "e"), source("s1", "Paper"), source("s2", "Paper"))
	reading(t, store, func(reader graph.Reader) {
		for _, filter := range []graph.TieFilter{{}, {Publishers: []string{"Paper"}}, {MinPublishers: 2}, {Actors: []string{"b"}}} {
			want, err := graph.Ties(t.Context(), reader, filter)
			if err != nil {
				t.Fatal(err)
			}
			got, err := graph.Ties(t.Context(), stingy{reader}, filter)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
				t.Errorf("%+v (-loaded +bare):\n%s", filter, diff)
			}
		}
	})
}

func lines(ties []*graph.Tie) []string {
	var all []string
	for _, tie := range ties {
		all = append(all, line(tie))
	}
	return all
}

func TestUnknownIDs(t *testing.T) {
	reading(t, holding(t, actor("a"), place("p", "")), func(reader graph.Reader) {
		for _, filter := range []graph.TieFilter{
			{Actors: []string{"a", "x"}}, {Counterparts: []string{"x"}}, {Places: []string{"x"}}, {Actors: []string{"p"}}, {Places: []string{"a"}}, {Actors: []string{""}},
		} {
			if ties, err := graph.Ties(t.Context(), reader, filter); graph.CodeOf(err) != graph.CodeNotFound || err == nil {
				t.Errorf("%+v: %v, %v", filter, ties, err)
			}
		}
		for _, filter := range []graph.MediationFilter{{Mediators: []string{"x"}}, {Between: []string{"a", "x"}}, {Parties: []string{"p"}}, {Places: []string{"a"}}} {
			if mediations, err := graph.Mediations(t.Context(), reader, filter, graph.Order{}); graph.CodeOf(err) != graph.CodeNotFound || err == nil {
				t.Errorf("%+v: %v, %v", filter, mediations, err)
			}
		}
	})
}
