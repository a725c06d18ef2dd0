package graph

import (
	"context"
	"slices"
	"strings"
)

// RollUp says to what level a network's actors are gathered. What belonged to
// whom is read from PART_OF at the time of each piece of evidence, where times
// that may overlap count as overlapping.
type RollUp string

// The levels. STATE is the top of a chain, be it a state or not. CORPS is
// structural, for no source tells echelons of all forces alike: two steps below
// a state at the top of a chain (state, its forces, the corps or division), or
// as near to that as the chain goes. Where no state is at the top, as of armed
// groups and of units of which no more is known than their corps, it is the top.
const (
	RollUpNone  RollUp = "NONE"
	RollUpState RollUp = "STATE"
	RollUpCorps RollUp = "CORPS"
	RollUpKind  RollUp = "KIND"
)

// kindPrefix begins the ids of the actors that stand for all of a kind.
const kindPrefix = "kind:"

// rollUp gathers actors.
type rollUp struct {
	to     RollUp
	actors map[string]*Actor // those that others belong to, and who was met
	up     map[string][]belonging
	inside map[string]*insideCount // by the actor that stands for it
}

// insideCount is what is gathered into one actor.
type insideCount struct {
	members map[string]*Actor
	of      map[string]int // pieces of evidence at each member
	// ties between members, and the pieces of evidence for these, are hidden.
	ties     map[string]bool
	evidence int
}

// newRollUp reads who belongs to whom; nil for no roll-up.
func newRollUp(ctx context.Context, reader Reader, to RollUp) (*rollUp, error) {
	switch to {
	case "", RollUpNone:
		return nil, nil
	case RollUpState, RollUpCorps, RollUpKind:
	default:
		return nil, Errorf(CodeBadInput, "%q is no level to roll up to", clip(string(to)))
	}
	r := &rollUp{to: to, actors: map[string]*Actor{}, up: map[string][]belonging{}, inside: map[string]*insideCount{}}
	if to == RollUpKind {
		return r, nil
	}
	var superiors []string
	for affiliation, err := range Find[*Affiliation](ctx, reader, Query{Filter: AffiliationFilter{Kinds: []AffiliationKind{PartOf}}}) {
		if err != nil {
			return nil, err
		}
		superior := affiliation.To.EntityID()
		superiors = append(superiors, superior)
		r.up[affiliation.From.ID] = append(r.up[affiliation.From.ID], belonging{superior, affiliation.Interval.Extent()})
	}
	for _, steps := range r.up {
		slices.SortStableFunc(steps, func(a, b belonging) int { return strings.Compare(a.to, b.to) })
	}
	err := r.load(ctx, reader, superiors)
	return r, err
}

// load reads the actors with these ids.
func (r *rollUp) load(ctx context.Context, reader Reader, ids []string) error {
	slices.Sort(ids)
	found, err := reader.Get(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	for _, entity := range found {
		if actor, is := entity.(*Actor); is {
			r.actors[actor.ID] = actor
		}
	}
	return nil
}

// ends returns the actors that e's ends are gathered into, in the order of a
// tie's.
func (r *rollUp) ends(e *Evidence) (from, to *Actor) {
	at := e.Extent()
	from, to = r.of(e.From, &at), r.of(e.To, &at)
	if !e.Kind.Directed() && from.ID > to.ID {
		from, to = to, from
	}
	return from, to
}

// hide counts a piece of evidence whose ends are gathered into one actor.
func (r *rollUp) hide(e *Evidence, into *Actor) {
	r.show(e)
	count := r.in(into)
	count.ties[TieKey(e.Kind, e.From.ID, e.To.ID)] = true
	count.evidence++
}

// show notes whom the ends of a piece of evidence are gathered into.
func (r *rollUp) show(e *Evidence) {
	at := e.Extent()
	for _, member := range []*Actor{e.From, e.To} {
		count := r.in(r.of(member, &at))
		count.members[member.ID] = member
		count.of[member.ID]++
	}
}

func (r *rollUp) in(actor *Actor) *insideCount {
	count := r.inside[actor.ID]
	if count == nil {
		count = &insideCount{members: map[string]*Actor{}, of: map[string]int{}, ties: map[string]bool{}}
		r.inside[actor.ID] = count
	}
	return count
}

// of returns the actor that stands for another at some time.
func (r *rollUp) of(actor *Actor, at *Extent) *Actor {
	if r.to == RollUpKind {
		return r.kindOf(actor)
	}
	chain := []string{actor.ID}
	for now := *at; len(chain) <= MaxDepth; {
		step := r.step(chain[len(chain)-1], &now)
		if step == nil {
			break
		}
		chain = append(chain, step.to)
		now = now.during(&step.extent)
	}
	level := len(chain) - 1
	if top := r.actors[chain[level]]; r.to == RollUpCorps && top != nil && top.Kind == State {
		level = max(0, level-2)
	}
	if level == 0 {
		return actor
	}
	if superior := r.actors[chain[level]]; superior != nil {
		return superior
	}
	return &Actor{ID: chain[level]}
}

// step returns to whom the actor belonged then: for certain rather than
// possibly, and among equals to the one with the least id.
func (r *rollUp) step(id string, at *Extent) *belonging {
	var best *belonging
	for i := range r.up[id] {
		step := &r.up[id][i]
		switch step.extent.Meets(at) {
		case Certain:
			return step
		case Possible:
			if best == nil {
				best = step
			}
		}
	}
	return best
}

// kindOf returns the actor that stands for all of one kind. What kind an actor
// is of that came with no more than its id, [rollUp.prepare] has read before.
func (r *rollUp) kindOf(actor *Actor) *Actor {
	if known := r.actors[actor.ID]; known != nil {
		actor = known
	}
	id := kindPrefix + string(actor.Kind)
	if r.actors[id] == nil {
		r.actors[id] = standIn(id)
	}
	return r.actors[id]
}

// standIn returns the actor of that id in a network: one that stands for all
// of a kind is known wholly, others have no more than their id.
func standIn(id string) *Actor {
	if kind, is := strings.CutPrefix(id, kindPrefix); is {
		return &Actor{ID: id, Kind: ActorKind(kind), Name: "Actors of kind " + kind}
	}
	return &Actor{ID: id}
}

// prepare reads what the roll-up needs of the ends of the evidence.
func (r *rollUp) prepare(ctx context.Context, reader Reader, evidence []Evidence) error {
	if r == nil || r.to != RollUpKind {
		return nil
	}
	var missing []string
	for i := range evidence {
		for _, end := range []*Actor{evidence[i].From, evidence[i].To} {
			if !end.Loaded() {
				missing = append(missing, end.ID)
			}
		}
	}
	return r.load(ctx, reader, missing)
}
