package storetest

import (
	"context"
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// related draws questions and asks each in two ways whose answers must fit each
// other, whatever the graph holds.
func related(t *rapid.T, reader graph.Reader, pool *pool) {
	ctx := context.Background()
	relatedTies(ctx, t, reader, pool.tieFilter(t))
	relatedMediations(ctx, t, reader, pool.mediationFilter(t))
	relatedLists(t, reader, pool.query(t))
	relatedNetworks(ctx, t, reader, pool)
}

func relatedTies(ctx context.Context, t *rapid.T, reader graph.Reader, filter graph.TieFilter) {
	if slices.Contains(filter.Actors, "nobody") {
		return
	}
	ask := func(change func(*graph.TieFilter)) []*graph.Tie {
		changed := filter
		change(&changed)
		ties, err := graph.Ties(ctx, reader, changed)
		if err != nil {
			t.Fatalf("%s: %s", describe(askTies{changed}), explain(err))
		}
		return ties
	}
	ties := ask(func(*graph.TieFilter) {})
	same := func(what string, want, got []*graph.Tie) {
		if diff := cmp.Diff(writtenTies(want), writtenTies(got)); diff != "" {
			t.Fatalf("%s\n%s (-want +got):\n%s", describe(askTies{filter}), what, diff)
		}
	}
	part := func(what string, some, all []*graph.Tie) {
		for _, tie := range some {
			if !slices.ContainsFunc(all, func(other *graph.Tie) bool { return other.Key() == tie.Key() }) {
				t.Fatalf("%s\n%s: %s", describe(askTies{filter}), what, tie.Key())
			}
		}
	}
	same("the same with actors and counterparts changed over", ties, ask(func(f *graph.TieFilter) { f.Actors, f.Counterparts = f.Counterparts, f.Actors }))
	part("more when the counterparts are narrowed", ask(func(f *graph.TieFilter) { f.Counterparts = f.Actors }), ask(func(f *graph.TieFilter) { f.Counterparts = nil }))
	part("more when two publishers are asked for", ask(func(f *graph.TieFilter) { f.MinPublishers = 2 }), ask(func(f *graph.TieFilter) { f.MinPublishers = 0 }))
	part("fewer with subordinates", ask(func(f *graph.TieFilter) { f.IncludeSubordinates = false }), ask(func(f *graph.TieFilter) { f.IncludeSubordinates = true }))
	part("fewer with subsets", ask(func(f *graph.TieFilter) { f.IncludeSubsets = false }), ask(func(f *graph.TieFilter) { f.IncludeSubsets = true }))
	if filter.During != nil {
		// More evidence can make a tie contested.
		in := func(window *graph.Window) []*graph.Tie {
			return ask(func(f *graph.TieFilter) { f.During, f.Contested = window, nil })
		}
		certain := in(&graph.Window{From: filter.During.From, To: filter.During.To, Certainty: graph.Certain})
		possible := in(&graph.Window{From: filter.During.From, To: filter.During.To})
		part("certain and not possible", certain, possible)
		part("more in a window", possible, in(nil))
		for _, tie := range certain {
			if tie.Certainty != graph.Certain {
				t.Fatalf("%s\n%s is %s", describe(askTies{filter}), tie.Key(), tie.Certainty)
			}
		}
	}
	yes, no := true, false
	contested, uncontested := ask(func(f *graph.TieFilter) { f.Contested = &yes }), ask(func(f *graph.TieFilter) { f.Contested = &no })
	both := slices.Concat(contested, uncontested)
	slices.SortFunc(both, byKey)
	same("contested and not are all", ask(func(f *graph.TieFilter) { f.Contested = nil }), both)
	kinds := graph.DefaultTieKinds
	if filter.Kinds != nil {
		kinds = filter.Kinds
	}
	some, others := kinds[:len(kinds)/2], kinds[len(kinds)/2:]
	others = slices.DeleteFunc(slices.Clone(others), func(kind graph.TieKind) bool { return slices.Contains(some, kind) })
	halves := slices.Concat(ask(func(f *graph.TieFilter) { f.Kinds = some }), ask(func(f *graph.TieFilter) { f.Kinds = others }))
	slices.SortFunc(halves, byKey)
	same("some kinds and the others", ties, halves)
	for _, tie := range ties[:min(len(ties), 3)] {
		one, err := graph.TieByKey(ctx, reader, tie.Key(), filter, graph.RollUpNone)
		if err != nil || one == nil {
			t.Fatalf("%s\nTieByKey(%s) = %v, %v", describe(askTies{filter}), tie.Key(), one, err)
		}
		same("by its key", []*graph.Tie{tie}, []*graph.Tie{one})
	}
	for _, tie := range ties {
		if tie.EventCount < 1 || tie.EventCount > len(tie.Evidence) || tie.PublisherCount > len(tie.Claims()) {
			t.Fatalf("%s\n%s counts %d events and %d publishers on %d pieces of evidence and %d claims",
				describe(askTies{filter}), tie.Key(), tie.EventCount, tie.PublisherCount, len(tie.Evidence), len(tie.Claims()))
		}
	}
	for _, actor := range filter.Actors {
		of, err := graph.TiesOf(ctx, reader, []string{actor}, func() graph.TieFilter { f := filter; f.Actors = nil; return f }())
		if err != nil {
			t.Fatalf("%s\nTiesOf(%s): %s", describe(askTies{filter}), actor, explain(err))
		}
		same("of one actor", ask(func(f *graph.TieFilter) { f.Actors = []string{actor} }), of[actor])
	}
}

func byKey(a, b *graph.Tie) int {
	if a.Key() < b.Key() {
		return -1
	}
	return 1
}

func relatedMediations(ctx context.Context, t *rapid.T, reader graph.Reader, filter graph.MediationFilter) {
	order := graph.Order{Field: graph.ByDate}
	ask := func(change func(*graph.MediationFilter)) []*graph.Mediation {
		changed := filter
		change(&changed)
		mediations, err := graph.Mediations(ctx, reader, changed, order)
		if err != nil {
			t.Fatalf("%s: %s", describe(askMediations{changed, order}), explain(err))
		}
		return mediations
	}
	mediations := ask(func(*graph.MediationFilter) {})
	turned := ask(func(f *graph.MediationFilter) {
		f.Between = slices.Clone(f.Between)
		slices.Reverse(f.Between)
	})
	if diff := cmp.Diff(writtenMediations(mediations), writtenMediations(turned)); diff != "" {
		t.Fatalf("%s\nbetween the same, turned round (-want +got):\n%s", describe(askMediations{filter, order}), diff)
	}
	var paged []*graph.Mediation
	page := graph.Query{Order: order, Limit: rapid.IntRange(1, 4).Draw(t, "page")}
	for range len(mediations) + 1 {
		some, err := graph.MediationPage(ctx, reader, filter, page)
		if err != nil {
			t.Fatalf("%s: %s", describe(askMediations{filter, order}), explain(err))
		}
		if paged = append(paged, some...); len(some) < page.Limit {
			break
		}
		last := some[len(some)-1].Position(order.Field)
		page.After = &last
	}
	if diff := cmp.Diff(writtenMediations(mediations), writtenMediations(paged)); diff != "" {
		t.Fatalf("%s\npage by page (-whole +pages):\n%s", describe(askMediations{filter, order}), diff)
	}
	part := func(what string, some, all []*graph.Mediation) {
		for _, mediation := range some {
			if !slices.ContainsFunc(all, func(other *graph.Mediation) bool { return other.EntityID() == mediation.EntityID() }) {
				t.Fatalf("%s\n%s: %s", describe(askMediations{filter, order}), what, mediation.EntityID())
			}
		}
	}
	part("more between than with", mediations, ask(func(f *graph.MediationFilter) {
		if f.Between != nil && f.Parties == nil {
			f.Between, f.Parties = nil, f.Between
		}
	}))
	part("fewer with those asked for", ask(func(f *graph.MediationFilter) { f.IncludeRequested = false }), ask(func(f *graph.MediationFilter) { f.IncludeRequested = true }))
	part("fewer with subordinates", ask(func(f *graph.MediationFilter) { f.IncludeSubordinates = false }), ask(func(f *graph.MediationFilter) { f.IncludeSubordinates = true }))
	part("fewer with subsets", ask(func(f *graph.MediationFilter) { f.IncludeSubsets = false }), ask(func(f *graph.MediationFilter) { f.IncludeSubsets = true }))
	part("more in a window", mediations, ask(func(f *graph.MediationFilter) { f.During = nil }))
	for _, mediation := range mediations {
		if len(mediation.Mediators) == 0 || len(mediation.Sides) < 2 {
			t.Fatalf("%s has mediators %v and sides %v", mediation.EntityID(), mediation.Mediators, mediation.Sides)
		}
		one, err := graph.MediationByID(ctx, reader, mediation.EntityID())
		if err != nil || one == nil || one.EntityID() != mediation.EntityID() {
			t.Fatalf("MediationByID(%s) = %v, %v", mediation.EntityID(), one, err)
		}
	}
}

func relatedLists(t *rapid.T, reader graph.Reader, query graph.Query) {
	shorter, backward, counted := query, query, query
	query.Limit, query.Backward = 0, false
	shorter.Limit, shorter.Backward = 1+shorter.Limit, false
	backward.Limit, backward.Backward = 0, true
	counted.After, counted.Before, counted.Limit = nil, nil, 0
	lists := listed(t, reader, query, shorter, backward, counted)
	whole := lists[0]
	if diff := cmp.Diff(whole[:min(len(whole), shorter.Limit)], lists[1]); diff != "" {
		t.Fatalf("%s\nthe longer list does not start with the shorter (-want +got):\n%s", describe(askList{[]graph.Query{shorter}}), diff)
	}
	slices.Reverse(whole)
	if diff := cmp.Diff(whole, lists[2]); diff != "" {
		t.Fatalf("%s\nbackward is not the reverse (-want +got):\n%s", describe(askList{[]graph.Query{backward}}), diff)
	}
	counts, err := reader.Count(context.Background(), query.Filter)
	if err != nil || counts[0] != len(lists[3]) {
		t.Fatalf("%s\nCount = %v, %v; the list has %d", describe(askList{[]graph.Query{counted}}), counts, err, len(lists[3]))
	}
	for _, id := range whole {
		if !slices.Contains(lists[3], id) {
			t.Fatalf("%s\nbetween its cursors is %s, which is not in the whole list", describe(askList{[]graph.Query{query}}), id)
		}
	}
}
