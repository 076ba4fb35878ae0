# make site: the environment, then the atlas into site/.   make test: the test tools too, then the tests.   make bars: all in a browser, and what test leaves out.
# make quick: what one runs before each commit, under 90 seconds.
# make chaos: builds that are killed, and builds at once, many times over.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUICK := $(addprefix tests/,check graph load render report review witness effects/test_cache.py test_architecture.py test_broken.py test_explanations.py test_sites.py)

.PHONY: site test quick bars chaos lock clean

site: $(VENV)/.site
	$(BIN)/python builder build

test: $(VENV)/.test
	@tests/install-tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not (browser or bars or chaos)" $(QUICK)

bars: $(VENV)/.test
	@tests/install-tools
	$(BIN)/python -m pytest -rs -n auto --dist worksteal -m "browser or bars"

chaos: $(VENV)/.test
	$(BIN)/python -m pytest -n auto -m chaos

$(VENV)/bin/python:
	$(PYTHON) -P -m venv $(VENV)

$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -P -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt | $(VENV)/bin/python
	$(BIN)/python -P -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@ $(VENV)/.site

# New locks from the lower bounds of pyproject.toml.
lock: $(VENV)/.test
	$(BIN)/python -P -m pip install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file requirements.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra test --constraint requirements.txt --output-file requirements-test.txt pyproject.toml

clean:
	rm -rf $(VENV)
