# Every command of the project; CI calls nothing else. `make help` lists them.
PY := .venv/bin/python
INSTALL := @sh scripts/with_python.sh scripts/install.py
export PYTHONUTF8 := 1
.DEFAULT_GOAL := help
.PHONY: help run serve test check fix bench coverage lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing, load the data, serve on http://localhost:8000 (PORT, DATA_DIR… : docs/operations.md)
	$(INSTALL) run
	@$(PY) manage.py prepare
	@$(PY) manage.py serve

serve: ## start without installing or loading
	$(INSTALL) serve
	@$(PY) manage.py serve

test: ## everything: unit, contract, architecture, browser, on SQLite then PostgreSQL (ARGS="tests/kernel -k word" for a part)
	$(INSTALL) test
	@$(PY) scripts/run_tests.py $(ARGS)

check: ## lint, format, types, import contracts, Django's checks, migrations
	$(INSTALL) test
	@$(PY) scripts/run_checks.py

fix: ## apply what the linter can mend alone
	$(INSTALL) test
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

bench: ## the benchmarks, written to docs/benchmarks.md (ONLY="publication mirror" for some, printed)
	$(INSTALL) test
	@$(PY) manage.py prepare
	@$(PY) -m tests.benchmarks

coverage: ## the suite on SQLite with branch coverage
	$(INSTALL) test
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -q
	@$(PY) -m coverage combine -q && $(PY) -m coverage report

lock: ## resolve the dependencies of pyproject.toml again and write requirements/*.txt and package-lock.json
	$(INSTALL) test
	@sh scripts/lock.sh

clean: ## remove what was installed and built (never DATA_DIR)
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
