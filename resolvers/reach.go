package resolvers

import (
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers/view"
)

// step says what preloading does at one field of one type: parts gives the
// objects below it, and page those that its arguments ask for; needs gives the
// references that the field's answer is made of; lists marks a field that asks
// the store (see together), for which of its object no more than the id is
// known unless that is what it needs. A field that is not listed is a leaf.
type step struct {
	parts func(object any) []any
	page  func(object any, arguments map[string]any) []any
	needs func(object any) []graph.Entity
	lists bool
}

// entityTypes are the types that implement Node.
var entityTypes = map[string]bool{
	"Actor": true, "Place": true, "Source": true, "Event": true, "Agreement": true, "Affiliation": true, "Claim": true, "Mediation": true,
}

// satisfies returns the types on which a fragment applies to objects of a
// type. Connections and edges of all kinds are one type here.
func satisfies(typeName string) []string {
	switch {
	case typeName == "Connection":
		return connectionTypes
	case typeName == "Edge":
		return edgeTypes
	case entityTypes[typeName]:
		return []string{typeName, "Node"}
	}
	return []string{typeName}
}

var connectionTypes, edgeTypes = typesOf("Connection"), typesOf("Edge")

// typesOf returns the types of connections or edges of all kinds.
func typesOf(suffix string) []string {
	names := []string{"Tie" + suffix, "Contradiction" + suffix, "Likeness" + suffix}
	for name := range entityTypes {
		names = append(names, name+suffix)
	}
	return names
}

// typeName returns the GraphQL type of an object; see satisfies for pages.
func typeName(object any) string {
	switch object.(type) {
	case *graph.Actor:
		return "Actor"
	case *graph.Place:
		return "Place"
	case *graph.Source:
		return "Source"
	case *graph.Event:
		return "Event"
	case *graph.Agreement:
		return "Agreement"
	case *graph.Affiliation:
		return "Affiliation"
	case *graph.Claim:
		return "Claim"
	case *graph.Mediation:
		return "Mediation"
	case *graph.Participant:
		return "Participant"
	case *graph.PlaceUse:
		return "PlaceUse"
	case *graph.Figure:
		return "Figure"
	case *graph.Link:
		return "Link"
	case *graph.Name:
		return "Name"
	case *graph.Term:
		return "Term"
	case *graph.Compliance:
		return "Compliance"
	case *graph.Violation:
		return "Violation"
	case *graph.Side:
		return "Side"
	case *graph.Hit:
		return "SearchHit"
	case *view.Tie:
		return "Tie"
	case *view.Network:
		return "Network"
	case *view.NetworkNode:
		return "NetworkNode"
	case *graph.Broker:
		return "Broker"
	case *view.PathResult:
		return "PathResult"
	case *view.Path:
		return "Path"
	case *view.PathStep:
		return "PathStep"
	case *view.NetworkChange:
		return "NetworkChange"
	case *view.TieChange:
		return "TieChange"
	case *graph.Turn:
		return "Turn"
	case *view.Trajectory:
		return "Trajectory"
	case *view.TrajectoryStep:
		return "TrajectoryStep"
	case *graph.Contradiction:
		return "Contradiction"
	case *graph.Account:
		return "Account"
	case *graph.Likeness:
		return "Likeness"
	case *graph.LikenessReason:
		return "LikenessReason"
	case *graph.Voice:
		return "Voice"
	case pager:
		return "Connection"
	case edger:
		return "Edge"
	}
	return ""
}

// pager and edger are what all connections and edges have in common.
type pager interface{ Parts() []any }

type edger interface {
	Object() any
	Through() []*graph.Actor
}

// spread turns what a field returned into the objects to preload from.
func spread(result any) []any {
	switch r := result.(type) {
	case nil:
		return nil
	case []*graph.Affiliation:
		return all(r)
	case []*graph.Agreement:
		return all(r)
	case []*graph.Violation:
		return all(r)
	case []*graph.Link:
		return all(r)
	case []*graph.Broker:
		return all(r)
	case []*view.TieCount:
		return nil
	}
	return []any{result}
}

func all[T any](list []T) []any {
	objects := make([]any, len(list))
	for i, element := range list {
		objects[i] = element
	}
	return objects
}

// one gives a reference that may be nil.
func one[P any, C graph.Entity](of func(P) C, none func(C) bool) step {
	return step{parts: func(object any) []any {
		child := of(object.(P))
		if none(child) {
			return nil
		}
		return []any{child}
	}}
}

func actor[P any](of func(P) *graph.Actor) step {
	return one(of, func(a *graph.Actor) bool { return a == nil })
}

// many gives a list of references.
func many[P, C any](of func(P) []*C) step {
	return step{parts: func(object any) []any { return all(of(object.(P))) }}
}

// held gives parts that the object holds by value.
func held[P, C any](of func(P) []C) step {
	return step{parts: func(object any) []any {
		list := of(object.(P))
		parts := make([]any, len(list))
		for i := range list {
			parts[i] = &list[i]
		}
		return parts
	}}
}

// entity gives a reference of any kind.
func entity[P any](of func(P) graph.Entity) step {
	return one(of, func(e graph.Entity) bool { return e == nil })
}

func event[P any](of func(P) *graph.Event) step {
	return one(of, func(e *graph.Event) bool { return e == nil })
}

func agreement[P any](of func(P) *graph.Agreement) step {
	return one(of, func(a *graph.Agreement) bool { return a == nil })
}

var list = step{lists: true}

// listOfWhole is a list that is made from the whole of what it stands under.
var listOfWhole = step{lists: true, needs: func(object any) []graph.Entity { return []graph.Entity{object.(graph.Entity)} }}

// reach is the schema's paths through the domain, by type and field.
var reach = map[string]map[string]step{
	"Actor": {
		"names":      held(func(a *graph.Actor) []graph.Name { return a.Names }),
		"figures":    held(func(a *graph.Actor) []graph.Figure { return a.Figures }),
		"links":      held(func(a *graph.Actor) []graph.Link { return a.Links }),
		"claims":     many((*graph.Actor).EveryClaim),
		"linkedFrom": list, "affiliations": list, "superiors": list, "subordinates": list, "tieCounts": list,
		"events": list, "agreements": list, "ties": list, "mediations": list,
	},
	"Place": {
		"names":  held(func(p *graph.Place) []graph.Name { return p.Names }),
		"within": one(func(p *graph.Place) *graph.Place { return p.Within }, func(p *graph.Place) bool { return p == nil }),
		"claims": many((*graph.Place).EveryClaim),
		"events": list, "affiliations": list,
	},
	"Source": {
		"publisherActor": actor(func(s *graph.Source) *graph.Actor { return s.PublisherActor }),
		"claims":         list,
	},
	"Affiliation": {
		"from":   actor(func(a *graph.Affiliation) *graph.Actor { return a.From }),
		"to":     entity(func(a *graph.Affiliation) graph.Entity { return a.To }),
		"links":  held(func(a *graph.Affiliation) []graph.Link { return a.Links }),
		"claims": held(func(a *graph.Affiliation) []graph.Claim { return a.Claims }),
	},
	"Event": {
		"places":       held(func(e *graph.Event) []graph.PlaceUse { return e.Places }),
		"participants": held(func(e *graph.Event) []graph.Participant { return e.Participants }),
		"figures":      held(func(e *graph.Event) []graph.Figure { return e.Figures }),
		"links":        held(func(e *graph.Event) []graph.Link { return e.Links }),
		"partOf":       event((*graph.Event).Whole),
		"agreement":    agreement((*graph.Event).Concerns),
		"claims":       many((*graph.Event).EveryClaim),
		"linkedFrom":   list,
	},
	"Agreement": {
		"places":     held(func(a *graph.Agreement) []graph.PlaceUse { return a.Places }),
		"parties":    held(func(a *graph.Agreement) []graph.Participant { return a.Parties }),
		"terms":      held(func(a *graph.Agreement) []graph.Term { return a.Terms }),
		"links":      held(func(a *graph.Agreement) []graph.Link { return a.Links }),
		"claims":     many((*graph.Agreement).EveryClaim),
		"violations": listOfWhole, "possiblySameAs": listOfWhole, "linkedFrom": list, "events": list,
	},
	"Claim": {
		"attributedTo": many(func(c *graph.Claim) []*graph.Actor { return c.AttributedTo }),
		"source":       one(func(c *graph.Claim) *graph.Source { return c.Source }, func(s *graph.Source) bool { return s == nil }),
		"about":        entity(func(c *graph.Claim) graph.Entity { return c.About }),
	},
	"Mediation": {
		"mediators":   many(func(m *graph.Mediation) []*graph.Actor { return m.Mediators }),
		"rejected":    many(func(m *graph.Mediation) []*graph.Actor { return m.Rejected }),
		"requestedBy": many(func(m *graph.Mediation) []*graph.Actor { return m.RequestedBy }),
		"sides":       held(func(m *graph.Mediation) []graph.Side { return m.Sides }),
		"event":       event(func(m *graph.Mediation) *graph.Event { return m.Event }),
		"agreement":   agreement(func(m *graph.Mediation) *graph.Agreement { return m.Agreement }),
		"places":      held((*graph.Mediation).Places),
		"claims":      many((*graph.Mediation).Claims),
	},
	"Side": {"actors": many(func(s *graph.Side) []*graph.Actor { return s.Actors })},
	"Participant": {
		"actor":      actor(func(p *graph.Participant) *graph.Actor { return p.Actor }),
		"onBehalfOf": actor(func(p *graph.Participant) *graph.Actor { return p.OnBehalfOf }),
		"claims":     held(func(p *graph.Participant) []graph.Claim { return p.Claims }),
	},
	"PlaceUse": {
		"place":  one(func(u *graph.PlaceUse) *graph.Place { return u.Place }, func(p *graph.Place) bool { return p == nil }),
		"claims": held(func(u *graph.PlaceUse) []graph.Claim { return u.Claims }),
	},
	"Figure": {
		"population": actor(func(f *graph.Figure) *graph.Actor { return f.Population }),
		"claims":     held(func(f *graph.Figure) []graph.Claim { return f.Claims }),
	},
	"Link": {
		"to":     entity(func(l *graph.Link) graph.Entity { return l.To }),
		"term":   term,
		"by":     many(func(l *graph.Link) []*graph.Actor { return l.By }),
		"claims": held(func(l *graph.Link) []graph.Claim { return l.Claims }),
	},
	"Name": {"claims": held(func(n *graph.Name) []graph.Claim { return n.Claims })},
	"Term": {
		"obligors":      many(func(t *graph.Term) []*graph.Actor { return t.Obligors }),
		"beneficiaries": many(func(t *graph.Term) []*graph.Actor { return t.Beneficiaries }),
		"figures":       held(func(t *graph.Term) []graph.Figure { return t.Figures }),
		"compliance":    held(func(t *graph.Term) []graph.Compliance { return t.Compliance }),
		"claims":        held(func(t *graph.Term) []graph.Claim { return t.Claims }),
	},
	"Compliance": {"claims": held(func(c *graph.Compliance) []graph.Claim { return c.Claims })},
	"Violation": {
		"by":        many(func(v *graph.Violation) []*graph.Actor { return v.By }),
		"term":      {parts: func(object any) []any { return some(object.(*graph.Violation).Term) }},
		"event":     event(func(v *graph.Violation) *graph.Event { return v.Event }),
		"allegedBy": many(func(v *graph.Violation) []*graph.Actor { return v.AllegedBy }),
		"deniedBy":  many(func(v *graph.Violation) []*graph.Actor { return v.DeniedBy }),
		"claims":    many(func(v *graph.Violation) []*graph.Claim { return v.Claims }),
	},
	"SearchHit": {"node": entity(func(h *graph.Hit) graph.Entity { return h.Entity })},
	"Tie": {
		"from":         actor(func(t *view.Tie) *graph.Actor { return t.From }),
		"to":           actor(func(t *view.Tie) *graph.Actor { return t.To }),
		"agreements":   many(func(t *view.Tie) []*graph.Agreement { return t.Agreements() }),
		"affiliations": many(func(t *view.Tie) []*graph.Affiliation { return t.Affiliations() }),
		"events": {page: func(object any, arguments map[string]any) []any {
			if s, err := sliceOf(arguments); err == nil {
				if page, err := evidence(object.(*view.Tie), s); err == nil {
					return []any{page}
				}
			}
			return nil // the field itself will say what is wrong
		}},
		"claims": {page: func(object any, arguments map[string]any) []any {
			if first, err := number(arguments["first"]); err == nil && first != nil {
				if claims, err := witnesses(object.(*view.Tie), *first, words(arguments["after"])); err == nil {
					return all(claims)
				}
			}
			return nil // as above
		}},
	},
	"Network": {
		"nodes":   many(func(n *view.Network) []*view.NetworkNode { return n.Nodes }),
		"edges":   many(func(n *view.Network) []*view.Tie { return n.Edges }),
		"between": list,
	},
	"NetworkNode": {
		"actor":   actor(func(n *view.NetworkNode) *graph.Actor { return n.Actor }),
		"members": many(func(n *view.NetworkNode) []*graph.Actor { return n.Members }),
	},
	"Broker":     {"actor": actor(func(b *graph.Broker) *graph.Actor { return b.Actor })},
	"PathResult": {"paths": many(func(r *view.PathResult) []*view.Path { return r.Paths })},
	"Path": {
		"actors": many(func(p *view.Path) []*graph.Actor { return p.Actors }),
		"ties":   many((*view.Path).Ties),
		"steps":  many(func(p *view.Path) []*view.PathStep { return p.Steps }),
	},
	"PathStep": {
		"from": actor(func(s *view.PathStep) *graph.Actor { return s.From }),
		"to":   actor(func(s *view.PathStep) *graph.Actor { return s.To }),
		"ties": many(func(s *view.PathStep) []*view.Tie { return s.Ties }),
	},
	"NetworkChange": {
		"appeared":       many(func(c *view.NetworkChange) []*view.Tie { return c.Appeared }),
		"vanished":       many(func(c *view.NetworkChange) []*view.Tie { return c.Vanished }),
		"changed":        many(func(c *view.NetworkChange) []*view.TieChange { return c.Changed }),
		"turned":         many(func(c *view.NetworkChange) []*graph.Turn { return c.Turned }),
		"actorsAppeared": many(func(c *view.NetworkChange) []*graph.Actor { return c.ActorsAppeared }),
		"actorsVanished": many(func(c *view.NetworkChange) []*graph.Actor { return c.ActorsVanished }),
	},
	"TieChange": {
		"before": {parts: func(object any) []any { return some(object.(*view.TieChange).Before) }},
		"after":  {parts: func(object any) []any { return some(object.(*view.TieChange).After) }},
	},
	"Turn": {
		"from": actor(func(t *graph.Turn) *graph.Actor { return t.From }),
		"to":   actor(func(t *graph.Turn) *graph.Actor { return t.To }),
	},
	"Trajectory": {
		"actor": actor(func(t *view.Trajectory) *graph.Actor { return t.Actor }),
		"steps": many(func(t *view.Trajectory) []*view.TrajectoryStep { return t.Steps }),
	},
	"TrajectoryStep": {
		"of":          actor(func(s *view.TrajectoryStep) *graph.Actor { return s.Of }),
		"others":      many(func(s *view.TrajectoryStep) []*graph.Actor { return s.Others }),
		"event":       event(func(s *view.TrajectoryStep) *graph.Event { return s.Event }),
		"affiliation": one(func(s *view.TrajectoryStep) *graph.Affiliation { return s.Affiliation }, func(a *graph.Affiliation) bool { return a == nil }),
		"tie":         {parts: func(object any) []any { return some(object.(*view.TrajectoryStep).Tie) }},
		"claims":      many(func(s *view.TrajectoryStep) []*graph.Claim { return s.Claims() }),
	},
	"Contradiction": {
		"entity":  entity(func(c *graph.Contradiction) graph.Entity { return c.Entity }),
		"accused": actor(func(c *graph.Contradiction) *graph.Actor { return c.Accused }),
		"link":    {parts: func(object any) []any { return some(object.(*graph.Contradiction).Link) }},
		"sides":   held(func(c *graph.Contradiction) []graph.Account { return c.Sides }),
	},
	"Account": {
		"entity":     entity(func(a *graph.Account) graph.Entity { return a.Entity }),
		"figure":     {parts: func(object any) []any { return some(object.(*graph.Account).Figure) }},
		"compliance": {parts: func(object any) []any { return some(object.(*graph.Account).Compliance) }},
		"voices":     held(func(a *graph.Account) []graph.Voice { return a.Voices }),
		"claims":     many(func(a *graph.Account) []*graph.Claim { return a.Claims }),
	},
	"Likeness": {
		"one":     actor(func(l *graph.Likeness) *graph.Actor { return l.One }),
		"other":   actor(func(l *graph.Likeness) *graph.Actor { return l.Other }),
		"reasons": held(func(l *graph.Likeness) []graph.LikenessReason { return l.Reasons }),
		"review":  one(func(l *graph.Likeness) *graph.Affiliation { return l.Review }, func(a *graph.Affiliation) bool { return a == nil }),
	},
	"LikenessReason": {
		"places": many(func(r *graph.LikenessReason) []*graph.Place { return r.Places }),
		"actors": many(func(r *graph.LikenessReason) []*graph.Actor { return r.Actors }),
	},
	"Voice": {"speaker": actor(func(v *graph.Voice) *graph.Actor { return v.Speaker })},
	"Connection": {
		"edges": {parts: func(object any) []any { return object.(pager).Parts() }},
		"nodes": {parts: func(object any) []any {
			var nodes []any
			for _, part := range object.(pager).Parts() {
				nodes = append(nodes, part.(edger).Object())
			}
			return nodes
		}},
	},
	"Edge": {
		"node":    {parts: func(object any) []any { return []any{object.(edger).Object()} }},
		"matched": many(func(e edger) []*graph.Actor { return e.Through() }),
	},
}

// term is known once the agreement that the link points to is loaded.
var term = step{
	needs: func(object any) []graph.Entity {
		link := object.(*graph.Link)
		if link.TermID == "" {
			return nil
		}
		return []graph.Entity{link.Target()}
	},
	parts: func(object any) []any { return some(object.(*graph.Link).Term()) },
}

func some[T any](pointer *T) []any {
	if pointer == nil {
		return nil
	}
	return []any{pointer}
}
