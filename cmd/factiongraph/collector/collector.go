// Package collector sets Go's garbage collector for a process that answers
// questions. It knows nothing else; the program and its benchmark use it.
package collector

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// An answer leaves some hundred kilobytes behind and the graph stays, so that
// Go's own 100 % looks at the same graph over and over: an answer takes a third
// less time with most. What is left lying about is to be no more than spare
// bytes, which for a large graph means fewer per cent.
const (
	least, most = 50, 400
	spare       = 1 << 30
)

// Relax lets the heap grow further than Go does by itself, unless the
// environment variable GOGC says how far. GOMEMLIMIT bounds it either way. It
// is called once the graph is in memory.
func Relax() {
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	percent := most
	if bytes := live[0].Value.Uint64(); bytes > 0 {
		percent = int(min(max(spare*100/bytes, least), most))
	}
	debug.SetGCPercent(percent)
}
