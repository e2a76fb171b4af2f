# Sourced by the other scripts: one-line messages, and the end with one.

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
