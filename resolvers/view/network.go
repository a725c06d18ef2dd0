package view

import (
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/measure"
)

// Network is a network with those of its measures that are selected.
type Network struct {
	Nodes     []*NetworkNode
	Edges     []*Tie
	Truncated *graph.Truncation
	Measures  *NetworkMeasures
	// Whole is the domain's network, to ask more of.
	Whole *graph.Network
}

// NetworkNode is one actor of a network with those of its measures that are
// selected.
type NetworkNode struct {
	*graph.NetworkNode
	Degree                int
	Degrees               []graph.FamilyCount
	Betweenness, PageRank float64
	Community             int
	Side                  *int
	X, Y                  *float64
	Roles                 map[graph.Grouping]measure.Roles
}

// Brokerage is how often the actor is a broker between groups.
func (n *NetworkNode) Brokerage(by graph.Grouping) measure.Roles { return n.Roles[by] }

// NetworkMeasures are those of a whole network that are selected.
type NetworkMeasures struct {
	graph.NetworkMeasures
	Communities int
	Modularity  float64
	Balance     *graph.Balance
	Betweenness *graph.Betweenness
}

// PathResult is the answer to a question for paths.
type PathResult struct {
	Status   graph.PathStatus
	Complete bool
	Limit    string
	Paths    []*Path
}

// Path is one way from one actor to another.
type Path struct {
	Actors []*graph.Actor
	Steps  []*PathStep
}

// PathStep is one step of a path.
type PathStep struct {
	From, To *graph.Actor
	Ties     []*Tie
}

// Length is the number of steps.
func (p *Path) Length() int { return len(p.Steps) }

// Ties are the best evidenced one of each step.
func (p *Path) Ties() []*Tie {
	ties := make([]*Tie, len(p.Steps))
	for i, step := range p.Steps {
		ties[i] = step.Ties[0]
	}
	return ties
}

// NetworkChange is what differs between two networks.
type NetworkChange struct {
	Appeared, Vanished             []*Tie
	Changed                        []*TieChange
	Stayed                         int
	Turned                         []*graph.Turn
	ActorsAppeared, ActorsVanished []*graph.Actor
	Truncated                      *graph.Truncation
}

// TieChange is a tie under two filters.
type TieChange struct{ Before, After *Tie }

// Timeline is a timeline with what is undated as one number too.
type Timeline struct{ *graph.Timeline }

// Undated is how much evidence has no date.
func (t *Timeline) Undated() int {
	sum := 0
	for _, count := range t.Timeline.Undated {
		sum += count.Count
	}
	return sum
}

// UndatedByFamily is the same by family.
func (t *Timeline) UndatedByFamily() []graph.FamilyCount { return t.Timeline.Undated }

// Trajectory is the way of an actor from side to side.
type Trajectory struct {
	Actor *graph.Actor
	Steps []*TrajectoryStep
}

// TrajectoryStep is a step of it.
type TrajectoryStep struct {
	*graph.Step
	Tie *Tie
}

type (
	// ContradictionConnection is a page of contradictions.
	ContradictionConnection = Page[*graph.Contradiction]
	// ContradictionEdge is one of a page of contradictions.
	ContradictionEdge = Edge[*graph.Contradiction]
	// LikenessConnection is a page of pairs that may be one.
	LikenessConnection = Page[*graph.Likeness]
	// LikenessEdge is one of a page of these.
	LikenessEdge = Edge[*graph.Likeness]
)
