package resolvers_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// connection is a list that can be paged through: what stands before and after
// it in a document, its arguments beside those of paging, where it stands in
// the answer, and by which field its elements are told apart.
type connection struct{ name, before, arguments, after, at, key string }

// stored reports whether the store pages through the list, at the root. Those
// of ties and mediations are computed whole, and those below a root differ by
// their filters alone.
func (c connection) stored() bool {
	return slices.Contains([]string{"actors", "events", "agreements", "places", "sources", "affiliations", "claims"}, c.at)
}

// document asks for a part of the list.
func (c connection) document(selection, slice string) string {
	field := c.at[strings.LastIndex(c.at, ".")+1:]
	return fmt.Sprintf("{ %s %s(%s %s) { %s } %s }", c.before, field, c.arguments, slice, selection, c.after)
}

var connections = []connection{
	{"actors", "", "", "", "actors", "id"},
	{"actors by id", "", "orderBy: {field: ID, direction: DESC}, filter: {kinds: [PERSON, STATE]}", "", "actors", "id"},
	{"events", "", "", "", "events", "id"},
	{"events, latest first", "", "orderBy: {field: DATE, direction: DESC}", "", "events", "id"},
	{"events by title", "", `orderBy: {field: TITLE}, filter: {places: ["pl_daraa_prov"]}`, "", "events", "id"},
	{"agreements", "", "orderBy: {field: DATE, direction: DESC}", "", "agreements", "id"},
	{"places", "", "", "", "places", "id"},
	{"sources", "", "", "", "sources", "id"},
	{"affiliations", "", "filter: {kinds: [PART_OF, MEMBER_OF]}", "", "affiliations", "id"},
	{"claims", "", `filter: {sources: ["src_002"]}`, "", "claims", "id"},
	{"mediations", "", "filter: {includeRequested: true}", "", "mediations", "id"},
	{"fights", "", "", "", "fights", "key"},
	{"fights without a named opponent", "", "orderBy: {field: DATE, direction: DESC}", "", "fightsWithUnnamedOpponent", "id"},
	{"ties", "", "orderBy: {field: PUBLISHERS, direction: DESC}", "", "ties", "key"},
	{"ties, first seen", "", "orderBy: {field: FIRST_SEEN}", "", "ties", "key"},
	{"ties, last seen", "", "orderBy: {field: LAST_SEEN, direction: DESC}", "", "ties", "key"},
	{"events of an actor", `actor(id: "act_russia") {`, "", "}", "actor.events", "id"},
	{"agreements of an actor", `actor(id: "act_syrian_regime") {`, "orderBy: {field: TITLE}", "}", "actor.agreements", "id"},
	{"ties of an actor", `actor(id: "act_syrian_regime") {`, "", "}", "actor.ties", "key"},
	{"mediations of an actor", `actor(id: "act_russia") {`, "filter: {includeRequested: true}", "}", "actor.mediations", "id"},
	{"events of a place", `place(id: "pl_quneitra") {`, "", "}", "place.events", "id"},
	{"events of an agreement", `agreement(id: "ag_2021_08_truce") {`, "", "}", "agreement.events", "id"},
	{"claims of a source", `source(id: "src_000") {`, "", "}", "source.claims", "id"},
	{"events of a tie", `tie(key: "ATTACKED:act_regime_forces:act_opp_south_2018", filter: {realis: [OCCURRED, ONGOING, PLANNED]}) {`, "", "}", "tie.events", "id"},
	{"events behind talks", `tie(key: "AGREED_WITH:act_daraa_opp_2021:act_syrian_regime") {`, "", "}", "tie.events", "id"},
}

// testPages pages through every list; in a store that is far away only through
// those that it pages through itself.
func testPages(t *testing.T, c client, far bool) {
	for _, list := range connections {
		if far && !list.stored() {
			continue
		}
		selection := fmt.Sprintf("totalCount edges { cursor node { %s } } nodes { %[1]s } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }", list.key)
		page := func(t *testing.T, slice string) answer {
			t.Helper()
			return c.data(t, list.document(selection, slice), nil)
		}
		ids := list.at + ".edges.node." + list.key
		one := func(a answer, path string) string { return strings.Join(a.at(list.at+"."+path), " ") }
		t.Run(list.name, func(t *testing.T) {
			whole := page(t, "first: 500")
			want := whole.at(ids)
			if total := one(whole, "totalCount"); total != fmt.Sprint(len(want)) || len(want) == 0 || len(set(want)) != len(want) {
				t.Fatalf("the whole has %d elements, total %s: %q", len(want), total, want)
			}
			if diff := cmp.Diff(want, whole.at(list.at+".nodes."+list.key)); diff != "" {
				t.Errorf("nodes differ from edges (-edges +nodes):\n%s", diff)
			}
			size := len(want)/2 + 1
			for _, direction := range []struct{ size, from, cursor, more, less string }{
				{"first", "after", "endCursor", "hasNextPage", "hasPreviousPage"},
				{"last", "before", "startCursor", "hasPreviousPage", "hasNextPage"},
			} {
				var got []string
				from := ""
				for range len(want) + 1 {
					part := page(t, fmt.Sprintf("%s: %d %s", direction.size, size, from))
					if part.at(list.at + ".totalCount")[0] != fmt.Sprint(len(want)) {
						t.Errorf("a page's total is %s", one(part, "totalCount"))
					}
					if less := one(part, "pageInfo."+direction.less); (less == "true") != (from != "") {
						t.Errorf("%s is %s behind %q", direction.less, less, from)
					}
					if direction.size == "first" {
						got = append(got, part.at(ids)...)
					} else {
						got = append(part.at(ids), got...)
					}
					if cursors := part.at(list.at + ".edges.cursor"); cursors[0] != one(part, "pageInfo.startCursor") || cursors[len(cursors)-1] != one(part, "pageInfo.endCursor") {
						t.Error("pageInfo has other cursors than the edges")
					}
					if one(part, "pageInfo."+direction.more) != "true" {
						break
					}
					from = fmt.Sprintf("%s: %q", direction.from, one(part, "pageInfo."+direction.cursor))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("by %s: (-whole +pages):\n%s", direction.size, diff)
				}
			}
			if len(want) < 3 {
				return
			}
			// Between two cursors, from either end.
			cursors := whole.at(list.at + ".edges.cursor")
			between := fmt.Sprintf("after: %q, before: %q", cursors[0], cursors[len(cursors)-1])
			for slice, inner := range map[string][]string{"first: 500": want[1 : len(want)-1], "last: 1": want[len(want)-2 : len(want)-1], "first: 1": want[1:2]} {
				part := page(t, slice+" "+between)
				if diff := cmp.Diff(inner, part.at(ids)); diff != "" {
					t.Errorf("%s between the ends (-want +got):\n%s", slice, diff)
				}
				if one(part, "pageInfo.hasNextPage") != "true" || one(part, "pageInfo.hasPreviousPage") != "true" {
					t.Errorf("%s between the ends has nothing around it", slice)
				}
			}
			nothing := page(t, "first: 0")
			if len(nothing.at(ids)) > 0 || one(nothing, "pageInfo.hasNextPage") != "true" || one(nothing, "pageInfo.endCursor") != "null" {
				t.Errorf("first: 0 gave %s", nothing.body)
			}
		})
	}
}

// TestSlicesThatCannotBe asks for parts of lists that there are none of.
func TestSlicesThatCannotBe(t *testing.T) {
	store := openEmbedded(t)
	load(t, store)
	c := serve(t, store)
	cursor := func(document, path string) string { return c.data(t, document, nil).at(path)[0] }
	events := cursor(`{ events(first: 1) { edges { cursor } } }`, "events.edges.cursor")
	ties := cursor(`{ ties(first: 1) { edges { cursor } } }`, "ties.edges.cursor")
	mine := cursor(`{ actor(id: "act_russia") { events(first: 1) { edges { cursor } } } }`, "actor.events.edges.cursor")
	encode := base64.RawURLEncoding.EncodeToString
	for _, test := range []struct {
		name, arguments string
		values          variables
	}{
		{"both", "first: 1, last: 1", nil},
		{"negative first", "first: -1", nil},
		{"negative last", "last: -5", nil},
		{"501", "first: 501", nil},
		{"501 from the end", "last: 501", nil},
		{"beyond 32 bits", "first: 4294967297", nil},
		{"garbage", `after: "garbage!"`, nil},
		{"nothing", `after: ""`, nil},
		{"text in base 64", "before: $cursor", variables{"cursor": encode([]byte("hello"))}},
		{"JSON in base 64", "after: $cursor", variables{"cursor": encode([]byte(`{"l":"","p":{}}`))}},
		{"a list of it", "after: $cursor", variables{"cursor": encode([]byte(`[1]`))}},
		{"another order's", "after: $cursor, orderBy: {field: TITLE}", variables{"cursor": events}},
		{"another direction's", "after: $cursor, orderBy: {field: DATE, direction: DESC}", variables{"cursor": events}},
		{"another filter's", "before: $cursor, filter: {kinds: [CLASH]}", variables{"cursor": events}},
		{"an actor's", "after: $cursor", variables{"cursor": mine}},
		{"one of ties", "after: $cursor", variables{"cursor": ties}},
	} {
		t.Run(test.name, func(t *testing.T) {
			document := "{ events(" + test.arguments + ") { nodes { id } } }"
			if test.values != nil {
				document = "query ($cursor: String) " + document
			}
			got := c.ask(t, document, test.values)
			if len(got.Errors) != 1 || got.Errors[0].code() != string(graph.CodeBadInput) {
				t.Errorf("got %s", got.body)
			}
		})
	}
	t.Run("a cursor of the same list", func(t *testing.T) {
		c.data(t, `query ($after: String) { events(after: $after, orderBy: {field: DATE}, filter: {}) { nodes { id } } }`, variables{"after": events})
	})
}

// testPagesOfGrowingData puts and deletes events between two pages. Cursors
// keep their place, even that of what was deleted.
func testPagesOfGrowingData(t *testing.T, c client, store graph.Store) {
	const document = `query ($after: String, $order: EventOrder) {
		events(first: 5, after: $after, orderBy: $order, filter: {places: ["pl_daraa_balad"]}) { edges { node { id } } pageInfo { hasNextPage endCursor } totalCount }
	}`
	event := func(id, date, title string) *graph.Event {
		day, err := graph.ParseEDTF(date)
		if err != nil {
			t.Fatal(err)
		}
		return &graph.Event{
			ID: id, Kind: graph.Other, Title: title, Date: day, Realis: graph.Occurred,
			Places: []graph.PlaceUse{{Place: &graph.Place{ID: "pl_daraa_balad"}}},
			Claims: []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "src_003"}, Locator: "003:4"}},
		}
	}
	for _, order := range []string{"DATE", "TITLE", "ID"} {
		t.Run(order, func(t *testing.T) {
			values := variables{"order": variables{"field": order}}
			first := c.data(t, document, values)
			values["after"] = first.at("events.pageInfo.endCursor")[0]
			expected := c.data(t, document, values).at("events.edges.node.id")

			// One sorts before everything, one behind: dates, titles and ids alike.
			put(t, store, event("00_first", "1900", "! first"), event("zz_last", "2099", "zzz last"))
			second := c.data(t, document, values)
			if diff := cmp.Diff(expected, second.at("events.edges.node.id")); diff != "" {
				t.Errorf("the second page changed (-before +after):\n%s", diff)
			}
			if all := first.at("events.totalCount")[0]; all == second.at("events.totalCount")[0] {
				t.Errorf("the total stays %s", all)
			}
			var rest []string
			for range 100 {
				part := c.data(t, document, values)
				rest = append(rest, part.at("events.edges.node.id")...)
				if part.at("events.pageInfo.hasNextPage")[0] != "true" {
					break
				}
				values["after"] = part.at("events.pageInfo.endCursor")[0]
			}
			if slices.Contains(rest, "00_first") || rest[len(rest)-1] != "zz_last" {
				t.Errorf("behind the first page stand %q", rest)
			}

			// The cursor of what is gone stays good.
			delete(values, "after")
			gone := c.data(t, strings.Replace(document, "edges {", "edges { cursor", 1), values).at("events.edges.cursor")[0]
			if _, err := store.Update(t.Context(), graph.Batch{Delete: []string{"00_first", "zz_last"}}); err != nil {
				t.Fatal(err)
			}
			values["after"] = gone
			if diff := cmp.Diff(first.at("events.edges.node.id"), c.data(t, document, values).at("events.edges.node.id")); diff != "" {
				t.Errorf("behind the deleted event (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryCursor begins behind every element of every list.
func TestEveryCursor(t *testing.T) {
	store := openEmbedded(t)
	load(t, store)
	c := serve(t, store)
	for _, list := range connections {
		t.Run(list.name, func(t *testing.T) {
			page := func(slice string) answer {
				return c.data(t, list.document("edges { cursor node { "+list.key+" } }", slice), nil)
			}
			whole := page("first: 500")
			want := append(whole.at(list.at+".edges.node."+list.key), "")
			for i, cursor := range whole.at(list.at + ".edges.cursor") {
				next := strings.Join(page(fmt.Sprintf("first: 1, after: %q", cursor)).at(list.at+".edges.node."+list.key), " ")
				if next != want[i+1] {
					t.Errorf("behind %s stands %q, not %q", want[i], next, want[i+1])
				}
			}
		})
	}
}

// TestPagesWithoutTotals asks for parts of every list with and without its
// total: what else is told is the same.
func TestPagesWithoutTotals(t *testing.T) {
	store := openEmbedded(t)
	load(t, store)
	c := serve(t, store)
	for _, list := range connections {
		t.Run(list.name, func(t *testing.T) {
			ask := func(total, slice string) answer {
				selection := fmt.Sprintf("%s edges { cursor node { %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }", total, list.key)
				return c.data(t, list.document(selection, slice), nil)
			}
			cursors := ask("", "first: 500").at(list.at + ".edges.cursor")
			first, last := cursors[0], cursors[len(cursors)-1]
			for _, slice := range []string{
				"first: 0", "first: 1", "last: 1", "first: 50", "last: 500",
				fmt.Sprintf("first: 2, after: %q", first), fmt.Sprintf("last: 2, before: %q", last),
				fmt.Sprintf("first: 1, before: %q", last), fmt.Sprintf("last: 1, after: %q", first),
				fmt.Sprintf("after: %q, before: %q", first, last), fmt.Sprintf("after: %q", last),
			} {
				with, without := ask("totalCount", slice), ask("", slice)
				for _, path := range []string{"edges.cursor", "edges.node." + list.key, "pageInfo.hasNextPage", "pageInfo.hasPreviousPage", "pageInfo.startCursor", "pageInfo.endCursor"} {
					if diff := cmp.Diff(with.at(list.at+"."+path), without.at(list.at+"."+path)); diff != "" {
						t.Errorf("%s of %q (-with a total +without):\n%s", path, slice, diff)
					}
				}
			}
		})
	}
}
