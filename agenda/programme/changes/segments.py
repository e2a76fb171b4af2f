"""Changes in the segments of a session. They have no ids: they are matched by title, hours and place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import NamedTuple

from agenda.programme.changes.sentences import (
    Change,
    Comparison,
    hours_words,
    name_of,
    quoted,
    string_of,
    told,
    zone_words,
)
from agenda.programme.model import FrozenSegment, FrozenSession


class Pairs(NamedTuple):
    """Places of segments before and after: those that are the same one, those gone, those new."""

    same: dict[int, int]
    gone: tuple[int, ...]
    new: tuple[int, ...]


def matched(two: Comparison, before: FrozenSession, session: FrozenSession) -> Pairs:
    """Which segment is which: of the same title, else of the same words, else of the same hours, else in the same place."""
    old_ones, new_ones = before.segments, session.segments
    same: dict[int, int] = {}

    def match(key_of_old: Callable[[int], Hashable], key_of_new: Callable[[int], Hashable]) -> None:
        free = [index for index in range(len(new_ones)) if index not in same.values()]
        for index in range(len(old_ones)):
            key = key_of_old(index) if index not in same else None
            found = next((one for one in free if key is not None and key_of_new(one) == key), None)
            if found is not None:
                free.remove(found)
                same[index] = found

    match(lambda old: old_ones[old].title, lambda new: new_ones[new].title)
    match(
        lambda old: string_of(two.previous, old_ones[old].title),
        lambda new: string_of(two.current, new_ones[new].title),
    )
    match(lambda old: _within(before, old_ones[old]), lambda new: _within(session, new_ones[new]))
    match(lambda old: old, lambda new: new)
    return Pairs(
        same,
        tuple(index for index in range(len(old_ones)) if index not in same),
        tuple(index for index in range(len(new_ones)) if index not in same.values()),
    )


def segment_changes(
    two: Comparison, before: FrozenSession, session: FrozenSession, pairs: Pairs
) -> Iterator[Change]:
    """Renamed, other hours, new, gone, another order. What moved along with its session is not told again."""
    session_name = name_of(two.current, session)
    for old, new in sorted(pairs.same.items(), key=lambda pair: pair[1]):
        yield from _title_changes(two, before.segments[old], session, session.segments[new])
        yield from _hours_changes(two, before, before.segments[old], session, session.segments[new])
    for index in pairs.new:
        yield _new(two, session, session.segments[index])
    for index in pairs.gone:
        gone = quoted(two.previous, before.segments[index].title)
        yield told("segment-gone", session.id, f"{gone} is no longer a part of {session_name}.")
    order = [pairs.same[old] for old in sorted(pairs.same)]
    if order != sorted(order):
        yield told("segment-order", session.id, f"The order of the parts of {session_name} has changed.")


def _title_changes(
    two: Comparison, before: FrozenSegment, session: FrozenSession, segment: FrozenSegment
) -> Iterator[Change]:
    if before.title == segment.title:
        return
    session_name = name_of(two.current, session)
    old, new = quoted(two.previous, before.title), quoted(two.current, segment.title)
    if old != new:
        yield told("segment-renamed", session.id, f"{old} in {session_name} is now called {new}.")
    else:
        yield told("segment-renamed", session.id, f"The title of {new} in {session_name} has changed.")


def _hours_changes(
    two: Comparison,
    before_session: FrozenSession,
    before: FrozenSegment,
    session: FrozenSession,
    segment: FrozenSegment,
) -> Iterator[Change]:
    old, new = _hours(before), _hours(segment)
    moved_along = _within(before_session, before) == _within(session, segment)
    if moved_along or old == new:
        return
    name = f"{quoted(two.current, segment.title)} in {name_of(two.current, session)}"
    if new is None:
        yield told("segment-hours", session.id, f"{name} no longer has hours of its own.")
    elif old is None:
        (now,) = hours_words(two.zone, new)
        yield told("segment-hours", session.id, f"{name} now runs ", *now, f" {zone_words(two)}.")
    else:
        now, was = hours_words(two.zone, new, old)
        words = (f"{name} now runs ", *now, " (was ", *was, f") {zone_words(two)}.")
        yield told("segment-hours", session.id, *words)


def _new(two: Comparison, session: FrozenSession, segment: FrozenSegment) -> Change:
    name = f"{quoted(two.current, segment.title)} is a new part of {name_of(two.current, session)}"
    hours = _hours(segment)
    if hours is None:
        return told("segment-new", session.id, f"{name}.")
    (now,) = hours_words(two.zone, hours)
    return told("segment-new", session.id, f"{name}, ", *now, f" {zone_words(two)}.")


def _hours(segment: FrozenSegment) -> tuple[datetime, datetime] | None:
    return (segment.start, segment.end) if segment.start and segment.end else None


def _within(session: FrozenSession, segment: FrozenSegment) -> Hashable:
    """The hours counted from the start of the session; None where there are none."""
    hours = _hours(segment)
    return (hours[0] - session.start, hours[1] - session.start) if hours else None
