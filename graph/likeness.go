package graph

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// LikenessReasonKind says what speaks for or against two actors being one.
type LikenessReasonKind string

// The reasons.
const (
	AlikeName          LikenessReasonKind = "NAME"
	SameKind           LikenessReasonKind = "KIND"
	SameTime           LikenessReasonKind = "TIME"
	SamePlace          LikenessReasonKind = "PLACE"
	SameExternalID     LikenessReasonKind = "EXTERNAL_ID"
	SameCounterparts   LikenessReasonKind = "COUNTERPARTS"
	SupposedSame       LikenessReasonKind = "POSSIBLY_SAME_AS"
	DifferentKind      LikenessReasonKind = "DIFFERENT_KIND"
	DisjointTime       LikenessReasonKind = "DISJOINT_TIME"
	DifferentExternals LikenessReasonKind = "DIFFERENT_EXTERNAL_ID"
	FoughtEachOther    LikenessReasonKind = "FOUGHT_EACH_OTHER"
	TiedToEachOther    LikenessReasonKind = "TIED_TO_EACH_OTHER"
	ToldApart          LikenessReasonKind = "TOLD_APART"
)

// LikenessReasonKinds is the table of reasons with the weight of each.
var LikenessReasonKinds = []Word[LikenessReasonKind]{
	{AlikeName, "A name of the one is like a name of the other: 16 bits for each point of likeness beyond 0.6, and against where it is less."},
	{SameKind, "They are of one kind: 1 bit."},
	{SameTime, "They were active at one time: half a bit."},
	{SamePlace, "They were active at one place, or the one within a place of the other; countries do not count: 1 bit."},
	{SameExternalID, "Another dataset gives both the same id: 8 bits."},
	{SameCounterparts, "They have ties of one family to the same others: half a bit for each of these, at most 1.5."},
	{SupposedSame, "A link says that they may be one: 3 bits."},
	{DifferentKind, "They are of kinds that sources tell apart loosely: -1 bit, as of a state and its force; or of other kinds: -5."},
	{DisjointTime, "The one was last seen before the other was first seen: -1 bit."},
	{DifferentExternals, "Another dataset gives them different ids: -4 bits."},
	{FoughtEachOther, "They were against each other: -5 bits."},
	{TiedToEachOther, "Another tie joins them, such as PART_OF, so that a source knows two: -4 bits."},
	{ToldApart, "One source tells of both, under two names or more: -2 bits."},
}

// What reasons weigh; LikenessReasonKinds says it in words.
const (
	bitsOfAnyTwo       = -3
	bitsOfName         = 16
	evenName           = 0.6
	bitsOfKind         = 1
	bitsOfTime         = 0.5
	bitsOfPlace        = 1
	bitsOfExternalID   = 8
	bitsOfCounterpart  = 0.5
	bitsOfCounterparts = 1.5
	bitsOfSupposed     = 3
	bitsOfNearKind     = -1
	bitsOfOtherKind    = -5
	bitsOfDisjointTime = -1
	bitsOfOtherID      = -4
	bitsOfFight        = -5
	bitsOfTie          = -4
	bitsOfToldApart    = -2
)

// Likeness is a pair of actors that may be one.
type Likeness struct {
	// One has the smaller id.
	One, Other *Actor
	// Score is in (0, 1): see [Likenesses].
	Score   float64
	Reasons []LikenessReason
	// Review is the SAME_AS affiliation between them, nil where there is none.
	Review *Affiliation
}

// Key names the pair.
func (l *Likeness) Key() string { return l.One.ID + ":" + l.Other.ID }

// LikenessReason is one reason with what it rests on: the fields that its
// kind is about are filled.
type LikenessReason struct {
	Kind LikenessReasonKind
	// Bits are what it adds to the weight; negative where it speaks against.
	Bits float64
	// Names are the names that are alike, of the one and of the other, and
	// Manner how.
	Names  []string
	Manner NameManner
	// Spans are when the one and the other were active.
	Spans []*FuzzyDate
	// Places are those they share, and the inner one of two.
	Places []*Place
	// Actors are the counterparts that they share.
	Actors []*Actor
	// ExternalIDs are those in question, one if it is the same.
	ExternalIDs []ExternalID
}

// LikenessFilter chooses pairs; lists follow the rule of all filters.
type LikenessFilter struct {
	// Actors: one of the pair is one of these.
	Actors []string
	// Prefix: the id of just one of the pair begins so, as that of all which
	// one dataset brought; nothing is no constraint.
	Prefix string
	// Kinds: both are of one of these.
	Kinds []ActorKind
	// MinScore is the least score.
	MinScore float64
	// Reviewed: also those that SAME_AS joins, or denies to be one.
	Reviewed bool
}

// Likenesses lists pairs of actors that may be one, the likeliest first, then
// by the ids. Ids in the filter that do not exist are CodeNotFound.
//
// Pairs are looked for among those with a name alike (see [NameManner]; of the
// hits for one name, the best [MaxNamesakes]), with an external id in common, or
// linked as possibly the same. Who was seen and not named is no candidate.
//
// The score follows Fellegi and Sunter, "A Theory for Record Linkage", Journal of
// the American Statistical Association 64 (1969): each reason weighs the binary
// logarithm of how much likelier it is of one actor than of two, the weights of
// all add up, and with w for their sum and -3 bits for any two that are looked at,
// the score is 2^w / (1 + 2^w). Half a score is an even chance. The weights are
// judged, not estimated, and so the score puts pairs in order for a reviewer and
// is no probability.
func Likenesses(ctx context.Context, reader Reader, filter LikenessFilter) ([]*Likeness, error) {
	q := likenessQuestion{filter: filter, same: sameness{}, samePlace: sameness{}}
	if err := q.read(ctx, reader); err != nil {
		return nil, err
	}
	if length(filter.Actors) == 0 || length(filter.Kinds) == 0 {
		return nil, nil
	}
	if err := q.pair(ctx); err != nil {
		return nil, err
	}
	traces, err := q.follow(ctx, reader)
	if err != nil {
		return nil, err
	}
	found := make([]*Likeness, 0, len(q.pairs))
	for pair, names := range q.pairs {
		likeness := q.weigh(traces, pair, names)
		if likeness.Score >= filter.MinScore {
			found = append(found, likeness)
		}
	}
	slices.SortFunc(found, func(a, b *Likeness) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.One.ID, b.One.ID), cmp.Compare(a.Other.ID, b.Other.ID))
	})
	return found, nil
}

// couple are two actors by their place among all, in the order of ids.
type couple [2]int32

func coupleOf(a, b int32) couple { return couple{min(a, b), max(a, b)} }

// sameness leads from each id towards the one that stands for all which are the
// same.
type sameness map[string]string

func (s sameness) of(id string) string {
	for {
		up, below := s[id]
		if !below {
			return id
		}
		id = up
	}
}

func (s sameness) join(a, b string) {
	if a, b = s.of(a), s.of(b); a != b {
		s[max(a, b)] = min(a, b)
	}
}

type likenessQuestion struct {
	filter LikenessFilter
	// actors are all that can be meant, by id.
	actors  []*Actor
	ordinal map[string]int32
	asked   map[string]bool // nil for all
	// reviews are the SAME_AS affiliations, and same what they assert.
	reviews map[couple]*Affiliation
	same    sameness
	// pairs are the candidates with what is known of their names.
	pairs map[couple]*namesakes
	// within leads from each place to what it lies in, countries left out;
	// samePlace joins those of one name.
	within    map[string]string
	samePlace sameness
}

func (q *likenessQuestion) read(ctx context.Context, reader Reader) error {
	if q.filter.Actors != nil {
		q.asked = map[string]bool{}
		for _, id := range q.filter.Actors {
			q.asked[id] = true
		}
		if err := mustExist(ctx, reader, ActorEntity, q.filter.Actors); err != nil {
			return err
		}
	}
	q.ordinal, q.reviews = map[string]int32{}, map[couple]*Affiliation{}
	queries := []Query{{Filter: ActorFilter{Kinds: q.filter.Kinds}}, {Filter: AffiliationFilter{Kinds: []AffiliationKind{SameAs}}}}
	for row, err := range reader.List(ctx, queries...) {
		if err != nil {
			return err
		}
		switch e := row.Entity.(type) {
		case *Actor:
			if e.Kind != Unidentified {
				q.ordinal[e.ID] = int32(len(q.actors))
				q.actors = append(q.actors, e)
			}
		case *Affiliation:
			q.reviewed(e)
		}
	}
	return nil
}

// reviewed notes a SAME_AS affiliation, of which the first by id is shown for a
// pair. It comes after all actors.
func (q *likenessQuestion) reviewed(review *Affiliation) {
	if review.Asserted() {
		q.same.join(review.From.ID, review.To.EntityID())
	}
	one, isOne := q.ordinal[review.From.ID]
	other, isOther := q.ordinal[review.To.EntityID()]
	if at := coupleOf(one, other); isOne && isOther && q.reviews[at] == nil {
		q.reviews[at] = review
	}
}

// Asserted reports whether some claim is more than a denial.
func (a *Affiliation) Asserted() bool {
	return slices.ContainsFunc(a.Claims, func(claim Claim) bool { return claim.Stance != Denied })
}

// left reports whether an actor is one of those that are matched with others.
func (q *likenessQuestion) left(id string) bool {
	return (q.asked == nil || q.asked[id]) && (q.asked != nil || strings.HasPrefix(id, q.filter.Prefix))
}

// admits reports whether the filter lets a pair through, which is not yet
// reviewed unless the filter asks for such.
func (q *likenessQuestion) admits(a, b string) bool {
	switch {
	case a == b:
		return false
	case q.asked != nil && !q.asked[a] && !q.asked[b]:
		return false
	case q.filter.Prefix != "" && strings.HasPrefix(a, q.filter.Prefix) == strings.HasPrefix(b, q.filter.Prefix):
		return false
	case q.filter.Reviewed:
		return true
	}
	return q.same.of(a) != q.same.of(b) && q.reviews[coupleOf(q.ordinal[a], q.ordinal[b])] == nil
}

// weigh gathers the reasons of a pair.
func (q *likenessQuestion) weigh(traces map[int32]*trace, at couple, names *namesakes) *Likeness {
	one, other := q.actors[at[0]], q.actors[at[1]]
	l := &Likeness{One: one, Other: other, Review: q.reviews[at]}
	give := func(reason LikenessReason) { l.Reasons = append(l.Reasons, reason) }
	if names.likeness > 0 {
		give(LikenessReason{
			Kind: AlikeName, Bits: math.Round(100*bitsOfName*(names.likeness-evenName)) / 100, Names: []string{names.one, names.other}, Manner: names.manner,
		})
	}
	switch {
	case one.Kind == other.Kind:
		give(LikenessReason{Kind: SameKind, Bits: bitsOfKind})
	case nearKinds(one.Kind, other.Kind):
		give(LikenessReason{Kind: DifferentKind, Bits: bitsOfNearKind})
	default:
		give(LikenessReason{Kind: DifferentKind, Bits: bitsOfOtherKind})
	}
	weighExternalIDs(one, other, give)
	if supposed(one, other) || supposed(other, one) {
		give(LikenessReason{Kind: SupposedSame, Bits: bitsOfSupposed})
	}
	q.compareTraces(traces[at[0]], traces[at[1]], one.ID, other.ID, give)
	weight := float64(bitsOfAnyTwo)
	for i := range l.Reasons {
		weight += l.Reasons[i].Bits
	}
	l.Score = 1 / (1 + math.Exp2(-weight))
	return l
}

// kindsApart are the sets of kinds that sources and datasets tell apart loosely.
var kindsApart = [][]ActorKind{
	{State, StateForce},
	{ArmedGroup, Coalition, Umbrella},
	{ArmedGroup, Organization},
	{Coalition, NegotiatorBody, Organization},
	{Community, People, Umbrella},
	{Organization, Media},
}

func nearKinds(a, b ActorKind) bool {
	return slices.ContainsFunc(kindsApart, func(kinds []ActorKind) bool { return slices.Contains(kinds, a) && slices.Contains(kinds, b) })
}

// weighExternalIDs looks at the schemes that both have ids of: one id in common
// outweighs others.
func weighExternalIDs(one, other *Actor, give func(LikenessReason)) {
	var apart []ExternalID
	for _, id := range one.ExternalIDs {
		if slices.Contains(other.ExternalIDs, id) {
			give(LikenessReason{Kind: SameExternalID, Bits: bitsOfExternalID, ExternalIDs: []ExternalID{id}})
			return
		}
		for _, its := range other.ExternalIDs {
			if its.Scheme == id.Scheme && apart == nil {
				apart = []ExternalID{id, its}
			}
		}
	}
	if apart != nil {
		give(LikenessReason{Kind: DifferentExternals, Bits: bitsOfOtherID, ExternalIDs: apart})
	}
}

// supposed reports whether an actor holds a link to another as possibly the
// same.
func supposed(from, to *Actor) bool {
	return slices.ContainsFunc(from.Links, func(link Link) bool {
		return link.How == LinkPossiblySameAs && link.To != nil && link.To.EntityID() == to.ID
	})
}
