package graph

import (
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
