"""The list of participants as each of them agreed to it: for everybody, and for confirmed participants at their link.

Asked anew at each visit and kept nowhere, so that a consent taken back takes the name out at once. A line says what is
printed of a person, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda import versions
from agenda.outputs import country_name
from agenda.web import problem
from registration import links, matching
from registration.links import not_found, page, private
from registration.matching import same_name
from registration.models import DelegationRole, ListConsent, Participant, State
from registration.pages.own import said_of, their_event


class ListedPerson(NamedTuple):
    """The line of a person in the list; `country` only where the heading above is not its name."""

    name: str
    position: str
    organisation: str
    country: str


class ListedGroup(NamedTuple):
    """A delegation, or those of a country who are in none, under its printed name."""

    heading: str
    lines: tuple[ListedPerson, ...]


@private("GET", "HEAD")
def public_list(request: HttpRequest, event: str) -> HttpResponse:
    """`/<event>/participants/`: those who agreed that the list may be published. A private event has no such page."""
    found = versions.public_pointer(event)
    if found is None:
        raise not_found()
    programme = versions.programme_of(found)
    groups = grouped(consenting(event, ListConsent.PUBLIC), programme.event.language)
    return _page(said_of(programme, f"/{event}/"), groups, is_public=True)


@private("GET", "HEAD")
def own_list(request: HttpRequest, token: str) -> HttpResponse:
    """`/my/<token>/participants/`: what confirmed participants may see of each other."""
    participant = links.participant_of(request, token, "my")
    if participant.state == State.WITHDRAWN:
        raise links.nothing_here(request)
    my_path = links.path("my", token)
    if participant.state != State.CONFIRMED:
        return _not_yours(my_path)
    seen = consenting(participant.event.slug, ListConsent.PARTICIPANTS, ListConsent.PUBLIC)
    groups = grouped(seen, participant.language)
    return _page({**their_event(participant, token), "my_path": my_path}, groups, is_public=False)


def consenting(slug: str, *consents: ListConsent) -> QuerySet[Participant]:
    """The confirmed participants of the event who agreed to one of these; nobody who was erased."""
    people = Participant.objects.filter(
        event__slug=slug, state=State.CONFIRMED, consent_list__in=consents, erased__isnull=True
    )
    return people.select_related("organisation", "invited__delegation")


def grouped(people: Iterable[Participant], language: str) -> list[ListedGroup]:
    """By the printed name of delegation or country; in it by precedence of the institution (who is in none comes last),
    heads of delegation first, then as names are sorted.
    """
    found = sorted(((_heading(one, language), one) for one in people), key=lambda pair: _order(*pair))
    return [
        ListedGroup(heading, tuple(_line(one, heading, language) for _heading, one in pairs))
        for heading, pairs in groupby(found, key=lambda pair: pair[0])
    ]


def _heading(one: Participant, language: str) -> str:
    delegation = one.invited.delegation if one.invited else None
    return delegation.name if delegation else country_name(one.country, language)


def _order(heading: str, one: Participant) -> tuple[object, ...]:
    invited = one.invited
    delegation = invited.delegation if invited else None
    leads = one.delegation_role == DelegationRole.HEAD or bool(delegation and delegation.head_id == one.pk)
    precedence = (0, invited.rank) if invited else (1, 0)
    return (same_name(heading), heading, precedence, not leads, one.sort_name, one.pk)


def _line(one: Participant, heading: str, language: str) -> ListedPerson:
    country = country_name(one.country, language)
    return ListedPerson(
        name=matching.full(one.honorific, one.name),
        position=one.position,
        organisation=str(one.organisation),
        country=country if country != heading else "",
    )


def _page(context: Mapping[str, Any], groups: Sequence[ListedGroup], *, is_public: bool) -> HttpResponse:
    said = {"groups": groups, "count": sum(len(group.lines) for group in groups), "is_public": is_public}
    return page("participants/list.html", {**context, **said})


def _not_yours(my_path: str) -> HttpResponse:
    """The page for those who have no place, or not yet. It names nobody."""
    return problem(
        403,
        _("For confirmed participants"),
        _("The list of participants can be read by confirmed participants only."),
        [_("Once your place is confirmed, you find it here.")],
        my_path,
        home_words=_("To my registration"),
    )
