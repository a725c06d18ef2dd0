package graph

import (
	"context"
	"slices"
	"strings"
)

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
	around       map[string]bool // if set, the evidence must be at one of these actors
	towards      map[string]bool // if set, it must have one of these at the other end
	rollUp       *rollUp         // nil for none
	empty        bool
	seen         map[string]bool // actors that exist
	sums         map[string]*tieSum
}

func newTieQuestion(ctx context.Context, reader Reader, filter TieFilter) (*tieQuestion, error) {
	if err := filter.During.check(); err != nil {
		return nil, err
	}
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
	below := belongingBy(filter.IncludeSubordinates, filter.IncludeSubsets)
	var err error
	if question.actors, err = Follow(ctx, reader, filter.Actors, below...); err != nil {
		return nil, err
	}
	if question.counterparts, err = Follow(ctx, reader, filter.Counterparts, below...); err != nil {
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

// gather lists the candidates of q and lets each question weigh them.
func (q *tieQuestion) gather(ctx context.Context, reader Reader, questions ...*tieQuestion) error {
	var evidence []Evidence
	for row, err := range reader.List(ctx, q.queries()...) {
		if err != nil {
			return err
		}
		seeActors(q.seen, row.Entity)
		evidence = append(evidence, EvidenceOf(row.Entity)...)
	}
	if err := q.mustExist(ctx, reader); err != nil {
		return err
	}
	if err := loadSources(ctx, reader, claimsBehind(evidence)); err != nil {
		return err
	}
	if err := q.rollUp.prepare(ctx, reader, evidence); err != nil {
		return err
	}
	for _, question := range questions {
		question.weigh(evidence)
	}
	return nil
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
	for _, those := range []map[string]bool{q.around, q.towards} {
		if those != nil {
			ends = append(ends, sortedKeys(those))
		}
	}
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
		if !slices.Contains(q.kinds, e.Kind) || !admitsRealis(q.realis, e.Kind, e.Realis()) || !q.placesAdmit(e) || !q.isOnly(e) {
			continue
		}
		if !q.isAround(e.From.ID, e.To.ID) && !q.isAround(e.To.ID, e.From.ID) {
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

func (q *tieQuestion) isAround(one, other string) bool {
	return (q.around == nil || q.around[one]) && (q.towards == nil || q.towards[other])
}

func (q *tieQuestion) isOnly(e *Evidence) bool {
	return q.only == nil || (e.From.ID == q.only[0] && e.To.ID == q.only[1]) ||
		(!e.Kind.Directed() && e.From.ID == q.only[1] && e.To.ID == q.only[0])
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

func sortedKeys[V any](table map[string]V) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func lower(text string) string { return strings.ToLower(text) }
