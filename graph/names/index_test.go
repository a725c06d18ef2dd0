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
			entries[i] = Entry{Key: fmt.Sprint(rapid.IntRange(0, 6).Draw(t, "key")), Name: n}
		}
		query := queryFor(names[0]).Draw(t, "query")
		limit := rapid.IntRange(1, 8).Draw(t, "limit")
		want := searchByMatch(entries, query, limit)
		if diff := cmp.Diff(want, NewIndex(entries).Search(query, limit)); diff != "" {
			t.Fatalf("Search(%q, %d) over %q: (-want +got)\n%s", query, limit, entries, diff)
		}
	})
}

// searchByMatch does what Index.Search does, one entry after another.
func searchByMatch(entries []Entry, query string, limit int) []Hit {
	best := make(map[string]Hit)
	for _, e := range entries {
		if score, ok := Match(query, e.Name); ok && score > best[e.Key].Score {
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
		return strings.Compare(a.Key, b.Key)
	})
	return hits[:min(limit, len(hits))]
}

// However many names have a common word, a search looks at few if it has a
// rarer one as well.
func TestSearchBeginsWithTheRarest(t *testing.T) {
	entries := []Entry{{"bare", "Brigade"}, {"bare too", "Brigade"}}
	for i := range 500 {
		entries = append(entries, Entry{fmt.Sprint(i), fmt.Sprintf("G%d Brigade", i)})
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
			shorter += int(ix.rarest[wid])
		}
	}
	if longer != 1 || shorter != 3 {
		t.Errorf("looks at %d names as long as the query and %d that may be shorter, want 1 and 3", longer, shorter)
	}
	got := ix.Search("G7 Brigade", 10)
	if diff := cmp.Diff(searchByMatch(entries, "G7 Brigade", 10), got); diff != "" || len(got) != 3 {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSearchOrder(t *testing.T) {
	ix := NewIndex([]Entry{
		{"b", "Tafas"}, {"a", "TAFAS"}, {"c", "Tafas town"}, {"a", "Tafas"}, {"c", "Tafass"}, {"d", "'"},
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
