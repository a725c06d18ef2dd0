package graph

import "slices"

// Copy returns a copy of e, quicker than [Clone] does, for whoever keeps e and
// hands out copies in which others may fill references. It shares with e what
// has none: dates, numbers and lists of words. The references of the copy are
// not loaded.
func Copy(e Entity) Entity {
	switch e := e.(type) {
	case *Actor:
		c := *e
		c.Names, c.Figures, c.Links, c.Claims = copyNames(e.Names), copyFigures(e.Figures), copyLinks(e.Links), copyClaims(e.Claims)
		return own(&c)
	case *Place:
		c := *e
		c.Names, c.Claims = copyNames(e.Names), copyClaims(e.Claims)
		return own(&c)
	case *Source:
		c := *e
		return own(&c)
	case *Affiliation:
		c := *e
		c.Links, c.Claims = copyLinks(e.Links), copyClaims(e.Claims)
		return own(&c)
	case *Event:
		c := *e
		c.Places, c.Participants = copyPlaces(e.Places), copyParticipants(e.Participants)
		c.Figures, c.Links, c.Claims = copyFigures(e.Figures), copyLinks(e.Links), copyClaims(e.Claims)
		c.evidence = nil
		return own(&c)
	case *Agreement:
		c := *e
		c.Places, c.Parties = copyPlaces(e.Places), copyParticipants(e.Parties)
		c.Terms = slices.Clone(e.Terms)
		for i := range c.Terms {
			term := &c.Terms[i]
			term.Obligors, term.Beneficiaries = slices.Clone(term.Obligors), slices.Clone(term.Beneficiaries)
			term.Figures, term.Claims = copyFigures(term.Figures), copyClaims(term.Claims)
			term.Compliance = slices.Clone(term.Compliance)
			for j := range term.Compliance {
				term.Compliance[j].Claims = copyClaims(term.Compliance[j].Claims)
			}
		}
		c.Links, c.Claims = copyLinks(e.Links), copyClaims(e.Claims)
		c.evidence = nil
		return own(&c)
	}
	return e
}

// own gives a copy references of its own, and its claims their holder.
func own(e Entity) Entity {
	Walk(e, Visitor{
		Claim:     func(_ *Path, claim *Claim) { claim.About = e },
		Reference: func(_ *Path, ref Entity) Entity { return Reference(ref.EntityKind(), ref.EntityID()) },
	})
	return e
}

func copyNames(names []Name) []Name {
	return copied(names, func(n *Name) { n.Claims = copyClaims(n.Claims) })
}

func copyFigures(figures []Figure) []Figure {
	return copied(figures, func(f *Figure) { f.Claims = copyClaims(f.Claims) })
}

func copyLinks(links []Link) []Link {
	return copied(links, func(l *Link) { l.By, l.Claims = slices.Clone(l.By), copyClaims(l.Claims) })
}

func copyPlaces(uses []PlaceUse) []PlaceUse {
	return copied(uses, func(u *PlaceUse) { u.Claims = copyClaims(u.Claims) })
}

func copyParticipants(participants []Participant) []Participant {
	return copied(participants, func(p *Participant) { p.Claims = copyClaims(p.Claims) })
}

func copyClaims(claims []Claim) []Claim {
	return copied(claims, func(c *Claim) { c.AttributedTo = slices.Clone(c.AttributedTo) })
}

// copied returns a copy of a list after deepen has made each element's own
// lists copies.
func copied[T any](list []T, deepen func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		deepen(&list[i])
	}
	return list
}
