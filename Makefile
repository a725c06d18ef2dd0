# The ways to build, try and check factiongraph: `make` lists them.

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TOOL      := go tool -modfile=tools/go.mod
NEO4JTEST := ./graph/neo4j/neo4jtest/cmd/with-neo4j

.DEFAULT_GOAL := help
.PHONY: help run build test bench lint format generate drift prerequisites

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build the program and serve the API and the explorer (ARGS: flags of `factiongraph serve`)
	bin/factiongraph serve $(ARGS)

build: ## Build bin/factiongraph
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/factiongraph ./cmd/factiongraph

test: prerequisites lint drift bin/with-neo4j ## Check everything: linters, generated code, tests against real Neo4j servers
	bin/with-neo4j -- go test -race -count=1 -timeout=60m ./...
	cd tools && go test ./...

bench: prerequisites ## Measure: the API against raw Bolt and a peer, measures against igraph, a large graph (see docs/performance.md)
	go run ./bench -peer
	go run ./bench/measures
	go run ./bench/large

lint: ## Run the linters over Go, the Dockerfile and the Compose file
	$(TOOL) golangci-lint run ./...
	cd tools && go tool golangci-lint run ./...
	cd tools && NEO4J_PASSWORD=unused go run ./containerlint ../Dockerfile ../docker-compose.yml

format: ## Format the Go code
	$(TOOL) golangci-lint fmt ./...
	cd tools && go tool golangci-lint fmt ./...

generate: ## Write resolvers/generated anew from schema.graphqls
	$(if $(wildcard gqlgen.yml),go tool gqlgen generate)

# Generates again and compares, rather than asking git: that way it also holds for what is not committed yet.
drift: ## Fail when generated code is not what its sources give
	@state() { find resolvers -name '*.go' -exec cksum {} + 2>/dev/null | sort -k3; }; \
	before=$$(state); $(MAKE) --no-print-directory generate && after=$$(state) && \
	if [ "$$before" != "$$after" ]; then echo 'generated code was out of date; commit what `make generate` wrote' >&2; exit 1; fi

prerequisites: ## See that the machine can run the tests; as root on Debian, install what is missing
	@tools/prerequisites

.PHONY: bin/with-neo4j
bin/with-neo4j:
	@go build -o $@ $(NEO4JTEST)
