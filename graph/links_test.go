package graph_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

func TestLinksTo(t *testing.T) {
	deal, other := agreement("deal", "a PARTY 1"), agreement("other", "a PARTY 1")
	deal.Terms = []graph.Term{{ID: "deal.t", Kind: "AMNESTY", Text: "…"}}
	other.Links = []graph.Link{link(graph.LinkPossiblySameAs, "deal")}
	breach := event("breach", graph.Protest, "a INITIATOR")
	breach.Links = []graph.Link{link(graph.LinkBreaks, "deal.t"), link(graph.LinkAbout, "a"), link(graph.LinkAbout, "deal")}
	twin := actor("twin")
	twin.Links = []graph.Link{link(graph.LinkPossiblySameAs, "a")}
	reading(t, holding(t, deal, other, breach, twin), func(reader graph.Reader) {
		found, err := graph.LinksTo(t.Context(), reader, []string{"deal", "a", "breach", "nothing"})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for id, links := range found {
			for _, back := range links {
				seen := back.Reversed()
				got[id] = append(got[id], fmt.Sprintf("%s %s %s %v", seen.To.EntityID(), seen.How, seen.Target().EntityID(), seen.Term() != nil))
			}
		}
		want := map[string][]string{
			"deal": {"breach BREAKS deal true", "breach ABOUT deal false", "other POSSIBLY_SAME_AS deal false"},
			"a":    {"breach ABOUT a false", "twin POSSIBLY_SAME_AS a false"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		entities, err := reader.Get(t.Context(), []string{"deal", "other"})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"other", "deal"} {
			one := entities[i].(*graph.Agreement)
			if same := ids(one.PossiblySameAs(found[one.ID])); same != want {
				t.Errorf("%s may be the same as %q, want %q", one.ID, same, want)
			}
		}
		if none, err := graph.LinksTo(t.Context(), reader, nil); err != nil || len(none) > 0 {
			t.Errorf("links to nothing: %v, %v", none, err)
		}
	})
}

func TestViolations(t *testing.T) {
	deal := agreement("deal", "a PARTY 1", "b PARTY 2")
	deal.Terms = []graph.Term{{ID: "deal.t", Kind: "AMNESTY", Text: "…"}}
	paper := source("paper", "Paper")
	paper.PublisherActor = ref("the-paper")
	claim := func(from string, stance graph.Stance, voices ...string) graph.Claim {
		c := says(from, stance, graph.Stated)
		for _, voice := range voices {
			c.AttributedTo = append(c.AttributedTo, ref(voice))
		}
		return c
	}
	on := func(e *graph.Event, date string, links ...graph.Link) *graph.Event {
		e.Date, e.Links = when(date), links
		return e
	}
	shelled := on(event("shelled", graph.Attack, "a INITIATOR", "b TARGET"), "2021", graph.Link{
		How: graph.LinkBreaks, To: graph.Reference("", "deal.t"),
		Claims: []graph.Claim{claim("paper", graph.Claimed, "the-paper", "b"), claim("paper", graph.Denied, "a"), claim("paper", graph.Reported), claim("src", graph.Reported)},
	})
	said := on(event("said", graph.Statement, "b SPEAKER", "c SUBJECT"), "2020", link(graph.LinkBreaks, "deal"))
	named := on(event("named", graph.Statement, "b SPEAKER"), "", graph.Link{How: graph.LinkBreaks, To: graph.Reference("", "deal"), By: []*graph.Actor{ref("c"), ref("a")}})
	kept := on(event("kept", graph.Aid, "a INITIATOR"), "2019", link(graph.LinkCarriesOut, "deal"))
	store := holding(t, deal, agreement("other", "a PARTY 1"), shelled, said, named, kept, paper)
	reading(t, store, func(reader graph.Reader) {
		entities, err := reader.Get(t.Context(), []string{"deal", "other"})
		if err != nil {
			t.Fatal(err)
		}
		of, err := graph.ViolationsOf(t.Context(), reader, []*graph.Agreement{entities[0].(*graph.Agreement), entities[1].(*graph.Agreement)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, violation := range of["deal"] {
			violation.Attribute()
			text := fmt.Sprintf("%s by %s, alleged by %s, denied by %s, %d claims", violation.Event.ID, ids(violation.By), ids(violation.AllegedBy), ids(violation.DeniedBy), len(violation.Claims))
			if violation.Term != nil {
				text += ", " + violation.Term.ID
			}
			got = append(got, text)
		}
		want := []string{
			"said by c, alleged by , denied by , 1 claims",
			"shelled by a, alleged by b the-paper, denied by a, 4 claims, deal.t",
			"named by c a, alleged by , denied by , 1 claims",
		}
		if diff := cmp.Diff(want, got); diff != "" || len(of["other"]) > 0 {
			t.Errorf("%v (-want +got):\n%s", of["other"], diff)
		}
		for id, want := range map[string]string{"shelled": "deal", "kept": "deal", "said": "deal"} {
			found, err := reader.Get(t.Context(), []string{id})
			if err != nil {
				t.Fatal(err)
			}
			if concerns := found[0].(*graph.Event).Concerns(); concerns == nil || concerns.ID != want || found[0].(*graph.Event).Whole() != nil {
				t.Errorf("%s concerns %v", id, concerns)
			}
		}
	})
	if none, err := graph.ViolationsOf(t.Context(), nil, nil); err != nil || len(none) > 0 {
		t.Errorf("violations of nothing: %v, %v", none, err)
	}
}

func TestOneSidedFights(t *testing.T) {
	store := holding(t,
		event("alone", graph.Clash, "a PARTY 1"), event("together", graph.Clash, "a PARTY 1", "c PARTY 1"), event("named", graph.Clash, "a PARTY 1", "b PARTY 2"),
		event("struck", graph.Attack, "b TARGET"), event("strikes", graph.Attack, "a INITIATOR", "x AFFECTED"), event("talks", graph.Negotiation, "a PARTY 1"), event("nobody", graph.Clash, "x AFFECTED"),
		partOf("c", "army", "", ""),
	)
	for _, test := range []struct {
		filter graph.TieFilter
		want   string
	}{
		{graph.TieFilter{Kinds: graph.FightKinds}, "alone strikes struck together"},
		{graph.TieFilter{Kinds: graph.FightKinds, Actors: []string{"a"}}, "alone strikes together"},
		{graph.TieFilter{Kinds: graph.FightKinds, Actors: []string{"army"}}, ""},
		{graph.TieFilter{Kinds: graph.FightKinds, Actors: []string{"army"}, IncludeSubordinates: true}, "together"},
		{graph.TieFilter{Kinds: graph.FightKinds, Actors: []string{"x"}}, ""},
		{graph.TieFilter{Kinds: []graph.TieKind{}}, ""},
	} {
		reading(t, store, func(reader graph.Reader) {
			found, err := graph.OneSidedFights(t.Context(), reader, test.filter, graph.Order{})
			if err != nil || ids(found) != test.want {
				t.Errorf("%+v: %s, %v; want %s", test.filter, ids(found), err, test.want)
			}
		})
	}
}

func TestSmallViews(t *testing.T) {
	claim := says("src", graph.Claimed, graph.Stated)
	if claim.Speaker() != nil {
		t.Error("a source that speaks for itself has a speaker")
	}
	claim.AttributedTo = []*graph.Actor{ref("outlet"), ref("person")}
	if speaker := claim.Speaker(); speaker.ID != "person" {
		t.Errorf("%s speaks", speaker.ID)
	}
	none, second := part("a INITIATOR"), part("a PARTY 2")
	if none.SideNumber() != nil || *second.SideNumber() != 2 {
		t.Errorf("sides %v and %v", none.SideNumber(), second.SideNumber())
	}
	if day := graph.Day(2021, 5, 20); day.EDTF() != "2021-05-20" {
		t.Errorf("that day is %s", day.EDTF())
	}
	if voice := source("s", "").Voice(); voice != "s" {
		t.Errorf("a source without publisher is %q", voice)
	}
}
