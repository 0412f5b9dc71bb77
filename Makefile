# make demo [PORT=8000]   the portal with demo data on this machine; keeps its data
# make demo-clean         throw the demo data away; the next make demo begins anew
# make test               everything: make check, then all tests on SQLite and, where one answers, on PostgreSQL
# make check              style and consistency only

SHELL := /bin/bash
PORT ?= 8000
PYTHON := .venv/bin/python
export PYTHONUTF8 := 1

.PHONY: demo demo-clean test check prepare-demo prepare-test

demo: prepare-demo
	@exec deploy/demo.sh $(PORT)

demo-clean:
	rm -rf var/demo

test: prepare-test check
	@deploy/test.sh

check: export DJANGO_SETTINGS_MODULE := tests.settings
check: prepare-test
	@echo "» 检查代码风格（ruff）、页面模板格式（djlint）、配置与数据库迁移"
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --quiet --check .
	@$(PYTHON) -m djlint --quiet --check templates || { $(PYTHON) -m djlint --check templates; exit 1; }
	@$(PYTHON) manage.py check --fail-level WARNING
	@$(PYTHON) manage.py makemigrations --check --dry-run

prepare-demo prepare-test:
	@deploy/prepare.sh $(@:prepare-%=%)
