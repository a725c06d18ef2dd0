package names

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

var benchmarkQueries = []string{
	"Daraa", "Syrian Army", "Quneitra reconciliation committee", "8th Brigade", "Ahmad al-Awdah",
	"Quneitre", "reconcilliation comitee", "HTS", "القنيطرة", "Residents of Umm Batnah", "no such name",
}

func BenchmarkSearch(b *testing.B) {
	for _, entities := range []int{2_000, 25_000} {
		ix := NewIndex(benchmarkEntries(entities))
		for _, query := range benchmarkQueries {
			b.Run(fmt.Sprintf("%d/%s", 4*entities, query), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ix.Search(query, 10)
				}
			})
		}
	}
}

func BenchmarkSearchUnfinished(b *testing.B) {
	ix := NewIndex(benchmarkEntries(25_000))
	for _, query := range []string{"Syr", "Quneit", "Ahmed al-Awd", "Military Sec", "الفرق"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ix.SearchUnfinished(query, 10)
			}
		})
	}
}

func BenchmarkNewIndex(b *testing.B) {
	entries := benchmarkEntries(25_000)
	b.ReportAllocs()
	for b.Loop() {
		NewIndex(entries)
	}
}

func BenchmarkMatch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Match("Military Security Sasa", "Military Security Branch in Sa'sa'")
	}
}

// benchmarkEntries makes entities of four names each: words of real names,
// common ones often, among words made of syllables.
func benchmarkEntries(entities int) []Entry {
	var common []string
	for _, e := range bearerEntries() {
		common = append(common, strings.Fields(e.Name)...)
	}
	syllables := strings.Fields("ba ta ja ha kha da ra za sa sha ta gha fa qa ka la ma na wa ya bi ti ji hi di ri si shi " +
		"mi ni li bu tu ju hu du ru su mu nu lu an in un ar ir ur al am im ad id ab ib")
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		if random.IntN(3) == 0 {
			return common[random.IntN(len(common))]
		}
		var w strings.Builder
		for range 2 + random.IntN(3) {
			w.WriteString(syllables[random.IntN(len(syllables))])
		}
		return w.String()
	}
	entries := make([]Entry, 0, 4*entities)
	for i := range entities {
		for range 4 {
			words := make([]string, 1+random.IntN(5))
			for j := range words {
				words[j] = word()
			}
			entries = append(entries, Entry{Key: fmt.Sprintf("actor:%06d", i), Name: strings.Join(words, " ")})
		}
	}
	return entries
}
