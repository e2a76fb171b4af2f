"""Speakers in the admin: who of the programme is which participant, and what they confirmed and handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.admin.desk import DeskPage, context_of
from agenda.models import Event
from agenda.outputs import labels
from agenda.programme import clocks
from registration import speakers
from registration.audit import Actor
from registration.invitations import VerbRefused
from registration.models import Participant, StoredFile

VIEW, CHANGE, DRAFT = (
    "registration.view_participant",
    "registration.change_participant",
    "agenda.change_event",
)


class ShownSpeaker(NamedTuple):
    """A row, with what the page says of it in words."""

    row: speakers.SpeakerRow
    confirmed: str
    biography: str
    slides: tuple[tuple[StoredFile, str], ...]
    """Each with the title of its session; of one where the person has no part any more, with its identifier."""


def speakers_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET shows everybody of the programme; POST links, takes a link off, or notes in the draft who confirmed."""
    if request.method == "POST":
        return _act(request, event)
    rows = speakers.links(event)
    context = {
        **context_of(page, request, event, _("Speakers"), "speakers"),
        "rows": [_shown(row, event) for row in rows],
        "linked": sum(row.linked is not None for row in rows),
        "exact": sum(one.exact for row in rows for one in row.likely),
        "may_link": request.user.has_perm(CHANGE, event),
        "may_note": request.user.has_perm(DRAFT, event),
    }
    return TemplateResponse(request, "admin/registration/forms/speakers.html", context)


def speakers_file(page: Any, request: HttpRequest, event: Event, key: int) -> HttpResponse:
    """A photo or slides that somebody handed in at this event."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = speakers.file_of(Participant.objects.filter(event=event), key)
    response = speakers.answer(found) if found else None
    if response is None:
        raise Http404
    return response


def _shown(row: speakers.SpeakerRow, event: Event) -> ShownSpeaker:
    profile = row.handed_in.profile
    day = clocks.local_date(row.confirmed, event.timezone) if row.confirmed else None
    biography = labels.html(profile.biography, 4) if profile and profile.biography else ""
    titles = {part.session: part.title for part in row.parts}
    slides = tuple((deck.file, titles.get(deck.session, deck.session)) for deck in row.handed_in.slides)
    return ShownSpeaker(row, clocks.date_words(day) if day else "", biography, slides)


def _act(request: HttpRequest, event: Event) -> HttpResponse:
    act = _ACTS.get(request.POST.get("do", ""))
    user: Any = request.user  # signed in: the admin lets in nobody else
    try:
        if act is None:
            messages.error(request, _("Nothing was changed. Please use one of the buttons of the page."))
        else:
            act(request, event, user, timezone.now())
    except VerbRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:agenda_event_speakers", event.pk)


def _link(request: HttpRequest, event: Event, user: Any, moment: datetime) -> None:
    person, key = request.POST.get("person", ""), request.POST.get("participant", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    found = speakers.link(event, person, number, Actor.staff(user), moment)
    messages.success(request, _("%(name)s is linked to the programme.") % {"name": found.full_name})


def _link_exact(request: HttpRequest, event: Event, user: Any, moment: datetime) -> None:
    linked, refused = speakers.link_exact(event, Actor.staff(user), moment)
    for sentence in refused:
        messages.error(request, sentence)
    if linked or not refused:
        sentence = ngettext("%d speaker is linked now.", "%d speakers are linked now.", len(linked))
        messages.success(request, sentence % len(linked))


def _unlink(request: HttpRequest, event: Event, user: Any, moment: datetime) -> None:
    found = speakers.unlink(event, request.POST.get("person", ""), Actor.staff(user), moment)
    sentence = _("%(name)s is no longer linked to the programme. What they handed in is kept.")
    messages.success(request, sentence % {"name": found.full_name})


def _note(request: HttpRequest, event: Event, user: Any, moment: datetime) -> None:
    """For who may change the draft. Raises PermissionDenied, VerbRefused."""
    if not user.has_perm(DRAFT, event):
        raise PermissionDenied
    if speakers.note_in_draft(event, request.POST.get("person", ""), user, moment):
        messages.success(request, _("It is noted in the draft. The history of the draft can undo it."))
    else:
        messages.info(request, _("The draft says so already."))


_ACTS: dict[str, Callable[[HttpRequest, Event, Any, datetime], None]] = {
    "link": _link,
    "link exact": _link_exact,
    "unlink": _unlink,
    "note": _note,
}

SPEAKER_PAGES = [
    DeskPage("speakers/", "speakers", speakers_page, VIEW, CHANGE, gettext_lazy("Speakers")),
    DeskPage("speakers/files/<int:key>/", "speakers_file", speakers_file, VIEW),
]
"""Pages of the desk, for `agenda.admin.pages`."""
