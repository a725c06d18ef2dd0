package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/factiongraph/factiongraph/graph"
)

// Limits of [Read], beyond which input is refused. Sizes are of what is read,
// after it was unpacked.
const (
	maxYAML     = 16 << 20  // bytes of one file that is read whole
	maxFiles    = 10_000    // files of one input
	maxEntities = 1_000_000 // entities of one input
	maxFaults   = 1_000     // faults of one file, after which its reading stops
)

// maxStream is how many bytes one file may have that is read row by row; tests
// lower it.
var maxStream int64 = 2 << 30

// Options are what [Read] may be told. The zero value will do.
type Options struct {
	// Format is the name of the format of all files, see [Formats]; nothing to
	// find it out file by file.
	Format string
	// Mapping is the path of the mapping file that says what the columns of CSV
	// files mean which are of no known format.
	Mapping string
	// SourceOfKey returns the id of a stored source by its key, or nothing. It
	// is asked where a locator begins with a key that no source of the input
	// has. It may be nil.
	SourceOfKey func(key string) string
	// Actors returns the stored actors. It is asked once, by formats that name
	// actors of which another file says more: what is stored already stays as it
	// is. It may be nil.
	Actors func() ([]*graph.Actor, error)
	// Progress, if set, is called now and then with the file that is read and
	// how many entities there are. It must be quick.
	Progress func(file string, entities int)
}

// Read reads the files at paths. Below a directory it reads every file with an
// ending of the format that options name, of YAML if they name none, in order of
// their paths, leaving out hidden files and links. A file may be packed by gzip;
// of a zip archive every file is read that has an ending of some format.
//
// Every file is read, and every fault of syntax and shape found, before the
// error returns: a [graph.Error] with file, line, column and field of each.
// Beside such an error there is an input all the same, in which what is at fault
// is left out, so that the rest can be checked too: see [Input.Faults]. What the
// entities say of each other is not checked here.
func Read(fsys fs.FS, options Options, paths ...string) (*Input, error) {
	r := &reading{
		fsys:    fsys,
		options: options,
		input:   &Input{origins: map[string]origin{}, faulty: map[string]bool{}},
		keys:    map[string]string{},
		aside:   map[string]aside{},
		byWhat:  map[string]string{},
	}
	endings := formatNamed("yaml").endings
	if options.Format != "" {
		format := formatNamed(options.Format)
		if format == nil {
			return nil, graph.Errorf(graph.CodeBadInput, "there is no format %q; there are %s", clip(options.Format), strings.Join(formatNames(), ", "))
		}
		endings = format.endings
	}
	for _, file := range r.list(paths, endings) {
		r.file(file)
	}
	for _, last := range r.last {
		last()
	}
	r.takeAside()
	r.tellApart()
	r.addSources()
	if r.failure != nil {
		return nil, r.failure
	}
	for _, fault := range r.faults {
		if fault.Entity != "" {
			r.input.faulty[fault.Entity] = true
			r.input.excused = append(r.input.excused, excuse{fault.Entity, fault.Field})
		}
	}
	var refused *graph.Error
	if errors.As(graph.Faulty(r.faults), &refused) {
		return r.input, r.input.Locate(refused.Because(errors.Join(r.causes...)))
	}
	return r.input, nil
}

// reading is one call of [Read].
type reading struct {
	fsys    fs.FS
	options Options
	input   *Input
	keys    map[string]string // ids of the input's sources by key
	own     int               // how many ids were made up
	// aside are actors of which a file tells little, by id: another file, or
	// the store, may tell more.
	aside map[string]aside
	// byWhat tells entities apart that may share a name, by id.
	byWhat map[string]string
	// last is what is done once all files are read.
	last    []func()
	parties *ucdpParties
	mapping *mapping
	stored  []*graph.Actor
	asked   bool // whether stored is what there is
	faults  []graph.Fault
	causes  []error
	// failure is a fault of this program, as when it wrote a record that graph
	// cannot read, or one of the store that was asked.
	failure error
}

// aside is an actor put aside, and where it stands.
type aside struct {
	actor  *graph.Actor
	origin origin
}

// ownID returns an id for an entity that has none of its own. No file can hold
// it.
func (r *reading) ownID() string {
	r.own++
	return fmt.Sprintf("?%d", r.own)
}

// add takes in an entity. One whose id was read already is a fault.
func (r *reading) add(entity graph.Entity, place origin) {
	if first, twice := r.input.origins[entity.EntityID()]; twice {
		line, column := place.trail.position("id")
		r.faults = append(r.faults, graph.Fault{
			File: place.file, Line: line, Column: column,
			Reason: fmt.Sprintf("the id %q stands already at %s:%d", clip(entity.EntityID()), first.file, first.trail[0].line),
		})
		return
	}
	r.input.origins[entity.EntityID()] = place
	r.input.Entities = append(r.input.Entities, entity)
	if tell := r.options.Progress; tell != nil && len(r.input.Entities)%1000 == 0 {
		tell(place.file, len(r.input.Entities))
	}
}

// share takes in an entity that several rows or files tell alike, once.
func (r *reading) share(entity graph.Entity, place origin) {
	if _, known := r.input.origins[entity.EntityID()]; !known {
		r.add(entity, place)
	}
}

// putAside takes in an actor at the end, unless a file or the store has one of
// its id. The first to say of which kind it is is heard.
func (r *reading) putAside(actor *graph.Actor, place origin) {
	if known := r.aside[actor.ID]; known.actor == nil || known.actor.Kind == "" && actor.Kind != "" {
		r.aside[actor.ID] = aside{actor, place}
	}
}

func (r *reading) takeAside() {
	if len(r.aside) == 0 {
		return
	}
	there := map[string]bool{}
	for _, actor := range r.storedActors() {
		there[actor.ID] = true
	}
	for _, id := range sortedKeys(r.aside) {
		if !there[id] {
			r.share(r.aside[id].actor, r.aside[id].origin)
		}
	}
}

// storedActors returns the actors that are stored, as far as there is somebody
// to ask.
func (r *reading) storedActors() []*graph.Actor {
	if !r.asked && r.options.Actors != nil {
		actors, err := r.options.Actors()
		if err != nil && r.failure == nil {
			r.failure = err
		}
		r.stored = actors
	}
	r.asked = true
	return r.stored
}

func (r *reading) fault(file string, line int, cause error, format string, arguments ...any) {
	r.faults = append(r.faults, graph.Fault{File: file, Line: line, Reason: fmt.Sprintf(format, arguments...)})
	if cause != nil {
		r.causes = append(r.causes, fmt.Errorf("%s: %w", file, cause))
	}
}

// broken notes a fault that ends the reading of a file before its end.
func (r *reading) broken(fault graph.Fault, cause error) {
	r.input.partial = true
	r.fault(fault.File, fault.Line, cause, "%s", fault.Reason)
	r.faults[len(r.faults)-1].Column = fault.Column
}

// list returns the files that paths name, each once, in order.
func (r *reading) list(paths, endings []string) []string {
	var files []string
	for _, named := range paths {
		named = path.Clean(named)
		info, err := fs.Stat(r.fsys, named)
		switch {
		case err != nil:
			r.unreadable(named, err)
		case info.IsDir():
			below := r.below(named, endings)
			if len(below) == 0 {
				r.fault(named, 0, nil, "there is no %s file below it", endings[0])
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

func (r *reading) below(directory string, endings []string) []string {
	var files []string
	_ = fs.WalkDir(r.fsys, directory, func(name string, entry fs.DirEntry, err error) error {
		hidden := name != directory && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			r.unreadable(name, err)
		case hidden && entry.IsDir():
			return fs.SkipDir
		case !hidden && entry.Type().IsRegular() && slices.Contains(endings, path.Ext(strings.TrimSuffix(name, ".gz"))):
			files = append(files, name)
		}
		return nil
	})
	return files
}

func (r *reading) unreadable(file string, cause error) {
	reason := "it cannot be read"
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		reason = "there is no such file"
	case errors.Is(cause, fs.ErrPermission):
		reason = "it may not be read"
	}
	r.broken(graph.Fault{File: file, Reason: reason}, cause)
}

// all returns the whole of a file, and whether it is no larger than most bytes
// and could be read; if not, that is a fault.
func (r *reading) all(name string, content io.Reader, most int64) (data []byte, whole bool) {
	data, err := io.ReadAll(io.LimitReader(content, most+1))
	switch {
	case err != nil:
		r.unreadable(name, err)
		return nil, false
	case int64(len(data)) > most:
		r.broken(graph.Fault{File: name, Reason: fmt.Sprintf("it is larger than %d MiB", most>>20)}, nil)
		return nil, false
	}
	return data, true
}

// unprintable returns line and column of the first byte that no YAML or JSON
// may hold, and what is wrong with it.
func unprintable(data []byte) (line, column int, reason string) {
	line = 1
	start := 0
	for at := 0; at < len(data); {
		letter, size := utf8.DecodeRune(data[at:])
		switch {
		case letter == utf8.RuneError && size == 1:
			return line, at - start + 1, "it is not UTF-8"
		case letter == '\n':
			line, start = line+1, at+1
		case letter < ' ' && letter != '\t' && letter != '\r' || letter == 0x7f:
			return line, at - start + 1, fmt.Sprintf("it holds the control character %U", letter)
		}
		at += size
	}
	return 0, 0, ""
}

// addSources gives every claim that names no source the one whose key begins
// its locator. It comes last because a source may stand in a later file.
func (r *reading) addSources() {
	for _, entity := range r.input.Entities {
		graph.Walk(entity, graph.Visitor{Claim: func(at *graph.Path, claim *graph.Claim) {
			if claim.Source != nil {
				return
			}
			field, id := at.String(), entity.EntityID()
			if claim.Locator == "" && r.input.faulty[id] { // that is told already
				r.input.excused = append(r.input.excused, excuse{id, field})
				return
			}
			key, _, divided := strings.Cut(claim.Locator, ":")
			source := r.keys[key]
			if source == "" && r.options.SourceOfKey != nil {
				source = r.options.SourceOfKey(key)
			}
			switch {
			case divided && source != "":
				claim.Source = &graph.Source{ID: source}
			case r.input.partial: // the source may be among what could not be read
				r.input.excused = append(r.input.excused, excuse{id, field})
			default:
				origin := r.input.origins[id]
				line, column := origin.trail.position(field + ".locator")
				r.faults = append(r.faults, graph.Fault{
					Entity: id, Field: field, File: origin.file, Line: line, Column: column,
					Reason: fmt.Sprintf("no source has the key of the locator %q: begin it with one, or name the source", clip(claim.Locator)),
				})
			}
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

// eachLine hands the lines of a file that are not blank to take, until it wants
// no more. at is the number of the line at hand, or of the last one. A line that
// is longer than longest bytes is [bufio.ErrTooLong].
func eachLine(content io.Reader, longest int, at *int, take func(line []byte) (more bool)) error {
	lines := bufio.NewScanner(io.LimitReader(content, maxStream))
	lines.Buffer(make([]byte, 0, 64<<10), longest)
	for lines.Scan() {
		*at++
		line := lines.Bytes()
		if *at == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if len(bytes.TrimSpace(line)) > 0 && !take(line) {
			return nil
		}
	}
	return lines.Err()
}

// alsoCalled gives the actor another name that a source uses, once.
func alsoCalled(actor *graph.Actor, text string, kind graph.NameType) {
	known := text == actor.Name || slices.ContainsFunc(actor.Names, func(name graph.Name) bool { return name.Text == text })
	if text != "" && !known {
		actor.Names = append(actor.Names, graph.Name{Text: text, Type: kind, Origin: graph.FromSource})
	}
}
