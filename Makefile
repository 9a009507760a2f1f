# The two commands: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
export PYTHONUTF8 := 1
BOOT := $(PYTHON) bapas_portal/core/services/bootstrap.py
SOURCES := bapas_portal clients partners programs reports

.DEFAULT_GOAL := help
.PHONY: help run test stop reset shell lint bench

help:  ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
	@echo
	@echo "Variables: PORT (8000), HOST (127.0.0.1), WEB_CONCURRENCY (2), DEMO_CLIENTS (3000),"
	@echo "DATABASE_URL and REDIS_URL (servers of your own), BAPAS_VAR (data folder), PYTHON."

run:  ## start the portal with demo data: http://localhost:8000/
	@$(BOOT) run

test:  ## run the whole test suite; ARGS="-k words" narrows it
	@$(BOOT) test $(ARGS)

stop:  ## stop a portal that runs in another shell
	@$(BOOT) stop

reset:  ## remove all data, keys and files of this instance (asks first)
	@$(BOOT) reset

shell:  ## open a Django shell
	@$(BOOT) exec python manage.py shell

lint: export DJANGO_ENV := dev
lint:  ## check style, types, templates, imports and migrations
	@$(BOOT) exec-dev ruff check .
	@$(BOOT) exec-dev ruff format --check .
	@$(BOOT) exec-dev mypy $(SOURCES)
	@$(BOOT) exec-dev djlint templates --lint --quiet
	@$(BOOT) exec-dev lint-imports
	@$(BOOT) exec-dev python manage.py makemigrations --check --dry-run

bench:  ## measure against the goals (prints what it runs)
	@echo "manage.py bench $(ARGS)"
	@$(BOOT) exec-dev python manage.py bench $(ARGS)
