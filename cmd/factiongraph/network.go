package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/factiongraph/factiongraph/graph"
)

// narrowing are the flags that say which ties a question about networks looks
// at.
type narrowing struct {
	timed           bool // the flags are asked for a time
	during          string
	certain         bool
	kinds, families []string
}

// flags adds the flags; those of a time only if timed.
func (n *narrowing) flags(cmd *cobra.Command, timed bool) {
	if n.timed = timed; timed {
		cmd.Flags().StringVar(&n.during, "during", "", duringHelp)
	}
	cmd.Flags().BoolVar(&n.certain, "certain", false, certainHelp)
	cmd.Flags().StringSliceVar(&n.kinds, "kinds", nil, "only ties of these kinds, such as FOUGHT,SUPPORTS")
	cmd.Flags().StringSliceVar(&n.families, "families", nil, "only ties of these families, such as HOSTILE,STRUCTURE")
	completeWords(cmd, "kinds", namesOfTies())
	completeWords(cmd, "families", namesOfWords(graph.TieFamilies))
}

// filter returns the API's input TieFilter.
func (n *narrowing) filter(cmd *cobra.Command) (map[string]any, error) {
	filter := map[string]any{}
	for _, list := range []struct {
		flag  string
		given []string
		known []string
	}{{"kinds", n.kinds, namesOfTies()}, {"families", n.families, namesOfWords(graph.TieFamilies)}} {
		if list.given == nil {
			continue
		}
		names := make([]string, len(list.given))
		for i, word := range list.given {
			name, err := constant(cmd, list.flag, word, list.known)
			if err != nil {
				return nil, err
			}
			names[i] = name
		}
		filter[list.flag] = names
	}
	if !n.timed {
		return filter, nil
	}
	during, err := window(cmd, "during", n.during, n.certain)
	if during != nil {
		filter["during"] = during
	}
	return filter, err
}

// constant returns the word of the vocabulary that somebody means.
func constant(cmd *cobra.Command, flag, word string, known []string) (string, error) {
	name := strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(word)))
	if !slices.Contains(known, name) {
		return "", misused(cmd, "--%s: there is no %q, only %s", flag, word, strings.Join(known, ", "))
	}
	return name, nil
}

func namesOfWords[T ~string](words []graph.Word[T]) []string {
	names := make([]string, len(words))
	for i, word := range words {
		names[i] = string(word.Name)
	}
	return names
}

func namesOfTies() []string {
	names := make([]string, len(graph.TieKinds))
	for i, word := range graph.TieKinds {
		names[i] = string(word.Name)
	}
	return names
}

func completeWords(cmd *cobra.Command, flag string, words []string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // whoever calls has just made the flag
	}
}

// gathering is the flag that says to what level actors are gathered.
type gathering struct{ rollUp string }

func (g *gathering) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&g.rollUp, "roll-up", "none", "gather actors first: to their state, corps or kind")
	completeWords(cmd, "roll-up", []string{"none", "state", "corps", "kind"})
}

// level returns the API's enum RollUp.
func (g *gathering) level(cmd *cobra.Command) (string, error) {
	return constant(cmd, "roll-up", g.rollUp, []string{"NONE", "STATE", "CORPS", "KIND"})
}

// waiting shows on a terminal, if it takes long, what goes on and since when.
// It returns what to call when it is over.
func (p *program) waiting(ctx context.Context, doing string, long <-chan struct{}) (ended func()) {
	if !p.terminal(p.stderr) || p.env("TERM") == "dumb" {
		return func() {}
	}
	bars := mpb.NewWithContext(ctx, mpb.WithOutput(p.stderr), mpb.WithRenderDelay(long), mpb.WithAutoRefresh())
	bar := bars.New(0, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.BarWidth(1),
		mpb.AppendDecorators(decor.Name(" "+doing+" "), decor.Elapsed(decor.ET_STYLE_GO)))
	return func() {
		bar.Abort(true)
		bars.Wait()
	}
}

// network asks the API a question about networks, which may take long.
func (p *program) network(ctx context.Context, store graph.Store, deadline time.Duration, doing, document string, variables, data any) error {
	api, err := p.newAPI(store, ownLimits(deadline))
	if err != nil {
		return err
	}
	long, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	ended := p.waiting(ctx, doing, long.Done())
	defer ended()
	return api.askFor(ctx, document, variables, data)
}

// seen is how a question shows one actor.
type seen struct {
	ID   string          `json:"id"`
	Kind graph.ActorKind `json:"kind"`
	Name string          `json:"name"`
}

// tie is how questions about networks show a tie.
type tie struct {
	Key        string          `json:"key"`
	Kind       graph.TieKind   `json:"kind"`
	Directed   bool            `json:"directed"`
	From       actorRef        `json:"from"`
	To         actorRef        `json:"to"`
	FirstSeen  *date           `json:"firstSeen,omitempty"`
	LastSeen   *date           `json:"lastSeen,omitempty"`
	EventCount int             `json:"eventCount"`
	Certainty  graph.Certainty `json:"certainty"`
	ClaimCount int             `json:"claimCount"`
	Claims     []claim         `json:"claims"`
}

// tieFields select a [tie].
const tieFields = `
fragment tie on Tie {
  key
  kind
  directed
  from { id name }
  to { id name }
  firstSeen { edtf }
  lastSeen { edtf }
  eventCount
  certainty
  claimCount
  claims(first: 20) { ...claim }
}` + claimFields

// locators lists where the sources tell of the tie.
func (t *tie) locators() []string {
	places := locatorsOf(t.Claims)
	if t.ClaimCount > len(t.Claims) {
		places = append(places, "…")
	}
	return flowing(places)
}

// named is an actor as the first line of an answer names it.
func named(actor actorRef) string { return printable(fmt.Sprintf("%s (%s)", actor.Name, actor.ID)) }

// namedAll joins several.
func namedAll(actors []actorRef) string {
	names := make([]string, len(actors))
	for i, actor := range actors {
		names[i] = named(actor)
	}
	return strings.Join(names, ", ")
}

func refsOf(actors []*graph.Actor) []actorRef {
	refs := make([]actorRef, len(actors))
	for i, actor := range actors {
		refs[i] = refOf(actor)
	}
	return refs
}

func idsOf(actors []*graph.Actor) []string {
	ids := make([]string, len(actors))
	for i, actor := range actors {
		ids[i] = actor.ID
	}
	return ids
}

// omission is what a limit left out.
type omission struct {
	Nodes int    `json:"nodesOmitted"`
	Ties  int    `json:"tiesOmitted"`
	Turns int    `json:"turnsOmitted,omitempty"`
	Limit string `json:"limit"`
}

// tell says how much was left out, if anything was.
func (o *omission) tell(p *program) {
	if o == nil {
		return
	}
	advice := "--limit shows more"
	if strings.Contains(o.Limit, "edges") {
		advice = fmt.Sprintf("no more than %d ties are shown, so narrow the question", graph.MaxNetworkTies)
	}
	turned := ""
	if o.Turns > 0 {
		turned = ", and " + counted(o.Turns, "pair") + " that turned,"
	}
	fmt.Fprintf(p.out, "\n%s and %s%s are left out: %s.\n", counted(o.Nodes, "actor"), counted(o.Ties, "tie"), turned, advice)
}
