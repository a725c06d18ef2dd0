package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph/measure"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []measure.Edge
		complaint  string
	}{
		{"a graph", "3,2,d,graph\n1,2\n3,3\n", []measure.Edge{{From: 0, To: 1}, {From: 2, To: 2}}, ""},
		{"too few edges", "3,2,d,graph\n1,2\n", nil, "1 edges, the first line says 2"},
		{"no edge", "3,2,d,graph\n1,2\nx\n", nil, "edge 2"},
		{"another kind of file", "nodes\n", nil, "the first line"},
	} {
		path := filepath.Join(t.TempDir(), "graph.gz")
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		zipped := gzip.NewWriter(file)
		if _, err := zipped.Write([]byte(c.text)); err != nil {
			t.Fatal(err)
		}
		if err := zipped.Close(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := read(path)
		if c.complaint != "" {
			if err == nil || !strings.Contains(err.Error(), c.complaint) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.complaint)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got.edges); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got:\n%s", c.name, err, diff)
		}
	}
}

// The comparison runs from end to end, on small graphs.
func TestContest(t *testing.T) {
	list, err := contests(uniform(30, 60), generated(40, 3))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	r, err := startRival(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		path := filepath.Join(folder, c.graph.name)
		if err := c.graph.write(path); err != nil {
			t.Fatal(err)
		}
		if err := c.round(t.Context(), r, path); err != nil {
			t.Fatal(err)
		}
		if len(c.ours) != 1 || len(c.theirs) != 1 || c.theirs[0].span <= 0 {
			t.Errorf("%s: timings %v and %v, want one of each", c.name, c.ours, c.theirs)
		}
		if c.measure == "communities" && (c.ours[0].quality <= 0 || c.theirs[0].quality <= 0) {
			t.Errorf("modularity %v and %v", c.ours[0].quality, c.theirs[0].quality)
		}
	}
	if _, err := r.ask("taste", filepath.Join(folder, "uniform")); err == nil {
		t.Error("an unknown measure has an answer")
	}
	if err := r.close(); err == nil {
		t.Error("the process does not tell that it failed")
	}
}
