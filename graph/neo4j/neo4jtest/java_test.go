package neo4jtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseJavaMajor(t *testing.T) {
	for _, test := range []struct {
		output string
		want   int // 0: an error
	}{
		{`openjdk version "17.0.15" 2025-04-15`, 17},
		{`openjdk version "25" 2025-09-16 LTS`, 25},
		{`openjdk version "21-ea" 2023-09-19`, 21},
		{`java version "1.8.0_392"`, 8},
		{"Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version \"21.0.2\" 2024-01-16", 21},
		{"Unable to locate a Java Runtime", 0},
		{"", 0},
	} {
		got, err := parseJavaMajor(test.output)
		if got != test.want || (err == nil) != (test.want != 0) {
			t.Errorf("%q: got %d, %v; want %d", test.output, got, err, test.want)
		}
	}
}

func TestFindJava(t *testing.T) {
	home := make(map[int]string)
	for _, major := range []int{11, 17, 21, 25} {
		home[major] = fakeJava(t, fmt.Sprintf(`echo 'openjdk version "%d.0.1"' >&2`, major))
	}
	broken := fakeJava(t, "exit 1")
	lts := release{version: "5", line: "5", javaMin: 17, javaMax: 21, debian: []string{"openjdk-17-jre-headless"}}
	current := release{version: "2026", line: "2026", javaMin: 21, debian: []string{"openjdk-21-jre-headless"}}

	for _, test := range []struct {
		name       string
		release    release
		chosen     string
		candidates []string
		want       string   // "": a *MissingError
		advice     []string // that holds these
	}{
		{name: "first that fits", release: lts, candidates: []string{home[11], home[21], home[17]}, want: home[21]},
		{name: "too new", release: lts, candidates: []string{home[25], home[17]}, want: home[17]},
		{name: "no upper bound", release: current, candidates: []string{home[17], home[25]}, want: home[25]},
		{name: "broken and absent ones are passed over", release: lts, candidates: []string{broken, "/no/such/home", home[17]}, want: home[17]},
		{name: "choice comes first", release: lts, chosen: home[17], candidates: []string{home[21]}, want: home[17]},
		{
			name: "wrong choice is not passed over", release: current, chosen: home[17], candidates: []string{home[21]},
			advice: []string{"Java 21 or newer", "(Java 17)", "FACTIONGRAPH_JAVA_2026"},
		},
		{
			name: "none that fits", release: lts, candidates: []string{home[11], home[25]},
			advice: []string{"Java 17 to 21", "(Java 11)", "(Java 25)", "openjdk-17-jre-headless"},
		},
		{name: "none at all", release: current, advice: []string{"found none"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(test.release.javaEnv(), test.chosen)
			var candidates []string
			for _, home := range test.candidates {
				candidates = append(candidates, javaIn(home))
			}
			got, err := findJava(t.Context(), test.release, candidates)
			if test.want != "" {
				if err != nil || got != javaIn(test.want) {
					t.Errorf("got %s, %v; want %s", got, err, javaIn(test.want))
				}
				return
			}
			var lack *MissingError
			if !errors.As(err, &lack) {
				t.Fatalf("got %s, %v; want a *MissingError", got, err)
			}
			for _, part := range test.advice {
				if !strings.Contains(lack.Advice, part) {
					t.Errorf("advice %q lacks %q", lack.Advice, part)
				}
			}
		})
	}
}

// fakeJava returns the home of a java program that runs a line of shell.
func fakeJava(t *testing.T, script string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeProgram(t, javaIn(home), script)
	return home
}

func writeProgram(t *testing.T, path, script string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}
