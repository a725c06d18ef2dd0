package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/factiongraph/factiongraph/exchange"
)

// nodeLink is as much of a node-link file as tests look at.
type nodeLink struct {
	Graph struct {
		Question, Generator, DatasetVersion string
		Arguments                           map[string]any
		Nodes, Ties                         int
	}
	Nodes []struct{ ID, Label string }
	Edges []struct{ Source, Target, Key, Kind string }
}

func TestExport(t *testing.T) {
	base := corpus(t)
	t.Run("stdout", func(t *testing.T) {
		ran := base.run(t, "export", "--format", "node-link", "--kinds", "fought", "--during", "2018", "--certain", "--limit", "9")
		got := decode[nodeLink](t, ran.succeed(t))
		if ran.stderr != "" || got.Graph.Question != "network" || len(got.Nodes) == 0 || len(got.Nodes) != got.Graph.Nodes || len(got.Edges) != got.Graph.Ties {
			t.Errorf("%q %+v", ran.stderr, got)
		}
		if want := "map[filter:map[during:map[certainty:CERTAIN from:2018 to:2018] kinds:[FOUGHT]] limit:9 rollUp:NONE]"; fmt.Sprint(got.Graph.Arguments) != want {
			t.Errorf("arguments: %v", got.Graph.Arguments)
		}
		if !strings.HasPrefix(got.Graph.Generator, "factiongraph ") || got.Graph.DatasetVersion == "" {
			t.Errorf("%+v", got.Graph)
		}
	})
	t.Run("around actors", func(t *testing.T) {
		got := decode[nodeLink](t, base.run(t, "export", "8th Brigade", "روسيا", "--format", "node-link", "--limit", "7").succeed(t))
		if got.Graph.Question != "neighborhood" || len(got.Nodes) != 7 || fmt.Sprint(got.Graph.Arguments["ids"]) != "[act_8th_brigade act_russia]" {
			t.Errorf("%+v", got.Graph)
		}
	})
	t.Run("whole filter", func(t *testing.T) {
		filter := filepath.Join(files(t, map[string]string{"filter.json": `{"minPublishers": 2}`}), "filter.json")
		got := decode[nodeLink](t, base.run(t, "export", "--format", "node-link", "--filter", "@"+filter).succeed(t))
		if fmt.Sprint(got.Graph.Arguments["filter"]) != "map[minPublishers:2]" || len(got.Edges) == 0 {
			t.Errorf("%+v", got.Graph)
		}
	})
	t.Run("file", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "south.GEXF")
		ran := base.run(t, "export", "--out", out)
		if said := ran.succeed(t); said != "" {
			t.Errorf("%q on stdout", said)
		}
		mustSay(t, ran.stderr, "Wrote ", " actors and ", " ties to "+out)
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Nodes []struct{} `xml:"graph>nodes>node"`
		}
		if err := xml.Unmarshal(text, &file); err != nil || len(file.Nodes) == 0 {
			t.Errorf("%v: %d nodes", err, len(file.Nodes))
		}
		alone(t, filepath.Dir(out), "south.GEXF")
	})
	t.Run("csv", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "new", "pair")
		base.run(t, "export", "--format", "csv", "--out", folder).succeed(t)
		alone(t, folder, exchange.MetadataCSV, exchange.EdgesCSV, exchange.NodesCSV)
		file, err := os.Open(filepath.Join(folder, exchange.EdgesCSV))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if rows, err := csv.NewReader(file).ReadAll(); err != nil || len(rows) < 100 || rows[0][0] != "source" {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		archive := filepath.Join(t.TempDir(), "pair.zip")
		base.run(t, "export", "--out", archive).succeed(t)
		if text, err := os.ReadFile(archive); err != nil || !bytes.HasPrefix(text, []byte("PK")) {
			t.Errorf("no archive: %v", err)
		}
	})
	t.Run("whole dataset", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "all.jsonl")
		base.run(t, "export", "--out", out).succeed(t)
		version := func(c command) string {
			return decode[struct {
				Data struct{ Dataset struct{ Version string } }
			}](t, c.run(t, "query", "{ dataset { version } }").succeed(t)).Data.Dataset.Version
		}
		other := command{env: map[string]string{"FACTIONGRAPH_STORE": "embedded:" + filepath.Join(t.TempDir(), "other.db")}}
		other.run(t, "load", out).succeed(t)
		if got, want := version(other), version(base); got != want {
			t.Errorf("another store holds %s, not %s", got, want)
		}
	})
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no format", []string{}, exitUsage, "say in which --format"},
		{"no such ending", []string{"--out", "x.png"}, exitUsage, "say in which --format"},
		{"no such format", []string{"--format", "gml"}, exitUsage, `there is no format "gml", only gexf, graphml, csv`},
		{"csv to stdout", []string{"--format", "csv"}, exitUsage, "a directory or a .zip"},
		{"part of the dataset", []string{"--format", "jsonl", "--kinds", "fought"}, exitUsage, "leave out --kinds"},
		{"dataset around actors", []string{"Russia", "--format", "jsonl"}, exitUsage, "leave out the actors"},
		{"depth of nobody", []string{"--format", "gexf", "--depth", "2"}, exitUsage, "--depth goes with actors"},
		{"two filters", []string{"--format", "gexf", "--filter", "{}", "--kinds", "fought"}, exitUsage, "leave out --during, --kinds and --families"},
		{"no JSON", []string{"--format", "gexf", "--filter", "x"}, exitUsage, "--filter is no JSON object"},
		{"no such field", []string{"--format", "gexf", "--filter", `{"kidns":["FOUGHT"]}`}, exitRefused, "unknown field"},
		{"no such actor", []string{"--format", "gexf", "--filter", `{"actors":["act_nobody"]}`}, exitRefused, "act_nobody"},
		{"too many", []string{"--format", "gexf", "--limit", "10001"}, exitUsage, "--limit is a whole number from 1 to 10000"},
		{"nowhere", []string{"--out", filepath.Join(t.TempDir(), "none", "x.gexf")}, exitRefused, "cannot be written (no such file or directory)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ran := base.run(t, append([]string{"export"}, test.args...)...)
			ran.fail(t, test.code, test.says)
			if ran.stdout != "" {
				t.Errorf("half a file: %.100s", ran.stdout)
			}
		})
	}
}

// TestExportLeavesNoHalfFiles: what was there stays until what is new is whole.
func TestExportLeavesNoHalfFiles(t *testing.T) {
	folder := files(t, map[string]string{"old.gexf": "old"})
	corpus(t).run(t, "export", "--out", filepath.Join(folder, "old.gexf"), "--filter", `{"places": ["nowhere"]}`).fail(t, exitRefused, "nowhere")
	if text, err := os.ReadFile(filepath.Join(folder, "old.gexf")); err != nil || string(text) != "old" {
		t.Errorf("%v: %.20s", err, text)
	}
	alone(t, folder, "old.gexf")
}

// alone sees that a folder holds these files and no others.
func alone(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	if strings.Join(found, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %v, not %v", found, names)
	}
}

func TestServeExports(t *testing.T) {
	s := corpus(t).serve(t)
	status, text := s.get(t, "export/node-link?"+url.Values{"filter": {`{"kinds":["FOUGHT"]}`}}.Encode())
	var file nodeLink
	if err := json.Unmarshal([]byte(text), &file); err != nil || status != http.StatusOK || len(file.Edges) == 0 {
		t.Errorf("%d, %v: %.200s", status, err, text)
	}
	if status, text := s.get(t, "export/none"); status != http.StatusNotFound || !strings.Contains(text, "NOT_FOUND") {
		t.Errorf("%d %s", status, text)
	}
}
