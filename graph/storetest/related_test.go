package storetest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// The relations between answers are the domain's, so they must hold of any
// graph.
func TestRelatedAnswersOfRandomGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := Model()
		load(t, store, rapid.Custom(newDraft).Draw(t, "graph").entities()...)
		view(t, store, func(reader graph.Reader) {
			pool := newPool(reader.(*world).entities)
			for range 5 {
				related(t, reader, pool)
			}
		})
	})
}

// Where there are few actors and many ties, paths are many, and differ in what
// they rest on.
func TestNetworksOfDenseGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := Model()
		load(t, store, dense(t)...)
		view(t, store, func(reader graph.Reader) { relatedNetworks(t.Context(), t, reader, newPool(reader.(*world).entities)) })
	})
}

func dense(t *rapid.T) []graph.Entity {
	d := &draft{sources: []*graph.Source{{ID: "s", Key: "S"}}, places: []*graph.Place{{ID: "p", Kind: "AREA", Name: "p"}}}
	for i := range rapid.IntRange(4, 8).Draw(t, "actors") {
		id := fmt.Sprintf("a%d", i)
		d.actors = append(d.actors, &graph.Actor{ID: id, Kind: wordOf(t, "kind", graph.ActorKinds), Name: id})
	}
	claims := func() []graph.Claim {
		return []graph.Claim{{Source: d.sources[0], Locator: "1", Stance: graph.Reported, Basis: graph.Stated}}
	}
	for i := range rapid.IntRange(5, 40).Draw(t, "events") {
		event := &graph.Event{ID: fmt.Sprintf("e%d", i), Kind: "FIGHTING", Title: "e", Realis: graph.Occurred, Date: when(t), Claims: claims()}
		roles := [][2]graph.Role{{graph.Party, graph.Party}, {graph.Initiator, graph.Target}, {graph.Initiator, graph.Initiator}}
		for side, role := range one(t, "roles", roles) {
			part := graph.Participant{Actor: d.someone(t, "participant"), Role: role}
			if role == graph.Party {
				part.Side = side + 1
			}
			if side == 0 || part.Actor != event.Participants[0].Actor || role != event.Participants[0].Role {
				event.Participants = append(event.Participants, part)
			}
		}
		d.events = append(d.events, event)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "affiliations") {
		affiliation := d.affiliation(t, i)
		affiliation.Claims = claims()
		d.affiliations = append(d.affiliations, affiliation)
	}
	return d.entities()
}
