"""A speaker's own page, `/my/<token>/speaker/`: their sessions, that they come, and what they hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.outputs import has_public_pages, labels
from agenda.programme import FrozenSession, Programme, clocks, in_language, visible_to
from agenda.versions import latest
from registration import calendars, links, speakers
from registration.audit import LINK_HOLDER
from registration.calendars import appears_in
from registration.forms import BiographyForm, PhotoForm, SlidesForm
from registration.links import PageRefused, not_found, page, private, see_other
from registration.models import ENDED, Participant, SlideDeck, SpeakerProfile, State
from registration.pages.own import limit, no_such_button, their_event
from registration.speakers import is_in_programme, roles_in


@private("GET", "HEAD", "POST")
def speaker(request: HttpRequest, token: str) -> HttpResponse:
    """See the sessions; confirm and hand in by POST. A GET changes nothing: mail scanners follow links."""
    participant = _speaker(request, token)
    if request.method != "POST":
        return _page(participant, token, said=request.GET.get("said", ""))
    moment = timezone.now()
    limit(moment, link=str(participant.pk))
    act = _ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise no_such_button()
    try:
        refused = act(request, participant, moment)
    except speakers.ProfileRefused as refusal:
        raise PageRefused(422, _("That cannot be done here"), str(refusal)) from None
    if refused is not None:
        return _page(participant, token, refused=refused, status=422)
    return see_other(f"{_path(token)}?said={request.POST['action'].replace(' ', '-')}")


@private("GET", "HEAD")
def file(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A file that the speaker handed in, to themselves."""
    found = speakers.file_of(Participant.objects.filter(pk=_speaker(request, token).pk), pk)
    response = speakers.answer(found) if found else None
    if response is None:
        raise not_found()
    return response


def _path(token: str) -> str:
    return f"{links.path('my', token)}speaker/"


def _speaker(request: HttpRequest, token: str) -> Participant:
    """The holder of the link, who is a person of the programme. Raises PageRefused."""
    participant = links.participant_of(request, token, "my")
    if participant.state in ENDED:
        raise links.nothing_here(request)
    if not is_in_programme(participant.event, participant.programme_person_id):
        raise not_found()
    return participant


def _confirm(request: HttpRequest, participant: Participant, moment: datetime) -> None:
    speakers.confirm(participant, LINK_HOLDER, moment)


def _take_back(request: HttpRequest, participant: Participant, moment: datetime) -> None:
    speakers.take_back(participant, LINK_HOLDER, moment)


def _describe(request: HttpRequest, participant: Participant, moment: datetime) -> forms.Form | None:
    form = BiographyForm(request.POST)
    if not form.is_valid():
        return form
    speakers.describe(participant, form.cleaned_data["biography"], LINK_HOLDER, moment)
    return None


def _give_photo(request: HttpRequest, participant: Participant, moment: datetime) -> forms.Form | None:
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    speakers.give_photo(participant, form.cleaned_data["photo"], LINK_HOLDER, moment)
    return None


def _remove_photo(request: HttpRequest, participant: Participant, moment: datetime) -> None:
    speakers.remove_photo(participant, LINK_HOLDER, moment)


def _give_slides(request: HttpRequest, participant: Participant, moment: datetime) -> forms.Form | None:
    session = request.POST.get("session", "")
    if session not in {one.id for one in _held(participant, latest(participant.event.slug))}:
        raise speakers.ProfileRefused(
            _("You no longer appear in this session. Please look at the programme.")
        )
    form = SlidesForm(request.POST, request.FILES, prefix=session)
    if not form.is_valid():
        return form
    speakers.give_slides(participant, session, form.cleaned_data["slides"], LINK_HOLDER, moment)
    return None


def _remove_slides(request: HttpRequest, participant: Participant, moment: datetime) -> None:
    key = request.POST.get("file", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    speakers.remove_slides(participant, number, LINK_HOLDER, moment)


_ACTS: dict[str, Callable[[HttpRequest, Participant, datetime], forms.Form | None]] = {
    "confirm": _confirm,
    "take back": _take_back,
    "biography": _describe,
    "photo": _give_photo,
    "remove photo": _remove_photo,
    "slides": _give_slides,
    "remove slides": _remove_slides,
}


def _said(word: str, profile: SpeakerProfile, *, has_slides: bool) -> str:
    """The message after one of the acts, where it fits the rows as they are now: anybody can write an address."""
    fits = {
        "confirm": profile.confirmed is not None,
        "take-back": profile.pk is not None and profile.confirmed is None,
        "biography": bool(profile.biography),
        "photo": profile.photo is not None,
        "remove-photo": profile.pk is not None and profile.photo is None,
        "slides": has_slides,
    }
    sentences = {
        "confirm": _("Thank you. The secretariat sees that you come."),
        "take-back": _("Your confirmation is taken back. The secretariat sees it."),
        "biography": _("Your biography is kept."),
        "photo": _("Your photo is kept."),
        "remove-photo": _("Your photo is removed."),
        "slides": _("Your slides are kept."),
        "remove-slides": _("The slides that are kept stand here."),
    }
    return sentences.get(word, "") if fits.get(word, True) else ""


def _page(
    participant: Participant,
    token: str,
    *,
    said: str = "",
    refused: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    profile = SpeakerProfile.objects.filter(participant=participant).select_related("photo").first()
    profile = profile or SpeakerProfile(participant=participant)
    programme = latest(participant.event.slug)
    decks = list(SlideDeck.objects.filter(participant=participant).select_related("file"))
    sessions = [
        _session(one, programme, participant, decks, refused)
        for one in _held(participant, programme)
        if programme is not None
    ]
    shown = {one["key"] for one in sessions}
    zone = participant.event.timezone
    context = {
        **their_event(participant, token),
        "participant": participant,
        "my_path": links.path("my", token),
        "action": _path(token),
        "said": _said(said, profile, has_slides=bool(decks)),
        "form": refused,
        "profile": profile,
        "confirmed": _day(profile.confirmed, zone) if profile.confirmed else "",
        "biography": labels.html(profile.biography, 4) if profile.biography else "",
        "biography_form": refused
        if isinstance(refused, BiographyForm)
        else BiographyForm(initial={"biography": profile.biography}),
        "photo_form": refused if isinstance(refused, PhotoForm) else PhotoForm(),
        "sessions": sessions,
        "is_published": programme is not None,
        "other_decks": [_deck(one, zone) for one in decks if one.session not in shown],
    }
    return page("participants/speaker.html", context, status)


def _held(participant: Participant, programme: Programme | None) -> list[FrozenSession]:
    """The sessions of the person that they may see, in order: not those of a private event before a place is theirs."""
    if programme is None:
        return []
    confirmed = participant.state == State.CONFIRMED
    if not confirmed and not has_public_pages(programme):
        return []
    seen = visible_to(programme, "participants" if confirmed else "public")
    return [one for one in seen.in_order if appears_in(participant.programme_person_id, one)]


def _session(
    one: FrozenSession,
    programme: Programme,
    participant: Participant,
    decks: list[SlideDeck],
    refused: forms.Form | None,
) -> Mapping[str, Any]:
    language, zone = programme.event.language, programme.event.timezone
    hours, *elsewhere = calendars.hours(one.start, one.end, programme.event, language)
    is_refused = isinstance(refused, SlidesForm) and refused.prefix == one.id
    versions = [_deck(deck, zone) for deck in decks if deck.session == one.id]
    return {
        "key": one.id,
        "title": in_language(one.title, language, language)[0],
        "roles": roles_in(one, participant.programme_person_id),
        "status": labels.status(one.status) if one.status != "confirmed" else "",
        "day": clocks.date_words(clocks.local_date(one.start, zone), language),
        "hours": hours,
        "elsewhere": elsewhere,
        "latest": versions[0] if versions else None,
        "earlier": versions[1:],
        "form": refused if is_refused else SlidesForm(prefix=one.id),
    }


def _deck(deck: SlideDeck, zone: str) -> Mapping[str, Any]:
    return {"file": deck.file, "handed_in": _day(deck.created, zone)}


def _day(moment: datetime, zone: str) -> str:
    """The day of a moment where the meeting is."""
    return clocks.date_words(clocks.local_date(moment, zone))
