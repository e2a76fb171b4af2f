"""From the bytes of an Excel workbook to a table: checked first, never more read than a list may have. Pure."""

from __future__ import annotations

import re
import warnings
from collections.abc import Generator
from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import archive
from registration.spreadsheets.cells import (
    LINES_ABOVE,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_LOOKED_AT,
    Cell,
    Knows,
    Line,
    Table,
    cell_of,
    heading_line,
    table_of,
    too_many_columns,
    too_many_rows,
)

# How a workbook keeps what XML cannot hold (ECMA-376 part 1, §22.4.2.4); halves of a character are never kept so.
_ESCAPED = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)


class _Found(NamedTuple):
    """A cell as openpyxl reads it; `kind` is its letter for the type."""

    column: int
    value: Any
    kind: str


def read(raw: bytes, knows: Knows | None = None) -> Table:
    """The first visible sheet with headings that are known; without `knows` the first that has anything in it.

    Hidden rows are read; formulas are not, since what they say depends on when and where. Raises `ImportRefused`.
    """
    _check(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _table(raw, knows)
    except ImportRefused:
        raise
    except Exception:
        # openpyxl raises whatever its parsers stumble over
        raise ImportRefused(
            [_("file: is damaged. Open it in Excel or LibreOffice and save it again.")]
        ) from None


def _check(raw: bytes) -> None:
    """The rules of every workbook that comes in, in the words of a list."""
    try:
        archive.check(raw)
    except ImportRefused as refused:
        raise ImportRefused(
            [one.replace("a programme needs", "a list needs") for one in refused.faults]
        ) from None


def _table(raw: bytes, knows: Knows | None) -> Table:
    book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    first = None
    for sheet in cast(list[Any], book.worksheets):
        if sheet.sheet_state != "visible":
            continue
        with closing(_rows(sheet)) as rows:
            above = [_looked_at(sheet.title, row) for row in islice(rows, LINES_ABOVE)]
        first = first or (sheet if above else None)
        headings = heading_line(above, knows)
        if headings is not None:
            return _whole(sheet, headings)
    if first is None:
        raise ImportRefused(
            [_("file: is empty. Write the headings in its first row, and a row for each entry.")]
        )
    return _whole(first, 0)


def _whole(sheet: Any, headings: int) -> Table:
    """The table of a sheet whose headings are in the filled row with that index; every fault of its cells is told."""
    faults: list[str] = []
    lines: list[Line] = []
    with closing(_rows(sheet)) as rows:
        for number, found in islice(rows, headings, None):
            lines.append((number, _cells(sheet.title, number, found, faults)))
            if len(lines) > MOST_ROWS + 1:
                raise ImportRefused([too_many_rows(sheet.title)])
    if faults:
        raise ImportRefused(faults)
    return table_of(sheet.title, lines, 0, lambda row, column: _place(sheet.title, row, column))


def _cells(sheet: str, number: int, found: list[_Found], faults: list[str]) -> dict[int, Cell]:
    cells = {}
    for one in found:
        try:
            cells[one.column] = _cell(one, _place(sheet, number, one.column))
        except ImportRefused as refused:
            faults.extend(refused.faults)
    return cells


def _rows(sheet: Any) -> Generator[tuple[int, list[_Found]], None, None]:
    """Number and cells of each row that is not empty.

    openpyxl's own iteration fills the gaps between rows and cells: a single cell far away would take minutes.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=False,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for seen, (number, cells) in enumerate(parser.parse(), 1):
            if seen > MOST_ROWS_LOOKED_AT:
                raise ImportRefused([too_many_rows(sheet.title)])
            found = [
                _Found(one["column"], one["value"], one["data_type"]) for one in cells if not _empty(one)
            ]
            parser.row_dimensions.clear()
            if found:
                yield number, found


def _empty(cell: Any) -> bool:
    value = cell["value"]
    return value is None or (isinstance(value, str) and not _unescaped(value).strip())


def _looked_at(sheet: str, row: tuple[int, list[_Found]]) -> Line:
    """A row as far as its words: what is wrong in it is told later."""
    number, found = row
    texts = {one.column: _unescaped(one.value) if one.kind == "s" else str(one.value) for one in found}
    return number, {
        column: Cell(" ".join(text.split()), text, _place(sheet, number, column))
        for column, text in texts.items()
    }


def _cell(found: _Found, place: str) -> Cell:
    if found.column > MOST_COLUMNS:
        raise ImportRefused([too_many_columns(place)])
    if found.kind == "f":
        raise ImportRefused([_("%(place)s: is a formula; paste its value.") % {"place": place}])
    if found.kind == "e":
        words = {"place": place, "error": str(found.value)[:20]}
        raise ImportRefused([_("%(place)s: holds the error %(error)s. Write the value itself.") % words])
    return cell_of(_unescaped(found.value) if isinstance(found.value, str) else found.value, place)


def _unescaped(string: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), string)


def _place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{get_column_letter(column)}{row}"
