"""registration/calendars/feed_file.py: one person's calendar, as three readers (icalendar, vobject, ical.js) understand it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Component

from agenda.outputs import ical
from agenda.programme.visibility import visible_to
from registration.calendars import feed_file
from registration.calendars.feed_file import Subscriber
from registration.calendars.joining import Detail
from tests import builders as b

READ_VOBJECT = Path(__file__).resolve().parents[2] / "agenda" / "outputs" / "read_vobject.py"
LATER = datetime(2020, 9, 5, 4, 3, 2, tzinfo=UTC)
LINK = "https://join.example/j/1?a=b,c;d&e=1"
DETAILS = (
    Detail(key=1, kind="link", value=LINK),
    Detail(key=2, kind="passcode", value="s3cr;et, \\n"),
    Detail(key=3, kind="dial-in", value="+63 2 8632 (44), 123#", note="Manila"),
    Detail(key=4, kind="interpretation", value="Channel 2", language="th", session="s1"),
    Detail(key=5, kind="interpretation", value="https://hear.example/vi", language="vi", session="s1"),
)
PROGRAMME = b.programme(
    b.session("s1", room="hall", people=[b.appearance("gomez", "moderator"), b.appearance("olsen")],
              segments=[b.segment(people=[b.appearance("gomez", "facilitator"), b.appearance("gomez")])]),
    b.session("break", "2020-09-08T15:15", kind="break", sequence=2),
    b.session("inside", "2020-09-08T16:15", audience="participants"),
    b.session("off", "2020-09-08T17:15", status="cancelled", sequence=1, people=[b.appearance("gomez")]),
    dropped=[b.dropped("old")],
)  # fmt: skip
PLAIN = Subscriber()
CONFIRMED = b.viewer(audience="participants")


def entries(ics: bytes) -> dict[str, Component]:
    return {str(one["UID"]).partition("@")[0]: one for one in Calendar.from_ical(ics).walk("VEVENT")}


def made(subscriber: Subscriber = PLAIN, details: tuple[Detail, ...] = (), viewer: Any = CONFIRMED):
    return entries(feed_file.render(PROGRAMME, viewer, subscriber, details))


def lines_of(ics: bytes) -> list[str]:
    return ics.decode().replace("\r\n ", "").split("\r\n")


def test_the_entries_are_those_of_the_public_calendar() -> None:
    """Line by line, but for the name of the file and CLASS (RFC 5545 §3.8.1.3)."""
    viewer = b.viewer()
    public = lines_of(ical.agenda(visible_to(PROGRAMME, "public"), viewer))
    own = lines_of(feed_file.render(PROGRAMME, viewer, Subscriber()))
    assert own.count("CLASS:PRIVATE") == 4
    assert [one for one in own if one not in public] == [
        "NAME:Dialogue on Labor Migration (my calendar)",
        "X-WR-CALNAME:Dialogue on Labor Migration (my calendar)",
        *["CLASS:PRIVATE"] * 4,
    ]
    assert [one for one in public if one not in own] == [
        "NAME:Dialogue on Labor Migration",
        "X-WR-CALNAME:Dialogue on Labor Migration",
        "SOURCE;VALUE=URI:https://dialogue.example.org/dialogue/agenda.ics",
    ]


def test_who_is_confirmed_has_what_is_for_participants() -> None:
    assert list(made(viewer=b.viewer())) == ["s1", "break", "off", "old"]
    found = made()
    assert list(found) == ["s1", "break", "inside", "off", "old"]
    assert "URL" not in found["inside"], "it has no public page"
    assert found["inside"]["DESCRIPTION"] == "4:15–5:15 pm Manila time"


def test_their_part_is_named() -> None:
    found = made(Subscriber(programme_person_id="gomez"))
    assert found["s1"]["DESCRIPTION"].endswith("\n\nYour part: Moderator, Facilitator, Speaker")
    assert found["off"]["DESCRIPTION"].endswith("\n\nYour part: Speaker")
    assert not any("Your part" in one.get("DESCRIPTION", "") for one in made(Subscriber()).values())
    assert not any(
        "Your part" in one.get("DESCRIPTION", "")
        for one in made(Subscriber(programme_person_id="x")).values()
    )


def test_how_to_join_stands_where_programs_look() -> None:
    found = made(details=DETAILS)
    assert found["s1"]["DESCRIPTION"].split("\n\n")[-1].split("\n") == [
        "How to join:",
        f"Link: {LINK}",
        "Passcode: s3cr;et, \\n",
        "Telephone number: +63 2 8632 (44), 123# (Manila)",
        "Interpretation channel (ไทย): Channel 2",
        "Interpretation channel (Tiếng Việt): https://hear.example/vi",
    ]
    assert (found["s1"]["URL"], found["s1"]["LOCATION"]) == (LINK, LINK)
    assert [
        (str(one), dict(one.params)) for one in found["s1"]["CONFERENCE"]
    ] == [
        (LINK, {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Link"}),
        ("tel:+632863244", {"VALUE": "URI", "FEATURE": "PHONE", "LABEL": "Telephone number"}),
        (
            "https://hear.example/vi",
            {"VALUE": "URI", "FEATURE": "AUDIO", "LABEL": "Interpretation channel (Tiếng Việt)", "LANGUAGE": "vi"},
        ),
    ]  # fmt: skip
    assert [str(one) for one in found["inside"]["CONFERENCE"]] == [LINK, "tel:+632863244"]
    for gone in ("off", "old"):
        assert LINK not in found[gone].to_ical().decode().replace("\r\n ", "")


def test_a_hall_stays_the_place() -> None:
    programme = b.programme(b.session("s1", room="hall"), setting="hybrid")
    event = entries(feed_file.render(programme, CONFIRMED, Subscriber(), DETAILS))["s1"]
    assert (event["LOCATION"], event["URL"]) == ("Hall", LINK)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("+63 2 8632 4444", "tel:+63286324444"),
        ("+1 (646) 558-8656,,123456#", "tel:+16465588656"),
        ("02 8632", ""),
        ("", ""),
        ("call us", ""),
    ],
)
def test_telephone(number: str, address: str) -> None:
    assert feed_file.telephone(number) == address


def test_a_reminder_where_one_was_asked_for() -> None:
    assert not any(one.subcomponents for one in made().values())
    found = made(Subscriber(reminder_minutes=15))
    assert [name for name, one in found.items() if one.subcomponents] == ["s1", "break", "inside"]
    (alarm,) = found["s1"].subcomponents
    assert {name: value.to_ical().decode() for name, value in alarm.items()} == {
        "ACTION": "DISPLAY",
        "DESCRIPTION": "S1",
        "TRIGGER": "-PT15M",
    }
    assert alarm["TRIGGER"].dt == -timedelta(minutes=15)
    assert b"TRIGGER:-PT1H\r\n" in feed_file.render(PROGRAMME, CONFIRMED, Subscriber(reminder_minutes=60))


def test_stamps_move_and_sequence_stays() -> None:
    before, after = made(), made(Subscriber(changed=LATER))
    assert {one["SEQUENCE"] for one in before.values()} == {0, 1, 2}
    for name, one in after.items():
        assert one["SEQUENCE"] == before[name]["SEQUENCE"]
        assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt == LATER
    assert made(Subscriber(changed=b.PUBLISHED - timedelta(days=1))) == before


def test_of_someone_who_went_all_is_cancelled_and_bare() -> None:
    before = made(Subscriber(programme_person_id="gomez", reminder_minutes=10), DETAILS)
    ics = feed_file.render(
        PROGRAMME,
        CONFIRMED,
        Subscriber(programme_person_id="gomez", ended=True, raised=1, changed=LATER, reminder_minutes=10),
        DETAILS,
    )
    after = entries(ics)
    assert list(after) == list(before)
    for name, one in after.items():
        assert set(one) == {
            "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS", "SUMMARY", "DTSTART", "DTEND", "CLASS",
        }  # fmt: skip
        assert (one["STATUS"], one["SEQUENCE"]) == ("CANCELLED", before[name]["SEQUENCE"] + 1)
        assert [one[key].dt for key in ("DTSTART", "DTEND")] == [
            before[name][key].dt for key in ("DTSTART", "DTEND")
        ]
    assert b"join.example" not in ics
    assert b"VALARM" not in ics


def test_the_same_words_in_the_reader_s_language() -> None:
    programme = b.programme(
        b.session("s1", title={"en": "Opening", "fr": "Ouverture"}), languages=["en", "fr"]
    )
    event = entries(feed_file.render(programme, b.viewer(language="fr"), Subscriber()))["s1"]
    assert event["SUMMARY"] == "Ouverture"
    assert event["URL"].endswith("/sessions/s1/?lang=fr")


NASTY = 'A; b, "c" \\n \\N d 🧑‍🤝‍🧑 ไทย'


def test_other_readers_understand_it(node: Callable[..., str]) -> None:
    details = (*DETAILS, Detail(key=9, kind="passcode", value=NASTY, note=NASTY))
    ics = feed_file.render(
        PROGRAMME, CONFIRMED, Subscriber(programme_person_id="gomez", reminder_minutes=30), details
    )
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))
    mine = [
        (str(one["UID"]), one["DTSTART"].dt.timestamp(), one["DTEND"].dt.timestamp(), one.get("DESCRIPTION"),
         one.get("LOCATION"), one["STATUS"])
        for one in Calendar.from_ical(ics).walk("VEVENT")
    ]  # fmt: skip
    assert NASTY in mine[0][3]
    names = ("uid", "start", "end", "description", "location", "status")
    done = subprocess.run(
        [sys.executable, str(READ_VOBJECT)], input=ics, capture_output=True, timeout=60, check=True
    )
    assert [tuple(one[name] for name in names) for one in json.loads(done.stdout)] == mine
    found = json.loads(node("await import('./read_ics.mjs')", stdin=ics.decode()))
    assert [tuple(one[name] for name in names) for one in found["events"]] == mine
    assert (found["name"], found["source"]) == ("Dialogue on Labor Migration (my calendar)", None)


READ_WAYS = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const events = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8"))).getAllSubcomponents("vevent");
console.log(JSON.stringify(events.map((event) => ({
  url: event.getFirstPropertyValue("url"),
  conferences: event.getAllProperties("conference").map((one) => [one.getFirstValue(), one.getParameter("label")]),
  alarms: event.getAllSubcomponents("valarm").map((one) => one.getFirstPropertyValue("trigger").toSeconds()),
}))));
"""


def test_ical_js_finds_the_ways_and_the_reminder(node: Callable[..., str]) -> None:
    ics = feed_file.render(PROGRAMME, CONFIRMED, Subscriber(reminder_minutes=30), DETAILS[:3])
    whole = {
        "url": LINK,
        "conferences": [[LINK, "Link"], ["tel:+632863244", "Telephone number"]],
        "alarms": [-1800],
    }
    found = json.loads(node(READ_WAYS, stdin=ics.decode()))
    assert found[:3] == [whole] * 3
    assert [(one["conferences"], one["alarms"]) for one in found[3:]] == [([], [])] * 2


def test_an_event_without_sessions() -> None:
    ics = feed_file.render(b.programme(), CONFIRMED, Subscriber(reminder_minutes=10))
    assert Calendar.from_ical(ics).walk("VEVENT") == []
    assert b"BEGIN:VTIMEZONE" in ics
