package exchange

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/factiongraph/factiongraph/graph"
)

// maxLocators is how many locators one claim may be expanded to.
const maxLocators = 200

// yamlExpansion turns the nodes of one file into records, writing out what the
// shorthand leaves out.
type yamlExpansion struct {
	file    string
	budget  int // how many values may still be looked at
	stopped bool
	faults  []graph.Fault
	excused []excuse

	// of the entity at hand
	trail trail
	id    string
}

// entity returns the record of one entity and where its parts stand; nil if it
// is no map. What is at fault is left out of the record.
func (x *yamlExpansion) entity(section section, node *yaml.Node) (record map[string]any, trail trail) {
	x.trail = nil
	at := x.trail.add(-1, "", -1, node.Line, node.Column)
	record, _ = x.value(at, section.shape, node).(map[string]any)
	return record, x.trail
}

// idOf returns the id that an entity is given, without the space around it;
// given is false if it has no such key.
func idOf(node *yaml.Node) (id string, given bool) {
	node = follow(node)
	for i := 0; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
		if node.Content[i].Value == "id" {
			id, given = strings.TrimSpace(follow(node.Content[i+1]).Value), true
		}
	}
	return id, given
}

// fault notes that the part at a stop is wrong.
func (x *yamlExpansion) fault(at int, format string, arguments ...any) {
	x.note(graph.Fault{
		Entity: x.id, Field: x.trail.field(at), Reason: fmt.Sprintf(format, arguments...),
		Line: x.trail[at].line, Column: x.trail[at].column,
	})
}

// excuse keeps quiet about what is missing at a stop, because of a fault that
// is told elsewhere.
func (x *yamlExpansion) excuse(at int) {
	x.excused = append(x.excused, excuse{x.id, x.trail.field(at)})
}

// note takes down a fault of the file, up to the most that one file may have.
func (x *yamlExpansion) note(fault graph.Fault) {
	switch {
	case x.stopped:
	case len(x.faults) == maxFaults:
		x.stop(fault.Line, fault.Column, "there are more faults in this file")
	default:
		fault.File = x.file
		x.faults = append(x.faults, fault)
	}
}

// stop ends the reading of the file with a last fault.
func (x *yamlExpansion) stop(line, column int, reason string) {
	if !x.stopped {
		x.stopped = true
		x.faults = append(x.faults, graph.Fault{File: x.file, Line: line, Column: column, Reason: reason})
	}
}

// spend takes from the budget and reports whether reading goes on.
func (x *yamlExpansion) spend(at, values int) bool {
	if x.budget -= values; x.budget < 0 {
		x.stop(x.trail[at].line, x.trail[at].column, "its aliases repeat too much")
	}
	return !x.stopped
}

// follow returns what an alias stands for. The parser makes none that stands
// for another alias.
func follow(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// value returns what stands in the record for node, which is written at a stop;
// nil after a fault. The shape bounds how deep it goes.
func (x *yamlExpansion) value(at int, want *shape, node *yaml.Node) any {
	node = follow(node)
	if !x.spend(at, 1) {
		return nil
	}
	scalar := node.Kind == yaml.ScalarNode
	switch {
	case node.ShortTag() == "!!null":
		x.fault(at, "it has no value: leave it out, or put it in quotes if %q is meant", node.Value)
		return nil
	case want.form == date && node.Kind == yaml.SequenceNode:
		x.fault(at, "put a date that begins with a bracket in quotes")
		return nil
	case want.form == date && node.Kind == yaml.MappingNode:
		return x.object(at, dateShape, node)
	case want.form == list && (node.Kind == yaml.SequenceNode || want.single && scalar):
		return x.list(at, want, node)
	case want.of == placeUseType && scalar:
		use := map[string]any{"place": x.scalar(at, text, node)}
		x.complete(use, want.of)
		return use
	case want.form == object && node.Kind == yaml.MappingNode:
		return x.object(at, want, node)
	case want.form < list && scalar:
		return x.scalar(at, want.form, node)
	}
	x.fault(at, "this is %s, and %s is asked for", nodeKinds[node.Kind], want.form)
	return nil
}

var nodeKinds = map[yaml.Kind]string{
	yaml.MappingNode:  "a map",
	yaml.SequenceNode: "a list",
	yaml.ScalarNode:   "a single value",
}

func (x *yamlExpansion) object(at int, want *shape, node *yaml.Node) map[string]any {
	if tag := node.ShortTag(); tag != "!!map" {
		x.fault(at, "the tag %s means nothing here", clip(tag))
		return nil
	}
	record, seen := map[string]any{}, map[string]bool{}
	for i := 0; i < len(node.Content) && !x.stopped; i += 2 {
		key := follow(node.Content[i])
		field, known := want.fields[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			reason := "a key is a word, and this is " + nodeKinds[key.Kind]
			x.note(graph.Fault{Entity: x.id, Field: x.trail.field(at), Reason: reason, Line: key.Line, Column: key.Column})
		case !known:
			meant := meantKey(key.Value, want.fields, otherKeys[want.of])
			x.fault(x.trail.add(at, clip(key.Value), -1, key.Line, key.Column), "%s", unknownKey(key.Value, want.fields, meant))
			if field, known := want.fields[meant]; known {
				x.excuse(x.trail.add(at, field.name, -1, key.Line, key.Column))
			}
		case seen[key.Value]:
			x.fault(x.trail.add(at, field.name, -1, key.Line, key.Column), "the key %q stands twice", key.Value)
		default:
			seen[key.Value] = true
			if value := x.value(x.trail.add(at, field.name, -1, key.Line, key.Column), field.shape, node.Content[i+1]); value != nil {
				record[field.name] = value
			}
		}
	}
	x.complete(record, want.of)
	return record
}

// list returns the items of a list, which is written at a stop.
func (x *yamlExpansion) list(at int, want *shape, node *yaml.Node) []any {
	nodes := node.Content
	if node.Kind == yaml.ScalarNode {
		nodes = []*yaml.Node{node}
	} else if tag := node.ShortTag(); tag != "!!seq" {
		x.fault(at, "the tag %s means nothing here", clip(tag))
		return nil
	}
	above, name := x.trail[at].above, x.trail[at].name
	items := []any{}
	for _, node := range nodes {
		if x.stopped {
			break
		}
		step := x.trail.add(above, name, len(items), node.Line, node.Column)
		if want.item.of == claimType {
			items = append(items, x.claims(step, want.item, node)...)
		} else {
			items = append(items, x.value(step, want.item, node))
		}
	}
	return items
}

// claims returns the claims that one item stands for: one for each locator.
func (x *yamlExpansion) claims(step int, want *shape, node *yaml.Node) []any {
	node = follow(node)
	if node.Kind == yaml.ScalarNode {
		claim := map[string]any{"locator": x.value(step, &shape{form: text}, node)}
		x.complete(claim, claimType)
		return []any{claim}
	}
	claim, isMap := x.value(step, want, node).(map[string]any)
	if !isMap {
		return []any{nil}
	}
	locators, _ := claim["locator"].([]any)
	delete(claim, "locator")
	switch {
	case len(locators) == 0:
		x.fault(step, "it has no locator: say under \"at\" where the source tells it")
		return []any{claim}
	case len(locators) > maxLocators:
		x.fault(step, "it has more than %d locators", maxLocators)
		return []any{claim}
	}
	parts := slices.Clone(x.trail[step:])
	claims := make([]any, 0, len(locators))
	for i, locator := range locators {
		if !x.spend(step, len(parts)) {
			break
		}
		if i > 0 {
			step = x.trail.repeat(parts, step)
		}
		whole, part := &x.trail[x.trail.find(step, "locator", -1)], x.trail[x.trail.find(step, "locator", i)]
		whole.line, whole.column = part.line, part.column
		each := maps.Clone(claim)
		if each["locator"] = locator; locator == nil {
			x.excuse(step)
		}
		claims = append(claims, each)
	}
	return claims
}

// scalar returns a single value; text stays as it is written, whatever else it
// could be read as.
func (x *yamlExpansion) scalar(at int, want form, node *yaml.Node) any {
	written := strings.TrimSpace(node.Value)
	tag := node.ShortTag()
	switch want {
	case text, edtf, date:
		if !slices.Contains([]string{"!!str", "!!int", "!!float", "!!bool", "!!timestamp", "!!merge"}, tag) {
			x.fault(at, "the tag %s means nothing here", clip(tag))
			return nil
		}
		if want != text {
			if _, err := graph.ParseEDTF(written); err != nil {
				x.fault(at, "%s", err)
				return nil
			}
		}
		return written
	case number, integer:
		_, err := strconv.ParseFloat(written, 64)
		if want == integer {
			_, err = strconv.ParseInt(written, 10, 32)
		}
		if err != nil || tag != "!!int" && tag != "!!float" || !json.Valid([]byte(written)) {
			x.fault(at, "%s is asked for, in digits and without quotes, and this is %q", want, clip(written))
			return nil
		}
		return json.Number(written)
	case flag:
		if tag != "!!bool" {
			x.fault(at, "%s is asked for, and this is %q", want, clip(written))
			return nil
		}
		return strings.EqualFold(written, "true")
	case list, object:
	}
	panic("exchange: " + want.String() + " is no single value")
}

// complete fills in what may be left out of a record of type t.
func (x *yamlExpansion) complete(record map[string]any, t reflect.Type) {
	fill := func(field string, value any) {
		if _, given := record[field]; !given && value != "" {
			record[field] = value
		}
	}
	switch t {
	case eventType, agreementType:
		fill("realis", graph.Occurred)
	case placeUseType:
		fill("role", "SITE")
	case fuzzyDateType:
		fill("edtf", "XXXX")
	case claimType:
		fill("basis", graph.Stated)
		if voices, _ := record["attributedTo"].([]any); len(voices) > 0 {
			fill("stance", graph.Claimed)
		}
		fill("stance", graph.Reported)
	case nameType:
		text, _ := record["text"].(string)
		language, script := lettersOf(text)
		fill("type", graph.AliasName)
		fill("language", language)
		fill("script", script)
		if claims, _ := record["claims"].([]any); len(claims) > 0 {
			fill("origin", graph.FromSource)
		}
		fill("origin", graph.FromKnowledge)
	}
}

// lettersOf guesses the language of a name, and says its script, by the letters
// in it; both are empty for letters that are neither Arabic nor Latin.
func lettersOf(name string) (language, script string) {
	language, script = "en", "Latn"
	for _, letter := range name {
		switch {
		case unicode.Is(unicode.Arabic, letter):
			return "ar", "Arab"
		case unicode.IsLetter(letter) && !unicode.Is(unicode.Latin, letter) && !unicode.Is(unicode.Common, letter):
			language, script = "", ""
		}
	}
	return language, script
}
