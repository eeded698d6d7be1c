PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export GONGKAI_DATA ?= data
CORPUS ?= .corpus

.PHONY: help setup run test lint bench accuracy samples

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(VENV)/.ready ## the virtual environment, from the lock

run: setup sample-region ## set up, then one whole run: collect, read, build, check, publish, summarise
	$(BIN)/gongkai run

test: setup $(VENV)/duckdb-1.2/.ready ## all tests
	@$(BIN)/python -m compileall -q flows extractors # the program is started a hundred times
	GONGKAI_DUCKDB12=$(CURDIR)/$(VENV)/duckdb-1.2 $(BIN)/python -m pytest -n 2 --no-loadscope-reorder

lint: setup ## style, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## speed of reading, as ratios within one run
	$(BIN)/python -m tests.bench.speed_pdf
	$(BIN)/python -m tests.bench.speed_html
	$(BIN)/python -m tests.bench.speed_scan

accuracy: setup ## figures exact, wrong, missing, invented on made documents of every format and style (about an hour)
	$(BIN)/python -m tests.bench.corpus $(CORPUS) --count 2000 --seed 1
	$(BIN)/python -m tests.bench.accuracy $(CORPUS)

samples: setup ## make the sample region again from its figures
	$(BIN)/python data/samples/make.py

# A data folder elsewhere that is still empty gets the sample region, so that there is something to run on.
.PHONY: sample-region
sample-region:
	@if [ ! -e "$(GONGKAI_DATA)" ]; then mkdir -p "$(GONGKAI_DATA)/samples" && cp -R data/samples/shili "$(GONGKAI_DATA)/samples/"; fi

$(VENV)/.ready: .ci/requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ".[ocr]"
	@touch $@

$(VENV)/duckdb-1.2/.ready: .ci/duckdb-1.2.txt | $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $(VENV)/duckdb-1.2 --upgrade -r .ci/duckdb-1.2.txt
	@touch $@
