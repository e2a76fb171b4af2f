"""The list of participants as a sheet for the secretariat (XLSX), safe to open: no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (40, 16, 28, 24, 10, 30, 30, 22, 34, 18, 20, 24, 14, 18)
# What a spreadsheet may take for a formula when the cell is typed into or pasted (OWASP, CSV injection).
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Row(NamedTuple):
    """A participant in words; the order of the fields is the order of the columns."""

    event: str
    state: str
    country: str
    organisation_kind: str
    honorific: str
    name: str
    position: str
    role: str
    organisation: str
    sex: str
    email: str
    consent_list: str
    consent_photos: str
    registered: str


def workbook(rows: Iterable[Row]) -> bytes:
    """The sheet: a bold line of headings that stays in sight, then a row a participant."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Participants"))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([_cell(sheet, heading, bold=True) for heading in _headings()])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _headings() -> Sequence[str]:
    return (
        _("Event"),
        _("State"),
        _("Country"),
        _("Kind of organisation"),
        _("Title"),
        _("Name"),
        _("Position"),
        _("Takes part as"),
        _("Organisation"),
        _("Sex"),
        _("E-mail address"),
        _("Consent: list"),
        _("Consent: photos"),
        _("Registered (UTC)"),
    )


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Any:
    """A cell of text, whatever the text looks like; what could start a formula keeps its quote mark in Excel."""
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if text.startswith(STARTS_FORMULA):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
