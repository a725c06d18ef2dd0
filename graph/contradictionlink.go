package graph

import (
	"fmt"
	"slices"
)

// linkRule is what links of one sort put against each other.
type linkRule struct {
	// kind is what such a link is by itself; where it is nothing, the dates of
	// its ends are not compared.
	kind ContradictionKind
	// certainty of that, and of what is compared.
	certainty Certainty
	// ofOneKind: dates and figures are compared only of things of one kind.
	ofOneKind bool
}

// linkRules has the links that can join two sides, breaches apart.
var linkRules = map[LinkHow]linkRule{
	LinkContradicts:    {kind: LinkConflict, certainty: Certain, ofOneKind: true},
	LinkPossiblySameAs: {kind: IdentityConflict, certainty: Possible},
	LinkConcludes:      {certainty: Certain},
}

// links adds what the links of an entity put against each other.
func (q *contradictionQuestion) links(from Entity) {
	links := LinksOf(from)
	for i := range links {
		q.link(from, i, &links[i])
	}
}

// link adds what the i-th link of an entity puts against each other. Of two
// links that say the same of each other the smaller id's is taken.
func (q *contradictionQuestion) link(from Entity, i int, link *Link) {
	rule, joins := linkRules[link.How]
	to := q.seen[link.To.EntityID()]
	if !joins || to == nil || told(to, from, link) {
		return
	}
	here := Account{Entity: from, Claims: ownClaims(from)}
	there := Account{Entity: to, Claims: ownClaims(to)}
	if agreement, is := to.(*Agreement); is && link.TermID != "" {
		there.Part = agreement.pathOf(link.TermID)
		if term := agreement.Term(link.TermID); term != nil {
			there.Claims = orElse(term.Claims, there.Claims)
		}
	}
	add := func(kind ContradictionKind) {
		q.add(&Contradiction{
			Kind: kind, Entity: from, Part: fmt.Sprintf("links[%d]", i), Certainty: rule.certainty, Link: link, Sides: []Account{here, there},
		})
	}
	if rule.kind != "" {
		add(rule.kind)
	}
	if link.TermID != "" || rule.ofOneKind && kindOf(from) != kindOf(to) {
		return
	}
	q.figures(slices.Concat(figuresOf(from)...), slices.Concat(figuresOf(to)...), link)
	if rule.kind != "" && datesDiffer(from, to) {
		here.Date, there.Date = DateOf(from), DateOf(to)
		add(DateConflict)
	}
}

// told reports whether the other entity, whose id is smaller, links back in the
// same way.
func told(other, from Entity, link *Link) bool {
	return other.EntityID() < from.EntityID() && link.TermID == "" && slices.ContainsFunc(LinksOf(other), func(back Link) bool {
		return back.How == link.How && back.TermID == "" && back.To.EntityID() == from.EntityID()
	})
}

// kindOf is what an entity with a date is, as finely as its kind says.
func kindOf(e Entity) string {
	kind := ""
	switch e := e.(type) {
	case *Event:
		kind = string(e.Kind)
	case *Agreement:
		kind = string(e.Kind)
	case *Affiliation:
		kind = string(e.Kind)
	}
	return string(e.EntityKind()) + " " + kind
}

func datesDiffer(a, b Entity) bool {
	one, other := extentOf(a), extentOf(b)
	return one.Meets(&other) == ""
}

// extentOf is when an event, agreement or affiliation was.
func extentOf(e Entity) Extent {
	if affiliation, is := e.(*Affiliation); is {
		return affiliation.Interval.Extent()
	}
	return DateOf(e).Extent()
}
