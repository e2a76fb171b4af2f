"""Wall clocks and instants: IANA zones, local hours in words, and the time lines of the concept note.

An *instant* is an aware `datetime` (any zone; results are in UTC). A *wall* time is a naive `datetime`: what a
clock on a wall in a zone shows. Time zone rules come from the pinned `tzdata` package only, never from the system,
so that the same release gives the same hours on every machine.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from agenda.programme.model import FrozenEvent, FrozenSession, Programme, Text, Value, in_language

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()

EARLIEST, LATEST = date(1973, 1, 1), date(2199, 12, 31)
"""First and last date supported. Between them the offset of every zone is of whole minutes (the last zone to give
up seconds was Africa/Monrovia, on 7 January 1972), as RFC 3339 needs."""

Style = Literal["12", "24"]

_NOT_ZONES = frozenset({"localtime", "Factory", "posixrules"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class UnknownZone(ValueError):
    """The string is not the exact name of a time zone of the IANA database."""


class MissingHour(ValueError):
    """The wall time is skipped in that zone: clocks go forward over it."""


class DoubledHour(ValueError):
    """The wall time comes twice in that zone: clocks go back over it. `instants` are the two, in UTC."""

    def __init__(self, message: str, instants: tuple[datetime, ...]) -> None:
        super().__init__(message)
        self.instants = instants


class UnsupportedDate(ValueError):
    """The date is before `EARLIEST` or after `LATEST`."""


@cache
def zone_names() -> frozenset[str]:
    """All names that `zone` knows: those of the IANA database, links included."""
    return frozenset(zoneinfo.available_timezones() - _NOT_ZONES)


def is_zone(name: str) -> bool:
    """Whether `name` is the exact name of an IANA zone. Opens no file, whatever the string."""
    return name in zone_names()


def zone(name: str) -> ZoneInfo:
    """The zone of an exact IANA name.

    Raises `UnknownZone`, also for a name in other letter case, for a path, and for `localtime`, `Factory` and
    `posixrules`.
    """
    if not is_zone(name):
        raise UnknownZone(f"{name[:64]!r} is not an IANA time zone; write one like 'Asia/Manila'")
    return _loaded(name)


@cache
def _loaded(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def is_supported(moment: date) -> bool:
    """Whether a date, or the date a `datetime` shows, is within `EARLIEST` and `LATEST`."""
    return EARLIEST <= (moment.date() if isinstance(moment, datetime) else moment) <= LATEST


def instants_of(wall: datetime, zone_name: str) -> tuple[datetime, ...]:
    """The instants (UTC, sorted) at which clocks of the zone show `wall`: none when skipped, two when doubled.

    Raises `UnknownZone`, `UnsupportedDate`, and `ValueError` when `wall` is aware.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no time zone of its own")
    if not is_supported(wall):
        raise UnsupportedDate(f"{wall.date().isoformat()} is not between {EARLIEST} and {LATEST}")
    clock = zone(zone_name)
    bare = wall.replace(fold=0)
    found = {bare.replace(fold=fold, tzinfo=clock).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(one for one in found if wall_of(one, zone_name)[0] == bare))


def instant(wall: datetime, zone_name: str, fold: int | None = 0) -> datetime:
    """The instant (UTC) of a wall time. Of a doubled one the first (`fold=0`) or the second (`fold=1`, PEP 495).

    Raises `MissingHour` when clocks skip it, `DoubledHour` when it is doubled and `fold` is None, and what
    `instants_of` raises.
    """
    found = instants_of(wall, zone_name)
    shown = wall.isoformat(timespec="minutes")
    if not found:
        raise MissingHour(f"{shown} does not exist in {zone_name}: clocks go forward over it")
    if len(found) > 1 and fold is None:
        raise DoubledHour(f"{shown} exists twice in {zone_name}: clocks go back over it", found)
    return found[-1] if fold else found[0]


def as_if_unchanged(wall: datetime, zone_name: str) -> datetime:
    """The instant (UTC) of a wall time that clocks skip, had they not gone forward (PEP 495, `fold=0`).

    Raises `UnknownZone`.
    """
    return wall.replace(fold=0, tzinfo=zone(zone_name)).astimezone(UTC)


def wall_of(moment: datetime, zone_name: str) -> tuple[datetime, int]:
    """The wall time of a zone at an instant (naive, fold 0), and 1 when clocks show it for the second time.

    Raises `UnknownZone`.
    """
    there = local(moment, zone_name)
    return there.replace(tzinfo=None, fold=0), there.fold


def wall_given(moment: datetime, kept: str, zone_name: str) -> tuple[datetime, int]:
    """As `wall_of`; but the wall time `kept` (ISO 8601, or '') where clocks of the zone skip it, as drafts may hold.

    Raises `UnknownZone`.
    """
    if kept and not instants_of(wall := datetime.fromisoformat(kept), zone_name):
        return wall, 0
    return wall_of(moment, zone_name)


def local(moment: datetime, zone_name: str) -> datetime:
    """The instant as an aware `datetime` in the zone.

    Raises `UnknownZone`, and `ValueError` when `moment` is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(zone(zone_name))


def local_date(moment: datetime, zone_name: str) -> date:
    """The date clocks of the zone show at an instant. Raises as `local`."""
    return local(moment, zone_name).date()


def rfc3339(moment: datetime, zone_name: str) -> str:
    """The instant with the offset of the zone, to the second (RFC 3339): `2020-09-08T14:15:00+08:00`.

    Exact to the instant within `EARLIEST` and `LATEST`. Raises as `local`.
    """
    return local(moment, zone_name).isoformat(timespec="seconds")


def rfc3339_utc(moment: datetime) -> str:
    """The instant in UTC, to the second (RFC 3339): `2020-09-01T02:00:00Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def date_words(day: date, language: str = "en", *, weekday: bool = False) -> str:
    """`8 September 2020` or `Tuesday 8 September 2020`; in languages other than English `8/9/2020`."""
    if not _is_english(language):
        return f"{day.day}/{day.month}/{day.year}"
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {words}" if weekday else words


def moment_words(moment: datetime, zone_name: str, *, style: Style = "12", language: str = "en") -> str:
    """Date and time of an instant on clocks of the zone: `8 September 2020, 2:15 pm`. Raises as `local`."""
    wall, _ = wall_of(moment, zone_name)
    return f"{date_words(wall.date(), language)}, {time_words(wall, style=style, language=language)}"


def time_words(wall: datetime, *, style: Style = "12", language: str = "en") -> str:
    """A wall time: `2:15 pm`, noon `12:00 pm`, midnight `12:00 am`; in 24-hour style `14:15`.

    Languages other than English have the 24-hour style only.
    """
    if style == "24" or not _is_english(language):
        return f"{wall:%H:%M}"
    return f"{_twelve(wall)} {_half(wall)}"


def hours(
    start: datetime, end: datetime, day: date, zone_name: str, *, style: Style = "12", language: str = "en"
) -> str:
    """From one instant to another on clocks of the zone: `1:30–4:30 pm`, `11:30 am–1:30 pm`, `13:30–16:30`.

    A time on another local date than `day` is followed by that date, and then am or pm stands on both:
    `11:30 pm–2:30 am (9 Sept)`. Raises as `local`.
    """
    first, last = wall_of(start, zone_name)[0], wall_of(end, zone_name)[0]
    twelve = style == "12" and _is_english(language)
    if twelve and first.date() == last.date() == day and _half(first) == _half(last):
        return f"{_twelve(first)}–{_twelve(last)} {_half(last)}"
    both = (
        time_words(one, style=style, language=language) + _mark(one.date(), day, language)
        for one in (first, last)
    )
    return "–".join(both)


def _is_english(language: str) -> bool:
    return language == "en" or language.startswith("en-")


def _twelve(wall: datetime) -> str:
    return f"{wall.hour % 12 or 12}:{wall.minute:02}"


def _half(wall: datetime) -> str:
    return "pm" if wall.hour >= 12 else "am"


def _mark(date_there: date, day: date, language: str) -> str:
    if date_there == day:
        return ""
    if not _is_english(language):
        return f" ({date_there.day}/{date_there.month})"
    return f" ({date_there.day} {_SHORT_MONTHS[date_there.month - 1]})"


def days(
    sessions: Iterable[FrozenSession], zone_name: str
) -> tuple[tuple[date, tuple[FrozenSession, ...]], ...]:
    """Sessions in order of start, then end, then as given, under the date their start has in the zone.

    Dates are in order, each once. Raises `UnknownZone`.
    """
    found: dict[date, list[FrozenSession]] = {}
    for session in sorted(sessions, key=lambda one: (one.start, one.end)):
        found.setdefault(local_date(session.start, zone_name), []).append(session)
    return tuple((day, tuple(found[day])) for day in sorted(found))


class TimeLine(Value, frozen=True):
    """The hours of a day on the clocks of one or more places.

    `start` and `end` are instants (UTC); `zone` is the zone of the first place; `offset` is how far its clocks are
    ahead of UTC at the start.
    """

    hours: str
    places: tuple[Text, ...]
    start: datetime
    end: datetime
    zone: str
    offset: timedelta


class DayLines(Value, frozen=True):
    """The time lines of one date of the host, the host's own line first."""

    day: date
    lines: tuple[TimeLine, ...]


def words(line: TimeLine, language: str = "en", fallback: str = "en") -> str:
    """A time line as it is printed: `1:30–4:30 pm Manila/Beijing time`, names in `language` else `fallback`."""
    places = "/".join(in_language(name, language, fallback)[0] for name in line.places)
    return f"{line.hours} {places} time" if _is_english(language) else f"{line.hours} {places}"


def time_lines(programme: Programme, style: Style = "12", language: str = "en") -> tuple[DayLines, ...]:
    """The time lines of the concept note, one set for each date of the host that has a session not cancelled.

    A set goes from the first start to the last end of the day's sessions. Places share a line while their clocks
    agree at both. Raises `UnknownZone`.
    """
    held = (session for session in programme.in_order if session.status != "cancelled")
    sets = []
    for day, sessions in days(held, programme.event.timezone):
        start, end = sessions[0].start, max(session.end for session in sessions)
        groups = _places_by_offsets(programme.event, start, end)
        lines = (
            TimeLine(hours=hours(start, end, day, name, style=style, language=language),
                     places=places, start=start, end=end, zone=name, offset=_offset(start, name))
            for name, places in groups
        )  # fmt: skip
        sets.append(DayLines(day=day, lines=tuple(lines)))
    return tuple(sets)


def _places_by_offsets(
    event: FrozenEvent, start: datetime, end: datetime
) -> list[tuple[str, tuple[Text, ...]]]:
    """Zone and names of each line: the host's first, then by offset at the start (at the end), high to low.

    Places whose clocks agree at the start but not at the end (one of them changes during the day) are apart, for
    the hours of one would be wrong for the other.
    """
    places = [(city.timezone, city.name) for city in event.cities]
    if event.timezone not in dict(places):
        last_part = event.timezone.rsplit("/", 1)[-1].replace("_", " ")
        places.insert(0, (event.timezone, ((event.language, last_part),)))
    groups: dict[tuple[timedelta, timedelta], list[tuple[str, Text]]] = {}
    for zone_name, name in places:
        offsets = _offset(start, zone_name), _offset(end, zone_name)
        groups.setdefault(offsets, []).append((zone_name, name))
    host = _offset(start, event.timezone), _offset(end, event.timezone)
    in_order = sorted(groups, key=lambda offsets: (offsets == host, offsets), reverse=True)
    return [(groups[offsets][0][0], tuple(name for _, name in groups[offsets])) for offsets in in_order]


def _offset(moment: datetime, zone_name: str) -> timedelta:
    return local(moment, zone_name).utcoffset() or timedelta(0)
