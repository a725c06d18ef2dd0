package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

// otherDataset is what another dataset calls actors of the corpus, and some who
// are none of it. One name tries to be more than a name.
const otherDataset = `
sources: [{id: ods, key: ods, publisher: Other}]
actors:
- {id: ods-1, kind: STATE, name: Government of Syria, claims: ["ods:1"]}
- {id: ods-2, kind: STATE, name: Government of Russia (Soviet Union), claims: ["ods:2"]}
- {id: ods-3, kind: ARMED_GROUP, name: Forces of Haiat Tahrir ash-Sham, claims: ["ods:3"]}
- {id: ods-4, kind: ARMED_GROUP, name: الجيش السوري الحر, claims: ["ods:4"]}
- {id: ods-5, kind: STATE_FORCE, name: 5th Division, claims: ["ods:5"]}
- {id: ods-6, kind: NEGOTIATING_BODY, name: Nawa Central Committee, claims: ["ods:6"]}
- {id: ods-7, kind: STATE, name: "State of Israel\u2028- {id: evil, kind: STATE, name: evil}", names: [{text: Israel}, {text: "Isra\"el\\"}], claims: ["ods:7"]}
`

// matched is the corpus beside the other dataset, in a store of its own.
func matched(t *testing.T) command {
	t.Helper()
	base := command{env: map[string]string{"FACTIONGRAPH_STORE": "embedded:" + filepath.Join(t.TempDir(), "graph.db")}}
	file := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(file, []byte(otherDataset), 0o600); err != nil {
		t.Fatal(err)
	}
	base.run(t, "load", "../../seeds", file).succeed(t)
	return base
}

func pairsOf(t *testing.T, output string) []string {
	t.Helper()
	var keys []string
	for _, pair := range decode[matches](t, output).Pairs {
		keys = append(keys, pair.Key)
	}
	return keys
}

func TestMatch(t *testing.T) {
	base := matched(t)
	t.Run("table", func(t *testing.T) {
		mustSay(t, base.run(t, "match", "HTS", "--between", "ods-").succeed(t),
			"1 pair with a score of at least 0.5:", "SCORE", "act_hts", "ods-3", "armed group", "“Forces of Haiat Tahrir ash-Sham” (part)", "+1.0  kind", "Nothing is merged")
	})
	t.Run("json", func(t *testing.T) {
		got := pairsOf(t, base.run(t, "match", "--between", "ods-", "--json").succeed(t))
		want := map[string]bool{"act_syrian_regime:ods-1": true, "act_russia:ods-2": true, "act_hts:ods-3": true, "act_fsa:ods-4": true, "act_israel:ods-7": true}
		for _, key := range got {
			if !want[key] {
				t.Errorf("%s is no match", key)
			}
			delete(want, key)
		}
		if len(want) > 0 {
			t.Errorf("missing: %v", want)
		}
	})
	t.Run("limit", func(t *testing.T) {
		whole := decode[matches](t, base.run(t, "match", "--between", "ods-", "--json").succeed(t))
		few := decode[matches](t, base.run(t, "match", "--between", "ods-", "--limit", "2", "--json").succeed(t))
		if diff := cmp.Diff(whole.Pairs[:2], few.Pairs); diff != "" || few.Total != len(whole.Pairs) {
			t.Errorf("%d in all (-want +got):\n%s", few.Total, diff)
		}
	})
	t.Run("nobody", func(t *testing.T) {
		mustSay(t, base.run(t, "match", "act_4th_division", "--min", "0.9").succeed(t), "No pair of actors here has a score of at least 0.9.")
	})
	t.Run("refused", func(t *testing.T) {
		base.run(t, "match", "--limit", "0").fail(t, exitUsage, "--limit is a whole number from 1 to 5000")
		base.run(t, "match", "--json", "--yaml", "x.yaml").fail(t, exitUsage, "not both")
		base.run(t, "match", "--min", "2").fail(t, exitUsage, `--min is a number from 0 to 1, not "2"`)
		base.run(t, "match", "act_nobody_at_all").fail(t, exitRefused, "act_nobody_at_all")
	})
}

// TestReview writes a file, decides in it and loads it.
func TestReview(t *testing.T) {
	base := matched(t)
	file := filepath.Join(t.TempDir(), "my matches.yaml")
	mustSay(t, base.run(t, "match", "--between", "ods-", "--yaml", file).succeed(t), "Wrote 5 pairs with a score of at least 0.5 to")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("not overwritten", func(t *testing.T) {
		base.run(t, "match", "--yaml", file).fail(t, exitRefused, "exists already")
	})
	var text strings.Builder
	decisions := 0
	for line := range strings.Lines(string(content)) {
		accepts := strings.Contains(line, "stance: REPORTED")
		if decision, is := strings.CutPrefix(line, "#"); is && strings.HasPrefix(decision, "- ") {
			decisions++
			if accepts != strings.Contains(line, "act_fsa") { // all are accepted, and that is denied
				line = decision
			}
		}
		text.WriteString(line)
	}
	if decisions != 10 {
		t.Fatalf("%d decisions in\n%s", decisions, content)
	}
	version := func(t *testing.T) string {
		t.Helper()
		return decode[matches](t, base.run(t, "match", "--json").succeed(t)).Version
	}
	t.Run("nothing decided", func(t *testing.T) {
		mustSay(t, base.run(t, "check", file).succeed(t), "1 source")
		base.run(t, "load", file).succeed(t)
		if got := pairsOf(t, base.run(t, "match", "--between", "ods-", "--json").succeed(t)); len(got) != 5 {
			t.Errorf("still open: %v", got)
		}
	})
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("decided", func(t *testing.T) {
		base.run(t, "check", file, "--store", base.env["FACTIONGRAPH_STORE"]).succeed(t)
		before := version(t)
		base.run(t, "load", file).succeed(t)
		after := version(t)
		mustSay(t, base.run(t, "load", file).succeed(t), "nothing changed")
		if before == after || after != version(t) {
			t.Errorf("versions %s, %s, %s", before, after, version(t))
		}
		if got := pairsOf(t, base.run(t, "match", "--between", "ods-", "--json").succeed(t)); got != nil {
			t.Errorf("still open: %v", got)
		}
		reviewed := decode[matches](t, base.run(t, "match", "--between", "ods-", "--reviewed", "--json").succeed(t))
		for _, pair := range reviewed.Pairs {
			want := map[bool]string{true: "denied", false: "accepted"}[pair.One.ID == "act_fsa"]
			if got := pair.verdict(); got != want {
				t.Errorf("%s is %q, not %s", pair.Key, got, want)
			}
		}
		if len(reviewed.Pairs) != 5 {
			t.Errorf("%d are reviewed", len(reviewed.Pairs))
		}
		mustSay(t, base.run(t, "match", "--between", "ods-", "--reviewed").succeed(t), "accepted", "denied")
	})
	t.Run("asked for", func(t *testing.T) {
		type told struct {
			Data struct {
				Actor struct {
					Affiliations []struct {
						To     struct{ ID string }
						Claims []claim
					}
				}
				Ties struct{ TotalCount int }
			}
		}
		document := `{ actor(id: "act_hts") { affiliations(filter: {kinds: [SAME_AS]}) { to { id } claims { ...claim } } } ties(filter: {kinds: [SAME_AS]}) { totalCount } }` + claimFields
		got := decode[told](t, base.run(t, "query", document).succeed(t)).Data
		if got.Ties.TotalCount != 4 { // what is denied is no tie
			t.Errorf("%d ties", got.Ties.TotalCount)
		}
		if same := got.Actor.Affiliations; len(same) != 1 || same[0].To.ID != "ods-3" || same[0].Claims[0].Basis != graph.Inferred ||
			!strings.HasPrefix(same[0].Claims[0].Locator, "review-my-matches:") {
			t.Errorf("%+v", same)
		}
	})
}

// TestBothDecisions takes the # off both lines of a pair.
func TestBothDecisions(t *testing.T) {
	base := matched(t)
	file := filepath.Join(t.TempDir(), "m.yaml")
	base.run(t, "match", "HTS", "--between", "ods-", "--yaml", file).succeed(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(content), "#- ", "- ")), 0o600); err != nil {
		t.Fatal(err)
	}
	base.run(t, "load", file).fail(t, exitRefused, fmt.Sprintf("the id %q stands already", reviewID("act_hts:ods-3")))
}
