"""A run of sessions made to fill the time from one instant to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import accumulate, pairwise

from msgspec.structs import replace

from agenda.programme.model import FrozenSegment, FrozenSession, Programme
from agenda.programme.timing.placing import (
    MINUTE,
    CannotMove,
    at,
    clock,
    day_of,
    found,
    in_words,
    instant,
    length_of,
    put,
    refuse_fixed,
    title,
    whole_minutes,
)

_NONE: frozenset[str] = frozenset()
_GRID = 5


def stretch(
    programme: Programme,
    first: str,
    last: str,
    start: datetime,
    end: datetime,
    *,
    keep: frozenset[str] = _NONE,
    fixed: frozenset[str] = _NONE,
) -> Programme:
    """The run from `first` to `last`, with all that is held meanwhile, made to fill `start` to `end` (aware) exactly.

    Every start and end of the run's sessions and segments is a mark; the lengths between marks, gaps too, scale in
    proportion to whole minutes, at least one each; to five where all are of fives. Where a session of `keep` is held
    they stay. Raises CannotMove: too little room, too much, something fixed, half in the run, or in the way.
    """
    ends = found(programme, first), found(programme, last)
    for one in sorted(keep):
        found(programme, one)
    old_span = min(one.start for one in ends), max(one.end for one in ends)
    new_span = instant(programme, start), instant(programme, end)
    run = _run(programme, old_span, fixed)
    _refuse_occupied(programme, run, new_span)
    marks = _marks(run, old_span)
    lengths = [whole_minutes(right - left) for left, right in pairwise(marks)]
    kept = [one for one in run if one.id in keep]
    held = [any(one.start <= left and right <= one.end for one in kept) for left, right in pairwise(marks)]
    total = whole_minutes(new_span[1] - new_span[0])
    fitted = _fitted(lengths, held, total, tuple(one.id for one in run))
    placed = (new_span[0] + minutes * MINUTE for minutes in accumulate(fitted, initial=0))
    becomes = _mapping(dict(zip(marks, placed, strict=True)), old_span, new_span)
    return put(programme, (_stretched(programme, one, becomes) for one in run), fixed)


def _run(programme: Programme, span: tuple[datetime, datetime], fixed: frozenset[str]) -> list[FrozenSession]:
    """The sessions in the span. Raises CannotMove where one of them is fixed, or only partly in it."""
    run = [one for one in programme.in_order if one.start < span[1] and one.end > span[0]]
    for one in run:
        if one.id in fixed:
            refuse_fixed(programme, one)
        if one.start < span[0] or one.end > span[1]:
            side, where = ("before", "Begin") if one.start < span[0] else ("after", "End")
            verb = "begins" if side == "before" else "ends"
            raise CannotMove(
                f"{title(programme, one)} {verb} {side} the run and is held during it. {where} the run with it, or move it first.",
                one.id,
            )
    return run


def _refuse_occupied(programme: Programme, run: list[FrozenSession], span: tuple[datetime, datetime]) -> None:
    """Raises CannotMove where another session is held in the span, or the span ends before it begins."""
    ids = {one.id for one in run}
    if span[0] >= span[1]:
        raise CannotMove("The new end is not after the new start. Choose a later end.", *sorted(ids))
    for one in programme.in_order:
        if one.id not in ids and one.start < span[1] and one.end > span[0]:
            day = day_of(programme, run[0])
            hours = f"{clock(programme, one.start, day)} to {clock(programme, one.end, day)}"
            raise CannotMove(
                f"{title(programme, one)} is held from {hours}, in the time to be filled. Move it first, or choose other hours.",
                one.id,
            )


def _marks(run: list[FrozenSession], span: tuple[datetime, datetime]) -> list[datetime]:
    """Starts and ends of the run's sessions and of their segments, each once, in order, none outside the span."""
    parts: list[FrozenSession | FrozenSegment] = [*run, *(part for one in run for part in one.segments)]
    moments = {moment for part in parts for moment in (part.start, part.end) if moment is not None}
    return sorted(moment for moment in moments if span[0] <= moment <= span[1])


def _fitted(lengths: list[int], held: list[bool], total: int, ids: tuple[str, ...]) -> list[int]:
    """New lengths that fill `total`: the held ones as they are, the others in proportion. Raises CannotMove."""
    free = [length for length, is_held in zip(lengths, held, strict=True) if not is_held]
    promised = sum(lengths) - sum(free)
    room = total - promised
    if room < len(free):
        least = in_words(promised + len(free))
        advice = "Choose longer hours" + (", or let more sessions become shorter." if promised else ".")
        raise CannotMove(
            f"There is room for {in_words(total)}, and at least {least} are needed. {advice}",
            *ids,
        )
    if not free and room:
        raise CannotMove(
            f"There are {in_words(total)} to fill, and the sessions that keep their length take {in_words(promised)}. "
            "Let one of them become longer.",
            *ids,
        )
    unit = _GRID if all(one % _GRID == 0 for one in (*lengths, total)) and room >= _GRID * len(free) else 1
    shares = iter(_shares(free, room // unit))
    return [length if is_held else next(shares) * unit for length, is_held in zip(lengths, held, strict=True)]


def _shares(weights: list[int], total: int) -> list[int]:
    """`total` in whole parts in proportion to the weights, at least 1 each; what is left goes to the largest
    remainders (Hamilton's method), the first of equals first.
    """
    least: set[int] = set()
    while True:
        rest = total - len(least)
        weight = sum(one for place, one in enumerate(weights) if place not in least)
        small = {place for place, one in enumerate(weights) if place not in least and one * rest < weight}
        if not small:
            break
        least |= small
    parts = [1 if place in least else one * rest // weight for place, one in enumerate(weights)]
    others = [place for place in range(len(weights)) if place not in least]
    others.sort(key=lambda place: -(weights[place] * rest % weight))
    for place in others[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _mapping(
    places: dict[datetime, datetime],
    old_span: tuple[datetime, datetime],
    new_span: tuple[datetime, datetime],
) -> Callable[[datetime], datetime]:
    """Where a mark goes. A segment's hour outside the run keeps its distance to it."""

    def becomes(moment: datetime) -> datetime:
        if moment in places:
            return places[moment]
        side = 0 if moment < old_span[0] else 1
        return new_span[side] + (moment - old_span[side])

    return becomes


def _stretched(
    programme: Programme, session: FrozenSession, becomes: Callable[[datetime], datetime]
) -> FrozenSession:
    start, end = becomes(session.start), becomes(session.end)
    if end - start != session.end - session.start:
        length_of(whole_minutes(end - start), session)
    segments = tuple(_part(one, becomes) for one in session.segments)
    return replace(at(programme, session, start, end), segments=segments)


def _part(segment: FrozenSegment, becomes: Callable[[datetime], datetime]) -> FrozenSegment:
    if segment.start is None or segment.end is None:
        return segment
    start = becomes(segment.start)
    wall_start = segment.wall_start if start == segment.start else ""
    return replace(segment, start=start, end=becomes(segment.end), wall_start=wall_start)
