package storetest

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// relatedNetworks draws questions about networks and compares the answers with
// what follows from [graph.Ties], and with each other.
func relatedNetworks(ctx context.Context, t *rapid.T, reader graph.Reader, pool *pool) {
	r := &relation{ctx: ctx, T: t, reader: reader}
	r.light(pool)
	r.network(pool.networkQuery(t))
	r.neighborhood(pool.neighborhoodQuery(t))
	r.paths(pool.pathQuery(t))
	r.rollUp(pool.networkQuery(t))
	r.comparison(pool.compareQuery(t))
}

// relation is one try at how answers fit each other.
type relation struct {
	*rapid.T
	ctx    context.Context
	reader graph.Reader
}

// refused are questions that name somebody who does not exist.
func (r *relation) refused(q question) bool {
	_, err := q.ask(r.ctx, r.reader)
	return graph.CodeOf(err) == graph.CodeNotFound && err != nil
}

func (r *relation) equal(q question, what string, want, got any) {
	r.Helper()
	if diff := gocmp.Diff(want, got); diff != "" {
		r.Fatalf("%s\n%s (-want +got):\n%s", describe(q), what, diff)
	}
}

func result[R any](r *relation, q question, result R, err error) R {
	r.Helper()
	if err != nil {
		r.Fatalf("%s: %s", describe(q), explain(err))
	}
	return result
}

func (r *relation) ties(filter graph.TieFilter) []*graph.Tie {
	r.Helper()
	ties, err := graph.Ties(r.ctx, r.reader, filter)
	return result(r, askTies{filter}, ties, err)
}

func (r *relation) networkOf(query graph.NetworkQuery) *graph.Network {
	r.Helper()
	network, err := graph.NetworkOf(r.ctx, r.reader, query)
	return result(r, askNetwork{query}, network, err)
}

func (r *relation) around(query graph.NeighborhoodQuery) *graph.Network {
	r.Helper()
	network, err := graph.Neighborhood(r.ctx, r.reader, query)
	return result(r, askNeighborhood{query}, network, err)
}

// light: what can be decided without reading what ties rest on is decided
// alike by reading it. All stances but a denial mean what none means, but must
// be read.
func (r *relation) light(pool *pool) {
	var asserted []graph.Stance
	for _, word := range graph.Stances {
		if word.Name != graph.Denied {
			asserted = append(asserted, word.Name)
		}
	}
	exact := func(filter graph.TieFilter) graph.TieFilter {
		if filter.Stances == nil {
			filter.Stances = asserted
		}
		return filter
	}
	network, neighborhood, paths := pool.networkQuery(r.T), pool.neighborhoodQuery(r.T), pool.pathQuery(r.T)
	exactNetwork, exactNeighborhood, exactPaths := network, neighborhood, paths
	exactNetwork.Filter, exactNeighborhood.Filter, exactPaths.Filter = exact(network.Filter), exact(neighborhood.Filter), exact(paths.Filter)
	for _, pair := range [][2]question{
		{askNetwork{network}, askNetwork{exactNetwork}},
		{askNeighborhood{neighborhood}, askNeighborhood{exactNeighborhood}},
		{askPaths{paths}, askPaths{exactPaths}},
	} {
		r.equal(pair[0], "light and exact differ", answer(r.ctx, r.reader, pair[1]), answer(r.ctx, r.reader, pair[0]))
	}
}

// network: all ties and their ends; under a limit the first nodes and the ties
// between them.
func (r *relation) network(query graph.NetworkQuery) {
	q := askNetwork{query}
	if r.refused(q) {
		return
	}
	cut := r.networkOf(query)
	query.Limit = graph.MaxNetworkActors
	whole := r.networkOf(query)
	ids := nodeIDs(whole)
	r.equal(q, "a whole network is cut", (*graph.Truncation)(nil), whole.Truncated)
	r.equal(q, "the nodes are not those of the whole network, as many as may be", ids[:min(len(ids), q.Query.Limit)], nodeIDs(cut))
	r.between(q, cut, whole)
	if cut.Truncated != nil {
		r.equal(q, "left out", graph.Truncation{NodesOmitted: len(ids) - len(cut.Nodes), TiesOmitted: len(whole.Ties) - len(cut.Ties), Limit: "limit"}, *cut.Truncated)
	}
	if !query.Bare {
		for _, tie := range whole.Ties[:min(len(whole.Ties), 3)] {
			one, err := graph.TieByKey(r.ctx, r.reader, tie.Key(), query.Filter, query.RollUp)
			if err != nil || one == nil {
				r.Fatalf("%s\nthe tie with the key %s is %v, %v", describe(q), tie.Key(), one, err)
			}
			r.equal(q, "a tie by its key", writtenTies([]*graph.Tie{tie}), writtenTies([]*graph.Tie{one}))
		}
	}
	if query.RollUp == graph.RollUpNone && !query.Bare {
		ties := r.ties(query.Filter)
		r.equal(q, "the ties are not those of the filter", writtenTies(ties), writtenTies(whole.Ties))
		r.equal(q, "the nodes are not the ends of the ties, those with most neighbours first", byWeight(ends(ties), func(id string) []int {
			neighbours, evidence := weightOf(ties, id, func(string) bool { return true })
			return []int{-neighbours, -evidence}
		}), ids)
	}
	narrow := query
	narrow.Bare, narrow.Filter.During, narrow.Filter.Contested = true, nil, nil
	wide := keysOf(r.networkOf(narrow).Ties)
	narrow.Filter.During = q.Query.Filter.During
	for _, key := range keysOf(r.networkOf(narrow).Ties) {
		if query.RollUp == graph.RollUpNone && !slices.Contains(wide, key) {
			r.Fatalf("%s\nmore in a window: %s", describe(q), key)
		}
	}
}

// weightOf counts the neighbours of an actor, and the evidence for its ties,
// of those others that count.
func weightOf(ties []*graph.Tie, id string, counts func(other string) bool) (neighbours, evidence int) {
	others := map[string]bool{}
	for _, tie := range ties {
		for _, step := range [][2]string{{tie.From.ID, tie.To.ID}, {tie.To.ID, tie.From.ID}} {
			if step[0] == id && counts(step[1]) {
				others[step[1]] = true
				evidence += len(tie.Evidence)
			}
		}
	}
	return len(others), evidence
}

// byWeight sorts ids, those whose weight is least first.
func byWeight(ids []string, weight func(id string) []int) []string {
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(slices.Compare(weight(a), weight(b)), cmp.Compare(a, b)) })
	return ids
}

func ends(ties []*graph.Tie) []string {
	return slices.AppendSeq([]string{}, maps.Keys(reachedFrom(ties, nil, 0)))
}

// between: the ties shown are exactly those between the nodes shown.
func (r *relation) between(q question, cut, whole *graph.Network) {
	r.Helper()
	ids := nodeIDs(cut)
	var between []*graph.Tie
	for _, tie := range whole.Ties {
		if slices.Contains(ids, tie.From.ID) && slices.Contains(ids, tie.To.ID) {
			between = append(between, tie)
		}
	}
	r.equal(q, "the ties are not those between the nodes", writtenTies(between), writtenTies(cut.Ties))
	r.equal(q, "whether something is left out", len(cut.Nodes) < len(whole.Nodes), cut.Truncated != nil)
}

func nodeIDs(network *graph.Network) []string {
	ids := make([]string, len(network.Nodes))
	for i, node := range network.Nodes {
		ids[i] = node.Actor.ID
	}
	return ids
}

func keysOf(ties []*graph.Tie) []string {
	keys := make([]string, len(ties))
	for i, tie := range ties {
		keys[i] = tie.Key()
	}
	return keys
}

// reachedFrom returns how many steps along ties the actors are from the
// centres, up to a depth; for no centres, all ends of the ties.
func reachedFrom(ties []*graph.Tie, centers []string, depth int) map[string]int {
	distances := map[string]int{}
	for _, id := range centers {
		distances[id] = 0
	}
	for _, tie := range ties {
		if centers == nil {
			distances[tie.From.ID], distances[tie.To.ID] = 0, 0
		}
	}
	for distance := range depth {
		for _, tie := range ties {
			for _, step := range [][2]string{{tie.From.ID, tie.To.ID}, {tie.To.ID, tie.From.ID}} {
				at, is := distances[step[0]]
				if _, known := distances[step[1]]; is && at == distance && !known {
					distances[step[1]] = distance + 1
				}
			}
		}
	}
	return distances
}

// neighborhood: who is within so many steps, the nearest first, and all ties
// between them.
func (r *relation) neighborhood(query graph.NeighborhoodQuery) {
	q := askNeighborhood{query}
	if r.refused(q) {
		return
	}
	cut := r.around(query)
	query.Limit, query.Bare = graph.MaxNetworkActors, false
	whole := r.around(query)
	ties := r.ties(query.Filter)
	distances, want := map[string]int{}, reachedFrom(ties, query.Centers, query.Depth)
	for _, node := range whole.Nodes {
		distances[node.Actor.ID] = node.Distance
	}
	r.equal(q, "the distances are not those along the ties", want, distances)
	r.equal(q, "the nodes are not the nearest first, then those with most evidence for ties to nearer ones",
		byWeight(slices.Collect(maps.Keys(want)), func(id string) []int {
			_, evidence := weightOf(ties, id, func(other string) bool {
				distance, reached := want[other]
				return reached && distance < want[id]
			})
			return []int{want[id], -evidence}
		}), nodeIDs(whole))
	r.between(q, whole, &graph.Network{Nodes: whole.Nodes, Ties: ties})
	if q.Query.Bare {
		for i, tie := range whole.Ties {
			whole.Ties[i] = &graph.Tie{Kind: tie.Kind, From: tie.From, To: tie.To, EventCount: tie.EventCount}
		}
	}
	ids := nodeIDs(whole)
	r.equal(q, "the nodes are not the nearest, as many as may be", ids[:min(len(ids), q.Query.Limit)], nodeIDs(cut))
	r.between(q, cut, whole)
	if cut.Truncated != nil {
		r.equal(q, "nodes left out", len(ids)-len(cut.Nodes), cut.Truncated.NodesOmitted)
		if query.Whole {
			r.equal(q, "ties left out", len(whole.Ties)-len(cut.Ties), cut.Truncated.TiesOmitted)
		}
	}
	q.Query.Whole = !query.Whole
	other := r.around(q.Query)
	r.equal(q, "looking at the whole changes the nodes", nodeIDs(cut), nodeIDs(other))
	r.equal(q, "looking at the whole changes the ties", writtenTies(cut.Ties), writtenTies(other.Ties))
}

// paths: exactly the simple paths that the ties allow, in their order.
func (r *relation) paths(query graph.PathQuery) {
	q := askPaths{query}
	if query.From == query.To || query.RollUp != graph.RollUpNone || r.refused(q) {
		return
	}
	found, err := graph.Paths(r.ctx, r.reader, query)
	result(r, q, found, err)
	tried := &trails{query, r.ties(query.Filter)}
	want := tried.all()
	var got [][]string
	for _, path := range found.Paths {
		got = append(got, idsOf(path.Actors))
	}
	r.equal(q, "the paths are not the best of all there are", want[:min(len(want), query.First)], got)
	status := graph.PathFound
	if len(want) == 0 {
		status = tried.none()
		query.Filter = graph.TieFilter{}
		if free := (&trails{query, r.ties(query.Filter)}); len(free.all()) > 0 {
			status = graph.PathFilteredOut
		}
	}
	r.equal(q, "the status", status, found.Status)
	if !found.Complete || found.Limit != "" {
		r.Fatalf("%s\nnot complete: %s", describe(q), found.Limit)
	}
	for _, path := range found.Paths {
		for i, step := range path.Steps {
			r.equal(q, "a step is not between its actors", idsOf(path.Actors[i:i+2]), idsOf([]*graph.Actor{step.From, step.To}))
			ties := tried.step(step.From.ID, step.To.ID)
			slices.SortStableFunc(ties, func(a, b *graph.Tie) int { return cmp.Compare(b.EventCount, a.EventCount) })
			if query.Bare {
				r.equal(q, "the ties of a step", keysOf(ties), keysOf(step.Ties))
			} else {
				r.equal(q, "the ties of a step", writtenTies(ties), writtenTies(step.Ties))
			}
		}
	}
	back := q.Query
	if back.From, back.To = back.To, back.From; !back.Forward {
		reversed, err := graph.Paths(r.ctx, r.reader, back)
		result(r, askPaths{back}, reversed, err)
		r.equal(q, "the status of the reversed question", found.Status, reversed.Status)
		for i, path := range reversed.Paths {
			slices.Reverse(got[i])
			r.equal(q, "reversed", got[i], idsOf(path.Actors))
		}
	}
}

// trails finds paths by trying all.
type trails struct {
	query graph.PathQuery
	ties  []*graph.Tie
}

// step returns the ties by which a step can be taken.
func (p *trails) step(from, to string) []*graph.Tie {
	var ties []*graph.Tie
	for _, tie := range p.ties {
		either := !p.query.Forward || !tie.Kind.Directed()
		if tie.From.ID == from && tie.To.ID == to || either && tie.From.ID == to && tie.To.ID == from {
			ties = append(ties, tie)
		}
	}
	return ties
}

// all returns all simple paths, the best first.
func (p *trails) all() [][]string {
	type trail struct {
		path    []string
		weakest int
	}
	var found []trail
	var walk func(path []string, weakest int)
	walk = func(path []string, weakest int) {
		last := path[len(path)-1]
		if last == p.query.To {
			found = append(found, trail{slices.Clone(path), weakest})
			return
		}
		if len(path) > p.query.MaxLength {
			return
		}
		for _, next := range p.from(last, false) {
			if !slices.Contains(path, next) {
				pieces, hostile := 0, true
				for _, tie := range p.step(last, next) {
					pieces += len(tie.Evidence)
					hostile = hostile && tie.Kind.Family() == graph.Hostile
				}
				if !hostile {
					pieces += 1_000_000
				}
				walk(append(path, next), min(weakest, pieces))
			}
		}
	}
	walk([]string{p.query.From}, math.MaxInt)
	turned := !p.query.Forward && p.query.From > p.query.To
	slices.SortFunc(found, func(a, b trail) int {
		first, second := a.path, b.path
		if turned {
			first, second = slices.Clone(first), slices.Clone(second)
			slices.Reverse(first)
			slices.Reverse(second)
		}
		return cmp.Or(cmp.Compare(len(first), len(second)), cmp.Compare(b.weakest, a.weakest), slices.Compare(first, second))
	})
	var paths [][]string
	for _, trail := range found {
		paths = append(paths, trail.path)
	}
	return paths
}

// none tells how a search without result ends: whether all was seen that one
// of the ends can reach.
func (p *trails) none() graph.PathStatus {
	for _, end := range []string{p.query.From, p.query.To} {
		level, seen := []string{end}, map[string]bool{end: true}
		for range p.query.MaxLength {
			var next []string
			for _, id := range level {
				for _, step := range p.from(id, end == p.query.To) {
					if !seen[step] {
						seen[step] = true
						next = append(next, step)
					}
				}
			}
			level = next
		}
		if len(level) == 0 {
			return graph.PathNone
		}
	}
	return graph.PathLimitReached
}

// from returns who is one step away, in the direction of ties or against it.
func (p *trails) from(id string, against bool) []string {
	var next []string
	for _, tie := range p.ties {
		either := !p.query.Forward || !tie.Kind.Directed()
		if tie.From.ID == id && (either || !against) {
			next = append(next, tie.To.ID)
		}
		if tie.To.ID == id && (either || against) {
			next = append(next, tie.From.ID)
		}
	}
	slices.Sort(next)
	return slices.Compact(next)
}

// rollUp: gathering actors loses no evidence, and shows nobody who has none.
func (r *relation) rollUp(query graph.NetworkQuery) {
	query.Limit, query.Bare = graph.MaxNetworkActors, false
	q := askNetwork{query}
	if query.RollUp == graph.RollUpNone || r.refused(q) {
		return
	}
	rolled := r.networkOf(query)
	evidence, members := 0, map[string]int{}
	unseen := reachedFrom(rolled.Ties, nil, 0)
	for _, node := range rolled.Nodes {
		evidence += node.EvidenceInside
		for _, member := range node.Members {
			members[member.ID] = 0
		}
		if _, tied := unseen[node.Actor.ID]; !tied && node.EvidenceInside == 0 || len(node.Members) == 0 {
			r.Fatalf("%s\nthe node %s stands for nothing", describe(q), node.Actor.ID)
		}
		if node.TiesInside > node.EvidenceInside || (node.TiesInside == 0) != (node.EvidenceInside == 0) {
			r.Fatalf("%s\ninside of %s are %d ties with %d pieces of evidence", describe(q), node.Actor.ID, node.TiesInside, node.EvidenceInside)
		}
		delete(unseen, node.Actor.ID)
	}
	r.equal(q, "ends that are no nodes", map[string]int{}, unseen)
	for _, tie := range rolled.Ties {
		evidence += len(tie.Evidence)
		if tie.From.ID == tie.To.ID || !tie.Kind.Directed() && tie.From.ID > tie.To.ID {
			r.Fatalf("%s\nthe tie %s has its ends the wrong way", describe(q), tie.Key())
		}
	}
	// What is asked of whole ties is asked of the gathered ones, and a unit and
	// its parent are on the same side only of what both are in.
	filter := query.Filter
	ofWholes := filter.MinPublishers > 0 || filter.Contested != nil || slices.Contains(filter.Kinds, graph.SameSide)
	if ofWholes {
		return
	}
	raw := r.ties(filter)
	for _, tie := range raw {
		evidence -= len(tie.Evidence)
	}
	r.equal(q, "evidence is lost or found", 0, evidence)
	r.equal(q, "the members are not the ends of the ties", reachedFrom(raw, nil, 0), members)
}

// comparison: what differs between two networks, from the networks.
func (r *relation) comparison(query graph.CompareQuery) {
	q := askCompare{query}
	if r.refused(q) {
		return
	}
	change, err := graph.CompareNetworks(r.ctx, r.reader, query)
	result(r, q, change, err)
	of := func(filter graph.TieFilter) map[string]*graph.Tie {
		ties := map[string]*graph.Tie{}
		for _, tie := range r.networkOf(graph.NetworkQuery{Filter: filter, RollUp: query.RollUp, Limit: graph.MaxNetworkActors}).Ties {
			ties[tie.Key()] = tie
		}
		return ties
	}
	before, after := of(query.Before), of(query.After)
	var appeared, vanished, changed []string
	stayed := 0
	for _, key := range slices.Sorted(maps.Keys(after)) {
		switch was, is := before[key], after[key]; {
		case was == nil:
			appeared = append(appeared, key)
		case was.EventCount != is.EventCount || was.Contested != is.Contested:
			changed = append(changed, key)
		default:
			stayed++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if after[key] == nil {
			vanished = append(vanished, key)
		}
	}
	none := func(keys []string) []string { return append([]string{}, keys...) }
	r.equal(q, "appeared", none(appeared), keysOf(change.Appeared))
	r.equal(q, "vanished", none(vanished), keysOf(change.Vanished))
	for i, pair := range change.Changed {
		r.equal(q, "changed", []string{changed[i], changed[i]}, keysOf([]*graph.Tie{pair.Before, pair.After}))
	}
	r.equal(q, "how many changed and stayed", []int{len(changed), stayed}, []int{len(change.Changed), change.Stayed})
	was, is := actorsOf(before), actorsOf(after)
	r.equal(q, "actors appeared", none(slices.DeleteFunc(slices.Clone(is), func(id string) bool { return slices.Contains(was, id) })), idsOf(change.ActorsAppeared))
	r.equal(q, "actors vanished", none(slices.DeleteFunc(slices.Clone(was), func(id string) bool { return slices.Contains(is, id) })), idsOf(change.ActorsVanished))
	for _, turn := range change.Turned {
		r.equal(q, "the signs of "+turn.From.ID+" and "+turn.To.ID, []graph.Sign{signOf(before, turn), signOf(after, turn)}, []graph.Sign{turn.Before, turn.After})
	}
	turned := query
	turned.Before, turned.After = query.After, query.Before
	mirror, err := graph.CompareNetworks(r.ctx, r.reader, turned)
	result(r, askCompare{turned}, mirror, err)
	mirror.Appeared, mirror.Vanished = mirror.Vanished, mirror.Appeared
	mirror.ActorsAppeared, mirror.ActorsVanished = mirror.ActorsVanished, mirror.ActorsAppeared
	for _, pair := range mirror.Changed {
		pair.Before, pair.After = pair.After, pair.Before
	}
	for _, turn := range mirror.Turned {
		turn.Before, turn.After = turn.After, turn.Before
	}
	r.equal(q, "turned round", jsonText(writtenChange(change)), jsonText(writtenChange(mirror)))
	turned.Before = turned.After
	same, err := graph.CompareNetworks(r.ctx, r.reader, turned)
	result(r, askCompare{turned}, same, err)
	r.equal(askCompare{turned}, "a network differs from itself", jsonText(writtenChange(&graph.NetworkChange{Stayed: len(before)})), jsonText(writtenChange(same)))
}

func actorsOf(ties map[string]*graph.Tie) []string {
	return slices.Sorted(slices.Values(ends(slices.Collect(maps.Values(ties)))))
}

// signOf tells how a pair of actors stands by all its ties.
func signOf(ties map[string]*graph.Tie, pair *graph.Turn) graph.Sign {
	families := map[graph.TieFamily]bool{}
	for _, tie := range ties {
		if ids := []string{tie.From.ID, tie.To.ID}; slices.Contains(ids, pair.From.ID) && slices.Contains(ids, pair.To.ID) {
			families[tie.Kind.Family()] = true
		}
	}
	switch hostile, cooperative := families[graph.Hostile], families[graph.Cooperative]; {
	case hostile && cooperative:
		return graph.SignMixed
	case hostile:
		return graph.SignHostile
	case cooperative:
		return graph.SignCooperative
	}
	return graph.SignNeutral
}
