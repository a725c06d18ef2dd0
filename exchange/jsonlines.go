package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	fastjson "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/factiongraph/factiongraph/graph"
)

// The whole of a dataset as JSON Lines. The first line says what follows:
//
//	{"dataset":{"generator":…,"version":…,"exportedAt":…,"counts":{"ACTOR":2,…}}}
//
// Each other line is one entity, as its record (see [graph.Record]):
//
//	{"entity":"ACTOR","record":{"id":"act_a","kind":"STATE","name":"A"}}
//
// Loaded into an empty store the file gives a dataset of the same version.

// datasetLine is what the first line says.
type datasetLine struct {
	Generator  string                   `json:"generator,omitempty"`
	Version    string                   `json:"version,omitempty"`
	ExportedAt time.Time                `json:"exportedAt,omitzero"`
	Counts     map[graph.EntityKind]int `json:"counts,omitempty"`
}

// recordLine is any line.
type recordLine struct {
	Dataset *datasetLine     `json:"dataset,omitempty"`
	Entity  graph.EntityKind `json:"entity,omitempty"`
	Record  json.RawMessage  `json:"record,omitempty"`
}

// recorded are the kinds of entities that have records, each before those that
// refer to it, as far as that can be.
var recorded = []graph.Filter{
	graph.SourceFilter{}, graph.PlaceFilter{}, graph.ActorFilter{}, graph.AffiliationFilter{}, graph.AgreementFilter{}, graph.EventFilter{},
}

// WriteJSONLines writes all that a reader reads, in the order of ids. Of about
// it needs the generator and the time.
func WriteJSONLines(ctx context.Context, w io.Writer, reader graph.Reader, about About) error {
	dataset, err := reader.Dataset(ctx)
	if err != nil {
		return err
	}
	first := &datasetLine{about.Generator, dataset.Version, about.Exported.UTC().Truncate(time.Second), map[graph.EntityKind]int{}}
	queries := make([]graph.Query, len(recorded))
	for i, filter := range recorded {
		queries[i].Filter = filter
		first.Counts[filter.Lists()] = dataset.Counts[filter.Lists()]
	}
	head, err := json.Marshal(recordLine{Dataset: first})
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(lines, "%s\n", head) // the buffer keeps its first error
	for row, err := range reader.List(ctx, queries...) {
		if err != nil {
			return err
		}
		if err := goingOn(ctx); err != nil {
			return err
		}
		record, err := graph.Record(row.Entity)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(lines, `{"entity":"%s","record":%s}`+"\n", row.Entity.EntityKind(), record); err != nil {
			return err
		}
	}
	return lines.Flush()
}

// maxRecord bounds one line, in bytes.
const maxRecord = 64 << 20

var jsonLineStart = regexp.MustCompile(`^\x{FEFF}?\s*\{\s*"(dataset|entity|record)"\s*:`)

// startsJSONLines reports whether a file begins like one that [WriteJSONLines]
// wrote.
func startsJSONLines(head []byte) bool { return jsonLineStart.Match(head) }

// jsonLines reads what [WriteJSONLines] writes. The first line may be left out.
func (r *reading) jsonLines(name string, content io.Reader) {
	f := &jsonLinesReading{reading: r, file: name, counts: map[graph.EntityKind]int{}}
	err := eachLine(content, maxRecord, &f.line, func(line []byte) (more bool) {
		f.read(line)
		return !f.ended
	})
	if f.ended {
		return
	}
	f.line++
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		f.stop(fmt.Sprintf("it is longer than %d MiB", maxRecord>>20), nil)
	case err != nil:
		f.stop("it cannot be read further", err)
	default:
		f.complete()
	}
}

// jsonLinesReading is one file.
type jsonLinesReading struct {
	*reading
	file    string
	line    int
	head    *datasetLine
	counts  map[graph.EntityKind]int // of the lines so far
	faulted int
	ended   bool
}

// note takes down a fault of the line at hand, up to the most that one file may
// have.
func (f *jsonLinesReading) note(entity, field string, column int, format string, arguments ...any) {
	if f.faulted++; f.faulted > maxFaults {
		if !f.ended {
			f.stop("there are more faults in this file", nil)
		}
		return
	}
	f.faults = append(f.faults, graph.Fault{
		Entity: entity, Field: field, File: f.file, Line: f.line, Column: max(column, 1), Reason: fmt.Sprintf(format, arguments...),
	})
}

func (f *jsonLinesReading) stop(reason string, cause error) {
	f.ended = true
	f.broken(graph.Fault{File: f.file, Line: f.line, Column: 1, Reason: reason}, cause)
}

// lost notes a fault that leaves it open what the line tells.
func (f *jsonLinesReading) lost(column int, format string, arguments ...any) {
	f.input.partial = true
	f.note("", "", column, format, arguments...)
}

func (f *jsonLinesReading) read(text []byte) {
	if !utf8.Valid(text) {
		f.lost(1, "it is not UTF-8")
		return
	}
	var line recordLine
	if err := fastjson.Unmarshal(text, &line, fastjson.RejectUnknownMembers(true)); err != nil {
		_, reason, offset := unfit(err)
		f.lost(offset+1, "%s", reason)
		return
	}
	kinds := make([]string, len(recorded))
	for i, filter := range recorded {
		kinds[i] = string(filter.Lists())
	}
	switch {
	case line.Dataset != nil && f.line == 1 && line.Entity == "" && line.Record == nil:
		f.head = line.Dataset
	case line.Dataset != nil:
		f.lost(1, "what the dataset is stands in the first line, alone")
	case !slices.Contains(kinds, string(line.Entity)):
		f.lost(1, "entity is %q, and not one of %s", clip(string(line.Entity)), strings.Join(kinds, ", "))
	case len(f.input.Entities) >= maxEntities:
		f.stop(fmt.Sprintf("at most %d entities are read at once", maxEntities), nil)
	default:
		f.counts[line.Entity]++
		at := 0
		if line.Record != nil {
			at = bytes.LastIndex(text, line.Record)
		}
		f.entity(line.Entity, line.Record, at)
	}
}

// entity takes in a record that stands at an offset of its line.
func (f *jsonLinesReading) entity(kind graph.EntityKind, record []byte, at int) {
	if len(record) == 0 || record[0] != '{' {
		f.lost(at+1, "record is an object")
		return
	}
	entity, err := graph.FromRecord(kind, record)
	if err != nil {
		var named struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(record, &named) // what is wrong is told below
		field, reason, offset := unfit(errors.Unwrap(err))
		if named.ID == "" {
			f.input.partial = true
		}
		f.note(named.ID, field, at+offset+1, "%s", reason)
		return
	}
	id := entity.EntityID()
	if id == "" {
		f.lost(at+1, "it has no id")
		return
	}
	own, err := graph.Record(entity)
	if err != nil {
		f.note(id, "", at+1, "%s", err)
		return
	}
	if !bytes.Equal(own, record) {
		for _, field := range unknownMembers(record, own) {
			f.note(id, field, at+1, "there is no such key")
		}
	}
	place := origin{file: f.file}
	place.trail.add(-1, "", -1, f.line, at+1)
	if source, is := entity.(*graph.Source); is {
		f.keys[source.Key] = id
	}
	f.add(entity, place)
}

// complete sees that all lines are there of which the first one tells.
func (f *jsonLinesReading) complete() {
	if f.head == nil {
		return
	}
	for _, filter := range recorded {
		kind := filter.Lists()
		if told := f.head.Counts[kind]; told != f.counts[kind] && f.head.Counts != nil {
			f.broken(graph.Fault{
				File: f.file, Line: 1, Column: 1,
				Reason: fmt.Sprintf("this line tells of %d lines of kind %s, and there are %d: the file is not whole, unless this line is to be left out", told, kind, f.counts[kind]),
			}, nil)
		}
	}
}

// unfit says why JSON is not what it should be: which field, why, and at which
// byte, as far as that is known.
func unfit(err error) (field, reason string, offset int) {
	var (
		domain    *graph.Error
		semantic  *fastjson.SemanticError
		syntactic *jsontext.SyntacticError
		typed     *json.UnmarshalTypeError
	)
	if errors.As(err, &semantic) {
		field, offset = pathOf(semantic.JSONPointer), int(semantic.ByteOffset)
	}
	switch {
	case errors.As(err, &domain):
		return field, domain.Message, offset
	case errors.As(err, &syntactic):
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return pathOf(syntactic.JSONPointer), "the key stands twice", int(syntactic.ByteOffset)
		}
		return "", "it is not JSON: " + strings.TrimPrefix(syntactic.Error(), "jsontext: "), int(syntactic.ByteOffset)
	case errors.Is(err, fastjson.ErrUnknownName):
		return field, fmt.Sprintf("there is no key %q; there are dataset, entity and record", clip(field)), offset
	case errors.As(err, &typed):
		return typed.Field, fmt.Sprintf("this is a %s, and %s is asked for", typed.Value, formOf(typed.Type)), int(typed.Offset)
	case semantic != nil:
		return field, fmt.Sprintf("this is a %s, and %s is asked for", semantic.JSONKind, formOf(semantic.GoType)), offset
	}
	return "", "it is no record: " + err.Error(), 0
}

// pathOf turns a JSON pointer into the notation of [graph.Path].
func pathOf(pointer jsontext.Pointer) string {
	var path strings.Builder
	for token := range pointer.Tokens() {
		switch _, err := strconv.Atoi(token); {
		case err == nil:
			path.WriteString("[" + token + "]")
		case path.Len() > 0:
			path.WriteString("." + token)
		default:
			path.WriteString(token)
		}
	}
	return path.String()
}

// formOf says what stands in JSON for a Go type.
func formOf(t reflect.Type) string {
	if t == nil {
		return "something else"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return text.String()
	case reflect.Bool:
		return flag.String()
	case reflect.Int:
		return integer.String()
	case reflect.Float64:
		return number.String()
	case reflect.Slice:
		return list.String()
	default:
		return "an object"
	}
}

// unknownMembers lists the members of JSON objects that were not understood: own
// is what was, and lacks them. A member without a value may be missing.
func unknownMembers(given, own []byte) []string {
	var one, other any
	if json.Unmarshal(given, &one) != nil || json.Unmarshal(own, &other) != nil {
		return nil
	}
	var fields []string
	compareMembers("", one, other, &fields)
	return fields
}

func compareMembers(at string, given, own any, fields *[]string) {
	switch given := given.(type) {
	case map[string]any:
		own, is := own.(map[string]any)
		if !is {
			return // the same, written in short
		}
		for _, name := range sortedKeys(given) {
			field := strings.TrimPrefix(at+"."+name, ".")
			if value, known := own[name]; known {
				compareMembers(field, given[name], value, fields)
			} else if !isEmpty(given[name]) {
				*fields = append(*fields, field)
			}
		}
	case []any:
		own, _ := own.([]any)
		for i := range min(len(given), len(own)) {
			compareMembers(fmt.Sprintf("%s[%d]", at, i), given[i], own[i], fields)
		}
	}
}

func isEmpty(value any) bool {
	switch value := value.(type) {
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	default:
		return value == nil || value == "" || value == false || value == 0.0
	}
}
