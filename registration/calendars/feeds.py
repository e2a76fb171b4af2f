"""The personal calendar of a participant: what it is made of at a moment, and the verbs that change it.

Someone who no longer takes part keeps the entries of the version that was published when they went, cancelled: nothing
that is published later reaches them. How often entries were cancelled and brought back stands in the audit trail, so that
SEQUENCE never falls (RFC 5545 §3.8.7.4).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agenda import versions
from agenda.models import Publication
from agenda.outputs import Viewer
from agenda.programme import Programme
from registration.audit import Actor, record
from registration.calendars import feed_file, joining
from registration.calendars.joining import Detail, JoiningReader
from registration.models import ENDED, LINK_TO_SPEAKER, AuditEntry, JoiningDetail, Participant, State

REMINDERS = (10, 15, 30, 60)
"""Minutes before an entry that one may ask for."""
REMOVED = "remove joining detail"
"""The verb of the audit entry that a deleted detail leaves: its row is gone, and calendars have to move."""
NO_MOVES = frozenset({"calendar reply"})
"""Verbs whose "from" and "to" are no states: an answer from a calendar (`replies`) may be "declined" too."""
SET_REMINDER = "set reminder"
NEW_ADDRESS = "make new calendar address"


class FeedRefused(Exception):
    """The calendar cannot do what was asked. The message says why."""


class _Past(NamedTuple):
    """The past of a participant in the audit trail: the moves between taking part and not, and the last moment of any change."""

    raised: int
    changed: datetime | None
    ended: datetime | None
    state_before: str


def calendar_of(participant: Participant, moment: datetime) -> bytes | None:
    """The file as it is at `moment` (aware); None where the event has nothing published that they may see."""
    past = _past(participant)
    if participant.state in ENDED:
        confirmed = past.state_before == State.CONFIRMED
        programme = _programme_at(participant, past.ended or participant.changed, confirmed=confirmed)
    else:
        confirmed = participant.state == State.CONFIRMED
        programme = _programme_at(participant, None, confirmed=confirmed)
    if programme is None:
        return None
    if participant.state in ENDED:
        raised = past.raised if past.raised % 2 else past.raised + 1
        changed = past.ended or participant.changed
        subscriber = feed_file.Subscriber(ended=True, raised=raised, changed=changed)
        return feed_file.render(programme, _viewer(participant, programme, confirmed=confirmed), subscriber)
    rows = details_of(participant) if confirmed else []
    mine = joining.visible(
        joining.theirs([detail_of(one) for one in rows], reader_of(participant), programme), moment
    )
    # of all rows: one that was taken from this person and given to another has to move the stamps here too
    moments = [past.changed, *(one.changed for one in rows), *(one.visible_from for one in mine)]
    subscriber = feed_file.Subscriber(
        programme_person_id=participant.programme_person_id,
        raised=past.raised,
        changed=max((one for one in moments if one), default=None),
        reminder_minutes=participant.reminder_minutes,
    )
    return feed_file.render(programme, _viewer(participant, programme, confirmed=confirmed), subscriber, mine)


def details_of(participant: Participant) -> list[JoiningDetail]:
    """The rows of the participant's event: also those of others, which `joining.theirs` leaves out."""
    return list(JoiningDetail.objects.filter(event=participant.event_id))


def detail_of(row: JoiningDetail) -> Detail:
    """The value of a row."""
    return Detail(
        key=row.pk,
        kind=row.kind,
        value=row.value,
        session=row.session,
        audience=row.audience,
        participant=row.participant_id,
        language=row.language,
        note=row.note,
        visible_from=row.visible_from,
        rank=row.rank,
    )


def reader_of(participant: Participant) -> JoiningReader:
    """The participant as a reader of joining details."""
    confirmed = participant.state == State.CONFIRMED
    return JoiningReader(
        key=participant.pk, confirmed=confirmed, programme_person_id=participant.programme_person_id
    )


def set_reminder(
    participant: Participant, minutes: int | None, actor: Actor, moment: datetime
) -> Participant:
    """Remind so many minutes before each entry, or not. Raises FeedRefused."""
    if minutes is not None and minutes not in REMINDERS:
        raise FeedRefused(_("Please choose one of the reminders offered."))
    with transaction.atomic():
        locked = _locked(participant)
        if locked.reminder_minutes != minutes:
            locked.reminder_minutes = minutes
            locked.save(update_fields=["reminder_minutes"])
            record(locked, SET_REMINDER, actor, moment, minutes=minutes)
        return locked


def make_new_address(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """End every calendar address there was, for a new one. Raises FeedRefused."""
    with transaction.atomic():
        locked = _locked(participant)
        locked.feed_version += 1
        locked.save(update_fields=["feed_version"])
        record(locked, NEW_ADDRESS, actor, moment)
        return locked


def _locked(participant: Participant) -> Participant:
    """The row as it is now, locked. Raises FeedRefused for someone who no longer takes part."""
    Participant.objects.select_for_update(no_key=True).values_list("pk").get(pk=participant.pk)
    locked = Participant.objects.select_related("event", "organisation").get(pk=participant.pk)
    if locked.state in ENDED:
        raise FeedRefused(_("This registration has ended, and its calendar with it."))
    return locked


def _past(participant: Participant) -> _Past:
    mine = Q(participant=participant)
    removed = Q(event=participant.event_id, participant=None, verb=REMOVED)
    rows = AuditEntry.objects.filter(mine | removed).order_by("moment", "pk")
    raised, changed, ended, state_before = 0, None, None, ""
    for verb, moment, details in rows.values_list("verb", "moment", "details"):
        before, after = details.get("from", ""), details.get("to", "")
        moved = verb not in NO_MOVES and before in State.values and before != after
        if moved and (before in ENDED) != (after in ENDED):
            raised += 1
        if moved and before not in ENDED and after in ENDED:
            ended, state_before = moment, before
        if moved or verb in (SET_REMINDER, REMOVED, LINK_TO_SPEAKER):
            changed = moment
    return _Past(raised, changed, ended, state_before)


def _programme_at(participant: Participant, moment: datetime | None, *, confirmed: bool) -> Programme | None:
    """The latest version, or the latest of `moment`; None where there is none.

    Where the event is private since, it is there for those who are or were `confirmed` only.
    """
    slug = participant.event.slug
    if moment is None:
        found = versions.pointer(slug) if confirmed else versions.public_pointer(slug)
        return versions.programme_of(found) if found else None
    rows = Publication.objects.of(slug).filter(published_at__lte=moment)
    rows = rows if confirmed else rows.public()
    row = rows.values_list("pk", "number", "digest").first()
    return versions.programme_of(versions.Pointer(*row)) if row else None


def _viewer(participant: Participant, programme: Programme, *, confirmed: bool) -> Viewer:
    """From the host's zone, in the language of the person's letters where the event has it."""
    event = programme.event
    return Viewer(
        timezone=event.timezone,
        language=participant.language if participant.language in event.languages else event.language,
        base_url=settings.BASE_URL,
        audience="participants" if confirmed else "public",
    )
