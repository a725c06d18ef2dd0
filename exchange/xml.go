package exchange

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlWriter writes elements one after the other. What goes wrong is told by
// flush. A character that XML 1.0 forbids, such as a control character, is
// written as U+FFFD.
type xmlWriter struct{ *bufio.Writer }

func newXMLWriter(w io.Writer) xmlWriter {
	x := xmlWriter{bufio.NewWriter(w)}
	x.raw(xml.Header)
	return x
}

// begin writes the start of an element; attributes are names and values in turn.
func (x xmlWriter) begin(name string, attributes ...string) {
	x.tag(name, attributes)
	x.raw(">\n")
}

// empty writes an element that holds nothing.
func (x xmlWriter) empty(name string, attributes ...string) {
	x.tag(name, attributes)
	x.raw("/>\n")
}

// leaf writes an element that holds text.
func (x xmlWriter) leaf(name, text string, attributes ...string) {
	x.tag(name, attributes)
	x.raw(">")
	x.text(text, false)
	x.end(name)
}

func (x xmlWriter) end(name string) {
	x.raw("</")
	x.raw(name)
	x.raw(">\n")
}

func (x xmlWriter) tag(name string, attributes []string) {
	x.raw("<")
	x.raw(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		x.raw(" ")
		x.raw(attributes[i])
		x.raw(`="`)
		x.text(attributes[i+1], true)
		x.raw(`"`)
	}
}

// text writes text, in an attribute if quoted.
func (x xmlWriter) text(text string, quoted bool) {
	last := 0
	for at := 0; at < len(text); {
		letter, size := utf8.DecodeRuneInString(text[at:])
		if escape := escapeOf(letter, quoted); escape != "" {
			x.raw(text[last:at])
			x.raw(escape)
			last = at + size
		}
		at += size
	}
	x.raw(text[last:])
}

// escapeOf returns what is written for a letter; nothing if that is itself.
func escapeOf(letter rune, quoted bool) string {
	switch {
	case letter == '&':
		return "&amp;"
	case letter == '<':
		return "&lt;"
	case letter == '>':
		return "&gt;"
	case letter == '"' && quoted:
		return "&quot;"
	case letter == '\r', (letter == '\n' || letter == '\t') && quoted: // else a reader takes them for spaces, or for nothing
		return "&#" + strconv.Itoa(int(letter)) + ";"
	case letter < ' ' && letter != '\n' && letter != '\t', letter == utf8.RuneError, letter == 0xfffe, letter == 0xffff:
		return string(utf8.RuneError)
	}
	return ""
}

func (x xmlWriter) raw(text string) { _, _ = x.WriteString(text) } // likewise

// textOf is the value of a column as text; nothing for no value.
func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case int:
		return strconv.Itoa(value)
	case bool:
		return strconv.FormatBool(value)
	case []string:
		return joined(value)
	}
	panic("exchange: a column holds something else")
}
