"""Page, calendar and JSON name the same instants and the same title, whatever the zone, date, length and title."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from agenda.exchange import json as interchange
from agenda.outputs import ical, page
from agenda.outputs import json as json_output
from agenda.outputs.viewer import Viewer
from agenda.programme import clocks
from agenda.programme.model import Programme
from tests import builders as make
from tests.agenda.programme.strategies import instants, strings, zones

VOBJECT = Path(__file__).with_name("read_vobject.py")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Told(NamedTuple):
    """What a reader learns of a session."""

    start: datetime
    end: datetime
    title: str


class _SessionReader(HTMLParser):
    """Of the element with the id: its moments, the text of its title as it stands, and the date it stands under."""

    def __init__(self, element_id: str) -> None:
        super().__init__()
        self.moments: list[str] = []
        self.title: str | None = None
        self.date = ""
        self._wanted, self._inside, self._depth = element_id, False, 0
        self._in_title = self._titled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id") == self._wanted:
            self._inside, self._depth = True, 0
        if tag == "time" and len(found["datetime"] or "") == len("2020-09-08") and not self.moments:
            self.date = found["datetime"] or ""
        if not self._inside:
            return
        self._depth += tag not in VOID
        if tag == "time" and "T" in (found["datetime"] or ""):
            self.moments.append(found["datetime"] or "")
        if tag in ("h1", "h3") and not self._titled:
            self._in_title = self._titled = True
            self.title = ""

    def handle_endtag(self, tag: str) -> None:
        if not self._inside:
            return
        self._depth -= 1
        self._inside = self._depth > 0
        if tag in ("h1", "h3"):
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = (self.title or "") + data


def in_page(html: bytes, slug: str) -> Told:
    """What the page says; that the moments are written in whole is asserted on the way."""
    reader = _SessionReader(f"session-{slug}")
    reader.feed(html.decode())
    assert len(reader.moments) == 2, reader.moments
    start, end = (datetime.fromisoformat(one) for one in reader.moments)
    assert start.tzinfo is not None
    assert end.tzinfo is not None
    assert reader.date == start.date().isoformat()  # the heading is the local date of the zone shown
    assert reader.title is not None
    return Told(start.astimezone(UTC), end.astimezone(UTC), reader.title)


def in_icalendar(ics: bytes) -> list[Told]:
    """As icalendar reads it."""
    return [
        Told(one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC), str(one["SUMMARY"]))
        for one in Calendar.from_ical(ics).walk("VEVENT")
    ]


def in_seconds(events: list[dict[str, Any]]) -> list[Told]:
    """Of what vobject and ical.js were made to print."""
    return [
        Told(
            datetime.fromtimestamp(one["start"], UTC), datetime.fromtimestamp(one["end"], UTC), one["summary"]
        )
        for one in events
    ]


def in_json(file: bytes) -> list[Told]:
    """As any reader of JSON reads it."""
    return [
        Told(
            datetime.fromisoformat(one["start"]).astimezone(UTC),
            datetime.fromisoformat(one["end"]).astimezone(UTC),
            one["title"],
        )
        for one in json.loads(file)["sessions"]
    ]


def told_everywhere(programme: Programme, viewer: Viewer) -> dict[str, list[Told]]:
    """What each output says of each session, in the order of the agenda."""
    agenda = page.agenda(programme, viewer)
    order = programme.in_order
    return {
        "agenda page": [in_page(agenda, one.slug) for one in order],
        "session pages": [in_page(page.session(programme, viewer, one.slug), one.slug) for one in order],
        "agenda.ics": in_icalendar(ical.agenda(programme, viewer)),
        "session.ics": [in_icalendar(ical.session(programme, viewer, one.slug))[0] for one in order],
        "agenda.json": in_json(json_output.agenda(programme, viewer)),
        "agenda.json, imported": [
            Told(one.start, one.end, one.title[0][1])
            for one in interchange.parse(json_output.agenda(programme, viewer)).in_order
        ],
    }


TABLE = {
    # (zone of the event, [(start, end) as the host writes them; as instants in UTC])
    "clocks go back in Zurich": (
        "Europe/Zurich",
        [
            ("2020-10-24T22:00", "2020-10-25T04:00", "2020-10-24T20:00Z", "2020-10-25T03:00Z"),
            ("2020-10-25T02:30+02:00", "2020-10-25T02:30+01:00", "2020-10-25T00:30Z", "2020-10-25T01:30Z"),
            ("2020-10-25T02:45+01:00", "2020-10-25T03:15", "2020-10-25T01:45Z", "2020-10-25T02:15Z"),
            ("2020-10-25T09:00", "2020-10-25T10:30", "2020-10-25T08:00Z", "2020-10-25T09:30Z"),
        ],
    ),
    "clocks go back in New York": (
        "America/New_York",
        [
            ("2020-10-31T23:00", "2020-11-01T00:30", "2020-11-01T03:00Z", "2020-11-01T04:30Z"),
            ("2020-11-01T01:15-04:00", "2020-11-01T01:15-05:00", "2020-11-01T05:15Z", "2020-11-01T06:15Z"),
            ("2020-11-01T09:00", "2020-11-01T10:00", "2020-11-01T14:00Z", "2020-11-01T15:00Z"),
        ],
    ),
    "across midnight in Manila": (
        "Asia/Manila",
        [("2020-09-08T23:30", "2020-09-09T01:30", "2020-09-08T15:30Z", "2020-09-08T17:30Z")],
    ),
    "a quarter of an hour in Kathmandu": (
        "Asia/Kathmandu",
        [("2026-03-01T09:15", "2026-03-01T10:45", "2026-03-01T03:30Z", "2026-03-01T05:00Z")],
    ),
}
TITLE = 'Résumé: "a, b; c" \\n <b>&amp;</b> ນະໂຍບາຍ ទី១ 中文 – '


def of_table(name: str) -> tuple[Programme, list[Told]]:
    """The programme, and what is to be told of it."""
    zone, rows = TABLE[name]
    sessions = [
        make.session(f"s{number}", start, end, zone=zone, title=f"{TITLE}{number}")
        for number, (start, end, _, _) in enumerate(rows)
    ]
    expected = [
        Told(make.moment(start), make.moment(end), f"{TITLE}{number}")
        for number, (_, _, start, end) in enumerate(rows)
    ]
    return make.programme(*sessions, timezone=zone), expected


@pytest.mark.parametrize(
    "seen_from", ["", "Asia/Manila", "Pacific/Apia", "Europe/Zurich", "America/St_Johns"]
)
@pytest.mark.parametrize("name", TABLE)
def test_outputs_tell_the_same(name: str, seen_from: str) -> None:
    programme, expected = of_table(name)
    told = told_everywhere(programme, make.viewer(seen_from or programme.event.timezone))
    assert told == dict.fromkeys(told, expected)


@pytest.mark.parametrize("name", TABLE)
def test_other_readers_of_calendars_understand_the_same(name: str, node: Callable[..., str]) -> None:
    programme, expected = of_table(name)
    ics = ical.agenda(programme, make.viewer())
    vobject = subprocess.run(
        [sys.executable, str(VOBJECT)], input=ics, capture_output=True, timeout=60, check=True
    )
    assert in_seconds(json.loads(vobject.stdout)) == expected
    ical_js = json.loads(node("await import('./read_ics.mjs')", stdin=ics.decode()))
    assert in_seconds(ical_js["events"]) == expected


@pytest.mark.parametrize("name", TABLE)
def test_hours_stand_on_the_clock_of_the_zone_shown(name: str) -> None:
    """The offset written is that of the zone shown, not merely some name of the same instant."""
    programme, _ = of_table(name)
    for zone in (programme.event.timezone, "Pacific/Apia"):
        html = page.agenda(programme, make.viewer(zone)).decode()
        for one in programme.sessions:
            for moment in (one.start, one.end):
                assert f'<time datetime="{clocks.local(moment, zone).isoformat()}">' in html


@given(
    zone=zones(),
    seen_from=zones(),
    start=instants(),
    minutes=st.integers(1, 200) | st.integers(1, 5 * 1440),
    title=strings(60),
)
@example(
    zone="Australia/Lord_Howe",
    seen_from="Antarctica/Troll",
    start=datetime(2021, 4, 3, 14, 45, tzinfo=UTC),
    minutes=30,
    title=TITLE,
)
@example(
    zone="UTC",
    seen_from="UTC",
    start=datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    minutes=1,
    title=" \n<\t&#38;",
)
def test_any_session_is_told_the_same(
    zone: str, seen_from: str, start: datetime, minutes: int, title: str
) -> None:
    session = make.session("session-1", start, length=minutes, title=title)
    programme = make.programme(session, timezone=zone)
    told = told_everywhere(programme, make.viewer(seen_from))
    expected = [Told(start, start + timedelta(minutes=minutes), title)]
    assert told == dict.fromkeys(told, expected)
