package neo4jtest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed pom.xml
var pom []byte

// downloadTimeout bounds one download: some 150 MB in 210 jars.
const downloadTimeout = 15 * time.Minute

// cacheDir is where this package keeps what outlives a test run: <user cache>/factiongraph/neo4j.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("neo4jtest: %w", err)
	}
	return filepath.Join(dir, "factiongraph", "neo4j"), nil
}

// jarsDir is the folder of a release's jars. It exists only when it is complete.
func jarsDir(rel release) (string, error) {
	dir, err := cacheDir()
	return filepath.Join(dir, rel.version), err
}

// fetchJars returns the folder of a release's jars, and fills it first where it is missing.
func fetchJars(ctx context.Context, rel release) (string, error) {
	dir, err := jarsDir(rel)
	if err != nil || isDir(dir) {
		return dir, err
	}
	mvn, err := findMaven()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	if err := os.MkdirAll(filepath.Dir(dir), 0o750); err != nil {
		return "", fmt.Errorf("neo4jtest: %w", err)
	}
	// One lock for all releases: Maven's own repository does not bear two writers.
	unlock, err := lockFile(ctx, filepath.Join(filepath.Dir(dir), "download.lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if isDir(dir) {
		return dir, nil
	}
	return dir, download(ctx, mvn, rel, dir)
}

// download fills a folder beside dir and gives it its name when it is whole, so that no interrupted
// download is ever taken for a complete one.
func download(ctx context.Context, mvn string, rel release, dir string) error {
	tmp, err := os.MkdirTemp(filepath.Dir(dir), rel.version+".part-")
	if err != nil {
		return fmt.Errorf("neo4jtest: %w", err)
	}
	defer os.RemoveAll(tmp)
	pomFile := filepath.Join(tmp, "pom.xml")
	if err := os.WriteFile(pomFile, pom, 0o600); err != nil {
		return fmt.Errorf("neo4jtest: %w", err)
	}
	lib := filepath.Join(tmp, "lib")
	out, err := exec.CommandContext(ctx, mvn,
		"--batch-mode", "--quiet", "--strict-checksums", "--file", pomFile,
		"dependency:copy-dependencies",
		"-Dneo4j.version="+rel.version, "-DincludeScope=runtime", "-DoutputDirectory="+lib,
	).CombinedOutput()
	if err != nil {
		return fmt.Errorf("neo4jtest: downloading Neo4j %s from Maven Central: %w\n%s", rel.version, err, out)
	}
	if err := os.Rename(lib, dir); err != nil {
		return fmt.Errorf("neo4jtest: %w", err)
	}
	return nil
}

func findMaven() (string, error) {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return "", &MissingError{
			Advice:   "downloading the Neo4j servers needs Maven's mvn on the PATH. Install it (Debian: maven; others: https://maven.apache.org/install.html), or give a server of your own in NEO4J_URI",
			Packages: []string{"maven"},
		}
	}
	return mvn, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
