package exchange

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// The files of a CSV pair. CSV has no place for what the pair holds, so that a
// third file tells it, of the name and in the form that the W3C has for
// metadata of tables (tabular-metadata, in JSON).
const (
	NodesCSV    = "nodes.csv"
	EdgesCSV    = "edges.csv"
	MetadataCSV = "csv-metadata.json"
)

// WriteCSVZip writes a network as a zip archive that holds a CSV pair.
func WriteCSVZip(ctx context.Context, w io.Writer, export *Export) error {
	archive := zip.NewWriter(w)
	err := WriteCSV(ctx, func(name string) (io.Writer, error) {
		return archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: export.About.Exported.UTC().Truncate(time.Second)})
	}, export)
	if err != nil {
		return err
	}
	return archive.Close()
}

// WriteCSV writes a network as a CSV pair: [NodesCSV], [EdgesCSV] and
// [MetadataCSV], in UTF-8, with one line of column names. Their first columns
// are those that Gephi goes by. create is called for each file in turn; a file
// is complete when it is called for the next, or when WriteCSV returns.
//
// A spreadsheet takes some cells for formulas; see [Harmless].
func WriteCSV(ctx context.Context, create func(name string) (io.Writer, error), export *Export) error {
	s, err := newSheet(export)
	if err != nil {
		return err
	}
	c := csvWriter{sheet: s, create: create}
	if err := c.begin(NodesCSV, append([]string{"id", "label"}, namesOf(s.nodeColumns)...)); err != nil {
		return err
	}
	if err := s.each(ctx, c.node, c.between, c.edge); err != nil {
		return err
	}
	if err := c.end(); err != nil {
		return err
	}
	w, err := create(MetadataCSV)
	if err != nil {
		return err
	}
	_, err = w.Write(s.csvMetadata())
	return err
}

// Harmless returns a cell's text so that no spreadsheet takes it for a formula:
// what begins with = + - @, a tab, a carriage return or a line feed, and what
// begins with an apostrophe, gets an apostrophe before it. [Original] takes it
// away.
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n'", rune(text[0])) {
		return "'" + text
	}
	return text
}

// Original returns the text that [Harmless] was given.
func Original(text string) string { return strings.TrimPrefix(text, "'") }

type csvWriter struct {
	*sheet
	create func(string) (io.Writer, error)
	*csv.Writer
}

func (c *csvWriter) begin(name string, columns []string) error {
	w, err := c.create(name)
	if err != nil {
		return err
	}
	c.Writer = csv.NewWriter(w)
	return c.Write(columns)
}

func (c *csvWriter) end() error {
	c.Flush()
	return c.Error()
}

func (c *csvWriter) node(n *node) error {
	return c.Write(cells(c.nodeColumns, n, n.Actor.ID, n.Actor.Name))
}

func (c *csvWriter) between() error {
	if err := c.end(); err != nil {
		return err
	}
	return c.begin(EdgesCSV, append([]string{"source", "target", "type", "id", "weight"}, namesOf(edgeColumns)...))
}

func (c *csvWriter) edge(e *edge) error {
	points := "Undirected" // as Gephi calls it
	if c.directed(e.Tie) {
		points = "Directed"
	}
	return c.Write(cells(edgeColumns, e, e.From.ID, e.To.ID, points, e.Key(), strconv.Itoa(e.EventCount)))
}

// cells are a row: the first ones, and then the columns.
func cells[row any](columns []column[row], of *row, first ...string) []string {
	cells := make([]string, 0, len(first)+len(columns))
	for _, text := range first {
		cells = append(cells, Harmless(text))
	}
	for _, column := range columns {
		cells = append(cells, Harmless(textOf(column.of(of))))
	}
	return cells
}

func namesOf[row any](columns []column[row]) []string {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.name
	}
	return names
}

var csvTypes = map[cell]string{textCell: "string", countCell: "integer", truthCell: "boolean", listCell: "string"}

// csvMetadata describes the pair.
func (s *sheet) csvMetadata() []byte {
	nodes := append([]column[node]{{"id", textCell, "the actor's id", nil}, {"label", textCell, "its name", nil}}, s.nodeColumns...)
	edges := append([]column[edge]{
		{"source", textCell, "the id of the actor from which it goes", nil},
		{"target", textCell, "the id of the actor to which it goes", nil},
		{"type", textCell, "how it is drawn: Directed or Undirected", nil},
		{"id", textCell, "the tie's key", nil},
		{"weight", countCell, "eventCount again, by the name that programs look for", nil},
	}, edgeColumns...)
	var o jsonObject
	o.add("@context", "http://www.w3.org/ns/csvw")
	o.add("notes", jsonList(s.jsonFacts()))
	o.add("tables", jsonList(csvTable(NodesCSV, nodes), csvTable(EdgesCSV, edges)))
	return append(o.end(), '\n')
}

func csvTable[row any](name string, columns []column[row]) []byte {
	described := make([][]byte, len(columns))
	for i, column := range columns {
		var o jsonObject
		o.add("name", column.name)
		o.add("datatype", csvTypes[column.holds])
		if column.holds == listCell {
			o.add("separator", listSeparator)
		}
		o.add("dc:description", column.about)
		described[i] = o.end()
	}
	var schema, table jsonObject
	schema.add("columns", jsonList(described...))
	table.add("url", name)
	table.add("tableSchema", schema.end())
	return table.end()
}
