"""The verbs that take somebody in: the web form, where they say who they are, and staff who heard it otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agenda.models import Event
from registration import calendars, letters, locks
from registration.audit import Actor, record
from registration.invitations import quotas
from registration.invitations.capacities import check
from registration.invitations.particulars import Particulars, describe, keep_consents, place_of
from registration.invitations.transitions import (
    ENDED_REPLIES,
    AlreadyRegistered,
    VerbRefused,
    allowed,
    check_invitation,
)
from registration.invitations.waiting_list import come_back
from registration.matching import same_email, same_name
from registration.models import InvitedOrganisation, Participant, Policy, RegistrationSettings, State
from registration.register import found_as_written


def register(
    event: Event, particulars: Particulars, email: str, actor: Actor, moment: datetime
) -> Participant:
    """Take in someone from the web form, and send them their private link.

    Someone known by address and name keeps their row as it is and is sent the link again; someone who had withdrawn or
    declined comes back with what they say now. Under the policy `open` they have a place where one is free. The work is
    the same for a stranger and for someone known: a row is inserted, taken back when the database knows it, and read
    again. Raises VerbRefused where the event takes nobody in this way.
    """
    with transaction.atomic():
        check("register", actor)
        desk = RegistrationSettings.objects.of(event)
        if desk.policy == Policy.INVITATION:
            raise VerbRefused(_("Registration for this event is by invitation."))
        if desk.closed_at(moment):
            raise VerbRefused(_("Registration for this event has closed."))
        is_new = _inserted(event, particulars, email, desk, moment)
        participant = _known(event, particulars, email)
        if not is_new and not allowed("register", participant.state):
            record(participant, "register", actor, moment, known=True)
            letters.registration_known(participant, moment)
            return participant
        before = "" if is_new else participant.state
        if is_new:
            participant.invited = place_of(participant)
        else:
            _return(participant, particulars, desk, moment)
        participant.state = State.NOMINATED
        ended = participant.invited is not None and participant.invited.reply in ENDED_REPLIES
        if desk.policy == Policy.OPEN and not ended:
            participant.state = quotas.give(participant)
        participant.changed = moment
        participant.save()
        moves = {"from": before} if before else {}
        record(participant, "register", actor, moment, **moves, to=str(participant.state))
        letters.registered(participant, moment)
        calendars.sync_calendar(participant, actor, moment)
        return participant


def enter(
    event: Event,
    particulars: Particulars,
    email: str,
    actor: Actor,
    moment: datetime,
    *,
    confirmed: bool = False,
    over_quota_reason: str = "",
) -> Participant:
    """Staff take in somebody who phoned or wrote, whatever the event's policy and end of registration.

    With `confirmed` they have a place where one is free (`over_quota_reason`: the reason to exceed the places), else they are
    proposed. Who had left comes back. Raises VerbRefused, AlreadyRegistered.
    """
    if actor.capacity != "staff":
        raise VerbRefused(_("This can be done by the secretariat only."))
    with transaction.atomic():
        desk = RegistrationSettings.objects.of(event)
        is_new = _inserted(event, particulars, email, desk, moment, asked=False)
        participant = _known(event, particulars, email)
        before = "" if is_new else participant.state
        if is_new:
            participant.invited = place_of(participant)
        elif allowed("register", participant.state):
            _return(participant, particulars, desk, moment, asked=False)
        else:
            raise AlreadyRegistered(_("Someone of this name is already registered with this e-mail address."))
        check_invitation(participant.invited)
        participant.endorsed = True
        to = (
            quotas.give(participant, over_quota_reason=over_quota_reason[:300])
            if confirmed
            else State.NOMINATED
        )
        participant.state, participant.changed = to, moment
        participant.save()
        moves = {"from": before} if before else {}
        record(participant, "register", actor, moment, **moves, to=str(to))
        letters.registered(participant, moment)
        letters.names_changed(participant.invited, moment, named=[participant])
        calendars.sync_calendar(participant, actor, moment)
        return participant


def first_state(desk: RegistrationSettings) -> State:
    """The state in which a registration by the web form begins, where a place is free."""
    return State.CONFIRMED if desk.policy == Policy.OPEN else State.NOMINATED


def _inserted(
    event: Event,
    particulars: Particulars,
    email: str,
    desk: RegistrationSettings,
    moment: datetime,
    *,
    asked: bool = True,
) -> bool:
    """Insert the row, unless the event has one of that address and name; whether it was inserted.

    The row of the person's institution is locked first, where it is invited: places are given in that order.
    """
    participant = Participant(
        event=event, email=email, language=event.language, state=State.NOMINATED, created=moment, changed=moment
    )  # fmt: skip
    try:
        with transaction.atomic():
            describe(participant, particulars, desk, moment, asked=asked)
            invited = place_of(participant)
            locks.lock_invited(invited.pk if invited else None)
            participant.save(force_insert=True)
            if asked:
                keep_consents(participant)
    except IntegrityError:
        return False
    return True


def _known(event: Event, particulars: Particulars, email: str) -> Participant:
    """The row of that address and name, locked."""
    row = Participant.objects.get(
        event=event,
        email_normalised=same_email(email),
        name_normalised=same_name(particulars.name)[:200],
    )
    # Someone who comes back may be of another institution now: its row is locked before theirs.
    others = _institutions(event, row, particulars) if allowed("register", row.state) else []
    return locks.lock(row, invited=others)


def _institutions(event: Event, row: Participant, particulars: Particulars) -> list[int]:
    """Keys of the institutions in which the person may come to have a place."""
    written = str(particulars.organisation)
    found = found_as_written(written, particulars.country)
    names = [row.organisation_id, *([found.pk] if found else [])]
    rows = InvitedOrganisation.objects.filter(event=event, organisation__in=names)
    return list(rows.values_list("pk", flat=True))


def _return(
    participant: Participant,
    particulars: Particulars,
    desk: RegistrationSettings,
    moment: datetime,
    *,
    asked: bool = True,
) -> None:
    """Someone who had left says anew who they are, and perhaps of another institution.

    Who was named by an institution stays its: anybody who knows name and address can fill in the open form. What authority
    they were named with has ended.
    """
    if participant.invited is not None:
        particulars = replace(particulars, organisation=participant.organisation)
    describe(participant, particulars, desk, moment, anew=True, asked=asked)
    if asked:
        keep_consents(participant)
    participant.decline_reason, participant.endorsed = "", False
    come_back(participant)
    if participant.invited is None:
        invited = place_of(participant)
        participant.invited = locks.lock_invited(invited.pk if invited else None)
