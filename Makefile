# Everything here is `python3 -m dev …`; `make help` lists it.
PYTHON ?= python3
DEV = $(PYTHON) -m dev

.DEFAULT_GOAL := help
.PHONY: help setup demo sync stop log test lint shell clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## fetch Odoo 19, PostgreSQL and the Python packages; start PostgreSQL
	@$(DEV) setup

demo: ## Odoo with the addon and demo data on 127.0.0.1 (PORT=8070, FRESH=1)
	@$(DEV) demo $(if $(PORT),--port $(PORT)) $(if $(FRESH),--fresh)

sync: ## run the agent again: reports of a stub bureau into the demo
	@$(DEV) sync

stop: ## end Odoo and PostgreSQL that were started here
	@$(DEV) stop

log: ## follow what the demo's Odoo writes
	@$(DEV) log

test: ## run every test (PART=plain|agent|addon|e2e|bridges|doors for one kind)
	@$(DEV) test $(PART)

lint: ## ruff and pylint-odoo (FIX=1 repairs what it can)
	@$(DEV) lint $(if $(FIX),--fix)

shell: ## Odoo's Python shell on the demo database
	@$(DEV) shell

clean: ## stop what runs and delete .dev; the download cache stays
	@$(DEV) clean
