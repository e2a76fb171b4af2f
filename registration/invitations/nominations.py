"""Verbs that put people into an institution's places: name, invite by a personal link, replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from registration import calendars, letters, locks, models
from registration.audit import Actor, record, record_reply
from registration.invitations import known_people
from registration.invitations.bounds import check_bounds
from registration.invitations.capacities import check
from registration.invitations.known_people import Identity, identity
from registration.invitations.particulars import Named
from registration.invitations.transitions import (
    ENDED_REPLIES,
    AlreadyRegistered,
    Verb,
    VerbRefused,
    after,
    allowed,
)
from registration.invitations.waiting_list import moved, promote_waiting
from registration.models import ENDED, DelegationRole, InvitedOrganisation, Participant, Reply, State


def nominate(
    invited: InvitedOrganisation,
    names: Sequence[Named],
    actor: Actor,
    moment: datetime,
    *,
    quiet: bool = False,
) -> list[Participant]:
    """Name people for the institution's places; each is told, with a private link, and the focal point too.

    They await confirmation, whoever names them; `quiet` tells them nothing yet, since they are confirmed in the same
    transaction, and one letter is enough. Naming accepts the invitation. All or nobody, in the order of the names. Raises
    VerbRefused, AlreadyRegistered.
    """
    with transaction.atomic():
        locked = _open_invitation(invited)
        check("nominate", actor)
        known = _locked_people(locked, names)
        check_bounds(locked, actor, moment, letters=len(names), more=_newcomers(names, known))
        # Rows are made in one order, whoever names: of two who name the same people, neither waits for the other.
        placed = {
            one: _placed(locked, one, known, "nominate", State.NOMINATED, actor, moment)
            for one in sorted(names, key=identity)
        }
        people = [placed[one] for one in names]
        for person in people if not quiet else ():
            letters.nominated(person, moment)
        if people:
            _answered(locked, actor, moment)
            if actor.capacity == "staff":
                letters.names_changed(locked, moment, named=people)
            else:
                letters.names_proposed(locked, people, moment)
        return people


def invite(invited: InvitedOrganisation, named: Named, actor: Actor, moment: datetime) -> Participant:
    """Send somebody a personal link to one of the institution's places. Once more, it is the same link again.

    Raises VerbRefused, AlreadyRegistered.
    """
    with transaction.atomic():
        locked = _open_invitation(invited)
        check("invite", actor)
        known = _locked_people(locked, [named])
        before = known.get(identity(named))
        is_again = before is not None and before.state == State.INVITED
        check_bounds(locked, actor, moment, letters=1, more=_newcomers([named], known))
        person = _placed(locked, named, known, "invite", State.INVITED, actor, moment)
        letters.personal_invitation(person, moment)
        _answered(locked, actor, moment)
        if actor.capacity == "staff" and not is_again:
            letters.names_changed(locked, moment, named=[person])
        return person


def replace(participant: Participant, named: Named, actor: Actor, moment: datetime) -> Participant:
    """Put somebody else in the person's place; both are told, and the chain stays visible. The new one is returned.

    A confirmed place goes on confirmed, whatever the number of places, also one beyond them with its reason; any other
    begins as named. The old person's links end and their calendar entries are cancelled, the new one's are sent. Raises
    VerbRefused: also to who may only propose, for a place that is confirmed.
    """
    with transaction.atomic():
        known = known_people.known(participant.event_id, [named])
        rows = locks.lock_both(participant, known, with_waiting=True)
        old = rows.pop(participant.pk)
        after("replace", old)
        check("replace", actor, old)
        invited = _place_to_pass_on(old, named)
        check_bounds(invited, actor, moment, letters=1, more=0)
        is_confirmed, beyond = old.state == State.CONFIRMED, old.over_quota_reason
        old.link_version += 1
        moved(old, "replace", State.REPLACED, actor, moment)
        to = State.CONFIRMED if is_confirmed else State.NOMINATED
        new = _placed(
            invited, named, known_people.by_identity(rows.values()), "nominate", to, actor, moment, old
        )
        new.over_quota_reason = beyond
        if not known_people.stands_in_chain(old, new):
            new.replaces = old
        new.save(update_fields=["replaces", "over_quota_reason"])
        letters.registration_replaced(old, moment)
        letters.registered(new, moment) if is_confirmed else letters.nominated(new, moment)
        calendars.sync_calendar(old, actor, moment)
        calendars.sync_calendar(new, actor, moment)
        if actor.capacity == "staff":
            letters.names_changed(invited, moment, named=[new], gone=[old])
        promote_waiting(invited, moment)  # in another role, they leave room in the old one's
        return new


def _place_to_pass_on(old: Participant, named: Named) -> InvitedOrganisation:
    """The institution whose place the person has. Raises VerbRefused where it cannot be passed on to that name."""
    if old.invited is None:
        raise VerbRefused(_("%(name)s holds no place of an invited institution.") % {"name": old.full_name})
    if identity(named) == (old.email_normalised, old.name_normalised):
        raise VerbRefused(_("This is the person who is named already."))
    limit = models.standing(old.invited)
    role = named.delegation_role
    is_full = role in limit.roles and limit.confirmed.get(role, 0) >= limit.roles[role]
    if old.state == State.CONFIRMED and role != old.delegation_role and is_full:
        words = {"role": DelegationRole(role).label, "before": old.get_delegation_role_display()}
        sentence = _("No place is free in this role: %(role)s. Name the new person as %(before)s.")
        raise VerbRefused(sentence % words)
    return old.invited


def _open_invitation(invited: InvitedOrganisation) -> InvitedOrganisation:
    """The row, locked. Raises VerbRefused where nobody can be named any more."""
    locked = locks.lock_invited(invited.pk)
    if locked is None or locked.reply in ENDED_REPLIES:
        raise VerbRefused(
            _("Nobody can be named: the invitation stands as: %(reply)s.")
            % {"reply": Reply(locked.reply if locked else Reply.WITHDRAWN).label}
        )
    return locked


def _locked_people(invited: InvitedOrganisation, names: Sequence[Named]) -> Mapping[Identity, Participant]:
    """The people among the names that the event has already, locked in the order of their keys."""
    keys = known_people.known(invited.event_id, names)
    return known_people.by_identity(locks.lock_people(Q(pk__in=keys)).values()) if keys else {}


def _newcomers(names: Sequence[Named], known: Mapping[Identity, Participant]) -> int:
    """The number of names that are new to the event."""
    people = [known.get(identity(one)) for one in names]
    return sum(one is None or one.state in ENDED for one in people)


def _answered(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> None:
    """Naming somebody is an answer; the first one is written down."""
    if invited.reply == Reply.ACCEPTED:
        return
    before, invited.reply, invited.answered = invited.reply, Reply.ACCEPTED, moment
    invited.save(update_fields=["reply", "answered"])
    record_reply(invited, "accept", actor, moment, **{"from": str(before), "to": str(invited.reply)})


def _placed(
    invited: InvitedOrganisation,
    named: Named,
    known: Mapping[Identity, Participant],
    verb: Verb,
    to: State,
    actor: Actor,
    moment: datetime,
    old: Participant | None = None,
) -> Participant:
    """The row of who is named: a new one, or that of somebody who had left. `old` is the person they replace.

    Raises AlreadyRegistered.
    """
    person = known.get(identity(named))
    said = "replace" if old else verb
    details = {"of": old.pk} if old else {}
    if person is not None:
        if not allowed(verb, person.state) or person.invited_id not in (None, invited.pk):
            raise _already(named)
        # Authority once given does not outlast an end: whoever names them now must have it.
        person.endorsed = actor.can_confirm or (person.endorsed and person.state == State.INVITED)
        person.invited = invited
        if actor.can_confirm or not person.endorsed:  # what was given with authority, a link does not change
            person.delegation_role = named.delegation_role
        moved(person, said, to, actor, moment, **details)
        return person
    person = known_people.new_person(invited, named, moment)
    person.state, person.endorsed, person.delegation_role = to, actor.can_confirm, named.delegation_role
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise _already(named) from None
    record(person, said, actor, moment, to=str(to), **details)
    return person


def _already(named: Named) -> AlreadyRegistered:
    return AlreadyRegistered(
        _("%(name)s is at this meeting already with this e-mail address.") % {"name": named.name}
    )
