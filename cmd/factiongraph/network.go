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
	during          string
	certain         bool
	kinds, families []string
}

// flags adds the flags; those of a time only if timed.
func (n *narrowing) flags(cmd *cobra.Command, timed bool) {
	if timed {
		cmd.Flags().StringVar(&n.during, "during", "", "only evidence of that time: FROM..TO, FROM.., ..TO, or one year, month or day")
	}
	cmd.Flags().BoolVar(&n.certain, "certain", false, "leave out what only may be of that time, the undated included")
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
	during, err := n.window(cmd, "during", n.during)
	if during != nil {
		filter["during"] = during
	}
	return filter, err
}

// window reads a stretch of time as the API's input During; nil for all of
// time.
func (n *narrowing) window(cmd *cobra.Command, flag, text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	from, to, is := strings.Cut(text, "..")
	if !is {
		to = from
	}
	named := period{from: from, to: to}
	during, err := named.filter(cmd)
	if err != nil || during == nil {
		return nil, misused(cmd, "--%s is FROM..TO, FROM.., ..TO, or one year, month or day, not %q", flag, text)
	}
	if n.certain {
		during["certainty"] = string(graph.Certain)
	}
	return during, nil
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
	Claims     []claim         `json:"claims"`
}

// shownClaims is how many claims are asked for of each tie; it stands in
// tieFields too.
const shownClaims = 20

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
  claims(first: 20) { ...claim }
}` + claimFields

// locators lists where the sources tell of the tie.
func (t *tie) locators() []string {
	places := locatorsOf(t.Claims)
	if len(t.Claims) == shownClaims {
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
	Limit string `json:"limit"`
}

// tell says how much was left out, if anything was.
func (o *omission) tell(p *program) {
	if o != nil {
		fmt.Fprintf(p.out, "\n%s and %s are left out: --limit shows more.\n", counted(o.Nodes, "actor"), counted(o.Ties, "tie"))
	}
}
