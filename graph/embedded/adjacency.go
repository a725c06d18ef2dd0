package embedded

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/factiongraph/factiongraph/graph"
)

// adjacency is all ties in their lightest form, packed: those at the actor with
// the ordinal i are ties[at[j]] for j from starts[i] to starts[i+1].
type adjacency struct {
	ordinals   map[string]int32
	starts, at []int32
	ties       []packedTie
}

// packedTie is a tie whatever the filter, without what is only denied.
type packedTie struct {
	graph.Adjacency
	from, to int32
	evidence []*graph.Evidence // of each piece
	// realis is that of all pieces, empty if they differ.
	realis graph.Realis
}

func (s *snapshot) gatherAdjacency() *adjacency {
	a := &adjacency{ordinals: map[string]int32{}}
	for i, actor := range s.tables[graph.ActorEntity].rows {
		a.ordinals[actor.EntityID()] = int32(i)
	}
	a.pack(s.assertedEvidence())
	a.starts = make([]int32, len(a.ordinals)+1)
	for i := range a.ties {
		a.starts[a.ties[i].from+1]++
		a.starts[a.ties[i].to+1]++
	}
	for i := 1; i < len(a.starts); i++ {
		a.starts[i] += a.starts[i-1]
	}
	a.at = make([]int32, 2*len(a.ties))
	next := slices.Clone(a.starts)
	for i := range a.ties {
		for _, end := range []int32{a.ties[i].from, a.ties[i].to} {
			a.at[next[end]] = int32(i)
			next[end]++
		}
	}
	return a
}

// assertedEvidence lists all evidence that is not only denied, in the order of
// the tables.
func (s *snapshot) assertedEvidence() []*graph.Evidence {
	var all []*graph.Evidence
	for _, kind := range []graph.EntityKind{graph.EventEntity, graph.AgreementEntity, graph.AffiliationEntity} {
		for _, row := range s.tables[kind].rows {
			evidence := graph.EvidenceOf(row)
			for i := range evidence {
				if evidence[i].Asserted() {
					all = append(all, &evidence[i])
				}
			}
		}
	}
	return all
}

// pack gathers the evidence of each tie.
func (a *adjacency) pack(evidence []*graph.Evidence) {
	type key struct {
		kind     graph.TieKind
		from, to int32
	}
	numbers := map[key]int32{}
	of := make([]int32, len(evidence))
	var counts []int32
	for i, e := range evidence {
		k := key{e.Kind, a.ordinals[e.From.ID], a.ordinals[e.To.ID]}
		number, known := numbers[k]
		if !known {
			number = int32(len(a.ties))
			numbers[k] = number
			a.ties = append(a.ties, packedTie{Adjacency: graph.Adjacency{Kind: e.Kind, From: e.From.ID, To: e.To.ID}, from: k.from, to: k.to})
			counts = append(counts, 0)
		}
		of[i] = number
		counts[number]++
	}
	pieces, grounds := make([]graph.Piece, len(evidence)), make([]*graph.Evidence, len(evidence))
	for i := range a.ties {
		count := counts[i]
		a.ties[i].Pieces, pieces = pieces[:0:count], pieces[count:]
		a.ties[i].evidence, grounds = grounds[:0:count], grounds[count:]
	}
	for i, e := range evidence {
		tie := &a.ties[of[i]]
		tie.Pieces, tie.evidence = append(tie.Pieces, e.Piece()), append(tie.evidence, e)
	}
	for i := range a.ties {
		a.ties[i].finish()
	}
}

// finish puts the pieces in the order of their grounds.
func (t *packedTie) finish() {
	t.realis = t.evidence[0].Realis()
	if len(t.Pieces) == 1 {
		return
	}
	if slices.ContainsFunc(t.evidence, func(e *graph.Evidence) bool { return e.Realis() != t.realis }) {
		t.realis = ""
	}
	type both struct {
		piece    graph.Piece
		evidence *graph.Evidence
	}
	all := make([]both, len(t.Pieces))
	for i := range all {
		all[i] = both{t.Pieces[i], t.evidence[i]}
	}
	slices.SortFunc(all, func(a, b both) int { return cmp.Compare(a.piece.Ground, b.piece.Ground) })
	for i := range all {
		t.Pieces[i], t.evidence[i] = all[i].piece, all[i].evidence
	}
}

// Adjacent yields the ties that rest on what the query asks for.
func (s *snapshot) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(yield func(graph.Adjacency, error) bool) {
		if err := stopped(ctx); err != nil {
			yield(graph.Adjacency{}, err)
			return
		}
		kinds := map[graph.TieKind]bool{}
		for _, kind := range query.Kinds {
			kinds[kind] = true
		}
		looked := 0
		for tie := range s.adjacency().candidates(query) {
			if looked++; looked%checkEvery == 0 {
				if err := stopped(ctx); err != nil {
					yield(graph.Adjacency{}, err)
					return
				}
			}
			if !kinds[tie.Kind] {
				continue
			}
			if found, any := tie.under(query); any && !yield(found, nil) {
				return
			}
		}
	}
}

// candidates yields the ties at the ends that the query asks for, each once.
func (a *adjacency) candidates(query graph.AdjacencyQuery) iter.Seq[*packedTie] {
	return func(yield func(*packedTie) bool) {
		if query.Actors == nil {
			for i := range a.ties {
				if !yield(&a.ties[i]) {
					return
				}
			}
			return
		}
		asked := make([]bool, len(a.ordinals))
		for _, id := range query.Actors {
			if ordinal, known := a.ordinals[id]; known {
				asked[ordinal] = true
			}
		}
		for ordinal, is := range asked {
			if !is {
				continue
			}
			for _, number := range a.at[a.starts[ordinal]:a.starts[ordinal+1]] {
				tie := &a.ties[number]
				both := asked[tie.from] && asked[tie.to]
				if both && int32(ordinal) != tie.from || query.Among && !both {
					continue // met at the other end, or not asked for
				}
				if !yield(tie) {
					return
				}
			}
		}
	}
}

// under returns the tie with the pieces that the query asks for, false if there
// are none.
func (t *packedTie) under(query graph.AdjacencyQuery) (graph.Adjacency, bool) {
	if t.realis != "" && query.During == nil {
		return t.Adjacency, query.AdmitsRealis(t.Kind, t.realis)
	}
	admits := func(e *graph.Evidence) bool {
		return query.AdmitsRealis(e.Kind, e.Realis()) && (query.During == nil || query.During.Admits(e.Extent()))
	}
	refused := slices.IndexFunc(t.evidence, func(e *graph.Evidence) bool { return !admits(e) })
	if refused < 0 {
		return t.Adjacency, true
	}
	found := t.Adjacency
	found.Pieces = slices.Clone(t.Pieces[:refused])
	for i := refused + 1; i < len(t.evidence); i++ {
		if admits(t.evidence[i]) {
			found.Pieces = append(found.Pieces, t.Pieces[i])
		}
	}
	return found, len(found.Pieces) > 0
}
