package graph

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"time"
)

// TimeUnit is how long the buckets of a timeline are.
type TimeUnit string

// The units. A week is that of ISO 8601: it begins on Monday.
const (
	Days     TimeUnit = "DAY"
	Weeks    TimeUnit = "WEEK"
	Months   TimeUnit = "MONTH"
	Quarters TimeUnit = "QUARTER"
	Years    TimeUnit = "YEAR"
)

// TimeUnits is the table of units, the shortest first.
var TimeUnits = []Word[TimeUnit]{
	{Days, "A day."},
	{Weeks, "A week, from Monday."},
	{Months, "A month."},
	{Quarters, "A quarter of a year."},
	{Years, "A year."},
}

// MaxBuckets bounds the units of one timeline.
const MaxBuckets = 1000

// Timeline says how much evidence of each family of ties falls into each unit
// of time.
type Timeline struct {
	// Buckets are in order of time, those of one unit in the vocabulary's order
	// of families. Every family that has dated evidence has one in every unit
	// from the first into which anything may fall to the last.
	Buckets []Bucket
	// Undated counts the evidence without any date.
	Undated []FamilyCount
}

// Bucket counts the evidence of one family in one unit of time, clipped to the
// filter's window. It counts what [Tie.EventCount] counts, over the family: an
// event counts once however many ties it supports.
type Bucket struct {
	From, To Date
	Family   TieFamily
	// Certain is how much certainly falls into the bucket, as [Window.Holds]
	// has it: what lies within its bounds when both are in the bucket, what
	// lasted when the time that it certainly filled overlaps the bucket, so
	// that it counts in several. Possible is how much may, and is not counted
	// in Certain. Who matched through subordination for a time that is not
	// sure is possible too.
	Certain, Possible int
}

// FamilyCount is a number of units of evidence of one family.
type FamilyCount struct {
	Family TieFamily
	Count  int
}

// TimelineOf counts the evidence of the ties under a filter per unit of time,
// what is certain and what is possible apart.
//
// A unit of evidence falls wherever one of the things counted with it does: a
// battle on the days of its parts, an agreement on that of its conclusion.
// Evidence whose beginning or end is open reaches to that end of the filter's
// window; where the window has none, to the first or last day that any evidence
// of the answer names.
//
// More than [MaxBuckets] units are CodeLimit, an unknown unit is CodeBadInput,
// and ids in the filter that do not exist are CodeNotFound.
func TimelineOf(ctx context.Context, reader Reader, filter TieFilter, unit TimeUnit) (*Timeline, error) {
	if !slices.ContainsFunc(TimeUnits, func(word Word[TimeUnit]) bool { return word.Name == unit }) {
		return nil, Errorf(CodeBadInput, "%q is no unit of time: one of %s", clip(string(unit)), nameList(TimeUnits))
	}
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil {
		return nil, err
	}
	if question.empty {
		return &Timeline{}, nil
	}
	if err := question.gather(ctx, reader, question); err != nil {
		return nil, err
	}
	ties, err := question.ties(ctx, reader)
	if err != nil {
		return nil, err
	}
	wholes, err := question.wholes(ctx, reader)
	if err != nil {
		return nil, err
	}
	courses := question.courses(ties)
	windows, err := unit.divide(courses, filter.During)
	if err != nil {
		return nil, err
	}
	timeline := &Timeline{}
	for _, word := range TieFamilies {
		if course := courses[word.Name]; course != nil {
			course.count(timeline, windows, wholes)
		}
	}
	slices.SortStableFunc(timeline.Buckets, func(a, b Bucket) int { return cmp.Compare(a.From, b.From) })
	return timeline, nil
}

// course is the evidence of one family: its events, agreements and
// affiliations by their ids.
type course struct {
	family  TieFamily
	grounds map[string]*ground
}

type ground struct {
	unit   string
	extent Extent
	// held is how sure it concerns the actors asked for.
	held Certainty
}

func (q *tieQuestion) courses(ties []*Tie) map[TieFamily]*course {
	courses := map[TieFamily]*course{}
	for _, tie := range ties {
		family := tie.Kind.Family()
		if courses[family] == nil {
			courses[family] = &course{family, map[string]*ground{}}
		}
		grounds := courses[family].grounds
		for i := range tie.Evidence {
			e := &tie.Evidence[i]
			extent := e.Extent()
			held, _ := q.endsAdmit(e, extent)
			if known := grounds[groundID(e)]; known != nil {
				known.held = stronger(known.held, held)
				continue
			}
			grounds[groundID(e)] = &ground{e.Unit(), extent, held}
		}
	}
	return courses
}

// divide returns the units of time from the first to the last into which
// evidence may fall, none where all of it is undated.
func (u TimeUnit) divide(courses map[TieFamily]*course, during *Window) ([]Window, error) {
	if during == nil {
		during = &Window{}
	}
	first, last := during.Bounds()
	from, to := End, Beginning
	name := func(day Date) {
		day = min(max(day, first), last)
		from, to = min(from, day), max(to, day)
	}
	for _, course := range courses {
		for _, ground := range course.grounds {
			for _, day := range ground.extent.named(first, last) {
				name(day)
			}
		}
	}
	if from > to {
		return nil, nil
	}
	var windows []Window
	for start := u.start(from); start <= to; {
		if len(windows) == MaxBuckets {
			refusal := Errorf(CodeLimit, "a timeline by %s from %s to %s has more than %d buckets: take a larger unit, or a window",
				lower(string(u)), from, to, MaxBuckets)
			refusal.Limit = "buckets"
			return nil, refusal
		}
		next := u.next(start)
		windows = append(windows, Window{From: max(start, first), To: min(next-1, last)})
		start = next
	}
	return windows, nil
}

// named returns the days that bound e, between which and at which it can have
// been. An open end gives the end of the window, if that has one.
func (e *Extent) named(first, last Date) []Date {
	var days []Date
	switch {
	case e.Undated:
		return nil
	case len(e.Candidates) > 0:
		for _, day := range e.Candidates {
			if first <= day && day <= last {
				days = append(days, day)
			}
		}
		return days
	}
	for _, day := range []Date{e.PossibleFrom, e.PossibleTo, e.CertainFrom, e.CertainTo} {
		if day == Beginning {
			day = first
		}
		if day == End {
			day = last
		}
		if day != Beginning && day != End {
			days = append(days, day)
		}
	}
	return days
}

// start returns the first day of the unit that a day is in.
func (u TimeUnit) start(day Date) Date {
	at := day.Time()
	switch u {
	case Weeks:
		return day - Date(at.Weekday()+6)%7
	case Months:
		return NewDate(at.Year(), at.Month(), 1)
	case Quarters:
		return NewDate(at.Year(), at.Month()-(at.Month()-1)%3, 1)
	case Years:
		return NewDate(at.Year(), time.January, 1)
	default:
		return day
	}
}

// next returns the first day of the unit after the one that begins on start.
func (u TimeUnit) next(start Date) Date {
	longest := Date(1)
	switch u {
	case Weeks:
		longest = 7
	case Months:
		longest = 31
	case Quarters:
		longest = 92
	case Years:
		longest = 366
	default:
	}
	return u.start(start + longest)
}

// count adds the buckets of the course, one per window, and what is undated.
func (c *course) count(timeline *Timeline, windows []Window, wholes map[string]string) {
	certain, possible := make([]int, len(windows)), make([]int, len(windows))
	dated, undated := false, 0
	for _, counted := range c.units(wholes) {
		if !slices.ContainsFunc(counted, func(g *ground) bool { return !g.extent.Undated }) {
			undated++
			continue
		}
		dated = true
		for i, held := range fall(counted, windows) {
			if held == Certain {
				certain[i]++
			} else {
				possible[i]++
			}
		}
	}
	for i := range windows {
		if dated {
			timeline.Buckets = append(timeline.Buckets, Bucket{windows[i].From, windows[i].To, c.family, certain[i], possible[i]})
		}
	}
	if undated > 0 {
		timeline.Undated = append(timeline.Undated, FamilyCount{c.family, undated})
	}
}

// fall returns into which of the windows what is counted as one falls, and how
// surely.
func fall(counted []*ground, windows []Window) map[int]Certainty {
	held := map[int]Certainty{}
	for _, ground := range counted {
		extent := ground.extent
		if extent.Undated {
			continue
		}
		first := sort.Search(len(windows), func(i int) bool { return windows[i].To >= extent.PossibleFrom })
		for i := first; i < len(windows) && windows[i].From <= extent.PossibleTo; i++ {
			if here := stronger(held[i], weaker(ground.held, windows[i].Holds(extent))); here != "" {
				held[i] = here
			}
		}
	}
	return held
}

// units gathers what is counted as one under the id of the unit that counts: a
// unit that is part of others counts with these alone.
func (c *course) units(wholes map[string]string) map[string][]*ground {
	larger := map[string]map[string]bool{}
	for id, ground := range c.grounds {
		whole := wholes[id]
		for range MaxDepth {
			if counted := c.grounds[whole]; counted != nil && counted.unit != ground.unit {
				if larger[ground.unit] == nil {
					larger[ground.unit] = map[string]bool{}
				}
				larger[ground.unit][counted.unit] = true
			}
			whole = wholes[whole]
		}
	}
	units := map[string][]*ground{}
	for _, ground := range c.grounds {
		for _, unit := range largest(ground.unit, larger) {
			units[unit] = append(units[unit], ground)
		}
	}
	return units
}

// largest returns the units that a unit is part of and that are part of none,
// or the unit itself. Two conclusions can each be part of the other's events:
// then the smallest id stands for all.
func largest(unit string, larger map[string]map[string]bool) []string {
	if len(larger[unit]) == 0 {
		return []string{unit}
	}
	reached := map[string]bool{}
	for stack := sortedKeys(larger[unit]); len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !reached[at] {
			reached[at] = true
			stack = append(stack, sortedKeys(larger[at])...)
		}
	}
	all := sortedKeys(reached)
	if tops := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return len(larger[id]) > 0 }); len(tops) > 0 {
		return tops
	}
	return all[:1]
}
