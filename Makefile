# Every command a developer or an operator needs. What they promise stands in README.md.
.DEFAULT_GOAL := help
.PHONY: help run test test-deep check bench lock

PYTHON := .venv/bin/python

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | while IFS='|' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ## set up what is missing, print the address and the demo logins, serve
	@scripts/setup.sh base
	@exec $(PYTHON) manage.py serve

test: ## the whole suite, on SQLite and on PostgreSQL
	@scripts/setup.sh dev
	@scripts/test.sh

test-deep: ## the long tests: every property with 10 000 examples, full accessibility matrix
	@scripts/setup.sh dev
	@scripts/test.sh --deep

check: ## format, lint, strict types, layer map, missing migrations, templates
	@scripts/setup.sh dev
	@scripts/check.sh

bench: ## the benchmark table
	@scripts/setup.sh dev
	@$(PYTHON) -m tests.bench

lock: ## renew the locks in requirements/ (needs uv)
	@scripts/lock.sh
