"""One session at other hours, what follows moved along, a day's rest shifted, and its gaps closed."""

from __future__ import annotations

from datetime import date, datetime

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import FrozenSession, Programme
from agenda.programme.timing.placing import (
    at,
    blocks_of,
    day_of,
    found,
    held_on,
    instant,
    later,
    length_of,
    put,
    shifted,
    whole_minutes,
)

_NONE: frozenset[str] = frozenset()


def retime(
    programme: Programme,
    session: str,
    start: datetime | None = None,
    minutes: int | None = None,
    *,
    along: bool = False,
    fixed: frozenset[str] = _NONE,
) -> Programme:
    """One session from another instant (aware) on, or of another length, or both.

    Its segments with hours move with its start; a new length alone leaves them, maybe outside. `along` moves what
    `follows` by as much as the end moves. A fixed session keeps its start. Raises CannotMove.
    """
    old = found(programme, session)
    length = old.end - old.start if minutes is None else length_of(minutes, old)
    begin = old.start if start is None else instant(programme, start)
    new = at(programme, old, begin, later(programme, begin, whole_minutes(length)))
    if start is not None:
        wall, _ = clocks.wall_of(begin, programme.event.timezone)
        new = replace(new, wall_start=wall.isoformat(timespec="minutes"))
    changed = [new]
    if along:
        changed += shifted(programme, _following(programme, old, fixed), whole_minutes(new.end - old.end))
    return put(programme, changed, fixed)


def follows(programme: Programme, session: str, fixed: frozenset[str] = _NONE) -> tuple[str, ...]:
    """Ids of what `retime` would move along, in the order of the agenda: what starts on the same day when the session
    has ended, up to the first fixed one. Raises CannotMove for an unknown id.
    """
    return tuple(one.id for one in _following(programme, found(programme, session), fixed))


def shift(programme: Programme, first: str, minutes: int, *, fixed: frozenset[str] = _NONE) -> Programme:
    """`first` and all of its day that starts with it or later, so many minutes later (earlier when negative), up to
    the first fixed one. Raises CannotMove.
    """
    leader = found(programme, first)
    held = held_on(programme, day_of(programme, leader))
    rest = [one for one in held if one.start >= leader.start and one.id != first]
    return put(programme, shifted(programme, [leader, *_to_wall(rest, fixed)], minutes), fixed)


def compact(programme: Programme, day: date, *, fixed: frozenset[str] = _NONE) -> Programme:
    """The day without gaps: each block of sessions that overlap begins where the one before ends.

    The first block stays, and so does one with a fixed session, or with one that goes on from an earlier day. Nothing
    moves later. Raises CannotMove.
    """
    held = held_on(programme, day)
    if not held:
        return programme
    going_on = [one for one in programme.sessions if one.start < held[0].start < one.end and one not in held]
    stay = fixed | {one.id for one in going_on}
    changed: list[FrozenSession] = []
    first, *rest = blocks_of([*going_on, *held])
    free_from = first.end
    for block in rest:
        by = 0
        if not any(one.id in stay for one in block.sessions):
            by = whole_minutes(free_from - block.start)
            changed += shifted(programme, block.sessions, by)
        free_from = later(programme, block.end, by)
    return put(programme, changed, fixed)


def _following(programme: Programme, session: FrozenSession, fixed: frozenset[str]) -> list[FrozenSession]:
    held = held_on(programme, day_of(programme, session))
    return _to_wall([one for one in held if one.start >= session.end and one.id != session.id], fixed)


def _to_wall(sessions: list[FrozenSession], fixed: frozenset[str]) -> list[FrozenSession]:
    """Those that start before the first fixed one of them."""
    wall = min((one.start for one in sessions if one.id in fixed), default=None)
    return [one for one in sessions if wall is None or one.start < wall]
