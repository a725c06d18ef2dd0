package exchange

import (
	"io"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// gedColumns are the columns without which a GED file cannot be read.
var gedColumns = []string{
	"id", "type_of_violence", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "where_prec", "where_coordinates",
	"country", "country_id", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high",
}

// ged reads the UCDP Georeferenced Event Dataset. docs/formats.md says what
// becomes of each column.
func (r *reading) ged(name string, content io.Reader) {
	t := r.table(name, content, gedColumns)
	if t == nil {
		return
	}
	g := gedReading{table: t, parties: r.ucdp(), places: map[string]*graph.Place{}, named: map[placeKey]*graph.Place{}, sources: map[string]string{}}
	for t.next() && !t.full() {
		g.event()
	}
}

// gedReading is one GED file.
type gedReading struct {
	*table
	parties *ucdpParties
	places  map[string]*graph.Place // references by id
	named   map[placeKey]*graph.Place
	sources map[string]string // ids of texts
}

// placeKey is what rows say of a place.
type placeKey struct {
	within *graph.Place
	kind   graph.PlaceKind
	name   string
}

// event reads one row.
func (g *gedReading) event() {
	number := g.cell("id")
	if !isNumber(number) {
		g.fault("id", "", "a number is asked for, and this is %q", clip(number))
		return
	}
	id := "ucdp-ged-" + number
	g.known = id
	event := &graph.Event{
		ID: id, Kind: graph.Fighting, Realis: graph.Occurred,
		ExternalIDs: append(make([]graph.ExternalID, 0, 3), graph.ExternalID{Scheme: "ucdp-ged", Value: number}),
	}
	for _, other := range [...][2]string{{"ucdp-conflict", "conflict_new_id"}, {"ucdp-dyad", "dyad_new_id"}} {
		if value := g.cell(other[1]); value != "" {
			event.ExternalIDs = append(event.ExternalIDs, graph.ExternalID{Scheme: other[0], Value: value})
		}
	}
	place := g.place("date", "date_start", "kind", "type_of_violence", "places", "where_coordinates", "claims", "source_office", "title", "dyad_name")
	sides := g.participants(event, &place)
	event.Title = g.title()
	event.Date = g.date()
	g.where(event)
	g.figures(event, sides)
	g.claims(event)
	var notes []string
	if g.cell("event_clarity") == "2" {
		notes = append(notes, "UCDP counts several incidents as this one event.")
	}
	if original := g.cell("source_original"); original != "" && !strings.EqualFold(original, g.cell("source_office")) {
		notes = append(notes, "Original source, as UCDP gives it: "+original+".")
	}
	event.Note = strings.Join(notes, " ")
	g.r.add(event, place)
}

func isNumber(text string) bool {
	return text != "" && len(text) <= 19 && strings.Trim(text, "0123456789") == ""
}

func (g *gedReading) title() string {
	title := g.cell("dyad_name")
	if title == "" {
		title = g.cell("side_a") + " - " + g.cell("side_b")
	}
	if where := g.cell("where_coordinates"); where != "" {
		title += ": " + where
	}
	return title
}

// participants fills in the two sides by the type of violence, and returns
// whose deaths are counted apart: those of side a and b, and of civilians, each
// nil if that is several actors.
func (g *gedReading) participants(event *graph.Event, place *origin) (sides [3]*graph.Actor) {
	add := func(column string, role graph.Role, side int) (only *graph.Actor) {
		actors, verbatim := g.side(column), ""
		if len(actors) > 1 {
			verbatim = g.cell(column)
		}
		for _, actor := range actors {
			g.item(place, "participants", len(event.Participants), column)
			event.Participants = append(event.Participants, graph.Participant{Actor: actor, Role: role, Side: side, Verbatim: verbatim})
		}
		if len(actors) == 1 {
			return actors[0]
		}
		return nil
	}
	switch violence := g.cell("type_of_violence"); violence {
	case "1", "2":
		sides[0], sides[1] = add("side_a", graph.Party, 1), add("side_b", graph.Party, 2)
	case "3": // deliberate, against people who do not fight
		event.Kind = graph.Attack
		add("side_a", graph.Initiator, 0)
		sides[2] = g.civilians()
		g.item(place, "participants", len(event.Participants), "side_b")
		event.Participants = append(event.Participants, graph.Participant{Actor: sides[2], Role: graph.Affected, Verbatim: g.cell("side_b")})
	default:
		g.fault("type_of_violence", "kind", "1, 2 or 3 is asked for, and this is %q", clip(violence))
	}
	return sides
}

// side returns the parties of a side.
func (g *gedReading) side(column string) []*graph.Actor {
	name, number := g.cell(column), g.cell(column+"_new_id")
	if name == "" {
		g.fault(column, "participants", "it is empty")
		return nil
	}
	parties := splitSide(name)
	if len(parties) == 1 {
		if !isNumber(number) {
			g.fault(column+"_new_id", "participants", "a number is asked for, and this is %q", clip(number))
			return nil
		}
		return []*graph.Actor{g.parties.actor(number, parties[0], g.table, column)}
	}
	actors := make([]*graph.Actor, len(parties))
	for i, party := range parties {
		actors[i] = g.parties.part(party, g.table, column)
	}
	return actors
}

// civilians returns the civilians of the row's country: UCDP has one number for
// those of all the world, who are no one actor.
func (g *gedReading) civilians() *graph.Actor {
	country := g.cell("country_id")
	id := "ucdp-civilians-" + slug(country)
	if isNumber(country) {
		id = "ucdp-civilians-" + country
	}
	if g.parties.refs[id] == nil {
		g.parties.refs[id] = &graph.Actor{ID: id}
		g.r.putAside(&graph.Actor{
			ID: id, Kind: graph.People, Name: "Civilians in " + g.cell("country"), Tags: []string{"unnamed"},
		}, g.place("name", "side_b"))
	}
	return g.parties.refs[id]
}

// gedDates says what the codes of date_prec mean; 1 is that the days are exact.
var gedDates = map[string]string{
	"1": "",
	"2": "UCDP gives the days within two to six.",
	"3": "UCDP gives the week.",
	"4": "UCDP gives the month.",
	"5": "UCDP gives more than a month, and less than a year.",
}

// date returns when it was: within the two days of the row, which do not say
// that it lasted from one to the other.
func (g *gedReading) date() *graph.FuzzyDate {
	start, end := g.day("date_start", "date"), g.day("date_end", "date")
	reasoning, known := gedDates[g.cell("date_prec")]
	if !known {
		g.fault("date_prec", "date", "a code from 1 to 5 is asked for, and this is %q", clip(g.cell("date_prec")))
	}
	switch {
	case start == 0 && end == 0:
		return nil
	case start == 0 || end == 0:
		start = max(start, end)
		end = start
	case start > end:
		g.fault("date_end", "date", "it is before date_start, which is %s", start)
		return nil
	}
	return &graph.FuzzyDate{Earliest: start, Latest: end, Sense: graph.Within, Approximate: start == end && reasoning != "", Reasoning: reasoning}
}

// gedPrecisions are our words for the codes of where_prec. 5 is a line or a part
// of a province, which the name of the place tells apart; 7 is the sea or the
// air outside all countries, for which there is no word.
var gedPrecisions = map[string]graph.Precision{"1": "EXACT", "2": "NEAR", "3": "ADMIN2", "4": "ADMIN1", "5": "ADMIN1", "6": "COUNTRY", "7": ""}

// where fills in the place.
func (g *gedReading) where(event *graph.Event) {
	code := g.cell("where_prec")
	precision, known := gedPrecisions[code]
	if !known {
		g.fault("where_prec", "places", "a code from 1 to 7 is asked for, and this is %q", clip(code))
		return
	}
	latitude, longitude := g.degrees("latitude", 90), g.degrees("longitude", 180)
	name, first, second := g.cell("where_coordinates"), g.cell("adm_1"), g.cell("adm_2")
	var at *graph.Place
	if code != "7" {
		at = g.country()
		if first != "" && code != "6" {
			at = g.within(at, "PROVINCE", first, nil, nil)
		}
		if second != "" && code != "6" {
			at = g.within(at, "DISTRICT", second, nil, nil)
		}
	}
	switch kind := gedPlaceKind(code, name); {
	case name == "" || code != "7" && slices.ContainsFunc([]string{g.cell("country"), first, second}, func(area string) bool { return strings.EqualFold(name, area) }):
	case code == "1" || code == "2":
		at = g.within(at, kind, name, latitude, longitude)
	default: // the position stands for an area, and is none
		at = g.within(at, kind, name, nil, nil)
		if kind == "ROAD" || kind == "BORDER" {
			precision = "LINE"
		}
	}
	if at != nil {
		event.Places = []graph.PlaceUse{{Place: at, Role: "SITE", Precision: precision}}
	}
}

// gedPlaceKind returns the kind of a place by the last word of its name.
func gedPlaceKind(code, name string) graph.PlaceKind {
	bare, _, _ := strings.Cut(strings.ToLower(name), " (")
	words := strings.Fields(bare)
	if len(words) == 0 {
		return "AREA"
	}
	switch words[len(words)-1] {
	case "town", "village", "city":
		return "SETTLEMENT"
	case "neighborhood", "neighbourhood", "quarter", "suburb":
		return "NEIGHBOURHOOD"
	case "road", "highway", "river", "railway":
		return "ROAD"
	case "border":
		return "BORDER"
	case "crossing":
		return "CROSSING"
	}
	if code == "1" || code == "2" {
		return "SITE"
	}
	return "AREA"
}

// country returns a reference to the row's country.
func (g *gedReading) country() *graph.Place {
	id := "ucdp-country-" + g.cell("country_id")
	if !isNumber(g.cell("country_id")) {
		g.fault("country_id", "places", "a number is asked for, and this is %q", clip(g.cell("country_id")))
		return nil
	}
	if g.places[id] == nil {
		g.places[id] = &graph.Place{ID: id}
		country := &graph.Place{
			ID: id, Kind: "COUNTRY", Name: g.cell("country"), ExternalIDs: []graph.ExternalID{{Scheme: "gwno", Value: g.cell("country_id")}},
		}
		g.r.share(country, g.place("name", "country"))
	}
	return g.places[id]
}

// within returns a reference to a place in another, which may be nil.
func (g *gedReading) within(outer *graph.Place, kind graph.PlaceKind, name string, latitude, longitude *float64) *graph.Place {
	place := placeKey{outer, kind, name}
	if known := g.named[place]; known != nil {
		return known
	}
	around := ""
	if outer != nil {
		around = outer.ID
	}
	key := around + "\x00" + string(kind) + "\x00" + strings.ToLower(name)
	// What it lies in is part of what it is, but too long for the id.
	id := "ucdp-place-" + strings.TrimPrefix(letters(name)+"-"+digest(key), "-")
	if g.places[id] == nil {
		g.places[id] = &graph.Place{ID: id}
	}
	g.named[place] = g.places[id]
	if latitude == nil || longitude == nil {
		latitude, longitude = nil, nil
	}
	column := map[graph.PlaceKind]string{"PROVINCE": "adm_1", "DISTRICT": "adm_2"}[kind]
	if column == "" {
		column = "where_coordinates"
	}
	g.r.share(&graph.Place{ID: id, Kind: kind, Name: name, Within: outer, Latitude: latitude, Longitude: longitude}, g.place("name", column, "latitude", "latitude", "longitude", "longitude"))
	return g.places[id]
}

// figures fills in how many were killed: in all, and of whom. In one-sided
// violence the deaths of the sides are zero by definition, and say nothing.
func (g *gedReading) figures(event *graph.Event, sides [3]*graph.Actor) {
	const most = 5
	event.Figures = make([]graph.Figure, 0, most)
	killed := func(column, note string, population *graph.Actor) {
		if value := g.whole(column); value != nil {
			event.Figures = append(event.Figures, graph.Figure{Counted: "killed", Value: value, Unit: "persons", Population: population, Note: note})
		}
	}
	total := graph.Figure{Counted: "killed", Value: g.whole("best"), Low: g.whole("low"), High: g.whole("high"), Unit: "persons"}
	switch {
	case total.Value == nil || total.Low == nil || total.High == nil:
	case *total.Low > *total.Value || *total.Value > *total.High:
		total.Verbatim = "low " + g.cell("low") + ", best " + g.cell("best") + ", high " + g.cell("high")
		total.Note = "The best estimate lies outside the bounds that UCDP gives."
		total.Low, total.High = nil, nil
	case *total.Low == *total.High:
		total.Operator, total.Low, total.High = "EXACTLY", nil, nil
	default:
		total.Operator = "ABOUT"
	}
	if total.Value != nil || total.Low != nil || total.High != nil {
		event.Figures = append(event.Figures, total)
	}
	if event.Kind != graph.Attack {
		killed("deaths_a", sideNote(g.cell("side_a"), sides[0]), sides[0])
		killed("deaths_b", sideNote(g.cell("side_b"), sides[1]), sides[1])
	}
	killed("deaths_civilians", "Civilians.", sides[2])
	if g.cell("deaths_unknown") != "0" {
		killed("deaths_unknown", "Of unknown status.", nil)
	}
}

// sideNote says whose deaths are counted where that is no one actor.
func sideNote(side string, actor *graph.Actor) string {
	if actor != nil {
		return ""
	}
	return "Of the side of " + side + "."
}

// claims gives the event one claim for each text that the row names. What stands
// twice is one; texts of one office are sources of one publisher.
func (g *gedReading) claims(event *graph.Event) {
	locator := "GED " + g.cell("id")
	offices, dates := splitCell(g.cell("source_office")), splitCell(g.cell("source_date"))
	headlines := splitCell(g.cell("source_headline"))
	var seen []string
	for i, office := range offices {
		date, headline := "", ""
		if len(dates) == len(offices) {
			date, _, _ = strings.Cut(dates[i], " ")
		}
		if len(headlines) == len(offices) {
			headline = headlines[i]
		}
		if office == "" {
			continue
		}
		if id := g.source(office, date, headline); !slices.Contains(seen, id) {
			seen = append(seen, id)
			event.Claims = append(event.Claims, graph.Claim{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: id}, Locator: locator})
		}
	}
	if event.Claims == nil {
		source := &graph.Source{ID: "ucdp-ged", Key: "ucdp-ged", Publisher: ucdpPublisher, Title: "UCDP Georeferenced Event Dataset"}
		g.r.share(source, g.place("key", "id"))
		event.Claims = []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: source.ID}, Locator: locator}}
	}
}

// source takes in a text that a row names, once, and returns its id. A date that
// is none is left out.
func (g *gedReading) source(office, date, headline string) string {
	name := office + "\x00" + date + "\x00" + headline
	if id, known := g.sources[name]; known {
		return id
	}
	source := &graph.Source{Publisher: office, Title: headline, Quirks: []string{"known from UCDP GED alone"}}
	if day, err := graph.ParseDate(date); err == nil {
		source.Published = &graph.FuzzyDate{Earliest: day, Latest: day, Sense: graph.Within}
	} else {
		date = ""
	}
	if headline == "" {
		source.Title = strings.TrimSuffix(office+", "+date, ", ")
	}
	source.Key = "ged-" + slug(strings.ToLower(office), date, headline)
	source.ID = "ucdp-source-" + source.Key
	g.sources[name] = source.ID
	g.r.share(source, g.place("publisher", "source_office", "published", "source_date"))
	return source.ID
}

func splitCell(cell string) []string {
	parts := strings.Split(cell, ";")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
