"""A meeting of two days with a speaker, for the tests of calendar letters; and who reads the letters by RFC 5546."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from agenda.models import Appearance, Event, Person, Session
from agenda.versions import publishing
from registration.calendars import mail
from registration.models import Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT


def at(step: int) -> datetime:
    """The moment of a step: one an hour."""
    return MOMENT + timedelta(hours=step)


def session(event: Event, number: int, **fields: Any) -> Session:
    """A session on day `number` of December."""
    defaults = {"title": f"Session {number}", "day": date(2026, 12, number), "start": time(9), "minutes": 60}
    name = f"s{number}"
    return Session.objects.create(event=event, identifier=name, slug=name, **{**defaults, **fields})


def meeting(**desk: Any) -> Event:
    """Session s1 on 1 December in which Ms. Gomez speaks, s2 on 2 December; not published."""
    event = factories.event(published=False)
    factories.desk(event, **{"speaker_entries": True, "reply_to": "desk@adb.example", **desk})
    session(event, 2)
    gomez = Person.objects.create(event=event, identifier="gomez", slug="gomez", name="Sashini Gomez")
    Appearance.objects.create(session=event.sessions.get(identifier="s1"), person=gomez)
    return event


def publish(event: Event, step: int, **words: Any) -> int:
    """Publish and make the round; how many letters."""
    publishing.publish(event.slug, at(step), **words)
    return mail.bring_round(event.pk, at(step))


def letters(participant: Participant | None = None, after: int = 0) -> list[Message]:
    """Calendar letters in the order written, of one participant or of all, later than the one of key `after`."""
    found = Message.objects.filter(calendar=True, pk__gt=after).order_by("pk")
    return list(found.filter(participant=participant) if participant else found)


def told(messages: Iterable[Message]) -> list[tuple[str, str, int, str]]:
    """Method, day or session of the UID, SEQUENCE, STATUS."""
    found = []
    for message in messages:
        event = vevent(message)
        which = re.sub(r"\.p\d+@.*", "", event["UID"])
        found.append((message.method, which, int(event["SEQUENCE"]), str(event["STATUS"])))
    return found


def vevent(message: Message) -> Any:
    """The one VEVENT of a letter."""
    (event,) = Calendar.from_ical(message.ics).walk("VEVENT")
    return event


@dataclass
class Receiver:
    """A calendar program that does with REQUEST and CANCEL what RFC 5546 says, and no more."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, ics: str) -> None:
        """§2.1.5: of two the higher SEQUENCE stands, of equal ones the later DTSTAMP; §3.2.2, §3.2.5."""
        calendar = Calendar.from_ical(ics)
        (event,) = calendar.walk("VEVENT")
        known = self.entries.get(str(event["UID"]))
        rank = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        if known and rank <= known["rank"]:
            return
        if calendar["METHOD"] == "CANCEL" and known is None:
            return
        said = {
            "rank": rank,
            "status": str(event["STATUS"]),
            "start": event["DTSTART"].dt,
            "summary": str(event["SUMMARY"]),
        }
        if calendar["METHOD"] == "CANCEL":
            said = {**(known or {}), "rank": rank, "status": "CANCELLED"}
        self.entries[str(event["UID"])] = said
