package graph

import (
	"cmp"
	"strings"
)

// CompareDates orders fuzzy dates by their earliest day (the latest where that
// is open), then by their latest (the end of time where that is open), undated
// last.
func CompareDates(a, b *FuzzyDate) int {
	undatedA, earliestA, latestA := DatePosition(a)
	undatedB, earliestB, latestB := DatePosition(b)
	return cmp.Or(compareBool(undatedA, undatedB), cmp.Compare(earliestA, earliestB), cmp.Compare(latestA, latestB))
}

// DatePosition is what [ByDate] sorts by.
func DatePosition(date *FuzzyDate) (undated bool, earliest, latest Date) {
	if !date.Dated() {
		return true, 0, 0
	}
	earliest, latest = date.Earliest, date.Latest
	if earliest == 0 {
		earliest = latest
	}
	if latest == 0 {
		latest = End
	}
	return false, earliest, latest
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// PositionOf returns where an entity stands in an order.
func PositionOf(e Entity, field OrderField) Position {
	position := Position{ID: e.EntityID()}
	switch field {
	case ByName:
		position.Name = SortName(e)
	case ByDate:
		position.Undated, position.Earliest, position.Latest = DatePosition(DateOf(e))
	case ByID:
	}
	return position
}

// SortName is what [ByName] sorts by.
func SortName(e Entity) string {
	switch e := e.(type) {
	case *Actor:
		return strings.ToLower(e.Name)
	case *Place:
		return strings.ToLower(e.Name)
	case *Source:
		return strings.ToLower(e.Title)
	case *Event:
		return strings.ToLower(e.Title)
	case *Agreement:
		return strings.ToLower(e.Title)
	}
	return ""
}

// DateOf is the date that [ByDate] sorts by: of an event or agreement, of a
// source's publication, of an affiliation's span, of a claim's asOf.
func DateOf(e Entity) *FuzzyDate {
	switch e := e.(type) {
	case *Event:
		return e.Date
	case *Agreement:
		return e.Date
	case *Source:
		return e.Published
	case *Affiliation:
		return e.Span()
	case *Claim:
		return e.AsOf
	}
	return nil
}

// Compare orders two positions; undated ones are last in either direction, and
// ids follow the direction.
func (o Order) Compare(a, b Position) int {
	if undated := compareBool(a.Undated, b.Undated); undated != 0 {
		return undated
	}
	order := cmp.Or(
		cmp.Compare(a.Earliest, b.Earliest), cmp.Compare(a.Latest, b.Latest),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID),
	)
	if o.Descending {
		return -order
	}
	return order
}
