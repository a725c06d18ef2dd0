package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

func TestDateIsCivil(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
		date := graph.NewDate(moment.Date())
		if !date.Time().Equal(moment) {
			t.Fatalf("%v became %v", moment, date.Time())
		}
		if next := graph.NewDate(moment.AddDate(0, 0, 1).Date()); next != date+1 {
			t.Fatalf("the day after %s is %s", date, next)
		}
		if text := date.String(); text != moment.Format(time.DateOnly) {
			t.Fatalf("%v is written %s", moment, text)
		}
		if parsed, err := graph.ParseDate(date.String()); err != nil || parsed != date {
			t.Fatalf("%s is read as %s, %v", date, parsed, err)
		}
	})
	if first := graph.NewDate(1, time.January, 1); first != 1 {
		t.Errorf("the first day is %d", first)
	}
	if text := graph.Date(0).String(); text != "" || !graph.Date(0).Time().IsZero() {
		t.Errorf("no day is written %q", text)
	}
}

func TestDateText(t *testing.T) {
	for text, valid := range map[string]bool{
		"2021-02-28": true, "2020-02-29": true, "0001-01-01": true, "9999-12-31": true, "": true,
		"2021-02-29": false, "2021-13-01": false, "2021-1-1": false, "0000-01-01": false, "21-01-01": false, "2021-01-01T00:00:00Z": false, "+2021-01-01": false,
	} {
		var date graph.Date
		err := date.UnmarshalText([]byte(text))
		if (err == nil) != valid || (err != nil && graph.CodeOf(err) != graph.CodeBadInput) {
			t.Errorf("%q: %v", text, err)
		}
		if again, _ := date.MarshalText(); valid && string(again) != text {
			t.Errorf("%q became %q", text, again)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2021-05-20": "2021-05-20 2021-05-20", "2021-05": "2021-05-01 2021-05-31", "2020-02": "2020-02-01 2020-02-29",
		"2021-12": "2021-12-01 2021-12-31", "2021": "2021-01-01 2021-12-31", "9999": "9999-01-01 9999-12-31",
		"": "error", "0000": "error", "2021-13": "error", "2021-5": "error", "202": "error", "2021-05-20-": "error", "abcd": "error", "٢٠٢١": "error",
	} {
		first, last, err := graph.ParsePeriod(text)
		got := fmt.Sprint(first, " ", last)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q is %s (%v), want %s", text, got, err, want)
		}
	}
}

// A fuzzy date stands for all the stretches of days that it may have been. The
// tests below count them out over a fortnight, with some days beyond either end
// for what is open, and hold Extent, Holds and Meets to what they say.

const (
	firstDay, lastDay = 10, 18 // of bounds and windows
	before, after     = 7, 21  // the ends of time
)

type stretch struct{ from, to graph.Date }

// stretches are all that a date stands for, none if it is undated.
func stretches(date *graph.FuzzyDate) []stretch {
	if !date.Dated() {
		return nil
	}
	var all []stretch
	for from := graph.Date(before); from <= after; from++ {
		for to := from; to <= after; to++ {
			ok := false
			switch date.Sense {
			case graph.Within:
				ok = from == to && (date.Earliest == 0 || from >= date.Earliest) && (date.Latest == 0 || from <= date.Latest) &&
					(date.Candidates == nil || slices.Contains(date.Candidates, from))
			case graph.Throughout:
				ok = (date.Earliest == 0 || date.Earliest <= from && from <= cmp.Or(date.LatestStart, date.Earliest)) &&
					(date.Latest == 0 || cmp.Or(date.EarliestEnd, date.Latest) <= to && to <= date.Latest)
			case graph.AtLeast:
				begun, ended := min(cmp.Or(date.LatestStart, date.Earliest), cmp.Or(date.Latest, after)), max(cmp.Or(date.EarliestEnd, date.Latest), date.Earliest)
				ok = (date.Earliest == 0 || from <= begun) && (date.Latest == 0 || to >= ended) &&
					(date.Earliest == 0 || to >= date.Earliest) && (date.Latest == 0 || from <= date.Latest)
			}
			if ok {
				all = append(all, stretch{from, to})
			}
		}
	}
	return all
}

func stretchesOf(interval *graph.Interval) []stretch {
	days := func(date *graph.FuzzyDate) []stretch {
		if !date.Dated() {
			return stretches(&graph.FuzzyDate{Earliest: before, Latest: after, Sense: graph.Within})
		}
		return stretches(date)
	}
	if interval == nil || (!interval.Start.Dated() && !interval.End.Dated()) {
		return nil
	}
	var all []stretch
	for _, start := range days(interval.Start) {
		for _, end := range days(interval.End) {
			if start.from <= end.from {
				all = append(all, stretch{start.from, end.from})
			}
		}
	}
	return all
}

// sure tells whether all, some or none of what may have been meets a test.
func sure(all []stretch, meets func(stretch) bool) graph.Certainty {
	hits := 0
	for _, one := range all {
		if meets(one) {
			hits++
		}
	}
	switch {
	case all == nil || (hits > 0 && hits < len(all)):
		return graph.Possible
	case hits == 0:
		return ""
	}
	return graph.Certain
}

func drawDay(t *rapid.T, label string) graph.Date {
	return graph.Date(rapid.IntRange(firstDay, lastDay).Draw(t, label))
}

// drawOpen draws a first and a last day, either of which may be open.
func drawOpen(t *rapid.T, label string) (from, to graph.Date) {
	from, to = drawDay(t, label+" from"), drawDay(t, label+" to")
	from, to = min(from, to), max(from, to)
	switch rapid.IntRange(0, 5).Draw(t, label+" open") {
	case 4:
		from = 0
	case 5:
		to = 0
	}
	return from, to
}

func drawDate(t *rapid.T, label string, senses ...graph.Sense) *graph.FuzzyDate {
	date := &graph.FuzzyDate{Sense: rapid.SampledFrom(senses).Draw(t, label+" sense")}
	if rapid.IntRange(0, 9).Draw(t, label+" undated") == 9 {
		return nil
	}
	date.Earliest, date.Latest = drawOpen(t, label)
	if date.Sense == graph.Within && date.Earliest != 0 && date.Latest > date.Earliest+2 && rapid.Bool().Draw(t, label+" candidates") {
		date.Candidates = []graph.Date{date.Earliest, date.Earliest + 2, date.Latest}
		date.Candidates = slices.Compact(date.Candidates)
	}
	if date.Sense != graph.Within && date.Earliest != 0 && rapid.Bool().Draw(t, label+" start") {
		date.LatestStart = graph.Date(rapid.IntRange(int(date.Earliest), lastDay).Draw(t, label+" latest start"))
	}
	if date.Sense != graph.Within && date.Latest != 0 && rapid.Bool().Draw(t, label+" end") {
		date.EarliestEnd = graph.Date(rapid.IntRange(firstDay, int(date.Latest)).Draw(t, label+" earliest end"))
	}
	return date
}

var senses = []graph.Sense{graph.Within, graph.Throughout, graph.AtLeast}

func drawWindow(t *rapid.T) (*graph.Window, func(stretch) bool) {
	var w graph.Window
	w.From, w.To = drawOpen(t, "window")
	return &w, func(s stretch) bool {
		return (w.To == 0 || s.from <= w.To) && (w.From == 0 || s.to >= w.From)
	}
}

func TestWindowHoldsDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := drawDate(t, "date", senses...)
		w, meets := drawWindow(t)
		all := stretches(date)
		if got, want := w.Holds(date.Extent()), sure(all, meets); got != want {
			t.Fatalf("%s in %s..%s is %q, want %q", date.EDTF(), w.From, w.To, got, want)
		}
		checkAdmits(t, w, date.Extent())
	})
}

func TestWindowHoldsIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		interval := drawInterval(t)
		w, meets := drawWindow(t)
		if got, want := w.Holds(interval.Extent()), sure(stretchesOf(interval), meets); got != want {
			t.Fatalf("%s in %s..%s is %q, want %q", interval, w.From, w.To, got, want)
		}
		checkAdmits(t, w, interval.Extent())
	})
}

// drawInterval draws one whose ends are no single candidates: of these an
// extent keeps the bounds alone.
func drawInterval(t *rapid.T) *graph.Interval {
	interval := &graph.Interval{Start: drawDate(t, "start", graph.Within), End: drawDate(t, "end", graph.Within)}
	for _, end := range []*graph.FuzzyDate{interval.Start, interval.End} {
		if end != nil {
			end.Candidates = nil
		}
	}
	if interval.Start.Dated() && interval.End.Dated() && len(stretchesOf(interval)) == 0 {
		interval.Start, interval.End = interval.End, interval.Start
	}
	return interval
}

func checkAdmits(t *rapid.T, w *graph.Window, extent graph.Extent) {
	held := w.Holds(extent)
	w.Certainty = graph.Possible
	if w.Admits(extent) != (held != "") {
		t.Fatalf("%q is admitted as possible: %v", held, w.Admits(extent))
	}
	w.Certainty = graph.Certain
	if w.Admits(extent) != (held == graph.Certain) {
		t.Fatalf("%q is admitted as certain: %v", held, w.Admits(extent))
	}
}

// Belonging lasts; what is compared with it may have been some day or may have
// lasted too.
func TestExtentsMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		interval, date := drawInterval(t), drawDate(t, "date", senses...)
		lasted, was := stretchesOf(interval), stretches(date)
		var pairs []stretch
		meets := map[int]bool{}
		for _, one := range lasted {
			for _, other := range was {
				meets[len(pairs)] = one.from <= other.to && one.to >= other.from
				pairs = append(pairs, one)
			}
		}
		at := -1
		want := sure(pairs, func(stretch) bool { at++; return meets[at] })
		one, other := interval.Extent(), date.Extent()
		if got := one.Meets(&other); got != want {
			t.Fatalf("%s and %s meet: %q, want %q", interval, date.EDTF(), got, want)
		}
		if got := other.Meets(&one); got != want {
			t.Fatalf("%s and %s meet: %q, want %q", date.EDTF(), interval, got, want)
		}
	})
}

func TestWindowExamples(t *testing.T) {
	for _, test := range []struct{ date, from, to, want string }{
		{"2021-05", "2021-05-01", "2021-05-31", "CERTAIN"},
		{"2021-05", "2021-05-20", "2021-06-30", "POSSIBLE"},
		{"2021-05", "2021-06-01", "", ""},
		{"[2021-05-01..2021-05-20]", "", "2021-05-20", "CERTAIN"},
		{"2018-06-19/2018-07-10", "2018-07-10", "2018-07-31", "CERTAIN"},
		{"2018-06-19/2018-07-10", "2018-07-11", "", ""},
		{"2018-07/..", "2020-01-01", "2020-12-31", "POSSIBLE"},
		{"2018-07/..", "2018-06-01", "2018-07-31", "CERTAIN"},
		{"2018-07/..", "2018-06-01", "2018-07-01", "POSSIBLE"},
		{"2018/2021-08", "2018-03-01", "2018-03-31", "POSSIBLE"},
		{"2018/2021-08", "2018-01-01", "2018-12-31", "CERTAIN"},
		{"2018/2021-08", "2020-11-01", "2020-11-30", "CERTAIN"},
		{"2018/2021-08", "2021-08-02", "2021-08-31", "POSSIBLE"},
		{"2018-07/..", "", "2018-06-30", ""},
		{"2020-03?/2021-05?", "2020-04-01", "2020-04-30", "CERTAIN"},
		{"2020-03?/2021-05?", "2022-01-01", "", "POSSIBLE"},
		{"[2021-08-07,2021-08-14]", "2021-08-08", "2021-08-13", ""},
		{"[2021-08-07,2021-08-14]", "2021-08-08", "2021-08-20", "POSSIBLE"},
		{"[2021-08-07,2021-08-14]", "2021-08-07", "2021-08-14", "CERTAIN"},
		{"[..2018-07-10]", "", "2018-07-10", "CERTAIN"},
		{"[..2018-07-10]", "2018-01-01", "2018-07-10", "POSSIBLE"},
		{"[2020-03..]", "2020-03-01", "", "CERTAIN"},
		{"XXXX", "2021-01-01", "2021-12-31", "POSSIBLE"},
		{"XXXX", "", "", "POSSIBLE"},
		{"", "", "", "POSSIBLE"},
	} {
		if got := window(test.from, test.to, "").Holds(when(test.date).Extent()); string(got) != test.want {
			t.Errorf("%q in %s..%s is %q, want %q", test.date, test.from, test.to, got, test.want)
		}
	}
	if got := (*graph.Window)(nil).Holds(when("XXXX").Extent()); got != graph.Certain {
		t.Errorf("no window holds what is undated %q", got)
	}
}

func TestIntervalText(t *testing.T) {
	for _, test := range []struct{ start, end, want string }{
		{"2018-07-06", "2021-10", "2018-07-06/2021-10"}, {"2012", "", "2012/.."}, {"", "[..2018-07-10]", "../[..2018-07-10]"}, {"XXXX", "2020~", "../2020~"},
	} {
		if got := (&graph.Interval{Start: when(test.start), End: when(test.end)}).String(); got != test.want {
			t.Errorf("%s is written %s", test.want, got)
		}
	}
	if text := (*graph.Interval)(nil).String(); text != "" {
		t.Errorf("no interval is written %q", text)
	}
}
