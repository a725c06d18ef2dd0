package storetest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
)

// Graph generates graphs: batches that a store accepts, of all kinds of
// entities, with dates of every sense, chains of PART_OF, links, terms, names
// in several scripts and odd letters, and publishers with several sources. Its
// Example gives one graph per seed, for benchmarks.
func Graph() *rapid.Generator[[]graph.Entity] {
	return rapid.Custom(func(t *rapid.T) []graph.Entity { return newDraft(t).entities() })
}

// draft is a graph in the making. Entities refer only to such as exist, and
// where cycles are forbidden only to such as come before them.
type draft struct {
	sources      []*graph.Source
	places       []*graph.Place
	actors       []*graph.Actor
	affiliations []*graph.Affiliation
	agreements   []*graph.Agreement
	events       []*graph.Event
	publishers   []string
}

func newDraft(t *rapid.T) *draft {
	d := &draft{publishers: []string{"The Paper", "Southern Wire", "وكالة الأنباء", ""}}
	number := func(label string, least, most int) int { return rapid.IntRange(least, most).Draw(t, label) }
	for i := range number("sources", 1, 4) {
		d.sources = append(d.sources, d.source(t, i))
	}
	for i := range number("places", 1, 7) {
		d.places = append(d.places, d.place(t, i))
	}
	// Actors may refer to each other, and all others to actors, so that the
	// ids come first.
	for i := range number("actors", 2, 10) {
		d.actors = append(d.actors, &graph.Actor{ID: fmt.Sprintf("a%d", i)})
	}
	for i := range d.actors {
		d.actors[i] = d.actor(t, i)
	}
	for i := range number("affiliations", 0, 12) {
		d.affiliations = append(d.affiliations, d.affiliation(t, i))
	}
	for i := range number("agreements", 0, 4) {
		d.agreements = append(d.agreements, d.agreement(t, i))
	}
	for i := range number("events", 0, graph.MaxDepth) {
		d.events = append(d.events, d.event(t, i))
	}
	return d
}

// GoString gives the records, for the log of a test that failed.
func (d *draft) GoString() string { return recordsOf(d.entities()) }

func recordsOf(entities []graph.Entity) string {
	var text strings.Builder
	for _, entity := range entities {
		record, err := graph.Record(entity)
		fmt.Fprintf(&text, "\n%s %s %v", entity.EntityKind(), record, err)
	}
	return text.String()
}

// entities gives the draft in no particular order of dependence.
func (d *draft) entities() []graph.Entity {
	var all []graph.Entity
	all = appendAll(all, d.events)
	all = appendAll(all, d.actors)
	all = appendAll(all, d.agreements)
	all = appendAll(all, d.sources)
	all = appendAll(all, d.affiliations)
	return appendAll(all, d.places)
}

func appendAll[E graph.Entity](all []graph.Entity, more []E) []graph.Entity {
	for _, entity := range more {
		all = append(all, entity)
	}
	return all
}

// edit is a batch that changes a graph.
type edit struct{ graph.Batch }

// GoString gives the records, for the log of a test that failed.
func (e edit) GoString() string {
	return fmt.Sprintf("%s\nwithout %q", recordsOf(e.Entities), e.Delete)
}

// edit draws a batch that changes the draft's graph: some entities anew under
// their ids, and some events and affiliations away, of those that nothing
// refers to.
func (d *draft) edit(t *rapid.T) edit {
	var batch edit
	some := func(label string) bool { return chance(t, label, 3) }
	for i := range d.actors {
		if some("another actor") {
			d.actors[i] = d.actor(t, i)
			batch.Entities = append(batch.Entities, d.actors[i])
		}
	}
	for i := range d.agreements {
		if some("another agreement") {
			d.agreements[i] = d.agreement(t, i)
			batch.Entities = append(batch.Entities, d.agreements[i])
		}
	}
	for i := range d.places {
		if some("another place") {
			d.places[i] = d.place(t, i)
			batch.Entities = append(batch.Entities, d.places[i])
		}
	}
	for i := range d.events {
		if some("another event") {
			d.events[i] = d.event(t, i)
			batch.Entities = append(batch.Entities, d.events[i])
		}
	}
	referred := map[string]bool{}
	for _, entity := range d.entities() {
		graph.Walk(entity, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
			referred[ref.EntityID()] = true
			return nil
		}})
	}
	away := func(e graph.Entity) bool {
		if referred[e.EntityID()] || !chance(t, "away", 4) {
			return false
		}
		batch.Entities = slices.DeleteFunc(batch.Entities, func(put graph.Entity) bool { return put.EntityID() == e.EntityID() })
		batch.Delete = append(batch.Delete, e.EntityID())
		return true
	}
	d.events = slices.DeleteFunc(d.events, func(e *graph.Event) bool { return away(e) })
	d.affiliations = slices.DeleteFunc(d.affiliations, func(a *graph.Affiliation) bool { return away(a) })
	return batch
}

// chance is true one time in so many; rapid makes it false where it can.
func chance(t *rapid.T, label string, in int) bool {
	return rapid.IntRange(1, in).Draw(t, label) == in
}

func one[T any](t *rapid.T, label string, of []T) T { return rapid.SampledFrom(of).Draw(t, label) }

func wordOf[T ~string](t *rapid.T, label string, words []graph.Word[T]) T {
	return one(t, label, words).Name
}

// nameParts are the words of random names: close to each other, in two scripts,
// and with letters that are easily lost on the way.
var nameParts = []string{
	"Daraa", "Deraa", "Dar'a", "al-Balad", "Fourth", "4th", "8th", "Brigade", "Division", "Jaysh", "Jaish", "Committee", "of", "the", "Central",
	"درعا", "البلد", "اللواء", "الثامن", "الفرقة", "Çelik", "Ĳssel", "ß", "e\u0301cole", "اَلْجَيْش", "<b>&amp;", `"quoted"`, `back\slash`, "line\nbreak",
	"\u200fright\u200e", "🕊️", "\U0001f1f8\U0001f1fe", "%s", "$name", "`tick`", "I\u0307stanbul", "line\u2028separator", "null", "0", "-",
}

func text(t *rapid.T, label string) string {
	parts := rapid.SliceOfN(rapid.SampledFrom(nameParts), 1, 3).Draw(t, label)
	whole := ""
	for i, part := range parts {
		if i > 0 {
			whole += " "
		}
		whole += part
	}
	return whole
}

func maybeText(t *rapid.T, label string) string {
	if chance(t, label+"?", 4) {
		return text(t, label)
	}
	return ""
}

// named makes a name that no other entity of that kind bears.
func named(t *rapid.T, i int) string { return fmt.Sprintf("%s n%d", text(t, "name"), i) }

func moreNames(t *rapid.T) []graph.Name {
	var list []graph.Name
	for i := range rapid.IntRange(0, 2).Draw(t, "names") {
		list = append(list, graph.Name{
			Text: fmt.Sprintf("%s %d", text(t, "other name"), i), Type: wordOf(t, "type", graph.NameTypes), Origin: wordOf(t, "origin", graph.Origins),
			Doubtful: chance(t, "doubtful", 4),
		})
	}
	return list
}

func (d *draft) source(t *rapid.T, i int) *graph.Source {
	source := &graph.Source{
		ID: fmt.Sprintf("s%d", i), Key: fmt.Sprintf("S%d", i), Title: maybeText(t, "title"), Published: when(t),
		Publisher: one(t, "publisher", d.publishers),
	}
	if chance(t, "divided", 2) {
		source.Paragraphs = 9
	}
	return source
}

func (d *draft) place(t *rapid.T, i int) *graph.Place {
	place := &graph.Place{ID: fmt.Sprintf("p%d", i), Kind: wordOf(t, "kind", graph.PlaceKinds), Name: named(t, i), Names: moreNames(t)}
	if i > 0 && !chance(t, "alone", 4) {
		place.Within = d.places[rapid.IntRange(0, i-1).Draw(t, "within")]
	}
	if chance(t, "located", 3) {
		latitude, longitude := rapid.Float64Range(-90, 90).Draw(t, "latitude"), rapid.Float64Range(-180, 180).Draw(t, "longitude")
		place.Latitude, place.Longitude = &latitude, &longitude
	}
	return place
}

func (d *draft) actor(t *rapid.T, i int) *graph.Actor {
	actor := &graph.Actor{ID: fmt.Sprintf("a%d", i), Kind: wordOf(t, "kind", graph.ActorKinds), Name: named(t, i), Names: moreNames(t), Description: maybeText(t, "description")}
	if chance(t, "tagged", 3) {
		actor.Tags = []string{one(t, "tag", tags)}
	}
	if i > 0 && chance(t, "linked", 4) {
		actor.Links = []graph.Link{{How: graph.LinkPossiblySameAs, To: d.actors[rapid.IntRange(0, i-1).Draw(t, "to")], Claims: d.claims(t, 0)}}
	}
	if chance(t, "counted", 4) {
		actor.Figures = []graph.Figure{d.figure(t)}
	}
	return actor
}

var tags = []string{"foreign", "state", "أجنبي"}

func (d *draft) someone(t *rapid.T, label string) *graph.Actor { return one(t, label, d.actors) }

// claims draws least or more claims.
func (d *draft) claims(t *rapid.T, least int) []graph.Claim {
	var claims []graph.Claim
	for range least + rapid.IntRange(0, 2).Draw(t, "claims") {
		source := one(t, "source", d.sources)
		claim := graph.Claim{Source: source, Stance: graph.Reported, Basis: graph.Stated, Note: maybeText(t, "note")}
		if chance(t, "hedged", 3) {
			claim.Stance, claim.Basis = wordOf(t, "stance", graph.Stances), wordOf(t, "basis", graph.Bases)
		}
		if claim.Locator = text(t, "locator"); source.Paragraphs > 0 {
			claim.Locator = fmt.Sprintf("%s:%d", source.Key, rapid.IntRange(1, source.Paragraphs).Draw(t, "paragraph"))
		}
		for range rapid.IntRange(0, 2).Draw(t, "voices") {
			claim.AttributedTo = append(claim.AttributedTo, d.someone(t, "voice"))
		}
		if chance(t, "asOf?", 4) {
			claim.AsOf = when(t)
		}
		claims = append(claims, claim)
	}
	return claims
}

func (d *draft) figure(t *rapid.T) graph.Figure {
	figure := graph.Figure{Counted: one(t, "counted", []string{"killed", "displaced"}), Verbatim: "hundreds", Claims: d.claims(t, 0)}
	if chance(t, "value?", 2) {
		value := rapid.Float64Range(0, 1e6).Draw(t, "value")
		figure.Value, figure.Operator = &value, wordOf(t, "operator", graph.Operators)
	}
	if chance(t, "population?", 2) {
		figure.Population = d.someone(t, "population")
	}
	return figure
}

// firstDay and lastDay bound random dates: few enough days to meet often.
var firstDay, lastDay = graph.NewDate(2020, 12, 25), graph.NewDate(2021, 3, 5)

func day(t *rapid.T, label string, from graph.Date) graph.Date {
	return graph.Date(rapid.Int32Range(int32(from), int32(lastDay)).Draw(t, label))
}

// When generates fuzzy dates of every sense, and none.
func When() *rapid.Generator[*graph.FuzzyDate] { return rapid.Custom(when) }

func when(t *rapid.T) *graph.FuzzyDate {
	first := day(t, "day", firstDay)
	last := day(t, "last", first)
	date := &graph.FuzzyDate{Earliest: first, Latest: last, Sense: graph.Within, Approximate: chance(t, "about", 5), Verbatim: maybeText(t, "verbatim")}
	switch one(t, "sense", []string{"none", "unknown", "day", "month", "range", "since", "until", "days", "throughout", "from", "to", "at least", "months"}) {
	case "none":
		return nil
	case "unknown":
		return &graph.FuzzyDate{Sense: graph.Within, Verbatim: date.Verbatim}
	case "day":
		date.Latest = first
	case "month":
		date.Earliest, date.Latest = graph.NewDate(2021, 1, 1), graph.NewDate(2021, 1, 31)
	case "since":
		date.Latest = 0
	case "until":
		date.Earliest = 0
	case "days":
		if first+3 < last {
			date.Candidates = []graph.Date{first, first + 3, last}
		}
	case "throughout":
		date.Sense = graph.Throughout
	case "from":
		date.Sense, date.Latest = graph.Throughout, 0
	case "to":
		date.Sense, date.Earliest = graph.Throughout, 0
	case "at least":
		date.Sense = graph.AtLeast
	case "months":
		date.Sense = graph.Throughout
		date.Earliest, date.LatestStart = graph.NewDate(2021, 1, 1), graph.NewDate(2021, 1, 31)
		date.EarliestEnd, date.Latest = graph.NewDate(2021, 2, 1), graph.NewDate(2021, 2, 28)
	}
	return date
}

func interval(t *rapid.T) *graph.Interval {
	if chance(t, "timeless", 3) {
		return nil
	}
	start, end := when(t), when(t)
	if start.Extent().PossibleFrom > end.Extent().PossibleTo {
		start, end = end, start
	}
	return &graph.Interval{Start: start, End: end}
}

func (d *draft) affiliation(t *rapid.T, i int) *graph.Affiliation {
	word := one(t, "kind", graph.Affiliations)
	if chance(t, "belongs", 2) {
		word, _ = graph.PartOf.Word()
	}
	to := rapid.IntRange(0, len(d.actors)-2).Draw(t, "to")
	from := rapid.IntRange(to+1, len(d.actors)-1).Draw(t, "from")
	affiliation := &graph.Affiliation{
		ID: fmt.Sprintf("f%d", i), Kind: word.Name, From: d.actors[from], To: d.actors[to],
		Interval: interval(t), Verbatim: maybeText(t, "verbatim"), Claims: d.claims(t, 1),
	}
	switch {
	case word.ToPlace:
		affiliation.To = one(t, "place", d.places)
	case !graph.TieKind(word.Name).Directed() && chance(t, "typed the other way", 2):
		affiliation.From, affiliation.To = d.actors[to], d.actors[from]
	}
	return affiliation
}

func (d *draft) uses(t *rapid.T) []graph.PlaceUse {
	var uses []graph.PlaceUse
	for range rapid.IntRange(0, 2).Draw(t, "places") {
		uses = append(uses, graph.PlaceUse{Place: one(t, "place", d.places), Role: wordOf(t, "role", graph.PlaceRoles), Claims: d.claims(t, 0)})
	}
	return uses
}

// participants draws who takes part, parties first so that others may stand on
// their sides.
func (d *draft) participants(t *rapid.T, roles []graph.Role) []graph.Participant {
	var all []graph.Participant
	add := func(participant graph.Participant) {
		twice := slices.ContainsFunc(all, func(other graph.Participant) bool {
			return other.Actor == participant.Actor && other.Role == participant.Role
		})
		if !twice {
			all = append(all, participant)
		}
	}
	part := func(role graph.Role, side int) graph.Participant {
		participant := graph.Participant{Actor: d.someone(t, "participant"), Role: role, Side: side}
		if chance(t, "tells", 4) {
			participant.Claims = d.claims(t, 1)
		}
		if chance(t, "for another", 6) {
			participant.OnBehalfOf = d.someone(t, "onBehalfOf")
		}
		return participant
	}
	if slices.Contains(roles, graph.Party) {
		for i := range rapid.IntRange(0, 4).Draw(t, "parties") {
			add(part(graph.Party, 1+i%3))
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "others") {
		role, side := one(t, "role", roles), 0
		if len(all) > 0 && chance(t, "sided", 4) {
			side = all[0].Side
		}
		if role != graph.Party {
			add(part(role, side))
		}
	}
	return all
}

func (d *draft) agreement(t *rapid.T, i int) *graph.Agreement {
	id := fmt.Sprintf("g%d", i)
	agreement := &graph.Agreement{
		ID: id, Kind: wordOf(t, "kind", graph.AgreementKinds), Title: text(t, "title"), Date: when(t), Realis: d.realis(t),
		Places: d.uses(t), Parties: d.participants(t, graph.AgreementRoles), Claims: d.claims(t, 1),
	}
	for n := range 2 {
		term := graph.Term{ID: fmt.Sprintf("%s.t%d", id, n), Kind: wordOf(t, "term", graph.TermKinds), Text: text(t, "text"), Negated: chance(t, "not", 3), Claims: d.claims(t, 0)}
		if chance(t, "obliged", 2) {
			term.Obligors = []*graph.Actor{d.someone(t, "obligor")}
		}
		if chance(t, "complied", 2) {
			term.Compliance = []graph.Compliance{{Status: wordOf(t, "status", graph.ComplianceStatuses), AsOf: when(t), Claims: d.claims(t, 0)}}
		}
		agreement.Terms = append(agreement.Terms, term)
	}
	if i > 0 && chance(t, "linked", 3) {
		agreement.Links = []graph.Link{{How: one(t, "how", []graph.LinkHow{graph.LinkPartOf, graph.LinkPossiblySameAs}), To: d.agreements[rapid.IntRange(0, i-1).Draw(t, "to")]}}
	}
	return agreement
}

func (d *draft) realis(t *rapid.T) graph.Realis {
	if chance(t, "unreal", 3) {
		return wordOf(t, "realis", graph.RealisWords)
	}
	return graph.Occurred
}

func (d *draft) event(t *rapid.T, i int) *graph.Event {
	word := one(t, "kind", graph.EventKinds)
	if chance(t, "talked or armed", 2) {
		at := slices.IndexFunc(graph.EventKinds, func(w graph.EventWord) bool {
			return w.Name == one(t, "usual kind", []graph.EventKind{graph.Clash, graph.Attack, graph.Siege, graph.Mediating, graph.Agreeing, graph.Negotiation})
		})
		word = graph.EventKinds[max(at, 0)]
	}
	event := &graph.Event{
		ID: fmt.Sprintf("e%d", i), Kind: word.Name, Title: text(t, "title"), Date: when(t), Realis: d.realis(t), Outcome: maybeText(t, "outcome"),
		Places: d.uses(t), Participants: d.participants(t, slices.Concat(word.Roles, word.Roles, graph.AnyEventRole)), Claims: d.claims(t, 1),
	}
	if chance(t, "counted", 3) {
		event.Figures = []graph.Figure{d.figure(t)}
	}
	if i > 0 && chance(t, "part", 2) {
		whole := d.events[rapid.IntRange(max(0, i-4), min(i, len(d.events))-1).Draw(t, "whole")]
		event.Links = append(event.Links, graph.Link{How: graph.LinkPartOf, To: whole})
	}
	if len(d.agreements) > 0 && (word.Name == graph.Agreeing || chance(t, "concerns", 2)) {
		how := one(t, "how", []graph.LinkHow{graph.LinkConcludes, graph.LinkConcludes, graph.LinkCarriesOut, graph.LinkBreaks, graph.LinkAbout})
		link := graph.Link{How: how, To: one(t, "agreement", d.agreements), Claims: d.claims(t, 0)}
		if how != graph.LinkConcludes && chance(t, "term", 2) {
			link.TermID = link.To.EntityID() + ".t1"
		}
		if how == graph.LinkBreaks && chance(t, "by", 2) {
			link.By = []*graph.Actor{d.someone(t, "breaker")}
		}
		event.Links = append(event.Links, link)
	}
	if chance(t, "about", 4) {
		event.Links = append(event.Links, graph.Link{How: graph.LinkAbout, To: one(t, "what", appendAll(appendAll(nil, d.actors), d.places))})
	}
	return event
}
