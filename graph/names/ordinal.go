package names

import (
	"strconv"
	"strings"
)

// ordinal reads the ordinal number at the head of words and returns it in
// digits with the number of words it takes, or 0 words if there is none.
func ordinal(words []string) (digits string, used int) {
	n, used := latinOrdinal(words)
	if used == 0 {
		n, used = arabicOrdinal(words)
	}
	return strconv.Itoa(n), used
}

// latinOrdinal reads Eighth, Twentieth, Twenty-Fifth and VIII, Forth too (a
// number has no slips, so the usual ones are listed), and up to twelve the
// German Achte and the French huitième. The numeral I is a letter or a pronoun
// more often than a number and stays a word, as does premier.
func latinOrdinal(words []string) (n, used int) {
	for _, ordinals := range []map[string]int{latinUnits, latinTens, romans, misspelt, french} {
		if n := ordinals[words[0]]; n > 0 {
			return n, 1
		}
	}
	if n := german[strings.TrimRight(words[0], "mnrs")]; n > 0 {
		return n, 1
	}
	if tens := cardinalTens[words[0]]; tens > 0 && len(words) > 1 {
		if unit := latinUnits[words[1]]; 0 < unit && unit < 10 {
			return tens + unit, 2
		}
	}
	return 0, 0
}

// arabicOrdinal reads الثامن, الثامنة عشرة and الخامسة والعشرون. Without the
// article such a word is a name (Rabi', Thani), not a number.
func arabicOrdinal(words []string) (n, used int) {
	first, ok := definite(words[0])
	if !ok {
		return 0, 0
	}
	if tens := arabicTen(first); tens > 0 {
		return tens, 1
	}
	first = strings.TrimSuffix(first, "ه")
	unit := arabicUnits[first]
	if first == "اولي" || first == "حادي" {
		unit = 1
	}
	if 0 < unit && unit < 10 && len(words) > 1 {
		if words[1] == "عشر" || words[1] == "عشره" {
			return unit + 10, 2
		}
		if second, ok := definite(words[1]); ok && arabicTen(second) > 0 {
			return unit + arabicTen(second), 2
		}
	}
	if unit == 0 || first == "حادي" { // حادي is said in eleventh and twenty-first alone
		return 0, 0
	}
	return unit, 1
}

// arabicTen reads twenty to ninety in either case, عشرون or عشرين, or returns 0.
func arabicTen(word string) int {
	for _, ending := range []string{"ون", "ين"} {
		if stem, ok := strings.CutSuffix(word, ending); ok {
			return arabicTens[stem]
		}
	}
	return 0
}

var (
	latinUnits = numbers(1, 1, "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "+
		"thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth")
	latinTens    = numbers(20, 10, "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
	cardinalTens = numbers(20, 10, "twenty thirty forty fifty sixty seventy eighty ninety")
	misspelt     = map[string]int{
		"frist": 1, "secound": 2, "forth": 4, "foruth": 4, "fourt": 4, "furth": 4, "fith": 5, "fift": 5, "fifht": 5,
		"thrid": 3, "fouth": 4, "eigth": 8, //nolint:misspell // they are meant
		"sixt": 6, "sevnth": 7, "eight": 8, "nineth": 9, "tenht": 10, "twelth": 12,
	}
	// Folded, the German ones in all genders and cases once m, n, r or s are gone.
	german = numbers(1, 1, "erste zweite dritte vierte funfte sechste siebte achte neunte zehnte elfte zwolfte")
	french = numbers(2, 1, "deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme")
	romans = numbers(2, 1, "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx")

	// Folded, without article and ending.
	arabicUnits = numbers(1, 1, "اول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر")
	arabicTens  = numbers(20, 10, "عشر ثلاث اربع خمس ست سبع ثمان تسع")
)

// numbers gives each word its number, counting up from first.
func numbers(first, step int, words string) map[string]int {
	m := make(map[string]int)
	for w := range strings.FieldsSeq(words) {
		m[w] = first
		first += step
	}
	return m
}
