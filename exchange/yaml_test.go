package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

var update = flag.Bool("update", false, "rewrite testdata/good.jsonl")

// nothing reads an empty graph, as far as [graph.Prepare] asks.
type nothing struct{ graph.Reader }

func (nothing) Dataset(context.Context) (graph.Dataset, error) { return graph.Dataset{}, nil }

func (nothing) Get(_ context.Context, ids []string) ([]graph.Entity, error) {
	return make([]graph.Entity, len(ids)), nil
}

func (nothing) List(context.Context, ...graph.Query) iter.Seq2[graph.Row, error] {
	return func(func(graph.Row, error) bool) {}
}

func TestReadYAMLExpandsShorthand(t *testing.T) {
	input, err := exchange.ReadYAML(exchange.Disk, exchange.YAMLOptions{}, "testdata/good.yaml")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	var got bytes.Buffer
	for _, entity := range input.Entities {
		record, err := graph.Record(entity)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s\n", record)
	}
	if *update {
		if err := os.WriteFile("testdata/good.jsonl", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/good.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if _, err := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities}); err != nil {
		t.Errorf("graph refuses them: %v", faultsOf(input.Locate(err)))
	}
}

// TestFaults reads files whose comments say which faults their lines have.
func TestFaults(t *testing.T) {
	for _, pattern := range []string{"testdata/faults/*.yaml", "testdata/refused/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || files == nil {
			t.Fatal(pattern, files, err)
		}
		for _, file := range files {
			t.Run(file, func(t *testing.T) {
				input, err := exchange.ReadYAML(exchange.Disk, exchange.YAMLOptions{}, file)
				if strings.Contains(file, "refused") {
					if err != nil {
						t.Fatal(faultsOf(err))
					}
					_, err = graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
					err = input.Locate(err)
				} else if input == nil {
					t.Error("there is no input beside the error")
				}
				if graph.CodeOf(err) != graph.CodeBadInput {
					t.Errorf("the code is %s", graph.CodeOf(err))
				}
				expectFaults(t, file, faultsOf(err))
			})
		}
	}
}

// expectFaults holds faults to the comments of a file; see
// testdata/faults/shape.yaml.
func expectFaults(t *testing.T, file string, got []graph.Fault) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(content), "\n") {
		_, comment, marked := strings.Cut(line, " #! ")
		if !marked {
			continue
		}
		for want := range strings.SplitSeq(comment, " & ") {
			found := slices.IndexFunc(got, func(fault graph.Fault) bool {
				bare := graph.Fault{Field: fault.Field, Reason: fault.Reason}
				return fault.File == file && fault.Line == i+1 && strings.HasPrefix(bare.String(), want)
			})
			if found < 0 {
				t.Errorf("%s:%d: no fault %q", file, i+1, want)
			} else {
				got = slices.Delete(got, found, found+1)
			}
		}
	}
	for _, fault := range got {
		t.Errorf("unexpected fault: %s", fault)
	}
}

func faultsOf(err error) []graph.Fault {
	var refused *graph.Error
	if errors.As(err, &refused) {
		return slices.Clone(refused.Faults)
	}
	return nil
}

func TestUnreadable(t *testing.T) {
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("a:%d", i+1)
	}
	tests := map[string]struct {
		content string
		want    string
	}{
		"not UTF-8":         {"# \n# \xff", "f.yaml:2:3: it is not UTF-8"},
		"UTF-16":            {"\xff\xfee\x00", "f.yaml:1:1: it is not UTF-8"},
		"a control":         {"events:\n\n# \x07", "f.yaml:3:3: it holds the control character U+0007"},
		"the first line":    {"events: a: b", "f.yaml:1: it is not YAML: mapping values are not allowed in this context"},
		"the second of two": {"events: []\n---\nevents: {}", "f.yaml:3:9: events is a list"},
		"far too deep":      {strings.Repeat("[", 20_000), "f.yaml:1: it is not YAML: exceeded max depth of 10000"},
		"too deep":          {"events: " + strings.Repeat("[", 50) + strings.Repeat("]", 50), "f.yaml:1:10: this is a list, and a map is asked for"},
		"a bomb": {
			"actors:\n- &a {id: a, name: A, names: [&b {text: x, claims: [&c {by: &d [" + strings.Repeat("q, ", 400) + "], at: *d}" +
				strings.Repeat(", *c", 400) + "]}" + strings.Repeat(", *b", 400) + "]}\n- *a",
			"f.yaml:2:341: its aliases repeat too much",
		},
		"a circle":      {"actors: &a\n- id: a\n  name: A\n  names: *a", "f.yaml:2:3: a names[0].id: there is no key"},
		"many locators": {"actors:\n- id: a\n  claims:\n  - at: [" + strings.Join(many, ", ") + "]", "f.yaml:4:5: a claims[0]: it has more than 200 locators"},
		"too large":     {"#" + strings.Repeat(" ", 16<<20), "f.yaml: it is larger than 16 MiB"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{"f.yaml": {Data: []byte(test.content)}}
			_, err := exchange.ReadYAML(files, exchange.YAMLOptions{}, "f.yaml")
			faults := faultsOf(err)
			if !slices.ContainsFunc(faults, func(fault graph.Fault) bool { return strings.HasPrefix(fault.String(), test.want) }) {
				t.Errorf("the faults are %v, not %s", faults[:min(len(faults), 5)], test.want)
			}
		})
	}
}

func TestTooManyFaults(t *testing.T) {
	files := fstest.MapFS{"f.yaml": {Data: []byte("events:\n" + strings.Repeat("- x\n", 5_000))}}
	_, err := exchange.ReadYAML(files, exchange.YAMLOptions{}, "f.yaml")
	faults := faultsOf(err)
	if len(faults) != 1001 || faults[1000].String() != "f.yaml:1002:3: there are more faults in this file" {
		t.Errorf("%d faults, the last %v", len(faults), faults[max(0, len(faults)-1):])
	}
}

// TestPaths reads a tree of files of which some do not count.
func TestPaths(t *testing.T) {
	directory := t.TempDir()
	actor := func(name, id string) {
		t.Helper()
		file := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("actors: [{id: "+id+"}]"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	actor("b/two.yml", "two")
	actor("a/one.yaml", "one")
	actor("c.yaml", "three")
	actor("a/other.txt", "text")
	actor(".hidden/x.yaml", "hidden")
	actor("a/.y.yaml", "hidden")
	actor("d.yaml.bak", "backup")
	if err := os.Mkdir(filepath.Join(directory, "none"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"e.yaml": "a/other.txt", "loop": "."} {
		if err := os.Symlink(filepath.Join(directory, target), filepath.Join(directory, name)); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		paths []string
		want  []string
		fault string
	}{
		"a tree":                  {paths: []string{"."}, want: []string{"one", "two", "three"}},
		"each file once":          {paths: []string{"c.yaml", ".", "./b/../c.yaml"}, want: []string{"three", "one", "two"}},
		"whatever is named":       {paths: []string{"a/other.txt", ".hidden"}, want: []string{"text", "hidden"}},
		"a link that is named":    {paths: []string{"e.yaml"}, want: []string{"text"}},
		"no such file":            {paths: []string{"c.yaml", "z.yaml"}, fault: "z.yaml: there is no such file"},
		"nothing to read":         {paths: []string{"none"}, fault: "none: there is no .yaml file below it"},
		"twice in different ways": {paths: []string{"a/one.yaml", "loop/a/one.yaml"}, fault: `loop/a/one.yaml:1:10: one the id "one" stands already at DIR/a/one.yaml:1`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var paths []string
			for _, path := range test.paths {
				paths = append(paths, directory+"/"+path)
			}
			input, err := exchange.ReadYAML(exchange.Disk, exchange.YAMLOptions{}, paths...)
			if test.fault != "" {
				faults := faultsOf(err)
				if len(faults) != 1 || strings.ReplaceAll(faults[0].String(), directory, "DIR") != "DIR/"+test.fault {
					t.Errorf("the faults are %v", faults)
				}
				if strings.Contains(test.fault, "no such file") && !errors.Is(err, fs.ErrNotExist) {
					t.Error("the cause is lost")
				}
				return
			}
			if err != nil {
				t.Fatal(faultsOf(err))
			}
			var got []string
			for _, entity := range input.Entities {
				got = append(got, entity.EntityID())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestStoredSources finds the source of a locator in the input first, then
// among those that are stored.
func TestStoredSources(t *testing.T) {
	files := fstest.MapFS{"f.yaml": {Data: []byte("actors: [{id: act, claims: [a:1, b:1]}]\nsources: [{id: src_new, key: a}]")}}
	options := exchange.YAMLOptions{SourceOfKey: func(key string) string { return "stored_" + key }}
	input, err := exchange.ReadYAML(files, options, "f.yaml")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	var got []string
	for _, claim := range graph.AllClaims(input.Entities[0]) {
		got = append(got, claim.Source.ID)
	}
	if diff := cmp.Diff([]string{"src_new", "stored_b"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestUnreadableFiles finds the faults of all files, whatever is the matter with
// one of them.
func TestUnreadableFiles(t *testing.T) {
	files := locked{fstest.MapFS{
		"a/x.yaml":      {Data: []byte("actors: [{}]")},
		"a/locked.yaml": {},
		"a/pipe.yaml":   {Mode: fs.ModeNamedPipe},
		"b/locked/y":    {},
		"c/x.yaml":      {Data: []byte("events: [")},
	}}
	_, err := exchange.ReadYAML(files, exchange.YAMLOptions{}, "a", "a/pipe.yaml", "b", "c")
	if !errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "permission") {
		t.Errorf("%v does not hide the cause, or has lost it", err)
	}
	var got []string
	for _, fault := range faultsOf(err) {
		got = append(got, fault.String())
	}
	want := []string{
		"a/locked.yaml: it may not be read",
		"a/pipe.yaml: it is neither a file nor a directory",
		"a/x.yaml:1:10: it has no id",
		"b: there is no .yaml file below it",
		"b/locked: it may not be read",
		"c/x.yaml:1: it is not YAML: did not find expected node content",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// locked refuses to open what is called so.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if strings.HasPrefix(filepath.Base(name), "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.HasPrefix(filepath.Base(name), "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

// TestLocateNearest places faults of parts that no line holds.
func TestLocateNearest(t *testing.T) {
	const content = `events:

- id: ev
  participants:
  - actor: act
  claims:
  - s:1
sources: [{id: src, key: s}]`
	input, err := exchange.ReadYAML(fstest.MapFS{"f.yaml": {Data: []byte(content)}}, exchange.YAMLOptions{}, "f.yaml")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	for field, want := range map[string]int{
		"": 3, "title": 3, "realis": 3, "date.edtf": 3, "participants[0].role": 5, "participants[0].claims[0].at": 5,
		"participants[4].actor": 4, "claims[0].stance": 7, "claims[1]": 6,
	} {
		faults := faultsOf(input.Locate(graph.Faulty([]graph.Fault{{Entity: "ev", Field: field}})))
		if len(faults) != 1 || faults[0].File != "f.yaml" || faults[0].Line != want {
			t.Errorf("%q is found at %v, not in line %d", field, faults, want)
		}
	}
}

func TestLocateLeavesOtherErrors(t *testing.T) {
	var input exchange.Input
	if other := errors.New("other"); !errors.Is(input.Locate(other), other) || input.Locate(nil) != nil {
		t.Error("an error without faults was changed")
	}
	err := graph.Faulty([]graph.Fault{{Entity: "stored", Reason: "it stays"}})
	if faults := faultsOf(input.Locate(err)); len(faults) != 1 || faults[0].File != "" {
		t.Errorf("a fault of something else was placed: %v", faults)
	}
}

// TestLocateFindsEveryPart asks for the line of each claim and reference of
// generated events, and looks there for what it names.
func TestLocateFindsEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := 0
		fresh := func(prefix string) string {
			next++
			return fmt.Sprintf("%s%d", prefix, next)
		}
		var text strings.Builder
		claims := func(indent string) {
			text.WriteString(indent + "claims:\n")
			for range rapid.IntRange(1, 4).Draw(t, "claims") {
				locators := rapid.IntRange(0, 3).Draw(t, "locators")
				if locators == 0 {
					text.WriteString(indent + "- " + fresh("s:") + "\n")
					continue
				}
				parts := []string{indent + "  stance: DENIED\n", indent + "  at:\n", indent + "  by:\n"}
				for range locators {
					parts[1] += indent + "  - " + fresh("s:") + "\n"
				}
				for range rapid.IntRange(1, 3).Draw(t, "voices") {
					parts[2] += indent + "  - " + fresh("act_") + "\n"
				}
				text.WriteString(indent + "- # a claim\n" + strings.Join(rapid.Permutation(parts).Draw(t, "order"), ""))
			}
		}
		for range rapid.IntRange(1, 3).Draw(t, "events") {
			text.WriteString("- id: " + fresh("ev_") + "\n")
			claims("  ")
			text.WriteString("  participants:\n")
			for range rapid.IntRange(1, 3).Draw(t, "participants") {
				text.WriteString("  - actor: " + fresh("act_") + "\n    onBehalfOf: " + fresh("act_") + "\n")
				claims("    ")
			}
			text.WriteString("  places:\n  - " + fresh("pl_") + "\n  - place: " + fresh("pl_") + "\n    role: ORIGIN\n")
		}
		content := "sources: [{id: source, key: s}]\nevents:\n" + text.String()
		input, err := exchange.ReadYAML(fstest.MapFS{"f.yaml": {Data: []byte(content)}}, exchange.YAMLOptions{}, "f.yaml")
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		lines := strings.Split(content, "\n")
		expect := func(entity graph.Entity, field, named string) {
			fault := faultsOf(input.Locate(graph.Faulty([]graph.Fault{{Entity: entity.EntityID(), Field: field}})))[0]
			if fault.Line < 1 || !strings.HasSuffix(lines[fault.Line-1], " "+named) {
				t.Fatalf("%s %s is %s, and was sought in line %d of\n%s", entity.EntityID(), field, named, fault.Line, content)
			}
		}
		for _, entity := range input.Entities {
			graph.Walk(entity, graph.Visitor{
				Claim: func(at *graph.Path, claim *graph.Claim) { expect(entity, at.String()+".locator", claim.Locator) },
				Reference: func(at *graph.Path, ref graph.Entity) graph.Entity {
					if ref.EntityKind() != graph.SourceEntity {
						expect(entity, at.String(), ref.EntityID())
					}
					return nil
				},
			})
		}
	})
}

// FuzzReadYAML holds whatever is read to what ReadYAML promises.
func FuzzReadYAML(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, "testdata/good.yaml") {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	for _, small := range []string{"", "---\n---\n", "events: &a [*a]", "? [a]\n: b", "%YAML 1.1\n---\nevents: []", "actors: [{id: a, <<: *a}]"} {
		f.Add([]byte(small))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		input, err := exchange.ReadYAML(fstest.MapFS{"f.yaml": {Data: content}}, exchange.YAMLOptions{}, "f.yaml")
		if err != nil {
			faults := faultsOf(err)
			if len(faults) == 0 || input == nil {
				t.Fatalf("an error without faults, or without an input: %v", err)
			}
			_, refused := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
			if all := faultsOf(input.Faults(err, refused)); len(all) < len(faults) {
				t.Fatalf("%d of %d faults are lost", len(faults)-len(all), len(faults))
			}
			for _, fault := range faults {
				if fault.File != "f.yaml" || fault.Reason == "" || fault.Line > bytes.Count(content, []byte("\n"))+bytes.Count(content, []byte("\r"))+2 {
					t.Fatalf("a fault is not placed: %+v", fault)
				}
			}
			return
		}
		ids := map[string]bool{}
		for _, entity := range input.Entities {
			if id := entity.EntityID(); id == "" || ids[id] {
				t.Fatalf("the id %q is empty or stands twice", id)
			}
			ids[entity.EntityID()] = true
			for _, claim := range graph.AllClaims(entity) {
				if claim.Source == nil || claim.Stance == "" || claim.Basis == "" || claim.About != entity {
					t.Fatalf("a claim is incomplete: %+v", claim)
				}
			}
			if copied, err := graph.Clone(entity); err != nil || copied.EntityID() != entity.EntityID() {
				t.Fatalf("it has no record: %v", err)
			}
		}
	})
}
