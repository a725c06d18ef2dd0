package main

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/server"
)

// period are the flags that narrow a question to a stretch of time, by its two
// ends or in one word.
type period struct {
	from, to, during string
	certain          bool
}

const (
	duringHelp  = "only evidence of that time: FROM..TO, FROM.., ..TO, or one year, month or day"
	certainHelp = "leave out what only may be of that time, the undated included"
)

func (d *period) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.from, "from", "", "the first day: YYYY-MM-DD, YYYY-MM or YYYY")
	cmd.Flags().StringVar(&d.to, "to", "", "the last day, likewise")
	cmd.Flags().StringVar(&d.during, "during", "", "the time in one word: FROM..TO, or one year, month or day")
	cmd.Flags().BoolVar(&d.certain, "certain", false, certainHelp)
}

// filter returns the API's input During; nil for all of time.
func (d *period) filter(cmd *cobra.Command) (map[string]string, error) {
	switch {
	case d.during != "" && d.from+d.to != "":
		return nil, misused(cmd, "give --during, or --from and --to, not both")
	case d.during != "":
		return window(cmd, "during", d.during, d.certain)
	}
	for flag, day := range map[string]string{"from": d.from, "to": d.to} {
		if _, _, err := graph.ParsePeriod(day); day != "" && err != nil {
			return nil, misused(cmd, "--%s: %s", flag, err)
		}
	}
	return between(cmd, "--to", d.from, d.to, d.certain)
}

// window reads a stretch of time that is given in one word as the API's input
// During; nil for all of time.
func window(cmd *cobra.Command, flag, text string, certain bool) (map[string]string, error) {
	from, to, is := strings.Cut(text, "..")
	if !is {
		to = from
	}
	openOrDated := func(day string) bool {
		_, _, err := graph.ParsePeriod(day)
		return day == "" || err == nil
	}
	if text != "" && (from+to == "" || !openOrDated(from) || !openOrDated(to)) {
		return nil, misused(cmd, "--%s is FROM..TO, FROM.., ..TO, or one year, month or day, not %q", flag, text)
	}
	return between(cmd, "--"+flag, from, to, certain)
}

// between returns the API's input During for two days that are dates, or
// nothing. flag is the one to blame if they are in the wrong order.
func between(cmd *cobra.Command, flag, from, to string, certain bool) (map[string]string, error) {
	during := map[string]string{}
	if from != "" {
		during["from"] = from
	}
	if to != "" {
		during["to"] = to
	}
	if len(during) == 2 {
		first, _, _ := graph.ParsePeriod(from)
		if _, last, _ := graph.ParsePeriod(to); last < first {
			return nil, misused(cmd, "%s: %s is before %s", flag, to, from)
		}
	}
	switch {
	case certain && len(during) == 0:
		return nil, misused(cmd, "--certain says how sure a time is to be: give the time too")
	case len(during) == 0:
		return nil, nil
	case certain:
		during["certainty"] = string(graph.Certain)
	}
	return during, nil
}

// ownLimits are those of questions whose documents stand here: their pages are
// large, since nobody else waits.
func ownLimits(deadline time.Duration) server.Limits {
	return server.Limits{Deadline: deadline, Cost: math.MaxInt}
}

// What the API answers, as far as questions select it. The JSON that questions
// write has the API's own names.
type (
	actorRef struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	titled struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	date struct {
		EDTF string `json:"edtf"`
	}
	claim struct {
		Stance       graph.Stance `json:"stance"`
		Basis        graph.Basis  `json:"basis"`
		AttributedTo []actorRef   `json:"attributedTo"`
		Locator      string       `json:"locator"`
		Source       source       `json:"source"`
	}
	source struct {
		ID        string `json:"id"`
		Key       string `json:"key"`
		Publisher string `json:"publisher,omitempty"`
		Title     string `json:"title,omitempty"`
		Published *date  `json:"published,omitempty"`
		URL       string `json:"url,omitempty"`
	}
)

// listAll asks for every page of the connection in one field of a document,
// which takes $filter and $after, and returns its edges.
func listAll[Edge any](ctx context.Context, api *api, document, field string, filter map[string]any) ([]Edge, error) {
	var all []Edge
	variables := map[string]any{"filter": filter}
	for {
		var data map[string]struct {
			PageInfo struct {
				HasNextPage bool   `json:"hasNextPage"`
				EndCursor   string `json:"endCursor"`
			} `json:"pageInfo"`
			Edges []Edge `json:"edges"`
		}
		if err := api.askFor(ctx, document, variables, &data); err != nil {
			return nil, err
		}
		page := data[field]
		all = append(all, page.Edges...)
		if !page.PageInfo.HasNextPage {
			return all, nil
		}
		variables["after"] = page.PageInfo.EndCursor
	}
}

// claimFields select a [claim].
const claimFields = `
fragment claim on Claim {
  stance
  basis
  attributedTo { id name }
  locator
  source { id key publisher title published { edtf } url }
}`

// String gives the date in EDTF, and says so where there is none.
func (d *date) String() string {
	if d == nil {
		return "undated"
	}
	return d.EDTF
}

func refOf(actor *graph.Actor) actorRef { return actorRef{actor.ID, actor.Name} }

func namesOf(actors []actorRef) []string {
	names := make([]string, len(actors))
	for i, actor := range actors {
		names[i] = actor.Name
	}
	return names
}

// locatorsOf lists where the claims stand, each place once, saying how where
// that is not a plain report.
func locatorsOf(claims []claim) []string {
	var places []string
	for _, claim := range claims {
		place := claim.Locator
		if claim.Stance != graph.Reported {
			place += " " + words(string(claim.Stance))
		}
		places = append(places, place)
	}
	slices.SortFunc(places, compareLocators)
	return slices.Compact(places)
}

// compareLocators orders by the source's key and then by the number behind it.
func compareLocators(a, b string) int {
	numberOf := func(place string) int {
		number, _, _ := strings.Cut(place, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return math.MaxInt
		}
		return n
	}
	keyA, placeA, _ := strings.Cut(a, ":")
	keyB, placeB, _ := strings.Cut(b, ":")
	return cmp.Or(strings.Compare(keyA, keyB), cmp.Compare(numberOf(placeA), numberOf(placeB)), strings.Compare(a, b))
}

// cited collects the sources of claims that are shown.
type cited map[string]source

func (c cited) add(claims []claim) {
	for _, claim := range claims {
		c[claim.Source.Key] = claim.Source
	}
}

// list shows what the keys in locators stand for.
func (c cited) list() *table {
	t := &table{head: []string{"SOURCE", "PUBLISHER", "PUBLISHED", "TITLE"}}
	all := make([]source, 0, len(c))
	for _, source := range c {
		all = append(all, source)
	}
	slices.SortFunc(all, func(a, b source) int { return cmp.Compare(a.Key, b.Key) })
	for _, source := range all {
		title := one(source.Title)
		if source.URL != "" {
			title = append(title, source.URL)
		}
		t.add(one(source.Key), one(source.Publisher), one(source.Published.String()), title)
	}
	return t
}

// hedges are the reservations under which something is told.
func hedges(certainty graph.Certainty, more ...string) []string {
	hedges := []string{words(string(certainty))}
	for _, hedge := range more {
		if hedge != "" {
			hedges = append(hedges, hedge)
		}
	}
	return flowing(hedges)
}

// onlyIf is the word if it holds, else nothing.
func onlyIf(holds bool, word string) string {
	if holds {
		return word
	}
	return ""
}
