"""Entries in people's calendars, kept right by mail: what each has is compared with what each should have.

Who is confirmed should have an entry for each day of the published meeting, and who appears in it one for each of their
sessions; everybody else none. Each difference is a letter (REQUEST or CANCEL, RFC 5546), with a UID and a SEQUENCE of
that participant and entry; the latter rises with every one sent. Nothing differs afterwards, so a second look sends
nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import override

from agenda import publishing
from agenda.models import Event, Publication
from agenda.outputs.viewer import Viewer, has_public_pages
from agenda.programme import clocks
from agenda.programme.model import Programme, in_language
from registration import messages, places
from registration.audit import Actor
from registration.models import AuditEntry, CalendarEntry, Message, Participant, RegistrationDesk
from registration.outputs import itip
from registration.outputs.itip import Entry, Mailbox, Method
from registration.states import Answer, State

PUBLICATION = Actor("publication")
ROUND = "calendar_round"
"""The verb of the audit entry that says which version's entries have been sent to everybody."""
REPEATED_FOR = timedelta(days=1)
"""How long after a publication its round is begun again, should a worker have been killed in it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """What one letter does: its templates' folder, to whom, which entry, its method, and the row that remembers it."""

    kind: str
    participant: Participant
    entry: Entry
    method: Method
    row: CalendarEntry
    before: tuple[datetime, datetime, str] | None = None
    """Start, end and title as last sent, of one that is changed."""


class Organiser:
    """What all letters of an event share: the latest programme, or none, and the desk."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.desk = RegistrationDesk.objects.of(event)
        latest = publishing.latest(event.slug)
        self.programme: Programme | None = latest
        self.zone = latest.event.timezone if latest else event.timezone
        self.leaving = False
        """The mailbox is left: whatever stands there goes."""
        self.again: frozenset[str] = frozenset()
        """Keys of entries that stood in a mailbox just left: the new one is sent them in any case."""
        self._known: dict[tuple[str, str], Mapping[str, Entry]] = {}

    def mailbox(self, kept: str = "") -> Mailbox:
        """Who sends, and is answered: at the address `kept` with an entry, else at the one of the desk or the server.

        It is both From and ORGANIZER (docs/decisions/0012).
        """
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return Mailbox(name, kept or self.desk.reply_to or address)

    def personal(self, entry: Entry, participant: Participant, uid: str) -> Entry:
        """The entry as it stands in the calendar of one participant, under their UID."""
        others = self._readers.get(participant.email_normalised, 0) - (participant.state == State.CONFIRMED)
        return entry._replace(uid=uid, whom=participant.full_name, shared=others > 0)

    @cached_property
    def _readers(self) -> Mapping[str, int]:
        """How many confirmed participants read at each address."""
        confirmed = Participant.objects.filter(event=self.event, state=State.CONFIRMED).order_by()
        counted = confirmed.values("email_normalised").annotate(people=Count("pk"))
        return dict(counted.values_list("email_normalised", "people"))

    def wanted(self, participant: Participant) -> Mapping[str, Entry]:
        """What the participant's calendar should hold of the meeting, be it private or not."""
        if (
            self.leaving
            or self.programme is None
            or participant.state != State.CONFIRMED
            or participant.erased
        ):
            return {}
        key = participant.language, participant.person
        if key not in self._known:
            found = itip.entries(self.programme, self._viewer(participant.language), participant.person)
            self._known[key] = itip.by_key(found)
        return self._known[key]

    def begins(self, entry: Entry) -> bool:
        """Whether somebody who has no such entry is sent one. Those sent are kept right in any case."""
        if entry.key in self.again:
            return True
        of_session = entry.key.startswith("session:")
        return self.desk.mail_entries and (self.desk.speaker_entries or not of_session)

    def agenda_url(self) -> str:
        """Where everybody can read the agenda; '' where nobody can."""
        if self.programme is None or not has_public_pages(self.programme):
            return ""
        return f"{settings.BASE_URL}/{self.event.slug}/agenda/"

    def title(self, language: str) -> str:
        """The event's title."""
        if self.programme is None:
            return self.event.slug
        meeting = self.programme.event
        return in_language(meeting.title, language, meeting.language)[0]

    def _viewer(self, language: str) -> Viewer:
        return Viewer(
            timezone=self.zone,
            language=language,
            base_url=settings.BASE_URL,
            audience="participants",
        )


def settle(
    participant: Participant, actor: Actor, moment: datetime, *, again: frozenset[str] = frozenset()
) -> int:
    """Bring the calendar of one participant up to date; how many letters. Call in the verb's transaction.

    `again`: keys of entries that are sent also where the event sends no new ones: what `take_out` took out.

    The row of the event is locked first, so that no version is published between reading the latest and the commit:
    whose round would pass over somebody not yet seen to be confirmed.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=participant.event_id)
    organiser = Organiser(event)
    organiser.again = again
    return _send(organiser, [participant], actor, moment)


def take_out(participant: Participant, actor: Actor, moment: datetime) -> frozenset[str]:
    """Cancel all that stands in the mailbox that the participant is about to leave; the keys. Call in the verb's transaction."""
    organiser = Organiser(places.lock_event(participant.event_id))
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
        organiser = Organiser(event)
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


def _remember_round(organiser: Organiser, count: int, moment: datetime) -> None:
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


def _send(organiser: Organiser, participants: Sequence[Participant], actor: Actor, moment: datetime) -> int:
    """Write what differs: letters, rows, audit entries. The participants' rows are locked."""
    keys = [one.pk for one in participants]
    rows: dict[int, dict[str, CalendarEntry]] = {}
    for row in CalendarEntry.objects.filter(participant__in=keys).select_for_update(no_key=True):
        rows.setdefault(row.participant_id, {})[row.key] = row
    letters = [
        letter
        for participant in participants
        for letter in _due(organiser, participant, rows.get(participant.pk, {}), moment)
    ]
    messages.queue_all([_written(organiser, letter, moment) for letter in letters])
    _keep([letter.row for letter in letters])
    AuditEntry.objects.bulk_create(_audited(letter, actor, moment) for letter in letters)
    return len(letters)


def _due(
    organiser: Organiser, participant: Participant, rows: Mapping[str, CalendarEntry], moment: datetime
) -> Iterator[Letter]:
    """What differs for one participant; the rows are changed to what they will say, not yet saved."""
    wanted = organiser.wanted(participant)
    for key, row in rows.items():
        if not row.cancelled and key not in wanted:
            row.sequence, row.cancelled, row.sent = row.sequence + 1, True, moment
            entry = organiser.personal(_kept(row, organiser.zone), participant, row.uid)
            yield Letter("calendar_cancelled", participant, entry, "CANCEL", row)
    for key, entry in wanted.items():
        known = rows.get(key)
        stands = known is not None and not known.cancelled
        if (known and stands and known.digest == entry.digest) or (
            not stands and not organiser.begins(entry)
        ):
            continue
        kind = "calendar_update" if stands else "calendar_request"
        row = known or _new(participant, entry)
        before = (row.start, row.end, row.summary) if stands else None
        row.organiser = row.organiser or organiser.mailbox().address
        _remember(row, entry, moment)
        mine = organiser.personal(entry, participant, row.uid)
        yield Letter(kind, participant, mine, "REQUEST", row, before)


def _new(participant: Participant, entry: Entry) -> CalendarEntry:
    """The row of an entry never sent before. Its UID is the participant's own."""
    uid = itip.uid_of_person(entry.uid, participant.pk)
    return CalendarEntry(participant=participant, key=entry.key, uid=uid, sequence=-1, cancelled=True)


def _remember(row: CalendarEntry, entry: Entry, moment: datetime) -> None:
    """The row as this sending leaves it: a SEQUENCE higher, the UID as it was first sent."""
    if row.cancelled or (row.start, row.end) != (entry.start, entry.end):
        row.asked = moment
    row.sequence, row.cancelled, row.sent = row.sequence + 1, False, moment
    row.digest = entry.digest
    row.start, row.end, row.summary = entry.start, entry.end, entry.summary


def _answer(letter: Letter) -> str:
    """PARTSTAT: the participant's answer while the hours stay, none to hours set since (RFC 5546 §3.2.2)."""
    participant, asked = letter.participant, letter.row.asked
    if asked is None or (participant.answered is not None and participant.answered > asked):
        return participant.answer.upper()
    return Answer.NEEDS_ACTION.upper()


def _kept(row: CalendarEntry, zone: str) -> Entry:
    """The entry as it was last sent: what a CANCEL needs."""
    return Entry(row.key, row.uid, row.start, row.end, zone, row.summary)


def _written(organiser: Organiser, letter: Letter, moment: datetime) -> Message:
    """The letter with its calendar part, not yet saved."""
    participant, entry, desk = letter.participant, letter.entry, organiser.desk
    message = messages.written(letter.kind, participant, desk, moment, _context(organiser, letter))
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
    return message


def _context(organiser: Organiser, letter: Letter) -> Mapping[str, Any]:
    """What the templates say: the entry, its day and its hours on every clock. No link: a letter is passed on."""
    entry, language = letter.entry, letter.participant.language
    day = clocks.local_date(entry.start, entry.zone)
    lines = entry.hours
    if not lines and organiser.programme:
        lines = itip.hours(entry.start, entry.end, organiser.programme.event, language)
    day_words = clocks.date_words(day, language)
    is_session = entry.key.startswith("session:")
    before: Mapping[str, Any] = {}
    if letter.before and organiser.programme:
        before = messages.as_before(entry, *letter.before, organiser.programme.event, language)
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
