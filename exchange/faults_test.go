package exchange_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// TestFaultsTogether holds that faults of reading hide none of sense, and bring
// none about.
func TestFaultsTogether(t *testing.T) {
	files, err := filepath.Glob("testdata/both/*.yaml")
	if err != nil || files == nil {
		t.Fatal(files, err)
	}
	for _, file := range files {
		input, reading := exchange.ReadYAML(exchange.Disk, exchange.YAMLOptions{}, file)
		_, validation := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
		all := faultsOf(input.Faults(reading, validation))
		expectFaults(t, file, slices.Clone(all))
		for _, fault := range all {
			if strings.HasPrefix(fault.Entity, "?") || fault.Column == 0 {
				t.Errorf("%s has a made-up id or no column", fault)
			}
		}
		if !slices.IsSortedFunc(all, func(a, b graph.Fault) int { return a.Line - b.Line }) {
			t.Error("the faults are not in the order of the file")
		}
	}
}

// TestFaultsOfUnreadFiles holds that what stands in a file that cannot be read
// is not missed elsewhere.
func TestFaultsOfUnreadFiles(t *testing.T) {
	files := fstest.MapFS{
		"a.yaml": {Data: []byte("actors: [{id: act_a, kind: STAT, name: A}]\nsources: [{id: src_a, key: a\n")},
		"b.yaml": {Data: []byte("events:\n- {id: ev_a, kind: CLASH, participants: [{actor: act_a, role: PARTY, side: 1}], claims: [a:1]}\n")},
	}
	input, reading := exchange.Read(files, exchange.Options{}, "a.yaml", "b.yaml")
	_, validation := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
	var got []string
	for _, fault := range faultsOf(input.Faults(reading, validation)) {
		got = append(got, fault.String())
	}
	want := []string{
		"a.yaml:1: it is not YAML: did not find expected ',' or '}'",
		"b.yaml:2:3: ev_a title: it must not be empty",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFaultsPassOn holds that an error without faults is not taken for one with
// some, and that the cause stays.
func TestFaultsPassOn(t *testing.T) {
	input, reading := exchange.Read(fstest.MapFS{"a.yaml": {Data: []byte("events: [")}}, exchange.Options{}, "a.yaml", "b.yaml")
	down := graph.Errorf(graph.CodeUnavailable, "down")
	if err := input.Faults(nil, nil); err != nil {
		t.Error(err)
	}
	if err := input.Faults(reading, down); !errors.Is(err, down) {
		t.Error(err)
	}
	if err := input.Faults(reading, nil); len(faultsOf(err)) != 2 || errors.Unwrap(err) == nil {
		t.Errorf("%v has lost its faults or its cause", err)
	}
}

// TestKeep drops what is at fault and what leans on it, and nothing else.
func TestKeep(t *testing.T) {
	const content = `sources: [{id: src, key: s}]
actors:
- {id: act_a, kind: ARMED_GROUP, name: A}
- {id: act_b, kind: ARMED_GROOP, name: B}
- {id: act_c, kind: ARMED_GROUP, name: C}
agreements:
- {id: ag, kind: CEASEFIRE, title: T, parties: [{actor: act_b, role: PARTY, side: 1}], terms: [{id: ag.t, kind: DURATION, text: t}], claims: [s:1]}
events:
- {id: ev_a, kind: CLASH, title: A, date: someday, claims: [s:1]}
- {id: ev_b, kind: CLASH, title: B, participants: [{actor: act_b, role: PARTY, side: 1}], claims: [s:1]}
- {id: ev_c, kind: STATEMENT, title: C, links: [{how: BREAKS, to: ag.t}], claims: [s:1]}
- {id: ev_d, kind: CLASH, title: D, participants: [{actor: act_c, role: PARTY, side: 1}], claims: [s:1]}
`
	input, _ := exchange.Read(fstest.MapFS{"f.yaml": {Data: []byte(content)}}, exchange.Options{}, "f.yaml")
	_, validation := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities})
	dependent, dropped := input.Keep(validation)
	var kept []string
	for _, entity := range input.Entities {
		kept = append(kept, entity.EntityID())
	}
	if diff := cmp.Diff([]string{"src", "act_a", "act_c", "ev_d"}, kept); diff != "" || dropped != 5 {
		t.Errorf("%d dropped; kept (-want +got):\n%s", dropped, diff)
	}
	if diff := cmp.Diff(map[string]string{"ag": "act_b", "ev_b": "act_b", "ev_c": "ag"}, dependent); diff != "" {
		t.Errorf("for the sake of others (-want +got):\n%s", diff)
	}
	if _, err := graph.Prepare(t.Context(), nothing{}, graph.Batch{Entities: input.Entities}); err != nil {
		t.Errorf("what was kept is refused: %v", faultsOf(err))
	}
}
