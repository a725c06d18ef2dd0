package graph

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/factiongraph/factiongraph/graph/measure"
)

// Measures of a network are taken of all of it, before any limit: of the simple
// undirected graph in which two actors are neighbours if some tie joins them,
// whatever its kind, direction and weight, unless a method says otherwise. They
// are computed when they are first asked for, and kept; several goroutines may
// ask. Results by actor have the ids of all actors of the whole network, also
// of those who are not shown. Measures fail with CodeTimeout when the context
// ends.

// NetworkMeasures says what a network is like as a whole.
type NetworkMeasures struct {
	// Nodes and Ties count actors and ties, Pairs the pairs of actors that some
	// tie joins.
	Nodes, Ties, Pairs int
	// Density is the share of all pairs that are joined; see [measure.Density].
	Density float64
	// Components is the number of parts that no tie joins, LargestComponent the
	// number of actors in the largest; see [measure.Components].
	Components, LargestComponent int
	// Reciprocity is the share of the directed ties, those of one direction
	// between two actors taken as one, that are answered by one in the other
	// direction; see [measure.Reciprocity].
	Reciprocity float64
}

// Measures returns what takes no more than one look at each tie.
func (n *Network) Measures(ctx context.Context) (*NetworkMeasures, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	components, err := measure.Components(ctx, simple)
	if err != nil {
		return nil, unmeasured(ctx, err)
	}
	oneWay, err := s.digraph(false)
	if err != nil {
		return nil, unmeasured(ctx, err)
	}
	reciprocity, err := measure.Reciprocity(ctx, oneWay)
	if err != nil {
		return nil, unmeasured(ctx, err)
	}
	measures := &NetworkMeasures{
		Nodes: simple.Nodes(), Ties: len(s.bonds), Pairs: simple.Edges(),
		Density: measure.Density(simple), Components: len(components.Sizes), Reciprocity: reciprocity,
	}
	if measures.Components > 0 {
		measures.LargestComponent = components.Sizes[0]
	}
	return measures, nil
}

// Degrees returns the number of neighbours of each actor.
func (n *Network) Degrees() (map[string]int, error) {
	if n.whole == nil {
		return nil, errNotWhole
	}
	return byActor(n.whole, n.whole.degrees), nil
}

// FamilyDegrees returns the number of neighbours of each actor by ties of each
// family, in the order of [TieFamilies], without those of which it has none.
func (n *Network) FamilyDegrees() (map[string][]FamilyCount, error) {
	if n.whole == nil {
		return nil, errNotWhole
	}
	return n.whole.familyDegrees(), nil
}

// Betweenness says who stands on the shortest paths between others.
type Betweenness struct {
	// Of gives each actor's share of the pairs of others, in 0..1.
	Of map[string]float64
	// Sources, Error and Confidence are those of [measure.Centrality].
	Sources           int
	Error, Confidence float64
}

// Exact reports whether the paths from all actors were followed.
func (b *Betweenness) Exact() bool { return b.Sources == len(b.Of) }

// Betweenness returns each actor's betweenness, estimated where the network is
// large; see [measure.Betweenness].
func (n *Network) Betweenness(ctx context.Context) (*Betweenness, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.betweenness.get(ctx, func() (*Betweenness, error) {
		found, err := measure.Betweenness(ctx, simple)
		return &Betweenness{byActor(s, found.Score), found.Sources, found.Error, found.Confidence}, err
	})
}

// PageRanks returns each actor's PageRank with a damping of 0.85; see
// [measure.PageRank].
func (n *Network) PageRanks(ctx context.Context) (map[string]float64, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.pageRanks.get(ctx, func() (map[string]float64, error) {
		found, err := measure.PageRank(ctx, simple)
		return byActor(s, found), err
	})
}

// Communities are groups of actors with many neighbours within and few without.
type Communities struct {
	// Of gives the number of each actor's community, from 1, the largest first.
	Of map[string]int
	// Sizes gives the number of actors of each.
	Sizes []int
	// Modularity is that of the division; see [measure.Modularity].
	Modularity float64
}

// Communities divides the network; see [measure.Communities].
func (n *Network) Communities(ctx context.Context) (*Communities, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.communities.get(ctx, func() (*Communities, error) {
		found, err := measure.Communities(ctx, simple)
		if err != nil {
			return nil, err
		}
		modularity, err := measure.Modularity(ctx, simple, found.Of)
		return &Communities{byActor(s, fromOne(found.Of)), found.Sizes, modularity}, err
	})
}

// Layout gives each actor a place in the unit circle, which changes little when
// the network does; see [measure.Layout].
func (n *Network) Layout(ctx context.Context) (map[string]measure.Point, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.places.get(ctx, func() (map[string]measure.Point, error) {
		places, err := measure.Layout(ctx, simple, s.ids)
		return byActor(s, places), err
	})
}

// Balance says how far a network is from two camps that cooperate within and
// are hostile to each other. Two actors count as cooperative or hostile if they
// have ties of that family and none of the other; see [Sign].
type Balance struct {
	// CooperativePairs, HostilePairs and MixedPairs count the pairs of actors with ties of one
	// family, of the other, and of both. Mixed pairs count for nothing below.
	CooperativePairs, HostilePairs, MixedPairs int
	// BalancedTriads counts the triples of actors, each two of them a pair, with
	// an even number of hostile pairs, UnbalancedTriads the others; see
	// [measure.CountTriads].
	BalancedTriads, UnbalancedTriads int
	// Frustration is how many pairs do not fit the division into sides, which
	// leaves as few as possible; unless Exact, a better one may exist. See
	// [measure.Frustrate].
	Frustration int
	Exact       bool
	// Sides gives the side of each actor of some pair, from 1, the largest
	// first. Where no pairs join two parts of the network, each has two sides of
	// its own.
	Sides map[string]int
}

// Balance divides the network into sides.
func (n *Network) Balance(ctx context.Context) (*Balance, error) {
	s, _, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.balance.get(ctx, func() (*Balance, error) {
		return s.divide(ctx)
	})
}

// Grouping says between whom an actor is a broker.
type Grouping string

// The groupings. Who is on no side is a group alone.
const (
	ByCommunity Grouping = "COMMUNITY"
	BySide      Grouping = "SIDE"
)

// Groupings is the table of groupings.
var Groupings = []Word[Grouping]{
	{ByCommunity, "Between communities."},
	{BySide, "Between the sides of the balanced division; who is on none is a group alone."},
}

// Brokerage counts the roles of each actor as a broker between groups. Directed
// ties lead from their From to their To, others both ways; see
// [measure.Brokerage].
func (n *Network) Brokerage(ctx context.Context, by Grouping) (map[string]measure.Roles, error) {
	groups, err := n.groups(ctx, by)
	if err != nil {
		return nil, err
	}
	s, _, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	return s.roles[by].get(ctx, func() (map[string]measure.Roles, error) {
		bothWays, err := s.digraph(true)
		if err != nil {
			return nil, err
		}
		roles, err := measure.Brokerage(ctx, bothWays, s.grouped(groups))
		return byActor(s, roles), err
	})
}

func (n *Network) groups(ctx context.Context, by Grouping) (map[string]int, error) {
	switch by {
	case ByCommunity:
		communities, err := n.Communities(ctx)
		if err != nil {
			return nil, err
		}
		return communities.Of, nil
	case BySide:
		balance, err := n.Balance(ctx)
		if err != nil {
			return nil, err
		}
		return balance.Sides, nil
	}
	return nil, Errorf(CodeBadInput, "%q is no grouping: one of %s", clip(string(by)), nameList(Groupings))
}

// Broker is somebody who stands between two sets of actors.
type Broker struct {
	// Actor has no more than its id, unless it stands for all of a kind.
	Actor *Actor
	// Score is the share of the shortest paths of each pair on which the actor
	// lies, added up over the pairs, and Share that divided by their number.
	Score, Share float64
}

// Between returns who stands on the shortest paths between the ones and the
// others, the highest score first, then by id; see [measure.BetweenSets]. Who is
// not in the network has no paths: see Absent.
func (n *Network) Between(ctx context.Context, these, those []string) ([]*Broker, error) {
	s, simple, err := n.measurable(ctx)
	if err != nil {
		return nil, err
	}
	found, err := measure.BetweenSets(ctx, simple, s.ordinals(these), s.ordinals(those))
	if err != nil {
		return nil, unmeasured(ctx, err)
	}
	var brokers []*Broker
	for i, score := range found.Score {
		if score > 0 {
			brokers = append(brokers, &Broker{standIn(s.ids[i]), score, score / float64(found.Pairs)})
		}
	}
	slices.SortStableFunc(brokers, func(a, b *Broker) int { return cmp.Compare(b.Score, a.Score) })
	return brokers, nil
}

// Absent returns those of the ids that are no actors of the network.
func (n *Network) Absent(ids ...string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		if n.whole == nil {
			return false
		}
		_, known := n.whole.ordinal[id]
		return known
	})
}

var errNotWhole = Errorf(CodeInternal, "measures were asked of a network that was not looked at as a whole")

// measurable returns the whole network, also as a simple undirected graph.
func (n *Network) measurable(ctx context.Context) (*structure, *measure.Graph, error) {
	if n.whole == nil {
		return nil, nil, errNotWhole
	}
	simple, err := n.whole.simple.get(ctx, n.whole.undirected)
	return n.whole, simple, err
}

// unmeasured is the domain's error for one of package measure.
func unmeasured(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return Errorf(CodeTimeout, "the time for this request was up before the network was measured").Because(err)
	}
	return Errorf(CodeInternal, "the network cannot be measured").Because(err)
}

// lazy is something that is measured once. Failures are not kept: another
// caller may have more time.
type lazy[T any] struct {
	mutex sync.Mutex
	done  bool
	value T
}

func (l *lazy[T]) get(ctx context.Context, compute func() (T, error)) (T, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.done {
		return l.value, nil
	}
	value, err := compute()
	if err != nil {
		var none T
		return none, unmeasured(ctx, err)
	}
	l.value, l.done = value, true
	return value, nil
}
