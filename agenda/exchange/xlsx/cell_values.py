"""Dates and times as people and spreadsheet programs write them in cells; what could be read in two ways is not read."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeGuard

from agenda.exchange.xlsx.reading import UnreadableSheet, Value
from agenda.programme import clocks

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(r"(?:[a-z]+,? +)?(\d{1,2})\.? +([a-z]+)\.?,? +(\d{4})")
_AMERICAN = re.compile(r"(?:[a-z]+,? +)?([a-z]+)\.? +(\d{1,2}),? +(\d{4})")
_NUMBERS = re.compile(r"\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}")
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?|(\d{1,2})\s*([ap]\.?m\.?)", re.IGNORECASE
)
_DATED = re.compile(
    r"(.*?\d{4}|\d{4}-\d{1,2}-\d{1,2})(?:,? +|T)(\d{1,2}(?::.*|\s*[ap]\.?m\.?))", re.IGNORECASE
)
_DAY = timedelta(days=1)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 120_000

LIKE_DATE = "Write it like 2020-09-08 or 8 September 2020."
LIKE_TIME = "Write it like 14:15."


class BadCell(ValueError):
    """A cell that cannot be taken; the message says why and what to write, without the place."""


class Clock(NamedTuple):
    """A time of day, and its date where the cell has one."""

    day: date | None
    time: time


def date_of(value: Value, epoch: datetime) -> date:
    """The date in a cell. Raises BadCell."""
    _refuse_unreadable(value)
    if isinstance(value, datetime):
        if value.time() != time():
            raise BadCell(f"{quoted(value)} has a time, too. Write the date only, like {value:%Y-%m-%d}.")
        return value.date()
    if isinstance(value, date):
        return value
    if _is_number(value) and value == int(value) and _dated(value):
        return (epoch + timedelta(days=int(value))).date()
    if isinstance(value, str):
        return _date_in(value)
    raise BadCell(f"{quoted(value)} is not a date. {LIKE_DATE}")


def clock_of(value: Value, epoch: datetime) -> Clock:
    """The time in a cell, of whole minutes, with its date where it has one. Raises BadCell."""
    _refuse_unreadable(value)
    if isinstance(value, str):
        return _clock_in(value)
    found = _exact(value, epoch)
    if found is None:
        raise BadCell(f"{quoted(value)} is not a time. {LIKE_TIME}")
    if found.second:
        raise BadCell(
            f"{quoted(value)} has seconds. Times are of whole minutes. Write it like {found:%H:%M}."
        )
    dated = clocks.is_supported(found)
    return Clock(found.date() if dated else None, found.time())


def quoted(value: Value) -> str:
    """A cell in words, in quotation marks, cut to a readable length."""
    words = in_words(value)
    return f"“{words if len(words) <= 80 else words[:79] + '…'}”"


def in_words(value: Value) -> str:
    """A cell as a reader of the sheet sees it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00") if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, UnreadableSheet):
        return value.why
    return "" if value is None else str(value)


def _refuse_unreadable(value: Value) -> None:
    if isinstance(value, UnreadableSheet):
        raise BadCell(f"{value.why}. Write the value itself.")


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exact(value: Value, epoch: datetime) -> datetime | None:
    """Date and time of a cell that a spreadsheet program knows for a time, to the nearest second; None for another.

    A mere time is on a day long before those supported.
    """
    found: datetime | None
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, time):
        found = datetime.combine(epoch.date(), value)
    elif isinstance(value, timedelta):
        found = epoch + value if timedelta(0) <= value < _DAY else None
    elif _is_number(value):
        known = 0 <= value < 1 or _dated(value)
        found = epoch + timedelta(days=value) if known else None
    else:
        found = None
    return None if found is None else (found + timedelta(microseconds=500_000)).replace(microsecond=0)


def _dated(serial: float) -> bool:
    """Whether a number is of the dates of our time, and not one like 14.15."""
    return _FIRST_SERIAL < serial < _LAST_SERIAL


def _date_in(string: str) -> date:
    words = " ".join(string.split())
    lower = words.lower()
    if match := _ISO.fullmatch(lower):
        return _date(words, *(int(one) for one in match.groups()))
    if match := _WORDS.fullmatch(lower):
        return _date(words, int(match[3]), _month(match[2], words), int(match[1]))
    if match := _AMERICAN.fullmatch(lower):
        return _date(words, int(match[3]), _month(match[1], words), int(match[2]))
    if _NUMBERS.fullmatch(lower):
        raise BadCell(f"{quoted(words)} can be read in two ways. {LIKE_DATE}")
    raise BadCell(f"{quoted(words)} is not a date. {LIKE_DATE}")


def _month(word: str, words: str) -> int:
    for number, name in enumerate(_MONTHS, 1):
        if len(word) >= 3 and (name.startswith(word) or (word == "sept" and number == 9)):
            return number
    raise BadCell(f"{quoted(words)} is not a date. {LIKE_DATE}")


def _date(words: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"{quoted(words)} is not in the calendar. {LIKE_DATE}") from None


def _clock_in(string: str) -> Clock:
    words = " ".join(string.split())
    if match := _CLOCK.fullmatch(words):
        return Clock(None, _time(words, match))
    dated = _DATED.fullmatch(words)
    match = _CLOCK.fullmatch(dated[2]) if dated else None
    if dated is None or match is None:
        raise BadCell(f"{quoted(words)} is not a time. {LIKE_TIME}")
    return Clock(_date_in(dated[1]), _time(words, match))


def _time(words: str, match: re.Match[str]) -> time:
    hour, minute = int(match[1] or match[5]), int(match[2] or 0)
    half = (match[4] or match[6] or "").lower()
    if int(match[3] or 0):
        raise BadCell(f"{quoted(words)} has seconds. Times are of whole minutes. {LIKE_TIME}")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise BadCell(f"{quoted(words)} is not a time. {LIKE_TIME}")
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute)
