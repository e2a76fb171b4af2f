"""Which entries somebody's calendar should hold, and what differs from those that they were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from agenda.outputs import Viewer, has_public_pages
from agenda.programme import Programme, in_language
from registration.calendars import itip
from registration.calendars.itip import Entry, Mailbox, Method
from registration.letters import Post
from registration.models import CalendarEntry, Participant, State


@dataclass(frozen=True)
class Letter:
    """One calendar letter: its templates' folder, the participant, the entry, its method, and the row that remembers it."""

    kind: str
    participant: Participant
    entry: Entry
    method: Method
    row: CalendarEntry
    before: tuple[datetime, datetime, str] | None = None
    """Start, end and title as last sent, of one that is changed."""


class EventCalendars:
    """The values that all calendar letters of an event share: the latest programme, or none, and the settings.

    `sharers` says how many other confirmed participants read at the address of a participant, by key.
    """

    def __init__(self, post: Post) -> None:
        self.post, self.event, self.desk = post, post.event, post.settings
        self.programme: Programme | None = post.programme
        self.zone = self.programme.event.timezone if self.programme else self.event.timezone
        self.sharers: Mapping[int, int] = {}
        self.leaving = False
        """The mailbox is left: whatever stands there goes."""
        self.again: frozenset[str] = frozenset()
        """Keys of entries that stood in a mailbox just left: the new one is sent them in any case."""
        self._known: dict[tuple[str, str], Mapping[str, Entry]] = {}

    def mailbox(self, kept: str = "") -> Mailbox:
        """The sender, who also reads the replies: at the address `kept` with an entry, else at the one of the desk or the server.

        It is both From and ORGANIZER (docs/decisions/0012).
        """
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return Mailbox(name, kept or self.desk.reply_to or address)

    def personal(self, entry: Entry, participant: Participant, uid: str) -> Entry:
        """The entry as it stands in the calendar of one participant, under their UID."""
        is_shared = self.sharers.get(participant.pk, 0) > 0
        return entry._replace(uid=uid, reader=participant.full_name, shared=is_shared)

    def wanted(self, participant: Participant) -> Mapping[str, Entry]:
        """The entries that the participant's calendar should hold, whether the meeting is private or not."""
        if (
            self.leaving
            or self.programme is None
            or participant.state != State.CONFIRMED
            or participant.erased
        ):
            return {}
        key = participant.language, participant.programme_person_id
        if key not in self._known:
            found = itip.entries(
                self.programme, self._viewer(participant.language), participant.programme_person_id
            )
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


def due(
    organiser: EventCalendars, participant: Participant, rows: Mapping[str, CalendarEntry], moment: datetime
) -> Iterator[Letter]:
    """The letters that are due to one participant; the rows are changed to their new values, not yet saved."""
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


def _kept(row: CalendarEntry, zone: str) -> Entry:
    """The entry as it was last sent: what a CANCEL needs."""
    return Entry(row.key, row.uid, row.start, row.end, zone, row.summary)
