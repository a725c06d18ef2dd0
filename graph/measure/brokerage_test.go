package measure

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBrokerage(t *testing.T) {
	way := []Edge{{0, 1}, {1, 2}}
	for _, c := range []struct {
		name  string
		edges []Edge
		of    []int
		want  Roles
	}{
		{"coordinator", way, []int{0, 0, 0}, Roles{Coordinator: 1}},
		{"itinerant", way, []int{0, 1, 0}, Roles{Itinerant: 1}},
		{"gatekeeper", way, []int{1, 0, 0}, Roles{Gatekeeper: 1}},
		{"representative", way, []int{0, 0, 1}, Roles{Representative: 1}},
		{"liaison", way, []int{0, 1, 2}, Roles{Liaison: 1}},
		{"a shortcut leaves nothing to broker", append(way, Edge{0, 2}), []int{0, 1, 2}, Roles{}},
		{"an edge back is no shortcut", append(way, Edge{2, 0}), []int{0, 1, 2}, Roles{Liaison: 1}},
		{"both ways", append(way, Edge{2, 1}, Edge{1, 0}), []int{0, 0, 1}, Roles{Representative: 1, Gatekeeper: 1}},
		{"there and back is no pair", []Edge{{0, 1}, {1, 0}}, []int{0, 0, 0}, Roles{}},
	} {
		got := must(Brokerage(t.Context(), must(NewDigraph(3, c.edges))(t), c.of))(t)
		if diff := cmp.Diff(c.want, got[1]); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
	if _, err := Brokerage(t.Context(), must(NewDigraph(3, way))(t), []int{0, 1}); !errors.Is(err, ErrPartition) {
		t.Errorf("a group is missing: got %v, want ErrPartition", err)
	}
}

func TestBrokersOfAllTriples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := anyEdges(t, 8)
		of := rapid.SliceOfN(rapid.IntRange(0, min(n-1, 2)), n, n).Draw(t, "groups")
		leads := map[Edge]bool{}
		for _, e := range edges {
			leads[e] = true
		}
		want := make([]Roles, n)
		for i := range n {
			for j := range n {
				for k := range n {
					if i == j || j == k || i == k || !leads[Edge{i, j}] || !leads[Edge{j, k}] || leads[Edge{i, k}] {
						continue
					}
					r, in, out := &want[j], of[i] == of[j], of[j] == of[k]
					switch {
					case in && out:
						r.Coordinator++
					case in:
						r.Representative++
					case out:
						r.Gatekeeper++
					case of[i] == of[k]:
						r.Itinerant++
					default:
						r.Liaison++
					}
				}
			}
		}
		d, err := NewDigraph(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Brokerage(t.Context(), d, of)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		for v, r := range got {
			if r.Total() > d.in.degree(v)*d.out.degree(v) {
				t.Errorf("node %d brokers %d pairs, more than it knows", v, r.Total())
			}
		}
	})
}
