# Two commands do everything on a fresh machine: make run, make test.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3

.PHONY: run test check bench soak scale shots format clean-demo

run: $(VENV)/.installed
	@$(PY) -m bot demo

test: $(VENV)/.installed-dev check
	@$(PY) -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/.installed-dev
	@$(PY) -m bench

soak: $(VENV)/.installed-dev
	@$(PY) -m bench.soak

scale: $(VENV)/.installed-dev
	@$(PY) -m bench.scale

shots: $(VENV)/.installed-dev
	@$(PY) -m docs.take_screenshots
	@$(PY) -m docs.console_shots

format: $(VENV)/.installed-dev
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

clean-demo:
	rm -rf var/demo

# A virtual environment with exactly the locked packages; made again when the lock changes.
$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Yike needs Python 3.11 or newer; name one: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.11"; exit 1; }
	@echo "Installing the locked packages (once) ..."
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || \
	  { echo "This Python has no venv; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m compileall -q bot handlers adapters schedules
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need (once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
