"""Whether what an address claims was done fits what an institution's rows are now: anybody can write an address."""

from __future__ import annotations

from registration.models import InvitedOrganisation
from registration.models.choices import Reply, State

REPLIES = {"accepted": Reply.ACCEPTED, "declined": Reply.DECLINED}
STATES = {
    "sent": State.INVITED,
    "replaced": State.REPLACED,
    "withdrawn": State.WITHDRAWN,
    "confirmed": State.CONFIRMED,
    "waiting": State.WAITING,
    "reopened": State.NOMINATED,
}


def fits(code: str, invited: InvitedOrganisation) -> bool:
    """Whether the sentence of this code can be true. At most one query."""
    if code in REPLIES:
        return invited.reply == REPLIES[code]
    people = invited.people.all()
    if code in STATES:
        return people.filter(state=STATES[code]).exists()
    return code == "named" and people.exists()
