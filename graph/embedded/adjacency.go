package embedded

import (
	"context"
	"iter"
	"slices"

	"github.com/factiongraph/factiongraph/graph"
)

// Adjacent yields the ties that rest on what the query asks for.
func (s *snapshot) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(yield func(graph.Adjacency, error) bool) {
		if err := stopped(ctx); err != nil {
			yield(graph.Adjacency{}, err)
			return
		}
		looked := 0
		a := s.adjacency()
		for number := range a.candidates(query) {
			if looked++; looked%checkEvery == 0 {
				if err := stopped(ctx); err != nil {
					yield(graph.Adjacency{}, err)
					return
				}
			}
			if found, any := a.under(&a.ties[number], query); any && !yield(found, nil) {
				return
			}
		}
	}
}

// candidates yields the ties of the kinds and between the ends that the query
// asks for, each once.
func (a *adjacency) candidates(query graph.AdjacencyQuery) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		kinds := make([]bool, len(a.kinds))
		for i, kind := range a.kinds {
			kinds[i] = slices.Contains(query.Kinds, kind)
		}
		ends, others := a.asked(query.Actors), a.asked(query.Others)
		switch {
		case ends == nil && others == nil:
			for i := range a.ties {
				if kinds[a.ties[i].kind] && !yield(int32(i)) {
					return
				}
			}
			return
		case ends == nil || others != nil && a.degree(others) < a.degree(ends):
			ends, others = others, ends
		}
		isEnd := a.marks(ends)
		isOther := isEnd
		if others != nil {
			isOther = a.marks(others)
		}
		for _, ordinal := range ends {
			for _, end := range a.at[a.starts[ordinal]:a.starts[ordinal+1]] {
				if !kinds[end.kind] || others != nil && !isOther[end.other] {
					continue
				}
				if !end.start && isEnd[end.other] && isOther[ordinal] {
					continue // met from where it starts
				}
				if !yield(end.number) {
					return
				}
			}
		}
	}
}

// asked returns the ordinals of those of the actors that there are, each once;
// nil for nil.
func (a *adjacency) asked(ids []string) []int32 {
	if ids == nil {
		return nil
	}
	ordinals := make([]int32, 0, len(ids))
	for _, id := range ids {
		if ordinal, known := a.ordinals[id]; known {
			ordinals = append(ordinals, ordinal)
		}
	}
	slices.Sort(ordinals)
	return slices.Compact(ordinals)
}

// degree counts the ties at these actors.
func (a *adjacency) degree(ordinals []int32) int32 {
	var sum int32
	for _, ordinal := range ordinals {
		sum += a.starts[ordinal+1] - a.starts[ordinal]
	}
	return sum
}

func (a *adjacency) marks(ordinals []int32) []bool {
	marks := make([]bool, len(a.ordinals))
	for _, ordinal := range ordinals {
		marks[ordinal] = true
	}
	return marks
}

// under returns the tie with the pieces that the query asks for, false if there
// are none.
func (a *adjacency) under(tie *packedTie, query graph.AdjacencyQuery) (graph.Adjacency, bool) {
	found := graph.Adjacency{
		Kind: a.kinds[tie.kind], From: a.actors[tie.from].EntityID(), To: a.actors[tie.to].EntityID(),
		Pieces: a.pieces[tie.first:tie.end:tie.end],
	}
	if tie.realis != "" && query.During == nil {
		return found, query.AdmitsRealis(found.Kind, tie.realis)
	}
	admits := func(e *graph.Evidence) bool {
		return query.AdmitsRealis(e.Kind, e.Realis()) && (query.During == nil || query.During.Admits(e.Extent()))
	}
	evidence := a.evidence[tie.first:tie.end]
	refused := slices.IndexFunc(evidence, func(e *graph.Evidence) bool { return !admits(e) })
	if refused < 0 {
		return found, true
	}
	all := found.Pieces
	found.Pieces = slices.Clone(all[:refused])
	for i := refused + 1; i < len(evidence); i++ {
		if admits(evidence[i]) {
			found.Pieces = append(found.Pieces, all[i])
		}
	}
	return found, len(found.Pieces) > 0
}
