package graph

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an [Error] is. The list is closed: callers
// switch over it, and the API shows it as extensions.code.
type Code string

// The codes. UNAUTHENTICATED and FORBIDDEN belong to decorators of a store.
const (
	CodeBadInput        Code = "BAD_USER_INPUT"
	CodeNotFound        Code = "NOT_FOUND"
	CodeUnauthenticated Code = "UNAUTHENTICATED"
	CodeForbidden       Code = "FORBIDDEN"
	CodeLimit           Code = "LIMIT_EXCEEDED"
	CodeTimeout         Code = "TIMEOUT"
	CodeUnavailable     Code = "UNAVAILABLE"
	CodeInternal        Code = "INTERNAL"
)

// Error is every failure that the domain and its stores report.
//
// Message is for the caller and holds nothing of the cause; the cause is for
// the log and is reached by errors.Is, errors.As or errors.Unwrap.
type Error struct {
	Code    Code
	Message string
	// Limit names the limit that was exceeded when Code is CodeLimit.
	Limit string
	// Faults holds every fault of an input that was refused whole.
	Faults []Fault

	cause error
}

// Error returns the public message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Errorf returns an error of the given code with a message for the caller.
func Errorf(code Code, format string, arguments ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, arguments...)}
}

// Because returns a copy of e that unwraps to cause.
func (e *Error) Because(cause error) *Error {
	wrapped := *e
	wrapped.cause = cause
	return &wrapped
}

// CodeOf returns the code of the first [Error] in err's chain, CodeInternal
// where there is none.
func CodeOf(err error) Code {
	var domain *Error
	if errors.As(err, &domain) {
		return domain.Code
	}
	return CodeInternal
}

// Fault is one thing wrong with an input: which entity, which of its fields
// (as a path such as "participants[1].actor") and why. The reader of a file
// adds where that stands.
type Fault struct {
	Entity string
	Field  string
	Reason string
	File   string
	// Line and Column count from 1, the column in bytes; 0 where they are not
	// known.
	Line, Column int
	// Missing is the id that the field refers to, if nothing bears it.
	Missing string
}

// String gives the fault as file:line:column: entity field: reason, leaving out
// what is not known.
func (f Fault) String() string {
	text := f.Reason
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Entity != "" {
		text = f.Entity + " " + text
	}
	switch {
	case f.File != "" && f.Line > 0 && f.Column > 0:
		return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, text)
	case f.File != "" && f.Line > 0:
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, text)
	case f.File != "":
		return f.File + ": " + text
	}
	return text
}

// Faulty returns the error for an input with these faults; nil where there
// are none.
func Faulty(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	noun := "faults"
	if len(faults) == 1 {
		noun = "fault"
	}
	return &Error{
		Code:    CodeBadInput,
		Message: fmt.Sprintf("the input has %d %s; nothing was loaded", len(faults), noun),
		Faults:  faults,
	}
}
