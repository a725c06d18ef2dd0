package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) fightsCommand() *cobra.Command {
	var (
		on     task
		during period
		asked  fightsQuestion
	)
	cmd := &cobra.Command{
		Use:   "fights ACTOR [OPPONENT]",
		Short: "Tell whom an actor fought",
		Long: `Tell whom an actor fought, attacked or besieged, or by whom it was: when, in how
many events, how surely, and where the sources say so. With an opponent, tell of
fights between the two alone; without, also of those whose opponent no source
names. An actor is named by its id, or by any of its names in any spelling or
script.`,
		Example: `  factiongraph fights "4th Division" --include-subordinates
  factiongraph fights act_4th_division act_db_rebels
  factiongraph fights HTS --from 2018-06 --to 2018-08 --json`,
		Args:              takes(1, 2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if asked.during, err = during.filter(cmd); err != nil {
				return err
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				actors, err := findActors(ctx, store, args...)
				if err != nil {
					return err
				}
				for _, actor := range actors {
					asked.actors = append(asked.actors, refOf(actor))
				}
				api, err := p.newAPI(store, ownLimits(on.timeout))
				if err != nil {
					return err
				}
				return p.fights(ctx, api, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	during.flags(cmd)
	cmd.Flags().BoolVar(&asked.subordinates, "include-subordinates", false, "count those who were part of an actor at that time")
	cmd.Flags().BoolVar(&asked.subsets, "include-subsets", false, "count those who were some of an actor at that time: fighters of a group")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

type fightsQuestion struct {
	actors                []actorRef // one, or one and its opponent
	during                map[string]string
	subordinates, subsets bool
	json                  bool
}

func (q *fightsQuestion) filter() map[string]any {
	filter := map[string]any{"actors": []string{q.actors[0].ID}, "includeSubordinates": q.subordinates, "includeSubsets": q.subsets}
	if len(q.actors) > 1 {
		filter["opponents"] = []string{q.actors[1].ID}
	}
	if q.during != nil {
		filter["during"] = q.during
	}
	return filter
}

// wider returns the flags not given that let more actors count.
func wider(subordinates, subsets bool) (flags []string) {
	if !subordinates {
		flags = append(flags, "--include-subordinates")
	}
	if !subsets {
		flags = append(flags, "--include-subsets")
	}
	return flags
}

// suggest suggests to ask again with one of the flags, if there are any.
func (p *program) suggest(flags []string) {
	if flags != nil {
		fmt.Fprintf(p.out, "Perhaps with %s?\n", strings.Join(flags, " or "))
	}
}

// maxClaims is how many claims are asked for of each tie; it stands in
// fightsDocument too.
const maxClaims = 500

const fightsDocument = `
query Fights($filter: FightFilter!, $after: String) {
  fights(filter: $filter, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges {
      matched { id name }
      node {
        key
        kind
        directed
        from { id name }
        to { id name }
        firstSeen { edtf }
        lastSeen { edtf }
        eventCount
        publisherCount
        contested
        impliedOnly
        certainty
        claims(first: 500) { ...claim }
      }
    }
  }
}` + claimFields

const unnamedDocument = `
query FightsWithUnnamedOpponent($filter: FightFilter!, $after: String) {
  fightsWithUnnamedOpponent(filter: $filter, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges {
      certainty
      node {
        id
        kind
        title
        date { edtf }
        claims { ...claim }
      }
    }
  }
}` + claimFields

// fight is one answer of fightsDocument.
type fight struct {
	Key            string          `json:"key"`
	Kind           graph.TieKind   `json:"kind"`
	Directed       bool            `json:"directed"`
	From           actorRef        `json:"from"`
	To             actorRef        `json:"to"`
	FirstSeen      *date           `json:"firstSeen,omitempty"`
	LastSeen       *date           `json:"lastSeen,omitempty"`
	EventCount     int             `json:"eventCount"`
	PublisherCount int             `json:"publisherCount"`
	Contested      bool            `json:"contested"`
	ImpliedOnly    bool            `json:"impliedOnly"`
	Certainty      graph.Certainty `json:"certainty"`
	Claims         []claim         `json:"claims"`
	Matched        []actorRef      `json:"matched"`
}

// lone is one answer of unnamedDocument.
type lone struct {
	ID        string          `json:"id"`
	Kind      graph.EventKind `json:"kind"`
	Title     string          `json:"title"`
	Date      *date           `json:"date,omitempty"`
	Claims    []claim         `json:"claims"`
	Certainty graph.Certainty `json:"certainty"`
}

// fights answers whom an actor fought.
func (p *program) fights(ctx context.Context, api *api, asked fightsQuestion) error {
	ties, err := listAll[struct {
		Matched []actorRef
		Node    fight
	}](ctx, api, fightsDocument, "fights", asked.filter())
	if err != nil {
		return err
	}
	found := make([]fight, len(ties))
	for i, edge := range ties {
		found[i] = edge.Node
		found[i].Matched = edge.Matched
	}
	unnamed := []lone{}
	if len(asked.actors) == 1 {
		events, err := listAll[struct {
			Certainty graph.Certainty
			Node      lone
		}](ctx, api, unnamedDocument, "fightsWithUnnamedOpponent", asked.filter())
		if err != nil {
			return err
		}
		for _, edge := range events {
			edge.Node.Certainty = edge.Certainty
			unnamed = append(unnamed, edge.Node)
		}
	}
	if asked.json {
		return p.writeJSON(map[string]any{"actors": asked.actors, "fights": found, "fightsWithUnnamedOpponent": unnamed})
	}
	p.tellFights(asked, found, unnamed)
	return nil
}

func (p *program) tellFights(asked fightsQuestion, found []fight, unnamed []lone) {
	who := fmt.Sprintf("%s (%s)", asked.actors[0].Name, asked.actors[0].ID)
	if len(asked.actors) > 1 {
		who += fmt.Sprintf(" with %s (%s)", asked.actors[1].Name, asked.actors[1].ID)
	}
	who = printable(who)
	if len(found)+len(unnamed) == 0 {
		fmt.Fprintf(p.out, "No source here tells of a fight of %s.\n", who)
		p.suggest(wider(asked.subordinates, asked.subsets))
		return
	}
	sources := cited{}
	if len(found) > 0 {
		fmt.Fprintf(p.out, "Fights of %s:\n\n", who)
		rows := &table{head: []string{"WHO", "", "WHOM", "WHEN", "EVENTS", "CERTAINTY", "SOURCES"}}
		for _, f := range found {
			sources.add(f.Claims)
			from, to := f.From, f.To
			if !f.Directed && f.isOf(asked.actors[0].ID, to) && !f.isOf(asked.actors[0].ID, from) {
				from, to = to, from
			}
			places := locatorsOf(f.Claims)
			if len(f.Claims) == maxClaims {
				places = append(places, "…")
			}
			rows.add(one(from.Name), one(words(string(f.Kind))), one(to.Name), span(f.FirstSeen, f.LastSeen), one(fmt.Sprint(f.EventCount)),
				hedges(f.Certainty, onlyIf(f.Contested, "contested"), onlyIf(f.ImpliedOnly, "implied")), flowing(places))
		}
		rows.write(p.out, p.styled(p.stdout))
		fmt.Fprintln(p.out)
	}
	if len(unnamed) > 0 {
		fmt.Fprintf(p.out, "Fights of %s whose opponent is not named:\n\n", who)
		rows := &table{head: []string{"WHEN", "WHAT", "CERTAINTY", "SOURCES"}}
		for _, event := range unnamed {
			sources.add(event.Claims)
			rows.add(one(event.Date.String()), one(event.Title), hedges(event.Certainty), flowing(locatorsOf(event.Claims)))
		}
		rows.write(p.out, p.styled(p.stdout))
		fmt.Fprintln(p.out)
	}
	sources.list().write(p.out, p.styled(p.stdout))
}

// isOf reports whether an end of the tie is the actor asked for, or met the
// question as part of it.
func (f *fight) isOf(asked string, end actorRef) bool {
	return end.ID == asked || slices.Contains(f.Matched, end)
}

// span is from the first date to the last.
func span(first, last *date) []string {
	if first == nil || last == nil || *first == *last {
		return one(first.String())
	}
	return []string{first.EDTF + " to", last.EDTF}
}
