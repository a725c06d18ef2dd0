package seeds_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// What a researcher would ask of the corpus, and what the articles answer.

// asked reads the corpus from a store.
func asked(t *testing.T, ask func(reader graph.Reader) error) {
	t.Helper()
	store := storetest.Model()
	if _, err := store.Update(t.Context(), graph.Batch{Entities: read(t).Entities}); err != nil {
		t.Fatal(err)
	}
	if err := store.View(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
}

// bonds are ties of who belongs to, commands or backs whom.
var bonds = graph.TieFilter{Families: []graph.TieFamily{graph.Structure, graph.Cooperative}}

func TestHowActorsAreConnected(t *testing.T) {
	for _, c := range []struct {
		name   string
		query  graph.PathQuery
		status graph.PathStatus
		first  []string
	}{
		{
			"Awda commands a brigade that is loyal to Russia and part of a corps that Russia founded",
			graph.PathQuery{From: "act_awda", To: "act_russia", Forward: true, Filter: bonds},
			graph.PathFound,
			[]string{
				"act_awda HOLDS_POST act_8th_brigade ALIGNED_WITH act_russia",
				"act_awda HOLDS_POST act_8th_brigade PART_OF act_5th_corps ALIGNED_WITH act_russia",
			},
		},
		{
			"the same, whatever the tie and its direction",
			graph.PathQuery{From: "act_awda", To: "act_russia", First: 2},
			graph.PathFound,
			[]string{
				"act_awda HOLDS_POST act_8th_brigade ALIGNED_WITH/SUPPORTS act_russia",
				"act_awda HOLDS_POST act_8th_brigade PART_OF act_5th_corps ALIGNED_WITH/FOUNDED/SUPPORTS act_russia",
			},
		},
		{
			"nearest to the Ghayth Forces is Assad by his brother, who commands their division",
			graph.PathQuery{From: "act_bashar_assad", To: "act_ghayth", First: 1},
			graph.PathFound,
			[]string{"act_bashar_assad KIN_OF act_maher_assad HOLDS_POST act_4th_division PART_OF act_ghayth"},
		},
		{
			"apart from kinship it is by the state and its forces",
			graph.PathQuery{From: "act_bashar_assad", To: "act_ghayth", Filter: bonds},
			graph.PathFound,
			[]string{"act_bashar_assad HOLDS_POST act_syrian_regime PART_OF act_regime_forces PART_OF act_4th_division PART_OF act_ghayth"},
		},
		{
			"Iran backs one of those who besieged Daraa al-Balad",
			graph.PathQuery{From: "act_iran", To: "act_db_rebels", First: 1},
			graph.PathFound,
			[]string{"act_iran SUPPORTS act_hezbollah_linked BESIEGED act_db_rebels"},
		},
		{
			"no article ties Iran to the division that led the siege",
			graph.PathQuery{From: "act_iran", To: "act_4th_division", MaxLength: 3, Filter: bonds},
			graph.PathFilteredOut,
			nil,
		},
		{
			"nor to the families of the quarter, of whom nobody tells a tie",
			graph.PathQuery{From: "act_iran", To: "act_db_families", MaxLength: 8},
			graph.PathNone,
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.query.First == 0 {
				c.query.First = 10
			}
			if c.query.MaxLength == 0 {
				c.query.MaxLength = 4
			}
			asked(t, func(reader graph.Reader) error {
				result, err := graph.Paths(t.Context(), reader, c.query)
				if err != nil {
					return err
				}
				var got []string
				for _, path := range result.Paths {
					got = append(got, pathText(path))
				}
				if diff := cmp.Diff(c.first, got); diff != "" || result.Status != c.status {
					t.Errorf("%s (-want +got):\n%s", result.Status, diff)
				}
				return nil
			})
		})
	}
}

func pathText(path *graph.ActorPath) string {
	text := path.Actors[0].ID
	for _, step := range path.Steps {
		var kinds []string
		for _, tie := range step.Ties {
			kinds = append(kinds, string(tie.Kind))
		}
		text += fmt.Sprintf(" %s %s", strings.Join(kinds, "/"), step.To.ID)
	}
	return text
}

func years(first, last int) *graph.Window {
	return &graph.Window{From: graph.NewDate(first, time.January, 1), To: graph.NewDate(last, time.December, 31), Certainty: graph.Certain}
}

func TestWhatChangedAfter2018(t *testing.T) {
	asked(t, func(reader graph.Reader) error {
		change, err := graph.CompareNetworks(t.Context(), reader, graph.CompareQuery{
			Before: graph.TieFilter{During: years(2018, 2018)}, After: graph.TieFilter{During: years(2020, 2021)}, Limit: 1000,
		})
		if err != nil {
			return err
		}
		// The rebel bodies of the south went under with the settlement; who
		// fought later are others, or other names for some of the same men.
		want := []string{
			"act_central_ops_room", "act_fsa", "act_hts", "act_jaydur_hawran", "act_jaysh_ababil", "act_jaysh_janub",
			"act_jaysh_thawra_jaydur", "act_mc_hara", "act_mc_tasil", "act_watasimu",
		}
		if diff := cmp.Diff(want, rebels(change.ActorsVanished)); diff != "" {
			t.Errorf("rebel bodies of 2018 alone (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"act_db_rebels", "act_levant_front", "act_sna"}, rebels(change.ActorsAppeared)); diff != "" {
			t.Errorf("rebel bodies since (-want +got):\n%s", diff)
		}
		keys := map[string]bool{}
		for _, tie := range change.Appeared {
			keys[tie.Key()] = true
		}
		for _, key := range []string{
			"BESIEGED:act_4th_division:act_db_rebels", "BESIEGED:act_hezbollah_linked:act_db_rebels", "PART_OF:act_ghayth:act_4th_division",
			"HOLDS_POST:act_awda:act_8th_brigade", "SUPPORTS:act_iran:act_hezbollah_linked",
		} {
			if !keys[key] {
				t.Errorf("%s did not appear", key)
			}
		}
		return nil
	})
}

func rebels(actors []*graph.Actor) []string {
	var ids []string
	for _, actor := range actors {
		if actor.Kind == graph.ArmedGroup || actor.Kind == graph.Coalition {
			ids = append(ids, actor.ID)
		}
	}
	return ids
}

func TestGatheredActors(t *testing.T) {
	for level, want := range map[graph.RollUp]map[string][]string{
		graph.RollUpState: {
			"act_syrian_regime": {"act_4th_division", "act_ghayth", "act_regime_airforce", "act_saa"},
			"act_russia":        {"act_russian_airforce", "act_russian_mp"},
			"act_5th_corps":     {"act_8th_brigade"}, // nobody says whose the corps is
			"act_jaysh_janub":   {"act_jaysh_janub"}, // its members keep their names
		},
		graph.RollUpCorps: {
			"act_4th_division":  {"act_4th_division", "act_ghayth"},
			"act_5th_corps":     {"act_5th_corps", "act_8th_brigade"},
			"act_syrian_regime": {"act_syrian_regime"},
		},
	} {
		t.Run(string(level), func(t *testing.T) {
			asked(t, func(reader graph.Reader) error {
				network, err := graph.NetworkOf(t.Context(), reader, graph.NetworkQuery{RollUp: level, Limit: 1000})
				if err != nil {
					return err
				}
				for _, node := range network.Nodes {
					var members []string
					for _, member := range node.Members {
						members = append(members, member.ID)
					}
					for _, id := range want[node.Actor.ID] {
						if !slices.Contains(members, id) {
							t.Errorf("%s stands for %q, not for %s", node.Actor.ID, members, id)
						}
					}
					delete(want, node.Actor.ID)
				}
				if len(want) > 0 {
					t.Errorf("no nodes: %v", want)
				}
				return nil
			})
		})
	}
}
