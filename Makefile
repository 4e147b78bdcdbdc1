# make serve: set up what is missing and run the site. make owner: the owner’s account, or a new
# password for it. make backup: everything in one file. make restore FILE=…: the site from it.
# make test: run all tests; make test-grown: on PostgreSQL, Redis and a bucket.
# make bench: measure pages, small site and large.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

BIN := .venv/bin
# Plain http, as long as neither the environment nor .env says otherwise (as studio/env_file.py reads it).
SAYS_HTTPS := ^[^A-Za-z0-9_\#]*(export[[:space:]]+)?HTTPS[[:space:]]*=[^A-Za-z0-9]*[A-Za-z0-9]
LOCAL := if [ -z "$$HTTPS" ] && ! grep -Eqs '$(SAYS_HTTPS)' .env; then export HTTPS=0; fi;
# Playwright keeps an event loop, beside which Django touches no database: browsers come by themselves.
# Tests wait for servers and disks, too: three or four at a time keep two processors busy.
# All others are dealt out in their order: those that empty the database come last.
PARALLEL := --numprocesses 3
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: serve test test-grown lint format bench owner backup restore guide-pictures screenshots clean

serve: .venv/installed
	@$(BIN)/python -m studio.secret_key
	@$(LOCAL) exec $(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

owner: .venv/installed
	@$(BIN)/python -m studio.secret_key
	@$(LOCAL) $(BIN)/python manage.py migrate --verbosity 0
	@$(LOCAL) $(BIN)/python manage.py owner

backup: .venv/installed
	@$(LOCAL) $(BIN)/python manage.py backup

restore: .venv/installed
	@$(BIN)/python -m studio.secret_key
	@$(LOCAL) $(BIN)/python manage.py restore $(FILE)

test: .venv/installed-dev
	@$(BIN)/python -m pytest $(PARALLEL) --dist load --ignore tests/browser --ignore tests/faults
	@$(BIN)/python -m pytest --numprocesses 4 --dist loadfile tests/browser tests/faults

# It starts the servers by itself, and ends them.
test-grown: .venv/installed-dev
	@$(BIN)/python -m tests.grown $(PARALLEL) --dist load --ignore tests/browser --ignore tests/faults -m "not engine_free"

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run --settings tests.settings

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

# PEERS: a folder with Wagtail to compare with; SHARP: the node_modules that have sharp. See bench/README.md.
bench: .venv/installed-dev
	@missed=0; \
	for each in "growth.py" "render.py" "speed.py $(if $(PEERS),--peers $(PEERS))" "freshness.py" \
	  "images.py $(if $(SHARP),--sharp $(SHARP))"; do \
	  echo; echo "bench/$$each"; $(BIN)/python bench/$$each || missed=1; \
	done; exit $$missed

guide-pictures: .venv/installed-dev
	@$(BIN)/python -m docs.guide_pictures

screenshots: .venv/installed-dev
	@$(BIN)/python -m docs.screenshots

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make serve PYTHON=python3.13")'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv staticfiles .pytest_cache .ruff_cache .hypothesis
