package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

func TestPaths(t *testing.T) {
	base := corpus(t)
	t.Run("table", func(t *testing.T) {
		got := base.run(t, "paths", "Ahmed al-Awda", "Russia", "--limit", "2").succeed(t)
		want := `2 paths from Ahmed al-Awda (act_awda) to Russia (act_russia):

PATH  FROM           TIE             TO           SOURCES
1     Ahmed al-Awda  → holds post    8th Brigade  001:17

      8th Brigade    → aligned with  Russia       001:8 claimed
                     ← supports                   001:8 claimed, 001:29

2     Ahmed al-Awda  → holds post    8th Brigade  001:17

      8th Brigade    → part of       Fifth Corps  001:17

      Fifth Corps    → aligned with  Russia       003:16 claimed, 003:18
                     ← founded                    001:17
                     ← supports                   001:17, 003:16 claimed

`
		if head, _, _ := strings.Cut(got, "SOURCE  PUBLISHER"); head != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, head))
		}
	})
	type told struct {
		From, To actorRef
		Paths    pathsAnswer
	}
	t.Run("json", func(t *testing.T) {
		got := decode[told](t, base.run(t, "paths", "act_bashar_assad", "al-Ghayth Forces", "--families", "structure", "--json").succeed(t))
		if got.Paths.Status != graph.PathFound || !got.Paths.Complete || len(got.Paths.Paths) != 1 {
			t.Fatalf("%+v", got)
		}
		var ids []string
		for _, actor := range got.Paths.Paths[0].Actors {
			ids = append(ids, actor.ID)
		}
		if diff := cmp.Diff([]string{"act_bashar_assad", "act_syrian_regime", "act_regime_forces", "act_4th_division", "act_ghayth"}, ids); diff != "" {
			t.Error(diff)
		}
		if steps := got.Paths.Paths[0].Steps; len(steps[0].Ties) == 0 || len(steps[0].Ties[0].Claims) == 0 {
			t.Errorf("%+v", steps)
		}
	})
	t.Run("forward", func(t *testing.T) {
		args := []string{"act_iran", "act_db_rebels", "--forward", "--kinds", "supports,besieged"}
		mustSay(t, base.run(t, append([]string{"paths"}, args...)...).succeed(t), "1 path from Iran", "→ supports", "→ besieged", "003:9")
		args[0], args[1] = args[1], args[0]
		mustSay(t, base.run(t, append([]string{"paths"}, args...)...).succeed(t), "No path of these ties leads from Rebels of Daraa al-Balad (2021) (act_db_rebels) to Iran (act_iran), however long.")
	})
	for _, test := range []struct {
		name string
		args []string
		says []string
	}{
		{"none", []string{"act_jordan", "act_4th_division"}, []string{"No path leads from Jordan (act_jordan) to Fourth Division (act_4th_division), however long."}},
		{"too short", []string{"act_8th_brigade", "act_db_rebels", "--max-length", "1"}, []string{"No path of up to 1 step was found", "--max-length"}},
		{"filtered out", []string{"act_8th_brigade", "act_db_rebels", "--kinds", "fought"}, []string{"No path of these ties", "Of any ties there is one of up to 4 steps."}},
		{"in time", []string{"act_awda", "act_russia", "--during", "2020..2021-06", "--certain"}, []string{"path", "001:17"}},
		{"of states", []string{"act_ghayth", "act_db_rebels", "--roll-up", "state", "--limit", "1"}, []string{"Syrian regime", "← ", "→ "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			mustSay(t, base.run(t, append([]string{"paths"}, test.args...)...).succeed(t), test.says[0])
		})
	}
	t.Run("one actor", func(t *testing.T) {
		base.run(t, "paths", "Russia", "act_russia").fail(t, exitUsage, "are one actor", "act_russia")
	})
	t.Run("refused", func(t *testing.T) {
		base.run(t, "paths", "act_russia", "act_iran", "--max-length", "9").fail(t, exitUsage, `--max-length is a whole number from 1 to 8, not "9"`)
		base.run(t, "paths", "act_russia", "act_iran", "--during", "2021..2020").fail(t, exitUsage, "--during: 2020 is before 2021")
		base.run(t, "paths", "act_russia", "act_iran", "--certain").fail(t, exitUsage, "give the time too")
		base.run(t, "paths", "act_russia", "").fail(t, exitRefused, "an actor's name is empty")
		base.run(t, "paths", "act_russia", "act_nobody_at_all").fail(t, exitRefused, "act_nobody_at_all")
	})
}

func TestNeighborhood(t *testing.T) {
	base := corpus(t)
	t.Run("table", func(t *testing.T) {
		mustSay(t, base.run(t, "neighborhood", "al-Ghayth Forces").succeed(t),
			"Within 1 step of al-Ghayth Forces (act_ghayth):", "STEPS", "NEIGHBOURS", "0      al-Ghayth Forces", "1      Militants in Tafas", "besieged", "001:23", "PUBLISHER")
	})
	type told struct {
		Actors       []actorRef
		Neighborhood neighborhoodAnswer
	}
	t.Run("json", func(t *testing.T) {
		got := decode[told](t, base.run(t, "neighborhood", "act_8th_brigade", "act_ghayth", "--depth", "2", "--limit", "6", "--json").succeed(t))
		if len(got.Actors) != 2 || len(got.Neighborhood.Nodes) != 6 || len(got.Neighborhood.Edges) < 5 || got.Neighborhood.Truncated == nil || got.Neighborhood.Truncated.Nodes == 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("cut", func(t *testing.T) {
		mustSay(t, base.run(t, "neighborhood", "act_russia", "--limit", "3").succeed(t), "are left out: --limit shows more.")
	})
	t.Run("nobody", func(t *testing.T) {
		mustSay(t, base.run(t, "neighborhood", "act_jordan", "--kinds", "fought").succeed(t), "No source here tells of such a tie within 1 step of Jordan (act_jordan).")
	})
	t.Run("refused", func(t *testing.T) {
		base.run(t, "neighborhood", "act_russia", "--depth", "7").fail(t, exitUsage, "--depth is a whole number from 0 to 6")
	})
}

func TestBrokers(t *testing.T) {
	base := corpus(t)
	t.Run("between", func(t *testing.T) {
		args := []string{"brokers", "--between", "act_regime_forces,State Security Branch", "--and", "act_karak_residents,act_ex_fsa_sanamayn", "--during", "2020", "--certain"}
		mustSay(t, base.run(t, args...).succeed(t), "Between Syrian regime forces (act_regime_forces), State Security Branch (act_state_security) and", "8th Brigade           state force  50%    2\n")
		got := decode[struct{ Between []broker }](t, base.run(t, append(args, "--json", "--limit", "1")...).succeed(t))
		if len(got.Between) != 1 || got.Between[0].Actor.ID != "act_8th_brigade" || got.Between[0].Share != 0.5 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("nobody between", func(t *testing.T) {
		mustSay(t, base.run(t, "brokers", "--between", "act_jordan", "--and", "act_4th_division").succeed(t), "Nobody stands between Jordan (act_jordan) and Fourth Division")
	})
	t.Run("by community", func(t *testing.T) {
		mustSay(t, base.run(t, "brokers", "--during", "2020", "--certain", "--limit", "1").succeed(t),
			"Brokers among 22 actors and 28 ties, between 5 communities:", "Syrian regime (Assad government)  1      13 ", "more: --limit shows them.")
	})
	t.Run("by side", func(t *testing.T) {
		args := []string{"brokers", "--by", "side", "--families", "hostile,cooperative"}
		mustSay(t, base.run(t, args...).succeed(t), "between sides, with 0 pairs that do not fit them", "ITINERANT")
		got := decode[struct{ Network brokersAnswer }](t, base.run(t, append(args, "--json")...).succeed(t)).Network
		totals := make([]int, len(got.Nodes))
		for i, node := range got.Nodes {
			totals[i] = -node.Brokerage.Total
		}
		if len(totals) < 5 || !slices.IsSorted(totals) || got.Measures.Nodes < 20 || !got.Measures.Betweenness.Exact {
			t.Errorf("%+v", got)
		}
	})
	t.Run("none", func(t *testing.T) {
		mustSay(t, base.run(t, "brokers", "--kinds", "kin-of").succeed(t), "Nobody: ")
	})
}

func TestCompare(t *testing.T) {
	base := corpus(t)
	args := []string{"compare", "--before", "2018", "--after", "2021", "--certain", "--kinds", "mediated,fought"}
	t.Run("table", func(t *testing.T) {
		got := base.run(t, args...).succeed(t)
		mustSay(t, got, "From 2018 to 2021 7 ties came, 2 ties went, 2 changed and 0 stayed the same.",
			"came     Kiwan clan ", "went     Hay'at Tahrir al-Sham ", "changed  Russia ", "1, now 2", "came  al-Zoubi clan ", "went  Free Syrian Army ", "000     Al-Jumhuriya")
	})
	t.Run("json", func(t *testing.T) {
		got := decode[struct{ CompareNetworks compareAnswer }](t, base.run(t, append(args, "--json")...).succeed(t)).CompareNetworks
		if len(got.Appeared) != 7 || len(got.Vanished) != 2 || len(got.Changed) != 2 || got.Stayed != 0 || len(got.Appeared[0].Claims) == 0 || got.Truncated != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("turned", func(t *testing.T) {
		mustSay(t, base.run(t, "compare", "--before", "2018", "--after", "2020..2021", "--certain", "--families", "hostile,talks").succeed(t), "TURNED", "neutral", "hostile")
	})
	t.Run("cut", func(t *testing.T) {
		mustSay(t, base.run(t, append(args, "--limit", "2")...).succeed(t), "are left out: --limit shows more.")
	})
	t.Run("the same", func(t *testing.T) {
		mustSay(t, base.run(t, "compare", "--before", "2020", "--after", "2020").succeed(t), " 0 ties came, 0 ties went, 0 changed")
	})
}

// TestWaiting holds that what goes on is shown on a terminal alone, and only if
// it takes long.
func TestWaiting(t *testing.T) {
	for _, test := range []struct{ terminal, long bool }{{false, true}, {true, false}, {true, true}} {
		var stderr bytes.Buffer
		p := command{terminal: test.terminal}.program(t, &stderr, &stderr)
		shown := make(chan struct{})
		if test.long {
			close(shown)
		}
		p.waiting(t.Context(), "Looking around", shown)()
		if got := stderr.String(); strings.Contains(got, "Looking around") != (test.terminal && test.long) {
			t.Errorf("terminal %t, long %t: %q", test.terminal, test.long, got)
		}
	}
}

// TestReadme runs what the README shows and compares.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	base, shown := corpus(t), 0
	_, rest, _ := strings.Cut(string(text), "```console\n")
	for rest != "" {
		block, after, _ := strings.Cut(rest, "```\n")
		call, want := strings.TrimPrefix(block, "$ bin/factiongraph "), ""
		// The command ends at the line in which its quotes are closed.
		for i := range call {
			if call[i] == '\n' && strings.Count(call[:i], "'")%2 == 0 {
				call, want = call[:i], call[i+1:]
				break
			}
		}
		if words := shellWords(call); words[0] != "check" { // of files that are not there
			shown++
			if diff := cmp.Diff(want, base.run(t, words...).succeed(t)); diff != "" {
				t.Errorf("%s (-README +program):\n%s", call, diff)
			}
		}
		_, rest, _ = strings.Cut(after, "```console\n")
	}
	if shown < 6 {
		t.Errorf("only %d commands are shown", shown)
	}
}
