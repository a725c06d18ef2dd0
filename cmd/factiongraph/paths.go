package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) pathsCommand() *cobra.Command {
	var (
		on     task
		filter narrowing
		level  gathering
		asked  pathsQuestion
	)
	cmd := &cobra.Command{
		Use:   "paths ACTOR ACTOR",
		Short: "Tell how two actors are connected",
		Long: `Tell how two actors are connected: the shortest ways from one to the other over
ties, and where the sources tell of each. If there is none, tell whether there is
none at all, none so short, or none of the ties asked for. An actor is named by
its id, or by any of its names in any spelling or script.`,
		Example: `  factiongraph paths "Ahmed al-Awda" Russia --limit 2
  factiongraph paths "Bashar al-Assad" "al-Ghayth Forces" --families STRUCTURE
  factiongraph paths Iran act_db_rebels --forward --kinds SUPPORTS,BESIEGED --json`,
		Args:              takes(2, 2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if asked.filter, err = filter.filter(cmd); err != nil {
				return err
			}
			if asked.rollUp, err = level.level(cmd); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				ends, err := findActors(ctx, store, args...)
				if err != nil {
					return err
				}
				if ends[0].ID == ends[1].ID {
					return misused(cmd, "%q and %q are one actor, %s (%s): name two", args[0], args[1], ends[0].Name, ends[0].ID)
				}
				asked.from, asked.to = refOf(ends[0]), refOf(ends[1])
				return p.paths(ctx, store, &on, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	filter.flags(cmd, true)
	level.flags(cmd)
	countFlag(cmd, &asked.length, "max-length", 4, 1, graph.MaxPathLength, "the most steps of a path")
	countFlag(cmd, &asked.limit, "limit", 5, 1, graph.MaxPaths, "how many paths to tell")
	cmd.Flags().BoolVar(&asked.forward, "forward", false, "follow directed ties only from where they begin")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

type pathsQuestion struct {
	from, to      actorRef
	filter        map[string]any
	rollUp        string
	length, limit int
	forward, json bool
}

const pathsDocument = `
query Paths($from: ID!, $to: ID!, $direction: Direction!, $maxLength: Int!, $first: Int!, $filter: TieFilter!, $rollUp: RollUp!) {
  paths(from: $from, to: $to, direction: $direction, maxLength: $maxLength, first: $first, filter: $filter, rollUp: $rollUp) {
    status
    complete
    limit
    paths {
      length
      actors { id name }
      steps { from { id name } to { id name } ties { ...tie } }
    }
  }
}` + tieFields

// pathsAnswer is the answer to pathsDocument.
type pathsAnswer struct {
	Status   graph.PathStatus `json:"status"`
	Complete bool             `json:"complete"`
	Limit    string           `json:"limit,omitempty"`
	Paths    []struct {
		Length int        `json:"length"`
		Actors []actorRef `json:"actors"`
		Steps  []struct {
			From actorRef `json:"from"`
			To   actorRef `json:"to"`
			Ties []tie    `json:"ties"`
		} `json:"steps"`
	} `json:"paths"`
}

// paths answers how two actors are connected.
func (p *program) paths(ctx context.Context, store graph.Store, on *task, asked pathsQuestion) error {
	direction := "EITHER"
	if asked.forward {
		direction = "FORWARD"
	}
	var data struct{ Paths pathsAnswer }
	err := p.network(ctx, store, on.timeout, "Looking for paths", pathsDocument, map[string]any{
		"from": asked.from.ID, "to": asked.to.ID, "direction": direction, "maxLength": asked.length, "first": asked.limit,
		"filter": asked.filter, "rollUp": asked.rollUp,
	}, &data)
	if err != nil {
		return err
	}
	if asked.json {
		return p.writeJSON(map[string]any{"from": asked.from, "to": asked.to, "paths": data.Paths})
	}
	p.tellPaths(asked, &data.Paths)
	return nil
}

func (p *program) tellPaths(asked pathsQuestion, found *pathsAnswer) {
	pair := named(asked.from) + " to " + named(asked.to)
	steps := counted(asked.length, "step")
	switch found.Status {
	case graph.PathFound:
		fmt.Fprintf(p.out, "%s from %s:\n\n", counted(len(found.Paths), "path"), pair)
	case graph.PathNone:
		which := ""
		if len(asked.filter) > 0 {
			which = " of these ties"
		}
		fmt.Fprintf(p.out, "No path%s leads from %s, however long.\n", which, pair)
	case graph.PathFilteredOut:
		fmt.Fprintf(p.out, "No path of these ties leads from %s. Of any ties there is one of up to %s.\n", pair, steps)
	case graph.PathLimitReached:
		if !found.Complete {
			fmt.Fprintf(p.out, "No path was found from %s before the search ended.\n", pair)
			break
		}
		fmt.Fprintf(p.out, "No path of up to %s was found from %s. There may be a longer one.\n", steps, pair)
		if asked.length < graph.MaxPathLength {
			fmt.Fprintln(p.out, "Perhaps with a higher --max-length?")
		}
	}
	if len(found.Paths) > 0 {
		sources := cited{}
		rows := &table{head: []string{"PATH", "FROM", "TIE", "TO", "SOURCES"}}
		for i, path := range found.Paths {
			number := fmt.Sprint(i + 1)
			for _, step := range path.Steps {
				ties, places := []string{}, []string{}
				for _, tie := range step.Ties {
					sources.add(tie.Claims)
					at := tie.locators()
					ties = append(append(ties, arrow(&tie, step.From)), make([]string, max(0, len(at)-1))...)
					places = append(places, at...)
				}
				rows.add(one(number), one(step.From.Name), ties, one(step.To.Name), places)
				number = ""
			}
		}
		rows.write(p.out, p.styled(p.stdout))
		fmt.Fprintln(p.out)
		sources.list().write(p.out, p.styled(p.stdout))
	}
	if !found.Complete {
		fmt.Fprintf(p.out, "\nThe search ended early, for it would have looked at too much (%s): narrow it.\n", found.Limit)
	}
}

// arrow tells a tie as seen from one of its ends.
func arrow(t *tie, from actorRef) string {
	kind := words(string(t.Kind))
	switch {
	case !t.Directed:
		return "- " + kind
	case t.From.ID == from.ID:
		return "→ " + kind
	}
	return "← " + kind
}
