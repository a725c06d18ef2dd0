package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

func TestUCDPActors(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/real/actors.csv")
	kinds := map[graph.ActorKind][]string{}
	var ties []string
	for _, entity := range input.Entities {
		switch e := entity.(type) {
		case *graph.Actor:
			kinds[e.Kind] = append(kinds[e.Kind], e.Name)
		case *graph.Affiliation:
			ties = append(ties, fmt.Sprintf("%s %s %s", strings.TrimPrefix(e.From.ID, "ucdp-actor-"), e.Kind, strings.TrimPrefix(e.To.EntityID(), "ucdp-actor-")))
		}
	}
	for kind, want := range map[graph.ActorKind]string{
		graph.State: "Government of Yemen (North Yemen)", graph.Umbrella: "Palestinian insurgents", graph.People: "Supporters of Awami League",
		graph.Community: "Abudu", graph.ArmedGroup: "Interahamwe, ex-FAR",
	} {
		if !slices.Contains(kinds[kind], want) {
			t.Errorf("%s is not among those of kind %s: %q", want, kind, kinds[kind])
		}
	}
	// Splinters, what became one, what was swallowed, and for a time.
	for _, want := range []string{
		"180 SPLINTERED_FROM 890", "193 MERGED_INTO 195", "194 MERGED_INTO 195", "211 MERGED_INTO 207", "124 ABSORBED_INTO 123",
		"205 SPLINTERED_FROM 204", "205 SPLINTERED_FROM 1067", "628 SPLINTERED_FROM 630",
	} {
		if !slices.Contains(ties, want) {
			t.Errorf("there is no %s in %q", want, ties)
		}
	}
	// Two groups of one name are told apart, and found by it all the same.
	pla := byID[*graph.Actor](t, input, "ucdp-actor-161")
	if pla.Name != "PLA (UCDP 161)" || !slices.ContainsFunc(pla.Names, func(name graph.Name) bool { return name.Text == "PLA" }) {
		t.Errorf("%q, %v", pla.Name, pla.Names)
	}
	// Who is named in a row without having one is known by that name.
	if named := byID[*graph.Actor](t, input, "ucdp-actor-204"); named.Name != "PLO" {
		t.Error(named.Name)
	}
	renamed := byID[*graph.Actor](t, input, "ucdp-actor-47")
	if renamed.Name != "Government of North Macedonia" || renamed.Names[0].Text != "Government of Macedonia, FYR" || renamed.Kind != graph.State {
		t.Errorf("%+v", renamed)
	}
}

func TestUCDPPeace(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/real/peace.csv")
	tell := func(number string) []string {
		agreement := byID[*graph.Agreement](t, input, "ucdp-pa-"+number)
		lines := []string{fmt.Sprintf("%s, %s, %s, %q", agreement.Kind, agreement.Labels[0], agreement.Date.EDTF(), agreement.Title)}
		for _, party := range agreement.Parties {
			lines = append(lines, fmt.Sprintf("%s %d %s", party.Role, party.Side, byID[*graph.Actor](t, input, party.Actor.ID).Name))
		}
		for _, term := range agreement.Terms {
			_, name, _ := strings.Cut(term.ID, ".")
			lines = append(lines, fmt.Sprintf("%s %t %s", term.Kind, term.Negated, name))
		}
		return append(lines, agreement.Outcome, agreement.Claims[0].Locator)
	}
	for number, want := range map[string][]string{
		"5521979122101": {
			`PEACE, full peace agreement, 1979-12-21, "Lancaster House Agreement"`,
			"PARTY 1 Government of Zimbabwe (Rhodesia)", "PARTY 2 PF",
			"FIGHTING true cease", "DISARMAMENT false ddr", "GOVERNANCE false elections", "GOVERNANCE false ind", "RELEASE false pris", "RETURN false return",
			"", "PAID 5521979122101",
		},
		"5521975120101": {
			`PROCESS, peace process agreement, 1975-12-01, "Declaration of intent"`,
			"PARTY 1 Government of Zimbabwe (Rhodesia)", "PARTY 2 ZAPU",
			"NEGOTIATION false outlin", "UCDP counts it as ended since 1976-03-19.", "PAID 5521975120101",
		},
	} {
		if diff := cmp.Diff(want, tell(number)); diff != "" {
			t.Errorf("PAID %s (-want +got):\n%s", number, diff)
		}
	}
	// Several dyads are several parties on the other side, and name the first one anew.
	if got := tell("4372003012301"); !slices.Equal(got[1:5], []string{
		"PARTY 1 Government of Cote D’Ivoire", "PARTY 2 MPIGO", "PARTY 2 MJP", "PARTY 2 MPCI",
	}) {
		t.Errorf("%q", got)
	}
	// One short name of groups in two countries is two groups.
	kosovo, macedonia := byID[*graph.Agreement](t, input, "ucdp-pa-3451999060301"), byID[*graph.Agreement](t, input, "ucdp-pa-3432001081301")
	if kosovo.Parties[1].Actor.ID == macedonia.Parties[1].Actor.ID {
		t.Errorf("%s signed both", kosovo.Parties[1].Actor.ID)
	}
	// Who else was there has no part that UCDP codes, so none is guessed.
	if note := byID[*graph.Agreement](t, input, "ucdp-pa-5521979122101").Note; !strings.Contains(note, "UK/Lord Carrington") {
		t.Error(note)
	}
}

// TestUCDPPeaceBesideActors links actors of one name, and merges none.
func TestUCDPPeaceBesideActors(t *testing.T) {
	input := read(t, exchange.Options{}, "testdata/real/actors.csv", "testdata/real/peace.csv")
	var linked []string
	for _, entity := range input.Entities {
		if actor, is := entity.(*graph.Actor); is && len(actor.Links) > 0 {
			linked = append(linked, fmt.Sprintf("%s %s %s", actor.Name, actor.Links[0].How, actor.Links[0].To.EntityID()))
		}
	}
	if diff := cmp.Diff([]string{"Government of Iraq POSSIBLY_SAME_AS ucdp-actor-116"}, linked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
