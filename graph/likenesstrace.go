package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph/names"
)

// trace is what an actor left in the data.
type trace struct {
	// first and last are the ends of its activity, zero where nothing is dated.
	first, last Date
	// places are where, by id; sites those that stand for all of their name.
	places, sites map[string]bool
	sources       map[string]bool
	ties          map[tiedTo]bool
}

// tiedTo is somebody at the other end of a tie.
type tiedTo struct {
	family TieFamily
	actor  string
}

func newTrace(actor *Actor) *trace {
	t := &trace{places: map[string]bool{}, sites: map[string]bool{}, sources: map[string]bool{}, ties: map[tiedTo]bool{}}
	for _, claim := range actor.EveryClaim() {
		t.sources[claim.Source.ID] = true
	}
	return t
}

// saw notes that the actor took part in something.
func (t *trace) saw(date *FuzzyDate, places []PlaceUse, claims []Claim) {
	if date.Dated() {
		for _, day := range [...]Date{date.Earliest, date.Latest} {
			if day != 0 && (t.first == 0 || day < t.first) {
				t.first = day
			}
			t.last = max(t.last, day)
		}
	}
	for i := range places {
		t.places[places[i].Place.ID] = true
	}
	for i := range claims {
		t.sources[claims[i].Source.ID] = true
	}
}

// span returns when it was active, nil if nothing is dated.
func (t *trace) span() *FuzzyDate {
	if t.first == 0 {
		return nil
	}
	return &FuzzyDate{Earliest: t.first, Latest: t.last, Sense: Throughout}
}

// maxListed is how many ids one question to the store names at most; if more are
// meant, all entities are read.
const maxListed = 500

// follow reads what the candidates took part in. Of events, agreements and
// affiliations only what took place, and is not only denied, counts.
func (q *likenessQuestion) follow(ctx context.Context, reader Reader) (map[int32]*trace, error) {
	traces := map[int32]*trace{}
	for pair := range q.pairs {
		for _, i := range pair {
			if traces[i] == nil {
				traces[i] = newTrace(q.actors[i])
			}
		}
	}
	if len(traces) == 0 {
		return traces, nil
	}
	var ids []string
	for i := range traces {
		ids = append(ids, q.actors[i].ID)
	}
	slices.Sort(ids)
	events, agreements, affiliations := EventFilter{Realis: DefaultRealis}, AgreementFilter{}, AffiliationFilter{}
	if len(ids) <= maxListed {
		events.Taking, agreements.Taking, affiliations.Either = []Taking{{Actors: ids}}, []Taking{{Actors: ids}}, ids
	}
	var places []*Place
	for row, err := range reader.List(ctx, Query{Filter: events}, Query{Filter: agreements}, Query{Filter: affiliations}, Query{Filter: PlaceFilter{}}) {
		if err != nil {
			return nil, err
		}
		if place, is := row.Entity.(*Place); is {
			places = append(places, place)
			continue
		}
		q.note(traces, row.Entity)
	}
	return traces, q.place(ctx, places, traces)
}

// note adds to the traces of those who take part in an entity.
func (q *likenessQuestion) note(traces map[int32]*trace, entity Entity) {
	of := func(id string) *trace {
		i, known := q.ordinal[id]
		if !known {
			return nil
		}
		return traces[i]
	}
	took := func(participants []Participant, date *FuzzyDate, places []PlaceUse, whole []Claim) {
		for i := range participants {
			if t := of(participants[i].Actor.ID); t != nil {
				claims := participants[i].Claims
				if len(claims) == 0 {
					claims = whole
				}
				t.saw(date, places, claims)
			}
		}
	}
	switch e := entity.(type) {
	case *Event:
		took(e.Participants, e.Date, e.Places, e.Claims)
	case *Agreement:
		if slices.Contains(DefaultRealis, e.Realis) {
			took(e.Parties, e.Date, e.Places, e.Claims)
		}
	case *Affiliation:
		if e.Kind == SameAs {
			return
		}
		for _, end := range []string{e.From.ID, e.To.EntityID()} {
			if t := of(end); t != nil {
				t.saw(e.Span(), nil, e.Claims)
			}
		}
		if place, is := e.To.(*Place); is {
			if t := of(e.From.ID); t != nil {
				t.places[place.ID] = true
			}
		}
	}
	evidence := EvidenceOf(entity)
	for i := range evidence {
		e := &evidence[i]
		if !admitsRealis(DefaultRealis, e.Kind, e.Realis()) || !e.Asserted() {
			continue
		}
		for _, pair := range [...][2]string{{e.From.ID, e.To.ID}, {e.To.ID, e.From.ID}} {
			if t := of(pair[0]); t != nil {
				t.ties[tiedTo{e.Kind.Family(), pair[1]}] = true
				t.ties[tiedTo{e.Kind.Family(), q.same.of(pair[1])}] = true
			}
		}
	}
}

// compareTraces gives the reasons that lie in what two actors did.
func (q *likenessQuestion) compareTraces(one, other *trace, oneID, otherID string, give func(LikenessReason)) {
	if one.first != 0 && other.first != 0 {
		spans := []*FuzzyDate{one.span(), other.span()}
		if one.first <= other.last && other.first <= one.last {
			give(LikenessReason{Kind: SameTime, Bits: bitsOfTime, Spans: spans})
		} else {
			give(LikenessReason{Kind: DisjointTime, Bits: bitsOfDisjointTime, Spans: spans})
		}
	}
	if shared := q.sharedPlaces(one, other); len(shared) > 0 {
		give(LikenessReason{Kind: SamePlace, Bits: bitsOfPlace, Places: shared})
	}
	if shared := q.sharedOthers(one, other, oneID, otherID); len(shared) > 0 {
		bits := min(bitsOfCounterparts, bitsOfCounterpart*float64(len(shared)))
		give(LikenessReason{Kind: SameCounterparts, Bits: bits, Actors: shared})
	}
	switch {
	case one.ties[tiedTo{Hostile, otherID}]:
		give(LikenessReason{Kind: FoughtEachOther, Bits: bitsOfFight})
	case slices.ContainsFunc(TieFamilies, func(family Word[TieFamily]) bool { return one.ties[tiedTo{family.Name, otherID}] }):
		give(LikenessReason{Kind: TiedToEachOther, Bits: bitsOfTie})
	}
	for source := range one.sources {
		if other.sources[source] {
			give(LikenessReason{Kind: ToldApart, Bits: bitsOfToldApart})
			break
		}
	}
}

// place reads where the places of the traces lie, and which of them bear one
// name.
func (q *likenessQuestion) place(ctx context.Context, places []*Place, traces map[int32]*trace) error {
	q.within = map[string]string{}
	countries, called := map[string]bool{}, map[string][]string{}
	var entries []names.Entry
	for _, place := range places {
		if countries[place.ID] = place.Kind == "COUNTRY"; countries[place.ID] {
			continue
		}
		if place.Within != nil {
			q.within[place.ID] = place.Within.ID
		}
		for _, name := range append([]Name{{Text: place.Name}}, place.Names...) {
			if name.Type != Label {
				bare := bareName(name.Text)
				called[place.ID] = append(called[place.ID], bare)
				entries = append(entries, names.Entry{Key: place.ID, Name: bare})
			}
		}
	}
	maps.DeleteFunc(q.within, func(_, outer string) bool { return countries[outer] })
	index := names.NewIndex(entries)
	for _, id := range sortedKeys(called) {
		if ctx.Err() != nil {
			return Errorf(CodeTimeout, "the places were not compared in time").Because(ctx.Err())
		}
		for _, name := range called[id] {
			for _, hit := range index.Search(name, MaxNamesakes) {
				if hit.Score >= samePlaceName {
					q.samePlace.join(id, hit.Key)
				}
			}
		}
	}
	for _, t := range traces {
		maps.DeleteFunc(t.places, func(id string, _ bool) bool { return countries[id] })
		for id := range t.places {
			t.sites[q.samePlace.of(id)] = true
		}
	}
	return nil
}

// samePlaceName is how much the names of one place are alike: spelt otherwise at
// most.
const samePlaceName = 0.95

// sorts are the words behind the name of a place that tell only what it is.
var sorts = []string{" town", " village", " city", " district", " subdistrict", " governorate", " province", " neighborhood", " neighbourhood", " suburb"}

// bareName returns the name of a place without the word for its sort.
func bareName(name string) string {
	for _, sort := range sorts {
		if bare, has := strings.CutSuffix(strings.ToLower(name), sort); has {
			return strings.TrimSpace(bare)
		}
	}
	return name
}

// sharedPlaces returns the places of one that are, or lie in, a place of the
// other, by id.
func (q *likenessQuestion) sharedPlaces(one, other *trace) []*Place {
	shared := map[string]bool{}
	inside := func(inner, outer *trace) {
		for id := range inner.places {
			at := id
			for range MaxDepth {
				if outer.sites[q.samePlace.of(at)] {
					shared[id] = true
					break
				}
				if at = q.within[at]; at == "" {
					break
				}
			}
		}
	}
	inside(one, other)
	inside(other, one)
	places := make([]*Place, 0, len(shared))
	for _, id := range sortedKeys(shared) {
		places = append(places, &Place{ID: id})
	}
	return places
}

// sharedOthers returns those to whom both have a tie of one family, by id.
func (q *likenessQuestion) sharedOthers(one, other *trace, oneID, otherID string) []*Actor {
	if len(other.ties) < len(one.ties) {
		one, other = other, one
	}
	shared := map[string]bool{}
	for tied := range one.ties {
		root := q.same.of(tied.actor)
		if root == tied.actor && other.ties[tied] && root != q.same.of(oneID) && root != q.same.of(otherID) {
			shared[root] = true
		}
	}
	actors := make([]*Actor, 0, len(shared))
	for _, id := range sortedKeys(shared) {
		actors = append(actors, &Actor{ID: id})
	}
	return actors
}
