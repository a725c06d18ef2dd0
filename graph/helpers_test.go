package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// Small makers of entities. Each is right as it stands; tests spoil or enrich
// what they are about. References are made of ids alone, as a reader of files
// makes them.

func actor(id string) *graph.Actor { return &graph.Actor{ID: id, Kind: graph.ArmedGroup, Name: id} }

func ref(id string) *graph.Actor { return &graph.Actor{ID: id} }

func source(id, publisher string) *graph.Source {
	return &graph.Source{ID: id, Key: id, Publisher: publisher}
}

// says is one claim of a source.
func says(from string, stance graph.Stance, basis graph.Basis) graph.Claim {
	return graph.Claim{Source: &graph.Source{ID: from}, Stance: stance, Basis: basis, Locator: "1"}
}

func told(from ...string) []graph.Claim {
	var claims []graph.Claim
	for _, id := range from {
		claims = append(claims, says(id, graph.Reported, graph.Stated))
	}
	return claims
}

// part reads "actor ROLE" or "actor ROLE side".
func part(text string) graph.Participant {
	var participant graph.Participant
	var id string
	if n, err := fmt.Sscan(text, &id, &participant.Role, &participant.Side); n < 2 {
		panic(fmt.Sprintf("%q: %v", text, err))
	}
	participant.Actor = ref(id)
	return participant
}

func parts(texts ...string) []graph.Participant {
	var all []graph.Participant
	for _, text := range texts {
		all = append(all, part(text))
	}
	return all
}

func event(id string, kind graph.EventKind, participants ...string) *graph.Event {
	return &graph.Event{ID: id, Kind: kind, Title: id, Realis: graph.Occurred, Participants: parts(participants...), Claims: told("src")}
}

func agreement(id string, parties ...string) *graph.Agreement {
	return &graph.Agreement{ID: id, Kind: "PEACE", Title: id, Realis: graph.Occurred, Parties: parts(parties...), Claims: told("src")}
}

func affiliation(id string, from string, kind graph.AffiliationKind, to string) *graph.Affiliation {
	return &graph.Affiliation{ID: id, Kind: kind, From: ref(from), To: graph.Reference("", to), Claims: told("src")}
}

func partOf(from, to, start, end string) *graph.Affiliation {
	a := affiliation(from+"-in-"+to, from, graph.PartOf, to)
	if start != "" || end != "" {
		a.Interval = &graph.Interval{Start: when(start), End: when(end)}
	}
	return a
}

func place(id, within string) *graph.Place {
	p := &graph.Place{ID: id, Kind: "SETTLEMENT", Name: id}
	if within != "" {
		p.Within = &graph.Place{ID: within}
	}
	return p
}

func link(how graph.LinkHow, to string) graph.Link {
	return graph.Link{How: how, To: graph.Reference("", to)}
}

// when reads EDTF; nothing is nil.
func when(edtf string) *graph.FuzzyDate {
	if edtf == "" {
		return nil
	}
	date, err := graph.ParseEDTF(edtf)
	if err != nil {
		panic(err)
	}
	return date
}

func window(from, to string, certainty graph.Certainty) *graph.Window {
	day := func(text string) graph.Date {
		if text == "" {
			return 0
		}
		return when(text).Earliest
	}
	return &graph.Window{From: day(from), To: day(to), Certainty: certainty}
}

// holding is a store that holds the entities, with the source src and whatever
// actors they name and nobody gave.
func holding(t *testing.T, entities ...graph.Entity) graph.Store {
	t.Helper()
	store := storetest.Model()
	given := map[string]bool{}
	for _, entity := range entities {
		given[entity.EntityID()] = true
	}
	add := func(entity graph.Entity) {
		if !given[entity.EntityID()] {
			given[entity.EntityID()] = true
			entities = append(entities, entity)
		}
	}
	for _, entity := range slices.Clone(entities) {
		graph.Walk(entity, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
			if ref.EntityKind() == graph.ActorEntity {
				add(actor(ref.EntityID()))
			}
			return nil
		}})
		if affiliation, is := entity.(*graph.Affiliation); is && affiliation.To.EntityKind() == "" {
			add(actor(affiliation.To.EntityID()))
		}
	}
	add(source("src", "Publisher"))
	put(t, store, entities...)
	return store
}

func put(t *testing.T, store graph.Store, entities ...graph.Entity) graph.Dataset {
	t.Helper()
	dataset, err := store.Update(t.Context(), graph.Batch{Entities: entities})
	if err != nil {
		t.Fatalf("%v %v", err, faultsOf(err))
	}
	return dataset
}

func reading(t *testing.T, store graph.Store, read func(reader graph.Reader)) {
	t.Helper()
	err := store.View(t.Context(), func(reader graph.Reader) error {
		read(reader)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// faultsOf gives the faults of a refused batch, each as "entity field: reason".
func faultsOf(err error) []string {
	var domain *graph.Error
	if !errors.As(err, &domain) {
		return nil
	}
	var faults []string
	for _, fault := range domain.Faults {
		faults = append(faults, fault.String())
	}
	return faults
}

// tiesOf gives each tie with its counts and what marks it.
func tiesOf(t *testing.T, store graph.Store, filter graph.TieFilter) []string {
	t.Helper()
	all := []string{}
	reading(t, store, func(reader graph.Reader) {
		ties, err := graph.Ties(t.Context(), reader, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, tie := range ties {
			all = append(all, line(tie))
		}
	})
	return all
}

func line(tie *graph.Tie) string {
	text := fmt.Sprintf("%s %d/%d", tie.Key(), tie.EventCount, tie.PublisherCount)
	if tie.Certainty == graph.Possible {
		text += " possible"
	}
	if tie.Contested {
		text += " contested"
	}
	if tie.ImpliedOnly {
		text += " implied"
	}
	if len(tie.Matched) > 0 {
		text += " through " + ids(tie.Matched)
	}
	return text
}

func ids[E graph.Entity](entities []E) string {
	list := make([]string, len(entities))
	for i, entity := range entities {
		list[i] = entity.EntityID()
	}
	return strings.Join(list, " ")
}
