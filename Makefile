# Two commands matter: `make run` and `make test`. Everything else serves them.
.PHONY: setup run test check chaos bench lock messages clean
.DEFAULT_GOAL := run

# The first Python that runs and is new enough; a name on the path may be a shim with nothing behind it.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$name && break; done)
PORT ?= 8000
BIN := .venv/bin
SETUP := .venv/.setup
# A machine with Node uses it; one without gets Node from the package index.
NODE_LOCK := $(if $(shell command -v npm 2>/dev/null),,requirements/node.txt)
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Trust whom the machine trusts: an organisation's own certificate authority too.
export NODE_USE_SYSTEM_CA := 1
export UV_SYSTEM_CERTS := 1

setup: $(SETUP)/python $(SETUP)/assets $(SETUP)/messages

run: setup
	@exec $(BIN)/coopcouncil run --demo --stop-with-parent --port $(PORT)

test: setup
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup
	$(BIN)/ruff format --check src tests tools benchmarks conftest.py
	$(BIN)/ruff check src tests tools benchmarks conftest.py
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m tools.checks

# At full size what some tests do in small: 20 kills of the database under eight writers and five full disks, 1,000
# tamperings, a year of money (60,000 postings, 500 tamperings, 100,000 actuals), then 10,000 deliveries by workers that are killed: the last takes as long as it takes, up to two hours.
chaos: setup
	COOPCOUNCIL_CHAOS_DATABASE_KILLS=20 COOPCOUNCIL_CHAOS_FULL_DISKS=5 \
	  $(BIN)/pytest -n 0 -s --timeout 1800 src/coopcouncil/project/tests/test_a_database_in_trouble.py
	COOPCOUNCIL_CHAOS_ROWS=10000 COOPCOUNCIL_CHAOS_TAMPERINGS=1000 $(BIN)/pytest -n 0 -k tampering src/coopcouncil/foundation
	COOPCOUNCIL_CHAOS_MONEY=1 $(BIN)/pytest -n 0 -s --timeout 7200 src/coopcouncil/ledger/tests/test_a_year_of_money.py
	COOPCOUNCIL_CHAOS_DELIVERIES=10000 COOPCOUNCIL_CHAOS_KILL_EVERY=0.1 COOPCOUNCIL_CHAOS_SECONDS=7000 COOPCOUNCIL_CHAOS_OUTAGE=2400 \
	  $(BIN)/pytest -n 0 -s --timeout 7200 src/coopcouncil/sharing/tests/test_chaos_of_workers.py

bench: setup
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

$(SETUP)/venv:
	@test -n "$(PYTHON)" || { echo "coopcouncil needs Python 3.11, 3.12 or 3.13. Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo 'Making a Python environment in .venv …'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@mkdir -p $(SETUP) && touch $@

$(SETUP)/python: $(SETUP)/venv pyproject.toml requirements/dev.txt requirements/node.txt
	@echo 'Installing what it needs …'
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt $(NODE_LOCK)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(SETUP)/assets: $(SETUP)/python package.json package-lock.json $(shell find src/coopcouncil/foundation/assets tools/build_assets.mjs -type f 2>/dev/null)
	@echo 'Building the styles and scripts …'
	@npm ci --no-audit --no-fund --loglevel=error
	@npm run --silent build
	@touch $@

$(SETUP)/messages: $(SETUP)/python tools/messages.py $(shell find src/coopcouncil -name '*.po' 2>/dev/null)
	@echo 'Compiling the translations …'
	@$(BIN)/python -m tools.messages compile
	@touch $@

messages: $(SETUP)/python
	@$(BIN)/python -m tools.messages update
	@$(BIN)/python -m tools.messages compile

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group node -o requirements/node.txt
	echo 'uv>=0.13' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 - -o requirements/uv.txt

clean:
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache
	find src -name '*.mo' -delete
