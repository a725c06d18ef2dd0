package graph

import (
	"cmp"
	"fmt"
	"math"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, counted from 1 January of
// year 1 (which is 1). The zero Date is no day.
type Date int32

// The ends of time, used where a bound is open.
const (
	Beginning Date = math.MinInt32
	End       Date = math.MaxInt32
)

const unixEpoch Date = 719163 // 1970-01-01 counted from 0001-01-01 as 1

// NewDate returns the day of that year, month and day of month, which must
// exist: see [ParseDate] for input.
func NewDate(year int, month time.Month, day int) Date {
	const perDay = 24 * 60 * 60
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/perDay) + unixEpoch
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(text string) (Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		return 0, Errorf(CodeBadInput, "%q is not a day: write YYYY-MM-DD", clip(text)).Because(err)
	}
	return NewDate(day.Year(), day.Month(), day.Day()), nil
}

// ParsePeriod reads YYYY-MM-DD, YYYY-MM or YYYY and returns its first and last
// day.
func ParsePeriod(text string) (first, last Date, err error) {
	switch len(text) {
	case len("2006"):
		if day, err := time.Parse("2006", text); err == nil && day.Year() > 0 {
			return NewDate(day.Year(), time.January, 1), NewDate(day.Year(), time.December, 31), nil
		}
	case len("2006-01"):
		if day, err := time.Parse("2006-01", text); err == nil && day.Year() > 0 {
			first = NewDate(day.Year(), day.Month(), 1)
			next := day.AddDate(0, 1, 0)
			return first, NewDate(next.Year(), next.Month(), 1) - 1, nil
		}
	case len(time.DateOnly):
		if day, err := ParseDate(text); err == nil {
			return day, day, nil
		}
	}
	return 0, 0, Errorf(CodeBadInput, "%q is not a date: write YYYY-MM-DD, YYYY-MM or YYYY", clip(text))
}

// Time returns midnight UTC of that day; the zero time for no day.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d-unixEpoch)*24*60*60, 0).UTC()
}

// String returns YYYY-MM-DD, and nothing for no day.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText gives [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText takes what [ParseDate] takes, or nothing for no day.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = day
	return nil
}

// clip shortens input that is quoted back in a message.
func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Sense says how the bounds of a [FuzzyDate] are meant.
type Sense string

// WITHIN: it happened on some day between the bounds. THROUGHOUT: it lasted
// from one to the other. AT_LEAST: it is attested for that time and may have
// lasted longer at either end.
const (
	Within     Sense = "WITHIN"
	Throughout Sense = "THROUGHOUT"
	AtLeast    Sense = "AT_LEAST"
)

// FuzzyDate is a date as far as it is known. A bound that nobody gave is the
// zero Date. Verbatim keeps the source's words, Reasoning how the bounds were
// found where the source does not give them.
type FuzzyDate struct {
	Earliest, Latest Date
	// Candidates are the only days it can have been, in order; the bounds are
	// then the first and the last of them.
	Candidates []Date
	// LatestStart and EarliestEnd say of what lasted that its bound is a month
	// or a year: the last day on which it can have begun, the first on which it
	// can have ended. Zero means the bound itself.
	LatestStart, EarliestEnd Date
	Sense                    Sense
	Approximate              bool
	Verbatim                 string
	Reasoning                string
}

// Dated reports whether any bound is known.
func (d *FuzzyDate) Dated() bool { return d != nil && (d.Earliest != 0 || d.Latest != 0) }

// Extent is a FuzzyDate reduced to what a comparison with a window needs, so
// that a store can index it.
type Extent struct {
	// PossibleFrom and PossibleTo bound when it can have been; Beginning and
	// End where that is open.
	PossibleFrom, PossibleTo Date
	// CertainFrom and CertainTo bound the time it certainly fills (Lasting),
	// or within which it certainly lies (not Lasting). What lasted fills no day
	// for certain where CertainFrom, the latest that it can have begun, is
	// after CertainTo, the earliest that it can have ended; a window that holds
	// both it meets for certain all the same.
	CertainFrom, CertainTo Date
	Lasting                bool
	// Candidates narrow the possible days further.
	Candidates []Date
	// Undated says that nothing is known.
	Undated bool
}

// Extent returns the comparison form of d, which may be nil for undated.
func (d *FuzzyDate) Extent() Extent {
	if !d.Dated() {
		return Extent{PossibleFrom: Beginning, PossibleTo: End, CertainFrom: Beginning, CertainTo: End, Undated: true}
	}
	extent := Extent{PossibleFrom: d.Earliest, PossibleTo: d.Latest, Candidates: d.Candidates}
	if d.Earliest == 0 {
		extent.PossibleFrom = Beginning
	}
	if d.Latest == 0 {
		extent.PossibleTo = End
	}
	if d.Sense == Within || d.Sense == "" {
		extent.CertainFrom, extent.CertainTo = extent.PossibleFrom, extent.PossibleTo
		return extent
	}
	extent.Lasting = true
	extent.CertainFrom, extent.CertainTo = min(cmp.Or(d.LatestStart, d.Earliest), extent.PossibleTo), max(cmp.Or(d.EarliestEnd, d.Latest), extent.PossibleFrom)
	if d.Earliest == 0 {
		extent.CertainFrom = d.Latest
	}
	if d.Latest == 0 {
		extent.CertainTo = d.Earliest
	}
	if d.Sense == AtLeast {
		extent.PossibleFrom, extent.PossibleTo = Beginning, End
	}
	return extent
}

// Certainty says whether something that is imprecise certainly or only
// possibly meets a filter.
type Certainty string

// The two certainties, and the empty one for "not at all".
const (
	Certain  Certainty = "CERTAIN"
	Possible Certainty = "POSSIBLE"
)

// Window is a stretch of days, both ends included; an end that is the zero
// Date is open.
type Window struct {
	From, To Date
	// Certainty is the least that is asked; empty means Possible.
	Certainty Certainty
}

// Bounds returns the ends with open ones as Beginning and End.
func (w *Window) Bounds() (from, to Date) {
	from, to = w.From, w.To
	if from == 0 {
		from = Beginning
	}
	if to == 0 {
		to = End
	}
	return from, to
}

// check refuses a window that ends before it starts.
func (w *Window) check() error {
	if w != nil && w.From != 0 && w.To != 0 && w.From > w.To {
		return Errorf(CodeBadInput, "the window ends (%s) before it starts (%s)", w.To, w.From)
	}
	return nil
}

// Holds returns how sure it is that extent falls in the window: Certain,
// Possible, or nothing. A nil window holds everything for certain.
//
// What lies WITHIN its bounds is certain when both are in the window; what
// lasted is certain when the time it certainly filled overlaps the window.
func (w *Window) Holds(extent Extent) Certainty {
	if w == nil {
		return Certain
	}
	from, to := w.Bounds()
	if !extent.possibly(from, to) {
		return ""
	}
	switch {
	case extent.Undated:
		return Possible
	case extent.Lasting && extent.CertainFrom <= to && extent.CertainTo >= from:
		return Certain
	case !extent.Lasting && extent.CertainFrom >= from && extent.CertainTo <= to:
		return Certain
	}
	return Possible
}

// Admits reports whether extent meets the window at the certainty it asks.
func (w *Window) Admits(extent Extent) bool {
	held := w.Holds(extent)
	return held == Certain || (held == Possible && w.Certainty != Certain)
}

func (e *Extent) possibly(from, to Date) bool {
	if e.PossibleFrom > to || e.PossibleTo < from {
		return false
	}
	if len(e.Candidates) == 0 {
		return true
	}
	from, to = max(from, e.PossibleFrom), min(to, e.PossibleTo)
	for _, day := range e.Candidates {
		if from <= day && day <= to {
			return true
		}
	}
	return false
}

// Meets returns how sure it is that two things were at the same time.
func (e *Extent) Meets(other *Extent) Certainty {
	switch {
	case !e.possibly(other.PossibleFrom, other.PossibleTo) || !other.possibly(e.PossibleFrom, e.PossibleTo):
		return ""
	case e.Undated || other.Undated:
		return Possible
	case e.Lasting && e.CertainFrom <= other.PossibleFrom && e.CertainTo >= other.PossibleTo:
		return Certain
	case other.Lasting && other.CertainFrom <= e.PossibleFrom && other.CertainTo >= e.PossibleTo:
		return Certain
	case e.Lasting && other.Lasting && e.CertainFrom <= other.CertainTo && e.CertainTo >= other.CertainFrom:
		return Certain
	}
	return Possible
}

// during returns what of e lies in the time of other, for a further Meets.
func (e Extent) during(other *Extent) Extent {
	e.PossibleFrom, e.PossibleTo = max(e.PossibleFrom, other.PossibleFrom), min(e.PossibleTo, other.PossibleTo)
	e.CertainFrom, e.CertainTo = max(e.CertainFrom, other.CertainFrom), min(e.CertainTo, other.CertainTo)
	return e
}

// Interval is the time over which an affiliation held, each end as far as it
// is known. A nil end is unknown.
type Interval struct {
	Start *FuzzyDate `json:"start,omitempty"`
	End   *FuzzyDate `json:"end,omitempty"`
}

// Extent returns the comparison form of the interval: it possibly held from
// the earliest start to the latest end, and certainly from the latest start to
// the earliest end. A start that nobody gave is no later than the end, an end
// no earlier than the start.
func (i *Interval) Extent() Extent {
	if i == nil || (!i.Start.Dated() && !i.End.Dated()) {
		return (*FuzzyDate)(nil).Extent()
	}
	start, end := i.Start.Extent(), i.End.Extent()
	return Extent{
		PossibleFrom: start.PossibleFrom, PossibleTo: end.PossibleTo,
		CertainFrom: min(start.PossibleTo, end.PossibleTo), CertainTo: max(start.PossibleFrom, end.PossibleFrom),
		Lasting: true,
	}
}

// String gives start/end in EDTF, for people.
func (i *Interval) String() string {
	if i == nil {
		return ""
	}
	side := func(date *FuzzyDate) string {
		if !date.Dated() {
			return ".."
		}
		return date.EDTF()
	}
	return fmt.Sprintf("%s/%s", side(i.Start), side(i.End))
}
