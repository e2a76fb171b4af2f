"""The meeting as one calendar entry a day: which number a day has, its hours, and the stamps of its entry.

There is an entry of a number for each audience that has sessions on that day: hours that the public may not know are in
the entry for participants only. `docs/decisions/0010-a-day-has-a-number-for-ever.md` says why numbers go as they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import AUDIENCES, Audience, DayEntry, FrozenSession, Programme, Status

ALL: Audience = "participants"
"""The audience that sees every session; of each number it has an entry."""


def days_of(programme: Programme, audience: Audience) -> tuple[DayEntry, ...]:
    """The entries of an audience, by number, the dropped among them.

    Those of a version that was stored before there were any, or of a programme that another server exported, are made
    here: numbered by date, with a SEQUENCE that none of its versions can have passed, for it rises by 1 a version.
    """
    if programme.days:
        return tuple(one for one in programme.days if one.audience == audience)
    numbers = {day: number for number, day in enumerate(_dates(programme.sessions, programme), 1)}
    return tuple(
        _made(day, numbers[day], held, audience, programme) for day, held in _held(programme, audience)
    )


def sessions_of(day: DayEntry, programme: Programme) -> tuple[FrozenSession, ...]:
    """The sessions that the entry stands for, in order: all of its date that the programme holds."""
    zone = programme.event.timezone
    return tuple(one for one in programme.in_order if clocks.local_date(one.start, zone) == day.date)


def stamped_days(draft: Programme, previous: Programme | None, moment: datetime) -> tuple[DayEntry, ...]:
    """The entries of `draft` for every audience, as a publication at `moment` (UTC) leaves them.

    SEQUENCE rises by 1 where start, end, zone or status of an entry changed, dropping and bringing back included.
    """
    before = days_of(previous, ALL) if previous else ()
    numbers = _numbers(_dates(draft.sessions, draft), before)
    found: list[DayEntry] = []
    for audience in AUDIENCES:
        found += _stamped(draft, previous, moment, audience, numbers)  # type: ignore[arg-type]
    return tuple(found)


def _numbers(dates: Sequence[date], before: Sequence[DayEntry]) -> dict[date, int]:
    """The number of each date: its own, else that of a day that has gone (it moved), else the next that is free."""
    known = {one.date: one.number for one in sorted(before, key=lambda one: not one.dropped)}
    numbers = {day: known[day] for day in dates if day in known}
    new = [day for day in dates if day not in known]
    gone = sorted(one.date for one in before if not one.dropped and one.date not in numbers)
    highest = max((one.number for one in before), default=0)
    free = [*(known[day] for day in gone), *range(highest + 1, highest + 1 + len(new))]
    return numbers | dict(zip(new, free, strict=False))


def _stamped(
    draft: Programme,
    previous: Programme | None,
    moment: datetime,
    audience: Audience,
    numbers: Mapping[date, int],
) -> list[DayEntry]:
    """The entries of one audience, by number; those of a number that it has no more are dropped."""
    before = {one.number: one for one in days_of(previous, audience)} if previous else {}
    found = {}
    for day, held in _held(draft, audience):
        entry = replace(_made(day, numbers[day], held, audience, draft), sequence=0, changed=moment)
        old = before.get(entry.number)
        if previous and old:
            entry = _after(entry, draft, old, previous)
        found[entry.number] = entry
    for number in before.keys() - found.keys():
        old = before[number]
        gone = replace(old, dropped=True, status="cancelled", sequence=old.sequence + 1, changed=moment)
        found[number] = old if old.dropped else gone
    return [found[number] for number in sorted(found)]


def _after(entry: DayEntry, draft: Programme, old: DayEntry, previous: Programme) -> DayEntry:
    """The entry with the stamps that it owes to what it was; its own `changed` is the moment of this publication."""
    if _schedule(entry, draft) != _schedule(old, previous):
        return replace(entry, sequence=old.sequence + 1)
    same = previous.version > 0 and _drawn_from(entry, draft) == _drawn_from(old, previous)
    return replace(entry, sequence=old.sequence, changed=old.changed if same else entry.changed)


def _schedule(day: DayEntry, programme: Programme) -> tuple[Any, ...]:
    """The values whose change raises SEQUENCE."""
    return day.start, day.end, programme.event.timezone, day.status, day.dropped


def _drawn_from(day: DayEntry, programme: Programme) -> tuple[Any, ...]:
    """All that the calendar entry is drawn from, its stamps apart."""
    rows = [
        (one.title, one.start, one.end, one.status, programme.rooms_by_id.get(one.room))
        for one in sessions_of(day, programme)
        if _sees(day.audience, one)
    ]
    event = programme.event
    dates = [date for date, _sessions in _held(programme, day.audience)]
    return rows, dates, event.title, event.language, event.setting, event.cities


def _held(programme: Programme, audience: Audience) -> Iterator[tuple[date, list[FrozenSession]]]:
    """The host's dates with the sessions that the audience sees."""
    seen = [one for one in programme.in_order if _sees(audience, one)]
    yield from ((day, list(held)) for day, held in clocks.days(seen, programme.event.timezone))


def _sees(audience: Audience, session: FrozenSession) -> bool:
    return audience in (ALL, session.audience)


def _dates(sessions: Sequence[FrozenSession], programme: Programme) -> list[date]:
    return sorted({clocks.local_date(one.start, programme.event.timezone) for one in sessions})


def _made(
    day: date, number: int, held: Sequence[FrozenSession], audience: Audience, programme: Programme
) -> DayEntry:
    """The entry of these sessions: the hours of those not cancelled, or of all when all are."""
    going = [one for one in held if one.status != "cancelled"] or held
    stamps = [one.changed for one in held if one.changed]
    return DayEntry(
        number=number,
        date=day,
        start=min(one.start for one in going),
        end=max(one.end for one in going),
        sequence=max(programme.version - 1, 0),
        changed=max(stamps, default=programme.published_at or going[0].start),
        status=_status(going),
        audience=audience,
    )


def _status(going: Sequence[FrozenSession]) -> Status:
    """The status that all have; confirmed when one is."""
    found = {one.status for one in going}
    return found.pop() if len(found) == 1 else "confirmed"
