package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// ContradictionKind says what disagrees.
type ContradictionKind string

// The kinds of contradictions.
const (
	DenialConflict     ContradictionKind = "DENIAL"
	DateConflict       ContradictionKind = "DATE"
	FigureConflict     ContradictionKind = "FIGURE"
	ComplianceConflict ContradictionKind = "COMPLIANCE"
	IdentityConflict   ContradictionKind = "IDENTITY"
	LinkConflict       ContradictionKind = "LINK"
)

// ContradictionKinds is the table of kinds with the rule of each.
var ContradictionKinds = []Word[ContradictionKind]{
	{DenialConflict, "Some assert it, others deny or doubt it."},
	{DateConflict, "Two accounts of what is one give it dates that cannot both be right."},
	{FigureConflict, "Two numbers of the same counted thing cannot both be true."},
	{ComplianceConflict, "At one time a term is said to have fared in different ways."},
	{IdentityConflict, "Different voices tell of what may be one thing or two."},
	{LinkConflict, "One is said to tell the other otherwise."},
}

// Contradiction is a disagreement, with those who disagree side by side. None
// of them is preferred.
type Contradiction struct {
	Kind ContradictionKind
	// Entity and Part are what it is about: Part is a path in the notation of
	// the record, as "participants[1]" or "terms[0].compliance[2]", empty for
	// the whole.
	Entity Entity
	Part   string
	// Breach says that it is about whether an agreement, or the term that is
	// Part, was broken. Accused is by whom, nil where nobody is named.
	Breach  bool
	Accused *Actor
	// Certainty is Certain if the sides cannot all hold. It is Possible where
	// nobody goes further than doubt, where it is open whether they speak of one
	// thing or of one time, and where a number is only "about" so.
	Certainty Certainty
	// Link is the link that contradicts or may identify, nil where there is
	// none. Its note says in words what differs.
	Link *Link
	// Sides are two or more, but for a term that one voice calls disputed.
	Sides []Account
}

// Account is one side of a contradiction.
type Account struct {
	// Entity and Part are what holds the account, as in [Contradiction].
	Entity Entity
	Part   string
	// Denies: this side denies or doubts what another asserts.
	Denies bool
	// Date, Figure and Compliance are what this side has, as far as the kind
	// of contradiction is about it.
	Date       *FuzzyDate
	Figure     *Figure
	Compliance *Compliance
	// Claims of the part, or of the whole where the part has none of its own.
	Claims []*Claim
	// Voices are those of the claims, each once, by name.
	Voices []Voice
}

// Key names the contradiction among all: its kind and what is on its sides.
func (c *Contradiction) Key() string {
	parts := []string{address(c.Entity, c.Part)}
	if c.Breach {
		parts = append(parts, string(LinkBreaks))
	}
	if c.Accused != nil {
		parts = append(parts, c.Accused.ID)
	}
	for i := range c.Sides {
		parts = append(parts, address(c.Sides[i].Entity, c.Sides[i].Part))
	}
	return string(c.Kind) + ":" + strings.Join(slices.Compact(parts), ":")
}

func address(e Entity, part string) string {
	if part == "" {
		return e.EntityID()
	}
	return e.EntityID() + "." + part
}

// ContradictionFilter chooses contradictions; lists follow the rule of all
// filters. One is chosen if something on a side of it, or what holds one of its
// claims, meets all of About, Actors, Places and During.
type ContradictionFilter struct {
	// About: one of these entities, of whatever kind.
	About []string
	// Actors: who takes part, stands at an end, or is it.
	Actors []string
	// Places: where it was, or an end of an affiliation, at any depth.
	Places []string
	// During: when it was. Actors and places have no date and are possible.
	During *Window
	Kinds  []ContradictionKind
}

// Contradictions lists what is told in ways that do not fit each other, by the
// date of what it is about, undated last. Ids in the filter that do not exist
// are CodeNotFound.
//
// There must be different voices, or one that contradicts itself. The rules:
//
//   - DENIAL: of the claims of one part, some assert (REPORTED, CLAIMED,
//     SUPPOSED) and some deny or doubt, not each as of another time. A part
//     without an assertion is denied, not contradicted. Breaches of an agreement
//     are taken together wherever they are told, by accused and term; who denies
//     a breach of the whole denies that of every term.
//   - DATE: the dates of two events, agreements or affiliations cannot be the
//     same, and a link says that they may be one, or that one contradicts the
//     other and they are of one kind.
//   - FIGURE: two numbers with the same words for what is counted, unit and
//     population exclude each other, by their operators and bounds, and are not
//     each as of another time. They stand in one entity (or one term), in an
//     agreement and its conclusion, or in two entities as for DATE. "About" a
//     number excludes what is less than half or more than twice of it.
//   - COMPLIANCE: two entries of a term's log that may be as of one time have
//     different statuses, or an entry is DISPUTED.
//   - IDENTITY: a POSSIBLY_SAME_AS link joins what different voices tell of.
//   - LINK: a CONTRADICTS link, whoever holds the claims.
//
// A participant that an event shows because its agreement names it is looked at
// in the agreement alone.
func Contradictions(ctx context.Context, reader Reader, filter ContradictionFilter) ([]*Contradiction, error) {
	question := &contradictionQuestion{filter: filter, seen: map[string]Entity{}, matched: map[string]bool{}}
	empty, err := question.gather(ctx, reader)
	if err != nil || empty {
		return nil, err
	}
	question.derive()
	found := slices.DeleteFunc(question.found, func(c *Contradiction) bool { return !question.admits(c) })
	if err := giveVoices(ctx, reader, found); err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(c *Contradiction) bool { return c.Kind == IdentityConflict && c.oneVoice() })
	slices.SortFunc(found, func(a, b *Contradiction) int {
		return cmp.Or(CompareDates(DateOf(a.Entity), DateOf(b.Entity)), cmp.Compare(a.Entity.EntityID(), b.Entity.EntityID()),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.Certainty, b.Certainty))
	})
	// Two links of different sorts between the same entities compare the same
	// figures; the surer one comes first.
	return slices.CompactFunc(found, func(a, b *Contradiction) bool { return a.Key() == b.Key() }), nil
}

type contradictionQuestion struct {
	filter ContradictionFilter
	seen   map[string]Entity
	// matched are those that meet the filter.
	matched map[string]bool
	found   []*Contradiction
}

func (q *contradictionQuestion) asks(kinds ...ContradictionKind) bool {
	return q.filter.Kinds == nil || slices.ContainsFunc(kinds, func(kind ContradictionKind) bool { return slices.Contains(q.filter.Kinds, kind) })
}

// admits reports whether something that meets the filter is on a side.
func (q *contradictionQuestion) admits(c *Contradiction) bool {
	return q.matched[c.Entity.EntityID()] || slices.ContainsFunc(c.Sides, func(side Account) bool {
		return q.matched[side.Entity.EntityID()] || slices.ContainsFunc(side.Claims, func(claim *Claim) bool {
			return claim.About != nil && q.matched[claim.About.EntityID()]
		})
	})
}

// derive finds all contradictions in what was read.
func (q *contradictionQuestion) derive() {
	for _, id := range sortedKeys(q.seen) {
		entity := q.seen[id]
		q.denials(entity)
		q.figuresWithin(entity)
		q.compliance(entity)
		q.links(entity)
	}
	q.breaches()
}

func (q *contradictionQuestion) add(c *Contradiction) {
	if q.asks(c.Kind) {
		q.found = append(q.found, c)
	}
}
