package measure

// rows is a sparse matrix, row by row: that of node v is
// targets[offsets[v]:offsets[v+1]], with weights beside it unless all are 1.
type rows struct {
	offsets []int32
	targets []int32
	weights []float64
}

func (r *rows) nodes() int { return len(r.offsets) - 1 }

func (r *rows) row(v int) []int32 { return r.targets[r.offsets[v]:r.offsets[v+1]] }

func (r *rows) degree(v int) int { return int(r.offsets[v+1] - r.offsets[v]) }

// weight is that of the i-th of all targets.
func (r *rows) weight(i int32) float64 {
	if r.weights == nil {
		return 1
	}
	return r.weights[i]
}

// strength is the sum of v's weights.
func (r *rows) strength(v int) float64 {
	if r.weights == nil {
		return float64(r.degree(v))
	}
	sum := 0.0
	for _, w := range r.weights[r.offsets[v]:r.offsets[v+1]] {
		sum += w
	}
	return sum
}

// bucket files edges under their first node, under their second too if both,
// in the order given. Loops are left out.
func bucket(n int, edges []Edge, weights []float64, both bool) rows {
	r := rows{offsets: make([]int32, n+1)}
	for _, e := range edges {
		if e.From == e.To {
			continue
		}
		r.offsets[e.From+1]++
		if both {
			r.offsets[e.To+1]++
		}
	}
	next := r.fill(weights != nil)
	put := func(from, to, i int) {
		at := next[from]
		next[from]++
		r.targets[at] = int32(to)
		if weights != nil {
			r.weights[at] = weights[i]
		}
	}
	for i, e := range edges {
		if e.From == e.To {
			continue
		}
		put(e.From, e.To, i)
		if both {
			put(e.To, e.From, i)
		}
	}
	return r
}

// fill turns the counts in offsets[1:] into offsets, makes room for the
// targets, and returns where each row's next one goes.
func (r *rows) fill(weighted bool) []int32 {
	n := r.nodes()
	for v := range n {
		r.offsets[v+1] += r.offsets[v]
	}
	r.targets = make([]int32, r.offsets[n])
	if weighted {
		r.weights = make([]float64, len(r.targets))
	}
	next := make([]int32, n)
	copy(next, r.offsets)
	return next
}

// transposed returns the matrix with rows and columns exchanged. Its rows are
// sorted; equal targets keep their order.
func (r *rows) transposed() rows {
	t := rows{offsets: make([]int32, len(r.offsets))}
	for _, to := range r.targets {
		t.offsets[to+1]++
	}
	next := t.fill(r.weights != nil)
	for v := range r.nodes() {
		for i := r.offsets[v]; i < r.offsets[v+1]; i++ {
			to := r.targets[i]
			at := next[to]
			next[to]++
			t.targets[at] = int32(v)
			if r.weights != nil {
				t.weights[at] = r.weights[i]
			}
		}
	}
	return t
}

// merge makes one of equal targets in each sorted row, adding up their weights.
func (r *rows) merge() {
	kept := int32(0)
	from := int32(0)
	for v := range r.nodes() {
		begin, to := kept, r.offsets[v+1]
		for i := from; i < to; i++ {
			if kept > begin && r.targets[kept-1] == r.targets[i] {
				if r.weights != nil {
					r.weights[kept-1] += r.weights[i]
				}
				continue
			}
			r.targets[kept] = r.targets[i]
			if r.weights != nil {
				r.weights[kept] = r.weights[i]
			}
			kept++
		}
		from = to
		r.offsets[v+1] = kept
	}
	r.targets = r.targets[:kept:kept]
	if r.weights != nil {
		r.weights = r.weights[:kept:kept]
	}
}
