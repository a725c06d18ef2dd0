package resolvers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCalls tells how often a document asks the store: once for each level of
// the answer that needs more than ids, and once for each list in a list,
// however many rows there are. The store hands out what a database does.
func TestCalls(t *testing.T) {
	store := bare{openEmbedded(t)}
	load(t, store)
	calls := &tally{}
	c := serve(t, calls.watch(store))

	for _, test := range []struct {
		name, document string
		want           string // calls in their order; sorted, where roots or lists run in parallel
	}{
		{"ids of references cost nothing", `{ events(first: 5) { nodes { participants { actor { id __typename } } places { place { id } } } } }`, "list"},
		{"participants' actors", `{ events(first: 5) { nodes { participants { actor { name } } } } }`, "list get"},
		{
			"one level of all kinds at once",
			`{ events(first: 5) { nodes { participants { actor { name } onBehalfOf { name } } places { place { name } } links { to { ... on Event { title } } } claims { source { title } attributedTo { name } } } } }`,
			"list get",
		},
		{"level below level", `{ events(first: 50) { nodes { places { place { within { within { name } } } } } } }`, "list get get get"},
		{"a total alone", `{ events(first: 5) { totalCount } }`, "count"},
		{"a total and rows", `{ events(first: 5) { totalCount nodes { id } } }`, "list count"},
		{"where there is more", `{ events(first: 0) { pageInfo { hasNextPage } } }`, "list"},
		{"names in a filter must exist", `{ events(filter: {actors: ["act_russia"], places: ["pl_syria"]}) { nodes { id } } }`, "get list"},
		{
			"lists in lists in lists",
			`{ actors(first: 20) { nodes { events(first: 3) { nodes { participants { actor { ties(first: 2) { nodes { from { id } to { id } } } } } } } } } }`,
			// actors; events of all; for the ties of their participants: evidence, its sources, and the events that
			// those of the evidence are part of
			"list list list get get",
		},
		{
			"the same, with names",
			`{ actors(first: 20) { nodes { events(first: 3) { nodes { participants { actor { name ties(first: 2) { nodes { from { name } to { name } } } } } } } } } }`,
			"list list get list get get get",
		},
		{
			"lists of a reference need no more than its id",
			`{ events(first: 5) { nodes { participants { actor { id events(first: 1) { nodes { id } } } } } } }`,
			"list list",
		},
		{
			"violations with the publishers who allege them",
			`{ agreements { nodes { violations { claims { source { publisher } } } } } }`,
			"list list get",
		},
		{
			"violations with everything",
			`{ agreements { nodes { violations { term { text obligors { name } } by { name } event { title participants { actor { name } } } claims { source { publisher publisherActor { name } } } } } } }`,
			"list list get get get get",
		},
		{"ends of ties", `{ fights { nodes { from { id } to { id } } } }`, "list get"}, // the sources, which it counts
		{
			"what is behind ties",
			`{ fights { nodes { from { name } events(first: 2) { nodes { participants { actor { name } } } } claims { attributedTo { name } source { title } } } } }`,
			"list get get get get",
		},
		{"sides of mediations", `{ mediations { nodes { mediators { id } sides { actors { id } } agreement { id } } } }`, "list list"},
		{"mediations with names", `{ mediations { nodes { mediators { name } sides { actors { name } } agreement { title } event { title } } } }`, "list list get get"},
		{"one by its id", `{ actor(id: "act_russia") { name names { text } } }`, "get"},
		{"only the id of one", `{ actor(id: "act_russia") { id } }`, "get"},
		{"hits", `{ search(text: "Daraa", first: 50) { matchedName node { id ... on Place { within { name } } ... on Event { participants { actor { name } } } } } }`, "search get get"},
		{"claims", `{ claims(first: 50) { nodes { about { id } source { title } attributedTo { name } } } }`, "list get"},
		{"chain of command", `{ actors(first: 100) { nodes { superiors { to { ... on Actor { superiors { to { ... on Actor { superiors { to { id } } } } } } } } } } }`, "list list list list"},
		{"words", `{ vocabulary { roles { name } } }`, ""},
		{"the dataset", `{ dataset { version } }`, "dataset"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for spelling, document := range map[string]string{"nodes": test.document, "edges": withEdges(test.document)} {
				c.data(t, document, nil)
				if diff := cmp.Diff(test.want, strings.Join(calls.take(), " ")); diff != "" {
					t.Errorf("asked for %s (-want +got):\n%s", spelling, diff)
				}
			}
		})
	}
}

// TestParallelFieldsShareNothing asks for what is loaded under several fields
// that gqlgen resolves in parallel, and counts their calls in any order. It is
// for the race detector.
func TestParallelFieldsShareNothing(t *testing.T) {
	store := bare{openEmbedded(t)}
	load(t, store)
	calls := &tally{}
	c := serve(t, calls.watch(store))
	for _, test := range []struct {
		name, document string
		want           map[string]int
	}{
		{"evidence of ties, twice", `{
			fights(first: 30) { nodes {
				from { id } to { id }
				a: events(first: 9) { nodes { participants { actor { id } } claims { source { id } } } }
				b: events(first: 9) { nodes { participants { actor { name } } claims { source { title publisherActor { name } } } } }
				claims { source { id publisherActor { id name } } attributedTo { name } }
				agreements { parties { actor { name } } }
				affiliations { from { name } }
			} }
		}`, map[string]int{"list": 1, "get": 5}},
		{"terms of agreements, twice", `{
			agreements(first: 50) { nodes {
				terms { obligors { id } beneficiaries { id } claims { source { id } } }
				links { to { id } }
				violations { term { obligors { name } claims { source { title } } } }
				again: violations { term { obligors { id kind } } }
				possiblySameAs { title parties { actor { name } } }
				linkedFrom { to { ... on Event { title } } term { text obligors { name } } }
			} }
		}`, map[string]int{"list": 5, "get": 9}},
		{"lists of actors", `{
			actors(first: 50) { nodes {
				id
				ties(first: 9) { nodes { from { id } to { name } } }
				more: ties(filter: {kinds: [MEDIATED]}, first: 9) { nodes { to { name } } }
				tieCounts { ties }
				mediations(first: 9) { nodes { mediators { name } sides { actors { name } } event { participants { actor { name } } } } }
				events(first: 3) { nodes { participants { actor { name superiors { to { ... on Actor { name } } } } } } }
				superiors { from { id name } to { id } }
			} }
		}`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c.data(t, test.document, nil)
			got := map[string]int{}
			for _, call := range calls.take() {
				got[call]++
			}
			if diff := cmp.Diff(test.want, got); diff != "" && test.want != nil {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// withEdges returns the document with edges { node } in the place of nodes.
func withEdges(document string) string {
	var out strings.Builder
	var open []string // what closes each brace that is open
	for rest := document; rest != ""; {
		end := strings.IndexAny(rest, "{}")
		if end < 0 {
			out.WriteString(rest)
			break
		}
		text, brace := rest[:end], rest[end]
		rest = rest[end+1:]
		switch before, isNodes := strings.CutSuffix(text, "nodes "); {
		case brace == '}':
			out.WriteString(text + open[len(open)-1])
			open = open[:len(open)-1]
		case isNodes:
			out.WriteString(before + "edges { node {")
			open = append(open, "} }")
		default:
			out.WriteString(text + "{")
			open = append(open, "}")
		}
	}
	return out.String()
}

func TestWithEdges(t *testing.T) {
	got := withEdges(`{ a { nodes { b { nodes { c } } d } } e { f } }`)
	if want := `{ a { edges { node { b { edges { node { c } } } d } } } e { f } }`; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
