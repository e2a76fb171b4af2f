"""Lists that secretariats keep in spreadsheets: read with the place of every fault, and written so that none harms. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import archive
from registration.spreadsheets import csv_reader, xlsx_reader
from registration.spreadsheets.cells import Cell, Knows, Table, TableRow, Value, moment, whole_number
from registration.spreadsheets.writer import MEDIA_TYPE, Sheet, Written, workbook


def read(raw: bytes, name: str = "", knows: Knows | None = None) -> Table:
    """The table in an Excel workbook (.xlsx) or a CSV, told apart by its bytes; `name` is the file's.

    `knows` says whether the words of a cell are one of the headings looked for: then the first sheet that has them is
    used, and titles above them are passed over. Raises `ImportRefused` with one line a fault, each with its place.
    """
    if archive.is_workbook(raw):
        return xlsx_reader.read(raw, knows)
    if raw.startswith(b"%PDF") or name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        raise ImportRefused(
            [
                _(
                    "file: is not an Excel workbook, or it is damaged. "
                    "Save it in Excel or LibreOffice as “Excel workbook (.xlsx)”."
                )
            ]
        )
    return csv_reader.read(raw, knows)


__all__ = [
    "MEDIA_TYPE",
    "Cell",
    "ImportRefused",
    "Sheet",
    "Table",
    "TableRow",
    "Value",
    "Written",
    "moment",
    "read",
    "whole_number",
    "workbook",
]
