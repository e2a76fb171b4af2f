"""The sheet: its cells, and that none of them is a formula."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from registration.reports.participant_list import ParticipantRow, participants_workbook

TEXTS = [
    "=1+1",
    "+63 2 1234",
    "-1",
    "@SUM(A1)",
    "\tx",
    '=HYPERLINK("http://x")',
    "plain",
    "",
    "a\x00b\x1bc",
    "Hương",
]


def row(name: str) -> ParticipantRow:
    return ParticipantRow(*(name if field == "name" else field for field in ParticipantRow._fields))


def test_headings_and_rows() -> None:
    sheet = load_workbook(
        BytesIO(participants_workbook([row("Than Aung")], "Asia/Manila", ["Hotel? (hotel)"], [[True]]))
    ).active
    rows = list(sheet.values)
    assert rows[0][:6] == ("Event", "State", "Country", "Kind of organisation", "Title", "Name")
    assert (rows[0][13], rows[0][27:]) == ("Registered (Asia/Manila)", ("Hotel? (hotel)",))
    assert rows[1] == (*("Than Aung" if field == "name" else field for field in ParticipantRow._fields), True)
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("text", TEXTS)
def test_no_live_formula(text: str) -> None:
    content = participants_workbook([row(text)], "UTC")
    cell = load_workbook(BytesIO(content)).active["F2"]
    assert cell.data_type in ("s", "n" if not text else "s", "inlineStr")
    assert (cell.value or "") == text.replace("\x00", "").replace("\x1b", "")
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t"))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
