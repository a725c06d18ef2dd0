package measure

import (
	"context"
	"math"
)

// sumBlocks is into how many parts the sources of a sum are divided. It bounds
// how many processors are of use; it is fixed because the order of a sum is.
const sumBlocks = 32

// dependencies adds up, for every node, its dependency on each source: the
// shares of the shortest paths from the source to every node t that pass
// through it, times the credit of t (Brandes 2001, A faster algorithm for
// betweenness centrality, Journal of Mathematical Sociology 25:163).
func dependencies(ctx context.Context, adjacency *rows, sources []int32, credit []float64) ([]float64, error) {
	n := adjacency.nodes()
	of, parted, err := components(ctx, adjacency)
	if err != nil {
		return nil, err
	}
	parts := make([][]float64, min(sumBlocks, len(sources)))
	err = inBlocks(ctx, len(parts), func() *search { return newSearch(adjacency, credit) }, func(s *search, block int) {
		sum := make([]float64, n)
		from, to := bounds(block, len(parts), len(sources))
		for _, source := range sources[from:to] {
			if ctx.Err() != nil {
				return
			}
			if c := parted[of[source]]; len(c.members) > 2 {
				s.out(source, c)
				s.back(sum)
			}
		}
		parts[block] = sum
	})
	if err != nil {
		return nil, err
	}
	total := make([]float64, n)
	for _, part := range parts {
		for v, x := range part {
			total[v] += x
		}
	}
	return total, nil
}

// search walks breadth first from a source, counting shortest paths, and back.
//
// The inner loops have no branch on a node's distance, which a processor would
// guess wrongly half of the time: a node hands what it has to all neighbours,
// and only those for whom it is meant look, or takes from all neighbours, and
// only those from whom it is meant have something. Between two levels the one
// with fewer edges does the work (Beamer, Asanović & Patterson 2012,
// Direction-optimizing breadth-first search).
type search struct {
	adjacency *rows
	credit    []float64
	order     []int32   // nodes reached, level by level
	value     []float64 // of each of order: its shortest paths on the way out, its share on the way back
	levels    []level
	handed    []float64 // by node: what neighbours gave. On the way out 0 means not reached; 0 between walks
	offered   []float64 // by node: what neighbours may take, 0 outside one level
}

// level is a part of search.order, up to the next level's start.
type level struct {
	start, edges int
	// scale is by how much paths counts less than the level before. Counts
	// double with each level at worst, and would leave the range of float64.
	scale float64
}

const (
	manyPaths = 0x1p512
	fewPaths  = 0x1p-900
)

func newSearch(adjacency *rows, credit []float64) *search {
	n := adjacency.nodes()
	return &search{
		adjacency: adjacency,
		credit:    credit,
		order:     make([]int32, 0, n),
		value:     make([]float64, 0, n),
		handed:    make([]float64, n),
		offered:   make([]float64, n),
	}
}

// out walks from a source through its component.
func (s *search) out(source int32, c component) {
	s.order = append(s.order[:0], source)
	s.value, s.levels = s.value[:0], s.levels[:0]
	s.handed[source] = 1
	left := c.edges
	for start := 0; ; {
		end := len(s.order)
		s.settle(start)
		edges := s.levels[len(s.levels)-1].edges
		left -= edges
		// Whom the last level's nodes know need not be asked.
		if end == len(c.members) {
			break
		}
		if left+len(c.members) < edges {
			s.offer(start, end)
			for _, v := range c.members {
				if s.handed[v] != 0 {
					continue
				}
				if count := sumOf(s.offered, s.adjacency.row(int(v))); count != 0 {
					s.handed[v] = count
					s.order = append(s.order, v)
				}
			}
			s.withdraw(start, end)
		} else {
			s.reach(start, end)
		}
		start = end
	}
	for _, v := range s.order {
		s.handed[v] = 0
	}
}

// settle takes the counts of the level that starts there, before deeper ones spoil them.
func (s *search) settle(start int) {
	most := 0.0
	l := level{start: start, scale: 1}
	for _, v := range s.order[start:] {
		s.value = append(s.value, s.handed[v])
		most = max(most, s.handed[v])
		l.edges += s.adjacency.degree(int(v))
	}
	if most > manyPaths {
		l.scale = 1 / manyPaths
		for i, count := range s.value[start:] {
			s.value[start+i] = max(l.scale*count, fewPaths)
		}
	}
	s.levels = append(s.levels, l)
}

// reach hands the counts of a part of order to all neighbours, and adds those
// to order that had none yet.
func (s *search) reach(from, to int) {
	offsets, targets, handed, order := s.adjacency.offsets, s.adjacency.targets, s.handed, s.order
	for i := from; i < to; i++ {
		v, count := order[i], s.value[i]
		for _, w := range targets[offsets[v]:offsets[v+1]] {
			if handed[w] == 0 {
				order = append(order, w)
			}
			handed[w] += count
		}
	}
	s.order = order
}

// offer lets neighbours take the values of a part of order.
func (s *search) offer(from, to int) {
	for i := from; i < to; i++ {
		s.offered[s.order[i]] = s.value[i]
	}
}

func (s *search) withdraw(from, to int) {
	for _, v := range s.order[from:to] {
		s.offered[v] = 0
	}
}

// back returns to the source and adds to sum what each node but the source gains.
func (s *search) back(sum []float64) {
	last := len(s.levels) - 1
	for i := s.levels[last].start; i < len(s.order); i++ {
		s.value[i] = s.credit[s.order[i]] / s.value[i]
	}
	beyond, end := len(s.order), len(s.order)
	for l := last - 1; l > 0; l-- {
		own, next := s.levels[l], s.levels[l+1]
		hands := next.edges < own.edges
		if hands {
			s.hand(next.start, end)
		} else {
			s.offer(next.start, end)
		}
		for i := own.start; i < next.start; i++ {
			v := s.order[i]
			shares := s.handed[v]
			if !hands {
				shares = sumOf(s.offered, s.adjacency.row(int(v)))
			}
			dependency := shares * s.value[i] * next.scale
			sum[v] += dependency
			s.value[i] = (s.credit[v] + dependency) / s.value[i]
		}
		if hands {
			for _, v := range s.order[own.start:beyond] {
				s.handed[v] = 0
			}
		} else {
			s.withdraw(next.start, end)
		}
		beyond, end = end, next.start
	}
}

// hand gives the values of a part of order to all neighbours.
func (s *search) hand(from, to int) {
	offsets, targets, handed := s.adjacency.offsets, s.adjacency.targets, s.handed
	for i := from; i < to; i++ {
		v, share := s.order[i], s.value[i]
		for _, w := range targets[offsets[v]:offsets[v+1]] {
			handed[w] += share
		}
	}
}

// everyNode returns a credit of 1 for each of n nodes.
func everyNode(n int) []float64 {
	credit := make([]float64, n)
	for v := range credit {
		credit[v] = 1
	}
	return credit
}

// hoeffding returns how far the mean of k draws, without replacement, from n
// numbers in 0..1 may be from their mean, for each of n such sets at once, but
// for a probability of doubt (Hoeffding 1963, Journal of the American
// Statistical Association 58:13, with the union bound; Serfling 1974, Annals of
// Statistics 2:39, for draws without replacement).
func hoeffding(k, n int, doubt float64) float64 {
	left := 1 - float64(k-1)/float64(n)
	return math.Sqrt(left * math.Log(2*float64(n)/doubt) / (2 * float64(k)))
}
