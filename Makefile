# Kansli. `make` lists what can be made.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
DATA ?= instance
PORT ?= 8000
SEEDS ?= ../shared/seeds

.DEFAULT_GOAL := help
.PHONY: help run test acceptance check format bench clean

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

$(BIN)/.installed-run: setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(BIN)/.installed-test: setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ $(BIN)/.installed-run

run: $(BIN)/.installed-run  ## install, make a demo municipality and serve it on 127.0.0.1:8000
	$(BIN)/kansli --data $(DATA) init --demo
	$(BIN)/kansli --data $(DATA) serve --port $(PORT)

test: $(BIN)/.installed-test  ## install and run the whole suite
	$(BIN)/pytest -n 2 --dist loadgroup -m "not seeds" $(PYTEST_ARGS)

acceptance: $(BIN)/.installed-test  ## the journeys on the real documents: make acceptance SEEDS=folder
	KANSLI_SEEDS=$(SEEDS) $(BIN)/pytest -m seeds $(PYTEST_ARGS)

# The top level is the package (kansli.plugin is plugin/): mypy finds it by a link that is made here and is in no commit.
.typecheck/kansli:
	mkdir -p .typecheck && ln -sfn .. $@

check: $(BIN)/.installed-test .typecheck/kansli  ## lint, format, types and import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p kansli.plugin -p kansli.admin -p kansli.doctemplates -p kansli.search_index
	$(BIN)/lint-imports

format: $(BIN)/.installed-test  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BIN)/.installed-test  ## the benchmarks of docs/benchmarks.md
	$(BIN)/kansli bench main-job
	$(BIN)/kansli bench docx

clean:  ## remove what make made, but never data
	rm -rf $(VENV) build dist ./*.egg-info
