"""Verbs on a participant: from their own link, from a focal point, from staff."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registration import calendars, letters, locks
from registration.audit import Actor, record
from registration.invitations import quotas
from registration.invitations.capacities import check
from registration.invitations.particulars import Particulars, describe, is_theirs, keep_consents
from registration.invitations.transitions import AlreadyRegistered, VerbRefused, after, check_invitation
from registration.invitations.waiting_list import moved, promote_waiting
from registration.matching import same_name
from registration.models import (
    ENDED,
    LINK_TO_SPEAKER,
    AuditEntry,
    MeetingRole,
    Participant,
    RegistrationSettings,
    State,
)


def accept(participant: Participant, particulars: Particulars, actor: Actor, moment: datetime) -> Participant:
    """An invited person says yes, and who they are. Named with authority, they have the place where one is free; else,
    or under another name, they are proposed, and await confirmation. Raises VerbRefused, AlreadyRegistered.
    """
    try:
        with transaction.atomic():
            locked = locks.lock(participant)
            after("accept", locked)
            check("accept", actor, locked)
            # A link may have been forwarded: authority was given for the name that the institution wrote.
            stays, invited_as = same_name(particulars.name)[:200] == locked.name_normalised, locked.full_name
            locked.endorsed = actor.can_confirm or (locked.endorsed and stays)
            post = calendars.post_of(locked)
            describe(locked, particulars, post.settings, moment, anew=True)
            keep_consents(locked)
            to = quotas.give(locked) if locked.endorsed else State.NOMINATED
            moved(locked, "accept", to, actor, moment, post)
            letters.registered(locked, moment, post)
            _tell_focal_point(locked, "" if stays else invited_as, actor, moment, post)
            calendars.sync_calendar(locked, actor, moment, post=post)
            return locked
    except IntegrityError:
        raise _already() from None


def decline(participant: Participant, actor: Actor, moment: datetime, *, reason: str = "") -> Participant:
    """Somebody who has no place yet says no; their links end. Raises VerbRefused."""
    with transaction.atomic():
        locked = locks.lock(participant)
        to = after("decline", locked)
        check("decline", actor, locked)
        locked.decline_reason = reason[:300]
        locked.link_version += 1
        moved(locked, "decline", to, actor, moment)
        letters.registration_declined(locked, moment)
        _tell_focal_point(locked, "", actor, moment)
        return locked


def confirm(
    participant: Participant, actor: Actor, moment: datetime, *, over_quota_reason: str = ""
) -> Participant:
    """Give the person their place, and tell them; where none is free they go onto the waiting list, and are told that.

    `over_quota_reason` is the reason for which staff exceed the institution's places. Staff may take anybody from the waiting list; a
    newcomer goes behind those who wait. Raises VerbRefused: also to who may only propose, and for somebody who waits
    already while no place is free.
    """
    with transaction.atomic():
        locked = locks.lock(participant)
        after("confirm", locked)
        check("confirm", actor, locked)
        check_invitation(locked.invited)
        if over_quota_reason and actor.capacity == "focal point":
            raise VerbRefused(_("Only the secretariat can give more places than there are."))
        _check_turn(locked, actor)
        to = quotas.give(locked, over_quota_reason=over_quota_reason[:300])
        if to == State.WAITING and locked.state == State.WAITING:
            sentence = _("%(name)s stays on the waiting list: no place is free at %(organisation)s.")
            raise VerbRefused(sentence % {"name": locked.full_name, "organisation": locked.invited})
        post = calendars.post_of(locked)
        moved(locked, "confirm", to, actor, moment, post, beyond=bool(locked.over_quota_reason))
        letters.registered(locked, moment, post)
        calendars.sync_calendar(locked, actor, moment, post=post)
        return locked


def refuse(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Do not accept the person, and tell them. Raises VerbRefused."""
    with transaction.atomic():
        locked = locks.lock(participant, with_waiting=True)
        to = after("refuse", locked)
        check("refuse", actor, locked)
        post = calendars.post_of(locked)
        moved(locked, "refuse", to, actor, moment, post)
        letters.registration_refused(locked, moment, post)
        calendars.sync_calendar(locked, actor, moment, post=post)
        promote_waiting(locked.invited, moment, post)
        return locked


def correct(
    participant: Participant, particulars: Particulars, actor: Actor, moment: datetime
) -> Participant:
    """Change what a person said of themselves; the address stays. Raises VerbRefused, AlreadyRegistered.

    Who is not staff keeps their institution, once confirmed their country and role, and the name that a place is given or
    promised to, except for how it is written.
    """
    try:
        with transaction.atomic():
            locked = locks.lock(participant)
            after("correct", locked)
            check("correct", actor, locked)
            _check_fixed(locked, particulars, actor)
            changed = describe(locked, particulars, RegistrationSettings.objects.of(locked.event), moment)
            if changed:
                locked.changed = moment
                locked.save()
                keep_consents(locked, changed)
                record(locked, "correct", actor, moment, fields=changed)
            return locked
    except IntegrityError:
        raise _already() from None


def link_to_speaker(participant: Participant, person: str, actor: Actor, moment: datetime) -> Participant:
    """Say who the participant is in the programme (the id of a person there; '' for nobody), so that they see what
    speakers see. Raises VerbRefused, also where somebody else is that person already.

    Who took part as a participant takes part as a speaker from then on, until they are nobody there any more.
    """
    with transaction.atomic():
        locked = locks.lock(participant)
        after("correct", locked)
        check("correct", actor, locked)
        if locked.programme_person_id == person:
            return locked
        locks.lock_event(
            locked.event_id
        )  # of two who become one person of the programme, the second is refused
        others = Participant.objects.filter(event=locked.event_id, programme_person_id=person).exclude(
            pk=locked.pk
        )
        taken = others.exclude(state__in=ENDED).first() if person else None
        if taken is not None:
            raise VerbRefused(
                _("%(name)s is this person of the programme already.") % {"name": taken.full_name}
            )
        locked.programme_person_id, locked.changed = person, moment
        role = _role_there(locked)
        locked.role = role or locked.role
        locked.save(update_fields=["programme_person_id", "role", "changed"])
        record(locked, LINK_TO_SPEAKER, actor, moment, person=person, **({"role": role} if role else {}))
        calendars.sync_calendar(locked, actor, moment)
        return locked


def withdraw(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Give the place back, make every link invalid, and tell the person; of staff, the focal point too. Raises VerbRefused."""
    with transaction.atomic():
        locked = locks.lock(participant, with_waiting=True)
        to = after("withdraw", locked)
        check("withdraw", actor, locked)
        locked.link_version += 1
        post = calendars.post_of(locked)
        moved(locked, "withdraw", to, actor, moment, post)
        letters.registration_withdrawn(locked, moment, post)
        if actor.capacity == "staff":
            letters.names_changed(locked.invited, moment, gone=[locked], post=post)
        calendars.sync_calendar(locked, actor, moment, post=post)
        promote_waiting(locked.invited, moment, post)
        return locked


def reopen(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Take back an end: the person is proposed again, and is sent a link. By staff or a focal point. Raises VerbRefused.

    Somebody who was replaced comes back beside who replaced them; the chain stays as it was.
    """
    with transaction.atomic():
        locked = locks.lock(participant)
        to = after("reopen", locked)
        check("reopen", actor, locked)
        check_invitation(locked.invited)
        moved(locked, "reopen", to, actor, moment)
        letters.registration_received(locked, moment)
        return locked


def _role_there(participant: Participant) -> str:
    """The role after the link to the programme was made or taken off, where it changes; else ''."""
    if participant.programme_person_id:
        is_plain = participant.role == MeetingRole.PARTICIPANT
        return MeetingRole.SPEAKER.value if is_plain else ""
    by_link = AuditEntry.objects.filter(
        participant=participant, verb=LINK_TO_SPEAKER, details__has_key="role"
    ).first()
    became = by_link is not None and by_link.details["role"] == MeetingRole.SPEAKER
    return MeetingRole.PARTICIPANT.value if became and participant.role == MeetingRole.SPEAKER else ""


def _tell_focal_point(
    participant: Participant,
    invited_as: str,
    actor: Actor,
    moment: datetime,
    post: letters.Post | None = None,
) -> None:
    """Of what a person answers by their own link; what staff write down they tell themselves."""
    if participant.invited is not None and actor.capacity == "person":
        letters.person_answered(participant.invited, participant, invited_as, moment, post)


def _check_turn(participant: Participant, actor: Actor) -> None:
    """Raise VerbRefused where a focal point would take somebody from the waiting list before their turn."""
    if participant.state != State.WAITING or actor.capacity != "focal point":
        return
    if first := quotas.passed_over(participant):
        sentence = _("%(first)s waits before %(name)s, and is next. The secretariat may decide otherwise.")
        raise VerbRefused(sentence % {"first": first.full_name, "name": participant.full_name})


def name_is_fixed(participant: Participant) -> bool:
    """Whether a place is given, kept or promised to this name, so that its bearer does not change it to another."""
    promised = participant.state in (State.CONFIRMED, State.WAITING, State.INVITED)
    return promised or participant.endorsed


def _check_fixed(participant: Participant, particulars: Particulars, actor: Actor) -> None:
    """Raise VerbRefused where somebody who is not staff changes what a place was given to: the name, the institution,
    and, once confirmed, the country and the role."""
    if actor.capacity == "staff":
        return
    confirmed = participant.state == State.CONFIRMED
    if name_is_fixed(participant) and same_name(particulars.name)[:200] != participant.name_normalised:
        raise VerbRefused(
            _("Your name is changed by the secretariat. If somebody else comes, ask to be replaced.")
        )
    if (confirmed or participant.invited_id) and not is_theirs(participant, particulars.organisation):
        raise VerbRefused(_("Your organisation is changed by the secretariat. Please ask it."))
    if confirmed and (particulars.country, particulars.role) != (participant.country, participant.role):
        raise VerbRefused(
            _("Once you are confirmed, your country and role are changed by the secretariat. Please ask it.")
        )


def _already() -> AlreadyRegistered:
    return AlreadyRegistered(_("Someone of this name is already registered with this e-mail address."))
