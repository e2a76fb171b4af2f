"""The pages of who signed in with a code: all that belongs to their address, and the institutions they answer for.

Unlike those behind private links these pages read a cookie; their forms carry Django's CSRF token.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import versions
from agenda.models import Event
from agenda.programme import Programme
from agenda.web import problem
from registration import links
from registration.audit import FOCAL_POINT
from registration.letters import deadline_words, event_facts
from registration.links import PageRefused, not_found, page, see_other
from registration.models import ENDED, InvitedOrganisation, Participant, Reply, State
from registration.pages import institution as institution_views
from registration.pages.institution_context import Visit

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


@dataclass
class AtEvent:
    """The rows of the address at one event."""

    title: str
    programme: Programme | None = None
    dates: str = ""
    first_day: str = ""
    people: list[dict[str, Any]] = field(default_factory=list)
    institutions: list[dict[str, Any]] = field(default_factory=list)


def signed_in(*methods: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view for who is signed in; others are led to ask for a code. What it answers is kept nowhere."""

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answer(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            try:
                response = _answered(request, methods) or view(request, *args, **kwargs)
            except PageRefused as refused:
                response = problem(refused.status, refused.title, refused.text, headers=dict(refused.headers))
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate


@signed_in("GET", "HEAD")
def mine(request: HttpRequest) -> HttpResponse:
    """All that belongs to the address: registrations, invitations, and institutions to name people for."""
    address = _address(request)
    people, institutions = links.people_of(address), links.institutions_of(address)
    context = {
        "address": address,
        "messages": [str(message) for message in get_messages(request)],
        "events": _by_event(people, institutions),
    }
    response = page("participants/mine.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # it holds private links, and no form
    return response


@signed_in("GET", "HEAD", "POST")
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution's page for its focal point, who decides. Everybody else is led to what is theirs: the sign-in on
    an institution's page leads here whoever signs in, and nobody learns which institutions there are.
    """
    invited = next((one for one in links.institutions_of(_address(request)) if one.pk == pk), None)
    if invited is None or not isinstance(request.user, User):
        if request.method == "POST":
            raise not_found()
        return see_other(reverse("mine"))
    actor = changed(FOCAL_POINT, user=request.user)
    path = reverse("my-institution", args=[pk])
    return institution_views.answer(request, Visit(invited, actor, path, timezone.now(), get_token(request)))


def _answered(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    """The answer to who is not signed in. Raises PageRefused for a method that is none of the page's."""
    if request.method not in methods:
        text = _("This page can be read, and its form sent; nothing else.")
        raise PageRefused(405, _("That cannot be done here"), text, {"Allow": ", ".join(methods)})
    if request.user.is_authenticated:
        return None
    return see_other(f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}")


def _address(request: HttpRequest) -> str:
    """The compared address of the account: proven by a code, or written by whoever made the account."""
    return links.address_of(request.user.email) if isinstance(request.user, User) else ""


def _by_event(people: list[Participant], institutions: list[InvitedOrganisation]) -> list[AtEvent]:
    """The latest event first; those without published dates before all."""
    found: dict[int, AtEvent] = {}
    confirmed = {one.event_id for one in people if one.state == State.CONFIRMED}
    events = [*(one.event for one in people), *(one.event for one in institutions)]
    for event in events:
        if event.pk not in found:
            found[event.pk] = _at(event, confirmed=event.pk in confirmed)
    for person in people:
        found[person.event_id].people.append(_of_person(person))
    for invited in institutions:
        at = found[invited.event_id]
        at.institutions.append(_of_institution(invited, at.programme))
    return sorted(found.values(), key=lambda one: one.first_day or "9999", reverse=True)


def _at(event: Event, *, confirmed: bool) -> AtEvent:
    """Title and dates as the latest version says; the dates of a private event are for those confirmed there."""
    programme = versions.latest(event.slug)
    if programme is None:
        return AtEvent(str(event))
    facts = event_facts(programme, event.language, confirmed=confirmed)
    days = facts["time_lines"]
    if not days:
        return AtEvent(facts["event_title"], programme)
    dates = days[0][1] if len(days) == 1 else f"{days[0][1]} – {days[-1][1]}"
    return AtEvent(facts["event_title"], programme, dates, days[0][0])


def _of_person(person: Participant) -> dict[str, Any]:
    purpose: links.Purpose = "person" if person.state == State.INVITED else "my"
    token = links.make(purpose, person.pk, person.link_version)
    return {
        "name": person.full_name,
        "organisation": str(person.invited or person.organisation),
        "state": str(State(person.state).label),
        "waiting_number": getattr(person, "in_line", None),
        "invited": person.state == State.INVITED,
        "href": "" if person.state in ENDED else links.path(purpose, token),
    }


def _of_institution(invited: InvitedOrganisation, programme: Programme | None) -> dict[str, Any]:
    return {
        "name": str(invited.organisation),
        "reply": str(Reply(invited.reply).label),
        "deadline": deadline_words(invited, programme)[0],
        "href": reverse("my-institution", args=[invited.pk]),
    }
