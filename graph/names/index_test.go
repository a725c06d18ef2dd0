package names

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each query finds the bearer that it means before all others.
func TestSearchFindsFirst(t *testing.T) {
	tests := []struct {
		key     string
		queries []string
	}{
		{"daraa.balad", []string{"Deraa al Balad", "Daraa Al-Balad", "درعا البلد", "Deraa al-Balad", "Dar'a al Balad", "daraa albalad", "درعــا البلد"}},
		{"brigade.8", []string{"8th brigade", "Eighth Brigade", "اللواء الثامن", "Brigade 8", "اللواء ٨", "VIII Brigade", "8th Brigde"}},
		{"group.hts", []string{"HTS", "H.T.S.", "Hayat Tahrir al Sham", "Hay’at Tahrir al-Sham", "Haiat Tahrir ash-Sham", "هيئة تحرير الشام", "هيأة تحرير الشام", "tahrir sham"}},
		{"division.4", []string{"4th division", "4th Division", "الفرقة الرابعة", "Fourth Division", "IV Division", "4th Armored Division", "Divison"}},
		{"residents.umm", []string{"Umm Batnah residents", "residents from Um Batna"}},
		{"umm.batnah", []string{"Um Batna", "Umm Batneh", "أم باطنه"}},
		{"person.awda", []string{"Ahmad al-Awdah", "Awda", "Odeh", "Ahmed Aouda", "العودة", "احمد العوده"}},
		{"person.musalama", []string{"Adnan Musalmeh", "Adnan al-Masalmeh", "Musalama", "المسالمة"}},
		{"branch.sasa", []string{"Military Security Sasa", "Saasaa branch", "Sa'sa' branch"}},
		{"committee.quneitra", []string{"Quneitra reconciliation committee", "QRC", "kuneitra reconciliation comittee", "القنيطرة لجنة المصالحة"}},
		{"committee.daraa", []string{"DCC", "Deraa Central Committee", "central committee of Dar'a"}},
		{"clan.zoubi", []string{"Zubi clan", "Zu'bi clan", "clan of al-Zoubi"}},
		{"person.zoubi", []string{"Khaldun Zubi", "خلدون الزعبي"}},
		{"corps.5", []string{"5th corps", "V Corps", "الفيلق الخامس", "Fifth Corps", "fifth assault corps"}},
		{"jaysh.janub", []string{"Jaish al Janoub", "Army of the South", "جيش الجنوب"}},
		{"quneitra", []string{"Quneitre", "Qunaytirah", "Kuneitra", "القنيطره"}},
		{"tafas", []string{"Tafass", "Tafs", "town of Tafas", "طفس"}},
		{"province.daraa", []string{"Daraa", "Deraa", "درعا"}},
		{"front.levant", []string{"Jabha Shamiyya", "Levant front"}},
		{"sanamayn", []string{"Sanamein", "as-Sanamayn", "الصنمين"}},
		{"hamimim", []string{"Khmeimim", "Hmeimim airbase"}},
		{"group.hezbollah", []string{"Hizbullah", "Hizb Allah", "حزب الله"}},
		{"un", []string{"U.N.", "united nations"}},
		{"mayadhin", []string{"Umm al Mayadeen", "Um Mayadin"}},
		{"nuaima", []string{"Nuaymah", "An-Nu'ayma"}},
		{"state.iran", []string{"Iran", "ايران"}},
		{"karak", []string{"Karak", "Kerak"}},
	}
	ix := NewIndex(bearerEntries())
	for _, tt := range tests {
		for _, query := range tt.queries {
			hits := ix.Search(query, 3)
			if len(hits) == 0 || hits[0].Key != tt.key {
				t.Errorf("Search(%q) = %v, want %s first", query, hits, tt.key)
				continue
			}
			if len(hits) > 1 && hits[1].Score == hits[0].Score {
				t.Errorf("Search(%q) = %v, want %s alone at the head", query, hits, tt.key)
			}
		}
	}
}

func TestSearchNearMisses(t *testing.T) {
	ix := NewIndex(bearerEntries())
	t.Run("another ordinal", func(t *testing.T) {
		for _, query := range []string{"5th Division", "الفرقة الخامسة", "Brigade 9", "IX Brigade", "4th Corps"} {
			for _, hit := range ix.Search(query, 10) {
				t.Errorf("Search(%q) found %v", query, hit)
			}
		}
	})
	t.Run("whole above part", func(t *testing.T) {
		hits := ix.Search("Daraa", 20)
		if hits[0] != (Hit{"province.daraa", "Daraa", 1}) {
			t.Errorf("the first hit is %v", hits[0])
		}
		part := slices.IndexFunc(hits, func(h Hit) bool { return h.Key == "daraa.balad" })
		if part < 1 || hits[part].Name != "Daraa al-Balad" || hits[part].Score >= 0.8 {
			t.Errorf("hits are %v, want Daraa al-Balad among them as a part", hits)
		}
	})
	t.Run("acronym", func(t *testing.T) {
		for _, query := range []string{"HTS", "QRC", "UN", "DCC"} {
			if hits := ix.Search(query, 10); len(hits) != 1 || hits[0].Score != 1 {
				t.Errorf("Search(%q) = %v, want one exact hit", query, hits)
			}
		}
	})
}

// The index finds what Match finds name by name: no more, no less, no other score.
func TestSearchAgreesWithMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(anyName(), 1, 12).Draw(t, "names")
		entries := make([]Entry, len(names))
		for i, n := range names {
			key := rapid.IntRange(0, 6).Draw(t, "key")
			entries[i] = Entry{Key: fmt.Sprint(key), Name: n, Weight: key % 3}
		}
		query := queryFor(names[0]).Draw(t, "query")
		limit := rapid.IntRange(1, 8).Draw(t, "limit")
		ix := NewIndex(entries)
		if diff := cmp.Diff(searchBy(Match, entries, query, limit), ix.Search(query, limit)); diff != "" {
			t.Fatalf("Search(%q, %d) over %v: (-want +got)\n%s", query, limit, entries, diff)
		}
		if diff := cmp.Diff(searchBy(MatchUnfinished, entries, query, limit), ix.SearchUnfinished(query, limit)); diff != "" {
			t.Fatalf("SearchUnfinished(%q, %d) over %v: (-want +got)\n%s", query, limit, entries, diff)
		}
	})
}

// searchBy does what a search of the index does, one entry after another.
func searchBy(match func(query, name string) (float64, bool), entries []Entry, query string, limit int) []Hit {
	best := make(map[string]Hit)
	weights := make(map[string]int)
	for _, e := range entries {
		weights[e.Key] = e.Weight
		if score, ok := match(query, e.Name); ok && score > best[e.Key].Score {
			best[e.Key] = Hit{e.Key, e.Name, score}
		}
	}
	var hits []Hit
	for _, h := range best {
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Score != b.Score {
			if a.Score > b.Score {
				return -1
			}
			return 1
		}
		if weights[a.Key] != weights[b.Key] {
			return weights[b.Key] - weights[a.Key]
		}
		return strings.Compare(a.Key, b.Key)
	})
	return hits[:min(limit, len(hits))]
}

// However many names have a common word, a search looks at few if it has a
// rarer one as well.
func TestSearchBeginsWithTheRarest(t *testing.T) {
	entries := []Entry{{Key: "bare", Name: "Brigade"}, {Key: "bare too", Name: "Brigade"}}
	for i := range 500 {
		entries = append(entries, Entry{Key: fmt.Sprint(i), Name: fmt.Sprintf("G%d Brigade", i)})
	}
	ix := NewIndex(entries)
	q := newPhrase("G7 Brigade")
	var alike []map[int32]float64
	for i := range q.words {
		alike = append(alike, ix.wordsLike(&q.words[i]))
	}
	longer, shorter := 0, 0
	for wid := range ix.rarestOf(alike) {
		longer += len(ix.namesOf[wid])
	}
	for _, words := range alike {
		for wid := range words {
			shorter += len(ix.rarestIn[wid])
		}
	}
	if longer != 1 || shorter != 3 {
		t.Errorf("looks at %d names as long as the query and %d that may be shorter, want 1 and 3", longer, shorter)
	}
	got := ix.Search("G7 Brigade", 10)
	if diff := cmp.Diff(searchBy(Match, entries, "G7 Brigade", 10), got); diff != "" || len(got) != 3 {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Of a word that very many bear a search looks at no more bearers than it is to
// find, and these are the best ones.
func TestSearchOfACommonWord(t *testing.T) {
	var entries []Entry
	for i := range 5000 {
		entries = append(entries, Entry{Key: fmt.Sprintf("%04d", i), Name: fmt.Sprintf("Brigade of G%d", i), Weight: i % 100})
	}
	entries = append(entries, Entry{Key: "bare", Name: "Brigade"}, Entry{Key: "second", Name: "Third Brigade", Weight: 1000})
	ix := NewIndex(entries)
	for query, search := range map[string]func(query string, limit int, keep ...func(string) bool) []Hit{"Brigade": ix.Search, "Brigad": ix.Search, "Brig": ix.SearchUnfinished} {
		looked := 0
		hits := search(query, 5, func(string) bool { looked++; return true })
		var keys []string
		for _, hit := range hits {
			keys = append(keys, hit.Key)
		}
		if diff := cmp.Diff([]string{"bare", "second", "0099", "0199", "0299"}, keys); diff != "" || looked != 5 {
			t.Errorf("%s: looked at %d entities (-want +got)\n%s", query, looked, diff)
		}
	}
}

// A beginning of more words than a search looks at finds those that it is most of.
func TestSearchOfACommonBeginning(t *testing.T) {
	var entries []Entry
	for i := range 3 * maxBegun {
		entries = append(entries, Entry{Key: fmt.Sprint(i), Name: "Begun" + strings.Repeat("xyz", i%3) + string(rune(0x4e00+i))})
	}
	ix := NewIndex(entries)
	w := newWord("begun")
	if begun := ix.wordsBegunBy(&w); len(begun) != maxBegun {
		t.Errorf("looks at %d words, want %d", len(begun), maxBegun)
	}
	for _, hit := range ix.SearchUnfinished("Begun", 3*maxBegun) {
		if letters := []rune(hit.Name); len(letters) != len("Begun")+1 {
			t.Fatalf("found %q rather than shorter words", hit.Name)
		}
	}
}

func TestSearchOrder(t *testing.T) {
	ix := NewIndex([]Entry{
		{Key: "b", Name: "Tafas"},
		{Key: "a", Name: "TAFAS"},
		{Key: "c", Name: "Tafas town"},
		{Key: "a", Name: "Tafas"},
		{Key: "c", Name: "Tafass"},
		{Key: "d", Name: "'"},
	})
	want := []Hit{{"a", "TAFAS", 1}, {"b", "Tafas", 1}, {"c", "Tafass", sameSound}}
	if diff := cmp.Diff(want, ix.Search("tafas", 10)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(want[:2], ix.Search("tafas", 2)); diff != "" {
		t.Errorf("with a limit: (-want +got)\n%s", diff)
	}
	for _, limit := range []int{0, -1} {
		if hits := ix.Search("tafas", limit); hits != nil {
			t.Errorf("limit %d gives %v, want none", limit, hits)
		}
	}
	for _, query := range []string{"", " ", "'", "\xff"} {
		if hits := ix.Search(query, 10); hits != nil {
			t.Errorf("Search(%q) = %v, want none", query, hits)
		}
	}
	if hits := NewIndex(nil).Search("tafas", 10); len(hits) != 0 {
		t.Errorf("an empty index gives %v", hits)
	}
}

func TestSearchKeep(t *testing.T) {
	ix := NewIndex(bearerEntries())
	asked := make(map[string]int)
	hits := ix.Search("Daraa", 2, func(key string) bool {
		asked[key]++
		return strings.HasPrefix(key, "residents.") || key == "daraa.balad"
	}, func(key string) bool { return key != "daraa.balad" })
	if len(hits) != 1 || hits[0].Key != "residents.daraa" {
		t.Errorf("found %v, want residents.daraa alone", hits)
	}
	for key, times := range asked {
		if times != 1 {
			t.Errorf("keep was asked %d times for %s", times, key)
		}
	}
	// What one search refuses, the next may take.
	if hits := ix.Search("Daraa", 1); len(hits) != 1 || hits[0].Key != "province.daraa" {
		t.Errorf("without keep found %v, want province.daraa", hits)
	}
}

func TestSearchConcurrently(t *testing.T) {
	ix := NewIndex(bearerEntries())
	queries := []string{"Daraa", "8th Brigade", "HTS", "Umm Batnah residents", "القنيطرة", "Quneitre"}
	want := make([][]Hit, len(queries))
	for i, q := range queries {
		want[i] = ix.Search(q, 10)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 60 {
				i %= len(queries)
				if diff := cmp.Diff(want[i], ix.Search(queries[i], 10)); diff != "" {
					t.Errorf("Search(%q) differs: (-alone +among others)\n%s", queries[i], diff)
				}
			}
		})
	}
	wg.Wait()
}
