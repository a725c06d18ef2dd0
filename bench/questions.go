package main

import (
	"fmt"

	"github.com/factiongraph/factiongraph/bench/corpus"
	"github.com/factiongraph/factiongraph/graph"
)

// question is asked in GraphQL and in Cypher, for the same data.
type question struct {
	name       string
	query      string
	variables  func(n int) map[string]any
	cypher     string
	parameters func(n int) map[string]any
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
		cypher: `MATCH (a:Actor {id: $id})
			CALL (a) { MATCH (a)-->(e:Event) WITH DISTINCT e ORDER BY e.sortDate DESC LIMIT 20
				MATCH (p:Actor)-[r]->(e)
				WITH e, collect({role: type(r), side: r.side, id: p.id, name: p.name}) AS participants
				RETURN collect({id: e.id, title: e.title, kind: e.kind, date: e.edtf, participants: participants}) AS events }
			RETURN a.id, a.name, a.kind, events`,
		parameters: func(n int) map[string]any { return map[string]any{"id": busy(n)} },
	},
	{
		name: "mediators",
		query: `query ($a: ID!, $b: ID!) { mediations(filter: {between: [$a, $b]}) { nodes {
			id date { edtf } mediators { id name } sides { number actors { id } } } } }`,
		variables: func(n int) map[string]any { return map[string]any{"a": busy(n), "b": busy(n + 1 + n%7)} },
		cypher: `MATCH (:Actor {id: $a})-[one:PARTY_TO]->(e:Event)<-[other:PARTY_TO]-(:Actor {id: $b})
			WHERE one.side <> other.side AND e.realis IN ['OCCURRED', 'ONGOING', 'ALLEGED']
			MATCH (m:Actor)-[:MEDIATED]->(e) WITH e, collect({id: m.id, name: m.name}) AS mediators
			MATCH (p:Actor)-[r:PARTY_TO]->(e) WITH e, mediators, collect({id: p.id, side: r.side}) AS parties
			RETURN e.id, e.edtf, mediators, parties ORDER BY e.sortDate`,
		parameters: func(n int) map[string]any { return map[string]any{"a": busy(n), "b": busy(n + 1 + n%7)} },
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
			MATCH (e:Event) WHERE e.kind = 'CLASH' AND e.span = span AND e.possibleFrom >= $from - 31 AND e.possibleFrom <= $to AND e.possibleTo >= $from
			WITH e ORDER BY e.sortDate LIMIT 50
			MATCH (e)-[:AT]->(p:Place) RETURN e.id, e.title, e.edtf, collect({id: p.id, name: p.name}) AS places`,
		parameters: func(n int) map[string]any {
			from, to := quarter(n)
			first, _, _ := graph.ParsePeriod(from)
			_, last, _ := graph.ParsePeriod(to)
			return map[string]any{"from": int64(first), "to": int64(last)}
		},
	},
}

// quarter returns the first and last day of one of 36 quarters.
func quarter(n int) (from, to string) {
	year, month := 2012+n%9, 1+3*(n%4)
	return fmt.Sprintf("%d-%02d-01", year, month), fmt.Sprintf("%d-%02d-28", year, month+2)
}
