# The ways to build, try and check factiongraph: `make` lists them.

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TOOL      := go tool -modfile=tools/go.mod
NEO4JTEST := ./graph/neo4j/neo4jtest/cmd/with-neo4j
PYTHON    := .cache/python/bin/python
# Runs a Python module in notebooks/ beside a server of its own.
BESIDE    := FACTIONGRAPH=../bin/factiongraph ../$(PYTHON) tools/serving.py -- ../$(PYTHON)

.DEFAULT_GOAL := help
.PHONY: help run build explorer python test bench docs lint format generate drift prerequisites

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build the program and serve the API and the explorer (ARGS: flags of `factiongraph serve`)
	bin/factiongraph serve $(ARGS)

build: explorer ## Build bin/factiongraph, with the explorer in it
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/factiongraph ./cmd/factiongraph

# Without Node the program is built without its page, and says how to get it.
explorer: ## Build the explorer into web/dist, from where the program takes it
	@if tools/prerequisites explorer; then $(MAKE) --no-print-directory web/dist/index.html; \
	else echo 'Going on without the explorer.' >&2; fi

web/dist/index.html: web/node_modules/.package-lock.json schema.graphqls $(wildcard web/*.mjs web/*.json) $(filter-out web/src/api/schema.d.ts,$(shell find web/src -type f))
	cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json

python: .cache/python/complete ## Make the Python environment of the notebooks, in .cache/python

.cache/python/complete: notebooks/requirements.txt notebooks/pyproject.toml
	python3 -m venv --clear .cache/python
	$(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check --requirement notebooks/requirements.txt
	$(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check --no-build-isolation --no-deps --editable notebooks
	@touch $@

test: prerequisites lint drift build bin/with-neo4j python ## Check everything: linters, generated code, tests against real Neo4j servers and in a browser
	bin/with-neo4j -- go test -race -count=1 -timeout=60m ./...
	cd tools && go test ./...
	cd web && npm test
	cd web && FACTIONGRAPH=$(CURDIR)/bin/factiongraph npm run journeys
	cd web && JOURNEYS_STORE=neo4j FACTIONGRAPH=$(CURDIR)/bin/factiongraph ../bin/with-neo4j -- npm run journeys -- ask evidence
	cd notebooks && $(BESIDE) -m pytest --quiet --nbmake tests *.ipynb

bench: prerequisites ## Measure: the API against raw Bolt and a peer, measures, large graphs, loading, formats (see docs/performance.md)
	go run ./bench -peer
	go run ./bench/measures
	go run ./bench/large
	go run ./bench/growth
	go run ./bench/load
	go run ./bench/exchange

docs: build python ## Run the notebooks, and write them as HTML with their pictures to bin/docs
	cd notebooks && $(BESIDE) -m nbconvert --log-level ERROR --to html --execute --HTMLExporter.mathjax_url= --HTMLExporter.require_js_url= --output-dir ../bin/docs *.ipynb

lint: web/node_modules/.package-lock.json python ## Run the linters over Go, TypeScript, Python, the Dockerfile and the Compose file
	$(TOOL) golangci-lint run ./...
	cd web && npm run --silent lint && npm run --silent check
	cd notebooks && ../$(PYTHON) -m ruff check --quiet . && ../$(PYTHON) -m ruff format --quiet --check . && ../$(PYTHON) -m mypy
	cd tools && go tool golangci-lint run ./...
	cd tools && NEO4J_PASSWORD=unused go run ./containerlint ../Dockerfile ../docker-compose.yml

format: web/node_modules/.package-lock.json python ## Format Go, TypeScript and Python
	cd notebooks && ../$(PYTHON) -m ruff format --quiet .
	cd web && npm run --silent format
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
