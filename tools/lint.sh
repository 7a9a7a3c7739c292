#!/bin/sh
# All that can be checked without running the code. Goes through to the end, so that one sees every complaint.
cd "$(dirname "$0")/.." || exit 1
export SPOREZO_DATA="${TMPDIR:-/tmp}/sporezo-lint-$$" SPOREZO_DATABASE_URL= SPOREZO_QUEUE_URL=
trap 'rm -rf "$SPOREZO_DATA"' EXIT
bad=0

ask() {
    name=$1
    shift
    if complaint=$("$@" 2>&1); then
        echo "$name: good"
    else
        printf '%s\n%s: bad\n' "$complaint" "$name"
        bad=1
    fi
}

ask "format" .venv/bin/ruff format --check .
ask "lint" .venv/bin/ruff check .
ask "templates" .venv/bin/djangofmt --check src
ask "template lint" .venv/bin/djangofmt check src
ask "types" .venv/bin/mypy
ask "stairs" .venv/bin/lint-imports
ask "migrations" .venv/bin/sporezo manage makemigrations --check --dry-run
ask "French" .venv/bin/python tools/messages.py check
exit $bad
