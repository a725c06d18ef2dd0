// Package corpus makes graphs of any size for benchmarks: the same size gives
// the same graph. Their shape follows real event data: a few actors take part
// in most events, and most events have two to four participants.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// Size says how large a graph is.
type Size struct{ Actors, Events int }

// Standard is the size that the benchmark compares stores at.
var Standard = Size{Actors: 2_000, Events: 50_000}

const (
	places       = 300
	sources      = 40
	yearsCovered = 10
)

// Make returns the entities of a graph, ready for [graph.Store.Update].
func Make(size Size) []graph.Entity {
	m := maker{size: size, random: rand.New(rand.NewPCG(1, uint64(size.Events)))} //nolint:gosec // reproducible, not secret
	m.zipf = rand.NewZipf(m.random, 1.2, 20, uint64(size.Actors-1))
	for i := range sources {
		m.add(&graph.Source{ID: fmt.Sprintf("s%d", i), Key: fmt.Sprintf("S%d", i), Publisher: fmt.Sprintf("Publisher %d", i%12), Title: fmt.Sprintf("Report %d", i)})
	}
	for i := range places {
		m.add(&graph.Place{ID: place(i), Kind: "SETTLEMENT", Name: fmt.Sprintf("Place %d", i)})
	}
	for i := range size.Actors {
		m.add(&graph.Actor{
			ID: Actor(i), Kind: graph.ArmedGroup, Name: fmt.Sprintf("Group %d", i),
			Names: []graph.Name{{Text: fmt.Sprintf("G%d Brigade", i), Type: graph.AliasName, Origin: graph.FromSource}},
		})
		if i > 0 && i%3 == 0 {
			m.add(&graph.Affiliation{
				ID: fmt.Sprintf("f%d", i), Kind: graph.PartOf, From: &graph.Actor{ID: Actor(i)}, To: &graph.Actor{ID: Actor(i / 4)}, Claims: m.claims(),
			})
		}
	}
	for i := range size.Events {
		m.add(m.event(i))
	}
	return m.made
}

// Actor returns the id of the nth actor; small numbers take part most often.
func Actor(n int) string { return fmt.Sprintf("a%d", n) }

func place(n int) string { return fmt.Sprintf("p%d", n) }

type maker struct {
	size   Size
	random *rand.Rand
	zipf   *rand.Zipf
	made   []graph.Entity
}

func (m *maker) add(e graph.Entity) { m.made = append(m.made, e) }

func (m *maker) claims() []graph.Claim {
	claims := make([]graph.Claim, 1+m.random.IntN(2))
	for i := range claims {
		claims[i] = graph.Claim{
			Stance: graph.Reported, Basis: graph.Stated,
			Source: &graph.Source{ID: fmt.Sprintf("s%d", m.random.IntN(sources))}, Locator: fmt.Sprintf("row %d", m.random.IntN(1_000_000)),
		}
	}
	return claims
}

// others draws that many different actors.
func (m *maker) others(count int) []*graph.Actor {
	drawn := map[uint64]bool{}
	actors := make([]*graph.Actor, 0, count)
	for len(actors) < count {
		if n := m.zipf.Uint64(); !drawn[n] {
			drawn[n] = true
			actors = append(actors, &graph.Actor{ID: Actor(int(n))})
		}
	}
	return actors
}

var armed = []graph.EventKind{graph.Clash, graph.Bombardment, graph.Attack, graph.Siege}

func (m *maker) event(n int) *graph.Event {
	start := graph.NewDate(2012, time.January, 1) + graph.Date(m.random.IntN(yearsCovered*365))
	event := &graph.Event{
		ID: fmt.Sprintf("e%d", n), Title: fmt.Sprintf("Event %d", n), Realis: graph.Occurred,
		Date:   &graph.FuzzyDate{Earliest: start, Latest: start + graph.Date(m.random.IntN(3)), Sense: graph.Within},
		Places: []graph.PlaceUse{{Place: &graph.Place{ID: place(m.random.IntN(places))}, Role: "SITE"}},
		Claims: m.claims(),
	}
	actors := m.others(2 + m.random.IntN(3))
	if n%20 == 0 {
		event.Kind = graph.Mediating
		roles := []graph.Participant{{Role: graph.Party, Side: 1}, {Role: graph.Party, Side: 2}, {Role: graph.Mediator}, {Role: graph.Mediator}}
		for i, actor := range actors {
			roles[i].Actor = actor
			event.Participants = append(event.Participants, roles[i])
		}
		if len(actors) == 2 {
			event.Participants[1].Role, event.Participants[1].Side = graph.Mediator, 0
		}
		return event
	}
	event.Kind = armed[m.random.IntN(len(armed))]
	for i, actor := range actors {
		part := graph.Participant{Actor: actor, Role: graph.Initiator}
		if i > 0 {
			part.Role = graph.Target
		}
		if event.Kind == graph.Clash {
			part.Role, part.Side = graph.Party, 1+i%2
		}
		event.Participants = append(event.Participants, part)
	}
	return event
}
