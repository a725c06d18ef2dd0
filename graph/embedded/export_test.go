package embedded

import "github.com/factiongraph/factiongraph/graph"

// LookAgain lets the next View look whether another program wrote the file,
// however long ago the last one did.
func (s *Store) LookAgain() { s.looked.Store(0) }

// ReadPlain reads the record of a plain event, nil for others.
func ReadPlain(known map[string]graph.Entity, record []byte) *graph.Event {
	return newPlainReader(known).event(record)
}

// ReadAny reads the record of any event.
func ReadAny(known map[string]graph.Entity, record []byte) (*graph.Event, error) {
	entity, err := graph.FromRecord(graph.EventEntity, record)
	if err != nil {
		return nil, err
	}
	(&decoder{known: known}).point(entity)
	return entity.(*graph.Event), nil
}
