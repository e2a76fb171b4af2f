"""A person's own data, at their private link: as a file, and erased on request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from registration import links, privacy
from registration.audit import LINK_HOLDER, record
from registration.links import PageRefused, page, private, too_often
from registration.models import Participant, RegistrationSettings


@private("GET", "HEAD", "POST")
def data(request: HttpRequest, token: str) -> HttpResponse:
    """The data that are kept, in numbers; by POST the file, or erasure, which is asked about first. A GET changes nothing."""
    participant = links.participant_of(request, token, "my")
    with override(participant.language):
        if request.method != "POST":
            return page("participants/data.html", _context(participant, token))
        return _act(request, participant, token)


def _act(request: HttpRequest, participant: Participant, token: str) -> HttpResponse:
    moment = timezone.now()
    if seconds := too_often(moment, link=str(participant.pk)):
        raise PageRefused(
            429,
            _("Too many attempts"),
            _("This form was sent very often within an hour. Please try again later."),
            {"Retry-After": str(seconds)},
        )
    action = request.POST.get("action", "")
    if action == "download":
        return _file(participant)
    if action != "erase":
        raise PageRefused(
            422, _("That cannot be done here"), _("Please go back, and use one of the buttons of the page.")
        )
    context = _context(participant, token)
    if request.POST.get("sure") != "yes":
        return page("participants/data_sure.html", context, 422)
    privacy.erase(participant, LINK_HOLDER, moment)
    return page("participants/data_erased.html", {"is_private": True})


def _file(participant: Participant) -> HttpResponse:
    moment = timezone.now()
    content = privacy.archive(participant, moment)
    record(participant, "download own data", LINK_HOLDER, moment)
    headers = {
        "Content-Disposition": f'attachment; filename="{participant.event.slug}-my-data.zip"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=privacy.MEDIA_TYPE, headers=headers)


def _context(participant: Participant, token: str) -> dict[str, Any]:
    desk = RegistrationSettings.objects.of(participant.event)
    home = links.path("my", token)
    return {
        "page": "data",
        "is_private": True,
        "event_url": home,
        "home": home,
        "action": f"{home}data/",
        "event_title": str(participant.event),
        "language": participant.language,
        "participant": participant,
        "counts": privacy.counts_of(participant),
        "ended": privacy.has_ended(participant.event, timezone.now()),
        "contact": desk.contact or desk.reply_to,
    }
