package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

func (p *program) matchCommand() *cobra.Command {
	var (
		on    task
		asked matchQuestion
	)
	cmd := &cobra.Command{
		Use:   "match [ACTOR...]",
		Short: "List actors of several sources that may be one",
		Long: `List pairs of actors that may be one, the likeliest first, with what speaks for
it and against it: names in any spelling or script, kind, time, place, ids and
ties in common. With actors, list only pairs with one of these; with --between,
only pairs of whose ids one begins so: what one dataset brought, against the rest.
An actor is named by its id, or by any of its names in any spelling or script.

Nothing is merged. With --yaml the pairs are written to a file, each with two
lines that are comments: one accepts the pair and one denies it. Whoever reviews
the file makes one of them count, and load keeps it as a SAME_AS affiliation. What
is reviewed is not listed again, unless with --reviewed.`,
		Example: `  factiongraph match --between ucdp- --yaml matches.yaml
  factiongraph match HTS "Free Syrian Army" --min 0.3
  factiongraph match --between ucdp- --limit 200 --json`,
		Args:              takes(0, -1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asked.json && asked.file != "" {
				return misused(cmd, "give --json or --yaml, not both")
			}
			return on.asking(cmd, p, func(ctx context.Context, store graph.Store) error {
				actors, err := findActors(ctx, store, args...)
				if err != nil {
					return err
				}
				asked.actors = idsOf(actors)
				return p.match(ctx, store, &on, asked)
			})
		},
	}
	on.flags(cmd, questionTimeout, storeHelp)
	cmd.Flags().StringVar(&asked.prefix, "between", "", "how the id of one of a pair begins, and that of the other does not")
	shareFlag(cmd, &asked.least, "min", 0.5, "the least score, between 0 and 1; above 0.5 more speaks for a pair than against it")
	countFlag(cmd, &asked.limit, "limit", 50, 1, maxMatches, "how many pairs to list")
	cmd.Flags().BoolVar(&asked.reviewed, "reviewed", false, "list also what is accepted or denied already")
	cmd.Flags().StringVar(&asked.file, "yaml", "", "write a file for review, which must not exist yet")
	cmd.Flags().BoolVar(&asked.json, "json", false, "write JSON, with the API's names")
	return cmd
}

const (
	maxMatches = 5000
	matchPage  = 500 // as long as the API's longest
)

type matchQuestion struct {
	actors         []string // all, if empty
	prefix, file   string
	least          float64
	limit          int
	reviewed, json bool
}

func (q *matchQuestion) filter() map[string]any {
	filter := map[string]any{"minScore": q.least, "reviewed": q.reviewed}
	if q.prefix != "" {
		filter["prefix"] = q.prefix
	}
	if len(q.actors) > 0 {
		filter["actors"] = q.actors
	}
	return filter
}

const likenessesDocument = `
query Likenesses($filter: LikenessFilter!, $first: Int!, $after: String) {
  dataset { version }
  likenesses(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      key
      score
      one { id kind name }
      other { id kind name }
      reasons { kind bits names manner spans { edtf } places { id name } actors { id name } externalIds { scheme value } }
      review { id claims { ...claim } }
    }
  }
}` + claimFields

type (
	// likeness is one answer of likenessesDocument.
	likeness struct {
		Key     string   `json:"key"`
		Score   float64  `json:"score"`
		One     seen     `json:"one"`
		Other   seen     `json:"other"`
		Reasons []reason `json:"reasons"`
		Review  *review  `json:"review,omitempty"`
	}
	reason struct {
		Kind        graph.LikenessReasonKind `json:"kind"`
		Bits        float64                  `json:"bits"`
		Names       []string                 `json:"names,omitempty"`
		Manner      graph.NameManner         `json:"manner,omitempty"`
		Spans       []date                   `json:"spans,omitempty"`
		Places      []actorRef               `json:"places,omitempty"`
		Actors      []actorRef               `json:"actors,omitempty"`
		ExternalIDs []graph.ExternalID       `json:"externalIds,omitempty"`
	}
	review struct {
		ID     string  `json:"id"`
		Claims []claim `json:"claims"`
	}
	// matches are those found, as many as asked for.
	matches struct {
		Version string     `json:"version"`
		Total   int        `json:"total"`
		Pairs   []likeness `json:"likenesses"`
	}
)

// match answers which actors may be one.
func (p *program) match(ctx context.Context, store graph.Store, on *task, asked matchQuestion) error {
	if asked.file != "" {
		// Asked for before the work, and made sure of when writing.
		if _, err := os.Stat(asked.file); err == nil {
			return existsAlready(asked.file)
		}
	}
	api, err := p.newAPI(store, ownLimits(on.timeout))
	if err != nil {
		return err
	}
	found, err := listMatches(ctx, api, asked)
	switch {
	case err != nil:
		return err
	case asked.json:
		return p.writeJSON(found)
	case asked.file != "":
		return p.writeMatches(asked, found)
	}
	p.tellMatches(asked, found)
	return nil
}

// listMatches asks for pages until there are as many as asked for, or no more.
func listMatches(ctx context.Context, api *api, asked matchQuestion) (*matches, error) {
	found := &matches{Pairs: []likeness{}}
	variables := map[string]any{"filter": asked.filter()}
	for {
		variables["first"] = min(matchPage, asked.limit-len(found.Pairs))
		var data struct {
			Dataset    struct{ Version string }
			Likenesses struct {
				TotalCount int
				PageInfo   struct {
					HasNextPage bool
					EndCursor   string
				}
				Nodes []likeness
			}
		}
		if err := api.askFor(ctx, likenessesDocument, variables, &data); err != nil {
			return nil, err
		}
		page := &data.Likenesses
		found.Version, found.Total = data.Dataset.Version, page.TotalCount
		found.Pairs = append(found.Pairs, page.Nodes...)
		if !page.PageInfo.HasNextPage || len(found.Pairs) >= asked.limit {
			return found, nil
		}
		variables["after"] = page.PageInfo.EndCursor
	}
}

// String says the reason in words.
func (r *reason) String() string {
	text := words(string(r.Kind))
	var what []string
	for _, span := range r.Spans {
		what = append(what, span.EDTF)
	}
	for _, id := range r.ExternalIDs {
		what = append(what, id.Scheme+" "+id.Value)
	}
	for _, name := range r.Names {
		what = append(what, fmt.Sprintf("“%s”", name))
	}
	what = append(append(what, namesOf(r.Places)...), namesOf(r.Actors)...)
	const most = 3
	if more := len(what) - most; more > 0 {
		what = append(what[:most], fmt.Sprintf("%d more", more))
	}
	if len(what) > 0 {
		text += ": " + strings.Join(what, ", ")
	}
	if r.Manner != "" {
		text += " (" + words(string(r.Manner)) + ")"
	}
	return printable(text)
}

// verdict says what a review came to, nothing where there is none.
func (l *likeness) verdict() string {
	if l.Review == nil {
		return ""
	}
	for _, claim := range l.Review.Claims {
		if claim.Stance != graph.Denied {
			return "accepted"
		}
	}
	return "denied"
}

func (q *matchQuestion) heading(found *matches) string {
	some := counted(found.Total, "pair")
	if len(found.Pairs) < found.Total {
		some = fmt.Sprintf("%d of %s", len(found.Pairs), some)
	}
	return fmt.Sprintf("%s with a score of at least %g", some, q.least)
}

func (p *program) tellMatches(asked matchQuestion, found *matches) {
	if len(found.Pairs) == 0 {
		fmt.Fprintf(p.out, "No pair of actors here has a score of at least %g.\n", asked.least)
		return
	}
	fmt.Fprintf(p.out, "%s:\n\n", asked.heading(found))
	rows := &table{head: []string{"SCORE", "ONE", "OTHER", "BITS", "REASONS"}}
	for i := range found.Pairs {
		pair := &found.Pairs[i]
		score := []string{fmt.Sprintf("%.3f", pair.Score)}
		if verdict := pair.verdict(); verdict != "" {
			score = append(score, verdict)
		}
		end := func(actor seen) []string { return []string{actor.Name, actor.ID, words(string(actor.Kind))} }
		var bits, reasons []string
		for j := range pair.Reasons {
			bits, reasons = append(bits, fmt.Sprintf("%+.1f", pair.Reasons[j].Bits)), append(reasons, pair.Reasons[j].String())
		}
		rows.add(score, end(pair.One), end(pair.Other), bits, reasons)
	}
	rows.write(p.out, p.styled(p.stdout))
	fmt.Fprintln(p.out, "\nNothing is merged: --yaml FILE writes them down for review.")
}

// writeMatches writes a file for review. It never writes over one, which may
// hold a review.
func (p *program) writeMatches(asked matchQuestion, found *matches) error {
	file, err := os.OpenFile(asked.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // where the caller wants it, for others to read
	if errors.Is(err, fs.ErrExist) {
		return existsAlready(asked.file)
	}
	if err == nil {
		_, err = file.WriteString(matchFile(asked, found))
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return graph.Errorf(graph.CodeBadInput, "%s could not be written", asked.file).Because(err)
	}
	fmt.Fprintf(p.out, "Wrote %s to %s. Review it, then load it.\n", asked.heading(found), printable(asked.file))
	return nil
}

func existsAlready(file string) error {
	return graph.Errorf(graph.CodeBadInput, "%s exists already, and may hold a review: name another file", file)
}
