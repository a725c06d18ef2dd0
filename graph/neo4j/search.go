package neo4j

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

// A search finds candidates by the keys of their names (see [names.Wanted]) in
// full-text indexes, which hold the keys as words, and scores them by
// [names.Match] as every store does. Where that finds too few, it takes the last
// word for the beginning of one: those names rank below.
//
// The index begins with what of a text the fewest names have, so that what a
// search takes does not grow with the names that share a common word with it.

// keyIndexes names the full-text index of each kind that has names or titles.
var keyIndexes = map[graph.EntityKind]string{
	graph.ActorEntity:     "actor_keys",
	graph.PlaceEntity:     "place_keys",
	graph.EventEntity:     "event_keys",
	graph.AgreementEntity: "agreement_keys",
	graph.SourceEntity:    "source_keys",
}

// maxCandidates bounds what one search scores, of each kind. Those that share
// the most and the rarest keys with the text come first.
const maxCandidates = 20000

var searchText = observed("UNWIND $indexes AS name\n" +
	"CALL db.index.fulltext.queryNodes(name, $keys, {limit: $limit}) YIELD node\n" +
	"RETURN collect([node.id, coalesce(node.name, node.title), node.otherNames, coalesce(node.ties, 0)]) AS found")

// Search implements [graph.Reader].
func (r *reader) Search(ctx context.Context, text string, kinds []graph.EntityKind, limit int) ([]graph.Hit, error) {
	var indexes []string
	for _, word := range graph.EntityKinds {
		if index, has := keyIndexes[word.Name]; has && (kinds == nil || slices.Contains(kinds, word.Name)) {
			indexes = append(indexes, index)
		}
	}
	wanted := names.QueryKeys(text)
	limit = min(limit, graph.MaxSearch)
	if len(indexes) == 0 || len(wanted) == 0 || limit <= 0 {
		return nil, publicError(ctx, "search", ctx.Err())
	}
	best, err := r.candidates(ctx, indexes, wanted, func(name string) (float64, bool) { return names.Match(text, name) })
	if err != nil {
		return nil, err
	}
	if wanted := names.BegunKeys(text); len(best) < limit && len(wanted) > 0 {
		begun, err := r.candidates(ctx, indexes, wanted, func(name string) (float64, bool) { return names.MatchUnfinished(text, name) })
		if err != nil {
			return nil, err
		}
		best = append(best, slices.DeleteFunc(begun, func(c candidate) bool {
			return slices.ContainsFunc(best, func(known candidate) bool { return known.id == c.id })
		})...)
	}
	best = best[:min(limit, len(best))]
	ids := make([]string, len(best))
	for i, candidate := range best {
		ids[i] = candidate.id
	}
	entities, err := r.Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]graph.Hit, len(best))
	for i, candidate := range best {
		hits[i] = graph.Hit{Entity: entities[i], MatchedName: candidate.name, Score: candidate.score}
	}
	return hits, nil
}

// candidates returns what has the keys that are wanted and of which a name
// matches, best first.
func (r *reader) candidates(ctx context.Context, indexes []string, wanted names.Wanted, match func(name string) (float64, bool)) ([]candidate, error) {
	found, err := r.ask(ctx, statement{operation: "search", text: searchText, params: map[string]any{
		"indexes": indexes, "keys": keyQuery(wanted), "limit": int64(maxCandidates),
	}})
	if err != nil {
		return nil, err
	}
	return scored(listOf(found), match), nil
}

// keyQuery returns the full-text query for what has the keys that are wanted.
func keyQuery(wanted names.Wanted) string {
	var query strings.Builder
	write := func(texts []string, end string) {
		for _, text := range texts {
			for _, r := range text {
				if strings.ContainsRune(`+-&|!(){}[]^"~*?:\/<>=`, r) {
					query.WriteByte('\\')
				}
				query.WriteRune(r)
			}
			query.WriteString(end)
		}
	}
	for _, parts := range wanted {
		query.WriteString("(")
		for _, part := range parts {
			query.WriteString("+(")
			write(part.Keys, " ")
			write(part.Prefixes, "* ")
			query.WriteString(") ")
		}
		query.WriteString(") ")
	}
	return query.String()
}

type candidate struct {
	id, name string
	score    float64
	ties     int
}

// scored returns the candidates of which a name matches, best first.
func scored(rows []any, match func(name string) (float64, bool)) []candidate {
	var all []candidate
	for _, row := range rows {
		values := listOf(row)
		c := candidate{ties: intOf(values[3])}
		c.id, _ = values[0].(string)
		for _, value := range append(values[1:2:2], listOf(values[2])...) {
			name, _ := value.(string)
			if score, matches := match(name); matches && score > c.score {
				c.name, c.score = name, score
			}
		}
		if c.score > 0 {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.ties, a.ties), cmp.Compare(a.id, b.id))
	})
	return all
}
