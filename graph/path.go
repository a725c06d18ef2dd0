package graph

import (
	"cmp"
	"context"
	"maps"
	"math"
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
)

// PathStatus is how a search for paths ended.
type PathStatus string

// The ways. NONE is said only when all that one of the ends can reach under
// the filter was seen; else a longer path may exist, and it is LIMIT_REACHED.
// FILTERED_OUT replaces both when without the caller's filter there is a path
// of that length.
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
	// Complete is false when a budget ended the search before there were as
	// many paths as asked for; Limit names the budget.
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
	if result.Status == PathFound || reflect.ValueOf(query.Filter).IsZero() {
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
	s := &pathSearch{web: w, query: query, known: map[bondKey]bool{}, between: map[[2]string][]*bond{}, evidence: map[[2]string]int{}}
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
	s.near, s.far = newPathEnd(from, false), newPathEnd(to, true)
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
	seen := map[string]bool{}
	for key := range s.known {
		seen[key.from], seen[key.to] = true, true
	}
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

// pathSearch walks from both ends, level by level, until they meet.
type pathSearch struct {
	web       *web
	query     PathQuery
	near, far *pathEnd
	known     map[bondKey]bool
	// between are the bonds by which a step can be taken, evidence the pieces
	// that these have together.
	between  map[[2]string][]*bond
	evidence map[[2]string]int
}

// pathEnd is the walk from one end. The far one goes against the direction.
type pathEnd struct {
	against  bool
	distance map[string]int
	frontier []string
	radius   int                 // levels whose neighbours are known
	next     map[string][]string // neighbours of those, sorted
}

func newPathEnd(id string, against bool) *pathEnd {
	return &pathEnd{against: against, distance: map[string]int{id: 0}, frontier: []string{id}, next: map[string][]string{}}
}

func (e *pathEnd) start() string {
	for id, distance := range e.distance {
		if distance == 0 {
			return id
		}
	}
	return ""
}

// grow looks at the neighbours of the frontier. Where there is too much to
// look at, the search is not complete.
func (s *pathSearch) grow(ctx context.Context, end *pathEnd, result *PathResult) error {
	bonds, err := s.web.around(ctx, end.frontier, false)
	if CodeOf(err) == CodeLimit {
		result.Complete, result.Limit = false, "evidence"
		return nil
	}
	if err != nil {
		return err
	}
	at := setOf(end.frontier)
	neighbours := map[string]map[string]bool{}
	add := func(from, to string) {
		if at[from] {
			if neighbours[from] == nil {
				neighbours[from] = map[string]bool{}
			}
			neighbours[from][to] = true
		}
	}
	for _, b := range bonds {
		s.know(b)
		oneWay := s.query.Forward && b.kind.Directed()
		if !oneWay || !end.against {
			add(b.from, b.to)
		}
		if !oneWay || end.against {
			add(b.to, b.from)
		}
	}
	end.radius++
	var frontier []string
	for _, id := range end.frontier {
		end.next[id] = slices.Sorted(maps.Keys(neighbours[id]))
		for _, neighbour := range end.next[id] {
			if _, known := end.distance[neighbour]; !known {
				end.distance[neighbour] = end.radius
				frontier = append(frontier, neighbour)
			}
		}
	}
	end.frontier = frontier
	return nil
}

// know keeps a bond that was met.
func (s *pathSearch) know(b *bond) {
	if s.known[b.key()] {
		return
	}
	s.known[b.key()] = true
	steps := [][2]string{{b.from, b.to}, {b.to, b.from}}
	if s.query.Forward && b.kind.Directed() {
		steps = steps[:1]
	}
	for _, step := range steps {
		s.between[step] = append(s.between[step], b)
		s.evidence[step] += b.evidence
		if b.kind.Family() != Hostile && s.evidence[step] < notHostile {
			s.evidence[step] += notHostile
		}
	}
}

// notHostile is more than any step can have of evidence, and counts as such
// where a tie is not hostile.
const notHostile = 1 << 40

// search returns the actors of the paths and fills in how it ended.
func (s *pathSearch) search(ctx context.Context, result *PathResult) ([][]string, error) {
	var found [][]string
	for length := 1; length <= s.query.MaxLength && len(found) < s.query.First && result.Complete; length++ {
		for s.near.radius+s.far.radius < length && result.Complete {
			end := s.near
			if len(s.far.frontier) < len(s.near.frontier) {
				end = s.far
			}
			if err := s.grow(ctx, end, result); err != nil {
				return nil, err
			}
		}
		if !result.Complete {
			break
		}
		paths, all := s.ofLength(length, s.query.First-len(found))
		found = append(found, paths...)
		if !all {
			result.Complete, result.Limit = false, "steps"
		}
	}
	if len(found) > 0 {
		result.Status = PathFound
		return found, nil
	}
	result.Status = PathLimitReached
	for _, end := range []*pathEnd{s.near, s.far} {
		for end.radius < s.query.MaxLength && len(end.frontier) > 0 && result.Complete {
			if err := s.grow(ctx, end, result); err != nil {
				return nil, err
			}
		}
		if len(end.frontier) == 0 && result.Complete {
			result.Status = PathNone
		}
	}
	return nil, nil
}

// ofLength returns the best simple paths of exactly that many steps, false if
// the search for them had to end early. The first steps, as many as the near
// end has grown, are among its neighbours and the others among those of the far
// one.
func (s *pathSearch) ofLength(length, most int) (paths [][]string, all bool) {
	split := min(s.near.radius, length)
	from, to := s.near.start(), s.far.start()
	// after[i] leads from who may stand at place i to who may follow.
	after := make([]map[string][]string, length)
	allowed := map[string]bool{to: true}
	for place := length - 1; place >= split; place-- {
		after[place] = map[string][]string{}
		for _, id := range slices.Sorted(maps.Keys(allowed)) {
			for _, before := range s.far.next[id] {
				if before != to && (before != from || place == 0) {
					after[place][before] = append(after[place][before], id)
				}
			}
		}
		allowed = keySet(after[place])
	}
	for place, standing := range s.forward(split) {
		if place == split {
			break
		}
		after[place] = map[string][]string{}
		for id := range standing {
			after[place][id] = s.near.next[id]
		}
	}
	for place := split - 1; place >= 0; place-- {
		for id, next := range after[place] {
			kept := slices.DeleteFunc(slices.Clone(next), func(id string) bool { return !allowed[id] || (id == to && place < length-1) })
			if after[place][id] = kept; len(kept) == 0 {
				delete(after[place], id)
			}
		}
		allowed = keySet(after[place])
	}
	walk := pathWalk{evidence: s.evidence, after: after, most: most, on: map[string]bool{from: true}, path: []string{from}}
	return walk.all(from, to)
}

// forward yields who may stand at each place up to one, from the near end.
func (s *pathSearch) forward(places int) []map[string]bool {
	standing := []map[string]bool{{s.near.start(): true}}
	for range places {
		next := map[string]bool{}
		for id := range standing[len(standing)-1] {
			for _, neighbour := range s.near.next[id] {
				next[neighbour] = true
			}
		}
		standing = append(standing, next)
	}
	return standing
}

func keySet[V any](table map[string]V) map[string]bool {
	keys := make(map[string]bool, len(table))
	for key := range table {
		keys[key] = true
	}
	return keys
}

// pathWalk goes through the places in the order of ids, time and again: first
// where no step has less evidence than the weakest of the best path may have,
// then where some have less and less. So the best paths are found first, and
// few others are tried.
type pathWalk struct {
	evidence map[[2]string]int
	after    []map[string][]string
	most     int // paths to find
	// onward is, for each place and who stands there, how much evidence the
	// weakest step of a way on from there has at best.
	onward []map[string]int
	// level is how much the weakest step has this time; below is the most that
	// those have which were left for the next times.
	level, below int
	steps        int
	on           map[string]bool
	path         []string
	found        [][]string
}

func (w *pathWalk) all(from, to string) (found [][]string, all bool) {
	w.look(to)
	for w.level = w.onward[0][from]; w.level > 0 && !w.ends(); w.level = w.below {
		w.below = 0
		w.walk(from, math.MaxInt)
	}
	return w.found, len(w.found) == w.most || w.steps <= pathSteps
}

func (w *pathWalk) ends() bool { return len(w.found) == w.most || w.steps > pathSteps }

// look fills in the ways on, from the last place to the first.
func (w *pathWalk) look(to string) {
	w.onward = make([]map[string]int, len(w.after)+1)
	w.onward[len(w.after)] = map[string]int{to: math.MaxInt}
	for place := len(w.after) - 1; place >= 0; place-- {
		w.onward[place] = make(map[string]int, len(w.after[place]))
		for id, next := range w.after[place] {
			for _, to := range next {
				w.onward[place][id] = max(w.onward[place][id], min(w.evidence[[2]string{id, to}], w.onward[place+1][to]))
			}
		}
	}
}

// walk goes on from the last place of the path; weakest is how much evidence
// the weakest step of it has.
func (w *pathWalk) walk(id string, weakest int) {
	place := len(w.path) - 1
	if place == len(w.after) {
		if weakest == w.level { // else it was found before
			w.found = append(w.found, slices.Clone(w.path))
		}
		return
	}
	for _, next := range w.after[place][id] {
		if w.on[next] {
			continue
		}
		if w.steps++; w.ends() {
			return
		}
		weaker := min(weakest, w.evidence[[2]string{id, next}])
		if best := min(weaker, w.onward[place+1][next]); best < w.level {
			w.below = max(w.below, best)
			continue
		}
		w.on[next] = true
		w.path = append(w.path, next)
		w.walk(next, weaker)
		w.path = w.path[:len(w.path)-1]
		delete(w.on, next)
	}
}

// paths computes the ties of the steps.
func (s *pathSearch) paths(ctx context.Context, found [][]string) ([]*ActorPath, error) {
	if len(found) == 0 {
		return nil, nil
	}
	wanted := map[bondKey]*bond{}
	for _, path := range found {
		for i := range path[1:] {
			for _, b := range s.between[[2]string{path[i], path[i+1]}] {
				wanted[b.key()] = b
			}
		}
	}
	ties, err := s.web.ties(ctx, values(wanted), s.query.Bare)
	if err != nil {
		return nil, err
	}
	of := map[bondKey]*Tie{}
	actors := map[string]*Actor{}
	for _, tie := range ties {
		of[bondKey{tie.Kind, tie.From.ID, tie.To.ID}] = tie
		actors[tie.From.ID], actors[tie.To.ID] = tie.From, tie.To
	}
	paths := make([]*ActorPath, len(found))
	for i, ids := range found {
		path := &ActorPath{}
		for _, id := range ids {
			path.Actors = append(path.Actors, actors[id])
		}
		for j := range ids[1:] {
			step := &PathStep{From: path.Actors[j], To: path.Actors[j+1]}
			for _, b := range s.between[[2]string{ids[j], ids[j+1]}] {
				step.Ties = append(step.Ties, of[b.key()])
			}
			slices.SortFunc(step.Ties, func(a, b *Tie) int {
				return cmp.Or(cmp.Compare(b.EventCount, a.EventCount), cmp.Compare(a.Key(), b.Key()))
			})
			path.Steps = append(path.Steps, step)
		}
		paths[i] = path
	}
	return paths, nil
}
