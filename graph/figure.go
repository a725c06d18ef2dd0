package graph

import (
	"math"
	"strings"
)

// excludes reports whether the two count the same and cannot both be true.
func (f *Figure) excludes(other *Figure) bool {
	same := func(text, other string) bool {
		return lower(strings.TrimSpace(text)) == lower(strings.TrimSpace(other))
	}
	if !same(f.Counted, other.Counted) || !same(f.Unit, other.Unit) || (f.Population == nil) != (other.Population == nil) ||
		(f.Population != nil && f.Population.ID != other.Population.ID) {
		return false
	}
	a, b := f.bounds(), other.bounds()
	return a.below(b) || b.below(a)
}

// vague: the number alone, and only about so.
func (f *Figure) vague() bool {
	return f.Operator == "ABOUT" && f.Value != nil && f.Low == nil && f.High == nil
}

// bounds of the true number; an open one is not reached.
type bounds struct {
	low, high         float64
	openLow, openHigh bool
}

func (b bounds) below(other bounds) bool {
	return b.high < other.low || (b.high == other.low && (b.openHigh || other.openLow))
}

// bounds returns what the figure says of the true number: its range if it gives
// one, else what the operator makes of its value.
func (f *Figure) bounds() bounds {
	b := bounds{low: math.Inf(-1), high: math.Inf(1)}
	if f.Low != nil || f.High != nil {
		if f.Low != nil {
			b.low = *f.Low
		}
		if f.High != nil {
			b.high = *f.High
		}
		return b
	}
	if f.Value == nil {
		return b
	}
	value := *f.Value
	switch f.Operator {
	case "AT_LEAST":
		b.low = value
	case "MORE_THAN":
		b.low, b.openLow = value, true
	case "AT_MOST":
		b.high = value
	case "FEWER_THAN":
		b.high, b.openHigh = value, true
	case "ABOUT":
		b.low, b.high = min(value/2, value*2), max(value/2, value*2)
	default:
		b.low, b.high = value, value
	}
	return b
}
