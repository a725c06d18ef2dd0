// Package exchange reads and writes files: one Go file per format. It turns
// what a file says into entities of package graph and remembers on which line
// each part of them stands. It knows no store; whether the facts make sense
// together is for graph to say.
package exchange

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// Input is what one or more files hold.
type Input struct {
	// Entities are in the order of the files. They belong to the caller, who
	// may give them to a store.
	Entities []graph.Entity
	// Notes are what a reader of the files wants told although it is no fault:
	// a guessed encoding, say. Each names its file.
	Notes []string

	origins map[string]origin // by entity id
	// faulty are the entities of which something could not be read.
	faulty map[string]bool
	// excused are the places of entities whose faults are known already, so
	// that what follows from these is not told as well.
	excused []excuse
	// partial says that there may be entities which nobody could read.
	partial bool
}

// origin is where an entity was read, and where its parts stand. label is how
// faults call it, if that is not its id: an entity that has none, or one that
// is another's, is kept under an id of its own.
type origin struct {
	file    string
	trail   trail
	renamed bool
	label   string
}

// excuse is a place of an entity of which a fault is told.
type excuse struct{ entity, field string }

// Locate adds file, line and column to the faults of a [graph.Error] about
// these entities, such as a store's Update returns, and sorts them by where
// they stand. A part of an entity that no line holds, as when a default was
// filled in, gets the line of the nearest part around it. Other errors are
// returned as they are, and so are faults of entities that were not read here.
func (in *Input) Locate(err error) error {
	var refused *graph.Error
	if !errors.As(err, &refused) || len(refused.Faults) == 0 {
		return err
	}
	located := *refused
	located.Faults = slices.Clone(refused.Faults)
	for i := range located.Faults {
		fault := &located.Faults[i]
		origin, read := in.origins[fault.Entity]
		if read && fault.File == "" {
			fault.File = origin.file
			fault.Line, fault.Column = origin.trail.position(fault.Field)
		}
		if origin.renamed {
			fault.Entity = origin.label
		}
	}
	slices.SortStableFunc(located.Faults, func(a, b graph.Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return &located
}

// Faults returns one error with the faults of reading, which came beside this
// input, and of validation, which [graph.Prepare] or a store found in its
// entities; nil if both are nil. What validation says only because reading left
// something out is not told. An error of validation that lists no faults is
// returned alone, and one of reading before it.
func (in *Input) Faults(reading, validation error) error {
	var read, validated *graph.Error
	if reading != nil && (!errors.As(reading, &read) || len(read.Faults) == 0) {
		return reading
	}
	if validation != nil && (!errors.As(validation, &validated) || len(validated.Faults) == 0) {
		return validation
	}
	var all []graph.Fault
	if read != nil {
		all = append(all, read.Faults...)
	}
	if validated != nil {
		for _, fault := range validated.Faults {
			if !in.follows(fault) {
				all = append(all, fault)
			}
		}
	}
	err := in.Locate(graph.Faulty(all))
	if refused := (*graph.Error)(nil); read != nil && errors.As(err, &refused) {
		return refused.Because(errors.Unwrap(read))
	}
	return err
}

// follows reports whether a fault of validation follows from what could not be
// read.
func (in *Input) follows(fault graph.Fault) bool {
	if fault.Missing != "" && in.partial {
		return true
	}
	if in.origins[fault.Entity].renamed && (fault.Field == "id" || strings.HasSuffix(fault.Field, ".id")) {
		return true
	}
	return slices.ContainsFunc(in.excused, func(e excuse) bool {
		return e.entity == fault.Entity && (partOf(e.field, fault.Field) || partOf(fault.Field, e.field))
	})
}

// partOf reports whether the path inner is outer or lies in it; a list holds
// its items.
func partOf(inner, outer string) bool {
	rest, begins := strings.CutPrefix(inner, outer)
	return begins && outer != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Keep drops the entities that had faults, in reading or in an error of
// validation, and whatever refers to one that was dropped. It returns the ids of
// those dropped for the sake of others, each with the id it refers to, and how
// many were dropped in all.
func (in *Input) Keep(validation error) (dependent map[string]string, dropped int) {
	drop := maps.Clone(in.faulty)
	if drop == nil {
		drop = map[string]bool{}
	}
	var refused *graph.Error
	if errors.As(validation, &refused) {
		for _, fault := range refused.Faults {
			drop[fault.Entity] = true
		}
	}
	holders := map[string][]string{} // of references, by what they refer to
	for _, entity := range in.Entities {
		graph.Walk(entity, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
			id := ref.EntityID()
			if _, read := in.origins[id]; !read { // a term of an agreement, or stored
				id = id[:max(strings.LastIndexByte(id, '.'), 0)]
			}
			holders[id] = append(holders[id], entity.EntityID())
			return nil
		}})
	}
	dependent = map[string]string{}
	for queue := slices.Sorted(maps.Keys(drop)); len(queue) > 0; queue = queue[1:] {
		for _, holder := range holders[queue[0]] {
			if !drop[holder] {
				drop[holder] = true
				dependent[holder] = queue[0]
				queue = append(queue, holder)
			}
		}
	}
	before := len(in.Entities)
	in.Entities = slices.DeleteFunc(in.Entities, func(entity graph.Entity) bool { return drop[entity.EntityID()] })
	in.faulty = nil
	return dependent, before - len(in.Entities)
}

// trail lists the parts of one entity's record with the lines on which they
// stand. The first stop is the entity itself, and a part comes after what holds
// it.
type trail []stop

// stop is one part: a field or, if index is not -1, one item of it. above is
// the stop of what holds it; an item lies beside its field, not below it.
type stop struct {
	above        int
	name         string
	index        int
	line, column int
}

// add notes a part and returns its stop.
func (t *trail) add(above int, name string, index, line, column int) int {
	*t = append(*t, stop{above, name, index, line, column})
	return len(*t) - 1
}

// repeat adds a copy of an item's parts, taken from the stop first on, as the
// item after the last one, and returns its stop.
func (t *trail) repeat(parts trail, last int) int {
	here := len(*t)
	index := (*t)[last].index + 1
	offset := here - parts[1].above
	for _, part := range parts {
		part.above += offset
		*t = append(*t, part)
	}
	(*t)[here].above, (*t)[here].index = parts[0].above, index
	return here
}

// field returns the path of a stop in the notation of [graph.Path].
func (t trail) field(at int) string {
	var steps []string
	for ; at > 0; at = t[at].above {
		step := t[at].name
		if t[at].index >= 0 {
			step += "[" + strconv.Itoa(t[at].index) + "]"
		}
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	return strings.Join(steps, ".")
}

// position returns line and column of the deepest known part on the way to
// field.
func (t trail) position(field string) (line, column int) {
	at := 0
	for step := range strings.SplitSeq(field, ".") {
		name, rest, _ := strings.Cut(step, "[")
		index, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
		if err != nil {
			index = -1
		}
		next := t.find(at, name, index)
		if next < 0 {
			if whole := t.find(at, name, -1); whole >= 0 {
				at = whole
			}
			break
		}
		at = next
	}
	return t[at].line, t[at].column
}

func (t trail) find(above int, name string, index int) int {
	for i := above + 1; i < len(t); i++ {
		if t[i].above == above && t[i].index == index && t[i].name == name {
			return i
		}
	}
	return -1
}

// Disk is the file system of the machine, with paths as they are typed on a
// command line.
var Disk fs.FS = disk{}

type disk struct{}

func (disk) Open(name string) (fs.File, error) { return os.Open(name) }
