package embedded

// LookAgain lets the next View look whether another program wrote the file,
// however long ago the last one did.
func (s *Store) LookAgain() { s.looked.Store(0) }
