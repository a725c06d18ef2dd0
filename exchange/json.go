package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonObject is the text of an object whose members keep their order. A member
// without a value is left out.
type jsonObject struct{ text []byte }

// add appends a member: a string, an int, a bool, a list of strings, or JSON.
func (o *jsonObject) add(name string, value any) {
	switch value := value.(type) {
	case string:
		if value != "" {
			o.member(name)
			o.text = quoted(o.text, value)
		}
	case int:
		o.member(name)
		o.text = strconv.AppendInt(o.text, int64(value), 10)
	case bool:
		o.member(name)
		o.text = strconv.AppendBool(o.text, value)
	case []string:
		if len(value) == 0 {
			return
		}
		o.member(name)
		for i, item := range value {
			o.text = append(o.text, "[,"[min(i, 1)])
			o.text = quoted(o.text, item)
		}
		o.text = append(o.text, ']')
	case json.RawMessage:
		if value != nil {
			o.member(name)
			o.text = append(o.text, value...)
		}
	default:
		panic("exchange: a column holds something else")
	}
}

func (o *jsonObject) member(name string) {
	if len(o.text) == 0 {
		o.text = append(o.text, '{')
	} else {
		o.text = append(o.text, ',')
	}
	o.text = append(quoted(o.text, name), ':')
}

// end returns the whole object.
func (o *jsonObject) end() json.RawMessage {
	if len(o.text) == 0 {
		return json.RawMessage("{}")
	}
	return append(o.text, '}')
}

// reset makes the object empty, in the same memory.
func (o *jsonObject) reset() { o.text = o.text[:0] }

func quoted(text []byte, value string) []byte {
	text, _ = jsontext.AppendQuote(text, value) // what is no UTF-8 becomes U+FFFD
	return text
}

func addColumns[row any](o *jsonObject, columns []column[row], of *row) {
	for _, column := range columns {
		o.add(column.name, column.of(of))
	}
}

// jsonFacts is what a file says of itself, as an object.
func (s *sheet) jsonFacts() json.RawMessage {
	var o jsonObject
	for _, fact := range s.facts() {
		o.add(fact.name, fact.value)
	}
	return o.end()
}

// jsonWriter writes lists of objects, one on each line. What goes wrong is told
// by Flush.
type jsonWriter struct {
	*bufio.Writer
	object jsonObject
	some   bool // items in the list at hand
}

func newJSONWriter(w io.Writer) *jsonWriter { return &jsonWriter{Writer: bufio.NewWriter(w)} }

// raw writes JSON as it is, up to the beginning of a list.
func (j *jsonWriter) raw(text string) {
	_, _ = j.WriteString(text) // the buffer keeps its first error
	j.some = false
}

// item writes an object of a list.
func (j *jsonWriter) item(object []byte) {
	if j.some {
		_ = j.WriteByte(',')
	}
	_ = j.WriteByte('\n')
	_, _ = j.Write(object)
	j.some = true
}

// jsonList is a list of values.
func jsonList(values ...[]byte) json.RawMessage {
	return slices.Concat([]byte("[\n"), bytes.Join(values, []byte(",\n")), []byte("\n]"))
}
