"""Sessions of a day that exchange their places."""

from __future__ import annotations

from itertools import takewhile

from agenda.programme.model import FrozenSession, Programme
from agenda.programme.timing.placing import (
    Block,
    CannotMove,
    at,
    blocks_of,
    day_of,
    found,
    held_on,
    overlap,
    put,
    shifted,
    title,
    whole_minutes,
)

_NONE: frozenset[str] = frozenset()


def swap(programme: Programme, one: str, other: str, *, fixed: frozenset[str] = _NONE) -> Programme:
    """Two sessions of a day exchange places: the later begins where the earlier began, which ends where that ended.

    Lengths stay; sessions wholly between move by the difference. Raises CannotMove, also when the two overlap.
    """
    if one == other:
        raise CannotMove("A session cannot change places with itself. Choose another.", one)
    pair = found(programme, one), found(programme, other)
    earlier, later = sorted(pair, key=lambda session: session.start)
    _refuse_days(programme, earlier, later)
    if overlap(earlier, later):
        raise _at_once(programme, *pair)
    between = [
        each
        for each in programme.sessions
        if each.id not in (one, other) and earlier.end <= each.start and each.end <= later.start
    ]
    lengths = earlier.end - earlier.start, later.end - later.start
    changed = [
        at(programme, later, earlier.start, earlier.start + lengths[1]),
        at(programme, earlier, later.end - lengths[0], later.end),
        *shifted(programme, between, whole_minutes(lengths[1] - lengths[0])),
    ]
    return put(programme, changed, fixed)


def move(
    programme: Programme, session: str, before: str | None, *, fixed: frozenset[str] = _NONE
) -> Programme:
    """The session put right before another of its day, or last (None): it changes places with each that it passes.

    Those that overlap one another are passed as one, and nothing is put between them. Those that overlap the session
    itself are not passed. Raises CannotMove.
    """
    mover = found(programme, session)
    target = None if before is None else found(programme, before)
    if target is mover:
        return programme
    if target is not None:
        _refuse_days(programme, mover, target)
    day = held_on(programme, day_of(programme, mover))
    blocks = blocks_of(one for one in day if not overlap(one, mover))
    passed = _passed(blocks, mover, target)
    if not passed:
        _refuse_unless_there(programme, day, mover, target)
    return put(programme, _walked(programme, mover, passed), fixed)


def _passed(blocks: list[Block], mover: FrozenSession, target: FrozenSession | None) -> list[Block]:
    """The blocks between the session and where it shall stand, the nearest first."""
    after = [block for block in blocks if block.start >= mover.end]
    if target is None:
        return after
    if overlap(mover, target):
        return []
    if target.start >= mover.end:
        return list(takewhile(lambda block: target not in block.sessions, after))
    return [block for block in reversed(blocks) if block.end <= mover.start and block.end > target.start]


def _walked(programme: Programme, mover: FrozenSession, passed: list[Block]) -> list[FrozenSession]:
    """The session and those passed, where they come to stand."""
    start, length = mover.start, mover.end - mover.start
    changed: list[FrozenSession] = []
    for block in passed:
        if block.start > start:
            by = start - block.start
            start = block.end - length
        else:
            by = start + length - block.end
            start = block.start
        changed += shifted(programme, block.sessions, whole_minutes(by))
    return [*changed, at(programme, mover, start, start + length)]


def _refuse_unless_there(
    programme: Programme, day: list[FrozenSession], mover: FrozenSession, target: FrozenSession | None
) -> None:
    """Raises CannotMove when nothing can be passed, unless the session stands where it shall stand already."""
    place = day.index(mover)
    following = day[place + 1] if place + 1 < len(day) else None
    if following is target:
        return
    if target is not None and not overlap(mover, target) and following and not overlap(mover, following):
        names = title(programme, following), title(programme, target)
        raise CannotMove(
            f"{names[0]} and {names[1]} are held at the same time, so nothing can stand between them. "
            f"Put {title(programme, mover)} before {names[0]}, or after both.",
            following.id,
            target.id,
        )
    beside = target if target is not None and overlap(mover, target) else following
    raise _at_once(programme, mover, beside or mover)


def _refuse_days(programme: Programme, one: FrozenSession, other: FrozenSession) -> None:
    if day_of(programme, one) != day_of(programme, other):
        raise CannotMove(
            f"{title(programme, one)} and {title(programme, other)} are on different days. Choose two of one day.",
            one.id,
            other.id,
        )


def _at_once(programme: Programme, one: FrozenSession, other: FrozenSession) -> CannotMove:
    return CannotMove(
        f"{title(programme, one)} and {title(programme, other)} are held at the same time. "
        "Give one of them other hours instead.",
        one.id,
        other.id,
    )
