package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// TestTiesBeyondTheLimit: of more ties than a network shows, those stay that
// have most evidence, then those whose keys come first.
func TestTiesBeyondTheLimit(t *testing.T) {
	const side, group = 150, 10 // everybody of one side fights everybody of the other
	var entities []graph.Entity
	var left, right []string
	for i := range side {
		left, right = append(left, fmt.Sprintf("l%03d", i)), append(right, fmt.Sprintf("r%03d", i))
		entities = append(entities, actor(left[i]), actor(right[i]))
	}
	clash := func(id string, left, right []string) {
		fight := event(id, graph.Clash)
		for _, id := range left {
			fight.Participants = append(fight.Participants, part(id+" PARTY 1"))
		}
		for _, id := range right {
			fight.Participants = append(fight.Participants, part(id+" PARTY 2"))
		}
		entities = append(entities, fight)
	}
	for some := range slices.Chunk(left, group) {
		for others := range slices.Chunk(right, group) {
			clash("e-"+some[0]+others[0], some, others)
		}
	}
	again := [2][]string{left[side-group:], right[side-group:]}
	clash("e-again", again[0], again[1])

	var want []string
	for _, from := range left {
		for _, to := range right {
			strong := slices.Contains(again[0], from) && slices.Contains(again[1], to)
			if strong || len(want) < graph.MaxNetworkTies-group*group {
				want = append(want, graph.TieKey(graph.Fought, from, to))
			}
		}
	}
	reading(t, holding(t, entities...), func(reader graph.Reader) {
		network, err := graph.NetworkOf(t.Context(), reader, graph.NetworkQuery{Limit: 2 * side, Bare: true})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, tie := range network.Ties {
			got = append(got, tie.Key())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the ties (-want +got):\n%s", diff)
		}
		left := &graph.Truncation{TiesOmitted: side*side - graph.MaxNetworkTies, Limit: "edges"}
		if diff := cmp.Diff(left, network.Truncated); diff != "" {
			t.Errorf("what is left out (-want +got):\n%s", diff)
		}
		for limit, met := range map[int]string{2*side - 1: "limit and edges", side: "limit"} {
			cut, err := graph.NetworkOf(t.Context(), reader, graph.NetworkQuery{Limit: limit, Bare: true})
			if err != nil {
				t.Fatal(err)
			}
			left := &graph.Truncation{NodesOmitted: 2*side - limit, TiesOmitted: side*side - len(cut.Ties), Limit: met}
			if diff := cmp.Diff(left, cut.Truncated); diff != "" {
				t.Errorf("what is left out of %d actors (-want +got):\n%s", limit, diff)
			}
		}
	})
}
