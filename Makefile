# Each target is one command that can also be typed. VENV names another virtual environment.
VENV ?= .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED := 0

.PHONY: help setup test lint types format accuracy bench peers roundtrip registry ci clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

setup: $(BIN)/addrreg  ## a virtual environment with the package (editable) and the tools

$(BIN)/addrreg: pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet -e '.[test]'
	@touch $@

test: setup  ## tests, doctests, style and types
	$(BIN)/pytest

lint: setup  ## style alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## types alone
	$(BIN)/mypy --strict

format: setup  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

accuracy: setup  ## addresses of known answer, by set and phenomenon
	$(BIN)/python benchmarks/accuracy.py

bench: setup  ## speed, memory and start-up, and what moved since the committed figures
	$(BIN)/python benchmarks/speed.py --json benchmarks/results/speed.json
	$(BIN)/python benchmarks/guard.py --speed benchmarks/results/speed.json

peers: setup  ## the same addresses through other tools (Node.js, a C++ compiler; about half an hour)
	$(BIN)/python benchmarks/peers/run.py

roundtrip: setup  ## every row of the registry, written in every way (about ten minutes)
	$(BIN)/python benchmarks/roundtrip.py

registry: setup  ## rebuild data/registry.tar.xz from its pinned sources
	$(BIN)/python data/build_registry.py

ci:  ## what the continuous integration runs
	.ci/run

clean:  ## remove what the other targets made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
