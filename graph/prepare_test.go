package graph_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// base is a small valid graph for tests to spoil.
func base() []graph.Entity {
	divided := source("divided", "Paper")
	divided.Paragraphs = 3
	deal := agreement("deal", "a PARTY 1", "b PARTY 2")
	deal.Terms = []graph.Term{{ID: "deal.t1", Kind: "HANDOVER", Text: "Arms are handed in."}}
	breach := event("breach", graph.Attack, "a INITIATOR", "b TARGET")
	breach.Links = []graph.Link{link(graph.LinkBreaks, "deal.t1")}
	paper := source("src", "Publisher")
	paper.PublisherActor = ref("paper")
	return []graph.Entity{
		paper, divided, place("land", ""), place("city", "land"), actor("a"), actor("b"), actor("c"), actor("paper"),
		deal, breach, event("battle", graph.Clash, "a PARTY 1", "b PARTY 2"), within(event("clash", graph.Clash, "a PARTY 1", "b PARTY 2"), "battle"), partOf("b", "a", "", ""),
	}
}

func pointer[T any](value T) *T { return &value }

// Every fault, each in one entity that replaces or joins the valid graph.
func TestFaults(t *testing.T) {
	spoilEvent := func(spoil func(*graph.Event)) graph.Entity {
		e := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
		spoil(e)
		return e
	}
	spoilDeal := func(spoil func(*graph.Agreement)) graph.Entity {
		a := agreement("g", "a PARTY 1", "b PARTY 2")
		a.Terms = []graph.Term{{ID: "g.t1", Kind: "AMNESTY", Text: "Nobody is tried."}}
		spoil(a)
		return a
	}
	spoilActor := func(spoil func(*graph.Actor)) graph.Entity {
		a := actor("x")
		spoil(a)
		return a
	}
	spoilPlace := func(spoil func(*graph.Place)) graph.Entity {
		p := place("x", "land")
		spoil(p)
		return p
	}
	spoilAffiliation := func(spoil func(*graph.Affiliation)) graph.Entity {
		a := affiliation("f", "a", graph.AlliedWith, "b")
		spoil(a)
		return a
	}
	dated := func(date graph.FuzzyDate) graph.Entity { return spoilEvent(func(e *graph.Event) { e.Date = &date }) }
	claimed := func(spoil func(*graph.Claim)) graph.Entity {
		return spoilEvent(func(e *graph.Event) { spoil(&e.Claims[0]) })
	}
	linked := func(l graph.Link) graph.Entity { return spoilEvent(func(e *graph.Event) { e.Links = []graph.Link{l} }) }
	many := make([]graph.Date, 70)
	for i := range many {
		many[i] = graph.Date(i + 1)
	}
	first, second := when("2021-01-01").Earliest, when("2021-01-02").Earliest

	for _, test := range []struct {
		name   string
		entity graph.Entity
		want   string // how each fault begins, one a line
	}{
		{"dangling actor", spoilEvent(func(e *graph.Event) { e.Participants[1].Actor = ref("nobody") }), "e participants[1].actor: there is nothing with the id \"nobody\""},
		{"dangling principal", spoilEvent(func(e *graph.Event) { e.Participants[0].OnBehalfOf = ref("nobody") }), "e participants[0].onBehalfOf: there is nothing"},
		{"dangling place", spoilEvent(func(e *graph.Event) { e.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "nowhere"}}} }), "e places[0].place: there is nothing"},
		{"dangling source", claimed(func(c *graph.Claim) { c.Source = &graph.Source{ID: "nothing"} }), "e claims[0].source: there is nothing"},
		{"dangling voice", claimed(func(c *graph.Claim) { c.AttributedTo = []*graph.Actor{ref("a"), ref("nobody")} }), "e claims[0].attributedTo[1]: there is nothing"},
		{"dangling link", linked(link(graph.LinkAbout, "nothing")), "e links[0].to: there is nothing"},
		{"dangling breaker", linked(graph.Link{How: graph.LinkBreaks, To: graph.Reference("", "deal"), By: []*graph.Actor{ref("nobody")}}), "e links[0].by[0]: there is nothing"},
		{"dangling population", spoilEvent(func(e *graph.Event) {
			e.Figures = []graph.Figure{{Counted: "killed", Verbatim: "many", Population: ref("nobody")}}
		}), "e figures[0].population: there is nothing"},
		{"dangling obligor", spoilDeal(func(a *graph.Agreement) { a.Terms[0].Obligors = []*graph.Actor{ref("nobody")} }), "g terms[0].obligors[0]: there is nothing"},
		{"dangling whole", spoilPlace(func(p *graph.Place) { p.Within = &graph.Place{ID: "nowhere"} }), "x within: there is nothing"},
		{"dangling publisher", &graph.Source{ID: "s", Key: "s", PublisherActor: ref("nobody")}, "s publisherActor: there is nothing"},
		{"dangling ends", &graph.Affiliation{ID: "f", Kind: graph.AlliedWith, From: ref("x"), To: graph.Reference("", "y"), Claims: told("src")}, "f from: there is nothing\nf to: there is nothing"},
		{"no such term", linked(link(graph.LinkBreaks, "deal.t9")), "e links[0].to: deal has no term \"deal.t9\""},
		{"no such term of a known agreement", linked(graph.Link{How: graph.LinkBreaks, To: &graph.Agreement{ID: "deal"}, TermID: "deal.t9"}), "e links[0].to: deal has no term \"deal.t9\""},
		{"a term of an actor", linked(graph.Link{How: graph.LinkAbout, To: ref("a"), TermID: "deal.t1"}), "e links[0].to: a has no term \"deal.t1\""},

		{"an actor that is a place", spoilEvent(func(e *graph.Event) { e.Participants[0].Actor = ref("land") }), "e participants[0].actor: \"land\" is of kind PLACE, and ACTOR is asked for"},
		{"a place that is an actor", spoilPlace(func(p *graph.Place) { p.Within = &graph.Place{ID: "a"} }), "x within: \"a\" is of kind ACTOR, and PLACE is asked for"},
		{"control of an actor", spoilAffiliation(func(a *graph.Affiliation) { a.Kind = graph.Controls }), "f to: CONTROLS leads to place"},
		{"alliance with a place", spoilAffiliation(func(a *graph.Affiliation) { a.To = graph.Reference("", "land") }), "f to: ALLIED_WITH leads to actor"},
		{"alliance with oneself", spoilAffiliation(func(a *graph.Affiliation) { a.To = graph.Reference("", "a") }), "f to: both ends are the same"},
		{"an affiliation with no end", spoilAffiliation(func(a *graph.Affiliation) { a.From, a.To = nil, nil }), "f from: it must name\nf to: it must name"},
		{"conclusion of an event", linked(link(graph.LinkConcludes, "battle")), "e links[0].to: CONCLUDES leads to an agreement"},
		{"breach of an actor", linked(link(graph.LinkBreaks, "a")), "e links[0].to: BREAKS leads to an agreement"},
		{"part of an agreement", linked(link(graph.LinkPartOf, "deal")), "e links[0].to: PART_OF leads to a larger event"},
		{"link to oneself", linked(link(graph.LinkAbout, "e")), "e links[0].to: it points to itself"},
		{"link to a claim", linked(link(graph.LinkAbout, "battle@1")), "e links[0].to: it leads to a claim"},
		{"link to nothing", linked(graph.Link{How: graph.LinkConcludes}), "e links[0].to: a link needs"},
		{"link in no way", linked(link("LIKES", "a")), "e links[0].how: \"LIKES\" is not one of"},
		{"gap in a list", linked(graph.Link{How: graph.LinkAbout, To: ref("a"), By: []*graph.Actor{ref("a"), nil}}), "e links[0].by[1]: it must name an actor"},
		{"gap among voices", claimed(func(c *graph.Claim) { c.AttributedTo = []*graph.Actor{nil} }), "e claims[0].attributedTo[0]: it must name an actor"},
		{"gap among obligors", spoilDeal(func(a *graph.Agreement) {
			a.Terms[0].Obligors, a.Terms[0].Beneficiaries = []*graph.Actor{nil}, []*graph.Actor{nil}
		}), "g terms[0].obligors[0]: it must\ng terms[0].beneficiaries[0]: it must"},
		{"no actor", spoilEvent(func(e *graph.Event) { e.Participants[0].Actor = nil }), "e participants[0].actor: it must name"},
		{"no place", spoilEvent(func(e *graph.Event) { e.Places = []graph.PlaceUse{{}} }), "e places[0].place: it must name"},

		{"ends before it starts", dated(graph.FuzzyDate{Earliest: second, Latest: first, Sense: graph.Within}), "e date: it ends before it starts"},
		{"no sense", dated(graph.FuzzyDate{Earliest: first, Latest: first}), "e date: \"\" is not one of WITHIN"},
		{"candidates out of order", dated(graph.FuzzyDate{Earliest: first, Latest: second, Candidates: []graph.Date{second, first}, Sense: graph.Within}), "e date: its candidates must be in order\ne date: its bounds"},
		{"candidates beyond the bounds", dated(graph.FuzzyDate{Earliest: first, Latest: first, Candidates: []graph.Date{first, second}, Sense: graph.Within}), "e date: its bounds must be"},
		{"one candidate", dated(graph.FuzzyDate{Earliest: first, Latest: first, Candidates: []graph.Date{first}, Sense: graph.Within}), "e date: its notation [2021-01-01] says less"},
		{"a candidate twice", dated(graph.FuzzyDate{Earliest: first, Latest: second, Candidates: []graph.Date{first, first, second}, Sense: graph.Within}), "e date: its notation"},
		{"candidates that lasted", dated(graph.FuzzyDate{Earliest: first, Latest: second, Candidates: []graph.Date{first, second}, Sense: graph.Throughout}), "e date: its notation"},
		{"too many candidates", dated(graph.FuzzyDate{Earliest: many[0], Latest: many[69], Candidates: many, Sense: graph.Within}), "e date: it has no notation"},
		{"a day before the first", dated(graph.FuzzyDate{Earliest: -5, Latest: first, Sense: graph.Within}), "e date: it has no notation"},
		{"a day after the last year", dated(graph.FuzzyDate{Earliest: first, Latest: 4_000_000, Sense: graph.Within}), "e date: it has no notation"},
		{"unknown, but lasting", dated(graph.FuzzyDate{Sense: graph.Throughout}), "e date: its notation XXXX says less"},
		{"an impossible asOf", claimed(func(c *graph.Claim) { c.AsOf = &graph.FuzzyDate{Earliest: second, Latest: first, Sense: graph.Within} }), "e claims[0].asOf: it ends before"},
		{"an interval turned round", spoilAffiliation(func(a *graph.Affiliation) { a.Interval = &graph.Interval{Start: when("2021"), End: when("2020")} }), "f interval: it ends before it starts"},

		{"a party without side", event("e", graph.Clash, "a PARTY", "b PARTY 2"), "e participants[0].side: a party of CLASH needs a side"},
		{"a mediation's party without side", event("e", graph.Mediating, "m-1 MEDIATOR", "a PARTY"), "e participants[0].actor: there is nothing\ne participants[1].side: a party of MEDIATION needs a side"},
		{"an agreement's party without side", agreement("g", "a PARTY", "b PARTY 2"), "g parties[0].side: a party of an agreement needs a side"},
		{"a side without party", event("e", graph.Fighting, "a PARTY 1", "b TARGET 2"), "e participants[1].side: side 2 has no party"},
		{"a side too many", event("e", graph.Clash, "a PARTY 10", "b PARTY 2"), "e participants[0].side: sides are numbered from 1 to 9"},
		{"a side too few", event("e", graph.Clash, "a PARTY -1", "b PARTY 2"), "e participants[0].side: sides are numbered"},
		{"one part twice", event("e", graph.Clash, "a PARTY 1", "a PARTY 1"), "e participants[1]: a has the role PARTY twice"},
		{"a clash has no mediator", event("e", graph.Clash, "a PARTY 1", "b MEDIATOR"), "e participants[1].role: CLASH cannot have the role MEDIATOR"},
		{"a detention has no target", event("e", graph.Detention, "a INITIATOR", "b TARGET"), "e participants[1].role: DETENTION cannot have the role TARGET"},
		{"an agreement has no target", agreement("g", "a PARTY 1", "b TARGET"), "g parties[1].role: an agreement cannot have the role TARGET"},
		{"no role", event("e", graph.Clash, "a PARTY 1", "b LEADER"), "e participants[1].role: \"LEADER\" is not one of\ne participants[1].role: CLASH cannot"},

		{"no claim", spoilEvent(func(e *graph.Event) { e.Claims = nil }), "e claims: every fact rests on a claim"},
		{"no claim for an agreement", spoilDeal(func(a *graph.Agreement) { a.Claims = nil }), "g claims: every fact"},
		{"no claim for an affiliation", spoilAffiliation(func(a *graph.Affiliation) { a.Claims = nil }), "f claims: every fact"},
		{"no source", claimed(func(c *graph.Claim) { c.Source = nil }), "e claims[0].source: a claim needs a source"},
		{"no locator", claimed(func(c *graph.Claim) { c.Locator = " " }), "e claims[0].locator: it must not be empty"},
		{"a paragraph too far", claimed(func(c *graph.Claim) { c.Source, c.Locator = &graph.Source{ID: "divided"}, "divided:4" }), "e claims[0].locator: \"divided:4\" is no paragraph of divided: write divided:1 to divided:3"},
		{"a paragraph of another text", claimed(func(c *graph.Claim) { c.Source, c.Locator = &graph.Source{ID: "divided"}, "src:1" }), "e claims[0].locator: \"src:1\" is no paragraph"},
		{"no paragraph", claimed(func(c *graph.Claim) { c.Source, c.Locator = &graph.Source{ID: "divided"}, "p. 3" }), "e claims[0].locator: \"p. 3\" is no paragraph"},
		{"a paragraph without fact too far", &graph.Source{ID: "x", Key: "x", Publisher: "P", Title: "x", Paragraphs: 2, NoFact: []graph.NoFact{{Locator: "x:3"}}}, "x noFact[0].reason: it must not be empty\nx noFact[0].locator: \"x:3\" is no paragraph"},
		{"no stance, no basis", claimed(func(c *graph.Claim) { c.Stance, c.Basis = "SURE", "" }), "e claims[0].stance: \"SURE\" is not one of\ne claims[0].basis: \"\" is not one of"},
		{"a claim with another's id", claimed(func(c *graph.Claim) { c.ID = "battle@1" }), "e claims[0].id: the id of a claim is its holder's id"},
		{"a claim's id twice", spoilEvent(func(e *graph.Event) { e.Claims = told("src", "src"); e.Claims[0].ID, e.Claims[1].ID = "e@x", "e@x" }), "e claims[1].id: the id stands twice"},

		{"no id", spoilActor(func(a *graph.Actor) { a.ID = "" }), "id: \"\" is no id"},
		{"an id with a colon", spoilActor(func(a *graph.Actor) { a.ID = "x:y" }), "x:y id: \"x:y\" is no id"},
		{"an id like a claim's", spoilActor(func(a *graph.Actor) { a.ID = "x@y" }), "x@y id: \"x@y\" is no id"},
		{"an id too long", spoilActor(func(a *graph.Actor) { a.ID = strings.Repeat("x", 121) }), strings.Repeat("x", 121) + " id:"},
		{"no kind", spoilActor(func(a *graph.Actor) { a.Kind = "" }), "x kind: \"\" is not one of"},
		{"no name", spoilActor(func(a *graph.Actor) { a.Name = " \t" }), "x name: it must not be empty"},
		{"a name twice", spoilActor(func(a *graph.Actor) {
			a.Names = []graph.Name{{Text: "n", Type: "ALIAS", Origin: "SOURCE"}, {Text: "n", Type: "LABEL", Origin: "SOURCE"}}
		}), "x names[1].text: the same name stands at names[0]"},
		{"a name of no type", spoilActor(func(a *graph.Actor) { a.Names = []graph.Name{{Text: "n", Type: "NICK", Origin: ""}} }), "x names[0].type: \"NICK\"\nx names[0].origin: \"\""},
		{"too much text", spoilActor(func(a *graph.Actor) { a.Description = strings.Repeat("x", 4001) }), "x description: it is longer than 4000 bytes"},
		{"bytes that are no text", spoilActor(func(a *graph.Actor) { a.Description = "caf\xe9" }), "x a text in it is not UTF-8"},
		{"a number that is none", spoilActor(func(a *graph.Actor) { a.Figures = []graph.Figure{{Counted: "men", Value: pointer(math.NaN())}} }), "x it cannot be stored: json: unsupported value: NaN"},
		{"a figure of nothing", spoilActor(func(a *graph.Actor) { a.Figures = []graph.Figure{{}} }), "x figures[0].counted: it must not be empty\nx figures[0]: a figure needs"},
		{"a range turned round", spoilActor(func(a *graph.Actor) {
			a.Figures = []graph.Figure{{Counted: "men", Low: pointer(2.0), High: pointer(1.0), Operator: "="}}
		}), "x figures[0].operator: \"=\"\nx figures[0].low: it is greater than high"},
		{"half a position", spoilPlace(func(p *graph.Place) { p.Latitude = pointer(1.0) }), "x longitude: latitude and longitude come together"},
		{"off the globe", spoilPlace(func(p *graph.Place) { p.Latitude, p.Longitude = pointer(91.0), pointer(-181.0) }), "x latitude: it is not between\nx longitude: it is not between"},
		{"a place of no kind", spoilPlace(func(p *graph.Place) { p.Kind = "SEA" }), "x kind: \"SEA\" is not one of"},
		{"a use of no role", spoilEvent(func(e *graph.Event) {
			e.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "land"}, Role: "TOP", Precision: "FAR"}}
		}), "e places[0].role: \"TOP\"\ne places[0].precision: \"FAR\""},
		{"a source without key", &graph.Source{ID: "s", Paragraphs: -1}, "s key: it must not be empty\ns paragraphs: it is negative"},
		{"an event of no kind", spoilEvent(func(e *graph.Event) { e.Kind = "PARTY" }), "e kind: \"PARTY\" is no kind of event"},
		{"an event without title and realis", spoilEvent(func(e *graph.Event) { e.Title, e.Realis = "", "MAYBE" }), "e title: it must not be empty\ne realis: \"MAYBE\""},
		{"an agreement of no kind", spoilDeal(func(a *graph.Agreement) { a.Kind = "DEAL" }), "g kind: \"DEAL\" is not one of"},
		{"an affiliation of no kind", spoilAffiliation(func(a *graph.Affiliation) { a.Kind = "LIKES" }), "f kind: \"LIKES\" is no kind of affiliation"},
		{"support of no type", spoilAffiliation(func(a *graph.Affiliation) { a.Kind, a.SupportTypes = graph.Supports, []graph.SupportType{"LOVE"} }), "f supportTypes[0]: \"LOVE\""},
		{"a term of another agreement", spoilDeal(func(a *graph.Agreement) { a.Terms[0].ID = "deal.t1" }), "g terms[0].id: the id of a term is its agreement's id, a dot and a name: g.t1"},
		{"a term twice", spoilDeal(func(a *graph.Agreement) { a.Terms = append(a.Terms, a.Terms[0]) }), "g terms[1].id: the id stands twice"},
		{"a term of no kind, status and text", spoilDeal(func(a *graph.Agreement) {
			a.Terms[0].Kind, a.Terms[0].Text, a.Terms[0].Compliance = "PEACE", "", []graph.Compliance{{Status: "FINE"}}
		}), "g terms[0].kind: \"PEACE\"\ng terms[0].text: it must not\ng terms[0].compliance[0].status: \"FINE\""},
		{"a claim on its own", &graph.Claim{ID: "c", Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "src"}, Locator: "1"}, "c .id: \nc it cannot be stored: a *graph.Claim has no record"},

		{"the same name", &graph.Actor{ID: "x", Kind: graph.ArmedGroup, Name: "A"}, ""}, // in another batch: see TestDuplicateNames
	} {
		t.Run(test.name, func(t *testing.T) {
			store := storetest.Model()
			put(t, store, base()...)
			_, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{test.entity}})
			wantFaults(t, err, test.want)
		})
	}
}

// wantFaults compares how each fault begins, in any order.
func wantFaults(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("it is refused: %v %q", err, faultsOf(err))
		}
		return
	}
	if err == nil || graph.CodeOf(err) != graph.CodeBadInput {
		t.Fatalf("it is accepted: %v", err)
	}
	begins, got := strings.Split(want, "\n"), faultsOf(err)
	slices.Sort(begins)
	slices.Sort(got)
	if len(got) != len(begins) {
		t.Fatalf("faults %q, want %q", got, begins)
	}
	for i, fault := range got {
		if !strings.HasPrefix(fault, begins[i]) {
			t.Errorf("fault %q, want %q", fault, begins[i])
		}
	}
}

func TestFaultsComeTogether(t *testing.T) {
	bad, worse := event("e1", graph.Clash, "nobody PARTY", "b MEDIATOR"), place("p", "nowhere")
	bad.Date, bad.Claims = &graph.FuzzyDate{Earliest: 2, Latest: 1, Sense: graph.Within}, nil
	worse.Kind = ""
	store := storetest.Model()
	put(t, store, base()...)
	_, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{bad, actor("fine"), worse, bad}, Delete: []string{"a", "never"}})
	if err == nil || !strings.HasPrefix(err.Error(), "the input has 10 faults") {
		t.Errorf("%v %q", err, faultsOf(err))
	}
	wantFaults(t, err, strings.Join([]string{
		"e1 id: the id stands twice", "e1 participants[0].actor: there is nothing", "e1 participants[0].side: a party", "e1 participants[1].role: CLASH cannot",
		"e1 date: it ends", "e1 claims: every", "p within: there is nothing", "p kind: ", "never there is nothing with this id to delete",
	}, "\n")+"\na it cannot be deleted: ")
}

func TestDuplicateNames(t *testing.T) {
	named := func(id string, kind graph.ActorKind, name string) *graph.Actor {
		return &graph.Actor{ID: id, Kind: kind, Name: name}
	}
	same := named("z", graph.State, "Name")
	same.Links = []graph.Link{link(graph.LinkPossiblySameAs, "y")}
	catalogued := named("w", graph.State, "Name")
	catalogued.ExternalIDs = []graph.ExternalID{{Scheme: "ucdp-actor", Value: "1"}}
	in := func(id, name, whole string) *graph.Place {
		p := place(id, whole)
		p.Name = name
		return p
	}
	for name, test := range map[string]struct {
		entities []graph.Entity
		want     string
	}{
		"one kind":               {[]graph.Entity{named("x", graph.State, "Name"), named("y", graph.State, "nAME")}, "y name: x bears the same name"},
		"two kinds":              {[]graph.Entity{named("x", graph.State, "Name"), named("y", graph.Person, "Name")}, ""},
		"said to be the same":    {[]graph.Entity{named("y", graph.State, "Name"), same}, ""},
		"said before it is seen": {[]graph.Entity{same, named("y", graph.State, "Name")}, ""},
		"one of a catalogue":     {[]graph.Entity{catalogued, named("y", graph.State, "Name")}, ""},
		"places side by side":    {[]graph.Entity{in("w", "Whole", ""), in("x", "Name", "w"), in("y", "Name", "w")}, "y name: x bears the same name"},
		"places apart":           {[]graph.Entity{in("v", "V", ""), in("w", "W", ""), in("x", "Name", "v"), in("y", "Name", "w"), in("z", "Name", "")}, ""},
		"sources' keys":          {[]graph.Entity{&graph.Source{ID: "x", Key: "K"}, &graph.Source{ID: "y", Key: "K"}}, "y key: x bears the same key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := storetest.Model().Update(t.Context(), graph.Batch{Entities: test.entities})
			wantFaults(t, err, test.want)
		})
	}
}

func TestCircles(t *testing.T) {
	chain := func(size int) []graph.Entity {
		all := []graph.Entity{place("p0", "")}
		for i := range size {
			all = append(all, place(fmt.Sprintf("p%d", i+1), fmt.Sprintf("p%d", i)))
		}
		return all
	}
	events := func(size int) []graph.Entity {
		all := []graph.Entity{source("src", ""), actor("a"), event("e0", graph.Protest, "a INITIATOR")}
		for i := range size {
			all = append(all, within(event(fmt.Sprintf("e%d", i+1), graph.Protest, "a INITIATOR"), fmt.Sprintf("e%d", i)))
		}
		return all
	}
	actors := func(more ...graph.Entity) []graph.Entity {
		return append([]graph.Entity{source("src", ""), actor("a"), actor("b"), actor("c")}, more...)
	}
	for name, test := range map[string]struct {
		stored, batch []graph.Entity
		want          string
	}{
		"a place in itself":              {nil, []graph.Entity{place("p", "p")}, "p within: it lies within itself"},
		"two places in each other":       {nil, []graph.Entity{place("p", "q"), place("q", "p")}, "p within: it lies within itself\nq within: it lies within itself"},
		"a circle closed by the second":  {chain(3), []graph.Entity{place("p0", "p3")}, "p0 within: it lies within itself"},
		"a place as deep as can be":      {nil, chain(graph.MaxDepth), ""},
		"a place too deep":               {nil, chain(graph.MaxDepth + 1), "p17 within: it lies within itself, or more than 16"},
		"an event in itself":             {events(0), []graph.Entity{within(event("e0", graph.Protest, "a INITIATOR"), "e0")}, "e0 links: it lies within itself\ne0 links[0].to: it points to itself"},
		"a circle of events":             {events(2), []graph.Entity{within(event("e0", graph.Protest, "a INITIATOR"), "e2")}, "e0 links: it lies within itself"},
		"an event as deep as can be":     {nil, events(graph.MaxDepth), ""},
		"an event too deep":              {nil, events(graph.MaxDepth + 1), "e17 links: it lies within itself, or more"},
		"a unit in itself":               {actors(), []graph.Entity{partOf("a", "a", "", "")}, "a-in-a to: both ends are the same\na-in-a to: it closes a circle"},
		"two units in each other":        {nil, actors(partOf("a", "b", "", ""), partOf("b", "a", "", "")), "a-in-b to: it closes a circle: b is already part of a\nb-in-a to: it closes a circle"},
		"a circle of units":              {actors(partOf("a", "b", "", ""), partOf("b", "c", "", "")), []graph.Entity{partOf("c", "a", "", "")}, "c-in-a to: it closes a circle: a is already part of c"},
		"even at different times":        {actors(partOf("a", "b", "2010", "2011")), []graph.Entity{partOf("b", "a", "2015", "2016")}, "b-in-a to: it closes a circle"},
		"a circle that the batch breaks": {actors(partOf("a", "b", "", ""), partOf("b", "c", "", "")), []graph.Entity{partOf("c", "a", "", ""), &graph.Affiliation{ID: "a-in-b", Kind: graph.AlliedWith, From: ref("a"), To: graph.Reference("", "b"), Claims: told("src")}}, ""},
		"membership goes round freely":   {actors(affiliation("f", "a", graph.MemberOf, "b")), []graph.Entity{affiliation("g", "b", graph.MemberOf, "a")}, ""},
		"two wholes":                     {nil, actors(partOf("a", "b", "", ""), partOf("a", "c", "", "")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			store := storetest.Model()
			put(t, store, test.stored...)
			_, err := store.Update(t.Context(), graph.Batch{Entities: test.batch})
			wantFaults(t, err, test.want)
		})
	}
	store := storetest.Model()
	put(t, store, actors(partOf("a", "b", "", ""))...)
	if _, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{partOf("b", "a", "", "")}, Delete: []string{"a-in-b"}}); err != nil {
		t.Errorf("a circle that the batch breaks by deleting: %v", faultsOf(err))
	}
}

// What stored entities refer to in any way cannot go, change its kind or lose
// the term that is meant.
func TestWhatIsReferredToStays(t *testing.T) {
	all := func() []graph.Entity {
		deal := agreement("deal", "party PARTY 1", "b PARTY 2")
		deal.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "deal-place"}}}
		deal.Terms = []graph.Term{
			{ID: "deal.kept", Kind: "AMNESTY", Text: "…", Obligors: []*graph.Actor{ref("obligor")}, Beneficiaries: []*graph.Actor{ref("beneficiary")}, Figures: []graph.Figure{{Counted: "x", Verbatim: "y", Population: ref("term-population")}}},
			{ID: "deal.free", Kind: "AMNESTY", Text: "…"},
		}
		deal.Claims[0].AttributedTo = []*graph.Actor{ref("voice")}
		e := within(event("e", graph.Clash, "fighter PARTY 1", "b PARTY 2"), "whole")
		e.Participants[0].OnBehalfOf = ref("principal")
		e.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "event-place"}, Claims: told("place-source")}}
		e.Figures = []graph.Figure{{Counted: "x", Verbatim: "y", Population: ref("population")}}
		e.Links = append(e.Links, graph.Link{How: graph.LinkBreaks, To: graph.Reference("", "deal.kept"), By: []*graph.Actor{ref("breaker")}, Claims: told("link-source")})
		paper := source("paper", "")
		paper.PublisherActor = ref("publisher")
		linking := affiliation("f", "from", graph.AlliedWith, "to")
		linking.Links = []graph.Link{link(graph.LinkAbout, "linked-by-affiliation")}
		b := actor("b")
		b.Links = []graph.Link{link(graph.LinkPossiblySameAs, "same")}
		b.Figures = []graph.Figure{{Counted: "x", Verbatim: "y", Population: ref("actor-population"), Claims: told("figure-source")}}
		b.Names = []graph.Name{{Text: "n", Type: "ALIAS", Origin: "SOURCE", Claims: told("name-source")}}
		entities := []graph.Entity{
			deal, e, event("whole", graph.Fighting, "b PARTY 1"), paper, linking, b, place("whole-place", ""), place("event-place", "whole-place"), place("deal-place", ""), place("free-place", ""),
			event("linked-by-affiliation", graph.Protest, "b INITIATOR"), event("free-event", graph.Protest, "b INITIATOR"), affiliation("based", "b", graph.BasedAt, "held-place"), place("held-place", ""),
			source("src", ""), source("place-source", ""), source("link-source", ""), source("figure-source", ""), source("name-source", ""), source("free-source", ""),
		}
		for _, id := range []string{
			"party", "obligor", "beneficiary", "term-population", "voice", "fighter", "principal", "population", "breaker", "publisher", "from", "to", "same", "actor-population", "free-actor",
		} {
			entities = append(entities, actor(id))
		}
		return entities
	}
	store := storetest.Model()
	before := put(t, store, all()...)
	free := []string{"free-actor", "free-place", "free-event", "free-source", "paper", "f", "based", "e"}
	referred := 0
	for _, entity := range all() {
		id := entity.EntityID()
		if slices.Contains(free, id) {
			continue
		}
		referred++
		_, err := store.Update(t.Context(), graph.Batch{Delete: []string{id}})
		wantFaults(t, err, id+" it cannot be deleted: ")
		var other graph.Entity = &graph.Source{ID: id, Key: id + "-key"}
		if entity.EntityKind() == graph.SourceEntity {
			other = place(id, "")
		}
		_, err = store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{other}})
		wantFaults(t, err, id+" it cannot become another kind of entity: ")
	}
	if referred < 27 {
		t.Errorf("only %d entities are referred to", referred)
	}
	deal := all()[0].(*graph.Agreement)
	deal.Terms = deal.Terms[:1]
	put(t, store, deal)
	deal = all()[0].(*graph.Agreement)
	deal.Terms = deal.Terms[1:]
	_, err := store.Update(t.Context(), graph.Batch{Entities: []graph.Entity{deal}})
	wantFaults(t, err, `deal terms: "deal.kept" cannot be left out: e refers to it`)

	for name, batch := range map[string]graph.Batch{
		"put and deleted":  {Entities: []graph.Entity{actor("free-actor")}, Delete: []string{"free-actor"}},
		"a claim":          {Delete: []string{"e@1"}},
		"not there":        {Delete: []string{"nothing"}},
		"no id":            {Delete: []string{""}},
		"needed by a new":  {Entities: []graph.Entity{place("new", "free-place")}, Delete: []string{"free-place"}},
		"needed, replaced": {Entities: []graph.Entity{partOf("b", "free-actor", "", "")}, Delete: []string{"free-actor"}},
	} {
		if _, err := store.Update(t.Context(), batch); err == nil || graph.CodeOf(err) != graph.CodeBadInput || len(faultsOf(err)) != 1 {
			t.Errorf("%s: %v %q", name, err, faultsOf(err))
		}
	}
	for _, batch := range []graph.Batch{
		{Delete: []string{"free-actor", "free-place", "free-actor"}},
		{Delete: []string{"e", "whole", "deal"}}, // together with what refers to it
		{Entities: []graph.Entity{&graph.Source{ID: "free-event", Key: "another kind"}}},
	} {
		if _, err := store.Update(t.Context(), batch); err != nil {
			t.Errorf("%+v: %v %q", batch, err, faultsOf(err))
		}
	}
	var rest []string
	reading(t, store, func(reader graph.Reader) {
		for _, entity := range all() {
			if found, err := reader.Get(t.Context(), []string{entity.EntityID()}); err == nil && found[0] != nil {
				rest = append(rest, entity.EntityID())
			}
		}
	})
	dataset, err := store.Update(t.Context(), graph.Batch{Delete: rest})
	if err != nil || !dataset.Empty() || len(dataset.Counts) > 0 {
		t.Errorf("without anything: %+v, %v %q", dataset, err, faultsOf(err))
	}
	if again := put(t, store, all()...); again.Version != before.Version {
		t.Errorf("loaded again the version is %s, was %s", again.Version, before.Version)
	}
}

func TestClaimIDs(t *testing.T) {
	claimsOf := func(store graph.Store, id string) (list []string) {
		reading(t, store, func(reader graph.Reader) {
			found, err := reader.Get(t.Context(), []string{id})
			if err != nil {
				t.Fatal(err)
			}
			for _, claim := range graph.AllClaims(found[0]) {
				list = append(list, claim.ID+" "+claim.Note)
			}
		})
		return list
	}
	noted := func(notes ...string) []graph.Claim {
		var claims []graph.Claim
		for _, note := range notes {
			claim := says("src", graph.Reported, graph.Stated)
			claim.Note = note
			claims = append(claims, claim)
		}
		return claims
	}
	both := func(withParty bool) []graph.Entity {
		e := concluding(event("e", graph.Agreeing, "h HOST"), "g")
		e.Participants[0].Claims, e.Claims = noted("host"), noted("first", "second", "named")
		e.Claims[2].ID = "e@1#2"
		e.Claims[0].Locator = "P:7"
		g := agreement("g")
		if withParty {
			g.Parties = parts("a PARTY 1")
			g.Parties[0].Claims = noted("party")
		}
		return []graph.Entity{e, g}
	}
	want := []string{"e@1 host", "e@1#4 party", "e@P:7 first", "e@1#3 second", "e@1#2 named"}
	whole := holding(t, append(both(true), actor("a"))...)
	if diff := cmp.Diff(want, claimsOf(whole, "e")); diff != "" {
		t.Errorf("loaded at once (-want +got):\n%s", diff)
	}
	// The event's own claims keep their ids when its agreement names a party.
	later := holding(t, append(both(false), actor("a"))...)
	put(t, later, both(true)[1])
	if diff := cmp.Diff(want, claimsOf(later, "e")); diff != "" {
		t.Errorf("the agreement changed later (-want +got):\n%s", diff)
	}
	if one, other := put(t, whole), put(t, later); one.Version != other.Version {
		t.Errorf("equal graphs have versions %s and %s", one.Version, other.Version)
	}
}

func TestConclusionsShowTheParties(t *testing.T) {
	deal := func() *graph.Agreement {
		g := agreement("g", "a PARTY 1", "b PARTY 2", "m MEDIATOR", "w WITNESS 2", "r RECIPIENT")
		g.Parties[1].Verbatim, g.Parties[1].OnBehalfOf, g.Parties[1].Claims = "the other side", ref("c"), told("src", "src")
		return g
	}
	all := []string{"a PARTY 1+", "b PARTY 2+", "m MEDIATOR+", "w WITNESS 2+"}
	for name, test := range map[string]struct {
		event *graph.Event
		want  []string
	}{
		"its conclusion":                      {concluding(event("e", graph.Agreeing), "g"), all},
		"who is typed stays":                  {concluding(event("e", graph.Agreeing, "h HOST", "a PARTY 1"), "g"), []string{"h HOST", "a PARTY 1", "b PARTY 2+", "m MEDIATOR+", "w WITNESS 2+"}},
		"a mediator is no party":              {concluding(event("e", graph.Agreeing, "b MEDIATOR"), "g"), []string{"b MEDIATOR", "a PARTY 1+", "m MEDIATOR+", "w WITNESS+"}},
		"talks without parties":               {concluding(event("e", graph.Negotiation, "h HOST"), "g"), append([]string{"h HOST"}, all...)},
		"a mediation that names its parties":  {concluding(event("e", graph.Mediating, "n MEDIATOR", "a PARTY 1"), "g"), []string{"n MEDIATOR", "a PARTY 1"}},
		"a mediation that names its mediator": {concluding(event("e", graph.Mediating, "n MEDIATOR"), "g"), append([]string{"n MEDIATOR"}, all...)},
		"a statement":                         {concluding(event("e", graph.Statement, "a SPEAKER"), "g"), []string{"a SPEAKER"}},
		"no conclusion":                       {event("e", graph.Agreeing, "h HOST"), []string{"h HOST"}},
	} {
		t.Run(name, func(t *testing.T) {
			reading(t, holding(t, test.event, deal()), func(reader graph.Reader) {
				found, err := reader.Get(t.Context(), []string{"e"})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, participant := range found[0].(*graph.Event).Participants {
					text := participant.Actor.ID + " " + string(participant.Role)
					if participant.Side > 0 {
						text += fmt.Sprint(" ", participant.Side)
					}
					if participant.FromAgreement {
						text += "+"
					}
					got = append(got, text)
					if participant.Actor.ID == "b" && participant.FromAgreement && (participant.Verbatim != "the other side" || participant.OnBehalfOf.ID != "c" || len(participant.Claims) != 2 || !strings.HasPrefix(participant.Claims[0].ID, "e@")) {
						t.Errorf("the party is shown as %+v", participant)
					}
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
	// An agreement without an actor is refused, and nothing else happens.
	spoilt := deal()
	spoilt.Parties[0].Actor = nil
	_, err := storetest.Model().Update(t.Context(), graph.Batch{Entities: []graph.Entity{spoilt, concluding(event("e", graph.Agreeing), "g"), source("src", ""), actor("b"), actor("c"), actor("m"), actor("w"), actor("r")}})
	wantFaults(t, err, "g parties[0].actor: it must name an actor")
}

// The version tells what is stored, and nothing of how that came about.
func TestVersionIsOfTheContent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := storetest.Graph().Draw(t, "graph")
		update := func(store graph.Store, batch graph.Batch) graph.Dataset {
			dataset, err := store.Update(t.Context(), batch)
			if err != nil {
				t.Fatal(err, faultsOf(err))
			}
			return dataset
		}
		clones := func(entities []graph.Entity) []graph.Entity {
			var all []graph.Entity
			for _, entity := range entities {
				copied, err := graph.Clone(entity)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, copied)
			}
			return all
		}
		whole := update(storetest.Model(), graph.Batch{Entities: clones(entities)})

		// In another order, then each kind on its own, with a stranger in between.
		shuffled := update(storetest.Model(), graph.Batch{Entities: clones(rapid.Permutation(entities).Draw(t, "order"))})
		parts := storetest.Model()
		for _, kinds := range [][]graph.EntityKind{{graph.SourceEntity}, {graph.PlaceEntity}, {graph.ActorEntity}, {graph.AgreementEntity, graph.EventEntity, graph.AffiliationEntity}} {
			some := slices.DeleteFunc(clones(entities), func(e graph.Entity) bool { return !slices.Contains(kinds, e.EntityKind()) })
			update(parts, graph.Batch{Entities: append(some, actor("stranger-"+strings.ToLower(string(kinds[0]))))})
		}
		inParts := update(parts, graph.Batch{Delete: []string{"stranger-source", "stranger-place", "stranger-actor", "stranger-agreement"}})
		for name, got := range map[string]graph.Dataset{"in another order": shuffled, "in parts": inParts} {
			if got.Version != whole.Version {
				t.Fatalf("%s the version is %s, want %s", name, got.Version, whole.Version)
			}
			if diff := cmp.Diff(whole.Counts, got.Counts); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
		}
		if again := update(parts, graph.Batch{Entities: clones(entities)}); again.Version != inParts.Version || !again.LoadedAt.Equal(inParts.LoadedAt) {
			t.Fatalf("loaded again it is %+v, was %+v", again, inParts)
		}

		// A change changes it, and without anything there is none.
		changed := actor("stranger")
		if more := update(parts, graph.Batch{Entities: []graph.Entity{changed}}); more.Version == whole.Version {
			t.Fatal("one more actor, and the version is the same")
		}
		everything := []string{"stranger"}
		for _, entity := range entities {
			everything = append(everything, entity.EntityID())
		}
		if none := update(parts, graph.Batch{Delete: everything}); !none.Empty() || len(none.Counts) > 0 {
			t.Fatalf("without anything the dataset is %+v", none)
		}
	})
}
