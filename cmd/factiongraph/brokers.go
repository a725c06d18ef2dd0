package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) brokersCommand() *cobra.Command {
	var (
		on             task
		filter         narrowing
		level          gathering
		asked          brokersQuestion
		between, other []string
	)
	cmd := &cobra.Command{
		Use:   "brokers",
		Short: "Tell who stands between others",
		Long: `Tell who stands between two sets of actors: on how much of the shortest paths from
the ones to the others. Without --between and --and, tell who stands between the
communities, or the sides, of the whole network, and in which roles. An actor is
named by its id, or by any of its names in any spelling or script.`,
		Example: `  factiongraph brokers --between act_regime_forces,act_state_security --and act_karak_residents,act_ex_fsa_sanamayn --during 2020 --certain
  factiongraph brokers --during 2020 --certain --limit 5
  factiongraph brokers --by side --families HOSTILE,COOPERATIVE --json`,
		Args: takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (between == nil) != (other == nil) {
				return misused(cmd, "--between and --and go together: give the ones and the others")
			}
			var err error
			if asked.filter, err = filter.filter(cmd); err != nil {
				return err
			}
			if asked.rollUp, err = level.level(cmd); err != nil {
				return err
			}
			if asked.by, err = constant(cmd, "by", asked.by, namesOfWords(graph.Groupings)); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				if between == nil {
					return p.brokers(ctx, store, &on, asked)
				}
				found, err := findActors(ctx, store, slices.Concat(between, other)...)
				if err != nil {
					return err
				}
				asked.these, asked.those = found[:len(between)], found[len(between):]
				return p.between(ctx, store, &on, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	filter.flags(cmd, true)
	level.flags(cmd)
	cmd.Flags().StringSliceVar(&between, "between", nil, "the ones, parted by commas")
	cmd.Flags().StringSliceVar(&other, "and", nil, "the others")
	cmd.Flags().StringVar(&asked.by, "by", "community", "between which groups brokers are sought: community or side")
	completeWords(cmd, "by", []string{"community", "side"})
	countFlag(cmd, &asked.limit, "limit", 10, 1, maxBrokers, "how many to tell")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

// maxBrokers is how many the API tells at most.
const maxBrokers = 500

type brokersQuestion struct {
	these, those []*graph.Actor
	filter       map[string]any
	rollUp, by   string
	limit        int
	json         bool
}

const betweenDocument = `
query Between($these: [ID!]!, $those: [ID!]!, $first: Int!, $filter: TieFilter!, $rollUp: RollUp!) {
  network(filter: $filter, rollUp: $rollUp, limit: 1) {
    between(these: $these, those: $those, first: $first) { actor { id kind name } score share }
  }
}`

// broker is one answer of betweenDocument.
type broker struct {
	Actor seen    `json:"actor"`
	Score float64 `json:"score"`
	Share float64 `json:"share"`
}

// between answers who stands between two sets of actors.
func (p *program) between(ctx context.Context, store graph.Store, on *task, asked brokersQuestion) error {
	var data struct{ Network struct{ Between []broker } }
	err := p.network(ctx, store, on.timeout, "Following paths", betweenDocument, map[string]any{
		"these": idsOf(asked.these), "those": idsOf(asked.those), "first": asked.limit, "filter": asked.filter, "rollUp": asked.rollUp,
	}, &data)
	if err != nil {
		return err
	}
	these, those := refsOf(asked.these), refsOf(asked.those)
	if asked.json {
		return p.writeJSON(map[string]any{"these": these, "those": those, "between": data.Network.Between})
	}
	pair := namedAll(these) + " and " + namedAll(those)
	if len(data.Network.Between) == 0 {
		fmt.Fprintf(p.out, "Nobody stands between %s: no path connects them, or a tie joins them.\n", pair)
		return nil
	}
	fmt.Fprintf(p.out, "Between %s:\n\n", pair)
	rows := &table{head: []string{"ACTOR", "KIND", "SHARE", "SCORE"}}
	for _, b := range data.Network.Between {
		rows.add(one(b.Actor.Name), one(words(string(b.Actor.Kind))), one(fmt.Sprintf("%.0f%%", 100*b.Share)), one(fmt.Sprintf("%.4g", b.Score)))
	}
	rows.write(p.out, p.styled(p.stdout))
	fmt.Fprintln(p.out, "\nSHARE is that of the shortest paths between connected pairs; SCORE adds it up over the pairs.")
	return nil
}

const brokersDocument = `
query Brokers($by: Grouping!, $filter: TieFilter!, $rollUp: RollUp!, $limit: Int!) {
  network(filter: $filter, rollUp: $rollUp, limit: $limit) {
    nodes { actor { id kind name } brokerage(by: $by) { coordinator itinerant gatekeeper representative liaison total } betweenness community side }
    measures { nodes ties communities modularity balance { frustration exact } betweenness { exact error confidence } }
  }
}`

// brokersAnswer is the answer to brokersDocument.
type brokersAnswer struct {
	Nodes    []brokerNode `json:"nodes"`
	Measures struct {
		Nodes       int     `json:"nodes"`
		Ties        int     `json:"ties"`
		Communities int     `json:"communities"`
		Modularity  float64 `json:"modularity"`
		Balance     struct {
			Frustration int  `json:"frustration"`
			Exact       bool `json:"exact"`
		} `json:"balance"`
		Betweenness struct {
			Exact      bool    `json:"exact"`
			Error      float64 `json:"error"`
			Confidence float64 `json:"confidence"`
		} `json:"betweenness"`
	} `json:"measures"`
}

type brokerNode struct {
	Actor       seen    `json:"actor"`
	Brokerage   roles   `json:"brokerage"`
	Betweenness float64 `json:"betweenness"`
	Community   int     `json:"community"`
	Side        *int    `json:"side"`
}

type roles struct {
	Coordinator    int `json:"coordinator"`
	Itinerant      int `json:"itinerant"`
	Gatekeeper     int `json:"gatekeeper"`
	Representative int `json:"representative"`
	Liaison        int `json:"liaison"`
	Total          int `json:"total"`
}

// brokers answers who stands between the groups of a network.
func (p *program) brokers(ctx context.Context, store graph.Store, on *task, asked brokersQuestion) error {
	var data struct{ Network brokersAnswer }
	err := p.network(ctx, store, on.timeout, "Measuring", brokersDocument, map[string]any{
		"by": asked.by, "filter": asked.filter, "rollUp": asked.rollUp, "limit": graph.MaxNetworkActors,
	}, &data)
	if err != nil {
		return err
	}
	found := &data.Network
	found.Nodes = slices.DeleteFunc(found.Nodes, func(node brokerNode) bool { return node.Brokerage.Total == 0 })
	slices.SortStableFunc(found.Nodes, func(a, b brokerNode) int {
		return cmp.Or(cmp.Compare(b.Brokerage.Total, a.Brokerage.Total), cmp.Compare(b.Betweenness, a.Betweenness))
	})
	more := max(0, len(found.Nodes)-asked.limit)
	found.Nodes = found.Nodes[:len(found.Nodes)-more]
	if asked.json {
		return p.writeJSON(map[string]any{"network": found})
	}
	p.tellBrokers(asked, found, more)
	return nil
}

func (p *program) tellBrokers(asked brokersQuestion, found *brokersAnswer, more int) {
	groups := fmt.Sprintf("%d communities", found.Measures.Communities)
	group := func(node brokerNode) string { return fmt.Sprint(node.Community) }
	if asked.by == string(graph.BySide) {
		groups = fmt.Sprintf("sides, with %s that do not fit them", counted(found.Measures.Balance.Frustration, "pair"))
		group = func(node brokerNode) string {
			if node.Side == nil {
				return "none"
			}
			return fmt.Sprint(*node.Side)
		}
	}
	fmt.Fprintf(p.out, "Brokers among %s and %s, between %s:\n\n", counted(found.Measures.Nodes, "actor"), counted(found.Measures.Ties, "tie"), groups)
	if len(found.Nodes) == 0 {
		fmt.Fprintln(p.out, "Nobody: whoever is tied to two others finds them tied to each other.")
		return
	}
	rows := &table{head: []string{"ACTOR", "GROUP", "PAIRS", "COORDINATOR", "ITINERANT", "GATEKEEPER", "REPRESENTATIVE", "LIAISON", "BETWEENNESS"}}
	for _, node := range found.Nodes {
		cells := [][]string{one(node.Actor.Name), one(group(node)), one(fmt.Sprint(node.Brokerage.Total))}
		for _, count := range []int{
			node.Brokerage.Coordinator, node.Brokerage.Itinerant, node.Brokerage.Gatekeeper, node.Brokerage.Representative, node.Brokerage.Liaison,
		} {
			cells = append(cells, one(fmt.Sprint(count)))
		}
		rows.add(append(cells, one(fmt.Sprintf("%.3f", node.Betweenness)))...)
	}
	rows.write(p.out, p.styled(p.stdout))
	if more > 0 {
		fmt.Fprintf(p.out, "\n%s more: --limit shows them.\n", counted(more, "broker"))
	}
	if b := found.Measures.Betweenness; !b.Exact {
		fmt.Fprintf(p.out, "\nBetweenness is estimated, and wrong by at most %.3f with a probability of %.0f%%.\n", b.Error, 100*b.Confidence)
	}
}
