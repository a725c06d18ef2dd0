package resolvers_test

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
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
		// nodes{ is that of a network, which has no edges { node }.
		{
			"a network of ids", // how many events there are depends on which are part of larger ones
			`{ network(limit: 100) { nodes{ actor { id } degree } edges { key kind eventCount from { id } to { id } } } }`,
			"adjacent get",
		},
		{
			"a network with names and measures", // of both ends and all nodes in one go
			`{ network(limit: 50) { nodes{ actor { name } betweenness pageRank community side x } edges { from { name } to { name } } measures { density modularity } truncated { tiesOmitted } } }`,
			"adjacent get get",
		},
		{
			"a network with evidence", // events, sources, larger events; names
			`{ network(filter: {kinds: [FOUGHT]}, limit: 50) { nodes{ actor { name } } edges { publisherCount claims(first: 2) { locator source { title } attributedTo { name } } from { name } events(first: 3) { nodes { participants { actor { name } } } } } } }`,
			"adjacent get get get get",
		},
		{
			"a network under a filter that takes evidence",
			`{ network(filter: {minPublishers: 2}, limit: 50) { nodes{ actor { id } } edges { key } } }`,
			"list get get",
		},
		{
			"a rolled-up network",
			`{ network(filter: {families: [HOSTILE]}, rollUp: STATE, limit: 50) { nodes{ actor { name } members { name } } edges { from { name } } } }`,
			"list get list get get get",
		},
		{
			"who stands between",
			`{ network(limit: 50) { between(these: ["act_russia"], those: ["act_ghayth"]) { actor { name } share } } }`,
			"adjacent get get",
		},
		{
			"who stands between those who are not there",
			`{ network(filter: {kinds: [BESIEGED]}, limit: 50) { between(these: ["act_russia"], those: ["act_dcc"]) { actor { name } share } } }`,
			"adjacent get",
		},
		{
			"a neighbourhood of ids", // a call for each step, one for the ties between the farthest, one for larger events
			`{ neighborhood(ids: ["act_8th_brigade", "act_ghayth"], depth: 2) { nodes{ actor { id } distance } edges { key eventCount } } }`,
			"adjacent adjacent adjacent get",
		},
		{
			"a neighbourhood with names",
			`{ neighborhood(ids: ["act_8th_brigade"]) { nodes{ actor { name } degree } edges { kind from { name } to { name } } } }`,
			"adjacent adjacent get",
		},
		{
			"paths of ids",
			`{ paths(from: "act_awda", to: "act_russia") { status paths { length actors { id } steps { from { id } to { id } ties { key } } } } }`,
			"adjacent adjacent adjacent adjacent get",
		},
		{
			"paths with evidence and names",
			`{ paths(from: "act_awda", to: "act_russia") { paths { actors { name } ties { kind claims(first: 1) { locator source { title } } } steps { from { name } ties { affiliations { post } } } } } }`,
			"adjacent adjacent adjacent adjacent get get get",
		},
		{"paths that a filter hides", `{ paths(from: "act_awda", to: "act_russia", filter: {kinds: [DETAINED]}) { status } }`, "adjacent get adjacent"},
		{
			"what changed",
			`{ compareNetworks(before: {families: [HOSTILE], during: {to: "2019"}}, after: {families: [HOSTILE], during: {from: "2020"}}, limit: 50) { appeared { from { name } to { name } } vanished { key } changed { before { eventCount } after { to { name } } } turned { from { name } } actorsAppeared { name } } }`,
			"adjacent get get get adjacent get get get get get",
		},
		{"a timeline", `{ timeline(filter: {families: [HOSTILE]}, unit: YEAR) { buckets { certain possible } undated } }`, "list get get get"},
		{
			"a trajectory",
			`{ trajectory(actor: "act_8th_brigade") { actor { name } steps { of { name } others { name } event { title places { place { name } } } affiliation { from { name } to { ... on Actor { name } } } tie { from { name } } claims { source { title } } } } }`,
			"get list list list get get get get",
		},
		{
			"contradictions",
			`{ contradictions(first: 20) { nodes { entity { ... on Event { title participants { actor { name } } } } sides { entity { ... on Event { title } } voices { publisher speaker { name } } figure { population { name } } claims { attributedTo { name } about { ... on Event { title } } } } } } }`,
			"list get get",
		},
		{
			"likenesses", // actors and reviews, then all that they did
			`{ likenesses(filter: {minScore: 0.1}) { nodes { score one { name } other { name } review { claims { source { title } } } reasons { kind places { name } actors { name } } } } }`,
			"list list get",
		},
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

// TestHints tells of which references a list is said to be asked for next.
func TestHints(t *testing.T) {
	store := openEmbedded(t)
	load(t, store)
	var got []graph.EntityKind
	c := serve(t, reading{store, func(reader graph.Reader) graph.Reader { return hinted{reader, &got} }})
	for document, want := range map[string][]graph.EntityKind{
		`{ events(first: 1) { nodes { title participants { actor { id __typename } } places { place { id } } } } }`:                                    nil,
		`{ events(first: 1) { nodes { places { place { id name } } } } }`:                                                                              {graph.PlaceEntity},
		`{ events(first: 1) { edges { node { participants { actor { ...a } } } } } } fragment a on Node { ... on Actor { name } }`:                     {graph.ActorEntity},
		`{ agreements(first: 1) { nodes { places { place { kind } } parties { actor { name } } } } }`:                                                  {graph.PlaceEntity, graph.ActorEntity},
		`{ events(first: 1) { nodes { participants { actor { id ties(first: 1) { nodes { id } } } } } } }`:                                             nil,
		`{ places(first: 1) { nodes { id name within { name } } } }`:                                                                                   nil,
		`{ actor(id: "act_russia") { events(first: 1) { nodes { participants { onBehalfOf { name } actor { kind } } places { place { name } } } } } }`: {graph.ActorEntity, graph.PlaceEntity},
	} {
		got = nil
		c.data(t, document, nil)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", document, diff)
		}
	}
}

// hinted keeps the last hint that the first query of a call gave.
type hinted struct {
	graph.Reader
	with *[]graph.EntityKind
}

func (r hinted) List(ctx context.Context, queries ...graph.Query) iter.Seq2[graph.Row, error] {
	if with := queries[0].With; with != nil {
		*r.with = with
	}
	return r.Reader.List(ctx, queries...)
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
		{"networks", `{
			network(limit: 40) {
				nodes { actor { id name ties(first: 3) { nodes { to { name } } } events(first: 2) { nodes { title } } } betweenness community brokerage { total } }
				edges { from { id name } to { id superiors { to { ... on Actor { name } } } } claims(first: 3) { source { title } attributedTo { name } } events(first: 2) { nodes { participants { actor { name } } } } }
				a: between(these: ["act_russia"], those: ["act_ghayth"]) { actor { name affiliations { to { id } } } }
				b: between(these: ["act_awda"], those: ["act_iran"]) { actor { id names { text } } share }
			}
			rolled: network(rollUp: STATE, limit: 40) { nodes { actor { name } members { name ties(first: 1) { nodes { from { name } } } } } edges { from { name } } }
			paths(from: "act_awda", to: "act_ghayth") { paths { actors { name } ties { from { name } claims { source { title } } } steps { from { id name } ties { to { name } events { nodes { title claims { source { id } } } } } } } }
		}`, nil},
		{"ways and contradictions", `{
			trajectory(actor: "act_8th_brigade") { steps { of { name } others { name } event { title participants { actor { name } } } affiliation { from { name } claims { source { title } } } tie { from { name } events { nodes { title } } } claims { source { title publisherActor { name } } } } }
			contradictions(first: 30) { nodes { entity { id ... on Event { title claims { source { title } } } ... on Agreement { terms { text obligors { name } } } } link { to { id ... on Event { title } } } sides { entity { id ... on Agreement { title } } voices { speaker { name } } claims { source { title } about { id ... on Event { participants { actor { name } } } } } } } }
			compareNetworks(before: {during: {to: "2019"}}, after: {during: {from: "2020"}}, limit: 30) { appeared { from { name } } changed { before { from { name } claims { source { title } } } after { to { name } claims { source { title } } } } actorsAppeared { name events(first: 1) { nodes { title } } } turned { from { name } } }
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
