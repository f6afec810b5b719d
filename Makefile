# Two commands matter: `make run` and `make test`. Both install what they need into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: install install-test run passwords test lint types unit days conformance fuzz faults bench frontend clean

# Debian keeps ensurepip in a package of its own; pip can do without it.
venv-without-ensurepip = { $(PYTHON) -m venv --without-pip --clear $(VENV) && \
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check pip; }

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kefuflow needs Python 3.11 or newer")'
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(venv-without-ensurepip)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[postgres]'
	touch $@

install-test: $(VENV)/.installed-test

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test
	touch $@

# A service desk with demo staff and cases on http://127.0.0.1:8080 (PORT=... for another port).
run: install
	@exec $(BIN)/kefuflow demo

# New passwords for the demo accounts, printed once.
passwords: install
	@$(BIN)/kefuflow demo --new-passwords --exit

test: install-test lint types unit

lint: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-test
	$(BIN)/mypy

unit: install-test
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 10

# Every day at the desk in a real browser, in both languages.
days: install-test
	LANGUAGES="zh en" $(BIN)/pytest -n $(WORKERS) --dist loadfile tests/browser

# The cases of other engines, when they lie beside the project.
conformance: install-test
	$(BIN)/python ../shared/conformance/run.py --adapter tests.conformance.adapter:EngineAdapter --by suite

# Random expressions, tables and diagrams, each with little memory and two seconds: FUZZ of every kind, in minutes.
FUZZ ?= 20000
fuzz: install-test
	$(BIN)/python -m tests.fuzz $(FUZZ)

# Processes, connections and the database server cut off under load, hundreds of times; tells what was tried and found.
faults: install-test
	$(BIN)/python -m tests.faults.campaign

# The whole engine beside its yardsticks: tables, and ratios in bench.json (BENCH=--quick for two minutes).
bench: install-test
	$(BIN)/python -m tests.bench $(BENCH)

# For developers with Node: rebuild the committed bundles and compare.
frontend:
	cd webui/frontend && npm ci && npm run check

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
