# Two commands do everything on a machine with git, make and Python 3.11:
#   make run    install, convert and check data/, publish a release, serve it
#   make test   install, run every check
# Two more take long:
#   make bench  install, measure against the targets
#   make fuzz   install, try broken documents on the readers (SECONDS of each form)
# And one renews the pictures of the README (it needs Chromium):
#   make pictures

PYTHON ?= python3
HOST ?= localhost
PORT ?= 8000
RELEASES ?= releases
SECONDS ?= 60
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: pictures help install run publish test bench fuzz lint types clean constraints

help:
	@sed -n 's/^#   //p' Makefile

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt hatch_build.py $(wildcard web/*.js*)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -c constraints.txt pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable . --group dev
	@touch $@

publish: install
	$(BIN)/qualgraph publish data --releases $(RELEASES) --base http://$(HOST):$(PORT)/

run: publish
	$(BIN)/qualgraph serve --releases $(RELEASES) --host $(HOST) --port $(PORT)

# Each figure is measured anew; what needs ../shared says so when it is not there.
lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

test: lint types
	$(BIN)/pytest --numprocesses auto --dist loadfile

# All of it runs, whatever falls short; the exit code says whether anything did.
bench: install
	@status=0; \
	for part in pdf_text extraction throughput dossier_memory alignment sparql search serving; do \
		echo "== $$part"; $(BIN)/python -m bench.$$part || status=1; \
	done; \
	$(MAKE) fuzz SECONDS=20 || status=1; \
	exit $$status

fuzz: install
	$(BIN)/python -m bench.fuzz_forms --seconds $(SECONDS)

pictures: install
	$(BIN)/python -m pictures

# Renews the pinned versions; run it on purpose, then run `make test`.
constraints:
	$(PYTHON) -m venv .venv-pins
	.venv-pins/bin/python -m pip install --quiet --upgrade pip
	.venv-pins/bin/python -m pip install --quiet --editable . --group dev
	.venv-pins/bin/python -m pip freeze --exclude-editable --exclude qualgraph --all > constraints.txt
	rm -rf .venv-pins

clean:
	rm -rf .venv .sssom releases dist .mypy_cache .ruff_cache .pytest_cache
