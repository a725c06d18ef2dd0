package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// small is a whole graph of one clash.
const small = `sources: [{id: src_a, key: a, publisher: The Paper, title: T}]
actors:
- {id: act_a, kind: ARMED_GROUP, name: Alpha}
- {id: act_b, kind: ARMED_GROUP, name: Beta}
events:
- {id: ev_a, kind: CLASH, title: Alpha and Beta clash, date: 2021-05, participants: [{actor: act_a, role: PARTY, side: 1}, {actor: act_b, role: PARTY, side: 2}], claims: ["a:1"]}
`

// more adds to it, and leans on its source by key.
const more = `events:
- {id: ev_b, kind: CLASH, title: They clash again, date: 2021-06, participants: [{actor: act_a, role: PARTY, side: 1}, {actor: act_b, role: PARTY, side: 2}], claims: ["a:2"]}
`

func TestLoad(t *testing.T) {
	folder := files(t, map[string]string{"small.yaml": small})
	next := files(t, map[string]string{"more.yml": more})
	store := "embedded:" + filepath.Join(t.TempDir(), "graph.db")
	c := command{env: map[string]string{"FACTIONGRAPH_STORE": store}}

	mustSay(t, c.run(t, "load", folder).succeed(t), "Loaded 4 entities in ", "The store holds 2 actors, 1 source, 1 event, 1 claim.", "Version ")
	mustSay(t, c.run(t, "load", filepath.Join(folder, "small.yaml")).succeed(t), "All 4 entities were there already; nothing changed.")
	mustSay(t, c.run(t, "fights", "alpha", "beta").succeed(t), "fought", "2021-05", "a:1", "The Paper")

	got := decode[loaded](t, c.run(t, "load", next, "--json").succeed(t))
	want := loaded{Read: 1, Changed: true, Version: got.Version, Counts: map[graph.EntityKind]int{
		graph.ActorEntity: 2, graph.SourceEntity: 1, graph.EventEntity: 2, graph.ClaimEntity: 2,
	}}
	if diff := cmp.Diff(want, got); diff != "" || got.Version == "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	mustSay(t, c.run(t, "fights", "alpha").succeed(t), "2021-05 to", "2021-06", "a:1, a:2")
}

// TestLoadRefuses holds that faulty files change nothing, and that every fault
// is told where it stands.
func TestLoadRefuses(t *testing.T) {
	folder := files(t, map[string]string{
		"small.yaml":  small,
		"faulty.yaml": "actors:\n- {id: act_c, kind: ARMED_GROOP, name: Gamma}\n- {id: act_d, kind: ARMED_GROUP}\naffiliations:\n- {id: aff_a, kind: PART_OF, from: act_a, to: act_z, claims: ['a:1']}\n",
	})
	store := "embedded:" + filepath.Join(t.TempDir(), "graph.db")
	c := command{env: map[string]string{"FACTIONGRAPH_STORE": store}}
	got := c.run(t, "load", folder)
	faulty := filepath.Join(folder, "faulty.yaml")
	got.fail(t, exitRefused, faulty+":2:15: act_c kind: ", faulty+":3:3: act_d name: ", faulty+":5:43: aff_a to: ", "factiongraph: the input has 3 faults; nothing was loaded")
	if got.stdout != "" {
		t.Error(got.stdout)
	}
	mustSay(t, c.run(t, "query", "{ actor(id: \"act_a\") { name } }").succeed(t), `"actor": null`)
	c.run(t, "load", filepath.Join(folder, "absent.yaml")).fail(t, exitRefused, "absent.yaml", "there is no such file")
	bad := files(t, map[string]string{"bad.yaml": "actors: [\n- {"})
	c.run(t, "load", bad).fail(t, exitRefused, filepath.Join(bad, "bad.yaml")+":", "not YAML")
}

func TestCheck(t *testing.T) {
	folder := files(t, map[string]string{"small.yaml": small})
	next := files(t, map[string]string{"more.yaml": more})
	store := "embedded:" + filepath.Join(t.TempDir(), "graph.db")
	c := command{env: map[string]string{"FACTIONGRAPH_STORE": store}}

	mustSay(t, c.run(t, "check", folder).succeed(t), "No faults: 2 actors, 1 source, 1 event, 1 claim.")
	mustSay(t, c.run(t, "check", folder, next).succeed(t), "No faults: 2 actors, 1 source, 2 events, 2 claims.")

	alone := c.run(t, "check", next)
	alone.fail(t, exitRefused)
	mustSay(t, alone.stdout, filepath.Join(next, "more.yaml")+":2:168: ev_b ", "no source has the key", `nothing with the id "act_a"`, "3 faults\n")

	found := c.run(t, "check", next, "--json")
	found.fail(t, exitRefused)
	got := decode[verdict](t, found.stdout)
	if got.Valid || len(got.Faults) != 3 || got.Faults[0].Line != 2 || got.Faults[0].Column != 83 || got.Faults[0].Entity != "ev_b" || got.Faults[0].Missing != "act_a" || got.Faults[0].Reason == "" {
		t.Errorf("%+v", got)
	}

	// Nothing was loaded so far.
	c.run(t, "check", next, "--store", store).fail(t, exitRefused)
	c.run(t, "load", folder).succeed(t)
	mustSay(t, c.run(t, "check", next, "--store", "").succeed(t), "No faults: 2 actors, 1 source, 2 events, 2 claims.")
	if got := decode[verdict](t, c.run(t, "check", next, "--store", store, "--json").succeed(t)); !got.Valid || got.Faults == nil || got.Counts[graph.EventEntity] != 2 {
		t.Errorf("%+v", got)
	}
}

// TestCorpusChecks holds that what is built in is what a user can load.
func TestCorpusChecks(t *testing.T) {
	built := corpus(t)
	mustSay(t, built.run(t, "load", "../../seeds").succeed(t), "nothing changed")
	mustSay(t, command{}.run(t, "check", "../../seeds").succeed(t), "No faults: 124 actors, 57 places, 5 sources, ")
}

// TestProgress holds that a bar is drawn while a load takes long, on a
// terminal alone.
func TestProgress(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		var stderr strings.Builder
		p := command{terminal: terminal}.program(t, &stderr, &stderr)
		shown := make(chan struct{})
		close(shown)
		tell, ended := p.progress(t.Context(), shown)
		if (tell.store != nil) != terminal || (tell.read != nil) != terminal {
			t.Fatalf("terminal %t: there is nothing to tell: %t", terminal, tell.store == nil)
		}
		if terminal {
			tell.read(2_000)
			tell.store(3, 10)
		}
		ended()
		if got := stderr.String(); strings.Contains(got, "3 of 10") != terminal {
			t.Errorf("terminal %t: %q", terminal, got)
		}
	}
}

const extracts = "../../exchange/testdata/real/"

// TestLoadFormats holds that who fought whom is asked of an imported dataset as
// it is of the corpus, and that loading it again changes nothing.
func TestLoadFormats(t *testing.T) {
	store := "embedded:" + filepath.Join(t.TempDir(), "graph.db")
	c := command{env: map[string]string{"FACTIONGRAPH_STORE": store}}
	mustSay(t, c.run(t, "check", extracts+"ged.csv", extracts+"actors.csv").succeed(t), "No faults: ")
	mustSay(t, c.run(t, "load", extracts+"ged.csv").succeed(t), "Loaded ", " 43 events")
	mustSay(t, c.run(t, "load", extracts+"ged.csv").succeed(t), "nothing changed")
	mustSay(t, c.run(t, "fights", "Syrian insurgents").succeed(t), "Government of Syria", "fought", "2016-01-01 to", "GED 214797")

	// The list of actors says more of them, and another import of events no less.
	c.run(t, "load", extracts+"actors.csv").succeed(t)
	c.run(t, "load", extracts+"ged.csv").succeed(t)
	mustSay(t, c.run(t, "load", extracts+"ged.csv").succeed(t), "nothing changed")
	mustSay(t, c.run(t, "query", `{ actor(id: "ucdp-actor-6422") { name claims { locator } } }`).succeed(t), "Liwa al-Sultan Murad", "ActorId 6422")

	examples := "../../docs/examples/"
	mustSay(t, c.run(t, "load", examples+"acled-events.csv", examples+"acled-actors.csv", examples+"acled-ties.csv", "--mapping", examples+"acled.yaml").succeed(t), "Loaded ")
	mustSay(t, c.run(t, "fights", "لواء العنبر").succeed(t), "Amber Brigade", "Military Forces of Examplia", "2031-03-05")

	c.run(t, "load", extracts+"ged.csv", "--format", "excel").fail(t, exitRefused, `there is no format "excel"; there are yaml, `)
	c.run(t, "load", extracts+"ged.csv", "--format", "ftm").fail(t, exitRefused, "ged.csv:1:", "it is not JSON")
}

// TestLoadKeepsGoing holds that what is at fault is left out with what refers to
// it, that this is told, and that without the flag nothing is loaded.
func TestLoadKeepsGoing(t *testing.T) {
	folder := files(t, map[string]string{
		"small.yaml": small,
		"more.yaml": `actors:
- {id: act_c, kind: ARMED_GROOP, name: Gamma}
events:
- {id: ev_b, kind: CLASH, title: B, date: soon, claims: ["a:2"]}
- {id: ev_c, kind: CLASH, title: C, participants: [{actor: act_c, role: PARTY, side: 1}], claims: ["a:3"]}
- {id: ev_d, kind: CLASH, title: D, links: [{how: IN_RESPONSE_TO, to: ev_b}], claims: ["a:4"]}
`,
	})
	c := command{env: map[string]string{"FACTIONGRAPH_STORE": "embedded:" + filepath.Join(t.TempDir(), "graph.db")}}
	told := []string{"more.yaml:2:15: act_c kind: ", "more.yaml:4:37: ev_b date: "}
	c.run(t, "load", folder).fail(t, exitRefused, append(told, "the input has 2 faults; nothing was loaded")...)
	mustSay(t, c.run(t, "query", `{ actor(id: "act_a") { name } }`).succeed(t), `"actor": null`)

	kept := c.run(t, "load", folder, "--keep-going")
	kept.fail(t, exitRefused, append(told, "ev_c refers to act_c, which was left out", "ev_d refers to ev_b, which was left out", "Left out for 2 faults: 4 entities.")...)
	mustSay(t, kept.stdout, "Loaded 4 entities in ")

	again := c.run(t, "load", folder, "--keep-going", "--json")
	again.fail(t, exitRefused)
	got := decode[loaded](t, again.stdout)
	if got.Changed || got.Skipped == nil || got.Skipped.Entities != 4 || len(got.Skipped.Faults) != 2 || got.Skipped.Dependent["ev_c"] != "act_c" {
		t.Errorf("%+v", got)
	}
	mustSay(t, c.run(t, "load", filepath.Join(folder, "small.yaml"), "--keep-going").succeed(t), "nothing changed")
}
