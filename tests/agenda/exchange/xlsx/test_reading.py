"""From a file's bytes to cells: what spreadsheet programs write, and what must not be opened."""

from __future__ import annotations

import json
import zipfile
from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import read
from agenda.exchange.xlsx.reading import UnreadableSheet
from agenda.outputs.sheet import workbook
from tests.agenda.exchange.xlsx.editing import edited, saved, table
from tests.builders import programme, session


def values(raw: bytes, name: str = "Agenda") -> list[list[Any]]:
    return [[given.value for given in row.values()] for row in read(raw).sheets[name].rows.values()]


def refused(raw: bytes) -> str:
    with pytest.raises(ImportRefused) as fault:
        read(raw)
    (line,) = fault.value.faults
    return line


def rewritten(raw: bytes, change: dict[str, bytes], add: dict[str, bytes] | None = None) -> bytes:
    """The same file with other parts."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as parts, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            made.writestr(name, change.get(name, parts.read(name)))
        for name, part in (add or {}).items():
            made.writestr(name, part)
    return file.getvalue()


ONE = workbook(programme(session("one")))
SHEET = "xl/worksheets/sheet1.xml"


def part_of(raw: bytes, name: str = SHEET) -> bytes:
    with zipfile.ZipFile(BytesIO(raw)) as parts:
        return parts.read(name)


def test_kinds_of_values() -> None:
    raw = table(
        "agenda ",
        ("ID", " Title ", "x"),
        ("one", 2.0, True),
        (None, None, None),
        ("a\r\nb", time(9), date(2020, 9, 8)),
    )
    book = read(raw)
    sheet = book.sheets["Agenda"]
    assert (sheet.headings, list(sheet.rows)) == ({"id": 1, "title": 2, "x": 3}, [2, 4])
    assert sheet.rows[2]["x"].place == "Agenda!C2"
    first, second = values(raw)
    assert first == ["one", 2, True]
    assert second[:2] == ["a\nb", time(9)]


def test_columns_in_any_order_and_sheets_in_part() -> None:
    book = read(table("Agenda", ("title", "id"), ("T", "one")))
    assert (list(book.sheets), values(table("Agenda", ("title", "id"), ("T", "one")))) == (
        ["Agenda"],
        [["T", "one"]],
    )


def test_a_formula_counts_as_its_value() -> None:
    raw = edited(programme(session("one")), {"Agenda!E2": "=1+1"})
    assert read(raw).sheets["Agenda"].rows[2]["title"].value == UnreadableSheet(
        "holds a formula without a value"
    )
    part = (
        part_of(raw)
        .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    part = part.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
    assert read(rewritten(raw, {SHEET: part})).sheets["Agenda"].rows[2]["title"].value == 2


def test_an_error_is_no_value() -> None:
    part = part_of(ONE).replace(
        b"</sheetData>", b'<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row></sheetData>'
    )
    assert read(rewritten(ONE, {SHEET: part})).sheets["Agenda"].rows[3]["id"].value == UnreadableSheet(
        "holds the error #REF!"
    )


def test_merged_cells_have_one_value() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Agenda"
    for row in (("id", "room"), ("one", "Hall"), ("two", None)):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[2].hidden = True
    assert values(saved(book)) == [["one", "Hall"], ["two", "Hall"]]


def test_other_sheets_are_named() -> None:
    def add(book: Any) -> None:
        book.create_sheet("Notes").append(["mine"])

    assert read(edited(programme(session("one")), {}, add)).others == ("Notes",)


NOT_A_WORKBOOK = "file: is not an Excel workbook, or it is damaged. Save it in Excel or LibreOffice as “Excel workbook (.xlsx)”."


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", ONE[:400], json.dumps({}).encode(), b"id,title\n"])
def test_no_workbook(raw: bytes) -> None:
    assert refused(raw) == NOT_A_WORKBOOK


def test_other_formats() -> None:
    assert refused(b"\xd0\xcf\x11\xe0" + b"\0" * 600).startswith(
        "file: is protected by a password, or of the old kind"
    )
    ods = zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    assert refused(ods).startswith("file: is not an Excel workbook. Save it")


def test_macros() -> None:
    assert refused(rewritten(ONE, {}, {"xl/vbaProject.bin": b"x"})).startswith(
        "file: has macros, which are not read."
    )
    types = part_of(ONE, "[Content_Types].xml").replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    assert refused(rewritten(ONE, {"[Content_Types].xml": types})).startswith("file: has macros")


def test_too_large() -> None:
    assert refused(b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024)).startswith(
        "file: has 11 MB, at most 10 MB are read."
    )


@pytest.mark.parametrize(
    "bomb",
    [
        {"xl/media/a.bin": b"\0" * (60 * 1024 * 1024)},
        {"xl/media/a.bin": b"\0" * (11 * 1024 * 1024)},
        {f"xl/{number}": b"" for number in range(1_001)},
    ],
    ids=["unpacked", "ratio", "entries"],
)
def test_zip_bombs(bomb: dict[str, bytes]) -> None:
    assert refused(rewritten(ONE, {}, bomb)).startswith("file: unpacks to far more than a programme needs.")


def test_entities() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part_of(ONE)
    for part in (bomb, part_of(ONE).decode().encode("utf-16")):
        assert "is not as spreadsheet programs write it" in refused(rewritten(ONE, {SHEET: part}))


def test_cells_far_away() -> None:
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    wide = b'<row r="9"><c r="GT9"><v>1</v></c></row></sheetData>'
    absurd = b'<row r="9999999999"><c r="A9999999999"><v>1</v></c></row></sheetData>'
    for rows in (far, wide):
        raw = rewritten(ONE, {SHEET: part_of(ONE).replace(b"</sheetData>", rows)})
        assert refused(raw).startswith("Agenda: has more than 5000 rows or 200 columns.")
    raw = rewritten(ONE, {SHEET: part_of(ONE).replace(b"</sheetData>", absurd)})
    assert refused(raw).startswith(("Agenda: has more than 5000 rows", "file: is damaged"))


def test_styled_cells_far_away_are_nothing() -> None:
    far = b'<row r="1048576" s="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    assert read(rewritten(ONE, {SHEET: part_of(ONE).replace(b"</sheetData>", far)})) == read(ONE)


def test_a_million_rows() -> None:
    rows = b"".join(b'<row><c t="b"><v>1</v></c></row>' for _ in range(300_000)) + b"</sheetData>"
    raw = rewritten(ONE, {SHEET: part_of(ONE).replace(b"</sheetData>", rows)})
    assert refused(raw).startswith("file: has 3000")


def test_merged_over_everything() -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    raw = rewritten(ONE, {SHEET: part_of(ONE).replace(b"</sheetData>", merge)})
    assert len(read(raw).sheets["Agenda"].rows) == 5_000


def test_damaged_parts() -> None:
    for part in (b"<worksheet", part_of(ONE).replace(b'r="A2"', b'r="AAAAAAAAA2"')):
        assert refused(rewritten(ONE, {SHEET: part})).startswith(("file: is damaged.", "file: is not"))


def test_headings_and_sheets_that_are_missing_or_doubled() -> None:
    assert refused(table("Agenda", ("id", "title", " Title"))) == (
        "Agenda!C1: the heading “Title” stands twice. Keep one."
    )
    assert refused(table("Tabelle1", ("id",))).startswith(
        "file: has none of the sheets Agenda, Segments, Roles, People."
    )
