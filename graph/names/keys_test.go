package names

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysReachEveryMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := anyName().Draw(t, "name")
		query := queryFor(name).Draw(t, "query")
		if score, ok := Match(query, name); ok && !share(QueryKeys(query), Keys(name)) {
			t.Fatalf("Match(%q, %q) = %.3f, but no key is shared:\n%q\n%q", query, name, score, QueryKeys(query), Keys(name))
		}
	})
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
	switch keys, prefixes := BegunKeys(query); {
	case ok != (score > 0) || score > 1 || matches && score != whole:
		t.Fatalf("MatchUnfinished(%q, %q) = %v, %v, and Match %v, %v", query, name, score, ok, whole, matches)
	case len(keys) > 2*maxLetters || len(prefixes) > 2:
		t.Fatalf("query %q has %d keys and %d prefixes", query, len(keys), len(prefixes))
	case matches && whole <= Unfinished, !matches && score >= Unfinished:
		t.Fatalf("%q scores %v for %q, which is above a match or below", name, score, query)
	case ok && !matches && !share(keys, Keys(name)) && !slices.ContainsFunc(prefixes, func(prefix string) bool {
		return slices.ContainsFunc(Keys(name), func(key string) bool { return strings.HasPrefix(key, prefix) })
	}):
		t.Fatalf("%q begins a word of %q, but no key is shared:\n%q\n%q\n%q", query, name, keys, prefixes, Keys(name))
	}
}

// Every word within reach of another by slips shares a key with it. Words have
// no letter twice, neither sound nor skeleton: pieces alone can be shared.
func TestKeysReachEverySlip(t *testing.T) {
	const letters = "абвгдежзиклмнопр"
	for length := 4; length <= 13; length++ {
		name := []rune(letters)[:length]
		keys := Keys(string(name))
		once := everySlip(name)
		for _, q := range once {
			checkShared(t, string(q), string(name), keys)
			if slipsAllowed(length) < 2 {
				continue
			}
			for _, twice := range everySlip(q) {
				checkShared(t, string(twice), string(name), keys)
			}
		}
	}
}

func checkShared(t *testing.T, query, name string, keys []string) {
	t.Helper()
	if _, ok := Match(query, name); ok && !share(QueryKeys(query), keys) {
		t.Errorf("%q matches %q, but no key is shared", query, name)
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
		if n := len(Keys(name)); n > 4*words+2 {
			t.Fatalf("%q of %d words has %d keys, want at most 4 a word and 2", name, words, n)
		}
		if n := len(QueryKeys(name)); n > 26*words+2 {
			t.Fatalf("query %q of %d words has %d keys, want at most 26 a word and 2", name, words, n)
		}
		for _, keys := range [][]string{Keys(name), QueryKeys(name)} {
			if sorted := slices.Sorted(slices.Values(keys)); len(slices.Compact(sorted)) != len(keys) {
				t.Fatalf("keys of %q repeat: %q", name, keys)
			}
		}
	})
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}
