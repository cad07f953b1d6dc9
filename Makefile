# Everything here sets itself up: a fresh machine needs Python 3.11 and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# What `make bench` holds this tree against: the last revision in which no value was left out.
BASE ?= 857d005
READY := $(VENV)/.ready
# Processes that tests start find our code compiled, whatever the environment says: they are several hundred.
COMPILED := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(abspath $(VENV))/pycache
# One more than the machine has cores: many tests wait for a process or a server of their own.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: demo serve-demo test browser clusters check fix bench screenshots docs third-party site fuzz soak release audit
.DEFAULT_GOAL := test

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

demo: $(READY)  ## run the main job on sample events against a local stand-in for the vendors
	$(BIN)/actions demo

serve-demo: $(VENV)/sdks  ## take events from a page in a browser, and show what a local stand-in for the vendors gets
	$(BIN)/python -m docs.serve_demo

test: $(READY)  ## run every test but those of `make browser`, `make clusters` and `make soak`, the examples in docs/ and in docstrings included
	$(COMPILED) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not browser and not cluster and not slow"

browser: $(READY)  ## run the tests that drive Chromium and the SDKs that send events
	$(COMPILED) $(BIN)/python -m pytest -n 2 --dist loadfile -m "browser and not slow"

$(VENV)/.clusters: $(READY)  ## the engines and services of `make clusters`; Spark needs a JRE beside them, from version 17 on
	$(BIN)/python -m pip install --quiet --editable '.[clusters]'
	touch $(VENV)/.clusters

clusters: $(VENV)/.clusters  ## run the tests that ask Spark, other engines, object storage and brokers; STREAMS=full for 200,000 events and more kills
	STREAMS=$(STREAMS) $(COMPILED) $(BIN)/python -m pytest -n 2 --dist loadfile -m cluster

check: $(READY)  ## format, lint, code written twice, types, generated docs: what must hold before a merge
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pylint --score=n actions destinations mappings
	$(BIN)/mypy
	$(BIN)/python -m docs.generate --check

fix: $(READY)  ## let the formatter and the linter repair what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measure events per second beside the peers; the numbers go to build/bench.json as well
	$(BIN)/python -m tests.bench.run --json build/bench.json
	$(BIN)/python -m tests.bench.cold --json build/cold.json
	$(BIN)/python -m tests.bench.pairs --json build/pairs.json
	$(BIN)/python -m tests.bench.against $(BASE) --json build/against.json
	$(BIN)/python -m tests.bench.serve --json build/serve.json
	$(BIN)/python -m tests.studio.browser.times --json build/studio.json

$(VENV)/node: $(READY)  ## the YAML language server and the accessibility checker that tests ask; needs npm
	npm install --prefix $(VENV)/node --no-audit --no-fund --silent --ignore-scripts yaml-language-server@1.15.0 axe-core@4.10.3

screenshots: $(READY)  ## take the pictures of the studio, for the docs and, all of them, in build/studio
	$(BIN)/python -m tests.studio.browser.screenshots

$(VENV)/sdks: $(READY)  ## the SDKs of Segment, RudderStack and Jitsu that send to the ingestion server in tests, and Segment's packages that imports are held against; needs npm
	$(PYTHON) -m venv $(VENV)/sdks/python
	$(VENV)/sdks/python/bin/python -m pip install --quiet segment-analytics-python==2.4.0 rudder-sdk-python==2.1.9
	npm install --prefix $(VENV)/sdks/node --no-audit --no-fund --silent --ignore-scripts \
		@segment/analytics-node@3.1.0 @segment/analytics-next@1.84.3 @rudderstack/rudder-sdk-node@3.0.13 \
		@rudderstack/analytics-js@3.34.1 @jitsu/js@1.11.0 esbuild@0.28.2 \
		@segment/actions-core@3.170.0 @segment/destination-subscriptions@3.37.0 liquidjs@10.30.1

docs: $(READY)  ## write the generated pages of docs/ anew
	$(BIN)/python -m docs.generate

third-party: $(VENV)/.clusters  ## write the page of third-party packages anew, from what is installed; needs every extra
	$(BIN)/python -m docs.release --third-party

site: $(READY)  ## write the documentation as a site to build/site; its links are checked, and it asks nothing of the network
	$(BIN)/python -m docs.site

fuzz: $(READY)  ## hold the four ways to a decision against each other on odd lines; LINES=100000 SEED=7 for fewer or others
	$(BIN)/python -m tests.fuzz.four_ways --lines $(or $(LINES),1000000) --seed $(or $(SEED),0)

soak: $(READY)  ## the tests that take long and the long forms of others: other examples of Hypothesis, the fuzz tests (EVENTS=700, LINES=1000000), 60 kills over 500,000 events (KILLS, CRASHED), chaos, order, isolation, outages, and runs that are killed (SOAKS="crash runs" for some)
	$(COMPILED) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow
	$(COMPILED) $(BIN)/python -m pytest -n $(WORKERS) -m hypothesis --hypothesis-profile new $(if $(SEED),--hypothesis-seed=$(SEED))
	$(COMPILED) $(BIN)/python -m tests.fuzz.every_action --events $(or $(EVENTS),700) --seed $(or $(SEED),0)
	$(COMPILED) $(BIN)/python -m tests.fuzz.four_ways --lines $(or $(LINES),1000000) --seed $(or $(SEED),0)
	$(COMPILED) $(BIN)/python -m tests.fuzz.mapping_files --files $(or $(FILES),5000) --seed $(or $(SEED),0)
	$(COMPILED) $(BIN)/python -m tests.soak.contracts
	$(COMPILED) $(BIN)/python -m tests.soak $(SOAKS) --kills $(or $(KILLS),60) --events $(or $(CRASHED),500000) --seed $(or $(SEED),1)

$(VENV)/.release: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[release]'
	touch $@

release: $(VENV)/.release  ## make a release in build/release: VERSION=0.2.0; DRY=1 leaves the tree as it is
	$(BIN)/python -m docs.release $(VERSION) $(if $(DRY),--dry)

audit: $(VENV)/.release  ## ask what is known of weaknesses in what is installed; needs the network
	$(BIN)/python -m docs.release --audit
