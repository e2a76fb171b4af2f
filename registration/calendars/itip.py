"""Entries by mail (iTIP, RFC 5546): what stands in somebody's calendar, and the REQUEST or CANCEL that puts it there.

Pure: a programme and a reader give entries, an entry and its two people give bytes. No joining detail and no token is
in them, for mail is passed on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress, vDatetime, vInt, vText, vUri

from agenda.outputs import TextValue, Viewer, ical, labels, vtimezone
from agenda.programme import (
    DayEntry,
    FrozenEvent,
    FrozenSession,
    Programme,
    clocks,
    days_of,
    sessions_of,
    uid_of,
    uid_of_day,
)

Method = Literal["REQUEST", "CANCEL"]
PRODID = "-//Dialogue//Invitations//EN"


class Entry(NamedTuple):
    """The content of a calendar entry. `key` is `day:<number>` or `session:<identifier>`; `hours` are a line for each clock.

    Without `hours` it is only what is needed to take an entry back; `page` is '' where nobody can open one. `reader` is the person it is for; where other people read
    at the same address, it is `shared` and its heading says so too.
    """

    key: str
    uid: str
    start: datetime
    end: datetime
    zone: str
    summary: str
    status: str = "confirmed"
    place: str = ""
    hours: tuple[str, ...] = ()
    page: str = ""
    reader: str = ""
    shared: bool = False

    @property
    def heading(self) -> str:
        """The summary as it is sent."""
        return f"{self.summary} ({self.reader})" if self.shared else self.summary

    @property
    def digest(self) -> str:
        """Of what is worth a letter when it changes: hours, zone, summary, place, status.

        Not the reader: that somebody else comes to the same address is no news.
        """
        told = [
            self.start.timestamp(),
            self.end.timestamp(),
            self.zone,
            self.summary,
            self.place,
            self.status,
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class Mailbox(NamedTuple):
    """An address and the name of who reads there."""

    name: str
    address: str


def entries(programme: Programme, viewer: Viewer, person: str = "") -> list[Entry]:
    """The entries of a confirmed participant's calendar: each day, and each session in which `person` appears.

    `person` is an identifier in the programme; '' is nobody's. What is cancelled is not there.
    """
    with override(viewer.language):
        found = [_day(one, programme, viewer) for one in days_of(programme, viewer.audience) if _goes_on(one)]
        found += [_session(one, programme, viewer) for one in _appears_in(person, programme)]
    return found


def uid_of_person(uid: str, number: int) -> str:
    """The UID of the participant of that number, made of the one that the entry has for all.

    Several may read at one address: with one UID, the CANCEL of one would take out the other's (RFC 5545 §3.8.4.7, RFC
    5546 §2.1.5).
    """
    front, _at, event = uid.rpartition("@")
    return f"{front}.p{number}@{event}"


def body(
    method: Method,
    entry: Entry,
    sequence: int,
    moment: datetime,
    organiser: Mailbox,
    attendee: Mailbox,
    *,
    answered: bool,
    partstat: str = "NEEDS-ACTION",
) -> bytes:
    """The calendar object of one letter, made at `moment` (RFC 5546 §3.2.2, §3.2.5).

    `answered` says whether an answer would be read (RSVP), `partstat` what the attendee has answered to these hours. A
    CANCEL names only the attendee it takes off.
    """
    event = _event(method, entry, sequence, moment)
    event["ORGANIZER"] = _address(organiser)
    event["ATTENDEE"] = person = _address(attendee)
    person.params["ROLE"] = "REQ-PARTICIPANT"
    if method == "REQUEST":
        person.params["PARTSTAT"] = partstat
        person.params["RSVP"] = "TRUE" if answered else "FALSE"
    whole = Calendar()
    whole["PRODID"], whole["VERSION"], whole["METHOD"] = vText(PRODID), vText("2.0"), vText(method)
    if any("TZID" in event[name].params for name in ("DTSTART", "DTEND")):
        whole.add_component(vtimezone(entry.zone, entry.start, entry.end))
    whole.add_component(event)
    written: bytes = whole.to_ical()
    return written


def organiser_of(letter: str) -> Mailbox:
    """The ORGANIZER in the calendar object of a letter, as `body` made it."""
    (event,) = Calendar.from_ical(letter).walk("VEVENT")
    address: Any = event["ORGANIZER"]
    return Mailbox(str(address.params.get("CN", "")), str(address).removeprefix("mailto:"))


def _event(method: Method, entry: Entry, sequence: int, moment: datetime) -> Event:
    event = Event()
    event["UID"] = TextValue(entry.uid)
    event["SEQUENCE"] = vInt(sequence)
    event["DTSTAMP"] = vDatetime(moment.astimezone(UTC).replace(microsecond=0))
    event["DTSTART"] = ical.moment_of(entry.start, entry.zone)
    event["DTEND"] = ical.moment_of(entry.end, entry.zone)
    event["SUMMARY"] = TextValue(entry.heading)
    event["STATUS"] = vText("CANCELLED" if method == "CANCEL" else entry.status.upper())
    if method == "CANCEL":
        return event
    event["TRANSP"] = vText("OPAQUE")
    event["LOCATION"] = TextValue(entry.place)
    lines = [_("For %s") % entry.reader, *entry.hours] if entry.reader else entry.hours
    event["DESCRIPTION"] = TextValue("\n\n".join(filter(None, ["\n".join(lines), entry.page])))
    if entry.page:
        event["URL"] = vUri(entry.page)
    return event


def _address(mailbox: Mailbox) -> vCalAddress:
    """`mailto:` with the name (CN), in which no quotation mark can stand (RFC 5545 §3.2)."""
    address = vCalAddress(f"mailto:{mailbox.address}")
    name = "".join(one for one in mailbox.name.replace('"', "’") if one.isprintable())
    if name:
        address.params["CN"] = name
    return address


def _goes_on(day: DayEntry) -> bool:
    return not day.dropped and day.status != "cancelled"


def _appears_in(person: str, programme: Programme) -> Iterator[FrozenSession]:
    for session in programme.in_order:
        here = any(one.person == person for one in session.appearances)
        if person and here and session.status != "cancelled":
            yield session


def _day(day: DayEntry, programme: Programme, viewer: Viewer) -> Entry:
    """The meeting on one day. Its summary is the event's title alone: that other days come or go is no news of it."""
    going = [one for one in sessions_of(day, programme) if one.status != "cancelled"]
    return Entry(
        key=f"day:{day.number}",
        uid=uid_of_day(day.number, programme.event.slug),
        start=day.start,
        end=day.end,
        zone=programme.event.timezone,
        summary=ical.words_of(programme.event.title, programme, viewer),
        status=day.status,
        place=_place({one.room for one in going}, programme, viewer),
        hours=hours(day.start, day.end, programme.event, viewer.language),
        page=ical.address(f"/{programme.event.slug}/agenda/", programme, viewer),
    )


def _session(session: FrozenSession, programme: Programme, viewer: Viewer) -> Entry:
    return Entry(
        key=f"session:{session.id}",
        uid=uid_of(session.id, programme.event.slug),
        start=session.start,
        end=session.end,
        zone=programme.event.timezone,
        summary=ical.words_of(session.title, programme, viewer),
        status=session.status,
        place=_place({session.room}, programme, viewer),
        hours=hours(session.start, session.end, programme.event, viewer.language),
        page=ical.address(f"/{programme.event.slug}/{_page(session)}", programme, viewer),
    )


def _page(session: FrozenSession) -> str:
    """Where everybody can read of it: of a session for participants only, there is no public page."""
    return f"sessions/{session.slug}/" if session.audience == "public" else "agenda/"


def _place(rooms: set[str], programme: Programme, viewer: Viewer) -> str:
    """The room where all of it is held, else how the meeting is held."""
    room = programme.rooms_by_id.get(next(iter(rooms))) if len(rooms) == 1 else None
    return ical.words_of(room.name, programme, viewer) if room else labels.setting(programme.event.setting)


def hours(start: datetime, end: datetime, meeting: FrozenEvent, language: str) -> tuple[str, ...]:
    """From `start` to `end` on the clocks of every city, as the concept note prints them."""
    whole = FrozenSession(id="whole", slug="whole", title=(), start=start, end=end)
    (found,) = clocks.time_lines(Programme(event=meeting, sessions=(whole,)), language=language)
    return tuple(clocks.words(line, language, meeting.language) for line in found.lines)


def by_key(found: Sequence[Entry]) -> dict[str, Entry]:
    """Entries by key."""
    return {one.key: one for one in found}
