package exchange

// LimitStream lowers the limit on the size of what is read row by row, and
// returns what restores it.
func LimitStream(bytes int64) (restore func()) {
	before := maxStream
	maxStream = bytes
	return func() { maxStream = before }
}
