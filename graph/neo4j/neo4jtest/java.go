package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// javaHomes are the places where packages and installers put a Java.
var javaHomes = []string{
	"/usr/lib/jvm/*",
	"/opt/java/*",
	"/Library/Java/JavaVirtualMachines/*/Contents/Home",
}

// javaCandidates lists the java programs worth trying, the user's choice first.
func javaCandidates() []string {
	var found []string
	if home := os.Getenv("JAVA_HOME"); home != "" {
		found = append(found, javaIn(home))
	}
	if path, err := exec.LookPath("java"); err == nil {
		found = append(found, path)
	}
	for _, pattern := range javaHomes {
		// The patterns are constants and well formed, so that Glob has no error to give.
		paths, _ := filepath.Glob(javaIn(pattern))
		found = append(found, paths...)
	}
	return found
}

func javaIn(home string) string { return filepath.Join(home, "bin", "java") }

// findJava returns the first of the candidates that runs the release. A Java that the release's own
// variable names is the only candidate: a wrong choice is reported, not passed over.
func findJava(ctx context.Context, rel release, candidates []string) (string, error) {
	chosen := os.Getenv(rel.javaEnv())
	if chosen != "" {
		candidates = []string{javaIn(chosen)}
	}
	var seen []string
	tried := make(map[string]bool)
	for _, java := range candidates {
		if file, err := filepath.EvalSymlinks(java); err == nil {
			if tried[file] {
				continue
			}
			tried[file] = true
		}
		major, err := javaMajor(ctx, java)
		if err != nil {
			seen = append(seen, fmt.Sprintf("%s (%v)", java, err))
			continue
		}
		if rel.runsOn(major) {
			return java, nil
		}
		seen = append(seen, fmt.Sprintf("%s (Java %d)", java, major))
	}
	if len(seen) == 0 {
		seen = []string{"none"}
	}
	return "", &MissingError{
		Advice: fmt.Sprintf("Neo4j %s needs %s; found %s. Install one (Debian: %s; where the system has none: https://adoptium.net/installation/linux) or set %s to the home of one",
			rel.version, rel.javaRange(), strings.Join(seen, ", "), strings.Join(rel.debian, " or "), rel.javaEnv()),
		Packages: rel.debian,
	}
}

// javaMajor asks a java program for its major version.
func javaMajor(ctx context.Context, java string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, java, "-version").CombinedOutput()
	if err != nil {
		return 0, err
	}
	return parseJavaMajor(string(out))
}

var javaVersion = regexp.MustCompile(`version "(?:1\.)?(\d+)`)

// parseJavaMajor reads the major version from what `java -version` prints. Before Java 9 it was the
// number after "1.".
func parseJavaMajor(output string) (int, error) {
	m := javaVersion.FindStringSubmatch(output)
	if m == nil {
		return 0, fmt.Errorf("no version in %q", output)
	}
	return strconv.Atoi(m[1])
}
