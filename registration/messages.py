"""The outbox: each letter is one function and three templates (`templates/email/<letter>/`).

A letter is composed with `•••` where the private link's token goes; the token enters at sending (`delivery`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from agenda import publishing
from agenda.programme import clocks
from agenda.programme.audience import visible_to
from agenda.programme.model import Event as Meeting
from agenda.programme.model import Programme, in_language
from registration import tokens
from registration.identity import one_line
from registration.models import Message, Participant, RegistrationDesk
from registration.outputs import itip
from registration.outputs.itip import Entry
from registration.states import Delivery, State
from registration.tasks import deliver_message


def registered(participant: Participant, moment: datetime) -> Message:
    """The first letter: of a place, or of one to be confirmed."""
    if participant.state == State.CONFIRMED:
        return registration_confirmed(participant, moment)
    return registration_received(participant, moment)


def registration_received(participant: Participant, moment: datetime) -> Message:
    """The registration is here; the secretariat will confirm it. With the private link."""
    return queue(compose("registration_received", participant, moment, linked=True))


def registration_confirmed(participant: Participant, moment: datetime) -> Message:
    """The person has a place. With the private link."""
    return queue(compose("registration_confirmed", participant, moment, linked=True))


def registration_known(participant: Participant, moment: datetime) -> Message:
    """Someone registered this address and name again: nothing changed, here is the private link once more."""
    return queue(compose("registration_known", participant, moment, linked=True))


def registration_refused(participant: Participant, moment: datetime) -> Message:
    """The secretariat could not accept the registration."""
    return queue(compose("registration_refused", participant, moment, linked=False))


def registration_withdrawn(participant: Participant, moment: datetime) -> Message:
    """The registration is withdrawn; the private link no longer works."""
    return queue(compose("registration_withdrawn", participant, moment, linked=False))


def joining_details(participant: Participant, moment: datetime) -> Message:
    """What the person needs to join is new, or has changed: it stands behind the private link, never in the letter."""
    return queue(compose("joining_details", participant, moment, linked=True))


def compose(kind: str, participant: Participant, moment: datetime, *, linked: bool) -> Message:
    """A draft of the letter in the participant's language, saved."""
    desk = RegistrationDesk.objects.of(participant.event)
    message = written(kind, participant, desk, moment, _context(participant, desk, linked=linked))
    message.purpose = "my" if linked else ""
    message.save(force_insert=True)
    return message


def written(
    kind: str, participant: Participant, desk: RegistrationDesk, moment: datetime, context: Mapping[str, Any]
) -> Message:
    """A draft of the letter in the participant's language, not yet saved."""
    if kind == "calendar_cancelled":
        context = {**context, **_taken_out(participant, context)}
    with translation.override(participant.language):
        subject = one_line(render_to_string(f"email/{kind}/subject.txt", context))[:400]
        text = render_to_string(f"email/{kind}/body.txt", context)
        html = render_to_string(f"email/{kind}/body.html", context)
    return Message(
        event=participant.event,
        participant=participant,
        kind=kind,
        to=[participant.email],
        reply_to=desk.reply_to,
        subject=subject,
        text=text,
        html=html,
        generation=participant.generation,
        created=moment,
        due=moment,
    )


def queue_all(messages: Sequence[Message]) -> None:
    """Save these drafts at once and let them go: workers are told once the transaction is committed."""
    for message in messages:
        message.state = Delivery.QUEUED
        message.announced = message.created
    Message.objects.bulk_create(messages)
    transaction.on_commit(lambda: [deliver_message.enqueue(message.pk) for message in messages])


def queue(message: Message) -> Message:
    """Let the draft go: a worker is told once the transaction is committed."""
    message.state = Delivery.QUEUED
    message.announced = message.created
    message.save(update_fields=["state", "announced"])
    transaction.on_commit(partial(deliver_message.enqueue, message.pk))
    return message


def as_before(
    entry: Entry, start: datetime, end: datetime, summary: str, meeting: Meeting, language: str
) -> Mapping[str, Any]:
    """What a letter of a changed entry says of how it was: from `start` to `end` (aware), under that title.

    Nothing of hours that are the same instants: then only the clock, the place or the like is another.
    """
    same = (start, end) == (entry.start, entry.end)
    day = clocks.date_words(clocks.local_date(start, entry.zone), language)
    return {
        "was_title": "" if summary == entry.summary else summary,
        "was_hours": "" if same else f"{day}, {itip.hours(start, end, meeting, language)[0]}",
        "same_moments": same,
    }


def why_gone(programme: Programme | None, day: date, title: str, language: str) -> str:
    """Why the entry of a day, or of the session of that title on it, is to go, as far as the programme says."""
    if programme is None or programme.event.visibility == "private":
        return "closed"
    zone, fallback = programme.event.timezone, programme.event.language
    there = [one for one in programme.sessions if clocks.local_date(one.start, zone) == day]
    gone = [one for one in there if one.status == "cancelled"]
    if programme.sessions and all(one.status == "cancelled" for one in programme.sessions):
        return "meeting cancelled"
    if there and len(gone) == len(there):
        return "day cancelled"
    if title and title in [in_language(one.title, language, fallback)[0] for one in gone]:
        return "session cancelled"
    return "not there"


def event_facts(programme: Programme, language: str) -> Mapping[str, Any]:
    """Title, time lines of each day, and agenda address of a published event, in `language`, as all may see them."""
    event = programme.event
    days = clocks.time_lines(visible_to(programme, "public"), language=language)
    return {
        "event_title": in_language(event.title, language, event.language)[0],
        "time_lines": [
            (
                day.day.isoformat(),
                clocks.date_words(day.day, language),
                [clocks.words(line, language, event.language) for line in day.lines],
            )
            for day in days
        ],
        "agenda_url": f"{settings.BASE_URL}/{event.slug}/agenda/",
    }


def _taken_out(participant: Participant, context: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a letter that takes an entry out says: why, whether the meeting goes on, and no hours as if they stood.

    The latest `programme` is that of the context, where it is there.
    """
    slug = participant.event.slug
    programme = context["programme"] if "programme" in context else publishing.latest(slug)
    ((iso, _words, lines),) = context["time_lines"]
    title = context["summary"] if context["is_session"] else ""
    why = why_gone(programme, date.fromisoformat(iso), title, participant.language)
    state = {State.CONFIRMED: why, State.WITHDRAWN: "withdrawn"}.get(State(participant.state), "ended")
    stands = why in ("session cancelled", "not there")
    return {"gone": state, "stands": stands, "was_hours": lines[0] if lines else "", "time_lines": []}


def _context(participant: Participant, desk: RegistrationDesk, *, linked: bool) -> Mapping[str, Any]:
    programme = publishing.latest(participant.event.slug)
    facts = (
        event_facts(programme, participant.language) if programme else {"event_title": participant.event.slug}
    )
    return {
        **facts,
        "participant": participant,
        "contact": desk.contact or desk.reply_to,
        "link": f"{settings.BASE_URL}{tokens.path('my', tokens.SHOWN)}" if linked else "",
    }
