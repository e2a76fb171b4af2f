"""A workbook: the sheet that has the headings, typed cells with their places; formulas, bombs and macros are refused."""

# ruff: noqa: DTZ001 - cells hold wall times
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from registration.spreadsheets import Cell, ImportRefused, Table, TableRow, read
from registration.spreadsheets.cells import MOST_ROWS
from tests.registration.spreadsheets.builders import book_of, inline, part_of, saved, with_part, with_rows
from tests.registration.spreadsheets.test_csv_reader import NAMES

SAVE_AS = "Save it in Excel or LibreOffice as “Excel workbook (.xlsx)”"
TOO_LONG = "Invitations: has more than 5000 rows. Delete empty rows, or make several lists."


def faults(raw: bytes, **words) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        read(raw, "list.xlsx", **words)
    return refused.value.faults


def test_cells_with_their_values_and_places() -> None:
    raw = book_of(
        ["organisation", "places", "deadline", None],
        ["Ministry\nof  Labour ", 3.0, datetime(2020, 9, 8)],
        [None, None, None, None],
        ["  ", "3", datetime(2020, 9, 8, 17, 30)],
        [True, 2.5, date(2020, 9, 9)],
        [None, None, " "],
    )
    assert read(raw, "list.xlsx") == Table(
        "Invitations",
        (
            Cell("organisation", "organisation", "Invitations!A1"),
            Cell("places", "places", "Invitations!B1"),
            Cell("deadline", "deadline", "Invitations!C1"),
        ),
        (
            TableRow(
                2,
                (
                    Cell("Ministry of Labour", "Ministry\nof  Labour ", "Invitations!A2"),
                    Cell("3", 3, "Invitations!B2"),
                    Cell("2020-09-08", date(2020, 9, 8), "Invitations!C2"),
                ),
            ),
            TableRow(
                4,
                (
                    Cell("", None, "Invitations!A4"),
                    Cell("3", "3", "Invitations!B4"),
                    Cell("2020-09-08 17:30", datetime(2020, 9, 8, 17, 30), "Invitations!C4"),
                ),
            ),
            TableRow(
                5,
                (
                    Cell("TRUE", True, "Invitations!A5"),
                    Cell("2.5", 2.5, "Invitations!B5"),
                    Cell("2020-09-09", date(2020, 9, 9), "Invitations!C5"),
                ),
            ),
        ),
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_come_through_exact(name) -> None:
    assert read(book_of(["organisation"], [name])).rows[0].cells[0].text == name


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.worksheets[0].append(["deadline"])
    book.worksheets[0].append([date(2020, 9, 8)])
    assert read(saved(book)).rows[0].cells[0].value == date(2020, 9, 8)


def test_the_first_sheet_with_the_headings_is_used_and_hidden_rows_are_read() -> None:
    book = Workbook()
    book.worksheets[0].title = "Read me"
    book.worksheets[0].append(["=TODAY()", "Fill in the next sheet"])
    old = book.create_sheet("Old")
    old.append(["places", "country"])
    old.sheet_state = "hidden"
    new = book.create_sheet("New")
    for row in (["As of", "=TODAY()"], [], ["places", "country"], [3, "VN"], [4, "TH"]):
        new.append(row)
    new.row_dimensions[4].hidden = True
    table = read(saved(book), knows={"places", "country"}.__contains__)
    assert table.sheet == "New"
    assert [cell.place for cell in table.headings] == ["New!A3", "New!B3"]
    assert [(row.number, [cell.value for cell in row.cells]) for row in table.rows] == [
        (4, [3, "VN"]),
        (5, [4, "TH"]),
    ]


def test_without_known_headings_the_first_sheet_tells_what_it_has() -> None:
    raw = book_of(["seats", "state"], [3, "VN"])
    assert [cell.text for cell in read(raw, knows={"places"}.__contains__).headings] == ["seats", "state"]


def test_formulas_and_errors_are_refused_with_their_places() -> None:
    raw = book_of(["a", "b"], ["x", "=1+1"], ['=HYPERLINK("http://example.org")', "#REF!"], ["#N/A", "y"])
    assert faults(raw) == (
        "Invitations!B2: is a formula; paste its value.",
        "Invitations!A3: is a formula; paste its value.",
        "Invitations!B3: holds the error #REF!. Write the value itself.",
        "Invitations!A4: holds the error #N/A. Write the value itself.",
    )


def test_a_formula_that_keeps_its_value_is_a_formula() -> None:
    raw = with_rows(
        b'<row r="1">' + inline(1, "A", "a") + b'</row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    )
    assert faults(raw) == ("Invitations!A2: is a formula; paste its value.",)


def test_escapes_of_excel_are_undone() -> None:
    raw = book_of(["a", "b"], ["one_x000D_\ntwo", "_x005F_x0041_"])
    assert [cell.text for cell in read(raw).rows[0].cells] == ["one two", "_x0041_"]
    assert faults(book_of(["a"], ["x_x0007_"])) == (
        "Invitations!A2: has a character that is no letter (U+0007). Type the cell again.",
    )


def test_macros_are_refused() -> None:
    raw = with_part(book_of(["a"]), "xl/vbaProject.bin", b"macro")
    said = (f"file: has macros, which are not read. {SAVE_AS}, without macros.",)
    assert faults(raw) == said
    types = part_of(book_of(["a"]), "[Content_Types].xml")
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert main in types
    types = types.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert faults(with_part(book_of(["a"]), "[Content_Types].xml", types)) == said


def test_a_zip_bomb_is_refused() -> None:
    raw = with_part(book_of(["a"]), "xl/media/bomb", b"\x00" * 60 * 2**20)
    assert len(raw) < 100_000
    assert faults(raw) == (
        f"file: unpacks to far more than a list needs. Copy its rows into a fresh workbook. {SAVE_AS}.",
    )


def test_entities_are_refused() -> None:
    raw = with_part(book_of(["a"]), "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert faults(raw) == (
        f"file: its part xl/worksheets/sheet1.xml is not as spreadsheet programs write it. {SAVE_AS}.",
    )


def test_a_million_rows_are_refused() -> None:
    raw = with_rows(b"<row><c><v>1</v></c></row>" * 1_000_000)
    assert faults(raw) == (
        f"file: unpacks to far more than a list needs. Copy its rows into a fresh workbook. {SAVE_AS}.",
    )
    assert faults(with_rows(b"<row><c><v>1</v></c></row>" * 240_000)) == (TOO_LONG,)
    assert faults(with_rows(b"<row/>" * 1_000_000)) == (TOO_LONG,)


def test_as_many_rows_as_may_be() -> None:
    row = b"<row><c><v>1</v></c></row>"
    assert len(read(with_rows(row * (MOST_ROWS + 1))).rows) == MOST_ROWS
    assert faults(with_rows(row * (MOST_ROWS + 2))) == (TOO_LONG,)


def test_a_few_rows_far_apart_are_read_at_once() -> None:
    heading = b'<row r="1">' + inline(1, "A", "a") + b"</row>"
    far = b'<row r="1048576">' + inline(1048576, "A", "last") + b"</row>"
    table = read(with_rows(heading + far, b"A1:XFD1048576"))
    assert table.rows == (TableRow(1048576, (Cell("last", "last", "Invitations!A1048576"),)),)


def test_a_cell_far_to_the_right_is_refused() -> None:
    raw = with_rows(b'<row r="1">' + inline(1, "A", "a") + inline(1, "XFD", "b") + b"</row>")
    assert faults(raw) == ("Invitations!XFD1: stands beyond column 200. Delete what is not of the list.",)


def test_empty_damaged_and_other_files_are_refused() -> None:
    assert faults(book_of()) == (
        "file: is empty. Write the headings in its first row, and a row for each entry.",
    )
    assert faults(with_part(book_of(["a"]), "xl/worksheets/sheet1.xml", b"<worksheet")) == (
        "file: is damaged. Open it in Excel or LibreOffice and save it again.",
    )
    assert faults(b"organisation,country") == (
        f"file: is not an Excel workbook, or it is damaged. {SAVE_AS}.",
    )
    assert faults(b"\xd0\xcf\x11\xe0" + b"\x00" * 600) == (
        f"file: is protected by a password, or of the old kind .xls. {SAVE_AS}, without a password.",
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", "<document/>")
    assert faults(file.getvalue()) == (f"file: is not an Excel workbook. {SAVE_AS}.",)
