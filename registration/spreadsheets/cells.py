"""A table that came in a file: headings, rows, cells that know their place, and what a cell can be read as. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import cell_values
from registration.matching import one_line

MOST_ROWS, MOST_COLUMNS = 5_000, 200
MOST_ROWS_LOOKED_AT = 100_000
"""Empty rows count here: a file may have a million of them, and reading must end."""
LINES_ABOVE = 10
"""Headings stand in one of so many first filled rows: lists often begin with a title."""

_WHOLE = re.compile(r"(\d{1,9})(?:\.0{1,9})?")
_EARLIEST, _LATEST = 1990, 2099
_SPACES = "\t\n\r"

Value = str | int | float | bool | date | None
"""What a cell holds; a `datetime` (which is a `date`) is a wall time."""

Knows = Callable[[str], bool]
"""Whether the words of a cell are one of the headings that are looked for."""


class Cell(NamedTuple):
    """A cell: its words on one line (NFC), what it holds, and where it stands, for people."""

    text: str
    value: Value
    place: str


class TableRow(NamedTuple):
    """A row that has anything in it, with as many cells as there are headings; `number` as spreadsheet programs count."""

    number: int
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A list as it came. `sheet` is '' for a CSV; a heading is empty where a column has none."""

    sheet: str
    headings: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


Line = tuple[int, Mapping[int, Cell]]
"""The number of a row of the file, and its cells that are not empty by the number of their column, both from 1."""


def heading_line(lines: Sequence[Line], knows: Knows | None) -> int | None:
    """Index of the first line with two headings that are known; without `knows` the first line. None: there is none."""
    if knows is None:
        return 0 if lines else None
    for index, (_number, cells) in enumerate(lines[:LINES_ABOVE]):
        if sum(knows(cell.text) for cell in cells.values()) >= 2:
            return index
    return None


def table_of(sheet: str, lines: Sequence[Line], headings: int, place: Callable[[int, int], str]) -> Table:
    """The table of filled lines whose headings stand in the line with that index. Raises `ImportRefused`: too many rows."""
    below = lines[headings + 1 :]
    if len(below) > MOST_ROWS:
        raise ImportRefused([too_many_rows(sheet)])
    width = max((max(cells) for _number, cells in lines[headings:] if cells), default=0)

    def row(line: Line) -> TableRow:
        number, cells = line
        columns = range(1, width + 1)
        return TableRow(
            number, tuple(cells.get(one) or Cell("", None, place(number, one)) for one in columns)
        )

    return Table(sheet, row(lines[headings]).cells, tuple(row(line) for line in below))


def too_many_rows(sheet: str) -> str:
    """The fault of a list that is too long."""
    where = sheet or _("file")
    return _("%(where)s: has more than %(most)s rows. Delete empty rows, or make several lists.") % {
        "where": where,
        "most": MOST_ROWS,
    }


def too_many_columns(place: str) -> str:
    """The fault of a cell far to the right."""
    return _("%(place)s: stands beyond column %(most)s. Delete what is not of the list.") % {
        "place": place,
        "most": MOST_COLUMNS,
    }


def cell_of(value: Value | time | timedelta, place: str) -> Cell:
    """The cell of a value; a midnight is a date, a mere time its words. Raises `ImportRefused`: control characters."""
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        value = value.date() if value.time() == time() else value
    if isinstance(value, date):
        return Cell(cell_values.in_words(value), value, place)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool | int | float):
        return Cell(cell_values.in_words(value), value, place)
    if value is None or isinstance(value, str):
        string = unicodedata.normalize("NFC", value or "")
    else:
        string = cell_values.in_words(value) if isinstance(value, time) else str(value)
    for character in string:
        if unicodedata.category(character) == "Cc" and character not in _SPACES:
            raise ImportRefused([_control_character(place, character)])
    text = one_line(string)
    return Cell(text, string if text else None, place)


def _control_character(place: str, character: str) -> str:
    return _("%(place)s: has a character that is no letter (%(code)s). Type the cell again.") % {
        "place": place,
        "code": f"U+{ord(character):04X}",
    }


def whole_number(cell: Cell) -> int | None:
    """The number in a cell: 3, 3.0, or the text "3"; None for an empty one. Raises `ImportRefused`: anything else."""
    if cell.value is None:
        return None
    if isinstance(cell.value, int) and not isinstance(cell.value, bool) and 0 <= cell.value < 10**9:
        return cell.value
    found = _WHOLE.fullmatch(cell.text) if isinstance(cell.value, str) else None
    if found is None:
        raise ImportRefused(
            [
                _("%(place)s: %(text)s is not a whole number. Write it like 3.")
                % {"place": cell.place, "text": cell_values.quoted(cell.text)}
            ]
        )
    return int(found[1])


def moment(cell: Cell) -> date | None:
    """The date in a cell, or its date and wall time (a naive `datetime`); None for an empty one.

    Raises `ImportRefused`: what could be read in two ways (03/04/2020), is no date, or is of another era (2563).
    """
    if cell.value is None:
        return None
    try:
        found = _moment(cell)
    except cell_values.BadCell as wrong:
        raise ImportRefused([f"{cell.place}: {wrong}"]) from None
    if not _EARLIEST <= found.year <= _LATEST:
        raise ImportRefused(
            [
                _("%(place)s: the year is %(year)s. Write a year of the common era, like 2020-09-08.")
                % {"place": cell.place, "year": found.year}
            ]
        )
    return found


def _moment(cell: Cell) -> date:
    value = cell.value
    if isinstance(value, date):
        if isinstance(value, datetime) and value.second:
            raise cell_values.BadCell(_("has seconds. Write it like 2020-09-08 14:15."))
        return value
    if not isinstance(value, str):
        raise cell_values.BadCell(
            _("%(text)s is not a date. %(advice)s")
            % {"text": cell_values.quoted(value), "advice": cell_values.LIKE_DATE}
        )
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - texts do not count from it
    if ":" not in cell.text:
        return cell_values.date_of(cell.text, epoch)
    clock = cell_values.clock_of(cell.text, epoch)
    if clock.day is None:
        raise cell_values.BadCell(
            _("%(text)s has no date. Write it like 2020-09-08 14:15.")
            % {"text": cell_values.quoted(cell.text)}
        )
    return datetime.combine(clock.day, clock.time)
