#!/bin/sh
# All that a reviewer would check by hand. Runs every check, and fails when one failed.
set -u
cd "$(dirname "$0")/.."

bin=.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=""

# The checks see a server in production, with a database of their own.
export DATABASE_URL="sqlite:///$scratch/check.sqlite3"
export SECRET_KEY="only-for-make-check-5dHq2vX0bnT8rWm4Zk1sLy7cJf9gPe3uAo6iKt"
export ALLOWED_HOSTS=dialogue.example.org BASE_URL=https://dialogue.example.org
unset CACHE_URL EMAIL_URL REPLIES_URL STORAGE_URL DEMO PORT DJANGO_SETTINGS_MODULE

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        printf 'ok    %s\n' "$name"
    else
        printf 'FAIL  %s\n%s\n' "$name" "$output"
        failed="$failed, $name"
    fi
}

check format $bin/ruff format --check --quiet --diff .
check lint $bin/ruff check --quiet .
check types $bin/mypy
check layers $bin/lint-imports --no-cache
check doors $bin/python -m scripts.doors
check names $bin/python -m scripts.names
check migrations $bin/python manage.py makemigrations --check --dry-run
check deployment $bin/python manage.py check --deploy --fail-level WARNING
check templates $bin/python -m scripts.check_templates
check layout $bin/python -m scripts.template_layout

[ -z "$failed" ] || { printf 'make check: failed: %s\n' "${failed#, }"; exit 1; }
echo "make check: all passed"
