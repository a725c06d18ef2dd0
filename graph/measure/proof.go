package measure

import "context"

// proof is a branch and bound over the splits of a component: the nodes before
// some position have sides, and no way to give the others theirs frustrates
// fewer edges than bound.
type proof struct {
	*branching

	side  []int
	wants [][2]int // how many of a node's edges to decided ones want it on side 1 and on -1
	bound int
	steps int
}

// prove looks for better splits until there is none, and says whether it came
// to the end.
func (b *branching) prove(ctx context.Context) (bool, error) {
	p := proof{branching: b, side: make([]int, len(b.order)), wants: make([][2]int, len(b.order))}
	// Of two mirrored splits one is enough.
	p.place(0, 1)
	err := p.decide(ctx, 1)
	return p.steps < frustrationProof, err
}

// decide tries both sides for the node at a position, and all that follows.
func (p *proof) decide(ctx context.Context, at int) error {
	if p.bound >= p.least || p.steps >= frustrationProof {
		return nil
	}
	if p.steps++; p.steps%checkEvery == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if at == len(p.side) {
		p.least = p.bound
		copy(p.best, p.side)
		return nil
	}
	side := 1
	if p.wants[at][1] > p.wants[at][0] {
		side = -1
	}
	for range 2 {
		bound := p.bound
		p.place(at, side)
		err := p.decide(ctx, at+1)
		p.lift(at)
		p.bound = bound
		if err != nil {
			return err
		}
		side = -side
	}
	return nil
}

// place gives the node at a position a side. The edges that this frustrates
// were in the bound as far as either side frustrates as many.
func (p *proof) place(at, side int) {
	p.side[at] = side
	own := p.wants[at]
	frustrated := own[0]
	if side == 1 {
		frustrated = own[1]
	}
	p.bound += frustrated - min(own[0], own[1])
	p.tell(at, 1)
}

// lift takes the side of the node at a position back, but for the bound.
func (p *proof) lift(at int) { p.tell(at, -1) }

// tell adds to what the undecided neighbours of a position's node are wanted for.
func (p *proof) tell(at, count int) {
	for i := p.links.offsets[at]; i < p.links.offsets[at+1]; i++ {
		to := p.links.targets[i]
		if int(to) < at {
			continue
		}
		wants := &p.wants[to]
		before := min(wants[0], wants[1])
		if p.side[at]*int(p.links.weights[i]) == 1 {
			wants[0] += count
		} else {
			wants[1] += count
		}
		p.bound += min(wants[0], wants[1]) - before
	}
}
