"""Which verb may follow which state: the one table for participants, and the one for invited institutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext as _

from registration.models import InvitedOrganisation, Participant, Reply, State

Verb = Literal[
    "register", "nominate", "invite", "accept", "decline", "confirm", "refuse", "correct", "agree", "readdress",
    "replace", "withdraw", "reopen",
]  # fmt: skip
InstitutionVerb = Literal["invite", "remind", "renew", "accept", "decline", "withdraw", "reopen"]

LEFT = (State.WITHDRAWN, State.DECLINED, State.REPLACED)
"""States of people who took themselves out, or were replaced: they may come back."""
PRESENT = (State.INVITED, State.NOMINATED, State.WAITING, State.CONFIRMED)

TRANSITIONS: Mapping[Verb, tuple[tuple[State, ...], State | None]] = {
    "register": (LEFT, State.NOMINATED),
    "nominate": (LEFT, State.NOMINATED),
    "invite": ((*LEFT, State.INVITED), State.INVITED),
    "accept": ((State.INVITED,), State.CONFIRMED),
    "decline": ((State.INVITED, State.NOMINATED, State.WAITING), State.DECLINED),
    "confirm": ((State.INVITED, State.NOMINATED, State.WAITING, State.REFUSED), State.CONFIRMED),
    "refuse": (PRESENT, State.REFUSED),
    "correct": (PRESENT, None),
    "agree": (PRESENT, None),
    "readdress": (PRESENT, None),
    "replace": (PRESENT, State.REPLACED),
    "withdraw": (PRESENT, State.WITHDRAWN),
    "reopen": ((State.DECLINED, State.WITHDRAWN, State.REPLACED, State.REFUSED), State.NOMINATED),
}
"""The states before, and the state after; None: the state stays. `register`, `nominate`, `invite` also make a new person.

Where a place is to be given and none is free, the state after is `waiting` instead of `confirmed`. Under the policy
`open` a registration ends in `confirmed`; somebody invited without authority ends in `nominated` on accepting; who takes
the place of somebody confirmed is confirmed.
"""

INSTITUTION_TRANSITIONS: Mapping[InstitutionVerb, tuple[tuple[Reply, ...], Reply | None]] = {
    "invite": ((Reply.LISTED,), Reply.INVITED),
    "remind": ((Reply.INVITED, Reply.ACCEPTED), None),
    "renew": ((Reply.INVITED, Reply.ACCEPTED, Reply.DECLINED), None),
    "accept": ((Reply.LISTED, Reply.INVITED, Reply.DECLINED), Reply.ACCEPTED),
    "decline": ((Reply.LISTED, Reply.INVITED, Reply.ACCEPTED), Reply.DECLINED),
    "withdraw": ((Reply.LISTED, Reply.INVITED, Reply.ACCEPTED, Reply.DECLINED), Reply.WITHDRAWN),
    "reopen": ((Reply.DECLINED, Reply.WITHDRAWN), Reply.INVITED),
}
"""The replies before, and the reply after, of an invited institution; None: the reply stays. Naming a person accepts."""

ENDED_REPLIES = frozenset({Reply.DECLINED, Reply.WITHDRAWN})
"""The replies of institutions that do not take part: nobody is given a place of theirs."""


class VerbRefused(Exception):
    """The verb may not follow the state, or the event's policy or the actor's right forbids it. The message says why."""


class AlreadyRegistered(VerbRefused):
    """Another participant of the event has this address and this name."""


def allowed(verb: Verb, state: str) -> bool:
    """Whether the verb may follow the participant's state."""
    return state in TRANSITIONS[verb][0]


def allowed_to_institution(verb: InstitutionVerb, reply: str) -> bool:
    """Whether the verb may follow the institution's reply."""
    return reply in INSTITUTION_TRANSITIONS[verb][0]


def after(verb: Verb, participant: Participant) -> State:
    """The state that the verb leads to. Raises VerbRefused, also for somebody whose data are erased."""
    if participant.erased is not None:
        raise VerbRefused(_("The data of this person are erased; nothing more can be done with them."))
    state, (before, to) = State(participant.state), TRANSITIONS[verb]
    if state not in before:
        sentence = _("%(name)s: not possible, since the registration is %(state)s.")
        raise VerbRefused(sentence % {"name": participant.full_name, "state": state.label})
    return to or state


def check_invitation(invited: InvitedOrganisation | None) -> None:
    """Raise VerbRefused where the institution whose place it is does not take part."""
    if invited is not None and invited.reply in ENDED_REPLIES:
        raise VerbRefused(_not_possible(invited))


def reply_after(verb: InstitutionVerb, invited: InvitedOrganisation) -> Reply:
    """The reply that the verb leads to. Raises VerbRefused."""
    reply, (before, to) = Reply(invited.reply), INSTITUTION_TRANSITIONS[verb]
    if reply not in before:
        raise VerbRefused(_not_possible(invited))
    return to or reply


def _not_possible(invited: InvitedOrganisation) -> str:
    sentence = _("%(name)s: not possible, since its invitation stands as: %(reply)s.")
    return sentence % {"name": str(invited.organisation), "reply": Reply(invited.reply).label}
