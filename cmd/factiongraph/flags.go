package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// flagValue is the value of a flag. What is given for it in vain is refused in
// the words of whoever types it.
type flagValue[T any] struct {
	at    *T
	name  string
	kind  string // as the help names it
	what  string // what it takes, as in "--limit is …"
	parse func(text string) (T, bool)
}

// flagFault says what a flag takes, and what it was given.
type flagFault struct{ message string }

func (f *flagFault) Error() string { return f.message }

// Set takes what is given for the flag.
func (f *flagValue[T]) Set(text string) error {
	value, fits := f.parse(text)
	if !fits {
		return &flagFault{fmt.Sprintf("--%s is %s, not %q", f.name, f.what, text)}
	}
	*f.at = value
	return nil
}

// String gives the value as it would be given.
func (f *flagValue[T]) String() string { return fmt.Sprint(*f.at) }

// Type is the sort of value, for the help.
func (f *flagValue[T]) Type() string { return f.kind }

// misusedFlag returns the error for flags that cannot be meant.
func misusedFlag(cmd *cobra.Command, err error) error {
	if fault, is := errors.AsType[*flagFault](err); is {
		err = fault
	}
	return misused(cmd, "%s", err)
}

// countFlag adds a flag for a whole number within bounds, of which the usage
// tells the upper one.
func countFlag[N int | uint16](cmd *cobra.Command, at *N, name string, standard, least, most N, usage string) {
	*at = standard
	cmd.Flags().Var(&flagValue[N]{at, name, "int", fmt.Sprintf("a whole number from %d to %d", least, most), func(text string) (N, bool) {
		number, err := strconv.Atoi(text)
		return N(number), err == nil && number >= int(least) && number <= int(most)
	}}, name, fmt.Sprintf("%s, at most %d", usage, most))
}

// shareFlag adds a flag for a number from 0 to 1.
func shareFlag(cmd *cobra.Command, at *float64, name string, standard float64, usage string) {
	*at = standard
	cmd.Flags().Var(&flagValue[float64]{at, name, "float", "a number from 0 to 1", func(text string) (float64, bool) {
		number, err := strconv.ParseFloat(text, 64)
		return number, err == nil && number >= 0 && number <= 1
	}}, name, usage)
}

// timeoutFlag adds the flag for how long a command may take.
func timeoutFlag(cmd *cobra.Command, at *time.Duration, standard time.Duration) {
	const name = "timeout"
	*at = standard
	cmd.Flags().Var(&flagValue[time.Duration]{at, name, "duration", "a time such as 90s or 5m", func(text string) (time.Duration, bool) {
		duration, err := time.ParseDuration(text)
		return duration, err == nil && duration > 0
	}}, name, "give up after this time")
}
