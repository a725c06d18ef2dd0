package graph

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
)

// pathSearch looks for paths from both ends at once. It looks at the ties of as
// few actors as it can: for a path of so many steps those of the actors who are
// that near to one of the ends, and of the step in the middle no other ties
// than those between the actors who may stand there. Actors are numbered in the
// order in which they are met.
type pathSearch struct {
	web       *web
	query     PathQuery
	numbers   map[string]int
	actors    []pathActor
	links     map[[2]int]*pathLink
	near, far pathEnd
}

// pathActor is an actor who was met.
type pathActor struct {
	id string
	// links to other actors: those that were met, or all if whole.
	links []*pathLink
	whole bool
}

// pathLink is all ties between two actors.
type pathLink struct {
	ends  [2]int
	bonds []*bond
	// evidence for a step from the first to the second, and for one back; none
	// where the ties do not lead that way.
	evidence [2]int
}

// across returns who is at the other end of the link, and the evidence for a
// step there or, against the direction, from there.
func (l *pathLink) across(from int, against bool) (to, evidence int) {
	way := 0
	if from == l.ends[1] {
		way = 1
	}
	if against {
		return l.ends[1-way], l.evidence[1-way]
	}
	return l.ends[1-way], l.evidence[way]
}

// pathEnd is the walk from one end, level by level. The far one goes against
// the direction.
type pathEnd struct {
	against  bool
	reached  []bool // by the numbers of the actors
	frontier []int
	radius   int // levels of actors whose links are known
}

const nearEnd, farEnd = 0, 1 // the numbers of the ends

func newPathSearch(w *web, query PathQuery, from, to string) *pathSearch {
	s := &pathSearch{web: w, query: query, numbers: map[string]int{}, links: map[[2]int]*pathLink{}}
	s.near = pathEnd{frontier: []int{s.number(from)}, reached: []bool{true}}
	s.far = pathEnd{frontier: []int{s.number(to)}, reached: []bool{false, true}, against: true}
	return s
}

func (s *pathSearch) number(id string) int {
	number, met := s.numbers[id]
	if !met {
		number = len(s.actors)
		s.numbers[id] = number
		s.actors = append(s.actors, pathActor{id: id})
	}
	return number
}

// seen are the actors of whom some tie was met.
func (s *pathSearch) seen() map[string]bool {
	seen := make(map[string]bool, len(s.actors))
	for i := range s.actors {
		if len(s.actors[i].links) > 0 {
			seen[s.actors[i].id] = true
		}
	}
	return seen
}

func (s *pathSearch) ids(actors []int) []string {
	ids := make([]string, len(actors))
	for i, actor := range actors {
		ids[i] = s.actors[actor].id
	}
	return ids
}

// search returns the actors of the paths and fills in how it ended.
func (s *pathSearch) search(ctx context.Context, result *PathResult) ([][]int, error) {
	if err := s.grow(ctx, result, &s.near, &s.far); err != nil {
		return nil, err
	}
	var found [][]int
	for length := 1; length <= s.query.MaxLength && len(found) < s.query.First && result.Complete; length++ {
		if err := s.reach(ctx, result, length); err != nil {
			return nil, err
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
	if !result.Complete {
		return nil, nil
	}
	none, err := s.searchedOut(ctx)
	if none {
		result.Status = PathNone
	}
	return nil, err
}

// searchedOut reports whether all that one of the ends can reach was seen. What
// it looks at for that belongs to no length asked for, so that a budget that it
// meets leaves the answer complete.
func (s *pathSearch) searchedOut(ctx context.Context) (out bool, err error) {
	within := &PathResult{Complete: true}
	for _, end := range []*pathEnd{&s.near, &s.far} {
		for end.radius < s.query.MaxLength && len(end.frontier) > 0 && within.Complete {
			if err := s.grow(ctx, within, end); err != nil {
				return false, err
			}
		}
		out = out || len(end.frontier) == 0 && within.Complete
	}
	return out, nil
}

// reach sees to it that all links are known by which paths of that length lead.
func (s *pathSearch) reach(ctx context.Context, result *PathResult, length int) error {
	for s.near.radius+s.far.radius < length-1 && result.Complete {
		end := &s.near
		if len(s.far.frontier) < len(s.near.frontier) {
			end = &s.far
		}
		if err := s.grow(ctx, result, end); err != nil {
			return err
		}
	}
	if s.near.radius+s.far.radius >= length || !result.Complete {
		return nil
	}
	actors, others := s.unknown(s.near.frontier), s.unknown(s.far.frontier)
	bonds, err := s.web.between(ctx, s.ids(actors), s.ids(others))
	return s.know(result, bonds, err)
}

// unknown returns those actors of whom not all links are known.
func (s *pathSearch) unknown(actors []int) []int {
	var unknown []int
	for _, actor := range actors {
		if !s.actors[actor].whole {
			unknown = append(unknown, actor)
		}
	}
	return unknown
}

// grow looks at all links of the frontiers of these ends and moves them on.
func (s *pathSearch) grow(ctx context.Context, result *PathResult, ends ...*pathEnd) error {
	var unknown []int
	for _, end := range ends {
		unknown = append(unknown, s.unknown(end.frontier)...)
	}
	bonds, err := s.web.around(ctx, s.ids(unknown))
	if err := s.know(result, bonds, err); err != nil || !result.Complete {
		return err
	}
	for _, actor := range unknown {
		s.actors[actor].whole = true
	}
	for _, end := range ends {
		end.radius++
		end.reached = append(end.reached, make([]bool, len(s.actors)-len(end.reached))...)
		end.frontier = slices.DeleteFunc(s.step(end.frontier, end.against), func(actor int) bool { return end.reached[actor] })
		for _, actor := range end.frontier {
			end.reached[actor] = true
		}
	}
	return nil
}

// step returns who is one step away from some actors, whose links are known.
func (s *pathSearch) step(actors []int, against bool) []int {
	met := make([]bool, len(s.actors))
	var next []int
	for _, actor := range actors {
		for _, link := range s.actors[actor].links {
			if to, evidence := link.across(actor, against); evidence > 0 && !met[to] {
				met[to] = true
				next = append(next, to)
			}
		}
	}
	return next
}

// know keeps bonds that were met. Where there is too much to look at, the
// search is not complete.
func (s *pathSearch) know(result *PathResult, bonds []*bond, err error) error {
	if CodeOf(err) == CodeLimit {
		result.Complete, result.Limit = false, "evidence"
		return nil
	}
	if err != nil {
		return err
	}
	for _, b := range bonds {
		from, to := s.number(b.from), s.number(b.to)
		s.link(from, to).add(b, from, s.query.Forward)
	}
	return nil
}

// link returns the link between two actors.
func (s *pathSearch) link(from, to int) *pathLink {
	ends := [2]int{min(from, to), max(from, to)}
	link := s.links[ends]
	if link == nil {
		link = &pathLink{ends: ends}
		s.links[ends] = link
		s.actors[from].links = append(s.actors[from].links, link)
		s.actors[to].links = append(s.actors[to].links, link)
	}
	return link
}

// add adds a bond from one of the link's ends, unless it was met before.
func (l *pathLink) add(b *bond, from int, forward bool) {
	if slices.ContainsFunc(l.bonds, func(known *bond) bool { return known.kind == b.kind && known.from == b.from }) {
		return
	}
	l.bonds = append(l.bonds, b)
	for way := range l.evidence {
		if forward && b.kind.Directed() && l.ends[way] != from {
			continue
		}
		l.evidence[way] += b.evidence
		if b.kind.Family() != Hostile && l.evidence[way] < notHostile {
			l.evidence[way] += notHostile
		}
	}
}

// ofLength returns the best simple paths of exactly that many steps, false if
// the search for them had to end early.
func (s *pathSearch) ofLength(length, most int) (paths [][]int, all bool) {
	walk := pathWalk{pathSearch: s, most: most, path: []int{nearEnd}, standing: s.standing(length)}
	return walk.all()
}

// standing returns who may stand at each place of a path of that many steps,
// and perhaps some who may not. The first places are among the neighbours of the
// near end, as far as that has grown, and the others among those of the far one.
func (s *pathSearch) standing(length int) [][]int {
	standing := make([][]int, length+1)
	standing[0], standing[length] = []int{nearEnd}, []int{farEnd}
	isEnd := func(actor int) bool { return actor == nearEnd || actor == farEnd }
	split := min(s.near.radius, length-1)
	for place := 1; place <= split; place++ {
		standing[place] = slices.DeleteFunc(s.step(standing[place-1], false), isEnd)
	}
	for place := length - 1; place > split; place-- {
		standing[place] = slices.DeleteFunc(s.step(standing[place+1], true), isEnd)
	}
	return standing
}

// pathWalk goes through the places in the order of ids, time and again: first
// where no step has less evidence than the weakest of the best path may have,
// then where some have less and less. So the best paths are found first, and
// few others are tried.
type pathWalk struct {
	*pathSearch
	standing [][]int
	most     int // paths to find
	// onward is, for each place and who stands there, how much evidence the
	// weakest step of a way on from there has at best; none if there is no way.
	onward [][]int
	// after are, for each place and who stands there, the steps on from there
	// in the order of ids; made when they are needed.
	after []map[int][]pathOption
	// level is how much the weakest step has this time; below is the most that
	// those have which were left for the next times.
	level, below int
	steps        int
	path         []int
	found        [][]int
}

// pathOption is a step to an actor; best is how much evidence it and the
// weakest step of a way on from there have at best.
type pathOption struct{ to, evidence, best int }

func (w *pathWalk) all() (found [][]int, all bool) {
	w.look()
	for w.level = w.onward[0][nearEnd]; w.level > 0 && !w.ends(); w.level = w.below {
		w.below = 0
		w.walk(nearEnd, math.MaxInt)
	}
	return w.found, len(w.found) == w.most || w.steps <= pathSteps
}

func (w *pathWalk) ends() bool { return len(w.found) == w.most || w.steps > pathSteps }

// look fills in the ways on, from the last place to the first.
func (w *pathWalk) look() {
	last := len(w.standing) - 1
	w.after = make([]map[int][]pathOption, last)
	w.onward = make([][]int, last+1)
	w.onward[last] = make([]int, len(w.actors))
	w.onward[last][farEnd] = math.MaxInt
	for place := last - 1; place >= 0; place-- {
		w.after[place] = map[int][]pathOption{}
		onward := make([]int, len(w.actors))
		for _, actor := range w.standing[place] {
			for _, link := range w.actors[actor].links {
				to, evidence := link.across(actor, false)
				onward[actor] = max(onward[actor], min(evidence, w.onward[place+1][to]))
			}
		}
		w.onward[place] = onward
	}
}

// options returns the steps on from an actor at a place.
func (w *pathWalk) options(place, actor int) []pathOption {
	options, made := w.after[place][actor]
	if made {
		return options
	}
	for _, link := range w.actors[actor].links {
		to, evidence := link.across(actor, false)
		if best := min(evidence, w.onward[place+1][to]); best > 0 {
			options = append(options, pathOption{to, evidence, best})
		}
	}
	slices.SortFunc(options, func(a, b pathOption) int { return cmp.Compare(w.actors[a.to].id, w.actors[b.to].id) })
	w.after[place][actor] = options
	return options
}

// walk goes on from the last actor of the path; weakest is how much evidence
// the weakest step of it has.
func (w *pathWalk) walk(actor, weakest int) {
	place := len(w.path) - 1
	if actor == farEnd {
		if weakest == w.level { // else it was found before
			w.found = append(w.found, slices.Clone(w.path))
		}
		return
	}
	for _, option := range w.options(place, actor) {
		if slices.Contains(w.path, option.to) {
			continue
		}
		if w.steps++; w.ends() {
			return
		}
		if best := min(weakest, option.best); best < w.level {
			w.below = max(w.below, best)
			continue
		}
		w.path = append(w.path, option.to)
		w.walk(option.to, min(weakest, option.evidence))
		w.path = w.path[:len(w.path)-1]
	}
}

// paths computes the ties of the steps.
func (s *pathSearch) paths(ctx context.Context, found [][]int) ([]*ActorPath, error) {
	if len(found) == 0 {
		return nil, nil
	}
	wanted := map[*bond]bool{}
	for _, path := range found {
		for i := range path[1:] {
			for _, b := range s.bondsOf(path[i], path[i+1]) {
				wanted[b] = true
			}
		}
	}
	ties, err := s.web.ties(ctx, slices.Collect(maps.Keys(wanted)), s.query.Bare)
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
	for i, numbers := range found {
		path := &ActorPath{}
		for _, id := range s.ids(numbers) {
			path.Actors = append(path.Actors, actors[id])
		}
		for j := range numbers[1:] {
			step := &PathStep{From: path.Actors[j], To: path.Actors[j+1]}
			for _, b := range s.bondsOf(numbers[j], numbers[j+1]) {
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

// bondsOf returns the bonds by which a step can be taken.
func (s *pathSearch) bondsOf(from, to int) []*bond {
	bonds := slices.Clone(s.link(from, to).bonds)
	return slices.DeleteFunc(bonds, func(b *bond) bool { return s.query.Forward && b.kind.Directed() && b.from != s.actors[from].id })
}
