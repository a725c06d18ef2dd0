package main

import (
	"context"
	"fmt"
	"maps"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) compareCommand() *cobra.Command {
	var (
		on            task
		filter        narrowing
		level         gathering
		asked         compareQuestion
		before, after string
	)
	cmd := &cobra.Command{
		Use:   "compare --before FROM..TO --after FROM..TO",
		Short: "Tell what changed between two times",
		Long: `Tell what changed between two times: which ties came, went, or rest on other
evidence, which pairs turned from friends to foes, and who came and went. What is
undated may be of either time: --certain leaves it out.`,
		Example: `  factiongraph compare --before 2018 --after 2020..2021 --certain --families HOSTILE,COOPERATIVE
  factiongraph compare --before ..2019 --after 2020.. --kinds MEDIATED --roll-up state
  factiongraph compare --before 2018 --after 2021 --certain --json`,
		Args: takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if before == "" || after == "" {
				return misused(cmd, "compare takes two times: give both --before and --after")
			}
			shared, err := filter.filter(cmd)
			if err != nil {
				return err
			}
			for flag, text := range map[string]string{"before": before, "after": after} {
				window, err := window(cmd, flag, text, filter.certain)
				if err != nil {
					return err
				}
				one := maps.Clone(shared)
				one["during"] = window
				if flag == "before" {
					asked.before = one
				} else {
					asked.after = one
				}
			}
			if asked.rollUp, err = level.level(cmd); err != nil {
				return err
			}
			asked.times = [2]string{before, after}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				return p.compare(ctx, store, &on, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	cmd.Flags().StringVar(&before, "before", "", "the one time: FROM..TO, FROM.., ..TO, or one year, month or day")
	cmd.Flags().StringVar(&after, "after", "", "the other time")
	filter.flags(cmd, false)
	level.flags(cmd)
	countFlag(cmd, &asked.limit, "limit", 100, 1, graph.MaxNetworkActors, "the most of each list")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

type compareQuestion struct {
	times         [2]string // as they were given
	before, after map[string]any
	rollUp        string
	limit         int
	json          bool
}

const compareDocument = `
query Compare($before: TieFilter!, $after: TieFilter!, $rollUp: RollUp!, $limit: Int!) {
  compareNetworks(before: $before, after: $after, rollUp: $rollUp, limit: $limit) {
    appeared { ...tie }
    vanished { ...tie }
    changed { before { ...tie } after { ...tie } }
    stayed
    turned { from { id name } to { id name } before after }
    actorsAppeared { id kind name }
    actorsVanished { id kind name }
    truncated { nodesOmitted tiesOmitted turnsOmitted limit }
  }
}` + tieFields

// compareAnswer is the answer to compareDocument.
type compareAnswer struct {
	Appeared []tie `json:"appeared"`
	Vanished []tie `json:"vanished"`
	Changed  []struct {
		Before tie `json:"before"`
		After  tie `json:"after"`
	} `json:"changed"`
	Stayed int `json:"stayed"`
	Turned []struct {
		From   actorRef   `json:"from"`
		To     actorRef   `json:"to"`
		Before graph.Sign `json:"before"`
		After  graph.Sign `json:"after"`
	} `json:"turned"`
	ActorsAppeared []seen    `json:"actorsAppeared"`
	ActorsVanished []seen    `json:"actorsVanished"`
	Truncated      *omission `json:"truncated"`
}

// compare answers what changed between two times.
func (p *program) compare(ctx context.Context, store graph.Store, on *task, asked compareQuestion) error {
	var data struct{ CompareNetworks compareAnswer }
	err := p.network(ctx, store, on.timeout, "Comparing", compareDocument, map[string]any{
		"before": asked.before, "after": asked.after, "rollUp": asked.rollUp, "limit": asked.limit,
	}, &data)
	if err != nil {
		return err
	}
	if asked.json {
		return p.writeJSON(map[string]any{"compareNetworks": data.CompareNetworks})
	}
	p.tellChange(asked, &data.CompareNetworks)
	return nil
}

func (p *program) tellChange(asked compareQuestion, change *compareAnswer) {
	fmt.Fprintf(p.out, "From %s to %s %s came, %s went, %d changed and %d stayed the same.\n",
		asked.times[0], asked.times[1], counted(len(change.Appeared), "tie"), counted(len(change.Vanished), "tie"), len(change.Changed), change.Stayed)
	sources := cited{}
	ties := &table{head: []string{"", "WHO", "", "WHOM", "EVENTS", "SOURCES"}}
	add := func(how string, t *tie, events string) {
		sources.add(t.Claims)
		ties.add(one(how), one(t.From.Name), one(words(string(t.Kind))), one(t.To.Name), one(events), t.locators())
	}
	for i := range change.Appeared {
		add("came", &change.Appeared[i], fmt.Sprint(change.Appeared[i].EventCount))
	}
	for i := range change.Vanished {
		add("went", &change.Vanished[i], fmt.Sprint(change.Vanished[i].EventCount))
	}
	for i := range change.Changed {
		was, is := &change.Changed[i].Before, &change.Changed[i].After
		add("changed", is, fmt.Sprintf("%d, now %d", was.EventCount, is.EventCount))
	}
	p.section(ties)
	turned := &table{head: []string{"TURNED", "", "FROM", "TO"}}
	for _, turn := range change.Turned {
		turned.add(one(turn.From.Name), one(turn.To.Name), one(words(string(turn.Before))), one(words(string(turn.After))))
	}
	p.section(turned)
	actors := &table{head: []string{"", "ACTOR", "KIND"}}
	for _, list := range []struct {
		how    string
		actors []seen
	}{{"came", change.ActorsAppeared}, {"went", change.ActorsVanished}} {
		for _, actor := range list.actors {
			actors.add(one(list.how), one(actor.Name), one(words(string(actor.Kind))))
		}
	}
	p.section(actors)
	p.section(sources.list())
	change.Truncated.tell(p)
}

// section writes a table under an empty line, if it has rows.
func (p *program) section(t *table) {
	if len(t.rows) > 0 {
		fmt.Fprintln(p.out)
		t.write(p.out, p.styled(p.stdout))
	}
}
