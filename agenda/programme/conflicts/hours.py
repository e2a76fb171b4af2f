"""Hours of the host's clock: skipped ones, and those that come twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, held, part, title
from agenda.programme.model import FrozenSession, Programme


def missing(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A start that the host's clock never shows."""
    zone = programme.event.timezone
    for session in programme.in_order:
        if _is_missing(session.wall_start, zone):
            sentence = _missing(title(programme, session), session.wall_start, zone)
            yield found("missing-hour", session.id, sentence, session.id)
        for number, segment in enumerate(session.segments, start=1):
            if _is_missing(segment.wall_start, zone):
                sentence = _missing(part(programme, session, number), segment.wall_start, zone)
                yield found("missing-hour", f"{session.id}, segment {number}", sentence, session.id)


def _is_missing(kept: str, zone: str) -> bool:
    wall = datetime.fromisoformat(kept) if kept else None
    return wall is not None and clocks.is_supported(wall) and not clocks.instants_of(wall, zone)


def _missing(name: str, kept: str, zone: str) -> str:
    wall = datetime.fromisoformat(kept)
    hour, day = clocks.time_words(wall), clocks.date_words(wall.date())
    return (
        f"{name} begins at {hour} on {day}, an hour that does not exist in {zone}: "
        "the clocks go forward over it. Choose another hour."
    )


def doubled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A start or an end in an hour that the host's clock shows twice."""
    zone = programme.event.timezone
    for session in held(programme):
        for number, verb, moment in _moments(session):
            if not _is_doubled(moment, zone):
                continue
            name = part(programme, session, number) if number else title(programme, session)
            place = f"{session.id}, segment {number}" if number else session.id
            where = f"{place}, {'start' if verb == 'begins' else 'end'}"
            yield found("doubled-hour", where, _doubled(name, verb, moment, zone), session.id)


def _moments(session: FrozenSession) -> Iterator[tuple[int, str, datetime]]:
    """Starts and ends, of the session with number 0, then of the segments that have hours."""
    yield 0, "begins", session.start
    yield 0, "ends", session.end
    for number, segment in enumerate(session.segments, start=1):
        if segment.start and segment.end and not segment.wall_start:
            yield number, "begins", segment.start
            yield number, "ends", segment.end


def _is_doubled(moment: datetime, zone: str) -> bool:
    """Offsets of the two folds differ in an hour that comes twice, and in a missing one, which no instant shows (PEP 495)."""
    there = clocks.local(moment, zone)
    return there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()


def _doubled(name: str, verb: str, moment: datetime, zone: str) -> str:
    wall, fold = clocks.wall_of(moment, zone)
    return (
        f"{name} {verb} at {clocks.time_words(wall)} on {clocks.date_words(wall.date())}, an hour that comes twice "
        f"in {zone}: meant is the {'second' if fold else 'first'}, at UTC{clocks.rfc3339(moment, zone)[-6:]}. "
        "Check that it is the right one."
    )
