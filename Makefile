# `make run` and `make test` need Python 3.11 or newer, and set up the rest themselves.
# PYTHON=/path/to/python3.12 make run   uses that Python.
# PORT=8001 make run                    serves there; README lists the other names.
# make bench with=--explain             shows how PostgreSQL finds each query, too.

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench clean

python := .venv/bin/python

help: ## Print this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: ## Make what is missing and serve the site at http://127.0.0.1:8000/
	@sh .ci/environment.sh
	@exec $(python) manage.py serve

test: ## Install what is missing, then lint and test on SQLite, PostgreSQL and in a browser
	@sh .ci/environment.sh dev
	@exec sh .ci/test.sh

lint: ## Check format, code, templates, migrations, settings and translations
	@sh .ci/environment.sh dev
	@exec sh .ci/lint.sh

format: ## Write Python and templates in the house format
	@sh .ci/environment.sh dev
	@$(python) -m ruff check --fix --quiet .
	@$(python) -m ruff format --quiet .
	@find templates talks -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} + || true

bench: ## Measure search on 10,000 decisions on PostgreSQL
	@sh .ci/environment.sh
	@exec sh .ci/postgresql.sh $(python) -m tests.benchmarks.search $(with)

clean: ## Remove what was made, except the database and the secret key
	@rm -rf .venv .ruff_cache var/vendor var/nu var/static var/static.stamp
	@find talks/locale talks/locale_of_django -name '*.mo' -delete
	@find talks tests -name __pycache__ -prune -exec rm -rf {} +
