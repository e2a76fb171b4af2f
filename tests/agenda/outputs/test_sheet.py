"""The workbook: its cells and looks, that none is a formula, and that its bytes are always the same."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from agenda.exchange.xlsx import digest_of
from agenda.outputs import OUTPUTS
from agenda.outputs.sheet import MEDIA_TYPE, workbook
from agenda.programme.model import Programme
from tests.builders import (
    MANILA,
    appearance,
    city,
    person,
    programme,
    room,
    segment,
    session,
    viewer,
)


def small() -> Programme:
    return programme(
        session(
            "one", "2020-09-08T14:15", title={"en": "One", "fr": "Un"}, room="hall", summary="All.",
            people=[appearance("gomez", "moderator")],
            segments=[segment("Talks", "2020-09-08T14:20", "2020-09-08T14:40", [appearance("gomez", state="tbc")]),
                      segment("Open")],
        ),
        session("night", "2020-09-08T23:30", kind="reception", length=60),
        people=[person("gomez", "Sashini Gomez", honorific="Ms.", position={"fr": "Chef"}, country="PH")],
        rooms=[room("hall", "Big hall")],
        languages=("en", "fr"),
        cities=[city("Manila")],
    )  # fmt: skip


def rows_of(raw: bytes, name: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(raw))[name].values)


def test_cells() -> None:
    raw = workbook(small())
    assert load_workbook(BytesIO(raw)).sheetnames == ["Agenda", "Segments", "Roles", "People", "Event"]
    day = datetime.fromisoformat("2020-09-08")
    assert rows_of(raw, "Agenda") == [
        ("id", "date", "start", "end", "title", "title (fr)", "kind", "status", "audience", "room", "summary",
         "summary (fr)"),
        ("one", day, time(14, 15), time(15, 15), "One", "Un", "session", "confirmed", "public", "Big hall", "All.",
         None),
        ("night", day, time(23, 30), datetime.fromisoformat("2020-09-09T00:30"), "Night", None, "reception", "confirmed", "public",
         None, None, None),
    ]  # fmt: skip
    assert rows_of(raw, "Segments") == [
        ("session", "no.", "title", "title (fr)", "start", "end", "session start"),
        ("one", 1, "Talks", None, time(14, 20), time(14, 40), datetime.fromisoformat("2020-09-08T14:15")),
        ("one", 2, "Open", None, None, None, None),
    ]
    assert rows_of(raw, "Roles") == [
        ("session", "segment", "no.", "person", "name", "role", "state"),
        ("one", None, 1, "gomez", "Ms. Sashini Gomez", "moderator", "confirmed"),
        ("one", 1, 1, "gomez", "Ms. Sashini Gomez", "speaker", "tbc"),
    ]
    assert rows_of(raw, "People") == [
        (
            "id",
            "honorific",
            "name",
            "position",
            "position (fr)",
            "organisation",
            "organisation (fr)",
            "country",
        ),
        ("gomez", "Ms.", "Sashini Gomez", None, "Chef", None, None, "PH"),
    ]
    assert rows_of(raw, "Event")[:7] == [
        ("about", "value"),
        ("slug", "dialogue"),
        ("time zone", MANILA),
        ("version", 1),
        ("title", "Dialogue on Labor Migration"),
        ("times", "Times are on the clock of Manila (Asia/Manila)."),
        ("made from", "version 1"),
    ]


def test_what_it_was_made_from() -> None:
    draft = replace(small(), version=0, published_at=None)
    assert rows_of(workbook(draft), "Event")[6] == ("made from", f"draft ({digest_of(draft)})")
    assert rows_of(workbook(draft, "draft, step 41 (a1b2c3d4)"), "Event")[6][1] == "draft, step 41 (a1b2c3d4)"


def test_looks() -> None:
    book = load_workbook(BytesIO(workbook(small())))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
    agenda = book["Agenda"]
    assert [agenda[place].number_format for place in ("A2", "B2", "C2", "D2", "D3")] == [
        "@", "yyyy-mm-dd", "hh:mm", "hh:mm", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip
    lists = {
        (sheet.title, str(one.sqref)): one.formula1
        for sheet in book.worksheets
        for one in sheet.data_validations.dataValidation
    }
    assert set(lists) == {
        ("Agenda", "G2:G5001"), ("Agenda", "H2:H5001"), ("Agenda", "I2:I5001"),
        ("Roles", "F2:F5001"), ("Roles", "G2:G5001"),
    }  # fmt: skip
    assert lists["Roles", "G2:G5001"] == '"confirmed,tbc,remove"'
    assert all(len(formula) <= 257 for formula in lists.values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+63 2", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "#REF!", "7"]
)
def test_no_live_formula(text: str) -> None:
    raw = workbook(programme(session(title=text)))
    cell = load_workbook(BytesIO(raw))["Agenda"]["E2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t"))
    with zipfile.ZipFile(BytesIO(raw)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("text", ["x" * 32_768, "𝒜" * 16_384, "_x0041_", "a\x07b", "x005F_"])
def test_what_no_cell_holds_is_marked(text: str) -> None:
    raw = workbook(programme(session(title=text)))
    assert rows_of(raw, "Agenda")[1][4] == "(too long for a sheet: unchanged)"


def test_the_longest_text_is_whole() -> None:
    raw = workbook(programme(session(title="𝒜" * 16_383)))
    assert rows_of(raw, "Agenda")[1][4] == "𝒜" * 16_383


def test_same_bytes_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook(small())
    assert workbook(small()) == first
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml")
    assert core.count(b"2020-09-01T02:00:00Z") == 2


def test_the_output() -> None:
    (output,) = [one for one in OUTPUTS if one.name == "agenda-xlsx"]
    assert output[1:3] == ("agenda.xlsx", MEDIA_TYPE)
    assert (output.zones, output.uses_language) == ("ignored", False)
    drawn = output.drawn([small()], viewer(timezone="Europe/Zurich", language="fr"), "")
    assert drawn == workbook(small())


def test_hours_are_those_of_the_event() -> None:
    raw = workbook(programme(session("one", "2020-09-08T14:15Z"), timezone="Europe/Zurich"))
    assert rows_of(raw, "Agenda")[1][1:4] == (
        datetime.fromisoformat("2020-09-08"),
        time(16, 15),
        time(17, 15),
    )
    assert isinstance(rows_of(raw, "Agenda")[1][1], date)
    assert rows_of(raw, "Event")[5][1] == "Times are on the clock of Zurich (Europe/Zurich)."
