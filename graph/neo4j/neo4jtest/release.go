package neo4jtest

import (
	"fmt"
	"slices"
	"strings"
)

// A release is a Neo4j version that this package can start.
type release struct {
	version   string   // as Maven Central names it
	line      string   // names the release in environment variables
	mainClass string   // starts the community server
	javaMin   int      // oldest Java that runs it
	javaMax   int      // newest Java that it supports; 0 when there is no bound
	debian    []string // Debian packages that bring such a Java, the preferred one first
	settings  []string // lines of neo4j.conf that only this release accepts
}

// The long-term support line, and the current one. Java versions: "System requirements" in the
// operations manual of each.
var releases = []release{
	{
		version:   "5.26.25",
		line:      "5",
		mainClass: "org.neo4j.server.CommunityEntryPoint",
		javaMin:   17,
		javaMax:   21,
		debian:    []string{"openjdk-17-jre-headless", "openjdk-21-jre-headless"},
	},
	{
		version:   "2026.09.0",
		line:      "2026",
		mainClass: "org.neo4j.server.Neo4jCommunity",
		javaMin:   21,
		debian:    []string{"openjdk-21-jre-headless", "openjdk-25-jre-headless", "temurin-25-jdk"},
		settings: []string{
			"dbms.fleet_manager.enabled=false",
			"server.fleet_discovery.enabled=false",
		},
	},
}

func findRelease(version string) (release, error) {
	i := slices.IndexFunc(releases, func(r release) bool { return r.version == version })
	if i < 0 {
		known := make([]string, len(releases))
		for i, r := range releases {
			known[i] = r.version
		}
		return release{}, fmt.Errorf("neo4jtest: no Neo4j %q here, only %s", version, strings.Join(known, " and "))
	}
	return releases[i], nil
}

// serverEnv is the variable that hands a running server to other processes.
func (r release) serverEnv() string { return "FACTIONGRAPH_TEST_NEO4J_" + r.line }

// javaEnv is the variable that names the home of the Java to run it with.
func (r release) javaEnv() string { return "FACTIONGRAPH_JAVA_" + r.line }

// javaRange says in words which Java runs the release.
func (r release) javaRange() string {
	if r.javaMax == 0 {
		return fmt.Sprintf("Java %d or newer", r.javaMin)
	}
	return fmt.Sprintf("Java %d to %d", r.javaMin, r.javaMax)
}

func (r release) runsOn(java int) bool {
	return java >= r.javaMin && (r.javaMax == 0 || java <= r.javaMax)
}
