package pythontest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestPython(t *testing.T) {
	folder := t.TempDir()
	var paths [2]string
	var both sync.WaitGroup
	for i := range paths {
		both.Go(func() {
			var err error
			if paths[i], err = python(t.Context(), folder, "texttable==1.7.2\n"); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if t.Failed() {
		return
	}
	if paths[0] != paths[1] {
		t.Errorf("two calls at once give %s and %s, want one environment", paths[0], paths[1])
	}
	out, err := run(t.Context(), paths[0], "-c", "import texttable, sys; print(texttable.__name__, sys.prefix)")
	if want := "texttable " + filepath.Dir(filepath.Dir(paths[0])); err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("the interpreter says %q (%v), want %q", out, err, want)
	}
}

func TestAnInterruptedEnvironmentIsMadeAnew(t *testing.T) {
	folder := t.TempDir()
	path, err := python(t.Context(), folder, "")
	if err != nil {
		t.Fatal(err)
	}
	venv := filepath.Dir(filepath.Dir(path))
	rest := filepath.Join(venv, "rest")
	for _, step := range []error{os.Remove(filepath.Join(venv, "complete")), os.WriteFile(rest, nil, 0o600)} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if _, err := python(t.Context(), folder, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(rest); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what the interrupted attempt left is still there (%v)", err)
	}
}

func TestWithoutPythonTheErrorSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := python(t.Context(), t.TempDir(), "")
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "python3-venv") {
		t.Errorf("got %v, want ErrMissing and the packages", err)
	}
}

func TestAnUnknownVersionIsTold(t *testing.T) {
	_, err := python(t.Context(), t.TempDir(), "texttable==0.0.0.1\n")
	if err == nil || errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "texttable") {
		t.Errorf("got %v, want pip's complaint about texttable", err)
	}
}
