package graph_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// contradictionLine gives the key, "possible" if it is no more, and the voices
// of each side, the denying ones after "not".
func contradictionLine(c *graph.Contradiction) string {
	text := c.Key()
	if c.Certainty == graph.Possible {
		text += " possible"
	}
	for _, side := range c.Sides {
		text += " |"
		if side.Denies {
			text += " not"
		}
		for _, voice := range side.Voices {
			if text += " " + voice.Publisher; voice.Speaker != nil {
				text += "/" + voice.Speaker.ID
			}
		}
	}
	return text
}

func contradictionsOf(t *testing.T, store graph.Store, filter graph.ContradictionFilter) []*graph.Contradiction {
	t.Helper()
	var found []*graph.Contradiction
	reading(t, store, func(reader graph.Reader) {
		var err error
		if found, err = graph.Contradictions(t.Context(), reader, filter); err != nil {
			t.Fatal(err)
		}
	})
	return found
}

func wantContradictions(t *testing.T, store graph.Store, filter graph.ContradictionFilter, want ...string) {
	t.Helper()
	var got []string
	for _, contradiction := range contradictionsOf(t, store, filter) {
		got = append(got, contradictionLine(contradiction))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%+v (-want +got):\n%s", filter, diff)
	}
}

// claims reads "source STANCE", "source STANCE speaker" or "source STANCE
// speaker asOf", a dash for no speaker.
func claims(texts ...string) []graph.Claim {
	var all []graph.Claim
	for _, text := range texts {
		words := append(strings.Fields(text), "-", "")
		claim := says(words[0], graph.Stance(words[1]), graph.Stated)
		if words[2] != "-" {
			claim.AttributedTo = []*graph.Actor{ref(words[2])}
		}
		if len(words) > 5 {
			claim.AsOf = when(words[3])
		}
		all = append(all, claim)
	}
	return all
}

func number(value float64) *float64 { return &value }

// figure reads "counted OPERATOR value" and the claims.
func figure(text string, claims ...graph.Claim) graph.Figure {
	var f graph.Figure
	var value float64
	if _, err := fmt.Sscan(text, &f.Counted, &f.Operator, &value); err != nil {
		panic(text + ": " + err.Error())
	}
	f.Value, f.Claims = &value, claims
	return f
}

func twoPapers(entities ...graph.Entity) []graph.Entity {
	return append(entities, source("p", "Paper"), source("p2", "Paper"), source("w", "Wire"))
}

func TestContradictionsDeny(t *testing.T) {
	clash := func(texts ...string) *graph.Event {
		e := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
		e.Claims = claims(texts...)
		return e
	}
	partly := clash("p REPORTED")
	partly.Participants[1].Claims = claims("p CLAIMED", "p2 CLAIMED", "w DENIED b")
	partly.Figures = []graph.Figure{figure("dead EXACTLY 3", claims("p REPORTED", "w DOUBTED")...)}
	partly.Links = []graph.Link{{How: graph.LinkAbout, To: graph.Reference("", "a"), Claims: claims("p REPORTED", "p DENIED a")}}
	deniedPart := clash("p REPORTED")
	deniedPart.Participants[0].Claims = claims("w DENIED a")
	belongs := affiliation("f", "a", graph.PartOf, "b")
	belongs.Claims = claims("p SUPPOSED", "w DENIED")
	deal := agreement("g", "a PARTY 1", "b PARTY 2")
	deal.Parties[0].Claims = claims("p REPORTED", "w DENIED")
	deal.Terms = []graph.Term{{ID: "g.t1", Kind: "RETURN", Text: "back", Claims: claims("p REPORTED", "w DENIED"), Compliance: []graph.Compliance{{Status: "BROKEN", Claims: claims("p REPORTED", "w DENIED")}}}}
	named := actor("a")
	named.Names = []graph.Name{{Text: "x", Type: graph.AliasName, Origin: graph.FromSource, Claims: claims("p REPORTED", "w DENIED")}}
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"one voice", []graph.Entity{clash("p REPORTED")}, nil},
		{"all assert", []graph.Entity{clash("p REPORTED", "w CLAIMED", "w SUPPOSED a")}, nil},
		{"all deny", []graph.Entity{clash("p DENIED", "w DOUBTED")}, nil},
		{"one denies", []graph.Entity{clash("p REPORTED", "p2 CLAIMED b", "w DENIED a")}, []string{"DENIAL:e | Paper Paper/b | not Wire/a"}},
		{"one doubts", []graph.Entity{clash("p REPORTED", "w DOUBTED")}, []string{"DENIAL:e possible | Paper | not Wire"}},
		{"one contradicts itself", []graph.Entity{clash("p REPORTED", "p DENIED")}, []string{"DENIAL:e | Paper | not Paper"}},
		{"of different times", []graph.Entity{clash("p REPORTED - 2018", "w DENIED - 2021")}, nil},
		{"of one time", []graph.Entity{clash("p REPORTED - 2021", "w DENIED - 2021-03")}, []string{"DENIAL:e | Paper | not Wire"}},
		{"of no known time", []graph.Entity{clash("p REPORTED - 2018", "w DENIED")}, []string{"DENIAL:e | Paper | not Wire"}},
		{"parts", []graph.Entity{partly}, []string{"DENIAL:e.figures[0] possible | Paper | not Wire", "DENIAL:e.links[0] | Paper | not Paper/a", "DENIAL:e.participants[1] | Paper | not Wire/b"}},
		{"a part that nobody asserts", []graph.Entity{deniedPart}, nil},
		{"an affiliation", []graph.Entity{belongs}, []string{"DENIAL:f | Paper | not Wire"}},
		{"a name", []graph.Entity{named}, []string{"DENIAL:a.names[0] | Paper | not Wire"}},
		{"an agreement's parts, not once more in its conclusion", []graph.Entity{deal, concluding(event("e", graph.Agreeing), "g")}, []string{
			"DENIAL:g.parties[0] | Paper | not Wire", "DENIAL:g.terms[0] | Paper | not Wire", "DENIAL:g.terms[0].compliance[0] | Paper | not Wire",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantContradictions(t, holding(t, twoPapers(test.entities...)...), graph.ContradictionFilter{}, test.want...)
		})
	}
}

// Accusations and denials of one breach meet wherever they are told.
func TestContradictionsOfBreaches(t *testing.T) {
	telling := func(id, to, by string, texts ...string) *graph.Event {
		e := event(id, graph.Statement, "s SPEAKER")
		e.Claims = claims("p REPORTED")
		one := link(graph.LinkBreaks, to)
		one.Claims = claims(texts...)
		if by != "" {
			one.By = []*graph.Actor{ref(by)}
		}
		e.Links = []graph.Link{one}
		return e
	}
	deal := func() graph.Entity {
		g := agreement("g", "a PARTY 1", "b PARTY 2")
		g.Terms = []graph.Term{{ID: "g.t1", Kind: "FIGHTING", Text: "x"}, {ID: "g.t2", Kind: "RETURN", Text: "y"}}
		return g
	}
	attack := event("e3", graph.Attack, "a INITIATOR", "b TARGET")
	attack.Claims, attack.Links = claims("w REPORTED"), []graph.Link{link(graph.LinkBreaks, "g.t1")}
	for _, test := range []struct {
		name   string
		events []graph.Entity
		want   []string
	}{
		{"the same link denied", []graph.Entity{telling("e1", "g.t1", "a", "p CLAIMED b", "w DENIED a")}, []string{"DENIAL:g.terms[0]:BREAKS:a:g.terms[0] | Paper/b | not Wire/a"}},
		{"another statement denies", []graph.Entity{telling("e1", "g.t2", "a", "p CLAIMED b"), telling("e2", "g.t2", "a", "w DENIED a")}, []string{"DENIAL:g.terms[1]:BREAKS:a:g.terms[1] | Paper/b | not Wire/a"}},
		{"the whole is denied", []graph.Entity{telling("e1", "g.t2", "a", "p CLAIMED b"), telling("e2", "g", "a", "w DENIED a")}, []string{"DENIAL:g.terms[1]:BREAKS:a:g.terms[1] | Paper/b | not Wire/a"}},
		{"a term alone is denied", []graph.Entity{telling("e1", "g", "a", "p CLAIMED b"), telling("e2", "g.t1", "a", "w DENIED a")}, nil},
		{"of another term", []graph.Entity{telling("e1", "g.t1", "a", "p CLAIMED b"), telling("e2", "g.t2", "a", "w DENIED a")}, nil},
		{"of another accused", []graph.Entity{telling("e1", "g.t1", "a", "p CLAIMED b"), telling("e2", "g.t1", "b", "w DENIED b")}, nil},
		{"nobody accuses", []graph.Entity{telling("e1", "g", "a", "w DENIED a")}, nil},
		{"nobody is named", []graph.Entity{telling("e1", "g", "", "p CLAIMED b", "w DENIED")}, []string{"DENIAL:g:BREAKS:g | Paper/b | not Wire"}},
		{"who struck is who broke it", []graph.Entity{attack, telling("e2", "g.t1", "a", "w DENIED a")}, []string{"DENIAL:g.terms[0]:BREAKS:a:g.terms[0] | Wire | not Wire/a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := holding(t, twoPapers(append(test.events, deal())...)...)
			wantContradictions(t, store, graph.ContradictionFilter{}, test.want...)
			for _, event := range test.events { // seen from either of them
				wantContradictions(t, store, graph.ContradictionFilter{About: []string{event.EntityID()}}, test.want...)
			}
		})
	}
}

func TestContradictionsOfFigures(t *testing.T) {
	ranged := func(low, high *float64) graph.Figure {
		return graph.Figure{Counted: "dead", Low: low, High: high, Claims: claims("w REPORTED")}
	}
	of := func(f graph.Figure, unit, population string) graph.Figure {
		if f.Unit = unit; population != "" {
			f.Population = ref(population)
		}
		return f
	}
	paper := func(text string) graph.Figure { return figure(text, claims("p REPORTED")...) }
	wire := func(text string) graph.Figure { return figure(text, claims("w REPORTED")...) }
	for _, test := range []struct {
		one, other graph.Figure
		want       string // certain, possible or nothing
	}{
		{paper("dead EXACTLY 5"), wire("dead EXACTLY 12"), "CERTAIN"},
		{paper("dead EXACTLY 5"), wire("dead EXACTLY 5"), ""},
		{paper("dead EXACTLY 5"), wire("Dead EXACTLY 6"), "CERTAIN"},
		{paper("dead EXACTLY 5"), wire("wounded EXACTLY 6"), ""},
		{paper("dead EXACTLY 0"), wire("dead AT_LEAST 1"), "CERTAIN"},
		{paper("dead EXACTLY 5"), wire("dead AT_LEAST 5"), ""},
		{paper("dead EXACTLY 5"), wire("dead MORE_THAN 5"), "CERTAIN"},
		{paper("dead AT_MOST 5"), wire("dead AT_LEAST 5"), ""},
		{paper("dead AT_MOST 5"), wire("dead MORE_THAN 5"), "CERTAIN"},
		{paper("dead FEWER_THAN 5"), wire("dead AT_LEAST 5"), "CERTAIN"},
		{paper("dead FEWER_THAN 5"), wire("dead AT_MOST 9"), ""},
		{paper("dead AT_LEAST 5"), wire("dead MORE_THAN 500"), ""},
		{paper("dead ABOUT 400"), wire("dead EXACTLY 800"), ""},
		{paper("dead ABOUT 400"), wire("dead EXACTLY 801"), "POSSIBLE"},
		{paper("dead ABOUT 400"), wire("dead FEWER_THAN 200"), "POSSIBLE"},
		{paper("dead ABOUT 400"), wire("dead ABOUT 1000"), ""},
		{paper("dead EXACTLY 99"), ranged(number(100), number(999)), "CERTAIN"},
		{paper("dead EXACTLY 100"), ranged(number(100), number(999)), ""},
		{paper("dead EXACTLY 1000"), ranged(number(100), nil), ""},
		{paper("dead EXACTLY 1000"), ranged(nil, number(999)), "CERTAIN"},
		{paper("dead EXACTLY 5"), graph.Figure{Counted: "dead", Verbatim: "many", Claims: claims("w REPORTED")}, ""},
		{of(paper("dead EXACTLY 5"), "persons", "a"), of(wire("dead EXACTLY 6"), "persons", "a"), "CERTAIN"},
		{of(paper("dead EXACTLY 5"), "persons", "a"), of(wire("dead EXACTLY 6"), "persons", "b"), ""},
		{of(paper("dead EXACTLY 5"), "persons", "a"), of(wire("dead EXACTLY 6"), "persons", ""), ""},
		{of(paper("dead EXACTLY 5"), "persons", ""), of(wire("dead EXACTLY 6"), "families", ""), ""},
		{paper("dead EXACTLY 5"), figure("dead EXACTLY 6", claims("w DENIED")...), ""},
		{paper("dead EXACTLY 5"), paper("dead EXACTLY 6"), "CERTAIN"},
		{figure("dead EXACTLY 5", claims("p REPORTED - 2018-07-01")...), figure("dead EXACTLY 6", claims("w REPORTED - 2018-07-02")...), ""},
		{figure("dead EXACTLY 5", claims("p REPORTED - 2018-07-01")...), figure("dead EXACTLY 6", claims("w REPORTED - 2018-07-01")...), "CERTAIN"},
	} {
		for _, figures := range [][]graph.Figure{{test.one, test.other}, {test.other, test.one}} {
			e := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
			e.Figures = slices.Clone(figures)
			for i := range e.Figures {
				e.Figures[i].Claims = slices.Clone(e.Figures[i].Claims)
			}
			found := contradictionsOf(t, holding(t, twoPapers(e)...), graph.ContradictionFilter{Kinds: []graph.ContradictionKind{graph.FigureConflict}})
			got := ""
			if len(found) == 1 && len(found[0].Sides) == 2 && found[0].Sides[0].Figure == &found[0].Entity.(*graph.Event).Figures[0] {
				got = string(found[0].Certainty)
			}
			if got != test.want || len(found) > 1 {
				t.Errorf("%+v and %+v: %q, want %q", figures[0], figures[1], got, test.want)
			}
		}
	}
}

// Figures meet within an entity or a term, and across what may be one.
func TestContradictionsOfFiguresElsewhere(t *testing.T) {
	counts := func(id string, value float64, links ...graph.Link) *graph.Event {
		e := event(id, graph.Clash, "a PARTY 1", "b PARTY 2")
		e.Figures, e.Links = []graph.Figure{{Counted: "dead", Value: &value}}, links
		return e
	}
	deal := agreement("g", "a PARTY 1", "b PARTY 2")
	deal.Terms = []graph.Term{
		{ID: "g.t1", Kind: "DISPLACEMENT", Text: "x", Figures: []graph.Figure{figure("dead EXACTLY 1"), figure("dead EXACTLY 2")}},
		{ID: "g.t2", Kind: "DISPLACEMENT", Text: "y", Figures: []graph.Figure{figure("dead EXACTLY 3")}},
	}
	crowd := event("e", graph.Clash)
	crowd.Figures = []graph.Figure{figure("dead EXACTLY 5"), figure("hurt EXACTLY 5"), figure("dead EXACTLY 6"), figure("dead AT_LEAST 6"), figure("hurt EXACTLY 5")}
	counted := actor("a")
	counted.Claims, counted.Figures = told("src"), []graph.Figure{figure("men EXACTLY 5"), figure("men EXACTLY 6")}
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"two events", []graph.Entity{counts("e1", 1), counts("e2", 2)}, nil},
		{"one about the other", []graph.Entity{counts("e1", 1), counts("e2", 2, link(graph.LinkAbout, "e1"))}, nil},
		{"maybe the same", []graph.Entity{counts("e1", 1), counts("e2", 2, link(graph.LinkPossiblySameAs, "e1"))}, []string{"FIGURE:e2.figures[0]:e1.figures[0] possible | Publisher | Publisher"}},
		{"contradicting each other", []graph.Entity{counts("e1", 1), counts("e2", 2, link(graph.LinkContradicts, "e1"))}, []string{"FIGURE:e2.figures[0]:e1.figures[0] | Publisher | Publisher"}},
		{"terms and the conclusion", []graph.Entity{deal, counts("e", 2, link(graph.LinkConcludes, "g"))}, []string{
			"FIGURE:e.figures[0]:g.terms[0].figures[0]:g.terms[1].figures[0] | Publisher | Publisher | Publisher",
			"FIGURE:g.terms[0].figures[0]:g.terms[0].figures[1] | Publisher | Publisher",
		}},
		{"all that exclude another", []graph.Entity{crowd}, []string{"FIGURE:e.figures[0]:e.figures[2]:e.figures[3] | Publisher | Publisher | Publisher"}},
		{"an actor", []graph.Entity{counted}, []string{"FIGURE:a.figures[0]:a.figures[1] | Publisher | Publisher"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantContradictions(t, holding(t, test.entities...), graph.ContradictionFilter{Kinds: []graph.ContradictionKind{graph.FigureConflict}}, test.want...)
		})
	}
}

func TestContradictionsOfCompliance(t *testing.T) {
	entry := func(status graph.ComplianceStatus, asOf string, texts ...string) graph.Compliance {
		return graph.Compliance{Status: status, AsOf: when(asOf), Claims: claims(texts...)}
	}
	for _, test := range []struct {
		name string
		log  []graph.Compliance
		want string
	}{
		{"one entry", []graph.Compliance{entry("BROKEN", "2018", "p REPORTED")}, ""},
		{"two that agree", []graph.Compliance{entry("BROKEN", "2018", "p REPORTED"), entry("BROKEN", "2018", "w REPORTED")}, ""},
		{"in the course of time", []graph.Compliance{entry("PENDING", "2018-07-01", "p REPORTED"), entry("COMPLIED", "2018-07-02", "p REPORTED")}, ""},
		{"on one day", []graph.Compliance{entry("COMPLIED", "2018-07-01", "p REPORTED"), entry("BROKEN", "2018-07-01", "w CLAIMED a")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[0]:g.terms[0].compliance[1] | Paper | Wire/a"},
		{"maybe on one day", []graph.Compliance{entry("COMPLIED", "2018-07-01", "p REPORTED"), entry("BROKEN", "2018-07", "w REPORTED")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[0]:g.terms[0].compliance[1] possible | Paper | Wire"},
		{"at no known time", []graph.Compliance{entry("COMPLIED", "2018-07-01", "p REPORTED"), entry("BROKEN", "", "w REPORTED")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[0]:g.terms[0].compliance[1] possible | Paper | Wire"},
		{"disputed", []graph.Compliance{entry("COMPLIED", "2017", "p REPORTED"), entry("DISPUTED", "2018", "p REPORTED", "w REPORTED")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[1] | Paper Wire"},
		{"disputed by who says what", []graph.Compliance{entry("DISPUTED", "2018", "p REPORTED"), entry("BROKEN", "2018", "w REPORTED")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[0]:g.terms[0].compliance[1] | Paper | Wire"},
		{"told by the agreement's voices", []graph.Compliance{entry("COMPLIED", "2018-07-01"), entry("BROKEN", "2018-07-01", "w REPORTED")}, "COMPLIANCE:g.terms[0]:g.terms[0].compliance[0]:g.terms[0].compliance[1] | Publisher | Wire"},
	} {
		t.Run(test.name, func(t *testing.T) {
			deal := agreement("g", "a PARTY 1", "b PARTY 2")
			deal.Terms = []graph.Term{{ID: "g.t1", Kind: "RETURN", Text: "x", Compliance: test.log}}
			var want []string
			if test.want != "" {
				want = []string{test.want}
			}
			wantContradictions(t, holding(t, twoPapers(deal)...), graph.ContradictionFilter{}, want...)
		})
	}
}

func TestContradictionsOfLinks(t *testing.T) {
	talks := func(id, date, from string, links ...graph.Link) *graph.Event {
		e := event(id, graph.Negotiation, "a PARTY 1", "b PARTY 2")
		e.Date, e.Claims, e.Links = when(date), claims(from), links
		return e
	}
	deal := func(id, date, from string, links ...graph.Link) *graph.Agreement {
		g := agreement(id, "a PARTY 1", "b PARTY 2")
		g.Date, g.Claims, g.Links = when(date), claims(from), links
		g.Terms = []graph.Term{{ID: id + ".t1", Kind: "RETURN", Text: "x", Claims: claims(from + " b")}}
		return g
	}
	other := talks("e2", "2019", "w REPORTED", link(graph.LinkContradicts, "e1"))
	other.Kind = graph.Mediating
	holds := since("2018", "2019", affiliation("f1", "a", graph.PartOf, "b"))
	later := since("2020", "2021", affiliation("f2", "a", graph.PartOf, "b"))
	later.Links = []graph.Link{link(graph.LinkContradicts, "f1")}
	alias := actor("a")
	alias.Claims, alias.Links = claims("p REPORTED"), []graph.Link{link(graph.LinkPossiblySameAs, "b")}
	original := actor("b")
	original.Claims = claims("w REPORTED")
	same, against := link(graph.LinkPossiblySameAs, "g1"), link(graph.LinkContradicts, "e1")
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"two events of one time", []graph.Entity{talks("e1", "2018", "p REPORTED"), talks("e2", "2018-05", "w REPORTED", against)}, []string{"LINK:e2.links[0]:e2:e1 | Wire | Paper"}},
		{"two events of one kind and of other times", []graph.Entity{talks("e1", "2018", "p REPORTED"), talks("e2", "2019", "w REPORTED", against)}, []string{"DATE:e2.links[0]:e2:e1 | Wire | Paper", "LINK:e2.links[0]:e2:e1 | Wire | Paper"}},
		{"two events of two kinds", []graph.Entity{talks("e1", "2018", "p REPORTED"), other}, []string{"LINK:e2.links[0]:e2:e1 | Wire | Paper"}},
		{"one voice that contradicts itself", []graph.Entity{talks("e1", "2018", "p REPORTED"), talks("e2", "2018", "p REPORTED", against)}, []string{"LINK:e2.links[0]:e2:e1 | Paper | Paper"}},
		{"each the other", []graph.Entity{talks("e1", "2018", "p REPORTED", link(graph.LinkContradicts, "e2")), talks("e2", "2018", "w REPORTED", against)}, []string{"LINK:e1.links[0]:e1:e2 | Paper | Wire"}},
		{"a term", []graph.Entity{deal("g1", "2018", "p CLAIMED"), deal("g2", "2020", "w REPORTED", link(graph.LinkContradicts, "g1.t1"))}, []string{"LINK:g2.links[0]:g2:g1.terms[0] | Wire | Paper/b"}},
		{"two agreements of other times", []graph.Entity{deal("g1", "2018", "p CLAIMED"), deal("g2", "2020", "w REPORTED", link(graph.LinkContradicts, "g1"))}, []string{"DATE:g2.links[0]:g2:g1 | Wire | Paper", "LINK:g2.links[0]:g2:g1 | Wire | Paper"}},
		{"affiliations", []graph.Entity{holds, later}, []string{"DATE:f2.links[0]:f2:f1 | Publisher | Publisher", "LINK:f2.links[0]:f2:f1 | Publisher | Publisher"}},
		{"maybe the same, by one voice", []graph.Entity{deal("g1", "2018", "p REPORTED"), deal("g2", "2018", "p2 REPORTED", same)}, nil},
		{"maybe the same, by two voices", []graph.Entity{deal("g1", "2018", "p REPORTED"), deal("g2", "2018-05", "w REPORTED", same)}, []string{"IDENTITY:g2.links[0]:g2:g1 possible | Wire | Paper"}},
		{"maybe the same, on other days", []graph.Entity{deal("g1", "2018-01-01", "p REPORTED"), deal("g2", "2018-01-02", "p REPORTED", same)}, []string{"DATE:g2.links[0]:g2:g1 possible | Paper | Paper"}},
		{"maybe the same actor", []graph.Entity{alias, original}, []string{"IDENTITY:a.links[0]:a:b possible | Paper | Wire"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantContradictions(t, holding(t, twoPapers(test.entities...)...), graph.ContradictionFilter{}, test.want...)
		})
	}
}

func TestContradictionFilters(t *testing.T) {
	first, second := clashOn("e1", "2018"), event("e2", graph.Clash, "c PARTY 1", "d PARTY 2")
	first.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "house"}}}
	second.Date, second.Links = when("2020"), []graph.Link{link(graph.LinkContradicts, "e1")}
	holds := &graph.Affiliation{ID: "f1", Kind: graph.Controls, From: ref("a"), To: &graph.Place{ID: "house"}, Claims: told("src")}
	held := since("2018", "2018", &graph.Affiliation{ID: "f2", Kind: graph.Controls, From: ref("b"), To: &graph.Place{ID: "city"}, Claims: told("src"), Links: []graph.Link{link(graph.LinkContradicts, "f1")}})
	store := holding(t, twoPapers(first, second, holds, held, place("city", ""), place("house", "city"), place("sea", ""))...)
	events := []string{"LINK:e2.links[0]:e2:e1 | Publisher | Publisher"}
	dates := append([]string{"DATE:e2.links[0]:e2:e1 | Publisher | Publisher"}, events...)
	places := []string{"LINK:f2.links[0]:f2:f1 | Publisher | Publisher"}
	for _, test := range []struct {
		filter graph.ContradictionFilter
		want   []string
	}{
		{graph.ContradictionFilter{}, append(slices.Clone(places), dates...)},
		{graph.ContradictionFilter{Kinds: []graph.ContradictionKind{graph.LinkConflict}}, append(slices.Clone(places), events...)},
		{graph.ContradictionFilter{Kinds: []graph.ContradictionKind{}}, nil},
		{graph.ContradictionFilter{About: []string{"e1"}}, dates},
		{graph.ContradictionFilter{About: []string{"e2"}}, dates},
		{graph.ContradictionFilter{About: []string{"f1", "a"}}, places},
		{graph.ContradictionFilter{About: []string{"sea"}}, nil},
		{graph.ContradictionFilter{About: []string{}}, nil},
		{graph.ContradictionFilter{Actors: []string{"c"}}, dates},
		{graph.ContradictionFilter{Actors: []string{"b"}}, append(slices.Clone(places), dates...)},
		{graph.ContradictionFilter{Actors: []string{"b"}, About: []string{"e1", "e2"}}, dates},
		{graph.ContradictionFilter{Actors: []string{"c"}, About: []string{"e1"}}, nil},
		{graph.ContradictionFilter{Actors: []string{}}, nil},
		{graph.ContradictionFilter{Places: []string{"city"}}, append(slices.Clone(places), dates...)},
		{graph.ContradictionFilter{Places: []string{"house"}, Actors: []string{"b"}}, dates},
		{graph.ContradictionFilter{Places: []string{"sea"}}, nil},
		{graph.ContradictionFilter{During: window("2020-01-01", "2020-12-31", graph.Certain)}, dates},
		{graph.ContradictionFilter{During: window("2018-05-01", "2018-05-31", graph.Certain)}, nil},
		{graph.ContradictionFilter{During: window("2010-01-01", "2010-12-31", "")}, places}, // one has no date
	} {
		wantContradictions(t, store, test.filter, test.want...)
	}
	reading(t, store, func(reader graph.Reader) {
		for _, filter := range []graph.ContradictionFilter{
			{About: []string{"x"}},
			{Actors: []string{"x"}},
			{Actors: []string{"a", "x"}},
			{Actors: []string{"house"}},
			{Places: []string{"a"}},
			{Actors: []string{"x"}, About: []string{}},
			{About: []string{"e1", "x"}, Actors: []string{"c"}},
		} {
			if found, err := graph.Contradictions(t.Context(), reader, filter); err == nil || graph.CodeOf(err) != graph.CodeNotFound {
				t.Errorf("%+v: %v, %v", filter, found, err)
			}
		}
	})
}

// disagreeing draws a graph in which much is contradicted.
func disagreeing(t *rapid.T) []graph.Entity {
	entities := storetest.Graph().Draw(t, "graph")
	var events []*graph.Event
	for _, entity := range entities {
		switch e := entity.(type) {
		case *graph.Event:
			if len(events) > 0 && rapid.Bool().Draw(t, "against?") {
				how := rapid.SampledFrom([]graph.LinkHow{graph.LinkContradicts, graph.LinkPossiblySameAs}).Draw(t, "how")
				e.Links = append(e.Links, graph.Link{How: how, To: &graph.Event{ID: rapid.SampledFrom(events).Draw(t, "to").ID}})
			}
			for i := range rapid.IntRange(0, 2).Draw(t, "figures") {
				e.Figures = append(e.Figures, graph.Figure{Counted: "killed", Value: number(float64(i * 100))})
			}
			events = append(events, e)
		case *graph.Agreement:
			for i := range e.Terms {
				e.Terms[i].Compliance = append(e.Terms[i].Compliance, graph.Compliance{Status: "COMPLIED"}, graph.Compliance{Status: "BROKEN"})
			}
		}
	}
	return entities
}

// Under a filter are those of all contradictions on a side of which something
// meets it, and the answer does not depend on what a store loads.
func TestContradictionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		filter := graph.ContradictionFilter{During: someFilter(t).During}
		if rapid.Bool().Draw(t, "actors?") {
			filter.Actors = []string{"a0", "a1"}
		}
		if rapid.Bool().Draw(t, "places?") {
			filter.Places = []string{"p0"}
		}
		viewing(t, loaded(t, disagreeing(t)), func(reader graph.Reader) {
			keys := func(reader graph.Reader, filter graph.ContradictionFilter) (all []string, found []*graph.Contradiction) {
				found, err := graph.Contradictions(ctx, reader, filter)
				if err != nil {
					t.Fatal(err)
				}
				for _, contradiction := range found {
					all = append(all, contradictionLine(contradiction))
				}
				return all, found
			}
			every, found := keys(reader, graph.ContradictionFilter{})
			if once := slices.Compact(slices.Sorted(slices.Values(every))); len(once) != len(every) {
				t.Fatalf("one stands twice: %q", every)
			}
			var taking []graph.Taking
			if filter.Actors != nil {
				taking = []graph.Taking{{Actors: filter.Actors}}
			}
			meets := map[string]bool{}
			for row, err := range reader.List(ctx,
				graph.Query{Filter: graph.EventFilter{Taking: taking, Places: filter.Places, During: filter.During}},
				graph.Query{Filter: graph.AgreementFilter{Taking: taking, Places: filter.Places, During: filter.During}},
			) {
				if err != nil {
					t.Fatal(err)
				}
				meets[row.Entity.EntityID()] = true
			}
			var want []string
			for i, contradiction := range found {
				timeless := contradiction.Entity.EntityKind() != graph.EventEntity && contradiction.Entity.EntityKind() != graph.AgreementEntity
				admitted := meets[contradiction.Entity.EntityID()]
				for _, side := range contradiction.Sides {
					admitted = admitted || meets[side.Entity.EntityID()]
					for _, claim := range side.Claims {
						admitted = admitted || meets[claim.About.EntityID()]
					}
				}
				if admitted && !timeless {
					want = append(want, every[i])
				}
			}
			var got []string
			narrowed, list := keys(reader, filter)
			for i, contradiction := range list {
				if kind := contradiction.Entity.EntityKind(); kind == graph.EventEntity || kind == graph.AgreementEntity {
					got = append(got, narrowed[i])
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%+v (-want +got):\n%s", filter, diff)
			}
			bare, _ := keys(stingy{reader}, filter)
			if diff := cmp.Diff(narrowed, bare); diff != "" {
				t.Fatalf("-loaded +bare:\n%s", diff)
			}
		})
	})
}

// failing is a reader that fails at the n-th question.
type failing struct {
	graph.Reader
	n int
}

func (f *failing) fails() error {
	if f.n--; f.n == 0 {
		return graph.Errorf(graph.CodeUnavailable, "gone")
	}
	return nil
}

func (f *failing) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	if err := f.fails(); err != nil {
		return nil, err
	}
	return f.Reader.Get(ctx, ids)
}

func (f *failing) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	if err := f.fails(); err != nil {
		return func(yield func(graph.Row, error) bool) { yield(graph.Row{}, err) }
	}
	return f.Reader.List(ctx, queries...)
}

// Whichever question a store fails at, its error is the answer.
func TestQuestionsThatFail(t *testing.T) {
	reading(t, corpus(t), func(reader graph.Reader) {
		for name, ask := range map[string]func(reader graph.Reader) error{
			"timeline": func(reader graph.Reader) error {
				_, err := graph.TimelineOf(t.Context(), reader, graph.TieFilter{Actors: []string{"act_regime_forces"}, Places: []string{"pl_syria"}, IncludeSubordinates: true}, graph.Years)
				return err
			},
			"trajectory": func(reader graph.Reader) error {
				_, err := graph.TrajectoryOf(t.Context(), reader, "act_russia", nil)
				return err
			},
			"contradictions": func(reader graph.Reader) error {
				_, err := graph.Contradictions(t.Context(), reader, graph.ContradictionFilter{About: []string{"act_musalama", "ev_2021_08_musalama_blames_militias", "src_001"}, Actors: []string{"act_musalama", "act_ap"}})
				return err
			},
		} {
			n := 1
			for ; n < 20; n++ {
				if err := ask(&failing{stingy{reader}, n}); err == nil {
					break
				} else if graph.CodeOf(err) != graph.CodeUnavailable {
					t.Errorf("%s, failing at question %d: %v", name, n, err)
				}
			}
			if n < 3 || n == 20 {
				t.Errorf("%s asks %d questions", name, n-1)
			}
		}
	})
}

// The corpus knows 32 contradictions, by number. Those that its claims and
// links tell are found; the others are told in notes alone, each for the reason
// given.
func TestContradictionsOfTheCorpus(t *testing.T) {
	const (
		roles     = "a role belongs to its event: nothing disagrees"
		noted     = "a note says it; one voice's framing of one event or term"
		ambiguous = "one sentence with two readings: the claims are AMBIGUOUS"
		different = "two things, not one told in two ways"
		undated   = "a date that is inferred, with its reasoning"
	)
	known := []struct{ topic, found string }{
		{"the 8th Brigade, mediator or Russian arm", "LINK:ev_dcc_russia_inconsistent.links[2]:ev_dcc_russia_inconsistent:ev_8th_brigade_recurrent_mediator"},
		{"beside whom the Fifth Corps went in", "LINK:ev_2021_09_01_fifth_corps_entry.links[2]:ev_2021_09_01_fifth_corps_entry:ev_2021_09_proxy_force_expected"},
		{"Russia's role", roles},
		{"the Daraa committee's role", roles},
		{"departure or deportation in 2018", "LINK:ag_2018_07_reconciliation.links[2]:ag_2018_07_reconciliation:ag_2018_07_06_ceasefire.terms[6]"},
		{"the first deportation", "LINK:ev_2020_03_sanamayn_deportation.links[1]:ev_2020_03_sanamayn_deportation:ag_2018_07_reconciliation.terms[0]"},
		{"figures of 2018", different},
		{"home or to Quneitra", "LINK:ev_2018_07_move_to_quneitra.links[0]:ev_2018_07_move_to_quneitra:ev_2018_07_returns"},
		{"one agreement of 2018 or several", "IDENTITY:ag_2018_07_06_ceasefire.links[0]:ag_2018_07_06_ceasefire:ag_2018_07_reconciliation IDENTITY:ag_2018_07_reconciliation.links[1]:ag_2018_07_reconciliation:ag_2018_amnesty"},
		{"what is to be left in 2018", noted},
		{"Naseeb handed over or entered", noted},
		{"the headline against the text", "LINK:ev_2018_talks_collapse_resume.links[0]:ev_2018_talks_collapse_resume:ev_2018_07_06_ceasefire_announced IDENTITY:ev_2018_talks_collapse_resume.links[1]:ev_2018_talks_collapse_resume:ev_2018_07_08_bombard"},
		{"who broke the truce of August 2021", "LINK:ev_2021_08_musalama_blames_militias.links[1]:ev_2021_08_musalama_blames_militias:ev_2021_08_truce_violation"},
		{"why a deal of 2021 failed", "IDENTITY:ag_2021_08_last_week.links[0]:ag_2021_08_last_week:ag_2021_08_truce"},
		{"the length of the siege and who besieged", different},
		{"whose the militias are", "IDENTITY:act_hezbollah_linked.links[0]:act_hezbollah_linked:act_iranian_militias"},
		{"Russia's use of force", "LINK:ev_russian_posture_testbed.links[0]:ev_russian_posture_testbed:ev_2018_bombardment_forces_bargain"},
		{"how harsh the deal of 1 September is", "LINK:ev_2021_09_deal_less_harsh.links[1]:ev_2021_09_deal_less_harsh:ev_2021_08_31_overnight_deal"},
		{"Umm Batnah stormed or shelled", "LINK:ev_storming_umm_batnah_claim.links[1]:ev_storming_umm_batnah_claim:ev_2021_05_shelling_umm_batnah"},
		{"retreat and encirclement at Tafas", noted},
		{"Islamic State cells in Tafas and Jassim", "DENIAL:ev_2020_08_jassim_is_claim DENIAL:ev_tafas_is_claim"},
		{"what al-Awda commands", ambiguous},
		{"the year of three days", undated},
		{"which weapons", different},
		{"where Saraya is", noted},
		{"who is to reconcile at Sa'sa'", ambiguous},
		{"al-Musalama's committee", "IDENTITY:act_daraa_negotiating_committee.links[0]:act_daraa_negotiating_committee:act_dcc"},
		{"whose words an article gives", ambiguous},
		{"conditions or terms", ambiguous},
		{"who held Daraa al-Balad", "LINK:rel_132.links[0]:rel_132:rel_063"},
		{"who opened the fighting of 2021", "LINK:ev_2021_preemptive_strikes.links[0]:ev_2021_preemptive_strikes:ev_2021_siege_daraa_balad"},
		{"who signed on 6 July 2018", "IDENTITY:act_negotiation_delegation.links[0]:act_negotiation_delegation:act_central_ops_room"},
	}
	if len(known) != 32 {
		t.Errorf("%d are known, not 32", len(known))
	}
	left := map[string]bool{}
	store := corpus(t)
	for _, contradiction := range contradictionsOf(t, store, graph.ContradictionFilter{}) {
		left[contradiction.Key()] = true
		for _, side := range contradiction.Sides {
			if len(side.Claims) == 0 || len(side.Voices) == 0 {
				t.Errorf("%s: nobody says what %s does", contradiction.Key(), side.Entity.EntityID())
			}
		}
	}
	for i, one := range known {
		if !strings.Contains(one.found, ":ev_") && !strings.Contains(one.found, ":ag_") && !strings.Contains(one.found, ":act_") && !strings.Contains(one.found, ":rel_") {
			continue
		}
		for key := range strings.FieldsSeq(one.found) {
			if !left[key] {
				t.Errorf("con_%02d, %s: %s is not found", i+1, one.topic, key)
			}
			delete(left, key)
		}
	}
	for key := range left {
		t.Errorf("%s has no number", key)
	}
	for id, want := range map[string]int{"act_5th_corps": 1, "act_is": 2, "act_musalama": 1, "act_8th_brigade": 1, "act_hezbollah": 0} {
		if found := contradictionsOf(t, store, graph.ContradictionFilter{Actors: []string{id}}); len(found) != want {
			t.Errorf("%s stands in %d contradictions, not %d", id, len(found), want)
		}
	}
	reading(t, store, func(reader graph.Reader) {
		for _, filter := range []graph.ContradictionFilter{{}, {Actors: []string{"act_russia"}}, {Places: []string{"pl_tafas"}}} {
			asked := &counting{Reader: reader}
			if _, err := graph.Contradictions(t.Context(), asked, filter); err != nil || asked.lists > 3 || asked.gets > 2 {
				t.Errorf("%+v: %d lists and %d gets, %v", filter, asked.lists, asked.gets, err)
			}
		}
	})
}
