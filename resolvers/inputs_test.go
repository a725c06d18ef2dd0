package resolvers_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/resolvers"
)

// filtered are the root fields that take a filter, with its type.
func filtered(t *testing.T) map[string]*ast.Definition {
	t.Helper()
	schema := resolvers.New(nil).Schema()
	roots := map[string]*ast.Definition{}
	for _, field := range schema.Query.Fields {
		if argument := field.Arguments.ForName("filter"); argument != nil && strings.HasSuffix(field.Type.Name(), "Connection") {
			roots[field.Name] = schema.Types[argument.Type.Name()]
		}
	}
	if len(roots) < 11 {
		t.Fatalf("only %d root fields take a filter", len(roots))
	}
	return roots
}

// testInputs holds every field of every filter to the rule that absent and
// null are no constraint and that an empty list matches nothing.
func testInputs(t *testing.T, c client) {
	for root, filter := range filtered(t) {
		t.Run(root, func(t *testing.T) {
			document := fmt.Sprintf("{ all: %s { totalCount }", root)
			var nulls, empties []string
			for _, field := range filter.Fields {
				if root == "fightsWithUnnamedOpponent" && field.Name == "opponents" {
					continue // refused: there are none
				}
				if !field.Type.NonNull {
					nulls = append(nulls, field.Name)
					document += fmt.Sprintf(" null_%s: %s(filter: {%[1]s: null}) { totalCount }", field.Name, root)
				}
				if field.Type.Elem != nil {
					empties = append(empties, field.Name)
					document += fmt.Sprintf(" empty_%s: %s(filter: {%[1]s: []}) { totalCount }", field.Name, root)
				}
			}
			got := c.data(t, document+" }", nil)
			count := func(alias string) string { return got.at(alias + ".totalCount")[0] }
			if count("all") == "0" {
				t.Fatal("there are none")
			}
			for _, name := range nulls {
				if count("null_"+name) != count("all") {
					t.Errorf("%s: null leaves %s of %s", name, count("null_"+name), count("all"))
				}
			}
			for _, name := range empties {
				want := "0"
				if name == "excludePublishers" {
					want = count("all") // nothing is excluded
				}
				if count("empty_"+name) != want {
					t.Errorf("%s: [] leaves %s", name, count("empty_"+name))
				}
			}
		})
	}
}

func embeddedClient(t *testing.T) client {
	t.Helper()
	store := openEmbedded(t)
	load(t, store)
	return serve(t, store)
}

// refused asks for what must be refused with one error of a code, and returns
// its message.
func refused(t *testing.T, c client, document string, values variables, code graph.Code) string {
	t.Helper()
	got := c.ask(t, document, values)
	if len(got.Errors) != 1 || got.Errors[0].code() != string(code) {
		t.Errorf("%s with %v gave %s, not %s", document, values, got.body, code)
		return ""
	}
	return got.Errors[0].Message
}

// TestNullWhereADefaultStands writes an explicit null for every argument and
// every field of a filter that has a default and may not be null, in each form
// that a client can give it. Leaving it out, also as a variable, is no null.
func TestNullWhereADefaultStands(t *testing.T) {
	c := embeddedClient(t)
	schema := resolvers.New(nil).Schema()
	// inside are inputs below a filter, with the way there.
	check := func(t *testing.T, root string, way []string, inner *ast.FieldDefinition) {
		t.Helper()
		literal := "{" + inner.Name + ": null}"
		variable := "{" + inner.Name + ": $v}"
		value := variables{inner.Name: nil}
		for _, step := range slices.Backward(way[1:]) {
			literal, variable = "{"+step+": "+literal+"}", "{"+step+": "+variable+"}"
			value = variables{step: value}
		}
		nullable := *inner.Type
		nullable.NonNull = false
		input := schema.Query.Fields.ForName(root).Arguments.ForName(way[0]).Type.Name()
		refused(t, c, fmt.Sprintf("{ %s(%s: %s) { totalCount } }", root, way[0], literal), nil, graph.CodeBadInput)
		refused(t, c, fmt.Sprintf("query ($v: %s) { %s(%s: %s) { totalCount } }", nullable.String(), root, way[0], variable), variables{"v": nil}, graph.CodeBadInput)
		refused(t, c, fmt.Sprintf("query ($v: %s) { %s(%s: $v) { totalCount } }", input, root, way[0]), variables{"v": value}, graph.CodeBadInput)
		refused(t, c, fmt.Sprintf("query ($v: %s!) { %s(%s: $v) { totalCount } }", input, root, way[0]), variables{"v": value}, graph.CodeBadInput)
		plain := c.data(t, fmt.Sprintf("{ %s { totalCount } }", root), nil)
		absent := c.data(t, fmt.Sprintf("query ($v: %s) { %s(%s: %s) { totalCount } }", nullable.String(), root, way[0], variable), nil)
		if !bytes.Equal(plain.body, absent.body) {
			t.Errorf("%s: an absent variable gave %s, not %s", inner.Name, absent.body, plain.body)
		}
	}
	checked := 0
	for root, filter := range filtered(t) {
		t.Run(root, func(t *testing.T) {
			if argument := schema.Query.Fields.ForName(root).Arguments.ForName("filter"); argument.Type.NonNull {
				checked++
				refused(t, c, fmt.Sprintf("{ %s(filter: null) { totalCount } }", root), nil, graph.CodeBadInput)
				refused(t, c, fmt.Sprintf("query ($v: %s) { %s(filter: $v) { totalCount } }", filter.Name, root), variables{"v": nil}, graph.CodeBadInput)
				refused(t, c, fmt.Sprintf("query ($v: %s!) { %s(filter: $v) { totalCount } }", filter.Name, root), variables{"v": nil}, graph.CodeBadInput)
			} else {
				c.data(t, fmt.Sprintf("{ %s(filter: null) { totalCount } }", root), nil)
				c.data(t, fmt.Sprintf("query ($v: %s) { %s(filter: $v) { totalCount } }", filter.Name, root), variables{"v": nil})
			}
			for _, field := range filter.Fields {
				if field.DefaultValue != nil && field.Type.NonNull {
					checked++
					check(t, root, []string{"filter"}, field)
				}
				if field.Type.Name() == "During" {
					checked++
					check(t, root, []string{"filter", field.Name}, schema.Types["During"].Fields.ForName("certainty"))
				}
			}
		})
	}
	if checked < 15 {
		t.Errorf("only %d defaults were found", checked)
	}
	t.Run("in a fragment and below", func(t *testing.T) {
		document := `query ($v: Int) { actor(id: "act_hts") { ...F } } fragment F on Actor { ties { nodes { claims(first: $v) { id } } } }`
		refused(t, c, document, variables{"v": nil}, graph.CodeBadInput)
		c.data(t, document, nil)
	})
	t.Run("an order's direction", func(t *testing.T) {
		refused(t, c, `{ events(orderBy: {field: DATE, direction: null}) { totalCount } }`, nil, graph.CodeBadInput)
		refused(t, c, `query ($v: OrderDirection) { events(orderBy: {field: DATE, direction: $v}) { totalCount } }`, variables{"v": nil}, graph.CodeBadInput)
		refused(t, c, `query ($v: EventOrder) { events(orderBy: $v) { totalCount } }`, variables{"v": variables{"field": "DATE", "direction": nil}}, graph.CodeBadInput)
		c.data(t, `{ events(orderBy: null) { totalCount } }`, nil)
	})
}

// TestIdsInFiltersMustExist names nobody in every list of ids of every filter.
func TestIdsInFiltersMustExist(t *testing.T) {
	c := embeddedClient(t)
	found := 0
	for root, filter := range filtered(t) {
		for _, field := range filter.Fields {
			if field.Type.Name() != "ID" || (root == "fightsWithUnnamedOpponent" && field.Name == "opponents") {
				continue
			}
			found++
			document := fmt.Sprintf("query ($ids: [ID!]) { %s(filter: {%s: $ids}) { totalCount } }", root, field.Name)
			for _, wrong := range []string{"nobody_here", "src_000@1", "ag_2021_08_truce.t99"} {
				if message := refused(t, c, document, variables{"ids": []string{wrong}}, graph.CodeNotFound); !strings.Contains(message, wrong) {
					t.Errorf("%s.%s: %q does not name %s", filter.Name, field.Name, message, wrong)
				}
			}
			if message := refused(t, c, document, variables{"ids": []string{""}}, graph.CodeNotFound); !strings.Contains(message, `""`) {
				t.Errorf("%s.%s: %q does not name the empty id", filter.Name, field.Name, message)
			}
			if field.Name != "about" && field.Name != "to" {
				// An id of another kind is none of this one; a claim is never asked for.
				refused(t, c, document, variables{"ids": []string{"rel_011@001:17"}}, graph.CodeNotFound)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d lists of ids were found", found)
	}
	for _, document := range []string{
		`{ actor(id: "act_hts") { events(filter: {places: ["nowhere"]}) { totalCount } } }`,
		`{ actor(id: "act_hts") { agreements(filter: {parties: ["nowhere"]}) { totalCount } } }`,
		`{ actor(id: "act_hts") { affiliations(filter: {to: ["nowhere"]}) { id } } }`,
		`{ actor(id: "act_hts") { ties(filter: {actors: ["nowhere"]}) { totalCount } } }`,
		`{ actor(id: "act_hts") { tieCounts(filter: {counterparts: ["nowhere"]}) { ties } } }`,
		`{ actor(id: "act_hts") { mediations(filter: {between: ["nowhere"]}) { totalCount } } }`,
		`{ place(id: "pl_tafas") { affiliations(filter: {from: ["nowhere"]}) { id } } }`,
		`{ place(id: "pl_tafas") { events(filter: {actors: ["nowhere"]}) { totalCount } } }`,
		`{ agreement(id: "ag_2021_tafas") { events(filter: {ids: ["nowhere"]}) { totalCount } } }`,
		`{ tie(key: "FOUGHT:act_hts:act_syrian_regime", filter: {places: ["nowhere"]}) { id } }`,
	} {
		if message := refused(t, c, document, nil, graph.CodeNotFound); !strings.Contains(message, `"nowhere"`) {
			t.Errorf("%s: %q does not name the id", document, message)
		}
	}
}

// TestInputsThatCannotBe asks what no answer fits.
func TestInputsThatCannotBe(t *testing.T) {
	c := embeddedClient(t)
	many := func(n int) []string {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = "act_hts"
		}
		return ids
	}
	const dated = `query ($from: Date, $to: Date) { ties(filter: {during: {from: $from, to: $to}}) { totalCount } }`
	for _, test := range []struct {
		name, document string
		values         variables
		code           graph.Code
	}{
		{"a window that ends first", dated, variables{"from": "2021-02", "to": "2021-01-31"}, graph.CodeBadInput},
		{"a 13th month", dated, variables{"from": "2021-13"}, graph.CodeBadInput},
		{"a 30th of February", dated, variables{"to": "2021-02-30"}, graph.CodeBadInput},
		{"a short date", dated, variables{"to": "2021-2-3"}, graph.CodeBadInput},
		{"year 0", dated, variables{"from": "0000"}, graph.CodeBadInput},
		{"no date", dated, variables{"from": ""}, graph.CodeBadInput},
		{"words", dated, variables{"from": "last week"}, graph.CodeBadInput},
		{"a time", dated, variables{"from": "2021-02-03T00:00:00Z"}, graph.CodeBadInput},
		{"an object for a date", dated, variables{"from": variables{"year": 2021}}, graph.CodeBadInput},
		{"a bad date in every list", `{ events(filter: {during: {from: "x"}}) { totalCount } }`, nil, graph.CodeBadInput},
		{"a bad date of agreements", `{ agreements(filter: {during: {to: "x"}}) { totalCount } }`, nil, graph.CodeBadInput},
		{"a bad date of affiliations", `{ affiliations(filter: {during: {to: "x"}}) { totalCount } }`, nil, graph.CodeBadInput},
		{"a bad date of mediations", `{ mediations(filter: {during: {to: "x"}}) { totalCount } }`, nil, graph.CodeBadInput},
		{"a bad date below", `{ actor(id: "act_hts") { events(filter: {during: {to: "x"}}) { totalCount } } }`, nil, graph.CodeBadInput},

		{"a key without ends", `{ tie(key: "FOUGHT") { id } }`, nil, graph.CodeBadInput},
		{"a key with one end", `{ tie(key: "FOUGHT:act_hts:") { id } }`, nil, graph.CodeBadInput},
		{"a key of no kind", `{ tie(key: "LOVED:act_hts:act_fsa") { id } }`, nil, graph.CodeBadInput},
		{"a long key", `{ tie(key: "FOUGHT:act_hts:act_fsa:act_is") { id } }`, nil, graph.CodeBadInput},
		{"all of a kind, where nobody is gathered", `{ tie(key: "FOUGHT:kind:STATE:act_fsa") { id } }`, nil, graph.CodeBadInput},

		{"too many ids", `query ($ids: [ID!]) { ties(filter: {actors: $ids}) { totalCount } }`, variables{"ids": many(501)}, graph.CodeBadInput},
		{"too many events", `query ($ids: [ID!]) { events(filter: {ids: $ids}) { totalCount } }`, variables{"ids": many(501)}, graph.CodeBadInput},
		{"seven sides", `query ($ids: [ID!]) { mediations(filter: {between: $ids}) { totalCount } }`, variables{"ids": many(7)}, graph.CodeBadInput},
		{"fewer than no publishers", `{ ties(filter: {minPublishers: -1}) { totalCount } }`, nil, graph.CodeBadInput},
		{"opponents of nobody", `{ fightsWithUnnamedOpponent(filter: {opponents: ["act_hts"]}) { totalCount } }`, nil, graph.CodeBadInput},
		{"places of a place", `{ place(id: "pl_tafas") { events(filter: {places: ["pl_syria"]}) { totalCount } } }`, nil, graph.CodeBadInput},
		{"agreements of an agreement", `{ agreement(id: "ag_2021_tafas") { events(filter: {agreement: []}) { totalCount } } }`, nil, graph.CodeBadInput},
		{"fewer than no hits", `{ search(text: "Tafas", first: -1) { score } }`, nil, graph.CodeBadInput},
		{"too many hits", `{ search(text: "Tafas", first: 101) { score } }`, nil, graph.CodeBadInput},
		{"a search for nothing", `{ search(text: " ") { score } }`, nil, graph.CodeBadInput},
		{"too many claims of a tie", `{ ties(first: 1) { nodes { claims(first: 501) { id } } } }`, nil, graph.CodeBadInput},
		{"claims of a tie after one of none", `{ ties(first: 1) { nodes { claims(after: "nowhere") { id } } } }`, nil, graph.CodeBadInput},
		{"fewer than no events of a tie", `{ ties(first: 1) { nodes { events(first: -1) { totalCount } } } }`, nil, graph.CodeBadInput},

		{"an Int of 33 bits as a variable", `query ($n: Int) { events(first: $n) { totalCount } }`, variables{"n": 1 << 32}, graph.CodeBadInput},
		{"an Int of 33 bits in a filter", `query ($n: Int) { ties(filter: {minPublishers: $n}) { totalCount } }`, variables{"n": 1 << 32}, graph.CodeBadInput},
		{"an Int of 33 bits below a tie", `query ($n: Int!) { ties(first: 1) { nodes { claims(first: $n) { id } } } }`, variables{"n": 1 << 32}, graph.CodeBadInput},
		{"an unknown kind", `{ events(filter: {kinds: [PARTY]}) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		{"an unknown kind as a variable", `query ($k: [EventKind!]) { events(filter: {kinds: $k}) { totalCount } }`, variables{"k": []string{"PARTY"}}, "GRAPHQL_VALIDATION_FAILED"},
		{"an unknown field of a filter", `{ events(filter: {kind: [CLASH]}) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		{"an unknown field", `{ events { count } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		{"no document", `{ events {`, nil, "GRAPHQL_PARSE_FAILED"},
	} {
		t.Run(test.name, func(t *testing.T) { refused(t, c, test.document, test.values, test.code) })
	}
}

// TestInputsThatMean gives inputs in forms that are easily got wrong.
func TestInputsThatMean(t *testing.T) {
	c := embeddedClient(t)
	for _, test := range []struct {
		name, document string
		values         variables
		path           string
		want           []string
	}{
		{
			"one value for a list", `{ events(filter: {kinds: CLASH, actors: "act_clan_kiwan"}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_tafas_clan_clashes"},
		},
		{
			"a year is its first and its last day",
			`{ events(filter: {kinds: [CLASH], during: {from: "2020", to: "2020", certainty: CERTAIN}}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_2020_03_sanamayn_clashes"},
		},
		{
			"a month is its last day", `{ events(filter: {kinds: [WITHDRAWAL], during: {to: "2021-09", certainty: CERTAIN}}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_2021_09_01_4div_withdraws"},
		},
		{
			"an open window takes the undated", `{ events(filter: {ids: ["ev_2018_strikes_retake_territory"], during: {}}) { edges { certainty } } }`, nil,
			"events.edges.certainty",
			[]string{"POSSIBLE"},
		},
		{
			"roles without actors are anybody's", `{ events(filter: {roles: [MEDIATOR], realis: [REQUESTED]}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_2021_08_opp_calls_turkey"},
		},
		{
			"roles are those of one of the actors", `{ events(filter: {actors: ["act_turkey", "act_dcc"], roles: [MEDIATOR]}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_2021_05_umm_batnah_mediation", "ev_2021_08_opp_calls_turkey"},
		},
		{
			"an actor's roles are its own", `{ actor(id: "act_russia") { events(filter: {roles: [MEDIATOR]}) { nodes { id } } } }`, nil,
			"actor.events.nodes.id",
			[]string{"ev_2018_russia_mediator_since", "ev_2021_08_truce"},
		},
		{
			"beside another's role", `{ actor(id: "act_russia") { events(filter: {actors: ["act_turkey"], roles: [MEDIATOR]}) { nodes { id } } } }`, nil,
			"actor.events.nodes.id",
			[]string{"ev_2021_08_opp_calls_turkey"},
		},
		{
			"text in any order, case and spelling", `{ events(filter: {text: "BRIGADE 8th JASSIM"}) { nodes { id } } }`, nil,
			"events.nodes.id",
			[]string{"ev_2020_08_jassim_mediation"},
		},
		{
			"no first is the default", `query ($n: Int) { search(text: "Daraa", first: $n) { score } places(first: $n) { nodes { id } } }`,
			variables{"n": nil},
			"search.score", nil,
		},
		{
			"a window's certainty as a variable",
			`query ($c: Certainty!) { agreements(filter: {during: {from: "2021-08-14", to: "2021-08-14", certainty: $c}, kinds: [CEASEFIRE]}) { nodes { id } } }`,
			variables{"c": "POSSIBLE"},
			"agreements.nodes.id",
			[]string{"ag_2021_08_truce"},
		},
		{
			"directives", `query ($no: Boolean!) { actor(id: "act_hts") { id @skip(if: $no) ties @include(if: $no) { nodes { key } } } }`,
			variables{"no": true},
			"actor.ties.nodes.key",
			[]string{"FOUGHT:act_hts:act_syrian_regime"},
		},
		{
			"a fragment below where it stands",
			`{ actor(id: "act_hts") { ...T ties(first: 5) { nodes { to { ...T ties(first: 5) { nodes { from { ...T } } } } } } } } fragment T on Actor { ties(first: 5) { nodes { key } } }`,
			nil, "actor.ties.nodes.key",
			[]string{"FOUGHT:act_hts:act_syrian_regime"},
		},
		{
			"an empty text is none", `{ actors(filter: {text: "", kinds: [STATE]}) { totalCount } }`, nil,
			"actors.totalCount",
			[]string{"6"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := c.data(t, test.document, test.values)
			if test.want != nil && !slices.Equal(got.at(test.path), test.want) {
				t.Errorf("%s is %q, not %q", test.path, got.at(test.path), test.want)
			}
		})
	}
}
