package graph_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

func mediationLine(m *graph.Mediation) string {
	text := strings.TrimPrefix(m.EntityID(), "mediation:") + " " + ids(m.Mediators) + " |"
	for _, side := range m.Sides {
		text += fmt.Sprintf(" %d: %s |", side.Number, ids(side.Actors))
		if side.Named() != (len(side.Actors) > 0) {
			text += " misnamed"
		}
	}
	if m.Event != nil && m.Agreement != nil {
		text += " " + m.Agreement.ID
	}
	if m.Realis != graph.Occurred {
		text += " " + string(m.Realis)
	}
	if m.Certainty != graph.Certain {
		text += " " + string(m.Certainty)
	}
	for _, more := range []struct {
		name   string
		actors []*graph.Actor
	}{{"rejected", m.Rejected}, {"asked by", m.RequestedBy}, {"through", m.Matched}} {
		if len(more.actors) > 0 {
			text += " " + more.name + " " + ids(more.actors)
		}
	}
	return text
}

func wantMediations(t *testing.T, store graph.Store, filter graph.MediationFilter, want ...string) {
	t.Helper()
	reading(t, store, func(reader graph.Reader) {
		mediations, err := graph.Mediations(t.Context(), reader, filter, graph.Order{})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, mediation := range mediations {
			got = append(got, mediationLine(mediation))
		}
		if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", filter, diff)
		}
	})
}

func mediation(id string, participants ...string) *graph.Event {
	return event(id, graph.Mediating, participants...)
}

func TestMediationSides(t *testing.T) {
	store := holding(t,
		mediation("e1", "m MEDIATOR", "n MEDIATOR", "a PARTY 1", "b PARTY 2", "c PARTY 2"),
		mediation("e2", "m MEDIATOR", "a PARTY 1"),
		mediation("e3", "m MEDIATOR", "b PARTY 2"),
		mediation("e4", "m MEDIATOR"),
		mediation("e5", "m MEDIATOR", "c PARTY 3", "a PARTY 1", "b PARTY 2", "r REJECTED", "f FACILITATOR"),
		event("e6", graph.Negotiation, "m MEDIATOR", "a PARTY 4"),
		mediation("no-mediator", "a PARTY 1", "b PARTY 2"),
		event("host", graph.Negotiation, "m HOST", "a PARTY 1", "b PARTY 2"),
	)
	all := []string{
		"e1 m n | 1: a | 2: b c |", "e2 m | 1: a | 2:  |", "e3 m | 1:  | 2: b |", "e4 m | 1:  | 2:  |",
		"e5 m | 1: a | 2: b | 3: c | rejected r", "e6 m | 1:  | 4: a |",
	}
	wantMediations(t, store, graph.MediationFilter{}, all...)
	wantMediations(t, store, graph.MediationFilter{Mediators: []string{"n", "f"}}, all[0])
	wantMediations(t, store, graph.MediationFilter{Parties: []string{"c"}}, all[0], all[4])
	wantMediations(t, store, graph.MediationFilter{Parties: []string{"m", "r"}})
	wantMediations(t, store, graph.MediationFilter{Between: []string{"a", "b"}}, all[0], all[4])
	wantMediations(t, store, graph.MediationFilter{Between: []string{"b", "a", "c"}}, all[4])
	wantMediations(t, store, graph.MediationFilter{Between: []string{"b", "c"}}, all[4])
	wantMediations(t, store, graph.MediationFilter{Between: []string{"a", "a"}})
	wantMediations(t, store, graph.MediationFilter{Between: []string{"a", "b"}, Parties: []string{"c"}, Mediators: []string{"n"}}, all[0])
	for _, nobody := range []graph.MediationFilter{{Mediators: []string{}}, {Between: []string{}}, {Parties: []string{}}, {Places: []string{}}} {
		wantMediations(t, store, nobody)
	}
}

func TestMediationRealis(t *testing.T) {
	var entities []graph.Entity
	for _, word := range graph.RealisWords {
		e := mediation("e-"+strings.ToLower(string(word.Name)), "x SPEAKER", "m MEDIATOR", "a PARTY 1")
		e.Realis = word.Name
		entities = append(entities, e)
	}
	store := holding(t, entities...)
	rest := " m | 1: a | 2:  | "
	took := []string{"e-alleged" + rest + "ALLEGED", "e-occurred" + strings.TrimSuffix(rest, " "), "e-ongoing" + rest + "ONGOING"}
	asked := []string{"e-foreseen" + rest + "FORESEEN", "e-planned" + rest + "PLANNED", "e-requested" + rest + "REQUESTED asked by x", "e-threatened" + rest + "THREATENED"}
	wantMediations(t, store, graph.MediationFilter{}, took...)
	everything := slices.Concat(took, asked)
	slices.Sort(everything)
	wantMediations(t, store, graph.MediationFilter{IncludeRequested: true}, everything...)
}

func TestMediationsAndAgreements(t *testing.T) {
	silent := event("signed-otherwise", graph.Statement, "a SPEAKER")
	silent.Links = []graph.Link{link(graph.LinkConcludes, "lone")}
	both := mediation("of-two", "m MEDIATOR", "a PARTY 1", "b PARTY 2")
	both.Links = []graph.Link{link(graph.LinkConcludes, "first"), link(graph.LinkConcludes, "second")}
	store := holding(t,
		agreement("shown", "a PARTY 1", "b PARTY 2", "m MEDIATOR"), concluding(event("signing", graph.Agreeing), "shown"),
		agreement("mediated-elsewhere", "a PARTY 1", "b PARTY 2"), concluding(mediation("talks", "n MEDIATOR"), "mediated-elsewhere"),
		agreement("lone", "a PARTY 1", "m MEDIATOR"), silent,
		agreement("first", "a PARTY 1", "b PARTY 2", "m MEDIATOR"), agreement("second", "a PARTY 1", "b PARTY 2", "m MEDIATOR"), both,
		agreement("without", "a PARTY 1", "b PARTY 2"),
	)
	wantMediations(t, store, graph.MediationFilter{},
		"lone m | 1: a | 2:  |", "of-two m | 1: a | 2: b | first", "signing m | 1: a | 2: b | shown", "talks n | 1: a | 2: b | mediated-elsewhere")
	reading(t, store, func(reader graph.Reader) {
		for id, want := range map[string]string{
			"mediation:signing": "signing m | 1: a | 2: b | shown", "mediation:lone": "lone m | 1: a | 2:  |",
			"mediation:shown": "", "mediation:second": "", "mediation:without": "", "mediation:signed-otherwise": "", "mediation:": "", "mediation:nothing": "", "signing": "", "mediation:a": "",
		} {
			found, err := graph.MediationByID(t.Context(), reader, id)
			got := ""
			if found != nil {
				got = mediationLine(found)
			}
			if err != nil || got != want {
				t.Errorf("%s is %q, %v; want %q", id, got, err, want)
			}
		}
	})
}

func TestMediationView(t *testing.T) {
	e := mediation("e", "m MEDIATOR", "a PARTY 1")
	e.Date, e.Outcome = when("2021"), "a truce"
	e.Places = []graph.PlaceUse{{Place: &graph.Place{ID: "p"}}}
	e.Participants[0].Claims = told("src")
	lone := agreement("g", "m MEDIATOR", "a PARTY 1")
	lone.Date, lone.Outcome = when("2020"), "another"
	reading(t, holding(t, e, lone, place("p", "")), func(reader graph.Reader) {
		for _, field := range []graph.OrderField{graph.ByID, graph.ByDate, graph.ByName} {
			mediations, err := graph.Mediations(t.Context(), reader, graph.MediationFilter{}, graph.Order{Field: field, Descending: field != graph.ByDate})
			if err != nil || len(mediations) != 2 {
				t.Fatal(mediations, err)
			}
			of, first := mediations[1], mediations[0]
			if of.EntityID() != "mediation:e" || first.EntityID() != "mediation:g" {
				t.Fatalf("by %s: %s, %s", field, first.EntityID(), of.EntityID())
			}
			if of.Date().EDTF() != "2021" || of.Outcome() != "a truce" || len(of.Places()) != 1 || ids(of.Claims()) != "e@1 e@1#2" && ids(of.Claims()) != "e@1#2 e@1" || of.EntityKind() != graph.EventEntity || !of.Loaded() {
				t.Errorf("%s: %s %s %v %s", of.EntityID(), of.Date().EDTF(), of.Outcome(), of.Places(), ids(of.Claims()))
			}
			if first.Date().EDTF() != "2020" || first.Outcome() != "another" || len(first.Places()) != 0 || ids(first.Claims()) != "g@1" || first.EntityKind() != graph.AgreementEntity {
				t.Errorf("%s: %s %s %v %s", first.EntityID(), first.Date().EDTF(), first.Outcome(), first.Places(), ids(first.Claims()))
			}
			if position := of.Position(field); position.ID != "mediation:e" {
				t.Errorf("its position by %s is %+v", field, position)
			}
		}
	})
}

// TestMediationPages pages through mediations in every order, from either end,
// among events and agreements of which some are none.
func TestMediationPages(t *testing.T) {
	var entities []graph.Entity
	for i, day := range []string{"2021", "2020-03", "", "2021", "2019/2020", "../2020", "2020-03", "", "2018"} {
		planned, signed, lone := fmt.Sprintf("planned-%d", i), fmt.Sprintf("signed-%d", i), fmt.Sprintf("lone-%d", i)
		plan := mediation(planned, "m MEDIATOR", "a PARTY 1")
		plan.Realis = graph.Planned
		talks := concluding(mediation(fmt.Sprintf("talks-%d", i), "m MEDIATOR", "a PARTY 1"), signed)
		agreements := []*graph.Agreement{agreement(signed, "m MEDIATOR", "a PARTY 1"), agreement(lone, "m MEDIATOR", "a PARTY 1")}
		if day != "" {
			plan.Date, talks.Date, agreements[0].Date, agreements[1].Date = when(day), when(day), when("2000"), when(day)
		}
		plan.Title, talks.Title, agreements[1].Title = "Plan", fmt.Sprint("Title ", i%3), fmt.Sprint("Title ", i%4)
		entities = append(entities, plan, talks, agreements[0], agreements[1])
	}
	filter := graph.MediationFilter{Mediators: []string{"m"}}
	reading(t, holding(t, entities...), func(reader graph.Reader) {
		for _, field := range []graph.OrderField{graph.ByID, graph.ByDate, graph.ByName} {
			for _, descending := range []bool{false, true} {
				order := graph.Order{Field: field, Descending: descending}
				whole, err := graph.Mediations(t.Context(), reader, filter, order)
				if err != nil || len(whole) != 18 {
					t.Fatalf("%+v: %s, %v", order, ids(whole), err)
				}
				page := func(query graph.Query, want []*graph.Mediation) {
					t.Helper()
					query.Order = order
					want = want[:min(query.Limit, len(want))]
					got, err := graph.MediationPage(t.Context(), reader, filter, query)
					if err != nil || ids(got) != ids(want) {
						t.Errorf("%+v: %s, %v; want %s", query, ids(got), err, ids(want))
					}
				}
				for at := range whole {
					here := whole[at].Position(field)
					end := whole[min(at+5, len(whole)-1)].Position(field)
					for _, limit := range []int{1, 3, 100} {
						page(graph.Query{After: &here, Limit: limit}, whole[at+1:])
						page(graph.Query{After: &here, Before: &end, Limit: limit}, whole[at+1:max(at+1, min(at+5, len(whole)-1))])
						before := slices.Clone(whole[:at])
						slices.Reverse(before)
						page(graph.Query{Before: &here, Limit: limit, Backward: true}, before)
					}
				}
			}
		}
	})
}

// rowCounter counts the rows that lists give.
type rowCounter struct {
	graph.Reader
	rows int
}

func (r *rowCounter) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(yield func(graph.Row, error) bool) {
		for row, err := range r.Reader.List(ctx, queries...) {
			r.rows++
			if !yield(row, err) {
				return
			}
		}
	}
}

// TestMediationPageReadsLittle has a few mediations listed of many.
func TestMediationPageReadsLittle(t *testing.T) {
	var entities []graph.Entity
	for i := range 100 {
		entities = append(entities, mediation(fmt.Sprintf("e%d", i), "m MEDIATOR", "a PARTY 1"), agreement(fmt.Sprintf("g%d", i), "m MEDIATOR", "a PARTY 1"))
	}
	reading(t, holding(t, entities...), func(reader graph.Reader) {
		counter := &rowCounter{Reader: reader}
		page, err := graph.MediationPage(t.Context(), counter, graph.MediationFilter{Mediators: []string{"m"}}, graph.Query{Limit: 3})
		if err != nil || len(page) != 3 || counter.rows > 12 {
			t.Errorf("%s after %d rows, %v; want three after twelve rows at most", ids(page), counter.rows, err)
		}
		_, err = graph.MediationPage(t.Context(), counter, graph.MediationFilter{Mediators: []string{"m", "nobody"}}, graph.Query{Limit: 3})
		if graph.CodeOf(err) != graph.CodeNotFound {
			t.Errorf("of a mediator that there is not: %v", err)
		}
	})
}

func TestMediationsThroughSubordinates(t *testing.T) {
	dated := func(e *graph.Event, date string) *graph.Event {
		e.Date = when(date)
		return e
	}
	store := holding(t,
		dated(mediation("e1", "m MEDIATOR", "a1 PARTY 1", "b1 PARTY 2", "a2 PARTY 2"), "2021-05"),
		dated(mediation("e2", "m1 MEDIATOR", "a1 PARTY 1", "a2 PARTY 2"), "2021-05"),
		partOf("a1", "a", "2020-01-01", "2021-12-31"), partOf("a2", "a", "2020-01-01", "2021-12-31"), partOf("b1", "b", "", ""), partOf("m1", "m", "2010", "2011"),
	)
	through := func(filter graph.MediationFilter, want ...string) {
		t.Helper()
		filter.IncludeSubordinates = true
		wantMediations(t, store, filter, want...)
	}
	e1, e2 := "e1 m | 1: a1 | 2: b1 a2 |", "e2 m1 | 1: a1 | 2: a2 |"
	through(graph.MediationFilter{Between: []string{"a", "b"}}, e1+" POSSIBLE through a1 b1")
	through(graph.MediationFilter{Between: []string{"b", "a"}}, e1+" POSSIBLE through a1 b1")
	through(graph.MediationFilter{Between: []string{"a"}}, e1+" through a1 a2", e2+" through a1 a2")
	through(graph.MediationFilter{Between: []string{"a", "a1"}}, e1+" through a2", e2+" through a2")
	through(graph.MediationFilter{Between: []string{"a", "a"}}, e1+" through a1 a2", e2+" through a1 a2")
	through(graph.MediationFilter{Parties: []string{"a"}}, e1+" through a1 a2", e2+" through a1 a2")
	through(graph.MediationFilter{Mediators: []string{"m"}}, e1)
	through(graph.MediationFilter{Parties: []string{"b"}, During: window("2021-05-01", "2021-05-31", graph.Certain)})
	through(graph.MediationFilter{Parties: []string{"a"}, During: window("2021-05-01", "2021-05-31", graph.Certain)}, e1+" through a1 a2", e2+" through a1 a2")
	through(graph.MediationFilter{Parties: []string{"a"}, During: window("2021-05-20", "2021-05-31", "")}, e1+" POSSIBLE through a1 a2", e2+" POSSIBLE through a1 a2")
	wantMediations(t, store, graph.MediationFilter{Between: []string{"a", "b"}})
}

func TestMediationsOf(t *testing.T) {
	store := holding(t, mediation("e1", "m MEDIATOR", "a PARTY 1", "b PARTY 2", "m HOST"), mediation("e2", "n MEDIATOR", "m PARTY 1", "a REJECTED"), mediation("e3", "n MEDIATOR", "c PARTY 1", "a WITNESS"), agreement("g", "m MEDIATOR", "m GUARANTOR"))
	reading(t, store, func(reader graph.Reader) {
		of, err := graph.MediationsOf(t.Context(), reader, []string{"m", "a", "c", "x"}, graph.MediationFilter{}, graph.Order{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for id, mediations := range of {
			got[id] = ids(mediations)
		}
		want := map[string]string{"m": "mediation:e1 mediation:e2 mediation:g", "a": "mediation:e1 mediation:e2", "c": "mediation:e3"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if of, err := graph.MediationsOf(t.Context(), reader, []string{"m"}, graph.MediationFilter{Mediators: []string{"n"}}, graph.Order{}); err != nil || ids(of["m"]) != "mediation:e2" {
			t.Errorf("under a filter: %v, %v", of, err)
		}
	})
}
