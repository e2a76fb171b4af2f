"""A zone's clock, written out for calendars as a VTIMEZONE made from zoneinfo (RFC 5545 §3.6.5).

One observance for each change of the UTC offset, from the last before the first moment to the first after the
last, none with RRULE or RDATE: ical.js and vobject read only the first value of a multi-valued RDATE, and rules
would say more about the future than the meeting needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime

from agenda.programme import clocks

_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""How far back a change is looked for; also the onset of a zone without one (before any event, as Outlook needs)."""
_AHEAD = timedelta(days=3653)
"""How far after the last moment a change is looked for: ten years."""
_STEP = timedelta(days=1)
"""Between two looks at the clock. The two changes nearest to each other since 1970 are 6.96 days apart (Gaza)."""


class Observance(NamedTuple):
    """From `onset` (naive, on the clock before it: that of `offset_from`) the zone keeps `offset_to`."""

    onset: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    daylight: bool


def vtimezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """The VTIMEZONE of an IANA zone that holds for all instants from `first` to `last`.

    Raises `clocks.UnknownZone`.
    """
    component = Timezone()
    component.add("TZID", zone)
    for one in observances(zone, first, last):
        part = TimezoneDaylight() if one.daylight else TimezoneStandard()
        part["DTSTART"] = vDatetime(one.onset)
        part.add("TZOFFSETFROM", one.offset_from)
        part.add("TZOFFSETTO", one.offset_to)
        part.add("TZNAME", one.name)
        component.add_component(part)
    return component


@lru_cache(maxsize=256)
def observances(zone: str, first: datetime, last: datetime) -> tuple[Observance, ...]:
    """The observances that hold from `first` to `last` (instants), by onset.

    The first begins before `first`; a zone without a change since 1970 and in the ten years to come has just one.
    """
    clock = clocks.zone(zone)
    changes = [*_last_before(clock, first), *_between(clock, first, last), *_first_after(clock, last)]
    found = [_observance(clock, change, first) for change in changes]
    if not changes or changes[0] > first:
        found.insert(0, _base(clock, first))
    if len(found) == 1:
        found[0] = found[0]._replace(daylight=False)  # one that always holds is STANDARD
    return tuple(found)


def _observance(clock: ZoneInfo, change: datetime, first: datetime) -> Observance:
    """The observance that begins at `change`, named as it is called at `first` if it begins before.

    DAYLIGHT is what clocks go forward to where either side is flagged as such: so Dublin, whose flag is up in winter,
    and Casablanca, whose flag is up in Ramadan, have the larger offset as DAYLIGHT, as every reader expects.
    """
    before, after = (change - timedelta(seconds=1)).astimezone(clock), change.astimezone(clock)
    offset_from, offset_to = _offset(clock, before), _offset(clock, change)
    return Observance(
        onset=(change + offset_from).replace(tzinfo=None),
        offset_from=offset_from,
        offset_to=offset_to,
        name=max(change, first).astimezone(clock).tzname() or clock.key,
        daylight=offset_to > offset_from and bool(before.dst() or after.dst()),
    )


def _base(clock: ZoneInfo, first: datetime) -> Observance:
    """The observance of a clock that has not changed since 1970, or since it was first looked at."""
    offset = _offset(clock, first)
    name = first.astimezone(clock).tzname() or clock.key
    return Observance(_SINCE.replace(tzinfo=None), offset, offset, name, daylight=False)


def _last_before(clock: ZoneInfo, moment: datetime) -> Iterator[datetime]:
    """The last change at or before `moment`, if there was one since 1970."""
    after, offset = moment, _offset(clock, moment)
    while after > _SINCE:
        before = max(after - _STEP, _SINCE)
        if _offset(clock, before) != offset:
            yield _change(clock, before, after)
            return
        after = before


def _between(clock: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Every change after `first`, up to and with `last`."""
    before = first
    while before < last:
        after = min(before + _STEP, last)
        if _offset(clock, before) != _offset(clock, after):
            yield _change(clock, before, after)
        before = after


def _first_after(clock: ZoneInfo, moment: datetime) -> Iterator[datetime]:
    """The first change after `moment`, if there is one in the ten years to come."""
    yield from islice(_between(clock, moment, moment + _AHEAD), 1)


def _change(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, between two instants with different offsets."""
    low, high, offset = 0, int((after - before).total_seconds()), _offset(clock, before)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(clock, before + timedelta(seconds=middle)) == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _offset(clock: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta(0)
