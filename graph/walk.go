package graph

import (
	"strconv"
	"strings"
)

// Path is where in an entity a walk stands, as "participants[1].actor".
type Path struct{ steps []step }

type step struct {
	name  string
	index int // -1 for a field that is no list
}

// String returns the path in the notation of the record.
func (p *Path) String() string {
	var text strings.Builder
	for i, step := range p.steps {
		if i > 0 {
			text.WriteByte('.')
		}
		text.WriteString(step.name)
		if step.index >= 0 {
			text.WriteString("[" + strconv.Itoa(step.index) + "]")
		}
	}
	return text.String()
}

// Visitor is what a walk calls. Either function may be nil.
type Visitor struct {
	// Claim is called for every claim.
	Claim func(at *Path, claim *Claim)
	// Reference is called for every reference that is filled. What it returns
	// replaces the reference; it returns ref itself, or an entity of the same
	// kind, or nil to leave things as they are.
	Reference func(at *Path, ref Entity) Entity
}

// Walk visits the claims and references of e and of all its parts, in the
// order of the record. References are replaced in place, so e must be private
// to the caller when Visitor.Reference replaces any.
func Walk(e Entity, visitor Visitor) {
	w := walk{Visitor: visitor}
	switch e := e.(type) {
	case *Actor:
		w.names(e.Names)
		w.figures(e.Figures)
		w.links(e.Links)
		w.claims(e.Claims)
	case *Place:
		w.names(e.Names)
		w.place("within", &e.Within)
		w.claims(e.Claims)
	case *Source:
		w.actor("publisherActor", &e.PublisherActor)
	case *Affiliation:
		w.actor("from", &e.From)
		w.any("to", &e.To)
		w.links(e.Links)
		w.claims(e.Claims)
	case *Event:
		w.places(e.Places)
		w.participants("participants", e.Participants)
		w.figures(e.Figures)
		w.links(e.Links)
		w.claims(e.Claims)
	case *Agreement:
		w.places(e.Places)
		w.participants("parties", e.Parties)
		for i := range e.Terms {
			w.in("terms", i, func() { w.term(&e.Terms[i]) })
		}
		w.links(e.Links)
		w.claims(e.Claims)
	case *Claim:
		w.claim(e)
	}
}

// AllClaims returns the claims that e holds, its parts' included. They point
// into e.
func AllClaims(e Entity) []*Claim {
	var claims []*Claim
	Walk(e, Visitor{Claim: func(_ *Path, claim *Claim) { claims = append(claims, claim) }})
	return claims
}

// EveryClaim returns the claims of the actor and of all its parts.
func (a *Actor) EveryClaim() []*Claim { return AllClaims(a) }

// EveryClaim returns the claims of the place and of all its parts.
func (p *Place) EveryClaim() []*Claim { return AllClaims(p) }

// EveryClaim returns the claims of the event and of all its parts.
func (e *Event) EveryClaim() []*Claim { return AllClaims(e) }

// EveryClaim returns the claims of the agreement and of all its parts.
func (a *Agreement) EveryClaim() []*Claim { return AllClaims(a) }

func bindClaims(e Entity) {
	Walk(e, Visitor{Claim: func(_ *Path, claim *Claim) { claim.About = e }})
}

type walk struct {
	Visitor
	at Path
}

func (w *walk) in(name string, index int, visit func()) {
	w.at.steps = append(w.at.steps, step{name, index})
	visit()
	w.at.steps = w.at.steps[:len(w.at.steps)-1]
}

func (w *walk) term(term *Term) {
	w.actors("obligors", term.Obligors)
	w.actors("beneficiaries", term.Beneficiaries)
	w.figures(term.Figures)
	for i := range term.Compliance {
		w.in("compliance", i, func() { w.claims(term.Compliance[i].Claims) })
	}
	w.claims(term.Claims)
}

func (w *walk) names(names []Name) {
	for i := range names {
		if len(names[i].Claims) > 0 {
			w.in("names", i, func() { w.claims(names[i].Claims) })
		}
	}
}

func (w *walk) participants(field string, participants []Participant) {
	for i := range participants {
		w.in(field, i, func() {
			w.actor("actor", &participants[i].Actor)
			w.actor("onBehalfOf", &participants[i].OnBehalfOf)
			w.claims(participants[i].Claims)
		})
	}
}

func (w *walk) places(places []PlaceUse) {
	for i := range places {
		w.in("places", i, func() {
			w.place("place", &places[i].Place)
			w.claims(places[i].Claims)
		})
	}
}

func (w *walk) figures(figures []Figure) {
	for i := range figures {
		w.in("figures", i, func() {
			w.actor("population", &figures[i].Population)
			w.claims(figures[i].Claims)
		})
	}
}

func (w *walk) links(links []Link) {
	for i := range links {
		w.in("links", i, func() {
			w.any("to", &links[i].To)
			w.actors("by", links[i].By)
			w.claims(links[i].Claims)
		})
	}
}

func (w *walk) claims(claims []Claim) {
	for i := range claims {
		w.in("claims", i, func() { w.claim(&claims[i]) })
	}
}

func (w *walk) claim(claim *Claim) {
	if w.Claim != nil {
		w.Claim(&w.at, claim)
	}
	w.actors("attributedTo", claim.AttributedTo)
	if claim.Source != nil {
		reference(w, "source", &claim.Source)
	}
}

func (w *walk) actors(field string, actors []*Actor) {
	for i := range actors {
		if actors[i] != nil {
			w.in(field, i, func() { w.replace(&actors[i]) })
		}
	}
}

func (w *walk) actor(field string, actor **Actor) {
	if *actor != nil {
		reference(w, field, actor)
	}
}

func (w *walk) replace(actor **Actor) {
	if w.Reference == nil {
		return
	}
	if found, same := w.Reference(&w.at, *actor).(*Actor); same && found != nil {
		*actor = found
	}
}

func (w *walk) place(field string, place **Place) {
	if *place != nil {
		reference(w, field, place)
	}
}

func (w *walk) any(field string, entity *Entity) {
	if *entity != nil {
		reference(w, field, entity)
	}
}

// reference offers one reference to the visitor and takes its replacement.
func reference[E Entity](w *walk, field string, at *E) {
	if w.Reference == nil {
		return
	}
	w.in(field, -1, func() {
		if found, same := w.Reference(&w.at, *at).(E); same && found.EntityID() != "" {
			*at = found
		}
	})
}
