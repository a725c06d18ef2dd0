package graph

import (
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph/names"
)

// Matches reports whether a filter chooses an entity. It is the meaning of
// filters: a store may answer by other means, but not otherwise. within tells
// whether a place is one of the given ones or lies in one, at any depth; it is
// asked only for the place fields.
func Matches(filter Filter, e Entity, within func(place string, in []string) bool) bool {
	switch f := filter.(type) {
	case ActorFilter:
		a, is := e.(*Actor)
		return is && among(f.IDs, a.ID) && among(f.Kinds, a.Kind) && anyAmong(f.Tags, a.Tags) &&
			hasWords(f.Text, a.Name) && linked(f.LinkedTo, nil, a.Links)
	case PlaceFilter:
		p, is := e.(*Place)
		return is && among(f.IDs, p.ID) && among(f.Kinds, p.Kind) && hasWords(f.Text, p.Name) &&
			(f.Within == nil || within(p.ID, f.Within))
	case SourceFilter:
		s, is := e.(*Source)
		return is && among(f.IDs, s.ID) && among(f.Keys, s.Key) && among(f.Publishers, s.Voice()) && hasWords(f.Text, s.Title)
	case EventFilter:
		v, is := e.(*Event)
		return is && among(f.IDs, v.ID) && among(f.Kinds, v.Kind) && among(f.Realis, v.Realis) &&
			taken(f.Taking, v.Participants) && placed(f.Places, v.Places, within) && hasWords(f.Text, v.Title) &&
			admits(f.During, v.Date.Extent()) && linked(f.LinkedTo, f.Hows, v.Links)
	case AgreementFilter:
		a, is := e.(*Agreement)
		return is && among(f.IDs, a.ID) && among(f.Kinds, a.Kind) &&
			taken(f.Taking, a.Parties) && placed(f.Places, a.Places, within) && hasWords(f.Text, a.Title) &&
			admits(f.During, a.Date.Extent()) && complied(f.Compliance, a.Terms) && termed(f.TermKinds, a.Terms) &&
			linked(f.LinkedTo, f.Hows, a.Links)
	case AffiliationFilter:
		a, is := e.(*Affiliation)
		return is && among(f.IDs, a.ID) && among(f.Kinds, a.Kind) && among(f.From, a.From.ID) && among(f.To, a.To.EntityID()) &&
			(among(f.Either, a.From.ID) || among(f.Either, a.To.EntityID())) && admits(f.During, a.Interval.Extent())
	case ClaimFilter:
		c, is := e.(*Claim)
		return is && among(f.IDs, c.ID) && among(f.Sources, c.Source.ID) && among(f.Publishers, c.Source.Voice()) &&
			among(f.Stances, c.Stance) && among(f.Bases, c.Basis) && (f.About == nil || slices.Contains(f.About, c.About.EntityID())) &&
			(f.AttributedTo == nil || slices.ContainsFunc(c.AttributedTo, func(a *Actor) bool { return slices.Contains(f.AttributedTo, a.ID) }))
	}
	return false
}

func among[T comparable](list []T, value T) bool { return list == nil || slices.Contains(list, value) }

func anyAmong[T comparable](list, values []T) bool {
	return list == nil || slices.ContainsFunc(values, func(value T) bool { return slices.Contains(list, value) })
}

func admits(window *Window, extent Extent) bool { return window == nil || window.Admits(extent) }

// SearchText is what text filters look in: the folded words of a title or
// name, one space between them and at the ends.
func SearchText(title string) string { return " " + strings.Join(names.Fold(title), " ") + " " }

func hasWords(text, title string) bool {
	if text == "" {
		return true
	}
	folded := SearchText(title)
	for _, word := range names.Fold(text) {
		if !strings.Contains(folded, word) {
			return false
		}
	}
	return true
}

func taken(all []Taking, participants []Participant) bool {
	for _, taking := range all {
		if !slices.ContainsFunc(participants, func(p Participant) bool { return among(taking.Actors, p.Actor.ID) && among(taking.Roles, p.Role) }) {
			return false
		}
	}
	return true
}

func placed(places []string, uses []PlaceUse, within func(string, []string) bool) bool {
	return places == nil || slices.ContainsFunc(uses, func(use PlaceUse) bool { return within(use.Place.ID, places) })
}

func linked(to []string, hows []LinkHow, links []Link) bool {
	if to == nil && hows == nil {
		return true
	}
	return slices.ContainsFunc(links, func(link Link) bool {
		return among(hows, link.How) &&
			(among(to, link.To.EntityID()) || (link.TermID != "" && slices.Contains(to, link.TermID)))
	})
}

func complied(statuses []ComplianceStatus, terms []Term) bool {
	return statuses == nil || slices.ContainsFunc(terms, func(term Term) bool {
		return slices.ContainsFunc(term.Compliance, func(entry Compliance) bool { return slices.Contains(statuses, entry.Status) })
	})
}

func termed(kinds []TermKind, terms []Term) bool {
	return kinds == nil || slices.ContainsFunc(terms, func(term Term) bool { return slices.Contains(kinds, term.Kind) })
}
