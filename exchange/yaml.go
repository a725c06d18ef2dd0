package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/factiongraph/factiongraph/graph"
)

// Limits of [ReadYAML], beyond which input is refused.
const (
	maxFile     = 16 << 20  // bytes of one file
	maxFiles    = 10_000    // files of one input
	maxEntities = 1_000_000 // entities of one input
	maxFaults   = 1_000     // faults of one file, after which its reading stops
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
// error returns: a [graph.Error] with file, line and field of each. What the
// entities say of each other is not checked here.
func ReadYAML(fsys fs.FS, options YAMLOptions, paths ...string) (*Input, error) {
	r := yamlReading{
		fsys:   fsys,
		input:  &Input{origins: map[string]origin{}},
		keys:   map[string]string{},
		stored: options.SourceOfKey,
	}
	for _, file := range r.list(paths) {
		r.file(file)
	}
	r.addSources()
	if r.failure != nil {
		return nil, r.failure
	}
	var refused *graph.Error
	if errors.As(graph.Faulty(r.faults), &refused) {
		return nil, r.input.Locate(refused.Because(errors.Join(r.causes...)))
	}
	return r.input, nil
}

// yamlReading is one call of [ReadYAML].
type yamlReading struct {
	fsys   fs.FS
	input  *Input
	keys   map[string]string // ids of the input's sources by key
	stored func(key string) string
	faults []graph.Fault
	causes []error
	// failure is a fault of this program: it wrote a record that graph cannot
	// read.
	failure error
}

func (r *yamlReading) fault(file string, line int, cause error, format string, arguments ...any) {
	r.faults = append(r.faults, graph.Fault{File: file, Line: line, Reason: fmt.Sprintf(format, arguments...)})
	if cause != nil {
		r.causes = append(r.causes, fmt.Errorf("%s: %w", file, cause))
	}
}

// list returns the files that paths name, each once, in order.
func (r *yamlReading) list(paths []string) []string {
	var files []string
	for _, named := range paths {
		named = path.Clean(named)
		info, err := fs.Stat(r.fsys, named)
		switch {
		case err != nil:
			r.unreadable(named, err)
		case info.IsDir():
			below := r.below(named)
			if len(below) == 0 {
				r.fault(named, 0, nil, "there is no .yaml file below it")
			}
			files = append(files, below...)
		case !info.Mode().IsRegular():
			r.fault(named, 0, nil, "it is neither a file nor a directory")
		default:
			files = append(files, named)
		}
	}
	seen := map[string]bool{}
	files = slices.DeleteFunc(files, func(file string) bool {
		again := seen[file]
		seen[file] = true
		return again
	})
	if len(files) > maxFiles {
		r.fault(files[maxFiles], 0, nil, "these are %d files; at most %d are read at once", len(files), maxFiles)
		return nil
	}
	return files
}

func (r *yamlReading) below(directory string) []string {
	var files []string
	_ = fs.WalkDir(r.fsys, directory, func(name string, entry fs.DirEntry, err error) error {
		hidden := name != directory && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			r.unreadable(name, err)
		case hidden && entry.IsDir():
			return fs.SkipDir
		case !hidden && entry.Type().IsRegular() && slices.Contains([]string{".yaml", ".yml"}, path.Ext(name)):
			files = append(files, name)
		}
		return nil
	})
	return files
}

func (r *yamlReading) unreadable(file string, cause error) {
	reason := "it cannot be read"
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		reason = "there is no such file"
	case errors.Is(cause, fs.ErrPermission):
		reason = "it may not be read"
	}
	r.fault(file, 0, cause, "%s", reason)
}

func (r *yamlReading) file(name string) {
	data, err := r.load(name)
	if err != nil {
		r.unreadable(name, err)
		return
	}
	if len(data) > maxFile {
		r.fault(name, 0, nil, "it is larger than %d MiB", maxFile>>20)
		return
	}
	if line, reason := unprintable(data); reason != "" {
		r.fault(name, line, nil, "%s", reason)
		return
	}
	// Every value of a file takes at least a byte, so this is reached only by
	// what stands in the file once and is referred to many times.
	expansion := yamlExpansion{file: name, budget: len(data) + 100_000}
	defer func() { r.faults = append(r.faults, expansion.faults...) }()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line, reason := syntaxFault(err, data)
			r.fault(name, line, err, "%s", reason)
			return
		}
		r.document(&expansion, document.Content[0])
	}
}

// load returns a file's content, of which one byte more than maxFile is enough.
func (r *yamlReading) load(name string) ([]byte, error) {
	file, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.LimitReader(file, maxFile+1))
}

// unprintable returns the line of the first byte that no YAML may hold, and
// what is wrong with it.
func unprintable(data []byte) (line int, reason string) {
	line = 1
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			return line, "it is not UTF-8"
		case r == '\n':
			line++
		case r < ' ' && r != '\t' && r != '\r' || r == 0x7f:
			return line, fmt.Sprintf("it holds the control character %U", r)
		}
		rest = rest[size:]
	}
	return 0, ""
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
func (r *yamlReading) document(x *yamlExpansion, root *yaml.Node) {
	if root.ShortTag() == "!!null" { // nothing but comments
		return
	}
	if root.Kind != yaml.MappingNode {
		x.note(graph.Fault{Line: root.Line, Reason: "a file is a map of lists: " + strings.Join(slices.Sorted(maps.Keys(sections)), ", ")})
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(root.Content); i += 2 {
		key, items := follow(root.Content[i]), follow(root.Content[i+1])
		section, known := sections[key.Value]
		switch {
		case !known:
			x.note(graph.Fault{Line: key.Line, Reason: unknownKey(key.Value, sections, nil)})
		case seen[key.Value]:
			x.note(graph.Fault{Line: key.Line, Reason: fmt.Sprintf("the key %q stands twice", key.Value)})
		case items.Kind == yaml.SequenceNode:
			for _, item := range items.Content {
				r.entity(x, section, item)
			}
		case items.ShortTag() != "!!null":
			x.note(graph.Fault{Line: items.Line, Reason: key.Value + " is a list"})
		}
		seen[key.Value] = true
	}
}

func (r *yamlReading) entity(x *yamlExpansion, section section, item *yaml.Node) {
	if len(r.input.Entities) >= maxEntities {
		x.stop(item.Line, fmt.Sprintf("at most %d entities are read at once", maxEntities))
		return
	}
	faultless := len(x.faults)
	record, trail := x.entity(section, item)
	id, _ := record["id"].(string)
	if key, isKeyed := record["key"].(string); isKeyed && id != "" {
		r.keys[key] = id
	}
	if first, twice := r.input.origins[id]; twice {
		x.fault(0, "the id %q stands already at %s:%d", clip(id), first.file, first.trail[0].line)
	} else if id != "" {
		r.input.origins[id] = origin{x.file, trail}
	}
	if len(x.faults) > faultless || x.stopped {
		return
	}
	var entity graph.Entity
	written, err := json.Marshal(record)
	if err == nil {
		entity, err = graph.FromRecord(section.kind, written)
	}
	if err != nil {
		r.failure = graph.Errorf(graph.CodeInternal, "%s cannot be taken in", id).Because(err)
		return
	}
	r.input.Entities = append(r.input.Entities, entity)
}

// addSources gives every claim that names no source the one whose key begins
// its locator. It comes last because a source may stand in a later file.
func (r *yamlReading) addSources() {
	for _, entity := range r.input.Entities {
		graph.Walk(entity, graph.Visitor{Claim: func(at *graph.Path, claim *graph.Claim) {
			if claim.Source != nil {
				return
			}
			key, _, divided := strings.Cut(claim.Locator, ":")
			id := r.keys[key]
			if id == "" && r.stored != nil {
				id = r.stored(key)
			}
			if divided && id != "" {
				claim.Source = &graph.Source{ID: id}
				return
			}
			origin, field := r.input.origins[entity.EntityID()], at.String()
			r.faults = append(r.faults, graph.Fault{
				Entity: entity.EntityID(), Field: field, File: origin.file, Line: origin.trail.line(field + ".locator"),
				Reason: fmt.Sprintf("no source has the key of the locator %q: begin it with one, or name the source", clip(claim.Locator)),
			})
		}})
	}
}

// clip shortens what is quoted back in a fault.
func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
