package graph

import (
	"context"
	"regexp"
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
	Contested *bool
	// IncludeSubordinates and IncludeSubsets: who belongs to an actor by PART_OF
	// or SUBSET_OF at that time counts as that actor.
	IncludeSubordinates, IncludeSubsets bool
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

// ParseTieKey splits a key; CodeBadInput if it is none. An end may be an actor
// that stands for all of a kind, see [RollUpKind].
func ParseTieKey(key string) (kind TieKind, from, to string, err error) {
	if parts := tieKey.FindStringSubmatch(key); parts != nil {
		if _, known := TieKind(parts[1]).Word(); known {
			return TieKind(parts[1]), parts[2], parts[3], nil
		}
	}
	return "", "", "", Errorf(CodeBadInput, "%q is not the key of a tie: KIND:from:to", clip(key))
}

var tieKey = regexp.MustCompile("^([^:]+):((?:" + kindPrefix + ")?[^:]+):((?:" + kindPrefix + ")?[^:]+)$")

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
	return behind(t, func(e *Evidence) *Event { return e.Event })
}

// Agreements returns the agreements among the evidence, oldest first.
func (t *Tie) Agreements() []*Agreement {
	return behind(t, func(e *Evidence) *Agreement { return e.Agreement })
}

// Affiliations returns the affiliations among the evidence, oldest first.
func (t *Tie) Affiliations() []*Affiliation {
	return behind(t, func(e *Evidence) *Affiliation { return e.Affiliation })
}

func behind[E any](t *Tie, ground func(*Evidence) *E) []*E {
	var grounds []*E
	for i := range t.Evidence {
		if found := ground(&t.Evidence[i]); found != nil {
			grounds = append(grounds, found)
		}
	}
	return grounds
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

// TieByKey computes one tie under a filter, nil if the filter leaves nothing
// of it. A tie of a rolled-up network is found by the roll-up that it came from:
// the same key may name another one without.
func TieByKey(ctx context.Context, reader Reader, key string, filter TieFilter, to RollUp) (*Tie, error) {
	kind, one, other, err := ParseTieKey(key)
	if err != nil {
		return nil, err
	}
	if standsForKind := strings.HasPrefix(one, kindPrefix) || strings.HasPrefix(other, kindPrefix); standsForKind && to != RollUpKind {
		return nil, Errorf(CodeBadInput, "%q joins all actors of a kind: ask for it with the roll-up KIND, from which it comes", clip(key))
	}
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil || question.empty || !slices.Contains(question.kinds, kind) {
		return nil, err
	}
	question.kinds = []TieKind{kind}
	if question.rollUp, err = newRollUp(ctx, reader, to); err != nil {
		return nil, err
	}
	if question.rollUp == nil {
		// The filter's own ends still decide, through who belongs to them, so
		// only the candidates are narrowed to the two actors.
		question.only = &[2]string{one, other}
	}
	if err := question.gather(ctx, reader, question); err != nil {
		return nil, err
	}
	ties, err := question.ties(ctx, reader)
	if err != nil {
		return nil, err
	}
	wanted := TieKey(kind, one, other)
	if i := slices.IndexFunc(ties, func(tie *Tie) bool { return tie.Key() == wanted }); i >= 0 {
		return ties[i], nil
	}
	return nil, nil
}
