package graph

import (
	"context"
	"slices"
)

// Following is a set of actors asked for, with all that belongs to them by the
// affiliations that count. It answers who of them a participant at some time
// was.
type Following struct {
	asked []string
	// up maps each that belongs to another to the steps that lead from it
	// towards an asked actor.
	up map[string][]belonging
}

type belonging struct {
	to     string
	extent Extent
}

// belongingBy returns by which affiliations others count as an actor who is
// asked for.
func belongingBy(subordinates, subsets bool) (kinds []AffiliationKind) {
	if subordinates {
		kinds = append(kinds, PartOf)
	}
	if subsets {
		kinds = append(kinds, SubsetOf)
	}
	return kinds
}

// Follow resolves the ids that a filter asks for. It does not look whether
// they exist: nothing belongs to who does not. It reads affiliations of these
// kinds downwards, level by level, up to [MaxDepth] levels. A nil list gives a
// nil Following, which everybody belongs to.
func Follow(ctx context.Context, reader Reader, ids []string, kinds ...AffiliationKind) (*Following, error) {
	if ids == nil {
		return nil, nil
	}
	following := &Following{asked: ids, up: map[string][]belonging{}}
	if len(kinds) == 0 {
		return following, nil
	}
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	frontier := ids
	for range MaxDepth {
		if len(frontier) == 0 {
			break
		}
		filter := AffiliationFilter{Kinds: kinds, To: frontier}
		frontier = nil
		for affiliation, err := range Find[*Affiliation](ctx, reader, Query{Filter: filter}) {
			if err != nil {
				return nil, err
			}
			child := affiliation.From.ID
			following.up[child] = append(following.up[child], belonging{affiliation.To.EntityID(), affiliation.Interval.Extent()})
			if !seen[child] {
				seen[child] = true
				frontier = append(frontier, child)
			}
		}
	}
	return following, nil
}

// seeAll notes who takes part: they exist.
func seeAll(seen map[string]bool, participants []Participant) {
	for i := range participants {
		seen[participants[i].Actor.ID] = true
	}
}

// seeActors notes the actors that have a part in an entity: they exist.
func seeActors(seen map[string]bool, e Entity) {
	switch e := e.(type) {
	case *Event:
		seeAll(seen, e.Participants)
	case *Agreement:
		seeAll(seen, e.Parties)
	case *Affiliation:
		seen[e.From.ID] = true
		if e.To.EntityKind() == ActorEntity {
			seen[e.To.EntityID()] = true
		}
	}
}

// unseen returns the ids of the lists that are not among those seen.
func unseen(seen map[string]bool, lists ...[]string) []string {
	return slices.DeleteFunc(slices.Concat(lists...), func(id string) bool { return seen[id] })
}

// mustExist returns an error naming the first id that is unknown or of
// another kind.
func mustExist(ctx context.Context, reader Reader, kind EntityKind, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := reader.Get(ctx, ids)
	if err != nil {
		return err
	}
	for i, entity := range found {
		if entity == nil || entity.EntityKind() != kind {
			return Errorf(CodeNotFound, "there is no %s with the id %q", lower(string(kind)), clip(ids[i]))
		}
	}
	return nil
}

// IDs are the asked actors and all that may belong to them, sorted; nil for a
// nil Following.
func (f *Following) IDs() []string {
	if f == nil {
		return nil
	}
	ids := slices.Clone(f.asked)
	for id := range f.up {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Asked returns the ids asked for themselves.
func (f *Following) Asked() []string {
	if f == nil {
		return nil
	}
	return f.asked
}

// Belongs returns how sure it is that the actor was one of the asked ones, or
// belonged to one, at that time; nothing if it was not. direct is false when
// it belonged.
func (f *Following) Belongs(id string, at Extent) (held Certainty, direct bool) {
	if f == nil || slices.Contains(f.asked, id) {
		return Certain, true
	}
	return f.climb(id, at, MaxDepth), false
}

// BelongsTo is Belongs for one of the asked actors alone.
func (f *Following) BelongsTo(asked, id string, at Extent) Certainty {
	if id == asked {
		return Certain
	}
	only := Following{asked: []string{asked}, up: f.up}
	return only.climb(id, at, MaxDepth)
}

func (f *Following) climb(id string, at Extent, depth int) Certainty {
	if depth == 0 {
		return ""
	}
	best := Certainty("")
	for _, step := range f.up[id] {
		held := step.extent.Meets(&at)
		if held == "" {
			continue
		}
		if !slices.Contains(f.asked, step.to) {
			held = weaker(held, f.climb(step.to, at.during(&step.extent), depth-1))
		}
		if best = stronger(best, held); best == Certain {
			break
		}
	}
	return best
}

// weaker returns the less sure of two certainties, nothing being the least.
func weaker(a, b Certainty) Certainty {
	switch {
	case a == "" || b == "":
		return ""
	case a == Certain:
		return b
	}
	return a
}

func stronger(a, b Certainty) Certainty {
	switch {
	case a == Certain || b == Certain:
		return Certain
	case a == Possible || b == Possible:
		return Possible
	}
	return ""
}
