// Command factiongraph explores who fought, backed, commanded and mediated
// between whom in a conflict: it serves the GraphQL API and the explorer, loads and
// checks files, and answers questions in a terminal.
//
// It is the only place that wires stores, server and files together, and it
// must know nothing else: what a fact is, how it is kept and how it is asked
// for are the business of the packages that it joins. Each subcommand has a
// file of its own.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/mattn/go-isatty"
)

// version is set by the linker; see version.go.
var version string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Whoever interrupts a second time does not want to wait any more.
	context.AfterFunc(ctx, stop)
	p := &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		env: os.Getenv, terminal: isTerminal,
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

func isTerminal(w io.Writer) bool {
	file, is := w.(*os.File)
	return is && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}
