package neo4j

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/names"
)

// How an entity is drawn: as one node that holds its record, nodes for its
// parts, and relationships. All of it follows from the entity alone, so what
// was drawn of an entity before is found again by drawing it once more.

// properties are those of one node or relationship. What is empty is left out.
type properties map[string]any

func (p properties) text(name, value string) {
	if value != "" {
		p[name] = value
	}
}

func (p properties) texts(name string, values []string) {
	if len(values) > 0 {
		p[name] = values
	}
}

func (p properties) flag(name string, value bool) {
	if value {
		p[name] = true
	}
}

func (p properties) day(name string, day graph.Date) {
	if day != 0 {
		p[name] = neo4j.DateOf(day.Time())
	}
}

// fuzzy adds a date as people read it: EDTF under the given name, and the days
// that bound it.
func (p properties) fuzzy(name string, date *graph.FuzzyDate) {
	if date.Dated() {
		p[name] = date.EDTF()
		p.day("earliest", date.Earliest)
		p.day("latest", date.Latest)
	}
}

// title adds what titles and names are sorted, filtered and searched by.
func (p properties) title(e graph.Entity, title string, others ...string) {
	p["sortName"] = nameKey(graph.PositionOf(e, graph.ByName))
	p["text"] = graph.SearchText(title)
	keys := names.Keys(title)
	for _, name := range others {
		keys = append(keys, names.Keys(name)...)
	}
	slices.Sort(keys)
	p.text("keys", strings.Join(slices.Compact(keys), " "))
}

// dated adds what [graph.ByDate] sorts by.
func (p properties) dated(e graph.Entity) {
	position := graph.PositionOf(e, graph.ByDate)
	p["sortDate"] = dateKey(position, false)
	p["sortDateDown"] = dateKey(position, true)
}

// extent adds what a window is compared with. Where nothing lasted, the
// certain bounds are the possible ones and are left out.
func (p properties) extent(extent graph.Extent) {
	p["possibleFrom"], p["possibleTo"] = int64(extent.PossibleFrom), int64(extent.PossibleTo)
	p["span"] = spanOf(extent)
	if extent.Lasting {
		p["certainFrom"], p["certainTo"] = int64(extent.CertainFrom), int64(extent.CertainTo)
	}
	if len(extent.Candidates) > 0 {
		days := make([]int64, len(extent.Candidates))
		for i, day := range extent.Candidates {
			days[i] = int64(day)
		}
		p["candidates"] = days
	}
}

// spans are the lengths in days by which extents are sorted into classes, so
// that an index on where they start finds those that overlap a window without
// reading all that started before it: what is no longer than a month starts at
// most a month before the window. What is undated is a class of its own, behind
// these, so that within each class sortDate is the order in either direction.
var spans = []int64{0, 31, 366, math.MaxInt64}

func spanOf(extent graph.Extent) int64 {
	if extent.Undated {
		return int64(len(spans))
	}
	class, _ := slices.BinarySearch(spans, int64(extent.PossibleTo)-int64(extent.PossibleFrom))
	return int64(class)
}

// Sort keys are stored texts whose order, byte by byte, is the order of
// positions in the domain, the id included, so that one property sorts a list
// and bounds its pages.

// keyEnd stands between a key and the id. It is less than whatever a key may
// hold; see plainKey.
const keyEnd = "\t"

// nameKey is the sort key of a position by name.
func nameKey(position graph.Position) string {
	return plainKey(position.Name) + keyEnd + plainKey(position.ID)
}

// dateKey is the sort key of a position by date: the first and the last day.
// What is undated comes last, so that it needs another key for lists that run
// down.
func dateKey(position graph.Position, descending bool) string {
	key := undatedKey
	switch {
	case position.Undated && descending:
		key = "-"
	case !position.Undated:
		key = dayKey(position.Earliest) + "/" + dayKey(position.Latest)
	}
	return key + keyEnd + plainKey(position.ID)
}

// undatedKey comes after all dates, lastKey after all keys.
const (
	undatedKey = "~"
	lastKey    = "~~"
)

// plainKey rewrites a text so that it sorts the same in every manner in which
// Neo4j may compare it: some texts it compares by their bytes and others by
// UTF-16 units, which differ about characters beyond U+FFFE. These are
// written as U+FFFF, which is greater than all others in both, and six
// hexadecimal digits. What is not greater than keyEnd is written as the next
// greater character and one that tells which it was.
//
// An index takes some 8,000 bytes, so that no more than maxKey count.
func plainKey(text string) string {
	var key strings.Builder
	for _, r := range text {
		switch {
		case key.Len() >= maxKey:
			return key.String()
		case r <= '\n':
			key.WriteString("\n")
			key.WriteRune(r + ' ')
		case r < '\uffff':
			key.WriteRune(r)
		default:
			fmt.Fprintf(&key, "\uffff%06x", r)
		}
	}
	return key.String()
}

const maxKey = 3500

// dayKey has the same width for all days. The domain knows years 1 to 9999;
// the ends of time lie beyond.
func dayKey(day graph.Date) string {
	switch {
	case day < 1:
		return "0000-00-00"
	case day > lastDay:
		return "9999-99-99"
	}
	return day.String()
}

var lastDay = graph.NewDate(9999, time.December, 31)

// part is a node that belongs to one entity and goes with it.
type part struct {
	label string
	held  string // the type of the relationship from the entity
	how   properties
	props properties
	// source is the id of that in which a claim is told, empty for other parts.
	source string
}

// edge is a relationship. owner is the entity whose record it follows from, if
// that is neither of its ends.
type edge struct {
	kind     string
	from, to string
	owner    string
	props    properties
}

// drawing is what stands in the database for one entity beside its node.
type drawing struct {
	parts []part
	// edges join entities; partEdges start or end at a part.
	edges, partEdges []edge
}

// labelsOf returns the labels of an entity's node beside that of all entities, in
// Cypher's notation.
func labelsOf(e graph.Entity) string {
	var participants []graph.Participant
	switch e := e.(type) {
	case *graph.Event:
		participants = e.Participants
	case *graph.Agreement:
		participants = e.Parties
	}
	label := labels[e.EntityKind()]
	if slices.ContainsFunc(participants, func(p graph.Participant) bool { return p.Role == graph.Mediator }) {
		label += ":" + mediationLabel
	}
	return label
}

// nodeOf returns the properties of an entity's node.
func nodeOf(e graph.Entity, record []byte) properties {
	p := properties{"id": e.EntityID(), "record": string(record)}
	switch e := e.(type) {
	case *graph.Actor:
		p.text("kind", string(e.Kind))
		p.text("name", e.Name)
		p.text("description", e.Description)
		p.texts("tags", e.Tags)
		others := searchedNames(e.Names)
		p.texts("otherNames", others)
		p.title(e, e.Name, others...)
	case *graph.Place:
		p.text("kind", string(e.Kind))
		p.text("name", e.Name)
		others := searchedNames(e.Names)
		p.texts("otherNames", others)
		p.title(e, e.Name, others...)
		if e.Latitude != nil && e.Longitude != nil {
			p["latitude"], p["longitude"] = *e.Latitude, *e.Longitude
		}
	case *graph.Source:
		p.text("key", e.Key)
		p.text("title", e.Title)
		p.text("author", e.Author)
		p.text("publisher", e.Publisher)
		p.text("voice", e.Voice())
		p.text("url", e.URL)
		p.fuzzy("published", e.Published)
		p.title(e, e.Title)
		p.dated(e)
	case *graph.Event:
		p.text("kind", string(e.Kind))
		p.text("title", e.Title)
		p.text("realis", string(e.Realis))
		p.text("outcome", e.Outcome)
		p.fuzzy("edtf", e.Date)
		p.title(e, e.Title)
		p.dated(e)
		p.extent(e.Date.Extent())
	case *graph.Agreement:
		p.text("kind", string(e.Kind))
		p.text("title", e.Title)
		p.text("realis", string(e.Realis))
		p.text("outcome", e.Outcome)
		p.fuzzy("edtf", e.Date)
		p.title(e, e.Title)
		p.dated(e)
		p.extent(e.Date.Extent())
	case *graph.Affiliation:
		p.text("kind", string(e.Kind))
		p.text("post", e.Post)
		p.texts("supportTypes", textsOf(e.SupportTypes))
		p.text("verbatim", e.Verbatim)
		p.text("interval", e.Interval.String())
		p.dated(e)
		p.extent(e.Interval.Extent())
	}
	return p
}

func searchedNames(all []graph.Name) []string {
	var searched []string
	for _, name := range all {
		if name.Type != graph.Label {
			searched = append(searched, name.Text)
		}
	}
	return searched
}

func textsOf[T ~string](words []T) []string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = string(word)
	}
	return texts
}

// draw returns all that stands for an entity beside its node.
func draw(e graph.Entity) *drawing {
	d := new(drawing)
	id := e.EntityID()
	switch e := e.(type) {
	case *graph.Actor:
		d.names(e.Names)
		d.links(id, e.Links)
	case *graph.Place:
		d.names(e.Names)
		if e.Within != nil {
			d.edge(edge{kind: placeWithin, from: id, to: e.Within.ID})
		}
	case *graph.Source:
		if e.PublisherActor != nil {
			d.edge(edge{kind: publishedBy, from: id, to: e.PublisherActor.ID})
		}
	case *graph.Event:
		d.participants(e, e.Participants)
		d.places(id, e.Places)
		d.links(id, e.Links)
		d.ties("event", e.Date, graph.EvidenceOf(e))
	case *graph.Agreement:
		d.participants(e, e.Parties)
		d.places(id, e.Places)
		d.terms(e.Terms)
		d.links(id, e.Links)
		d.ties("agreement", e.Date, graph.EvidenceOf(e))
	case *graph.Affiliation:
		d.affiliation(e)
		d.links(id, e.Links)
	}
	d.claims(e)
	return d
}

func (d *drawing) edge(e edge) {
	if e.props == nil {
		e.props = properties{}
	}
	d.edges = append(d.edges, e)
}

func (d *drawing) names(all []graph.Name) {
	for _, name := range all {
		p := properties{}
		p.text("text", name.Text)
		p.text("type", string(name.Type))
		p.text("language", name.Language)
		p.text("script", name.Script)
		p.text("origin", string(name.Origin))
		p.flag("doubtful", name.Doubtful)
		d.parts = append(d.parts, part{label: nameLabel, held: named, props: p})
	}
}

func (d *drawing) participants(e graph.Entity, all []graph.Participant) {
	for i := range all {
		participant := &all[i]
		p := properties{"role": string(participant.Role)}
		if participant.Side != 0 {
			p["side"] = int64(participant.Side)
		}
		if participant.OnBehalfOf != nil {
			p.text("onBehalfOf", participant.OnBehalfOf.ID)
		}
		p.text("verbatim", participant.Verbatim)
		p.flag("implied", len(participant.Claims) > 0 && !slices.ContainsFunc(participant.Claims, stated))
		p.flag("fromAgreement", participant.FromAgreement)
		d.edge(edge{kind: participation[participant.Role], from: participant.Actor.ID, to: e.EntityID(), props: p})
	}
	d.partakers(e, all)
}

// partakers draws who takes part at all, once for whatever roles, with what
// puts one actor's events in order.
func (d *drawing) partakers(e graph.Entity, all []graph.Participant) {
	span, sortDate := spanOf(graph.DateOf(e).Extent()), dateKey(graph.PositionOf(e, graph.ByDate), false)
	drawn := map[string]bool{}
	for i := range all {
		if id := all[i].Actor.ID; !drawn[id] {
			drawn[id] = true
			p := properties{"actor": id, "span": span, "sortDate": sortDate}
			d.edge(edge{kind: takesPart[e.EntityKind()], from: id, to: e.EntityID(), props: p})
		}
	}
}

func stated(claim graph.Claim) bool {
	return claim.Basis == graph.Stated || claim.Basis == graph.Ambiguous
}

func (d *drawing) places(id string, uses []graph.PlaceUse) {
	for _, use := range uses {
		p := properties{}
		p.text("role", string(use.Role))
		p.text("precision", string(use.Precision))
		d.edge(edge{kind: placedAt, from: id, to: use.Place.ID, props: p})
	}
}

func (d *drawing) links(id string, links []graph.Link) {
	for _, link := range links {
		p := properties{}
		p.text("term", link.TermID)
		p.texts("by", idsOf(link.By))
		d.edge(edge{kind: linkType(link.How), from: id, to: link.To.EntityID(), props: p})
	}
}

func idsOf(actors []*graph.Actor) []string {
	ids := make([]string, len(actors))
	for i, actor := range actors {
		ids[i] = actor.ID
	}
	return ids
}

func (d *drawing) ties(ground string, date *graph.FuzzyDate, evidence []graph.Evidence) {
	for i := range evidence {
		e := &evidence[i]
		id := e.Piece().Ground
		p := properties{ground: id}
		p.evidence(e)
		p.flag("implied", e.Implied)
		if date.Dated() {
			p.day("first", date.Earliest)
			p.day("last", date.Latest)
		}
		d.edge(edge{kind: tieType(e.Kind), from: e.From.ID, to: e.To.ID, owner: id, props: p})
	}
}

// evidence adds what [reader.Adjacent] asks of a tie: see there.
func (p properties) evidence(e *graph.Evidence) {
	piece, extent := e.Piece(), e.Extent()
	p["realis"] = string(e.Realis())
	if piece.Unit != piece.Ground {
		p["unit"] = piece.Unit
	}
	p.text("whole", piece.Whole)
	p.flag("denied", !e.Asserted())
	p.flag("undated", extent.Undated)
	p.extent(extent)
}

func (d *drawing) affiliation(a *graph.Affiliation) {
	d.edge(edge{kind: affiliationFrom, from: a.ID, to: a.From.ID})
	d.edge(edge{kind: affiliationTo, from: a.ID, to: a.To.EntityID()})
	p := properties{"affiliation": a.ID}
	p.text("post", a.Post)
	p.texts("supportTypes", textsOf(a.SupportTypes))
	if a.Interval != nil && a.Interval.Start.Dated() {
		p.text("start", a.Interval.Start.EDTF())
	}
	if a.Interval != nil && a.Interval.End.Dated() {
		p.text("end", a.Interval.End.EDTF())
	}
	from, to := a.From.ID, a.To.EntityID()
	for _, evidence := range graph.EvidenceOf(a) {
		p.evidence(&evidence)
		from, to = evidence.From.ID, evidence.To.ID
	}
	d.edge(edge{kind: affiliationType(a.Kind), from: from, to: to, owner: a.ID, props: p})
}

func (d *drawing) terms(terms []graph.Term) {
	for i := range terms {
		term := &terms[i]
		p := properties{"id": term.ID, "kind": string(term.Kind), "negated": term.Negated}
		p.text("text", term.Text)
		p.text("condition", term.Condition)
		var statuses []string
		for _, entry := range term.Compliance {
			statuses = append(statuses, string(entry.Status))
		}
		p.texts("statuses", statuses)
		d.parts = append(d.parts, part{label: termLabel, held: hasTerm, props: p})
		for _, ends := range []struct {
			kind   string
			actors []*graph.Actor
		}{{obligedBy, term.Obligors}, {benefitsFrom, term.Beneficiaries}} {
			for _, actor := range ends.actors {
				d.partEdges = append(d.partEdges, edge{kind: ends.kind, from: actor.ID, to: term.ID, props: properties{}})
			}
		}
	}
}

// claims draws the claims of an entity and of all its parts.
func (d *drawing) claims(e graph.Entity) {
	graph.Walk(e, graph.Visitor{Claim: func(at *graph.Path, claim *graph.Claim) {
		p := properties{"id": claim.ID, "sortId": plainKey(claim.ID), "holder": e.EntityID()}
		p.text("stance", string(claim.Stance))
		p.text("basis", string(claim.Basis))
		p.text("locator", claim.Locator)
		p.text("note", claim.Note)
		p.fuzzy("asOf", claim.AsOf)
		p.dated(claim)
		how := properties{}
		path := at.String()
		how.text("part", strings.TrimSuffix(path[:strings.LastIndex(path, "claims[")], "."))
		d.parts = append(d.parts, part{label: labels[graph.ClaimEntity], held: restsOn, how: how, props: p, source: claim.Source.ID})
		for i, actor := range claim.AttributedTo {
			d.partEdges = append(d.partEdges, edge{
				kind: attributedTo, from: claim.ID, to: actor.ID, props: properties{"position": int64(i)},
			})
		}
	}})
}

// isTie reports whether the relationship joins two actors as a tie does.
func (e *edge) isTie() bool {
	_, known := graph.TieKind(e.kind).Word()
	return known && e.owner != ""
}
