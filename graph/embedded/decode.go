package embedded

import (
	"cmp"
	"runtime"
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// decoder reads records on all processors. What an entity refers to and was
// read before it, it points to at once, so that memory never holds stand-ins
// for all that is referred to.
type decoder struct {
	kind  graph.EntityKind
	chunk [][]byte
	work  chan [][]byte
	ended sync.WaitGroup
	under sync.WaitGroup // chunks that are being decoded

	// known is what was read of kinds that are complete. Only the caller of
	// add changes it, while no chunk is being decoded.
	known map[string]graph.Entity

	mutex sync.Mutex
	read  []graph.Entity // of the kind that is being read
	open  []graph.Entity // refer to what was not known yet
	err   error
}

const decodeChunk = 256

func newDecoder() *decoder {
	d := &decoder{work: make(chan [][]byte), known: map[string]graph.Entity{}}
	for range runtime.GOMAXPROCS(0) {
		d.ended.Go(func() {
			for records := range d.work {
				d.decode(records)
				d.under.Done()
			}
		})
	}
	return d
}

// add takes a record, which it copies. Those of one kind come together.
func (d *decoder) add(kind graph.EntityKind, record []byte) {
	if kind != d.kind {
		d.complete()
		d.kind = kind
	}
	d.chunk = append(d.chunk, append([]byte(nil), record...))
	if len(d.chunk) == decodeChunk {
		d.flush()
	}
}

func (d *decoder) flush() {
	if len(d.chunk) > 0 {
		d.under.Add(1)
		d.work <- d.chunk
		d.chunk = nil
	}
}

// complete waits until all records so far are decoded.
func (d *decoder) complete() {
	d.flush()
	d.under.Wait()
	for _, entity := range d.read {
		d.known[entity.EntityID()] = entity
	}
	d.read = nil
}

// decode reads the records of one chunk.
func (d *decoder) decode(records [][]byte) {
	read, open, err := d.entities(records)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.read, d.open, d.err = append(d.read, read...), append(d.open, open...), cmp.Or(d.err, err)
}

func (d *decoder) entities(records [][]byte) (read, open []graph.Entity, err error) {
	for _, record := range records {
		entity, err := graph.FromRecord(d.kind, record)
		if err != nil {
			return nil, nil, err
		}
		if d.point(entity) {
			open = append(open, entity)
		}
		graph.Memoize(entity)
		read = append(read, entity)
	}
	return read, open, nil
}

// point lets an entity point to what is known. It reports whether there was
// something that is not.
func (d *decoder) point(entity graph.Entity) (open bool) {
	graph.Walk(entity, graph.Visitor{Reference: func(_ *graph.Path, ref graph.Entity) graph.Entity {
		known := d.known[ref.EntityID()]
		open = open || known == nil
		return known
	}})
	return open
}

// end returns all entities by their ids, and those that still have references
// to link.
func (d *decoder) end() (entities map[string]graph.Entity, open []graph.Entity, err error) {
	d.complete()
	close(d.work)
	d.ended.Wait()
	return d.known, d.open, d.err
}
