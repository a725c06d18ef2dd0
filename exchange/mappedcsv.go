package exchange

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/graph"
)

// mappedCSV reads a CSV file whose columns a mapping explains.
func (r *reading) mappedCSV(name string, content io.Reader) {
	if r.options.Mapping == "" {
		r.broken(graph.Fault{File: name, Reason: "its columns are those of no known format: give a mapping file that says what they mean"}, nil)
		return
	}
	mapping := r.theMapping()
	if mapping == nil {
		return
	}
	means := mapping.table(name)
	if means == nil {
		r.broken(graph.Fault{File: name, Reason: fmt.Sprintf("no table of %s is for a file of this name", r.options.Mapping)}, nil)
		return
	}
	t := r.table(name, content, means.columns())
	if t == nil {
		return
	}
	m := mappedRows{table: t, mapping: mapping, means: means}
	for t.next() && !t.full() {
		switch means.Rows.text {
		case "actors":
			m.actor()
		case "events":
			m.event()
		case "ties":
			m.tie()
		}
	}
}

// mappedRows is one file.
type mappedRows struct {
	*table
	mapping *mapping
	means   *mappedTable
}

// id returns our id for what a file calls otherwise.
func (m *mappedRows) id(sort, key string) string {
	return m.mapping.Origin.text + "-" + sort + "-" + slug(key)
}

// key returns what this row is called in the file; empty, which is a fault, if
// it is not.
func (m *mappedRows) key(column string) string {
	key := m.cell(column)
	if key == "" {
		m.fault(column, "", "it is empty")
	}
	return key
}

// word returns our word for what stands in a column.
func (m *mappedRows) word(l lookup, field string) string {
	if l.Column == "" {
		return l.Otherwise.text
	}
	value := m.cell(l.Column)
	if word, listed := l.Words[value]; listed {
		return word.text
	}
	if l.Otherwise.text == "" {
		m.fault(l.Column, field, "%s has no word for %q", m.r.options.Mapping, clip(value))
	}
	return l.Otherwise.text
}

// fill puts what stands in the columns into a text.
func (m *mappedRows) fill(text string) string {
	return cut(inBraces.ReplaceAllStringFunc(text, func(part string) string { return m.cell(strings.Trim(part, "{}")) }))
}

// date returns a day as exactly as it is known; nil if there is none.
func (m *mappedRows) date(date mappedDate, field string) *graph.FuzzyDate {
	written := m.cell(date.Column)
	if date.Column == "" || written == "" {
		return nil
	}
	layout := date.Layout
	if layout == "" {
		layout = time.DateOnly
	}
	day, err := time.Parse(layout, written)
	if err != nil || day.Year() < 1 {
		m.fault(date.Column, field, "a day like %s is asked for, and this is %q", layout, clip(written))
		return nil
	}
	first := graph.NewDate(day.Year(), day.Month(), day.Day())
	last := first
	if date.Width.Column != "" {
		switch m.word(date.Width, field) {
		case "WEEK":
			const days = 6
			first, last = first-days, last+days
		case "MONTH":
			first, last, _ = graph.ParsePeriod(day.Format("2006-01"))
		case "YEAR":
			first, last, _ = graph.ParsePeriod(day.Format("2006"))
		}
	}
	return &graph.FuzzyDate{Earliest: first, Latest: last, Sense: graph.Within}
}

// claims gives a fact one claim for each publisher that the row names, or one of
// the whole dataset.
func (m *mappedRows) claims(locator string) []graph.Claim {
	origin := m.mapping.Origin.text
	var claims []graph.Claim
	add := func(source *graph.Source) {
		m.r.share(source, m.place("publisher", m.means.Publishers.Column))
		claims = append(claims, graph.Claim{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: source.ID}, Locator: locator})
	}
	var seen []string
	for _, publisher := range m.split(m.means.Publishers.Column, m.means.Publishers.Separator) {
		key := origin + "-" + slug(strings.ToLower(publisher))
		if !slices.Contains(seen, key) {
			seen = append(seen, key)
			add(&graph.Source{ID: origin + "-source-" + slug(strings.ToLower(publisher)), Key: key, Publisher: publisher, Title: publisher + ", as " + origin + " cites it"})
		}
	}
	if claims == nil {
		whole := m.mapping.Source
		add(&graph.Source{ID: origin + "-source", Key: origin, Publisher: whole.Publisher, Title: whole.Title, URL: whole.URL})
	}
	return claims
}

// split returns the parts of a cell.
func (m *mappedRows) split(column, separator string) []string {
	cell := m.cell(column)
	if column == "" || cell == "" {
		return nil
	}
	if separator == "" {
		return []string{cell}
	}
	var parts []string
	for part := range strings.SplitSeq(cell, separator) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// actor reads a row of actors.
func (m *mappedRows) actor() {
	column := m.means.ID
	if column == "" {
		column = m.means.Name
	}
	key := m.key(column)
	if key == "" {
		return
	}
	id := m.id("actor", key)
	m.known = id
	actor := &graph.Actor{
		ID: id, Kind: graph.ActorKind(m.word(m.means.Kind, "kind")), Name: m.cell(m.means.Name), Note: m.fill(m.means.Note),
		ExternalIDs: []graph.ExternalID{{Scheme: m.mapping.Origin.text, Value: key}}, Claims: m.claims("actor " + key),
	}
	for _, column := range m.means.Names {
		text := m.cell(column)
		if text != "" && text != actor.Name && !slices.ContainsFunc(actor.Names, func(name graph.Name) bool { return name.Text == text }) {
			actor.Names = append(actor.Names, graph.Name{Text: text, Type: graph.AliasName, Origin: graph.FromSource})
		}
	}
	m.r.distinguish(id, m.mapping.Origin.text+" "+clip(key))
	m.r.add(actor, m.place("id", column, "name", m.means.Name, "kind", m.means.Kind.Column))
}

// named returns a reference to an actor that a row names in a column. What is
// said of it, unless a table of actors says more, is its name and kind; without
// a kind, somebody has to.
func (m *mappedRows) named(key, column string, kind graph.ActorKind) *graph.Actor {
	id := m.id("actor", key)
	m.r.putAside(&graph.Actor{
		ID: id, Kind: kind, Name: key, ExternalIDs: []graph.ExternalID{{Scheme: m.mapping.Origin.text, Value: key}},
	}, m.place("name", column))
	m.r.distinguish(id, m.mapping.Origin.text+" "+clip(key))
	return &graph.Actor{ID: id}
}

// event reads a row of events.
func (m *mappedRows) event() {
	key := m.key(m.means.ID)
	if key == "" {
		return
	}
	id := m.id("event", key)
	m.known = id
	event := &graph.Event{
		ID: id, Kind: graph.EventKind(m.word(m.means.Kind, "kind")), Title: m.fill(m.means.Title), Realis: graph.Occurred,
		Date: m.date(m.means.Date, "date"), Note: m.fill(m.means.Note),
		ExternalIDs: []graph.ExternalID{{Scheme: m.mapping.Origin.text, Value: key}}, Claims: m.claims("event " + key),
	}
	place := m.place("id", m.means.ID, "kind", m.means.Kind.Column, "date", m.means.Date.Column, "places", m.means.Place.Column)
	for _, part := range m.means.Participants {
		role := part.Role.text
		if other, differs := part.Roles[string(event.Kind)]; differs {
			role = other.text
		}
		names := m.split(part.Column, part.Separator)
		if len(names) == 0 {
			continue
		}
		kind := graph.ActorKind(m.word(part.Kind, "participants"))
		if kind == graph.People && part.People.text != "" {
			role = part.People.text
		}
		for _, name := range names {
			participant := graph.Participant{Actor: m.named(name, part.Column, kind), Role: graph.Role(role), Side: part.Side}
			if participant.Role != graph.Party {
				participant.Side = 0
			}
			if slices.ContainsFunc(event.Participants, func(other graph.Participant) bool {
				return other.Actor.ID == participant.Actor.ID && other.Role == participant.Role && other.Side == participant.Side
			}) {
				continue
			}
			m.item(&place, "participants", len(event.Participants), part.Column)
			event.Participants = append(event.Participants, participant)
		}
	}
	if at := m.where(); at != nil {
		event.Places = []graph.PlaceUse{{Place: at, Role: "SITE", Precision: graph.Precision(m.word(m.means.Place.Precision, "places"))}}
	}
	for _, figure := range m.means.Figures {
		number := graph.Figure{Counted: figure.Counted, Unit: figure.Unit}
		for column, value := range map[string]**float64{figure.Column: &number.Value, figure.Low: &number.Low, figure.High: &number.High} {
			if column != "" {
				*value = m.whole(column)
			}
		}
		if number.Value != nil || number.Low != nil || number.High != nil {
			m.item(&place, "figures", len(event.Figures), figure.Column)
			event.Figures = append(event.Figures, number)
		}
	}
	m.r.add(event, place)
}

// where returns a reference to the place of the row, nil if it has none.
func (m *mappedRows) where() *graph.Place {
	kinds := []graph.PlaceKind{"COUNTRY", "PROVINCE", "DISTRICT"}
	var at *graph.Place
	key := ""
	within := func(kind graph.PlaceKind, column string, latitude, longitude *float64) {
		name := m.cell(column)
		if column == "" || name == "" {
			return
		}
		key += "\x00" + string(kind) + "\x00" + strings.ToLower(name)
		inner := &graph.Place{
			ID:   m.mapping.Origin.text + "-place-" + strings.TrimPrefix(letters(name)+"-"+digest(key), "-"),
			Kind: kind, Name: name, Within: at, Latitude: latitude, Longitude: longitude,
		}
		m.r.share(inner, m.place("name", column))
		at = &graph.Place{ID: inner.ID}
	}
	for i, column := range m.means.Place.Within {
		kind := graph.PlaceKind("AREA")
		if i < len(kinds) {
			kind = kinds[i]
		}
		within(kind, column, nil, nil)
	}
	var latitude, longitude *float64
	if m.means.Place.Latitude != "" && m.means.Place.Longitude != "" {
		latitude, longitude = m.degrees(m.means.Place.Latitude, 90), m.degrees(m.means.Place.Longitude, 180)
	}
	if latitude == nil || longitude == nil {
		latitude, longitude = nil, nil
	}
	within("SETTLEMENT", m.means.Place.Column, latitude, longitude)
	return at
}

// tie reads a row of ties.
func (m *mappedRows) tie() {
	from, to := m.end(m.means.From), m.end(m.means.To)
	if from == "" || to == "" {
		return
	}
	kind := graph.AffiliationKind(m.word(m.means.Kind, "kind"))
	key := strings.Join([]string{from, string(kind), to}, " ")
	if m.means.ID != "" {
		key = m.key(m.means.ID)
	}
	id := m.id("tie", key)
	m.known = id
	affiliation := &graph.Affiliation{
		ID: id, Kind: kind,
		From: m.named(from, m.means.From, graph.ActorKind(m.word(m.means.FromKind, "from"))),
		To:   m.named(to, m.means.To, graph.ActorKind(m.word(m.means.ToKind, "to"))),
		Post: m.cell(m.means.Post), Verbatim: m.cell(m.means.Verbatim), Note: m.fill(m.means.Note), Claims: m.claims("tie " + key),
	}
	if support := m.word(m.means.Support, "supportTypes"); support != "" {
		affiliation.SupportTypes = []graph.SupportType{graph.SupportType(support)}
	}
	interval := graph.Interval{Start: m.date(m.means.Start, "interval.start"), End: m.date(m.means.End, "interval.end")}
	if interval.Start != nil || interval.End != nil {
		affiliation.Interval = &interval
	}
	m.r.add(affiliation, m.place(
		"id", m.means.ID, "from", m.means.From, "to", m.means.To, "kind", m.means.Kind.Column,
		"interval", m.means.Start.Column, "supportTypes", m.means.Support.Column))
}

// end returns what stands at an end of a tie; empty, which is a fault, if that
// is nobody.
func (m *mappedRows) end(column string) string {
	name := m.key(column)
	if incompatibility.MatchString(name) {
		m.fault(column, "", "%q names what a conflict is about, and nobody who acts: who is at that end of the tie?", clip(name))
		return ""
	}
	return name
}
