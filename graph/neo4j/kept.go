package neo4j

import (
	"sync"

	"github.com/factiongraph/factiongraph/graph"
)

// kept is what was read lately of one version of the data, the newest version
// that some view has seen: records of entities, and ties of actors. It need not
// be read again until a tick says that the data changed.
//
// It is bounded by forgetting in two steps: what was not asked for since the
// young half was last full is forgotten when it is full again.
type kept struct {
	mutex      sync.Mutex
	version    int64 // as [reader.seen]
	limit      int   // bytes of each half
	young, old map[keptKey]keepable
	size       int // of the young half

	// known and fresh count records of late that were kept, and that were not.
	known, fresh int
}

// keptKey is the id of the entity that a record is of, or that of an actor and
// the manner in which its ties were asked for.
type keptKey struct{ manner, id string }

// keepable is a record or the ties of an actor.
type keepable interface {
	// size is about how many bytes it takes in memory.
	size() int
	// again is called before it is given to whoever asks for it another time.
	// It fails if it must be read anew.
	again() error
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

// size counts an entity as many times its text.
func (r *record) size() int {
	const times = 5
	return times * len(r.text)
}

func (r *record) again() (err error) {
	if r.entity == nil {
		r.entity, err = r.read()
	}
	return err
}

// lately is how many records the decision whether lists are read without their
// records looks back upon.
const lately = 1000

func newKept(bytes int) *kept {
	return &kept{limit: bytes / 2, young: map[keptKey]keepable{}}
}

// records returns those of the entities that are kept of a version, of any for
// 0, and which version that is.
func (k *kept) records(version int64, ids []string) (found map[string]*record, of int64) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	found, of = recall[*record](k, version, "", ids)
	if of == k.version {
		k.count(len(found), len(ids)-len(found))
	}
	return found, of
}

// ties is the same of the ties of actors that were asked for in that manner.
func (k *kept) ties(version int64, manner string, ids []string) (found map[string]tiesOf, of int64) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return recall[tiesOf](k, version, manner, ids)
}

func recall[V keepable](k *kept, version int64, manner string, ids []string) (found map[string]V, of int64) {
	if version != 0 && version != k.version {
		return nil, version
	}
	found = make(map[string]V, len(ids))
	for _, id := range ids {
		if value, is := k.find(keptKey{manner, id}).(V); is {
			found[id] = value
		}
	}
	return found, k.version
}

// find returns what is kept under a key, and makes it young.
func (k *kept) find(key keptKey) keepable {
	value, young := k.young[key]
	if !young {
		if value = k.old[key]; value == nil {
			return nil
		}
		k.add(key, value)
	}
	if value.again() != nil {
		return nil
	}
	return value
}

// keepRecords adds records of a version. Whatever version was read last is the
// one that is kept.
func (k *kept) keepRecords(version int64, records map[string]*record) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.turnTo(version)
	known := 0
	for id, r := range records {
		own := *r // for the caller may be reading his
		if !k.keep(keptKey{id: id}, &own) {
			known++
		}
	}
	k.count(known, len(records)-known)
}

// keepTies adds ties of a version by the ids of their actors.
func (k *kept) keepTies(version int64, manner string, ties map[string]tiesOf) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.turnTo(version)
	for id, of := range ties {
		k.keep(keptKey{manner, id}, of)
	}
}

func (k *kept) turnTo(version int64) {
	if version != k.version {
		k.version, k.young, k.old, k.size = version, map[keptKey]keepable{}, nil, 0
		k.known, k.fresh = 0, 0
	}
}

// keep makes what is kept under the key young, and reports whether it is new.
func (k *kept) keep(key keptKey, value keepable) bool {
	if k.young[key] != nil {
		return false
	}
	old := k.old[key]
	if old != nil {
		value = old
	}
	k.add(key, value)
	return old == nil
}

// add puts what is not kept there yet into the young half.
func (k *kept) add(key keptKey, value keepable) {
	const beside = 200 // bytes for the key and the table
	size := value.size() + len(key.id) + beside
	if k.size+size > k.limit {
		k.young, k.old, k.size = map[keptKey]keepable{}, k.young, 0
	}
	if size <= k.limit {
		k.young[key] = value
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
