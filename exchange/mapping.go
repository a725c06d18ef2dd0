package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/factiongraph/factiongraph/graph"
)

// mapping says what the columns of CSV files mean. docs/formats.md describes the
// file; docs/examples has one.
type mapping struct {
	// Origin begins all ids, so that two imports of one origin join and two
	// origins do not.
	Origin written `yaml:"origin"`
	// Source is what claims rest on where no column names a publisher.
	Source mappedSource  `yaml:"source"`
	Tables []mappedTable `yaml:"tables"`
}

type mappedSource struct {
	Publisher string `yaml:"publisher"`
	Title     string `yaml:"title"`
	URL       string `yaml:"url"`
}

// mappedTable is what the columns of one sort of file mean. Its fields hold
// names of columns unless they say otherwise.
type mappedTable struct {
	// File is a pattern of file names, see [path.Match]; empty for all files.
	File string  `yaml:"file"`
	Rows written `yaml:"rows"` // events, actors or ties
	ID   string  `yaml:"id"`
	Kind lookup  `yaml:"kind"`
	Note string  `yaml:"note"` // a text with {column}s in it

	// Of events.
	Title        string              `yaml:"title"` // a text with {column}s in it
	Date         mappedDate          `yaml:"date"`
	Participants []mappedParticipant `yaml:"participants"`
	Place        mappedPlace         `yaml:"place"`
	Figures      []mappedFigure      `yaml:"figures"`
	Publishers   mappedList          `yaml:"publishers"`

	// Of actors; a participant or an end of a tie is named by what stands in
	// the column id or, if the table has none, by the name.
	Name  string   `yaml:"name"`
	Names []string `yaml:"names"`

	// Of ties. From and To name the ends by column.
	From     string     `yaml:"from"`
	FromKind lookup     `yaml:"fromKind"`
	To       string     `yaml:"to"`
	ToKind   lookup     `yaml:"toKind"`
	Post     string     `yaml:"post"`
	Verbatim string     `yaml:"verbatim"`
	Start    mappedDate `yaml:"start"`
	End      mappedDate `yaml:"end"`
	Support  lookup     `yaml:"support"`
}

// lookup is a word of ours, by what stands in a column.
type lookup struct {
	Column string             `yaml:"column"`
	Words  map[string]written `yaml:"words"`
	// Otherwise is the word for what is not listed; without it that is a fault.
	Otherwise written `yaml:"otherwise"`
}

type mappedDate struct {
	Column string `yaml:"column"`
	// Layout is how a day is written, see [time.Layout]; 2006-01-02 if empty.
	Layout string `yaml:"layout"`
	// Width is DAY, WEEK, MONTH or YEAR: how exactly the day is known.
	Width lookup `yaml:"width"`
}

type mappedParticipant struct {
	Column    string  `yaml:"column"`
	Separator string  `yaml:"separator"` // between several; empty for none
	Role      written `yaml:"role"`
	// Roles are those that differ with the kind of the event.
	Roles map[string]written `yaml:"roles"`
	// People is the role of those who are PEOPLE, if it is another: whoever
	// strikes them fights nobody.
	People written `yaml:"people"`
	Side   int     `yaml:"side"`
	Kind   lookup  `yaml:"kind"`
}

type mappedPlace struct {
	Column    string   `yaml:"column"`
	Within    []string `yaml:"within"` // from the country inwards
	Latitude  string   `yaml:"latitude"`
	Longitude string   `yaml:"longitude"`
	Precision lookup   `yaml:"precision"`
}

type mappedFigure struct {
	Counted string `yaml:"counted"` // a word, not a column
	Column  string `yaml:"column"`
	Low     string `yaml:"low"`
	High    string `yaml:"high"`
	Unit    string `yaml:"unit"` // a word, not a column
}

type mappedList struct {
	Column    string `yaml:"column"`
	Separator string `yaml:"separator"`
}

// written is a text and where it stands.
type written struct {
	text         string
	line, column int
}

// UnmarshalYAML takes a single value.
func (w *written) UnmarshalYAML(node *yaml.Node) error {
	w.line, w.column = node.Line, node.Column
	return node.Decode(&w.text)
}

// originPattern is what may begin an id.
var originPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,19}$`)

// incompatibility is how UCDP names what a conflict is about: a country, a colon
// and the government or a territory. It is no actor.
var incompatibility = regexp.MustCompile(`(?i)^[^:]+: *(government|territory|[\p{L} '()-]+)$`)

// theMapping returns the mapping that options name; nil, once as a fault, if it
// is faulty or there is none.
func (r *reading) theMapping() *mapping {
	if r.mapping == nil {
		r.mapping = &mapping{}
		before := len(r.faults)
		r.readMapping(r.options.Mapping)
		if len(r.faults) > before {
			r.mapping.Tables = nil
		}
	}
	if r.mapping.Tables == nil {
		return nil
	}
	return r.mapping
}

func (r *reading) readMapping(name string) {
	file, err := r.fsys.Open(name)
	if err != nil {
		r.unreadable(name, err)
		return
	}
	defer file.Close() //nolint:errcheck // nothing was written
	data, whole := r.all(name, file, maxYAML)
	if !whole {
		return
	}
	if line, column, reason := unprintable(data); reason != "" {
		r.broken(graph.Fault{File: name, Line: line, Column: column, Reason: reason}, nil)
		return
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err = decoder.Decode(r.mapping)
	var shape *yaml.TypeError
	switch {
	case errors.As(err, &shape):
		for _, reason := range shape.Errors {
			line, reason := syntaxFault(errors.New("yaml: "+reason), data)
			r.broken(graph.Fault{File: name, Line: line, Reason: mappingFault(reason)}, nil)
		}
	case err != nil:
		line, reason := syntaxFault(err, data)
		r.broken(graph.Fault{File: name, Line: line, Reason: reason}, err)
	default:
		r.checkMapping(name)
	}
}

var goType = regexp.MustCompile(` (?:in|into) (?:type )?exchange\.\w+`)

// mappingFault words a fault of shape without the names of our types.
func mappingFault(reason string) string {
	return goType.ReplaceAllString(strings.TrimPrefix(reason, "it is not YAML: "), "")
}

// checkMapping faults the words of a mapping that are not ours.
func (r *reading) checkMapping(name string) {
	fault := func(at written, format string, arguments ...any) {
		r.broken(graph.Fault{File: name, Line: max(at.line, 1), Column: max(at.column, 1), Reason: fmt.Sprintf(format, arguments...)}, nil)
	}
	if !originPattern.MatchString(r.mapping.Origin.text) {
		fault(r.mapping.Origin, "origin: a short word of small letters, digits and - is asked for, and this is %q", clip(r.mapping.Origin.text))
	}
	if len(r.mapping.Tables) == 0 {
		fault(written{}, "it has no tables")
	}
	for i := range r.mapping.Tables {
		table := &r.mapping.Tables[i]
		if _, err := path.Match(table.File, ""); err != nil {
			fault(table.Rows, "file: %q is no pattern", clip(table.File))
		}
		kinds := wordsOf(graph.ActorKinds)
		switch table.Rows.text {
		case "actors":
		case "events":
			kinds = nil
			for _, word := range graph.EventKinds {
				kinds = append(kinds, string(word.Name))
			}
		case "ties":
			kinds = nil
			for _, word := range graph.Affiliations {
				kinds = append(kinds, string(word.Name))
			}
		default:
			fault(table.Rows, "rows: actors, events or ties is asked for, and this is %q", clip(table.Rows.text))
			continue
		}
		check := func(at written, words []string) {
			if !slices.Contains(words, at.text) {
				fault(at, "%q is not one of %s", clip(at.text), strings.Join(words, ", "))
			}
		}
		checkAll := func(l lookup, words []string) {
			for _, from := range sortedKeys(l.Words) {
				check(l.Words[from], words)
			}
			if l.Otherwise.text != "" {
				check(l.Otherwise, words)
			}
		}
		checkAll(table.Kind, kinds)
		checkAll(table.FromKind, wordsOf(graph.ActorKinds))
		checkAll(table.ToKind, wordsOf(graph.ActorKinds))
		checkAll(table.Support, wordsOf(graph.SupportTypes))
		checkAll(table.Place.Precision, wordsOf(graph.Precisions))
		for _, date := range []mappedDate{table.Date, table.Start, table.End} {
			checkAll(date.Width, []string{"DAY", "WEEK", "MONTH", "YEAR"})
		}
		for _, participant := range table.Participants {
			check(participant.Role, wordsOf(graph.Roles))
			if participant.People.text != "" {
				check(participant.People, wordsOf(graph.Roles))
			}
			checkAll(lookup{Words: participant.Roles}, wordsOf(graph.Roles))
			checkAll(participant.Kind, wordsOf(graph.ActorKinds))
		}
	}
}

func wordsOf[T ~string](words []graph.Word[T]) []string {
	names := make([]string, len(words))
	for i, word := range words {
		names[i] = string(word.Name)
	}
	return names
}

// table returns what the columns of a file mean; nil if no table is for it.
func (m *mapping) table(name string) *mappedTable {
	for i := range m.Tables {
		matches, err := path.Match(m.Tables[i].File, path.Base(name))
		if m.Tables[i].File == "" || err == nil && matches {
			return &m.Tables[i]
		}
	}
	return nil
}

var inBraces = regexp.MustCompile(`\{([^{}]+)\}`)

// columns returns the columns that a table names.
func (m *mappedTable) columns() []string {
	named := []string{
		m.ID, m.Kind.Column, m.Date.Column, m.Date.Width.Column, m.Place.Column, m.Place.Latitude, m.Place.Longitude, m.Place.Precision.Column,
		m.Publishers.Column, m.Name, m.From, m.FromKind.Column, m.To, m.ToKind.Column, m.Post, m.Verbatim, m.Start.Column, m.Start.Width.Column, m.End.Column, m.End.Width.Column, m.Support.Column,
	}
	named = append(named, m.Place.Within...)
	named = append(named, m.Names...)
	for _, participant := range m.Participants {
		named = append(named, participant.Column, participant.Kind.Column)
	}
	for _, figure := range m.Figures {
		named = append(named, figure.Column, figure.Low, figure.High)
	}
	for _, text := range []string{m.Title, m.Note} {
		for _, part := range inBraces.FindAllStringSubmatch(text, -1) {
			named = append(named, part[1])
		}
	}
	slices.Sort(named)
	return slices.DeleteFunc(slices.Compact(named), func(column string) bool { return column == "" })
}
