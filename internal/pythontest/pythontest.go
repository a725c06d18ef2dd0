// Package pythontest runs Python programs beside tests and benchmarks, with the
// packages that they need.
//
// It owns the virtual environments, one for each set of requirements, in the
// user's cache folder. It must not know what the programs do.
package pythontest

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Networks are the requirements, in pip's format, of programs that measure networks.
//
//go:embed networks.txt
var Networks string

// Exports are those of programs that read exported networks.
//
//go:embed exports.txt
var Exports string

// ErrMissing is a machine without Python; the error says what to install.
var ErrMissing = errors.New("pythontest: Python 3.11 or newer, with its venv module, is missing")

// makeTimeout bounds the making of one environment, downloads included.
const makeTimeout = 10 * time.Minute

// lockInterval is how often a waiting process looks whether an environment is free.
const lockInterval = 50 * time.Millisecond

// Python returns the path of a Python interpreter that has the packages of
// requirements, a text in pip's format that gives exact versions of them and of
// all that they need. The first call makes a virtual environment, which takes
// a while and downloads them; later ones, in any process, find it. It fails
// with ErrMissing.
func Python(ctx context.Context, requirements string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("pythontest: %w", err)
	}
	return python(ctx, filepath.Join(cache, "factiongraph", "python"), requirements)
}

// python is Python for environments in a folder.
func python(ctx context.Context, folder, requirements string) (string, error) {
	base, err := exec.LookPath("python3")
	if err != nil {
		return "", missing(err)
	}
	ctx, cancel := context.WithTimeout(ctx, makeTimeout)
	defer cancel()
	version, err := run(ctx, base, "-c", "import sys; print(sys.version, sys.base_prefix)")
	if err != nil {
		return "", missing(err)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", fmt.Errorf("pythontest: %w", err)
	}
	sum := sha256.Sum256(append(version, requirements...))
	venv := filepath.Join(folder, fmt.Sprintf("%x", sum[:8]))
	lock := flock.New(venv + ".lock")
	// The kernel frees the lock when its holder dies.
	if _, err := lock.TryLockContext(ctx, lockInterval); err != nil {
		return "", fmt.Errorf("pythontest: waiting for %s: %w", lock, err)
	}
	defer func() { _ = lock.Close() }()
	interpreter := filepath.Join(venv, "bin", "python")
	// Scripts in an environment hold its path, so it cannot be made elsewhere
	// and renamed; a file says that it is complete.
	complete := filepath.Join(venv, "complete")
	if _, err := os.Stat(complete); err == nil {
		return interpreter, nil
	}
	if err := fill(ctx, base, venv, requirements); err != nil {
		return "", err
	}
	if err := os.WriteFile(complete, nil, 0o600); err != nil {
		return "", fmt.Errorf("pythontest: %w", err)
	}
	return interpreter, nil
}

// fill makes an environment, in place of what an interrupted attempt left.
func fill(ctx context.Context, base, venv, requirements string) error {
	if err := os.RemoveAll(venv); err != nil {
		return fmt.Errorf("pythontest: %w", err)
	}
	if _, err := run(ctx, base, "-m", "venv", venv); err != nil {
		return missing(err)
	}
	list := filepath.Join(venv, "requirements.txt")
	if err := os.WriteFile(list, []byte(requirements), 0o600); err != nil {
		return fmt.Errorf("pythontest: %w", err)
	}
	_, err := run(ctx, filepath.Join(venv, "bin", "python"), "-m", "pip", "install",
		"--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--requirement", list)
	return err
}

func missing(cause error) error {
	return fmt.Errorf("%w. Install it (Debian: python3 and python3-venv; others: https://www.python.org/downloads/): %w", ErrMissing, cause)
}

// run returns what a program writes to standard output; its standard error is
// part of the error.
func run(ctx context.Context, name string, arguments ...string) ([]byte, error) {
	var out, complaint bytes.Buffer
	command := exec.CommandContext(ctx, name, arguments...) //nolint:gosec // Python, with arguments from this file
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("pythontest: %s: %w\n%s%s", command, err, out.Bytes(), complaint.Bytes())
	}
	return out.Bytes(), nil
}
