package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/factiongraph/factiongraph/graph"
)

// shape is what may stand at one place of a file. Shapes are read off the types
// of package graph, so that what a record can hold and what a file can say are
// one thing.
type shape struct {
	form   form
	fields map[string]field // of a form that is object, by their key in the file
	item   *shape           // of a list
	single bool             // of a list: one item may stand without brackets
	of     reflect.Type     // of an object
}

// field is one key of an object and what it is called in the record.
type field struct {
	name string
	*shape
}

type form int

const (
	text form = iota
	number
	integer
	flag
	edtf
	date // edtf, or a map that holds it
	list
	object
)

func (f form) String() string {
	return [...]string{"text", "a number", "a whole number", "true or false", "a date", "a date", "a list", "a map"}[f]
}

var (
	fuzzyDateType = reflect.TypeFor[graph.FuzzyDate]()
	claimType     = reflect.TypeFor[graph.Claim]()
	nameType      = reflect.TypeFor[graph.Name]()
	placeUseType  = reflect.TypeFor[graph.PlaceUse]()
	eventType     = reflect.TypeFor[graph.Event]()
	agreementType = reflect.TypeFor[graph.Agreement]()
)

// otherKeys lists the fields that a file calls otherwise than the record, or,
// where the key is empty, does not hold because graph fills them in.
var otherKeys = map[reflect.Type]map[string]string{
	claimType:                            {"locator": "at", "attributedTo": "by", "id": ""},
	reflect.TypeFor[graph.Participant](): {"fromAgreement": ""},
}

// pointing lists the types that lead to an entity of any kind. Such a field has
// no JSON tag, as the record spells it in its own way; a file says "to".
var pointing = []reflect.Type{reflect.TypeFor[graph.Affiliation](), reflect.TypeFor[graph.Link]()}

// section is one of the lists that a file may hold.
type section struct {
	kind  graph.EntityKind
	shape *shape // of an item
}

var sections = map[string]section{
	"sources":      {graph.SourceEntity, objectShape(reflect.TypeFor[graph.Source]())},
	"actors":       {graph.ActorEntity, objectShape(reflect.TypeFor[graph.Actor]())},
	"places":       {graph.PlaceEntity, objectShape(reflect.TypeFor[graph.Place]())},
	"affiliations": {graph.AffiliationEntity, objectShape(reflect.TypeFor[graph.Affiliation]())},
	"agreements":   {graph.AgreementEntity, objectShape(agreementType)},
	"events":       {graph.EventEntity, objectShape(eventType)},
}

var dateShape = &shape{form: object, of: fuzzyDateType, fields: map[string]field{
	"edtf":      {"edtf", &shape{form: edtf}},
	"verbatim":  {"verbatim", &shape{form: text}},
	"reasoning": {"reasoning", &shape{form: text}},
}}

// shapeOf returns the shape of a field. A pointer to an entity is written as
// the entity's id.
func shapeOf(t reflect.Type) *shape {
	if t.Kind() == reflect.Pointer {
		if t.Implements(reflect.TypeFor[graph.Entity]()) {
			return &shape{form: text}
		}
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return &shape{form: text}
	case reflect.Float64:
		return &shape{form: number}
	case reflect.Int:
		return &shape{form: integer}
	case reflect.Bool:
		return &shape{form: flag}
	case reflect.Slice:
		return &shape{form: list, item: shapeOf(t.Elem())}
	case reflect.Struct:
		if t == fuzzyDateType {
			return &shape{form: date}
		}
		return objectShape(t)
	}
	panic(fmt.Sprintf("exchange: no file can hold a %s", t))
}

func objectShape(t reflect.Type) *shape {
	fields := map[string]field{}
	for member := range t.Fields() {
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		key := name
		if other, differs := otherKeys[t][name]; differs {
			key = other
		}
		if key != "" {
			fields[key] = field{name, shapeOf(member.Type)}
		}
	}
	if t == claimType {
		for _, key := range []string{"at", "by"} {
			fields[key] = field{fields[key].name, &shape{form: list, item: &shape{form: text}, single: true}}
		}
	}
	if slices.Contains(pointing, t) {
		fields["to"] = field{"to", &shape{form: text}}
	}
	return &shape{form: object, fields: fields, of: t}
}

// meantKey returns the key that an unknown one may be a slip of; nothing if
// none is near.
func meantKey[V any](key string, keys map[string]V, other map[string]string) string {
	return cmp.Or(other[key], nearest(key, slices.Sorted(maps.Keys(keys))))
}

// unknownKey says that key is not among keys, and which of them may be meant.
func unknownKey[V any](key string, keys map[string]V, meant string) string {
	reason := fmt.Sprintf("there is no key %q", clip(key))
	if meant != "" {
		return fmt.Sprintf("%s; did you mean %q?", reason, meant)
	}
	return reason + "; there are " + strings.Join(slices.Sorted(maps.Keys(keys)), ", ")
}

// nearest returns the word that is fewest slips of a letter away from key, at
// most one in three letters; nothing if none is that near.
func nearest(key string, words []string) string {
	best, fewest := "", len(key)/3+2
	if len(key) > 40 {
		return ""
	}
	for _, word := range words {
		if slips := levenshtein.ComputeDistance(strings.ToLower(key), strings.ToLower(word)); slips < fewest {
			best, fewest = word, slips
		}
	}
	return best
}
