package graph_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// stepLine gives a step as "KIND ground others", with whose it is if not the
// actor's own, "possible" if it is no more, and "<" if it certainly comes after
// the one before.
func stepLine(step graph.Step) string {
	var ground string
	switch {
	case step.Event != nil:
		ground = step.Event.ID
	case step.Affiliation != nil:
		ground = step.Affiliation.ID
	default:
		ground = fmt.Sprintf("%s×%d", step.Tie.Kind, step.Tie.EventCount)
	}
	text := fmt.Sprintf("%s %s %s", step.Kind, ground, ids(step.Others))
	if step.Generation != 0 {
		text += fmt.Sprintf(" of %s%+d", step.Of.ID, step.Generation)
	}
	if step.Certainty == graph.Possible {
		text += " possible"
	}
	if step.Ordered {
		text = "< " + text
	}
	return text
}

func wantSteps(t *testing.T, store graph.Store, actor string, during *graph.Window, want ...string) {
	t.Helper()
	reading(t, store, func(reader graph.Reader) {
		trajectory, err := graph.TrajectoryOf(t.Context(), reader, actor, during)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, step := range trajectory.Steps {
			got = append(got, stepLine(step))
		}
		if diff := cmp.Diff(want, got); diff != "" || trajectory.Actor.ID != actor {
			t.Errorf("%s (-want +got):\n%s", actor, diff)
		}
	})
}

// since is an affiliation with an interval in EDTF, either end of which may be
// left out.
func since(start, end string, a *graph.Affiliation) *graph.Affiliation {
	a.Interval = &graph.Interval{Start: when(start), End: when(end)}
	return a
}

func dated(date string, e *graph.Event) *graph.Event {
	e.Date = when(date)
	return e
}

// A group that fought the regime settles, is taken into a brigade of its
// allies, and mediates for those it fought.
func TestTrajectoryChangesSide(t *testing.T) {
	store := holding(t,
		dated("2015-03", event("busra", graph.Capture, "youth INITIATOR", "regime TARGET")),
		dated("2018-06-20", event("front", graph.Clash, "youth PARTY 1", "neighbours PARTY 1", "regime PARTY 2")),
		dated("2018-07-01", event("talks", graph.Negotiation, "youth PARTY 1", "russia PARTY 2")),
		dated("2018-07", event("settling", graph.StatusSettlement, "youth INITIATOR", "regime RECIPIENT", "paper WITNESS")),
		since("2013", "[2018-06..2018-07]", affiliation("alliance", "youth", graph.MemberOf, "southern-front")),
		since("2018-10", "", affiliation("absorbed", "youth", graph.AbsorbedInto, "brigade")),
		since("2018-10", "", affiliation("command", "brigade", graph.PartOf, "corps")),
		dated("2020-11", event("karak", graph.Mediating, "brigade MEDIATOR", "regime PARTY 1", "town PARTY 2")),
		dated("2019-01-01", event("late", graph.Clash, "youth PARTY 1", "regime PARTY 2")),
	)
	youth := []string{
		"AFFILIATION alliance southern-front",
		"< HOSTILE ATTACKED×1 regime",
		"< HOSTILE FOUGHT×2 regime",
		"COOPERATIVE SAME_SIDE×1 neighbours",
		"< TALKS NEGOTIATED_WITH×1 russia",
		"SETTLEMENT settling regime",
		"< SUCCESSION absorbed brigade",
		"AFFILIATION command corps of brigade+1",
		"< THIRD_PARTY MEDIATED×1 regime of brigade+1",
		"THIRD_PARTY MEDIATED×1 town of brigade+1",
	}
	wantSteps(t, store, "youth", nil, youth...)
	wantSteps(t, store, "brigade", nil,
		"AFFILIATION alliance southern-front of youth-1",
		"< HOSTILE ATTACKED×1 regime of youth-1",
		"< HOSTILE FOUGHT×1 regime of youth-1",
		"COOPERATIVE SAME_SIDE×1 neighbours of youth-1",
		"< TALKS NEGOTIATED_WITH×1 russia of youth-1",
		"SETTLEMENT settling regime of youth-1",
		"< SUCCESSION absorbed youth",
		"AFFILIATION command corps",
		"< THIRD_PARTY MEDIATED×1 regime",
		"THIRD_PARTY MEDIATED×1 town",
	)
	wantSteps(t, store, "youth", window("2018-07-01", "2018-07-20", ""),
		"AFFILIATION alliance southern-front possible", "< TALKS NEGOTIATED_WITH×1 russia", "SETTLEMENT settling regime possible")
	wantSteps(t, store, "youth", window("2018-07-01", "2018-07-20", graph.Certain), "TALKS NEGOTIATED_WITH×1 russia")
	wantSteps(t, store, "brigade", window("2020-01-01", "", graph.Certain), "THIRD_PARTY MEDIATED×1 regime", "THIRD_PARTY MEDIATED×1 town")
}

func TestTrajectorySteps(t *testing.T) {
	planned := event("e", graph.SideChange, "x INITIATOR", "y RECIPIENT")
	planned.Realis = graph.Planned
	denied, doubted := event("e1", graph.SideChange, "x INITIATOR"), affiliation("f", "x", graph.PartOf, "y")
	denied.Claims = []graph.Claim{says("src", graph.Denied, graph.Stated)}
	doubted.Claims = []graph.Claim{says("src", graph.Doubted, graph.Stated)}
	unbelonging := affiliation("g", "x", graph.SplinteredFrom, "y")
	unbelonging.Claims = []graph.Claim{says("src", graph.Denied, graph.Stated)}
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"nothing", nil, nil},
		{"whom it belongs to, and not who belongs to it", []graph.Entity{
			affiliation("a", "x", graph.PartOf, "up"), affiliation("b", "down", graph.PartOf, "x"),
			affiliation("c", "x", graph.SubsetOf, "up"), affiliation("d", "down", graph.SubsetOf, "x"),
		}, []string{"AFFILIATION a up", "AFFILIATION c up"}},
		{"both ends of what else binds", []graph.Entity{
			affiliation("a", "x", graph.MemberOf, "up"), affiliation("b", "down", graph.MemberOf, "x"), affiliation("c", "boss", graph.HoldsPost, "x"),
			affiliation("d", "patron", graph.Supports, "x"), affiliation("e", "x", graph.AlignedWith, "patron"), affiliation("f", "x", graph.Opposes, "foe"),
		}, []string{"AFFILIATION a up", "AFFILIATION b down", "AFFILIATION c boss", "AFFILIATION d patron", "AFFILIATION e patron", "AFFILIATION f foe"}},
		{"neither kin nor a mere link nor a place", []graph.Entity{
			place("p", ""), affiliation("a", "x", graph.KinOf, "y"), affiliation("b", "x", graph.LinkedTo, "y"),
			&graph.Affiliation{ID: "c", Kind: graph.Controls, From: ref("x"), To: &graph.Place{ID: "p"}, Claims: told("src")},
		}, nil},
		{"neither what is planned nor what all deny", []graph.Entity{planned, denied, doubted, unbelonging}, []string{"AFFILIATION f y"}},
		{"turning points by roles", []graph.Entity{
			event("e1", graph.SideChange, "x INITIATOR", "y RECIPIENT", "x SUBJECT"), event("e2", graph.Disarmament, "y INITIATOR", "x RECIPIENT"),
			event("e3", graph.Formation, "y INITIATOR", "x WITNESS"), event("e4", graph.Formation, "x SUBJECT"), event("e5", graph.Statement, "x SUBJECT"),
		}, []string{"SIDE_CHANGE e1 y", "SETTLEMENT e2 y", "FORMATION e4 "}},
		{"one step per tie", []graph.Entity{clashOfX("e1", "2020"), clashOfX("e2", "2018-05"), clashOfX("e3", ""), within(clashOfX("e4", "2018-05-01"), "e2")}, []string{"HOSTILE FOUGHT×3 y"}},
		{"no unit beside its parent", []graph.Entity{
			event("e", graph.Clash, "x PARTY 1", "up PARTY 1", "friend PARTY 1", "y PARTY 2"), affiliation("f", "x", graph.PartOf, "up"),
		}, []string{"AFFILIATION f up", "HOSTILE FOUGHT×1 y", "COOPERATIVE SAME_SIDE×1 friend"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantSteps(t, holding(t, append(test.entities, actor("x"))...), "x", nil, test.want...)
		})
	}
}

func clashOfX(id, date string) *graph.Event {
	return dated(date, event(id, graph.Clash, "x PARTY 1", "y PARTY 2"))
}

func TestTrajectoryOrder(t *testing.T) {
	for _, test := range []struct {
		name string
		of   []graph.Entity
		want []string
	}{
		{"days and months", []graph.Entity{turn("c", "2020-02"), turn("a", "2020-01-31"), turn("b", "2020-02-01"), turn("d", "2020-03-01")}, []string{
			"SIDE_CHANGE a ", "< SIDE_CHANGE b ", "SIDE_CHANGE c ", "< SIDE_CHANGE d ",
		}},
		{"undated ones last, in no sure order", []graph.Entity{turn("a", ""), turn("b", "2020"), turn("c", "XXXX")}, []string{
			"SIDE_CHANGE b ", "SIDE_CHANGE a ", "SIDE_CHANGE c ",
		}},
		{"what lasts, by its beginning", []graph.Entity{turn("a", "2019"), since("2018", "", affiliation("f", "x", graph.PartOf, "y")), since("2020/2021", "2022", affiliation("g", "x", graph.PartOf, "z"))}, []string{
			"AFFILIATION f y", "< SIDE_CHANGE a ", "< AFFILIATION g z",
		}},
		{"what is only attested may have begun earlier", []graph.Entity{turn("a", "2019"), since("[..2020-03]", "[2021-05..]", affiliation("f", "x", graph.PartOf, "y")), turn("b", "2020-04")}, []string{
			"SIDE_CHANGE a ", "AFFILIATION f y", "< SIDE_CHANGE b ",
		}},
		{"a tie by its first evidence", []graph.Entity{clashOfX("e1", "2018"), clashOfX("e2", "2022"), turn("a", "2019")}, []string{
			"HOSTILE FOUGHT×2 y", "< SIDE_CHANGE a ",
		}},
		{"a tie of which some evidence is undated", []graph.Entity{clashOfX("e1", "2020"), clashOfX("e2", ""), turn("a", "2019")}, []string{
			"SIDE_CHANGE a ", "HOSTILE FOUGHT×2 y",
		}},
	} {
		t.Run(test.name, func(t *testing.T) { wantSteps(t, holding(t, test.of...), "x", nil, test.want...) })
	}
}

func turn(id, date string) *graph.Event {
	return dated(date, event(id, graph.SideChange, "x INITIATOR"))
}

func TestTrajectorySuccession(t *testing.T) {
	led := func(id, who, start, end string) *graph.Affiliation {
		return since(start, end, affiliation(id, who, graph.PartOf, id+"-chief"))
	}
	splinter := since("2016", "", affiliation("s", "x", graph.SplinteredFrom, "old"))
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"an origin until the split", []graph.Entity{splinter, led("before", "old", "2010", "2012"), led("across", "old", "2015", "2020"), led("after", "old", "2017", "2020"), led("ever", "old", "", "")}, []string{
			"AFFILIATION before before-chief of old-1", "< AFFILIATION across across-chief of old-1", "< SUCCESSION s old", "AFFILIATION ever ever-chief of old-1 possible",
		}},
		{"old ones that made it, and their own origins", []graph.Entity{
			since("2014", "", affiliation("m1", "old1", graph.MergedInto, "x")), since("2014", "", affiliation("m2", "old2", graph.MergedInto, "x")),
			since("2012", "", affiliation("s", "old1", graph.SplinteredFrom, "first")), led("a", "first", "2011", "2013"), led("b", "old2", "2013", ""),
		}, []string{
			"AFFILIATION a a-chief of first-2", "< SUCCESSION s first of old1-1", "< AFFILIATION b b-chief of old2-1", "< SUCCESSION m1 old1", "SUCCESSION m2 old2",
		}},
		{"what it went into, and nobody else's past", []graph.Entity{
			since("2014", "", affiliation("m", "x", graph.MergedInto, "new")), led("late", "new", "2015", ""), led("early", "new", "2013", "2013"),
			since("2014", "", affiliation("n", "other", graph.MergedInto, "new")), led("others", "other", "2010", "2014"),
		}, []string{"SUCCESSION m new", "SUCCESSION n other of new+1", "< AFFILIATION late late-chief of new+1"}},
		{"what it lost", []graph.Entity{since("2014", "", affiliation("s", "part", graph.SplinteredFrom, "x")), led("a", "part", "2015", "")}, []string{
			"SUCCESSION s part", "< AFFILIATION a a-chief of part+1",
		}},
		{"a predecessor's succession after its time", []graph.Entity{splinter, since("2018", "", affiliation("t", "taken", graph.AbsorbedInto, "old")), led("a", "taken", "2010", "2011")}, []string{"SUCCESSION s old"}},
		{"who was left and joined again", []graph.Entity{
			splinter, since("2019", "", affiliation("t", "x", graph.AbsorbedInto, "old")), led("a", "old", "2015", "2015"), led("b", "old", "2017", "2017"), led("c", "old", "2021", "2021"),
		}, []string{"AFFILIATION a a-chief of old-1", "< SUCCESSION s old", "< SUCCESSION t old", "< AFFILIATION c c-chief of old+1"}},
		{"an origin twice over, until the later split", []graph.Entity{
			since("2014", "", affiliation("s1", "x", graph.SplinteredFrom, "old")), since("2018", "", affiliation("s2", "x", graph.SplinteredFrom, "mid")),
			since("2016", "", affiliation("s3", "mid", graph.SplinteredFrom, "old")), led("a", "old", "2015", "2015"), led("b", "old", "2017", "2017"),
		}, []string{"SUCCESSION s1 old", "< AFFILIATION a a-chief of old-1", "< SUCCESSION s3 old of mid-1", "< SUCCESSION s2 mid"}},
		{"a fight between the two", []graph.Entity{splinter, dated("2016-05", event("e", graph.Clash, "x PARTY 1", "old PARTY 2"))}, []string{"SUCCESSION s old", "HOSTILE FOUGHT×1 old"}},
		{"fights before the split alone", []graph.Entity{
			splinter, dated("2015", event("e1", graph.Clash, "old PARTY 1", "foe PARTY 2")), dated("2018", event("e2", graph.Clash, "old PARTY 1", "foe PARTY 2")),
		}, []string{"HOSTILE FOUGHT×1 foe of old-1", "< SUCCESSION s old"}},
		{"no date at all", []graph.Entity{affiliation("s", "x", graph.SplinteredFrom, "old"), led("a", "old", "2010", "")}, []string{
			"AFFILIATION a a-chief of old-1", "SUCCESSION s old",
		}},
	} {
		t.Run(test.name, func(t *testing.T) { wantSteps(t, holding(t, test.entities...), "x", nil, test.want...) })
	}
}

// A circle of successions ends, and a chain is followed for so many
// generations.
func TestTrajectoryIsBounded(t *testing.T) {
	wantSteps(t, holding(t, affiliation("s", "x", graph.SplinteredFrom, "y"), affiliation("t", "y", graph.SplinteredFrom, "x")), "x", nil, "SUCCESSION s y", "SUCCESSION t y")
	var chain []graph.Entity
	for i := range graph.MaxDepth + 5 {
		chain = append(chain, affiliation(fmt.Sprintf("s%d", i), fmt.Sprintf("x%d", i), graph.MergedInto, fmt.Sprintf("x%d", i+1)))
	}
	reading(t, holding(t, chain...), func(reader graph.Reader) {
		asked := &counting{Reader: reader}
		trajectory, err := graph.TrajectoryOf(t.Context(), asked, "x0", nil)
		if err != nil || len(trajectory.Steps) != graph.MaxDepth+1 || asked.lists > graph.MaxDepth+2 || asked.gets > 1 {
			t.Errorf("%d steps, %d lists, %d gets, %v", len(trajectory.Steps), asked.lists, asked.gets, err)
		}
		for _, id := range []string{"nobody", "", "s0", "src"} {
			if _, err := graph.TrajectoryOf(t.Context(), reader, id, nil); err == nil || graph.CodeOf(err) != graph.CodeNotFound {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

func trajectory(t *rapid.T, reader graph.Reader, actor string, during *graph.Window) []graph.Step {
	found, err := graph.TrajectoryOf(context.Background(), reader, actor, during)
	if err != nil {
		t.Fatal(err)
	}
	return found.Steps
}

func groundOf(step graph.Step) string {
	switch {
	case step.Event != nil && step.Affiliation == nil && step.Tie == nil:
		return step.Event.ID
	case step.Affiliation != nil && step.Event == nil && step.Tie == nil:
		return step.Affiliation.ID
	case step.Tie != nil && step.Event == nil && step.Affiliation == nil:
		return step.Tie.Key()
	}
	return ""
}

// Every step has one ground, a window never adds one, and the answer does not
// depend on what a store loads.
func TestTrajectoryProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		viewing(t, loaded(t, storetest.Graph().Draw(t, "graph")), func(reader graph.Reader) {
			during := someFilter(t).During
			for _, actor := range []string{"a0", "a1"} {
				all := trajectory(t, reader, actor, nil)
				var known []string
				for i, step := range all {
					ground := groundOf(step)
					if ground == "" || step.Of == nil || step.Certainty == "" || len(step.Claims()) == 0 || (step.Generation == 0) != (step.Of.ID == actor) {
						t.Fatalf("%+v", step)
					}
					if step.Ordered && (i == 0 || step.Extent.PossibleFrom <= all[i-1].Extent.PossibleFrom) {
						t.Fatalf("%s does not begin after what is before it", ground)
					}
					known = append(known, ground)
				}
				var bare []string
				for _, step := range trajectory(t, stingy{reader}, actor, nil) {
					bare = append(bare, groundOf(step))
				}
				if diff := cmp.Diff(known, bare); diff != "" {
					t.Fatalf("-loaded +bare:\n%s", diff)
				}
				for _, step := range trajectory(t, reader, actor, during) {
					if !slices.Contains(known, groundOf(step)) || during.Holds(step.Extent) == "" {
						t.Fatalf("%s is no step without the window, or is not in it", groundOf(step))
					}
				}
			}
		})
	})
}

func TestTrajectoriesOfTheCorpus(t *testing.T) {
	store := corpus(t)
	// No source tells what the brigade was before 2020, or that its commander
	// was anything else.
	wantSteps(t, store, "act_8th_brigade", nil,
		"SIDE_CHANGE ev_2020_03_join_8th_brigade act_sanamayn_8bde_joiners act_ex_fsa_sanamayn",
		"AFFILIATION rel_010 act_5th_corps",
		"AFFILIATION rel_011 act_awda",
		"< THIRD_PARTY MEDIATED×2 act_regime_forces",
		"THIRD_PARTY MEDIATED×1 act_state_security",
		"TALKS AGREED_WITH×1 act_state_security",
		"AFFILIATION rel_013 act_russia",
		"AFFILIATION rel_014 act_russia",
	)
	wantSteps(t, store, "act_awda", nil, "AFFILIATION rel_011 act_8th_brigade")
	wantSteps(t, store, "act_sanamayn_settlers", nil,
		"SETTLEMENT ev_2020_03_sanamayn_disarm act_syrian_regime", "SETTLEMENT ev_2020_03_sanamayn_status act_syrian_regime",
		"AFFILIATION rel_140 act_ex_fsa_sanamayn")
	wantSteps(t, store, "act_8th_brigade", window("2020-08-01", "2020-10-31", graph.Certain),
		"AFFILIATION rel_010 act_5th_corps", "AFFILIATION rel_011 act_awda",
		"< THIRD_PARTY MEDIATED×1 act_regime_forces", "THIRD_PARTY MEDIATED×1 act_state_security", "TALKS AGREED_WITH×1 act_state_security")
	reading(t, store, func(reader graph.Reader) {
		asked := &counting{Reader: reader}
		if _, err := graph.TrajectoryOf(t.Context(), asked, "act_russia", nil); err != nil || asked.lists > 8 || asked.gets > 4 {
			t.Errorf("%d lists and %d gets, %v", asked.lists, asked.gets, err)
		}
	})
}
