"""Which release draws: part of every cache key, so that no byte of an older release is ever served."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRAWN_FROM = ("agenda/programme", "agenda/exchange", "agenda/outputs", "templates", "static/css", "static/js")


@cache
def release() -> str:
    """A digest of everything that outputs are drawn from, and of the release of the time zone rules."""
    digest = hashlib.sha256(version("tzdata").encode())
    for folder in DRAWN_FROM:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
