package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/graph/neo4j/neo4jtest"
)

// peerFolder holds the program that the API on Neo4j is compared with.
const peerFolder = "bench/peer"

// startPeer installs and starts @neo4j/graphql on the same database. stop ends
// it. It needs Node 20 and npm.
func startPeer(ctx context.Context, database *neo4jtest.Server) (address string, stop func(), err error) {
	install := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent")
	install.Dir, install.Stderr = peerFolder, os.Stderr
	if err := install.Run(); err != nil {
		return "", nil, fmt.Errorf("npm ci in %s: %w", peerFolder, err)
	}
	peer := exec.CommandContext(ctx, "node", "index.mjs")
	peer.Dir, peer.Stderr = peerFolder, os.Stderr
	peer.Env = append(os.Environ(), "NODE_ENV=production", "NEO4J_URI="+database.URI, "NEO4J_USERNAME="+database.Username,
		"NEO4J_PASSWORD="+database.Password, "NEO4J_DATABASE="+database.Database)
	peer.Cancel = func() error { return peer.Process.Signal(os.Interrupt) }
	peer.WaitDelay = 5 * time.Second
	output, err := peer.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := peer.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = peer.Process.Kill()
		_ = peer.Wait() // killed
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("%s did not start: %w", peerFolder, err)
	}
	return strings.TrimSpace(line), stop, nil
}
