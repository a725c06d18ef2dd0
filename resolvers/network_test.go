package resolvers_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// TestNetworkQuestionsThatCannotBe asks what no answer fits; the message names
// what is wrong.
func TestNetworkQuestionsThatCannotBe(t *testing.T) {
	c := embeddedClient(t)
	many := make([]string, 501)
	for i := range many {
		many[i] = "act_hts"
	}
	const inverted = `{during: {from: "2021", to: "2020"}}`
	for _, test := range []struct {
		name, document string
		code           graph.Code
		says           string
	}{
		{"a centre that is not there", `{ neighborhood(ids: ["act_hts", "act_nobody"]) { nodes { distance } } }`, graph.CodeNotFound, `"act_nobody"`},
		{"a centre that is a place", `{ neighborhood(ids: ["pl_tafas"]) { nodes { distance } } }`, graph.CodeNotFound, `"pl_tafas"`},
		{"no centre", `{ neighborhood(ids: []) { nodes { distance } } }`, graph.CodeBadInput, "one actor or more"},
		{"steps back", `{ neighborhood(ids: ["act_hts"], depth: -1) { nodes { distance } } }`, graph.CodeBadInput, "depth must be between 0 and 6"},
		{"too far", `{ neighborhood(ids: ["act_hts"], depth: 7) { nodes { distance } } }`, graph.CodeBadInput, "depth must be between 0 and 6"},
		{"a limit of none", `{ neighborhood(ids: ["act_hts"], limit: 0) { nodes { distance } } }`, graph.CodeBadInput, "limit must be between 1 and 10000"},
		{"more centres than the limit", `{ neighborhood(ids: ["act_hts", "act_russia"], limit: 1) { nodes { distance } } }`, graph.CodeBadInput, "limit is less"},
		{"a neighbourhood in a window that ends first", `{ neighborhood(ids: ["act_hts"], filter: ` + inverted + `) { nodes { distance } } }`, graph.CodeBadInput, "before it starts"},
		{"a neighbourhood of unknown counterparts", `{ neighborhood(ids: ["act_hts"], filter: {counterparts: ["act_nobody"]}) { nodes { distance } } }`, graph.CodeNotFound, `"act_nobody"`},

		{"a limit too high", `{ network(limit: 10001) { edges { key } } }`, graph.CodeBadInput, "limit must be between 1 and 10000"},
		{"a negative limit", `{ network(limit: -1) { edges { key } } }`, graph.CodeBadInput, "limit must be between 1 and 10000"},
		{"a network in a window that ends first", `{ network(filter: ` + inverted + `) { edges { key } } }`, graph.CodeBadInput, "before it starts"},
		{"a network of unknown actors", `{ network(filter: {actors: ["act_nobody"]}) { edges { key } } }`, graph.CodeNotFound, `"act_nobody"`},
		{"a network at unknown places", `{ network(filter: {places: ["pl_nowhere"]}) { edges { key } } }`, graph.CodeNotFound, `"pl_nowhere"`},
		{"no level to roll up to", `{ network(rollUp: CITY) { edges { key } } }`, "GRAPHQL_VALIDATION_FAILED", "CITY"},
		{"a null limit", `{ network(limit: null) { edges { key } } }`, graph.CodeBadInput, "null"},
		{"between who is not there", `{ network(limit: 9) { between(these: ["act_nobody"], those: ["act_hts"]) { share } } }`, graph.CodeNotFound, `"act_nobody"`},
		{"between kinds where none are", `{ network(limit: 9) { between(these: ["kind:STATE"], those: ["act_hts"]) { share } } }`, graph.CodeNotFound, `"kind:STATE"`},
		{"fewer than no brokers", `{ network(limit: 9) { between(these: [], those: [], first: -1) { share } } }`, graph.CodeBadInput, "first must be between 0 and 500"},
		{"too many brokers", `{ network(limit: 9) { between(these: [], those: [], first: 501) { share } } }`, graph.CodeBadInput, "first must be between 0 and 500"},

		{"a path from nobody", `{ paths(from: "act_nobody", to: "act_hts") { status } }`, graph.CodeNotFound, `"act_nobody"`},
		{"a path to nobody", `{ paths(from: "act_hts", to: "act_nobody") { status } }`, graph.CodeNotFound, `"act_nobody"`},
		{"a path to an event", `{ paths(from: "act_hts", to: "ev_tafas_clan_clashes") { status } }`, graph.CodeNotFound, `"ev_tafas_clan_clashes"`},
		{"a path to itself", `{ paths(from: "act_hts", to: "act_hts") { status } }`, graph.CodeBadInput, "same actor"},
		{"a path within one", `{ paths(from: "act_4th_division", to: "act_sasa_branch", rollUp: STATE) { status } }`, graph.CodeBadInput, `"act_syrian_regime"`},
		{"a path without steps", `{ paths(from: "act_hts", to: "act_russia", maxLength: 0) { status } }`, graph.CodeBadInput, "maxLength must be between 1 and 8"},
		{"too long a path", `{ paths(from: "act_hts", to: "act_russia", maxLength: 9) { status } }`, graph.CodeBadInput, "maxLength must be between 1 and 8"},
		{"no paths", `{ paths(from: "act_hts", to: "act_russia", first: 0) { status } }`, graph.CodeBadInput, "first must be between 1 and 100"},
		{"too many paths", `{ paths(from: "act_hts", to: "act_russia", first: 101) { status } }`, graph.CodeBadInput, "first must be between 1 and 100"},
		{"paths in a window that ends first", `{ paths(from: "act_hts", to: "act_russia", filter: ` + inverted + `) { status } }`, graph.CodeBadInput, "before it starts"},
		{"an unknown kind of step", `{ paths(from: "act_hts", to: "act_russia", filter: {kinds: [LOVED]}) { status } }`, "GRAPHQL_VALIDATION_FAILED", "LOVED"},
		{"backward", `{ paths(from: "act_hts", to: "act_russia", direction: BACKWARD) { status } }`, "GRAPHQL_VALIDATION_FAILED", "BACKWARD"},

		{"a comparison with a window that ends first", `{ compareNetworks(before: {}, after: ` + inverted + `) { stayed } }`, graph.CodeBadInput, "before it starts"},
		{"a comparison from a window that ends first", `{ compareNetworks(before: ` + inverted + `, after: {}) { stayed } }`, graph.CodeBadInput, "before it starts"},
		{"a comparison of nothing", `{ compareNetworks(before: {}, after: {}, limit: 0) { stayed } }`, graph.CodeBadInput, "limit must be between 1 and 10000"},
		{"a comparison with unknown actors", `{ compareNetworks(before: {actors: ["act_nobody"]}, after: {}) { stayed } }`, graph.CodeNotFound, `"act_nobody"`},
		{"a comparison without a before", `{ compareNetworks(after: {}) { stayed } }`, "GRAPHQL_VALIDATION_FAILED", "before"},

		{"a timeline of too many days", `{ timeline(unit: DAY) { undated } }`, graph.CodeLimit, "1000"},
		{"an unknown unit", `{ timeline(unit: DECADE) { undated } }`, "GRAPHQL_VALIDATION_FAILED", "DECADE"},
		{"a timeline of a window that ends first", `{ timeline(filter: ` + inverted + `) { undated } }`, graph.CodeBadInput, "before it starts"},
		{"the way of nobody", `{ trajectory(actor: "act_nobody") { steps { kind } } }`, graph.CodeNotFound, `"act_nobody"`},
		{"the way of a place", `{ trajectory(actor: "pl_tafas") { steps { kind } } }`, graph.CodeNotFound, `"pl_tafas"`},
		{"a way that ends first", `{ trajectory(actor: "act_hts", during: {from: "2021", to: "2020"}) { steps { kind } } }`, graph.CodeBadInput, "before it starts"},
		{"contradictions about nothing", `{ contradictions(filter: {about: ["ev_nothing"]}) { totalCount } }`, graph.CodeNotFound, `"ev_nothing"`},
		{"contradictions with a foreign cursor", `{ contradictions(after: "eyJsIjoieCJ9") { totalCount } }`, graph.CodeBadInput, "after"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if message := refused(t, c, test.document, nil, test.code); !strings.Contains(message, test.says) {
				t.Errorf("%q does not say %s", message, test.says)
			}
		})
	}
	t.Run("too many centres", func(t *testing.T) {
		refused(t, c, `query ($ids: [ID!]!) { neighborhood(ids: $ids, limit: 9) { nodes { distance } } }`, variables{"ids": many}, graph.CodeBadInput)
	})
	t.Run("null variables", func(t *testing.T) {
		for _, document := range []string{
			`query ($v: Int) { network(limit: $v) { edges { key } } }`,
			`query ($v: RollUp) { network(rollUp: $v, limit: 9) { edges { key } } }`,
			`query ($v: TieFilter) { compareNetworks(before: $v, after: {}) { stayed } }`,
			`query ($v: TimeUnit) { timeline(unit: $v) { undated } }`,
			`query ($v: Grouping) { network(limit: 9) { nodes { brokerage(by: $v) { total } } } }`,
		} {
			got := c.ask(t, document, variables{"v": nil})
			if len(got.Errors) != 1 || !slices.Contains([]string{"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}, got.Errors[0].code()) {
				t.Errorf("%s gave %s", document, got.body)
			}
		}
	})
	t.Run("the limit is named", func(t *testing.T) {
		got := c.ask(t, `{ timeline(unit: DAY) { undated } }`, nil)
		if len(got.Errors) != 1 || got.Errors[0].Extensions["limit"] != "buckets" {
			t.Errorf("%s", got.body)
		}
	})
}

// TestFiltersThatLeaveNothing: that is an answer, and no error.
func TestFiltersThatLeaveNothing(t *testing.T) {
	got := embeddedClient(t).data(t, `{
		network(filter: {during: {to: "1970", certainty: CERTAIN}}, limit: 9) { nodes { degree } edges { key } truncated { limit } measures { nodes balance { exact } } }
		neighborhood(ids: ["act_hts"], filter: {kinds: []}) { nodes { actor { id } degree pageRank } edges { key } }
		compareNetworks(before: {kinds: []}, after: {kinds: []}) { appeared { key } stayed truncated { limit } }
		timeline(filter: {actors: []}) { buckets { certain } undated }
		trajectory(actor: "act_hts", during: {to: "1970", certainty: CERTAIN}) { actor { name } steps { kind } }
		contradictions(filter: {kinds: []}) { totalCount nodes { key } }
		paths(from: "act_hts", to: "act_syrian_regime", filter: {kinds: []}) { status complete paths { length } }
	}`, nil)
	want := `{
		"network": {"nodes": [], "edges": [], "truncated": null, "measures": {"nodes": 0, "balance": {"exact": true}}},
		"neighborhood": {"nodes": [{"actor": {"id": "act_hts"}, "degree": 0, "pageRank": 1}], "edges": []},
		"compareNetworks": {"appeared": [], "stayed": 0, "truncated": null},
		"timeline": {"buckets": [], "undated": 0},
		"trajectory": {"actor": {"name": "Hay'at Tahrir al-Sham"}, "steps": []},
		"contradictions": {"totalCount": 0, "nodes": []},
		"paths": {"status": "FILTERED_OUT", "complete": true, "paths": []}
	}`
	if diff := cmp.Diff(compact(t, []byte(want)), compact(t, mustMarshal(t, got.Data))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func mustMarshal(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// compact gives JSON with its keys in order.
func compact(t *testing.T, text []byte) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return string(mustMarshal(t, value))
}

// TestEdgesAreTies: the edges of a network are the ties under its filter, with
// or without evidence.
func TestEdgesAreTies(t *testing.T) {
	c := embeddedClient(t)
	for _, filter := range []string{`{}`, `{families: [HOSTILE]}`, `{during: {from: "2020", to: "2021", certainty: CERTAIN}}`, `{minPublishers: 2}`, `{kinds: [SAME_SIDE]}`} {
		t.Run(filter, func(t *testing.T) {
			got := c.data(t, fmt.Sprintf(`{
				light: network(filter: %[1]s, limit: 500) { edges { id key eventCount from { id } } truncated { limit } }
				heavy: network(filter: %[1]s, limit: 500) { edges { id key eventCount publisherCount claims(first: 1) { id } } }
				ties(filter: %[1]s, first: 500, orderBy: {field: KEY}) { nodes { id key eventCount publisherCount claims(first: 1) { id } from { id } } }
			}`, filter), nil)
			for network, fields := range map[string][]string{"light": {"id", "key", "eventCount", "from.id"}, "heavy": {"id", "key", "eventCount", "publisherCount", "claims.id"}} {
				for _, field := range fields {
					want := got.at("ties.nodes." + field)
					if len(want) < 3 {
						t.Fatalf("only %d ties", len(want))
					}
					if diff := cmp.Diff(want, got.at(network+".edges."+field)); diff != "" {
						t.Errorf("%s %s (-ties +edges):\n%s", network, field, diff)
					}
				}
			}
		})
	}
	t.Run("rolled up", func(t *testing.T) {
		got := c.data(t, `{
			plain: network(limit: 500) { edges { id } }
			states: network(rollUp: STATE, limit: 500) { edges { id } }
			corps: network(rollUp: CORPS, limit: 500) { edges { id } }
		}`, nil)
		ids := slices.Concat(got.at("plain.edges.id"), got.at("states.edges.id"), got.at("corps.edges.id"))
		if len(set(ids)) != len(ids) {
			t.Error("ties of different levels have the same id")
		}
	})
}

// TestMeasuresAreOfTheWhole: a limit leaves actors out and changes nothing of
// what is said of the others.
func TestMeasuresAreOfTheWhole(t *testing.T) {
	c := embeddedClient(t)
	const fields = `
		nodes { actor { id } degree degrees { family count } betweenness pageRank community side x y brokerage { total } bySide: brokerage(by: SIDE) { liaison } }
		truncated { nodesOmitted tiesOmitted }
		measures { nodes ties density modularity }
	`
	for _, question := range []string{
		"network(limit: %d)",
		"network(filter: {families: [HOSTILE, COOPERATIVE]}, rollUp: STATE, limit: %d)",
		`neighborhood(ids: ["act_8th_brigade"], depth: 2, limit: %d)`,
	} {
		t.Run(question, func(t *testing.T) {
			whole := c.data(t, fmt.Sprintf("{ found: "+question+" {"+fields+"} }", 200), nil)
			part := c.data(t, fmt.Sprintf("{ found: "+question+" {"+fields+"} }", 7), nil)
			want := whole.at("found.nodes")
			got := part.at("found.nodes")
			if len(got) != 7 || len(want) <= 7 {
				t.Fatalf("%d of %d nodes", len(got), len(want))
			}
			if diff := cmp.Diff(want[:7], got); diff != "" {
				t.Errorf("(-whole +part):\n%s", diff)
			}
			if diff := cmp.Diff(whole.at("found.measures"), part.at("found.measures")); diff != "" {
				t.Errorf("(-whole +part):\n%s", diff)
			}
			if omitted := part.at("found.truncated.nodesOmitted")[0]; omitted != fmt.Sprint(len(want)-7) || whole.at("found.truncated")[0] != "null" {
				t.Errorf("%s omitted of %d", omitted, len(want))
			}
		})
	}
}

// TestOmittedTiesAreCounted: who asks how many ties a limit left out of a
// neighbourhood is told all.
func TestOmittedTiesAreCounted(t *testing.T) {
	got := embeddedClient(t).data(t, `{
		whole: neighborhood(ids: ["act_8th_brigade"], depth: 2) { edges { key } }
		part: neighborhood(ids: ["act_8th_brigade"], depth: 2, limit: 5) { edges { key } truncated { tiesOmitted limit } }
	}`, nil)
	omitted := fmt.Sprint(len(got.at("whole.edges.key")) - len(got.at("part.edges.key")))
	if got.at("part.truncated.tiesOmitted")[0] != omitted || got.at("part.truncated.limit")[0] != "limit" {
		t.Errorf("%s of %s", got.at("part.truncated"), omitted)
	}
}

// TestPathsReversed asks both ways between many pairs.
func TestPathsReversed(t *testing.T) {
	c := embeddedClient(t)
	actors := c.data(t, `{ actors(first: 20, orderBy: {field: ID}) { nodes { id } } }`, nil).at("actors.nodes.id")
	const document = `query ($a: ID!, $b: ID!) {
		there: paths(from: $a, to: $b, maxLength: 3, first: 4) { status complete paths { length actors { id } } }
		back: paths(from: $b, to: $a, maxLength: 3, first: 4) { status complete paths { length actors { id } } }
	}`
	type result struct {
		Status   string
		Complete bool
		Paths    []struct {
			Length int
			Actors []struct{ ID string }
		}
	}
	found := 0
	for i, a := range actors {
		for _, b := range actors[:i] {
			var data struct{ There, Back result }
			if err := json.Unmarshal(mustMarshal(t, c.data(t, document, variables{"a": a, "b": b}).Data), &data); err != nil {
				t.Fatal(err)
			}
			for k := range data.Back.Paths {
				slices.Reverse(data.Back.Paths[k].Actors)
			}
			if diff := cmp.Diff(data.There, data.Back); diff != "" {
				t.Errorf("%s and %s (-there +back):\n%s", a, b, diff)
			}
			found += len(data.There.Paths)
		}
	}
	if found < 20 {
		t.Errorf("only %d paths", found)
	}
}

// TestContradictionsInPages reads the list page by page, both ways.
func TestContradictionsInPages(t *testing.T) {
	c := embeddedClient(t)
	whole := c.data(t, `{ contradictions(first: 500) { totalCount nodes { key } edges { cursor } } }`, nil)
	keys := whole.at("contradictions.nodes.key")
	if len(keys) < 5 || len(set(keys)) != len(keys) || whole.at("contradictions.totalCount")[0] != fmt.Sprint(len(keys)) {
		t.Fatalf("%s", whole.body)
	}
	var forward, backward []string
	var after, before any
	for range keys {
		page := c.data(t, `query ($after: String, $before: String) {
			a: contradictions(first: 3, after: $after) { nodes { key } pageInfo { endCursor } }
			b: contradictions(last: 3, before: $before) { nodes { key } pageInfo { startCursor } }
		}`, variables{"after": after, "before": before})
		if len(page.at("a.nodes.key")) == 0 {
			break
		}
		forward = append(forward, page.at("a.nodes.key")...)
		backward = append(page.at("b.nodes.key"), backward...)
		after, before = page.at("a.pageInfo.endCursor")[0], page.at("b.pageInfo.startCursor")[0]
	}
	if diff := cmp.Diff(keys, forward); diff != "" {
		t.Errorf("forward (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(keys, backward); diff != "" {
		t.Errorf("backward (-want +got):\n%s", diff)
	}
}

// TestClaimsOfATieInPages reads the claims of the tie that has most, some at a
// time, with what they refer to.
func TestClaimsOfATieInPages(t *testing.T) {
	c := embeddedClient(t)
	whole := c.data(t, `{ ties(first: 1) { nodes { key claimCount claims(first: 500) { id } } } }`, nil)
	ids := whole.at("ties.nodes.claims.id")
	if len(ids) < 6 || whole.at("ties.nodes.claimCount")[0] != fmt.Sprint(len(ids)) {
		t.Fatalf("%s", whole.body)
	}
	var paged []string
	var after any
	for range ids {
		page := c.data(t, `query ($key: String!, $after: ID) { tie(key: $key) { claims(first: 4, after: $after) { id source { title publisher } } } }`,
			variables{"key": whole.at("ties.nodes.key")[0], "after": after}).at("tie.claims.id")
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		after = page[len(page)-1]
	}
	if diff := cmp.Diff(ids, paged); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTiesOfGatheredActors finds each tie of networks whose actors are gathered
// by its key.
func TestTiesOfGatheredActors(t *testing.T) {
	c := embeddedClient(t)
	for _, level := range []string{"NONE", "STATE", "CORPS", "KIND"} {
		const fields = `{ id key eventCount publisherCount certainty from { id name } to { id } claimCount }`
		network := c.data(t, `query ($to: RollUp!) { network(rollUp: $to, limit: 12, filter: {families: [HOSTILE, THIRD_PARTY]}) { edges `+fields+` } }`, variables{"to": level})
		keys := network.at("network.edges.key")
		if len(keys) < 3 {
			t.Fatalf("%s: %s", level, network.body)
		}
		for i, key := range keys {
			one := c.data(t, `query ($to: RollUp!, $key: String!) { tie(key: $key, rollUp: $to, filter: {families: [HOSTILE, THIRD_PARTY]}) `+fields+` }`, variables{"to": level, "key": key})
			for _, field := range []string{"id", "eventCount", "publisherCount", "certainty", "from.name", "claimCount"} {
				if want, got := network.at("network.edges." + field)[i], one.at("tie."+field); len(got) != 1 || got[0] != want {
					t.Errorf("%s of %s at %s is %q, want %q", field, key, level, got, want)
				}
			}
		}
	}
}
