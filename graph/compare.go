package graph

import (
	"cmp"
	"context"
	"slices"
)

// NetworkChange is what differs between two networks.
type NetworkChange struct {
	// Appeared, Vanished and Changed are ties by key: those that only the
	// later filter admits, only the earlier one, or both with different weight
	// or contest.
	Appeared, Vanished []*Tie
	Changed            []*TieChange
	// Stayed counts the ties that are the same in both.
	Stayed int
	// Turned are pairs of actors whose ties changed sign, by id.
	Turned []*Turn
	// ActorsAppeared and ActorsVanished are who has ties under one filter
	// alone, by id.
	ActorsAppeared, ActorsVanished []*Actor
	// Truncated says what a limit left out of the lists, nil if nothing.
	Truncated *Truncation
}

// TieChange is a tie under two filters.
type TieChange struct{ Before, After *Tie }

// Turn is a pair of actors whose relation changed its sign. From has the
// smaller id.
type Turn struct {
	From, To      *Actor
	Before, After Sign
}

// Sign says how two actors stood: by whether their ties are of the hostile or
// the cooperative family (talks and what third parties do are neither), as in
// signed networks (Harary 1953, "On the notion of balance of a signed graph").
type Sign string

// The signs.
const (
	SignHostile     Sign = "HOSTILE"
	SignCooperative Sign = "COOPERATIVE"
	SignMixed       Sign = "MIXED"
	SignNeutral     Sign = "NEUTRAL"
)

// CompareQuery asks how a network under one filter differs from that under
// another.
type CompareQuery struct {
	Before, After TieFilter
	RollUp        RollUp
	// Limit bounds each list, between 1 and [MaxNetworkActors]; what has most
	// events stays.
	Limit int
}

// CompareNetworks gathers the ties under both filters and tells what changed.
func CompareNetworks(ctx context.Context, reader Reader, query CompareQuery) (*NetworkChange, error) {
	if err := checkLimit(query.Limit); err != nil {
		return nil, err
	}
	before, err := allTies(ctx, reader, query.Before, query.RollUp)
	if err != nil {
		return nil, err
	}
	after, err := allTies(ctx, reader, query.After, query.RollUp)
	if err != nil {
		return nil, err
	}
	change := &NetworkChange{}
	for _, key := range sortedKeys(after) {
		switch was, is := before[key], after[key]; {
		case was == nil:
			change.Appeared = append(change.Appeared, is)
		case was.EventCount != is.EventCount || was.Contested != is.Contested:
			change.Changed = append(change.Changed, &TieChange{was, is})
		default:
			change.Stayed++
		}
	}
	for _, key := range sortedKeys(before) {
		if after[key] == nil {
			change.Vanished = append(change.Vanished, before[key])
		}
	}
	change.compareActors(before, after)
	change.turned(before, after)
	change.cut(query.Limit, eventsAt(before), eventsAt(after))
	return change, nil
}

// allTies returns the ties under a filter, gathered, by key.
func allTies(ctx context.Context, reader Reader, filter TieFilter, to RollUp) (map[string]*Tie, error) {
	w, err := newWeb(ctx, reader, filter)
	if err != nil {
		return nil, err
	}
	if _, err := w.rollUp(ctx, to); err != nil {
		return nil, err
	}
	bonds, err := w.all(ctx)
	if err != nil {
		return nil, err
	}
	ties, err := w.ties(ctx, bonds, false)
	if err != nil {
		return nil, err
	}
	of := make(map[string]*Tie, len(ties))
	for _, tie := range ties {
		of[tie.Key()] = tie
	}
	return of, nil
}

func (c *NetworkChange) compareActors(before, after map[string]*Tie) {
	was, is := endsOf(before), endsOf(after)
	for _, id := range sortedKeys(is) {
		if was[id] == nil {
			c.ActorsAppeared = append(c.ActorsAppeared, is[id])
		}
	}
	for _, id := range sortedKeys(was) {
		if is[id] == nil {
			c.ActorsVanished = append(c.ActorsVanished, was[id])
		}
	}
}

// eventsAt sums up the event counts of the ties at each actor.
func eventsAt(ties map[string]*Tie) map[string]int {
	counts := map[string]int{}
	for _, tie := range ties {
		counts[tie.From.ID] += tie.EventCount
		counts[tie.To.ID] += tie.EventCount
	}
	return counts
}

func endsOf(ties map[string]*Tie) map[string]*Actor {
	ends := map[string]*Actor{}
	for _, tie := range ties {
		ends[tie.From.ID], ends[tie.To.ID] = tie.From, tie.To
	}
	return ends
}

// turned finds the pairs that have ties under both filters and another sign.
func (c *NetworkChange) turned(before, after map[string]*Tie) {
	was, is := signs(before), signs(after)
	actors := endsOf(after)
	for pair, now := range is {
		if then, known := was[pair]; known && then != now {
			c.Turned = append(c.Turned, &Turn{From: actors[pair[0]], To: actors[pair[1]], Before: then, After: now})
		}
	}
	slices.SortFunc(c.Turned, func(a, b *Turn) int {
		return cmp.Or(cmp.Compare(a.From.ID, b.From.ID), cmp.Compare(a.To.ID, b.To.ID))
	})
}

// signs of all pairs that have a tie, the smaller id first.
func signs(ties map[string]*Tie) map[[2]string]Sign {
	of := map[[2]string]Sign{}
	for _, tie := range ties {
		pair := [2]string{min(tie.From.ID, tie.To.ID), max(tie.From.ID, tie.To.ID)}
		of[pair] = of[pair].with(tie.Kind.Family())
	}
	return of
}

// with returns the sign of a pair that has a tie of one more family.
func (s Sign) with(family TieFamily) Sign {
	sign := SignNeutral
	switch family {
	case Hostile:
		sign = SignHostile
	case Cooperative:
		sign = SignCooperative
	default:
	}
	switch {
	case s == "" || s == SignNeutral || s == sign:
		return sign
	case sign == SignNeutral:
		return s
	}
	return SignMixed
}

// cut leaves no more than limit elements in each list; before and after count
// the events at each actor.
func (c *NetworkChange) cut(limit int, before, after map[string]int) {
	omitted := &Truncation{Limit: "limit"}
	events := func(t *Tie) int { return t.EventCount }
	c.Appeared = cut(c.Appeared, limit, &omitted.TiesOmitted, events)
	c.Vanished = cut(c.Vanished, limit, &omitted.TiesOmitted, events)
	c.Changed = cut(c.Changed, limit, &omitted.TiesOmitted, func(t *TieChange) int { return max(t.Before.EventCount, t.After.EventCount) })
	c.Turned = cut(c.Turned, limit, &omitted.TurnsOmitted, func(t *Turn) int { return before[t.From.ID] + before[t.To.ID] + after[t.From.ID] + after[t.To.ID] })
	c.ActorsAppeared = cut(c.ActorsAppeared, limit, &omitted.NodesOmitted, func(a *Actor) int { return after[a.ID] })
	c.ActorsVanished = cut(c.ActorsVanished, limit, &omitted.NodesOmitted, func(a *Actor) int { return before[a.ID] })
	if omitted.NodesOmitted+omitted.TiesOmitted+omitted.TurnsOmitted > 0 {
		c.Truncated = omitted
	}
}

// cut leaves those elements of a list that weigh most, in its order, and adds
// how many it left out.
func cut[T comparable](list []T, limit int, omitted *int, weight func(T) int) []T {
	if len(list) <= limit {
		return list
	}
	*omitted += len(list) - limit
	heaviest := slices.Clone(list)
	slices.SortStableFunc(heaviest, func(a, b T) int { return cmp.Compare(weight(b), weight(a)) })
	kept := make(map[T]bool, limit)
	for _, element := range heaviest[:limit] {
		kept[element] = true
	}
	return slices.DeleteFunc(list, func(element T) bool { return !kept[element] })
}
