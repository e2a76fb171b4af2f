"""A workbook of an older programme: only cells that its user changed are edits; what others did since stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import Merged, columns, merge, read
from agenda.outputs.sheet import workbook
from agenda.programme.model import KINDS, STATUSES, FrozenSession, Programme, text_of
from tests.agenda.exchange.xlsx.editing import edited
from tests.agenda.exchange.xlsx.test_merging import small
from tests.agenda.programme import strategies
from tests.builders import appearance, moment, segment


def with_first(programme: Programme, **fields: Any) -> Programme:
    """The programme after others changed its first session."""
    first, *rest = programme.sessions
    return replace(programme, sessions=(replace(first, **fields), *rest))


def upload(current: Programme, cells: Mapping[str, Any], base: Programme | None = None) -> Merged:
    """What comes of a workbook of `base` with these cells."""
    base = base or small()
    return merge(current, read(edited(base, cells)), base)


def lines(current: Programme, cells: Mapping[str, Any]) -> list[str]:
    return [one.line for one in upload(current, cells).changes]


def faults(current: Programme, cells: Mapping[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        upload(current, cells)
    return refused.value.faults


def test_what_others_renamed_stays() -> None:
    current = with_first(small(), title=(("en", "Wrap-up"),), room="web")
    found = upload(current, {"Agenda!F2": "panel", "People!C3": "N. Motus"})
    assert [one.line for one in found.changes] == [
        "Agenda!F2: kind of “Wrap-up”: session → panel",
        "People!C3: name of Dr. Nenette Motus: Nenette Motus → N. Motus",
    ]
    assert found.programme.sessions == with_first(current, kind="panel").sessions


def test_a_cell_that_both_changed() -> None:
    current = with_first(small(), title=(("en", "Theirs"),), summary=())
    found = upload(current, {"Agenda!E2": "Mine", "Agenda!J2": "More."})
    assert [(one.old, one.new, one.meanwhile) for one in found.changes] == [
        ("Theirs", "Mine", "Theirs"),
        ("", "More.", "(empty)"),
    ]
    assert found.changes[1].line == (
        "Agenda!J2: summary of “Theirs”: (empty) → More. (also changed since by others: now (empty))"
    )
    assert found.programme == with_first(current, title=(("en", "Mine"),), summary=(("en", "More."),))
    assert upload(current, {"Agenda!E2": "Theirs"}) == (current, (), ())


def test_a_start_and_an_end_from_two_hands() -> None:
    current = with_first(small(), end=moment("2020-09-08T16:00"))
    found = upload(current, {"Agenda!C2": "14:20"})
    assert [one.line for one in found.changes] == ["Agenda!C2: start of “One”: 14:15 → 14:20"]
    assert found.programme.sessions[0].end == moment("2020-09-08T16:00")


def without_first() -> Programme:
    return replace(small(), sessions=small().sessions[1:])


def without_gomez() -> Programme:
    people = tuple(one for one in small().people if one.id != "gomez")
    return with_first(replace(small(), people=people), people=(appearance("motus", "speaker", "tbc"),))


@pytest.mark.parametrize("current", [without_first(), without_gomez()])
def test_what_others_took_out_stays_out(current: Programme) -> None:
    assert upload(current, {}) == (current, (), ())
    assert lines(current, {"Agenda!F3": "panel"}) == ["Agenda!F3: kind of “Two”: session → panel"]


@pytest.mark.parametrize(
    ("current", "cells", "said"),
    [
        (without_first(), {"Agenda!E2": "Mine", "Agenda!F2": "panel"},
         "Agenda!E2: others have taken “One” out since. Put the cell back, or delete its row."),
        (without_gomez(), {"People!C2": "Mine"},
         "People!C2: others have taken Ms. Sashini Gomez out since. Put the cell back, or delete its row."),
        (without_first(), {"Segments!C2": "Mine"},
         "Segments!C2: others have taken “One” out since. Put the cell back, or delete its row."),
        (without_first(), {"Roles!F2": "chair", "Roles!F3": "chair"},
         "Roles!F2: others have taken “One” out since. Put the cell back, or delete its row."),
        (without_gomez(), {"Roles!F2": "chair", "Roles!F4": "chair"},
         "Roles!F2: others have changed the people of “One” since. Download again and make the change there."),
        (without_gomez(), {"Roles!A5": "one", "Roles!D5": "tran"},
         "Roles!A5: others have changed the people of “One” since. Download again and make the change there."),
        (without_gomez(), {"Roles!F3": "nonsense"},
         "Roles!F3: others have changed the people of “One” since. Download again and make the change there."),
    ],
)  # fmt: skip
def test_rows_that_are_gone(current: Programme, cells: dict[str, Any], said: str) -> None:
    assert faults(current, cells) == (said,)


def with_segments(*titles: str) -> Programme:
    talks, opened = small().sessions[0].segments
    known = {"Talks": talks, "Open": opened}
    return with_first(small(), segments=tuple(known.get(one) or segment(one) for one in titles))


def test_segments_that_are_others_by_now() -> None:
    current = with_segments("Before", "Talks", "Open")
    assert upload(current, {}) == (current, (), ())
    assert faults(current, {"Segments!C3": "Mine", "Roles!F4": "chair"}) == (
        "Segments!C3: others have changed the segments of “One” since. Download again and make the change there.",
        "Roles!F4: others have changed the people of “Talks” in “One” since. Download again and make the change there.",
    )
    assert len(faults(with_segments("Open", "Talks"), {"Segments!C3": "Mine"})) == 1
    assert len(faults(with_segments("Talks"), {"Segments!C3": "Mine"})) == 1


def test_cells_of_a_segment_from_two_hands() -> None:
    talks, opened = small().sessions[0].segments
    current = with_first(small(), segments=(replace(talks, title=(("en", "Debate"),)), opened))
    cells = {"Segments!C3": "Mine", "Segments!E2": "14:50"}
    assert lines(current, cells) == [
        "Segments!E2: end of “Debate” in “One”: 14:40 → 14:50",
        "Segments!C3: title of “Open” in “One”: Open → Mine",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"Agenda!C2": "14:30", "Segments!D2": "14:30"},
        {"Roles!G2": "remove", "Roles!A5": "one", "Roles!E5": "trần thị hương"},
        {"Segments!A4": "two", "Segments!C4": "More", "Agenda!B3": "2020-09-10"},
        {"Segments!A4": "one", "Segments!C4": "More", "Roles!D4": "tran"},
        {"People!C5": "New One", "Roles!A5": "two", "Roles!E5": "New One"},
        {"Agenda!B4": "2020-09-09", "Agenda!C4": "10:00", "Agenda!D4": "11:00", "Agenda!E4": "Three"},
    ],
)
def test_the_same_sheet_once_more_does_nothing(cells: dict[str, Any]) -> None:
    taken = upload(small(), cells).programme
    assert taken != small()
    assert upload(taken, cells) == (taken, (), ())


# for any


@st.composite
def moved_on(draw: st.DrawFn) -> tuple[Programme, Programme]:
    """A programme, and another of the same event, with some of the same sessions, people and rooms, or none."""
    base, other = draw(strategies.programmes()), draw(strategies.programmes())
    kept = draw(st.lists(st.sampled_from(base.sessions), unique=True)) if base.sessions else []
    ids = {one.id for one in kept}
    people = {one.id: one for one in (*other.people, *base.people)}
    rooms = {one.id: one for one in (*other.rooms, *base.rooms)}
    sessions = (*kept, *(one for one in other.sessions if one.id not in ids))
    current = replace(
        base, people=tuple(people.values()), rooms=tuple(rooms.values()), sessions=tuple(sessions)
    )
    return base, current


@settings(max_examples=40)
@given(moved_on())
def test_untouched(both: tuple[Programme, Programme]) -> None:
    base, current = both
    assert merge(current, read(workbook(base)), base) == Merged(current, (), ())


FIELDS = {
    "title": st.sampled_from(["One", "0012", "Ünï"]),
    "kind": st.sampled_from(KINDS),
    "status": st.sampled_from(STATUSES),
    "audience": st.sampled_from(["public", "participants"]),
    "summary": st.sampled_from(["", "All.", "More\nlines"]),
}


def edits(programme: Programme) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    """Some simple fields of some sessions."""
    some: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries({}, optional=FIELDS)
    return st.fixed_dictionaries({one.id: some for one in programme.sessions})


def with_edits(programme: Programme, wanted: dict[str, dict[str, str]]) -> Programme:
    def changed(one: FrozenSession) -> FrozenSession:
        words: dict[str, Any] = {}
        for key, value in wanted[one.id].items():
            texts = {**dict(getattr(one, key)), programme.event.language: value} if key in TEXTS else {}
            words[key] = text_of(texts) if key in TEXTS else value
        return replace(one, **words)

    return replace(programme, sessions=tuple(changed(one) for one in programme.sessions))


TEXTS = ("title", "summary")


def cells_of(base: Programme, wanted: dict[str, dict[str, str]]) -> dict[str, str | None]:
    """The cells that such edits change."""
    table = columns.agenda(base)
    letters = {one.heading: get_column_letter(place) for place, one in enumerate(table.columns, 1)}
    return {
        f"Agenda!{letters[key]}{line}": value or None
        for line, row in enumerate(table.rows, 2)
        for key, value in wanted[str(row.ident[0])].items()
        if (row.cells[key] or "") != value
    }


@settings(max_examples=40)
@given(st.data())
def test_exactly_the_cells_that_were_changed(data: st.DataObject) -> None:
    base = data.draw(strategies.programmes())
    current = with_edits(base, data.draw(edits(base)))
    mine = data.draw(edits(base))
    real = {
        row.ident[0]: {key: value for key, value in mine[str(row.ident[0])].items() if (row.cells[key] or "") != value}
        for row in columns.agenda(base).rows
    }  # fmt: skip
    found = upload(current, cells_of(base, mine), base)
    assert found.programme == with_edits(current, {str(key): some for key, some in real.items()})
    shown = {row.ident[0]: row.cells for row in columns.agenda(current).rows}
    news = sum((shown[key][one] or "") != value for key, some in real.items() for one, value in some.items())
    assert len(found.changes) == news
