"""By what power a verb may be done: the one table for participants, and the one for invited institutions."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from registration.audit import Actor, Capacity
from registration.invitations.transitions import InstitutionVerb, Verb, VerbRefused
from registration.models import Participant, State

DECIDE: frozenset[Capacity] = frozenset({"staff", "focal point", "system"})
SECRETARIAT: frozenset[Capacity] = frozenset({"staff", "system"})
PROPOSE: frozenset[Capacity] = DECIDE | {"institution link"}
THEMSELVES: frozenset[Capacity] = SECRETARIAT | {"person"}

CAPACITIES: Mapping[Verb, frozenset[Capacity]] = {
    "register": SECRETARIAT | {"form"},
    "nominate": PROPOSE,
    "invite": PROPOSE,
    "accept": THEMSELVES,
    "decline": THEMSELVES,
    "confirm": DECIDE,
    "refuse": SECRETARIAT,
    "correct": THEMSELVES,
    "agree": THEMSELVES,
    "readdress": frozenset({"staff"}),
    "replace": PROPOSE,
    "withdraw": PROPOSE | {"person"},
    "reopen": DECIDE,
}
"""Who holds an institution's link proposes only: on a confirmed place nothing (CONFIRMED_BY). A link may have been
forwarded, and a person's own acts for that person only."""

CONFIRMED_BY: Mapping[Verb, frozenset[Capacity]] = {"replace": DECIDE, "withdraw": DECIDE | {"person"}}
REFUSED_BY: Mapping[Verb, frozenset[Capacity]] = {"confirm": SECRETARIAT, "reopen": SECRETARIAT}
"""Narrower: for somebody who is confirmed, and for a person that the secretariat did not accept."""

INSTITUTION_CAPACITIES: Mapping[InstitutionVerb, frozenset[Capacity]] = {
    "invite": SECRETARIAT,
    "remind": SECRETARIAT,
    "renew": SECRETARIAT,
    "accept": PROPOSE,
    "decline": PROPOSE,
    "withdraw": SECRETARIAT,
    "reopen": SECRETARIAT,
}


def check(verb: Verb, actor: Actor, participant: Participant | None = None) -> None:
    """Raise VerbRefused where the actor's power does not reach the verb, on this participant if one is there."""
    state = participant.state if participant is not None else ""
    if actor.capacity not in CAPACITIES[verb]:
        raise VerbRefused(_sentence(verb))
    if state == State.CONFIRMED and actor.capacity not in CONFIRMED_BY.get(verb, CAPACITIES[verb]):
        raise VerbRefused(_confirmed_sentence(verb))
    if state == State.REFUSED and actor.capacity not in REFUSED_BY.get(verb, CAPACITIES[verb]):
        raise VerbRefused(_("The secretariat did not accept this person. Please ask it."))


def check_institution(verb: InstitutionVerb, actor: Actor) -> None:
    """Raise VerbRefused where the actor's power does not reach the verb."""
    if actor.capacity not in INSTITUTION_CAPACITIES[verb]:
        raise VerbRefused(
            _("This can be done by the secretariat only.")
            if verb in ("invite", "remind", "renew", "withdraw", "reopen")
            else _("An institution answers itself, or by the secretariat.")
        )


def _sentence(verb: Verb) -> str:
    if verb in ("nominate", "invite", "replace"):
        return _("Names are given by the institution, or by the secretariat.")
    if verb in ("accept", "decline", "correct", "agree"):
        return _("This is for the person to say, or for the secretariat.")
    if verb == "confirm":
        return _("Names are confirmed by the focal point, signed in, or by the secretariat.")
    if verb == "reopen":
        return _("This can be done by the focal point, signed in, or by the secretariat.")
    return _("This can be done by the secretariat only.")


def _confirmed_sentence(verb: Verb) -> str:
    if verb == "replace":
        return _("A confirmed person is replaced by the focal point, signed in, or by the secretariat.")
    return _(
        "A confirmed person is withdrawn by the focal point, signed in, by the secretariat, or by themselves."
    )
