package storetest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// testRead asks a store that holds the fixture. What filters and orders mean is
// taken from the model.
func testRead(t *testing.T, store graph.Store) {
	load(t, store, Fixture()...)
	truth := Model()
	load(t, truth, Fixture()...)
	view(t, truth, func(model graph.Reader) {
		truth := model.(*world)
		for _, test := range []struct {
			name string
			test func(t *testing.T, reader graph.Reader, world *world)
		}{
			{"cases", func(t *testing.T, reader graph.Reader, _ *world) { testCases(t, reader) }},
			{"every filter", testFilters},
			{"orders and limits", testOrders},
			{"pages", testPages},
			{"cursors", testCursors},
			{"several lists at once", testSeveralLists},
			{"what is handed out", testHandedOut},
			{"ties in their lightest form", testAdjacent},
			{"strangers", testStrangers},
			{"breaking off", testBreakingOff},
			{"asking while listing", testNested},
			{"concurrent questions", testConcurrentQuestions},
			{"an ended context", testEndedContext},
		} {
			t.Run(test.name, func(t *testing.T) {
				view(t, store, func(reader graph.Reader) { test.test(t, reader, truth) })
			})
		}
		t.Run("answers that fit each other", func(t *testing.T) { testRelated(t, store, truth) })
	})
	t.Run("the reader's own error", func(t *testing.T) {
		mine := errors.New("mine")
		if err := store.View(t.Context(), func(graph.Reader) error { return mine }); !errors.Is(err, mine) {
			t.Errorf("View returned %v instead of what its function returned", err)
		}
	})
}

// samples are filters that each set one field, several ways per field.
func samples() []graph.Filter {
	window := func(from, to string, certainty graph.Certainty) *graph.Window {
		window := &graph.Window{Certainty: certainty}
		if errors.Join(window.From.UnmarshalText([]byte(from)), window.To.UnmarshalText([]byte(to))) != nil {
			panic(from + to)
		}
		return window
	}
	inAugust, certainlyInAugust := window("2021-08-02", "2021-08-15", graph.Possible), window("2021-08-02", "2021-08-15", graph.Certain)
	before, after, always := window("", "2018-07-06", graph.Certain), window("2018-07-06", "", ""), &graph.Window{}
	none := []string{}
	return []graph.Filter{
		graph.ActorFilter{IDs: []string{"un", "army", "nobody", "un"}},
		graph.ActorFilter{IDs: none},
		graph.ActorFilter{Kinds: []graph.ActorKind{graph.State, graph.ArmedGroup}},
		graph.ActorFilter{Kinds: []graph.ActorKind{}},
		graph.ActorFilter{Tags: []string{"foreign"}},
		graph.ActorFilter{Tags: none},
		graph.ActorFilter{Text: "daraa"},
		graph.ActorFilter{Text: "رابعة"},
		graph.ActorFilter{LinkedTo: []string{"front", "room"}},
		graph.ActorFilter{LinkedTo: none},

		graph.PlaceFilter{IDs: []string{"tafas", "army"}},
		graph.PlaceFilter{IDs: none},
		graph.PlaceFilter{Kinds: []graph.PlaceKind{"SETTLEMENT", "PROVINCE"}},
		graph.PlaceFilter{Kinds: []graph.PlaceKind{}},
		graph.PlaceFilter{Within: []string{"daraa-province", "daraa-city", "jordan-land"}},
		graph.PlaceFilter{Within: none},
		graph.PlaceFilter{Text: "al daraa"},

		graph.SourceFilter{IDs: []string{"wire", "sheet"}},
		graph.SourceFilter{IDs: none},
		graph.SourceFilter{Keys: []string{"W", "P1"}},
		graph.SourceFilter{Keys: none},
		graph.SourceFilter{Publishers: []string{"The Paper", "sheet"}},
		graph.SourceFilter{Publishers: none},
		graph.SourceFilter{Text: "the"},
		graph.SourceFilter{Text: "day"},

		graph.EventFilter{IDs: []string{"e-clash", "e-siege", "e-siege", "nothing"}},
		graph.EventFilter{IDs: none},
		graph.EventFilter{Kinds: []graph.EventKind{graph.Clash, graph.Siege, graph.Mediating}},
		graph.EventFilter{Kinds: []graph.EventKind{}},
		graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"fighters", "residents"}}}},
		graph.EventFilter{Taking: []graph.Taking{{Roles: []graph.Role{graph.Mediator, graph.Target}}}},
		graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"division-4"}}, {Actors: []string{"fighters"}, Roles: []graph.Role{graph.Party}}}},
		graph.EventFilter{Taking: []graph.Taking{{}}},
		graph.EventFilter{Taking: []graph.Taking{{Actors: none}}},
		graph.EventFilter{Taking: []graph.Taking{}},
		graph.EventFilter{Places: []string{"daraa-province", "umm-batnah"}},
		graph.EventFilter{Places: none},
		graph.EventFilter{Text: "the clash"},
		graph.EventFilter{Text: "arter"},
		graph.EventFilter{During: inAugust},
		graph.EventFilter{During: certainlyInAugust},
		graph.EventFilter{During: before},
		graph.EventFilter{During: after},
		graph.EventFilter{During: always},
		graph.EventFilter{Realis: []graph.Realis{graph.Requested, graph.Ongoing, graph.Occurred}},
		graph.EventFilter{Realis: []graph.Realis{}},
		graph.EventFilter{LinkedTo: []string{"deal-2018", "e-battle"}},
		graph.EventFilter{LinkedTo: []string{"deal-2018.stay"}},
		graph.EventFilter{LinkedTo: none},
		graph.EventFilter{Hows: []graph.LinkHow{graph.LinkPartOf, graph.LinkBreaks}},
		graph.EventFilter{Hows: []graph.LinkHow{}},

		graph.AgreementFilter{IDs: []string{"truce", "deal-2021"}},
		graph.AgreementFilter{IDs: none},
		graph.AgreementFilter{Kinds: []graph.AgreementKind{"SETTLEMENT"}},
		graph.AgreementFilter{Kinds: []graph.AgreementKind{}},
		graph.AgreementFilter{Taking: []graph.Taking{{Actors: []string{"regime", "awda"}, Roles: []graph.Role{graph.Party, graph.Mediator}}}},
		graph.AgreementFilter{Places: []string{"daraa-city"}},
		graph.AgreementFilter{Places: none},
		graph.AgreementFilter{Text: "settlement"},
		graph.AgreementFilter{During: after},
		graph.AgreementFilter{During: before},
		graph.AgreementFilter{Compliance: []graph.ComplianceStatus{"COMPLIED", "PENDING"}},
		graph.AgreementFilter{Compliance: []graph.ComplianceStatus{}},
		graph.AgreementFilter{TermKinds: []graph.TermKind{"GOVERNANCE"}},
		graph.AgreementFilter{TermKinds: []graph.TermKind{}},
		graph.AgreementFilter{LinkedTo: []string{"deal-2021", "e-siege"}},
		graph.AgreementFilter{LinkedTo: none},
		graph.AgreementFilter{Hows: []graph.LinkHow{graph.LinkInResponseTo}},

		graph.AffiliationFilter{IDs: []string{"f-hts-front", "f-army-naseeb"}},
		graph.AffiliationFilter{IDs: none},
		graph.AffiliationFilter{Kinds: []graph.AffiliationKind{graph.PartOf, graph.Controls}},
		graph.AffiliationFilter{Kinds: []graph.AffiliationKind{}},
		graph.AffiliationFilter{From: []string{"army", "brigade-8"}},
		graph.AffiliationFilter{From: none},
		graph.AffiliationFilter{To: []string{"army", "naseeb", "front"}},
		graph.AffiliationFilter{To: none},
		graph.AffiliationFilter{Either: []string{"army", "front"}},
		graph.AffiliationFilter{Either: none},
		graph.AffiliationFilter{During: inAugust},
		graph.AffiliationFilter{During: certainlyInAugust},
		graph.AffiliationFilter{During: before},

		graph.ClaimFilter{IDs: []string{"e-clash@line 9", "truce@line 2", "e-clash"}},
		graph.ClaimFilter{IDs: none},
		graph.ClaimFilter{AttributedTo: []string{"regime", "paper"}},
		graph.ClaimFilter{AttributedTo: none},
		graph.ClaimFilter{Sources: []string{"wire", "sheet"}},
		graph.ClaimFilter{Sources: none},
		graph.ClaimFilter{Publishers: []string{"The Paper", "sheet", "wire"}},
		graph.ClaimFilter{Publishers: none},
		graph.ClaimFilter{Stances: []graph.Stance{graph.Denied, graph.Claimed}},
		graph.ClaimFilter{Stances: []graph.Stance{}},
		graph.ClaimFilter{Bases: []graph.Basis{graph.Implied, graph.Ambiguous}},
		graph.ClaimFilter{Bases: []graph.Basis{}},
		graph.ClaimFilter{About: []string{"e-expelled", "brigade-8", "deal-2018"}},
		graph.ClaimFilter{About: none},
	}
}

// merged returns a filter with the fields of both, and whether these differ.
func merged(a, b graph.Filter) (graph.Filter, bool) {
	both := reflect.New(reflect.TypeOf(a)).Elem()
	both.Set(reflect.ValueOf(a))
	from := reflect.ValueOf(b)
	for i := range from.NumField() {
		if from.Field(i).IsZero() {
			continue
		}
		if !both.Field(i).IsZero() {
			return nil, false
		}
		both.Field(i).Set(from.Field(i))
	}
	return both.Interface().(graph.Filter), true
}

// testFilters tries every field of every filter, alone and with every third of
// the others.
func testFilters(t *testing.T, reader graph.Reader, world *world) {
	set := map[string]bool{}
	var filters []graph.Filter
	for i, one := range samples() {
		filters = append(filters, one)
		value := reflect.ValueOf(one)
		set[value.Type().Name()] = true
		for field := range value.NumField() {
			if !value.Field(field).IsZero() {
				set[value.Type().Name()+"."+value.Type().Field(field).Name] = true
			}
		}
		for j, other := range samples()[:i] {
			if other.Lists() == one.Lists() && (i+j)%3 == 0 {
				if both, differ := merged(one, other); differ {
					filters = append(filters, both)
				}
			}
		}
	}
	for _, word := range graph.EntityKinds {
		filter := reflect.TypeOf(everyKind()[slices.IndexFunc(everyKind(), func(q graph.Query) bool { return q.Filter.Lists() == word.Name })].Filter)
		for field := range filter.Fields() {
			if !set[filter.Name()+"."+field.Name] {
				t.Errorf("no sample sets %s.%s", filter.Name(), field.Name)
			}
		}
	}
	for chunk := range slices.Chunk(filters, 40) {
		queries := make([]graph.Query, len(chunk))
		for i, filter := range chunk {
			queries[i].Filter = filter
		}
		lists := listed(t, reader, queries...)
		counts, err := reader.Count(context.Background(), chunk...)
		if err != nil {
			t.Fatal(explain(err))
		}
		for i, filter := range chunk {
			want := idsOf(world.choose(filter))
			if diff := cmp.Diff(want, lists[i]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", describe(askList{queries[i : i+1]}), diff)
			}
			if counts[i] != len(want) {
				t.Errorf("Count = %d, want %d: %s", counts[i], len(want), describe(askList{queries[i : i+1]}))
			}
		}
	}
}

// listed gives the ids of each query's rows.
func listed(t tb, reader graph.Reader, queries ...graph.Query) [][]string {
	t.Helper()
	lists := make([][]string, len(queries))
	for i := range lists {
		lists[i] = []string{}
	}
	last := 0
	for row, err := range reader.List(context.Background(), queries...) {
		if err != nil {
			t.Fatalf("List: %s", explain(err))
		}
		if row.Query < last {
			t.Fatalf("a row of query %d after one of query %d", row.Query, last)
		}
		last = row.Query
		lists[last] = append(lists[last], row.Entity.EntityID())
	}
	return lists
}

// narrow are queries for lists short and long, each with a filter of its own
// kind of entity.
func narrow() []graph.Query {
	return append(everyKind(),
		graph.Query{Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{"fighters", "army"}}}}},
		graph.Query{Filter: graph.EventFilter{Places: []string{"daraa-city"}, Realis: []graph.Realis{graph.Occurred}}},
		graph.Query{Filter: graph.AffiliationFilter{Either: []string{"army", "front", "russia"}}},
		graph.Query{Filter: graph.ClaimFilter{Sources: []string{"wire"}}},
		graph.Query{Filter: graph.ActorFilter{IDs: []string{"un", "army", "russia", "hts"}}},
	)
}

func orders() []graph.Order {
	var all []graph.Order
	for _, field := range orderFields {
		all = append(all, graph.Order{Field: field}, graph.Order{Field: field, Descending: true})
	}
	return all
}

// testOrders lists in every order and direction, whole and cut short.
func testOrders(t *testing.T, reader graph.Reader, world *world) {
	for _, query := range narrow() {
		queries := []graph.Query{query} // the order that nobody chose
		for _, query.Order = range orders() {
			for _, query.Backward = range []bool{false, true} {
				for _, query.Limit = range []int{0, 1, 5} {
					queries = append(queries, query)
				}
			}
		}
		checkLists(t, reader, world, queries)
	}
}

func checkLists(t *testing.T, reader graph.Reader, world *world, queries []graph.Query) {
	t.Helper()
	for i, list := range listed(t, reader, queries...) {
		if diff := cmp.Diff(idsOf(world.list(queries[i])), list); diff != "" {
			t.Errorf("%s (-want +got):\n%s", describe(askList{queries[i : i+1]}), diff)
		}
	}
}

// testPages goes through lists page by page, forwards and backwards.
func testPages(t *testing.T, reader graph.Reader, world *world) {
	const size = 7
	for _, query := range narrow() {
		for _, query.Order = range orders() {
			whole := idsOf(world.list(query))
			var pages []string
			page := query
			page.Limit = size
			for range len(whole)/size + 1 {
				ids := listed(t, reader, page)[0]
				pages = append(pages, ids...)
				page.After = world.position(ids, query.Order)
			}
			if diff := cmp.Diff(whole, append([]string{}, pages...)); diff != "" {
				t.Errorf("pages of %s (-want +got):\n%s", describe(askList{[]graph.Query{query}}), diff)
			}
			pages = nil
			page.After, page.Backward = nil, true
			for range len(whole)/size + 1 {
				ids := listed(t, reader, page)[0]
				pages = append(pages, ids...)
				page.Before = world.position(ids, query.Order)
			}
			slices.Reverse(whole)
			if diff := cmp.Diff(whole, append([]string{}, pages...)); diff != "" {
				t.Errorf("pages backwards of %s (-want +got):\n%s", describe(askList{[]graph.Query{query}}), diff)
			}
		}
	}
}

// position is the cursor behind the last of some ids; nil behind none.
func (w *world) position(ids []string, order graph.Order) *graph.Position {
	if len(ids) == 0 {
		return nil
	}
	position := graph.PositionOf(w.byID[ids[len(ids)-1]], order.Field)
	return &position
}

// testCursors cuts lists at both ends, at entities that are there and at such
// as have gone since. Each list is in some of the orders only, each order of
// some lists: a store may need long to prepare for all ways to cut all of them.
func testCursors(t *testing.T, reader graph.Reader, world *world) {
	all := orders()
	for i, query := range narrow() {
		var queries []graph.Query
		for _, query.Order = range []graph.Order{all[i%len(all)], all[(i+3)%len(all)]} {
			whole := idsOf(world.list(query))
			for i := 0; i < len(whole); i += 1 + len(whole)/2 {
				after := world.position(whole[:i+1], query.Order)
				gone := *after
				gone.ID += "0"
				for j := 0; j < len(whole); j += 1 + len(whole)/2 {
					cut := query
					cut.After, cut.Before = after, world.position(whole[:j+1], query.Order)
					queries = append(queries, cut)
					cut.After, cut.Backward, cut.Limit = &gone, true, 2
					queries = append(queries, cut)
				}
				queries = append(queries,
					graph.Query{Filter: query.Filter, Order: query.Order, Before: &gone},
					graph.Query{Filter: query.Filter, Order: query.Order, After: &gone, Limit: 2})
			}
		}
		checkLists(t, reader, world, queries)
	}
}

// testSeveralLists asks for lists of one shape, of several, twice, and none.
func testSeveralLists(t *testing.T, reader graph.Reader, world *world) {
	var sameShape, mixed []graph.Query
	for _, actor := range world.choose(graph.ActorFilter{}) {
		sameShape = append(sameShape, graph.Query{
			Filter: graph.EventFilter{Taking: []graph.Taking{{Actors: []string{actor.EntityID()}}}},
			Order:  graph.Order{Field: graph.ByDate, Descending: true}, Limit: 2,
		})
	}
	for i, query := range slices.Concat(narrow(), narrow()) {
		query.Order, query.Limit = orders()[i%len(orders())], i%4
		mixed = append(mixed, query, sameShape[i%len(sameShape)])
	}
	checkLists(t, reader, world, sameShape)
	checkLists(t, reader, world, mixed)
	checkLists(t, reader, world, nil)
	if counts, err := reader.Count(context.Background()); err != nil || len(counts) != 0 {
		t.Errorf("Count of nothing = %v, %v", counts, err)
	}
}

// testHandedOut looks at what lists and Get give: whole entities, whose
// references have ids, whose claims know what they are about.
func testHandedOut(t *testing.T, reader graph.Reader, world *world) {
	var listed []graph.Entity
	for row, err := range reader.List(context.Background(), everyKind()...) {
		if err != nil {
			t.Fatal(explain(err))
		}
		listed = append(listed, row.Entity)
	}
	got, err := reader.Get(context.Background(), idsOf(listed))
	if err != nil {
		t.Fatal(explain(err))
	}
	for i, entity := range listed {
		id := entity.EntityID()
		want, err := writtenEntity(world.byID[id])
		if err != nil {
			t.Fatal(err)
		}
		for _, given := range []graph.Entity{entity, got[i]} {
			if given == nil || !given.Loaded() {
				t.Errorf("%s is handed out without its content", id)
				continue
			}
			written, err := writtenEntity(given)
			if err != nil {
				t.Errorf("%s: %v", id, err)
			}
			if diff := cmp.Diff(jsonText(want), jsonText(written)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", id, diff)
			}
			for _, claim := range graph.AllClaims(given) {
				if claim.About == nil || (given.EntityKind() != graph.ClaimEntity && claim.About.EntityID() != id) {
					t.Errorf("the claim %s of %s is about %v", claim.ID, id, claim.About)
				}
			}
			graph.Walk(given, graph.Visitor{Reference: func(at *graph.Path, ref graph.Entity) graph.Entity {
				if ref.EntityID() == "" || ref.EntityKind() == "" {
					t.Errorf("%s: %s refers to nothing", id, at)
				}
				return nil
			}})
		}
	}
}

// testBreakingOff leaves iterations early and asks on.
func testBreakingOff(t *testing.T, reader graph.Reader, world *world) {
	queries := []graph.Query{{Filter: graph.EventFilter{}, Order: graph.Order{Field: graph.ByDate}}, {Filter: graph.ClaimFilter{}}}
	whole := idsOf(slices.Concat(world.list(queries[0]), world.list(queries[1])))
	for _, enough := range []int{1, 2, len(world.list(queries[0])), len(whole) - 1} {
		var ids []string
		for row, err := range reader.List(context.Background(), queries...) {
			if err != nil {
				t.Fatal(explain(err))
			}
			if ids = append(ids, row.Entity.EntityID()); len(ids) == enough {
				break
			}
		}
		if diff := cmp.Diff(whole[:enough], ids); diff != "" {
			t.Errorf("the first %d rows (-want +got):\n%s", enough, diff)
		}
	}
	checkLists(t, reader, world, queries)
}

// testNested asks for each row of a list before it takes the next.
func testNested(t *testing.T, reader graph.Reader, world *world) {
	var want, got []string
	for _, actor := range world.choose(graph.ActorFilter{}) {
		want = append(want, actor.EntityID())
		want = append(want, idsOf(world.choose(graph.AffiliationFilter{From: []string{actor.EntityID()}}))...)
	}
	for actor, err := range graph.Find[*graph.Actor](context.Background(), reader, graph.Query{Filter: graph.ActorFilter{}}) {
		if err != nil {
			t.Fatal(explain(err))
		}
		got = append(got, actor.ID)
		got = append(got, listed(t, reader, graph.Query{Filter: graph.AffiliationFilter{From: []string{actor.ID}}})[0]...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lists within a list (-want +got):\n%s", diff)
	}
}

// testConcurrentQuestions asks one reader from several goroutines.
func testConcurrentQuestions(t *testing.T, reader graph.Reader, world *world) {
	questions := []question{
		askDataset{},
		askGet{[]string{"army", "e-clash", "nothing"}},
		askSearch{"daraa", nil, 10},
		askTies{},
		askMediations{},
		askCount{[]graph.Filter{graph.EventFilter{}, graph.ClaimFilter{}}},
		askList{everyKind()},
		askViolations{[]string{"deal-2018"}},
		askAdjacent{adjacentTo},
	}
	for _, name := range sortedNames(askedNetworks()) {
		questions = append(questions, askedNetworks()[name])
	}
	var asking sync.WaitGroup
	for turn := range 3 {
		for i := range questions {
			q := questions[(i+turn)%len(questions)]
			asking.Go(func() {
				if diff := cmp.Diff(answer(context.Background(), world, q), answer(context.Background(), reader, q)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", describe(q), diff)
				}
			})
		}
	}
	asking.Wait()
}

// testEndedContext asks after the asker has gone.
func testEndedContext(t *testing.T, reader graph.Reader, _ *world) {
	ended, end := context.WithCancel(context.Background())
	end()
	asked := map[string]func() error{
		"Get":    func() error { _, err := reader.Get(ended, []string{"army"}); return err },
		"Count":  func() error { _, err := reader.Count(ended, graph.EventFilter{}); return err },
		"Search": func() error { _, err := reader.Search(ended, "army", nil, 1); return err },
		"List":   func() error { return lastError(reader.List(ended, graph.Query{Filter: graph.ActorFilter{}})) },
		"List of nothing": func() error {
			return lastError(reader.List(ended, graph.Query{Filter: graph.ActorFilter{IDs: []string{}}}))
		},
		"Ties":                func() error { _, err := graph.Ties(ended, reader, graph.TieFilter{}); return err },
		"Adjacent":            func() error { return lastAdjacent(ended, reader, adjacentTo) },
		"Adjacent to nobody":  func() error { return lastAdjacent(ended, reader, graph.AdjacencyQuery{Actors: []string{}}) },
		"Adjacent to a place": func() error { return lastAdjacent(ended, reader, graph.AdjacencyQuery{Actors: []string{"tafas"}}) },
	}
	for name, q := range askedNetworks() {
		asked[name] = func() error { _, err := q.ask(ended, reader); return err }
	}
	for name, ask := range asked {
		if err := ask(); err == nil || graph.CodeOf(err) != graph.CodeTimeout {
			t.Errorf("%s under an ended context: %v, want %s", name, err, graph.CodeTimeout)
		}
	}
}

func lastError(rows func(func(graph.Row, error) bool)) error {
	var last error
	rows(func(_ graph.Row, err error) bool {
		last = err
		return true
	})
	return last
}

// testRelated asks random pairs of questions whose answers must fit.
func testRelated(t *testing.T, store graph.Store, world *world) {
	fewerChecks(t)
	pool := newPool(world.entities)
	rapid.Check(t, func(t *rapid.T) {
		view(t, store, func(reader graph.Reader) { related(t, reader, pool) })
	})
}
