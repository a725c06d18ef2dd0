package graph

import (
	"cmp"
	"context"
	"fmt"
	"math"
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

// Voice is who is behind a claim.
type Voice struct {
	// Speaker is nil where the source speaks for itself.
	Speaker *Actor
	// Publisher is [Source.Voice].
	Publisher string
}

func (v Voice) key() string {
	if v.Speaker != nil {
		return v.Speaker.ID + "\x00" + v.Publisher
	}
	return "\x00" + v.Publisher
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

// gather reads what meets the filter, what bears on that, and what that bears
// on. empty says that an empty list lets nothing through.
func (q *contradictionQuestion) gather(ctx context.Context, reader Reader) (empty bool, err error) {
	f := &q.filter
	within, err := placesWithin(ctx, reader, f.Places)
	if err != nil {
		return false, err
	}
	for _, list := range []int{length(f.About), length(f.Actors), length(f.Places), length(f.Kinds)} {
		empty = empty || list == 0
	}
	if !empty {
		for row, err := range reader.List(ctx, q.matching(within)...) {
			if err != nil {
				return false, err
			}
			q.seen[row.Entity.EntityID()], q.matched[row.Entity.EntityID()] = row.Entity, true
		}
	}
	if err := q.mustExist(ctx, reader); err != nil || empty {
		return empty, err
	}
	if f.About != nil || f.Actors != nil || f.Places != nil || f.During != nil {
		for row, err := range reader.List(ctx, q.bearing()...) {
			if err != nil {
				return false, err
			}
			q.seen[row.Entity.EntityID()] = row.Entity
		}
	}
	return false, q.loadTargets(ctx, reader)
}

// matching choose what meets the filter.
func (q *contradictionQuestion) matching(within map[string]bool) []Query {
	f := &q.filter
	var taking []Taking
	if f.Actors != nil {
		taking = []Taking{{Actors: f.Actors}}
	}
	affiliations := AffiliationFilter{IDs: f.About, Either: f.Actors, During: f.During}
	if within != nil {
		affiliations.To = sortedKeys(within)
	}
	queries := []Query{
		{Filter: EventFilter{IDs: f.About, Taking: taking, Places: f.Places, During: f.During}},
		{Filter: AgreementFilter{IDs: f.About, Taking: taking, Places: f.Places, During: f.During}},
		{Filter: affiliations},
	}
	if f.During != nil && f.During.Certainty == Certain {
		return queries
	}
	if f.Places == nil {
		ids := f.About
		if ids == nil {
			ids = f.Actors
		} else if f.Actors != nil {
			ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(f.Actors, id) })
		}
		queries = append(queries, Query{Filter: ActorFilter{IDs: ids}})
	}
	if f.Actors == nil {
		queries = append(queries, Query{Filter: PlaceFilter{IDs: f.About, Within: f.Places}})
	}
	return queries
}

// mustExist checks the filter's actors and what it is about.
func (q *contradictionQuestion) mustExist(ctx context.Context, reader Reader) error {
	known := map[string]bool{}
	for id, entity := range q.seen {
		known[id] = entity.EntityKind() == ActorEntity
		switch e := entity.(type) {
		case *Event:
			seeAll(known, e.Participants)
		case *Agreement:
			seeAll(known, e.Parties)
		case *Affiliation:
			known[e.From.ID], known[e.To.EntityID()] = true, e.To.EntityKind() == ActorEntity
		}
	}
	if err := mustExist(ctx, reader, ActorEntity, unseen(known, q.filter.Actors)); err != nil {
		return err
	}
	ids := unseen(q.matched, q.filter.About)
	if len(ids) == 0 {
		return nil
	}
	found, err := reader.Get(ctx, ids)
	if err != nil {
		return err
	}
	if i := slices.Index(found, nil); i >= 0 {
		return Errorf(CodeNotFound, "there is nothing with the id %q", clip(ids[i]))
	}
	return nil
}

// bearing choose what is linked to what meets the filter, and all that tells
// of breaches of the same agreements. Affiliations cannot be chosen by their
// links, so all are read.
func (q *contradictionQuestion) bearing() []Query {
	ids := sortedKeys(q.matched)
	hows := []LinkHow{LinkContradicts, LinkPossiblySameAs, LinkConcludes}
	queries := []Query{
		{Filter: EventFilter{LinkedTo: ids, Hows: hows}},
		{Filter: AgreementFilter{LinkedTo: ids, Hows: hows}},
		{Filter: ActorFilter{LinkedTo: ids}},
	}
	if q.asks(DateConflict, IdentityConflict, LinkConflict) {
		queries = append(queries, Query{Filter: AffiliationFilter{}})
	}
	broken := map[string]bool{}
	for id, entity := range q.seen {
		broken[id] = entity.EntityKind() == AgreementEntity
		for _, link := range LinksOf(entity) {
			broken[link.To.EntityID()] = broken[link.To.EntityID()] || link.How == LinkBreaks
		}
	}
	agreements := slices.DeleteFunc(sortedKeys(broken), func(id string) bool { return !broken[id] })
	if q.asks(DenialConflict) {
		queries = append(queries, Query{Filter: EventFilter{LinkedTo: agreements, Hows: []LinkHow{LinkBreaks}}})
	}
	return queries
}

// loadTargets reads what the links lead to that can join two sides.
func (q *contradictionQuestion) loadTargets(ctx context.Context, reader Reader) error {
	missing := map[string]bool{}
	for _, entity := range q.seen {
		for _, link := range LinksOf(entity) {
			joins := slices.Contains([]LinkHow{LinkContradicts, LinkPossiblySameAs, LinkConcludes, LinkBreaks}, link.How)
			if joins && q.seen[link.To.EntityID()] == nil {
				missing[link.To.EntityID()] = true
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	ids := sortedKeys(missing)
	found, err := reader.Get(ctx, ids)
	if err != nil {
		return err
	}
	for i, entity := range found {
		if entity != nil {
			q.seen[ids[i]] = entity
		}
	}
	return nil
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
		if q.asks(DenialConflict) {
			q.denials(entity)
		}
		if q.asks(FigureConflict) {
			for _, group := range figuresOf(entity) {
				q.figures(group, nil, nil)
			}
		}
		if agreement, is := entity.(*Agreement); is && q.asks(ComplianceConflict) {
			for i := range agreement.Terms {
				q.compliance(agreement, i)
			}
		}
		links := LinksOf(entity)
		for i := range links {
			q.link(entity, i, &links[i])
		}
	}
	if q.asks(DenialConflict) {
		q.breaches()
	}
}

// part is claims that tell the same of one part of an entity.
type part struct {
	path   string
	claims []*Claim
}

// partsOf lists the parts of an entity that have claims, in the order of the
// record.
func partsOf(e Entity) []part {
	var parts []part
	Walk(e, Visitor{Claim: func(at *Path, claim *Claim) {
		holder := Path{at.steps[:len(at.steps)-1]}
		if shown(e, holder.steps) {
			return
		}
		path := holder.String()
		if len(parts) == 0 || parts[len(parts)-1].path != path {
			parts = append(parts, part{path: path})
		}
		last := &parts[len(parts)-1]
		last.claims = append(last.claims, claim)
	}})
	return parts
}

// shown reports whether the part is one that is looked at elsewhere: a
// participant in the agreement, a breach with all others of it.
func shown(e Entity, steps []step) bool {
	if len(steps) == 0 {
		return false
	}
	event, is := e.(*Event)
	switch {
	case !is:
		return false
	case steps[0].name == "participants":
		return event.Participants[steps[0].index].FromAgreement
	case steps[0].name == "links":
		return event.Links[steps[0].index].How == LinkBreaks
	}
	return false
}

func (q *contradictionQuestion) denials(e Entity) {
	for _, part := range partsOf(e) {
		asserting, denying := byStance(part.claims)
		q.denial(Contradiction{Entity: e, Part: part.path}, asserting, denying)
	}
}

func byStance(claims []*Claim) (asserting, denying []*Claim) {
	for _, claim := range claims {
		if claim.Stance == Denied || claim.Stance == Doubted {
			denying = append(denying, claim)
		} else {
			asserting = append(asserting, claim)
		}
	}
	return asserting, denying
}

// denial adds the contradiction between those who assert what of is about and
// those who deny it, if there are any.
func (q *contradictionQuestion) denial(of Contradiction, asserting, denying []*Claim) {
	if !mayBeOfOneTime(asserting, denying) {
		return
	}
	of.Kind, of.Certainty = DenialConflict, Possible
	if slices.ContainsFunc(denying, func(claim *Claim) bool { return claim.Stance == Denied }) {
		of.Certainty = Certain
	}
	of.Sides = []Account{
		{Entity: of.Entity, Part: of.Part, Claims: asserting},
		{Entity: of.Entity, Part: of.Part, Claims: denying, Denies: true},
	}
	q.found = append(q.found, &of)
}

// mayBeOfOneTime reports whether some claim of the one and some of the other
// may speak as of the same time.
func mayBeOfOneTime(some, others []*Claim) bool {
	return slices.ContainsFunc(some, func(one *Claim) bool {
		extent := one.AsOf.Extent()
		return slices.ContainsFunc(others, func(other *Claim) bool {
			at := other.AsOf.Extent()
			return extent.Meets(&at) != ""
		})
	})
}

// breach is what somebody is accused of: to have broken an agreement, or one of
// its terms.
type breach struct{ agreement, term, accused string }

// breaches weighs what is told of breaches, in whichever event, against the
// denials of them.
func (q *contradictionQuestion) breaches() {
	told := map[breach][]*Claim{}
	accused := map[string]*Actor{}
	for _, id := range sortedKeys(q.seen) {
		event, is := q.seen[id].(*Event)
		if !is {
			continue
		}
		for i := range event.Links {
			link := &event.Links[i]
			agreement, known := q.seen[link.To.EntityID()].(*Agreement)
			if link.How != LinkBreaks || !known {
				continue
			}
			violation := newViolation(event, link, agreement)
			if len(violation.By) == 0 {
				violation.By = []*Actor{nil}
			}
			for _, by := range violation.By {
				this := breach{agreement: agreement.ID, term: link.TermID}
				if by != nil {
					this.accused, accused[by.ID] = by.ID, by
				}
				told[this] = append(told[this], violation.Claims...)
			}
		}
	}
	all := make([]breach, 0, len(told))
	for this := range told {
		all = append(all, this)
	}
	slices.SortFunc(all, func(a, b breach) int {
		return cmp.Or(cmp.Compare(a.agreement, b.agreement), cmp.Compare(a.term, b.term), cmp.Compare(a.accused, b.accused))
	})
	for _, this := range all {
		asserting, denying := byStance(told[this])
		if this.term != "" {
			_, whole := byStance(told[breach{agreement: this.agreement, accused: this.accused}])
			denying = append(denying, whole...)
		}
		agreement, _ := q.seen[this.agreement].(*Agreement)
		q.denial(Contradiction{Entity: agreement, Part: agreement.pathOf(this.term), Breach: true, Accused: accused[this.accused]}, asserting, denying)
	}
}

// pathOf returns the path of a term, nothing if the agreement has none of that
// id.
func (a *Agreement) pathOf(term string) string {
	i := slices.IndexFunc(a.Terms, func(t Term) bool { return t.ID == term })
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("terms[%d]", i)
}

// figuresOf lists the figures of an entity and those of each of its terms.
func figuresOf(e Entity) [][]Account {
	list := func(path string, figures []Figure, whole []*Claim) []Account {
		var accounts []Account
		for i := range figures {
			account := Account{Entity: e, Part: fmt.Sprintf("%sfigures[%d]", path, i), Figure: &figures[i], Claims: orElse(pointers(figures[i].Claims), whole)}
			if asserting, _ := byStance(account.Claims); len(asserting) > 0 {
				account.Claims = asserting
				accounts = append(accounts, account)
			}
		}
		return accounts
	}
	whole := ownClaims(e)
	switch e := e.(type) {
	case *Actor:
		return [][]Account{list("", e.Figures, whole)}
	case *Event:
		return [][]Account{list("", e.Figures, whole)}
	case *Agreement:
		var groups [][]Account
		for i := range e.Terms {
			groups = append(groups, list(fmt.Sprintf("terms[%d].", i), e.Terms[i].Figures, orElse(pointers(e.Terms[i].Claims), whole)))
		}
		return groups
	}
	return nil
}

func orElse(claims, whole []*Claim) []*Claim {
	if len(claims) > 0 {
		return claims
	}
	return whole
}

// ownClaims are the claims of the entity as a whole.
func ownClaims(e Entity) []*Claim {
	switch e := e.(type) {
	case *Actor:
		return pointers(e.Claims)
	case *Place:
		return pointers(e.Claims)
	case *Event:
		return pointers(e.Claims)
	case *Agreement:
		return pointers(e.Claims)
	case *Affiliation:
		return pointers(e.Claims)
	}
	return nil
}

// figures adds the contradictions among some figures or, where a link joins two
// entities, between those of the one and of the other.
func (q *contradictionQuestion) figures(some, others []Account, link *Link) {
	all := slices.Concat(some, others)
	for _, cluster := range clusters(len(all), func(i, j int) bool {
		compared := link == nil || (i < len(some)) != (j < len(some))
		return compared && all[i].Figure.excludes(all[j].Figure) && mayBeOfOneTime(all[i].Claims, all[j].Claims)
	}) {
		found := &Contradiction{Kind: FigureConflict, Certainty: Certain, Link: link}
		for _, i := range cluster {
			found.Sides = append(found.Sides, all[i])
			if all[i].Figure.vague() || link != nil && link.How == LinkPossiblySameAs {
				found.Certainty = Possible
			}
		}
		found.Entity, found.Part = found.Sides[0].Entity, found.Sides[0].Part
		q.found = append(q.found, found)
	}
}

// clusters returns the groups of two or more of n things that conflicts join.
func clusters(n int, conflict func(i, j int) bool) [][]int {
	group := make([]int, n) // the first of each one's group
	for i := range group {
		group[i] = i
	}
	for i := range n {
		for j := range i {
			if group[i] != group[j] && conflict(j, i) {
				from, to := max(group[i], group[j]), min(group[i], group[j])
				for k := range i + 1 {
					if group[k] == from {
						group[k] = to
					}
				}
			}
		}
	}
	var found [][]int
	for first := range n {
		var cluster []int
		for i := range n {
			if group[i] == first {
				cluster = append(cluster, i)
			}
		}
		if len(cluster) > 1 {
			found = append(found, cluster)
		}
	}
	return found
}

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

const disputed ComplianceStatus = "DISPUTED"

// compliance adds the contradictions in the log of one term.
func (q *contradictionQuestion) compliance(agreement *Agreement, at int) {
	term := &agreement.Terms[at]
	whole := orElse(pointers(term.Claims), pointers(agreement.Claims))
	extents := make([]Extent, len(term.Compliance))
	for i := range term.Compliance {
		extents[i] = term.Compliance[i].AsOf.Extent()
	}
	conflict := func(i, j int) bool {
		return term.Compliance[i].Status != term.Compliance[j].Status && extents[i].Meets(&extents[j]) != ""
	}
	found := clusters(len(term.Compliance), conflict)
	for i := range term.Compliance {
		if term.Compliance[i].Status == disputed && !slices.ContainsFunc(found, func(cluster []int) bool { return slices.Contains(cluster, i) }) {
			found = append(found, []int{i})
		}
	}
	for _, cluster := range found {
		contradiction := &Contradiction{Kind: ComplianceConflict, Certainty: Possible, Entity: agreement, Part: fmt.Sprintf("terms[%d]", at)}
		for _, i := range cluster {
			entry := &term.Compliance[i]
			contradiction.Sides = append(contradiction.Sides, Account{
				Entity: agreement, Part: fmt.Sprintf("terms[%d].compliance[%d]", at, i), Date: entry.AsOf, Compliance: entry, Claims: orElse(pointers(entry.Claims), whole),
			})
			sure := slices.ContainsFunc(cluster, func(j int) bool { return conflict(i, j) && atOnce(&extents[i], &extents[j]) })
			if sure || entry.Status == disputed {
				contradiction.Certainty = Certain
			}
		}
		q.found = append(q.found, contradiction)
	}
}

// atOnce reports whether two things were certainly at the same time: on one
// day, or meeting for certain.
func atOnce(a, b *Extent) bool {
	oneDay := a.PossibleFrom == a.PossibleTo && b.PossibleFrom == b.PossibleTo && a.PossibleFrom == b.PossibleFrom
	return oneDay || a.Meets(b) == Certain
}

// link adds what the i-th link of an entity puts against each other. Of two
// links that say the same of each other the smaller id's is taken.
func (q *contradictionQuestion) link(from Entity, i int, link *Link) {
	to := q.seen[link.To.EntityID()]
	if to == nil || q.told(to, from, link) {
		return
	}
	here := Account{Entity: from, Claims: ownClaims(from)}
	there := Account{Entity: to, Claims: ownClaims(to)}
	if agreement, is := to.(*Agreement); is && link.TermID != "" {
		there.Part = agreement.pathOf(link.TermID)
		if term := agreement.Term(link.TermID); term != nil {
			there.Claims = orElse(pointers(term.Claims), there.Claims)
		}
	}
	add := func(kind ContradictionKind, certainty Certainty) {
		if q.asks(kind) {
			q.found = append(q.found, &Contradiction{
				Kind: kind, Entity: from, Part: fmt.Sprintf("links[%d]", i), Certainty: certainty, Link: link, Sides: []Account{here, there},
			})
		}
	}
	comparable := link.TermID == ""
	switch link.How {
	case LinkContradicts:
		add(LinkConflict, Certain)
		comparable = comparable && kindOf(from) == kindOf(to)
	case LinkPossiblySameAs:
		add(IdentityConflict, Possible)
	case LinkConcludes:
	default:
		return
	}
	if !comparable {
		return
	}
	if q.asks(FigureConflict) {
		q.figures(slices.Concat(figuresOf(from)...), slices.Concat(figuresOf(to)...), link)
	}
	if link.How != LinkConcludes && datesDiffer(from, to) {
		here.Date, there.Date = DateOf(from), DateOf(to)
		certainty := Certain
		if link.How == LinkPossiblySameAs {
			certainty = Possible
		}
		add(DateConflict, certainty)
	}
}

// told reports whether the other entity, whose id is smaller, links back in the
// same way.
func (q *contradictionQuestion) told(other, from Entity, link *Link) bool {
	return other.EntityID() < from.EntityID() && link.TermID == "" && slices.ContainsFunc(LinksOf(other), func(back Link) bool {
		return back.How == link.How && back.TermID == "" && back.To.EntityID() == from.EntityID()
	})
}

// kindOf is what an entity with a date is, as finely as its kind says.
func kindOf(e Entity) string {
	kind := ""
	switch e := e.(type) {
	case *Event:
		kind = string(e.Kind)
	case *Agreement:
		kind = string(e.Kind)
	case *Affiliation:
		kind = string(e.Kind)
	}
	return string(e.EntityKind()) + " " + kind
}

func datesDiffer(a, b Entity) bool {
	one, other := extentOf(a), extentOf(b)
	return one.Meets(&other) == ""
}

// extentOf is when an event, agreement or affiliation was.
func extentOf(e Entity) Extent {
	if affiliation, is := e.(*Affiliation); is {
		return affiliation.Interval.Extent()
	}
	return DateOf(e).Extent()
}

// giveVoices fills the voices of all sides. Sources that the reader did not
// load are read for it.
func giveVoices(ctx context.Context, reader Reader, found []*Contradiction) error {
	missing := map[string][]*Claim{}
	for _, contradiction := range found {
		for i := range contradiction.Sides {
			for _, claim := range contradiction.Sides[i].Claims {
				if !claim.Source.Loaded() {
					missing[claim.Source.ID] = append(missing[claim.Source.ID], claim)
				}
			}
		}
	}
	if len(missing) > 0 {
		ids := sortedKeys(missing)
		sources, err := reader.Get(ctx, ids)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if source, is := sources[i].(*Source); is {
				for _, claim := range missing[id] {
					claim.Source = source
				}
			}
		}
	}
	for _, contradiction := range found {
		for i := range contradiction.Sides {
			contradiction.Sides[i].Voices = voicesOf(contradiction.Sides[i].Claims)
		}
	}
	return nil
}

func voicesOf(claims []*Claim) []Voice {
	byKey := map[string]Voice{}
	for _, claim := range claims {
		voice := Voice{claim.Speaker(), claim.Source.Voice()}
		byKey[voice.key()] = voice
	}
	voices := make([]Voice, 0, len(byKey))
	for _, key := range sortedKeys(byKey) {
		voices = append(voices, byKey[key])
	}
	return voices
}

// oneVoice reports whether the same voices tell all sides.
func (c *Contradiction) oneVoice() bool {
	return !slices.ContainsFunc(c.Sides[1:], func(side Account) bool {
		return !slices.EqualFunc(side.Voices, c.Sides[0].Voices, func(a, b Voice) bool { return a.key() == b.key() })
	})
}
