package embedded

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/factiongraph/factiongraph/graph"
)

// plainReader reads the records of plain events: those without links, figures,
// ids of other datasets and escaped characters, written as [graph.Record]
// writes them. A large graph is made of such events. It takes a fifth of the
// time of [graph.FromRecord], which reads all the others: references are looked
// up and never made, words and dates are there once, and what it makes stands
// side by side in few, large pieces of memory. Readers are for one goroutine.
type plainReader struct {
	known map[string]graph.Entity
	words map[string]string
	dates map[string]*graph.FuzzyDate
	kept  kept

	text []byte
	at   int
	odd  bool // the record is not plain

	// Lists while they are read.
	participants []graph.Participant
	places       []graph.PlaceUse
	claims       []graph.Claim
	actors       []*graph.Actor
}

// kept is the memory that goes into entities.
type kept struct {
	events       slab[graph.Event]
	participants slab[graph.Participant]
	places       slab[graph.PlaceUse]
	claims       slab[graph.Claim]
	actors       slab[*graph.Actor]
	texts        *strings.Builder
}

// slab is where slices are cut from.
type slab[T any] struct{ free []T }

const slabSize = 64

// keep returns a copy of a list, with nothing around it to grow into.
func (s *slab[T]) keep(list []T) []T {
	if len(list) == 0 {
		return []T{}
	}
	if len(list) > len(s.free) {
		s.free = make([]T, max(slabSize, len(list)))
	}
	copied := s.free[:len(list):len(list)]
	s.free = s.free[len(list):]
	copy(copied, list)
	return copied
}

const (
	textSize = 16 << 10
	// maxWords bounds the words and dates that are remembered.
	maxWords = 1 << 14
)

func newPlainReader(known map[string]graph.Entity) *plainReader {
	return &plainReader{
		known: known, words: map[string]string{}, dates: map[string]*graph.FuzzyDate{}, kept: kept{texts: new(strings.Builder)},
	}
}

// event returns the event of a record, as [graph.FromRecord] does with its
// references loaded, or nil if the record is not plain.
func (r *plainReader) event(record []byte) *graph.Event {
	r.text, r.at, r.odd = record, 0, !utf8.Valid(record)
	before := r.kept
	read := r.readEvent()
	if r.odd || r.at != len(r.text) {
		r.kept = before
		return nil
	}
	event := &r.kept.events.keep([]graph.Event{read})[0]
	about(event, event.Claims)
	for i := range event.Places {
		about(event, event.Places[i].Claims)
	}
	for i := range event.Participants {
		about(event, event.Participants[i].Claims)
	}
	return event
}

func about(event *graph.Event, claims []graph.Claim) {
	for i := range claims {
		claims[i].About = event
	}
}

// The fields below stand in the order of the Go types, which is the records'.

func (r *plainReader) readEvent() (event graph.Event) {
	r.must('{')
	if r.field("id") {
		event.ID = r.string()
	}
	if r.field("kind") {
		event.Kind = graph.EventKind(r.word())
	}
	if r.field("title") {
		event.Title = r.string()
	}
	if r.field("date") {
		event.Date = r.date()
	}
	if r.field("places") {
		event.Places = list(r, &r.places, &r.kept.places, r.place)
	}
	if r.field("participants") {
		event.Participants = list(r, &r.participants, &r.kept.participants, r.participant)
	}
	if r.field("outcome") {
		event.Outcome = r.string()
	}
	if r.field("realis") {
		event.Realis = graph.Realis(r.word())
	}
	if r.field("verbatim") {
		event.Verbatim = r.string()
	}
	if r.field("note") {
		event.Note = r.string()
	}
	if r.field("claims") {
		event.Claims = r.claimList()
	}
	r.must('}')
	return event
}

func (r *plainReader) place() (use graph.PlaceUse) {
	r.must('{')
	if r.field("place") {
		use.Place = reference[*graph.Place](r)
	}
	if r.field("role") {
		use.Role = graph.PlaceRole(r.word())
	}
	if r.field("precision") {
		use.Precision = graph.Precision(r.word())
	}
	if r.field("claims") {
		use.Claims = r.claimList()
	}
	r.must('}')
	return use
}

func (r *plainReader) participant() (participant graph.Participant) {
	r.must('{')
	if r.field("actor") {
		participant.Actor = r.actor()
	}
	if r.field("role") {
		participant.Role = graph.Role(r.word())
	}
	if r.field("side") {
		participant.Side = r.number()
	}
	if r.field("onBehalfOf") {
		participant.OnBehalfOf = r.actor()
	}
	if r.field("verbatim") {
		participant.Verbatim = r.string()
	}
	if r.field("note") {
		participant.Note = r.string()
	}
	if r.field("claims") {
		participant.Claims = r.claimList()
	}
	r.must('}')
	return participant
}

func (r *plainReader) claimList() []graph.Claim {
	return list(r, &r.claims, &r.kept.claims, r.claim)
}

func (r *plainReader) claim() (claim graph.Claim) {
	r.must('{')
	if r.field("id") {
		claim.ID = r.string()
	}
	if r.field("stance") {
		claim.Stance = graph.Stance(r.word())
	}
	if r.field("basis") {
		claim.Basis = graph.Basis(r.word())
	}
	if r.field("asOf") {
		claim.AsOf = r.date()
	}
	if r.field("attributedTo") {
		claim.AttributedTo = list(r, &r.actors, &r.kept.actors, r.actor)
	}
	if r.field("source") {
		claim.Source = reference[*graph.Source](r)
	}
	if r.field("locator") {
		claim.Locator = r.tailOf(claim.ID)
	}
	if r.field("note") {
		claim.Note = r.string()
	}
	r.must('}')
	return claim
}

// must passes a character that has to be there.
func (r *plainReader) must(character byte) {
	if !r.passes(character) {
		r.odd = true
	}
}

func (r *plainReader) passes(character byte) bool {
	if r.at >= len(r.text) || r.text[r.at] != character {
		return false
	}
	r.at++
	return true
}

// field reports whether the member of that name comes next, and passes the
// name.
func (r *plainReader) field(name string) bool {
	rest, isNext := r.text[r.at:], true
	if r.at > 0 && r.text[r.at-1] != '{' {
		rest, isNext = bytes.CutPrefix(rest, []byte(","))
	}
	if !isNext || len(rest) < len(name)+3 || rest[0] != '"' || string(rest[1:1+len(name)]) != name || string(rest[1+len(name):len(name)+3]) != `":` {
		return false
	}
	r.at = len(r.text) - len(rest) + len(name) + 3
	return true
}

// list reads an array of what element reads. While it does, the elements are
// gathered in scratch.
func list[T any](r *plainReader, scratch *[]T, kept *slab[T], element func() T) []T {
	*scratch = (*scratch)[:0]
	r.must('[')
	for !r.odd && !r.passes(']') {
		if len(*scratch) > 0 {
			r.must(',')
		}
		*scratch = append(*scratch, element())
	}
	return kept.keep(*scratch)
}

// quoted passes a text and returns it, up to the next call of event.
func (r *plainReader) quoted() []byte {
	r.must('"')
	if r.odd {
		return nil
	}
	length := bytes.IndexByte(r.text[r.at:], '"')
	if length < 0 {
		r.odd = true
		return nil
	}
	text := r.text[r.at : r.at+length]
	r.at += length + 1
	if bytes.IndexByte(text, '\\') >= 0 {
		r.odd = true
	}
	return text
}

func (r *plainReader) string() string { return r.keepText(r.quoted()) }

// tailOf reads a text that may be the end of whole, as a locator is of most
// claims' ids.
func (r *plainReader) tailOf(whole string) string {
	text := r.quoted()
	if tail := whole[max(0, len(whole)-len(text)):]; string(text) == tail {
		return tail
	}
	return r.keepText(text)
}

func (r *plainReader) keepText(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if texts := r.kept.texts; texts.Cap()-texts.Len() < len(text) {
		r.kept.texts = new(strings.Builder)
		r.kept.texts.Grow(max(textSize, len(text)))
	}
	start := r.kept.texts.Len()
	r.kept.texts.Write(text)
	return r.kept.texts.String()[start:]
}

// word reads one of few texts.
func (r *plainReader) word() string {
	text := r.quoted()
	word, met := r.words[string(text)]
	if !met {
		if len(r.words) == maxWords {
			clear(r.words)
		}
		word = string(text)
		r.words[word] = word
	}
	return word
}

// date reads a date that is nothing but bounds. Nobody changes a date, so that
// events share them.
func (r *plainReader) date() *graph.FuzzyDate {
	text := r.quoted()
	if date, met := r.dates[string(text)]; met {
		return date
	}
	date, err := graph.ParseEDTF(string(text))
	if err != nil {
		r.odd = true // to be told by who reads what is not plain
		return nil
	}
	if len(r.dates) == maxWords {
		clear(r.dates)
	}
	r.dates[string(text)] = date
	return date
}

func (r *plainReader) number() int {
	digits := r.text[r.at:]
	if end := slices.IndexFunc(digits, func(c byte) bool { return c < '0' || c > '9' }); end >= 0 {
		digits = digits[:end]
	}
	r.at += len(digits)
	number, err := strconv.Atoi(string(digits))
	r.odd = r.odd || err != nil || len(digits) > 1 && digits[0] == '0'
	return number
}

func (r *plainReader) actor() *graph.Actor { return reference[*graph.Actor](r) }

// reference reads the id of an entity that is known.
func reference[E graph.Entity](r *plainReader) E {
	entity, known := r.known[string(r.quoted())].(E)
	r.odd = r.odd || !known
	return entity
}
