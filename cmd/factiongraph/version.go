package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Tell which version this is",
		Example: "  factiongraph version --json",
		Args:    takes(0, 0),
		RunE: func(*cobra.Command, []string) error {
			b := buildOf(version)
			if asJSON {
				return p.writeJSON(b)
			}
			fmt.Fprintf(p.out, "factiongraph %s (%s, %s)\n", b.Version, b.Go, b.Platform)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// build says from what the program was built.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"` // beside the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// buildOf describes this program. Without a version from the linker it has
// that of its module, or else the revision it was built from.
func buildOf(linked string) build {
	b := build{Version: linked, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, known := debug.ReadBuildInfo()
	if known {
		for _, setting := range info.Settings {
			switch setting.Key {
			case "vcs.revision":
				b.Revision = setting.Value
			case "vcs.modified":
				b.Modified = setting.Value == "true"
			}
		}
	}
	switch {
	case b.Version != "":
	case known && info.Main.Version != "" && info.Main.Version != "(devel)":
		b.Version = info.Main.Version
	case b.Revision != "":
		b.Version = b.Revision
	default:
		b.Version = "unknown"
	}
	return b
}
