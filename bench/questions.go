package main

import (
	"fmt"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
)

// question is asked in GraphQL and in Cypher, for the same data in the same
// order. The Cypher is as good as one writes it who knows the database: it
// finds actors by the label whose ids are indexed, and names the types of
// relationships that occur. It stays as it is when the store finds a shorter
// way, so that ratios can be compared.
type question struct {
	name       string
	query      string
	variables  func(n int) map[string]any
	cypher     string
	parameters func(n int) map[string]any
	// peer asks @neo4j/graphql, with the parameters as variables; empty where
	// it cannot say it.
	peer string
}

// busy spreads the questions over actors that take part in many events.
func busy(n int) string { return corpus.Actor(n % 50) }

var questions = []question{
	{
		name: "profile",
		query: `query ($id: ID!) { actor(id: $id) { id name kind
			events(first: 20, orderBy: {field: DATE, direction: DESC}) { nodes {
				id title kind date { edtf } participants { role side actor { id name } } } } } }`,
		variables: func(n int) map[string]any { return map[string]any{"id": busy(n)} },
		cypher: `MATCH (a:Entity {id: $id})
			CALL (a) { MATCH (a)-[:PARTY_TO|INITIATED|TARGET_OF|MEDIATED]->(e:Event) WITH DISTINCT e ORDER BY e.sortDate DESC LIMIT 20
				MATCH (p:Actor)-[r:PARTY_TO|INITIATED|TARGET_OF|MEDIATED]->(e)
				WITH e, collect({role: r.role, side: r.side, id: p.id, name: p.name}) AS participants ORDER BY e.sortDate DESC
				RETURN collect({id: e.id, title: e.title, kind: e.kind, date: e.edtf, participants: participants}) AS events }
			RETURN a.id, a.name, a.kind, events`,
		parameters: func(n int) map[string]any { return map[string]any{"id": busy(n)} },
		peer: `query ($id: ID!) { actors(where: {id: {eq: $id}}) { id name kind latest { id title kind edtf
			partiesConnection { edges { properties { role side } node { id name } } }
			initiatorsConnection { edges { properties { role side } node { id name } } }
			targetsConnection { edges { properties { role side } node { id name } } }
			mediatorsConnection { edges { properties { role side } node { id name } } } } } }`,
	},
	{
		name: "mediators",
		query: `query ($a: ID!, $b: ID!) { mediations(filter: {between: [$a, $b]}) { nodes {
			id date { edtf } mediators { id name } sides { number actors { id } } } } }`,
		variables: func(n int) map[string]any { return map[string]any{"a": busy(n), "b": busy(n + 1 + n%7)} },
		cypher: `MATCH (:Entity {id: $a})-[one:PARTY_TO]->(e:Event)<-[other:PARTY_TO]-(:Entity {id: $b})
			WHERE one.side <> other.side AND e.realis IN ['OCCURRED', 'ONGOING', 'ALLEGED']
			MATCH (m:Actor)-[:MEDIATED]->(e) WITH e, collect({id: m.id, name: m.name}) AS mediators
			MATCH (p:Actor)-[r:PARTY_TO]->(e) WITH e, mediators, collect({id: p.id, side: r.side}) AS parties
			RETURN e.id, e.edtf, mediators, parties ORDER BY e.sortDate`,
		parameters: func(n int) map[string]any { return map[string]any{"a": busy(n), "b": busy(n + 1 + n%7)} },
		peer: `query ($a: ID!, $b: ID!) { events(where: {AND: [
				{parties: {some: {id: {eq: $a}}}}, {parties: {some: {id: {eq: $b}}}}, {NOT: {mediators: {none: {}}}}]}, sort: [{sortDate: ASC}]) {
			id edtf mediators { id name } partiesConnection { edges { properties { side } node { id } } } } }`,
	},
	{
		name: "events",
		query: `query ($from: Date!, $to: Date!) {
			events(filter: {kinds: [CLASH], during: {from: $from, to: $to}}, first: 50) { nodes {
				id title date { edtf } places { place { id name } } } } }`,
		variables: func(n int) map[string]any {
			from, to := quarter(n)
			return map[string]any{"from": from[:7], "to": to[:7]}
		},
		// No event of this graph lasts longer than a month, which the query may
		// know and the API may not.
		cypher: `UNWIND [0, 1] AS span
			MATCH (e:Event) WHERE e.kind = 'CLASH' AND e.span = span AND e.sortDate > $early AND e.sortDate < $behind AND e.possibleTo >= $from
			WITH e ORDER BY e.sortDate LIMIT 50
			MATCH (e)-[:AT]->(p:Place) WITH e, collect({id: p.id, name: p.name}) AS places
			RETURN e.id, e.title, e.edtf, places ORDER BY e.sortDate`,
		parameters: func(n int) map[string]any {
			from, to := quarter(n)
			first, _, _ := graph.ParsePeriod(from)
			_, last, _ := graph.ParsePeriod(to)
			return map[string]any{
				"from": int64(first), "to": int64(last),
				"early": (first - 31).String(), "behind": (last + 1).String(),
			}
		},
		peer: `query ($from: Int!, $to: Int!) { events(where: {kind: {eq: "CLASH"}, possibleFrom: {lte: $to}, possibleTo: {gte: $from}}, sort: [{sortDate: ASC}], limit: 50) {
			id title edtf places { id name } } }`,
	},
	{
		name: "neighborhood",
		query: `query ($id: ID!) { neighborhood(ids: [$id], depth: 2, limit: 500) {
			nodes { distance actor { id name kind } } edges { kind from { id } to { id } eventCount } truncated { nodesOmitted } } }`,
		variables: func(n int) map[string]any { return map[string]any{"id": quiet(n)} },
		cypher: `MATCH (center:Entity {id: $id})
			CALL (center) { MATCH (center)-[tie:` + tieTypes + `]-(near:Actor) WHERE ` + occurred + `
				WITH near, count(*) AS strength ORDER BY strength DESC, near.id RETURN collect(near) AS near }
			CALL (center, near) { UNWIND near AS middle MATCH (middle)-[tie:` + tieTypes + `]-(far:Actor) WHERE ` + occurred + `
				WITH far, count(*) AS strength WHERE far <> center AND NOT far IN near
				WITH far ORDER BY strength DESC, far.id RETURN collect(far) AS far }
			WITH ([center] + near + far)[..500] AS shown, size(near) + size(far) + 1 AS reached
			CALL (shown) { UNWIND shown AS a MATCH (a)-[tie:` + tieTypes + `]->(b:Actor) WHERE ` + occurred + ` AND b IN shown
				WITH a, b, type(tie) AS kind, ` + eventCount + ` AS events
				RETURN collect([kind, a.id, b.id, events]) AS edges }
			RETURN [actor IN shown | [actor.id, actor.name, actor.kind]] AS nodes, edges, reached`,
		parameters: func(n int) map[string]any { return map[string]any{"id": quiet(n)} },
	},
	{
		name: "paths",
		query: `query ($a: ID!, $b: ID!) { paths(from: $a, to: $b, maxLength: 4, first: 5) { status paths {
			length actors { id name } steps { ties { kind from { id } to { id } eventCount } } } } }`,
		variables: func(n int) map[string]any { return map[string]any{"a": quiet(n), "b": quiet(n + 400 + n%7)} },
		// From both ends, and further only where there are fewer than five: paths
		// of one and two steps from the neighbours of both, then those whose
		// middle step joins two of these neighbours, then those of four steps.
		cypher: `MATCH (a:Entity {id: $a}), (b:Entity {id: $b})
			CALL (a) { MATCH (a)-[tie:` + tieTypes + `]-(x:Actor) WHERE ` + occurred + `
				WITH x, ` + weight + ` RETURN collect([x, weight]) AS nearA }
			CALL (b) { MATCH (b)-[tie:` + tieTypes + `]-(y:Actor) WHERE ` + occurred + `
				WITH y, ` + weight + ` RETURN collect([y, weight]) AS nearB, collect(y) AS onB }
			CALL (a, b, nearA, nearB) {
				CALL (a, b, nearA, nearB) {
					UNWIND nearA AS one WITH a, b, one WHERE one[0] = b RETURN [a, b] AS actors, one[1] AS weakest
					UNION ALL
					UNWIND nearA AS one UNWIND nearB AS two WITH a, b, one, two WHERE one[0] = two[0]
					RETURN [a, one[0], b] AS actors, CASE WHEN one[1] < two[1] THEN one[1] ELSE two[1] END AS weakest }
				WITH actors ORDER BY size(actors), weakest DESC, [actor IN actors | actor.id] LIMIT 5 RETURN collect(actors) AS short }
			CALL (a, b, nearA, nearB, onB, short) {
				WITH a, b, nearA, nearB, onB WHERE size(short) < 5
				UNWIND nearA AS one WITH a, b, nearB, onB, one, one[0] AS x WHERE x <> b
				MATCH (x)-[tie:` + tieTypes + `]-(y:Actor) WHERE ` + occurred + ` AND y IN onB AND y <> a
				WITH a, b, nearB, one, x, y, ` + weight + `
				UNWIND nearB AS two WITH a, b, one, x, y, weight, two WHERE two[0] = y
				WITH [a, x, y, b] AS actors, reduce(least = weight, other IN [one[1], two[1]] | CASE WHEN other < least THEN other ELSE least END) AS weakest
				ORDER BY weakest DESC, [actor IN actors | actor.id] LIMIT 5 RETURN collect(actors) AS three }
			WITH a, b, nearA, nearB, short + three AS found
			CALL (a, b, nearA, nearB, found) {
				WITH a, b, nearA, nearB WHERE size(found) < 5
				CALL (a, b, nearA) { UNWIND nearA AS one WITH a, b, one, one[0] AS x WHERE x <> b
					MATCH (x)-[tie:` + tieTypes + `]-(m:Actor) WHERE ` + occurred + ` AND m <> a AND m <> b
					WITH m, x, one[1] AS first, ` + weight + ` RETURN m, collect([x, CASE WHEN weight < first THEN weight ELSE first END]) AS before }
				CALL (a, b, m, nearB) { UNWIND nearB AS two WITH a, b, m, two, two[0] AS y WHERE y <> a AND y <> m
					MATCH (m)-[tie:` + tieTypes + `]-(y) WHERE ` + occurred + `
					WITH y, two[1] AS last, ` + weight + ` RETURN collect([y, CASE WHEN weight < last THEN weight ELSE last END]) AS behind }
				UNWIND before AS one UNWIND behind AS two WITH a, b, m, one, two WHERE one[0] <> two[0]
				WITH [a, one[0], m, two[0], b] AS actors, CASE WHEN one[1] < two[1] THEN one[1] ELSE two[1] END AS weakest
				ORDER BY weakest DESC, [actor IN actors | actor.id] LIMIT 5 RETURN collect(actors) AS four }
			UNWIND (found + four)[..5] AS actors
			CALL (actors) { UNWIND range(1, size(actors) - 1) AS i WITH i, actors[i - 1] AS from, actors[i] AS to
				MATCH (from)-[tie:` + tieTypes + `]-(to) WHERE ` + occurred + `
				WITH i, type(tie) AS kind, startNode(tie).id AS start, endNode(tie).id AS end, ` + eventCount + ` AS events
				RETURN collect([i, kind, start, end, events]) AS ties }
			RETURN [actor IN actors | [actor.id, actor.name]] AS actors, ties`,
		parameters: func(n int) map[string]any { return map[string]any{"a": quiet(n), "b": quiet(n + 400 + n%7)} },
	},
}

const (
	// tieTypes are the relationships between actors that occur in this graph.
	tieTypes = "FOUGHT|ATTACKED|BESIEGED|MEDIATED|NEGOTIATED_WITH|PART_OF"
	// occurred is the condition under which they count, eventCount how many
	// events there are behind those of a kind.
	occurred   = "tie.realis IN ['OCCURRED', 'ONGOING'] AND tie.denied IS NULL"
	eventCount = "count(DISTINCT coalesce(tie.unit, tie.event, tie.affiliation))"
	// weight ranks a step: by its evidence, behind all steps that are not hostile
	// alone.
	weight = "count(*) + max(CASE WHEN type(tie) IN ['FOUGHT', 'ATTACKED', 'BESIEGED'] THEN 0 ELSE 1000000 END) AS weight"
)

// quiet spreads the questions over actors that take part in few events, whose
// neighbourhoods differ.
func quiet(n int) string { return corpus.Actor(500 + n*37%1000) }

// quarter returns the first and last day of one of 36 quarters.
func quarter(n int) (from, to string) {
	year, month := 2012+n%9, 1+3*(n%4)
	return fmt.Sprintf("%d-%02d-01", year, month), fmt.Sprintf("%d-%02d-28", year, month+2)
}
