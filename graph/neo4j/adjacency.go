package neo4j

import (
	"cmp"
	"context"
	"fmt"
	"iter"
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
		text, params, possible := adjacentText(query)
		if err := publicError(ctx, "adjacent", ctx.Err()); err != nil || !possible {
			if err != nil {
				yield(graph.Adjacency{}, err)
			}
			return
		}
		met := metAgain(query)
		actors := query.Actors
		if actors == nil {
			actors = query.Others
		}
		for chunk := range r.actorChunks(ctx, actors) {
			if chunk.err != nil {
				yield(graph.Adjacency{}, chunk.err)
				return
			}
			params["chunk"] = chunk.ids
			found, err := r.ask(ctx, statement{operation: "adjacent", text: text, params: params})
			if err != nil {
				yield(graph.Adjacency{}, err)
				return
			}
			for _, row := range listOf(found) {
				a, forward := adjacencyOf(listOf(row))
				if (forward || !met(a)) && !yield(a, nil) {
					return
				}
			}
		}
	}
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

// adjacentText returns the Cypher that collects the ties of the actors of a
// chunk; false if nothing can be asked for. A tie between two of them is found
// once or twice, at whatever end is looked at.
func adjacentText(query graph.AdjacencyQuery) (text string, params map[string]any, possible bool) {
	var types []string
	for _, word := range graph.TieKinds {
		if slices.Contains(query.Kinds, word.Name) {
			types = append(types, tieType(word.Name))
		}
	}
	if len(types) == 0 || len(query.Realis) == 0 {
		return "", nil, false
	}
	params = map[string]any{"realis": textsOf(query.Realis)}
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
		params["others"] = query.Others
	}
	if query.During != nil {
		from, to := query.During.Bounds()
		params["from"], params["to"] = int64(from), int64(to)
		conditions = append(conditions, overlaps("tie", "$from", "$to")...)
		if query.During.Certainty == graph.Certain {
			conditions = append(conditions, "tie.undated IS NULL", surely("tie", "$from", "$to"))
		}
	}
	text = observed(fmt.Sprintf("CALL () { UNWIND $chunk AS id MATCH (a:%[1]s {id: id}) USING INDEX SEEK a:%[1]s(id)\nMATCH (a)-[tie:%s]%s(b:%s)%s\n"+
		"WITH a, b, type(tie) AS kind, startNode(tie) = a AS forward,\n"+
		"  coalesce(tie.event, tie.agreement, tie.affiliation) AS ground, tie.unit AS unit, tie.whole AS whole\n"+
		"WITH a, b, kind, forward, collect(CASE WHEN unit IS NULL AND whole IS NULL THEN ground ELSE [ground, unit, whole] END) AS pieces\n"+
		"RETURN [kind, forward, a.id, b.id, pieces] AS row }\nRETURN collect(row) AS found",
		entityLabel, strings.Join(types, "|"), arrow, labels[graph.ActorEntity], where(conditions)))
	return text, params, true
}

// metAgain returns a test whether a tie that is met at its end is met at its
// start too.
func metAgain(query graph.AdjacencyQuery) func(graph.Adjacency) bool {
	ends, others := query.Actors, query.Others
	if ends == nil {
		ends, others = others, nil
	}
	isEnd, isOther := setOf(ends), setOf(others)
	return func(a graph.Adjacency) bool { return isEnd[a.From] && (others == nil || isOther[a.To]) }
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// adjacencyOf reads a row. It is not forward if the tie was met at its end.
func adjacencyOf(row []any) (a graph.Adjacency, forward bool) {
	from, to := textOf(row[2]), textOf(row[3])
	if forward, _ = row[1].(bool); !forward {
		from, to = to, from
	}
	a = graph.Adjacency{Kind: graph.TieKind(textOf(row[0])), From: from, To: to}
	pieces := listOf(row[4])
	a.Pieces = make([]graph.Piece, len(pieces))
	for i, piece := range pieces {
		a.Pieces[i] = pieceOf(piece)
	}
	slices.SortFunc(a.Pieces, func(a, b graph.Piece) int { return cmp.Compare(a.Ground, b.Ground) })
	return a, forward
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
