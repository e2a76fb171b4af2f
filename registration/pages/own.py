"""The base of pages with a person's form: the form, its context, the facts of the event, and the rate limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from agenda import versions
from agenda.models import Event
from agenda.outputs import has_public_pages
from agenda.programme import Programme, clocks
from registration import links
from registration.forms import HONORIFICS, CorrectionForm, OwnForm, ParticularsForm, RegistrationForm
from registration.letters import event_facts
from registration.links import PageRefused, too_often
from registration.models import PURPOSE, RETENTION, Participant, RegistrationSettings
from registration.pages import programme as programme_views
from registration.questions import asked_at
from registration.register import suggestions

Known = TypeVar("Known", bound=OwnForm)


def open_form(event: Event, request: HttpRequest | None = None) -> RegistrationForm:
    """The registration form of the event; filled in with what the request sends."""
    sent = (request.POST, request.FILES) if request else ()
    asked = asked_at(event, event.language)
    return RegistrationForm(*sent, language=event.language, in_room=meets_in_a_room(event), asked=asked)


def own_form(participant: Participant, request: HttpRequest | None = None) -> OwnForm:
    """The form with which somebody known says who they are; filled in with that, or with what the request sends."""
    return _known(OwnForm, participant, request)


def correction_form(participant: Participant, request: HttpRequest | None = None) -> CorrectionForm:
    """The form with which somebody known corrects what is known of them; filled in as `own_form`."""
    return _known(CorrectionForm, participant, request)


def _known(kind: type[Known], participant: Participant, request: HttpRequest | None) -> Known:
    sent = (request.POST, request.FILES) if request else ()
    return kind(
        *sent,
        participant=participant,
        in_room=meets_in_a_room(participant.event),
        asked=asked_at(participant.event, participant.language, participant),
    )


def meets_in_a_room(event: Event) -> bool:
    """Whether people come together in one place, so that it matters what they eat."""
    return event.setting != "virtual"


def form_context(
    context: Mapping[str, Any], desk: RegistrationSettings, form: ParticularsForm
) -> Mapping[str, Any]:
    """The context of a page with the form, besides `context` of the event."""
    return {
        **context,
        "page": "register",
        "form": form,
        "honorifics": HONORIFICS,
        "organisations": suggestions(),
        "purpose": desk.purpose or PURPOSE,
        "retention": desk.retention or RETENTION,
        "contact": desk.contact or desk.reply_to,
        "closes": clocks.moment_words(desk.closes, context["timezone"]) if desk.closes else "",
    }


def their_event(participant: Participant, token: str) -> Mapping[str, Any]:
    """The facts of the event on a participant's own page, private or not; of one never published its title only.

    `token` opens the page `/my/` of the participant.
    """
    event = participant.event
    programme = versions.latest(event.slug)
    if programme is None:
        return {**_unpublished(event), "event_url": links.path("my", token)}
    is_open = has_public_pages(programme)
    mine = programme_views.path_of(token) if programme_views.holds_more(programme, participant) else ""
    said = said_of(programme, f"/{event.slug}/" if is_open else mine, confirmed=bool(mine))
    more = {"programme_path": mine, "is_private": not is_open}
    return {**said, **more, "event_url": said["event_url"] or links.path("my", token)}


def said_of(programme: Programme, home: str, *, confirmed: bool = False) -> Mapping[str, Any]:
    """`home` is where the reader finds the pages of the programme; '' where they find none."""
    event = programme.event
    return {
        **event_facts(programme, event.language, confirmed=confirmed),
        "language": event.language,
        "timezone": event.timezone,
        "event_url": home,
        "agenda_path": f"{home}agenda/" if home else "",
    }


def limit(moment: datetime, **subjects: str) -> None:
    """Count one more attempt for each subject. Raises PageRefused."""
    if seconds := too_often(moment, **subjects):
        raise PageRefused(
            429,
            _("Too many attempts"),
            _("This form was sent very often within an hour. Please try again later."),
            {"Retry-After": str(seconds)},
        )


def no_such_button() -> PageRefused:
    """A form of none of our pages was sent."""
    return PageRefused(
        422, _("That cannot be done here"), _("Please go back, and use one of the buttons of the page.")
    )


def _unpublished(event: Event) -> Mapping[str, Any]:
    return {
        "event_title": str(event),
        "time_lines": [],
        "agenda_url": "",
        "language": event.language,
        "timezone": event.timezone,
        "agenda_path": "",
        "programme_path": "",
        "is_private": True,
    }
