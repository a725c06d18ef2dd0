package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

func TestEDTFRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := storetest.When().Draw(t, "date")
		if date == nil {
			return
		}
		parsed, err := graph.ParseEDTF(date.EDTF())
		if err != nil {
			t.Fatalf("%+v is written %s: %v", date, date.EDTF(), err)
		}
		written := *date
		written.Verbatim, written.Reasoning = "", ""
		if diff := cmp.Diff(&written, parsed); diff != "" {
			t.Fatalf("%s (-written +read):\n%s", date.EDTF(), diff)
		}
		record, err := json.Marshal(date)
		if err != nil {
			t.Fatal(err)
		}
		var again *graph.FuzzyDate
		if err := json.Unmarshal(record, &again); err != nil {
			t.Fatalf("%s: %v", record, err)
		}
		if diff := cmp.Diff(date, again); diff != "" {
			t.Fatalf("%s (-written +read):\n%s", record, diff)
		}
	})
}

func TestParseEDTF(t *testing.T) {
	for text, want := range map[string]string{
		"2021-05-20": "2021-05-20", "\t2021-05\n": "2021-05", "2021": "2021", "2018-07~": "2018-07~",
		"[2021-05-01..2021-05-31]": "2021-05", "[2021-05-01..2021-05-20]": "[2021-05-01..2021-05-20]", "[2021-05..2021-06]": "[2021-05-01..2021-06-30]",
		"[2021-01..2021-12-31]": "2021", "[2021-05-20..2021-05-20]": "2021-05-20",
		"[..2018-07-10]": "[..2018-07-10]", "[2020-03..]": "[2020-03-01..]", "[..2018]": "[..2018-12-31]",
		"[2021-08-14,2021-08-07,2021-08-14]": "[2021-08-07,2021-08-14]", "[2021-08-07]": "2021-08-07",
		"2018-06/2018-07": "2018-06/2018-07", "2018-07/..": "2018-07/..", "../2018": "../2018", "2018/2021-08~": "2018/2021-08~",
		"2018-06-01/2018-07-31": "2018-06-01/2018-07-31", "2018-01-01/2018-12": "2018-01-01/2018-12", "2018/2018": "2018/2018", "2018/2018-03": "2018/2018-03",
		"2020-03?/2021-05?": "2020-03?/2021-05?", "..?/2021-05-02?": "..?/2021-05-02?", "XXXX": "XXXX",
	} {
		date, err := graph.ParseEDTF(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := date.EDTF(); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{
		"", "~", "[]", "[..]", "../..", "..?/..?", "2021-05-31/2021-05-01", "[2021-06..2021-05]", "2021-02-30", "[2021-05,2021-06]", "[2021-08-07,x]",
		"2018?/2019", "2018/2019/2020", "May 2021", "XXXX~", "[2021-05-01..2021-05-20", "2021-05-20]",
	} {
		if date, err := graph.ParseEDTF(text); err == nil || graph.CodeOf(err) != graph.CodeBadInput {
			t.Errorf("%q is read as %+v, %v", text, date, err)
		}
	}
	many := "[2021-01-01"
	for range 70 {
		many += ",2021-01-02"
	}
	if _, err := graph.ParseEDTF(many + "]"); err == nil {
		t.Error("a set of seventy days is read")
	}
}

// What is read in any way is written so that it is read in the same way.
func FuzzParseEDTF(f *testing.F) {
	for _, text := range []string{"2021-05~", "[2021-05-01..2021-05-20]", "[2021-08-07,2021-08-14]", "2018-06-19/..", "2020-03?/2021-05?", "XXXX", "..2018-01/2019"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := graph.ParseEDTF(text)
		if err != nil {
			return
		}
		again, err := graph.ParseEDTF(date.EDTF())
		if err != nil {
			t.Fatalf("%q is written %q: %v", text, date.EDTF(), err)
		}
		if diff := cmp.Diff(date, again); diff != "" {
			t.Fatalf("%q is written %q (-before +after):\n%s", text, date.EDTF(), diff)
		}
	})
}

func TestFuzzyDateJSON(t *testing.T) {
	for record, want := range map[string]*graph.FuzzyDate{
		`"2021-05"`: when("2021-05"),
		`{"edtf":"XXXX","verbatim":"since early May"}`:             {Sense: graph.Within, Verbatim: "since early May"},
		`{"edtf":"2021~","reasoning":"the year of the paragraph"}`: {Earliest: when("2021").Earliest, Latest: when("2021").Latest, Sense: graph.Within, Approximate: true, Reasoning: "the year of the paragraph"},
	} {
		var date *graph.FuzzyDate
		if err := json.Unmarshal([]byte(record), &date); err != nil {
			t.Fatalf("%s: %v", record, err)
		}
		if diff := cmp.Diff(want, date); diff != "" {
			t.Errorf("%s (-want +got):\n%s", record, diff)
		}
		if written, err := json.Marshal(date); err != nil || string(written) != record {
			t.Errorf("%s is written %s, %v", record, written, err)
		}
	}
	for _, record := range []string{`"soon"`, `{"edtf":""}`, `{}`, `7`, `["2021"]`} {
		if err := json.Unmarshal([]byte(record), &graph.FuzzyDate{}); err == nil {
			t.Errorf("%s is read", record)
		}
	}
}
