# What a newcomer needs: `make run` and `make test`. See README.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes
INSTALL := $(BIN)/$(PIP_INSTALL)
# On all cores, which pip does not. Not left to the first import, for where PYTHONDONTWRITEBYTECODE is set every process
# would compile anew. A package may hold a file for another Python, which does not compile.
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
TOOLS := $(VENV)-audit
PIN := $(TOOLS)/bin/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --strip-extras \
	--no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help setup run demo test bench bench-load bench-scale lint format messages check requirements sbom audit clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: $(VENV)/.dev  ## make the environment in .venv/

# What runs, and on top of it what tests and lint need. Pinned and complete, so pip need not resolve anything.
$(VENV)/.base: requirements/base.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "NewsDiffs needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing the packages of $< into $(VENV)/ …"
	@$(INSTALL) -r $<
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "Installing the packages of $< into $(VENV)/ …"
	@$(INSTALL) -r $<
	@$(COMPILE)
	@touch $@

run: $(VENV)/.base  ## the site and the scraper, with the samples and the catalogue of sources
	@$(BIN)/python manage.py run

demo: $(VENV)/.base  ## the same with a small news site of its own that changes while you watch; needs no network
	@$(BIN)/python manage.py run --demo

test: setup  ## all tests, on SQLite and, where its server is installed, on PostgreSQL
	@.ci/test $(ARGS)

bench: setup  ## all benchmarks, with a report and pictures in data/benchmarks/ (ARGS="--only recheck growth", ARGS=--full)
	@$(BIN)/python -m benchmarks --report data/benchmarks $(ARGS)

bench-load: setup  ## an archive of NewsEdits' size into a PostgreSQL of its own, gone after; ARTICLES=10000 for a small one
	@.ci/with-postgresql $(BIN)/python -m benchmarks.loading --articles $(or $(ARTICLES),1278804)

bench-scale: setup  ## pages under readers while passes run, in an archive of NewsEdits' size (about an hour; ARTICLES=100000 for less)
	@.ci/with-postgresql $(BIN)/python -m benchmarks.scale --articles $(or $(ARTICLES),1278804)

lint: setup  ## formatting, lint, types, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run

format: setup  ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: setup  ## bring the catalogues up to date with the code (needs gettext), and compile them
	$(BIN)/python manage.py makemessages --all --no-wrap --no-location --no-obsolete \
		--ignore .venv --ignore tests --ignore benchmarks --ignore staticfiles
	for file in locale/*/LC_MESSAGES/django.po; do msgcat --sort-output --no-wrap --output-file $$file $$file; done
	$(BIN)/pybabel --quiet compile --directory locale --domain django

check:  ## what CI runs
	@.ci/run

# Tools that need not agree with what we run on: an environment of their own.
$(TOOLS)/.made: requirements/audit.txt
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@echo "Installing the packages of $< into $(TOOLS)/ …"
	@$(TOOLS)/bin/$(PIP_INSTALL) -r $<
	@touch $@

requirements: $(TOOLS)/.made  ## pin the newest versions that pyproject.toml allows, each with its hashes
	$(PIN) pyproject.toml -o requirements/base.txt
	$(PIN) --extra alerts pyproject.toml -o requirements/alerts.txt
	$(PIN) --extra dev pyproject.toml -o requirements/dev.txt
	$(PIN) --no-emit-package pip requirements/audit.in -o requirements/audit.txt
	for peer in changedetection.io urlwatch web-monitoring-diff; do \
		echo $$peer | $(PIN) - -o requirements/peers/$$peer.txt; done

sbom: $(TOOLS)/.made  ## sbom.cdx.json: what production runs on, as CycloneDX
	@$(TOOLS)/bin/cyclonedx-py requirements requirements/base.txt --pyproject pyproject.toml --mc-type application \
		--output-reproducible --output-format JSON --output-file sbom.cdx.json
	@echo "sbom.cdx.json lists $$(grep -c '^ *"purl"' sbom.cdx.json) packages."

audit: $(TOOLS)/.made  ## known vulnerabilities in what production runs on (asks a service on the internet)
	@$(TOOLS)/bin/python newsdiffs/audit.py requirements/base.txt

clean:  ## remove the environment and caches; the data stays
	rm -rf $(VENV) $(TOOLS) sbom.cdx.json .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles
