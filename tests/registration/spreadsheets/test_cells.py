"""What a cell can be read as: words, whole numbers, dates and hours; what could be two things is refused."""

# ruff: noqa: DTZ001 - cells hold wall times
from datetime import date, datetime, time, timedelta

import pytest

from registration.spreadsheets import Cell, ImportRefused, Table, moment, whole_number
from registration.spreadsheets.cells import MOST_ROWS, TableRow, cell_of, heading_line, table_of


def faults(reading, *arguments) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        reading(*arguments)
    return refused.value.faults


@pytest.mark.parametrize(
    ("value", "text", "held"),
    [
        (None, "", None),
        ("  ", "", None),
        (" Ministry\n of \tLabour\u00a0", "Ministry of Labour", " Ministry\n of \tLabour\u00a0"),
        ("Vie\u0323\u0302t", "Việt", "Việt"),
        (3.0, "3", 3),
        (2.5, "2.5", 2.5),
        (7, "7", 7),
        (True, "TRUE", True),
        (datetime(2020, 9, 8), "2020-09-08", date(2020, 9, 8)),
        (datetime(2020, 9, 8, 14, 14, 59, 999_900), "2020-09-08 14:15", datetime(2020, 9, 8, 14, 15)),
        (date(2020, 9, 8), "2020-09-08", date(2020, 9, 8)),
        (time(14, 15), "14:15", "14:15"),
        (timedelta(hours=30), "1 day, 6:00:00", "1 day, 6:00:00"),
    ],
)
def test_a_cell_is_words_and_a_value(value, text, held) -> None:
    cell = cell_of(value, "Invitations!B7")
    assert cell == Cell(text, held, "Invitations!B7")
    assert type(cell.value) is type(held)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_are_refused(character) -> None:
    assert faults(cell_of, f"a{character}b", "row 2, column A") == (
        f"row 2, column A: has a character that is no letter (U+{ord(character):04X}). Type the cell again.",
    )


@pytest.mark.parametrize(
    ("value", "number"),
    [(None, None), (3, 3), (3.0, 3), ("3", 3), (" 3.0 ", 3), ("3.00", 3), ("0", 0), ("007", 7), ("๓", 3)],
)
def test_whole_numbers(value, number) -> None:
    assert whole_number(cell_of(value, "S!A2")) == number


@pytest.mark.parametrize(
    "value", [-1, "-1", 2.5, "2.5", "3,0", "1,000", "three", True, "1e3", "²", 10**9, "9" * 12]
)
def test_what_is_no_whole_number(value) -> None:
    cell = cell_of(value, "S!A2")
    assert faults(whole_number, cell) == (f"S!A2: “{cell.text}” is not a whole number. Write it like 3.",)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, None),
        (datetime(2020, 9, 8), date(2020, 9, 8)),
        (datetime(2020, 9, 8, 17, 0), datetime(2020, 9, 8, 17, 0)),
        ("2020-09-08", date(2020, 9, 8)),
        ("8 Sept 2020", date(2020, 9, 8)),
        ("8 September 2020", date(2020, 9, 8)),
        ("Tuesday, 8 September 2020", date(2020, 9, 8)),
        ("Sept 8, 2020", date(2020, 9, 8)),
        ("2020-09-08 14:15", datetime(2020, 9, 8, 14, 15)),
        ("2020-09-08T14:15", datetime(2020, 9, 8, 14, 15)),
        ("8 Sept 2020, 2:15 pm", datetime(2020, 9, 8, 14, 15)),
    ],
)
def test_dates_and_hours(value, found) -> None:
    got = moment(cell_of(value, "S!A2"))
    assert got == found
    assert type(got) is type(found)


LIKE = "Write it like 2020-09-08 or 8 September 2020."


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("03/04/2020", f"“03/04/2020” can be read in two ways. {LIKE}"),
        ("03/04/2020 14:00", f"“03/04/2020” can be read in two ways. {LIKE}"),
        ("3.4.2020", f"“3.4.2020” can be read in two ways. {LIKE}"),
        ("2020-02-30", f"“2020-02-30” is not in the calendar. {LIKE}"),
        ("soon", f"“soon” is not a date. {LIKE}"),
        (44082, f"“44082” is not a date. {LIKE}"),
        (True, f"“TRUE” is not a date. {LIKE}"),
        ("14:15", "“14:15” has no date. Write it like 2020-09-08 14:15."),
        ("8 Sept 2563", "the year is 2563. Write a year of the common era, like 2020-09-08."),
        (datetime(2020, 9, 8, 14, 15, 30), "has seconds. Write it like 2020-09-08 14:15."),
    ],
)
def test_what_is_no_date(value, why) -> None:
    assert faults(moment, cell_of(value, "S!A2")) == (f"S!A2: {why}",)


def line(number: int, *texts: str) -> tuple[int, dict[int, Cell]]:
    return number, {
        column: Cell(text, text, f"{number}/{column}") for column, text in enumerate(texts, 1) if text
    }


def test_headings_may_stand_below_a_title() -> None:
    lines = [line(1, "List of places"), line(3, "places", "country"), line(4, "3", "VN")]
    knows = {"places", "country"}.__contains__
    assert heading_line(lines, knows) == 1
    assert heading_line(lines, None) == 0
    assert heading_line(lines[:1], knows) is None
    assert heading_line([], None) is None


def test_a_table_is_filled_up_to_its_widest_row() -> None:
    def place(row: int, column: int) -> str:
        return f"{row}/{column}"

    assert table_of("S", [line(1, "a", "b"), line(5, "", "x", "y")], 0, place) == Table(
        "S",
        (Cell("a", "a", "1/1"), Cell("b", "b", "1/2"), Cell("", None, "1/3")),
        (TableRow(5, (Cell("", None, "5/1"), Cell("x", "x", "5/2"), Cell("y", "y", "5/3"))),),
    )


def test_too_many_rows() -> None:
    lines = [line(number, "x") for number in range(1, MOST_ROWS + 3)]
    assert faults(table_of, "S", lines, 0, lambda row, column: "") == (
        "S: has more than 5000 rows. Delete empty rows, or make several lists.",
    )
    assert len(table_of("S", lines[:-1], 0, lambda row, column: "").rows) == MOST_ROWS
