"""Sessions put at other hours: what stands in the way, and the programme that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from agenda.programme import clocks, editing
from agenda.programme.model import FrozenSession, Programme, in_language

MINUTE = timedelta(minutes=1)
LONGEST = timedelta(days=14)


class CannotMove(Exception):
    """The hours cannot be so: what is in the way and what to do, for the organiser. `sessions` are the ids it is about."""

    def __init__(self, words: str, *sessions: str) -> None:
        super().__init__(words)
        self.sessions = sessions


class Block(NamedTuple):
    """Sessions of which each overlaps another of them, with no gap; or one alone."""

    start: datetime
    end: datetime
    sessions: tuple[FrozenSession, ...]


def blocks_of(sessions: Iterable[FrozenSession]) -> list[Block]:
    """The sessions in blocks, in order. Where one ends as another starts, they are two."""
    found: list[Block] = []
    for one in sorted(sessions, key=lambda session: (session.start, session.end)):
        if found and one.start < found[-1].end:
            start, end, members = found.pop()
            found.append(Block(start, max(end, one.end), (*members, one)))
        else:
            found.append(Block(one.start, one.end, (one,)))
    return found


def found(programme: Programme, identifier: str) -> FrozenSession:
    """The session of an id. Raises CannotMove."""
    try:
        return editing.session_of(programme, identifier)
    except editing.NoSuchSession:
        words = f"No session “{identifier[:64]}” is in the programme now. Load the page again."
        raise CannotMove(words, identifier) from None


def day_of(programme: Programme, session: FrozenSession) -> date:
    """The date on the host's clock as the session starts."""
    return clocks.local_date(session.start, programme.event.timezone)


def held_on(programme: Programme, day: date) -> list[FrozenSession]:
    """The day's sessions, in the order of the agenda."""
    return [one for one in programme.in_order if day_of(programme, one) == day]


def overlap(one: FrozenSession, other: FrozenSession) -> bool:
    """Whether there is a moment at which both are held."""
    return one.start < other.end and other.start < one.end


def whole_minutes(length: timedelta) -> int:
    """Whole minutes of a length."""
    return length // MINUTE


def in_words(count: int) -> str:
    """`1 minute`, `15 minutes`."""
    return f"{count} minute{'' if count == 1 else 's'}"


def title(programme: Programme, session: FrozenSession) -> str:
    """Its title in the event's language on one line, in quotation marks; its id where it has none."""
    words = " ".join(in_language(session.title, programme.event.language, "en")[0].split())
    return f"“{words or session.id}”"


def clock(programme: Programme, moment: datetime, day: date) -> str:
    """The host's clock at an instant; with the date where that is not `day`."""
    wall = clocks.wall_of(moment, programme.event.timezone)[0]
    words = clocks.time_words(wall)
    return words if wall.date() == day else f"{words} on {clocks.date_words(wall.date())}"


def instant(programme: Programme, moment: datetime) -> datetime:
    """An aware `datetime` in UTC. Raises CannotMove beyond the dates supported, ValueError when it is naive."""
    try:
        supported = clocks.is_supported(clocks.local(moment, programme.event.timezone))
    except OverflowError:
        supported = False
    if not supported:
        first, last = clocks.date_words(clocks.EARLIEST), clocks.date_words(clocks.LATEST)
        raise CannotMove(f"Dates go from {first} to {last}. Choose a date between them.")
    return moment.astimezone(UTC)


def later(programme: Programme, moment: datetime, count: int) -> datetime:
    """So many minutes later (earlier when negative). Raises CannotMove beyond the dates supported."""
    try:
        return instant(programme, moment + timedelta(minutes=count))
    except OverflowError:
        return instant(programme, datetime.max.replace(tzinfo=UTC))


def length_of(count: int, session: FrozenSession) -> timedelta:
    """So many minutes. Raises CannotMove unless a session may be as long: from 1 minute to 14 days."""
    if not 1 <= count <= whole_minutes(LONGEST):
        raise CannotMove(
            "A session lasts from 1 minute to 14 days. Choose a length between them.", session.id
        )
    return timedelta(minutes=count)


def at(programme: Programme, session: FrozenSession, start: datetime, end: datetime) -> FrozenSession:
    """The session from one instant (UTC) to another; its segments move with its start.

    Raises CannotMove for a date beyond those supported.
    """
    instant(programme, start)
    instant(programme, end)
    placed = editing.placed(session, start, whole_minutes(end - start), programme.event.timezone)
    return placed if start != session.start else replace(placed, wall_start=session.wall_start)


def shifted(programme: Programme, sessions: Iterable[FrozenSession], count: int) -> list[FrozenSession]:
    """The sessions, so many minutes later (earlier when negative), with their segments. Raises as `at`."""
    return [
        at(programme, one, later(programme, one.start, count), later(programme, one.end, count))
        for one in sessions
    ]


def put(programme: Programme, changed: Iterable[FrozenSession], fixed: frozenset[str]) -> Programme:
    """With the changed sessions in the places of those of the same ids.

    Raises CannotMove when a fixed one would start at another time, or be crossed by one that was wholly before or after
    it. It may end at another time: only `retime` asks for that.
    """
    new = {one.id: one for one in changed}
    pairs = [(one, new[one.id]) for one in programme.sessions if one.id in new]
    for old, one in pairs:
        if old.id in fixed and old.start != one.start:
            refuse_fixed(programme, old)
    _refuse_crossing(programme, pairs, fixed)
    return replace(programme, sessions=tuple(new.get(one.id, one) for one in programme.sessions))


def refuse_fixed(programme: Programme, session: FrozenSession) -> None:
    """Raises CannotMove: the session is fixed."""
    when = clock(programme, session.start, day_of(programme, session))
    words = f"{title(programme, session)} is fixed at {when} and would have to move. Take the mark off first."
    raise CannotMove(words, session.id)


def _refuse_crossing(
    programme: Programme, pairs: list[tuple[FrozenSession, FrozenSession]], fixed: frozenset[str]
) -> None:
    """Raises CannotMove, about the worst of the crossings, where there are any."""
    changed = {new.id: new for _old, new in pairs}
    walls = [(one, changed.get(one.id, one)) for one in programme.sessions if one.id in fixed]
    hits = [(_too_far(old, new, *wall), old, new, wall[1]) for old, new in pairs for wall in walls]
    hits = [hit for hit in hits if hit[0] > timedelta(0)]
    if hits:
        by, old, new, wall = max(hits, key=lambda hit: hit[0])
        words = _crossing(programme, old, new, wall, in_words(-(-by // MINUTE)))
        raise CannotMove(words, new.id, wall.id)


def _too_far(
    old: FrozenSession, new: FrozenSession, old_wall: FrozenSession, wall: FrozenSession
) -> timedelta:
    """By how much a session runs into a fixed one, which keeps its start, that it was wholly before or after."""
    if old.end <= old_wall.start:
        return new.end - wall.start
    if old.start >= old_wall.end:
        return wall.end - new.start
    return timedelta(0)


def _crossing(
    programme: Programme, old: FrozenSession, new: FrozenSession, wall: FrozenSession, by: str
) -> str:
    """The sentences; by how much is part of them where the session does not pass the other altogether."""
    mine, other, day = title(programme, new), title(programme, wall), day_of(programme, old)
    start, end = clock(programme, wall.start, day), clock(programme, wall.end, day)
    if not overlap(new, wall):
        return f"{mine} would pass {other}, which is fixed at {start}. Take the mark off first."
    if old.end <= wall.start:
        return f"{mine} would run into {other}, which is fixed at {start}. Shorten something by {by}, or take the mark off."
    return f"{mine} would begin before {other} ends, which is fixed until {end}. Begin {by} later, or take the mark off."
