"""SEQUENCE, LAST-MODIFIED and dropped sessions, from one version to the next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from agenda.programme.model import Dropped, Programme
from agenda.programme.stamps import stamped
from tests import builders as b
from tests.agenda.programme.strategies import programmes

LATER = b.PUBLISHED + timedelta(days=1)


def before(**fields: Any) -> Programme:
    """Version 1: a touched session and one left alone, of other sequence numbers."""
    touched: dict[str, Any] = {"room": "webinar", "sequence": 3, "people": [b.appearance("gomez")], **fields}
    return b.programme(
        b.session("touched", **touched),
        b.session("alone", "2020-09-08T16:00", sequence=5),
        people=[b.person("gomez")],
        rooms=[b.room("webinar"), b.room("hall", "Hall")],
    )


def stamps(programme: Programme) -> dict[str, tuple[int | None, datetime | None]]:
    """Sequence and moment of each session."""
    return {one.id: (one.sequence, one.changed) for one in programme.sessions}


def test_in_the_first_version_all_begin_at_0() -> None:
    draft = b.programme(
        b.session("a", sequence=None, changed=None), b.session("b", sequence=None, changed=None)
    )
    after = stamped(draft, None, LATER)
    assert stamps(after) == {"a": (0, LATER), "b": (0, LATER)}
    assert after.dropped == ()


def test_what_did_not_change_keeps_its_stamps() -> None:
    assert replace(stamped(before(), before(), LATER), days=()) == before()


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "2020-09-08T14:20", "end": "2020-09-08T15:15"},
        {"length": 65},
        {"status": "tentative"},
        {"status": "cancelled"},
        {"room": "hall"},
        {"room": ""},
    ],
)
def test_start_end_status_and_room_raise_the_sequence_by_1(fields: dict[str, Any]) -> None:
    after = stamped(before(**fields), before(), LATER)
    assert stamps(after) == {"touched": (4, LATER), "alone": (5, b.PUBLISHED)}


def test_another_name_of_the_room_raises_the_sequence_of_those_in_it() -> None:
    draft = replace(before(), rooms=(b.room("webinar", "Webinar 2"), b.room("hall", "Hall")))
    assert stamps(stamped(draft, before(), LATER)) == {"touched": (4, LATER), "alone": (5, b.PUBLISHED)}


def test_another_zone_raises_all() -> None:
    draft = replace(before(), event=replace(before().event, timezone="Asia/Singapore"))
    assert stamps(stamped(draft, before(), LATER)) == {"touched": (4, LATER), "alone": (6, LATER)}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Another"},
        {"summary": "A summary"},
        {"kind": "panel"},
        {"questions": ["Why?"]},
        {"people": [b.appearance("gomez", role="chair")]},
        {"people": [b.appearance("gomez", state="tbc")]},
        {"segments": [b.segment("Talks", "2020-09-08T14:15", "2020-09-08T14:40")]},
        {"slug": "other"},
        {"audience": "participants"},
    ],
)
def test_other_changes_move_only_the_moment(fields: dict[str, Any]) -> None:
    after = stamped(before(**fields), before(), LATER)
    assert stamps(after) == {"touched": (3, LATER), "alone": (5, b.PUBLISHED)}


def test_the_particulars_of_a_person_touch_the_sessions_they_are_in() -> None:
    draft = replace(before(), people=(b.person("gomez", organisation="IOM"),))
    assert stamps(stamped(draft, before(), LATER)) == {"touched": (3, LATER), "alone": (5, b.PUBLISHED)}


def test_the_concept_note_touches_no_session() -> None:
    draft = replace(before(), event=replace(before().event, sections=(b.section(),), title=b.text("New")))
    assert stamps(stamped(draft, before(), LATER)) == stamps(before())


def test_the_order_touches_no_session() -> None:
    draft = replace(before(), sessions=before().sessions[::-1])
    assert stamps(stamped(draft, before(), LATER)) == stamps(before())


def test_a_dropped_session_is_kept_one_higher_and_for_ever() -> None:
    first = before()
    second = stamped(replace(first, sessions=first.sessions[1:]), first, LATER)
    touched = first.sessions[0]
    gone = Dropped(
        id="touched",
        slug="touched",
        title=touched.title,
        start=touched.start,
        end=touched.end,
        sequence=4,
        changed=LATER,
    )
    assert second.dropped == (gone,)
    third = stamped(replace(second, dropped=()), second, LATER + timedelta(days=1))
    assert third == second
    nothing = stamped(replace(third, sessions=()), third, LATER + timedelta(days=2))
    assert [(one.id, one.sequence) for one in nothing.dropped] == [("touched", 4), ("alone", 6)]


def test_a_dropped_session_keeps_its_audience() -> None:
    closed = b.programme(b.session("closed", audience="participants"))
    assert [one.audience for one in stamped(b.programme(), closed, LATER).dropped] == ["participants"]


def test_bringing_back_raises_the_sequence_again() -> None:
    first = b.programme(dropped=[b.dropped("back", sequence=4), b.dropped("gone")])
    after = stamped(
        b.programme(b.session("back", "2020-09-08T10:00", sequence=None, changed=None)), first, LATER
    )
    assert stamps(after) == {"back": (5, LATER)}
    assert after.dropped == (b.dropped("gone"),)


def test_a_floor_of_a_version_is_a_version() -> None:
    assert replace(stamped(before(), replace(before(), version=9), LATER), days=()) == before()


def test_a_floor_of_a_draft_keeps_the_numbers_and_moves_the_moments() -> None:
    import_baseline = replace(before(), version=0, published_at=None)
    assert stamps(stamped(before(), import_baseline, LATER)) == {"touched": (3, LATER), "alone": (5, LATER)}
    assert stamps(stamped(before(length=30), import_baseline, LATER)) == {
        "touched": (4, LATER),
        "alone": (5, LATER),
    }


def test_a_session_of_the_floor_that_was_never_published_begins_at_0() -> None:
    new = b.session("new", sequence=None, changed=None)
    import_baseline = replace(b.programme(new), version=0)
    moved = b.programme(b.session("new", length=30, sequence=None, changed=None))
    assert stamps(stamped(moved, import_baseline, LATER)) == {"new": (0, LATER)}
    assert stamped(b.programme(), import_baseline, LATER).dropped == ()


def test_a_session_brought_back_in_the_draft_of_the_floor_goes_on_from_where_it_was_dropped() -> None:
    back = b.session("back", sequence=None, changed=None)
    import_baseline = b.programme(back, dropped=[b.dropped("back", sequence=6)], version=0)
    after = stamped(b.programme(back), import_baseline, LATER)
    assert (stamps(after), after.dropped) == ({"back": (7, LATER)}, ())
    assert stamped(b.programme(), import_baseline, LATER).dropped == (b.dropped("back", sequence=6),)


def plain(draft: Programme) -> Programme:
    """The programme without stamps, as drafts are."""
    return replace(
        draft,
        sessions=tuple(replace(one, sequence=None, changed=None) for one in draft.sessions),
        dropped=(),
        version=0,
        published_at=None,
    )


@given(programmes(), programmes())
def test_numbers_never_sink_and_no_entry_is_lost(one: Programme, other: Programme) -> None:
    """Of any three versions: an id once published stays, in one place, and its number only rises."""
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    first = replace(stamped(plain(one), None, moment), version=1, published_at=moment)
    second = stamped(plain(other), first, moment + timedelta(hours=1))
    third = stamped(plain(one), replace(second, version=2), moment + timedelta(hours=2))
    seen: dict[str, int] = {}
    for version in (first, second, third):
        entries: list[Any] = [*version.sessions, *version.dropped]
        numbers = {entry.id: entry.sequence for entry in entries}
        assert len(numbers) == len(entries)
        for identifier, number in seen.items():
            assert numbers[identifier] - number in (0, 1)
        seen = numbers
    shared = {entry.id for entry in one.sessions} & {entry.id for entry in other.sessions}
    for entry in third.sessions:
        if entry.id not in shared:
            assert entry.sequence == 2
