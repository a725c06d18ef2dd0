package neo4j

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// adjacentActors is how many actors one statement looks around. What it finds
// comes in one piece, so that this bounds memory on both sides.
const adjacentActors = 500

// Adjacent implements [graph.Reader], over the ties that [drawing.ties] drew:
// they tell all that the query asks for, so that no record is read.
func (r *reader) Adjacent(ctx context.Context, query graph.AdjacencyQuery) iter.Seq2[graph.Adjacency, error] {
	return func(yield func(graph.Adjacency, error) bool) {
		search, possible := newTieSearch(query)
		if err := publicError(ctx, "adjacent", ctx.Err()); err != nil || !possible {
			if err != nil {
				yield(graph.Adjacency{}, err)
			}
			return
		}
		for chunk := range r.actorChunks(ctx, search.ends) {
			var found map[string]tiesOf
			err := chunk.err
			if err == nil {
				found, err = r.around(ctx, search, chunk.ids)
			}
			if err != nil {
				yield(graph.Adjacency{}, err)
				return
			}
			for id, ties := range found {
				for i := range ties {
					if search.meets(id, &ties[i]) && !yield(ties[i], nil) {
						return
					}
				}
			}
		}
	}
}

// tiesOf is the ties of an actor, to be read only.
type tiesOf []graph.Adjacency

func (t tiesOf) size() int {
	const tie, piece = 72, 48 + 16
	bytes := 0
	for i := range t {
		bytes += tie + piece*len(t[i].Pieces)
	}
	return bytes
}

func (tiesOf) again() error { return nil }

// around returns the ties of actors: those to the others that are asked for,
// and perhaps more. It asks for no more than what is not kept.
func (r *reader) around(ctx context.Context, search *tieSearch, ids []string) (map[string]tiesOf, error) {
	if err := publicError(ctx, "adjacent", ctx.Err()); err != nil {
		return nil, err // even if nothing need be asked
	}
	found := map[string]tiesOf{}
	if search.ends != nil {
		maps.Copy(found, remembered(r, ids, func(kept *kept, version int64, ids []string) (map[string]tiesOf, int64) {
			return kept.ties(version, search.manner, ids)
		}))
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, is := found[id]; return is })
	if len(missing) == 0 {
		return found, nil
	}
	search.params["chunk"] = missing
	rows, err := r.ask(ctx, statement{operation: "adjacent", text: search.text, params: search.params})
	if err != nil {
		return nil, err
	}
	fresh := tiesIn(listOf(rows), missing)
	if r.kept != nil && search.ends != nil && search.isOther == nil {
		r.kept.keepTies(r.seen.Load(), search.manner, fresh)
	}
	maps.Copy(found, fresh)
	return found, nil
}

type actorChunk struct {
	ids []string
	err error
}

// actorChunks yields the actors in parts, all that there are for nil.
func (r *reader) actorChunks(ctx context.Context, actors []string) iter.Seq[actorChunk] {
	return func(yield func(actorChunk) bool) {
		if actors != nil {
			for ids := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(actors))), adjacentActors) {
				if !yield(actorChunk{ids: ids}) {
					return
				}
			}
			return
		}
		found, err := r.ask(ctx, statement{operation: "adjacent", text: actorIDsText})
		if err != nil {
			yield(actorChunk{err: err})
			return
		}
		for chunk := range slices.Chunk(listOf(found), adjacentActors) {
			ids := make([]string, len(chunk))
			for i := range chunk {
				ids[i], _ = chunk[i].(string)
			}
			if !yield(actorChunk{ids: ids}) {
				return
			}
		}
	}
}

var actorIDsText = observed("MATCH (a:" + labels[graph.ActorEntity] + ") RETURN collect(a.id) AS found")

// tieSearch is a [graph.AdjacencyQuery] in Cypher.
type tieSearch struct {
	text   string
	params map[string]any
	// manner is all that is asked of ties but who they join.
	manner string
	// ends are those whose ties are looked at, isOther who
	// may be at their other ends; nil for all.
	ends           []string
	isEnd, isOther map[string]bool
}

// newTieSearch returns the Cypher that collects the ties of the actors of a
// chunk; false if nothing can be asked for. A tie between two of them is found
// once or twice, at whatever end is looked at.
func newTieSearch(query graph.AdjacencyQuery) (search *tieSearch, possible bool) {
	var types []string
	for _, word := range graph.TieKinds {
		if slices.Contains(query.Kinds, word.Name) {
			types = append(types, tieType(word.Name))
		}
	}
	if len(types) == 0 || len(query.Realis) == 0 {
		return nil, false
	}
	s := &tieSearch{ends: query.Actors, isEnd: setOf(query.Actors), isOther: setOf(query.Others)}
	if query.Actors == nil {
		s.ends, s.isEnd, s.isOther = query.Others, s.isOther, nil
	}
	realis := slices.Sorted(slices.Values(textsOf(query.Realis)))
	s.params = map[string]any{"realis": realis}
	s.manner = strings.Join(types, "|") + " " + strings.Join(realis, "|")
	conditions := []string{
		"coalesce(tie.event, tie.agreement, tie.affiliation) IS NOT NULL", // else a link between actors
		"tie.denied IS NULL",
	}
	occurred := "tie.realis IN $realis"
	if slices.Contains(query.Kinds, graph.AskedToMediate) && slices.Contains(query.Realis, graph.Occurred) {
		occurred = "(" + occurred + " OR type(tie) = '" + tieType(graph.AskedToMediate) + "')"
	}
	conditions = append(conditions, occurred)
	arrow := "-"
	if slices.Equal(query.Actors, query.Others) {
		arrow = "->" // each is found from where it starts
	}
	if query.Actors != nil && query.Others != nil {
		conditions = append(conditions, "b.id IN $others")
		s.params["others"] = query.Others
	}
	if query.During != nil {
		from, to := query.During.Bounds()
		s.params["from"], s.params["to"] = int64(from), int64(to)
		s.manner += fmt.Sprintf(" %d %d %s", from, to, query.During.Certainty)
		conditions = append(conditions, overlaps("tie", "$from", "$to")...)
		if query.During.Certainty == graph.Certain {
			conditions = append(conditions, "tie.undated IS NULL", surely("tie", "$from", "$to"))
		}
	}
	s.text = observed(fmt.Sprintf("CALL () { UNWIND $chunk AS id MATCH (a:%[1]s {id: id}) USING INDEX SEEK a:%[1]s(id)\nMATCH (a)-[tie:%s]%s(b:%s)%s\n"+
		"WITH a, b, type(tie) AS kind, startNode(tie) = a AS forward,\n"+
		"  coalesce(tie.event, tie.agreement, tie.affiliation) AS ground, tie.unit AS unit, tie.whole AS whole\n"+
		"WITH a, b, kind, forward, collect(CASE WHEN unit IS NULL AND whole IS NULL THEN ground ELSE [ground, unit, whole] END) AS pieces\n"+
		"RETURN [kind, forward, a.id, b.id, pieces] AS row }\nRETURN collect(row) AS found",
		entityLabel, strings.Join(types, "|"), arrow, labels[graph.ActorEntity], where(conditions)))
	return s, true
}

// meets reports whether a tie of the actor is asked for, and not one that is
// met where it starts too.
func (s *tieSearch) meets(id string, tie *graph.Adjacency) bool {
	towards := func(other string) bool { return s.isOther == nil || s.isOther[other] }
	if tie.From == id {
		return towards(tie.To)
	}
	return towards(tie.From) && (!s.isEnd[tie.From] || !towards(tie.To))
}

// setOf returns nil for nil.
func setOf(ids []string) map[string]bool {
	if ids == nil {
		return nil
	}
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// tiesIn reads rows of ties by the ids of these actors.
func tiesIn(rows []any, actors []string) map[string]tiesOf {
	found := make(map[string]tiesOf, len(actors))
	for _, id := range actors {
		found[id] = nil
	}
	same := map[string]string{} // for the words and ids, each of which stands in many rows
	read := func(value any) string {
		text := textOf(value)
		if same[text] == "" {
			same[text] = text
		}
		return same[text]
	}
	for _, row := range rows {
		values := listOf(row)
		at, other := read(values[2]), read(values[3])
		tie := graph.Adjacency{Kind: graph.TieKind(read(values[0])), From: at, To: other}
		if forward, _ := values[1].(bool); !forward {
			tie.From, tie.To = other, at
		}
		pieces := listOf(values[4])
		tie.Pieces = make([]graph.Piece, len(pieces))
		for i, piece := range pieces {
			tie.Pieces[i] = pieceOf(piece)
		}
		slices.SortFunc(tie.Pieces, func(a, b graph.Piece) int { return cmp.Compare(a.Ground, b.Ground) })
		found[at] = append(found[at], tie)
	}
	return found
}

// pieceOf reads a piece: a ground that is its own unit and part of nothing, as
// most are, stands alone.
func pieceOf(value any) graph.Piece {
	if ground, alone := value.(string); alone {
		return graph.Piece{Ground: ground, Unit: ground}
	}
	values := listOf(value)
	return graph.Piece{Ground: textOf(values[0]), Unit: cmp.Or(textOf(values[1]), textOf(values[0])), Whole: textOf(values[2])}
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

// overlaps are the conditions under which the extent of x may lie in the
// window between two parameters: see [graph.Window.Admits].
func overlaps(x, from, to string) []string {
	return []string{
		fmt.Sprintf("%s.possibleFrom <= %s AND %s.possibleTo >= %s", x, to, x, from),
		fmt.Sprintf("(%s.span = 0 OR %s.candidates IS NULL OR any(day IN %s.candidates WHERE %s <= day AND day <= %s))", x, x, x, from, to),
	}
}

// surely is the condition under which it does for certain, if it is dated.
func surely(x, from, to string) string {
	return fmt.Sprintf("CASE WHEN %s.certainFrom IS NULL THEN %s.possibleFrom >= %s AND %s.possibleTo <= %s "+
		"ELSE %s.certainFrom <= %s AND %s.certainTo >= %s END", x, x, from, x, to, x, to, x, from)
}
