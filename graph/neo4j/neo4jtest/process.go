package neo4jtest

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
)

// A process is a running program in a process group of its own, so that an interrupt at the
// terminal does not reach it and killing it takes its children along.
type process struct {
	pid  int
	done chan struct{} // closed when the program has ended
	err  error         // how it ended; read it after done is closed
}

func startProcess(cmd *exec.Cmd) (*process, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	p := &process{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel counts the death of the starting thread as that of the parent, so this
		// thread must live as long as the program does.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		if err == nil {
			p.pid = cmd.Process.Pid
		}
		started <- err
		if err == nil {
			p.err = cmd.Wait()
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	return p, nil
}

// kill ends the program and its group at once, and returns when it is gone.
func (p *process) kill() error {
	select {
	case <-p.done:
		return nil // and its number may be another's by now
	default:
	}
	if err := syscall.Kill(-p.pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("neo4jtest: killing process group %d: %w", p.pid, err)
	}
	<-p.done
	return nil
}
