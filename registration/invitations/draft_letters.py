"""Drafts in the outbox: staff send or discard them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registration import letters, locks, models
from registration.audit import Actor, record, record_reply
from registration.invitations.transitions import VerbRefused, allowed_to_institution
from registration.models import Delivery, InvitedOrganisation, Message


def send_draft(message: Message, actor: Actor, moment: datetime) -> Message:
    """Queue the draft; a letter to an institution is its last contact. Raises VerbRefused.

    A reminder is refused once the institution has answered or its link has changed: it would ask for what is there, or
    lead nowhere. One for names goes while what it says is true.
    """
    with transaction.atomic():
        invited = locks.lock_invited(message.invited_id)
        draft = _draft(message)
        if invited is not None:
            _refuse_outdated(draft, invited)
            InvitedOrganisation.objects.filter(pk=invited.pk).update(last_contact=moment)
        letters.queue(draft)
        _record(draft, invited, "send", actor, moment)
        return draft


def discard_draft(message: Message, actor: Actor, moment: datetime) -> None:
    """Delete the draft; that it was there stays in the audit trail. Raises VerbRefused."""
    with transaction.atomic():
        invited = locks.lock_invited(message.invited_id)
        draft = _draft(message)
        _record(draft, invited, "discard", actor, moment)
        draft.delete()


def outdated(message: Message, invited: InvitedOrganisation) -> str:
    """Why a reminder is no longer to be sent, or ''."""
    name = {"name": str(invited.organisation)}
    if message.kind not in letters.REMINDERS:
        return ""
    if not allowed_to_institution("remind", invited.reply):
        return _("%(name)s is not to be reminded: it is %(reply)s. Discard the draft.") % {
            **name,
            "reply": invited.get_reply_display(),
        }
    if invited.answered is not None and invited.answered > message.created:
        return _("%(name)s has answered since this reminder was written. Discard the draft.") % name
    if invited.link_version != message.link_version or message.to != [invited.focal_email]:
        return _("The link or the address of %(name)s has changed since. Write the reminder anew.") % name
    return _untrue(message, invited)


def _untrue(message: Message, invited: InvitedOrganisation) -> str:
    """Why a reminder would say something that is no longer so, or ''."""
    name = {"name": str(invited.organisation)}
    kind = letters.reminder_kind(invited)
    if kind == "names_reminder" and models.named(invited) >= invited.places:
        return _("%(name)s has somebody named for each of its places. Discard the draft.") % name
    if kind != message.kind or (
        kind == "names_reminder" and letters.words_now(message, invited) != message.text
    ):
        return _("Who is named for %(name)s has changed since. Write the reminder anew.") % name
    return ""


def _refuse_outdated(message: Message, invited: InvitedOrganisation) -> None:
    if reason := outdated(message, invited):
        raise VerbRefused(reason)


def _draft(message: Message) -> Message:
    """The row, locked. Raises VerbRefused when it is no draft any more."""
    rows = Message.objects.select_related("participant").select_for_update(of=("self",))
    draft = rows.filter(pk=message.pk, state=Delivery.DRAFT).first()
    if draft is None:
        raise VerbRefused(
            _("“%(subject)s” is not a draft: it was sent or discarded.") % {"subject": message.subject}
        )
    return draft


def _record(
    message: Message, invited: InvitedOrganisation | None, verb: str, actor: Actor, moment: datetime
) -> None:
    if invited is not None:
        record_reply(invited, verb, actor, moment, letter=message.kind)
    elif message.participant is not None:
        record(message.participant, verb, actor, moment, letter=message.kind)
