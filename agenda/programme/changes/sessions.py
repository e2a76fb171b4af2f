"""Changes of a session: title, hours, room, status, people, parts, and summary."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from agenda.programme.changes.appearances import people_changes
from agenda.programme.changes.segments import matched, segment_changes
from agenda.programme.changes.sentences import (
    Change,
    Comparison,
    clock_words,
    name_of,
    string_of,
    told,
    zone_words,
)
from agenda.programme.model import FrozenSession, Programme

_KINDS = {
    "opening": "an opening",
    "plenary": "a plenary",
    "session": "a session",
    "keynote": "a keynote",
    "panel": "a panel",
    "breakout": "a breakout session",
    "side-event": "a side event",
    "ceremony": "a ceremony",
    "group-photo": "a group photo",
    "break": "a break",
    "meal": "a meal",
    "reception": "a reception",
    "joining": "time to join",
    "registration": "time to register",
    "closing": "a closing",
    "other": "of another kind",
}


def session_changes(two: Comparison, before: FrozenSession, session: FrozenSession) -> list[Change]:
    """The differences of a session that is in both programmes; none only when it is the same except for its stamps."""
    pairs = matched(two, before, session)
    people = people_changes(two, before, session, pairs)
    found = [
        *_title_changes(two, before, session),
        *_schedule_changes(two, before, session),
        *people.changes,
        *segment_changes(two, before, session, pairs),
        *_content_changes(two, before, session),
    ]
    if people.untold or (not found and _differ(two, before, session)):
        found.append(
            told("text", session.id, f"The details of {name_of(two.current, session)} have changed.")
        )
    return found


def _title_changes(two: Comparison, before: FrozenSession, session: FrozenSession) -> Iterator[Change]:
    if before.title == session.title:
        return
    old, new = name_of(two.previous, before), name_of(two.current, session)
    words = f"{old} is now called {new}." if old != new else f"The title of {new} has changed."
    yield told("renamed", session.id, words)


def _schedule_changes(two: Comparison, before: FrozenSession, session: FrozenSession) -> Iterator[Change]:
    """Hours, room, status. Of a session that moves and is as long as before, the end is not told."""
    name = name_of(two.current, session)
    moved, ended = before.start != session.start, before.end != session.end
    same_length = session.end - session.start == before.end - before.start
    hours = (
        (moved, "moved", "starts", before.start, session.start),
        (ended and not same_length, "end", "ends", before.end, session.end),
    )
    for is_told, code, verb, old, new in hours:
        if is_told:
            now, was = clock_words(two.zone, new, old)
            yield told(
                code, session.id, f"{name} now {verb} at ", now, " (was ", was, f") {zone_words(two)}."
            )
    room = _room(two.current, session)
    if _room(two.previous, before) != room:
        words = f"{name} is now in {room}." if room else f"{name} no longer has a room."
        yield told("room", session.id, words)
    if before.status != session.status:
        yield told("status", session.id, f"{name} is now {session.status} (was {before.status}).")


def _content_changes(two: Comparison, before: FrozenSession, session: FrozenSession) -> Iterator[Change]:
    name = name_of(two.current, session)
    if before.kind != session.kind:
        words = f"{name} is now {_KINDS[session.kind]} (was {_KINDS[before.kind]})."
        yield told("kind", session.id, words)
    if before.audience != session.audience:
        words = "open to everyone" if session.audience == "public" else "for participants only"
        yield told("audience", session.id, f"{name} is now {words}.")
    if before.summary != session.summary:
        yield told("summary", session.id, f"The summary of {name} has changed.")
    if before.questions != session.questions:
        yield told("questions", session.id, f"The guiding questions of {name} have changed.")
    if before.slug != session.slug:
        yield told("address", session.id, f"The web address of {name} has changed.")


def _differ(two: Comparison, before: FrozenSession, session: FrozenSession) -> bool:
    """Whether anything but stamps differs; the host's clock only while the host's zone is the same."""
    same_zone = two.previous.event.timezone == two.current.event.timezone
    old, new = (
        replace(one, sequence=None, changed=None, wall_start=one.wall_start if same_zone else "")
        for one in (before, session)
    )
    return old != new


def _room(programme: Programme, session: FrozenSession) -> str:
    room = programme.rooms_by_id.get(session.room)
    return string_of(programme, room.name) if room else ""
