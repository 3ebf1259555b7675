# The two commands that matter: `make run` and `make test`. CONTRIBUTING.md explains the others.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv/bin/python
DEMO ?= 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check fix bench prove install install-test
.DEFAULT_GOAL := run

run: install
	@exec $(VENV) manage.py serve --prepare $(if $(filter 0 no false,$(DEMO)),--no-demo)

install:
	@test -n "$(PYTHON)" || { echo "Cannot start: this needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@"$(PYTHON)" requirements/install.py base

install-test:
	@test -n "$(PYTHON)" || { echo "Cannot start: this needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@"$(PYTHON)" requirements/install.py test

test: install-test
	@exec $(VENV) -m tests.run

check: install-test
	@exec $(VENV) -m tests.check

fix: install-test
	@$(VENV) -m ruff check --fix -q . ; $(VENV) -m ruff format -q . ; $(VENV) -m djlint templates --reformat --quiet || true

bench: install-test
	@exec $(VENV) -m bench

prove: install-test
	@exec $(VENV) -m tests.prove
