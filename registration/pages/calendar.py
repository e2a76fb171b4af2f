"""The personal calendar by its address, and what `/my/` says and does about it and about how to join."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from agenda import versions
from agenda.outputs import has_public_pages, webcal
from agenda.pages import public
from agenda.programme import FrozenSession, Programme, clocks, in_language
from agenda.web import method_not_allowed, problem
from registration import calendars, links
from registration.audit import LINK_HOLDER
from registration.calendars import Detail
from registration.links import PageRefused, see_other
from registration.models import ENDED, Participant, State

PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
ACTIONS = ("alarm", "renew feed")
"""What the forms of the page ask for (`action`)."""


@public
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """`/cal/<feed token>.ics`. A GET changes nothing, and no cookie is read or set."""
    if request.method not in ("GET", "HEAD"):
        return _private(method_not_allowed("GET", "HEAD"))
    participant = links.load(token, "feed")
    body = calendars.calendar_of(participant, timezone.now()) if participant else None
    if body is None:
        return _private(_no_calendar(request))
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    if etag.removeprefix("W/") in asked or asked.strip() == "*":  # compared weakly (RFC 9110 §13.1.2)
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Length"] = str(len(body))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return _private(response)


def act(participant: Participant, action: str, given: str, moment: datetime) -> HttpResponse:
    """Do what a form of the page asks (one of `ACTIONS`); `given` are the minutes of a reminder. Raises PageRefused."""
    try:
        if action == "alarm":
            kept = calendars.set_reminder(participant, _minutes(given), LINK_HOLDER, moment)
            said = "reminder" if kept.reminder_minutes is not None else "no-reminder"
        else:
            calendars.make_new_address(participant, LINK_HOLDER, moment)
            said = "address"
    except calendars.FeedRefused as refusal:
        raise PageRefused(422, _("That cannot be done here"), str(refusal)) from None
    token = links.make("my", participant.pk, participant.link_version)
    return see_other(f"{links.path('my', token)}?said={said}#calendar")


def context_of(participant: Participant, moment: datetime, said: str = "") -> Mapping[str, Any]:
    """The context of the calendar and of joining details; empty for a person without a calendar.

    That is who no longer takes part, and who is not confirmed at a private event.
    """
    programme = versions.latest(participant.event.slug)
    if programme is None or participant.state in ENDED:
        return {}
    if participant.state != State.CONFIRMED and not has_public_pages(programme):
        return {}
    rows = [calendars.detail_of(one) for one in calendars.details_of(participant)]
    mine = calendars.theirs(rows, calendars.reader_of(participant), programme)
    later = calendars.appears(mine, moment)
    joining_from, *elsewhere = _moment(later, programme) if later else [""]
    address = links.link(participant, "feed")
    return {
        "calendar_said": _said(participant, said),
        "joining": _places(calendars.visible(mine, moment), programme),
        "joining_from": joining_from,
        "joining_from_elsewhere": elsewhere,
        "feed": address,
        "feed_subscribe": webcal(address),
        "feed_download": address.removeprefix(settings.BASE_URL),
        "alarm": participant.reminder_minutes,
        "reminders": [
            (minutes, ngettext("%d minute before", "%d minutes before", minutes) % minutes)
            for minutes in calendars.REMINDERS
        ],
    }


def _said(participant: Participant, said: str) -> str:
    """The message of what was done, where it fits the row as it is now: anybody can write an address."""
    if said == "reminder" and participant.reminder_minutes is not None:
        return _("The reminder is kept. Your calendar takes it over when it next looks.")
    if said == "no-reminder" and participant.reminder_minutes is None:
        return _("This calendar reminds you of nothing.")
    if said == "address" and participant.feed_version:
        return _("Your calendar has a new address. The former one no longer works.")
    return ""


def _minutes(given: str) -> int | None:
    """The minutes chosen; none for the empty choice. Raises FeedRefused."""
    if not given:
        return None
    known = {str(minutes): minutes for minutes in calendars.REMINDERS}
    if given not in known:
        raise calendars.FeedRefused(_("Please choose one of the reminders offered."))
    return known[given]


def _places(details: Sequence[Detail], programme: Programme) -> list[Mapping[str, Any]]:
    """The whole meeting, then the sessions in order, each with its ways; those that have none are left out."""
    language = programme.event.language
    places: list[tuple[str, str, list[str]]] = [("", _("For the whole meeting"), [""])]
    places += [
        (one.id, in_language(one.title, language, language)[0], _hours(one, programme))
        for one in programme.in_order
    ]
    groups = [
        {
            "title": title,
            "hours": lines[0],
            "elsewhere": lines[1:],
            "ways": [_way(one) for one in details if one.session == key],
        }
        for key, title, lines in places
    ]
    return [group for group in groups if group["ways"]]


def _way(detail: Detail) -> Mapping[str, str]:
    is_link = detail.value.startswith("https://") and detail.kind in ("link", "interpretation")
    href = detail.value if is_link else calendars.telephone(detail.value) if detail.kind == "dial-in" else ""
    return {"name": calendars.detail_name(detail), "value": detail.value, "note": detail.note, "href": href}


def _hours(session: FrozenSession, programme: Programme) -> list[str]:
    """The host's first, with the day, then the other cities': `1 December 2026, 2:00–3:30 pm Manila time`."""
    zone, language = programme.event.timezone, programme.event.language
    here, *elsewhere = calendars.hours(session.start, session.end, programme.event, language)
    day = clocks.date_words(clocks.local_date(session.start, zone), language)
    return [f"{day}, {here}", *elsewhere]


def _moment(moment: datetime, programme: Programme) -> list[str]:
    """The host's first, then the other cities': `1 December 2026, 2:00 pm Manila time`, `1:00 pm Bangkok time`."""
    event = programme.event
    whole = FrozenSession(id="moment", slug="moment", title=(), start=moment, end=moment)
    (found,) = clocks.time_lines(Programme(event=event, sessions=(whole,)), language=event.language)
    said: list[str] = []
    for line in found.lines:
        wall, _fold = clocks.wall_of(moment, line.zone)
        words = clocks.time_words(wall, language=event.language)
        if not said or wall.date() != found.day:
            words = f"{clocks.date_words(wall.date(), event.language)}, {words}"
        said.append(clocks.words(replace(line, hours=words), event.language, event.language))
    return said


def _no_calendar(request: HttpRequest) -> HttpResponse:
    """The one answer for whatever is not here, forged and ended addresses included."""
    text = _(
        "There is no calendar at this address. Its newest address is on your own page, at your private link."
    )
    refused = links.nothing_here(request, PageRefused(404, _("Page not found"), text))
    return problem(refused.status, refused.title, refused.text, headers=dict(refused.headers))


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
