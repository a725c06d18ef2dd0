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
// query from a map q. No value stands in its text, which depends on the shape
// of the filter (which fields are set, and little more), so that the database
// plans few texts and queries of one shape are answered together.

// choice is the Cypher that chooses the entities of one filter.
type choice struct {
	kind graph.EntityKind
	// params are the values of q.
	params map[string]any
	// patterns and conditions all hold; the best pattern is where the search
	// starts.
	patterns   []pattern
	conditions []string
	// time is when, nil for whenever. short and kinds say that an index on time,
	// or on kind and time, finds what the conditions ask for.
	time         *graph.Window
	short, kinds bool
	// taken says that the filter asks who takes part.
	taken bool
	// nothing says that no entity can meet the filter.
	nothing bool
}

// pattern demands a path from a node that has one of some values to the entity
// e. The name of that node differs between the start of a search and a
// condition, where another one may be bound already.
type pattern struct {
	// way leads from the node to the entity, "-[:PARTY_TO]->"; it is empty if
	// they are the same.
	way string
	// property of the node and the values it may have, both empty for any.
	property, values string
	// label under which the property is indexed, if not that of all entities.
	label string
	// also is a condition on the way.
	also string
	// rank says how few entities are to be expected, less is better; count is
	// the number of values.
	rank, count int
	// walks says that an index has what the way leads to in order of dates.
	walks bool
}

func (p *pattern) path(x, e string) string { return "(" + x + ")" + p.way + e }

func (p *pattern) conditions(x string) []string {
	var conditions []string
	if p.values != "" {
		conditions = append(conditions, x+"."+p.property+" IN "+p.values)
	}
	if p.also != "" {
		conditions = append(conditions, p.also)
	}
	return conditions
}

// Ranks of patterns, from the fewest entities to be expected to the most.
const (
	rankOwnIDs = iota
	rankHolder
	rankEnds
	rankWindow
	rankPlaces
	rankSources
	rankTypes // any relationship of some types
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
		c.reach(f.Within, "<-[:"+placeWithin+anyDepth+"]-", rankPlaces)
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
		c.reach(f.From, "<-[:"+affiliationFrom+"]-", rankEnds)
		c.reach(f.To, "<-[:"+affiliationTo+"]-", rankEnds)
		c.reach(f.Either, "<-[:"+affiliationFrom+"|"+affiliationTo+"]-", rankEnds)
		c.during(f.During)
	case graph.ClaimFilter:
		c.ids(f.IDs)
		among(c, "e.stance", f.Stances)
		among(c, "e.basis", f.Bases)
		c.reach(f.AttributedTo, "<-[:"+attributedTo+"]-", rankEnds)
		c.reach(f.Sources, "<-[:"+toldIn+"]-", rankSources)
		c.reach(f.About, "-[:"+restsOn+"]->", rankHolder)
		if f.Publishers != nil {
			c.pattern(pattern{
				way: "<-[:" + toldIn + "]-", label: labels[graph.SourceEntity], property: "voice", values: values(c, f.Publishers),
				rank: rankSources, count: len(f.Publishers),
			})
		}
	default:
		c.nothing = true
	}
	return c
}

// anyDepth is a chain of places within places, of any length that there is.
var anyDepth = fmt.Sprintf("*0..%d", graph.MaxDepth)

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
		c.pattern(pattern{property: "id", values: values(c, ids), rank: rankOwnIDs, count: len(ids)})
	}
}

// reach: a way leads from one of these entities.
func (c *choice) reach(ids []string, way string, rank int) {
	if ids != nil {
		c.pattern(pattern{way: way, property: "id", values: values(c, ids), rank: rank, count: len(ids)})
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

var onlyMediators = []graph.Role{graph.Mediator}

// taking: each element is met by some participant.
func (c *choice) taking(all []graph.Taking) {
	c.taken = len(all) > 0
	for _, taking := range all {
		types := participationTypes(c.kind, taking.Roles)
		if types == "" {
			c.nothing = true
			return
		}
		way := "-[:" + types + "]->"
		switch {
		case taking.Actors != nil:
			actors := len(taking.Actors)
			c.pattern(pattern{
				way: way, property: "id", values: values(c, taking.Actors), rank: rankEnds, count: actors,
				walks: taking.Roles == nil && actors <= mostWalks,
			})
		case slices.Equal(taking.Roles, onlyMediators):
			c.where("e:" + mediationLabel)
		default:
			c.pattern(pattern{way: way, rank: rankTypes})
		}
	}
}

// places: one of the places, or what lies within, in any role.
func (c *choice) places(ids []string) {
	c.reach(ids, "<-[:"+placeWithin+anyDepth+"]-()<-[:"+placedAt+"]-", rankPlaces)
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
	p := pattern{way: "<-[link:" + types + "]-", rank: rankTypes}
	var also []string
	if c.kind == graph.ActorEntity {
		// An actor's PART_OF may also be an affiliation.
		also = append(also, "link.affiliation IS NULL")
	}
	if to != nil {
		ends := slices.Clone(to)
		for _, id := range to {
			if dot := strings.LastIndexByte(id, '.'); dot > 0 {
				ends = append(ends, id[:dot]) // the agreement, should this be a term
			}
		}
		p.property, p.values, p.rank, p.count = "id", values(c, ends), rankEnds, len(ends)
		if len(ends) > len(to) {
			meant := c.param(to)
			also = append(also, fmt.Sprintf("(endNode(link).id IN %s OR link.term IN %s)", meant, meant))
		}
	}
	p.also = strings.Join(also, " AND ")
	c.pattern(p)
}

// shortWindow is the length in days up to which few enough events are to be
// expected in a window that a search starts there.
const shortWindow = 2 * 366

// during: see [graph.Window.Admits].
func (c *choice) during(window *graph.Window) {
	if window == nil {
		return
	}
	from, to := window.Bounds()
	first, last := c.param(int64(from)), c.param(int64(to))
	c.where("e.possibleFrom <= %s AND e.possibleTo >= %s", last, first)
	// Most have one day and no candidates, and an index tells that first.
	c.where("(e.span = 0 OR e.candidates IS NULL OR any(day IN e.candidates WHERE %s <= day AND day <= %s))", first, last)
	if window.Certainty == graph.Certain {
		c.where("NOT e.sortDate STARTS WITH '%s'", undatedKey)
		c.where("CASE WHEN e.certainFrom IS NULL THEN e.possibleFrom >= %s AND e.possibleTo <= %s "+
			"ELSE e.certainFrom <= %s AND e.certainTo >= %s END", first, last, last, first)
	}
	c.time = window
	c.short = from != graph.Beginning && int64(to)-int64(from) <= shortWindow && c.kind == graph.EventEntity
}

// best returns the index of the pattern to start from, -1 if there is nothing
// better than to look through the entities of the kind, or of some time.
func (c *choice) best() int {
	best := -1
	for i, p := range c.patterns {
		if c.short && p.rank > rankWindow {
			continue
		}
		if best < 0 || cmp.Or(cmp.Compare(p.rank, c.patterns[best].rank), cmp.Compare(p.count, c.patterns[best].count)) < 0 {
			best = i
		}
	}
	return best
}

// text returns the Cypher that binds e to each entity chosen, without
// repetition, if all of extra holds too.
func (c *choice) text(extra ...string) string {
	best := c.best()
	start, conditions := c.start(best)
	text := start + c.rest(best, slices.Concat(conditions, extra))
	if best >= 0 {
		switch way := c.patterns[best].way; {
		case strings.Contains(way, anyDepth):
			// Neo4j (5.26, 2026.09) takes the ends of such ways for distinct and
			// leaves out DISTINCT, though they are so for each start alone.
			return text + "\nWITH e, count(*) AS ways"
		case way != "":
			return text + "\nWITH DISTINCT e"
		}
	}
	return text + "\nWITH e"
}

// rest returns the Cypher for these conditions, and for all that the best
// pattern leaves to be asked.
func (c *choice) rest(best int, conditions []string) string {
	early := slices.Concat(conditions, c.conditions)
	var late []string
	for i, p := range c.patterns {
		switch {
		case i == best && !c.rivals(best):
		case p.way == "":
			early = append(early, p.conditions("e")...)
		case p.values == "":
			early = append(early, "EXISTS { "+p.path("y", "(e)")+where(p.conditions("y"))+" }")
		default:
			// Looks at everybody at the other end, so it comes last.
			late = append(late, "EXISTS { "+p.path("y", "(e)")+where(p.conditions("y"))+" }")
		}
	}
	if late == nil {
		return where(early)
	}
	return where(early) + "\nWITH *" + where(late)
}

// start returns the Cypher that binds e to candidates, and the conditions that
// belong to it.
func (c *choice) start(best int) (text string, conditions []string) {
	node := "(e:" + labels[c.kind] + ")"
	if best < 0 {
		if c.short {
			w := c.walk(best)
			c.params["tiers"] = c.tiers(graph.Query{})
			return w.each + "\nMATCH " + w.path, w.conditions()
		}
		text = "MATCH " + node
	} else {
		text, conditions = c.startAt(best, node)
	}
	if c.kinds {
		conditions = append(conditions, "e.kind IN q.kinds")
	}
	return text, conditions
}

func (c *choice) startAt(best int, node string) (text string, conditions []string) {
	p := c.patterns[best]
	switch {
	case p.way == "":
		// By the label that the ids are unique under.
		return "MATCH (e:" + entityLabel + ")", append(p.conditions("e"), "e:"+labels[c.kind])
	case p.values == "":
		return "MATCH " + p.path("x", node), p.conditions("x")
	}
	if p.also != "" {
		conditions = []string{p.also}
	}
	values := p.values
	if c.rivals(best) {
		text, values = c.fewest(p.way), "fewest"
	}
	// The node by itself first, so that the search does start there.
	text += "MATCH (x:" + cmp.Or(p.label, entityLabel) + ") WHERE x." + p.property + " IN " + values + " WITH q, x\n"
	return text + "MATCH " + p.path("x", node), conditions
}

// rivals reports whether other patterns are as good as this one, but for what
// the database alone knows: how many relationships there are.
func (c *choice) rivals(best int) bool {
	return len(c.alike(c.patterns[best].way)) > 1
}

// alike returns the values of the patterns that go the same way from entities.
func (c *choice) alike(way string) []string {
	var alike []string
	for _, p := range c.patterns {
		if way != "" && p.way == way && p.values != "" && p.also == "" && p.label == "" {
			alike = append(alike, p.values)
		}
	}
	return alike
}

// fewest returns the Cypher that finds out from whom fewest relationships
// lead: of a state and a committee, the committee.
func (c *choice) fewest(way string) string {
	return "UNWIND [" + strings.Join(c.alike(way), ", ") + "] AS fewest\n" +
		"CALL (fewest) { MATCH (x:" + entityLabel + ") WHERE x.id IN fewest RETURN sum(COUNT { (x)" + way + "() }) AS number }\n" +
		"WITH q, fewest ORDER BY number LIMIT 1\n"
}

// where joins conditions, of which some may be empty.
func where(conditions []string) string {
	given := slices.DeleteFunc(slices.Clone(conditions), func(condition string) bool { return condition == "" })
	if len(given) == 0 {
		return ""
	}
	return "\nWHERE " + strings.Join(given, "\n  AND ")
}
