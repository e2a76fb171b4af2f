"""Edits as values: what is put, added, copied, taken out; nothing else is another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agenda.programme import editing
from tests.builders import appearance, moment, person, programme, segment, session, text

AGENDA = programme(
    session("opening", start="2020-09-08T14:00", length=10),
    session(
        "panel",
        start="2020-09-08T14:10",
        length=60,
        title={"en": "Panel", "fr": "Table ronde"},
        people=(appearance(),),
        segments=(
            segment("Talks", start="2020-09-08T14:10", end="2020-09-08T14:35", people=(appearance(),)),
            segment("Questions"),
        ),
    ),
    session("closing", start="2020-09-08T15:10", length=5),
    people=(person(),),
)


def ids(value: object) -> list[str]:
    return [one.id for one in value.sessions]  # type: ignore[attr-defined]


def test_session_of() -> None:
    assert editing.session_of(AGENDA, "panel") is AGENDA.sessions[1]
    with pytest.raises(editing.NoSuchSession):
        editing.session_of(AGENDA, "nothing")


def test_put_changes_one_session_only() -> None:
    other = session("panel", start="2020-09-08T16:00", length=5)
    changed = editing.put(AGENDA, other)
    assert changed.sessions == (AGENDA.sessions[0], other, AGENDA.sessions[2])
    assert changed.people == AGENDA.people
    with pytest.raises(editing.NoSuchSession):
        editing.put(AGENDA, session("nothing"))


def test_insert_after_or_last() -> None:
    new = session("break", start="2020-09-08T15:00", length=5)
    assert ids(editing.insert(AGENDA, new, after="opening")) == ["opening", "break", "panel", "closing"]
    assert ids(editing.insert(AGENDA, new)) == ["opening", "panel", "closing", "break"]
    with pytest.raises(editing.NoSuchSession):
        editing.insert(AGENDA, new, after="nothing")


def test_without() -> None:
    assert editing.without(AGENDA, "panel").sessions == (AGENDA.sessions[0], AGENDA.sessions[2])
    with pytest.raises(editing.NoSuchSession):
        editing.without(AGENDA, "nothing")


def test_free_names_are_taken_neither_here_nor_in_a_version() -> None:
    assert editing.free_names(AGENDA, text("Group photo"), {}) == ("group-photo", "group-photo")
    assert editing.free_names(AGENDA, text("Panel"), {}) == ("panel-2", "panel-2")
    assert editing.free_names(AGENDA, text("Panel"), {"panel-2": "panel-3"}) == ("panel-3", "panel-2")
    assert editing.free_names(AGENDA, text("ភាសាខ្មែរ"), {}) == ("session-4", "session-4")


def test_placed_moves_segments_and_keeps_the_host_s_clock() -> None:
    panel = AGENDA.sessions[1]
    there = editing.placed(panel, moment("2020-09-09T09:00"), 45, "Asia/Manila")
    assert (there.start, there.end) == (moment("2020-09-09T09:00"), moment("2020-09-09T09:45"))
    assert there.wall_start == "2020-09-09T09:00"
    assert [(one.start, one.end) for one in there.segments] == [
        (moment("2020-09-09T09:00"), moment("2020-09-09T09:25")),
        (None, None),
    ]
    assert there.people == panel.people


def test_copied_begins_where_the_original_ends() -> None:
    changed = editing.copied(AGENDA, "panel", "(copy)", {"panel-copy": "panel-copy"})
    assert ids(changed) == ["opening", "panel", "panel-copy-2", "closing"]
    panel, copy = changed.sessions[1:3]
    assert panel == AGENDA.sessions[1]
    assert (copy.id, copy.slug) == ("panel-copy-2", "panel-copy-2")
    assert dict(copy.title) == {"en": "Panel (copy)", "fr": "Table ronde (copy)"}
    assert (copy.start, copy.end - copy.start) == (panel.end, timedelta(minutes=60))
    assert copy.segments[0].start == panel.end
    assert copy.segments[0].people == panel.segments[0].people
    assert copy.people == panel.people
