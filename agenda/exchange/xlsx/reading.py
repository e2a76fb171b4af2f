"""From the bytes of a workbook to its cells: found by the heading of their column, none of them understood yet."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NamedTuple, cast
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import archive
from agenda.exchange.xlsx.columns import NAMES

MOST_ROWS, MOST_COLUMNS = 5_000, 200
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3}[0-9]{1,7}:[A-Za-z]{1,3}[0-9]{1,7})[\"']"
)
_MOST_MERGED = 2_000


class UnreadableSheet(NamedTuple):
    """The text of a cell whose value cannot be read, and why."""

    why: str


Value = str | int | float | bool | date | time | timedelta | UnreadableSheet | None


class Given(NamedTuple):
    """A cell of the file."""

    sheet: str
    row: int
    column: int
    value: Value

    @property
    def place(self) -> str:
        """`Agenda!D14`."""
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


class GivenSheet(NamedTuple):
    """A sheet of the file: column number of each heading, and the rows that have anything under one, by their number."""

    name: str
    headings: dict[str, int]
    rows: dict[int, dict[str, Given]]


class Book(NamedTuple):
    """A workbook as it came: its sheets by our names for them, what else is in it, and the day its numbers count from."""

    sheets: dict[str, GivenSheet]
    others: tuple[str, ...] = ()
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - a date of the file, no moment


def read(raw: bytes) -> Book:
    """The cells of a workbook (.xlsx). A formula counts as the value the spreadsheet program kept with it.

    A merged cell's value stands in every cell it covers. Raises `ImportRefused`.
    """
    archive.check(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _book(raw)
    except ImportRefused:
        raise
    except Exception:
        # openpyxl raises whatever its parsers stumble over
        raise ImportRefused(
            ["file: is damaged. Open it in Excel or LibreOffice and save it again."]
        ) from None


def _book(raw: bytes) -> Book:
    loaded = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    formulas = _formula_cells(raw)
    found: dict[str, GivenSheet] = {}
    others = []
    with ZipFile(BytesIO(raw)) as parts:
        for sheet in cast(list[Any], loaded.worksheets):
            name = _our_name(sheet.title)
            if not name:
                others.append(sheet.title)
                continue
            if name in found:
                raise ImportRefused([f"file: has two sheets named {name}. Keep one."])
            grid = _grid(sheet, name)
            for place in formulas.get(sheet.title, ()):
                grid.setdefault(place, UnreadableSheet("holds a formula without a value"))
            part: bytes = parts.read(sheet._worksheet_path)
            _fill_merged(grid, part)
            found[name] = _sheet(name, grid)
    if not set(found) - {"Event"}:
        raise ImportRefused(
            [f"file: has none of the sheets {', '.join(NAMES[:-1])}. Begin with a download of agenda.xlsx."]
        )
    return Book(found, tuple(others), loaded.epoch)


def _our_name(title: str) -> str:
    return next((name for name in NAMES if name.casefold() == title.strip().casefold()), "")


def _formula_cells(raw: bytes) -> dict[str, list[tuple[int, int]]]:
    """Where there are formulas, by sheet; the file is read once more only where there are any."""
    with ZipFile(BytesIO(raw)) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/" in name and name.endswith(".xml")]
        if not any(_FORMULA.search(parts.read(name)) for name in sheets):
            return {}
    book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    return {
        sheet.title: [(row, column) for row, column, _, kind in _cells(sheet, sheet.title) if kind == "f"]
        for sheet in cast(list[Any], book.worksheets)
        if _our_name(sheet.title)
    }


def _cells(sheet: Any, name: str) -> Iterator[tuple[int, int, Any, str]]:
    """Row, column, value and type of each cell that is not empty.

    openpyxl's own iteration fills the gaps between rows and cells: a single cell far away would take minutes.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, cells in parser.parse():
            for cell in cells:
                if cell["value"] is None or cell["value"] == "":
                    continue
                if cell["row"] > MOST_ROWS + 1 or cell["column"] > MOST_COLUMNS:
                    raise ImportRefused([_too_large(name)])
                yield cell["row"], cell["column"], cell["value"], cell["data_type"]


def _too_large(name: str) -> str:
    return f"{name}: has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns. Delete what is not of the programme."


def _grid(sheet: Any, name: str) -> dict[tuple[int, int], Value]:
    return {(row, column): _value(value, kind) for row, column, value, kind in _cells(sheet, name)}


def _value(value: Any, kind: str) -> Value:
    if kind == "e":
        return UnreadableSheet(f"holds the error {str(value)[:20]}")
    if isinstance(value, str):
        # Excel keeps a carriage return in a cell as this escape
        return value.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, int | float | date | time | timedelta):
        return value
    return UnreadableSheet("holds something that is neither text, number, date nor time")


def _fill_merged(grid: dict[tuple[int, int], Value], part: bytes) -> None:
    ranges = _MERGED.findall(part)
    if len(ranges) > _MOST_MERGED:
        raise ImportRefused([f"file: has more than {_MOST_MERGED} merged cells. Unmerge them."])
    for found in ranges:
        left, top, right, bottom = (int(one or 0) for one in range_boundaries(found.decode()))
        value = grid.get((top, left))
        if value is None:
            continue
        for row in range(top, min(bottom, MOST_ROWS + 1) + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                grid[row, column] = value


def _sheet(name: str, grid: dict[tuple[int, int], Value]) -> GivenSheet:
    headings: dict[str, int] = {}
    for (row, column), value in grid.items():
        words = " ".join(str(value).split())
        if row != 1 or not words:
            continue
        if words.casefold() in headings:
            raise ImportRefused(
                [f"{name}!{get_column_letter(column)}1: the heading “{words[:80]}” stands twice. Keep one."]
            )
        headings[words.casefold()] = column
    of_column = {column: heading for heading, column in headings.items()}
    filled = sorted({row for row, column in grid if row > 1 and column in of_column})
    rows = {
        row: {
            heading: Given(name, row, column, grid.get((row, column))) for heading, column in headings.items()
        }
        for row in filled
    }
    return GivenSheet(name, headings, rows)
