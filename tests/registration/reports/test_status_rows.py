"""Rows of the status board: which are wanted, how they are grouped and summed, what is said of them."""

from datetime import date, datetime, time

import pytest

from registration.matching.organisation_names import search_text
from registration.reports.status_rows import (
    InstitutionRow,
    StatusBoard,
    StatusFilter,
    Sums,
    grouped,
    is_unanswered,
    lacks_names,
    sums_of,
)


def row(name: str = "Ministry of Labour", **fields) -> InstitutionRow:
    values = {
        "key": 1, "name": name, "acronym": "", "delegation": "", "country": "VN", "kind": "ministry",
        "search": search_text([name], [fields.get("acronym", "")], []), "state": "invited", "places": 3, "named": 0,
        "confirmed": 0, "waiting": 0, "declined": 0, "over": 0, "invited": None, "answered": None, "last_contact": None,
        "deadline": None, "clock": "Ha Noi", "overdue": False, "has_address": True,
    }  # fmt: skip
    return InstitutionRow(**{**values, **fields})


ROWS = (
    row(
        "Ministry of Labour", acronym="MOLISA", named=4, confirmed=2, waiting=1, declined=1, state="accepted"
    ),
    row("Ministry of Trade", state="opened", overdue=True),
    row("Ministry of Health", country="LA", state="listed"),
    row("ASEAN", country="", kind="international-organisation", state="declined", places=1),
    row("Chamber", country="LA", kind="employers"),
    row("Union", country="LA", kind="workers", state="withdrawn"),
)


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (StatusFilter(), [one.name for one in ROWS]),
        (StatusFilter(state="opened"), ["Ministry of Trade"]),
        (StatusFilter(state="invited"), ["Chamber"]),
        (StatusFilter(state="unanswered"), ["Ministry of Trade", "Chamber"]),
        (StatusFilter(kind="workers"), ["Union"]),
        (StatusFilter(country="LA"), ["Ministry of Health", "Chamber", "Union"]),
        (StatusFilter(asked="min. labor"), ["Ministry of Labour"]),
        (StatusFilter(asked="molisa"), ["Ministry of Labour"]),
        (StatusFilter(country="LA", asked="molisa"), []),
    ],
)
def test_which_rows_are_wanted(choice: StatusFilter, names: list[str]) -> None:
    assert [one.name for one in ROWS if choice.takes(one)] == names


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("country", [("LA", "Lao PDR", 3), ("VN", "Viet Nam", 2), ("", "International / none", 1)]),
        (
            "kind",
            [
                ("ministry", "ministry or government agency", 3),
                ("international-organisation", "international organisation", 1),
                ("employers", "employers’ organisation", 1),
                ("workers", "workers’ organisation", 1),
            ],
        ),
        (
            "state",
            [
                ("listed", "listed, not yet invited", 1),
                ("invited", "invited, not opened yet", 1),
                ("opened", "opened, no answer yet", 1),
                ("accepted", "accepted: takes part", 1),
                ("declined", "declined", 1),
                ("withdrawn", "invitation withdrawn", 1),
            ],
        ),
    ],
)
def test_groups(by: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(one.code, one.words, one.sums.institutions) for one in grouped(ROWS, by)] == expected


def test_sums() -> None:
    """Of 16 places, 4 are given back with the invitation: the one of ASEAN, three of the union."""
    sums = sums_of(ROWS)
    assert sums == Sums(
        institutions=6, places=12, named=4, confirmed=2, waiting=1, declined=1, filled=2, beyond=0,
        institutions_declined=1, institutions_withdrawn=1,
    )  # fmt: skip
    assert sums.words == "6 institutions (1 declined, 1 withdrawn)"
    assert sums_of(()) == Sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_places_are_filled_at_most_once() -> None:
    """Six are confirmed for five places; four more places lie empty elsewhere, and eight are given back."""
    rows = (
        row("A", state="accepted", places=5, confirmed=6, named=6, over=1),
        row("B", state="accepted", places=4),
        row("C", state="declined", places=8),
    )
    sums = sums_of(rows)
    assert (sums.places, sums.confirmed, sums.filled, sums.beyond) == (9, 6, 5, 1)
    assert sums.words == "3 institutions (1 declined, 1 person beyond the places)"
    assert StatusBoard((), sums, (), rows, ()).summary() == [
        "3 invited", "3 answered", "1 institution declined", "5 of 9 places filled", "1 beyond the places", "0 waiting"
    ]  # fmt: skip


def test_places_held_given_back_and_without_a_name() -> None:
    rows = [row(state=state, places=3, named=1) for state in ("listed", "accepted", "declined", "withdrawn")]
    assert [(one.held, one.given_back, one.unnamed) for one in rows] == [
        (3, 0, 2), (3, 0, 2), (0, 3, 0), (0, 3, 0)
    ]  # fmt: skip
    assert [lacks_names(one) for one in rows] == [False, True, False, False]
    assert not lacks_names(row(state="accepted", places=3, named=3))


def test_the_summary_is_of_all() -> None:
    board = StatusBoard((), sums_of(()), (), ROWS, ())
    assert board.summary() == [
        "4 invited", "1 not yet invited", "2 answered", "1 institution declined", "1 past the deadline",
        "2 of 12 places filled", "1 waiting",
    ]  # fmt: skip
    board = StatusBoard((), sums_of(()), (), ROWS[:1], ())
    assert board.summary() == ["1 invited", "1 answered", "2 of 3 places filled", "1 waiting"]


def test_words_of_a_row() -> None:
    one = row(
        state="opened",
        invited=date(2026, 9, 8),
        deadline=datetime.combine(date(2026, 10, 1), time(17)),
        clock="Vientiane",
        country="LA",
    )
    assert (one.reply, one.state_words, one.country_words, one.kind_words) == (
        "invited", "opened, no answer yet", "Lao PDR", "ministry or government agency"
    )  # fmt: skip
    assert (one.invited_words, one.answered_words, one.contact_words) == ("8 Sep 2026", "", "")
    assert one.deadline_words == "1 Oct 2026, 5:00 pm Vientiane time"
    assert row().deadline_words == ""
    assert [is_unanswered(one) for one in ROWS] == [False, True, False, False, True, False]
