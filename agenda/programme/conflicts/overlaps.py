"""People and rooms that are taken twice at once: sweeps over the hours of a person or a room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from agenda.programme.conflicts.finding import held
from agenda.programme.model import FrozenSession, Programme


class Taken(NamedTuple):
    """Hours (UTC) in which a session takes someone or something; `place` is the session's among those held."""

    start: datetime
    end: datetime
    place: int


class Overlap(NamedTuple):
    """A session (by place), those before it in the agenda that it meets, and from when to when."""

    place: int
    before: tuple[int, ...]
    start: datetime
    end: datetime


def overlaps(hours: Iterable[Taken]) -> Iterator[Overlap]:
    """Each session that meets others, once, in the order of the agenda. Hours of one session never meet.

    So one room for two hundred sessions at once is told two hundred times, not twenty thousand.
    """
    met: dict[int, dict[int, tuple[datetime, datetime]]] = {}
    going_on: list[Taken] = []
    for one in sorted(set(hours)):
        going_on = [other for other in going_on if other.end > one.start]
        for other in going_on:
            if other.place != one.place:
                first, last = sorted((other.place, one.place))
                met.setdefault(last, {}).setdefault(first, (one.start, min(other.end, one.end)))
        going_on.append(one)
    for place, before in sorted(met.items()):
        starts, ends = zip(*before.values(), strict=True)
        yield Overlap(place, tuple(sorted(before)), min(starts), max(ends))


def people_taken(programme: Programme) -> dict[str, list[Taken]]:
    """When each person (by id) is taken: by a session, or only by the timed segments they appear in."""
    found: dict[str, list[Taken]] = {}
    for place, session in enumerate(held(programme)):
        for person, start, end in _appearing(session):
            found.setdefault(person, []).append(Taken(start, end, place))
    return found


def _appearing(session: FrozenSession) -> Iterator[tuple[str, datetime, datetime]]:
    for one in session.people:
        yield one.person, session.start, session.end
    for segment in session.segments:
        start, end = segment.start, segment.end
        if start is None or end is None:
            start, end = session.start, session.end
        for one in segment.people:
            yield one.person, start, end


def rooms_taken(programme: Programme) -> dict[str, list[Taken]]:
    """When each room (by id) is taken."""
    found: dict[str, list[Taken]] = {}
    for place, session in enumerate(held(programme)):
        if session.room:
            found.setdefault(session.room, []).append(Taken(session.start, session.end, place))
    return found
