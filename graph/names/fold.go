package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Bounds on what is read of a name or a query; see the package comment.
const (
	maxRunes   = 200
	maxWords   = 12
	maxLetters = 64
)

// Fold returns the words by which a name is compared, in the order of the name:
// folded, without articles and small words, ordinals as digits. A name made of
// nothing but small words keeps them all. It returns nil if the name has
// neither letter nor digit.
func Fold(name string) []string {
	raw := split(plain(name))
	words := significant(raw)
	if len(words) == 0 {
		words = raw
	}
	return words[:min(len(words), maxWords)]
}

// apostrophes are the signs that transliterations, keyboards and typesetters
// use for an apostrophe, for ʿayn or for hamza.
const apostrophes = "'`´\u1ffd‘’‚‛′‵＇ʹʻʼʽʾʿˈ՚׳"

// plain cuts a name to its bound and reduces it to lower-case base letters,
// ASCII digits and punctuation. Apostrophes become ', marks that stand for no
// sound of their own and invisible controls vanish.
func plain(name string) []rune {
	var cut strings.Builder
	count := 0
	for _, r := range name {
		if count++; count > maxRunes {
			break
		}
		cut.WriteRune(straight(r)) // here too, as ´ decomposes into a space and a mark
	}
	decomposed := norm.NFKD.String(cut.String())
	scholarly := strings.ContainsAny(decomposed, scholarlyMarks)
	runes := make([]rune, 0, cut.Len())
	for _, r := range decomposed {
		switch r = unicode.ToLower(straight(r)); {
		case unicode.In(r, unicode.M, unicode.Cf):
			if last := len(runes) - 1; last >= 0 {
				if letters, ok := markedLetters[[2]rune{runes[last], r}]; ok && (scholarly || runes[last] != 's') {
					runes = append(runes[:last], []rune(letters)...)
				}
			}
			continue
		case '٠' <= r && r <= '٩':
			r += '0' - '٠'
		case '۰' <= r && r <= '۹':
			r += '0' - '۰'
		}
		if letters, ok := baseLetters[r]; ok {
			runes = append(runes, []rune(letters)...)
		} else {
			runes = append(runes, r)
		}
	}
	return runes
}

// straight makes every apostrophe the typewriter's.
func straight(r rune) rune {
	if strings.ContainsRune(apostrophes, r) {
		return '\''
	}
	return r
}

// scholarlyMarks are the macron and the dot below. A scholar's transliteration
// of Arabic can hardly do without them, and languages with an š of their own can.
const scholarlyMarks = "\u0304\u0323"

// markedLetters has what scholars write for Arabic consonants as one letter and a
// mark, and others as letters alone: Ǧabhat aš-Šām is Jabhat ash-Sham. Of these š
// alone is common elsewhere, where readers write s for it (Milošević); it counts
// in a scholar's transliteration only.
var markedLetters = map[[2]rune]string{
	{'s', '\u030c'}: "sh", {'g', '\u030c'}: "j", {'g', '\u0307'}: "gh", {'t', '\u0331'}: "th", {'d', '\u0331'}: "dh",
	{'h', '\u0331'}: "kh", {'h', '\u032e'}: "kh",
}

// baseLetters has the letters that Unicode does not decompose, or that Arabic
// and Persian keyboards tell apart and readers do not. Hamza on a carrier is
// gone by decomposition.
var baseLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i",
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ې': "ي", 'ک': "ك", 'ڪ': "ك", 'ة': "ه", 'ە': "ه", 'ہ': "ه", 'ۃ': "ه", 'ھ': "ه",
	'ء': "", 'ـ': "",
}

// split cuts plain text into words of letters and numbers of digits. An
// apostrophe joins, as do the dots of "U.N."; what else is no letter separates.
func split(text []rune) []string {
	var (
		words []string
		word  []rune
	)
	flush := func() {
		if len(word) == 0 {
			return
		}
		s := string(word[:min(len(word), maxLetters)])
		if isNumber(s) {
			if s = strings.TrimLeft(s, "0"); s == "" {
				s = "0"
			}
		}
		words = append(words, s)
		word = word[:0]
	}
	for i := 0; i < len(text); i++ {
		switch r := text[i]; {
		case unicode.IsLetter(r):
			if len(word) > 0 && unicode.IsDigit(word[0]) {
				flush()
				if n := ordinalSuffix(text[i:]); n > 0 {
					i += n - 1
					continue
				}
			}
			word = append(word, r)
		case unicode.IsDigit(r):
			if len(word) > 0 && unicode.IsLetter(word[0]) {
				flush()
			}
			word = append(word, r)
		case r == '\'':
			// "Ra's" is a name; three letters before the s make a possessive.
			if len(word) >= 3 && letterAt(text, i+1) == 's' && letterAt(text, i+2) == 0 {
				i++
			}
		case r == '.' && abbreviates(text, i):
		default:
			flush()
		}
	}
	flush()
	return words
}

// letterAt returns the letter at i, or 0 if there is none.
func letterAt(text []rune, i int) rune {
	if i < 0 || i >= len(text) || !unicode.IsLetter(text[i]) {
		return 0
	}
	return text[i]
}

// ordinalSuffix returns the length of the ending that makes the digits before it
// an ordinal in English or French, or 0.
func ordinalSuffix(text []rune) int {
	n := 0
	for letterAt(text, n) != 0 {
		n++
	}
	switch string(text[:n]) {
	case "st", "nd", "rd", "th", "e", "er", "eme":
		return n
	}
	return 0
}

// abbreviates reports whether the dot at i ends one letter of an abbreviation.
func abbreviates(text []rune, i int) bool {
	return letterAt(text, i-1) != 0 && letterAt(text, i-2) == 0 &&
		(letterAt(text, i+1) == 0 || letterAt(text, i+2) == 0)
}

func isNumber(word string) bool {
	for _, r := range word {
		return unicode.IsDigit(r)
	}
	return false
}

func isArabic(word string) bool {
	for _, r := range word {
		return unicode.Is(unicode.Arabic, r)
	}
	return false
}

// smallWords say nothing about who is meant. "is" and "us" are missing because
// they are acronyms, على because it is folded like the name Ali.
var smallWords = set("a an and at by de des du for from in la le les of on the to who with في من و الي عن مع")

// abbreviations are those that writers on armed forces use for units.
var abbreviations = map[string]string{"bde": "brigade", "div": "division", "regt": "regiment"}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// significant drops small words and articles, writes abbreviations out and names
// in عبد as one word, and turns ordinals into digits.
func significant(raw []string) []string {
	kept := make([]string, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		w, next := raw[i], ""
		if i+1 < len(raw) {
			next = raw[i+1]
		}
		if long, ok := abbreviations[w]; ok {
			w = long
		}
		if w == "عبد" && strings.HasPrefix(next, "ال") {
			kept = append(kept, w+next) // عبد الله is as often written عبدالله
			i++
			continue
		}
		if !smallWords[w] && !isArticle(w, next) {
			kept = append(kept, w)
		}
	}
	words := make([]string, 0, len(kept))
	for len(kept) > 0 {
		w, used := ordinal(kept)
		if used == 0 {
			w, used = kept[0], 1
			if stem, ok := definite(w); ok {
				w = stem
			}
		}
		words = append(words, w)
		kept = kept[used:]
	}
	return slices.Clip(words)
}

// isArticle reports whether a word is the Arabic article before next. Before
// t, th, d, dh, r, z, s, sh (in German sch, in French ch) and n the article
// takes on the sound that follows.
func isArticle(word, next string) bool {
	switch word {
	case "al", "el", "ul", "ال":
		return true
	case "at", "ath", "ad", "adh", "ar", "az", "as", "ash", "asch", "ach", "an",
		"et", "eth", "ed", "edh", "er", "ez", "es", "esh", "esch", "ech", "en", "ud":
		return strings.HasPrefix(next, word[1:])
	}
	return false
}

// definite returns an Arabic word without its article, "and" before the
// article included, and whether it had one.
func definite(word string) (string, bool) {
	for _, article := range []string{"وال", "ال"} {
		stem, ok := strings.CutPrefix(word, article)
		if ok && len([]rune(stem)) >= 2 {
			return stem, true
		}
	}
	return word, false
}
