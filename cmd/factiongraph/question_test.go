package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
)

func TestQuery(t *testing.T) {
	variables := filepath.Join(files(t, map[string]string{"variables.json": `{"id": "act_russia"}`}), "variables.json")
	const byID = `query A($id: ID!) { actor(id: $id) { name } } query B { actor(id: "act_jordan") { name } }`
	const russia = `{
  "data": {
    "actor": {
      "name": "Russia"
    }
  }
}
`
	base := corpus(t)
	for _, test := range []struct {
		name, stdin string
		args        []string
		want        string
	}{
		{"argument", "", []string{`{ actor(id: "act_russia") { name } }`}, russia},
		{"stdin", `{ actor(id: "act_russia") { name } }`, []string{"-"}, russia},
		{"variables", "", []string{byID, "--variables", `{"id": "act_russia"}`, "--operation", "A"}, russia},
		{"variables in a file", byID, []string{"-", "--variables", "@" + variables, "--operation", "A"}, russia},
		{"other operation", byID, []string{"-", "--operation", "B"}, strings.ReplaceAll(russia, "Russia", "Jordan")},
		{"unknown id", "", []string{`{ actor(id: "act_nobody") { name } }`}, "{\n  \"data\": {\n    \"actor\": null\n  }\n}\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := base
			c.stdin = test.stdin
			got := c.run(t, append([]string{"query"}, test.args...)...)
			if diff := cmp.Diff(test.want, got.succeed(t)); diff != "" || got.stderr != "" {
				t.Errorf("(-want +got):\n%s\nstderr: %s", diff, got.stderr)
			}
		})
	}
}

// TestQueryErrors holds that a response with errors is written whole, on
// stdout, and refused.
func TestQueryErrors(t *testing.T) {
	base := corpus(t)
	for _, test := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"syntax", []string{"{"}, exitRefused, []string{`"GRAPHQL_PARSE_FAILED"`}},
		{"unknown field", []string{"{ actorz { name } }"}, exitRefused, []string{`"GRAPHQL_VALIDATION_FAILED"`, "actorz"}},
		{
			"beside data",
			[]string{`{ dataset { version } mediations(filter: {mediators: ["act_nobody"]}) { totalCount } }`},
			exitRefused,
			[]string{`"NOT_FOUND"`, "act_nobody", `"version"`, `"data"`},
		},
		{"two operations", []string{"query A { dataset { version } } query B { dataset { version } }"}, exitRefused, []string{`"errors"`}},
		{"too much", []string{strings.Repeat("{ a ", 20) + strings.Repeat("}", 20)}, exitRefused, []string{`"errors"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := base.run(t, append([]string{"query"}, test.args...)...)
			if got.code != test.code || got.stderr != "" {
				t.Errorf("exit code %d, stderr: %s", got.code, got.stderr)
			}
			mustSay(t, got.stdout, test.says...)
			decode[map[string]any](t, got.stdout)
		})
	}
}

func TestTimeout(t *testing.T) {
	base := corpus(t)
	for _, args := range [][]string{
		{"query", "{ dataset { version } }"},
		{"mediators", "act_russia", "act_jordan"},
		{"fights", "act_russia"},
		{"paths", "act_russia", "act_jordan"},
		{"neighborhood", "act_russia"},
		{"brokers"},
		{"compare", "--before", "2018", "--after", "2021"},
		{"load", "../../seeds"},
		{"check", "../../seeds"},
	} {
		base.run(t, append(args, "--timeout", "1ns")...).fail(t, exitFailed, "factiongraph: ")
	}
}

func TestMediators(t *testing.T) {
	base := corpus(t)
	t.Run("table", func(t *testing.T) {
		got := base.run(t, "mediators", "Umm Batnah residents", "act_sasa_branch").succeed(t)
		want := `1 mediation between Residents of Umm Batnah (act_umm_batnah_residents) and Military Security Branch in Sa'sa' (act_sasa_branch):

WHEN                   MEDIATORS                          BETWEEN                               CERTAINTY  SOURCES
2021-05-01/2021-05-20  Quneitra Reconciliation Committee  1 Residents of Umm Batnah             certain    001:10, 001:11, 001:12
                       Daraa Central Committee            2 Military Security Branch in Sa'sa'

SOURCE  PUBLISHER    PUBLISHED       TITLE
001     Enab Baladi  [2021-05-20..]  Syrian regime closes in on opposition pockets in Quneitra and Daraa despite settlements
`
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("json", func(t *testing.T) {
		got := decode[struct {
			Between    []actorRef
			Mediations []mediation
		}](t, base.run(t, "mediators", "act_umm_batnah_residents", "act_sasa_branch", "--json").succeed(t))
		if len(got.Between) != 2 || len(got.Mediations) != 1 {
			t.Fatalf("%+v", got)
		}
		m := got.Mediations[0]
		if diff := cmp.Diff([]string{"Quneitra Reconciliation Committee", "Daraa Central Committee"}, namesOf(m.Mediators)); diff != "" {
			t.Error(diff)
		}
		if len(m.Sides) != 2 || len(m.Claims) == 0 || m.Claims[0].Source.Publisher != "Enab Baladi" || m.Certainty != graph.Certain {
			t.Errorf("%+v", m)
		}
	})
	t.Run("in either order", func(t *testing.T) {
		one := base.run(t, "mediators", "act_umm_batnah_residents", "act_sasa_branch").succeed(t)
		other := base.run(t, "mediators", "act_sasa_branch", "act_umm_batnah_residents").succeed(t)
		_, one, _ = strings.Cut(one, "\n")
		_, other, _ = strings.Cut(other, "\n")
		if diff := cmp.Diff(one, other); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("period", func(t *testing.T) {
		args := []string{"mediators", "act_umm_batnah_residents", "act_sasa_branch"}
		mustSay(t, base.run(t, append(args, "--from", "2021-05-10", "--to", "2021-05")...).succeed(t), "1 mediation")
		mustSay(t, base.run(t, append(args, "--to", "2020")...).succeed(t), "No source here tells of a mediation", "--include-subordinates")
		mustSay(t, base.run(t, append(args, "--during", "2021-05-10..2021-05")...).succeed(t), "1 mediation")
		base.run(t, append(args, "--from", "2021", "--to", "2020")...).fail(t, exitUsage, "--to: 2020 is before 2021")
		base.run(t, append(args, "--from", "2021", "--during", "2021")...).fail(t, exitUsage, "not both")
	})
	t.Run("out of time", func(t *testing.T) {
		base.run(t, "mediators", "act_umm_batnah_residents", "act_sasa_branch", "--timeout", "1ns").fail(t, exitFailed, "the time of 1ns is up; --timeout gives more")
	})
	t.Run("requested", func(t *testing.T) {
		args := []string{"mediators", "act_syrian_regime", "act_daraa_opp_2021"}
		mustSay(t, base.run(t, append(args, "--include-requested")...).succeed(t), "3 mediations", "Turkey", "certain, requested")
		if got := base.run(t, args...).succeed(t); strings.Contains(got, "Turkey") {
			t.Error(got)
		}
	})
	t.Run("one actor", func(t *testing.T) {
		base.run(t, "mediators", "Russia", "act_russia").fail(t, exitUsage, "are one actor", "act_russia")
	})
}

func TestFights(t *testing.T) {
	base := corpus(t)
	t.Run("with units", func(t *testing.T) {
		alone := base.run(t, "fights", "4th Division").succeed(t)
		with := base.run(t, "fights", "4th Division", "--include-subordinates").succeed(t)
		mustSay(t, with, "act_4th_division", "WHO", "WHOM", "WHEN", "EVENTS", "CERTAINTY", "SOURCES", "PUBLISHER")
		if strings.Count(with, "\n") < strings.Count(alone, "\n") {
			t.Errorf("with its units there is less:\n%s\n%s", alone, with)
		}
	})
	t.Run("some of a group", func(t *testing.T) {
		mustSay(t, base.run(t, "fights", "act_ex_fsa").succeed(t), "No source here tells of a fight", "--include-subordinates or --include-subsets?")
		mustSay(t, base.run(t, "fights", "act_ex_fsa", "--include-subsets").succeed(t), "Former FSA fighters of al-Sanamayn", "fought", "001:16")
		got := base.run(t, "mediators", "act_ex_fsa", "act_jordan", "--include-subsets").succeed(t)
		if strings.Contains(got, "--include-subsets") {
			t.Error(got)
		}
	})
	t.Run("certainly of a time", func(t *testing.T) {
		args := []string{"fights", "al-Ghayth Forces", "--during", "2021-02"}
		mustSay(t, base.run(t, args...).succeed(t), "possible", "Militants in Tafas")
		if got := base.run(t, append(args, "--certain")...).succeed(t); strings.Contains(got, "Militants in Tafas") {
			t.Error(got)
		}
	})
	t.Run("opponent", func(t *testing.T) {
		type told struct {
			Actors []actorRef
			Fights []fight
			Lone   []lone `json:"fightsWithUnnamedOpponent"`
		}
		all := decode[told](t, base.run(t, "fights", "act_4th_division", "--include-subordinates", "--json").succeed(t))
		if len(all.Fights) == 0 {
			t.Fatal("no fights")
		}
		first := all.Fights[0]
		opponent := first.To
		if first.isOf("act_4th_division", opponent) {
			opponent = first.From
		}
		pair := decode[told](t, base.run(t, "fights", "act_4th_division", opponent.ID, "--include-subordinates", "--json").succeed(t))
		if !slices.ContainsFunc(pair.Fights, func(f fight) bool { return f.Key == first.Key }) || len(pair.Fights) > len(all.Fights) || len(pair.Lone) > 0 {
			t.Errorf("all %+v\npair %+v", all, pair)
		}
	})
	t.Run("nobody", func(t *testing.T) {
		mustSay(t, base.run(t, "fights", "act_jordan").succeed(t), "No source here tells of a fight of Jordan (act_jordan).")
	})
}

// TestNames holds how actors are named on the command line.
func TestNames(t *testing.T) {
	base := corpus(t)
	for text, id := range map[string]string{
		"act_8th_brigade": "act_8th_brigade", "8th Brigade": "act_8th_brigade", "eighth brigade": "act_8th_brigade",
		"اللواء الثامن": "act_8th_brigade", "russia": "act_russia",
	} {
		t.Run(text, func(t *testing.T) { mustSay(t, base.run(t, "fights", text).succeed(t), "("+id+")") })
	}
	t.Run("ambiguous", func(t *testing.T) {
		got := base.run(t, "fights", "brigade")
		got.fail(t, exitUsage, `"brigade" may mean one of these actors`, "ID", "KIND", "NAME", "MATCHED", "act_8th_brigade", "state force")
		if got.stdout != "" {
			t.Error(got.stdout)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		base.run(t, "fights", "act_nobody_at_all").fail(t, exitRefused, "act_nobody_at_all")
		base.run(t, "mediators", "act_russia", "Qwertyuiop").fail(t, exitRefused, `"Qwertyuiop"`)
	})
	t.Run("a place is no actor", func(t *testing.T) {
		if got := base.run(t, "fights", "plc_tafas"); got.code == exitFine {
			t.Errorf("%+v", got)
		}
	})
}

// TestTerminal holds that bold letters are for terminals alone, and for those
// that want them.
func TestTerminal(t *testing.T) {
	const escape = "\x1b["
	for _, test := range []struct {
		name     string
		terminal bool
		env      map[string]string
		bold     bool
	}{
		{"pipe", false, nil, false},
		{"terminal", true, nil, true},
		{"no color", true, map[string]string{"NO_COLOR": "1"}, false},
		{"dumb", true, map[string]string{"TERM": "dumb"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := corpus(t)
			c.terminal = test.terminal
			for name, value := range test.env {
				c.env[name] = value
			}
			table := c.run(t, "fights", "act_4th_division", "--include-subordinates").stdout
			candidates := c.run(t, "fights", "brigade").stderr
			for _, text := range []string{table, candidates} {
				if strings.Contains(text, escape) != test.bold {
					t.Errorf("%q", text)
				}
			}
			if text := c.run(t, "fights", "act_4th_division", "--json").stdout; strings.Contains(text, escape) {
				t.Error(text)
			}
		})
	}
}

// TestHostileNames holds that a name cannot control the terminal.
func TestHostileNames(t *testing.T) {
	folder := files(t, map[string]string{"a.yaml": `
sources: [{id: src_a, key: a, publisher: P}]
actors:
- {id: act_a, kind: ARMED_GROUP, name: "A\e]0;owned\a"}
- {id: act_b, kind: ARMED_GROUP, name: "B\e[31m"}
events:
- {id: ev_a, kind: CLASH, title: "T\e[2J", participants: [{actor: act_a, role: PARTY, side: 1}, {actor: act_b, role: PARTY, side: 2}], claims: ["a:1"]}
`})
	store := "embedded:" + filepath.Join(t.TempDir(), "graph.db")
	if loaded := (command{}).run(t, "load", folder, "--store", store); loaded.code != exitFine {
		loaded.fail(t, exitRefused, "control") // a graph that takes no such name is as good
		return
	}
	got := command{}.run(t, "fights", "act_a", "--store", store).succeed(t)
	mustSay(t, got, "A\uFFFD]0;owned\uFFFD", "B\uFFFD[31m")
	if strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

func TestCompareLocators(t *testing.T) {
	want := []string{"001:2", "001:2 claimed", "001:9", "001:10 denied", "001:caption", "002:1", "none"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, compareLocators)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFlowing(t *testing.T) {
	for _, test := range []struct{ words, want []string }{
		{nil, nil},
		{[]string{"a"}, []string{"a"}},
		{[]string{"000:1", "000:2", "000:3", "000:4", "000:5"}, []string{"000:1, 000:2, 000:3, 000:4,", "000:5"}},
		{[]string{"a", strings.Repeat("b", 40), "c"}, []string{"a,", strings.Repeat("b", 40) + ",", "c"}},
	} {
		if diff := cmp.Diff(test.want, flowing(test.words)); diff != "" {
			t.Error(diff)
		}
	}
}
