package neo4j

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// TestSearchReadsFew counts what is read to be scored: what has the rarest words
// of a text, and not all that share a common one with it.
func TestSearchReadsFew(t *testing.T) {
	const size = 40
	var actors []graph.Entity
	for n := range size {
		actors = append(actors, &graph.Actor{
			ID: fmt.Sprintf("a%d", n), Kind: graph.ArmedGroup, Name: fmt.Sprintf("G%d Brigade", n),
			Names: []graph.Name{{Text: fmt.Sprintf("Guards %d", n), Type: graph.AliasName, Origin: graph.FromKnowledge}},
		})
	}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: actors})
		for _, test := range []struct {
			text string
			read int // by a search to which nothing is unfinished, and by one that goes on
		}{
			{"G12 Brigade", 2},
			{"Brigade G12", 1},
			{"G12 Brig", 1},
			{"The Guards' Brigade, G12, of nobody else", 1},
			{"12", 1},
			{"Brigade", 2 * size},
		} {
			read := 0
			r := &reader{run: func(ctx context.Context, s statement) (*neo4j.Record, error) {
				record, err := store.read(ctx, s)
				if err == nil && s.operation == "search" {
					read += len(listOf(record.Values[1]))
				}
				return record, err
			}}
			if _, err := r.Search(t.Context(), test.text, nil, graph.MaxSearch); err != nil {
				t.Fatal(explain(err))
			}
			if read != test.read {
				t.Errorf("%q reads %d names, not %d", test.text, read, test.read)
			}
		}
	})
}

// TestSearchAgrees asks for texts of the words of which all names are made: in
// another order, with words left out, added, repeated, misspelt and begun.
func TestSearchAgrees(t *testing.T) {
	words := strings.Fields("Brigade Bryghade Brigad Umm Um 8th Eighth 12 G of al-Tawhid Tawheed Tauhid توحيد اللواء Military Miltary " +
		"Council Councel Daraa درعا Deraa Quneitra القنيطرة Hizb Allah Hizballah HTS Hayat Tahrir Sham (north) a-b c:d \"e* AND OR NOT")
	random := rand.New(rand.NewPCG(3, 5))
	text := func(longest int) string {
		chosen := make([]string, 1+random.IntN(longest))
		for i := range chosen {
			chosen[i] = words[random.IntN(len(words))]
		}
		return strings.Join(chosen, " ")
	}
	var actors []graph.Entity
	borne := map[string]bool{}
	for n := range 150 {
		actor := &graph.Actor{ID: fmt.Sprintf("a%03d", n), Kind: graph.ArmedGroup, Name: text(5)}
		if borne[actor.Name] {
			continue // two actors of one name would be merged
		}
		borne[actor.Name] = true
		if n%2 == 0 {
			actor.Names = append(actor.Names, graph.Name{Text: text(9), Type: graph.AliasName, Origin: graph.FromKnowledge})
		}
		actors = append(actors, actor)
	}
	texts := make([]string, 200)
	for i := range texts {
		texts[i] = text(11)
		if i%2 == 0 {
			texts[i] = text(4)
		}
		if letters := []rune(texts[i]); i%3 == 0 && len(letters) > 3 {
			texts[i] = string(letters[:len(letters)-1-random.IntN(2)])
		}
	}
	truth := storetest.Model()
	if _, err := truth.Update(t.Context(), graph.Batch{Entities: actors}); err != nil {
		t.Fatal(explain(err))
	}
	onEveryVersion(t, func(t *testing.T, server *neo4jtest.Server) {
		store := openEmpty(t, server)
		update(t, store, graph.Batch{Entities: actors})
		found := 0
		for _, text := range texts {
			want, got := hitsOf(t, truth, text), hitsOf(t, store, text)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q finds (-want +got):\n%s", text, diff)
			}
			found += len(want)
		}
		if found < len(texts) {
			t.Errorf("%d texts find %d names: too few to tell", len(texts), found)
		}
	})
}

// hitsOf searches a store and writes each hit as a line.
func hitsOf(t *testing.T, store graph.Store, text string) (lines []string) {
	t.Helper()
	err := store.View(t.Context(), func(r graph.Reader) error {
		hits, err := r.Search(t.Context(), text, nil, graph.MaxSearch)
		lines = nil
		for _, hit := range hits {
			lines = append(lines, fmt.Sprintf("%.6f %s %q", hit.Score, hit.Entity.EntityID(), hit.MatchedName))
		}
		return err
	})
	if err != nil {
		t.Fatal(explain(err))
	}
	return lines
}
