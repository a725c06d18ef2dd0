package neo4j

import (
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// kept is the records of one version of the data that were read lately, the
// newest version that some view has seen. They need not be read again until a
// tick says that the data changed.
//
// It is bounded by forgetting in two steps: what was not asked for since the
// young half was last full is forgotten when it is full again.
type kept struct {
	mutex      sync.Mutex
	version    int64 // as [reader.seen]
	limit      int   // bytes of each half
	young, old map[string]*record
	size       int // of the young half

	// known and fresh count records of late that were kept, and that were not.
	known, fresh int
}

// record is the record of an entity as it is stored, or, once it was asked for
// again, the entity.
type record struct {
	kind   graph.EntityKind
	text   string
	entity graph.Entity // that nobody may change
}

// read returns the entity as one of the caller's own.
func (r *record) read() (graph.Entity, error) {
	if r.entity != nil {
		return graph.Copy(r.entity), nil
	}
	return graph.FromRecord(r.kind, []byte(r.text))
}

// size is about what a record takes in memory: its entity as many times its
// text, and something beside.
func (r *record) size(id string) int {
	const times, beside = 5, 200
	return times*(len(r.text)+len(id)) + beside
}

// lately is how many records the decision whether lists are read without their
// records looks back upon.
const lately = 1000

func newKept(bytes int) *kept {
	return &kept{limit: bytes / 2, young: map[string]*record{}}
}

// records returns those of the entities that are kept of a version, of any for
// 0, and which version that is.
func (k *kept) records(version int64, ids []string) (found map[string]*record, of int64) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if version != 0 && version != k.version {
		return nil, version
	}
	found = make(map[string]*record, len(ids))
	for _, id := range ids {
		if r := k.find(id); r != nil {
			found[id] = r
		}
	}
	k.count(len(found), len(ids)-len(found))
	return found, k.version
}

// find returns what is kept of an entity, and makes it young.
func (k *kept) find(id string) *record {
	r := k.young[id]
	if r == nil {
		if r = k.old[id]; r == nil {
			return nil
		}
		k.add(id, r)
	}
	if r.entity == nil {
		entity, err := r.read()
		if err != nil {
			return nil // whoever reads it anew will say so
		}
		r.entity = entity
	}
	return r
}

// keep adds records of a version. Whatever version was read last is the one
// that is kept.
func (k *kept) keep(version int64, records map[string]*record) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if version != k.version {
		k.version, k.young, k.old, k.size = version, map[string]*record{}, nil, 0
		k.known, k.fresh = 0, 0
	}
	known := 0
	for id, r := range records {
		switch {
		case k.young[id] != nil:
			known++
		case k.old[id] != nil:
			known++
			k.add(id, k.old[id])
		default:
			own := *r // for the caller may be reading his
			k.add(id, &own)
		}
	}
	k.count(known, len(records)-known)
}

// add puts a record into the young half, which is not kept there yet.
func (k *kept) add(id string, r *record) {
	size := r.size(id)
	if k.size+size > k.limit {
		k.young, k.old, k.size = map[string]*record{}, k.young, 0
	}
	if size <= k.limit {
		k.young[id] = r
		k.size += size
	}
}

func (k *kept) count(known, fresh int) {
	k.known, k.fresh = k.known+known, k.fresh+fresh
	if k.known+k.fresh > lately {
		k.known, k.fresh = k.known/2, k.fresh/2
	}
}

// most reports whether most of the records that were read lately were kept, so
// that it takes less to ask for ids alone.
func (k *kept) most() bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.known > lately/10 && k.known > 9*k.fresh
}
