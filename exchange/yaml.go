package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/factiongraph/factiongraph/graph"
)

// YAMLOptions are what [ReadYAML] may be told.
type YAMLOptions struct {
	// SourceOfKey returns the id of a stored source by its key, or nothing. It
	// is asked where a locator begins with a key that no source of the input
	// has. It may be nil.
	SourceOfKey func(key string) string
}

// ReadYAML reads files and, below directories, every .yaml and .yml file in
// order of their paths, leaving out hidden files and links. A file may hold
// several documents; each is a map of lists named sources, actors, places,
// affiliations, agreements and events, whose items have the keys of the record
// (see [graph.Record]) and this shorthand:
//
//   - A claim is a locator alone or {at, by, …}; several locators under at are
//     several claims, and by is the chain of voices. Its source is the one whose
//     key begins the locator, its stance REPORTED, or CLAIMED if it has a by,
//     and its basis STATED, unless it says otherwise.
//   - A date is EDTF (see [graph.ParseEDTF]), or {edtf, verbatim, reasoning}.
//   - A use of a place is the place's id alone, or a map; its role is SITE.
//   - A name is an ALIAS in the language (en or ar) and script of its letters,
//     of origin SOURCE if it has claims and else GENERAL_KNOWLEDGE.
//   - Realis is OCCURRED.
//
// Text is kept as it is written, without the space around it, so that 2018 and
// no are text where text is asked for.
//
// Every file is read, and every fault of syntax and shape found, before the
// error returns: a [graph.Error] with file, line, column and field of each.
// Beside such an error there is an input all the same, in which what is at fault
// is left out, so that the rest can be checked too: see [Input.Faults]. What the
// entities say of each other is not checked here.
func ReadYAML(fsys fs.FS, options YAMLOptions, paths ...string) (*Input, error) {
	return Read(fsys, Options{Format: "yaml", SourceOfKey: options.SourceOfKey}, paths...)
}

// yaml reads one file of YAML.
func (r *reading) yaml(name string, content io.Reader) {
	data, whole := r.all(name, content, maxYAML)
	if !whole {
		return
	}
	if line, column, reason := unprintable(data); reason != "" {
		r.broken(graph.Fault{File: name, Line: line, Column: column, Reason: reason}, nil)
		return
	}
	// Every value of a file takes at least a byte, so this is reached only by
	// what stands in the file once and is referred to many times.
	expansion := yamlExpansion{file: name, budget: len(data) + 100_000}
	defer func() {
		r.faults = append(r.faults, expansion.faults...)
		r.input.excused = append(r.input.excused, expansion.excused...)
		r.input.partial = r.input.partial || expansion.stopped
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line, reason := syntaxFault(err, data)
			r.broken(graph.Fault{File: name, Line: line, Reason: reason}, err)
			return
		}
		r.document(&expansion, document.Content[0])
	}
}

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntaxFault words an error of the YAML parser, which gives no line where it
// means the first, and a line above that of a tab.
func syntaxFault(err error, data []byte) (line int, reason string) {
	line, reason = 1, err.Error()
	if parts := yamlError.FindStringSubmatch(reason); parts != nil {
		reason = parts[2]
		if number, err := strconv.Atoi(parts[1]); err == nil {
			line = number
		}
	}
	if strings.Contains(reason, "tab character") || strings.Contains(reason, "cannot start any token") {
		for i, text := range strings.Split(string(data), "\n") {
			indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
			if i+1 >= line && strings.Contains(indent, "\t") {
				return i + 1, "a tab cannot indent: use spaces"
			}
		}
	}
	return line, "it is not YAML: " + reason
}

// document reads the lists of one document.
func (r *reading) document(x *yamlExpansion, root *yaml.Node) {
	if root.ShortTag() == "!!null" { // nothing but comments
		return
	}
	if root.Kind != yaml.MappingNode {
		x.note(graph.Fault{Line: root.Line, Column: root.Column, Reason: "a file is a map of lists: " + strings.Join(slices.Sorted(maps.Keys(sections)), ", ")})
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(root.Content); i += 2 {
		key, items := follow(root.Content[i]), follow(root.Content[i+1])
		section, known := sections[key.Value]
		switch {
		case !known:
			r.input.partial = true // what stands below it may be meant
			x.note(graph.Fault{Line: key.Line, Column: key.Column, Reason: unknownKey(key.Value, sections, meantKey(key.Value, sections, nil))})
		case seen[key.Value]:
			r.input.partial = true
			x.note(graph.Fault{Line: key.Line, Column: key.Column, Reason: fmt.Sprintf("the key %q stands twice", key.Value)})
		case items.Kind == yaml.SequenceNode:
			for _, item := range items.Content {
				r.entity(x, section, item)
			}
		case items.ShortTag() != "!!null":
			r.input.partial = true
			x.note(graph.Fault{Line: items.Line, Column: items.Column, Reason: key.Value + " is a list"})
		}
		seen[key.Value] = true
	}
}

// entity reads one item of a list.
func (r *reading) entity(x *yamlExpansion, section section, item *yaml.Node) {
	if len(r.input.Entities) >= maxEntities {
		x.stop(item.Line, item.Column, fmt.Sprintf("at most %d entities are read at once", maxEntities))
		return
	}
	faultless := len(x.faults)
	id, given := idOf(item)
	first, twice := r.input.origins[id]
	place := origin{file: x.file}
	if x.id = id; id == "" || twice {
		x.id = r.ownID()
		place.renamed, place.label = true, id
	}
	record, trail := x.entity(section, item)
	place.trail = trail
	r.input.origins[x.id] = place
	switch {
	case twice:
		x.fault(0, "the id %q stands already at %s:%d", clip(id), first.file, first.trail[0].line)
	case record != nil && id == "" && (!given || record["id"] == ""):
		x.fault(0, "it has no id")
	}
	if len(x.faults) > faultless {
		r.input.faulty[x.id] = true
	}
	if record == nil || x.stopped {
		return
	}
	record["id"] = x.id
	if key, isKeyed := record["key"].(string); isKeyed {
		r.keys[key] = x.id
	}
	var entity graph.Entity
	written, err := json.Marshal(record)
	if err == nil {
		entity, err = graph.FromRecord(section.kind, written)
	}
	if err != nil {
		r.failure = graph.Errorf(graph.CodeInternal, "%s cannot be taken in", x.id).Because(err)
		return
	}
	r.input.Entities = append(r.input.Entities, entity)
}
