package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) neighborhoodCommand() *cobra.Command {
	var (
		on     task
		filter narrowing
		asked  neighborhoodQuestion
	)
	cmd := &cobra.Command{
		Use:   "neighborhood ACTOR...",
		Short: "Tell who is around some actors",
		Long: `Tell who is within some steps of one actor or more, and the ties between all of
them: since when, on how many events, and where the sources tell of each. Beyond
the limit the nearest stay. An actor is named by its id, or by any of its names in
any spelling or script.`,
		Example: `  factiongraph neighborhood "al-Ghayth Forces"
  factiongraph neighborhood "8th Brigade" --depth 2 --limit 20 --during 2020
  factiongraph neighborhood act_russia act_iran --families COOPERATIVE --json`,
		Args:              takes(1, -1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if asked.filter, err = filter.filter(cmd); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				if asked.centers, err = findActors(ctx, store, args...); err != nil {
					return err
				}
				return p.neighborhood(ctx, store, &on, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	filter.flags(cmd, true)
	countFlag(cmd, &asked.depth, "depth", 1, 0, graph.MaxNeighborhoodDepth, "how many steps to go")
	countFlag(cmd, &asked.limit, "limit", 50, 1, graph.MaxNetworkActors, "the most actors to show")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

type neighborhoodQuestion struct {
	centers      []*graph.Actor
	filter       map[string]any
	depth, limit int
	json         bool
}

const neighborhoodDocument = `
query Neighborhood($ids: [ID!]!, $depth: Int!, $filter: TieFilter!, $limit: Int!) {
  neighborhood(ids: $ids, depth: $depth, filter: $filter, limit: $limit) {
    nodes { actor { id kind name } distance degree }
    edges { ...tie }
    truncated { nodesOmitted tiesOmitted limit }
  }
}` + tieFields

// neighborhoodAnswer is the answer to neighborhoodDocument.
type neighborhoodAnswer struct {
	Nodes []struct {
		Actor    seen `json:"actor"`
		Distance int  `json:"distance"`
		Degree   int  `json:"degree"`
	} `json:"nodes"`
	Edges     []tie     `json:"edges"`
	Truncated *omission `json:"truncated"`
}

// neighborhood answers who is around some actors.
func (p *program) neighborhood(ctx context.Context, store graph.Store, on *task, asked neighborhoodQuestion) error {
	var data struct{ Neighborhood neighborhoodAnswer }
	err := p.network(ctx, store, on.timeout, "Looking around", neighborhoodDocument, map[string]any{
		"ids": idsOf(asked.centers), "depth": asked.depth, "filter": asked.filter, "limit": asked.limit,
	}, &data)
	if err != nil {
		return err
	}
	if asked.json {
		return p.writeJSON(map[string]any{"actors": refsOf(asked.centers), "neighborhood": data.Neighborhood})
	}
	p.tellNeighborhood(asked, &data.Neighborhood)
	return nil
}

func (p *program) tellNeighborhood(asked neighborhoodQuestion, found *neighborhoodAnswer) {
	centers := namedAll(refsOf(asked.centers))
	if len(found.Edges) == 0 {
		fmt.Fprintf(p.out, "No source here tells of such a tie within %s of %s.\n", counted(asked.depth, "step"), centers)
		return
	}
	fmt.Fprintf(p.out, "Within %s of %s:\n\n", counted(asked.depth, "step"), centers)
	actors := &table{head: []string{"STEPS", "ACTOR", "KIND", "NEIGHBOURS"}}
	for _, node := range found.Nodes {
		actors.add(one(fmt.Sprint(node.Distance)), one(node.Actor.Name), one(words(string(node.Actor.Kind))), one(fmt.Sprint(node.Degree)))
	}
	actors.write(p.out, p.styled(p.stdout))
	fmt.Fprintln(p.out)
	sources := cited{}
	ties := &table{head: []string{"WHO", "", "WHOM", "WHEN", "EVENTS", "CERTAINTY", "SOURCES"}}
	for _, tie := range found.Edges {
		sources.add(tie.Claims)
		ties.add(one(tie.From.Name), one(words(string(tie.Kind))), one(tie.To.Name), span(tie.FirstSeen, tie.LastSeen),
			one(fmt.Sprint(tie.EventCount)), hedges(tie.Certainty), tie.locators())
	}
	ties.write(p.out, p.styled(p.stdout))
	fmt.Fprintln(p.out)
	sources.list().write(p.out, p.styled(p.stdout))
	found.Truncated.tell(p)
}
