"""registration/calendars/itip.py: what is in whose calendar, and the letter of RFC 5546 as two parsers read it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from agenda.programme.model import Programme, uid_of_day
from registration.calendars import itip
from registration.calendars.itip import Entry, Mailbox
from tests import builders as b

SENT = datetime(2020, 9, 2, 3, 4, 5, 678, tzinfo=UTC)
DESK = Mailbox("Secretariat", "desk@adb.example")
HUONG = Mailbox("Ms. Nguyễn Thị Hương", "huong@molisa.example")
VOBJECT = Path(__file__).resolve().parents[2] / "agenda" / "outputs" / "read_vobject.py"
CITIES = [b.city("Manila"), b.city("Beijing", "Asia/Shanghai"), b.city("Bangkok", "Asia/Bangkok")]


def meeting(*sessions, **fields) -> Programme:
    rooms = [b.room("hall", "Hall A"), b.room("webinar", "Webinar")]
    return b.programme(*sessions, rooms=rooms, cities=CITIES, people=[b.person("gomez")], **fields)


def of(programme: Programme, person: str = "", **viewer) -> list[Entry]:
    return itip.entries(programme, b.viewer(audience="participants", **viewer), person)


def written(entry: Entry, method="REQUEST", sequence=0, answered=True) -> bytes:
    return itip.body(method, entry, sequence, SENT, DESK, HUONG, answered=answered)


def event_of(content: bytes):
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


TWO_DAYS = meeting(
    b.session("s1", start="2020-09-08T14:00", length=60, room="hall", people=[b.appearance("gomez")]),
    b.session("s2", start="2020-09-08T16:00", length=60, room="hall", audience="participants"),
    b.session("s3", start="2020-09-09T09:00", length=30, room="webinar", status="tentative"),
    title="A meeting",
)


def test_a_day_is_one_entry_with_all_its_sessions() -> None:
    first, second = of(TWO_DAYS)
    assert first == Entry(
        key="day:1",
        uid="dialogue.1@dialogue.dialogue",
        start=b.moment("2020-09-08T14:00"),
        end=b.moment("2020-09-08T17:00"),
        zone="Asia/Manila",
        summary="A meeting",
        status="confirmed",
        place="Hall A",
        hours=("2:00–5:00 pm Manila/Beijing time", "1:00–4:00 pm Bangkok time"),
        page=f"{b.BASE_URL}/dialogue/agenda/",
    )
    assert (second.key, second.status, second.place) == ("day:2", "tentative", "Webinar")


def test_a_speaker_also_has_their_sessions() -> None:
    assert [one.key for one in of(TWO_DAYS, "gomez")] == ["day:1", "day:2", "session:s1"]
    assert of(TWO_DAYS, "gomez")[-1].page == f"{b.BASE_URL}/dialogue/sessions/s1/"
    assert [one.key for one in of(TWO_DAYS, "nobody")] == ["day:1", "day:2"]


def test_what_is_cancelled_is_not_there() -> None:
    programme = meeting(
        b.session("s1", status="cancelled", people=[b.appearance("gomez")]),
        b.session("s2", start="2020-09-09T09:00"),
    )
    assert [one.key for one in of(programme, "gomez")] == ["day:2"]


def test_the_address_of_a_session_for_participants_is_the_agenda_s() -> None:
    programme = meeting(b.session("s1", audience="participants", people=[b.appearance("gomez")]))
    assert of(programme, "gomez")[-1].page.endswith("/agenda/")


def test_what_is_worth_a_letter() -> None:
    """Hours, zone, words, place, status; not where the entry leads, nor which clocks are shown beside."""
    entry = of(TWO_DAYS)[0]
    later = entry.start + timedelta(minutes=1)
    for field in ({"start": later}, {"end": later}, {"zone": "Asia/Shanghai"}, {"summary": "Another"},
                  {"place": "Hall B"}, {"status": "tentative"}):  # fmt: skip
        assert entry._replace(**field).digest != entry.digest, field
    assert entry._replace(page="https://else.example/", hours=()).digest == entry.digest


@pytest.mark.parametrize(("answered", "rsvp"), [(True, "TRUE"), (False, "FALSE")])
def test_request(answered: bool, rsvp: str) -> None:
    content = written(of(TWO_DAYS)[0], sequence=3, answered=answered)
    calendar = Calendar.from_ical(content)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == ["Asia/Manila"]
    event = event_of(content)
    assert event["ATTENDEE"] == "mailto:huong@molisa.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Ms. Nguyễn Thị Hương", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": rsvp,
    }  # fmt: skip
    assert event["ORGANIZER"] == "mailto:desk@adb.example"
    assert dict(event["ORGANIZER"].params) == {"CN": "Secretariat"}
    assert event["DTSTART"].params["TZID"] == "Asia/Manila"
    assert event["DTSTAMP"].dt == SENT.replace(microsecond=0)
    assert (event["SEQUENCE"], event["STATUS"], event["SUMMARY"]) == (3, "CONFIRMED", "A meeting")
    assert event["DESCRIPTION"] == (
        f"2:00–5:00 pm Manila/Beijing time\n1:00–4:00 pm Bangkok time\n\n{b.BASE_URL}/dialogue/agenda/"
    )
    assert event["LOCATION"] == "Hall A"


def test_the_entry_of_one_person() -> None:
    day, session = of(TWO_DAYS)[0], of(TWO_DAYS, "gomez")[-1]
    assert itip.uid_of_person(day.uid, 7) == "dialogue.1.p7@dialogue.dialogue"
    assert itip.uid_of_person(session.uid, 12) == "s1.p12@dialogue.dialogue"
    assert len(itip.uid_of_person(uid_of_day(999, "d" * 64), 2**63 - 1)) <= 255
    alone = day._replace(reader="Ms. Ma Thida")
    shared = alone._replace(shared=True)
    assert alone.digest == shared.digest == day.digest
    assert [event_of(written(one))["SUMMARY"] for one in (alone, shared)] == [
        "A meeting", "A meeting (Ms. Ma Thida)",
    ]  # fmt: skip
    assert event_of(written(alone))["DESCRIPTION"].startswith("For Ms. Ma Thida\n2:00–5:00 pm Manila")


@pytest.mark.parametrize(
    "organiser", [DESK, Mailbox("", "a@b.example"), Mailbox("Ban ^ thư; ký, “ก”", "a@b.example")]
)
def test_the_organiser_is_read_back(organiser: Mailbox) -> None:
    content = itip.body("REQUEST", of(TWO_DAYS)[0], 0, SENT, organiser, HUONG, answered=True)
    assert itip.organiser_of(content.decode()) == organiser


def test_the_answer_so_far() -> None:
    entry = of(TWO_DAYS)[0]
    content = itip.body("REQUEST", entry, 1, SENT, DESK, HUONG, answered=True, partstat="ACCEPTED")
    assert event_of(content)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_tentative() -> None:
    assert event_of(written(of(TWO_DAYS)[1]))["STATUS"] == "TENTATIVE"


def test_cancel_names_only_whom_it_takes_off() -> None:
    kept = Entry(
        "day:1", "u@x", b.moment("2020-09-08T14:00"), b.moment("2020-09-08T15:00"), "Asia/Manila", "M"
    )
    event = event_of(written(kept, "CANCEL", 4))
    assert Calendar.from_ical(written(kept, "CANCEL", 4))["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 4, "u@x")
    assert event["ATTENDEE"] == "mailto:huong@molisa.example"
    assert "RSVP" not in event["ATTENDEE"].params
    assert "PARTSTAT" not in event["ATTENDEE"].params
    assert "DESCRIPTION" not in event


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_utc_has_no_clock(zone: str) -> None:
    content = written(of(meeting(b.session(), timezone=zone))[0])
    assert b"VTIMEZONE" not in content
    assert b"TZID" not in content


@pytest.mark.parametrize(
    ("zone", "start"),
    [("Europe/Zurich", "2026-10-25T01:30"), ("Australia/Lord_Howe", "2026-04-05T00:30"),
     ("Africa/Casablanca", "2026-02-15T00:30"), ("Asia/Kathmandu", "2026-05-01T09:00"),
     ("America/New_York", "2026-11-01T00:30")],
)  # fmt: skip
def test_vobject_reads_the_same_instants(zone: str, start: str) -> None:
    programme = meeting(b.session("s1", start=b.moment(start, zone), length=300), timezone=zone)
    entry = of(programme)[0]
    content = written(entry)
    read = subprocess.run([sys.executable, str(VOBJECT)], input=content, capture_output=True, check=True)
    (event,) = json.loads(read.stdout)
    assert (event["start"], event["end"]) == (entry.start.timestamp(), entry.end.timestamp())
    assert (event["uid"], event["summary"], event["status"]) == (entry.uid, entry.summary, "CONFIRMED")
    assert event["description"] == "\n".join(entry.hours) + "\n\n" + entry.page
    assert event_of(content)["DTSTART"].dt == entry.start


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


@given(summary=words, place=words, name=words)
def test_any_text_comes_back(summary: str, place: str, name: str) -> None:
    entry = of(TWO_DAYS)[0]._replace(summary=summary + "\nBEGIN:VEVENT\\n;,", place=place)
    content = itip.body("REQUEST", entry, 0, SENT, DESK, Mailbox(name, HUONG.address), answered=True)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    content.decode()
    event = event_of(content)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (entry.summary, place)
    assert event["ATTENDEE"] == "mailto:huong@molisa.example"
