# `make run` serves the dashboard, `make test` runs every test. Needs Python 3.11+ (PYTHON=... names one).
PYTHON ?=
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
# The tests start some hundred processes, and each compiles all code anew where an environment forbids to keep it.
COMPILED := env -u PYTHONDONTWRITEBYTECODE
# What .venv must match: place, interpreter asked for, pins. A change of any of them installs anew.
KEY := $(shell (pwd; echo '$(PYTHON)'; cat .ci/setup pyproject.toml requirements*.lock) | cksum | cut -d' ' -f1)
RUNS := $(VENV)/.ready-run-$(KEY)
TESTS := $(VENV)/.ready-test-$(KEY)

.DEFAULT_GOAL := help
.PHONY: help run test lint format lock clean
.NOTPARALLEL:

help: ## list what make can do
	@sed -nE 's/^([a-z]+):.*## /make \1	/p' Makefile

run: $(RUNS) ## serve the dashboard at http://localhost:8501, with sample projects when the store is empty
	@echo "Serving Proveout at http://localhost:8501 (Ctrl-C stops it)"
	@$(BIN)/proveout serve --samples

test: $(TESTS) ## run every test; ARGS="-k payback" narrows
	@.ci/program chromium "pages in a browser" chromium chromium-browser google-chrome google-chrome-stable
	@echo "Running the tests"
	@$(COMPILED) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(TESTS) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TESTS) ## rewrite the code in the common format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: ## write both lock files anew; ARGS=--upgrade moves to the newest versions
	@.ci/lock $(ARGS)

clean: ## remove .venv and caches; uploaded data stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNS):
	@.ci/setup requirements.lock
	@rm -f $(VENV)/.ready-run-* && touch $@

$(TESTS):
	@.ci/setup requirements-test.lock
	@rm -f $(VENV)/.ready-* && touch $@ $(RUNS)
