package graph

import (
	"context"
	"reflect"
	"slices"
)

// Limits of path questions.
const (
	// MaxPathLength bounds the steps of a path, MaxPaths how many are given.
	MaxPathLength = 8
	MaxPaths      = 100
	// pathSteps bounds the steps that are tried to find paths of one length.
	pathSteps = 1_000_000
	// notHostile is more than any step can have of evidence, and counts as such
	// where a tie is not hostile.
	notHostile = 1 << 40
)

// PathStatus is how a search for paths ended.
type PathStatus string

// The ways. NONE is said only when all that one of the ends can reach under
// the filter was seen; else a longer path may exist, and it is LIMIT_REACHED.
// FILTERED_OUT replaces both when all lengths asked for were searched, and
// without the caller's filter there is a path of such a length.
const (
	PathFound        PathStatus = "FOUND"
	PathNone         PathStatus = "NONE"
	PathLimitReached PathStatus = "LIMIT_REACHED"
	PathFilteredOut  PathStatus = "FILTERED_OUT"
)

// PathQuery asks how two actors are connected.
type PathQuery struct {
	From, To string
	// Forward follows directed ties from their From to their To only.
	Forward bool
	// MaxLength is the most steps, at most [MaxPathLength]; First the most
	// paths, at most [MaxPaths].
	MaxLength, First int
	Filter           TieFilter
	// RollUp gathers actors first. From and To may be such as are gathered: the
	// path is then sought for who stands for them at the time of the evidence.
	RollUp RollUp
	// Bare leaves the ties of the steps without evidence.
	Bare bool
}

// PathResult is the shortest simple paths that were found, shortest first, of
// those as long the ones without a step by hostile ties alone (a chain of
// command says more of how two are connected than whom both fought), then
// those whose weakest step rests on most evidence, then in the order of their
// actors' ids.
type PathResult struct {
	Status PathStatus
	// Complete says that all lengths asked for were searched, or there are as
	// many paths as asked for. Else a budget ended the search; Limit names it.
	Complete bool
	Limit    string
	Paths    []*ActorPath
}

// ActorPath leads from one actor to another, visiting nobody twice. Paths differ by
// their actors.
type ActorPath struct {
	Actors []*Actor
	Steps  []*PathStep
}

// PathStep is one step of a path with all ties that it can be taken by, those
// with most events first.
type PathStep struct {
	From, To *Actor
	Ties     []*Tie
}

// Ties returns the best evidenced tie of each step.
func (p *ActorPath) Ties() []*Tie {
	ties := make([]*Tie, len(p.Steps))
	for i, step := range p.Steps {
		ties[i] = step.Ties[0]
	}
	return ties
}

// Paths finds the shortest simple paths between two actors.
func Paths(ctx context.Context, reader Reader, query PathQuery) (*PathResult, error) {
	switch {
	case query.From == query.To:
		return nil, Errorf(CodeBadInput, "from and to are the same actor")
	case query.MaxLength < 1 || query.MaxLength > MaxPathLength:
		return nil, Errorf(CodeBadInput, "maxLength must be between 1 and %d", MaxPathLength)
	case query.First < 1 || query.First > MaxPaths:
		return nil, Errorf(CodeBadInput, "first must be between 1 and %d", MaxPaths)
	}
	result, seen, err := findPaths(ctx, reader, query)
	if err != nil {
		return nil, err
	}
	if err := mustExist(ctx, reader, ActorEntity, unseen(seen, []string{query.From, query.To})); err != nil {
		return nil, err
	}
	if result.Status == PathFound || !result.Complete || reflect.ValueOf(query.Filter).IsZero() {
		return result, nil
	}
	free := query
	free.Filter, free.First, free.Bare = TieFilter{}, 1, true
	unfiltered, _, err := findPaths(ctx, reader, free)
	switch {
	case CodeOf(err) == CodeBadInput: // unfiltered, one actor stands for both
	case err != nil:
		return nil, err
	case unfiltered.Status == PathFound:
		result.Status = PathFilteredOut
	}
	return result, nil
}

// findPaths searches under one filter. seen are actors that exist.
func findPaths(ctx context.Context, reader Reader, query PathQuery) (*PathResult, map[string]bool, error) {
	w, err := newWeb(ctx, reader, query.Filter)
	if err != nil {
		return nil, nil, err
	}
	rolling, err := w.rollUp(ctx, query.RollUp)
	if err != nil {
		return nil, nil, err
	}
	from, to := query.From, query.To
	if rolling != nil {
		from, to = rolling.standsFor(from), rolling.standsFor(to)
		if from == to {
			return nil, nil, Errorf(CodeBadInput, "rolled up, from and to are both in %q", clip(from))
		}
	}
	// A question without direction is always searched from the same end, so
	// that reversing it reverses the answer.
	turned := !query.Forward && from > to
	if turned {
		from, to = to, from
	}
	s := newPathSearch(w, query, from, to)
	result := &PathResult{Complete: true}
	found, err := s.search(ctx, result)
	if err != nil {
		return nil, nil, err
	}
	if turned {
		for _, path := range found {
			slices.Reverse(path)
		}
	}
	if result.Paths, err = s.paths(ctx, found); err != nil {
		return nil, nil, err
	}
	seen := s.seen()
	if rolling != nil {
		for id := range rolling.inside {
			seen[id] = true
		}
	}
	return result, seen, nil
}

// standsFor returns who stands for an actor in the rolled-up network: if it was
// several over time, the one with most evidence.
func (r *rollUp) standsFor(id string) string {
	best, most := id, 0
	for _, superior := range sortedKeys(r.inside) {
		if count := r.inside[superior]; count.members[id] != nil && count.of[id] > most {
			best, most = superior, count.of[id]
		}
	}
	return best
}
