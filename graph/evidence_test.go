package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func evidenceOf(e graph.Entity) []string {
	all := []string{}
	for _, evidence := range graph.EvidenceOf(e) {
		text := graph.TieKey(evidence.Kind, evidence.From.ID, evidence.To.ID)
		if evidence.Implied {
			text += " implied"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

// One test per rule of the table of derived ties, and per thing that looks like
// one and is none.
func TestEvidenceOfEvents(t *testing.T) {
	for _, test := range []struct {
		name   string
		kind   graph.EventKind
		realis graph.Realis
		who    []string
		want   []string
	}{
		{"parties across sides fought", graph.Clash, graph.Occurred, []string{"b PARTY 1", "a PARTY 2", "c PARTY 2"}, []string{"FOUGHT:a:b", "FOUGHT:b:c", "SAME_SIDE:a:c"}},
		{"three sides fought each other", graph.Fighting, graph.Ongoing, []string{"a PARTY 1", "b PARTY 2", "c PARTY 3"}, []string{"FOUGHT:a:b", "FOUGHT:a:c", "FOUGHT:b:c"}},
		{"a side that nobody named derives no tie", graph.Clash, graph.Occurred, []string{"a PARTY 1"}, []string{}},
		{"one actor on two sides is no tie with itself", graph.Clash, graph.Occurred, []string{"a PARTY 1", "a PARTY 2", "b PARTY 2"}, []string{"FOUGHT:a:b", "SAME_SIDE:a:b"}},
		{"an initiator attacked a target", graph.Bombardment, graph.Occurred, []string{"a INITIATOR", "b TARGET"}, []string{"ATTACKED:a:b"}},
		{"without target no tie", graph.Attack, graph.Occurred, []string{"a INITIATOR"}, []string{}},
		{"without initiator no tie", graph.Attack, graph.Occurred, []string{"b TARGET", "c AFFECTED"}, []string{}},
		{"a capture is an attack", graph.Capture, graph.Occurred, []string{"a INITIATOR", "b TARGET"}, []string{"ATTACKED:a:b"}},
		{"a siege is a siege", graph.Siege, graph.Occurred, []string{"a INITIATOR", "b TARGET", "c AFFECTED"}, []string{"BESIEGED:a:b", "HARMED:a:c"}},
		{"the affected were harmed, and did not fight", graph.Attack, graph.Occurred, []string{"a INITIATOR", "c AFFECTED"}, []string{"HARMED:a:c"}},
		{"those who attack together are on one side", graph.Attack, graph.Occurred, []string{"a INITIATOR", "b INITIATOR", "c TARGET", "d TARGET"}, []string{"ATTACKED:a:c", "ATTACKED:a:d", "ATTACKED:b:c", "ATTACKED:b:d", "SAME_SIDE:a:b"}},
		{"the struck are on no side together", graph.Attack, graph.Occurred, []string{"c TARGET", "d TARGET"}, []string{}},
		{"a backer does not fight", graph.Clash, graph.Occurred, []string{"a PARTY 1", "b PARTY 2", "c BACKER"}, []string{"FOUGHT:a:b"}},
		{"who hosts or supervises a fight does nothing", graph.Clash, graph.Occurred, []string{"a PARTY 1", "b PARTY 2", "c HOST", "d SUPERVISOR", "e GUARANTOR", "f WITNESS"}, []string{"FOUGHT:a:b"}},
		{"a fight that did not occur", graph.Clash, graph.DidNotOccur, []string{"a PARTY 1", "b PARTY 2"}, []string{}},
		{"a threat derives what was threatened, under its realis", graph.Attack, graph.Threatened, []string{"a INITIATOR", "b TARGET"}, []string{"ATTACKED:a:b"}},

		{"who detains whom", graph.Detention, graph.Occurred, []string{"a INITIATOR", "b AFFECTED"}, []string{"DETAINED:a:b"}},
		{"who expels whom", graph.Displacement, graph.Occurred, []string{"a INITIATOR", "b AFFECTED", "c RECIPIENT"}, []string{"EXPELLED:a:b"}},
		{"flight from nobody", graph.Displacement, graph.Occurred, []string{"b AFFECTED"}, []string{}},
		{"an expulsion that did not take place", graph.Displacement, graph.DidNotOccur, []string{"a INITIATOR", "b AFFECTED"}, []string{}},
		{"a search harms nobody in armed conflict", graph.Searching, graph.Occurred, []string{"a INITIATOR", "b TARGET"}, []string{}},

		{"a mediator mediates with each party, who negotiate", graph.Mediating, graph.Occurred, []string{"m MEDIATOR", "a PARTY 1", "b PARTY 2"}, []string{"MEDIATED:m:a", "MEDIATED:m:b", "NEGOTIATED_WITH:a:b"}},
		{"a mediation whose other side nobody named", graph.Mediating, graph.Occurred, []string{"m MEDIATOR", "a PARTY 1"}, []string{"MEDIATED:m:a"}},
		{"two mediators", graph.Mediating, graph.Occurred, []string{"m MEDIATOR", "n MEDIATOR", "a PARTY 1"}, []string{"MEDIATED:m:a", "MEDIATED:n:a"}},
		{"to be asked is not to mediate", graph.Mediating, graph.Requested, []string{"a SPEAKER", "m MEDIATOR", "r REJECTED"}, []string{"ASKED_TO_MEDIATE:a:m"}},
		{"not even between named parties", graph.Mediating, graph.Requested, []string{"x SPEAKER", "m MEDIATOR", "g GUARANTOR", "a PARTY 1", "b PARTY 2"}, []string{"ASKED_TO_MEDIATE:x:m", "NEGOTIATED_WITH:a:b"}},
		{"nor in talks that were asked for", graph.Negotiation, graph.Requested, []string{"m MEDIATOR", "a PARTY 1"}, []string{}},
		{"who is refused does not mediate", graph.Mediating, graph.Occurred, []string{"r REJECTED", "a PARTY 1", "b PARTY 2"}, []string{"NEGOTIATED_WITH:a:b"}},
		{"who speaks of a mediation that took place asked nobody", graph.Mediating, graph.Occurred, []string{"x SPEAKER", "m MEDIATOR", "a PARTY 1"}, []string{"MEDIATED:m:a"}},
		{"facilitator, host, guarantor and supervisor are no mediators", graph.Negotiation, graph.Occurred, []string{"f FACILITATOR", "h HOST", "g GUARANTOR", "s SUPERVISOR", "a PARTY 1"}, []string{"FACILITATED:f:a", "GUARANTEED:g:a", "HOSTED:h:a", "SUPERVISED:s:a"}},
		{"a supervisor without parties supervises who acts", graph.Handover, graph.Occurred, []string{"s SUPERVISOR", "a INITIATOR", "b RECIPIENT"}, []string{"SUPERVISED:s:a"}},
		{"a guarantor without parties vouches to nobody", graph.Handover, graph.Occurred, []string{"g GUARANTOR", "a INITIATOR"}, []string{}},
		{"a conclusion is an agreement", graph.Agreeing, graph.Occurred, []string{"a PARTY 1", "b PARTY 2", "c BOUND", "d REJECTER"}, []string{"AGREED_WITH:a:b"}},
		{"a planned one is not yet", graph.Agreeing, graph.Planned, []string{"a PARTY 1", "b PARTY 2"}, []string{}},
		{"parties without sides agreed with nobody in particular", graph.Agreeing, graph.Occurred, []string{"a PARTY", "b PARTY"}, []string{}},
		{"words are no deeds", graph.Statement, graph.Occurred, []string{"a SPEAKER", "b ADDRESSEE", "c SUBJECT"}, []string{}},
		{"gifts make no tie", graph.Aid, graph.Occurred, []string{"a INITIATOR", "b RECIPIENT"}, []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := event("e", test.kind, test.who...)
			e.Realis = test.realis
			if diff := cmp.Diff(test.want, evidenceOf(e)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			graph.Memoize(e)
			if diff := cmp.Diff(test.want, evidenceOf(e)); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEvidenceOfAgreements(t *testing.T) {
	all := []string{"a PARTY 1", "b PARTY 2", "c BOUND", "m MEDIATOR", "g GUARANTOR"}
	thirds := []string{"GUARANTEED:g:a", "GUARANTEED:g:b", "MEDIATED:m:a", "MEDIATED:m:b"}
	for realis, want := range map[graph.Realis][]string{
		graph.Occurred: append([]string{"AGREED_WITH:a:b"}, thirds...), graph.Ongoing: append([]string{"AGREED_WITH:a:b"}, thirds...),
		graph.Alleged: thirds, graph.Planned: thirds, graph.Requested: thirds[:2], graph.DidNotOccur: {},
	} {
		a := agreement("g", all...)
		a.Realis = realis
		if diff := cmp.Diff(want, evidenceOf(a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", realis, diff)
		}
	}
}

func TestEvidenceOfAffiliations(t *testing.T) {
	for _, word := range graph.Affiliations {
		a := &graph.Affiliation{ID: "f", Kind: word.Name, From: ref("b"), To: ref("a"), Claims: told("src")}
		want := []string{fmt.Sprintf("%s:b:a", word.Name)}
		switch {
		case word.ToPlace:
			a.To, want = &graph.Place{ID: "p"}, []string{}
		case word.Mutual:
			want = []string{fmt.Sprintf("%s:a:b", word.Name)}
		}
		if diff := cmp.Diff(want, evidenceOf(a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", word.Name, diff)
		}
	}
	for _, other := range []graph.Entity{actor("a"), place("p", ""), source("s", ""), &graph.Claim{ID: "c"}} {
		if got := evidenceOf(other); len(got) > 0 {
			t.Errorf("a %s supports %v", other.EntityKind(), got)
		}
	}
}

func TestEvidenceIsImplied(t *testing.T) {
	implied, stated := []graph.Claim{says("src", graph.Reported, graph.Implied)}, told("src")
	inferred := []graph.Claim{says("src", graph.Reported, graph.Inferred)}
	ambiguous := []graph.Claim{says("src", graph.Reported, graph.Ambiguous)}
	for _, test := range []struct {
		name        string
		event, a, b []graph.Claim
		want        bool
	}{
		{"the event states it", stated, nil, nil, false},
		{"the event implies it", implied, nil, nil, true},
		{"one part is implied", stated, stated, implied, true},
		{"one part is inferred", stated, inferred, nil, true},
		{"one claim of a part states it", stated, append(slices.Clone(implied), stated...), nil, false},
		{"what can be read otherwise is stated", ambiguous, ambiguous, nil, false},
	} {
		e := event("e", graph.Clash, "a PARTY 1", "b PARTY 2")
		e.Claims, e.Participants[0].Claims, e.Participants[1].Claims = test.event, test.a, test.b
		if got := graph.EvidenceOf(e)[0].Implied; got != test.want {
			t.Errorf("%s: implied is %v", test.name, got)
		}
	}
	a := affiliation("f", "a", graph.PartOf, "b")
	a.To, a.Claims = ref("b"), implied
	if !graph.EvidenceOf(a)[0].Implied {
		t.Error("an affiliation that is implied")
	}
}

func TestEvidenceClaims(t *testing.T) {
	claims := func(e *graph.Event) string {
		evidence := graph.EvidenceOf(e)[0]
		text := ""
		for _, claim := range evidence.Claims() {
			text += claim.Source.ID + claim.Locator + " "
		}
		return text
	}
	at := func(locator string, sources ...string) []graph.Claim {
		list := told(sources...)
		for i := range list {
			list[i].Locator = locator
		}
		return list
	}
	for _, test := range []struct {
		name string
		a, b []graph.Claim
		want string
	}{
		{"those of the event", nil, nil, "s1 t1 "},
		{"an end's own alone", at("a", "u"), nil, "ua "},
		{"the other end's own alone", nil, at("b", "u", "t"), "ub tb "},
		{"of both, the voices that tell both", at("a", "s", "t"), at("b", "t", "u"), "ta tb "},
		{"of both, all where none tells both", at("a", "s"), at("b", "t"), "sa tb "},
	} {
		e := event("e", graph.Clash, "a PARTY 1", "b PARTY 2", "c PARTY 1")
		e.Claims, e.Participants[0].Claims, e.Participants[1].Claims = at("1", "s", "t"), test.a, test.b
		e.Participants[2].Claims = at("c", "v")
		if got := claims(e); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestEvidenceUnits(t *testing.T) {
	conclusion := event("e", graph.Agreeing, "a PARTY 1", "b PARTY 2")
	conclusion.Links = []graph.Link{{How: graph.LinkAbout, To: &graph.Agreement{ID: "other"}}, {How: graph.LinkPartOf, To: &graph.Event{ID: "whole"}}, {How: graph.LinkConcludes, To: &graph.Agreement{ID: "g"}}}
	for _, test := range []struct {
		entity       graph.Entity
		unit, within string
	}{
		{event("e", graph.Clash, "a PARTY 1", "b PARTY 2"), "e", ""},
		{conclusion, "g", "whole"},
		{agreement("g", "a PARTY 1", "b PARTY 2"), "g", ""},
		{&graph.Affiliation{ID: "f", Kind: graph.PartOf, From: ref("a"), To: ref("b")}, "f", ""},
	} {
		evidence := graph.EvidenceOf(test.entity)[0]
		if evidence.Unit() != test.unit || evidence.Within() != test.within {
			t.Errorf("%s is counted as %q in %q", test.entity.EntityID(), evidence.Unit(), evidence.Within())
		}
	}
}

// Whatever happened: no tie joins an actor with itself, an undirected one has
// the smaller id first, no two pieces are the same, and what was only asked for
// is no mediation.
func TestEvidenceOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, entity := range storetest.Graph().Draw(t, "graph") {
			seen := map[string]bool{}
			for _, evidence := range graph.EvidenceOf(entity) {
				key := fmt.Sprint(evidence.Kind, evidence.From.ID, " ", evidence.To.ID)
				word, known := evidence.Kind.Word()
				switch {
				case !known:
					t.Fatalf("%s is no tie", key)
				case evidence.From.ID == evidence.To.ID:
					t.Fatalf("%s joins one actor", key)
				case !word.Directed && evidence.From.ID > evidence.To.ID:
					t.Fatalf("%s is the wrong way round", key)
				case seen[key]:
					t.Fatalf("%s stands twice", key)
				case evidence.Realis() == graph.DidNotOccur:
					t.Fatalf("%s did not occur", key)
				case evidence.Realis() == graph.Requested && evidence.Kind == graph.Mediated:
					t.Fatalf("%s was only asked for", key)
				}
				seen[key] = true
			}
		}
	})
}

func TestSpan(t *testing.T) {
	for _, test := range []struct{ start, end, want string }{
		{"2018-07-06", "2021-10", "2018-07-06/2021-10"},
		{"2012", "", "2012/.."},
		{"", "2021-10", "../2021-10"},
		{"[..2018-01-31]", "2019", "2018-01-31?/2019?"},
		{"2018", "[2019..]", "2018?/2019-01-01?"},
		{"[..2021-01]", "[2021-01..]", "2021-01?/2021-01?"},
		{"[..2021-09-02]", "[2021-08-01..]", "2021-08-01?/2021-09-02?"},
		{"XXXX", "2020", "../2020"},
	} {
		a := &graph.Affiliation{Interval: &graph.Interval{Start: when(test.start), End: when(test.end)}}
		if got := a.Span().EDTF(); got != test.want {
			t.Errorf("from %q to %q spans %s, want %s", test.start, test.end, got, test.want)
		}
	}
	for _, interval := range []*graph.Interval{nil, {}, {Start: when("XXXX")}} {
		if span := (&graph.Affiliation{Interval: interval}).Span(); span != nil {
			t.Errorf("%v spans %s", interval, span.EDTF())
		}
	}
}

// TestClaimsOfAPart: who is a party and also asked for a mediation has claims
// for each part, and a tie rests on those of the part that makes it.
func TestClaimsOfAPart(t *testing.T) {
	e := event("e", graph.Mediating, "a PARTY 1", "a SPEAKER", "m MEDIATOR", "b PARTY 2")
	e.Realis = graph.Requested
	for i, locator := range []string{"party", "speaker", "mediator", "other"} {
		e.Participants[i].Claims = []graph.Claim{{ID: "e@" + locator, Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "src"}, Locator: locator}}
	}
	want := map[string][]string{"ASKED_TO_MEDIATE:a:m": {"speaker", "mediator"}, "NEGOTIATED_WITH:a:b": {"party", "other"}}
	got := map[string][]string{}
	for _, evidence := range graph.EvidenceOf(e) {
		key := graph.TieKey(evidence.Kind, evidence.From.ID, evidence.To.ID)
		for _, claim := range evidence.Claims() {
			got[key] = append(got[key], claim.Locator)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("locators (-want +got):\n%s", diff)
	}
}
