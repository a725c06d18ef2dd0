package neo4jtest

import (
	"context"
	"errors"
)

// A MissingError says what the machine lacks to start a server, and how to get it.
type MissingError struct {
	// Advice names the missing thing and says what to do about it.
	Advice string
	// Packages are the Debian packages that bring it; any one of them is enough. The preferred one is first.
	Packages []string
}

func (e *MissingError) Error() string { return "neo4jtest: " + e.Advice }

// Missing lists what this machine lacks to start every version: a suitable Java for each, and Maven
// while a version is still to be downloaded. It returns nothing when Start can do its work, and
// when NEO4J_URI gives a server, because none is started then.
func Missing(ctx context.Context) ([]*MissingError, error) {
	if _, given := givenServer(); given {
		return nil, nil
	}
	var errs []error
	cached := true
	for _, rel := range releases {
		_, err := findJava(ctx, rel, javaCandidates())
		errs = append(errs, err)
		dir, err := jarsDir(rel)
		if err != nil {
			return nil, err
		}
		cached = cached && isDir(dir)
	}
	if !cached {
		_, err := findMaven()
		errs = append(errs, err)
	}
	var lacks []*MissingError
	for _, err := range errs {
		if lack, ok := errors.AsType[*MissingError](err); ok {
			lacks = append(lacks, lack)
		}
	}
	return lacks, nil
}
