#!/bin/sh
# Renews requirements/*.txt from pyproject.toml: every package with its hashes, no registry's name in it.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

command -v uv >/dev/null 2>&1 || fail "renewing the locks needs uv; install it: pipx install uv, or pip install uv"

lock() {
    uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-emit-index-url \
        --python-version 3.11 "$@"
}
lock pyproject.toml --output-file requirements/base.txt
lock pyproject.toml --group dev --constraint requirements/base.txt --output-file requirements/dev.txt
