package embedded

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// adjacency is all ties in their lightest form, packed: those at the actor with
// the ordinal i are at[j] for j from starts[i] to starts[i+1].
type adjacency struct {
	ordinals map[string]int32
	actors   []graph.Entity // by ordinal
	kinds    []graph.TieKind
	starts   []int32
	at       []tieEnd
	ties     []packedTie // by the ordinals of their ends and by kind
	// pieces of each tie in turn, with the evidence that each stands for.
	pieces   []graph.Piece
	evidence []*graph.Evidence
}

// tieEnd is a tie as it is seen from one of its ends. It holds what most ties
// are passed over for, so that these are not looked at.
type tieEnd struct {
	number, other int32 // of the tie, of the actor at its other end
	kind          uint8 // among those that occur
	start         bool  // seen from where it starts
}

// packedTie is a tie whatever the filter, without what is only denied.
type packedTie struct {
	from, to   int32
	first, end int32 // of its pieces
	kind       uint8
	// realis is that of all pieces, empty if they differ.
	realis graph.Realis
}

func (s *snapshot) gatherAdjacency() *adjacency {
	actors := s.tables[graph.ActorEntity].rows
	a := &adjacency{actors: actors, ordinals: make(map[string]int32, len(actors))}
	for i, actor := range actors {
		a.ordinals[actor.EntityID()] = int32(i)
	}
	a.pack(a.sorted(a.asserted(s)))
	a.joinEnds()
	return a
}

// tiePiece is a piece of evidence on its way to its tie.
type tiePiece struct {
	evidence *graph.Evidence
	from, to int32
	rank     int32 // among all
	kind     uint8
}

// asserted lists all evidence that is not only denied: what rests on events, on
// agreements and on affiliations, each by their ids.
func (a *adjacency) asserted(s *snapshot) []tiePiece {
	var pieces []tiePiece
	for _, kind := range []graph.EntityKind{graph.EventEntity, graph.AgreementEntity, graph.AffiliationEntity} {
		table := s.tables[kind]
		parts := make([][]tiePiece, runtime.GOMAXPROCS(0))
		inParts(len(table.ids), func(part, first, end int) {
			for _, ordinal := range table.ids[first:end] {
				parts[part] = a.assertedBy(table.rows[ordinal], parts[part])
			}
		})
		pieces = slices.Concat(append([][]tiePiece{pieces}, parts...)...)
	}
	numbers := map[graph.TieKind]uint8{}
	for i := range pieces {
		kind := pieces[i].evidence.Kind
		number, met := numbers[kind]
		if !met {
			number = uint8(len(a.kinds))
			numbers[kind], a.kinds = number, append(a.kinds, kind)
		}
		pieces[i].kind, pieces[i].rank = number, int32(i)
	}
	return pieces
}

func (a *adjacency) assertedBy(entity graph.Entity, pieces []tiePiece) []tiePiece {
	evidence := graph.EvidenceOf(entity)
	event, isEvent := entity.(*graph.Event)
	undisputed := isEvent && undisputed(event)
	for i := range evidence {
		if e := &evidence[i]; undisputed || e.Asserted() {
			pieces = append(pieces, tiePiece{evidence: e, from: a.ordinals[e.From.ID], to: a.ordinals[e.To.ID]})
		}
	}
	return pieces
}

// undisputed reports whether all evidence of an event is asserted because
// nobody denies any of it, as it is with nearly all events.
func undisputed(event *graph.Event) bool {
	denied := func(claims []graph.Claim) bool {
		return slices.ContainsFunc(claims, func(claim graph.Claim) bool { return claim.Stance == graph.Denied })
	}
	if len(event.Claims) == 0 || denied(event.Claims) {
		return false
	}
	return !slices.ContainsFunc(event.Participants, func(participant graph.Participant) bool { return denied(participant.Claims) })
}

// sorted returns the pieces by where their ties start and end, and by kind;
// those of one tie in the order in which they came.
func (a *adjacency) sorted(pieces []tiePiece) []tiePiece {
	starts := make([]int32, len(a.actors)+1)
	for i := range pieces {
		starts[pieces[i].from+1]++
	}
	sum(starts)
	sorted, next := make([]tiePiece, len(pieces)), slices.Clone(starts)
	for _, piece := range pieces {
		sorted[next[piece.from]] = piece
		next[piece.from]++
	}
	inParts(len(a.actors), func(_, first, end int) {
		for actor := first; actor < end; actor++ {
			slices.SortFunc(sorted[starts[actor]:starts[actor+1]], func(a, b tiePiece) int {
				return cmp.Or(compareTies(a, b), cmp.Compare(a.rank, b.rank))
			})
		}
	})
	return sorted
}

func compareTies(a, b tiePiece) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.kind, b.kind))
}

// pack makes the ties of sorted pieces.
func (a *adjacency) pack(sorted []tiePiece) {
	a.pieces, a.evidence = make([]graph.Piece, len(sorted)), make([]*graph.Evidence, len(sorted))
	count := 0
	for i := range sorted {
		if i == 0 || compareTies(sorted[i-1], sorted[i]) != 0 {
			count++
		}
	}
	a.ties = make([]packedTie, 0, count)
	for i, piece := range sorted {
		if i == 0 || compareTies(sorted[i-1], piece) != 0 {
			a.ties = append(a.ties, packedTie{from: piece.from, to: piece.to, kind: piece.kind, first: int32(i)})
		}
		a.ties[len(a.ties)-1].end = int32(i) + 1
		a.evidence[i] = piece.evidence
	}
	inParts(len(a.ties), func(_, first, end int) {
		for i := first; i < end; i++ {
			a.finish(&a.ties[i])
		}
	})
}

// finish makes the pieces of a tie, in the order of their grounds.
func (a *adjacency) finish(tie *packedTie) {
	pieces, evidence := a.pieces[tie.first:tie.end], a.evidence[tie.first:tie.end]
	for i, e := range evidence {
		pieces[i] = e.Piece()
	}
	byGround := func(a, b graph.Piece) int { return cmp.Compare(a.Ground, b.Ground) }
	if !slices.IsSortedFunc(pieces, byGround) { // where some are events and some agreements
		slices.SortFunc(pieces, byGround)
		slices.SortFunc(evidence, func(a, b *graph.Evidence) int { return byGround(a.Piece(), b.Piece()) })
	}
	tie.realis = evidence[0].Realis()
	if slices.ContainsFunc(evidence, func(e *graph.Evidence) bool { return e.Realis() != tie.realis }) {
		tie.realis = ""
	}
}

// joinEnds fills what is found by actor.
func (a *adjacency) joinEnds() {
	a.starts = make([]int32, len(a.actors)+1)
	for i := range a.ties {
		a.starts[a.ties[i].from+1]++
		a.starts[a.ties[i].to+1]++
	}
	sum(a.starts)
	a.at = make([]tieEnd, 2*len(a.ties))
	next := slices.Clone(a.starts)
	for i := range a.ties {
		tie := &a.ties[i]
		a.at[next[tie.from]] = tieEnd{number: int32(i), other: tie.to, kind: tie.kind, start: true}
		next[tie.from]++
		a.at[next[tie.to]] = tieEnd{number: int32(i), other: tie.from, kind: tie.kind}
		next[tie.to]++
	}
}

// sum adds to each number all that stand before it.
func sum(numbers []int32) {
	for i := 1; i < len(numbers); i++ {
		numbers[i] += numbers[i-1]
	}
}

// inParts divides count things among the processors: work gets the number of
// its part, and what it begins with and ends before.
func inParts(count int, work func(part, first, end int)) {
	var group sync.WaitGroup
	parts := runtime.GOMAXPROCS(0)
	for part := range parts {
		group.Go(func() { work(part, part*count/parts, (part+1)*count/parts) })
	}
	group.Wait()
}
