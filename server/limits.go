package server

import (
	"fmt"
	"time"
)

// Limits bound what one request may cost. A zero field means its default.
type Limits struct {
	// Body is the size of a request's body, or of the query of its URL, in
	// bytes. Default 256 KiB.
	Body int64
	// Document is the size of a GraphQL document in bytes. Variables do not
	// count: long text belongs there. The validator looks for near misses of
	// whatever it does not know, in time that grows with this. Default 32 KiB.
	Document int
	// Tokens is the number of lexical tokens of a document, comments included.
	// Default 2,000.
	Tokens int
	// Depth is how many fields may stand inside one another, fragments
	// expanded. Default 15, which the introspection query of graphql-js 16
	// just meets.
	Depth int
	// Size is the number of selections (fields, inline fragments and spreads)
	// of a document, fragments expanded. All operations and all fragment
	// definitions count, used or not, since all of them are validated.
	// Default 1,000.
	Size int
	// Overlaps is the number of pairs of selections that meet at one place of
	// the answer, counted like Size: the validator compares every pair.
	// Default 10,000.
	Overlaps int
	// Aliases is the number of aliased fields of one operation, fragments
	// expanded. Default 30.
	Aliases int
	// Cost is the cost of one operation as the schema's own functions tell it.
	// Default 300,000: less than a second's work on a graph of 30,000 events.
	Cost int
	// Deadline is the time until the context of an operation ends. Default 10 s.
	Deadline time.Duration
	// ExportDeadline is the time within which a file is written, and taken by
	// who asked for it. Default 2 min.
	ExportDeadline time.Duration
}

// withDefaults returns l with every zero field set, or an error that names a
// negative one.
func (l Limits) withDefaults() (Limits, error) {
	counts := []struct {
		name     string
		value    *int
		standard int
	}{
		{"Document", &l.Document, 32 << 10},
		{"Tokens", &l.Tokens, 2_000},
		{"Depth", &l.Depth, 15},
		{"Size", &l.Size, 1_000},
		{"Overlaps", &l.Overlaps, 10_000},
		{"Aliases", &l.Aliases, 30},
		{"Cost", &l.Cost, 300_000},
	}
	for _, c := range counts {
		if *c.value < 0 {
			return l, fmt.Errorf("server: limit %s is negative", c.name)
		}
		if *c.value == 0 {
			*c.value = c.standard
		}
	}
	if l.Body < 0 || l.Deadline < 0 || l.ExportDeadline < 0 {
		return l, fmt.Errorf("server: limits Body (%d), Deadline (%s) and ExportDeadline (%s) must not be negative", l.Body, l.Deadline, l.ExportDeadline)
	}
	if l.Body == 0 {
		l.Body = 256 << 10
	}
	if l.Deadline == 0 {
		l.Deadline = 10 * time.Second
	}
	if l.ExportDeadline == 0 {
		l.ExportDeadline = 2 * time.Minute
	}
	return l, nil
}
