"""agenda/outputs/ical.py: what three readers (icalendar, vobject, ical.js) understand, and the contract's letter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component
from msgspec.structs import replace

from agenda.outputs import ical
from agenda.outputs.viewer import NoLongerInProgramme, NotInProgramme
from agenda.programme import clocks
from agenda.programme.model import Programme, to_stored
from tests import builders as b

ROOT = Path(__file__).resolve().parents[3]
NASTY = (
    'Résumé: "quotes"; a, b\\Nc \\n \\; C:\\New 🧑‍🤝‍🧑 ไทยภาษา 中文\nEND:VEVENT\nBEGIN:VEVENT\n'
    + "ก" * 1300
    + " ;,\\"
)

CITIES = [
    b.city("Manila"),
    b.city("Beijing", "Asia/Shanghai"),
    b.city("Bangkok", "Asia/Bangkok"),
    b.city("Nay Pyi Taw", "Asia/Yangon"),
]
SESSION = b.session(
    "session-1",
    title="Session 1: Sustainable Development Outcomes of Migration",
    room="webinar",
    summary="Unpacks *good practices*.\n\n- policy\n- [GCM](https://iom.int/gcm)",
    questions=["How can labor migration contribute?", "What of the SDGs?"],
    people=[b.appearance("perdiguero", "facilitator"), b.appearance("gomez", "moderator", "tbc")],
    segments=[
        b.segment(
            "Presentations",
            "2020-09-08T14:15",
            "2020-09-08T14:40",
            [b.appearance("riallant", "presenter"), b.appearance("kikkawa", "presenter")],
        ),
        b.segment("Open discussion"),
    ],
)
PEOPLE = [
    b.person("perdiguero", "Alfredo Perdiguero", honorific="Mr.", organisation="ADB"),
    b.person("gomez", "Sashini Gomez", honorific="Ms.", organisation="IOM"),
    b.person("riallant", "Cécile Riallant", honorific="Ms.", position="Head", organisation="IOM"),
    b.person("kikkawa", "Aiko Kikkawa Takenaka", honorific="Ms.", position="Economist", organisation="ADB"),
]
DIALOGUE = b.programme(SESSION, people=PEOPLE, cities=CITIES, dropped=[b.dropped()])


def series(zone: str, *starts: str, length: int = 45) -> Programme:
    """A programme in `zone` with a session at each of the starts (local, or with an offset)."""
    sessions = [b.session(f"s{n}", start, length=length, zone=zone) for n, start in enumerate(starts)]
    return b.programme(*sessions, timezone=zone)


MATRIX = {
    "manila": DIALOGUE,
    "zurich over the change": series(
        "Europe/Zurich", "2020-10-24T09:00", "2020-10-25T00:30Z", "2020-10-25T01:30Z", "2020-10-25T09:00"
    ),
    "new york over the change": series(
        "America/New_York", "2020-10-31T09:00", "2020-11-01T05:15Z", "2020-11-01T06:15Z", "2020-11-01T09:00"
    ),
    "across midnight": series("Asia/Manila", "2020-09-08T23:30", length=180),
    "kathmandu": series("Asia/Kathmandu", "2026-03-01T09:15"),
    "lord howe": series("Australia/Lord_Howe", "2021-04-04T01:15", "2021-04-03T14:45Z", "2021-04-04T10:00"),
    "casablanca in ramadan": series(
        "Africa/Casablanca", "2023-03-18T10:00", "2023-03-20T10:00", "2023-04-24T10:00"
    ),
    "sao paulo": series("America/Sao_Paulo", "2018-02-17T12:00", "2018-11-03T10:00", "2018-11-04T10:00"),
    "apia skips a day": series("Pacific/Apia", "2011-12-29T10:00", "2011-12-31T10:00"),
    "dublin": series("Europe/Dublin", "2020-10-24T09:00", "2020-10-26T09:00"),
    "utc": series("UTC", "2020-09-08T09:00"),
}


def lines_of(ics: bytes) -> list[str]:
    """Content lines, unfolded (RFC 5545 §3.1)."""
    return ics.decode().replace("\r\n ", "").split("\r\n")


def in_icalendar(ics: bytes) -> list[dict[str, Any]]:
    return [_in_icalendar(event) for event in Calendar.from_ical(ics).walk("VEVENT")]


def _in_icalendar(event: Component) -> dict[str, Any]:
    return {
        "uid": event["UID"],
        "start": event["DTSTART"].dt.timestamp(),
        "end": event["DTEND"].dt.timestamp(),
        "summary": event["SUMMARY"],
        "description": event.get("DESCRIPTION"),
        "location": event.get("LOCATION"),
        "status": event["STATUS"],
    }


def in_vobject(ics: bytes) -> list[dict[str, Any]]:
    command = [sys.executable, str(Path(__file__).with_name("read_vobject.py"))]
    done = subprocess.run(command, input=ics, capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def in_ical_js(node: Callable[..., str], ics: bytes) -> dict[str, Any]:
    """All that read_ics.mjs prints."""
    return json.loads(node("await import('./read_ics.mjs')", stdin=ics.decode()))  # type: ignore[no-any-return]


def meant(programme: Programme) -> list[tuple[str, float, float, str]]:
    return [
        (f"{one.id}@dialogue.dialogue", one.start.timestamp(), one.end.timestamp(), one.title[0][1])
        for one in (*programme.in_order, *programme.dropped)
    ]


def read(events: list[dict[str, Any]]) -> list[tuple[str, float, float, str]]:
    return [(one["uid"], one["start"], one["end"], one["summary"]) for one in events]


@pytest.mark.parametrize("name", MATRIX)
def test_icalendar_reads_the_instants(name: str) -> None:
    assert read(in_icalendar(ical.agenda(MATRIX[name], b.viewer()))) == meant(MATRIX[name])


@pytest.mark.parametrize("name", MATRIX)
def test_vobject_reads_the_instants(name: str) -> None:
    assert read(in_vobject(ical.agenda(MATRIX[name], b.viewer()))) == meant(MATRIX[name])


@pytest.mark.parametrize("name", MATRIX)
def test_ical_js_reads_the_instants(name: str, node: Callable[..., str]) -> None:
    assert read(in_ical_js(node, ical.agenda(MATRIX[name], b.viewer()))["events"]) == meant(MATRIX[name])


def test_three_readers_read_nasty_text(node: Callable[..., str]) -> None:
    programme = b.programme(b.session(title=NASTY, room="r"), rooms=[b.room("r", NASTY)], title=NASTY)
    ics = ical.agenda(programme, b.viewer())
    for events in (in_icalendar(ics), in_vobject(ics), in_ical_js(node, ics)["events"]):
        assert [(one["summary"], one["location"]) for one in events] == [(NASTY, NASTY)]
    # No reader here knows RFC 7986: they leave the escapes of NAME as they are.
    assert in_ical_js(node, ics)["name"] == ical.TextValue(NASTY).to_ical().decode()


def test_lines_are_short_and_whole() -> None:
    ics = ical.agenda(b.programme(b.session(title=NASTY), title=NASTY), b.viewer())
    assert ics.endswith(b"END:VCALENDAR\r\n")
    for line in ics.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


def test_whole_calendar() -> None:
    assert lines_of(ical.agenda(replace(DIALOGUE, sessions=(), people=()), b.viewer())) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dialogue//Programme//EN",
        "NAME:Dialogue on Labor Migration",
        "X-WR-CALNAME:Dialogue on Labor Migration",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://dialogue.example.org/dialogue/agenda.ics",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Manila",
        "BEGIN:STANDARD",
        "DTSTART:19900729T000000",
        "TZNAME:PST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Old",
        "DTSTART;TZID=Asia/Manila:20200908T100000",
        "DTEND;TZID=Asia/Manila:20200908T110000",
        "DTSTAMP:20200901T020000Z",
        "UID:old@dialogue.dialogue",
        "SEQUENCE:1",
        "LAST-MODIFIED:20200901T020000Z",
        "STATUS:CANCELLED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_entry_of_a_session() -> None:
    (event,) = Calendar.from_ical(ical.session(DIALOGUE, b.viewer(), "session-1")).walk("VEVENT")
    read = {name: value.to_ical().decode() for name, value in event.items() if name != "DESCRIPTION"}
    assert read == {
        "UID": "session-1@dialogue.dialogue",
        "SEQUENCE": "0",
        "DTSTAMP": "20200901T020000Z",
        "LAST-MODIFIED": "20200901T020000Z",
        "STATUS": "CONFIRMED",
        "SUMMARY": "Session 1: Sustainable Development Outcomes of Migration",
        "DTSTART": "20200908T141500",
        "DTEND": "20200908T151500",
        "LOCATION": "Webinar",
        "URL": "https://dialogue.example.org/dialogue/sessions/session-1/",
        "CATEGORIES": "session",
        "TRANSP": "OPAQUE",
    }


def test_description_is_for_people() -> None:
    (event,) = in_icalendar(ical.session(DIALOGUE, b.viewer(), "session-1"))
    assert event["description"].split("\n") == [
        "2:15–3:15 pm Manila/Beijing time",
        "1:15–2:15 pm Bangkok time",
        "12:45–1:45 pm Nay Pyi Taw time",
        "",
        "Facilitated by Mr. Alfredo Perdiguero, ADB",
        "Moderator: Ms. Sashini Gomez, IOM (TBC)",
        "",
        "Unpacks good practices.",
        "",
        "• policy",
        "• GCM (https://iom.int/gcm)",
        "",
        "Guiding questions:",
        "• How can labor migration contribute?",
        "• What of the SDGs?",
        "",
        "Presentations: 2:15–2:40 pm Manila time",
        "Presenters:",
        "• Ms. Cécile Riallant, Head, IOM",
        "• Ms. Aiko Kikkawa Takenaka, Economist, ADB",
        "",
        "Open discussion",
        "",
        "https://dialogue.example.org/dialogue/sessions/session-1/",
    ]


def test_doubled_hour_is_written_in_utc() -> None:
    ics = ical.agenda(MATRIX["zurich over the change"], b.viewer())
    events = Calendar.from_ical(ics).walk("VEVENT")
    moments = [event[name] for event in events for name in ("DTSTART", "DTEND")]
    assert [(one.params.get("TZID", "Z"), one.to_ical().decode()[:13]) for one in moments] == [
        ("Europe/Zurich", "20201024T0900"),
        ("Europe/Zurich", "20201024T0945"),
        ("Z", "20201025T0030"),
        ("Z", "20201025T0115"),
        ("Z", "20201025T0130"),
        ("Europe/Zurich", "20201025T0315"),
        ("Europe/Zurich", "20201025T0900"),
        ("Europe/Zurich", "20201025T0945"),
    ]


@pytest.mark.parametrize("zone", sorted(ical.UTC_ZONES))
def test_utc_writes_z_and_no_vtimezone(zone: str) -> None:
    ics = ical.agenda(series(zone, "2020-09-08T09:00Z"), b.viewer()).decode()
    assert "DTSTART:20200908T090000Z" in ics
    assert "TZID" not in ics


def test_utc_zones_are_all_names_of_utc() -> None:
    moment = datetime(2020, 9, 8, tzinfo=UTC)
    named = {name for name in clocks.zone_names() if clocks.local(moment, name).tzname() == "UTC"}
    assert named == ical.UTC_ZONES


def test_no_vtimezone_where_no_moment_needs_it() -> None:
    programme = series("Europe/Zurich", "2020-10-25T00:05Z")
    assert b"TZID" not in ical.session(programme, b.viewer(), "s0")


def test_empty_agenda_holds_its_clock() -> None:
    """A calendar may not be empty (RFC 5545 §3.6)."""
    lines = lines_of(ical.agenda(b.programme(version=0, published_at=None), b.viewer()))
    assert "TZID:Asia/Manila" in lines
    assert "BEGIN:VEVENT" not in lines


def test_ical_js_knows_where_to_refresh(node: Callable[..., str]) -> None:
    understood = in_ical_js(node, ical.agenda(DIALOGUE, b.viewer()))
    del understood["events"]
    assert understood == {
        "name": "Dialogue on Labor Migration",
        "source": "https://dialogue.example.org/dialogue/agenda.ics",
        "refresh": "PT1H",
        "zones": ["Asia/Manila"],
    }


def test_no_method_no_duration_no_second_clock() -> None:
    names = [line.partition(":")[0].partition(";")[0] for line in lines_of(ical.agenda(DIALOGUE, b.viewer()))]
    assert "METHOD" not in names
    assert "DURATION" not in names
    assert names.count("TZID") == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "tentative"}, {"STATUS": "TENTATIVE", "TRANSP": "OPAQUE"}),
        ({"status": "cancelled"}, {"STATUS": "CANCELLED", "TRANSP": "TRANSPARENT"}),
        ({"kind": "meal"}, {"CATEGORIES": "meal", "TRANSP": "TRANSPARENT"}),
        ({"kind": "group-photo"}, {"CATEGORIES": "group-photo", "TRANSP": "OPAQUE"}),
        ({"sequence": 4, "changed": datetime(2020, 9, 3, 1, tzinfo=UTC)}, {"SEQUENCE": "4", "DTSTAMP": "20200903T010000Z"}),
        ({"changed": None}, {"DTSTAMP": "20200901T020000Z", "LAST-MODIFIED": "20200901T020000Z"}),
        ({}, {"LOCATION": "Online"}),
    ],
)  # fmt: skip
def test_properties_follow_the_session(fields: dict[str, Any], expected: dict[str, str]) -> None:
    (event,) = Calendar.from_ical(ical.agenda(b.programme(b.session(**fields)), b.viewer())).walk("VEVENT")
    assert {name: event[name].to_ical().decode() for name in expected} == expected


def test_draft_is_stamped_without_a_clock() -> None:
    draft = b.programme(b.session(sequence=None, changed=None), version=0, published_at=None)
    assert {"SEQUENCE:0", "DTSTAMP:20200908T061500Z"} <= set(lines_of(ical.agenda(draft, b.viewer())))


def test_sessions_stand_in_order_then_the_dropped() -> None:
    sessions = [b.session("late", "2020-09-08T15:00"), b.session("early", "2020-09-08T14:00")]
    programme = b.programme(*sessions, dropped=[b.dropped("gone", "2020-09-08T09:00")])
    uids = [one["uid"].partition("@")[0] for one in in_icalendar(ical.agenda(programme, b.viewer()))]
    assert uids == ["early", "late", "gone"]


def test_session_file_says_where_it_comes_from() -> None:
    lines = lines_of(ical.session(DIALOGUE, b.viewer(), "session-1"))
    assert "SOURCE;VALUE=URI:https://dialogue.example.org/dialogue/sessions/session-1.ics" in lines
    assert lines.count("BEGIN:VEVENT") == 1


def test_a_participant_s_file_does_not_say_where_it_comes_from() -> None:
    """From there a program would fetch what everybody gets, which is less."""
    whole = ical.agenda(
        b.programme(SESSION, people=PEOPLE, rooms=[b.room("webinar")]), b.viewer(audience="participants")
    )
    assert not [one for one in lines_of(whole) if one.startswith("SOURCE")]
    assert "URL:https://dialogue.example.org/dialogue/sessions/session-1/" in lines_of(whole)


def test_a_private_event_has_no_address() -> None:
    private = b.programme(SESSION, people=PEOPLE, rooms=[b.room("webinar")], visibility="private")
    for written in (ical.agenda(private, b.viewer()), ical.session(private, b.viewer(), "session-1")):
        assert not [one for one in lines_of(written) if one.startswith(("SOURCE", "URL"))]
        assert b"dialogue.example.org" not in written.replace(b"\r\n ", b"")


def test_unknown_and_dropped_sessions() -> None:
    with pytest.raises(NotInProgramme):
        ical.session(DIALOGUE, b.viewer(), "session-99")
    with pytest.raises(NoLongerInProgramme):
        ical.session(DIALOGUE, b.viewer(), "old")


def test_neither_zone_nor_pinning_changes_a_byte() -> None:
    bytes_seen = {
        ical.agenda(DIALOGUE, b.viewer(zone, pinned=pin))
        for zone in ("UTC", b.MANILA)
        for pin in (True, False)
    }
    assert len(bytes_seen) == 1


def test_language() -> None:
    title = {"en": "Opening", "vi": "Khai mạc"}
    programme = b.programme(
        b.session(title=title), title={"en": "Dialogue", "vi": "Đối thoại"}, languages=["en", "vi"]
    )
    lines = lines_of(ical.agenda(programme, b.viewer(language="vi")))
    assert {
        "NAME:Đối thoại",
        "SUMMARY:Khai mạc",
        "SOURCE;VALUE=URI:https://dialogue.example.org/dialogue/agenda.ics?lang=vi",
        "URL:https://dialogue.example.org/dialogue/sessions/session-1/?lang=vi",
    } <= set(lines)


def test_same_bytes_in_two_processes() -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from agenda.outputs import ical, viewer\n"
        "from agenda.programme.model import from_stored\n"
        "seen = viewer.Viewer(timezone='Asia/Manila', language='en', base_url='https://dialogue.example.org')\n"
        "sys.stdout.buffer.write(ical.agenda(from_stored(sys.stdin.buffer.read()), seen))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=to_stored(DIALOGUE),
            env={**environment, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "271828")
    ]
    assert outputs == [ical.agenda(DIALOGUE, b.viewer())] * 2


def test_two_hundred_sessions_are_quick() -> None:
    """150 ms is the aim; twice that is allowed to a busy machine. The best of three."""
    sessions = [
        replace(SESSION, id=f"s{n}", slug=f"s{n}", start=SESSION.start + timedelta(minutes=15 * n), end=SESSION.end + timedelta(minutes=15 * n))
        for n in range(200)
    ]  # fmt: skip
    programme = replace(DIALOGUE, sessions=tuple(sessions))
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        ical.agenda(programme, b.viewer())
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.3


@cache
def zone_names() -> list[str]:
    return sorted(clocks.zone_names())


# Control characters (Cc) are refused at import; surrogates (Cs) are no text.
titles = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), min_size=1, max_size=300)


@given(
    zone=st.sampled_from(zone_names()),
    day=st.dates(date(1973, 1, 2), date(2199, 12, 1)),
    minute=st.integers(0, 1439),
    length=st.integers(1, 5000),
    title=titles,
)
def test_any_zone_date_length_and_title(zone: str, day: date, minute: int, length: int, title: str) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    programme = b.programme(b.session("one", start, length=length, title=title), timezone=zone)
    assert read(in_icalendar(ical.agenda(programme, b.viewer()))) == meant(programme)
