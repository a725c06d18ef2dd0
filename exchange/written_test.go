package exchange_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// idsIn are the ids of a network's nodes and the keys of its ties, sorted.
func idsIn(export *exchange.Export) [2][]string {
	ids := [2][]string{{}, {}}
	for _, node := range export.Network.Nodes {
		ids[0] = append(ids[0], node.Actor.ID)
	}
	for _, tie := range export.Network.Ties {
		ids[1] = append(ids[1], tie.Key())
	}
	slices.Sort(ids[0])
	slices.Sort(ids[1])
	return ids
}

func sameIDs(t *rapid.T, format string, got [2][]string, export *exchange.Export) {
	t.Helper()
	slices.Sort(got[0])
	slices.Sort(got[1])
	if diff := cmp.Diff(idsIn(export), got); diff != "" {
		t.Errorf("%s (-network +file):\n%s", format, diff)
	}
}

// checkXML reads a file of XML: it is well-formed, has all nodes and edges, and
// spells that are in order and apart.
func checkXML(t *rapid.T, text []byte, export *exchange.Export) {
	t.Helper()
	got := [2][]string{{}, {}}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	lastEnd, spells := "", 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		attributes := map[string]string{}
		for _, attribute := range start.Attr {
			attributes[attribute.Name.Local] = attribute.Value
		}
		switch start.Name.Local {
		case "node":
			got[0] = append(got[0], attributes["id"])
		case "edge":
			got[1] = append(got[1], attributes["id"])
		case "spells":
			lastEnd, spells = "", 0
		case "spell":
			from, to := attributes["start"], attributes["end"]
			if from != "" && to != "" && from > to || spells > 0 && (lastEnd == "" || from <= lastEnd) {
				t.Errorf("a spell from %q to %q after one that ends %q", from, to, lastEnd)
			}
			lastEnd = to
			spells++
		}
	}
	sameIDs(t, "XML", got, export)
}

func checkJSON(t *rapid.T, text []byte, export *exchange.Export) {
	t.Helper()
	type element struct {
		ID, Key string
		Data    struct{ ID, Key string }
	}
	type elements struct{ Nodes, Edges []element }
	var file struct {
		elements
		Elements elements
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	got := [2][]string{{}, {}}
	for _, node := range slices.Concat(file.Nodes, file.Elements.Nodes) {
		got[0] = append(got[0], node.ID+node.Data.ID)
	}
	for _, edge := range slices.Concat(file.Edges, file.Elements.Edges) {
		got[1] = append(got[1], edge.Key+edge.Data.Key)
	}
	sameIDs(t, "JSON", got, export)
}

// checkCSV reads a pair: no cell is a formula, and each is what it was before
// it was made harmless.
func checkCSV(t *rapid.T, text []byte, export *exchange.Export) {
	t.Helper()
	nodes, edges := pairIn(t, text)
	got := [2][]string{{}, {}}
	names := map[string]string{}
	for _, row := range nodes[1:] {
		got[0] = append(got[0], exchange.Original(row[0]))
		names[row[0]] = exchange.Original(row[1])
	}
	for _, row := range edges[1:] {
		got[1] = append(got[1], exchange.Original(row[3]))
	}
	sameIDs(t, "CSV", got, export)
	for _, row := range slices.Concat(nodes, edges) {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	for _, node := range export.Network.Nodes {
		if names[node.Actor.ID] != node.Actor.Name {
			t.Errorf("%s is called %q, not %q", node.Actor.ID, names[node.Actor.ID], node.Actor.Name)
		}
	}
}

// pairIn returns the rows of the two tables of an archive, which must have the
// columns that its metadata describes.
func pairIn(t fataler, archive []byte) (nodes, edges [][]string) {
	t.Helper()
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	table := func(name string) [][]string {
		file, err := files.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	nodes, edges = table(exchange.NodesCSV), table(exchange.EdgesCSV)
	var metadata struct {
		Notes  []map[string]any
		Tables []struct {
			URL         string
			TableSchema struct{ Columns []struct{ Name string } }
		}
	}
	file, err := files.Open(exchange.MetadataCSV)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(file).Decode(&metadata); err != nil {
		t.Fatal(err)
	}
	if len(metadata.Notes) != 1 || metadata.Notes[0]["exportedAt"] != "2026-03-04T05:06:07Z" || len(metadata.Tables) != 2 {
		t.Fatal("the metadata says ", metadata)
	}
	for i, rows := range [][][]string{nodes, edges} {
		var described []string
		for _, column := range metadata.Tables[i].TableSchema.Columns {
			described = append(described, column.Name)
		}
		if diff := cmp.Diff(described, rows[0]); diff != "" {
			t.Fatal("columns (-described +there):\n" + diff)
		}
	}
	return nodes, edges
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"'": "''", "'=1": "''=1", "1=1": "1=1", "درعا": "درعا", "1-2": "1-2",
	} {
		if got := exchange.Harmless(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@'\t\r\n]{1,3}.*`)).Draw(t, "text")
		if got := exchange.Original(exchange.Harmless(text)); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	})
}

func TestSpells(t *testing.T) {
	day := func(text string) *graph.FuzzyDate {
		date, err := graph.ParseEDTF(text)
		if err != nil {
			t.Fatal(err)
		}
		return date
	}
	for name, test := range map[string]struct {
		dates []string
		want  [][2]string
	}{
		"none":       {[]string{"XXXX"}, nil},
		"a day":      {[]string{"2021-05-20"}, [][2]string{{"2021-05-20", "2021-05-20"}}},
		"within":     {[]string{"2021-05"}, [][2]string{{"2021-05-01", "2021-05-31"}}},
		"throughout": {[]string{"2021-05-01/2021-05-03"}, [][2]string{{"2021-05-01", "2021-05-03"}}},
		"candidates": {[]string{"[2021-08-07,2021-08-14]"}, [][2]string{{"2021-08-07", "2021-08-07"}, {"2021-08-14", "2021-08-14"}}},
		"open":       {[]string{"2018-07/..", "2021"}, [][2]string{{"2018-07-01", ""}}},
		"joined":     {[]string{"2021-05-03", "2021-05-01", "2021-05-02", "2021-05-05"}, [][2]string{{"2021-05-01", "2021-05-03"}, {"2021-05-05", "2021-05-05"}}},
		"some dated": {[]string{"XXXX", "[..2018-07-10]"}, [][2]string{{"", "2018-07-10"}}},
	} {
		t.Run(name, func(t *testing.T) {
			entities := []graph.Entity{
				&graph.Source{ID: "s", Key: "S"}, &graph.Actor{ID: "a", Kind: graph.State, Name: "A"}, &graph.Actor{ID: "b", Kind: graph.State, Name: "B"},
			}
			for i, date := range test.dates {
				entities = append(entities, &graph.Event{
					ID: "e" + string(rune('0'+i)), Kind: graph.Clash, Title: "Clash", Date: day(date), Realis: graph.Occurred,
					Participants: []graph.Participant{{Actor: &graph.Actor{ID: "a"}, Role: graph.Party, Side: 1}, {Actor: &graph.Actor{ID: "b"}, Role: graph.Party, Side: 2}},
					Claims:       []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: "1"}},
				})
			}
			type span struct {
				Start string `xml:"start,attr"`
				End   string `xml:"end,attr"`
			}
			type timed struct {
				Spells []span `xml:"spells>spell"`
			}
			var file struct {
				Nodes []timed `xml:"graph>nodes>node"`
				Edges []timed `xml:"graph>edges>edge"`
			}
			if err := xml.Unmarshal(written(t, "gexf", networkOf(t, graph.NetworkQuery{Limit: 10}, entities...)), &file); err != nil {
				t.Fatal(err)
			}
			for _, timed := range append(file.Nodes, file.Edges...) {
				var got [][2]string
				for _, spell := range timed.Spells {
					got = append(got, [2]string{spell.Start, spell.End})
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestColumnsAreDocumented holds the tables of docs/formats.md to the columns.
func TestColumnsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	rolled := networkOf(t, graph.NetworkQuery{RollUp: graph.RollUpKind, Limit: 100}, corpus(t)...)
	rolled.Network.Nodes[0].Distance = 1 // so that there is a column for it
	var metadata bytes.Buffer
	err = exchange.WriteCSV(t.Context(), func(string) (io.Writer, error) {
		metadata.Reset() // the last file is the one
		return &metadata, nil
	}, rolled)
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Tables []struct {
			TableSchema struct {
				Columns []struct {
					Name  string
					About string `json:"dc:description"`
				}
			}
		}
	}
	if err := json.Unmarshal(metadata.Bytes(), &described); err != nil {
		t.Fatal(err)
	}
	columns := 0
	for _, table := range described.Tables {
		for _, column := range table.TableSchema.Columns {
			columns++
			documented := slices.ContainsFunc(strings.Split(string(page), "\n"), func(line string) bool {
				cells := strings.Split(line, "|")
				own := slices.Contains([]string{"source", "target", "type", "id"}, column.Name)
				return len(cells) > 4 && strings.Contains(cells[1], "`"+column.Name+"`") && (own || strings.Contains(cells[3], column.About))
			})
			if !documented {
				t.Errorf("%s (%s) has no row", column.Name, column.About)
			}
		}
	}
	if columns < 30 {
		t.Errorf("only %d columns", columns)
	}
}
