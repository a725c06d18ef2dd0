package main

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestMisuse holds that what cannot be meant has exit code 2, says what is
// wrong, and leaves stdout to answers.
func TestMisuse(t *testing.T) {
	notOurs := filepath.Join(files(t, map[string]string{"notes.txt": "These are notes, and no graph at all."}), "notes.txt")
	for _, test := range []struct {
		name string
		args []string
		says []string
	}{
		{"unknown command", []string{"sevre"}, []string{`no command "sevre"`, "did you mean serve?", "Usage:"}},
		{"unknown flag", []string{"serve", "--port", "80"}, []string{"unknown flag: --port", "Usage:", "factiongraph serve"}},
		{"flag without value", []string{"query", "{a}", "--store"}, []string{"flag needs an argument: --store", "Usage:"}},
		{"bad duration", []string{"query", "{a}", "--timeout", "soon"}, []string{`--timeout is a time such as 90s or 5m, not "soon"`}},
		{"no time", []string{"fights", "x", "--timeout", "0s"}, []string{"--timeout is a time"}},
		{"no query", []string{"query"}, []string{"query takes GRAPHQL, and was given 0 arguments", "Usage:"}},
		{"one actor", []string{"mediators", "a"}, []string{"mediators takes ACTOR ACTOR, and was given 1 argument"}},
		{"three actors", []string{"fights", "a", "b", "c"}, []string{"fights takes ACTOR [OPPONENT], and was given 3 arguments"}},
		{"one end", []string{"paths", "a"}, []string{"paths takes ACTOR ACTOR, and was given 1 argument"}},
		{"no centre", []string{"neighborhood"}, []string{"neighborhood takes ACTOR..., and was given 0 arguments"}},
		{"brokers of whom", []string{"brokers", "act_russia"}, []string{"brokers takes no arguments"}},
		{"half a pair", []string{"brokers", "--between", "act_russia"}, []string{"--between and --and go together"}},
		{"no groups", []string{"brokers", "--by", "clan"}, []string{`--by: there is no "clan", only COMMUNITY, SIDE`}},
		{"no brokers", []string{"brokers", "--limit", "0"}, []string{"--limit is a whole number from 1 to 500, not \"0\""}},
		{"half a comparison", []string{"compare", "--before", "2018"}, []string{"give both --before and --after", "Usage:"}},
		{"a comparison of words", []string{"compare", "--before", "then", "--after", "now"}, []string{"FROM..TO, FROM.., ..TO", `"`}},
		{"no time at all", []string{"paths", "act_russia", "act_iran", "--during", ".."}, []string{"--during is FROM..TO", `".."`}},
		{"no kind", []string{"paths", "act_russia", "act_iran", "--kinds", "LOVED"}, []string{`--kinds: there is no "LOVED", only FOUGHT`}},
		{"no family", []string{"neighborhood", "act_russia", "--families", "HOSTILE,FRIENDLY"}, []string{`--families: there is no "FRIENDLY"`, "COOPERATIVE"}},
		{"no level", []string{"paths", "act_russia", "act_iran", "--roll-up", "city"}, []string{`--roll-up: there is no "city", only NONE, STATE`}},
		{"nothing to load", []string{"load"}, []string{"load takes PATH..., and was given 0"}},
		{"nothing to check", []string{"check"}, []string{"check takes PATH..., and was given 0"}},
		{"serve what", []string{"serve", "now"}, []string{"serve takes no arguments"}},
		{"version of what", []string{"version", "of"}, []string{"version takes no arguments"}},
		{"log level", []string{"version", "--log-level", "loud"}, []string{"--log-level is debug, info, warn or error"}},
		{"log format", []string{"version", "--log-format", "xml"}, []string{"--log-format is text or json"}},
		{"no day", []string{"fights", "act_russia", "--from", "May"}, []string{`--from: "May" is not a date`}},
		{"no store", []string{"fights", "act_russia", "--store", "graph.db"}, []string{`"graph.db" is no store`, "embedded:graph.db"}},
		{"no database", []string{"query", "{a}", "--store", "http://localhost"}, []string{"--store: ", "neo4j"}},
		{"not a store", []string{"query", "{a}", "--store", "embedded:" + notOurs}, []string{notOurs}},
		{"variables", []string{"query", "{a}", "--variables", "[1]"}, []string{"--variables is no JSON object"}},
		{"null variables", []string{"query", "{a}", "--variables", "null"}, []string{"--variables is no JSON object"}},
		{"variables in no file", []string{"query", "{a}", "--variables", "@nowhere.json"}, []string{"--variables: ", "nowhere.json"}},
		{"no address", []string{"serve", "--addr", "8080"}, []string{"--addr is host:port"}},
		{"no port", []string{"serve", "--addr", "127.0.0.1:http-ish"}, []string{"nothing can listen at", "--addr"}},
		{"a large cache", []string{"serve", "--cache", "65536"}, []string{"--cache is a whole number from 0 to 65535, not"}},
		{"allowed host", []string{"serve", "--addr", "127.0.0.1:0", "--allow-host", ":80"}, []string{"allowed host"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := command{}.run(t, test.args...)
			want := exitUsage
			if test.name == "not a store" {
				want = exitUnavailable // it may be a damaged one
			}
			got.fail(t, want, append(test.says, "factiongraph: ")...)
			if got.stdout != "" {
				t.Errorf("stdout: %s", got.stdout)
			}
		})
	}
}

// TestHelp holds that every command explains itself, by example too.
func TestHelp(t *testing.T) {
	root := command{}.program(t, io.Discard, io.Discard).command()
	for _, cmd := range append(root.Commands(), root) {
		t.Run(cmd.Name(), func(t *testing.T) {
			if cmd.Short == "" || cmd.Example == "" {
				t.Error("it has no short description, or no example")
			}
			for example := range strings.Lines(cmd.Example) {
				if _, call, is := strings.Cut(example, "factiongraph "); !is {
					t.Errorf("the example %q calls another program", example)
				} else if name, _, _ := strings.Cut(call, " "); !hasCommand(root, strings.TrimSpace(name)) {
					t.Errorf("there is no command %q", name)
				}
			}
			got := command{}.run(t, append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
			mustSay(t, got.succeed(t), "Usage:", "Examples:", strings.TrimSpace(cmd.Example))
			if got.stderr != "" {
				t.Errorf("stderr: %s", got.stderr)
			}
		})
	}
	t.Run("without a command", func(t *testing.T) {
		mustSay(t, command{}.run(t).succeed(t), "factiongraph serve", "Exit codes:", "Available Commands:")
	})
}

// TestExamplesAnswer holds that the questions in the help have answers in the
// built-in corpus.
func TestExamplesAnswer(t *testing.T) {
	asked := corpus(t)
	for _, cmd := range asked.program(t, io.Discard, io.Discard).command().Commands() {
		for example := range strings.Lines(cmd.Example) {
			words := shellWords(example)[1:]
			asks := []string{"mediators", "fights", "query", "paths", "neighborhood", "brokers", "compare"}
			if !slices.Contains(asks, words[0]) || slices.Contains(words, "-") {
				continue
			}
			got := asked.run(t, words...).succeed(t)
			for _, nothing := range []string{"No source here", "No path", "Nobody", `"paths": []`, `"edges": []`, `"nodes": []`, `"appeared": []`} {
				if strings.Contains(got, nothing) {
					t.Errorf("%s%s", example, got)
				}
			}
			if strings.Contains(got, "[]") && words[0] == "query" {
				t.Errorf("%s%s", example, got)
			}
		}
	}
}

var shellWord = regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`)

// shellWords splits a command line whose quotes are around whole words.
func shellWords(line string) []string {
	var words []string
	for _, match := range shellWord.FindAllStringSubmatch(line, -1) {
		words = append(words, match[1]+match[2]+match[3])
	}
	return words
}

func hasCommand(root *cobra.Command, name string) bool {
	found, _, err := root.Find([]string{name})
	return err == nil && found != root
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		mustSay(t, command{}.run(t, "completion", shell).succeed(t), "factiongraph", "__complete")
	}
	mustSay(t, command{}.run(t, "__complete", "version", "--log-format", "").succeed(t), "text\njson\n")
	mustSay(t, command{}.run(t, "__complete", "").succeed(t), "mediators\t", "serve\t")
}

func TestVersion(t *testing.T) {
	t.Cleanup(func() { version = "" })
	version = "v1.2.3"
	mustSay(t, command{}.run(t, "version").succeed(t), "factiongraph v1.2.3 (go1.")
	mustSay(t, command{}.run(t, "--version").succeed(t), "v1.2.3")
	if got := decode[build](t, command{}.run(t, "version", "--json").succeed(t)); got != buildOf("v1.2.3") {
		t.Errorf("%+v", got)
	}
	if got := buildOf("").Version; got == "" {
		t.Error("without a version from the linker there is none")
	}
}

// TestLogsAreJSON holds that where logs are JSON, nothing else is on stderr.
func TestLogsAreJSON(t *testing.T) {
	t.Parallel()
	faulty := files(t, map[string]string{"faulty.yaml": "actors: [{id: act_a}]"})
	for name, args := range map[string][]string{
		"filling":    {"query", "{ dataset { version } }", "--log-level", "debug"},
		"misuse":     {"query", "--what"},
		"ambiguous":  {"fights", "Brigade"},
		"faults":     {"load", faulty},
		"no network": {"query", "{ dataset { version } }", "--store", "bolt://127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			stderr := command{}.run(t, append([]string{"--log-format", "json"}, args...)...).stderr
			decoder := json.NewDecoder(strings.NewReader(stderr))
			records := 0
			for decoder.More() {
				var record struct{ Time, Level, Msg string }
				if err := decoder.Decode(&record); err != nil || record.Time == "" || record.Level == "" || record.Msg == "" {
					t.Fatalf("%v in %s", err, stderr)
				}
				records++
			}
			if records == 0 {
				t.Error("nothing is said")
			}
		})
	}
}

// TestTruncatedOutput holds that an answer that could not be written is not
// taken for one.
func TestTruncatedOutput(t *testing.T) {
	var stderr bytes.Buffer
	code := command{}.program(t, broken{}, &stderr).run(t.Context(), []string{"version"})
	outcome{code, "", stderr.String()}.fail(t, exitFailed, "could not be written", errBroken.Error())
}
