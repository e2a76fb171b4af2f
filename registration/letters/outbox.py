"""The outbox: a letter is composed as a row, then queued; a worker delivers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from agenda import versions
from agenda.outputs import has_public_pages
from agenda.programme import Programme, clocks, in_language, visible_to
from registration import links, models
from registration.letters.tasks import deliver_message
from registration.matching import one_line
from registration.models import Delivery, Message, Participant, RegistrationSettings, State


def compose(
    kind: str, participant: Participant, moment: datetime, *, linked: bool, purpose: links.Purpose = "my"
) -> Message:
    """A draft of the letter in the participant's language, saved; `purpose` says which of their links it holds."""
    desk = RegistrationSettings.objects.of(participant.event)
    link = f"{settings.BASE_URL}{links.path(purpose, links.SHOWN)}" if linked else ""
    context = {**_context(participant, desk), "link": link}
    message = written(kind, participant, desk, moment, context)
    message.purpose = purpose if linked else ""
    message.cc = participant.cc
    message.save(force_insert=True)
    return message


def written(
    kind: str,
    participant: Participant,
    desk: RegistrationSettings,
    moment: datetime,
    context: Mapping[str, Any],
) -> Message:
    """A draft of the letter in the participant's language, not yet saved."""
    return Message(
        event=participant.event,
        participant=participant,
        kind=kind,
        to=[participant.email],
        reply_to=desk.reply_to,
        **drawn(kind, participant.language, context),
        link_version=participant.link_version,
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


def _context(participant: Participant, desk: RegistrationSettings) -> Mapping[str, Any]:
    programme = versions.latest(participant.event.slug)
    facts: Mapping[str, Any] = {"event_title": participant.event.slug}
    if programme is not None:
        confirmed = participant.state == State.CONFIRMED
        facts = event_facts(programme, participant.language, confirmed=confirmed)
    return {
        **facts,
        "participant": participant,
        "number": models.number_of(participant),
        "contact": desk.contact or desk.reply_to,
        "organisation": participant.invited.organisation if participant.invited else participant.organisation,
    }
