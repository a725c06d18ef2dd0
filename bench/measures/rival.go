package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/factiongraph/factiongraph/internal/pythontest"
)

//go:embed rival.py
var program []byte

// rival is a Python process that measures with igraph.
type rival struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// startRival starts the process, which ends with ctx. The folder keeps its program.
func startRival(ctx context.Context, folder string) (*rival, error) {
	python, err := pythontest.Python(ctx, pythontest.Networks)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "rival.py")
	if err := os.WriteFile(path, program, 0o600); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, python, path) //nolint:gosec // Python, with the program above
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return &rival{command: command, in: in, out: bufio.NewReader(out)}, nil
}

// ask has the graph in a file measured, and returns how long that took without reading it.
func (r *rival) ask(measure, path string) (timing, error) {
	if _, err := fmt.Fprintf(r.in, "%s %s\n", measure, path); err != nil {
		return timing{}, err
	}
	var seconds, quality float64
	if _, err := fmt.Fscanln(r.out, &seconds, &quality); err != nil {
		return timing{}, fmt.Errorf("igraph's answer about %s: %w", measure, err)
	}
	return timing{time.Duration(seconds * float64(time.Second)), quality}, nil
}

func (r *rival) close() error {
	return errors.Join(r.in.Close(), r.command.Wait())
}
