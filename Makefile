# The commands of the project. `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint format messages demo bench clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 12

run: $(VENV)/runtime  ## start everything on http://127.0.0.1:$PORT (8000) with the demo data
	@$(PY) -m scripts.run

test: $(VENV)/development  ## the whole suite on its own PostgreSQL and Redis; ARGS="-k needs"
	@$(PY) -m scripts.test $(ARGS)

check: $(VENV)/development  ## style, types, floors, templates, migrations, deployment, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(PY) -m scripts.check migrations
	$(PY) -m scripts.check deployment
	$(PY) -m scripts.check translations

lint: check  ## the same as check

format: $(VENV)/development  ## put the code into the house style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: $(VENV)/development  ## gather the texts to translate and compile the translations
	$(PY) -m scripts.messages gather
	$(PY) -m scripts.messages compile

demo: $(VENV)/runtime  ## throw the demo data away and load it anew
	@$(PY) -m scripts.messages compile
	@$(PY) manage.py migrate --no-input --verbosity 0
	@$(PY) manage.py load_places
	@$(PY) manage.py load_demo --reload

bench: $(VENV)/development  ## time pages, money, imports, totals, a nation, exports, a package, on databases of their own; ARGS="scale" for one
	@$(PY) -m scripts.messages compile
	$(PY) -m scripts.bench $(ARGS)

clean:  ## remove the virtual environment and the embedded data (asks for nothing)
	rm -rf $(VENV) var staticfiles

# One stamp for each set of requirements: pip runs again only when its file has changed.
$(VENV)/runtime: requirements.txt scripts/machine.py
	@$(PYTHON) scripts/machine.py venv $(VENV)
	@$(PYTHON) scripts/machine.py pdf
	$(PY) -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	$(PY) -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@
