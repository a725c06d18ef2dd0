// Package view holds the shapes that the API has and the domain has not:
// pages of lists, windows as they are written, and the written forms of
// scalars. It knows the domain and gqlgen's writers, and no store.
package view

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/factiongraph/factiongraph/graph"
)

// PageInfo says whether there is more of a list.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       string
}

// Edge is one element of a page.
type Edge[E any] struct {
	Cursor string
	Node   E
	// Certainty is how sure the element meets the filter's window.
	Certainty graph.Certainty
	// Matched are the actors that met the filter through subordination.
	Matched []*graph.Actor
}

// Page is one page of a list: a connection.
type Page[E any] struct {
	Edges    []Edge[E]
	PageInfo PageInfo
	// TotalCount is how many elements the whole list has. It is counted only
	// when it is selected.
	TotalCount int
}

// Nodes returns the elements without their cursors.
func (p *Page[E]) Nodes() []E {
	nodes := make([]E, len(p.Edges))
	for i := range p.Edges {
		nodes[i] = p.Edges[i].Node
	}
	return nodes
}

type (
	// ActorConnection is a page of actors.
	ActorConnection = Page[*graph.Actor]
	// EventConnection is a page of events.
	EventConnection = Page[*graph.Event]
	// AgreementConnection is a page of agreements.
	AgreementConnection = Page[*graph.Agreement]
	// PlaceConnection is a page of places.
	PlaceConnection = Page[*graph.Place]
	// SourceConnection is a page of sources.
	SourceConnection = Page[*graph.Source]
	// MediationConnection is a page of mediations.
	MediationConnection = Page[*graph.Mediation]
	// TieConnection is a page of ties.
	TieConnection = Page[*Tie]
	// AffiliationConnection is a page of affiliations.
	AffiliationConnection = Page[*graph.Affiliation]
	// ClaimConnection is a page of claims.
	ClaimConnection = Page[*graph.Claim]

	// ActorEdge is one of a page of actors.
	ActorEdge = Edge[*graph.Actor]
	// EventEdge is one of a page of events.
	EventEdge = Edge[*graph.Event]
	// AgreementEdge is one of a page of agreements.
	AgreementEdge = Edge[*graph.Agreement]
	// PlaceEdge is one of a page of places.
	PlaceEdge = Edge[*graph.Place]
	// SourceEdge is one of a page of sources.
	SourceEdge = Edge[*graph.Source]
	// MediationEdge is one of a page of mediations.
	MediationEdge = Edge[*graph.Mediation]
	// TieEdge is one of a page of ties.
	TieEdge = Edge[*Tie]
	// AffiliationEdge is one of a page of affiliations.
	AffiliationEdge = Edge[*graph.Affiliation]
	// ClaimEdge is one of a page of claims.
	ClaimEdge = Edge[*graph.Claim]
)

// Tie is a tie under one filter, which its id tells.
type Tie struct {
	*graph.Tie
	// FilterMark is the same for equal filters.
	FilterMark string
	// During is the filter's window, nil for none.
	During *graph.Window
}

// CertaintyOf is how sure it is that an event behind the tie meets the filter.
func (t *Tie) CertaintyOf(event *graph.Event) graph.Certainty {
	if t.Certainty == graph.Possible {
		return graph.Possible
	}
	return t.During.Holds(event.Date.Extent())
}

// ClaimCount is how many claims are behind the tie.
func (t *Tie) ClaimCount() int { return len(t.Claims()) }

// ID differs under another filter.
func (t *Tie) ID() string { return "tie:" + t.FilterMark + ":" + t.Key() }

// Family is the family of the tie's kind.
func (t *Tie) Family() graph.TieFamily { return t.Kind.Family() }

// Directed reports whether the tie has a direction.
func (t *Tie) Directed() bool { return t.Kind.Directed() }

// Mark returns a short text that is the same for the same words, to tell
// filters apart in ids and cursors.
func Mark(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:6])
}

// Opaque writes a cursor's content so that nobody takes it apart.
func Opaque(content []byte) string { return base64.RawURLEncoding.EncodeToString(content) }

// Transparent reads what Opaque wrote.
func Transparent(cursor string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(cursor) }

// During is a window as a caller writes it: the ends are days, months or
// years.
type During struct {
	From, To  *string
	Certainty graph.Certainty
}

// TieCount is how many ties of one kind an actor has.
type TieCount struct {
	Kind         graph.TieKind
	Ties         int
	Counterparts int
}

// Family is the family of the kind.
func (c *TieCount) Family() graph.TieFamily { return c.Kind.Family() }

// Dataset is a dataset with its counts as a list.
type Dataset struct{ graph.Dataset }

// EntityCount is how many entities of one kind there are.
type EntityCount struct {
	Kind  graph.EntityKind
	Count int
}

// Counts lists the counts in the vocabulary's order.
func (d *Dataset) Counts() []EntityCount {
	counts := make([]EntityCount, len(graph.EntityKinds))
	for i, word := range graph.EntityKinds {
		counts[i] = EntityCount{word.Name, d.Dataset.Counts[word.Name]}
	}
	return counts
}

// Word is a vocabulary entry in plain text.
type Word struct{ Name, Meaning string }

// Vocabulary gives the domain's tables to the API.
type Vocabulary struct{}

func plain[T ~string](words []graph.Word[T]) []Word {
	list := make([]Word, len(words))
	for i, word := range words {
		list[i] = Word{string(word.Name), word.Meaning}
	}
	return list
}

// ActorKinds lists what actors can be.
func (Vocabulary) ActorKinds() []Word { return plain(graph.ActorKinds) }

// PlaceKinds lists what places can be.
func (Vocabulary) PlaceKinds() []Word { return plain(graph.PlaceKinds) }

// Roles lists how actors take part.
func (Vocabulary) Roles() []Word { return plain(graph.Roles) }

// EventKinds lists what can happen.
func (Vocabulary) EventKinds() []graph.EventWord { return graph.EventKinds }

// AgreementKinds lists sorts of agreements.
func (Vocabulary) AgreementKinds() []Word { return plain(graph.AgreementKinds) }

// TermKinds lists what a term can ask for.
func (Vocabulary) TermKinds() []Word { return plain(graph.TermKinds) }

// AffiliationKinds lists lasting relations.
func (Vocabulary) AffiliationKinds() []graph.AffiliationWord { return graph.Affiliations }

// TieKinds lists ties between actors.
func (Vocabulary) TieKinds() []graph.TieWord { return graph.TieKinds }

// Realis lists whether something took place.
func (Vocabulary) Realis() []Word { return plain(graph.RealisWords) }

// Stances lists how a claim is put.
func (Vocabulary) Stances() []Word { return plain(graph.Stances) }

// Bases lists on what ground a claim is held.
func (Vocabulary) Bases() []Word { return plain(graph.Bases) }

// ComplianceStatuses lists what can become of a term.
func (Vocabulary) ComplianceStatuses() []Word { return plain(graph.ComplianceStatuses) }

// Links lists how one thing bears on another.
func (Vocabulary) Links() []Word { return plain(graph.LinkHows) }

// Parts returns the edges, for whoever walks over pages of any kind.
func (p *Page[E]) Parts() []any {
	parts := make([]any, len(p.Edges))
	for i := range p.Edges {
		parts[i] = &p.Edges[i]
	}
	return parts
}

// Object returns the node, for whoever walks over edges of any kind.
func (e *Edge[E]) Object() any { return e.Node }

// Through returns the actors through whom the node met the filter.
func (e *Edge[E]) Through() []*graph.Actor { return e.Matched }
