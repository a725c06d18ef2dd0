package neo4j

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

// How a filter becomes Cypher. [graph.Matches] is its meaning.
//
// The Cypher binds the entities asked for as e, and reads the values of one
// query from a map q. Its text depends on the shape of the filter alone (which
// fields are set, not to what), so that the database plans few texts and
// queries of one shape are answered together.

// choice is the Cypher that chooses the entities of one filter.
type choice struct {
	kind graph.EntityKind
	// params are the values of q.
	params map[string]any
	// patterns and conditions all hold; the best pattern is where the search
	// starts.
	patterns   []pattern
	conditions []string
	// window and kinds say that an index on time, or on kind and time, finds
	// what the conditions ask for.
	window, kinds bool
	// nothing says that no entity can meet the filter.
	nothing bool
}

// pattern demands a path from a node x, which has one of some values, to the
// entity e. Rank says how few entities are to be expected, less is better.
type pattern struct {
	path  string // "(x)-[:PARTY_TO]->(e)"
	given string // "x.id IN q.p0"; x is any node where it is empty
	also  string // a condition on the path
	rank  int
	count int // of values
}

const (
	rankOwnIDs = iota
	rankHolder
	rankEnds
	rankPlaces
	rankSources
	rankWindow
	rankTypes // any relationship of some types
	rankNone
)

// chosen translates a filter.
func chosen(filter graph.Filter) *choice {
	c := &choice{kind: filter.Lists(), params: map[string]any{}}
	switch f := filter.(type) {
	case graph.ActorFilter:
		c.ids(f.IDs)
		among(c, "e.kind", f.Kinds)
		if f.Tags != nil {
			c.where("any(tag IN e.tags WHERE tag IN %s)", values(c, f.Tags))
		}
		c.words(f.Text)
		c.links(f.LinkedTo, nil)
	case graph.PlaceFilter:
		c.ids(f.IDs)
		among(c, "e.kind", f.Kinds)
		c.words(f.Text)
		c.reach(f.Within, "(x)<-[:"+placeWithin+within16+"]-(e)", rankPlaces)
	case graph.SourceFilter:
		c.ids(f.IDs)
		among(c, "e.key", f.Keys)
		among(c, "e.voice", f.Publishers)
		c.words(f.Text)
	case graph.EventFilter:
		c.ids(f.IDs)
		c.eventKinds(f.Kinds)
		among(c, "e.realis", f.Realis)
		c.taking(f.Taking)
		c.places(f.Places)
		c.words(f.Text)
		c.during(f.During)
		c.links(f.LinkedTo, f.Hows)
	case graph.AgreementFilter:
		c.ids(f.IDs)
		among(c, "e.kind", f.Kinds)
		c.taking(f.Taking)
		c.places(f.Places)
		c.words(f.Text)
		c.during(f.During)
		c.links(f.LinkedTo, f.Hows)
		if f.Compliance != nil {
			c.where("EXISTS { (e)-[:"+hasTerm+"]->(term) WHERE any(status IN term.statuses WHERE status IN %s) }", values(c, f.Compliance))
		}
		if f.TermKinds != nil {
			c.where("EXISTS { (e)-[:"+hasTerm+"]->(term) WHERE term.kind IN %s }", values(c, f.TermKinds))
		}
	case graph.AffiliationFilter:
		c.ids(f.IDs)
		among(c, "e.kind", f.Kinds)
		c.reach(f.From, "(x)<-[:"+affiliationFrom+"]-(e)", rankEnds)
		c.reach(f.To, "(x)<-[:"+affiliationTo+"]-(e)", rankEnds)
		c.reach(f.Either, "(x)<-[:"+affiliationFrom+"|"+affiliationTo+"]-(e)", rankEnds)
		c.during(f.During)
	case graph.ClaimFilter:
		c.ids(f.IDs)
		among(c, "e.stance", f.Stances)
		among(c, "e.basis", f.Bases)
		c.reach(f.AttributedTo, "(x)<-[:"+attributedTo+"]-(e)", rankEnds)
		c.reach(f.Sources, "(x)<-[:"+toldIn+"]-(e)", rankSources)
		c.reach(f.About, "(x)-[:"+restsOn+"]->(e)", rankHolder)
		if f.Publishers != nil {
			c.pattern(pattern{
				path: "(x)<-[:" + toldIn + "]-(e)", given: "x.voice IN " + values(c, f.Publishers), rank: rankSources, count: len(f.Publishers),
			})
		}
	default:
		c.nothing = true
	}
	return c
}

// within16 is a chain of places within places, of any length that there is.
var within16 = fmt.Sprintf("*0..%d", graph.MaxDepth)

func (c *choice) param(value any) string {
	name := fmt.Sprintf("p%d", len(c.params))
	c.params[name] = value
	return "q." + name
}

// values makes a parameter of a list that is a constraint. An empty one
// matches nothing.
func values[T ~string](c *choice, list []T) string {
	c.nothing = c.nothing || len(list) == 0
	return c.param(textsOf(list))
}

func (c *choice) where(format string, arguments ...any) {
	c.conditions = append(c.conditions, fmt.Sprintf(format, arguments...))
}

func (c *choice) pattern(p pattern) { c.patterns = append(c.patterns, p) }

// among: the property is one of the values.
func among[T ~string](c *choice, property string, list []T) {
	if list != nil {
		c.where("%s IN %s", property, values(c, list))
	}
}

// eventKinds is among for the kinds of events.
func (c *choice) eventKinds(kinds []graph.EventKind) {
	if kinds != nil {
		distinct := slices.Clone(kinds)
		slices.Sort(distinct)
		c.kinds, c.params["kinds"] = true, textsOf(slices.Compact(distinct))
		c.nothing = c.nothing || len(kinds) == 0
	}
}

// ids: the entity is one of these.
func (c *choice) ids(ids []string) {
	if ids != nil {
		c.pattern(pattern{given: "e.id IN " + values(c, ids), rank: rankOwnIDs, count: len(ids)})
	}
}

// reach: a path leads to one of these entities.
func (c *choice) reach(ids []string, path string, rank int) {
	if ids != nil {
		c.pattern(pattern{path: path, given: "x.id IN " + values(c, ids), rank: rank, count: len(ids)})
	}
}

// words: all folded words are part of the folded title or name.
func (c *choice) words(text string) {
	if words := names.Fold(text); len(words) > 0 {
		// The longest by itself, for an index of texts answers for one.
		longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		c.where("e.text CONTAINS %s", c.param(longest))
		if len(words) > 1 {
			c.where("all(word IN %s WHERE e.text CONTAINS word)", c.param(words))
		}
	}
}

// taking: each element is met by some participant.
func (c *choice) taking(all []graph.Taking) {
	for _, taking := range all {
		types := participationTypes(taking.Roles)
		if types == "" {
			c.nothing = true
			return
		}
		path := "(x)-[:" + types + "]->(e)"
		if taking.Actors == nil {
			c.pattern(pattern{path: path, rank: rankTypes})
		} else {
			c.reach(taking.Actors, path, rankEnds)
		}
	}
}

// places: one of the places, or what lies within, in any role.
func (c *choice) places(ids []string) {
	c.reach(ids, "(x)<-[:"+placeWithin+within16+"]-()<-[:"+placedAt+"]-(e)", rankPlaces)
}

// links: a link to one of these entities or terms (any, if nil), in one of
// these ways.
func (c *choice) links(to []string, hows []graph.LinkHow) {
	if to == nil && hows == nil {
		return
	}
	types := linkTypes(hows)
	if types == "" {
		c.nothing = true
		return
	}
	p := pattern{path: "(x)<-[link:" + types + "]-(e)", rank: rankTypes}
	if c.kind == graph.ActorEntity {
		// An actor's PART_OF may also be an affiliation.
		p.also = "link.affiliation IS NULL"
	}
	if to != nil {
		ends := slices.Clone(to)
		for _, id := range to {
			if dot := strings.LastIndexByte(id, '.'); dot > 0 {
				ends = append(ends, id[:dot]) // the agreement, should this be a term
			}
		}
		p.given, p.rank, p.count = "x.id IN "+values(c, ends), rankEnds, len(ends)
		if len(ends) > len(to) {
			given := c.param(to)
			p.also = fmt.Sprintf("(x.id IN %s OR link.term IN %s)", given, given)
		}
	}
	c.pattern(p)
}

// during: see [graph.Window.Admits].
func (c *choice) during(window *graph.Window) {
	if window == nil {
		return
	}
	from, to := window.Bounds()
	first, last := c.param(int64(from)), c.param(int64(to))
	c.where("e.possibleFrom <= %s AND e.possibleTo >= %s", last, first)
	c.where("(e.candidates IS NULL OR any(day IN e.candidates WHERE %s <= day AND day <= %s))", first, last)
	if window.Certainty == graph.Certain {
		c.where("NOT e.sortDate STARTS WITH '%s'", undatedKey)
		c.where("CASE WHEN e.certainFrom IS NULL THEN e.possibleFrom >= %s AND e.possibleTo <= %s "+
			"ELSE e.certainFrom <= %s AND e.certainTo >= %s END", first, last, last, first)
	}
	if from != graph.Beginning && c.kind == graph.EventEntity {
		c.window = true
		tiers := make([]any, len(spans))
		for class, days := range spans {
			tiers[class] = map[string]any{"span": int64(class), "from": max(int64(from)-days, int64(graph.Beginning))}
		}
		c.params["tiers"] = tiers
	}
}

// best returns the pattern to start from, nil if there is nothing better than
// to look through the entities of the kind, or of some time.
func (c *choice) best() *pattern {
	if len(c.patterns) == 0 {
		return nil
	}
	best := slices.MinFunc(c.patterns, func(a, b pattern) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.count, b.count))
	})
	if c.window && best.rank > rankWindow {
		return nil
	}
	return &best
}

// text returns the Cypher that binds e to each entity chosen, without
// repetition, if all of extra holds too.
func (c *choice) text(extra ...string) string {
	best := c.best()
	node := "(e:" + labels[c.kind] + ")"
	var start string
	var conditions []string
	distinct := ""
	switch {
	case best == nil && c.window && c.kinds:
		start = "UNWIND q.kinds AS kind UNWIND q.tiers AS tier\nMATCH " + node
		conditions = []string{"e.kind = kind", "e.span = tier.span", "e.possibleFrom >= tier.from"}
	case best == nil && c.window:
		start = "UNWIND q.tiers AS tier\nMATCH " + node
		conditions = []string{"e.span = tier.span", "e.possibleFrom >= tier.from"}
	case best == nil:
		start = "MATCH " + node
	case best.path == "":
		start = "MATCH (e:" + entityLabel + ")"
		conditions = []string{best.given, "e:" + labels[c.kind]}
	default:
		distinct = "DISTINCT "
		start = "MATCH " + strings.Replace(best.path, "(e)", node, 1)
		if best.given != "" {
			// Bound by itself first, so that the search starts there.
			start = "MATCH (x:" + entityLabel + ") WHERE " + best.given + " WITH q, x\n" + start
		}
		conditions = []string{best.also}
	}
	if c.kinds && (best != nil || !c.window) {
		conditions = append(conditions, "e.kind IN q.kinds")
	}
	conditions = slices.Concat(conditions, c.conditions, extra)
	for i := range c.patterns {
		if best == nil || c.patterns[i] != *best {
			conditions = append(conditions, c.patterns[i].condition())
		}
	}
	return start + where(conditions) + "\nWITH " + distinct + "e"
}

// where joins conditions, of which some may be empty.
func where(conditions []string) string {
	given := slices.DeleteFunc(slices.Clone(conditions), func(condition string) bool { return condition == "" })
	if len(given) == 0 {
		return ""
	}
	return "\nWHERE " + strings.Join(given, "\n  AND ")
}

// condition demands the pattern of an e that is bound already.
func (p *pattern) condition() string {
	if p.path == "" {
		return p.given
	}
	return "EXISTS { " + p.path + where([]string{p.given, p.also}) + " }"
}
