package names

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Scores as the package comment computes them.
func TestMatch(t *testing.T) {
	tests := []struct {
		why         string
		query, name string
		want        float64
	}{
		{"the same", "Daraa al-Balad", "Daraa al-Balad", 1},
		{"the same after folding", "DARAA al balad", "Dar'aa al-Balad", 1},
		{"ordinal in words", "Eighth Brigade", "8th Brigade", 1},
		{"roman ordinal", "V Corps", "Fifth Corps", 1},
		{"arabic", "لواء 8", "اللواء الثامن", 1},
		{"other order", "Brigade 8", "8th Brigade", 0.97},
		{"one word sounds alike", "Deraa al-Balad", "Daraa al-Balad", (0.95 + 1) / 2},
		{"one slip in six letters", "Nasseb", "Naseeb", 1 - 2.4/6},
		{"two slips in nine letters", "Qunietrah", "Quneitrat", 1 - 2.4*2/9},
		{"consonants", "Masalmeh", "Musalama", 0.60},
		{"consonants across scripts", "القنيطرة", "Quneitra", 0.50},
		{"part with the first word", "Daraa", "Daraa al-Balad", 0.60 + 0.25/2 + 0.03},
		{"part without", "Batnah", "Umm Batnah", 0.60 + 0.25/2},
		{"part in other order", "security military", "Military Security Branch", 0.97 * (0.60 + 0.25*2/3 + 0.03)},
		{"part, one word sounds alike", "Zubi", "al-Zoubi clan", 0.95 * (0.60 + 0.25/2 + 0.03)},
		{"more than the name", "town of Tafas", "Tafas", 0.30 + 0.30/2},
		{"run together", "Umbatna", "Umm Batnah", 0.93 * 0.95},
		{"taken apart", "Abu Zayd", "Abuzayd", 0.93},
		{"run together, consonants alone", "Hizb Allah", "Hezbollah", 0.93 * 0.60},
		{"run together across scripts", "حزب الله", "Hezbollah", 0.93 * 0.50},
		{"initials", "HTS", "Hay'at Tahrir al-Sham", 0.60},
		{"initials with dots", "q.r.c.", "Quneitra Reconciliation Committee", 0.60},
		{"initials rather than part", "DCC", "Daraa Central Committee (DCC)", 0.60 + 0.25/4},

		{"another ordinal", "5th Division", "4th Division", 0},
		{"another number of more digits", "1000 rebels", "1001 rebels", 0},
		{"a number is no slip of a word", "Fourth", "North", 0},
		{"one word of two", "Daraa Province", "Daraa City", 0},
		{"a word twice", "Daraa Daraa Daraa", "Daraa Daraa", 0.30 + 0.30*2/3},
		{"too short for a slip", "Jam", "Jan", 0},
		{"two slips in eight letters", "Quinetar", "Quneitra", 0},
		{"too few consonants", "Hadi", "Huda", 0},
		{"a slip of a part is no name in the query", "town of Tafaz", "Tafas", 0},
		{"initials of two words", "UN", "United Nations", 0},
		{"an acronym has no other sound", "DCC", "DC", 0},
		{"an acronym is no skeleton", "QRC", "al-Karak", 0},
		{"tolerance ends at the script", "طريق", "تركيا", 0},
		{"empty query", "", "Daraa", 0},
		{"empty name", "Daraa", "", 0},
		{"both empty", "", "", 0},
		{"no letters", "-'-", "...", 0},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			got, ok := Match(tt.query, tt.name)
			if math.Abs(got-tt.want) > 1e-9 || ok != (tt.want > 0) {
				t.Errorf("Match(%q, %q) = %.4f, %v, want %.4f", tt.query, tt.name, got, ok, tt.want)
			}
		})
	}
}

// A query that breaks off finds the names that it may go on to be.
func TestMatchUnfinished(t *testing.T) {
	for _, tt := range []struct {
		why         string
		query, name string
		want        float64
	}{
		{"a whole word", "Awda", "Ahmed al-Awda", 0.60 + 0.25/2},
		{"a beginning", "Awd", "Awda", 0.24 * (0.50 + 0.40*3/4)},
		{"part of a name", "Awd", "Ahmed al-Awda", 0.24 * (0.50 + 0.40*3/4) * (0.60 + 0.25/2)},
		{"behind a whole word", "Ahmed al-Awd", "Ahmed al-Awda", 0.24 * (1 + 0.50 + 0.40*3/4) / 2},
		{"behind a word that sounds alike", "Ahmad Awd", "Ahmed al-Awda", 0.24 * (0.95 + 0.50 + 0.40*3/4) / 2},
		{"in another transliteration", "Oud", "Awda", 0.24 * 0.80 * (0.50 + 0.40*3/4)},
		{"broken off in vowels", "Qunai", "Quneitra", 0.24 * 0.80 * (0.50 + 0.40*5/8)},
		{"in the middle of two letters for one sound", "Musalams", "Musalamsha", 0.24 * (0.50 + 0.40*8/10)},
		{"Arabic", "القني", "القنيطرة", 0.24 * (0.50 + 0.40*3/6)},
		{"another order", "Brigade Eig", "Eighty Brigade", 0.24 * 0.97 * (1 + 0.50 + 0.40*3/6) / 2},

		{"two letters", "Aw", "Awda", 0},
		{"a beginning of much", "Ant", "Antidisestablishment", 0},
		{"not the last word", "Awd Ahmed", "Ahmed al-Awda", 0},
		{"a word too many", "Awda Xyz Ahm", "Ahmed al-Awda", 0},
		{"a number", "Brigade 10", "Brigade 105", 0},
		{"the end of a word", "salama", "Musalama", 0},
		{"vowels alone", "Aou", "Idlib", 0},
		{"nothing", "", "Awda", 0},
	} {
		t.Run(tt.why, func(t *testing.T) {
			got, ok := MatchUnfinished(tt.query, tt.name)
			if math.Abs(got-tt.want) > 1e-9 || ok != (tt.want > 0) {
				t.Errorf("MatchUnfinished(%q, %q) = %.4f, %v, want %.4f", tt.query, tt.name, got, ok, tt.want)
			}
		})
	}
}

// Spellings of one name sound the same.
func TestSameSound(t *testing.T) {
	for _, spellings := range [][]string{
		{"Daraa", "Deraa", "Dar'a", "Dera'a", "Dara"},
		{"Jaysh", "Jaish", "Jeish"},
		{"Awda", "Awdah", "Odeh", "Auda", "Ouda"},
		{"Musalama", "Musalamah", "Mousalama"},
		{"Musalmeh", "Musalma"},
		{"Qunaitra", "Quneitra", "Kuneitra", "Qunaytrah", "Queneitra"},
		{"Zubi", "Zoubi", "Zu'bi", "Zobi", "alZoubi", "Alzoubi"},
		{"Tafas", "Tafass", "Taffas"},
		{"Hay'at", "Hayat", "Haiat"},
		{"Sa'sa'", "Sa’sa’", "Saasaa"},
		{"Janub", "Janoub", "Jenoub", "Djanoub", "Dschanub"},
		{"Bashar", "Baschar"},
		{"Sham", "Scham"},
		{"Umm", "Um"},
		{"Batnah", "Batna", "Batneh"},
		{"Mayadhin", "Mayadin", "Mayadeen"},
		{"Ahmad", "Ahmed"},
		{"Muhammad", "Mohamad", "Mohammed", "Mouhammed"},
		{"Naseeb", "Nassib", "Nasib"},
		{"Hawran", "Hauran", "Horan"},
		{"Sanamayn", "Sanamein", "Sanamain"},
		{"Suwayda", "Sweida", "Suwaida"},
		{"Shamiya", "Shamiyya", "Shamiyah", "Shamia"},
		{"Yarmouk", "Yarmuk", "Yarmook"},
		{"Walid", "Waleed"},
		{"سورية", "سوريا"},
		{"ألوية", "الألوية"},
	} {
		for _, other := range spellings[1:] {
			if got, _ := Match(spellings[0], other); got < sameSound {
				t.Errorf("Match(%q, %q) = %.3f, want %.2f or more", spellings[0], other, got, sameSound)
			}
		}
	}
}

// Words that differ by more than spelling do not sound the same.
func TestOtherSound(t *testing.T) {
	for _, pair := range [][2]string{
		{"Karak", "Kharak"},
		{"Iran", "Iraq"},
		{"Daraa", "Hara"},
		{"war", "our"},
		{"allies", "lies"},
		{"control", "central"},
		{"center", "Quneitra"},
		{"people", "Ababil"},
		{"Ali", "Li"},
		{"Tasil", "Tafas"},
		{"جبا", "جبهة"},
	} {
		if got, _ := Match(pair[0], pair[1]); got >= sameSound {
			t.Errorf("Match(%q, %q) = %.3f, want less than %.2f", pair[0], pair[1], got, sameSound)
		}
	}
}

// A name written in Latin letters alone is within reach of its Arabic spelling.
func TestAcrossScripts(t *testing.T) {
	for arabic, latin := range map[string]string{
		"القنيطرة": "Quneitra", "الصنمين": "al-Sanamayn", "حميميم": "Hmeimim", "إدلب": "Idlib", "المسالمة": "Musalama",
		"سجنة": "Sijna", "خلدون": "Khaldoun", "أبازيد": "Abazeed", "الجولان": "Golan", "اليرموك": "Yarmouk",
		"واعتصموا": "Wa'tasimu", "الكرك": "al-Karak", "هيئة تحرير الشام": "",
	} {
		want := acrossScripts
		if latin == "" {
			latin, want = "Hay'at Tahrir al-Sham", 0
		}
		for _, pair := range [][2]string{{arabic, latin}, {latin, arabic}} {
			if got, _ := Match(pair[0], pair[1]); got != want {
				t.Errorf("Match(%q, %q) = %.3f, want %.2f", pair[0], pair[1], got, want)
			}
		}
	}
}

// Whatever one slips on, in any word of four letters or more, is still found.
func TestSlipOfALetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := []rune(rapid.StringMatching(`[a-z]{4,12}`).Draw(t, "name"))
		slipped := slip(t, name)
		if len(slipped) < 4 || len(Fold(string(slipped))) != 1 || len(Fold(string(name))) != 1 {
			t.Skip("too short, or no longer a word")
		}
		if isNumber(Fold(string(slipped))[0]) || isNumber(Fold(string(name))[0]) {
			t.Skip("a roman numeral")
		}
		if got, ok := Match(string(slipped), string(name)); !ok {
			t.Fatalf("Match(%q, %q) = %.3f, want a match", string(slipped), string(name), got)
		}
	})
}

func TestWithin(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 0, 7, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		distance := alignmentDistance(a, b)
		for n := range 3 {
			if got := within(a, b, n); got != (distance <= n) {
				t.Fatalf("within(%q, %q, %d) = %v, but their distance is %d", string(a), string(b), n, got, distance)
			}
		}
	})
}

// alignmentDistance is the textbook table of optimal string alignment.
func alignmentDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			d[i][j] = min(replace, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// slip leaves out, adds, replaces or swaps one letter.
func slip(t *rapid.T, word []rune) []rune {
	at := rapid.IntRange(0, len(word)-1).Draw(t, "at")
	letter := rapid.RuneFrom([]rune("aeioudrstkhlmn")).Draw(t, "letter")
	slipped := append([]rune{}, word[:at]...)
	switch kind := rapid.SampledFrom([]string{"leave out", "add", "replace", "swap"}).Draw(t, "slip"); {
	case kind == "leave out":
		return append(slipped, word[at+1:]...)
	case kind == "add":
		return append(append(slipped, letter), word[at:]...)
	case kind == "replace" || at+1 == len(word):
		return append(append(slipped, letter), word[at+1:]...)
	}
	return append(append(slipped, word[at+1], word[at]), word[at+2:]...)
}
