// Containerlint checks Dockerfiles and Compose files without a Docker engine:
//
//	containerlint Dockerfile docker-compose.yml
//
// It parses a Dockerfile and applies BuildKit's rules for instructions, as `docker build --check`
// begins to; and it loads a Compose file, with the variables of the environment, as `docker compose
// config` does. It exits with 1 when it finds anything.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: containerlint file ...")
		os.Exit(2)
	}
	sound := true
	for _, path := range os.Args[1:] {
		for _, finding := range lint(context.Background(), path, os.Environ()) {
			fmt.Printf("%s:%s\n", path, finding)
			sound = false
		}
	}
	if !sound {
		os.Exit(1)
	}
}

// lint returns what is wrong with the file, a line for each finding: "3: Rule: message", or
// " message" where no line is to blame. The name tells the kind of the file.
func lint(ctx context.Context, path string, environ []string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		return []string{" " + err.Error()}
	}
	var findings []string
	if ext := filepath.Ext(path); ext == ".yml" || ext == ".yaml" {
		err = checkCompose(ctx, path, data, environ)
	} else {
		findings, err = lintDockerfile(data)
	}
	if err != nil {
		findings = append(findings, " "+err.Error())
	}
	return findings
}

// lintDockerfile returns the rules that a Dockerfile breaks, and an error when it is not a valid one.
func lintDockerfile(data []byte) (findings []string, err error) {
	rules := linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, location []parser.Range) {
			line := 0
			if len(location) > 0 {
				line = location[0].Start.Line
			}
			findings = append(findings, fmt.Sprintf("%d: %s: %s", line, rule, message))
		},
	})
	parsed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	_, _, err = instructions.Parse(parsed.AST, rules)
	return findings, err
}

// checkCompose validates a Compose file: its schema, its variables, and that what its services refer to exists.
func checkCompose(ctx context.Context, path string, data []byte, environ []string) error {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return err
	}
	variables := make(types.Mapping)
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		variables[name] = value
	}
	_, err = loader.LoadWithContext(ctx, types.ConfigDetails{
		WorkingDir:  dir,
		ConfigFiles: []types.ConfigFile{{Filename: path, Content: data}},
		Environment: variables,
	}, func(options *loader.Options) { options.SetProjectName("lint", false) })
	return err
}
