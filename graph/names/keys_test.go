package names

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestKeysReachEveryMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := anyName().Draw(t, "name")
		query := queryFor(name).Draw(t, "query")
		if score, ok := Match(query, name); ok && !satisfy(Keys(name), QueryKeys(query)) {
			t.Fatalf("Match(%q, %q) = %.3f, but the keys are not wanted:\n%q\n%q", query, name, score, QueryKeys(query), Keys(name))
		}
	})
}

// Names that are almost all of a long query, or all of it and more, in another
// order and with words twice.
func TestKeysReachEveryPart(t *testing.T) {
	words := strings.Fields("umm Umm اللواء الثامن 8th brigade bryghade G 12 IX albkdf bkdf الالbcd bcd tribunal tribinul " +
		"daraa درعا Deraa al-Balad قنيطرة Quneitra " + strings.Repeat("abdelkarim", 5) + " " + strings.Repeat("abdelkarim", 4) + "abdelkerim")
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.SliceOfN(rapid.SampledFrom(words), 1, 14).Draw(t, "query")
		name := rapid.Permutation(query).Draw(t, "order")
		name = name[:rapid.IntRange(1, len(name)).Draw(t, "words")]
		if rapid.Bool().Draw(t, "more") {
			name = append(name, rapid.SampledFrom(words).Draw(t, "another"))
		}
		q, n := strings.Join(query, " "), strings.Join(name, " ")
		for _, pair := range [][2]string{{q, n}, {n, q}} {
			if score, ok := Match(pair[0], pair[1]); ok && !satisfy(Keys(pair[1]), QueryKeys(pair[0])) {
				t.Fatalf("Match(%q, %q) = %.3f, but the keys are not wanted", pair[0], pair[1], score)
			}
			checkUnfinished(t, pair[0], pair[1])
		}
	})
}

// What is wanted of a name is more than a common word.
func TestKeysTellNamesApart(t *testing.T) {
	for _, test := range []struct {
		query string
		want  []string // of these names
	}{
		{"G12 Brigade", []string{"G12 Brigade", "Brigade", "Bri Gade", "Brigade G12 of Tafas"}},
		{"G12 Brigade of Tafas", []string{"G12 Brigade", "Brigade", "Bri Gade", "Brigade G12 of Tafas"}},
		{"G12", []string{"G12 Brigade", "Brigade G12 of Tafas"}},
		{"Bri Gade", []string{"Brigade", "Bri Gade"}},
		{"Brigade Council in Tafas, G12 of August 2021", []string{"G12 Brigade", "Brigade", "Bri Gade", "Brigade G12 of Tafas"}},
		{"Military Council of Tafas in the Province of Daraa, 1 to 8 August 2021", []string{"Military Council of Tafas", "Tafas Military Council, Daraa Province"}},
		{"G12 Brig", nil},
	} {
		var got []string
		for _, name := range []string{
			"G12 Brigade", "G13 Brigade", "Brigade", "Bri Gade", "Brigade G12 of Tafas", "Brigade G13 of Tafas",
			"Military Council of Tafas", "Tafas Military Council, Daraa Province", "Aleppo Military Council, Daraa Province", "Military Airport",
		} {
			if satisfy(Keys(name), QueryKeys(test.query)) {
				got = append(got, name)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("wanted with %q: (-want +got)\n%s", test.query, diff)
		}
	}
}

func TestBegunKeysReachEveryMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := anyName().Draw(t, "name")
		query := queryFor(name).Draw(t, "query")
		if letters := []rune(query); len(letters) > 0 {
			query = string(letters[:rapid.IntRange(0, len(letters)).Draw(t, "typed")])
		}
		checkUnfinished(t, query, name)
	})
}

// checkUnfinished holds that whoever takes up the keys of a query, and those of
// its beginning, finds the name if it matches, and that a name of which a word
// is begun ranks below those that match.
func checkUnfinished(t interface {
	Helper()
	Fatalf(format string, arguments ...any)
}, query, name string,
) {
	t.Helper()
	whole, matches := Match(query, name)
	score, ok := MatchUnfinished(query, name)
	wanted := BegunKeys(query)
	switch {
	case ok != (score > 0) || score > 1 || matches && score != whole:
		t.Fatalf("MatchUnfinished(%q, %q) = %v, %v, and Match %v, %v", query, name, score, ok, whole, matches)
	case keysIn(wanted) > 850:
		t.Fatalf("query %q has %d keys", query, keysIn(wanted))
	case matches && whole <= Unfinished, !matches && score >= Unfinished:
		t.Fatalf("%q scores %v for %q, which is above a match or below", name, score, query)
	case ok && !matches && !satisfy(Keys(name), wanted):
		t.Fatalf("%q begins a word of %q, but the keys are not wanted:\n%q\n%q", query, name, wanted, Keys(name))
	}
}

// Every word within reach of another by slips has a key that it wants. Words have
// no letter twice, neither sound nor skeleton: pieces alone can be shared.
func TestKeysReachEverySlip(t *testing.T) {
	const letters = "абвгдежзиклмнопр"
	for length := 4; length <= 13; length++ {
		name := []rune(letters)[:length]
		keys := Keys(string(name))
		once := everySlip(name)
		for _, q := range once {
			checkWanted(t, string(q), string(name), keys)
			if slipsAllowed(length) < 2 {
				continue
			}
			for _, twice := range everySlip(q) {
				checkWanted(t, string(twice), string(name), keys)
			}
		}
	}
}

func checkWanted(t *testing.T, query, name string, keys []string) {
	t.Helper()
	if _, ok := Match(query, name); ok && !satisfy(keys, QueryKeys(query)) {
		t.Errorf("%q matches %q, but the keys are not wanted", query, name)
	}
}

// everySlip returns all texts one slip away, foreign letters being all alike.
func everySlip(word []rune) [][]rune {
	var slipped [][]rune
	for i := range len(word) + 1 {
		slipped = append(slipped, slices.Insert(slices.Clone(word), i, 'щ'))
		if i < len(word) {
			slipped = append(slipped,
				slices.Delete(slices.Clone(word), i, i+1),
				slices.Replace(slices.Clone(word), i, i+1, 'щ'))
		}
		if i+1 < len(word) {
			swapped := slices.Clone(word)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			slipped = append(slipped, swapped)
		}
	}
	return slipped
}

func TestKeysAreFew(t *testing.T) {
	for _, e := range bearerEntries() {
		if n := len(Keys(e.Name)); n == 0 || n > 40 {
			t.Errorf("%q has %d keys, want 1 to 40", e.Name, n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := anyName().Draw(t, "name")
		words := len(Fold(name))
		keys := Keys(name)
		if n := len(keys); n > 4*words+4 {
			t.Fatalf("%q of %d words has %d keys, want at most 4 a word and 4", name, words, n)
		}
		if n := keysIn(QueryKeys(name)); n > 850 {
			t.Fatalf("query %q of %d words has %d keys, want at most 850", name, words, n)
		}
		if sorted := slices.Sorted(slices.Values(keys)); len(slices.Compact(sorted)) != len(keys) {
			t.Fatalf("keys of %q repeat: %q", name, keys)
		}
	})
}

// satisfy reports whether keys have what is wanted.
func satisfy(keys []string, wanted Wanted) bool {
	has := func(part Part) bool {
		return slices.ContainsFunc(keys, func(key string) bool {
			return slices.Contains(part.Keys, key) ||
				slices.ContainsFunc(part.Prefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		})
	}
	return slices.ContainsFunc(wanted, func(parts []Part) bool {
		return !slices.ContainsFunc(parts, func(part Part) bool { return !has(part) })
	})
}

func keysIn(wanted Wanted) int {
	keys := 0
	for _, parts := range wanted {
		for _, part := range parts {
			keys += len(part.Keys) + len(part.Prefixes)
		}
	}
	return keys
}
