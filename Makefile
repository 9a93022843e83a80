# On a fresh machine `make chat` and `make test` do everything. The environment is .venv in this folder.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
TORCH ?= torch==2.13.0
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: chat test check eval index bench soak help format

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

chat: $(VENV)/.installed ## the web chat on http://127.0.0.1:8000
	$(BIN)/guideline index
	$(BIN)/guideline serve

# By whole files, the longest first (tests/conftest.py); compiled tests are kept, or each worker compiles all of them.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed ## style, types, and every text, rule and gold case
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/guideline check

format: $(VENV)/.installed ## write the code as the formatter does
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

eval: $(VENV)/.installed ## score the gold cases; reports in artefacts/eval
	$(BIN)/guideline eval --gate --report artefacts/eval

index: $(VENV)/.installed ## read, embed and index the texts; only what changed
	$(BIN)/guideline index

bench: $(VENV)/.installed ## how fast it is on this machine, beside its peers
	$(BIN)/python -m eval.bench
	$(BIN)/python -m tests.bot.web.bench_web

soak: $(VENV)/.installed ## kills and duplicates at length: twenty killed builds, a thousand Slack events
	KILLS=20 $(BIN)/python -m pytest -q tests/corpus/test_growing.py
	PYTHONPATH=.:tests:tests/bot/slack $(BIN)/python tests/bot/slack/soak.py 1000

# torch first: its own line takes the version named here, where a dependency would take the newest.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: install it, or say make PYTHON=/path/to/python3." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)" -c constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev,slack,postgres]" -c constraints.txt
	touch $@
