package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) mediatorsCommand() *cobra.Command {
	var (
		on     task
		during period
		asked  mediatorsQuestion
	)
	cmd := &cobra.Command{
		Use:   "mediators ACTOR ACTOR",
		Short: "Tell who mediated between two actors",
		Long: `Tell who mediated between two actors, each on a side of its own: when, how surely,
and where the sources say so. An actor is named by its id, or by any of its names
in any spelling or script.`,
		Example: `  factiongraph mediators "Umm Batnah residents" "Military Security branch in Sa'sa'"
  factiongraph mediators act_umm_batnah_residents act_sasa_branch --json
  factiongraph mediators "Syrian regime" act_daraa_opp_2021 --include-requested --from 2021-08`,
		Args:              takes(2, 2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if asked.during, err = during.filter(cmd); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				between, err := findActors(ctx, store, args...)
				if err != nil {
					return err
				}
				if between[0].ID == between[1].ID {
					return misused(cmd, "%q and %q are one actor, %s (%s): name two", args[0], args[1], between[0].Name, between[0].ID)
				}
				api, err := p.newAPI(store, ownLimits(on.timeout))
				if err != nil {
					return err
				}
				asked.between = between
				return p.mediators(ctx, api, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	during.flags(cmd)
	cmd.Flags().BoolVar(&asked.subordinates, "include-subordinates", false, "count those who were part of an actor at that time")
	cmd.Flags().BoolVar(&asked.subsets, "include-subsets", false, "count those who were some of an actor at that time: fighters of a group")
	cmd.Flags().BoolVar(&asked.requested, "include-requested", false, "add mediations that were only asked for or planned")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

type mediatorsQuestion struct {
	between                          []*graph.Actor
	during                           map[string]string
	subordinates, subsets, requested bool
	json                             bool
}

const mediatorsDocument = `
query Mediators($filter: MediationFilter!, $after: String) {
  mediations(filter: $filter, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges {
      matched { id name }
      node {
        id
        realis
        certainty
        date { edtf }
        mediators { id name }
        sides { number actors { id name } }
        outcome
        event { id title }
        agreement { id title }
        claims { ...claim }
      }
    }
  }
}` + claimFields

// mediation is one answer of mediatorsDocument.
type mediation struct {
	ID        string          `json:"id"`
	Realis    graph.Realis    `json:"realis"`
	Certainty graph.Certainty `json:"certainty"`
	Date      *date           `json:"date,omitempty"`
	Mediators []actorRef      `json:"mediators"`
	Sides     []struct {
		Number int        `json:"number"`
		Actors []actorRef `json:"actors"`
	} `json:"sides"`
	Outcome   string     `json:"outcome,omitempty"`
	Event     *titled    `json:"event,omitempty"`
	Agreement *titled    `json:"agreement,omitempty"`
	Claims    []claim    `json:"claims"`
	Matched   []actorRef `json:"matched"`
}

// mediators answers who mediated between two actors.
func (p *program) mediators(ctx context.Context, api *api, asked mediatorsQuestion) error {
	between := []actorRef{refOf(asked.between[0]), refOf(asked.between[1])}
	filter := map[string]any{
		"between":             []string{between[0].ID, between[1].ID},
		"includeSubordinates": asked.subordinates, "includeSubsets": asked.subsets, "includeRequested": asked.requested,
	}
	if asked.during != nil {
		filter["during"] = asked.during
	}
	edges, err := listAll[struct {
		Matched []actorRef
		Node    mediation
	}](ctx, api, mediatorsDocument, "mediations", filter)
	if err != nil {
		return err
	}
	found := make([]mediation, len(edges))
	for i, edge := range edges {
		found[i] = edge.Node
		found[i].Matched = edge.Matched
	}
	if asked.json {
		return p.writeJSON(map[string]any{"between": between, "mediations": found})
	}
	p.tellMediators(between, asked, found)
	return nil
}

func (p *program) tellMediators(between []actorRef, asked mediatorsQuestion, found []mediation) {
	pair := printable(fmt.Sprintf("%s (%s) and %s (%s)", between[0].Name, between[0].ID, between[1].Name, between[1].ID))
	if len(found) == 0 {
		fmt.Fprintf(p.out, "No source here tells of a mediation between %s.\n", pair)
		flags := wider(asked.subordinates, asked.subsets)
		if !asked.requested {
			flags = append(flags, "--include-requested")
		}
		p.suggest(flags)
		return
	}
	fmt.Fprintf(p.out, "%s between %s:\n\n", counted(len(found), "mediation"), pair)
	sources := cited{}
	rows := &table{head: []string{"WHEN", "MEDIATORS", "BETWEEN", "CERTAINTY", "SOURCES"}}
	for _, m := range found {
		sources.add(m.Claims)
		var sides []string
		for _, side := range m.Sides {
			actors := namesOf(side.Actors)
			if len(actors) == 0 {
				actors = []string{"(not named)"}
			}
			sides = slices.Concat(sides, one(fmt.Sprintf("%d %s", side.Number, actors[0])), indented(actors[1:]))
		}
		rows.add(one(m.Date.String()), namesOf(m.Mediators), sides, hedges(m.Certainty, onlyIf(m.Realis != graph.Occurred, words(string(m.Realis)))), flowing(locatorsOf(m.Claims)))
	}
	rows.write(p.out, p.styled(p.stdout))
	fmt.Fprintln(p.out)
	sources.list().write(p.out, p.styled(p.stdout))
}

func indented(lines []string) []string {
	moved := make([]string, len(lines))
	for i, line := range lines {
		moved[i] = "  " + line
	}
	return moved
}
