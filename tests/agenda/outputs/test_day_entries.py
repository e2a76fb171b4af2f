"""agenda/outputs/day_entries.py: the meeting as one entry a day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace

from agenda.outputs import OUTPUTS, day_entries, ical
from agenda.programme.changes import without_stamps
from agenda.programme.days import days_of
from agenda.programme.model import Programme, from_stored, to_stored
from agenda.programme.stamps import stamped
from agenda.programme.visibility import visible_to
from tests import builders as b
from tests.agenda.outputs.test_calendar_matrix import by_the_book, entry_of
from tests.agenda.outputs.test_ical import CITIES, NASTY, in_ical_js, in_icalendar, in_vobject, lines_of
from tests.agenda.programme.strategies import programmes

TWO_DAYS = b.programme(
    b.session("opening", "2020-09-08T13:30", length=30, title="Opening", room="webinar"),
    b.session("panel", "2020-09-08T14:00", length=150, title="Panel", status="tentative", room="webinar"),
    b.session("old-talk", "2020-09-08T09:00", title="Talk", status="cancelled"),
    b.session("second", "2020-09-09T22:30", length=180, title="Closing"),
    cities=CITIES,
)


def published(draft: Programme, previous: Programme | None = None) -> Programme:
    """The next version."""
    number = previous.version + 1 if previous else 1
    moment = b.PUBLISHED + timedelta(days=number - 1)
    return replace(stamped(without_stamps(draft), previous, moment), version=number, published_at=moment)


def events(programme: Programme, **viewer: Any) -> list[dict[str, str]]:
    """The properties of each entry, as they stand in the file."""
    found = Calendar.from_ical(day_entries.event(programme, b.viewer(**viewer))).walk("VEVENT")
    return [{name: value.to_ical().decode() for name, value in one.items()} for one in found]


def test_entry_of_a_day() -> None:
    first, second = events(published(TWO_DAYS))
    del first["DESCRIPTION"]
    assert first == {
        "UID": "dialogue.1@dialogue.dialogue",
        "SEQUENCE": "0",
        "DTSTAMP": "20200901T020000Z",
        "LAST-MODIFIED": "20200901T020000Z",
        "STATUS": "CONFIRMED",
        "SUMMARY": "Dialogue on Labor Migration (day 1 of 2)",
        "DTSTART": "20200908T133000",
        "DTEND": "20200908T163000",
        "LOCATION": "Webinar",
        "URL": "https://dialogue.example.org/dialogue/agenda/",
        "TRANSP": "OPAQUE",
    }
    assert (second["UID"], second["DTEND"], second["LOCATION"]) == (
        "dialogue.2@dialogue.dialogue",
        "20200910T013000",
        "Online",
    )


def test_description_is_for_people() -> None:
    first, second = in_icalendar(day_entries.event(published(TWO_DAYS), b.viewer()))
    assert first["description"].split("\n") == [
        "1:30–4:30 pm Manila/Beijing time",
        "12:30–3:30 pm Bangkok time",
        "12:00–3:00 pm Nay Pyi Taw time",
        "",
        "Agenda (Manila time):",
        "9:00–10:00 am  Talk (Cancelled)",
        "1:30–2:00 pm  Opening",
        "2:00–4:30 pm  Panel (Tentative)",
        "",
        "https://dialogue.example.org/dialogue/agenda/",
    ]
    assert second["description"].split("\n")[:2] == [
        "10:30 pm–1:30 am (10 Sept) Manila/Beijing time",
        "9:30 pm–12:30 am (10 Sept) Bangkok time",
    ]


def test_the_file_is_written_as_the_agenda_is() -> None:
    lines = lines_of(day_entries.event(published(TWO_DAYS), b.viewer()))
    assert "SOURCE;VALUE=URI:https://dialogue.example.org/dialogue/event.ics" in lines
    assert lines.count("TZID:Asia/Manila") == 1
    assert not any(line.startswith("METHOD") for line in lines)


def test_one_day_needs_no_number() -> None:
    assert events(published(b.programme(b.session())))[0]["SUMMARY"] == "Dialogue on Labor Migration"


def test_a_dropped_day_is_bare() -> None:
    first = published(TWO_DAYS)
    second = published(replace(TWO_DAYS, sessions=TWO_DAYS.sessions[:3]), first)
    kept, gone = events(second)
    assert (kept["SUMMARY"], kept["SEQUENCE"], kept["LAST-MODIFIED"]) == (
        "Dialogue on Labor Migration",
        "0",
        "20200902T020000Z",
    )
    assert gone == {
        "UID": "dialogue.2@dialogue.dialogue",
        "SEQUENCE": "1",
        "DTSTAMP": "20200902T020000Z",
        "LAST-MODIFIED": "20200902T020000Z",
        "STATUS": "CANCELLED",
        "SUMMARY": "Dialogue on Labor Migration",
        "DTSTART": "20200909T223000",
        "DTEND": "20200910T013000",
    }


def test_a_cancelled_day_says_so_and_keeps_its_words() -> None:
    off = [replace(one, status="cancelled") for one in TWO_DAYS.sessions]
    first = events(published(replace(TWO_DAYS, sessions=tuple(off))))[0]
    assert (first["STATUS"], first["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "Panel (Cancelled)" in first["DESCRIPTION"]


def test_the_public_learns_no_hour_of_a_closed_session() -> None:
    """The closed breakfast is longer than the day and goes into the night."""
    closed = b.session("closed", "2020-09-08T06:06", length=1021, title="Ministers", audience="participants")
    programme = published(replace(TWO_DAYS, sessions=(*TWO_DAYS.sessions, closed)))
    output = next(one for one in OUTPUTS if one.name == "event-ics")
    public = output.drawn((programme,), b.viewer(), "")
    assert public == output.drawn((published(TWO_DAYS),), b.viewer(), "")
    inside = output.drawn((programme,), b.viewer(audience="participants"), "").decode()
    assert "20200908T060600" in inside
    assert "Ministers" in inside


def test_a_version_stored_before_there_were_days() -> None:
    old = from_stored(to_stored(TWO_DAYS).replace(b'"days":[],', b"").replace(b'"schema":2', b'"schema":1'))
    assert old.days == ()
    found = events(old)
    assert [(one["UID"], one["SEQUENCE"], one["DTSTAMP"]) for one in found] == [
        ("dialogue.1@dialogue.dialogue", "0", "20200901T020000Z"),
        ("dialogue.2@dialogue.dialogue", "0", "20200901T020000Z"),
    ]
    assert found == events(published(TWO_DAYS))


def test_the_golden_version_of_the_first_schema_has_its_day() -> None:
    golden = Path(__file__).parents[2] / "golden" / "programme-schema-1.json"
    old = from_stored(golden.read_bytes())
    (one,) = by_the_book(day_entries.event(old, b.viewer(base_url="https://x.example")))
    held = [session for session in old.sessions if session.status != "cancelled"]
    assert one.uid == f"{old.event.slug}.1@{old.event.slug}.dialogue"
    assert one.start == min(session.start for session in held).timestamp()
    assert one.end == max(session.end for session in held).timestamp()


def test_neither_zone_nor_pinning_changes_a_byte() -> None:
    programme = published(TWO_DAYS)
    assert day_entries.event(programme, b.viewer("UTC", pinned=True)) == day_entries.event(
        programme, b.viewer()
    )


def test_without_a_day_the_clock_stands_alone() -> None:
    lines = lines_of(day_entries.event(b.programme(), b.viewer()))
    assert "TZID:Asia/Manila" in lines
    assert "BEGIN:VEVENT" not in lines


def test_a_draft_says_that_it_is_one() -> None:
    draft = replace(TWO_DAYS, version=0, published_at=None)
    assert events(draft)[0]["SUMMARY"].startswith("DRAFT: ")


def test_language() -> None:
    title = {"en": "Dialogue", "vi": "Đối thoại"}
    programme = published(b.programme(b.session(), title=title, languages=["en", "vi"]))
    (one,) = events(programme, language="vi")
    assert one["SUMMARY"] == "Đối thoại"
    assert one["URL"] == "https://dialogue.example.org/dialogue/agenda/?lang=vi"


def test_three_readers_read_nasty_text(node: Callable[..., str]) -> None:
    programme = published(
        b.programme(b.session(title=NASTY, room="r"), rooms=[b.room("r", NASTY)], title=NASTY)
    )
    ics = day_entries.event(programme, b.viewer())
    for found in (in_icalendar(ics), in_vobject(ics), in_ical_js(node, ics)["events"]):
        assert [(one["summary"], one["location"]) for one in found] == [(NASTY, NASTY)]
        assert NASTY in found[0]["description"]


def whole(ics: bytes) -> None:
    """Lines of at most 75 octets, none of which cuts a character, none with a line break of its own (RFC 5545 §3.1)."""
    assert ics.endswith(b"END:VCALENDAR\r\n")
    for line in ics.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


EXAMPLES = settings().max_examples if settings().max_examples > 300 else 300
"""The deep profile has its own number."""


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_any_programme_comes_back_equal(drawn: Programme) -> None:
    """Published: every session, and every day, with its instants, title, hours and place, by two readers."""
    programme = visible_to(published(replace(drawn, dropped=())), "public")
    fallback = programme.event.language
    viewer = b.viewer(language=fallback)
    agenda, days = ical.agenda(programme, viewer), day_entries.event(programme, viewer)
    whole(agenda)
    whole(days)
    assert [(one.start, one.end, one.summary) for one in by_the_book(agenda)] == [
        (one.start.timestamp(), one.end.timestamp(), ical.words_of(one.title, programme, viewer))
        for one in programme.in_order
    ]
    entries = sorted(days_of(programme, "public"), key=lambda day: (day.dropped, day.start))
    read = by_the_book(days)
    assert [(one.start, one.end) for one in read] == [
        (one.start.timestamp(), one.end.timestamp()) for one in entries
    ]
    assert all(
        one.summary.startswith(ical.words_of(programme.event.title, programme, viewer)) for one in read
    )
    for ics in (agenda, days):
        again = [
            (one["start"], one["end"], one["summary"], one["description"], one["location"])
            for one in in_icalendar(ics)
        ]
        assert again == [
            (one.start, one.end, one.summary, one.description, one.location) for one in by_the_book(ics)
        ]


texts = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), min_size=1, max_size=200) | st.sampled_from(
    [NASTY, "BEGIN:VEVENT", "END:VCALENDAR\nBEGIN:VCALENDAR", '"quoted" \\n \\N \\; , ;', "ภาษาไทย" * 600, "🧑‍🤝‍🧑" * 40, "a" * 4096, "\\", " "]
)  # fmt: skip


@settings(max_examples=EXAMPLES)
@given(title=texts, room=texts, event=texts, heading=texts)
def test_any_text_comes_back_equal(title: str, room: str, event: str, heading: str) -> None:
    session = b.session(title=title, room="r", segments=[b.segment(heading)])
    programme = published(b.programme(session, rooms=[b.room("r", room)], title=event))
    viewer = b.viewer()
    for ics, summary, within in (
        (ical.agenda(programme, viewer), title, heading),
        (ical.session(programme, viewer, session.slug), title, heading),
        (day_entries.event(programme, viewer), event, title),
    ):
        whole(ics)
        for found in (by_the_book(ics), [entry_of(one) for one in in_icalendar(ics)]):
            assert [(one.summary, one.location) for one in found] == [(summary, room)]
            assert within in (found[0].description or "")


def test_two_hundred_sessions_are_quick() -> None:
    """150 ms is the aim; twice that is allowed to a busy machine. The best of three."""
    sessions = [
        b.session(f"s{number}", b.moment("2020-09-08T08:00") + timedelta(minutes=30 * number), length=30)
        for number in range(200)
    ]
    programme = published(b.programme(*sessions, cities=CITIES))
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        day_entries.event(programme, b.viewer())
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.3


def test_entries_of_a_private_event_lead_nowhere() -> None:
    (first, _second) = events(
        published(replace(TWO_DAYS, event=replace(TWO_DAYS.event, visibility="private")))
    )
    assert "URL" not in first
    assert "dialogue.example.org" not in first["DESCRIPTION"]
