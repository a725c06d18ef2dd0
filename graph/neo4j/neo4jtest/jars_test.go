package neo4jtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

func TestFetchJars(t *testing.T) {
	runs := fakeMaven(t, `for arg; do case $arg in -DoutputDirectory=*) mkdir "${arg#*=}" && touch "${arg#*=}/neo4j.jar" ;; esac; done`)
	dirs := make([]string, 4)
	var group errgroup.Group
	for i := range dirs {
		group.Go(func() (err error) {
			dirs[i], err = fetchJars(t.Context(), releases[0])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "neo4j.jar")); err != nil {
			t.Error(err)
		}
	}
	if n := runs(); n != 1 {
		t.Errorf("four callers ran Maven %d times, want once", n)
	}
	expectNoParts(t)
}

func TestFetchJarsFails(t *testing.T) {
	runs := fakeMaven(t, `echo 'Could not transfer artifact'; exit 1`)
	for range 2 {
		if dir, err := fetchJars(t.Context(), releases[0]); err == nil || !strings.Contains(err.Error(), "Could not transfer artifact") {
			t.Errorf("got %s, %v; want an error with what Maven said", dir, err)
		}
	}
	if n := runs(); n != 2 {
		t.Errorf("ran Maven %d times, want 2: a failed download is no download", n)
	}
	expectNoParts(t)
}

func TestFetchJarsWithoutMaven(t *testing.T) {
	emptyCache(t)
	t.Setenv("PATH", t.TempDir())
	var lack *MissingError
	if _, err := fetchJars(t.Context(), releases[0]); !errors.As(err, &lack) || lack.Packages[0] != "maven" {
		t.Errorf("got %v, want a *MissingError that names the package maven", err)
	}
}

func TestMissing(t *testing.T) {
	emptyCache(t)
	t.Setenv("NEO4J_URI", "")
	t.Setenv("PATH", t.TempDir())
	for _, rel := range releases {
		t.Setenv(rel.javaEnv(), "/no/such/home")
	}
	lacks, err := Missing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var packages []string
	for _, lack := range lacks {
		packages = append(packages, lack.Packages[0])
	}
	if got, want := strings.Join(packages, " "), "openjdk-17-jre-headless openjdk-21-jre-headless maven"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}

	t.Setenv("NEO4J_URI", "neo4j://example.invalid")
	if lacks, err := Missing(t.Context()); err != nil || len(lacks) > 0 {
		t.Errorf("with a given server: got %v, %v; want nothing", lacks, err)
	}
}

// fakeMaven puts a mvn that runs a line of shell on the PATH, and returns what counts its runs.
func fakeMaven(t *testing.T, script string) (runs func() int) {
	t.Helper()
	emptyCache(t)
	bin := t.TempDir()
	log := filepath.Join(bin, "runs")
	writeProgram(t, filepath.Join(bin, "mvn"), "echo run >> '"+log+"'\n"+script)
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	return func() int {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(data), "\n")
	}
}

func emptyCache(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
}

func expectNoParts(t *testing.T) {
	t.Helper()
	dir, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(dir, "*.part-*"))
	if err != nil || len(parts) > 0 {
		t.Errorf("left behind: %v, %v", parts, err)
	}
}
