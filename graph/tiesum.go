package graph

import (
	"cmp"
	"context"
	"slices"
)

type tieSum struct {
	tie        *Tie
	publishers map[string]bool
	asserted   bool
	disputed   bool
	matched    map[string]*Actor
}

func (q *tieQuestion) add(e *Evidence, certainty Certainty, matched []*Actor) {
	claims := q.admittedClaims(e)
	if len(claims) == 0 {
		return
	}
	from, to := e.From, e.To
	if q.rollUp != nil {
		if from, to = q.rollUp.ends(e); from.ID == to.ID {
			q.rollUp.hide(e, from)
			return
		}
	}
	key := TieKey(e.Kind, from.ID, to.ID)
	sum := q.sums[key]
	if sum == nil {
		sum = &tieSum{
			tie:        &Tie{Kind: e.Kind, From: from, To: to, ImpliedOnly: true},
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
	following, err := Follow(ctx, reader, sortedKeys(ends), PartOf)
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
	return wholes, addWholes(ctx, reader, wholes)
}

// addWholes adds the larger events that the map leads to, with what these are
// part of.
func addWholes(ctx context.Context, reader Reader, wholes map[string]string) error {
	for range MaxDepth {
		unknown := map[string]bool{}
		for _, whole := range wholes {
			if _, known := wholes[whole]; !known && whole != "" {
				unknown[whole] = true
			}
		}
		if len(unknown) == 0 {
			return nil
		}
		if err := getEach(ctx, reader, unknown, func(id string, entity Entity) {
			wholes[id] = ""
			if event, is := entity.(*Event); is {
				wholes[id] = event.linked(LinkPartOf)
			}
		}); err != nil {
			return err
		}
	}
	return nil
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

// units counts what the evidence is counted by.
func (s *tieSum) units(wholes map[string]string) int {
	unitOf := make(map[string]string, len(s.tie.Evidence))
	for i := range s.tie.Evidence {
		e := &s.tie.Evidence[i]
		unitOf[groundID(e)] = e.Unit()
	}
	return countUnits(unitOf, wholes)
}

// countUnits counts the units, given by their grounds, that are not part of
// another one of them; wholes leads from events to larger ones.
func countUnits(unitOf, wholes map[string]string) int {
	part := make(map[string]bool, len(unitOf))
	for ground, unit := range unitOf {
		part[unit] = part[unit] || partOfAnother(ground, unit, unitOf, wholes)
	}
	count := 0
	for _, is := range part {
		if !is {
			count++
		}
	}
	return max(count, 1) // two conclusions can each be part of the other's events
}

func partOfAnother(ground, unit string, unitOf, wholes map[string]string) bool {
	whole := wholes[ground]
	for range MaxDepth {
		if whole == "" {
			return false
		}
		if larger, counted := unitOf[whole]; counted && larger != unit {
			return true
		}
		whole = wholes[whole]
	}
	return false
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
