"""Acts of the secretariat on joining details. The audit trail says which detail and which fields, never a value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from agenda import versions
from agenda.models import Event
from registration import letters
from registration.audit import Actor
from registration.calendars import feeds, joining
from registration.models import AuditEntry, JoiningDetail, Participant, State


def noted(
    detail: JoiningDetail, actor: Actor, moment: datetime, *, new: bool, fields: Sequence[str]
) -> AuditEntry:
    """Write down that a detail was added or changed."""
    verb = "add joining detail" if new else "change joining detail"
    return _entry(detail.event, verb, actor, moment, joining_detail=detail.pk, fields=sorted(fields))


def remove(details: Sequence[JoiningDetail], actor: Actor, moment: datetime) -> None:
    """Delete details. The entry that each leaves moves the calendars that showed it."""
    with transaction.atomic():
        for detail in details:
            _entry(detail.event, feeds.REMOVED, actor, moment, joining_detail=detail.pk)
            detail.delete()


def concerned(event: Event, details: Sequence[JoiningDetail], moment: datetime) -> list[Participant]:
    """Confirmed participants who may see one of these details of the event at `moment` (aware)."""
    programme = versions.latest(event.slug)
    if programme is None:
        return []
    values = [feeds.detail_of(one) for one in details]
    people = Participant.objects.filter(event=event, state=State.CONFIRMED, erased__isnull=True)
    return [
        one
        for one in people.select_related("event", "organisation", "invited__organisation")
        if joining.visible(joining.theirs(values, feeds.reader_of(one), programme), moment)
    ]


def tell(event: Event, details: Sequence[JoiningDetail], actor: Actor, moment: datetime) -> int:
    """Write to those concerned that details are new or changed, one letter each; how many.

    The letter holds none of them. One audit entry says what was told of, and how many letters.
    """
    with transaction.atomic():
        people, post = concerned(event, details, moment), letters.Post(event)
        for participant in people:
            letters.joining_details(participant, moment, post)
        post.leave()
        keys = sorted(one.pk for one in details)
        _entry(event, "tell joining details", actor, moment, joining_details=keys, letters=len(people))
        return len(people)


def _entry(event: Event, verb: str, actor: Actor, moment: datetime, **details: object) -> AuditEntry:
    return AuditEntry.objects.create(
        event=event, moment=moment, actor=actor.name, user=actor.user, verb=verb, details=details
    )
