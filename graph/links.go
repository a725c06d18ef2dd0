package graph

import (
	"context"
	"slices"
)

// Backlink is a link seen from what it points to.
type Backlink struct {
	Link *Link
	From Entity
}

// Reversed returns the link as it is seen from what it points to: To is what
// holds it.
func (b Backlink) Reversed() *Link {
	seen := *b.Link
	seen.To, seen.target = b.From, b.Link.To
	return &seen
}

// LinksTo returns, for each of the entities, the links of events, agreements and
// actors that lead to it or to one of its terms: events first, each kind by id.
func LinksTo(ctx context.Context, reader Reader, ids []string) (map[string][]Backlink, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := map[string][]Backlink{}
	queries := []Query{
		{Filter: EventFilter{LinkedTo: ids}},
		{Filter: AgreementFilter{LinkedTo: ids}},
		{Filter: ActorFilter{LinkedTo: ids}},
	}
	for row, err := range reader.List(ctx, queries...) {
		if err != nil {
			return nil, err
		}
		links := LinksOf(row.Entity)
		for i := range links {
			if to := links[i].To.EntityID(); slices.Contains(ids, to) {
				found[to] = append(found[to], Backlink{&links[i], row.Entity})
			}
		}
	}
	return found, nil
}

// LinksOf returns the links that an entity holds.
func LinksOf(e Entity) []Link {
	switch e := e.(type) {
	case *Event:
		return e.Links
	case *Agreement:
		return e.Links
	case *Actor:
		return e.Links
	case *Affiliation:
		return e.Links
	}
	return nil
}

// PossiblySameAs returns the agreements that may be the same as a, from its
// own links and from those that lead to it, by id.
func (a *Agreement) PossiblySameAs(back []Backlink) []*Agreement {
	same := map[string]*Agreement{}
	for i := range a.Links {
		if other, is := a.Links[i].To.(*Agreement); is && a.Links[i].How == LinkPossiblySameAs {
			same[other.ID] = other
		}
	}
	for _, link := range back {
		if other, is := link.From.(*Agreement); is && link.Link.How == LinkPossiblySameAs {
			same[other.ID] = other
		}
	}
	list := make([]*Agreement, 0, len(same))
	for _, id := range sortedKeys(same) {
		list = append(list, same[id])
	}
	return list
}

// OneSidedFights lists armed events under a fight filter in which one side
// takes part and no other is named, so that no tie follows: "opponent not
// named".
func OneSidedFights(ctx context.Context, reader Reader, filter TieFilter, order Order) ([]*Event, error) {
	question, err := newTieQuestion(ctx, reader, filter)
	if err != nil || question.empty {
		return nil, err
	}
	query := Query{Filter: EventFilter{
		Kinds: question.eventKinds(), Places: filter.Places, During: filter.During, Realis: question.realis,
		Taking: []Taking{{Actors: question.actors.IDs(), Roles: []Role{Party, Initiator, Target}}},
	}, Order: order}
	var found []*Event
	for event, err := range Find[*Event](ctx, reader, query) {
		if err != nil {
			return nil, err
		}
		seeActors(question.seen, event)
		if question.oneSided(event) {
			found = append(found, event)
		}
	}
	return found, question.mustExist(ctx, reader)
}

func (q *tieQuestion) oneSided(event *Event) bool {
	for _, evidence := range EvidenceOf(event) {
		if slices.Contains(FightKinds, evidence.Kind) {
			return false
		}
	}
	if !event.Kind.Armed() {
		return false
	}
	extent := event.Date.Extent()
	return slices.ContainsFunc(event.Participants, func(p Participant) bool {
		fights := p.Role == Party || p.Role == Initiator || p.Role == Target
		held, _ := q.actors.Belongs(p.Actor.ID, extent)
		return fights && held != ""
	})
}
