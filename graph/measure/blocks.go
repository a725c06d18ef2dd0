package measure

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// checkEvery is how many steps of a loop may pass between two looks at its
// context: some tens of microseconds.
const checkEvery = 1 << 12

// inBlocks calls work for every block 0..blocks-1, on as many goroutines as
// there are processors, each with scratch memory of its own. It returns when
// all have ended: with the cause once ctx has ended, else nil. What a block
// computes must not depend on the scratch memory's past.
func inBlocks[S any](ctx context.Context, blocks int, scratch func() S, work func(scratch S, block int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(blocks, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			memory := scratch()
			for ctx.Err() == nil {
				block := int(next.Add(1)) - 1
				if block >= blocks {
					return
				}
				work(memory, block)
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}

// bounds returns the first item of a block and the one after its last, where
// items are divided evenly.
func bounds(block, blocks, items int) (from, to int) {
	return block * items / blocks, (block + 1) * items / blocks
}
