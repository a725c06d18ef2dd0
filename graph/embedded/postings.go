package embedded

import (
	"iter"
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// postings tell which rows of a table mention a key: their ordinals, ascending,
// those of all keys packed in one list.
type postings struct {
	spans map[string]span
	rows  []int32
}

type span struct{ first, end int32 }

// of returns the rows that mention a key.
func (p *postings) of(key string) []int32 {
	span, known := p.spans[key]
	if !known {
		return nil
	}
	return p.rows[span.first:span.end:span.end]
}

// gather makes the postings of a table's rows, which are all E; keys calls
// mention with what one of them mentions. It visits the rows in the order of
// their ids, in which they mostly lie in memory.
func gather[E graph.Entity](t *table, keys func(entity E, mention func(key string))) postings {
	numbers := map[string]int32{}
	var counts, mentioned []int32 // mentioned are the numbers of keys, row by row
	mention := func(key string) {
		number, met := numbers[key]
		if !met {
			number = int32(len(counts))
			numbers[key] = number
			counts = append(counts, 0)
		}
		counts[number]++
		mentioned = append(mentioned, number)
	}
	bounds := make([]span, len(t.rows)) // of what each row mentions
	for _, ordinal := range t.ids {
		first := len(mentioned)
		keys(t.rows[ordinal].(E), mention)
		bounds[ordinal] = span{int32(first), int32(len(mentioned))}
	}
	spans := make([]span, len(counts))
	first := int32(0)
	for number, count := range counts {
		spans[number] = span{first, first}
		first += count
	}
	rows := make([]int32, len(mentioned))
	for ordinal, bound := range bounds {
		for _, number := range mentioned[bound.first:bound.end] {
			span := &spans[number]
			if span.end > span.first && rows[span.end-1] == int32(ordinal) {
				continue // mentioned twice
			}
			rows[span.end] = int32(ordinal)
			span.end++
		}
	}
	p := postings{spans: make(map[string]span, len(numbers)), rows: rows}
	for key, number := range numbers {
		p.spans[key] = spans[number]
	}
	return p
}

// together does work on all processors.
func together(work ...func()) {
	var group sync.WaitGroup
	for _, part := range work {
		group.Go(part)
	}
	group.Wait()
}

// index fills the postings.
func (s *snapshot) index() {
	events, agreements := s.tables[graph.EventEntity], s.tables[graph.AgreementEntity]
	affiliations, actors, places := s.tables[graph.AffiliationEntity], s.tables[graph.ActorEntity], s.tables[graph.PlaceEntity]
	together(
		func() {
			s.eventsByActor = gather(events, func(e *graph.Event, mention func(string)) { mentionActors(e.Participants, mention) })
		},
		func() {
			s.eventsByRole = gather(events, func(e *graph.Event, mention func(string)) { mentionRoles(e.Participants, mention) })
		},
		func() {
			s.eventsByPlace = gather(events, func(e *graph.Event, mention func(string)) { mentionPlaces(e.Places, mention) })
		},
		func() {
			s.eventsByLink = gather(events, func(e *graph.Event, mention func(string)) { mentionLinks(e.Links, mention) })
		},
		func() {
			s.eventsByKind = gather(events, func(e *graph.Event, mention func(string)) { mention(string(e.Kind)) })
		},
		s.countTies,
		func() {
			s.agreementsByActor = gather(agreements, func(a *graph.Agreement, mention func(string)) { mentionActors(a.Parties, mention) })
			s.agreementsByRole = gather(agreements, func(a *graph.Agreement, mention func(string)) { mentionRoles(a.Parties, mention) })
			s.agreementsByPlace = gather(agreements, func(a *graph.Agreement, mention func(string)) { mentionPlaces(a.Places, mention) })
			s.agreeByLink = gather(agreements, func(a *graph.Agreement, mention func(string)) { mentionLinks(a.Links, mention) })
		},
		func() {
			s.affiliationsByFrom = gather(affiliations, func(a *graph.Affiliation, mention func(string)) { mention(a.From.ID) })
			s.affiliationsByTo = gather(affiliations, func(a *graph.Affiliation, mention func(string)) { mention(a.To.EntityID()) })
			s.actorsByLink = gather(actors, func(a *graph.Actor, mention func(string)) { mentionLinks(a.Links, mention) })
			s.placesByParent = gather(places, mentionAncestors)
		},
	)
}

func mentionActors(parts []graph.Participant, mention func(string)) {
	for i := range parts {
		mention(parts[i].Actor.ID)
	}
}

func mentionRoles(parts []graph.Participant, mention func(string)) {
	for i := range parts {
		mention(string(parts[i].Role))
	}
}

func mentionPlaces(uses []graph.PlaceUse, mention func(string)) {
	for i := range uses {
		mentionAncestors(uses[i].Place, mention)
	}
}

func mentionAncestors(place *graph.Place, mention func(string)) {
	for id := range ancestors(place) {
		mention(id)
	}
}

func mentionLinks(links []graph.Link, mention func(string)) {
	for i := range links {
		mention(links[i].To.EntityID())
		if links[i].TermID != "" {
			mention(links[i].TermID)
		}
	}
}

// ancestors yields a place's id and those of the places it lies in.
func ancestors(place *graph.Place) iter.Seq[string] {
	return func(yield func(string) bool) {
		for range graph.MaxDepth + 1 {
			if place == nil || !yield(place.ID) {
				return
			}
			place = place.Within
		}
	}
}

// countTies counts the pieces of evidence at each actor.
func (s *snapshot) countTies() {
	counts := map[string]*int{}
	count := func(id string) {
		if counts[id] == nil {
			counts[id] = new(int)
		}
		*counts[id]++
	}
	for _, kind := range []graph.EntityKind{graph.EventEntity, graph.AgreementEntity, graph.AffiliationEntity} {
		table := s.tables[kind]
		for _, ordinal := range table.ids {
			evidence := graph.EvidenceOf(table.rows[ordinal])
			for i := range evidence {
				count(evidence[i].From.ID)
				count(evidence[i].To.ID)
			}
		}
	}
	s.tiesAt = make(map[string]int, len(counts))
	for id, count := range counts {
		s.tiesAt[id] = *count
	}
}
