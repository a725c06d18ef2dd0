package embedded

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// decoder reads records on all processors. What an entity refers to and was
// read before it, it points to at once, so that memory never holds stand-ins
// for all that is referred to.
type decoder struct {
	chunk *chunk
	work  chan *chunk
	used  sync.Pool // chunks to be filled again
	ended sync.WaitGroup
	under sync.WaitGroup // chunks that are being decoded

	// known is what was read of kinds that are complete. Only the caller of
	// add changes it, while no chunk is being decoded.
	known map[string]graph.Entity
	rows  map[graph.EntityKind][]graph.Entity // of complete kinds, in the order in which they came

	mutex  sync.Mutex
	read   [][]graph.Entity // of the kind that is being read, by the number of the chunk
	open   []graph.Entity   // refer to what was not known yet
	claims int
	err    error
}

// chunk is records of one kind, one after the other.
type chunk struct {
	kind   graph.EntityKind
	number int // among those of its kind
	text   []byte
	ends   []int
}

const decodeChunk = 256

func newDecoder() *decoder {
	d := &decoder{
		work: make(chan *chunk), chunk: new(chunk),
		known: map[string]graph.Entity{}, rows: map[graph.EntityKind][]graph.Entity{},
	}
	d.used.New = func() any { return new(chunk) }
	for range runtime.GOMAXPROCS(0) {
		d.ended.Go(func() {
			plain := newPlainReader(d.known)
			for records := range d.work {
				d.decode(plain, records)
				d.used.Put(records)
				d.under.Done()
			}
		})
	}
	return d
}

// add takes a record, which it copies. Those of one kind come together.
func (d *decoder) add(kind graph.EntityKind, record []byte) {
	if kind != d.chunk.kind {
		d.complete()
		for _, entity := range d.rows[d.chunk.kind] {
			d.known[entity.EntityID()] = entity
		}
		d.chunk.kind, d.chunk.number = kind, 0
	}
	d.chunk.text = append(d.chunk.text, record...)
	d.chunk.ends = append(d.chunk.ends, len(d.chunk.text))
	if len(d.chunk.ends) == decodeChunk {
		d.flush()
	}
}

func (d *decoder) flush() {
	if len(d.chunk.ends) == 0 {
		return
	}
	next := d.used.Get().(*chunk)
	next.kind, next.number, next.text, next.ends = d.chunk.kind, d.chunk.number+1, next.text[:0], next.ends[:0]
	d.under.Add(1)
	d.work <- d.chunk
	d.chunk = next
}

// complete waits until all records so far are decoded.
func (d *decoder) complete() {
	d.flush()
	d.under.Wait()
	if len(d.read) > 0 {
		d.rows[d.chunk.kind] = slices.Concat(d.read...)
		d.read = nil
	}
}

// decode reads the records of one chunk.
func (d *decoder) decode(plain *plainReader, records *chunk) {
	read, open, claims, err := d.entities(plain, records)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if missing := records.number + 1 - len(d.read); missing > 0 {
		d.read = append(d.read, make([][]graph.Entity, missing)...)
	}
	d.read[records.number] = read
	d.open, d.claims, d.err = append(d.open, open...), d.claims+claims, cmp.Or(d.err, err)
}

func (d *decoder) entities(plain *plainReader, records *chunk) (read, open []graph.Entity, claims int, err error) {
	read = make([]graph.Entity, len(records.ends))
	start := 0
	for i, end := range records.ends {
		record := records.text[start:end]
		start = end
		if records.kind == graph.EventEntity {
			if event := plain.event(record); event != nil {
				read[i] = event
			}
		}
		if read[i] == nil {
			entity, err := graph.FromRecord(records.kind, record)
			if err != nil {
				return nil, nil, 0, err
			}
			if d.point(entity) {
				open = append(open, entity)
			}
			read[i] = entity
		}
		graph.Memoize(read[i])
		graph.Walk(read[i], graph.Visitor{Claim: func(*graph.Path, *graph.Claim) { claims++ }})
	}
	return read, open, claims, nil
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

// end returns the entities of each kind, in the order in which they came, those
// that still have references to link, and how many claims all of them hold.
func (d *decoder) end() (rows map[graph.EntityKind][]graph.Entity, open []graph.Entity, claims int, err error) {
	d.complete()
	close(d.work)
	d.ended.Wait()
	return d.rows, d.open, d.claims, d.err
}
