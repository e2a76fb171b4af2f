"""Verbs on an invited institution: invite, remind, accept, decline, withdraw, reopen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration import letters, locks, models
from registration.audit import Actor, record_reply
from registration.invitations.capacities import check_institution
from registration.invitations.transitions import InstitutionVerb, VerbRefused, reply_after
from registration.models import ENDED, InvitedOrganisation, Message, Reply


def invite_institution(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """Send the focal point the institution's link. Raises VerbRefused, also where no address is known."""
    with transaction.atomic():
        locked = _locked(invited)
        to = reply_after("invite", locked)
        check_institution("invite", actor)
        if not locked.focal_email:
            raise VerbRefused(
                _("%(name)s has no e-mail address of a focal point. Write one first.")
                % {"name": locked.organisation}
            )
        locked.invited_at = locked.last_contact = moment
        _moved(locked, "invite", to, actor, moment)
        letters.invitation(locked, moment)
        return locked


def remind(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> Message:
    """Write the focal point a reminder with the link: a draft in the outbox, to be looked at and sent.

    It asks for an answer, or, of who has answered, for the names that are missing. A draft that lies there already is
    renewed. Raises VerbRefused, also where somebody is named for each place.
    """
    with transaction.atomic():
        locked = _locked(invited)
        reply_after("remind", locked)
        check_institution("remind", actor)
        if not locked.focal_email:
            raise VerbRefused(
                _("%(name)s has no e-mail address of a focal point. Write one first.")
                % {"name": locked.organisation}
            )
        refuse_all_named(locked)
        record_reply(locked, "remind", actor, moment)
        if letters.reminder_kind(locked) == "names_reminder":
            return letters.names_reminder(locked, moment)
        return letters.invitation_reminder(locked, moment)


def refuse_all_named(invited: InvitedOrganisation) -> None:
    """Raise VerbRefused where nothing is left to be asked for: somebody is named for each place."""
    if letters.reminder_kind(invited) == "names_reminder" and models.named(invited) >= invited.places:
        sentence = _("%(name)s is not to be reminded: somebody is named for each of its places.")
        raise VerbRefused(sentence % {"name": invited.organisation})


def accept_invitation(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """The institution takes part; names follow. Raises VerbRefused."""
    with transaction.atomic():
        locked = _locked(invited)
        to = reply_after("accept", locked)
        check_institution("accept", actor)
        locked.answered, locked.decline_reason = moment, ""
        _moved(locked, "accept", to, actor, moment)
        return locked


def decline_invitation(
    invited: InvitedOrganisation, actor: Actor, moment: datetime, *, reason: str = ""
) -> InvitedOrganisation:
    """The institution does not take part. Raises VerbRefused, also while people stand named."""
    with transaction.atomic():
        locked = _locked(invited)
        to = reply_after("decline", locked)
        check_institution("decline", actor)
        _refuse_with_people(locked)
        locked.answered, locked.decline_reason = moment, reason[:300]
        _moved(locked, "decline", to, actor, moment)
        if locked.focal_email:
            letters.invitation_declined(locked, moment)
        return locked


def withdraw_invitation(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """Take the invitation back; every link of it ends. By staff. Raises VerbRefused, also while people stand named."""
    with transaction.atomic():
        locked = _locked(invited)
        to = reply_after("withdraw", locked)
        check_institution("withdraw", actor)
        _refuse_with_people(locked)
        told = locked.reply in (Reply.INVITED, Reply.ACCEPTED) and bool(locked.focal_email)
        locked.link_version += 1
        _moved(locked, "withdraw", to, actor, moment)
        if told:
            letters.invitation_withdrawn(locked, moment)
        return locked


def reopen_invitation(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """Ask an institution again that had declined, or whose invitation was taken back; the link is sent. Raises
    VerbRefused."""
    with transaction.atomic():
        locked = _locked(invited)
        to = reply_after("reopen", locked)
        check_institution("reopen", actor)
        locked.answered, locked.decline_reason = None, ""
        locked.invited_at = locked.invited_at or moment
        _moved(locked, "reopen", to, actor, moment)
        if locked.focal_email:
            locked.last_contact = moment
            locked.save(update_fields=["last_contact"])
            letters.invitation(locked, moment)
        return locked


def mark_opened(invited: InvitedOrganisation, moment: datetime) -> bool:
    """Remember that somebody used the institution's page; whether this was the first time. No audit entry: nobody acted."""
    rows = InvitedOrganisation.objects.filter(pk=invited.pk, opened__isnull=True)
    return bool(rows.update(opened=moment))


def _locked(invited: InvitedOrganisation) -> InvitedOrganisation:
    locked = locks.lock_invited(invited.pk)
    assert locked is not None  # noqa: S101 - a row has a key
    return locked


def _moved(
    invited: InvitedOrganisation, verb: InstitutionVerb, to: Reply, actor: Actor, moment: datetime
) -> None:
    before, invited.reply = invited.reply, to
    invited.save()
    record_reply(invited, verb, actor, moment, **{"from": str(before), "to": str(to)})


def _refuse_with_people(invited: InvitedOrganisation) -> None:
    """Raise VerbRefused while people of the institution take part or may: they are told one by one."""
    count = invited.people.exclude(state__in=ENDED).count()
    if count:
        sentence = ngettext(
            "%(count)s person is named for %(name)s. Withdraw them first.",
            "%(count)s people are named for %(name)s. Withdraw them first.",
            count,
        )
        raise VerbRefused(sentence % {"count": count, "name": invited.organisation})


def renew_link(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """End every link of the institution, and send its focal point a new one, where an address is known. By staff.

    What people of the institution hold, their own links, goes on working. Raises VerbRefused.
    """
    with transaction.atomic():
        locked = locks.lock_invited(invited.pk)
        assert locked is not None  # noqa: S101 - a row has a key
        reply_after("renew", locked)
        check_institution("renew", actor)
        locked.link_version += 1
        if locked.focal_email:
            locked.last_contact = moment
        locked.save(update_fields=["link_version", "last_contact"])
        record_reply(locked, "renew", actor, moment)
        if locked.focal_email:
            letters.link_renewed(locked, moment)
        return locked
