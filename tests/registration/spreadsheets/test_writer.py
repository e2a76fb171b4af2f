"""Workbooks we write: texts stay texts, dates are dates, bytes are the same; and what we write we can read."""

# ruff: noqa: DTZ001 - cells hold wall times
import re
import unicodedata
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from registration.matching.normalise import one_line
from registration.spreadsheets import read
from registration.spreadsheets.writer import Sheet, workbook
from tests.registration.spreadsheets.builders import formulas_in, part_of
from tests.registration.spreadsheets.test_csv_reader import NAMES

HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1+1",
    "#REF!",
    "=",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text) -> None:
    raw = workbook([Sheet(text, [text], [[text]], examples=[[text]])])
    book = load_workbook(BytesIO(raw))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s"] * 3
    plain = text.replace("\x00", "").replace("\r", "\n")
    assert [cell.value.replace("\r", "\n") for cell in cells] == [plain] * 3
    assert [bool(cell.quotePrefix) for cell in cells] == [text != "#REF!"] * 3
    assert formulas_in(raw) == []
    assert [cell.text for cell in read(raw).rows[0].cells] == [one_line(plain)]


def test_values_are_what_they_are() -> None:
    row = [3, True, date(2020, 9, 8), datetime(2020, 9, 8, 14, 15), None, "3", ""]
    raw = workbook([Sheet("List", ["a"] * 7, [row], [10, 20])])
    sheet = load_workbook(BytesIO(raw)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        3, True, datetime(2020, 9, 8), datetime(2020, 9, 8, 14, 15), None, "3", None,
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[2]][2:4] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [10, 20]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in read(raw).rows[0].cells] == [*row[:6], None]


def test_numbers_and_days_that_excel_would_change_are_texts() -> None:
    row = [10**15, 10**16 + 1, date(1900, 2, 28), datetime(1899, 1, 2, 3, 4), date(1900, 3, 1)]
    cells = read(workbook([Sheet("List", ["a"] * 5, [row])])).rows[0].cells
    assert [cell.value for cell in cells] == [
        10**15, "10000000000000001", "1900-02-28", "1899-01-02 03:04:00", date(1900, 3, 1),
    ]  # fmt: skip


def test_more_than_26_columns_and_grey_examples() -> None:
    raw = workbook([Sheet("List", ["h"] * 28, [["x"] * 28], [9] * 28, [["e"] * 28])])
    sheet = load_workbook(BytesIO(raw)).worksheets[0]
    assert sheet.column_dimensions["AB"].width == 9
    assert (sheet["AB1"].font.bold, sheet["AB2"].font.italic, sheet["AB2"].font.color.rgb) == (
        True,
        True,
        "FF808080",
    )
    assert (sheet["AB3"].value, sheet["AB3"].font.italic) == ("x", False)


def test_the_same_bytes_each_time() -> None:
    sheets = [Sheet("One", ["a"], [["x"], [date(2020, 9, 8)]]), Sheet("Two", ["b"], [[1]])]
    assert workbook(sheets) == workbook(sheets)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Participants", "Participants"),
        ("List [2020/09]: who?", "List 2020 09 who"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("x" * 40, "x" * 31),
    ],
)
def test_names_of_sheets(title, shown) -> None:
    assert load_workbook(BytesIO(workbook([Sheet(title, ["a"], [])]))).sheetnames == [shown]


def test_what_looks_like_an_escape_is_kept_from_excel() -> None:
    raw = workbook([Sheet("List", ["a"], [["_x0041__x005F_"]])])
    assert b"<t>_x005F_x0041__x005F_x005F_</t>" in part_of(raw, "xl/worksheets/sheet1.xml")
    assert read(raw).rows[0].cells[0].text == "_x0041__x005F_"


def kept(text: str) -> str:
    """What of a text a cell can hold."""
    letters = re.sub("[\ufffe\uffff]", "", text)
    return one_line(
        "".join(one for one in letters if unicodedata.category(one) not in ("Cc", "Cs") or one in "\t\n\r")
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.sampled_from([*NAMES, *HOSTILE, "_x0041_"])),
        min_size=1,
        max_size=8,
    )
)
def test_any_texts_survive_writing_and_reading(texts) -> None:
    raw = workbook([Sheet("List", ["first", *["more"] * len(texts)], [["row", *texts]])])
    cells = read(raw).rows[0].cells
    assert [cell.text for cell in cells] == ["row", *(kept(text) for text in texts)]
    assert formulas_in(raw) == []
