package names

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"Deraa al Balad", "Daraa al-Balad"},
		{"اللواء الثامن", "8th Brigade"},
		{"HTS", "Hay'at Tahrir al-Sham"},
		{"حزب الله", "Hezbollah"},
		{"الفرقة الخامسة والعشرون", "Twenty-Fifth Division"},
		{"Daraa درعا", "درعا Daraa"},
		{"", "'’ʿ"},
		{"\xff\xc0Tafas\x80", "Tafas"},
		{"\u202e\u2066safaT\u2069\u200f", "Tafas"},
		{"A\u0301\u0300\u0302\u0327", "á"},
		{strings.Repeat("Quneitra ", 1200), strings.Repeat("قنيطرة", 1200)},
		{strings.Repeat("ﷺ", 300), strings.Repeat("0", 10_000)},
		{"U.N.", "u.n"},
		{"1st2nd3rd", "1st 2nd 3rd"},
		{"ال", "al-"},
		{"abbreviate", "breviateab"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, query, name string) {
		score, ok := Match(query, name)
		if ok != (score > 0) || score > 1 || score < 0 {
			t.Fatalf("Match = %v, %v", score, ok)
		}
		if ok && !satisfy(Keys(name), QueryKeys(query)) {
			t.Fatalf("the keys of a match of %v are not wanted", score)
		}
		checkUnfinished(t, query, name)
		if n := len(Keys(name)); n > 4*maxWords+4 {
			t.Fatalf("%d keys", n)
		}
		if self, _ := Match(name, name); len(Fold(name)) > 0 && self != 1 {
			t.Fatalf("the name matches itself with %v", self)
		}
		entries := []Entry{{Key: "a", Name: name}, {Key: "b", Name: query}, {Key: "a", Name: query + name}}
		if diff := cmp.Diff(searchBy(Match, entries, query, 3), NewIndex(entries).Search(query, 3)); diff != "" {
			t.Fatalf("the index differs from Match: (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff(searchBy(MatchUnfinished, entries, query, 3), NewIndex(entries).SearchUnfinished(query, 3)); diff != "" {
			t.Fatalf("the index differs from MatchUnfinished: (-want +got)\n%s", diff)
		}
	})
}
