package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// Limits of one line of a file of FollowTheMoney entities.
const (
	maxLine   = 1 << 20 // bytes
	maxValues = 200     // values of one property
)

// ftmActors are the schemata that act.
var ftmActors = map[string]graph.ActorKind{
	"Person": graph.Person, "Organization": graph.Organization, "Company": graph.Organization,
	"LegalEntity": graph.Organization, "PublicBody": graph.Organization,
}

// ftmTies are the schemata that hold between two entities over a time. post says
// what somebody is called who has no role.
var ftmTies = map[string]struct {
	from, to string
	kind     graph.AffiliationKind
	post     string
}{
	"Ownership":      {"owner", "asset", graph.HoldsPost, "owner"},
	"Directorship":   {"director", "organization", graph.HoldsPost, "director"},
	"Employment":     {"employee", "employer", graph.HoldsPost, "employee"},
	"Membership":     {"member", "organization", graph.MemberOf, ""},
	"Representation": {"agent", "client", graph.Represents, ""},
	"Succession":     {"predecessor", "successor", graph.MergedInto, ""},
	"Family":         {"person", "relative", graph.KinOf, ""},
	"Associate":      {"person", "associate", graph.LinkedTo, ""},
	"UnknownLink":    {"subject", "object", graph.LinkedTo, ""},
}

// startsFTM reports whether a file begins with a FollowTheMoney entity.
func startsFTM(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte(byteOrderMark)), []byte("\n"))
	return bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) && bytes.Contains(line, []byte(`"schema"`)) && bytes.Contains(line, []byte(`"properties"`))
}

// ftmEntity is one line.
type ftmEntity struct {
	ID         string                       `json:"id"`
	Schema     string                       `json:"schema"`
	Datasets   []string                     `json:"datasets"`
	Properties map[string][]json.RawMessage `json:"properties"`

	values map[string][]string
	place  origin
}

// ftmReading is one file. What holds between entities comes last, when it is
// known which of them act.
type ftmReading struct {
	*reading
	file    string
	line    int
	ended   bool
	faulted int
	kinds   map[string]graph.EntityKind // of the file's entities, by our id
	waiting []*ftmEntity
	passed  map[string]int // how many were left out, by schema
}

// ftm reads FollowTheMoney entities, one a line.
func (r *reading) ftm(name string, content io.Reader) {
	f := &ftmReading{reading: r, file: name, kinds: map[string]graph.EntityKind{}, passed: map[string]int{}}
	err := eachLine(content, maxLine, &f.line, func(line []byte) (more bool) {
		f.entity(line)
		return !f.ended
	})
	switch {
	case f.ended:
	case errors.Is(err, bufio.ErrTooLong):
		f.stop(fmt.Sprintf("it is longer than %d bytes", maxLine), nil)
	case err != nil:
		f.stop("it cannot be read further", err)
	}
	r.last = append(r.last, f.relations)
}

// note takes down a fault of the line at hand, up to the most that one file may
// have.
func (f *ftmReading) note(entity, field string, line, column int, format string, arguments ...any) {
	if f.ended {
		return
	}
	if f.faulted++; f.faulted > maxFaults {
		f.stop("there are more faults in this file", nil)
		return
	}
	f.faults = append(f.faults, graph.Fault{Entity: entity, Field: field, File: f.file, Line: line, Column: column, Reason: fmt.Sprintf(format, arguments...)})
}

func (f *ftmReading) stop(reason string, cause error) {
	f.ended = true
	f.broken(graph.Fault{File: f.file, Line: f.line + 1, Column: 1, Reason: reason}, cause)
	f.reading.faults[len(f.reading.faults)-1].Line = max(f.line, 1)
}

// entity reads one line.
func (f *ftmReading) entity(line []byte) {
	if _, column, reason := unprintable(line); reason != "" {
		f.note("", "", f.line, column, "%s", reason)
		f.input.partial = true
		return
	}
	entity := &ftmEntity{values: map[string][]string{}}
	if err := json.Unmarshal(line, entity); err != nil {
		column := 1
		var syntax *json.SyntaxError
		var shape *json.UnmarshalTypeError
		reason := "it is no entity"
		switch {
		case errors.As(err, &syntax):
			column, reason = int(syntax.Offset), "it is not JSON: "+syntax.Error()
		case errors.As(err, &shape):
			column, reason = int(shape.Offset), fmt.Sprintf("%s is a %s, and that is not asked for", shape.Field, shape.Value)
		}
		f.note("", "", f.line, max(column, 1), "%s", reason)
		f.input.partial = true
		return
	}
	if entity.ID == "" || entity.Schema == "" {
		f.note("", "", f.line, 1, "an entity has an id and a schema")
		f.input.partial = true
		return
	}
	at := func(word string) int { return max(bytes.Index(line, []byte(strconv.Quote(word)))+1, 1) }
	entity.place = origin{file: f.file}
	entity.place.trail.add(-1, "", -1, f.line, 1)
	for _, property := range sortedKeys(entity.Properties) {
		entity.place.trail.add(0, property, -1, f.line, at(property))
		raw := entity.Properties[property]
		if len(raw) > maxValues {
			f.note(ftmID(entity.ID), "", f.line, at(property), "%s has %d values; at most %d are read", clip(property), len(raw), maxValues)
			continue
		}
		for _, value := range raw {
			if text, is := ftmValue(value); is {
				entity.values[property] = append(entity.values[property], text)
			} else {
				f.note(ftmID(entity.ID), "", f.line, at(property), "%s holds a value that is neither text nor an entity", clip(property))
			}
		}
	}
	entity.place.trail.add(0, "kind", -1, f.line, at("schema"))
	if f.full() {
		return
	}
	switch kind, acts := ftmActors[entity.Schema]; {
	case acts:
		f.actor(entity, kind)
	case entity.Schema == "Address":
		f.address(entity)
	default:
		if _, ties := ftmTies[entity.Schema]; ties || entity.Schema == "Payment" {
			f.waiting = append(f.waiting, entity)
		} else {
			f.passed[entity.Schema]++
		}
	}
}

// full reports whether no more entities are taken in, which is a fault.
func (f *ftmReading) full() bool {
	if len(f.input.Entities)+len(f.waiting) < maxEntities {
		return false
	}
	f.stop(fmt.Sprintf("at most %d entities are read at once", maxEntities), nil)
	return true
}

// ftmValue returns a value as text; an entity that is nested is its id.
func ftmValue(raw json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return strings.TrimSpace(text), true
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String(), true
	}
	var nested struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &nested) == nil && nested.ID != "" {
		return nested.ID, true
	}
	return "", false
}

var fitsID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// ftmID returns our id for an entity of FollowTheMoney.
func ftmID(id string) string {
	if fitsID.MatchString(id) {
		return "ftm-" + id
	}
	return "ftm-" + slug(id)
}

func (e *ftmEntity) first(properties ...string) string {
	for _, property := range properties {
		if values := e.values[property]; len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// actor takes in somebody who acts, and where he has his seat.
func (f *ftmReading) actor(e *ftmEntity, kind graph.ActorKind) {
	id := ftmID(e.ID)
	actor := &graph.Actor{
		ID: id, Kind: kind, Name: e.first("name", "alias", "previousName"), Tags: e.values["country"],
		Description: cut(e.first("summary", "description")), Note: cut(strings.Join(e.values["notes"], " ")),
		ExternalIDs: []graph.ExternalID{{Scheme: "ftm", Value: e.ID}},
	}
	actor.Tags = slices.Compact(slices.Sorted(slices.Values(actor.Tags)))
	for _, other := range [...]struct {
		property string
		kind     graph.NameType
	}{
		{"name", graph.AliasName},
		{"alias", graph.AliasName},
		{"previousName", graph.AliasName},
		{"abbreviation", graph.AcronymName},
		{"weakAlias", graph.Label},
	} {
		for _, text := range e.values[other.property] {
			alsoCalled(actor, text, other.kind)
		}
	}
	for _, value := range e.values["wikidataId"] {
		actor.ExternalIDs = append(actor.ExternalIDs, graph.ExternalID{Scheme: "wikidata", Value: value})
	}
	actor.Claims = f.claims(e)
	f.distinguish(id, "FollowTheMoney "+clip(e.ID))
	f.kinds[id] = graph.ActorEntity
	f.add(actor, e.place)
	if len(e.values["addressEntity"]) > 0 {
		f.waiting = append(f.waiting, e)
	}
}

// address takes in a place.
func (f *ftmReading) address(e *ftmEntity) {
	id := ftmID(e.ID)
	name := e.first("full")
	if name == "" {
		name = strings.Join(slices.DeleteFunc([]string{e.first("street"), e.first("postalCode"), e.first("city"), e.first("country")}, func(part string) bool { return part == "" }), ", ")
	}
	f.distinguish(id, "FollowTheMoney "+clip(e.ID))
	f.kinds[id] = graph.PlaceEntity
	f.add(&graph.Place{ID: id, Kind: "SITE", Name: name, ExternalIDs: []graph.ExternalID{{Scheme: "ftm", Value: e.ID}}, Claims: f.claims(e)}, e.place)
}

// claims gives an entity one claim for each dataset that holds it.
func (f *ftmReading) claims(e *ftmEntity) []graph.Claim {
	datasets := e.Datasets
	if len(datasets) == 0 {
		base, _, _ := strings.Cut(path.Base(f.file), ".")
		datasets = []string{base}
	}
	var claims []graph.Claim
	for _, dataset := range slices.Compact(slices.Sorted(slices.Values(datasets))) {
		id := "ftm-source-" + slug(dataset)
		source := &graph.Source{ID: id, Key: "ftm-" + dataset, Publisher: dataset, Title: "FollowTheMoney entities of " + dataset}
		f.share(source, e.place)
		claim := graph.Claim{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: id}, Locator: "entity " + e.ID}
		if link := e.first("sourceUrl"); link != "" {
			claim.Note = cut(link)
		}
		claims = append(claims, claim)
	}
	return claims
}

// relations takes in what holds between entities.
func (f *ftmReading) relations() {
	for _, e := range f.waiting {
		switch tie, ties := ftmTies[e.Schema]; {
		case ties:
			f.tie(e, tie.from, tie.to, tie.kind, tie.post)
		case e.Schema == "Payment":
			f.payment(e)
		default:
			f.seat(e)
		}
	}
	for _, schema := range sortedKeys(f.passed) {
		f.input.Notes = append(f.input.Notes, fmt.Sprintf("%s: %s of schema %s left out: no actors, ties or payments", f.file, counted(f.passed[schema], "line"), clip(schema)))
	}
}

// ends returns our ids of what a property refers to. What is no actor of the
// file is a fault.
func (f *ftmReading) ends(e *ftmEntity, property string) []string {
	var ids []string
	for _, value := range e.values[property] {
		id := ftmID(value)
		if f.kinds[id] != graph.ActorEntity {
			f.misses(e, property, value)
			continue
		}
		ids = append(ids, id)
	}
	if len(e.values[property]) == 0 {
		line, column := e.place.trail.position(property)
		f.note(ftmID(e.ID), property, line, column, "a %s needs its %s", e.Schema, property)
	}
	return ids
}

func (f *ftmReading) misses(e *ftmEntity, property, value string) {
	line, column := e.place.trail.position(property)
	f.ended = false // faults of a whole file are told even after its end
	f.note(ftmID(e.ID), property, line, column, "there is nothing in this file that could stand there: %q", clip(value))
}

func (f *ftmReading) tie(e *ftmEntity, fromProperty, toProperty string, kind graph.AffiliationKind, post string) {
	froms, tos := f.ends(e, fromProperty), f.ends(e, toProperty)
	role := e.first("role", "relationship", "status")
	if percentage := e.first("percentage"); percentage != "" {
		role = strings.TrimSpace(role + " " + strings.TrimSuffix(percentage, "%") + "%")
	}
	interval := f.interval(e)
	for i, from := range froms {
		for j, to := range tos {
			if from == to {
				continue
			}
			affiliation := &graph.Affiliation{
				ID: ftmID(e.ID), Kind: kind, From: &graph.Actor{ID: from}, To: &graph.Actor{ID: to},
				Interval: interval, Verbatim: role, Note: cut(e.first("summary", "description")), Claims: f.claims(e),
			}
			if i+j > 0 {
				affiliation.ID += fmt.Sprintf("-%d-%d", i+1, j+1)
			}
			if post != "" {
				if affiliation.Post = role; role == "" || kind == graph.HoldsPost && e.Schema == "Ownership" {
					affiliation.Post = post
				}
			}
			f.add(affiliation, e.place)
		}
	}
}

// seat takes in where an actor has its address.
func (f *ftmReading) seat(e *ftmEntity) {
	for _, value := range e.values["addressEntity"] {
		id := ftmID(value)
		if f.kinds[id] != graph.PlaceEntity {
			f.misses(e, "addressEntity", value)
			continue
		}
		f.add(&graph.Affiliation{
			ID: ftmID(e.ID) + "-at-" + digest(value), Kind: graph.BasedAt, From: &graph.Actor{ID: ftmID(e.ID)}, To: &graph.Place{ID: id}, Claims: f.claims(e),
		}, e.place)
	}
}

// payment takes in a payment: no help, as far as the file says, so an event of
// no kind of ours.
func (f *ftmReading) payment(e *ftmEntity) {
	payers, beneficiaries := f.ends(e, "payer"), f.ends(e, "beneficiary")
	event := &graph.Event{
		ID: ftmID(e.ID), Kind: graph.Other, Realis: graph.Occurred, Date: f.date(e, "date", "startDate"),
		ExternalIDs: []graph.ExternalID{{Scheme: "ftm", Value: e.ID}}, Claims: f.claims(e), Note: cut(e.first("purpose", "summary")),
	}
	event.Title = cut(e.first("name"))
	if event.Title == "" {
		event.Title = "Payment"
		if names := e.values["namesMentioned"]; len(names) > 0 {
			event.Title = cut("Payment: " + strings.Join(names, ", "))
		}
	}
	for _, id := range payers {
		event.Participants = append(event.Participants, graph.Participant{Actor: &graph.Actor{ID: id}, Role: graph.Initiator})
	}
	for _, id := range beneficiaries {
		event.Participants = append(event.Participants, graph.Participant{Actor: &graph.Actor{ID: id}, Role: graph.Recipient})
	}
	for _, amount := range [...][2]string{{"amountEur", "EUR"}, {"amountUsd", "USD"}, {"amount", e.first("currency")}} {
		written := e.first(amount[0])
		if written == "" {
			continue
		}
		value, err := strconv.ParseFloat(written, 64)
		if err != nil || value-value != 0 {
			line, column := e.place.trail.position(amount[0])
			f.note(event.ID, amount[0], line, column, "a number is asked for, and this is %q", clip(written))
			continue
		}
		event.Figures = append(event.Figures, graph.Figure{Counted: "paid", Operator: "EXACTLY", Value: &value, Unit: amount[1]})
	}
	f.add(event, e.place)
}

// interval returns the time over which something held; nil if nothing dates it.
func (f *ftmReading) interval(e *ftmEntity) *graph.Interval {
	interval := graph.Interval{Start: f.date(e, "startDate"), End: f.date(e, "endDate")}
	if day := f.date(e, "date"); interval.Start == nil && interval.End == nil && day != nil {
		// It held on that day: it had begun by then, and was not over.
		interval.Start = &graph.FuzzyDate{Latest: day.Latest, Sense: graph.Within}
		interval.End = &graph.FuzzyDate{Earliest: day.Earliest, Sense: graph.Within}
	}
	if interval.Start == nil && interval.End == nil {
		return nil
	}
	return &interval
}

// date returns when something was, by the first of some properties that is
// given. Several values are the bounds between which it was.
func (f *ftmReading) date(e *ftmEntity, properties ...string) *graph.FuzzyDate {
	for _, property := range properties {
		var date *graph.FuzzyDate
		for _, value := range e.values[property] {
			bare, _, _ := strings.Cut(value, "T")
			first, last, err := graph.ParsePeriod(bare)
			if err != nil {
				line, column := e.place.trail.position(property)
				f.note(ftmID(e.ID), property, line, column, "%s", err)
				continue
			}
			if date == nil {
				date = &graph.FuzzyDate{Earliest: first, Latest: last, Sense: graph.Within}
			}
			date.Earliest, date.Latest = min(date.Earliest, first), max(date.Latest, last)
		}
		if date != nil {
			return date
		}
	}
	return nil
}
