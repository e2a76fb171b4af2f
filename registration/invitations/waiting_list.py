"""The move of a person from state to state, and the waiting list after a place was freed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from registration import calendars, letters, locks
from registration.audit import Actor, record
from registration.invitations import quotas
from registration.models import (
    ENDED,
    Delegation,
    InvitedOrganisation,
    Participant,
    RegistrationSettings,
    State,
)

WAITING_LIST = Actor("waiting list")


def moved(
    participant: Participant,
    verb: str,
    to: State,
    actor: Actor,
    moment: datetime,
    post: letters.Post | None = None,
    /,
    **details: Any,
) -> None:
    """Save the row in its new state, and write the audit entry, with those of `post` where it is given; details that are
    false are left out.

    Who leaves no longer heads a delegation: whoever comes in their place is chosen anew.
    """
    before = participant.state
    if before in ENDED and to not in ENDED:
        come_back(participant)
    participant.state = to
    if to != State.WAITING:
        participant.waiting_number = None
    if to != State.CONFIRMED:
        participant.over_quota_reason = ""
    if to != State.DECLINED:
        participant.decline_reason = ""
    participant.changed = moment
    participant.save()
    if to in ENDED:
        details["headed"] = bool(Delegation.objects.filter(head=participant).update(head=None))
    kept = {name: value for name, value in details.items() if value}
    into = post.entries if post else None
    record(participant, verb, actor, moment, into, **{"from": str(before), "to": str(to)}, **kept)


def come_back(participant: Participant) -> None:
    """Take from a person who comes back what they do not get again, not yet saved: their person of the programme, where somebody else is
    that now. Their calendar goes on at its old address, as subscribed."""
    others = Participant.objects.filter(
        event=participant.event_id, programme_person_id=participant.programme_person_id
    )
    if (
        participant.programme_person_id
        and others.exclude(pk=participant.pk).exclude(state__in=ENDED).exists()
    ):
        participant.programme_person_id = ""


def fill_places(invited: InvitedOrganisation, moment: datetime) -> int:
    """Look again, after an institution got more places or the event's rule changed; how many have a place now.

    Only where the event says that free places fill by themselves.
    """
    with transaction.atomic():
        locked = locks.lock_invited(invited.pk)
        locks.lock_people(Q(invited=invited.pk, state=State.WAITING))
        return promote_waiting(locked, moment)


def promote_waiting(
    invited: InvitedOrganisation | None, moment: datetime, post: letters.Post | None = None
) -> int:
    """Where the event says so, give free places to those next in line, in order, and tell them; how many.

    Else nothing: the status board proposes, staff decide. The rows of the institution and of who waits are locked.
    """
    if invited is None:
        return 0
    settings = post.settings if post else RegistrationSettings.objects.of(invited.event)
    if not settings.promote:
        return 0
    count = 0
    while (one := quotas.next_in_line(invited)) is not None:
        one.waiting_number = None
        own = post or calendars.post_of(one)
        moved(one, "confirm", State.CONFIRMED, WAITING_LIST, moment, own)
        letters.registration_confirmed(one, moment, own)
        calendars.sync_calendar(one, WAITING_LIST, moment, post=own)
        count += 1
    return count
