package measure

import (
	"math"
	"slices"
)

const (
	// leafSize is how many points a square holds that is not divided further.
	leafSize = 8
	// gridBits is how often the whole square can be halved.
	gridBits = 16
	// opening is how many times farther than its width a square must be to
	// count as one point, squared.
	opening = 1.0
)

// quadtree divides the plane into squares, each of which may stand for the
// points in it (Barnes & Hut 1986).
type quadtree struct {
	codes  []uint64 // of each point, its square's place on a Z-shaped curve, then its number
	points []Point  // in the order of codes
	cells  []cell   // depth first
}

type cell struct {
	middle   Point   // mean of its points
	points   float64 // how many
	width2   float64 // square of its width
	from, to int32   // its points
	next     int32   // the first cell that is not within it
	leaf     bool
}

// grow makes the tree of these places anew.
func (t *quadtree) grow(places []Point) {
	low, high := places[0], places[0]
	for _, p := range places {
		low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
		high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
	}
	width := max(high.X-low.X, high.Y-low.Y)
	scale := (1<<gridBits - 1) / max(width, math.SmallestNonzeroFloat64)
	t.codes = t.codes[:0]
	for i, p := range places {
		code := interleave(uint32((p.X-low.X)*scale)) | interleave(uint32((p.Y-low.Y)*scale))<<1
		t.codes = append(t.codes, code<<32|uint64(i))
	}
	slices.Sort(t.codes)
	t.points = t.points[:0]
	for _, code := range t.codes {
		t.points = append(t.points, places[uint32(code)])
	}
	t.cells = t.cells[:0]
	t.divide(0, int32(len(places)), width, gridBits)
}

// interleave puts a 0 before each of 16 bits.
func interleave(x uint32) uint64 {
	x = (x | x<<8) & 0x00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f
	x = (x | x<<2) & 0x33333333
	x = (x | x<<1) & 0x55555555
	return uint64(x)
}

// divide adds the cell of some points, and those within it. halvings is how
// many of them are left.
func (t *quadtree) divide(from, to int32, width float64, halvings int) {
	at := len(t.cells)
	t.cells = append(t.cells, cell{
		points: float64(to - from), width2: width * width, from: from, to: to,
		leaf: to-from <= leafSize || halvings == 0,
	})
	sum := Point{}
	for _, p := range t.points[from:to] {
		sum.X += p.X
		sum.Y += p.Y
	}
	t.cells[at].middle = Point{sum.X / float64(to-from), sum.Y / float64(to-from)}
	if !t.cells[at].leaf {
		shift := 32 + 2*(halvings-1)
		for from < to {
			quarter := t.codes[from] >> shift
			end := from + 1
			for end < to && t.codes[end]>>shift == quarter {
				end++
			}
			t.divide(from, end, width/2, halvings-1)
			from = end
		}
	}
	t.cells[at].next = int32(len(t.cells))
}

// repulsion is about what the points together exert on p.
func (t *quadtree) repulsion(p Point) Point {
	force := Point{}
	for i := int32(0); i < int32(len(t.cells)); {
		c := &t.cells[i]
		if c.leaf {
			part := repulsion(t.points[c.from:c.to], p)
			force.X += part.X
			force.Y += part.Y
			i = c.next
			continue
		}
		dx, dy := p.X-c.middle.X, p.Y-c.middle.Y
		distance2 := dx*dx + dy*dy
		if c.width2*opening >= distance2 {
			i++
			continue
		}
		weight := c.points / distance2
		force.X += dx * weight
		force.Y += dy * weight
		i = c.next
	}
	return force
}
