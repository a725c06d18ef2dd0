package neo4j

import "github.com/factiongraph/factiongraph/graph"

// How the first of a list in order of dates are found.

// walk is the Cypher that finds entities in an index that has them in order of
// dates, once for each class of spans, and of actors or kinds. So the first of
// them are found without looking at the others, however many there are.
type walk struct {
	// each binds tier, and key, if the index begins with one; path binds e.
	each, path string
	// found is the variable that has the properties of the index, key the first
	// of them, if that is not the span.
	found, key string
}

// mostWalks is how many actors the index is walked for, one by one, rather than
// all that they took part in be read and sorted.
const mostWalks = 20

// walk returns the walk that begins as the best pattern does, nil if no index
// has the entities in order.
func (c *choice) walk(best int) *walk {
	const each = "UNWIND q.tiers AS tier"
	event := "(e:" + labels[graph.EventEntity] + ")"
	switch {
	case best >= 0 && c.patterns[best].walks:
		p := c.patterns[best]
		text, values := "", p.values
		if c.rivals(best) {
			text, values = c.fewest(p.way), "fewest"
		}
		return &walk{each: text + "UNWIND " + values + " AS key " + each, path: "()-[part:" + takesPart[c.kind] + "]->(e)", found: "part", key: "actor"}
	case best < 0 && c.short && c.kinds:
		return &walk{each: "UNWIND q.kinds AS key " + each, path: event, found: "e", key: "kind"}
	case best < 0 && c.short:
		return &walk{each: each, path: event, found: "e"}
	}
	return nil
}

func (w *walk) conditions() []string {
	conditions := []string{w.found + ".span = tier.span", w.found + ".sortDate > tier.after", w.found + ".sortDate < tier.before"}
	if w.key != "" {
		conditions = append(conditions, w.found+"."+w.key+" = key")
	}
	return conditions
}

// walked returns the Cypher that binds e to what a page may begin with: from
// each part of the index, as many as the page holds.
func (c *choice) walked(w *walk, best int, direction string) string {
	conditions := w.conditions()
	if best >= 0 && c.kinds {
		conditions = append(conditions, "e.kind IN q.kinds")
	}
	// By all properties of the index, or Neo4j (5.26, 2026.09) does not see that
	// it gives the order.
	order := w.found + ".span" + direction + ", " + w.found + ".sortDate" + direction
	if w.key != "" {
		order = w.found + "." + w.key + direction + ", " + order
	}
	return w.each + "\nCALL (*) {\nMATCH " + w.path + c.rest(best, conditions) +
		"\nRETURN e ORDER BY " + order + " LIMIT $limit\n}\nWITH DISTINCT e"
}

// tiers are the stretches of such an index, by class of spans, that have what
// meets the window and lies between the positions that bound a query's page.
func (c *choice) tiers(query graph.Query) []any {
	from, to := graph.Beginning, graph.End
	if c.time != nil {
		from, to = c.time.Bounds()
	}
	low, high := query.After, query.Before
	if query.Order.Descending {
		low, high = high, low
	}
	tiers := make([]any, len(spans)+1)
	for class := range tiers {
		after, before := "", lastKey
		// What is open, as all that lasts longest may be, can be sorted by a day
		// outside the window, and what is undated by none.
		if class < len(spans)-1 {
			after = dayKey(graph.Date(max(int64(from)-spans[class], int64(graph.Beginning))))
			before = dayKey(graph.Date(min(int64(to)+1, int64(graph.End))))
		}
		key := func(at graph.Position) string {
			if class == len(spans) && !at.Undated && query.Order.Descending {
				return lastKey // what is undated comes last in this direction too
			}
			return dateKey(at, query.Order.Descending && class < len(spans))
		}
		if low != nil {
			after = max(after, key(*low))
		}
		if high != nil {
			before = min(before, key(*high))
		}
		tiers[class] = map[string]any{"span": int64(class), "after": after, "before": before}
	}
	return tiers
}
