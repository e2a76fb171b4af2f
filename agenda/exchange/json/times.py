"""The times of a file: RFC 3339 with an offset, or local to the event's zone without one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from agenda.programme import clocks

_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]((?:[01][0-9]|2[0-3]):[0-5][0-9])(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"([Zz]|([+-])([0-9]{2}):([0-9]{2}))?"
)


class BadTime(ValueError):
    """A time that cannot be taken; the message says why and what to write."""


def read_time(string: str, zone_name: str, *, stamp: bool = False) -> datetime | None:
    """The instant (UTC) of a time; None for a local time while `zone_name` is '' (the event's zone is not known).

    A time of the programme is of whole minutes; a `stamp` (written by us) may have seconds and needs an offset.
    Raises `BadTime`.
    """
    match = _TIME.fullmatch(string)
    if match is None:
        raise BadTime(f"'{string[:40]}' is not a time; write one like 2020-09-08T14:15:00+08:00")
    day, minute, seconds, fraction, offset = match.group(1, 2, 3, 4, 5)
    if not stamp and (int(seconds or 0) or (fraction or "").strip("0")):
        raise BadTime(
            f"'{string[:40]}' has seconds; times are of whole minutes, write {day}T{minute}:00{offset or ''}"
        )
    try:
        wall = datetime.fromisoformat(f"{day}T{minute}:{seconds or '00'}")
    except ValueError:
        raise BadTime(f"'{string[:40]}' is not in the calendar or on the clock") from None
    if not 1 < wall.year < 9999:
        raise _unsupported(string)
    if offset is None and stamp:
        raise BadTime(f"'{string}' needs an offset; add Z or one like +08:00")
    found = _of_local(wall, zone_name) if offset is None else _of_offset(wall, *match.group(6, 7, 8))
    if found is not None and not clocks.is_supported(found):
        raise _unsupported(string)
    return found


def _unsupported(string: str) -> BadTime:
    return BadTime(f"'{string[:40]}' is out of reach; dates go from {clocks.EARLIEST} to {clocks.LATEST}")


def _of_offset(wall: datetime, sign: str | None, hours: str | None, minutes: str | None) -> datetime:
    if sign is None or hours is None or minutes is None:
        return wall.replace(tzinfo=UTC)
    if int(hours) > 23 or int(minutes) > 59:
        raise BadTime(f"{sign}{hours}:{minutes} is not an offset; hours go to 23, minutes to 59")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return (wall - ahead if sign == "+" else wall + ahead).replace(tzinfo=UTC)


def _of_local(wall: datetime, zone_name: str) -> datetime | None:
    if not zone_name:
        return None
    try:
        return clocks.instant(wall, zone_name, fold=None)
    except clocks.MissingHour as wrong:
        raise BadTime(f"{wrong}; write an hour that exists, and add the offset") from None
    except clocks.DoubledHour as wrong:
        either = " or ".join(clocks.rfc3339(one, zone_name) for one in wrong.instants)
        raise BadTime(f"{wrong}; add the offset: {either}") from None
    except clocks.UnsupportedDate:
        raise _unsupported(wall.isoformat(timespec="minutes")) from None
