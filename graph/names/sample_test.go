package names

import (
	"strings"

	"pgregory.net/rapid"
)

// bearers are people, forces, bodies and places of southern Syria with names
// close enough to be taken for each other. The first word of a line is the key.
const bearers = `
state.syria | Syrian regime | Assad regime | Syrian government | النظام السوري
person.bashar | Bashar al-Assad | Al-Assad | Assad | بشار الأسد
person.maher | Maher al-Assad | ماهر الأسد
family.assad | Assad family | آل الأسد
army.saa | Syrian Army (SAA) | SAA | Syrian Arab Army | الجيش العربي السوري
division.4 | Fourth Division | 4th Division | 4th Armoured Division | الفرقة الرابعة
division.4.withdrawn | About 400 Fourth Division members who withdrew
forces.ghayth | al-Ghayth Forces | قوات الغيث
corps.5 | Fifth Corps | 5th Corps | V Corps | Fifth Assault Corps | الفيلق الخامس
brigade.8 | 8th Brigade | Eighth Brigade | اللواء الثامن
brigade.8.joiners | al-Sanamayn remainers who joined the 8th Brigade
person.awda | Ahmed al-Awda | أحمد العودة
branch.sasa | Military Security Branch in Sa'sa' | Sa'sa' branch | Saasaa branch | فرع الأمن العسكري في سعسع
branch.sasa.joiners | Former FSA commanders who joined the Sa'sa' branch
branch.state | State Security Branch | فرع أمن الدولة
branch.air | Air Force Intelligence | المخابرات الجوية
police.russian | Russian military police | الشرطة العسكرية الروسية
army.russian | Russian military | الجيش الروسي
state.iran | Iran | إيران
militias.iran | Iranian militias | Iran’s militias | الميليشيات الإيرانية
group.hezbollah | Hezbollah | حزب الله
un | United Nations | UN | الأمم المتحدة
us | United States forces | US forces | القوات الأمريكية
army.sna | Syrian National Army | SNA | الجيش الوطني السوري
front.levant | Levant Front | al-Jabha al-Shamiya | الجبهة الشامية
group.hts | Hay'at Tahrir al-Sham | HTS | هيئة تحرير الشام
group.is | Islamic State | IS | ISIS | Daesh | داعش
army.fsa | Free Syrian Army | FSA | الجيش السوري الحر
room.south | Central Operations Room in the South | غرفة العمليات المركزية في الجنوب
jaysh.janub | Jaysh al-Janub (Army of the South) | Jaysh al-Janub | جيش الجنوب
jaysh.ababil | Jaysh al-Ababil | جيش الأبابيل
jaysh.thawra | Jaysh al-Thawra in the Jaydur Area | Jaysh al-Thawra | جيش الثورة في منطقة الجيدور
brigades.jaydur | Jaydur Hawran Brigades | ألوية جيدور حوران
council.hara | Military Council of al-Hara | المجلس العسكري في الحارة
council.tasil | Military Council of Tasil | المجلس العسكري في تسيل
committee.daraa | Daraa Central Committee (DCC) | Daraa Central Committee | DCC | اللجنة المركزية في درعا
committee.quneitra | Quneitra Reconciliation Committee (QRC) | QRC | لجنة المصالحة في القنيطرة
committee.talks | A Daraa negotiating committee | لجنة التفاوض في درعا
person.musalama | Adnan al-Musalama | Al-Musalama | عدنان المسالمة
person.zoubi | Khaldoun al-Zoubi | خلدون الزعبي
clan.zoubi | al-Zoubi clan | عشيرة الزعبي
clan.kiwan | Kiwan clan | Kiwan | عشيرة كيوان
residents.umm | Residents of Umm Batnah
deportees.umm | 150 townspeople of Umm Batnah expelled north | Quneitra deportees
residents.daraa | Residents of Daraa | Daraa residents | أهالي درعا
defenders.balad | Defenders of Daraa al-Balad (2021)
families.balad | Families who fled Daraa al-Balad in August 2021
person.abazeed | Mohamad Abazeed | محمد أبازيد
province.daraa | Daraa province | Daraa | Deraa | Dar'a | محافظة درعا | درعا
city.daraa | Daraa City | مدينة درعا
daraa.balad | Daraa al-Balad | درعا البلد
vicinity.balad | Vicinity of Daraa al-Balad
quneitra | Quneitra province | Quneitra | القنيطرة
umm.batnah | Umm Batnah | أم باطنة
sasa | Sa'sa' | سعسع
sanamayn | al-Sanamayn | الصنمين
busra | Busra al-Sham | بصرى الشام
tafas | Tafas | طفس
tafas.centre | Irrigation centre of Tafas | مركز الري في طفس
tasil | Tasil | تسيل
hara | al-Hara | الحارة
karak | al-Karak | الكرك
mayadhin | Umm al-Mayadhin | أم المياذن
naseeb | Naseeb border crossing | Naseeb | معبر نصيب
hamimim | Hamimim airbase | Hmeimim | قاعدة حميميم
nuaima | al-Nu'aima | النعيمة
`

func bearerEntries() []Entry {
	var entries []Entry
	for line := range strings.Lines(strings.TrimSpace(bearers)) {
		fields := strings.Split(strings.TrimSpace(line), " | ")
		for _, name := range fields[1:] {
			entries = append(entries, Entry{Key: fields[0], Name: name})
		}
	}
	return entries
}

// anyName draws real names, texts of letters that make slips and variants
// frequent, and arbitrary text.
func anyName() *rapid.Generator[string] {
	entries := bearerEntries()
	known := rapid.Custom(func(t *rapid.T) string { return rapid.SampledFrom(entries).Draw(t, "entry").Name })
	dense := func(alphabet string) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), 0, 24, -1)
	}
	return rapid.OneOf(known, dense("abdehikqstuwy' "), dense("ab "), dense("ابدرسعويةء لشthsd5'-"), rapid.String())
}

// queryFor draws a query that has a chance of matching the name: its words
// shuffled, left out and slipped, or another name altogether.
func queryFor(name string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 3).Draw(t, "other") == 0 {
			return anyName().Draw(t, "another name")
		}
		words := strings.Fields(name)
		if len(words) == 0 {
			return name
		}
		words = rapid.Permutation(words).Draw(t, "order")
		words = words[:rapid.IntRange(1, len(words)).Draw(t, "words")]
		for i, w := range words {
			for range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "slips") {
				if letters := []rune(words[i]); len(letters) > 1 {
					words[i] = string(slip(t, letters))
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "upper") == 0 {
				words[i] = strings.ToUpper(w)
			}
		}
		return strings.Join(words, rapid.SampledFrom([]string{" ", "-", ""}).Draw(t, "between"))
	})
}
