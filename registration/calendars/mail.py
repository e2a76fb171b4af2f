"""Entries in people's calendars, kept right by mail: what each has is compared with what each should have.

Who is confirmed should have an entry for each day of the published meeting, and who appears in it one for each of their
sessions; everybody else none. Each difference is a letter (REQUEST or CANCEL, RFC 5546), with a UID and a SEQUENCE of
that participant and entry; the latter rises with every one sent. Nothing differs afterwards, so a second look sends
nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils.translation import override

from agenda.models import Event, Publication
from agenda.programme import clocks
from registration import locks
from registration.audit import Actor
from registration.calendars import change_notices, itip
from registration.calendars.entries_due import EventCalendars, Letter, due
from registration.calendars.itip import Mailbox
from registration.letters import Post, written
from registration.models import (
    AuditEntry,
    CalendarAnswer,
    CalendarEntry,
    Message,
    Participant,
    RegistrationSettings,
    State,
)

PUBLICATION = Actor("publication")
ROUND = "calendar_round"
"""The verb of the audit entry that says which version's entries have been sent to everybody."""
REPEATED_FOR = timedelta(days=1)
"""How long after a publication its round is begun again, should a worker have been killed in it."""

logger = logging.getLogger(__name__)


def post_of(participant: Participant) -> Post:
    """The letters of a verb on the participant. The row of their event is locked, after all others, so that no version is
    published between reading the latest and the commit: its round would pass over a person not yet seen to be confirmed.
    """
    event = locks.lock_event(participant.event_id)
    post = Post(event)
    post.settings = getattr(event, "registration_settings", None) or RegistrationSettings(event=event)
    return post


def sync_calendar(
    participant: Participant,
    actor: Actor,
    moment: datetime,
    *,
    again: frozenset[str] = frozenset(),
    post: Post | None = None,
) -> int:
    """Bring the calendar of one participant up to date; how many letters. Call in the verb's transaction.

    `again`: keys of entries that are sent also where the event sends no new ones: what `take_out` took out.

    The letters and audit entries that `post` (of `post_of`) holds leave with them.
    """
    organiser = EventCalendars(post or post_of(participant))
    organiser.again = again
    return _send(organiser, [participant], actor, moment)


def take_out(participant: Participant, actor: Actor, moment: datetime) -> frozenset[str]:
    """Cancel all that stands in the mailbox that the participant is about to leave; the keys. Call in the verb's transaction."""
    organiser = EventCalendars(post_of(participant))
    organiser.leaving = True
    standing = CalendarEntry.objects.filter(participant=participant, cancelled=False)
    keys = frozenset(standing.values_list("key", flat=True))
    _send(organiser, [participant], actor, moment)
    return keys


def bring_round(event_pk: int, moment: datetime) -> int:
    """Bring the calendars of all participants of an event up to date; how many letters. In one transaction."""
    with transaction.atomic():
        concerned = Q(state=State.CONFIRMED) | Q(
            pk__in=CalendarEntry.objects.filter(cancelled=False).values("participant")
        )
        rows = (
            Participant.objects.select_for_update(no_key=True)
            .filter(concerned, event=event_pk)
            .order_by("pk")
        )
        participants = list(rows)
        event = Event.objects.get(pk=event_pk)
        if not participants:
            return 0
        organiser = EventCalendars(Post(event))
        for one in participants:
            one.event = event
        count = _send(organiser, participants, PUBLICATION, moment)
        _remember_round(organiser, count, moment)
        return count


def behind(moment: datetime) -> list[int]:
    """Events lately published whose round has not been made: a worker was killed in it, or never told."""
    recent = Publication.objects.filter(published_at__gte=moment - REPEATED_FOR)
    concerned = Q(event__participants__state=State.CONFIRMED) | Q(
        event__participants__calendar_entries__cancelled=False
    )
    found = recent.filter(concerned).values("event").annotate(number=Max("number"))
    latest = {row["event"]: row["number"] for row in found.order_by("event")}
    if not latest:
        return []
    rounds = AuditEntry.objects.filter(verb=ROUND, event__in=latest).values_list("event", "details")
    made = {(event, details.get("version")) for event, details in rounds}
    return [event for event, number in latest.items() if (event, number) not in made]


def _remember_round(organiser: EventCalendars, count: int, moment: datetime) -> None:
    """One audit entry a version, and one more whenever a later look sends something."""
    version = organiser.programme.version if organiser.programme else 0
    known = AuditEntry.objects.filter(event=organiser.event, verb=ROUND, details__version=version)
    if count or not known.exists():
        AuditEntry.objects.create(
            event=organiser.event,
            moment=moment,
            actor=PUBLICATION.name,
            verb=ROUND,
            details={"version": version, "letters": count},
        )


def _send(
    organiser: EventCalendars, participants: Sequence[Participant], actor: Actor, moment: datetime
) -> int:
    """Write what differs: letters, rows, audit entries. The participants' rows are locked."""
    rows, organiser.sharers = _known_of(participants)
    letters = [
        letter
        for participant in participants
        for letter in due(organiser, participant, rows.get(participant.pk, {}), moment)
    ]
    post = organiser.post
    post.add(*(_written(organiser, letter, moment) for letter in letters))
    post.leave()
    _keep([letter.row for letter in letters])
    entries, post.entries = post.entries, []
    AuditEntry.objects.bulk_create([*entries, *(_audited(letter, actor, moment) for letter in letters)])
    return len(letters)


def _known_of(
    participants: Sequence[Participant],
) -> tuple[dict[int, dict[str, CalendarEntry]], dict[int, int]]:
    """The entries of each by their keys, and how many other confirmed participants read at the same address; both by the
    participant's key. One query; the participants' rows are locked, and with them their entries.
    """
    sharers = (
        Participant.objects.filter(
            event=OuterRef("event"), email_normalised=OuterRef("email_normalised"), state=State.CONFIRMED
        )
        .exclude(pk=OuterRef("pk"))
        .order_by()
        .values("event")
        .annotate(people=Count("pk"))
        .values("people")
    )
    fields = CalendarEntry._meta.concrete_fields
    found = (
        Participant.objects.filter(pk__in=[participant.pk for participant in participants])
        .order_by("pk", "calendar_entries")
        .annotate(sharers=Subquery(sharers))
        .values_list("pk", "sharers", *(f"calendar_entries__{field.name}" for field in fields))
    )
    names = [field.attname for field in fields]
    entries: dict[int, dict[str, CalendarEntry]] = {}
    counts: dict[int, int] = {}
    for key, count, *values in found:
        counts[key] = count or 0
        if values[0] is not None:
            entry = CalendarEntry.from_db(DEFAULT_DB_ALIAS, names, values)
            entries.setdefault(key, {})[entry.key] = entry
    return entries, counts


def _answer(letter: Letter) -> str:
    """PARTSTAT: the participant's answer while the hours stay, none to hours set since (RFC 5546 §3.2.2)."""
    participant, asked = letter.participant, letter.row.asked
    if asked is None or (participant.answered is not None and participant.answered > asked):
        return participant.answer.upper()
    return CalendarAnswer.NEEDS_ACTION.upper()


def _written(organiser: EventCalendars, letter: Letter, moment: datetime) -> Message:
    """The letter with its calendar part, not yet saved."""
    participant, entry, desk = letter.participant, letter.entry, organiser.desk
    context = _context(organiser, letter)
    if letter.kind == "calendar_cancelled":
        context = {**context, **change_notices.taken_out(participant, context)}
    message = written(letter.kind, participant, desk, moment, context)
    with override(participant.language):
        part = itip.body(
            letter.method,
            entry,
            letter.row.sequence,
            moment,
            organiser.mailbox(letter.row.organiser),
            Mailbox(participant.full_name, participant.email),
            answered=settings.REPLIES is not None,
            partstat=_answer(letter),
        )
    message.calendar, message.method, message.ics = True, letter.method, part.decode()
    message.sender = formataddr(itip.organiser_of(message.ics))  # calendar programs believe it and answer it
    return message


def _context(organiser: EventCalendars, letter: Letter) -> Mapping[str, Any]:
    """The context of the templates: the entry, its day and its hours on every clock. No link: a letter is passed on."""
    entry, language = letter.entry, letter.participant.language
    day = clocks.local_date(entry.start, entry.zone)
    lines = entry.hours
    if not lines and organiser.programme:
        lines = itip.hours(entry.start, entry.end, organiser.programme.event, language)
    day_words = clocks.date_words(day, language)
    is_session = entry.key.startswith("session:")
    before: Mapping[str, Any] = {}
    if letter.before and organiser.programme:
        before = change_notices.as_before(entry, *letter.before, organiser.programme.event, language)
    return {
        **before,
        "moved": organiser.leaving,
        "programme": organiser.programme,
        "page_url": entry.page if is_session else "",
        "participant": letter.participant,
        "event_title": organiser.title(language),
        "summary": entry.summary,
        "day": day_words,
        "is_session": is_session,
        "time_lines": [(day.isoformat(), day_words, lines)],
        "agenda_url": organiser.agenda_url(),
        "contact": organiser.desk.contact or organiser.desk.reply_to,
        "link": "",
    }


def _keep(rows: Iterable[CalendarEntry]) -> None:
    new: list[CalendarEntry] = []
    old: list[CalendarEntry] = []
    for row in rows:
        (old if row.pk else new).append(row)
    CalendarEntry.objects.bulk_create(new)
    fields = ["organiser", "sequence", "digest", "start", "end", "summary", "cancelled", "sent", "asked"]
    CalendarEntry.objects.bulk_update(old, fields, batch_size=100)


def _audited(letter: Letter, actor: Actor, moment: datetime) -> AuditEntry:
    """One for each letter: keys and numbers, no text."""
    return AuditEntry(
        event_id=letter.participant.event_id,
        participant=letter.participant,
        moment=moment,
        actor=actor.name,
        user=actor.user,
        verb="mail_entry",
        details={"entry": letter.row.key, "method": letter.method, "sequence": letter.row.sequence},
    )
