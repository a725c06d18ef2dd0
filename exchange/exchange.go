// Package exchange reads and writes files: one Go file per format. It turns
// what a file says into entities of package graph and remembers on which line
// each part of them stands. It knows no store; whether the facts make sense
// together is for graph to say.
package exchange

import (
	"cmp"
	"errors"
	"io/fs"
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

	origins map[string]origin // by entity id
}

// origin is where an entity was read, and where its parts stand.
type origin struct {
	file  string
	trail trail
}

// Locate adds file and line to the faults of a [graph.Error] about these
// entities, such as a store's Update returns, and sorts them by where they
// stand. A part of an entity that no line holds, as when a default was filled
// in, gets the line of the nearest part around it. Other errors are returned as
// they are, and so are faults of entities that were not read here.
func (in *Input) Locate(err error) error {
	var refused *graph.Error
	if !errors.As(err, &refused) || len(refused.Faults) == 0 {
		return err
	}
	located := *refused
	located.Faults = slices.Clone(refused.Faults)
	for i := range located.Faults {
		fault := &located.Faults[i]
		if origin, read := in.origins[fault.Entity]; read && fault.File == "" {
			fault.File, fault.Line = origin.file, origin.trail.line(fault.Field)
		}
	}
	slices.SortStableFunc(located.Faults, func(a, b graph.Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return &located
}

// trail lists the parts of one entity's record with the lines on which they
// stand. The first stop is the entity itself, and a part comes after what holds
// it.
type trail []stop

// stop is one part: a field or, if index is not -1, one item of it. above is
// the stop of what holds it; an item lies beside its field, not below it.
type stop struct {
	above int
	name  string
	index int
	line  int
}

// add notes a part and returns its stop.
func (t *trail) add(above int, name string, index, line int) int {
	*t = append(*t, stop{above, name, index, line})
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

// line returns the line of the deepest known part on the way to field.
func (t trail) line(field string) int {
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
	return t[at].line
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
