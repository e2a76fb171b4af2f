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

TRANSITIONS: Mapping[Verb, Mapping[State, State]] = {
    "register": {
        State.WITHDRAWN: State.NOMINATED,
        State.DECLINED: State.NOMINATED,
        State.REPLACED: State.NOMINATED,
    },
    "nominate": {
        State.WITHDRAWN: State.NOMINATED,
        State.DECLINED: State.NOMINATED,
        State.REPLACED: State.NOMINATED,
    },
    "invite": {
        State.WITHDRAWN: State.INVITED,
        State.DECLINED: State.INVITED,
        State.REPLACED: State.INVITED,
        State.INVITED: State.INVITED,
    },
    "accept": {State.INVITED: State.CONFIRMED},
    "decline": {
        State.INVITED: State.DECLINED,
        State.NOMINATED: State.DECLINED,
        State.WAITING: State.DECLINED,
    },
    "confirm": {
        State.INVITED: State.CONFIRMED,
        State.NOMINATED: State.CONFIRMED,
        State.WAITING: State.CONFIRMED,
        State.REFUSED: State.CONFIRMED,
    },
    "refuse": {
        State.INVITED: State.REFUSED,
        State.NOMINATED: State.REFUSED,
        State.WAITING: State.REFUSED,
        State.CONFIRMED: State.REFUSED,
    },
    "correct": {
        State.INVITED: State.INVITED,
        State.NOMINATED: State.NOMINATED,
        State.WAITING: State.WAITING,
        State.CONFIRMED: State.CONFIRMED,
    },
    "agree": {
        State.INVITED: State.INVITED,
        State.NOMINATED: State.NOMINATED,
        State.WAITING: State.WAITING,
        State.CONFIRMED: State.CONFIRMED,
    },
    "readdress": {
        State.INVITED: State.INVITED,
        State.NOMINATED: State.NOMINATED,
        State.WAITING: State.WAITING,
        State.CONFIRMED: State.CONFIRMED,
    },
    "replace": {
        State.INVITED: State.REPLACED,
        State.NOMINATED: State.REPLACED,
        State.WAITING: State.REPLACED,
        State.CONFIRMED: State.REPLACED,
    },
    "withdraw": {
        State.INVITED: State.WITHDRAWN,
        State.NOMINATED: State.WITHDRAWN,
        State.WAITING: State.WITHDRAWN,
        State.CONFIRMED: State.WITHDRAWN,
    },
    "reopen": {
        State.DECLINED: State.NOMINATED,
        State.WITHDRAWN: State.NOMINATED,
        State.REPLACED: State.NOMINATED,
        State.REFUSED: State.NOMINATED,
    },
}
"""State before to state after; `register`, `nominate` and `invite` also make somebody new.

Where a place is to be given and none is free, the state after is `waiting` instead of `confirmed`. Under the policy
`open` a registration ends in `confirmed`; somebody invited without authority ends in `nominated` on accepting; who takes
the place of somebody confirmed is confirmed.
"""

INSTITUTION_TRANSITIONS: Mapping[InstitutionVerb, Mapping[Reply, Reply]] = {
    "invite": {Reply.LISTED: Reply.INVITED},
    "remind": {Reply.INVITED: Reply.INVITED, Reply.ACCEPTED: Reply.ACCEPTED},
    "renew": {
        Reply.INVITED: Reply.INVITED,
        Reply.ACCEPTED: Reply.ACCEPTED,
        Reply.DECLINED: Reply.DECLINED,
    },
    "accept": {
        Reply.LISTED: Reply.ACCEPTED,
        Reply.INVITED: Reply.ACCEPTED,
        Reply.DECLINED: Reply.ACCEPTED,
    },
    "decline": {
        Reply.LISTED: Reply.DECLINED,
        Reply.INVITED: Reply.DECLINED,
        Reply.ACCEPTED: Reply.DECLINED,
    },
    "withdraw": {
        Reply.LISTED: Reply.WITHDRAWN,
        Reply.INVITED: Reply.WITHDRAWN,
        Reply.ACCEPTED: Reply.WITHDRAWN,
        Reply.DECLINED: Reply.WITHDRAWN,
    },
    "reopen": {Reply.DECLINED: Reply.INVITED, Reply.WITHDRAWN: Reply.INVITED},
}
"""Reply before to reply after, of an invited institution. Naming somebody accepts."""

ENDED_REPLIES = frozenset({Reply.DECLINED, Reply.WITHDRAWN})
"""The replies of institutions that do not take part: nobody is given a place of theirs."""


class VerbRefused(Exception):
    """The verb may not follow the state, or the event's policy or the actor's right forbids it. The message says why."""


class AlreadyRegistered(VerbRefused):
    """Another participant of the event has this address and this name."""


def allowed(verb: Verb, state: str) -> bool:
    """Whether the verb may follow the participant's state."""
    return state in TRANSITIONS[verb]


def allowed_to_institution(verb: InstitutionVerb, reply: str) -> bool:
    """Whether the verb may follow the institution's reply."""
    return reply in INSTITUTION_TRANSITIONS[verb]


def after(verb: Verb, participant: Participant) -> State:
    """The state that the verb leads to. Raises VerbRefused, also for somebody whose data are erased."""
    if participant.erased is not None:
        raise VerbRefused(_("The data of this person are erased; nothing more can be done with them."))
    try:
        return TRANSITIONS[verb][State(participant.state)]
    except KeyError:
        sentence = _("%(name)s: not possible, since the registration is %(state)s.")
        words = {"name": participant.full_name, "state": State(participant.state).label}
        raise VerbRefused(sentence % words) from None


def check_invitation(invited: InvitedOrganisation | None) -> None:
    """Raise VerbRefused where the institution whose place it is does not take part."""
    if invited is not None and invited.reply in ENDED_REPLIES:
        raise VerbRefused(_not_possible(invited))


def reply_after(verb: InstitutionVerb, invited: InvitedOrganisation) -> Reply:
    """The reply that the verb leads to. Raises VerbRefused."""
    try:
        return INSTITUTION_TRANSITIONS[verb][Reply(invited.reply)]
    except KeyError:
        raise VerbRefused(_not_possible(invited)) from None


def _not_possible(invited: InvitedOrganisation) -> str:
    sentence = _("%(name)s: not possible, since its invitation stands as: %(reply)s.")
    return sentence % {"name": str(invited.organisation), "reply": Reply(invited.reply).label}
