"""Lists as a workbook that is safe to open: no text is ever a formula, dates are dates, the same bytes each time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet may take for a formula when the cell is typed into or pasted (OWASP, CSV injection).
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_TITLE = 31
"""Characters in the name of a sheet (Excel specifications and limits)."""

_LARGEST_EXACT = 10**15  # a cell's number keeps 15 digits
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was
_NOT_FOR_TITLES = re.compile(r"[\[\]:*?/\\]")
# No letters at all; XML cannot hold most of them.
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What Excel would read as one character (ECMA-376 part 1, §22.4.2.4).
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MOMENT = "2000-01-01T00:00:00Z"
_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

Written = str | int | date | None
"""What a cell is written from; a `datetime` (which is a `date`) is a wall time, a `bool` (an `int`) true or false."""


class Sheet(NamedTuple):
    """A sheet: a bold line of headings that stays in sight, `examples` in grey italic, then the rows.

    `widths` are in characters, from the first column on.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Written]]
    widths: Sequence[int] = ()
    examples: Iterable[Sequence[Written]] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook (.xlsx) of at least one sheet. Times are naive; equal sheets give equal bytes."""
    book = Workbook(write_only=True)
    for one in sheets:
        _draw(book.create_sheet(_title(one.title)), one)
    file = BytesIO()
    book.save(file)
    return _settled(file.getvalue())


def _draw(sheet: Any, one: Sheet) -> None:
    sheet.freeze_panes = "A2"
    for number, width in enumerate(one.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold, quiet = Font(bold=True), Font(italic=True, color="FF808080")
    sheet.append([_cell(sheet, heading, bold) for heading in one.headings])
    for row in one.examples:
        sheet.append([_cell(sheet, value, quiet) for value in row])
    for row in one.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Written, font: Font | None = None) -> Any:
    if (isinstance(value, int) and abs(value) > _LARGEST_EXACT) or _is_early(value):
        value = str(value)
    text = _DROPPED.sub("", value) if isinstance(value, str) else None
    held: Any = value if text is None else _LIKE_ESCAPE.sub("_x005F_", text)
    cell: Any = WriteOnlyCell(sheet, value=held)
    if text is not None:
        # whatever it looks like; what could start a formula keeps its quotation mark in Excel
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(STARTS_FORMULA)
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    if font is not None:
        cell.font = font
    return cell


def _is_early(value: Written) -> bool:
    if isinstance(value, datetime):
        return value.date() < _FIRST_DAY
    return isinstance(value, date) and value < _FIRST_DAY


def _title(words: str) -> str:
    """The name of a sheet without what Excel does not take in one."""
    plain = _NOT_FOR_TITLES.sub(" ", _DROPPED.sub("", words))
    return " ".join(plain.split())[:LONGEST_TITLE].strip("' ") or "Sheet"


def _settled(raw: bytes) -> bytes:
    """The same file without the moment of its making: openpyxl stamps its entries and its properties with now."""
    file = BytesIO()
    with ZipFile(BytesIO(raw)) as parts, ZipFile(file, "w", ZIP_DEFLATED) as settled:
        for entry in parts.infolist():
            part = parts.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _STAMPED.sub(rb"\g<1>" + _MOMENT.encode(), part)
            fixed = ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = ZIP_DEFLATED
            settled.writestr(fixed, part)
    return file.getvalue()
