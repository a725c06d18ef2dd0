package graph

import "slices"

// Adjacency is a tie in its lightest form: who is tied to whom, in which way,
// and by which pieces of evidence. Ids stand for entities, so that a store can
// give many without reading what they rest on.
type Adjacency struct {
	Kind     TieKind
	From, To string
	// Pieces, in the order of their grounds. They belong to the store and must
	// not be changed.
	Pieces []Piece
}

// Piece is one piece of evidence.
type Piece struct {
	// Ground is the id of the event, agreement or affiliation; Unit the id
	// under which it is counted (see [Evidence.Unit]), Whole that of the
	// larger event which it is part of, or nothing.
	Ground, Unit, Whole string
}

// AdjacencyQuery chooses pieces of evidence for [Reader.Adjacent]. Kinds and
// Realis are lists of alternatives in which nil is an empty list.
type AdjacencyQuery struct {
	// Actors: at one end. Others: at the other end. For either, nil is all.
	Actors, Others []string
	Kinds          []TieKind
	Realis         []Realis
	During         *Window
}

// Chooses reports whether the query asks for e. It is the meaning of the
// query: a store may answer by other means, but not otherwise. What is denied
// and nothing else supports nothing.
func (q *AdjacencyQuery) Chooses(e *Evidence) bool {
	return q.atEnds(e) && slices.Contains(q.Kinds, e.Kind) && q.AdmitsRealis(e.Kind, e.Realis()) &&
		admits(q.During, e.Extent()) && e.Asserted()
}

// AdmitsRealis is the part of Chooses that looks at realis.
func (q *AdjacencyQuery) AdmitsRealis(kind TieKind, realis Realis) bool {
	return admitsRealis(q.Realis, kind, realis)
}

func (q *AdjacencyQuery) atEnds(e *Evidence) bool {
	from, to := e.From.ID, e.To.ID
	return among(q.Actors, from) && among(q.Others, to) || among(q.Actors, to) && among(q.Others, from)
}

// Piece returns the evidence in its lightest form.
func (e *Evidence) Piece() Piece {
	return Piece{Ground: groundID(e), Unit: e.Unit(), Whole: e.Within()}
}

// Asserted reports whether some claim of the evidence is more than a denial.
func (e *Evidence) Asserted() bool {
	return slices.ContainsFunc(e.Claims(), func(claim *Claim) bool { return claim.Stance != Denied })
}

// admitsRealis: that somebody asked for a mediation took place, although the
// mediation itself is only requested.
func admitsRealis(wanted []Realis, kind TieKind, realis Realis) bool {
	return slices.Contains(wanted, realis) || (kind == AskedToMediate && slices.Contains(wanted, Occurred))
}
