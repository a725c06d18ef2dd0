package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
	"github.com/factiongraph/factiongraph/internal/pythontest"
	"github.com/factiongraph/factiongraph/seeds"
)

var exported = time.Date(2026, time.March, 4, 5, 6, 7, 8, time.UTC)

// allKinds are all kinds of ties, so that networks have as many as can be.
var allKinds = func() []graph.TieKind {
	kinds := make([]graph.TieKind, len(graph.TieKinds))
	for i, word := range graph.TieKinds {
		kinds[i] = word.Name
	}
	return kinds
}()

// fataler is what helpers need of a test, be it of rapid.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// networkOf returns a network of entities.
func networkOf(t fataler, query graph.NetworkQuery, entities ...graph.Entity) *exchange.Export {
	t.Helper()
	store, dataset := filledModel(t, entities)
	export := &exchange.Export{About: exchange.About{
		Generator: "factiongraph test", Version: dataset.Version, Exported: exported,
		Question: "network", Arguments: json.RawMessage(`{"filter":{"kinds":["FOUGHT"]},"limit":1000}`),
	}}
	err := store.View(context.Background(), func(reader graph.Reader) error {
		var err error
		if export.Network, err = graph.NetworkOf(context.Background(), reader, query); err != nil {
			return err
		}
		return withActors(context.Background(), reader, export.Network)
	})
	if err != nil {
		t.Fatal(err)
	}
	return export
}

func withActors(ctx context.Context, reader graph.Reader, network *graph.Network) error {
	for _, node := range network.Nodes {
		if node.Actor.Loaded() {
			continue
		}
		found, err := reader.Get(ctx, []string{node.Actor.ID})
		if err != nil {
			return err
		}
		actor, is := found[0].(*graph.Actor)
		if !is {
			return errors.New("there is no actor " + node.Actor.ID)
		}
		node.Actor = actor
	}
	return nil
}

func filledModel(t fataler, entities []graph.Entity) (graph.Store, graph.Dataset) {
	t.Helper()
	store := storetest.Model()
	dataset, err := store.Update(context.Background(), graph.Batch{Entities: entities})
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	return store, dataset
}

func corpus(t fataler) []graph.Entity {
	t.Helper()
	read, err := seeds.Read()
	if err != nil {
		t.Fatal(err)
	}
	return read.Entities
}

// written is a network in a format.
func written(t fataler, format string, export *exchange.Export) []byte {
	t.Helper()
	output, err := exchange.OutputNamed(format)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := output.Write(context.Background(), &text, export); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// samples are networks of all sorts.
func samples(t *testing.T) map[string]*exchange.Export {
	whole := graph.NetworkQuery{Filter: graph.TieFilter{Kinds: allKinds}, Limit: 1000}
	limited, rolled, alike, undirected := whole, whole, whole, whole
	limited.Limit = 5
	rolled.RollUp = graph.RollUpState
	alike.Filter.Kinds = []graph.TieKind{graph.Attacked, graph.Mediated}
	undirected.Filter.Kinds = []graph.TieKind{graph.Fought, graph.AgreedWith}
	exports := map[string]*exchange.Export{
		"corpus":          networkOf(t, whole, corpus(t)...),
		"limited":         networkOf(t, limited, corpus(t)...),
		"rolled up":       networkOf(t, rolled, corpus(t)...),
		"all directed":    networkOf(t, alike, corpus(t)...),
		"none directed":   networkOf(t, undirected, corpus(t)...),
		"nothing":         networkOf(t, whole),
		"fixture":         networkOf(t, whole, storetest.Fixture()...),
		"hostile letters": hostile(t),
	}
	for seed := range 6 {
		exports[fmt.Sprintf("random %d", seed)] = networkOf(t, whole, storetest.Graph().Example(seed)...)
	}
	return exports
}

// hostile is a network of texts that files must not take for their own.
func hostile(t fataler) *exchange.Export {
	claims := func() []graph.Claim {
		return []graph.Claim{{Stance: graph.Reported, Basis: graph.Stated, Source: &graph.Source{ID: "s"}, Locator: `=S:"1"`}}
	}
	return networkOf(t, graph.NetworkQuery{Limit: 10},
		&graph.Source{ID: "s", Key: "=S"},
		&graph.Actor{ID: "a", Kind: graph.State, Name: "=HYPERLINK(\"http://example.org\")", Description: "bell \x07, escape \x1b, \ufffe, \x7f and ]]> </data>", Tags: []string{"+1", "a|b", `c\`, ""}},
		&graph.Actor{ID: "b", Kind: graph.State, Name: "@b\r\n\ttabbed", Description: "'quoted'", Names: []graph.Name{{Text: "-x|y", Type: graph.AliasName, Origin: graph.FromSource}}},
		&graph.Affiliation{ID: "r", Kind: "SUPPORTS", From: &graph.Actor{ID: "a"}, To: &graph.Actor{ID: "b"}, Claims: claims()},
		&graph.Affiliation{ID: "k", Kind: "ALLIED_WITH", From: &graph.Actor{ID: "b"}, To: &graph.Actor{ID: "a"}, Claims: claims()},
	)
}

// reading is what one library found in one file.
type reading struct {
	Directed bool
	Graph    map[string]any
	Nodes    map[string]map[string]any
	Edges    map[string]map[string]any
	Count    [2]int
	Error    string
}

// TestOthersReadNetworks has networkx, igraph and a schema read what is written.
func TestOthersReadNetworks(t *testing.T) {
	python, err := pythontest.Python(t.Context(), pythontest.Exports)
	if err != nil {
		t.Fatal(err)
	}
	exports := samples(t)
	var names, folders []string
	for name, export := range exports {
		folder := t.TempDir()
		names, folders = append(names, name), append(folders, folder)
		for file, format := range map[string]string{"gexf": "gexf", "graphml": "graphml", "json": "node-link", "cyjs": "cytoscape"} {
			for spelling, uniform := range map[string]bool{"mixed": false, "uniform": true} {
				export.Uniform = uniform
				if err := os.WriteFile(filepath.Join(folder, spelling+"."+file), written(t, format, export), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	out, err := exec.CommandContext(t.Context(), python, append([]string{"testdata/readers.py"}, folders...)...).Output()
	if err != nil {
		t.Fatal(err, string(out))
	}
	var answers []map[string]reading
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		t.Run(name, func(t *testing.T) {
			if len(answers[i]) != 7 {
				t.Fatalf("%d readings", len(answers[i]))
			}
			for reader, got := range answers[i] {
				t.Run(reader, func(t *testing.T) { compareReading(t, reader, exports[name], got) })
			}
		})
	}
}

func compareReading(t *testing.T, reader string, export *exchange.Export, got reading) {
	ties := export.Network.Ties
	directed := slices.ContainsFunc(ties, func(tie *graph.Tie) bool { return tie.Kind.Directed() })
	mixed := directed && slices.ContainsFunc(ties, func(tie *graph.Tie) bool { return !tie.Kind.Directed() })
	if mixed && reader == "networkx gexf" {
		// If this fails, networkx reads what it could not, and Uniform is of less use.
		if !strings.Contains(got.Error, "edge found in") {
			t.Errorf("networkx reads edges of both sorts: %s", got.Error)
		}
		return
	}
	if got.Error != "" {
		t.Fatal(got.Error)
	}
	if want := [2]int{len(export.Network.Nodes), len(ties)}; got.Count != want {
		t.Fatalf("%v nodes and edges, not %v", got.Count, want)
	}
	if strings.HasPrefix(reader, "schema") {
		return
	}
	isXML := strings.HasSuffix(reader, "gexf") || strings.HasSuffix(reader, "graphml")
	if got.Directed != directed {
		t.Errorf("directed: %t", got.Directed)
	}
	if !strings.HasSuffix(reader, "gexf") {
		version, _ := got.Graph["datasetVersion"].(string)
		if version != export.About.Version || got.Graph["exportedAt"] != "2026-03-04T05:06:07Z" || got.Graph["question"] != "network" {
			t.Errorf("it says of itself %v", got.Graph)
		}
	}
	for _, node := range export.Network.Nodes {
		label := "label"
		if reader == "networkx cytoscape" {
			label = "name"
		}
		want := map[string]any{label: node.Actor.Name, "kind": string(node.Actor.Kind), "description": node.Actor.Description, "tags": node.Actor.Tags}
		compareAttributes(t, node.Actor.ID, got.Nodes[node.Actor.ID], want, isXML)
	}
	for _, tie := range ties {
		want := map[string]any{
			"kind": string(tie.Kind), "family": string(tie.Kind.Family()), "directed": tie.Kind.Directed(), "weight": float64(tie.EventCount),
			"eventCount": float64(tie.EventCount), "publisherCount": float64(tie.PublisherCount), "contested": tie.Contested,
			"certainty": string(tie.Certainty), "evidenceCount": float64(len(tie.Evidence)), "firstSeen": "", "lastSeenLatest": "",
		}
		if tie.FirstSeen != nil {
			want["firstSeen"], want["lastSeenLatest"] = tie.FirstSeen.EDTF(), tie.LastSeen.Latest.String()
		}
		edge, there := got.Edges[tie.Key()]
		if !there {
			t.Fatalf("%s is missing", tie.Key())
		}
		compareAttributes(t, tie.Key(), edge, want, isXML)
		ends := []any{edge["source"], edge["target"]}
		if !directed && ends[0] != tie.From.ID {
			slices.Reverse(ends)
		}
		if ends[0] != tie.From.ID || ends[1] != tie.To.ID {
			t.Errorf("%s: goes from %s to %s", tie.Key(), ends[0], ends[1])
		}
	}
}

// compareAttributes holds what was read to what was written; no value and an
// empty text are one, and XML has neither lists nor every letter.
func compareAttributes(t *testing.T, of string, got, want map[string]any, isXML bool) {
	t.Helper()
	for name, value := range want {
		read := got[name]
		switch list, isList := value.([]string); {
		case isList && isXML:
			value = strings.Join(escapedItems(list), "|")
		case isList:
			items, _ := read.([]any)
			read, value = fmt.Sprint(items), fmt.Sprint(list)
		}
		if text, isText := value.(string); isText && isXML {
			value = withoutForbidden(text)
		}
		if read == nil {
			read = ""
		}
		if read != value {
			t.Errorf("%s: %s is %#v, not %#v", of, name, read, value)
		}
	}
}

func escapedItems(list []string) []string {
	escaped := make([]string, len(list))
	for i, item := range list {
		escaped[i] = strings.ReplaceAll(strings.ReplaceAll(item, `\`, `\\`), "|", `\|`)
	}
	return escaped
}

// withoutForbidden replaces the letters that XML 1.0 has none of.
func withoutForbidden(text string) string {
	return strings.Map(func(letter rune) rune {
		if letter < ' ' && !strings.ContainsRune("\t\n\r", letter) || letter == 0xfffe || letter == 0xffff {
			return '\ufffd'
		}
		return letter
	}, text)
}

// TestNetworkFiles holds the files of a small network to those in testdata.
func TestNetworkFiles(t *testing.T) {
	export := networkOf(t, graph.NetworkQuery{Limit: 5}, storetest.Fixture()...)
	export.About.Version = "0123456789abcdef"
	for _, format := range []string{"gexf", "graphml", "node-link", "cytoscape"} {
		output, err := exchange.OutputNamed(format)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "network"+output.Extension, written(t, format, export))
	}
	files := map[string]*bytes.Buffer{}
	err := exchange.WriteCSV(t.Context(), func(name string) (io.Writer, error) {
		files[name] = &bytes.Buffer{}
		return files[name], nil
	}, export)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		golden(t, "network-"+name, text.Bytes())
	}
}

// golden holds a file to the one of that name in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "out", name)
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, got, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestWritersStop ends the context, and fills the disk, at any time.
func TestWritersStop(t *testing.T) {
	export := networkOf(t, graph.NetworkQuery{Limit: 1000}, corpus(t)...)
	for _, output := range exchange.Outputs {
		if output.Write == nil {
			continue
		}
		t.Run(output.Name, func(t *testing.T) {
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if err := output.Write(ended, io.Discard, export); graph.CodeOf(err) != graph.CodeTimeout || !errors.Is(err, context.Canceled) {
				t.Errorf("a context that ended: %v", err)
			}
			size := len(written(t, output.Name, export))
			for _, room := range []int{0, size / 2, size - 1} {
				if err := output.Write(t.Context(), &disk{room}, export); !errors.Is(err, errFull) {
					t.Errorf("room for %d of %d bytes: %v", room, size, err)
				}
			}
		})
	}
}

var errFull = errors.New("the disk is full")

// disk has room for so many bytes.
type disk struct{ room int }

func (d *disk) Write(part []byte) (int, error) {
	n := min(len(part), d.room)
	d.room -= n
	if n < len(part) {
		return n, errFull
	}
	return n, nil
}

// TestNetworksThatAreNotWholeAreRefused: of their nodes the degree is not known.
func TestNetworksThatAreNotWholeAreRefused(t *testing.T) {
	export := &exchange.Export{Network: &graph.Network{}}
	for _, output := range exchange.Outputs {
		if output.Write != nil && output.Write(t.Context(), io.Discard, export) == nil {
			t.Errorf("%s is written", output.Name)
		}
	}
}

func TestAnyNetworkIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query := graph.NetworkQuery{Filter: graph.TieFilter{Kinds: allKinds}, Limit: rapid.IntRange(1, 12).Draw(t, "limit")}
		query.RollUp = rapid.SampledFrom([]graph.RollUp{graph.RollUpNone, graph.RollUpState, graph.RollUpKind}).Draw(t, "roll-up")
		export := networkOf(t, query, storetest.Graph().Draw(t, "graph")...)
		export.Uniform = rapid.Bool().Draw(t, "uniform")
		checkXML(t, written(t, "gexf", export), export)
		checkXML(t, written(t, "graphml", export), export)
		checkJSON(t, written(t, "node-link", export), export)
		checkJSON(t, written(t, "cytoscape", export), export)
		checkCSV(t, written(t, "csv", export), export)
	})
}
