"""Which sessions have other hours in one programme than in another."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from agenda.programme.model import FrozenSegment, FrozenSession, Programme


class Moved(NamedTuple):
    """A session (its id) with other hours, as instants; `segments` counts those of its timed segments that moved."""

    session: str
    old_start: datetime
    old_end: datetime
    new_start: datetime
    new_end: datetime
    segments: int


def moved(before: Programme, after: Programme) -> tuple[Moved, ...]:
    """Sessions of both whose hours, or those of a segment, differ; in the order of the agenda `after`."""
    known = {one.id: one for one in before.sessions}
    pairs = ((known[one.id], one) for one in after.in_order if one.id in known)
    found = (Moved(new.id, old.start, old.end, new.start, new.end, _segments(old, new)) for old, new in pairs)
    return tuple(
        one for one in found if one.segments or (one.old_start, one.old_end) != (one.new_start, one.new_end)
    )


def _segments(old: FrozenSession, new: FrozenSession) -> int:
    pairs = zip(old.segments, new.segments, strict=False)
    return sum(_differ(one, other) for one, other in pairs)


def _differ(old: FrozenSegment, new: FrozenSegment) -> bool:
    timed = old.start is not None and new.start is not None
    return timed and (old.start, old.end) != (new.start, new.end)
