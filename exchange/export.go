package exchange

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// Output is a format in which people take away what is stored: a network, or
// the whole dataset.
type Output struct {
	// Name is what the format is called in addresses and on the command line.
	Name string
	// Extension is that of its files, with the dot; Media is their media type.
	Extension, Media string
	// Write writes a network; nil for the format that holds the whole dataset,
	// which [WriteJSONLines] writes.
	Write func(context.Context, io.Writer, *Export) error
}

// Outputs are all formats that are written.
var Outputs = []Output{
	{"gexf", ".gexf", "application/gexf+xml", WriteGEXF},
	{"graphml", ".graphml", "application/graphml+xml", WriteGraphML},
	{"csv", ".zip", "application/zip", WriteCSVZip},
	{"node-link", ".json", "application/json", WriteNodeLink},
	{"cytoscape", ".cyjs", "application/json", WriteCytoscape},
	{"jsonl", ".jsonl", "application/jsonl", nil},
}

// OutputNamed returns the format of that name, or CodeNotFound.
func OutputNamed(name string) (Output, error) {
	var names []string
	for _, output := range Outputs {
		if output.Name == name {
			return output, nil
		}
		names = append(names, output.Name)
	}
	return Output{}, graph.Errorf(graph.CodeNotFound, "there is no format %q, only %s", clip(name), strings.Join(names, ", "))
}

// About says what a file holds, so that it can be cited and made again. Every
// format keeps it in its own place.
type About struct {
	// Generator is the program that writes, with its version.
	Generator string
	// Version is the dataset's.
	Version  string
	Exported time.Time
	// Question is the field of the API that the network answers, network or
	// neighborhood, and Arguments are those that it was given, as JSON.
	Question  string
	Arguments json.RawMessage
}

// Export is a network that is written.
type Export struct {
	// Network is one whose ties are not bare, whose actors are loaded, and of
	// which the whole was looked at.
	Network *graph.Network
	About   About
	// Uniform writes undirected ties as directed ones, from the end with the
	// smaller id, wherever the network has directed ones as well: some readers
	// take no file that has both. The attribute directed tells them apart.
	Uniform bool
}

// mostCited bounds how many pieces of evidence, and how many places in sources,
// one edge names.
const mostCited = 100

// listSeparator joins the items of a list where a format has none. In an item
// it has a backslash before it, and so has a backslash.
const listSeparator = "|"

var listEscaper = strings.NewReplacer(`\`, `\\`, listSeparator, `\`+listSeparator)

// joined is a list in one text.
func joined(list []string) string {
	escaped := make([]string, len(list))
	for i, item := range list {
		escaped[i] = listEscaper.Replace(item)
	}
	return strings.Join(escaped, listSeparator)
}

// cell is what a column holds.
type cell int

const (
	textCell  cell = iota // string
	countCell             // int
	truthCell             // bool
	listCell              // []string
)

// column is one attribute of all nodes or of all edges. An empty text or list
// is no value.
type column[row any] struct {
	name  string
	holds cell
	about string // for who reads the file
	of    func(*row) any
}

// node and edge are what columns are taken of.
type node struct {
	*graph.NetworkNode
	degree int
}

type edge struct {
	*graph.Tie
	evidence, sources []string
}

// The columns that every network has, beside those that each format has a place
// of its own for: ids, the label of nodes, and the weight of edges.
var nodeColumns = []column[node]{
	{"kind", textCell, "what sort of actor it is", func(n *node) any { return string(n.Actor.Kind) }},
	{"names", listCell, "its other names", func(n *node) any { return otherNames(n.Actor) }},
	{"description", textCell, "what it is, in a sentence", func(n *node) any { return n.Actor.Description }},
	{"tags", listCell, "its tags", func(n *node) any { return n.Actor.Tags }},
	{"externalIds", listCell, "its ids in other datasets, as scheme:value", func(n *node) any { return externalIDs(n.Actor) }},
	{"degree", countCell, "how many neighbours it has in the whole network, also among those left out", func(n *node) any { return n.degree }},
}

// distanceColumn is one of neighbourhoods.
var distanceColumn = column[node]{"distance", countCell, "how many steps it is from the nearest actor asked for", func(n *node) any { return n.Distance }}

// gatheredColumns are those of networks that are rolled up.
var gatheredColumns = []column[node]{
	{"members", listCell, "the ids of the actors that it stands for", func(n *node) any { return idsOf(n.Members) }},
	{"tiesInside", countCell, "how many ties between these are not shown", func(n *node) any { return n.TiesInside }},
	{"evidenceInside", countCell, "how many pieces of evidence these rest on", func(n *node) any { return n.EvidenceInside }},
}

var edgeColumns = []column[edge]{
	{"kind", textCell, "which relation it is", func(e *edge) any { return string(e.Kind) }},
	{"family", textCell, "which sort of relation that is", func(e *edge) any { return string(e.Kind.Family()) }},
	{"directed", truthCell, "whether the relation goes from source to target; if not, both are alike", func(e *edge) any { return e.Kind.Directed() }},
	{"firstSeen", textCell, "the date of the earliest evidence, in EDTF", func(e *edge) any { return notation(e.FirstSeen) }},
	{"firstSeenEarliest", textCell, "the first day that this date can mean", func(e *edge) any { return day(e.FirstSeen, earliest) }},
	{"firstSeenLatest", textCell, "the last day that this date can mean", func(e *edge) any { return day(e.FirstSeen, latest) }},
	{"lastSeen", textCell, "the date of the latest evidence, in EDTF", func(e *edge) any { return notation(e.LastSeen) }},
	{"lastSeenEarliest", textCell, "the first day that this date can mean", func(e *edge) any { return day(e.LastSeen, earliest) }},
	{"lastSeenLatest", textCell, "the last day that this date can mean", func(e *edge) any { return day(e.LastSeen, latest) }},
	{"eventCount", countCell, "how many events, agreements and affiliations it rests on", func(e *edge) any { return e.EventCount }},
	{"publisherCount", countCell, "how many independent publishers tell it", func(e *edge) any { return e.PublisherCount }},
	{"contested", truthCell, "whether somebody denies or doubts what another asserts", func(e *edge) any { return e.Contested }},
	{"impliedOnly", truthCell, "whether no source states the part of both ends", func(e *edge) any { return e.ImpliedOnly }},
	{"certainty", textCell, "how sure it is that some evidence meets the filter", func(e *edge) any { return string(e.Certainty) }},
	{"matched", listCell, "the ids of ends that meet the filter as subordinates", func(e *edge) any { return idsOf(e.Matched) }},
	{"evidenceCount", countCell, "how many pieces of evidence there are", func(e *edge) any { return len(e.Evidence) }},
	{"evidence", listCell, "the ids of the first 100 of these", func(e *edge) any { return e.evidence }},
	{"sources", listCell, "where sources tell of it: the first 100 places", func(e *edge) any { return e.sources }},
}

func otherNames(actor *graph.Actor) []string {
	names := make([]string, 0, len(actor.Names))
	for i := range actor.Names {
		if text := actor.Names[i].Text; text != actor.Name {
			names = append(names, text)
		}
	}
	return names
}

func externalIDs(actor *graph.Actor) []string {
	ids := make([]string, len(actor.ExternalIDs))
	for i, id := range actor.ExternalIDs {
		ids[i] = id.Scheme + ":" + id.Value
	}
	return ids
}

func idsOf(actors []*graph.Actor) []string {
	ids := make([]string, len(actors))
	for i, actor := range actors {
		ids[i] = actor.ID
	}
	return ids
}

func notation(date *graph.FuzzyDate) string {
	if !date.Dated() {
		return ""
	}
	return date.EDTF()
}

func day(date *graph.FuzzyDate, end func(*graph.FuzzyDate) graph.Date) string {
	if date == nil {
		return ""
	}
	return end(date).String()
}

func earliest(date *graph.FuzzyDate) graph.Date { return date.Earliest }
func latest(date *graph.FuzzyDate) graph.Date   { return date.Latest }

// sheet is an export made ready: which columns it has and how its edges point.
type sheet struct {
	*Export
	nodeColumns []column[node]
	degrees     map[string]int
	// anyDirected says that some tie has a direction.
	anyDirected bool
}

func newSheet(export *Export) (*sheet, error) {
	degrees, err := export.Network.Degrees()
	if err != nil {
		return nil, err
	}
	s := &sheet{Export: export, nodeColumns: slices.Clone(nodeColumns), degrees: degrees}
	if slices.ContainsFunc(export.Network.Nodes, func(n *graph.NetworkNode) bool { return n.Distance > 0 }) {
		s.nodeColumns = append(s.nodeColumns, distanceColumn)
	}
	if slices.ContainsFunc(export.Network.Nodes, func(n *graph.NetworkNode) bool { return n.Members != nil }) {
		s.nodeColumns = append(s.nodeColumns, gatheredColumns...)
	}
	s.anyDirected = slices.ContainsFunc(export.Network.Ties, func(t *graph.Tie) bool { return t.Kind.Directed() })
	return s, nil
}

// directed reports how a tie is written.
func (s *sheet) directed(tie *graph.Tie) bool {
	return tie.Kind.Directed() || s.Uniform && s.anyDirected
}

// each calls write for the rows of all nodes and then of all edges, until one
// fails or the context ends. The rows do not outlive the call.
func (s *sheet) each(ctx context.Context, nodes func(*node) error, between func() error, edges func(*edge) error) error {
	for _, shown := range s.Network.Nodes {
		if err := goingOn(ctx); err != nil {
			return err
		}
		if err := nodes(&node{shown, s.degrees[shown.Actor.ID]}); err != nil {
			return err
		}
	}
	if err := between(); err != nil {
		return err
	}
	for _, tie := range s.Network.Ties {
		if err := goingOn(ctx); err != nil {
			return err
		}
		if err := edges(&edge{tie, evidenceOf(tie), sourcesOf(tie)}); err != nil {
			return err
		}
	}
	return nil
}

func goingOn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return graph.Errorf(graph.CodeTimeout, "the export was stopped before it ended").Because(err)
	}
	return nil
}

// evidenceOf lists the ids of what a tie rests on, the oldest first.
func evidenceOf(tie *graph.Tie) []string {
	ids := make([]string, 0, min(len(tie.Evidence), mostCited))
	for i := range tie.Evidence {
		if len(ids) == mostCited {
			break
		}
		switch e := &tie.Evidence[i]; {
		case e.Event != nil:
			ids = append(ids, e.Event.ID)
		case e.Agreement != nil:
			ids = append(ids, e.Agreement.ID)
		default:
			ids = append(ids, e.Affiliation.ID)
		}
	}
	return ids
}

// sourcesOf lists the places where sources tell of a tie, each once.
func sourcesOf(tie *graph.Tie) []string {
	var places []string
	seen := map[string]bool{}
	for i := range tie.Evidence {
		for _, claim := range tie.Evidence[i].Claims() {
			if len(places) == mostCited {
				return places
			}
			if place := placeOf(claim); !seen[place] {
				seen[place] = true
				places = append(places, place)
			}
		}
	}
	return places
}

// placeOf is where a source tells something: its key, a colon, and the locator.
func placeOf(claim *graph.Claim) string {
	if key := claim.Source.Key; key != "" && !strings.HasPrefix(claim.Locator, key+":") {
		return key + ":" + claim.Locator
	}
	return claim.Locator
}

// facts lists what About and the network say of the file, in the order in which
// they are written.
func (s *sheet) facts() []fact {
	facts := []fact{
		{"generator", s.About.Generator},
		{"datasetVersion", s.About.Version},
		{"exportedAt", s.About.Exported.UTC().Format(time.RFC3339)},
		{"question", s.About.Question},
		{"arguments", s.About.Arguments},
		{"nodes", len(s.Network.Nodes)},
		{"ties", len(s.Network.Ties)},
	}
	var omitted graph.Truncation
	if s.Network.Truncated != nil {
		omitted = *s.Network.Truncated
	}
	return append(facts, fact{"nodesOmitted", omitted.NodesOmitted}, fact{"tiesOmitted", omitted.TiesOmitted})
}

// fact is one thing that a file says of itself: a string, an int, or JSON.
type fact struct {
	name  string
	value any
}

// spell is a stretch of days; an end that is not known is the zero Date.
type spell struct{ from, to graph.Date }

// spellsOf returns when the evidence of a tie was, as far as it is dated: from
// the first to the last day that each date can mean, and each candidate by
// itself. They are in order, and neither meet nor overlap.
func spellsOf(tie *graph.Tie) []spell {
	var spells []spell
	for i := range tie.Evidence {
		date := tie.Evidence[i].Date()
		switch {
		case !date.Dated():
		case len(date.Candidates) > 0:
			for _, day := range date.Candidates {
				spells = append(spells, spell{day, day})
			}
		default:
			spells = append(spells, spell{date.Earliest, date.Latest})
		}
	}
	return merged(spells)
}

// merged joins spells that overlap or follow each other day on day.
func merged(spells []spell) []spell {
	slices.SortFunc(spells, func(a, b spell) int { return int(a.from) - int(b.from) })
	var whole []spell
	for _, next := range spells {
		if last := len(whole) - 1; last >= 0 && (whole[last].to == 0 || next.from <= whole[last].to+1) {
			if whole[last].to != 0 && (next.to == 0 || next.to > whole[last].to) {
				whole[last].to = next.to
			}
			continue
		}
		whole = append(whole, next)
	}
	return whole
}

// actorSpells returns when the ties of each actor were. It has none for an actor
// of whom some tie is not dated at all: there may have been one at any time.
func actorSpells(ties []*graph.Tie) map[string][]spell {
	of, undated := map[string][]spell{}, map[string]bool{}
	for _, tie := range ties {
		spells := spellsOf(tie)
		for _, actor := range []*graph.Actor{tie.From, tie.To} {
			undated[actor.ID] = undated[actor.ID] || spells == nil
			of[actor.ID] = append(of[actor.ID], spells...)
		}
	}
	for id, spells := range of {
		if undated[id] {
			delete(of, id)
		} else {
			of[id] = merged(spells)
		}
	}
	return of
}
