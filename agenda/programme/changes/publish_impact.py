"""The impact of a new version: people, sessions, and entries of calendars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from agenda.programme.model import FrozenAppearance, FrozenSession, Programme
from agenda.programme.stamps import reschedules


class Entries(NamedTuple):
    """Numbers of calendar entries whose SEQUENCE rises, each counted once, by what their owners see first.

    `moved`: other hours; `cancelled`: dropped or called off; `back`: dropped before; `updated`: another room or status;
    `rezoned`: the same instants in another zone.
    """

    moved: int = 0
    cancelled: int = 0
    back: int = 0
    updated: int = 0
    rezoned: int = 0


class Touched(NamedTuple):
    """Ids of people and of sessions, and the calendar entries that are sent again."""

    people: tuple[str, ...]
    sessions: tuple[str, ...]
    entries: Entries = Entries()


def touched(previous: Programme | None, current: Programme) -> Touched:
    """The impact of publishing `current` after `previous`. The first version touches everyone, and raises no entry.

    People are those who appear, before or after, in a session that is new or dropped, or whose hours (or those of a
    segment), room, status or people changed; in the order of the list, those no longer in it last. Sessions are all that
    differ in anything but stamps, or whose room has another name; in the order of the agenda, the dropped ones last.
    """
    if previous is None:
        everyone = tuple(person.id for person in current.people)
        return Touched(everyone, tuple(session.id for session in current.in_order))
    before = {session.id: session for session in previous.sessions}
    present = {session.id for session in current.sessions}
    gone = [one for one in previous.in_order if one.id not in present]
    changed: list[str] = []
    people: set[str] = set(_people(gone))
    for session in current.in_order:
        former = before.get(session.id)
        felt = former is None or _felt(previous, former) != _felt(current, session)
        if felt or (former is not None and _plain(previous, former) != _plain(current, session)):
            changed.append(session.id)
        if felt:
            people |= _people([session] if former is None else [former, session])
    listed = dict.fromkeys((*current.people_by_id, *previous.people_by_id, *sorted(people)))
    return Touched(
        tuple(person for person in listed if person in people),
        (*changed, *(one.id for one in gone)),
        _raised(previous, before, current, gone),
    )


def _raised(
    previous: Programme, before: dict[str, FrozenSession], current: Programme, gone: Sequence[FrozenSession]
) -> Entries:
    """Entries rescheduled, cancelled by dropping, or brought back."""
    dropped = {one.id for one in previous.dropped}
    kinds: Counter[str] = Counter(cancelled=sum(one.sequence is not None for one in gone))
    for session in current.sessions:
        former = before.get(session.id)
        if former is None:
            kinds["back"] += session.id in dropped
        elif reschedules(previous, former, current, session):
            kinds[_kind(previous, former, current, session)] += 1
    return Entries(**kinds)


def _kind(previous: Programme, before: FrozenSession, current: Programme, session: FrozenSession) -> str:
    """As what a rescheduled entry counts."""
    if before.status != session.status and session.status == "cancelled":
        return "cancelled"
    if (before.start, before.end) != (session.start, session.end):
        return "moved"
    room = current.rooms_by_id.get(session.room)
    same = before.status == session.status and previous.rooms_by_id.get(before.room) == room
    return "rezoned" if same else "updated"


def _people(sessions: Sequence[FrozenSession]) -> set[str]:
    return {one.person for session in sessions for one in session.appearances}


def _felt(programme: Programme, session: FrozenSession) -> tuple[Any, ...]:
    """The parts of a session that its participants have to know of: hours, room, status, people."""
    segments = sorted((str(one.start), str(one.end), _sorted(one.people)) for one in session.segments)
    room = programme.rooms_by_id.get(session.room)
    return session.start, session.end, room, session.status, _sorted(session.people), segments


def _sorted(people: Sequence[FrozenAppearance]) -> list[tuple[str, str, str]]:
    return sorted((one.person, one.role, one.state) for one in people)


def _plain(programme: Programme, session: FrozenSession) -> FrozenSession:
    return replace(session, sequence=None, changed=None, wall_start="")
