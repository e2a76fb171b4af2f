"""A new link for an invited institution: the old one was passed on too far, or somebody else is its focal point now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from registration.audit import Actor, record_reply
from registration.invitations import quotas as places
from registration.invitations.capacities import check_institution
from registration.invitations.transitions import reply_after
from registration.letters import to_institutions as invitation_messages
from registration.models import InvitedOrganisation


def renew_link(invited: InvitedOrganisation, actor: Actor, moment: datetime) -> InvitedOrganisation:
    """End every link of the institution, and send its focal point a new one, where an address is known. By staff.

    What people of the institution hold, their own links, goes on working. Raises VerbRefused.
    """
    with transaction.atomic():
        locked = places.lock_invited(invited.pk)
        assert locked is not None  # noqa: S101 - a row has a key
        reply_after("renew", locked)
        check_institution("renew", actor)
        locked.generation += 1
        if locked.focal_email:
            locked.last_contact = moment
        locked.save(update_fields=["generation", "last_contact"])
        record_reply(locked, "renew", actor, moment)
        if locked.focal_email:
            invitation_messages.link_renewed(locked, moment)
        return locked
