"""Edits of a workbook taken into a programme: exactly those, or none and every wrong cell named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import pytest
from msgspec.structs import replace

from agenda.exchange import json as interchange
from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import merge, read
from agenda.programme.model import FrozenAppearance, FrozenSession, Programme
from tests.agenda.exchange.xlsx.editing import edited, merged, table
from tests.bench.big_event import big_event
from tests.builders import appearance, moment, person, programme, room, segment, session


def small(**fields: Any) -> Programme:
    """Two sessions; the first has a segment with hours and one without."""
    first = session(
        "one", "2020-09-08T14:15", title="One", room="hall", summary="All.",
        people=[appearance("gomez", "moderator"), appearance("motus", "speaker", "tbc")],
        segments=[segment("Talks", "2020-09-08T14:20", "2020-09-08T14:40", [appearance("motus")]), segment("Open")],
    )  # fmt: skip
    second = session("two", "2020-09-08T15:15", title="Two")
    people = [
        person("gomez", "Sashini Gomez", honorific="Ms.", country="PH"),
        person("motus", "Nenette Motus", honorific="Dr."),
        person("tran", "Trần Thị Hương"),
    ]
    rooms = [room("hall", "Big hall"), room("web", "Webinar")]
    stamped = [
        replace(one, wall_start=f"2020-09-08T{hour}") for one, hour in ((first, "14:15"), (second, "15:15"))
    ]
    return programme(*stamped, people=people, rooms=rooms, version=0, published_at=None, **fields)


def lines(cells: Mapping[str, Any], **fields: Any) -> list[str]:
    return [one.line for one in merged(small(**fields), cells).changes]


def faults(cells: Mapping[str, Any], **fields: Any) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        merged(small(**fields), cells)
    return refused.value.faults


def one(before: Programme, cells: Mapping[str, Any]) -> FrozenSession:
    return merged(before, cells).programme.sessions[0]


# cells of the sheet Agenda


def test_each_column() -> None:
    cells = {
        "Agenda!D2": time(15, 10), "Agenda!E2": "First", "Agenda!F2": "Panel", "Agenda!G2": "tentative",
        "Agenda!H2": "participants", "Agenda!I2": "webinar", "Agenda!J2": None, "Agenda!J3": "New *text*",
    }  # fmt: skip
    assert lines(cells) == [
        "Agenda!D2: end of “One”: 15:15 → 15:10",
        "Agenda!E2: title of “One”: One → First",
        "Agenda!F2: kind of “One”: session → panel",
        "Agenda!G2: status of “One”: confirmed → tentative",
        "Agenda!H2: audience of “One”: public → participants",
        "Agenda!I2: room of “One”: Big hall → Webinar",
        "Agenda!J2: summary of “One”: All. → (empty)",
        "Agenda!J3: summary of “Two”: (empty) → New *text*",
    ]
    before = small()
    first, second = before.sessions
    assert merged(before, cells).programme.sessions == (
        replace(
            first, title=(("en", "First"),), end=moment("2020-09-08T15:10"), kind="panel", status="tentative",
            audience="participants", room="web", summary=(),
        ),
        replace(second, summary=(("en", "New *text*"),)),
    )  # fmt: skip


def test_a_start_takes_the_segments_along_and_leaves_the_end() -> None:
    before = small()
    found = merged(before, {"Agenda!C2": time(14, 30)})
    first = before.sessions[0]
    talks = replace(first.segments[0], start=moment("2020-09-08T14:35"), end=moment("2020-09-08T14:55"))
    assert found.programme.sessions[0] == replace(
        first, start=moment("2020-09-08T14:30"), wall_start="2020-09-08T14:30", segments=(talks, first.segments[1])
    )  # fmt: skip
    assert [change.line for change in found.changes] == ["Agenda!C2: start of “One”: 14:15 → 14:30"]
    assert found.notes == (
        "“One”: the hours of its segment move along with the start, unless the sheet changes them.",
    )


def test_a_date_takes_both_hours_and_the_segments_along() -> None:
    found = one(small(), {"Agenda!B2": "9 September 2020"})
    assert (found.start, found.end) == (moment("2020-09-09T14:15"), moment("2020-09-09T15:15"))
    assert found.segments[0].start == moment("2020-09-09T14:20")
    assert lines({"Agenda!B2": date(2020, 9, 9)}) == ["Agenda!B2: date of “One”: 2020-09-08 → 2020-09-09"]


def test_an_end_on_another_day_has_its_date() -> None:
    late = datetime.fromisoformat("2020-09-09T00:30")
    assert one(small(), {"Agenda!D2": late}).end == moment("2020-09-09T00:30")
    assert lines({"Agenda!D2": late}) == ["Agenda!D2: end of “One”: 15:15 → 2020-09-09 00:30"]


def test_the_same_hour_written_otherwise_is_no_change() -> None:
    cells = {
        "Agenda!B2": "8 Sept 2020", "Agenda!C2": "2:15 pm", "Agenda!D2": datetime.fromisoformat("2020-09-08T15:15"),
        "Agenda!F2": " Session ", "Agenda!I2": "hall", "Segments!D2": "2:20 pm",
    }  # fmt: skip
    assert merged(small(), cells) == (small(), (), ())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Agenda!D3": "25:00"}, "Agenda!D3: “25:00” is not a time. Write it like 14:15."),
        ({"Agenda!B2": "8/9/2020"},
         "Agenda!B2: “8/9/2020” can be read in two ways. Write it like 2020-09-08 or 8 September 2020."),
        ({"Agenda!B2": "2300-01-01"}, "Agenda!B2: 2300-01-01 is out of reach. Dates go from 1973-01-01 to 2199-12-31."),
        ({"Agenda!B2": None}, "Agenda!B2: date is empty. Write one like 2020-09-08."),
        ({"Agenda!C2": None}, "Agenda!C2: start is empty. Write one like 14:15."),
        ({"Agenda!D2": " "}, "Agenda!D2: end is empty. Write one like 14:15."),
        ({"Agenda!E2": None}, "Agenda!E2: title is empty. Write one."),
        ({"Agenda!E2": date(2020, 9, 8)},
         "Agenda!E2: “2020-09-08 00:00” is a date or time. Format the cell as text and write it again."),
        ({"Agenda!D2": "14:15"}, "Agenda!D2: the end, 2020-09-08 14:15, is not after the start, 2020-09-08 14:15. "
         "Write a later one; on another day, with its date."),
        ({"Agenda!C2": datetime.fromisoformat("2020-09-09T14:15")},
         "Agenda!C2: is on 2020-09-09, while the date of its row is 2020-09-08. Write the time only."),
        ({"Agenda!F2": "party"}, "Agenda!F2: “party” is not known. Write one of opening, plenary, session, keynote, "
         "panel, breakout, side-event, ceremony, group-photo, break, meal, reception, joining, registration, closing, "
         "other."),
        ({"Agenda!I2": "Attic"}, "Agenda!I2: no room is named “Attic”. The rooms are: Big hall, Webinar."),
        ({"Agenda!J2": "a <b>"}, "Agenda!J2: line 1: HTML '<b>' is not taken; write CommonMark, or \\< for the character"),
        ({"Agenda!J2": "x" * 20_001}, "Agenda!J2: has 20001 characters, at most 20000 are taken; shorten it"),
        ({"Agenda!A2": "three"},
         "Agenda!A2: no session has the id “three”. Leave the id empty for a new one, or correct it."),
        ({"Agenda!A3": "one"}, "Agenda!A3: the id “one” stands in Agenda!A2, too. Keep one of the rows."),
        ({"Agenda!C2": "=1+1"}, "Agenda!C2: holds a formula without a value. Write the value itself."),
        ({"Agenda!E2": "=1+1"}, "Agenda!E2: holds a formula without a value. Write the value itself."),
        ({"Agenda!A4": None, "Agenda!E4": "New"}, "Agenda!B4: date is empty. Write one like 2020-09-08."),
        ({"Agenda!A1": "ident"}, "Agenda!A1: the column “id” is missing. Headings stand in the first row."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(cells: dict[str, Any], said: str) -> None:
    assert faults(cells)[0] == said


def test_all_faults_at_once_and_nothing_taken() -> None:
    cells = {
        "Agenda!D2": "25:00",
        "Agenda!E3": None,
        "Roles!F2": "boss",
        "People!F2": "XX",
        "Agenda!G2": "tentative",
    }
    found = [fault.partition(": ")[0] for fault in faults(cells)]
    assert found == ["People!F2", "Agenda!D2", "Agenda!E3", "Roles!F2"]


def test_new_sessions() -> None:
    cells = {
        "Agenda!B4": "2020-09-08", "Agenda!C4": "16:30", "Agenda!D4": "17:00", "Agenda!E4": "Two", "Agenda!I4": "Webinar",
        "Agenda!B5": "2020-09-08", "Agenda!C5": "17:00", "Agenda!D5": "17:30", "Agenda!E5": "Đà Nẵng",
    }  # fmt: skip
    before = small()
    found = merge(before, read(edited(before, cells)), taken={"da-nang"})
    made = [
        FrozenSession(
            id="two-2", slug="", title=(("en", "Two"),), start=moment("2020-09-08T16:30"), end=moment("2020-09-08T17:00"),
            wall_start="2020-09-08T16:30", room="web",
        ),
        FrozenSession(
            id="da-nang-2", slug="", title=(("en", "Đà Nẵng"),), start=moment("2020-09-08T17:00"),
            end=moment("2020-09-08T17:30"), wall_start="2020-09-08T17:00",
        ),
    ]  # fmt: skip
    assert found.programme == replace(before, sessions=(*before.sessions, *made))
    assert [change.line for change in found.changes][:5] == [
        "Agenda!B4: date of the new session “Two”: (empty) → 2020-09-08",
        "Agenda!C4: start of the new session “Two”: (empty) → 16:30",
        "Agenda!D4: end of the new session “Two”: (empty) → 17:00",
        "Agenda!E4: title of the new session “Two”: (empty) → Two",
        "Agenda!I4: room of the new session “Two”: (empty) → Webinar",
    ]
    assert merge(found.programme, read(edited(before, cells))) == (found.programme, (), ())


def test_rows_and_columns_that_are_missing_change_nothing() -> None:
    raw = table("Agenda", ("End", "id", "my notes"), ("15:45", "two", "call them"))
    before = small()
    found = merge(before, read(raw))
    second = replace(before.sessions[1], end=moment("2020-09-08T15:45"))
    assert found.programme == replace(before, sessions=(before.sessions[0], second))
    assert [change.line for change in found.changes] == ["Agenda!A2: end of “Two”: 16:15 → 15:45"]
    assert found.notes == ("Agenda!C1: the column “my notes” is not known and was left out.",)


def test_languages_have_columns_of_their_own() -> None:
    cells = {"Agenda!F2": "Un", "Agenda!F3": "=Deux"}
    before = small(languages=("en", "fr"))
    found = merge(before, read(edited(before, {"Agenda!F2": "Un"})))
    assert found.programme.sessions[0].title == (("en", "One"), ("fr", "Un"))
    assert [change.line for change in found.changes] == ["Agenda!F2: title (fr) of “One”: (empty) → Un"]
    assert (
        faults({"Agenda!E2": None, **cells}, languages=("en", "fr"))[0]
        == "Agenda!E2: title is empty. Write one."
    )


def test_numbers_become_texts() -> None:
    assert one(small(), {"Agenda!E2": 2.0, "Agenda!J2": 1.5}).title == (("en", "2"),)
    assert one(small(), {"Agenda!J2": 1.5}).summary == (("en", "1.5"),)


# hours of clocks that change


def zurich(*sessions: FrozenSession) -> Programme:
    return programme(*sessions, timezone="Europe/Zurich", version=0, published_at=None)


def test_an_hour_that_does_not_exist() -> None:
    before = zurich(session("one", "2021-03-28T00:00Z"))
    with pytest.raises(ImportRefused) as refused:
        merged(before, {"Agenda!C2": "2:30", "Agenda!D2": "4:00"})
    assert refused.value.faults == (
        "Agenda!C2: “2021-03-28 02:30” does not exist in Europe/Zurich: clocks go forward over it. Write another hour.",
    )


def test_an_hour_that_comes_twice() -> None:
    before = zurich(session("one", "2021-10-30T23:30Z", length=60))
    found = merged(before, {"Agenda!C2": "2:00", "Agenda!D2": "2:30"})
    assert (found.programme.sessions[0].start, found.programme.sessions[0].end) == (
        moment("2021-10-31T00:00Z"),
        moment("2021-10-31T00:30Z"),
    )
    assert [change.line for change in found.changes] == [
        "Agenda!C2: start of “One”: 01:30 → 02:00 (this hour comes twice; the first is taken)"
    ]


def test_an_end_in_an_hour_that_comes_twice_is_after_its_start() -> None:
    before = zurich(session("one", "2021-10-31T01:15Z", length=120))
    found = merged(before, {"Agenda!D2": "2:45"})
    assert found.programme.sessions[0].end == moment("2021-10-31T01:45Z")
    assert found.changes[0].new == "02:45 (this hour comes twice; the second is taken)"


def test_the_second_of_two_hours_stays() -> None:
    before = zurich(session("one", "2021-10-31T01:15Z", "2021-10-31T01:45Z"))
    found = merged(before, {"Agenda!E2": "Other"})
    assert found.programme.sessions == (replace(before.sessions[0], title=(("en", "Other"),)),)


# segments


def test_hours_of_a_segment() -> None:
    before = small()
    found = merged(
        before,
        {"Segments!D2": time(14, 25), "Segments!D3": "14:40", "Segments!E3": "15:00", "Segments!C3": "Q&A"},
    )
    talks, opened = before.sessions[0].segments
    assert found.programme.sessions[0].segments == (
        replace(talks, start=moment("2020-09-08T14:25")),
        replace(
            opened, title=(("en", "Q&A"),), start=moment("2020-09-08T14:40"), end=moment("2020-09-08T15:00")
        ),
    )
    assert [change.line for change in found.changes] == [
        "Segments!D2: start of “Talks” in “One”: 14:20 → 14:25",
        "Segments!C3: title of “Open” in “One”: Open → Q&A",
        "Segments!D3: start of “Open” in “One”: (empty) → 14:40",
        "Segments!E3: end of “Open” in “One”: (empty) → 15:00",
    ]


def test_a_segment_that_is_changed_does_not_move_along() -> None:
    found = one(small(), {"Agenda!C2": "14:30", "Segments!D2": "14:30"})
    assert (found.segments[0].start, found.segments[0].end) == (
        moment("2020-09-08T14:30"),
        moment("2020-09-08T14:40"),
    )


def test_a_segment_of_a_session_that_moves_to_another_day() -> None:
    found = one(small(), {"Agenda!B2": "2020-09-10", "Segments!D2": "14:30"})
    assert (found.segments[0].start, found.segments[0].end) == (
        moment("2020-09-10T14:30"),
        moment("2020-09-10T14:40"),
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"Agenda!C2": "14:30"},
        {"Agenda!B2": "2020-09-10"},
        {"Agenda!C2": "14:30", "Segments!D2": "14:30"},
        {"Agenda!B2": "2020-09-10", "Agenda!C2": "13:00", "Segments!E2": "14:50"},
    ],
)
def test_the_same_sheet_once_more_leaves_segments_where_they_went(cells: dict[str, Any]) -> None:
    before = small()
    raw = edited(before, cells)
    taken = merge(before, read(raw)).programme
    assert taken != before
    assert merge(taken, read(raw)) == (taken, (), ())


def test_a_session_moved_on_the_board_and_back_by_an_older_sheet() -> None:
    before = small()
    moved = merged(before, {"Agenda!C2": "14:30", "Agenda!D2": "15:30"}).programme
    found = merge(moved, read(edited(before, {})))
    assert found.programme == before
    assert [change.line for change in found.changes] == [
        "Agenda!C2: start of “One”: 14:30 → 14:15",
        "Agenda!D2: end of “One”: 15:30 → 15:15",
    ]


def test_hours_of_a_segment_taken_away_and_a_segment_added() -> None:
    cells = {"Segments!D2": None, "Segments!E2": None, "Segments!A4": "two", "Segments!C4": "Talks"}
    before = small()
    found = merged(before, cells)
    assert found.programme.sessions[0].segments[0] == replace(
        before.sessions[0].segments[0], start=None, end=None
    )
    assert found.programme.sessions[1].segments == (segment("Talks"),)
    assert [change.line for change in found.changes] == [
        "Segments!D2: start of “Talks” in “One”: 14:20 → (empty)",
        "Segments!E2: end of “Talks” in “One”: 14:40 → (empty)",
        "Segments!C4: title of the new segment of “Two”: (empty) → Talks",
    ]
    again = edited(before, {"Segments!A4": "two", "Segments!C4": "Talks"})
    taken = merge(before, read(again)).programme
    assert merge(taken, read(again)) == (taken, (), ())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Segments!D2": None}, "Segments!D2: start is empty. Write both hours or neither."),
        ({"Segments!E2": "x"}, "Segments!E2: “x” is not a time. Write it like 14:15."),
        ({"Segments!E2": "14:00"}, "Segments!E2: the end, 2020-09-08 14:00, is not after the start, 2020-09-08 14:20. "
         "Write a later one; on another day, with its date."),
        ({"Segments!B2": 7}, "Segments!B2: “One” has no segment no. 7. Leave the number empty for a new one."),
        ({"Segments!B2": 2}, "Segments!B3: no. 2 of “One” stands in Segments!B2, too. Keep one of the rows."),
        ({"Segments!B2": "x"}, "Segments!B2: “x” is not a number from 1. Leave it empty for a new row."),
        ({"Segments!A2": "no"},
         "Segments!A2: no session has the id “no”. Correct it; of a new session, upload that first."),
        ({"Segments!A4": "one"}, "Segments!C4: title is empty. Write one."),
        ({"Segments!C2": None}, "Segments!C2: title is empty. Write one."),
    ],
)  # fmt: skip
def test_wrong_segments(cells: dict[str, Any], said: str) -> None:
    assert faults(cells) == (said,)


# roles


def people_of(cells: Mapping[str, Any]) -> list[str]:
    return [f"{found.person} {found.role} {found.state}" for found in one(small(), cells).people]


def test_roles_change_by_their_number() -> None:
    cells = {"Roles!F2": "chair", "Roles!G3": "confirmed", "Roles!D4": "tran"}
    assert people_of(cells) == ["gomez chair confirmed", "motus speaker confirmed"]
    assert lines(cells) == [
        "Roles!F2: role of Ms. Sashini Gomez in “One”: moderator → chair",
        "Roles!G3: state of Dr. Nenette Motus in “One”: tbc → confirmed",
        "Roles!D4: person of Dr. Nenette Motus in “Talks” in “One”: Dr. Nenette Motus → Trần Thị Hương",
    ]


def test_the_whole_list_of_a_session_is_its_new_order() -> None:
    cells = {"Roles!D2": "motus", "Roles!F2": "speaker", "Roles!G2": "tbc", "Roles!D3": "gomez", "Roles!F3": "moderator",
             "Roles!G3": "confirmed"}  # fmt: skip
    assert people_of(cells) == ["motus speaker tbc", "gomez moderator confirmed"]
    assert len(lines(cells)) == 6


def test_people_added_and_removed_and_the_same_sheet_once_more() -> None:
    cells = {"Roles!G2": "remove", "Roles!A5": "one", "Roles!E5": "trần thị hương", "Roles!F5": "panellist"}
    before = small()
    raw = edited(before, cells)
    found = merge(before, read(raw))
    assert found.programme.sessions[0].people == (
        appearance("motus", "speaker", "tbc"),
        FrozenAppearance(person="tran", role="panellist"),
    )
    assert [change.line for change in found.changes] == [
        "Roles!G2: state of Ms. Sashini Gomez in “One”: confirmed → removed",
        "Roles!E5: person of Trần Thị Hương in “One”: (empty) → Trần Thị Hương",
        "Roles!F5: role of Trần Thị Hương in “One”: (empty) → panellist",
        "Roles!G5: state of Trần Thị Hương in “One”: (empty) → confirmed",
    ]
    again = merge(found.programme, read(raw))
    assert again == (
        found.programme, (), ("Roles!G2: Ms. Sashini Gomez is not in “One”; nothing is removed.",),
    )  # fmt: skip


def test_a_sheet_of_a_few_rows_without_numbers() -> None:
    raw = table("Roles", ("session", "person", "role", "state"), ("one", "motus", "speaker", "confirmed"))
    before = small()
    found = merge(before, read(raw))
    assert found.programme.sessions[0].people == (appearance("gomez", "moderator"), appearance("motus"))
    assert len(found.changes) == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Roles!D2": "nobody"},
         "Roles!D2: no person has the id “nobody”. Correct it, or write the name and leave the id empty."),
        ({"Roles!D2": None, "Roles!E2": "Nobody"},
         "Roles!E2: no person has the name “Nobody”. Write the id of one, or add a row to People."),
        ({"Roles!D2": None, "Roles!E2": None},
         "Roles!D2: person is empty. Write the id of one, or a name of the sheet People."),
        ({"Roles!G2": "perhaps"}, "Roles!G2: “perhaps” is not known. Write one of confirmed, tbc, remove."),
        ({"Roles!B2": 9}, "Roles!B2: the session has no segment no. 9. Correct it, or leave it empty."),
        ({"Roles!A2": None},
         "Roles!A2: session is empty. Write the id of one; of a new session, after it was uploaded."),
    ],
)  # fmt: skip
def test_wrong_roles(cells: dict[str, Any], said: str) -> None:
    assert faults(cells) == (said,)


# people


def test_people() -> None:
    cells = {"People!C2": "Sashini de Silva", "People!E2": "IOM", "People!F2": "lk", "People!B3": None,
             "People!C5": "Võ Nguyên Giáp", "People!F5": "VN", "Roles!A5": "two", "Roles!E5": "Võ Nguyên Giáp"}  # fmt: skip
    before = small()
    found = merged(before, cells)
    gomez, motus, tran = before.people
    assert found.programme.people == (
        replace(gomez, name="Sashini de Silva", organisation=(("en", "IOM"),), country="LK"),
        replace(motus, honorific=""),
        tran,
        person("vo-nguyen-giap", "Võ Nguyên Giáp", country="VN"),
    )
    assert found.programme.sessions[1].people == (appearance("vo-nguyen-giap"),)
    assert [change.line for change in found.changes][:5] == [
        "Roles!E5: person of Võ Nguyên Giáp in “Two”: (empty) → Võ Nguyên Giáp",
        "Roles!F5: role of Võ Nguyên Giáp in “Two”: (empty) → speaker",
        "Roles!G5: state of Võ Nguyên Giáp in “Two”: (empty) → confirmed",
        "People!C2: name of Ms. Sashini Gomez: Sashini Gomez → Sashini de Silva",
        "People!E2: organisation of Ms. Sashini Gomez: (empty) → IOM",
    ]
    again = read(edited(before, cells))
    assert merge(found.programme, again) == (found.programme, (), ())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"People!C2": None}, "People!C2: name is empty. Write one."),
        ({"People!B5": "Mr."}, "People!C5: name is empty. Write one."),
        ({"People!F2": "Philippines"},
         "People!F2: “Philippines” is not an ISO 3166-1 alpha-2 code. Write one like PH."),
        ({"People!B2": "x" * 51}, "People!B2: has 51 characters, at most 50 are taken; shorten it"),
        ({"People!C2": "a\nb"}, "People!C2: has the character U+000A at position 2; remove it"),
        ({"People!A2": "nobody"},
         "People!A2: no person has the id “nobody”. Leave the id empty for a new one, or correct it."),
    ],
)  # fmt: skip
def test_wrong_people(cells: dict[str, Any], said: str) -> None:
    assert faults(cells) == (said,)


# the workbook as a whole


def test_a_workbook_of_another_event_or_clock() -> None:
    assert faults({"Event!B2": "other"}) == (
        "Event!B2: the workbook is of the event “other”, not of “dialogue”. Upload it there.",
    )
    assert faults({"Event!B3": "Asia/Tokyo"})[0].startswith(
        "Event!B3: the times are on the clock of “Asia/Tokyo”"
    )


def test_a_text_no_cell_holds_stays() -> None:
    before = programme(session("one", title="x\x07", summary="𝒜" * 16_384), version=0, published_at=None)
    found = merged(before, {"Agenda!F2": "panel"})
    assert found.programme.sessions == (replace(before.sessions[0], kind="panel"),)


def large() -> Programme:
    return interchange.with_slugs(interchange.parse(json.dumps(big_event()).encode()), {})


def thirty() -> dict[str, Any]:
    """Thirty cells of four sheets of the event of 200 sessions, each with another value."""
    return {
        **{f"Agenda!E{row}": f"Another title {row}" for row in range(2, 10)},
        **{f"Agenda!F{row}": "keynote" for row in range(10, 14)},
        **{f"Agenda!J{row}": "Short." for row in range(14, 18)},
        "Agenda!D18": "23:30", "Agenda!C19": "06:00", "Agenda!I20": "Room 1" , "Agenda!G21": "cancelled",
        **{f"Segments!C{row}": f"Part {row}" for row in range(2, 6)},
        **{f"Roles!G{row}": "tbc" for row in range(2, 6)},
        **{f"People!F{row}": "FR" for row in range(2, 4)},
    }  # fmt: skip


def test_thirty_cells_are_thirty_changes() -> None:
    before, cells = large(), thirty()
    assert len(cells) == 30
    found = merged(before, cells)
    assert [change.cell for change in found.changes] == sorted(
        cells, key=lambda place: (["Agenda", "Segments", "Roles", "People"].index(place.split("!")[0]),
                                  int(place.split("!")[1][1:]), place)
    )  # fmt: skip
    assert merge(found.programme, read(edited(before, cells))) == (found.programme, (), ())
    assert sum(old != new for old, new in zip(before.sessions, found.programme.sessions, strict=True)) >= 20


def test_thirty_cells_and_a_broken_one_are_nothing() -> None:
    with pytest.raises(ImportRefused) as refused:
        merged(large(), {**thirty(), "Agenda!D14": "25:00"})
    assert refused.value.faults == ("Agenda!D14: “25:00” is not a time. Write it like 14:15.",)
