# What people type. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run test check lint fmt shots bench

bin := .venv/bin
PORT ?= 8000

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##/make \1 \t/p' Makefile | expand -t 14

setup:  ## make .venv from requirements.lock
	@sh tools/setup.sh

run: setup  ## seed the demo town and serve it (PORT=8000)
	@$(bin)/sporezo demo --port $(PORT)

test: setup  ## the suite on SQLite, on PostgreSQL and in Chromium (ONLY="sqlite" for one of them)
	@$(bin)/python tools/suite.py $(ONLY)

check: lint test  ## all that a commit must pass: format, types, stairs, migrations, French, tests

lint: setup  ## check without the tests
	@sh tools/lint.sh

fmt: setup  ## format Python and templates
	@$(bin)/ruff check --quiet --fix . || true
	@$(bin)/ruff format --quiet .
	@$(bin)/djangofmt --quiet src
	@$(bin)/djangofmt check --quiet --fix src || true
	@$(bin)/djangofmt --quiet src

shots: setup  ## every page at three widths, day and night, French and English, in build/shots/
	@$(bin)/python tools/shots.py

bench: setup  ## the benchmarks that need no file
	@$(bin)/sporezo bench rounds --json
