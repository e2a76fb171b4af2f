"""The outbox: a letter is composed as a row, then queued; a worker delivers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from agenda import versions
from agenda.models import Event
from agenda.outputs import has_public_pages
from agenda.programme import Programme, clocks, in_language, visible_to
from registration import links, models
from registration.letters.tasks import deliver_message
from registration.matching import one_line
from registration.models import AuditEntry, Delivery, Message, Participant, RegistrationSettings, State


class Post:
    """The letters of one event that leave together: its settings and latest programme are read once, rows written once."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._letters: list[Message] = []
        self.entries: list[AuditEntry] = []
        """Audit entries that are written with the letters, by the caller of `leave`."""

    @cached_property
    def settings(self) -> RegistrationSettings:
        """The settings of the event."""
        return RegistrationSettings.objects.of(self.event)

    @cached_property
    def programme(self) -> Programme | None:
        """The latest published programme, or None."""
        return versions.latest(self.event.slug)

    def add(self, *letters: Message) -> None:
        """Letters, not yet saved, that leave with the others."""
        self._letters += letters

    def leave(self) -> int:
        """Queue what was added; how many letters."""
        letters, self._letters = self._letters, []
        queue_all(letters)
        return len(letters)


def compose(
    kind: str,
    participant: Participant,
    moment: datetime,
    *,
    linked: bool,
    purpose: links.Purpose = "my",
    post: Post | None = None,
) -> Message:
    """A draft of the letter in the participant's language, not yet saved; `purpose` says which of their links it holds."""
    post = post or Post(participant.event)
    link = f"{settings.BASE_URL}{links.path(purpose, links.SHOWN)}" if linked else ""
    context = {**_context(participant, post), "link": link}
    message = written(kind, participant, post.settings, moment, context)
    message.purpose = purpose if linked else ""
    message.cc = participant.cc
    return message


def send(message: Message, post: Post | None) -> Message:
    """Let the letter leave with the others of `post`, or alone where there is none."""
    if post is None:
        return queue(message)
    post.add(message)
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
    """Save these drafts at once and send them: workers are told once the transaction is committed."""
    if not messages:
        return
    for message in messages:
        message.state = Delivery.QUEUED
        message.announced = message.created
    Message.objects.bulk_create(messages)
    transaction.on_commit(lambda: [deliver_message.enqueue(message.pk) for message in messages])


def queue(message: Message) -> Message:
    """Send the draft, saved or not: a worker is told once the transaction is committed."""
    message.state = Delivery.QUEUED
    message.announced = message.created
    if message._state.adding:
        message.save(force_insert=True)
    else:
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


def _context(participant: Participant, post: Post) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = {"event_title": participant.event.slug}
    if post.programme is not None:
        confirmed = participant.state == State.CONFIRMED
        facts = event_facts(post.programme, participant.language, confirmed=confirmed)
    return {
        **facts,
        "participant": participant,
        "number": models.number_of(participant) if participant.state == State.WAITING else None,
        "contact": post.settings.contact or post.settings.reply_to,
        "organisation": participant.invited.organisation if participant.invited else participant.organisation,
    }
