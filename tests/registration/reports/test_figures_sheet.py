"""registration/reports/figures_sheet.py: a sheet a table, numbers as numbers, masks as text, words on the masks."""

from __future__ import annotations

import zipfile
from io import BytesIO

from openpyxl import load_workbook

from registration.reports.figures import Head, tables
from registration.reports.figures_sheet import figures_workbook

HEADS = [
    *[Head("confirmed", "female", "TH", "ministry", "participant")] * 9,
    *[Head("confirmed", "male", "TH", "ministry", "participant")] * 6,
    *[Head("confirmed", "female", "LA", "ministry", "participant")] * 2,
    *[Head("confirmed", "male", "LA", "ministry", "participant")] * 30,
]
WORDS = ("=Regional dialogue", "Counted on 3 May 2026, 09:00 (Bangkok)")


def sheets(mask: bool) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(figures_workbook(tables(HEADS, mask=mask), *WORDS)))
    return {sheet.title: list(sheet.values) for sheet in book}


def test_a_sheet_for_each_table() -> None:
    assert list(sheets(mask=False)) == [
        "Sex", "Country", "Kind of organisation", "Takes part as", "Country by sex", "Kind of organisation by sex",
        "Role by sex", "Country by kind of organisation",
    ]  # fmt: skip


def test_numbers_are_numbers() -> None:
    assert sheets(mask=False)["Country by sex"] == [
        ("Country", "women", "men", "other or not said", "All", "Women, % of women and men who said"),
        ("Lao PDR", 2, 30, 0, 32, 6),
        ("Thailand", 9, 6, 0, 15, 60),
        ("All", 11, 36, 0, 47, 23),
        (None,) * 6,
        ("=Regional dialogue", *(None,) * 5),
        ("Counted on 3 May 2026, 09:00 (Bangkok)", *(None,) * 5),
        ("Nothing is masked: not for publication.", *(None,) * 5),
    ]


def test_masked_numbers_are_text_and_said_on_each_sheet() -> None:
    found = sheets(mask=True)
    assert found["Country by sex"][1:4] == [
        ("Lao PDR", "<5", "…", 0, 32, None),
        ("Thailand", "…", "…", 0, 15, None),
        ("All", 11, 36, 0, 47, 23),
    ]
    note = "“<5” is a number from one to four. “…” is withheld, because a number under five could be worked out from it."
    assert {rows[-1][0] for rows in found.values()} == {note}


def test_a_table_by_sex_has_no_share() -> None:
    assert sheets(mask=False)["Sex"][:2] == [("Sex", "All"), ("women", 11)]


def test_no_cell_is_a_formula() -> None:
    content = figures_workbook(tables(HEADS, mask=True), *WORDS)
    assert load_workbook(BytesIO(content))["Sex"]["A7"].quotePrefix
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist())
