# What you may ask for:
#   make demo    a first plan on the screen, and a report on paper (needs Python 3.11 or later and pip, nothing else)
#   make test    style, types, floors between rooms, then every test
#   make check   the static part of make test
#   make bench   how fast it is, measured on this machine
#   make docs    the manual, in docs/_build/html
#   make lock    renew the locked requirements
#   make clean   remove what the other verbs made

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin

.PHONY: help demo test check bench docs lock clean
help:
	@sed -n 's/^#   //p' Makefile

# Each stamp stands for an installed set of requirements; it is older than its lock when the lock has changed.
.venv/.demo: requirements/demo.txt pyproject.toml tools/environment
	@tools/environment demo
.venv/.test: requirements/test.txt pyproject.toml tools/environment
	@tools/environment test
.venv/.docs: .venv/.demo requirements/docs.txt
	@tools/environment docs

demo: .venv/.demo
	@$(BIN)/lentigo demo

check: .venv/.test
	@echo "== style: ruff check, ruff format"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "== types: mypy"
	@$(BIN)/mypy
	@echo "== floors between rooms: lint-imports"
	@$(BIN)/lint-imports

test: check
	@tools/system
	@echo "== tests: pytest"
	@$(BIN)/python -m pytest

bench: .venv/.test
	@$(BIN)/python -m pytest benchmarks -o python_files="bench_*.py" --benchmark-enable --benchmark-only \
		--benchmark-columns=min,median,max,rounds --benchmark-sort=name -s

docs: .venv/.docs
	@$(BIN)/python docs/make_evidence.py
	@$(BIN)/python docs/make_tables.py
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@$(BIN)/python docs/check_html.py
	@echo "the manual: docs/_build/html/index.html"

lock:
	@tools/lock

clean:
	@rm -rf .venv build dist out docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
	@find src tests benchmarks docs tools -name __pycache__ -type d -prune -exec rm -rf {} +
