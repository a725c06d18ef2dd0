package graph_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
	"github.com/factiongraph/factiongraph/seeds" //nolint:depguard // what these questions must answer is asked of the corpus
)

// corpus is a store that holds the built-in dataset.
func corpus(t *testing.T) graph.Store {
	t.Helper()
	input, err := seeds.Read()
	if err != nil {
		t.Fatal(err)
	}
	store := storetest.Model()
	put(t, store, input.Entities...)
	return store
}

// counting is a reader that counts how often it is asked.
type counting struct {
	graph.Reader
	lists, gets int
}

func (c *counting) Get(ctx context.Context, ids []string) ([]graph.Entity, error) {
	c.gets++
	return c.Reader.Get(ctx, ids)
}

func (c *counting) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	c.lists++
	return c.Reader.List(ctx, queries...)
}

// loaded is a store that holds what a property drew.
func loaded(t *rapid.T, entities []graph.Entity) graph.Store {
	store := storetest.Model()
	if _, err := store.Update(context.Background(), graph.Batch{Entities: entities}); err != nil {
		t.Fatal(err, faultsOf(err))
	}
	return store
}

func viewing(t *rapid.T, store graph.Store, read func(reader graph.Reader)) {
	err := store.View(context.Background(), func(reader graph.Reader) error {
		read(reader)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// bucketsOf gives each bucket as "from..to FAMILY certain+possible", then what
// is undated.
func bucketsOf(t *testing.T, store graph.Store, filter graph.TieFilter, unit graph.TimeUnit) []string {
	t.Helper()
	var all []string
	reading(t, store, func(reader graph.Reader) {
		timeline, err := graph.TimelineOf(t.Context(), reader, filter, unit)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range timeline.Buckets {
			all = append(all, fmt.Sprintf("%s..%s %s %d+%d", b.From, b.To, b.Family, b.Certain, b.Possible))
		}
		for _, undated := range timeline.Undated {
			all = append(all, fmt.Sprintf("undated %s %d", undated.Family, undated.Count))
		}
	})
	return all
}

func wantBuckets(t *testing.T, store graph.Store, filter graph.TieFilter, unit graph.TimeUnit, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, bucketsOf(t, store, filter, unit)); diff != "" {
		t.Errorf("by %s (-want +got):\n%s", unit, diff)
	}
}

func clashOn(id, date string) *graph.Event {
	clash := event(id, graph.Clash, "a PARTY 1", "b PARTY 2")
	clash.Date = when(date)
	return clash
}

func TestTimelineUnits(t *testing.T) {
	for _, test := range []struct {
		day  string
		unit graph.TimeUnit
		want string
	}{
		{"2021-01-01", graph.Days, "2021-01-01..2021-01-01"},
		{"2021-01-01", graph.Weeks, "2020-12-28..2021-01-03"},
		{"2020-12-28", graph.Weeks, "2020-12-28..2021-01-03"},
		{"2021-01-03", graph.Weeks, "2020-12-28..2021-01-03"},
		{"2021-01-04", graph.Weeks, "2021-01-04..2021-01-10"},
		{"2020-02-29", graph.Months, "2020-02-01..2020-02-29"},
		{"2021-12-31", graph.Months, "2021-12-01..2021-12-31"},
		{"2021-03-31", graph.Quarters, "2021-01-01..2021-03-31"},
		{"2021-08-15", graph.Quarters, "2021-07-01..2021-09-30"},
		{"2021-10-01", graph.Quarters, "2021-10-01..2021-12-31"},
		{"2020-12-31", graph.Years, "2020-01-01..2020-12-31"},
		{"0001-01-01", graph.Weeks, "0001-01-01..0001-01-07"},
	} {
		wantBuckets(t, holding(t, clashOn("e", test.day)), graph.TieFilter{}, test.unit, test.want+" HOSTILE 1+0")
	}
}

func TestTimelineDates(t *testing.T) {
	for _, test := range []struct {
		name   string
		dates  []string
		during *graph.Window
		unit   graph.TimeUnit
		want   []string
	}{
		{"months without any between", []string{"2021-01-31", "2021-04"}, nil, graph.Months, []string{
			"2021-01-01..2021-01-31 HOSTILE 1+0", "2021-02-01..2021-02-28 HOSTILE 0+0", "2021-03-01..2021-03-31 HOSTILE 0+0", "2021-04-01..2021-04-30 HOSTILE 1+0",
		}},
		{"some day of two years", []string{"[2020-12-31..2021-01-01]"}, nil, graph.Years, []string{
			"2020-01-01..2020-12-31 HOSTILE 0+1", "2021-01-01..2021-12-31 HOSTILE 0+1",
		}},
		{"throughout two years", []string{"2020-12-31/2021-01-01"}, nil, graph.Years, []string{
			"2020-01-01..2020-12-31 HOSTILE 1+0", "2021-01-01..2021-12-31 HOSTILE 1+0",
		}},
		{"one of several days", []string{"[2021-08-07,2021-08-09]"}, nil, graph.Days, []string{
			"2021-08-07..2021-08-07 HOSTILE 0+1", "2021-08-08..2021-08-08 HOSTILE 0+0", "2021-08-09..2021-08-09 HOSTILE 0+1",
		}},
		{"an open end, until the last day that is named", []string{"2020-07/..", "2021-02-03"}, nil, graph.Years, []string{
			"2020-01-01..2020-12-31 HOSTILE 1+0", "2021-01-01..2021-12-31 HOSTILE 1+1",
		}},
		{"no later than a day, since the first day that is named", []string{"[..2021-02-03]", "2020-07-01"}, nil, graph.Years, []string{
			"2020-01-01..2020-12-31 HOSTILE 1+1", "2021-01-01..2021-12-31 HOSTILE 0+1",
		}},
		{"nothing but an open end", []string{"2020-07/.."}, nil, graph.Years, []string{"2020-01-01..2020-12-31 HOSTILE 1+0"}},
		{"an open end, until that of the window", []string{"2020-07/.."}, window("2020-07-15", "2022-02-28", ""), graph.Years, []string{
			"2020-07-15..2020-12-31 HOSTILE 0+1", "2021-01-01..2021-12-31 HOSTILE 0+1", "2022-01-01..2022-02-28 HOSTILE 0+1",
		}},
		{"an open end, until the window's only day", []string{"2020-01-01?/2020-02-28?"}, window("2021-03-04", "", ""), graph.Months, []string{
			"2021-03-04..2021-03-31 HOSTILE 0+1",
		}},
		{"a month of which the window has a part", []string{"2020-07", "2020-07-20"}, window("2020-07-15", "2020-07-31", ""), graph.Months, []string{
			"2020-07-15..2020-07-31 HOSTILE 1+1",
		}},
		{"that part alone, if certainty is asked for", []string{"2020-07", "2020-07-20"}, window("2020-07-15", "2020-07-31", graph.Certain), graph.Years, []string{
			"2020-07-15..2020-07-31 HOSTILE 1+0",
		}},
		{"days of which the window has one", []string{"[2021-08-07,2021-08-09]"}, window("2021-08-08", "2021-08-31", ""), graph.Days, []string{
			"2021-08-09..2021-08-09 HOSTILE 0+1",
		}},
		{"undated", []string{"", "XXXX", "2021"}, nil, graph.Years, []string{"2021-01-01..2021-12-31 HOSTILE 1+0", "undated HOSTILE 2"}},
		{"nothing but undated", []string{""}, window("2020-01-01", "2020-12-31", ""), graph.Years, []string{"undated HOSTILE 1"}},
		{"undated, if certainty is asked for", []string{""}, window("2020-01-01", "2020-12-31", graph.Certain), graph.Years, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var entities []graph.Entity
			for i, date := range test.dates {
				entities = append(entities, clashOn(fmt.Sprintf("e%d", i), date))
			}
			wantBuckets(t, holding(t, entities...), graph.TieFilter{During: test.during}, test.unit, test.want...)
		})
	}
}

// What ties count as one, a family does too.
func TestTimelineCounts(t *testing.T) {
	three := event("e", graph.Clash, "a PARTY 1", "b PARTY 2", "c PARTY 3")
	three.Date = when("2020")
	deal, signing := agreement("g", "a PARTY 1", "b PARTY 2"), concluding(event("e", graph.Agreeing), "g")
	deal.Date, signing.Date = when("2020-01"), when("2020-01-02")
	other := event("e2", graph.Attack, "c INITIATOR", "b TARGET")
	other.Date = when("2020-05-05")
	battle := clashOn("battle", "[2020-01-01..2021-12-31]")
	for _, test := range []struct {
		name     string
		entities []graph.Entity
		want     []string
	}{
		{"one event for three ties", []graph.Entity{three}, []string{"2020-01-01..2020-12-31 HOSTILE 1+0"}},
		{"an agreement and its conclusion", []graph.Entity{deal, signing}, []string{"2020-01-01..2020-12-31 TALKS 1+0"}},
		{"a battle and its parts", []graph.Entity{clashOn("battle", "2020"), within(clashOn("e1", "2020-05-01"), "battle"), within(clashOn("e2", "2020-06-01"), "battle")}, []string{"2020-01-01..2020-12-31 HOSTILE 1+0"}},
		{"a battle and a part of others", []graph.Entity{clashOn("battle", "2020"), within(other, "battle")}, []string{"2020-01-01..2020-12-31 HOSTILE 1+0"}},
		{"a battle falls where its parts do", []graph.Entity{battle, within(clashOn("e1", "2021-05-01"), "battle")}, []string{"2020-01-01..2020-12-31 HOSTILE 0+1", "2021-01-01..2021-12-31 HOSTILE 1+0"}},
		{"a dated part of an undated battle", []graph.Entity{clashOn("battle", ""), within(clashOn("e1", "2021-05-01"), "battle")}, []string{"2021-01-01..2021-12-31 HOSTILE 1+0"}},
		{"parts of what is no evidence", []graph.Entity{event("battle", graph.Fighting), within(clashOn("e1", "2020"), "battle"), within(clashOn("e2", "2020"), "battle")}, []string{"2020-01-01..2020-12-31 HOSTILE 2+0"}},
		{
			"families",
			[]graph.Entity{clashOn("e", "2021"), deal, affiliation("f", "a", graph.KinOf, "b")},
			[]string{"2020-01-01..2020-12-31 HOSTILE 0+0", "2020-01-01..2020-12-31 TALKS 1+0", "2021-01-01..2021-12-31 HOSTILE 1+0", "2021-01-01..2021-12-31 TALKS 0+0", "undated LOOSE 1"},
		},
		{"nothing", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			entities := make([]graph.Entity, len(test.entities))
			for i := range entities {
				entities[i], _ = graph.Clone(test.entities[i])
			}
			wantBuckets(t, holding(t, entities...), graph.TieFilter{}, graph.Years, test.want...)
		})
	}
}

// Two conclusions that are each part of the other's event count once, whatever
// hangs on them.
func TestTimelineOfACircle(t *testing.T) {
	signed := func(id, deal, whole string) *graph.Event {
		e := within(concluding(event(id, graph.Agreeing), deal), whole)
		e.Date = when("2020")
		return e
	}
	store := holding(t, agreement("g1", "a PARTY 1", "b PARTY 2"), agreement("g2", "a PARTY 1", "b PARTY 2"), agreement("g3", "a PARTY 1", "b PARTY 2"),
		concluding(event("whole1", graph.Agreeing), "g1"), concluding(event("whole2", graph.Agreeing), "g2"),
		signed("part1", "g2", "whole1"), signed("part2", "g1", "whole2"), signed("more", "g3", "whole1"))
	wantBuckets(t, store, graph.TieFilter{}, graph.Years, "2020-01-01..2020-12-31 TALKS 1+0")
}

func TestTimelineOfSubordinates(t *testing.T) {
	store := holding(t, event("e", graph.Clash, "unit PARTY 1", "b PARTY 2"), clashOn("e2", "2020-02-01"), partOf("a", "army", "2020-01-01", "2020-12-31"), partOf("a", "guard", "", ""))
	filter := graph.TieFilter{Actors: []string{"army"}, IncludeSubordinates: true, Families: []graph.TieFamily{graph.Hostile}}
	wantBuckets(t, store, filter, graph.Months, "2020-02-01..2020-02-29 HOSTILE 1+0")
	filter.Actors = []string{"guard"}
	wantBuckets(t, store, filter, graph.Months, "2020-02-01..2020-02-29 HOSTILE 0+1")
}

func TestTimelineRefuses(t *testing.T) {
	reading(t, holding(t, clashOn("e1", "2020-01-01"), clashOn("e2", "2022-09-27")), func(reader graph.Reader) {
		for _, test := range []struct {
			unit   graph.TimeUnit
			filter graph.TieFilter
			want   graph.Code
		}{
			{graph.Days, graph.TieFilter{During: window("2020-01-02", "", "")}, ""},
			{graph.Days, graph.TieFilter{}, graph.CodeLimit}, // 1001 days
			{graph.Weeks, graph.TieFilter{}, ""},
			{"DECADE", graph.TieFilter{}, graph.CodeBadInput},
			{"", graph.TieFilter{}, graph.CodeBadInput},
			{graph.Days, graph.TieFilter{Actors: []string{"x"}}, graph.CodeNotFound},
			{graph.Days, graph.TieFilter{Places: []string{"a"}}, graph.CodeNotFound},
			{graph.Days, graph.TieFilter{Kinds: []graph.TieKind{}}, ""},
		} {
			timeline, err := graph.TimelineOf(t.Context(), reader, test.filter, test.unit)
			if (err == nil) != (test.want == "") || (err != nil && graph.CodeOf(err) != test.want) || (timeline == nil) != (err != nil) {
				t.Errorf("%s %+v: %v, %v", test.unit, test.filter, timeline, err)
			}
		}
		timeline, err := graph.TimelineOf(t.Context(), reader, graph.TieFilter{During: window("2020-01-01", "2022-09-26", "")}, graph.Days)
		if err != nil || len(timeline.Buckets) != 1 {
			t.Errorf("the window ends before the second clash: %v, %v", timeline, err)
		}
	})
}

// independent draws a graph in which every event and agreement is counted by
// itself.
func independent(t *rapid.T) []graph.Entity {
	entities := storetest.Graph().Draw(t, "graph")
	for _, entity := range entities {
		if event, is := entity.(*graph.Event); is {
			event.Links = nil
		}
	}
	return entities
}

func someFilter(t *rapid.T) graph.TieFilter {
	filter := graph.TieFilter{IncludeSubordinates: rapid.Bool().Draw(t, "subordinates")}
	if rapid.Bool().Draw(t, "actors?") {
		filter.Actors = []string{rapid.SampledFrom([]string{"a0", "a1"}).Draw(t, "actor")}
	}
	if rapid.Bool().Draw(t, "during?") {
		from := graph.NewDate(2020, 12, 20) + graph.Date(rapid.IntRange(0, 60).Draw(t, "from"))
		filter.During = &graph.Window{From: from, To: from + graph.Date(rapid.IntRange(0, 60).Draw(t, "to"))}
	}
	return filter
}

// A bucket counts what ties rest on during it.
func TestTimelineIsWhatTiesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		filter, unit := someFilter(t), rapid.SampledFrom(graph.TimeUnits).Draw(t, "unit").Name
		viewing(t, loaded(t, independent(t)), func(reader graph.Reader) {
			timeline, err := graph.TimelineOf(context.Background(), reader, filter, unit)
			if err != nil {
				t.Fatal(err)
			}
			grounds := func(family graph.TieFamily, during graph.Window) int {
				asked := filter
				asked.During, asked.Families = &during, []graph.TieFamily{family}
				ties, err := graph.Ties(context.Background(), reader, asked)
				if err != nil {
					t.Fatal(err)
				}
				dated := map[string]bool{}
				for _, tie := range ties {
					for i := range tie.Evidence {
						if extent := tie.Evidence[i].Extent(); !extent.Undated {
							dated[tie.Evidence[i].Unit()] = true
						}
					}
				}
				return len(dated)
			}
			for _, bucket := range timeline.Buckets {
				certain := grounds(bucket.Family, graph.Window{From: bucket.From, To: bucket.To, Certainty: graph.Certain})
				possible := grounds(bucket.Family, graph.Window{From: bucket.From, To: bucket.To})
				if bucket.Certain != certain || bucket.Certain+bucket.Possible != possible {
					t.Fatalf("%+v, and ties say %d and %d", bucket, certain, possible)
				}
			}
		})
	})
}

type slot struct {
	family graph.TieFamily
	from   graph.Date
}

func slots(t *rapid.T, reader graph.Reader, filter graph.TieFilter, unit graph.TimeUnit) map[slot]graph.Bucket {
	timeline, err := graph.TimelineOf(context.Background(), reader, filter, unit)
	if err != nil {
		t.Fatal(err)
	}
	all := map[slot]graph.Bucket{}
	for _, bucket := range timeline.Buckets {
		if _, twice := all[slot{bucket.Family, bucket.From}]; twice {
			t.Fatalf("%+v twice", bucket)
		}
		all[slot{bucket.Family, bucket.From}] = bucket
	}
	return all
}

// What is dated to the day falls into one bucket, of whatever unit.
func TestTimelineOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := []graph.Entity{source("src", "Publisher"), actor("a"), actor("b")}
		days := rapid.SliceOfN(rapid.IntRange(0, 800), 1, 9).Draw(t, "days")
		for i, day := range days {
			clash := event(fmt.Sprintf("e%d", i), graph.Clash, "a PARTY 1", "b PARTY 2")
			exact := graph.NewDate(2019, 1, 1) + graph.Date(day)
			clash.Date = &graph.FuzzyDate{Earliest: exact, Latest: exact, Sense: graph.Within}
			entities = append(entities, clash)
		}
		viewing(t, loaded(t, entities), func(reader graph.Reader) {
			for _, unit := range graph.TimeUnits {
				certain := 0
				for _, bucket := range slots(t, reader, graph.TieFilter{}, unit.Name) {
					certain += bucket.Certain + 1000*bucket.Possible
				}
				if certain != len(days) {
					t.Fatalf("%d clashes by %s, not %d", certain, unit.Name, len(days))
				}
			}
		})
	})
}

// A quarter has no less than its months and no more than all of them.
func TestTimelineOfCoarserUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		filter := someFilter(t)
		viewing(t, loaded(t, storetest.Graph().Draw(t, "graph")), func(reader graph.Reader) {
			months := slots(t, reader, filter, graph.Months)
			for at, quarter := range slots(t, reader, filter, graph.Quarters) {
				sum := 0
				for in, month := range months {
					if in.family != at.family || month.From < quarter.From || month.To > quarter.To {
						continue
					}
					sum += month.Certain + month.Possible
					if month.Certain > quarter.Certain || month.Certain+month.Possible > quarter.Certain+quarter.Possible {
						t.Fatalf("%+v has more than %+v", month, quarter)
					}
				}
				if quarter.Certain+quarter.Possible > sum {
					t.Fatalf("%+v has more than its months, %d", quarter, sum)
				}
			}
		})
	})
}

// A narrower filter never has more, where nothing counts with anything else.
func TestTimelineOfNarrowerFilters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide := graph.TieFilter{}
		narrow := someFilter(t)
		narrow.During = nil
		narrow.Kinds = rapid.SliceOfN(rapid.SampledFrom(graph.DefaultTieKinds), 1, 6).Draw(t, "kinds")
		narrow.ExcludePublishers = []string{"The Paper"}
		viewing(t, loaded(t, independent(t)), func(reader graph.Reader) {
			all := slots(t, reader, wide, graph.Months)
			for at, bucket := range slots(t, reader, narrow, graph.Months) {
				if whole := all[at]; bucket.Certain > whole.Certain || bucket.Certain+bucket.Possible > whole.Certain+whole.Possible {
					t.Fatalf("%+v has more than %+v", bucket, whole)
				}
			}
		})
	})
}

func TestTimelineOfBareReferences(t *testing.T) {
	reading(t, corpus(t), func(reader graph.Reader) {
		for _, filter := range []graph.TieFilter{{}, {Actors: []string{"act_russia"}}, {MinPublishers: 2}} {
			want, err := graph.TimelineOf(t.Context(), reader, filter, graph.Quarters)
			if err != nil {
				t.Fatal(err)
			}
			got, err := graph.TimelineOf(t.Context(), stingy{reader}, filter, graph.Quarters)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%+v: %v (-loaded +bare):\n%s", filter, err, diff)
			}
		}
	})
}

func TestTimelineOfTheCorpus(t *testing.T) {
	store := corpus(t)
	var lull []string
	for _, line := range bucketsOf(t, store, graph.TieFilter{Kinds: graph.FightKinds, During: window("2018-07-05", "2018-07-08", "")}, graph.Days) {
		lull = append(lull, strings.TrimPrefix(line, "2018-07-"))
	}
	// The ceasefire of 6 July was broken on the 8th; the offensive as a whole
	// lasted, and its parts count with it.
	if diff := cmp.Diff([]string{"05..2018-07-05 HOSTILE 1+3", "06..2018-07-06 HOSTILE 1+3", "07..2018-07-07 HOSTILE 1+3", "08..2018-07-08 HOSTILE 5+4"}, lull); diff != "" {
		t.Errorf("the lull of July 2018 (-want +got):\n%s", diff)
	}
	wantBuckets(t, store, graph.TieFilter{Actors: []string{"act_8th_brigade"}, Families: []graph.TieFamily{graph.ThirdParty, graph.Talks}}, graph.Quarters,
		"2020-07-01..2020-09-30 THIRD_PARTY 1+0", "2020-07-01..2020-09-30 TALKS 1+0", "2020-10-01..2020-12-31 THIRD_PARTY 1+0", "2020-10-01..2020-12-31 TALKS 0+0")
	reading(t, store, func(reader graph.Reader) {
		asked := &counting{Reader: reader}
		if _, err := graph.TimelineOf(t.Context(), asked, graph.TieFilter{}, graph.Months); err != nil || asked.lists > 1 || asked.gets > 2 {
			t.Errorf("%d lists and %d gets, %v", asked.lists, asked.gets, err)
		}
	})
}
