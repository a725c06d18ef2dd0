// Package names finds the bearer of a name however the name is written: in
// Latin or Arabic script, in one transliteration or another, with or without
// the article, its words in any order, with a letter slipped.
//
// It owns the folding of names, the comparison of one name with one query and
// an in-memory index of many names. It must not know what bears the names: it
// imports no other package of the program and sees entities as opaque keys.
//
// # Words
//
// A name is compared word by word. [Fold] drops case, diacritics, vowel signs,
// apostrophes and the possessive 's, unifies the variants of Arabic letters
// and the digits of both scripts, cuts at hyphens and other punctuation, leaves
// out articles (al-, el-, the assimilated ash-, ad- …, the prefix ال) and small
// words (of, in, the, في …), writes a scholar's ǧ and aš-Š as others do, Bde in
// full and عبد الله as one word, and writes ordinals as digits: "8th", "8e",
// "Eighth", "Achte", "VIII" and "الثامن" are all 8, and "Forth" is 4.
//
// Two words are alike to a degree, the highest that holds:
//
//	1.00  the same after folding
//	0.95  the same sound: one word in two transliterations (Jaysh, Jaish; Awda, Odeh)
//	1 − 2.4·d/n  d slips of a letter, n letters in the longer word, 0.94 at
//	      most; one slip where both have four letters or more, two where
//	      both have nine
//	0.60  in Latin script, the same three or more consonants, and vowels at
//	      the same ends (Musalama, Masalmeh)
//	0.50  the same, across scripts (Quneitra, القنيطرة)
//
// A slip is a letter left out, added, replaced, or swapped with its neighbour.
// Numbers are the same or they are not: the 5th is no slip of the 4th. A word
// without vowels is an acronym, and has neither sound nor consonants to vary.
//
// # Score
//
// The words of query and name are paired, the most alike first. With a the
// mean likeness of the pairs, q words in the query and n in the name, a score is
//
//	a                          q = n, every word paired
//	a · (0.60 + 0.25·q/n + f)  the query is part of the name; f is 0.03 if it
//	                           has the name's first word, else 0
//	a · (0.30 + 0.30·n/q)      the name is part of the query, every pair ≥ 0.95
//
// times 0.97 if the order of words differs. Anything else is no match, except
//
//	0.93 · likeness  the words run together are alike without a slip
//	                 ("Hizb Allah", Hezbollah); consonants count here too
//	0.60             the query is the initials of the name's three or more
//	                 words (HTS, Hay'at Tahrir al-Sham)
//
// and the highest applies. So a whole name stands above a part of one, a part
// above a slip in a short word, and 1 means the same words in the same order.
//
// # Unfinished queries
//
// Of a query that somebody is still typing, the last word may be the beginning
// of one: of three letters or more, and of a word of at most 3l+4 letters, where l
// are its own. With n the letters of the word it is worth
//
//	0.50 + 0.40·l/n          the word is written so
//	0.80 · (0.50 + 0.40·l/n) it sounds so, but for vowels at the break
//
// and the score, reckoned as that of words, is multiplied by 0.24: it stands
// below every name that matches without. Numbers are never unfinished.
//
// # Bounds
//
// Of a query or a name the first 200 characters count, of these the first 12
// words, of a word the first 64 letters. No input is an error: bytes that are
// not UTF-8 separate words, and a text without letters and digits matches nothing.
package names
