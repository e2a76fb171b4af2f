"""The base of a workbook, as its sheet Event says it: a version, or a draft after one of its steps."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from agenda.exchange.xlsx.cell_values import in_words
from agenda.exchange.xlsx.columns import EVENT, tables
from agenda.exchange.xlsx.reading import Book, Given
from agenda.programme import Programme

MADE_FROM = "made from"
"""What the row is about."""

_WORDS = re.compile(
    r"version (?P<version>[1-9]\d{0,8})|draft(?:, step (?P<step>\d{1,9}))? \((?P<digest>[0-9a-f]{8})\)"
)


class MadeFrom(NamedTuple):
    """A version; or, where that is 0, the draft after a step (0: before the first), with the digest of what it shows."""

    version: int
    step: int
    digest: str


def words_of(programme: Programme, step: int = 0) -> str:
    """`version 3`; of a draft after a step: `draft, step 41 (a1b2c3d4)`, or `draft (a1b2c3d4)` where no step is known."""
    if programme.version:
        return f"version {programme.version}"
    return f"draft{f', step {step}' if step else ''} ({digest_of(programme)})"


def read_words(words: str) -> MadeFrom | None:
    """The base that `words_of` wrote; None where it cannot be read."""
    found = _WORDS.fullmatch(" ".join(words.split()).casefold())
    if found is None:
        return None
    return MadeFrom(int(found["version"] or 0), int(found["step"] or 0), found["digest"] or "")


def digest_of(programme: Programme) -> str:
    """Eight hexadecimal digits of all cells that a workbook of the programme has to edit.

    Of cells, and not of the stored form: what a sheet does not show may change without making its base another.
    """
    shown = [(table.name, [sorted(row.cells.items()) for row in table.rows]) for table in tables(programme)]
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def said_in(book: Book) -> Given | None:
    """The cell that says what a workbook was made of; None where there is none."""
    sheet = book.sheets.get(EVENT)
    for row in sheet.rows.values() if sheet else ():
        if "about" in row and "value" in row and in_words(row["about"].value).strip().casefold() == MADE_FROM:
            return row["value"]
    return None
