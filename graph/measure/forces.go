package measure

import (
	"context"
	"math"
)

const (
	// exactForces is up to how many nodes each pair's repulsion is computed.
	exactForces = 500
	// forceBlock is how many nodes' forces a goroutine computes at a time.
	forceBlock = 256
	// nearest keeps the repulsion of nodes that almost touch finite, in square edge lengths.
	nearest = 1e-4
)

// settle moves the nodes by the forces between them: neighbours attract each
// other by the square of their distance, any two nodes repel each other by its
// inverse. Steps grow shorter from round to round.
func settle(ctx context.Context, adjacency *rows, places []Point) error {
	n := len(places)
	rounds := min(max(1_200_000/n, 30), 200)
	steps := make([]Point, n)
	var tree quadtree
	for round := range rounds {
		repel := func(v int) Point { return repulsion(places, places[v]) }
		if n > exactForces {
			tree.grow(places)
			repel = func(v int) Point { return tree.repulsion(places[v]) }
		}
		blocks := (n + forceBlock - 1) / forceBlock
		err := inBlocks(ctx, blocks, func() struct{} { return struct{}{} }, func(_ struct{}, block int) {
			from, to := bounds(block, blocks, n)
			for v := from; v < to; v++ {
				steps[v] = step(adjacency.row(v), places, v, repel(v))
			}
		})
		if err != nil {
			return err
		}
		left := 1 - float64(round)/float64(rounds)
		longest := stepLength * math.Sqrt(float64(n)) * left * left
		for v, s := range steps {
			if length := math.Hypot(s.X, s.Y); length > longest {
				s.X *= longest / length
				s.Y *= longest / length
			}
			places[v].X += s.X
			places[v].Y += s.Y
		}
	}
	return nil
}

// stepLength is the longest step of the first round, as a share of the square
// root of the number of nodes, which is about the drawing's width.
const stepLength = 0.05

// step returns where a node wants to go: to where a spring to each neighbour, as
// strong as it is long, would hold the repulsion. A step of the force itself
// would throw nodes of many neighbours from side to side.
func step(neighbours []int32, places []Point, v int, force Point) Point {
	p := places[v]
	strength := 1.0
	for _, w := range neighbours {
		dx, dy := places[w].X-p.X, places[w].Y-p.Y
		distance := math.Sqrt(dx*dx + dy*dy)
		force.X += dx * distance
		force.Y += dy * distance
		strength += distance
	}
	return Point{force.X / strength, force.Y / strength}
}

// repulsion is what all places together exert on one.
func repulsion(places []Point, p Point) Point {
	force := Point{}
	for _, q := range places {
		dx, dy := p.X-q.X, p.Y-q.Y
		inverse := 1 / (dx*dx + dy*dy + nearest)
		force.X += dx * inverse
		force.Y += dy * inverse
	}
	return force
}
