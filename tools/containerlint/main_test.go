package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	for _, test := range []struct {
		name, file, content string
		want                []string // what each finding holds
	}{
		{
			name: "sound Dockerfile", file: "Dockerfile",
			content: "FROM golang:1.26 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\nENTRYPOINT [\"/a\"]\n",
		},
		{
			name: "rules broken", file: "Dockerfile",
			content: "FROM golang:1.26 AS Build\nMAINTAINER someone\n",
			want: []string{
				"1: StageNameCasing: Stage name 'Build' should be lowercase",
				"2: MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label",
			},
		},
		{name: "unknown flag", file: "Dockerfile", content: "FROM scratch\nCOPY --form=build a b\n", want: []string{"unknown flag: --form"}},
		{name: "unknown instruction", file: "Dockerfile", content: "FROM scratch\nCOPPY a b\n", want: []string{"COPPY"}},
		{name: "empty Dockerfile", file: "Dockerfile", want: []string{"no instructions"}},
		{
			name: "sound Compose file", file: "docker-compose.yml",
			content: "services:\n  a:\n    image: a:${TAG:?which}\n    depends_on: [b]\n  b:\n    image: b:1\n",
		},
		{
			name: "unknown key", file: "docker-compose.yml",
			content: "services:\n  a:\n    image: a:1\n    prots: []\n", want: []string{"'prots' not allowed"},
		},
		{
			name: "unset variable", file: "compose.yaml",
			content: "services:\n  a:\n    image: a:${UNSET:?which}\n", want: []string{"UNSET"},
		},
		{
			name: "unknown service", file: "docker-compose.yml",
			content: "services:\n  a:\n    image: a:1\n    depends_on: [b]\n", want: []string{`undefined service "b"`},
		},
		{
			name: "unknown volume", file: "docker-compose.yml",
			content: "services:\n  a:\n    image: a:1\n    volumes: [data:/data]\n", want: []string{"undefined volume data"},
		},
		{name: "no YAML", file: "docker-compose.yml", content: "services: [", want: []string{"yaml"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got := lint(t.Context(), path, []string{"TAG=1"})
			if len(got) != len(test.want) {
				t.Fatalf("got %q, want %d findings", got, len(test.want))
			}
			for i, want := range test.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("got %q, want one with %q", got[i], want)
				}
			}
		})
	}
}

func TestLintNoFile(t *testing.T) {
	got := lint(t.Context(), filepath.Join(t.TempDir(), "Dockerfile"), nil)
	if len(got) != 1 || !strings.Contains(got[0], "no such file") {
		t.Errorf("got %q, want one finding, that there is no such file", got)
	}
}
