"""The programme at a participant's private link, `/my/<token>/programme/…`: what only participants see is in it.

Through the same outputs as what is public, but drawn each time and kept nowhere. Pages lead back to one another; files,
which are passed on, hold what the participant may see and name no token.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from msgspec.structs import asdict, replace

from agenda import versions
from agenda.outputs import OUTPUTS, LinkViewer, Output, Viewer, has_public_pages
from agenda.pages import CANNOT, HTML, OUTPUT_BY_NAME, why_not
from agenda.programme import Programme
from agenda.web import problem, query_of, viewer_of
from registration import links
from registration.links import not_found, private
from registration.models import Participant, State

MINE = tuple(output for output in OUTPUTS if output.name != "calendar")
"""The addresses at the link. How to subscribe says the participant's own page, of their own calendar."""


@private("GET", "HEAD")
def programme(request: HttpRequest, name: str, token: str, slug: str = "") -> HttpResponse:
    """An output of the latest version. Who is not confirmed sees of it what everybody sees."""
    participant = links.participant_of(request, token, "my")
    if participant.state == State.WITHDRAWN:
        raise links.nothing_here(request)
    found = versions.pointer(participant.event.slug)
    if found is None:
        raise not_found()
    if participant.state != State.CONFIRMED and not has_public_pages(versions.programme_of(found)):
        return _not_yours(token)
    return _drawn(request, OUTPUT_BY_NAME[name], found, slug, participant, token)


def path_of(token: str) -> str:
    """Where the programme begins for who holds the link."""
    return f"{links.path('my', token)}programme/"


def holds_more(programme: Programme, participant: Participant) -> bool:
    """Whether the participant sees sessions at their link that stand on no public page."""
    hidden = not has_public_pages(programme) or any(one.audience != "public" for one in programme.sessions)
    return participant.state == State.CONFIRMED and hidden


def _drawn(
    request: HttpRequest,
    output: Output,
    found: versions.Pointer,
    slug: str,
    participant: Participant,
    token: str,
) -> HttpResponse:
    base = path_of(token)
    shown = versions.up_to(found) if output.of == "versions" else (versions.programme_of(found),)
    try:
        body = output.drawn(shown, _viewer(request, output, shown[-1], participant, token), slug)
    except CANNOT as fault:
        return why_not(fault, base)
    return HttpResponse(body, content_type=output.media_type)


def _viewer(
    request: HttpRequest, output: Output, programme: Programme, participant: Participant, token: str
) -> Viewer:
    """Of a page, links stay behind the token; a file's viewer knows nothing of it. Raises Refusal."""
    viewer = viewer_of(programme, output, query_of(request), base_url=settings.BASE_URL, pinned=False)
    if participant.state == State.CONFIRMED:
        viewer = replace(viewer, audience="participants")
    if output.media_type != HTML:
        return viewer
    return LinkViewer(**asdict(viewer), base_path=path_of(token), registration=links.path("my", token))


def _not_yours(token: str) -> HttpResponse:
    """The page for those who have no place, or not yet, at a private event. It names nothing of the event."""
    return problem(
        403,
        _("For confirmed participants"),
        _("The programme of this meeting can be read by its confirmed participants only."),
        [_("Once your place is confirmed, you find it here.")],
        links.path("my", token),
        home_words=_("To my registration"),
    )
