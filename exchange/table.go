package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// Limits of one CSV file.
const (
	maxRow     = 1 << 20 // bytes of one row
	maxColumns = 1_000
)

// table reads a CSV file whose first row names the columns, row by row.
type table struct {
	r       *reading
	file    string
	text    *decoding
	csv     *csv.Reader
	columns map[string]int
	row     []string
	// known is the id of what the row tells, once it is known, for faults.
	known  string
	faults int
	ended  bool
}

// bounded refuses to hand on more bytes than one row may have.
type bounded struct {
	text   *decoding
	before func() int64 // where the last row ended
}

func (b bounded) Read(p []byte) (int, error) {
	if b.text.given-b.before() > maxRow {
		return 0, &textError{b.text.line, fmt.Sprintf("a row is longer than %d bytes: perhaps a quotation mark is not closed", maxRow)}
	}
	return b.text.Read(p)
}

// table opens a CSV file and reads its header. It returns nil if that is at
// fault or lacks one of the columns.
func (r *reading) table(name string, content io.Reader, columns []string) *table {
	t := &table{r: r, file: name, text: newDecoding(content)}
	t.open()
	if !t.next() {
		if t.faults == 0 {
			t.ended = false
			t.stop(1, 1, "it has no row that names the columns", nil)
		}
		return nil
	}
	if len(t.row) > maxColumns {
		t.stop(1, 1, fmt.Sprintf("it has %d columns; at most %d are read", len(t.row), maxColumns), nil)
		return nil
	}
	t.columns = make(map[string]int, len(t.row))
	for i, column := range t.row {
		column = strings.TrimSpace(column)
		if _, twice := t.columns[column]; twice && slices.Contains(columns, column) {
			line, at := t.csv.FieldPos(i)
			t.stop(line, at, fmt.Sprintf("the column %q stands twice", clip(column)), nil)
			return nil
		}
		t.columns[column] = i
	}
	var absent []string
	for _, column := range columns {
		if _, there := t.columns[column]; !there {
			absent = append(absent, strconv.Quote(column))
		}
	}
	if absent != nil {
		t.stop(1, 1, "it has no column "+strings.Join(absent, ", "), nil)
		return nil
	}
	return t
}

func (t *table) open() {
	first, _ := t.text.in.Peek(head)
	source := bounded{text: t.text}
	source.before = func() int64 { return t.csv.InputOffset() }
	t.csv = csv.NewReader(source)
	t.csv.Comma = separatorOf(bytes.TrimPrefix(first, []byte(byteOrderMark)))
	t.csv.ReuseRecord = true
}

// separatorOf returns what parts the columns of the first line most often: a
// comma, a semicolon or a tab.
func separatorOf(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, separator := range ",;\t" {
		count, quoted := 0, false
		for _, c := range line {
			switch {
			case c == '"':
				quoted = !quoted
			case rune(c) == separator && !quoted:
				count++
			}
		}
		if count > most {
			best, most = separator, count
		}
	}
	return best
}

// next goes to the next row and reports whether there is one. Rows that cannot
// be read are faults, and passed over.
func (t *table) next() bool {
	t.known = ""
	for !t.ended {
		row, err := t.csv.Read()
		if err == nil {
			t.row = row
			return true
		}
		var parse *csv.ParseError
		var text *textError
		switch {
		case errors.Is(err, io.EOF):
			t.ended = true
			if t.text.latin {
				t.r.input.Notes = append(t.r.input.Notes, t.file+": it is not UTF-8, and was read as Windows-1252 (Latin-1)")
			}
		case errors.As(err, &text):
			t.stop(text.line, 1, text.reason, nil)
		case errors.As(err, &parse) && errors.Is(err, csv.ErrFieldCount):
			t.note(graph.Fault{Line: parse.StartLine, Column: 1, Reason: fmt.Sprintf("it has %s, and the first row %d", counted(len(row), "column"), t.csv.FieldsPerRecord)})
			t.r.input.partial = true
		case errors.As(err, &parse):
			t.note(graph.Fault{Line: parse.Line, Column: parse.Column, Reason: "it is not CSV: " + parse.Err.Error()})
			t.r.input.partial = true
		default:
			t.stop(t.text.line, 0, "it cannot be read further", err)
		}
	}
	return false
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// cell returns what stands in a column, without the space around it; nothing if
// there is no such column.
func (t *table) cell(column string) string {
	if i, there := t.columns[column]; there && i < len(t.row) {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}

// position returns line and column of a cell of this row, or of the row.
func (t *table) position(column string) (line, at int) {
	if i, there := t.columns[column]; there && i < len(t.row) {
		return t.csv.FieldPos(i)
	}
	line, _ = t.csv.FieldPos(0)
	return line, 1
}

// fault notes that a cell is wrong, which gives the field of the entity that the
// row tells.
func (t *table) fault(column, field, format string, arguments ...any) {
	line, at := t.position(column)
	reason := fmt.Sprintf(format, arguments...)
	if column != "" {
		reason = fmt.Sprintf("%s: %s", column, reason)
	}
	if t.known == "" {
		field = ""
	}
	t.note(graph.Fault{Entity: t.known, Field: field, Line: line, Column: at, Reason: reason})
}

// note takes down a fault, up to the most that one file may have.
func (t *table) note(fault graph.Fault) {
	if t.ended {
		return
	}
	if t.faults++; t.faults > maxFaults {
		t.stop(fault.Line, fault.Column, "there are more faults in this file", nil)
		return
	}
	fault.File = t.file
	t.r.faults = append(t.r.faults, fault)
}

// stop ends the reading of the file with a last fault.
func (t *table) stop(line, column int, reason string, cause error) {
	if !t.ended {
		t.ended = true
		t.faults++
		t.r.broken(graph.Fault{File: t.file, Line: line, Column: column, Reason: reason}, cause)
	}
}

// full reports whether no more entities are taken in, which is a fault.
func (t *table) full() bool {
	if len(t.r.input.Entities) < maxEntities {
		return false
	}
	line, at := t.position("")
	t.stop(line, at, fmt.Sprintf("at most %d entities are read at once", maxEntities), nil)
	return true
}

// place returns where the entity of this row stands; at gives, for its fields,
// the columns that they are read from, in turn.
func (t *table) place(at ...string) origin {
	line, _ := t.csv.FieldPos(0)
	place := make(trail, 0, 1+len(at)) // with room for items
	place.add(-1, "", -1, line, 1)
	for i := 0; i+1 < len(at); i += 2 {
		line, column := t.position(at[i+1])
		place.add(0, at[i], -1, line, column)
	}
	return origin{file: t.file, trail: place}
}

// item adds where one item of a list of the entity stands.
func (t *table) item(place *origin, list string, index int, column string) {
	line, at := t.position(column)
	place.trail.add(0, list, index, line, at)
}

// whole returns a cell's whole number, a figure; nil if it is empty or, which is a fault,
// something else.
func (t *table) whole(column string) *float64 {
	text := t.cell(column)
	if text == "" {
		return nil
	}
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil || number < 0 {
		t.fault(column, "figures", "a whole number is asked for, and this is %q", clip(text))
		return nil
	}
	value := float64(number)
	return &value
}

// degrees returns a cell's number between -most and most; nil if it is empty or,
// which is a fault, something else.
func (t *table) degrees(column string, most float64) *float64 {
	text := t.cell(column)
	if text == "" {
		return nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !(number >= -most && number <= most) {
		t.fault(column, "places", "degrees from -%g to %g are asked for, and this is %q", most, most, clip(text))
		return nil
	}
	return &number
}

// day returns a cell's day, which may be followed by a time; 0 if it is empty
// or, which is a fault, something else.
func (t *table) day(column, field string) graph.Date {
	text := t.cell(column)
	if text == "" {
		return 0
	}
	bare, _, _ := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	day, err := graph.ParseDate(bare)
	if err != nil {
		t.fault(column, field, "%s", err)
	}
	return day
}
