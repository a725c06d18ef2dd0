package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

func zipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func archived(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	writer := zip.NewWriter(&packed)
	for name, content := range files {
		entry, err := writer.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func ids(input *exchange.Input) []string {
	var ids []string
	for _, entity := range input.Entities {
		ids = append(ids, entity.EntityID())
	}
	return ids
}

// TestDetect finds the format of a file that is called and packed in any way,
// and reads the same from it.
func TestDetect(t *testing.T) {
	for name, test := range map[string]struct{ ending, has string }{
		"real/ged.csv":         {".csv", "ucdp-ged-214797"},
		"real/actors.csv":      {".CSV", "ucdp-actor-161"},
		"real/peace.csv":       {".csv", "ucdp-pa-5521975120101"},
		"real/donations.ijson": {".json", "ftm-2216b422a31242fe204654ce194864661f515921"},
		"ties.ijson":           {".jsonl", "ftm-ana"},
		"good.yaml":            {".txt", "act_brigade"},
	} {
		plain := content(t, name)
		want := read(t, exchange.Options{}, "testdata/"+name)
		files := fstest.MapFS{
			"f" + test.ending:         {Data: plain},
			"f" + test.ending + ".gz": {Data: zipped(t, plain)},
			"f.zip":                   {Data: archived(t, map[string][]byte{"d/f" + strings.Replace(test.ending, ".txt", ".yaml", 1): plain, "__MACOSX/f.csv": {0}, ".x.csv": {0}, "README.md": []byte("#")})},
		}
		for file := range files {
			input, err := exchange.Read(files, exchange.Options{}, file)
			if err != nil {
				t.Errorf("%s as %s: %v", name, file, faultsOf(err))
				continue
			}
			if diff := cmp.Diff(len(want.Entities), len(input.Entities)); diff != "" || !slices.Contains(ids(input), test.has) {
				t.Errorf("%s as %s holds no %s, or (-want +got):\n%s", name, file, test.has, diff)
			}
		}
	}
	_, err := exchange.Read(fstest.MapFS{}, exchange.Options{Format: "excel"}, "f")
	if graph.CodeOf(err) != graph.CodeBadInput || !strings.Contains(err.Error(), "ucdp-ged") {
		t.Error(err)
	}
}

// TestEncodings reads one file however it is encoded.
func TestEncodings(t *testing.T) {
	plain := strings.ReplaceAll(string(content(t, "real/peace.csv")), "UK/Lord Carrington", "Señor Núñez")
	plain = strings.NewReplacer("’", "'", "–", "-").Replace(plain)
	latin, err := encoding.ReplaceUnsupported(charmap.ISO8859_1.NewEncoder()).String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"UTF-8": plain, "with a byte-order mark": "\xef\xbb\xbf" + plain, "Latin-1": latin, "with other line ends": strings.ReplaceAll(plain, "\n", "\r\n"),
	} {
		input, err := exchange.Read(fstest.MapFS{"f.csv": {Data: []byte(text)}}, exchange.Options{}, "f.csv")
		if err != nil {
			t.Errorf("%s: %v", name, faultsOf(err))
			continue
		}
		if note := byID[*graph.Agreement](t, input, "ucdp-pa-5521979122101").Note; !strings.Contains(note, "Señor Núñez") {
			t.Errorf("%s: %s", name, note)
		}
		if told := len(input.Notes) == 1 && strings.Contains(input.Notes[0], "Latin-1"); told != (name == "Latin-1") {
			t.Errorf("%s: %v", name, input.Notes)
		}
	}
	_, err = exchange.Read(fstest.MapFS{"f.csv": {Data: []byte(plain + "é\n\xe9")}}, exchange.Options{}, "f.csv")
	if faults := faultsOf(err); !slices.ContainsFunc(faults, func(fault graph.Fault) bool { return strings.Contains(fault.Reason, "not UTF-8, although it is above") }) {
		t.Error(faults)
	}
}

// ged is a GED file of some rows, each of which changes some columns of a good
// one.
func ged(rows ...map[string]string) string {
	header := []string{
		"id", "type_of_violence", "conflict_new_id", "dyad_new_id", "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "source_office", "source_date",
		"where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "country", "country_id", "date_prec", "date_start", "date_end",
		"deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high",
	}
	good := []string{
		"1", "1", "9", "8", "A - B", "11", "A", "12", "B", "Paper", "2001-02-04",
		"1", "Town", "Province", "District", "1.5", "2.5", "Land", "7", "1", "2001-02-03", "2001-02-03",
		"1", "2", "0", "0", "3", "3", "3",
	}
	lines := []string{strings.Join(header, ",")}
	for _, row := range rows {
		cells := slices.Clone(good)
		for column, cell := range row {
			cells[slices.Index(header, column)] = cell
		}
		lines = append(lines, strings.Join(cells, ","))
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestTableFaults tells every fault of a file with its line and column.
func TestTableFaults(t *testing.T) {
	tests := map[string]struct {
		content string
		want    []string
	}{
		"cells": {
			ged(map[string]string{"id": "x"}, map[string]string{"type_of_violence": "4"}, map[string]string{"id": "2", "date_end": "2001-02-02", "best": "many"},
				map[string]string{"id": "3", "date_start": "03/02/2001", "where_prec": "9", "side_b": ""}, map[string]string{"id": "4", "latitude": "95", "date_prec": ""},
				map[string]string{"id": "5"}, map[string]string{"id": "5"}, map[string]string{"id": "6", "side_a_new_id": "-", "country_id": ""}),
			[]string{
				`f.csv:2:1: id: a number is asked for, and this is "x"`,
				`f.csv:3:3: ucdp-ged-1 kind: type_of_violence: 1, 2 or 3 is asked for, and this is "4"`,
				`f.csv:4:95: ucdp-ged-2 date: date_end: it is before date_start, which is 2001-02-03`,
				`f.csv:4:116: ucdp-ged-2 figures: best: a whole number is asked for, and this is "many"`,
				`f.csv:5:23: ucdp-ged-3 participants: side_b: it is empty`,
				`f.csv:5:41: ucdp-ged-3 places: where_prec: a code from 1 to 7 is asked for, and this is "9"`,
				`f.csv:5:83: ucdp-ged-3 date: date_start: "03/02/2001" is not a day: write YYYY-MM-DD`,
				`f.csv:6:67: ucdp-ged-4 places: latitude: degrees from -90 to 90 are asked for, and this is "95"`,
				`f.csv:6:81: ucdp-ged-4 date: date_prec: a code from 1 to 5 is asked for, and this is ""`,
				`f.csv:8:1: the id "ucdp-ged-5" stands already at f.csv:7`,
				`f.csv:9:15: ucdp-ged-6 participants: side_a_new_id: a number is asked for, and this is "-"`,
				`f.csv:9:79: ucdp-ged-6 places: country_id: a number is asked for, and this is ""`,
			},
		},
		"rows": {
			ged(map[string]string{}) + "1,2\n" + strings.Repeat(",", 40) + "\n" + "\"a\"b,c\n",
			[]string{"f.csv:3:1: it has 2 columns, and the first row 29", "f.csv:4:1: it has 41 columns, and the first row 29", `f.csv:5:3: it is not CSV: extraneous or missing " in quoted-field`},
		},
		"columns":   {strings.Replace(ged(), "side_b,", "side_c,", 1), []string{`f.csv:1:1: it has no column "side_b"`}},
		"twice":     {strings.Replace(ged(), "side_b,", "side_b,side_b,", 1), []string{`f.csv:1:101: the column "side_b" stands twice`}},
		"nothing":   {"", []string{"f.csv:1:1: it has no row that names the columns"}},
		"NUL":       {ged(map[string]string{"side_a": "A\x00"}), []string{"f.csv:2:1: it holds the control character U+0000"}},
		"UTF-16":    {"\xff\xfei\x00d\x00", []string{"f.csv:1:1: it is UTF-16: save it as UTF-8"}},
		"no quote":  {ged() + "\"" + strings.Repeat("x", 1<<20+1<<17), []string{"f.csv:2:1: a row is longer than 1048576 bytes: perhaps a quotation mark is not closed"}},
		"wide":      {strings.Repeat(",", 2_000) + ged(), []string{"f.csv:1:1: it has 2029 columns; at most 1000 are read"}},
		"no end":    {ged() + `"x`, []string{`f.csv:2:3: it is not CSV: extraneous or missing " in quoted-field`}},
		"many":      {ged() + strings.Repeat("x\n", 2_000), nil},
		"semicolon": {strings.ReplaceAll(ged(map[string]string{"side_b": ""}), ",", ";"), []string{"f.csv:2:23: ucdp-ged-1 participants: side_b: it is empty"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := exchange.Read(fstest.MapFS{"f.csv": {Data: []byte(test.content)}}, exchange.Options{Format: "ucdp-ged"}, "f.csv")
			var got []string
			for _, fault := range faultsOf(err) {
				got = append(got, fault.String())
			}
			if name == "many" {
				if len(got) != 1001 || got[1000] != "f.csv:1002:1: there are more faults in this file" {
					t.Errorf("%d faults, the last %v", len(got), got[max(0, len(got)-1):])
				}
			} else if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPacked refuses what unpacks to too much, or leads elsewhere.
func TestPacked(t *testing.T) {
	defer exchange.LimitStream(3 << 20)()
	zeros := make([]byte, 32<<20)
	spaces := bytes.Repeat([]byte(" \n"), 16<<20)
	rows := []byte(ged() + strings.Repeat(strings.TrimPrefix(ged(map[string]string{}), ged()), 60_000))
	tests := map[string]struct {
		name string
		data []byte
		want string
	}{
		"YAML":            {"f.yaml.gz", zipped(t, spaces), "f.yaml.gz: it is larger than 16 MiB"},
		"zeros":           {"f.csv.gz", zipped(t, zeros), "f.csv.gz: its columns are those of no known format"},
		"rows":            {"f.csv.gz", zipped(t, rows), "it is larger than 3 MiB"},
		"twice":           {"f.csv.gz", zipped(t, zipped(t, zeros)), "f.csv.gz: it is packed more than once"},
		"damaged":         {"f.csv.gz", zipped(t, rows)[:500], "f.csv.gz"},
		"damaged archive": {"f.zip", []byte("PK\x03\x04 and no more"), "f.zip: it begins like a zip archive, and is damaged"},
		"in an archive":   {"f.zip", archived(t, map[string][]byte{"a.yaml": spaces}), "f.zip/a.yaml: it is larger than 16 MiB"},
		"upwards":         {"f.zip", archived(t, map[string][]byte{"../a.yaml": nil}), `f.zip: it holds the path "../a.yaml", which leads elsewhere`},
		"absolute":        {"f.zip", archived(t, map[string][]byte{"/etc/a.yaml": nil}), `f.zip: it holds the path "/etc/a.yaml", which leads elsewhere`},
		"nothing in it":   {"f.zip", archived(t, map[string][]byte{"a.png": nil}), "f.zip: it holds no file of a known format"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := exchange.Read(fstest.MapFS{test.name: {Data: test.data}}, exchange.Options{}, test.name)
			if faults := faultsOf(err); !slices.ContainsFunc(faults, func(fault graph.Fault) bool { return strings.Contains(fault.String(), test.want) }) {
				t.Errorf("the faults are %v, and not %s", faults[:min(3, len(faults))], test.want)
			}
		})
	}
}

// TestTwiceTheSame reads random events, and holds that reading them in two files
// or again gives the same entities.
func TestTwiceTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 6).Draw(t, "rows")
		names := []string{"A", "B", "Government of C", "A, B", "D clan", "B, D clan, E"}
		numbers := []string{"11", "12", "13", "14", "15", "16"}
		var rows []map[string]string
		for i := range count {
			a, b := rapid.IntRange(0, 5).Draw(t, "a"), rapid.IntRange(0, 5).Draw(t, "b")
			rows = append(rows, map[string]string{
				"id": numbers[i] + "0", "type_of_violence": rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "type"),
				"side_a": `"` + names[a] + `"`, "side_a_new_id": numbers[a], "side_b": `"` + names[b] + `"`, "side_b_new_id": numbers[b],
				"where_coordinates": rapid.SampledFrom([]string{"Town", "town", "Other village", "Province", ""}).Draw(t, "where"),
				"where_prec":        rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7"}).Draw(t, "precision"),
				"source_office":     rapid.SampledFrom([]string{"Paper", "Paper;Paper", "Paper;paper", ""}).Draw(t, "offices"),
			})
		}
		whole, err := exchange.Read(fstest.MapFS{"f.csv": {Data: []byte(ged(rows...))}}, exchange.Options{}, "f.csv")
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		parts, err := exchange.Read(fstest.MapFS{"a.csv": {Data: []byte(ged(rows[:count/2]...))}, "b.csv": {Data: []byte(ged(rows[count/2:]...))}}, exchange.Options{}, "a.csv", "b.csv")
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		versions := make([]string, 2)
		for i, input := range []*exchange.Input{whole, parts} {
			changes, err := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
			if err != nil {
				// Who is on both sides twice, or at one place under two names, is refused alike.
				versions[i] = err.Error()
				continue
			}
			versions[i] = changes.Version
		}
		if versions[0] != versions[1] {
			t.Fatalf("%s in one file, %s in two", versions[0], versions[1])
		}
	})
}

// FuzzRead reads anything as any format: it gives faults, and does not fail
// otherwise.
func FuzzRead(f *testing.F) {
	for i, name := range []string{"real/ged.csv", "real/actors.csv", "real/peace.csv", "real/donations.ijson", "ties.ijson", "good.jsonl"} {
		seed, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed[:min(len(seed), 4_000)], uint8(i))
	}
	mapping, err := os.ReadFile(examples + "acled.yaml")
	if err != nil {
		f.Fatal(err)
	}
	events, err := os.ReadFile(examples + "acled-events.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(events, uint8(7))
	f.Add([]byte("\x1f\x8b"), uint8(0))
	f.Add([]byte("PK\x03\x04"), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		formats := exchange.Formats()
		format := formats[int(which)%len(formats)].Name
		files := fstest.MapFS{"f-events.csv": {Data: data}, "m.yaml": {Data: mapping}}
		input, err := exchange.Read(files, exchange.Options{Format: format, Mapping: "m.yaml"}, "f-events.csv")
		faults := faultsOf(err)
		if err != nil && (len(faults) == 0 || input == nil) {
			t.Fatalf("an error without faults, or without an input: %v", err)
		}
		for _, fault := range faults {
			if fault.File == "" || fault.Reason == "" || fault.Line > bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte("\r"))+2 {
				t.Fatalf("a fault is not placed: %+v", fault)
			}
		}
		_, refused := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
		if all := faultsOf(input.Faults(err, refused)); len(all) < len(faults) {
			t.Fatalf("%d of %d faults are lost", len(faults)-len(all), len(faults))
		}
		input.Keep(input.Faults(err, refused))
	})
}
