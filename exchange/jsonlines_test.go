package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// linesOf is all that a store holds, as JSON Lines.
func linesOf(t fataler, store graph.Store) []byte {
	t.Helper()
	var text bytes.Buffer
	err := store.View(context.Background(), func(reader graph.Reader) error {
		return exchange.WriteJSONLines(context.Background(), &text, reader, exchange.About{Generator: "factiongraph test", Exported: exported})
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func readLines(text []byte) (*exchange.Input, error) {
	return exchange.Read(fstest.MapFS{"all.jsonl": {Data: text}}, exchange.Options{}, "all.jsonl")
}

func TestJSONLines(t *testing.T) {
	store, dataset := filledModel(t, storetest.Fixture())
	text := linesOf(t, store)
	input, err := readLines(text)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	again, read := filledModel(t, input.Entities)
	if diff := cmp.Diff(dataset.Version, read.Version); diff != "" {
		t.Errorf("another version is read: %s", diff)
	}
	if diff := cmp.Diff(strings.Split(string(text), "\n"), strings.Split(string(linesOf(t, again)), "\n")); diff != "" {
		t.Errorf("(-written +written again):\n%s", diff)
	}
	golden(t, "fixture.jsonl", bytes.ReplaceAll(text, []byte(dataset.Version), []byte("VERSION")))
}

// TestJSONLinesRoundTrip writes and reads any dataset, the corpus among them.
func TestJSONLinesRoundTrip(t *testing.T) {
	check := func(t fataler, entities []graph.Entity) {
		store, dataset := filledModel(t, entities)
		input, err := readLines(linesOf(t, store))
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		_, read := filledModel(t, input.Entities)
		if diff := cmp.Diff(dataset.Counts, read.Counts); diff != "" || dataset.Version != read.Version {
			t.Fatal("another dataset is read: " + diff)
		}
	}
	check(t, corpus(t))
	rapid.Check(t, func(t *rapid.T) { check(t, storetest.Graph().Draw(t, "graph")) })
}

const (
	lineOfA = `{"entity":"ACTOR","record":{"id":"a","kind":"STATE","name":"A"}}`
	lineOfS = `{"entity":"SOURCE","record":{"id":"s","key":"S"}}`
)

// TestJSONLinesFaults tells all that is wrong, with line and column.
func TestJSONLinesFaults(t *testing.T) {
	lines := []struct{ line, fault string }{
		{lineOfA, ""},
		{lineOfS, ""},
		{"", ""},
		{`{"entity":"ACTOR","record":{"id":"b","kind":"STATE","name":"B","nmaes":[{"text":"C"}]}}`, ":4:28: b nmaes: there is no such key"},
		{`{"entity":"ACTOR","record":{"id":"c","kind":"STATE","name":7}}`, ":5:60: c name: this is a number, and text is asked for"},
		{`{"entity":"EVENT","record":{"id":"e","kind":"CLASH","title":"E","date":"2021-13","realis":"OCCURRED","claims":[]}}`, `:6:72: e date: "2021-13" is not a date: write YYYY-MM-DD, YYYY-MM or YYYY`},
		{`{"entity":"EVENT","record":{"id":"f","kind":"CLASH","title":"F","participants":[{"actor":"a","role":"PARTY","side":"one"}],"realis":"OCCURRED","claims":[]}}`, `:7:116: f participants[0].side: this is a string, and a whole number is asked for`},
		{`{"entity":"ACTOR","record":{"id":"a","kind":"STATE","name":"A"}}`, `:8:28: the id "a" stands already at all.jsonl:1`},
		{`{"entity":"ACTOR","record":{"kind":"STATE","name":"A"}}`, ":9:28: it has no id"},
		{`{"entity":"CLAIM","record":{"id":"x"}}`, `:10:1: entity is "CLAIM", and not one of SOURCE, PLACE, ACTOR, AFFILIATION, AGREEMENT, EVENT`},
		{`{"entity":"ACTOR","record":[]}`, ":11:28: record is an object"},
		{`{"entity":"ACTOR"}`, ":12:1: record is an object"},
		{`{"entity":"ACTOR","record":{"id":"d","name":"D"}} {}`, ":13:51: it is not JSON: "},
		{`{"entity":"ACTOR","record":{"id":"d"`, ":14:37: it is not JSON: "},
		{`{"entity":"ACTOR","record":{"id":"d","id":"d"}}`, ":15:38: the key stands twice"},
		{`{"entity":"ACTOR","record":{"id":"g"},"extra":1}`, `:16:39: there is no key "extra"; there are dataset, entity and record`},
		{`{"dataset":{}}`, ":17:1: what the dataset is stands in the first line, alone"},
		{"{\"entity\":\"ACTOR\",\"record\":{\"id\":\"h\xff\"}}", ":18:1: it is not UTF-8"},
		{`{"entity":"AFFILIATION","record":{"id":"r","kind":"SUPPORTS","from":"a","to":7,"claims":[]}}`, "r to: this is a number, and text is asked for"},
		{`{"entity":"EVENT","record":{"id":"k","kind":"CLASH","title":"K","realis":"OCCURRED","links":[{"how":"ABOUT","to":"a","twice":true}],"claims":[]}}`, ":20:28: k links[0].twice: there is no such key"},
	}
	var text strings.Builder
	var want []string
	for _, line := range lines {
		text.WriteString(line.line + "\n")
		if line.fault != "" {
			want = append(want, line.fault)
		}
	}
	_, err := readLines([]byte(text.String()))
	var got []string
	for _, fault := range faultsOf(err) {
		got = append(got, fault.String())
	}
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			t.Errorf("%q is not told", want[i])
		case i >= len(want):
			t.Errorf("%q is told", got[i])
		case !strings.Contains(got[i], want[i]):
			t.Errorf("%q is told, not %q", got[i], want[i])
		}
	}
}

func TestJSONLinesKeepTheRest(t *testing.T) {
	input, err := readLines([]byte(lineOfA + "\n" + `{"entity":"ACTOR"}` + "\n" + lineOfS))
	if err == nil || len(input.Entities) != 2 {
		t.Errorf("%v: %d entities", err, len(input.Entities))
	}
}

// TestJSONLinesAreCutOff: a file that ends early is at fault, although each of
// its lines is fine.
func TestJSONLinesAreCutOff(t *testing.T) {
	store, _ := filledModel(t, storetest.Fixture())
	whole := strings.SplitAfter(strings.TrimSuffix(string(linesOf(t, store)), "\n"), "\n")
	_, err := readLines([]byte(strings.Join(whole[:len(whole)-2], "")))
	faults := faultsOf(err)
	if len(faults) != 1 || faults[0].Line != 1 || !strings.Contains(faults[0].Reason, "the file is not whole") {
		t.Errorf("%v", faults)
	}
	for name, text := range map[string]string{
		"without its first line": strings.Join(whole[1:], ""),
		"with a byte-order mark": "\xef\xbb\xbf" + strings.Join(whole, ""),
		"with empty lines":       strings.Join(whole, "\n"),
		"with line ends of DOS":  strings.ReplaceAll(strings.Join(whole, ""), "\n", "\r\n"),
	} {
		if _, err := readLines([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, faultsOf(err))
		}
	}
}

func TestJSONLinesClaimsFindTheirSource(t *testing.T) {
	input, err := readLines([]byte(strings.Join([]string{
		lineOfA, strings.ReplaceAll(lineOfA, `"a"`, `"b"`), lineOfS,
		`{"entity":"AFFILIATION","record":{"id":"r","kind":"SUPPORTS","from":"a","to":"b","claims":[{"stance":"REPORTED","basis":"STATED","locator":"S:1"}]}}`,
	}, "\n")))
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	if claim := graph.AllClaims(input.Entities[3])[0]; claim.Source.ID != "s" {
		t.Errorf("%+v", claim.Source)
	}
}

func TestWritingJSONLinesStops(t *testing.T) {
	store, _ := filledModel(t, corpus(t))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx  context.Context
		to   io.Writer
		want error
	}{"a context that ended": {ended, io.Discard, context.Canceled}, "a full disk": {t.Context(), &disk{10_000}, errFull}} {
		err := store.View(t.Context(), func(reader graph.Reader) error {
			return exchange.WriteJSONLines(test.ctx, test.to, reader, exchange.About{})
		})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadJSONLines(f *testing.F) {
	text, err := os.ReadFile("testdata/out/fixture.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(lineOfA + "\n" + lineOfS))
	f.Fuzz(func(t *testing.T, text []byte) {
		input, err := exchange.Read(fstest.MapFS{"f.jsonl": {Data: text}}, exchange.Options{Format: "jsonl"}, "f.jsonl")
		switch {
		case err != nil && graph.CodeOf(err) != graph.CodeBadInput:
			t.Errorf("%v", err)
		case err == nil && input == nil:
			t.Error("there is neither an input nor an error")
		}
		for _, fault := range faultsOf(err) {
			if fault.File == "" || fault.Reason == "" || fault.Line < 1 {
				t.Errorf("a fault without its place: %s", fmt.Sprint(fault))
			}
		}
	})
}
