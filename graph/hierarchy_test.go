package graph_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

func TestFollow(t *testing.T) {
	store := holding(t,
		partOf("brigade", "division", "2018", "2020-06-30"),
		partOf("division", "army", "2015-01-01", ""),
		partOf("army", "state", "", ""),
		partOf("division", "guard", "2019-01-01", "2019-12-31"),
		partOf("police", "state", "2010-01-01", "2012-12-31"),
		affiliation("member", "militia", graph.MemberOf, "army"),
		affiliation("some", "fighters", graph.SubsetOf, "army"),
		affiliation("loyal", "clan", graph.AlignedWith, "state"),
	)
	reading(t, store, func(reader graph.Reader) {
		state, err := graph.Follow(t.Context(), reader, []string{"state"}, graph.PartOf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"army", "brigade", "division", "police", "state"}, state.IDs()); diff != "" {
			t.Errorf("belongs to the state, by PART_OF alone (-want +got):\n%s", diff)
		}
		some, err := graph.Follow(t.Context(), reader, []string{"state"}, graph.PartOf, graph.SubsetOf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"army", "brigade", "division", "fighters", "police", "state"}, some.IDs()); diff != "" {
			t.Errorf("belongs to the state, subsets included (-want +got):\n%s", diff)
		}
		for _, test := range []struct{ asked, who, at, want string }{
			{"state", "state", "2000", "CERTAIN"},
			{"state", "police", "2011", "CERTAIN"},
			{"state", "police", "2012", "CERTAIN"},
			{"state", "police", "2013", ""},
			{"state", "police", "[2012-12-30..2013-01-02]", "POSSIBLE"},
			{"state", "police", "", "POSSIBLE"},
			{"state", "army", "2020", "POSSIBLE"}, // nobody says when it belonged
			{"state", "division", "2016", "POSSIBLE"},
			{"state", "division", "2014", ""},
			{"state", "clan", "2020", ""},
			{"army", "division", "2016", "POSSIBLE"}, // nobody says until when
			{"army", "division", "2015-01-01", "CERTAIN"},
			{"army", "division", "2014-12-31", ""},
			{"army", "brigade", "2020-07-01", ""},
			{"army", "militia", "2020", ""},
			{"army", "fighters", "2020", ""},
			{"guard", "division", "2019-05", "CERTAIN"},
			{"guard", "brigade", "2019-05", "CERTAIN"},
			{"guard", "brigade", "2018-05", ""},
			{"guard", "brigade", "2018/2020", "CERTAIN"}, // it lasted over all of 2019
			{"guard", "brigade", "2020/2021", ""},
		} {
			following, err := graph.Follow(t.Context(), reader, []string{test.asked}, graph.PartOf)
			if err != nil {
				t.Fatal(err)
			}
			got, direct := following.Belongs(test.who, when(test.at).Extent())
			if string(got) != test.want || direct != (test.who == test.asked) {
				t.Errorf("%s belongs to %s in %s: %q, %v, want %q", test.who, test.asked, test.at, got, direct, test.want)
			}
			if alone := following.BelongsTo(test.asked, test.who, when(test.at).Extent()); alone != got {
				t.Errorf("%s belongs to %s alone in %s: %q", test.who, test.asked, test.at, alone)
			}
		}
	})
}

// An event that nobody dated can be at a time when all steps of a chain held,
// or at none if there is no such time.
func TestChainsHoldAtOneTime(t *testing.T) {
	store := holding(t,
		partOf("cell", "unit", "2012", "2014"), partOf("unit", "army", "2018", "2020"),
		partOf("cell", "band", "2012", "2014"), partOf("band", "army", "2013", "2020"),
	)
	reading(t, store, func(reader graph.Reader) {
		for asked, want := range map[string]graph.Certainty{"unit": graph.Possible, "army": graph.Possible} {
			following, err := graph.Follow(t.Context(), reader, []string{asked}, graph.PartOf)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := following.Belongs("cell", (*graph.FuzzyDate)(nil).Extent()); got != want {
				t.Errorf("the cell belongs to the %s at some time: %q, want %q", asked, got, want)
			}
		}
		army, err := graph.Follow(t.Context(), reader, []string{"army"}, graph.PartOf)
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[string]graph.Certainty{"2013-12/2014-01": graph.Certain, "2013-02": graph.Possible, "2010/2030": graph.Certain, "2012": "", "2018/2020": "", "2014-06-01": graph.Possible} {
			if got, _ := army.Belongs("cell", when(at).Extent()); got != want {
				t.Errorf("the cell belongs to the army in %s: %q, want %q", at, got, want)
			}
		}
	})
}

// A chain of two steps holds at a time if, whatever the open ends were, there
// is a day of that time on which both steps held.
func TestChainsAreCountedOut(t *testing.T) {
	exact := func(t *rapid.T, label string) *graph.Interval {
		from, to := drawOpen(t, label)
		interval := &graph.Interval{}
		if from != 0 {
			interval.Start = &graph.FuzzyDate{Earliest: from, Latest: from, Sense: graph.Within}
		}
		if to != 0 {
			interval.End = &graph.FuzzyDate{Earliest: to, Latest: to, Sense: graph.Within}
		}
		return interval
	}
	rapid.Check(t, func(rt *rapid.T) {
		first, second, date := exact(rt, "first"), exact(rt, "second"), drawDate(rt, "date", senses...)
		if !date.Dated() {
			return
		}
		var all []stretch
		common := map[int]bool{}
		for _, a := range stretchesOf(first) {
			for _, b := range stretchesOf(second) {
				for _, c := range stretches(date) {
					common[len(all)] = max(a.from, b.from, c.from) <= min(a.to, b.to, c.to)
					all = append(all, a)
				}
			}
		}
		at := -1
		want := sure(all, func(stretch) bool { at++; return common[at] })

		lower, upper := partOf("cell", "unit", "", ""), partOf("unit", "army", "", "")
		lower.Interval, upper.Interval = first, second
		reading(t, holding(t, lower, upper), func(reader graph.Reader) {
			following, err := graph.Follow(t.Context(), reader, []string{"army"}, graph.PartOf)
			if err != nil {
				rt.Fatal(err)
			}
			if got, _ := following.Belongs("cell", date.Extent()); got != want {
				rt.Fatalf("%s, then %s, at %s: %q, want %q", first, second, date.EDTF(), got, want)
			}
		})
	})
}

func TestFollowIsBounded(t *testing.T) {
	var chain []graph.Entity
	for i := range graph.MaxDepth + 4 {
		chain = append(chain, partOf(fmt.Sprintf("a%02d", i+1), fmt.Sprintf("a%02d", i), "", ""))
	}
	reading(t, holding(t, chain...), func(reader graph.Reader) {
		following, err := graph.Follow(t.Context(), reader, []string{"a00"}, graph.PartOf)
		if err != nil {
			t.Fatal(err)
		}
		last, beyond := fmt.Sprintf("a%02d", graph.MaxDepth), fmt.Sprintf("a%02d", graph.MaxDepth+1)
		if held, _ := following.Belongs(last, when("2020").Extent()); held != graph.Possible {
			t.Errorf("%d levels down: %q", graph.MaxDepth, held)
		}
		if held, _ := following.Belongs(beyond, when("2020").Extent()); held != "" {
			t.Errorf("%d levels down: %q", graph.MaxDepth+1, held)
		}
	})
}

func TestFollowNobody(t *testing.T) {
	reading(t, holding(t, actor("a"), place("p", "")), func(reader graph.Reader) {
		everybody, err := graph.Follow(t.Context(), reader, nil, graph.PartOf)
		if held, direct := everybody.Belongs("a", when("2020").Extent()); err != nil || held != graph.Certain || !direct || everybody.IDs() != nil || everybody.Asked() != nil {
			t.Errorf("nobody asked for: %v, %q, %v, %v", err, held, direct, everybody.IDs())
		}
		nobody, err := graph.Follow(t.Context(), reader, []string{}, graph.PartOf)
		if held, _ := nobody.Belongs("a", when("2020").Extent()); err != nil || held != "" || len(nobody.IDs()) != 0 {
			t.Errorf("an empty list: %v, %q", err, held)
		}
		alone, err := graph.Follow(t.Context(), reader, []string{"a"})
		if err != nil || len(alone.IDs()) != 1 {
			t.Errorf("without subordinates: %v, %v", alone.IDs(), err)
		}
		stranger, err := graph.Follow(t.Context(), reader, []string{"nobody"}, graph.PartOf)
		if held, _ := stranger.Belongs("a", when("2020").Extent()); err != nil || held != "" {
			t.Errorf("who does not exist: %v, %q", err, held)
		}
	})
}
