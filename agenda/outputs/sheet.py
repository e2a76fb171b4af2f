"""The programme as a workbook (`agenda.xlsx`) to edit and bring back: safe to open, the same bytes each time.

What stands where is `programme.sheets.columns`'; here it is drawn. No cell is a formula.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from agenda.exchange.xlsx import (
    EVENT,
    MADE_FROM,
    REMOVE,
    Column,
    SheetTable,
    Shown,
    fitting,
    tables,
    words_of,
)
from agenda.outputs.viewer import Viewer
from agenda.programme import FrozenEvent, Programme, in_language

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a spreadsheet may take for a formula when the cell is typed into or pasted (OWASP, CSV injection).
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_OF_FORMAT_TEXT = 255  # longer ones are shown as ##### by older Excel
_MOMENT_OF_DRAFTS = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LAST_ROW = 5_001
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def agenda(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The workbook; hours in the event's zone, whatever the viewer's."""
    return workbook(programme)


def workbook(programme: Programme, made_from: str = "") -> bytes:
    """The workbook of a programme: sheets Agenda, Segments, Roles, People, Event.

    `made_from` says which programme it is (`sheets.bases`), so that an upload is compared with that one.
    """
    book = Workbook()
    first = book.worksheets[0]
    for table in tables(programme):
        _draw(first if table.name == "Agenda" else book.create_sheet(), table)
    _draw_event(book.create_sheet(EVENT), programme, made_from)
    moment = (programme.published_at or _MOMENT_OF_DRAFTS).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "Dialogue"
    book.properties.created = moment
    file = BytesIO()
    book.save(file)
    return _settled(file.getvalue(), moment)


def facts(programme: Programme, made_from: str = "") -> tuple[tuple[str, str | int], ...]:
    """The lines of the sheet Event, what is asked and its answer; the first two and `made from` are read back."""
    event = programme.event
    place = _place(event)
    return (
        ("slug", event.slug),
        ("time zone", event.timezone),
        ("version", programme.version or "draft"),
        ("title", in_language(event.title, event.language, "en")[0]),
        ("times", f"Times are on the clock of {place} ({event.timezone})."),
        (MADE_FROM, made_from or words_of(programme)),
        ("how to", "Change cells of the other sheets, then upload this file. Changes are shown before they are made."),
        ("how to", "Rows are known by their id or number: leave those alone. Rows and columns you delete change nothing."),
        ("how to", "A new row: leave its id or number empty. An emptied cell empties its text."),
        ("how to", f"To take a person out of a session, write “{REMOVE}” as state. Delete sessions on the board."),
        ("how to", "When a start moves, the hours of the session’s segments move along, except those you change."),
    )  # fmt: skip


def _place(event: FrozenEvent) -> str:
    for city in event.cities:
        if city.timezone == event.timezone:
            return in_language(city.name, event.language, "en")[0]
    return event.timezone.rsplit("/", 1)[-1].replace("_", " ")


def _draw(sheet: Worksheet, table: SheetTable) -> None:
    sheet.title = table.name
    _headings(sheet, [column.heading for column in table.columns], [column.width for column in table.columns])
    for number, row in enumerate(table.rows, 2):
        for place, column in enumerate(table.columns, 1):
            _fill(sheet.cell(number, place), row.cells[column.heading], column)
    for place, column in enumerate(table.columns, 1):
        if column.choices:
            _offer(sheet, get_column_letter(place), column)


def _headings(sheet: Worksheet, headings: list[str], widths: list[int]) -> None:
    sheet.freeze_panes = "A2"
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        cell = sheet.cell(1, place, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _offer(sheet: Worksheet, letter: str, column: Column) -> None:
    """The list that the cells of a column are chosen from."""
    validation = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    validation.error = f"Choose one of: {', '.join(column.choices)}"[:225]
    validation.showErrorMessage = True
    validation.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(validation)


def _fill(cell: Cell | MergedCell, value: Shown, column: Column | None = None) -> None:
    """Write a value as what it is: a text stays one, whatever it looks like."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str) or (value is None and (column is None or column.form not in ("date", "time"))):
        _fill_text(cell, value or "")
        return
    cell.value = value
    cell.number_format = _format_of(value, column)


def _fill_text(cell: Cell | MergedCell, string: str) -> None:
    if len(string) <= _LONGEST_OF_FORMAT_TEXT:
        cell.number_format = "@"
    if not string:
        return
    cell.value = string
    cell.data_type = "s"
    if string.startswith(_STARTS_FORMULA):
        cell.quotePrefix = True


def _format_of(value: Shown, column: Column | None) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, time) or (column is not None and column.form == "time"):
        return "hh:mm"
    if isinstance(value, date) or (column is not None and column.form == "date"):
        return "yyyy-mm-dd"
    return "General"


def _draw_event(sheet: Worksheet, programme: Programme, made_from: str) -> None:
    _headings(sheet, ["about", "value"], [14, 110])
    for number, (about, value) in enumerate(facts(programme, made_from), 2):
        _fill(sheet.cell(number, 1), about)
        _fill(sheet.cell(number, 2), fitting(value) if isinstance(value, str) else value)


def _settled(raw: bytes, moment: datetime) -> bytes:
    """The same file without the moment of its making: openpyxl stamps its entries and its properties with now."""
    file = BytesIO()
    with ZipFile(BytesIO(raw)) as parts, ZipFile(file, "w", ZIP_DEFLATED) as settled:
        for entry in parts.infolist():
            part = parts.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            fixed = ZipInfo(entry.filename, _ZIP_DATE)
            fixed.compress_type = ZIP_DEFLATED
            settled.writestr(fixed, part)
    return file.getvalue()
