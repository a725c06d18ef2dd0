package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// TieFilter says under which conditions ties are computed. Lists follow the
// rule of all filters; a zero filter takes every kind but the opt-in ones, of
// what occurred or goes on.
type TieFilter struct {
	// Actors: at an end. Counterparts: at the other end.
	Actors, Counterparts []string
	Places               []string
	// Realis, nil for [DefaultRealis].
	Realis                        []Realis
	Publishers, ExcludePublishers []string
	// Kinds, nil for those of Families, or [DefaultTieKinds] if that is nil
	// too.
	Kinds    []TieKind
	Families []TieFamily
	During   *Window
	// MinPublishers is the least number of independent publishers; 0 is none.
	MinPublishers int
	// Stances: some claim has one of them; nil for any but a denial.
	Stances []Stance
	// Contested, if set, is what Tie.Contested must be.
	Contested           *bool
	IncludeSubordinates bool
}

// Tie is a relation between two actors with the evidence for it under one
// filter. An undirected tie has the smaller id in From.
type Tie struct {
	Kind     TieKind
	From, To *Actor
	// FirstSeen and LastSeen are the dates of the earliest and the latest
	// evidence, nil if none is dated.
	FirstSeen, LastSeen *FuzzyDate
	// EventCount counts events, agreements and affiliations: one that is part
	// of another counted one counts with that, and an agreement with the event
	// that concludes it.
	EventCount int
	// PublisherCount counts independent publishers, not documents.
	PublisherCount int
	// Contested: beside who asserts it, somebody denies or doubts.
	Contested bool
	// ImpliedOnly: no source states the part of both ends.
	ImpliedOnly bool
	// Certainty is how sure some evidence falls in the filter's window (and,
	// by PART_OF, concerns the actors asked for).
	Certainty Certainty
	// Matched are the ends that met the filter through subordination.
	Matched []*Actor
	// Evidence, oldest first.
	Evidence []Evidence
}

// Key names the tie among all ties: its kind and its ends.
func (t *Tie) Key() string { return TieKey(t.Kind, t.From.ID, t.To.ID) }

// TieKey returns the key of the tie of that kind between these actors.
func TieKey(kind TieKind, from, to string) string {
	if !kind.Directed() && from > to {
		from, to = to, from
	}
	return string(kind) + ":" + from + ":" + to
}

// ParseTieKey splits a key; CodeBadInput if it is none.
func ParseTieKey(key string) (kind TieKind, from, to string, err error) {
	parts := strings.Split(key, ":")
	if len(parts) == 3 {
		if _, known := TieKind(parts[0]).Word(); known && parts[1] != "" && parts[2] != "" {
			return TieKind(parts[0]), parts[1], parts[2], nil
		}
	}
	return "", "", "", Errorf(CodeBadInput, "%q is not the key of a tie: KIND:from:to", clip(key))
}

// Claims returns the claims of all evidence, oldest first, each once.
func (t *Tie) Claims() []*Claim {
	var claims []*Claim
	seen := map[string]bool{}
	for i := range t.Evidence {
		for _, claim := range t.Evidence[i].Claims() {
			if !seen[claim.ID] {
				seen[claim.ID] = true
				claims = append(claims, claim)
			}
		}
	}
	return claims
}

// Events returns the events among the evidence, oldest first.
func (t *Tie) Events() []*Event {
	var events []*Event
	for i := range t.Evidence {
		if event := t.Evidence[i].Event; event != nil {
			events = append(events, event)
		}
	}
	return events
}

// Agreements returns the agreements among the evidence, oldest first.
func (t *Tie) Agreements() []*Agreement {
	var agreements []*Agreement
	for i := range t.Evidence {
		if agreement := t.Evidence[i].Agreement; agreement != nil {
			agreements = append(agreements, agreement)
		}
	}
	return agreements
}

// Affiliations returns the affiliations among the evidence, oldest first.
func (t *Tie) Affiliations() []*Affiliation {
	var affiliations []*Affiliation
	for i := range t.Evidence {
		if affiliation := t.Evidence[i].Affiliation; affiliation != nil {
			affiliations = append(affiliations, affiliation)
		}
	}
	return affiliations
}

// Ties computes the ties under a filter, in the order of their keys. Ids in
// the filter that do not exist are CodeNotFound.
func Ties(ctx context.Context, reader Reader, filter TieFilter) ([]*Tie, error) {
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil {
		return nil, err
	}
	if question.empty {
		return nil, nil
	}
	if err := question.gather(ctx, reader, question); err != nil {
		return nil, err
	}
	return question.ties(ctx, reader)
}

// TiesOf computes the ties of each of the actors under a filter, in the order
// of their keys. The filter's actors and counterparts are those at the other
// end.
func TiesOf(ctx context.Context, reader Reader, actors []string, filter TieFilter) (map[string][]*Tie, error) {
	others := filter.Actors
	if others == nil {
		others = filter.Counterparts
	} else if filter.Counterparts != nil {
		others = slices.DeleteFunc(slices.Clone(others), func(id string) bool { return !slices.Contains(filter.Counterparts, id) })
	}
	filter.Actors, filter.Counterparts = actors, others
	all, err := newTieQuestion(ctx, reader, filter)
	if err != nil || all.empty {
		return nil, err
	}
	questions := make([]*tieQuestion, len(actors))
	for i, id := range actors {
		one := *all
		one.actors, one.sums = &Following{asked: []string{id}, up: all.actors.up}, map[string]*tieSum{}
		questions[i] = &one
	}
	if err := all.gather(ctx, reader, questions...); err != nil {
		return nil, err
	}
	of := map[string][]*Tie{}
	for i, id := range actors {
		if of[id], err = questions[i].ties(ctx, reader); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// see notes who has a part in what was listed.
func (q *tieQuestion) see(e Entity) {
	switch e := e.(type) {
	case *Event:
		seeAll(q.seen, e.Participants)
	case *Agreement:
		seeAll(q.seen, e.Parties)
	case *Affiliation:
		q.seen[e.From.ID], q.seen[e.To.EntityID()] = true, true
	}
}

// gather lists the candidates of q and lets each question weigh them.
func (q *tieQuestion) gather(ctx context.Context, reader Reader, questions ...*tieQuestion) error {
	var evidence []Evidence
	for row, err := range reader.List(ctx, q.queries()...) {
		if err != nil {
			return err
		}
		q.see(row.Entity)
		evidence = append(evidence, EvidenceOf(row.Entity)...)
	}
	if err := q.mustExist(ctx, reader); err != nil {
		return err
	}
	if err := loadSources(ctx, reader, evidence); err != nil {
		return err
	}
	for _, question := range questions {
		question.weigh(evidence)
	}
	return nil
}

// loadSources fills the sources of the claims behind the evidence where the
// reader did not: publishers are counted.
func loadSources(ctx context.Context, reader Reader, evidence []Evidence) error {
	missing := map[string][]*Claim{}
	for i := range evidence {
		for _, claim := range evidence[i].Claims() {
			if !claim.Source.Loaded() {
				missing[claim.Source.ID] = append(missing[claim.Source.ID], claim)
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
	for i, id := range ids {
		source, is := found[i].(*Source)
		for _, claim := range missing[id] {
			if is {
				claim.Source = source
			}
		}
	}
	return nil
}

// TieByKey computes one tie under a filter, nil if the filter leaves nothing
// of it.
func TieByKey(ctx context.Context, reader Reader, key string, filter TieFilter) (*Tie, error) {
	kind, from, to, err := ParseTieKey(key)
	if err != nil {
		return nil, err
	}
	// The filter's own ends still decide, through who belongs to them, so
	// only the candidates are narrowed to the two actors.
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil || question.empty || !slices.Contains(question.kinds, kind) {
		return nil, err
	}
	question.kinds = []TieKind{kind}
	question.only = &[2]string{from, to}
	if err := question.gather(ctx, reader, question); err != nil {
		return nil, err
	}
	ties, err := question.ties(ctx, reader)
	if err != nil || len(ties) == 0 {
		return nil, err
	}
	return ties[0], nil
}

// tieQuestion is a filter made ready: kinds resolved, actors followed, places
// widened to what lies within.
type tieQuestion struct {
	filter       TieFilter
	kinds        []TieKind
	realis       []Realis
	actors       *Following
	counterparts *Following
	places       map[string]bool
	only         *[2]string
	empty        bool
	seen         map[string]bool // actors that exist
	sums         map[string]*tieSum
}

type tieSum struct {
	tie        *Tie
	publishers map[string]bool
	asserted   bool
	disputed   bool
	matched    map[string]*Actor
}

func newTieQuestion(ctx context.Context, reader Reader, filter TieFilter) (*tieQuestion, error) {
	question := &tieQuestion{filter: filter, kinds: filter.kinds(), realis: filter.Realis, seen: map[string]bool{}, sums: map[string]*tieSum{}}
	if question.realis == nil {
		question.realis = DefaultRealis
	}
	for _, list := range []int{
		length(filter.Actors), length(filter.Counterparts), length(filter.Places), length(question.kinds),
		length(question.realis), length(filter.Publishers), length(filter.Stances),
	} {
		question.empty = question.empty || list == 0
	}
	var err error
	if question.actors, err = Follow(ctx, reader, filter.Actors, filter.IncludeSubordinates); err != nil {
		return nil, err
	}
	if question.counterparts, err = Follow(ctx, reader, filter.Counterparts, filter.IncludeSubordinates); err != nil {
		return nil, err
	}
	if question.places, err = placesWithin(ctx, reader, filter.Places); err != nil {
		return nil, err
	}
	if question.empty {
		err = question.mustExist(ctx, reader)
	}
	return question, err
}

// mustExist checks the actors that the filter names: CodeNotFound. Those that
// take part in what was listed do exist, so the others alone are looked up.
func (q *tieQuestion) mustExist(ctx context.Context, reader Reader) error {
	return mustExist(ctx, reader, ActorEntity, unseen(q.seen, q.actors.Asked(), q.counterparts.Asked()))
}

// length is the length of a list that is a constraint, and -1 for one that is
// none.
func length[T any](list []T) int {
	if list == nil {
		return -1
	}
	return len(list)
}

func (f *TieFilter) kinds() []TieKind {
	if f.Kinds == nil && f.Families == nil {
		return DefaultTieKinds
	}
	var kinds []TieKind
	for _, word := range TieKinds {
		named := f.Kinds == nil && !word.OptIn || slices.Contains(f.Kinds, word.Name)
		if named && (f.Families == nil || slices.Contains(f.Families, word.Family)) {
			kinds = append(kinds, word.Name)
		}
	}
	if kinds == nil {
		kinds = []TieKind{}
	}
	return kinds
}

// placesWithin returns the ids of these places and of all that lies in them;
// nil for nil. Unknown ids are CodeNotFound.
func placesWithin(ctx context.Context, reader Reader, ids []string) (map[string]bool, error) {
	if ids == nil {
		return nil, nil
	}
	within := map[string]bool{}
	for place, err := range Find[*Place](ctx, reader, Query{Filter: PlaceFilter{Within: ids}}) {
		if err != nil {
			return nil, err
		}
		within[place.ID] = true
	}
	if err := mustExist(ctx, reader, PlaceEntity, unseen(within, ids)); err != nil {
		return nil, err
	}
	return within, nil
}

// queries choose all entities that can hold evidence, and as few others as the
// filters of a store can tell.
func (q *tieQuestion) queries() []Query {
	var queries []Query
	ends := q.narrowest()
	taking := func() []Taking {
		var all []Taking
		for _, ids := range ends {
			all = append(all, Taking{Actors: ids})
		}
		return all
	}
	realis := slices.Clone(q.realis)
	if slices.Contains(q.kinds, AskedToMediate) && slices.Contains(realis, Occurred) {
		realis = append(realis, Requested)
	}
	if kinds := q.eventKinds(); len(kinds) > 0 {
		queries = append(queries, Query{Filter: EventFilter{
			Kinds: kinds, Taking: taking(), Places: q.filter.Places, During: q.filter.During, Realis: realis,
		}})
	}
	if q.hasAny(AgreedWith, Mediated, Facilitated, Hosted, Guaranteed, Supervised) {
		queries = append(queries, Query{Filter: AgreementFilter{
			Taking: taking(), Places: q.filter.Places, During: q.filter.During,
		}})
	}
	if kinds := q.affiliationKinds(); len(kinds) > 0 && q.places == nil {
		filter := AffiliationFilter{Kinds: kinds, During: q.filter.During}
		if len(ends) > 0 {
			filter.Either = ends[0]
		}
		queries = append(queries, Query{Filter: filter})
	}
	return queries
}

// narrowest returns the lists of actors of which each must take part.
func (q *tieQuestion) narrowest() [][]string {
	if q.only != nil {
		return [][]string{{q.only[0]}, {q.only[1]}}
	}
	var ends [][]string
	for _, following := range []*Following{q.actors, q.counterparts} {
		if following != nil {
			ends = append(ends, following.IDs())
		}
	}
	return ends
}

func (q *tieQuestion) hasAny(kinds ...TieKind) bool {
	return slices.ContainsFunc(kinds, func(kind TieKind) bool { return slices.Contains(q.kinds, kind) })
}

// eventKinds are the kinds of events that can support the kinds asked for.
func (q *tieQuestion) eventKinds() []EventKind {
	armed := q.hasAny(Fought, Attacked, Besieged, Harmed, SameSide)
	thirdParty := q.hasAny(Mediated, Facilitated, Hosted, Guaranteed, Supervised, AskedToMediate)
	var kinds []EventKind
	for _, word := range EventKinds {
		switch {
		case word.Armed && armed,
			!word.Armed && thirdParty,
			word.Name == Detention && q.hasAny(Detained),
			word.Name == Displacement && q.hasAny(Expelled),
			(word.Name == Negotiation || word.Name == Mediating) && q.hasAny(NegotiatedWith),
			word.Name == Agreeing && q.hasAny(AgreedWith):
			kinds = append(kinds, word.Name)
		}
	}
	return kinds
}

func (q *tieQuestion) affiliationKinds() []AffiliationKind {
	var kinds []AffiliationKind
	for _, word := range Affiliations {
		if !word.ToPlace && slices.Contains(q.kinds, TieKind(word.Name)) {
			kinds = append(kinds, word.Name)
		}
	}
	return kinds
}

// weigh adds the evidence that meets the filter to its ties.
func (q *tieQuestion) weigh(evidence []Evidence) {
	for i := range evidence {
		e := &evidence[i]
		if !slices.Contains(q.kinds, e.Kind) || !q.realisAdmits(e) || !q.placesAdmit(e) || !q.isOnly(e) {
			continue
		}
		extent := e.Extent()
		certainty := q.filter.During.Holds(extent)
		if certainty == "" {
			continue
		}
		ends, matched := q.endsAdmit(e, extent)
		certainty = weaker(certainty, ends)
		if certainty == "" || (certainty == Possible && q.filter.During != nil && q.filter.During.Certainty == Certain) {
			continue
		}
		q.add(e, certainty, matched)
	}
}

func (q *tieQuestion) isOnly(e *Evidence) bool {
	return q.only == nil || (e.From.ID == q.only[0] && e.To.ID == q.only[1]) ||
		(!e.Kind.Directed() && e.From.ID == q.only[1] && e.To.ID == q.only[0])
}

// realisAdmits: that somebody asked for a mediation took place, although the
// mediation itself is only requested.
func (q *tieQuestion) realisAdmits(e *Evidence) bool {
	if e.Kind == AskedToMediate && slices.Contains(q.realis, Occurred) {
		return true
	}
	return slices.Contains(q.realis, e.Realis())
}

func (q *tieQuestion) placesAdmit(e *Evidence) bool {
	return q.places == nil || slices.ContainsFunc(e.Places(), func(use PlaceUse) bool { return q.places[use.Place.ID] })
}

// endsAdmit tries both ways of giving the ends to the filter's two lists and
// keeps the surer one.
func (q *tieQuestion) endsAdmit(e *Evidence, at Extent) (Certainty, []*Actor) {
	if q.actors == nil && q.counterparts == nil {
		return Certain, nil
	}
	try := func(actor, counterpart *Actor) (Certainty, []*Actor) {
		first, firstDirect := q.actors.Belongs(actor.ID, at)
		second, secondDirect := q.counterparts.Belongs(counterpart.ID, at)
		var through []*Actor
		if !firstDirect {
			through = append(through, actor)
		}
		if !secondDirect {
			through = append(through, counterpart)
		}
		return weaker(first, second), through
	}
	one, oneThrough := try(e.From, e.To)
	other, otherThrough := try(e.To, e.From)
	if one == "" || (other == Certain && one == Possible) || (one == other && nearer(otherThrough, oneThrough)) {
		return other, otherThrough
	}
	return one, oneThrough
}

// nearer reports whether fewer ends matched through subordination in a than in
// b. Ids decide between equals, so that it does not matter which list of the
// filter is called actors and which counterparts.
func nearer(a, b []*Actor) bool {
	if len(a) != len(b) || len(a) != 1 {
		return len(a) < len(b)
	}
	return a[0].ID < b[0].ID
}

func (q *tieQuestion) add(e *Evidence, certainty Certainty, matched []*Actor) {
	claims := q.admittedClaims(e)
	if len(claims) == 0 {
		return
	}
	key := TieKey(e.Kind, e.From.ID, e.To.ID)
	sum := q.sums[key]
	if sum == nil {
		sum = &tieSum{
			tie:        &Tie{Kind: e.Kind, From: e.From, To: e.To, ImpliedOnly: true},
			publishers: map[string]bool{}, matched: map[string]*Actor{},
		}
		q.sums[key] = sum
	}
	for _, claim := range claims {
		if claim.Stance == Denied || claim.Stance == Doubted {
			sum.disputed = true
			continue
		}
		sum.asserted = true
		sum.publishers[claim.Source.Voice()] = true
	}
	for _, actor := range matched {
		sum.matched[actor.ID] = actor
	}
	sum.tie.ImpliedOnly = sum.tie.ImpliedOnly && e.Implied
	sum.tie.Certainty = stronger(sum.tie.Certainty, certainty)
	sum.tie.Evidence = append(sum.tie.Evidence, *e)
}

// admittedClaims returns the claims behind e that the filter's publishers
// made, or nothing if its stances are not met by them.
func (q *tieQuestion) admittedClaims(e *Evidence) []*Claim {
	var admitted []*Claim
	met := false
	for _, claim := range e.Claims() {
		voice := claim.Source.Voice()
		if q.filter.Publishers != nil && !slices.Contains(q.filter.Publishers, voice) || slices.Contains(q.filter.ExcludePublishers, voice) {
			continue
		}
		admitted = append(admitted, claim)
		met = met || (q.filter.Stances == nil && claim.Stance != Denied) || slices.Contains(q.filter.Stances, claim.Stance)
	}
	if !met {
		return nil
	}
	return admitted
}

// ties finishes the sums, in the order of their keys.
func (q *tieQuestion) ties(ctx context.Context, reader Reader) ([]*Tie, error) {
	if slices.Contains(q.kinds, SameSide) {
		if err := q.dropUnitsAndParents(ctx, reader); err != nil {
			return nil, err
		}
	}
	wholes, err := q.wholes(ctx, reader)
	if err != nil {
		return nil, err
	}
	var ties []*Tie
	for _, key := range sortedKeys(q.sums) {
		sum := q.sums[key]
		sum.finish(wholes)
		if sum.tie.PublisherCount < q.filter.MinPublishers {
			continue
		}
		if q.filter.Contested != nil && *q.filter.Contested != sum.tie.Contested {
			continue
		}
		ties = append(ties, sum.tie)
	}
	return ties, nil
}

// dropUnitsAndParents removes SAME_SIDE between an actor and what it belongs
// to: they fight as one.
func (q *tieQuestion) dropUnitsAndParents(ctx context.Context, reader Reader) error {
	ends := map[string]bool{}
	for _, sum := range q.sums {
		if sum.tie.Kind == SameSide {
			ends[sum.tie.From.ID], ends[sum.tie.To.ID] = true, true
		}
	}
	following, err := Follow(ctx, reader, sortedKeys(ends), true)
	if err != nil {
		return err
	}
	always := (*FuzzyDate)(nil).Extent()
	for key, sum := range q.sums {
		from, to := sum.tie.From.ID, sum.tie.To.ID
		if sum.tie.Kind == SameSide && (following.BelongsTo(from, to, always) != "" || following.BelongsTo(to, from, always) != "") {
			delete(q.sums, key)
		}
	}
	return nil
}

// wholes maps the events behind the ties, and the larger events that these are
// part of, to the next larger one.
func (q *tieQuestion) wholes(ctx context.Context, reader Reader) (map[string]string, error) {
	wholes := map[string]string{}
	for _, sum := range q.sums {
		for i := range sum.tie.Evidence {
			if event := sum.tie.Evidence[i].Event; event != nil {
				wholes[event.ID] = event.linked(LinkPartOf)
			}
		}
	}
	for range MaxDepth {
		unknown := map[string]bool{}
		for _, whole := range wholes {
			if _, known := wholes[whole]; !known && whole != "" {
				unknown[whole] = true
			}
		}
		if len(unknown) == 0 {
			break
		}
		ids := sortedKeys(unknown)
		found, err := reader.Get(ctx, ids)
		if err != nil {
			return nil, err
		}
		for i, id := range ids {
			wholes[id] = ""
			if event, is := found[i].(*Event); is {
				wholes[id] = event.linked(LinkPartOf)
			}
		}
	}
	return wholes, nil
}

// finish sums up the evidence; wholes leads from events to larger ones.
func (s *tieSum) finish(wholes map[string]string) {
	tie := s.tie
	slices.SortStableFunc(tie.Evidence, func(a, b Evidence) int {
		return cmp.Or(CompareDates(a.Date(), b.Date()), cmp.Compare(a.Unit(), b.Unit()), cmp.Compare(groundID(&a), groundID(&b)))
	})
	for i := range tie.Evidence {
		e := &tie.Evidence[i]
		if date := e.Date(); date.Dated() {
			if tie.FirstSeen == nil {
				tie.FirstSeen = date
			}
			if tie.LastSeen == nil || lastDay(date) >= lastDay(tie.LastSeen) {
				tie.LastSeen = date
			}
		}
	}
	tie.EventCount = s.units(wholes)
	tie.PublisherCount = len(s.publishers)
	tie.Contested = s.asserted && s.disputed
	for _, id := range sortedKeys(s.matched) {
		tie.Matched = append(tie.Matched, s.matched[id])
	}
}

// units counts the units of evidence that are not part of another one.
func (s *tieSum) units(wholes map[string]string) int {
	unitOf, part := map[string]string{}, map[string]bool{}
	for i := range s.tie.Evidence {
		e := &s.tie.Evidence[i]
		unitOf[groundID(e)], part[e.Unit()] = e.Unit(), false
	}
	for ground, unit := range unitOf {
		whole := wholes[ground]
		for range MaxDepth {
			larger, counted := unitOf[whole]
			part[unit] = part[unit] || (counted && larger != unit)
			whole = wholes[whole]
		}
	}
	count := 0
	for _, is := range part {
		if !is {
			count++
		}
	}
	return max(count, 1) // two conclusions can each be part of the other's events
}

func groundID(e *Evidence) string {
	if e.Event != nil {
		return e.Event.ID
	}
	return e.Unit()
}

func lastDay(date *FuzzyDate) Date {
	if date.Latest == 0 {
		return End
	}
	return date.Latest
}

func sortedKeys[V any](table map[string]V) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func lower(text string) string { return strings.ToLower(text) }
