package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
)

// ErrKeys are keys of nodes that are not one for each, all different.
var ErrKeys = errors.New("measure: not the keys of the nodes")

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Layout gives each node a place in the unit circle, near its neighbours and
// clear of others. Components stand apart, the largest in the middle, nodes
// without edges around.
//
// The place depends on the keys and on the edges between them, on nothing else:
// not on the order of nodes and edges, nor on weights. Who has a key keeps about
// the same place when a few nodes or edges come or go: everyone starts from a
// place that a hash of the key gives, draws near the mean of the neighbours' a
// few dozen times, which changes little where the graph does, and only then
// follows forces, for a bounded number of rounds (Fruchterman & Reingold 1991,
// Graph drawing by force-directed placement, Software: Practice and Experience
// 21:1129; from 500 nodes on with the approximation of Barnes & Hut 1986, A
// hierarchical O(N log N) force-calculation algorithm, Nature 324:446).
//
// It takes O((n log n + m)·rounds) time and fails with ErrKeys.
func Layout(ctx context.Context, g *Graph, keys []string) ([]Point, error) {
	order, err := sortedByKey(keys, g.Nodes())
	if err != nil {
		return nil, err
	}
	sorted := g.renumbered(order)
	_, parts, err := components(ctx, &sorted)
	if err != nil {
		return nil, err
	}
	drawings := make([]drawing, len(parts))
	for i, part := range parts {
		start := make([]Point, len(part.members))
		for j, v := range part.members {
			start[j] = hashed(keys[order[v]])
		}
		if drawings[i], err = drawn(ctx, sorted.within(part.members), start); err != nil {
			return nil, err
		}
	}
	centres, radius := pack(drawings)
	places := make([]Point, g.Nodes())
	for i, part := range parts {
		for j, v := range part.members {
			p := drawings[i].places[j]
			places[order[v]] = Point{(centres[i].X + p.X) / radius, (centres[i].Y + p.Y) / radius}
		}
	}
	return places, nil
}

// sortedByKey returns the nodes in the order of their keys.
func sortedByKey(keys []string, n int) ([]int32, error) {
	if len(keys) != n {
		return nil, fmt.Errorf("%w: %d keys for %d nodes", ErrKeys, len(keys), n)
	}
	order := make([]int32, n)
	for v := range order {
		order[v] = int32(v)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(keys[a], keys[b]) })
	for i := 1; i < n; i++ {
		if keys[order[i]] == keys[order[i-1]] {
			return nil, fmt.Errorf("%w: %q twice", ErrKeys, keys[order[i]])
		}
	}
	return order, nil
}

// renumbered returns the adjacency when the node order[i] is called i, without weights.
func (g *Graph) renumbered(order []int32) rows {
	rank := make([]int32, len(order))
	for i, v := range order {
		rank[v] = int32(i)
	}
	r := rows{offsets: make([]int32, len(order)+1), targets: make([]int32, 0, len(g.adjacency.targets))}
	for i, v := range order {
		for _, w := range g.adjacency.row(int(v)) {
			r.targets = append(r.targets, rank[w])
		}
		r.offsets[i+1] = int32(len(r.targets))
	}
	return r.transposed() // sorts the rows
}

// within returns the adjacency among a component's members, numbered in their order.
func (r *rows) within(members []int32) rows {
	rank := make(map[int32]int32, len(members))
	for i, v := range members {
		rank[v] = int32(i)
	}
	part := rows{offsets: make([]int32, len(members)+1)}
	for i, v := range members {
		for _, w := range r.row(int(v)) {
			part.targets = append(part.targets, rank[w])
		}
		part.offsets[i+1] = int32(len(part.targets))
	}
	return part
}

// hashed returns a place in the square -1..1 that the key alone decides.
func hashed(key string) Point {
	h := fnv.New64a()
	h.Write([]byte(key)) // never fails
	bits := h.Sum64()
	// FNV's high bits depend little on the last characters; this spreads them.
	bits = (bits ^ bits>>30) * 0xbf58476d1ce4e5b9
	bits = (bits ^ bits>>27) * 0x94d049bb133111eb
	bits ^= bits >> 31
	return Point{float64(bits>>32)/(1<<31) - 1, float64(bits&(1<<32-1))/(1<<31) - 1}
}

// drawing is a component's places around 0,0, in edge lengths, and the radius
// of the circle that holds them.
type drawing struct {
	places []Point
	radius float64
}

// drawn lays out one component. It takes over places, the start.
func drawn(ctx context.Context, adjacency rows, places []Point) (drawing, error) {
	if len(places) == 1 {
		return drawing{places: []Point{{}}, radius: margin}, nil
	}
	soften(&adjacency, places)
	spread(places)
	if err := settle(ctx, &adjacency, places); err != nil {
		return drawing{}, err
	}
	d := drawing{places: places}
	centre(places)
	for _, p := range places {
		d.radius = max(d.radius, math.Hypot(p.X, p.Y))
	}
	d.radius += margin
	return d, nil
}

const (
	softenRounds = 50
	// softenPull is how far a round moves a node from its start to the mean of
	// its neighbours.
	softenPull = 0.95
)

// soften moves each node towards the mean of its neighbours again and again, but
// never all the way from its start: what is left is the part of the starts
// that neighbours share.
func soften(adjacency *rows, places []Point) {
	start := slices.Clone(places)
	before := make([]Point, len(places))
	for range softenRounds {
		copy(before, places)
		for v := range places {
			sum := Point{}
			neighbours := adjacency.row(v)
			for _, w := range neighbours {
				sum.X += before[w].X
				sum.Y += before[w].Y
			}
			mean := softenPull / float64(len(neighbours))
			places[v] = Point{
				X: (1-softenPull)*start[v].X + mean*sum.X,
				Y: (1-softenPull)*start[v].Y + mean*sum.Y,
			}
		}
	}
}

// centre moves the places so that their mean is 0,0.
func centre(places []Point) {
	mean := Point{}
	for _, p := range places {
		mean.X += p.X
		mean.Y += p.Y
	}
	n := float64(len(places))
	for i := range places {
		places[i].X -= mean.X / n
		places[i].Y -= mean.Y / n
	}
}

// spread stretches the places, without turning them, until they fill a circle
// with about one node for each square edge length.
func spread(places []Point) {
	centre(places)
	var xx, xy, yy float64
	for _, p := range places {
		xx += p.X * p.X
		xy += p.X * p.Y
		yy += p.Y * p.Y
	}
	n := float64(len(places))
	// A little of the same in all directions keeps a thin line from becoming noise.
	same := 0.02*(xx+yy) + math.SmallestNonzeroFloat64
	xx, yy = xx+same, yy+same
	// The inverse square root of the matrix xx xy; xy yy, times the radius.
	root := math.Sqrt(xx*yy - xy*xy)
	scale := math.Sqrt(n) * math.Sqrt(n/(4*math.Pi)) / (root * math.Sqrt(xx+yy+2*root))
	for i, p := range places {
		places[i] = Point{
			X: scale * ((yy+root)*p.X - xy*p.Y),
			Y: scale * ((xx+root)*p.Y - xy*p.X),
		}
	}
}
