package names

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	tests := []struct {
		name string
		want string // folded words, joined by spaces
	}{
		{"Daraa al-Balad", "daraa balad"},
		{"DARAA  AL BALAD", "daraa balad"},
		{"Dârʿā al-Balad", "dara balad"},
		{"Dar'a", "dara"},
		{"Dar’a", "dara"},
		{"Dar´a", "dara"},
		{"Sa‘sa‘", "sasa"},
		{"el-Bab", "bab"},
		{"ash-Shaddadi, ad-Dumayr and as Suwayda", "shaddadi dumayr suwayda"},
		{"Salah ud-Din", "salah din"},
		{"Zia ul-Haq", "zia haq"},
		{"US soldiers", "us soldiers"},
		{"As is", "as is"},
		{"Residents of Umm Batnah", "residents umm batnah"},
		{"The National", "national"},
		{"the of", "the of"},
		{"al-", "al"},

		{"Assad's government", "assad government"},
		{"Iran’s militias", "iran militias"},
		{"Ra's al-Ayn", "ras ayn"},
		{"Sa'sa's men", "sasa men"},
		{"the fighters' families", "fighters families"},
		{"'War route'", "war route"},
		{"U.N. forces", "un forces"},
		{"F.S.A.", "fsa"},
		{"No.5", "no 5"},
		{"Ahmed.Awda", "ahmed awda"},
		{"Ahmed.B", "ahmed b"},
		{"Łódź Straße Ærø", "lodz strasse aero"},
		{"ＨＴＳ", "hts"},

		{"8th Brigade", "8 brigade"},
		{"08 Brigade", "8 brigade"},
		{"0", "0"},
		{"Eighth Brigade", "8 brigade"},
		{"Brigade VIII", "brigade 8"},
		{"Brigade Ⅷ", "brigade 8"},
		{"V Corps", "5 corps"},
		{"21st, 2nd and 3rd", "21 2 3"},
		{"Twenty-Fifth Division", "25 division"},
		{"twentieth", "20"},
		{"twenty clans", "twenty clans"},
		{"Forth Division, Fith Corps, Eigth or Eight Brigade", "4 division 5 corps 8 or 8 brigade"},
		{"Achte Brigade, Viertes Korps, der Fünften Division", "8 brigade 4 korps der 5 division"},
		{"Huitième brigade, quatrième division", "8 brigade 4 division"},
		{"8th Bde, 4th Div.", "8 brigade 4 division"},
		{"Ǧaiš al-Ǧanūb, Hayʾat Taḥrīr aš-Šām", "jaish janub hayat tahrir sham"},
		{"Ḏū Ṯalāṯ, Ḫān Ġazāl, H\u032eān", "dhu thalath khan ghazal khan"},
		{"Milošević, Šešelj", "milosevic seselj"},
		{"4e division, 1er corps, 8ème brigade", "4 division 1 corps 8 brigade"},
		{"Hai'at Tahrir asch-Scham, Bosra ech-Cham", "haiat tahrir scham bosra cham"},
		{"T55 1stly 8thx", "t 55 1 stly 8 thx"},

		{"درعا البلد", "درعا بلد"},
		{"الملك عبد الله الثاني", "ملك عبدالله 2"},
		{"الملك عبدالله", "ملك عبدالله"},
		{"عبد", "عبد"},
		{"دَرْعَا البَلَد", "درعا بلد"},
		{"درعــا", "درعا"},
		{"القنيطرة والجولان", "قنيطره جولان"},
		{"أحمد، إدلب، آل الأسد، ٱلشام", "احمد ادلب اسد شام"},
		{"مصطفى", "مصطفي"},
		{"هٰذا", "هذا"},
		{"شؤون", "شوون"},
		{"کیان", "كيان"},
		{"فرع الأمن العسكري في سعسع", "فرع امن عسكري سعسع"},
		{"لواء", "لوا"},
		{"الري", "ري"},

		{"اللواء الثامن", "لوا 8"},
		{"اللواء ٨", "لوا 8"},
		{"اللواء۸", "لوا 8"},
		{"الفرقة الثامنة", "فرقه 8"},
		{"الفرقة الأولى", "فرقه 1"},
		{"الفرقة الأولى والثانية", "فرقه 1 2"},
		{"الفوج الحادي عشر", "فوج 11"},
		{"الفرقة الثامنة عشرة", "فرقه 18"},
		{"الفرقة العشرون", "فرقه 20"},
		{"الفرقة الخامسة والعشرين", "فرقه 25"},
		{"الحادية والعشرون", "21"},
		{"الحادي", "حادي"},
		{"العاشرة والعشرون", "10 20"},
		{"آل ثاني", "ثاني"},

		{"", ""},
		{" -–_'’“”.،؟ ", ""},
		{"\xff\xfe", ""},
		{"Da\xffraa", "da raa"},
		{"\u202bDa\u200fra\u200ba\u202c", "daraa"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(strings.Fields(tt.want), append([]string{}, Fold(tt.name)...)); diff != "" {
			t.Errorf("Fold(%q): (-want +got)\n%s", tt.name, diff)
		}
	}
}

func TestFoldOrdinals(t *testing.T) {
	latin := strings.Fields("First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth " +
		"Thirteenth Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth")
	masculine := []string{
		"الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر",
		"الحادي عشر", "الثاني عشر", "الثالث عشر", "الرابع عشر", "الخامس عشر", "السادس عشر", "السابع عشر",
		"الثامن عشر", "التاسع عشر", "العشرون",
	}
	feminine := []string{
		"الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة",
		"الحادية عشرة", "الثانية عشرة", "الثالثة عشرة", "الرابعة عشرة", "الخامسة عشرة", "السادسة عشرة", "السابعة عشرة",
		"الثامنة عشرة", "التاسعة عشرة", "العشرين",
	}
	digits := strings.Fields("1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th")
	for i, want := range digits {
		want = strings.TrimRight(want, "stndrh")
		for _, name := range []string{digits[i], latin[i], masculine[i], feminine[i]} {
			if diff := cmp.Diff([]string{want}, Fold(name)); diff != "" {
				t.Errorf("Fold(%q): (-want +got)\n%s", name, diff)
			}
		}
	}
}

func TestFoldBounds(t *testing.T) {
	if got := Fold(strings.Repeat("ab ", 4000)); len(got) != maxWords {
		t.Errorf("a long name has %d words, want %d", len(got), maxWords)
	}
	if got := Fold(strings.Repeat("x", 4000)); len(got) != 1 || len(got[0]) != maxLetters {
		t.Errorf("a long word folds to %q, want %d letters", got, maxLetters)
	}
	if got := Fold(strings.Repeat(" ", maxRunes) + "Daraa"); got != nil {
		t.Errorf("a word beyond the bound folds to %q, want nothing", got)
	}
}

// A decomposed name, or one with controls that readers do not see, is the same name.
func TestFoldIgnoresEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := anyName().Draw(t, "name")
		if len([]rune(name)) > maxRunes/5 { // decomposed, a name may reach the bound
			t.Skip("too long")
		}
		want := Fold(name)
		for _, same := range []string{
			norm.NFD.String(name), "\u200f" + name + "\u202c", " " + name + " –",
		} {
			if diff := cmp.Diff(want, Fold(same)); diff != "" {
				t.Fatalf("Fold(%q) differs from Fold(%q):\n%s", same, name, diff)
			}
		}
	})
}
