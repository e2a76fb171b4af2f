"""From the bytes of a CSV to a table: the separator is found out, the encoding is never guessed. Pure."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from agenda.exchange.json import MAX_BYTES, ImportRefused
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

SEPARATORS = (",", ";", "\t")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read(raw: bytes, knows: Knows | None = None) -> Table:
    """The table of a CSV in UTF-8, or in UTF-16 with its mark; separated by comma, semicolon or tab.

    A row is counted as spreadsheet programs do: one with line breaks in its cells is one. Raises `ImportRefused`: also where
    a row has more cells than there are headings, a cell is a formula, or letters were lost before (U+FFFD).
    """
    if len(raw) > MAX_BYTES:
        raise ImportRefused(
            [_("file: has more than %(most)s MB. Make several lists.") % {"most": MAX_BYTES // 2**20}]
        )
    text = _decoded(raw)
    faults: list[str] = []
    lines: list[Line] = []
    for number, strings in _records(text, _separator(text, knows)):
        cells = _cells(number, strings, faults)
        if cells:
            lines.append((number, cells))
        if len(lines) > MOST_ROWS + LINES_ABOVE:
            raise ImportRefused([too_many_rows("")])
    headings = heading_line(lines, knows) or 0
    faults += _too_wide(lines[headings:])
    if faults:
        raise ImportRefused(faults)
    if not lines:
        raise ImportRefused(
            [_("file: is empty. Write the headings in its first row, and a row for each entry.")]
        )
    return table_of("", lines, headings, _place)


def _decoded(raw: bytes) -> str:
    """The text without its mark; what stands where is told of the first byte that cannot be read."""
    mark, encoding = next((one for one in _MARKS if raw.startswith(one[0])), (b"", "utf-8"))
    content = raw[len(mark) :]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        words = {
            "place": _place_after(content[: wrong.start].decode(encoding)),
            "byte": f"0x{content[wrong.start]:02X}",
            "encoding": encoding[:6].rstrip("-").upper(),
        }
        raise ImportRefused(
            [
                _(
                    "%(place)s: is not in %(encoding)s (byte %(byte)s), so its letters cannot be told. "
                    "Save the list as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
                )
                % words
            ]
        ) from None
    if "\x00" in text:
        words = {"place": _place_after(text[: text.index("\x00")])}
        raise ImportRefused(
            [
                _(
                    "%(place)s: has a byte 0, so the file is no text in UTF-8. "
                    "Save the list as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
                )
                % words
            ]
        )
    return text


def _place_after(before: str) -> str:
    """The place of the character that follows: the last cell of the records before, and that character."""
    row, column = 1, 1
    separator = _separator(before, None)
    for row, strings in enumerate(csv.reader(StringIO(before + "x", newline=""), delimiter=separator), 1):  # noqa: B007
        column = len(strings)
    return _place(row, max(column, 1))


def _separator(text: str, knows: Knows | None) -> str:
    """The separator of the headings: that with which most of them are known, then that with which there are most cells."""

    def of(separator: str) -> tuple[int, int]:
        lines: list[list[str]] = []
        try:
            for strings in csv.reader(StringIO(text, newline=""), delimiter=separator):
                if "".join(strings).strip() or len(strings) > 1:
                    lines.append(strings)
                if len(lines) == LINES_ABOVE:
                    break
        except csv.Error:
            pass  # told when the file is read
        known = max((sum(map(knows, line)) for line in lines), default=0) if knows else 0
        return known, len(lines[0]) if lines else 0

    return max(SEPARATORS, key=of)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each record, empty ones too."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        if number > MOST_ROWS_LOOKED_AT:
            raise ImportRefused([too_many_rows("")])
        try:
            strings = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportRefused(
                [
                    _(
                        "row %(row)s: its quotation marks do not pair. "
                        "Save the list again as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
                    )
                    % {"row": number}
                ]
            ) from None
        yield number, strings


def _cells(number: int, strings: list[str], faults: list[str]) -> dict[int, Cell]:
    """The cells that are not empty; those that cannot be taken are told."""
    cells = {}
    for column, string in enumerate(strings, 1):
        if not string.strip(" \t\r\n\xa0"):
            continue
        try:
            cells[column] = _cell(string, _place(number, column), column)
        except ImportRefused as refused:
            faults.extend(refused.faults)
    return cells


def _cell(string: str, place: str, column: int) -> Cell:
    if column > MOST_COLUMNS:
        raise ImportRefused([too_many_columns(place)])
    if "\ufffd" in string:
        raise ImportRefused(
            [_("%(place)s: has letters that were lost before (�). Type them again.") % {"place": place}]
        )
    if string.strip() in ERROR_CODES:
        words = {"place": place, "error": string.strip()}
        raise ImportRefused([_("%(place)s: holds the error %(error)s. Write the value itself.") % words])
    if string.startswith("="):
        raise ImportRefused([_("%(place)s: is a formula; paste its value.") % {"place": place}])
    return cell_of(string, place)


def _too_wide(lines: list[Line]) -> list[str]:
    """Rows that have cells where there is no heading: most often a separator in a text without quotation marks."""
    width = max(lines[0][1]) if lines else 0
    return [
        _(
            "row %(row)s: has %(cells)s cells, but there are %(headings)s headings. Put texts that have a separator in them in quotation marks."
        )
        % {"row": number, "cells": max(cells), "headings": width}
        for number, cells in lines[1:]
        if max(cells) > width
    ]


def _place(row: int, column: int) -> str:
    return _("row %(row)s, column %(column)s") % {"row": row, "column": get_column_letter(column)}
