package names

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// minSkeleton is the number of consonants below which a skeleton says nothing.
const minSkeleton = 3

// word is one folded word with what it is compared by.
type word struct {
	text     string
	letters  []rune // of text
	sound    string // text with the choices of a transliterator undone
	skeleton string // see skeleton; "" if there are too few consonants to tell
	number   bool
	arabic   bool
}

func newWord(text string) word {
	w := word{text: text, letters: []rune(text), sound: text, number: isNumber(text), arabic: isArabic(text)}
	switch {
	case w.number:
	case w.arabic:
		w.sound = arabicSound(text)
		w.skeleton = arabicSkeleton(w.sound)
	case strings.ContainsAny(text, "aeiou"): // else an acronym
		w.sound = latinSound(w.letters)
		w.skeleton = latinSkeleton(w.sound)
	}
	return w
}

// latinSound undoes what transliterators choose differently. A run of vowels
// becomes u if it has an o, u or w (Hawran, Hauran, Horan), else i if it has an
// i, y or ee (Jaysh, Jaish), else a (Daraa, Deraa). Consonants are written with
// one letter each and never doubled; q is k, c is k or s as in English, dh is d,
// th is t, the sch of German is sh, its dsch and the dj of French are j. An
// article glued to its noun and an h that ends -ah or -eh are dropped.
func latinSound(letters []rune) string {
	if hasGluedArticle(letters) {
		letters = letters[2:]
	}
	if n := len(letters); n > 1 && letters[n-1] == 'h' && isVowel(letters[n-2]) {
		letters = letters[:n-1]
	}
	sound := make([]rune, 0, len(letters))
	emit := func(r rune) {
		if len(sound) == 0 || sound[len(sound)-1] != r {
			sound = append(sound, r)
		}
	}
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		glide := i == 0 && (r == 'w' || r == 'y') && len(letters) > 1 && isVowel(letters[1])
		if isVowel(r) && !glide {
			end := i + 1
			for end < len(letters) && isVowel(letters[end]) {
				end++
			}
			emit(vowel(letters[i:end]))
			i = end - 1
			continue
		}
		if one, n := multigraph(letters[i:]); n > 0 {
			emit(one)
			i += n - 1
			continue
		}
		if i+1 < len(letters) && letters[i+1] == 'h' {
			if one, ok := digraphs[r]; ok {
				emit(one)
				i++
				continue
			}
		}
		switch r {
		case 'c':
			if i+1 < len(letters) && strings.ContainsRune("eiy", letters[i+1]) {
				emit('s')
			} else {
				emit('k')
			}
		case 'q':
			emit('k')
		case 'x':
			emit('k')
			emit('s')
		default:
			emit(r)
		}
	}
	return string(sound)
}

// multigraph reads what German and French write for one consonant at the head of
// letters, and returns how many letters that takes, or 0.
func multigraph(letters []rune) (one rune, n int) {
	for _, m := range multigraphs {
		if len(letters) >= len(m.letters) && slices.Equal(letters[:len(m.letters)], m.letters) {
			return m.one, len(m.letters)
		}
	}
	return 0, 0
}

var multigraphs = []struct {
	letters []rune
	one     rune
}{
	{[]rune("dsch"), 'j'}, {[]rune("tsch"), 'č'}, {[]rune("sch"), 'š'}, {[]rune("dj"), 'j'},
}

// hasGluedArticle recognises alBalad and Alassad. Four letters must follow, so
// that Ali and Allah keep theirs, and no l, so that allies do.
func hasGluedArticle(letters []rune) bool {
	return len(letters) >= 6 && letters[0] == 'a' && letters[1] == 'l' && letters[2] != 'l'
}

// digraphs are the first letters of consonants spelt with an h.
var digraphs = map[rune]rune{'k': 'x', 's': 'š', 'c': 'č', 'g': 'g', 'd': 'd', 't': 't', 'p': 'f', 'z': 'z'}

func isVowel(r rune) bool {
	switch r {
	case 'a', 'e', 'i', 'o', 'u', 'w', 'y':
		return true
	}
	return false
}

// vowel classes a run of vowels.
func vowel(run []rune) rune {
	switch s := string(run); {
	case strings.ContainsAny(s, "ouw"):
		return 'u'
	case strings.ContainsAny(s, "iy") || strings.Contains(s, "ee"):
		return 'i'
	}
	return 'a'
}

// latinSkeleton is the skeleton of a Latin sound. It merges consonants that
// Arabic does not tell apart or that dialects and transliterators mix.
func latinSkeleton(sound string) string { return skeleton([]rune(sound), latinConsonant) }

func latinConsonant(letter rune, _ bool) rune {
	switch letter {
	case 'a', 'i', 'u':
		return 0
	case 'p':
		return 'b'
	case 'v':
		return 'f'
	case 'x':
		return 'h'
	case 'č':
		return 'š'
	case 'j':
		return 'g'
	}
	return letter
}

// arabicSound drops every article and tells سوريا from سورية no more.
func arabicSound(text string) string {
	for {
		stem, ok := strings.CutPrefix(text, "ال")
		if !ok || utf8.RuneCountInString(stem) < 3 {
			break
		}
		text = stem
	}
	if stem, ok := strings.CutSuffix(text, "ه"); ok {
		return stem + "ا"
	}
	return text
}

// arabicSkeleton is the skeleton of an Arabic sound. Waw and ya are consonants
// at the head of a word alone.
func arabicSkeleton(sound string) string { return skeleton([]rune(sound), arabicConsonant) }

func arabicConsonant(letter rune, head bool) rune {
	latin, ok := arabicConsonants[letter]
	switch {
	case !ok:
		return letter
	case (latin == 'w' || latin == 'y') && !head:
		return 0
	}
	return latin
}

// skeleton writes the consonants of a sound in one alphabet for both scripts,
// with an a before or behind if the sound begins or ends with a vowel. It is ""
// if there are too few. consonant is that of a letter, which is the head of the
// word or not, and 0 for a vowel.
func skeleton(sound []rune, consonant func(letter rune, head bool) rune) string {
	bones, consonants := bonesOf(sound, consonant)
	if consonants < minSkeleton {
		return ""
	}
	if consonant(sound[len(sound)-1], false) == 0 {
		bones += "a"
	}
	return bones
}

// bonesOf is what the skeletons of all words begin with whose sounds begin with
// this one, and how many consonants that has.
func bonesOf(sound []rune, consonant func(letter rune, head bool) rune) (written string, consonants int) {
	var bones strings.Builder
	for i, letter := range sound {
		switch c := consonant(letter, i == 0); {
		case c != 0:
			bones.WriteRune(c)
			consonants++
		case i == 0:
			bones.WriteByte('a')
		}
	}
	return bones.String(), consonants
}

// arabicConsonants has 0 for letters that are vowels or vanish in Latin script.
var arabicConsonants = map[rune]rune{
	'ا': 0, 'ع': 0, 'و': 'w', 'ي': 'y',
	'ب': 'b', 'ت': 't', 'ث': 't', 'ج': 'g', 'ح': 'h', 'خ': 'h', 'د': 'd', 'ذ': 'd', 'ر': 'r', 'ز': 'z',
	'س': 's', 'ش': 'š', 'ص': 's', 'ض': 'd', 'ط': 't', 'ظ': 'z', 'غ': 'g', 'ف': 'f', 'ق': 'k', 'ك': 'k',
	'ل': 'l', 'م': 'm', 'ن': 'n', 'ه': 'h', 'پ': 'b', 'چ': 'š', 'ژ': 'z', 'ڤ': 'f', 'گ': 'g',
}

// likeness says how alike two words are, from 0 to 1; see the package comment.
func likeness(a, b *word) float64 {
	known := withoutSlip(a, b)
	if known >= sameSound || a.number || b.number || a.arabic != b.arabic {
		return known
	}
	longer := max(len(a.letters), len(b.letters))
	d := slips(a.letters, b.letters)
	if d == 0 {
		return known
	}
	return max(known, min(1-slipCost*float64(d)/float64(longer), maxSlipped))
}

// withoutSlip is the likeness of two words that owe nothing to a slip.
func withoutSlip(a, b *word) float64 {
	switch {
	case a.text == b.text:
		return 1
	case a.number || b.number:
		return 0
	case a.sound == b.sound && a.skeleton == b.skeleton: // which no acronym has
		return sameSound
	case a.skeleton == "" || a.skeleton != b.skeleton:
		return 0
	case a.arabic != b.arabic:
		return acrossScripts
	case a.arabic:
		return 0 // spelling is settled in Arabic; ط and ت are two letters
	}
	return sameSkeleton
}

// slips returns the number of slips that make b of a, or 0 if the words are the
// same, too short or too far apart.
func slips(a, b []rune) int {
	if slices.Equal(a, b) {
		return 0
	}
	for n := 1; n <= slipsAllowed(min(len(a), len(b))); n++ {
		if within(a, b, n) {
			return n
		}
	}
	return 0
}

// slipsAllowed returns how many slips a word of that many letters may have.
func slipsAllowed(letters int) int {
	switch {
	case letters >= 9:
		return 2
	case letters >= 4:
		return 1
	}
	return 0
}

// within reports whether at most n edits (a letter left out, added, replaced or
// swapped with its neighbour, none edited twice) turn a into b.
func within(a, b []rune, n int) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a)+len(b) <= n
	}
	if n == 0 || len(a)-len(b) > n || len(b)-len(a) > n {
		return false
	}
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && within(a[2:], b[2:], n-1) {
		return true
	}
	return within(a[1:], b[1:], n-1) || within(a[1:], b, n-1) || within(a, b[1:], n-1)
}

// minBegun is the number of letters below which nothing is said to begin a word.
const minBegun = 3

// longest returns how many letters the words have at most that a beginning of
// so many letters is taken for.
func longest(letters int) int { return 3*letters + 4 }

// begins says how much of a word its beginning is, if a is one of b, and else 0.
func begins(a, b *word) float64 {
	n, of := len(a.letters), len(b.letters)
	if n < minBegun || n >= of || of > longest(n) || a.number || b.number {
		return 0
	}
	degree := begunBase + begunShare*float64(n)/float64(of)
	if strings.HasPrefix(b.text, a.text) {
		return degree
	}
	if sound := a.begunSound(); sound != "" && a.arabic == b.arabic && strings.HasPrefix(b.sound, sound) {
		return begunSounds * degree
	}
	return 0
}

// begunSound is what the sounds of all words begin with that w sounds like the
// beginning of: without the vowels that it breaks off in, as these may go on.
// It is "" if that says too little.
func (w *word) begunSound() string {
	sound := w.sound
	if !w.arabic {
		sound = strings.TrimRight(sound, "aiu")
	}
	if w.number || utf8.RuneCountInString(sound) < 2 {
		return ""
	}
	return sound
}
