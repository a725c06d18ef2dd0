package graph

import (
	"cmp"
	"context"
	"slices"
)

// Violation is a view of one BREAKS link: a breach of an agreement as somebody
// tells it, or the denial of one.
type Violation struct {
	// By are those who broke it, as told.
	By []*Actor
	// Term is the term that was broken, nil for the whole agreement.
	Term *Term
	// Event broke the agreement, or is the statement that alleges or denies a
	// breach; nil where an agreement, not an event, holds the link.
	Event *Event
	// AllegedBy are the voices that say so: the speaker, or the publisher
	// where a source speaks for itself. DeniedBy are those who deny it.
	AllegedBy, DeniedBy []*Actor
	Claims              []*Claim
}

// ViolationsOf returns what is told of breaches of each of the agreements,
// oldest first. Sources of the claims are loaded as far as the reader's are:
// a publisher is named only if the claim's source is loaded.
func ViolationsOf(ctx context.Context, reader Reader, agreements []*Agreement) (map[string][]*Violation, error) {
	byID := map[string]*Agreement{}
	ids := make([]string, len(agreements))
	for i, agreement := range agreements {
		ids[i], byID[agreement.ID] = agreement.ID, agreement
	}
	if len(ids) == 0 {
		return nil, nil
	}
	query := Query{Filter: EventFilter{LinkedTo: ids, Hows: []LinkHow{LinkBreaks}}, Order: Order{Field: ByDate}}
	violations := map[string][]*Violation{}
	for event, err := range Find[*Event](ctx, reader, query) {
		if err != nil {
			return nil, err
		}
		for i := range event.Links {
			link := &event.Links[i]
			agreement := byID[link.To.EntityID()]
			if link.How == LinkBreaks && agreement != nil {
				violations[agreement.ID] = append(violations[agreement.ID], newViolation(event, link, agreement))
			}
		}
	}
	return violations, nil
}

func newViolation(event *Event, link *Link, agreement *Agreement) *Violation {
	violation := &Violation{By: link.By, Term: agreement.Term(link.TermID), Event: event}
	if len(violation.By) == 0 {
		violation.By = event.inRole(Initiator)
	}
	if len(violation.By) == 0 {
		violation.By = event.inRole(Subject)
	}
	claims := link.Claims
	if len(claims) == 0 {
		claims = event.Claims
	}
	for i := range claims {
		violation.Claims = append(violation.Claims, &claims[i])
	}
	return violation
}

// Attribute fills who alleges and who denies, once the sources of the claims
// are loaded.
func (v *Violation) Attribute() {
	v.AllegedBy, v.DeniedBy = nil, nil
	for _, claim := range v.Claims {
		voice := claim.Speaker()
		if voice == nil && claim.Source != nil {
			voice = claim.Source.PublisherActor
		}
		if voice == nil {
			continue
		}
		list := &v.AllegedBy
		if claim.Stance == Denied {
			list = &v.DeniedBy
		}
		if !slices.ContainsFunc(*list, func(known *Actor) bool { return known.ID == voice.ID }) {
			*list = append(*list, voice)
		}
	}
	byID := func(a, b *Actor) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(v.AllegedBy, byID)
	slices.SortFunc(v.DeniedBy, byID)
}

func (e *Event) inRole(role Role) []*Actor {
	var actors []*Actor
	for i := range e.Participants {
		if e.Participants[i].Role == role {
			actors = append(actors, e.Participants[i].Actor)
		}
	}
	return actors
}

// Whole returns the larger event that e is part of, nil if it is part of none.
func (e *Event) Whole() *Event {
	for i := range e.Links {
		if whole, is := e.Links[i].To.(*Event); is && e.Links[i].How == LinkPartOf {
			return whole
		}
	}
	return nil
}

// Concerns returns the agreement that e concludes, carries out, breaks, is
// about or otherwise bears on, the first of these; nil if there is none.
func (e *Event) Concerns() *Agreement {
	var found *Agreement
	rank := len(concern)
	for i := range e.Links {
		agreement, is := e.Links[i].To.(*Agreement)
		if at := slices.Index(concern, e.Links[i].How); is && at >= 0 && at < rank {
			found, rank = agreement, at
		}
	}
	return found
}

var concern = []LinkHow{LinkConcludes, LinkCarriesOut, LinkBreaks, LinkAbout, LinkInResponseTo}
