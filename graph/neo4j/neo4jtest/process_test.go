package neo4jtest

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestProcessKill(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	reader, writer := pipe(t)
	// The shell's child holds the pipe, too: it closes only when the whole group is gone.
	cmd := exec.Command("sh", "-c", "sleep 600 & echo started; wait")
	cmd.Stdout = writer
	p, err := startProcess(cmd)
	if err != nil {
		t.Fatal(err)
	}
	expectLine(t, reader, writer, "started\n")
	if err := p.kill(); err != nil {
		t.Fatal(err)
	}
	expectEOF(t, reader)
	if err := p.kill(); err != nil {
		t.Errorf("second kill: %v", err)
	}
}

func TestStartProcessWithoutProgram(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	if _, err := startProcess(exec.Command("/no/such/program")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want an error that is os.ErrNotExist", err)
	}
}

// TestDieWithParent kills a process that has started another, and sees the other die.
func TestDieWithParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	reader, writer := pipe(t)
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), helperEnv+"=1")
	parent.Stdout = writer
	hold, err := parent.StdinPipe() // the parent waits for its end
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hold.Close() })
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	expectLine(t, reader, writer, "started\n")
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	expectEOF(t, reader)
}

// becomeParent starts a long-lived program that inherits standard output, says so, and waits to be killed.
func becomeParent() {
	cmd := exec.Command("sleep", "600")
	cmd.Stdout = os.Stdout
	if _, err := startProcess(cmd); err != nil {
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString("started\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(1)
}

func pipe(t *testing.T) (reader, writer *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = reader.Close()
		_ = writer.Close()
	})
	// What this test waits for comes at once or never.
	if err := reader.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return reader, writer
}

// expectLine reads one line and closes this process's copy of the writing end.
func expectLine(t *testing.T, reader, writer *os.File, want string) {
	t.Helper()
	got, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil || got != want {
		t.Fatalf("read %q, %v; want %q", got, err, want)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// expectEOF waits until nobody has the writing end any more.
func expectEOF(t *testing.T, reader *os.File) {
	t.Helper()
	if rest, err := io.ReadAll(reader); err != nil || len(rest) > 0 {
		t.Errorf("read %q, %v; want the end of the pipe", rest, err)
	}
}

// gone tells whether no process of the group is left.
func gone(pid int) bool { return errors.Is(syscall.Kill(-pid, 0), syscall.ESRCH) }
