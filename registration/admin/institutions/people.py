"""The page of an invited institution besides its form: places, people with their chains, letters, audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.models import Event
from registration import models
from registration.admin import desk
from registration.models import DelegationRole, InvitedOrganisation, Participant, State

ORDER = [
    State.CONFIRMED, State.WAITING, State.NOMINATED, State.INVITED, State.DECLINED, State.WITHDRAWN, State.REFUSED,
    State.REPLACED,
]  # fmt: skip
"""Who comes, who may, who does not."""


class ShownPerson(NamedTuple):
    """A person of the institution; `before` are the people they replaced, one after the other."""

    person: Participant
    state: str
    before: Sequence[Participant]


def page_of(invited: InvitedOrganisation) -> dict[str, Any]:
    """For the template, on the event's clock."""
    event = Event.objects.prefetch_related("cities").get(pk=invited.event_id)
    rows = Participant.objects.filter(invited=invited).select_related("organisation")
    people = list(models.with_numbers(rows))
    return {
        "places": standing_words(invited, people),
        "people": shown(people),
        "letters": desk.letters(invited.messages.order_by("-created", "-pk")[: desk.MOST], event),
        "entries": desk.entries(desk.of_institution(invited)[: desk.MOST], event),
    }


def shown(people: Sequence[Participant]) -> list[ShownPerson]:
    """In the order of states; on the waiting list by number."""
    known = {one.pk: one for one in people}
    ranked = sorted(people, key=lambda one: (ORDER.index(State(one.state)), one.waiting_number or 0))
    return [ShownPerson(one, state_words(one), _before(one, known)) for one in ranked]


def state_words(person: Participant) -> str:
    """The state with the place in line (of a row read by `standing.with_numbers`), the reason for a place beyond the places, or for declining."""
    words = [str(person.get_state_display())]
    if number := getattr(person, "in_line", None):
        words.append(_("number %s") % number)
    if person.over_quota_reason:
        words.append(_("beyond the places: %s") % person.over_quota_reason)
    if person.decline_reason:
        words.append(person.decline_reason)
    return " · ".join(words)


def standing_words(invited: InvitedOrganisation, people: Sequence[Participant]) -> str:
    """`3 places, 2 confirmed, 1 free, 1 on the waiting list; at most 1 head of delegation`."""
    stands = models.standing(invited)
    waiting = sum(one.state == State.WAITING for one in people)
    words = [
        ngettext("%d place", "%d places", stands.places) % stands.places,
        _("%d confirmed") % stands.taken,
        _("%d free") % stands.free,
    ]
    if waiting:
        words.append(_("%d on the waiting list") % waiting)
    roles = [
        _("%(role)s %(taken)s of %(most)s")
        % {"role": DelegationRole(role).label, "taken": stands.confirmed.get(role, 0), "most": most}
        for role, most in stands.roles.items()
    ]
    return "; ".join([", ".join(words), *roles])


def _before(person: Participant, known: Mapping[int, Participant]) -> list[Participant]:
    """The people that the person replaced, the latest first; a ring (there is none) would end."""
    chain: list[Participant] = []
    one = known.get(person.replaces_id or 0)
    while one is not None and one not in chain:
        chain.append(one)
        one = known.get(one.replaces_id or 0)
    return chain
