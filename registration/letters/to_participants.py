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

from agenda.outputs.viewer import has_public_pages
from agenda.programme import clocks
from agenda.programme.model import Event as Meeting
from agenda.programme.model import Programme, in_language
from agenda.programme.visibility import visible_to
from agenda.versions import publishing
from registration.calendars import itip
from registration.calendars.itip import Entry
from registration.invitations import quotas as places
from registration.links import tokens
from registration.matching.normalise import one_line
from registration.models import Message, Participant, RegistrationDesk
from registration.models.choices import ENDED, Delivery, State
from registration.tasks import deliver_message


def registered(participant: Participant, moment: datetime) -> Message:
    """The first letter: of a place, of a number on the waiting list, or of a place to be confirmed."""
    if participant.state == State.CONFIRMED:
        return registration_confirmed(participant, moment)
    if participant.state == State.WAITING:
        return registration_waiting(participant, moment)
    return registration_received(participant, moment)


def registration_received(participant: Participant, moment: datetime) -> Message:
    """The registration is here; the secretariat will confirm it. With the private link."""
    return queue(compose("registration_received", participant, moment, linked=True))


def registration_confirmed(participant: Participant, moment: datetime) -> Message:
    """The person has a place. With the private link."""
    return queue(compose("registration_confirmed", participant, moment, linked=True))


def registration_waiting(participant: Participant, moment: datetime) -> Message:
    """The places of the person's institution are taken; they are on its waiting list. With the private link."""
    return queue(compose("registration_waiting", participant, moment, linked=True))


def registration_declined(participant: Participant, moment: datetime) -> Message:
    """The person said that they do not come; their links no longer work."""
    return queue(compose("registration_declined", participant, moment, linked=False))


def registration_replaced(participant: Participant, moment: datetime) -> Message:
    """Somebody else of the institution has the person's place; their links no longer work."""
    return queue(compose("registration_replaced", participant, moment, linked=False))


def nominated(participant: Participant, moment: datetime) -> Message:
    """An institution named the person. With the private link, to complete what it did not know."""
    return queue(compose("nominated", participant, moment, linked=True))


def personal_invitation(participant: Participant, moment: datetime) -> Message:
    """A place is kept for the person: with the link at which they accept or decline."""
    return queue(compose("personal_invitation", participant, moment, linked=True, purpose="person"))


def registration_known(participant: Participant, moment: datetime) -> Message:
    """Someone registered this address and name again: nothing changed, here is the private link once more.

    Who takes no part any more can do nothing there: they are sent to the secretariat.
    """
    linked = participant.state not in ENDED
    return queue(compose("registration_known", participant, moment, linked=linked))


def registration_refused(participant: Participant, moment: datetime) -> Message:
    """The secretariat could not accept the registration."""
    return queue(compose("registration_refused", participant, moment, linked=False))


def registration_withdrawn(participant: Participant, moment: datetime) -> Message:
    """The registration is withdrawn; the private link no longer works."""
    return queue(compose("registration_withdrawn", participant, moment, linked=False))


def joining_details(participant: Participant, moment: datetime) -> Message:
    """What the person needs to join is new, or has changed: it stands behind the private link, never in the letter."""
    return queue(compose("joining_details", participant, moment, linked=True))


def compose(
    kind: str, participant: Participant, moment: datetime, *, linked: bool, purpose: tokens.Purpose = "my"
) -> Message:
    """A draft of the letter in the participant's language, saved; `purpose` says which of their links it holds."""
    desk = RegistrationDesk.objects.of(participant.event)
    link = f"{settings.BASE_URL}{tokens.path(purpose, tokens.SHOWN)}" if linked else ""
    context = {**_context(participant, desk), "link": link}
    message = written(kind, participant, desk, moment, context)
    message.purpose = purpose if linked else ""
    message.cc = participant.cc
    message.save(force_insert=True)
    return message


def written(
    kind: str, participant: Participant, desk: RegistrationDesk, moment: datetime, context: Mapping[str, Any]
) -> Message:
    """A draft of the letter in the participant's language, not yet saved."""
    if kind == "calendar_cancelled":
        context = {**context, **_taken_out(participant, context)}
    return Message(
        event=participant.event,
        participant=participant,
        kind=kind,
        to=[participant.email],
        reply_to=desk.reply_to,
        **drawn(kind, participant.language, context),
        generation=participant.generation,
        created=moment,
        due=moment,
    )


def drawn(kind: str, language: str, context: Mapping[str, Any]) -> dict[str, str]:
    """Subject, text and HTML of a letter, of its three templates."""
    with translation.override(language):
        return {
            "subject": one_line(render_to_string(f"email/{kind}/subject.txt", context))[:400],
            "text": render_to_string(f"email/{kind}/body.txt", context),
            "html": render_to_string(f"email/{kind}/body.html", context),
        }


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
    if programme is None:
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


def event_facts(programme: Programme, language: str, *, confirmed: bool = False) -> Mapping[str, Any]:
    """Title, time lines of each day, and agenda address of a published event, in `language`, as all may see them.

    A private event has no public agenda; its hours are for those who are `confirmed`, others are told the title only.
    """
    event = programme.event
    title = in_language(event.title, language, event.language)[0]
    is_open = has_public_pages(programme)
    if not is_open and not confirmed:
        return {"event_title": title, "time_lines": [], "agenda_url": ""}
    days = clocks.time_lines(
        visible_to(programme, "public" if is_open else "participants"), language=language
    )
    return {
        "event_title": title,
        "time_lines": [
            (
                day.day.isoformat(),
                clocks.date_words(day.day, language),
                [clocks.words(line, language, event.language) for line in day.lines],
            )
            for day in days
        ],
        "agenda_url": f"{settings.BASE_URL}/{event.slug}/agenda/" if is_open else "",
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
    if context.get("moved"):
        state, why = "moved", "not there"
    stands = why in ("session cancelled", "not there")
    return {"gone": state, "stands": stands, "was_hours": lines[0] if lines else "", "time_lines": []}


def _context(participant: Participant, desk: RegistrationDesk) -> Mapping[str, Any]:
    programme = publishing.latest(participant.event.slug)
    facts: Mapping[str, Any] = {"event_title": participant.event.slug}
    if programme is not None:
        confirmed = participant.state == State.CONFIRMED
        facts = event_facts(programme, participant.language, confirmed=confirmed)
    return {
        **facts,
        "participant": participant,
        "number": places.number_of(participant),
        "contact": desk.contact or desk.reply_to,
        "organisation": participant.invited.organisation if participant.invited else participant.organisation,
    }
