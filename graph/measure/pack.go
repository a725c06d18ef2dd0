package measure

import (
	"cmp"
	"math"
	"slices"
)

// margin is the room around a component, in edge lengths.
const margin = 0.5

// pack returns a centre for each drawing, so that their circles do not overlap,
// and the radius of the circle around 0,0 that holds them all: the largest in
// the middle, the others in rings around it, single nodes in the outer ones.
func pack(drawn []drawing) (centres []Point, radius float64) {
	centres = make([]Point, len(drawn))
	order := make([]int, len(drawn))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(drawn[b].places), len(drawn[a].places)), cmp.Compare(drawn[b].radius, drawn[a].radius))
	})
	if len(order) > 0 {
		radius = drawn[order[0]].radius
		order = order[1:]
	}
	for len(order) > 0 {
		singles := slices.IndexFunc(order, func(i int) bool { return len(drawn[i].places) == 1 })
		if singles <= 0 {
			singles = len(order)
		}
		r := fill(drawn, order[:singles], radius)
		angle := 0.0
		for i, which := range order[:len(r.widths)] {
			angle += r.widths[i] / 2
			centres[which] = Point{r.radius * math.Cos(angle), r.radius * math.Sin(angle)}
			angle += r.widths[i]/2 + r.gap
		}
		radius = r.radius + r.thickest
		order = order[len(r.widths):]
	}
	return centres, radius
}

// ring is the circle on which the centres of some drawings lie.
type ring struct {
	radius   float64
	thickest float64   // the largest of the drawings' radii
	widths   []float64 // the angle that each takes
	gap      float64   // the angle between two
}

// fill returns a ring around a circle of radius inner, of as many of the
// drawings, in order, as it has room for: at least one.
func fill(drawn []drawing, order []int, inner float64) ring {
	var r ring
	used := 0.0
	width := func(which int, around float64) float64 { return 2 * math.Asin(drawn[which].radius/around) }
	for taken, which := range order {
		if thicker := drawn[which].radius; thicker > r.thickest {
			// The ring grows, and what is in it takes smaller angles.
			r.thickest, r.radius = thicker, inner+thicker
			used = 0
			for i, before := range order[:taken] {
				r.widths[i] = width(before, r.radius)
				used += r.widths[i]
			}
		}
		w := width(which, r.radius)
		if taken > 0 && used+w > 2*math.Pi {
			break
		}
		used += w
		r.widths = append(r.widths, w)
	}
	r.gap = (2*math.Pi - used) / float64(len(r.widths))
	return r
}
