"""The verbs that change where a participant stands.

Each takes the actor and the moment (aware), runs in one transaction under a lock on the row, leaves one audit entry
(and one for each calendar entry that is mailed), and puts the letters it causes into the outbox. Which verb may follow
which state stands in `TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agenda.models import Event
from registration import calendar_mail, messages
from registration.audit import Actor, record
from registration.identity import same_email, same_name
from registration.models import Organisation, Participant, RegistrationDesk
from registration.register import organisation_named
from registration.states import APPEAR, ENDED, Policy, State

Verb = Literal["register", "confirm", "refuse", "correct", "withdraw"]

TRANSITIONS: Mapping[Verb, Mapping[State, State]] = {
    "register": {State.WITHDRAWN: State.NOMINATED},
    "confirm": {
        State.NOMINATED: State.CONFIRMED,
        State.WAITING: State.CONFIRMED,
        State.REFUSED: State.CONFIRMED,
    },
    "refuse": {
        State.NOMINATED: State.REFUSED,
        State.WAITING: State.REFUSED,
        State.CONFIRMED: State.REFUSED,
    },
    "correct": {
        State.NOMINATED: State.NOMINATED,
        State.WAITING: State.WAITING,
        State.CONFIRMED: State.CONFIRMED,
    },
    "withdraw": {
        State.NOMINATED: State.WITHDRAWN,
        State.WAITING: State.WITHDRAWN,
        State.CONFIRMED: State.WITHDRAWN,
    },
}
"""State before to state after. A registration under the policy `open` ends in `confirmed` instead of `nominated`."""


class VerbRefused(Exception):
    """The verb may not follow the participant's state, or the event's policy forbids it. The message says why."""


class AlreadyRegistered(VerbRefused):
    """Another participant of the event has this address and this name."""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a person says of themselves. `organisation` is a name as written, or a row that staff chose; `country` ISO
    alpha-2."""

    honorific: str
    name: str
    position: str
    organisation: str | Organisation
    country: str
    sex: str
    role: str
    consent_list: str
    consent_photos: bool


def allowed(verb: Verb, state: str) -> bool:
    """Whether the verb may follow the state."""
    return state in TRANSITIONS[verb]


def register(
    event: Event, particulars: Particulars, email: str, actor: Actor, moment: datetime
) -> Participant:
    """Take in someone from the web form, and send them their private link.

    Someone known by address and name keeps their row as it is and is sent the link again; someone who had withdrawn
    comes back with what they say now. The work is the same for a stranger and for someone known: a row is inserted,
    taken back when the database knows it, and read again. Raises VerbRefused where the event takes nobody in this way.
    """
    with transaction.atomic():
        desk = RegistrationDesk.objects.of(event)
        if desk.policy == Policy.INVITATION:
            raise VerbRefused(_("Registration for this event is by invitation."))
        if desk.closed_at(moment):
            raise VerbRefused(_("Registration for this event has closed."))
        is_new = _inserted(event, particulars, email, desk, moment)
        participant = _known(event, particulars, email)
        if is_new:
            record(participant, "register", actor, moment, to=participant.state)
            messages.registered(participant, moment)
            calendar_mail.settle(participant, actor, moment)
        elif allowed("register", participant.state):
            _come_back(participant, particulars, actor, desk, moment)
        else:
            record(participant, "register", actor, moment, known=True)
            messages.registration_known(participant, moment)
        return participant


def confirm(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Give the person their place, and tell them. Raises VerbRefused."""
    with transaction.atomic():
        locked = _locked(participant)
        _move(locked, "confirm", actor, moment)
        messages.registration_confirmed(locked, moment)
        calendar_mail.settle(locked, actor, moment)
        return locked


def refuse(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Do not accept the person, and tell them. Raises VerbRefused."""
    with transaction.atomic():
        locked = _locked(participant)
        _move(locked, "refuse", actor, moment)
        messages.registration_refused(locked, moment)
        calendar_mail.settle(locked, actor, moment)
        return locked


def correct(
    participant: Participant, particulars: Particulars, actor: Actor, moment: datetime
) -> Participant:
    """Change what a person said of themselves; the address stays. Raises VerbRefused, AlreadyRegistered."""
    try:
        with transaction.atomic():
            locked = _locked(participant)
            _check("correct", locked)
            changed = _describe(locked, particulars, RegistrationDesk.objects.of(locked.event), moment)
            if changed:
                locked.changed = moment
                locked.save()
                record(locked, "correct", actor, moment, fields=changed)
            return locked
    except IntegrityError:
        raise AlreadyRegistered(
            _("Someone of this name is already registered with this e-mail address.")
        ) from None


def appear(participant: Participant, person: str, actor: Actor, moment: datetime) -> Participant:
    """Say who the participant is in the programme (the id of a person there; '' for nobody), so that they see what
    speakers see. Raises VerbRefused, also where somebody else is that person already.
    """
    with transaction.atomic():
        locked = _locked(participant)
        _check("correct", locked)
        if locked.person == person:
            return locked
        others = Participant.objects.filter(event=locked.event_id, person=person).exclude(pk=locked.pk)
        taken = others.exclude(state__in=ENDED).first() if person else None
        if taken is not None:
            raise VerbRefused(
                _("%(name)s is this person of the programme already.") % {"name": taken.full_name}
            )
        locked.person, locked.changed = person, moment
        locked.save(update_fields=["person", "changed"])
        record(locked, APPEAR, actor, moment, person=person)
        calendar_mail.settle(locked, actor, moment)
        return locked


def withdraw(participant: Participant, actor: Actor, moment: datetime) -> Participant:
    """Give the place back, make every link invalid, and tell the person. Raises VerbRefused."""
    with transaction.atomic():
        locked = _locked(participant)
        locked.generation += 1
        _move(locked, "withdraw", actor, moment)
        messages.registration_withdrawn(locked, moment)
        calendar_mail.settle(locked, actor, moment)
        return locked


def first_state(desk: RegistrationDesk) -> State:
    """The state in which a registration by the web form begins."""
    return State.CONFIRMED if desk.policy == Policy.OPEN else State.NOMINATED


def particulars_of(participant: Participant) -> Particulars:
    """What the row says of the person."""
    return Particulars(**{field.name: getattr(participant, field.name) for field in fields(Particulars)})


def _locked(participant: Participant) -> Participant:
    """The row as it is now, locked; of its organisation and event nothing is locked."""
    rows = Participant.objects.select_related("event", "organisation").select_for_update(of=("self",))
    return rows.get(pk=participant.pk)


def _check(verb: Verb, participant: Participant) -> State:
    try:
        return TRANSITIONS[verb][State(participant.state)]
    except KeyError:
        sentence = _("%(name)s: not possible, since the registration is %(state)s.")
        words = {"name": participant.full_name, "state": State(participant.state).label}
        raise VerbRefused(sentence % words) from None


def _move(participant: Participant, verb: Verb, actor: Actor, moment: datetime) -> None:
    before = participant.state
    participant.state = _check(verb, participant)
    participant.changed = moment
    participant.save()
    record(participant, verb, actor, moment, **{"from": before, "to": str(participant.state)})


def _inserted(
    event: Event, particulars: Particulars, email: str, desk: RegistrationDesk, moment: datetime
) -> bool:
    """Insert the row, unless the event has one of that address and name; whether it was inserted."""
    participant = Participant(
        event=event,
        email=email,
        language=event.language,
        state=first_state(desk),
        created=moment,
        changed=moment,
    )
    try:
        with transaction.atomic():
            _describe(participant, particulars, desk, moment)
            participant.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _known(event: Event, particulars: Particulars, email: str) -> Participant:
    """The row of that address and name, locked."""
    rows = Participant.objects.select_related("event", "organisation").select_for_update(of=("self",))
    return rows.get(
        event=event,
        email_normalised=same_email(email),
        name_normalised=same_name(particulars.name)[:200],
    )


def _come_back(
    participant: Participant, particulars: Particulars, actor: Actor, desk: RegistrationDesk, moment: datetime
) -> None:
    """Someone who had withdrawn registers again."""
    before, participant.state = participant.state, first_state(desk)
    participant.changed = moment
    _describe(participant, particulars, desk, moment)
    participant.save()
    record(participant, "register", actor, moment, **{"from": before, "to": str(participant.state)})
    messages.registered(participant, moment)
    calendar_mail.settle(participant, actor, moment)


def _describe(
    participant: Participant, particulars: Particulars, desk: RegistrationDesk, moment: datetime
) -> list[str]:
    """Write what the person says into the row, not yet saved; the names of the fields that changed."""
    wanted = {field.name: getattr(particulars, field.name) for field in fields(particulars)}
    wanted["organisation"] = _organisation(participant, particulars)
    is_new = participant.pk is None
    changed = [name for name, value in wanted.items() if is_new or getattr(participant, name) != value]
    for name in changed:
        setattr(participant, name, wanted[name])
    if is_new or {"consent_list", "consent_photos"} & set(changed):
        participant.consent_wording, participant.consent_moment = desk.consent_wording, moment
    return changed


def _organisation(participant: Participant, particulars: Particulars) -> Organisation:
    """The person's own organisation when they left its name as it stands, else that of the register, else a new one."""
    if isinstance(particulars.organisation, Organisation):
        return particulars.organisation
    own = participant.organisation if participant.pk else None
    if own is not None and same_name(particulars.organisation) in {own.name_normalised, same_name(str(own))}:
        return own
    return organisation_named(particulars.organisation, particulars.country)
