"""The verb that corrects a wrong e-mail address: letters, links and calendar entries move to the right mailbox."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registration import calendars, letters, locks
from registration.audit import Actor, record
from registration.invitations.capacities import check
from registration.invitations.transitions import AlreadyRegistered, VerbRefused, after
from registration.models import CalendarAnswer, Participant, State


def readdress(participant: Participant, email: str, actor: Actor, moment: datetime) -> Participant:
    """Write to the person at `email` from now on. By staff; the state stays. Raises VerbRefused, AlreadyRegistered.

    Entries in the old mailbox are cancelled there and sent to the new one under the same UID, with a higher SEQUENCE (RFC
    5546 §3.2.5). Every link given before ends, that of the calendar too: somebody else may have had the letters. What
    a calendar program answered from the old mailbox counts no longer. The link goes to the new address.
    """
    try:
        with transaction.atomic():
            locked = locks.lock(participant)
            after("readdress", locked)
            check("readdress", actor, locked)
            if email == locked.email:
                raise VerbRefused(_("This is the address that is written to already."))
            standing = calendars.take_out(locked, actor, moment)
            locked.email, locked.changed = email, moment
            locked.answer, locked.answered = CalendarAnswer.NEEDS_ACTION, None
            locked.link_version += 1
            locked.feed_version += 1
            locked.save()
            record(locked, "readdress", actor, moment)
            if locked.state == State.INVITED:
                letters.personal_invitation(locked, moment)
            else:
                letters.registered(locked, moment)
            calendars.sync_calendar(locked, actor, moment, again=standing)
            return locked
    except IntegrityError:
        raise AlreadyRegistered(
            _("Someone of this name is already registered with this e-mail address.")
        ) from None
