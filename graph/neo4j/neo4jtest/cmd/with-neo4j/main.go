// With-neo4j runs a command beside one Neo4j server of every version that the tests want, so that
// the packages of one `go test` share them:
//
//	with-neo4j go test ./...
//
// The servers stand in the command's environment, where package neo4jtest finds them, and end with
// it. The exit code is the command's. With NEO4J_URI set it starts none: that server is used.
//
//	with-neo4j -missing
//
// starts nothing. It says on standard error what the machine lacks to start the servers, and prints
// a line of Debian packages for each lack, any of which would do; it then exits with 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code, err := dispatch(ctx)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "with-neo4j:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func dispatch(ctx context.Context) (code int, err error) {
	missing := flag.Bool("missing", false, "say what the machine lacks to start the servers, and start nothing")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: with-neo4j command [argument ...]\n       with-neo4j -missing")
	}
	flag.Parse()
	switch {
	case *missing:
		return reportMissing(ctx)
	case flag.NArg() == 0:
		flag.Usage()
		return 2, nil
	default:
		return run(ctx, flag.Args())
	}
}

func reportMissing(ctx context.Context) (code int, err error) {
	lacks, err := neo4jtest.Missing(ctx)
	for _, lack := range lacks {
		fmt.Fprintln(os.Stderr, lack.Advice)
		fmt.Println(strings.Join(lack.Packages, " "))
		code = 1
	}
	return code, err
}

// run starts the servers, runs the command, stops the servers, and returns the command's exit code.
func run(ctx context.Context, command []string) (code int, err error) {
	servers, err := start(ctx)
	defer func() {
		for _, s := range servers {
			err = errors.Join(err, s.Stop())
		}
	}()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	for _, s := range servers {
		entry, err := s.Env()
		if err != nil {
			return 0, err
		}
		cmd.Env = append(cmd.Env, entry)
	}
	// An interrupted command may clean up, but not for ever.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second

	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// start starts a server of each version at the same time. It also returns those that did start when
// others did not.
func start(ctx context.Context) ([]*neo4jtest.Server, error) {
	versions := neo4jtest.Versions()
	if versions[0] == neo4jtest.Given {
		return nil, nil
	}
	fmt.Fprintf(os.Stderr, "with-neo4j: starting Neo4j %s (the first time, they are downloaded)\n", strings.Join(versions, " and "))
	group, ctx := errgroup.WithContext(ctx)
	started := make([]*neo4jtest.Server, len(versions))
	for i, version := range versions {
		group.Go(func() (err error) {
			started[i], err = neo4jtest.Start(ctx, version)
			return err
		})
	}
	err := group.Wait()
	servers := started[:0]
	for _, s := range started {
		if s != nil {
			servers = append(servers, s)
		}
	}
	return servers, err
}
