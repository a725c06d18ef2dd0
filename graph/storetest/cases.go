package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// testCase is a question to the fixture whose answer is written down: all of it
// in Want, or how it begins in First.
type testCase struct {
	Name        string                     `json:"name"`
	Ask         map[string]json.RawMessage `json:"ask"`
	Order       graph.Order                `json:"order"`
	Limit       int                        `json:"limit"`
	Backward    bool                       `json:"backward"`
	Want, First []string
}

func testCases(t *testing.T, reader graph.Reader) {
	var cases []testCase
	decode("testdata/cases.json", &cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got, err := c.ask(t.Context(), reader)
			if err != nil {
				got = []string{"error " + string(graph.CodeOf(err))}
			}
			want := c.Want
			if c.First != nil {
				want, got = c.First, got[:min(len(got), len(c.First))]
			}
			if diff := cmp.Diff(want, append([]string{}, got...)); diff != "" {
				t.Errorf("the answer is not what it should be (-want +got):\n%s", diff)
			}
		})
	}
}

// ask answers in short lines.
func (c *testCase) ask(ctx context.Context, reader graph.Reader) ([]string, error) {
	switch {
	case c.Ask["get"] != nil:
		return c.get(ctx, reader)
	case c.Ask["search"] != nil:
		return c.search(ctx, reader)
	case c.Ask["tie"] != nil:
		return c.tie(ctx, reader)
	case c.Ask["ties"] != nil:
		ties, err := graph.Ties(ctx, reader, read[graph.TieFilter](c, "ties"))
		return lines(ties, tieLine), err
	case c.Ask["network"] != nil:
		network, err := graph.NetworkOf(ctx, reader, read[graph.NetworkQuery](c, "network"))
		return networkLines(network), err
	case c.Ask["neighborhood"] != nil:
		network, err := graph.Neighborhood(ctx, reader, read[graph.NeighborhoodQuery](c, "neighborhood"))
		return networkLines(network), err
	case c.Ask["paths"] != nil:
		result, err := graph.Paths(ctx, reader, read[graph.PathQuery](c, "paths"))
		return pathLines(result), err
	case c.Ask["compare"] != nil:
		change, err := graph.CompareNetworks(ctx, reader, read[graph.CompareQuery](c, "compare"))
		return changeLines(change), err
	case c.Ask["mediation"] != nil:
		mediation, err := graph.MediationByID(ctx, reader, read[string](c, "mediation"))
		if mediation == nil {
			return nil, err
		}
		return []string{mediationLine(mediation)}, err
	case c.Ask["mediations"] != nil:
		mediations, err := graph.Mediations(ctx, reader, read[graph.MediationFilter](c, "mediations"), c.Order)
		return lines(mediations, mediationLine), err
	}
	var ids []string
	for row, err := range reader.List(ctx, graph.Query{Filter: c.filter(), Order: c.Order, Limit: c.Limit, Backward: c.Backward}) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, row.Entity.EntityID())
	}
	return ids, nil
}

func (c *testCase) filter() graph.Filter {
	for name := range c.Ask {
		switch name {
		case "actors":
			return read[graph.ActorFilter](c, name)
		case "places":
			return read[graph.PlaceFilter](c, name)
		case "sources":
			return read[graph.SourceFilter](c, name)
		case "events":
			return read[graph.EventFilter](c, name)
		case "agreements":
			return read[graph.AgreementFilter](c, name)
		case "affiliations":
			return read[graph.AffiliationFilter](c, name)
		case "claims":
			return read[graph.ClaimFilter](c, name)
		}
	}
	panic(fmt.Sprintf("case %q asks nothing", c.Name))
}

// read takes one part of what the case asks; the zero T if it is not there.
func read[T any](c *testCase, name string) T {
	var value T
	if c.Ask[name] == nil {
		return value
	}
	decoder := json.NewDecoder(strings.NewReader(string(c.Ask[name])))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		panic(fmt.Sprintf("case %q: %v", c.Name, err))
	}
	return value
}

func (c *testCase) get(ctx context.Context, reader graph.Reader) ([]string, error) {
	found, err := reader.Get(ctx, read[[]string](c, "get"))
	return lines(found, func(e graph.Entity) string {
		if e == nil {
			return "-"
		}
		return e.EntityID()
	}), err
}

func (c *testCase) search(ctx context.Context, reader graph.Reader) ([]string, error) {
	limit := c.Limit
	if limit == 0 {
		limit = graph.MaxSearch
	}
	hits, err := reader.Search(ctx, read[string](c, "search"), read[[]graph.EntityKind](c, "kinds"), limit)
	return lines(hits, func(hit graph.Hit) string {
		if hit.Score <= 0 || hit.Score > 1 {
			return fmt.Sprintf("%s scores %v", hit.Entity.EntityID(), hit.Score)
		}
		return hit.Entity.EntityID() + " as " + hit.MatchedName
	}), err
}

func (c *testCase) tie(ctx context.Context, reader graph.Reader) ([]string, error) {
	tie, err := graph.TieByKey(ctx, reader, read[string](c, "tie"), read[graph.TieFilter](c, "ties"), read[graph.RollUp](c, "rollUp"))
	if tie == nil {
		return nil, err
	}
	return []string{tieLine(tie)}, err
}

func lines[T any](all []T, line func(T) string) []string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = line(one)
	}
	return texts
}

func tieLine(tie *graph.Tie) string {
	line := fmt.Sprintf("%s events=%d publishers=%d %s", tie.Key(), tie.EventCount, tie.PublisherCount, tie.Certainty)
	if tie.Contested {
		line += " contested"
	}
	if tie.ImpliedOnly {
		line += " implied"
	}
	if len(tie.Matched) > 0 {
		line += " through " + strings.Join(idsOf(tie.Matched), " ")
	}
	return line
}

// networkLines gives the nodes in one line (and what they stand for in others),
// then the ties.
func networkLines(network *graph.Network) []string {
	if network == nil {
		return nil
	}
	nodes := "nodes"
	var all []string
	for _, node := range network.Nodes {
		nodes += fmt.Sprintf(" %s", node.Actor.ID)
		if node.Distance > 0 {
			nodes += fmt.Sprintf("@%d", node.Distance)
		}
		if members := idsOf(node.Members); len(members) > 0 && !slices.Equal(members, []string{node.Actor.ID}) {
			all = append(all, fmt.Sprintf("%s for %s, inside %d ties on %d", node.Actor.ID, strings.Join(members, " "), node.TiesInside, node.EvidenceInside))
		}
	}
	all = append([]string{nodes}, all...)
	for _, tie := range network.Ties {
		all = append(all, briefLine(tie))
	}
	return append(all, truncationLines(network.Truncated)...)
}

func truncationLines(truncated *graph.Truncation) []string {
	if truncated == nil {
		return nil
	}
	return []string{fmt.Sprintf("without %d nodes, %d ties, %d turns: %s", truncated.NodesOmitted, truncated.TiesOmitted, truncated.TurnsOmitted, truncated.Limit)}
}

func briefLine(tie *graph.Tie) string { return fmt.Sprintf("%s %d", tie.Key(), tie.EventCount) }

func pathLines(result *graph.PathResult) []string {
	if result == nil {
		return nil
	}
	all := []string{string(result.Status)}
	for _, path := range result.Paths {
		line := path.Actors[0].ID
		for _, step := range path.Steps {
			var kinds []string
			for _, tie := range step.Ties {
				kinds = append(kinds, string(tie.Kind))
			}
			line += fmt.Sprintf(" %s %s", strings.Join(kinds, "/"), step.To.ID)
		}
		all = append(all, line)
	}
	return all
}

func changeLines(change *graph.NetworkChange) []string {
	if change == nil {
		return nil
	}
	all := []string{fmt.Sprintf("%d stay", change.Stayed)}
	for _, tie := range change.Appeared {
		all = append(all, "+ "+briefLine(tie))
	}
	for _, tie := range change.Vanished {
		all = append(all, "- "+briefLine(tie))
	}
	for _, pair := range change.Changed {
		all = append(all, fmt.Sprintf("%s then %d", briefLine(pair.Before), pair.After.EventCount))
	}
	for _, turn := range change.Turned {
		all = append(all, fmt.Sprintf("%s and %s %s then %s", turn.From.ID, turn.To.ID, turn.Before, turn.After))
	}
	all = append(all, "actors + "+strings.Join(idsOf(change.ActorsAppeared), " "), "actors - "+strings.Join(idsOf(change.ActorsVanished), " "))
	return append(all, truncationLines(change.Truncated)...)
}

func mediationLine(mediation *graph.Mediation) string {
	line := strings.TrimPrefix(mediation.EntityID(), "mediation:")
	if mediation.Event != nil && mediation.Agreement != nil {
		line += " " + mediation.Agreement.ID
	}
	line += fmt.Sprintf(" %s %s %v", mediation.Realis, mediation.Certainty, idsOf(mediation.Mediators))
	for _, side := range mediation.Sides {
		line += fmt.Sprintf(" %d%v", side.Number, idsOf(side.Actors))
	}
	for _, more := range []struct {
		how    string
		actors []*graph.Actor
	}{{"rejected", mediation.Rejected}, {"asked by", mediation.RequestedBy}, {"through", mediation.Matched}} {
		if len(more.actors) > 0 {
			line += fmt.Sprintf(" %s%v", more.how, idsOf(more.actors))
		}
	}
	return line
}
