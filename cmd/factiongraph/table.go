package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"
)

// table is aligned columns for people. A cell is a list of lines.
type table struct {
	head []string
	rows [][][]string
}

// add appends a row.
func (t *table) add(cells ...[]string) { t.rows = append(t.rows, cells) }

// write writes the table, its head in bold where that can be seen, and with air
// between rows of several lines.
func (t *table) write(w io.Writer, bold bool) {
	var text bytes.Buffer
	aligned := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(aligned, strings.Join(t.head, "\t"))
	spaced := slices.ContainsFunc(t.rows, func(row [][]string) bool {
		return slices.ContainsFunc(row, func(cell []string) bool { return len(cell) > 1 })
	})
	for i, row := range t.rows {
		if spaced && i > 0 {
			fmt.Fprintln(aligned, strings.Repeat("\t", len(t.head)-1))
		}
		for at := 0; ; at++ {
			line, more := make([]string, len(row)), false
			for i, cell := range row {
				if at < len(cell) {
					line[i], more = printable(cell[at]), true
				}
			}
			if !more {
				break
			}
			fmt.Fprintln(aligned, strings.Join(line, "\t"))
		}
	}
	_ = aligned.Flush() // a buffer takes everything
	for i, line := range strings.Split(strings.TrimRight(text.String(), "\n"), "\n") {
		line = strings.TrimRight(line, " ")
		if i == 0 && bold {
			line = "\x1b[1m" + line + "\x1b[0m"
		}
		fmt.Fprintln(w, line)
	}
}

// one is a cell of one line.
func one(line string) []string { return []string{line} }

// flowing is a cell of words, as many on each line as fit.
func flowing(words []string) []string {
	const width = 32
	var lines []string
	for i, word := range words {
		if i < len(words)-1 {
			word += ","
		}
		last := len(lines) - 1
		if last >= 0 && utf8.RuneCountInString(lines[last])+1+utf8.RuneCountInString(word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// printable replaces what could control a terminal, or break a table: the text
// comes from files that anybody may have written.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// writeJSON writes a value for programs, and people who look.
func (p *program) writeJSON(value any) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
