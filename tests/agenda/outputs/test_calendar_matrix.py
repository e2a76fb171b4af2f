"""Eight meetings in five readers that other people wrote: everyone finds the instants and the words that are meant.

Readers know zones from the file's own VTIMEZONE, from a database of theirs, or from both; a file that is right for all
five is right. What they should read is told by `by_the_book`: RFC 5545, read line by line, in this file.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar, Component
from msgspec.structs import replace

from agenda.exchange import json as interchange
from agenda.outputs import day_entries, ical
from agenda.programme.days import days_of
from agenda.programme.model import FrozenSession, Programme, uid_of, uid_of_day
from agenda.programme.stamps import stamped
from dialogue import preparing
from tests import builders as b
from tests.conftest import missing, need

HERE = Path(__file__).parent


def published(*sessions: FrozenSession, zone: str) -> Programme:
    """Version 1 of a meeting in `zone`."""
    draft = b.programme(
        *sessions, timezone=zone, cities=[b.city("Here", zone), b.city("Bangkok", "Asia/Bangkok")]
    )
    return replace(stamped(draft, None, b.PUBLISHED), version=1)


def series(zone: str, *starts: str, length: int = 45) -> Programme:
    """A session at each of the starts (local to `zone`, or with an offset)."""
    sessions = [
        b.session(
            f"s{number}", start, length=length, zone=zone, title=f"Part {number}; “{zone}”, ภาคที่ {number}"
        )
        for number, start in enumerate(starts)
    ]
    return published(*sessions, zone=zone)


def seed() -> Programme:
    """The demo event."""
    draft = interchange.parse(preparing.DEMO_FILE.read_bytes())
    return replace(stamped(draft, None, b.PUBLISHED), version=1, published_at=b.PUBLISHED)


CASES: dict[str, Callable[[], Programme]] = {
    "seed": seed,
    "zurich over the change": lambda: series(
        "Europe/Zurich", "2020-10-24T09:00", "2020-10-25T00:30Z", "2020-10-25T01:30Z", "2020-10-25T09:00", "2021-03-28T01:30", "2021-03-28T03:15"
    ),
    "new york over the change": lambda: series(
        "America/New_York", "2020-10-31T09:00", "2020-11-01T05:15Z", "2020-11-01T06:15Z", "2020-11-01T09:00", "2021-03-14T01:30"
    ),
    "across midnight": lambda: series("Asia/Manila", "2020-09-08T23:30", "2020-09-09T22:00", length=180),
    "three days": lambda: series("Asia/Bangkok", "2026-06-01T09:00", "2026-06-01T14:00", "2026-06-02T09:00", "2026-06-03T08:30"),
    "kathmandu": lambda: series("Asia/Kathmandu", "2026-03-01T09:15", "2026-03-01T10:15"),
    "lord howe": lambda: series("Australia/Lord_Howe", "2021-04-04T01:15", "2021-04-03T14:45Z", "2021-04-04T10:00", "2021-10-03T03:00"),
    "casablanca": lambda: series("Africa/Casablanca", "2023-03-18T10:00", "2023-03-20T10:00", "2023-04-24T10:00"),
    "sao paulo": lambda: series(
        "America/Sao_Paulo", "2018-02-17T12:00", "2018-11-03T10:00", "2018-11-04T10:00", "2019-02-17T09:00", "2019-11-05T09:00", "2020-01-15T09:00"
    ),
}  # fmt: skip
FILES = ("agenda.ics", "session.ics", "event.ics")


class Entry(NamedTuple):
    """What is read of an entry; instants in seconds since 1970."""

    uid: str
    start: float
    end: float
    summary: str
    description: str | None
    location: str | None
    status: str


def entry_of(read: dict[str, Any]) -> Entry:
    """What a reader read."""
    return Entry(**{name: read[name] for name in Entry._fields})


@cache
def programme(case: str) -> Programme:
    return CASES[case]()


def last(case: str) -> FrozenSession:
    """The session whose own file is read: the second where there is one, for it is where clocks change."""
    return programme(case).in_order[min(1, len(programme(case).sessions) - 1)]


@cache
def file(case: str, name: str) -> bytes:
    viewer = b.viewer(programme(case).event.timezone)
    if name == "agenda.ics":
        return ical.agenda(programme(case), viewer)
    if name == "session.ics":
        return ical.session(programme(case), viewer, last(case).slug)
    return day_entries.event(programme(case), viewer)


def instants(case: str, name: str) -> list[tuple[str, float, float]]:
    """UID, start and end that the programme means."""
    slug = programme(case).event.slug
    if name == "event.ics":
        days = days_of(programme(case), "public")
        return [(uid_of_day(one.number, slug), one.start.timestamp(), one.end.timestamp()) for one in days]
    sessions = programme(case).in_order if name == "agenda.ics" else (last(case),)
    return [(uid_of(one.id, slug), one.start.timestamp(), one.end.timestamp()) for one in sessions]


# The book: RFC 5545 read by hand


def by_the_book(ics: bytes) -> list[Entry]:
    """The entries of a file, read by the letter of RFC 5545 §3.1 (folding), §3.3.11 (text), §3.6.5 (VTIMEZONE)."""
    lines = ics.decode().replace("\r\n ", "").split("\r\n")
    observances = _observances(lines)
    found, now = list[Entry](), dict[str, str]()
    for line in lines:
        name, _colon, value = _parted(line)
        if line == "BEGIN:VEVENT":
            now = {}
        elif line == "END:VEVENT":
            moments = [_instant(now[key], observances) for key in ("DTSTART", "DTEND")]
            texts = [_text(now.get(key)) for key in ("SUMMARY", "DESCRIPTION", "LOCATION")]
            found.append(Entry(now["UID"], *moments, texts[0] or "", *texts[1:], now["STATUS"]))
        now[name] = value
    return found


def _parted(line: str) -> tuple[str, str, str]:
    head, colon, value = line.partition(":")
    return head.partition(";")[0], colon, value


def _text(value: str | None) -> str | None:
    return value and re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _observances(lines: list[str]) -> list[tuple[datetime, timedelta]]:
    """Onset (UTC) and offset of each observance, in order. Each onset is in the time before it (§3.6.5)."""
    found, now = [], dict[str, str]()
    for line in lines:
        if line in ("END:STANDARD", "END:DAYLIGHT"):
            before, after = _offset(now["TZOFFSETFROM"]), _offset(now["TZOFFSETTO"])
            found.append((datetime.fromisoformat(f"{now['DTSTART']}+00:00") - before, after))
        name, _colon, value = _parted(line)
        now[name] = value
    assert found == sorted(found)
    return found


def _offset(value: str) -> timedelta:
    sign = -1 if value.startswith("-") else 1
    return sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))


def _instant(value: str, observances: list[tuple[datetime, timedelta]]) -> float:
    """A moment with Z, or on the clock of the last observance that began before it on its own clock."""
    if value.endswith("Z"):
        return datetime.fromisoformat(value).timestamp()
    local = datetime.fromisoformat(f"{value}+00:00")
    holding = [offset for onset, offset in observances if onset <= local - offset]
    return (local - holding[-1]).timestamp()


# The readers


def in_icalendar(ics: bytes) -> list[dict[str, Any]]:
    return [_in_icalendar(event) for event in Calendar.from_ical(ics).walk("VEVENT")]


def _in_icalendar(event: Component) -> dict[str, Any]:
    words = {
        name: event.get(name.upper()) for name in ("uid", "summary", "description", "location", "status")
    }
    return {
        **{name: value and str(value) for name, value in words.items()},
        "start": event["DTSTART"].dt.timestamp(),
        "end": event["DTEND"].dt.timestamp(),
    }


def _in_process(python: str, program: str, ics: bytes) -> list[dict[str, Any]]:
    """A process a file: readers keep the zones that they have seen."""
    command = [python, str(HERE / program)]
    done = subprocess.run(command, input=ics, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def in_vobject(ics: bytes) -> list[dict[str, Any]]:
    return _in_process(sys.executable, "read_vobject.py", ics)


def in_ics(ics: bytes) -> list[dict[str, Any]]:
    return _in_process(sys.executable, "read_ics.py", ics)


def in_libical(ics: bytes) -> list[dict[str, Any]]:
    return _in_process(system_python(), "read_libical.py", ics)


@cache
def system_python() -> str:
    """The Python that Debian's libical is for. Skips without."""
    advice = "apt-get install python3-gi gir1.2-ical-3.0"
    python = need("/usr/bin/python3", advice=advice)
    ask = "import gi; gi.require_version('ICalGLib', '3.0')"
    if subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode:
        missing(f"libical ({advice})")
    return python


READERS: dict[str, Callable[[bytes], list[dict[str, Any]]]] = {
    "icalendar": in_icalendar,
    "vobject": in_vobject,
    "ics": in_ics,
    "libical": in_libical,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("case", CASES)
def test_by_the_book_the_instants_are_those_of_the_programme(case: str, name: str) -> None:
    assert [one[:3] for one in by_the_book(file(case, name))] == instants(case, name)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("reader", READERS)
def test_reader(reader: str, case: str, name: str) -> None:
    ics = file(case, name)
    assert sorted(map(entry_of, READERS[reader](ics))) == sorted(by_the_book(ics))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("case", CASES)
def test_ical_js(case: str, name: str, node: Callable[..., str]) -> None:
    ics = file(case, name)
    read = json.loads(node("await import('./read_ics.mjs')", stdin=ics.decode()))["events"]
    assert list(map(entry_of, read)) == by_the_book(ics)
