"""The published outputs, by address. Path, `tz` and `lang` decide every byte; nothing else of a request is read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from agenda import versions
from agenda.outputs import OUTPUTS, NoLongerInProgramme, NoPango, NotInProgramme, Output
from agenda.programme import Programme, clocks, in_language
from agenda.web import (
    Query,
    Refusal,
    RenderedResponse,
    answer_of,
    check,
    headers_of,
    local_cache,
    method_not_allowed,
    not_found,
    problem,
    query_of,
    release,
    shared_key,
    viewer_of,
)

OUTPUT_BY_NAME = {output.name: output for output in OUTPUTS}
HTML = "text/html; charset=utf-8"
CANNOT = (Refusal, NotInProgramme, NoLongerInProgramme, NoPango)
"""Why an output cannot be had: `why_not` says it to the reader."""

View = Callable[..., HttpResponse]

logger = logging.getLogger(__name__)


def public(view: View) -> View:
    """Mark a view that reads nothing but the address: it is answered before sessions begin."""
    view.public = True  # type: ignore[attr-defined]
    return view


@public
def published(
    request: HttpRequest, name: str, event: str, slug: str = "", number: int | None = None
) -> HttpResponse:
    """An output of the event's latest version, or of version `number`."""
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    found = versions.public_pointer(event, number)
    if found is None:
        return unknown_programme()
    output = OUTPUT_BY_NAME[name]
    pinned = "v" if number is not None else ""
    query = query_of(request)
    key = (found.digest, name, slug, pinned, query)
    answer = local_cache.get(key)
    if answer is None:
        try:
            answer = _rendered(output, found, query, slug, pinned=bool(pinned))
        except CANNOT as fault:
            return why_not(fault, f"/{event}/")
        local_cache.put(key, answer)
    return _response(request, output.media_type, answer)


def why_not(fault: Exception, home: str) -> HttpResponse:
    """The page that says why an output cannot be had; `home` is where the event's pages begin."""
    if isinstance(fault, Refusal):
        return problem(400, fault.title, fault.message, fault.advice, home)
    if isinstance(fault, NoLongerInProgramme):
        gone = _("This session was published once and is no longer in the programme.")
        title = _("No longer in the programme")
        return problem(410, title, gone, home_url=f"{home}agenda/", home_words=_("To the agenda"))
    if isinstance(fault, NotInProgramme):
        return not_found(_("The programme has nothing at this address."), home)
    logger.error("the PDF cannot be drawn", exc_info=fault)
    sorry = _("The printed programme cannot be made at the moment.")
    return problem(503, _("No paper"), sorry, [_("The agenda page prints well too.")], f"{home}agenda/")


def unknown_programme() -> HttpResponse:
    """The one answer for an event or a version that is not public."""
    return not_found(_("No published programme is at this address."))


def _rendered(
    output: Output, found: versions.Pointer, query: Query, slug: str, *, pinned: bool
) -> RenderedResponse:
    """Raises Refusal, NotInProgramme, NoLongerInProgramme and NoPango."""
    programmes = versions.up_to(found) if output.of == "versions" else (versions.programme_of(found),)
    programme = programmes[-1]
    viewer = viewer_of(programme, output, query, base_url=settings.BASE_URL, pinned=pinned)
    key = shared_key(found.digest, output.name, slug, repr(viewer), release())

    def render() -> bytes:
        return output.drawn(programmes, viewer, slug)

    is_pdf = output.media_type == "application/pdf"
    answer = answer_of(key, render, compress=not is_pdf, etag_of=key if is_pdf else "")
    return answer._replace(unlisted=programme.event.visibility != "public")


def _response(request: HttpRequest, media_type: str, answer: RenderedResponse) -> HttpResponse:
    """200, or 304 where the reader has these bytes; compressed where the reader takes it."""
    known = _etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if answer.etag in known or "W/*" in known:
        response = HttpResponse(status=304, content_type=media_type)
        response.headers = headers_of(answer.etag, unlisted=answer.unlisted)
        return response
    body, encoding = answer.body, ""
    if answer.compressed and _takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        body, encoding = answer.compressed, "gzip"
    response = HttpResponse(body, content_type=media_type)
    response.headers = headers_of(answer.etag, media_type, len(body), encoding, unlisted=answer.unlisted)
    return response


def _etags(given: str) -> set[str]:
    """The weak tags of If-None-Match (RFC 9110 §13.1.2: compared weakly)."""
    tags = {tag.strip() for tag in given.split(",")} if given else set()
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags}


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding names gzip with a weight above 0 (RFC 9110 §12.5.3)."""
    for part in accepted.lower().split(","):
        coding, _sep, weight = part.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@public
def front(request: HttpRequest) -> HttpResponse:
    """The listed events, coming first; with exactly one, its page."""
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    programmes = _listed()
    if len(programmes) == 1:
        return _to_the_only(programmes[0], request)
    coming, past = _coming_first(programmes, datetime.now(UTC))
    page = render_to_string("agenda/front.html", {"coming": coming, "past": past})
    body = page.encode()
    return _response(request, HTML, answer_of(shared_key("front", page), lambda: body, compress=True))


def _to_the_only(programme: Programme, request: HttpRequest) -> HttpResponse:
    """302 to the one listed event, carrying `tz` and `lang` on; 400 where its pages could not have them."""
    try:
        check(programme, query_of(request))
    except Refusal as refusal:
        return problem(400, refusal.title, refusal.message, refusal.advice)
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"/{programme.event.slug}/{'?' if query else ''}{query}")
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept-Encoding"
    return response


def _listed() -> list[Programme]:
    """Programmes of listed events: those of visibility `public`. One query."""
    return [programme for programme in versions.latest_public() if programme.event.visibility == "public"]


def _coming_first(
    programmes: list[Programme], moment: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events not over, soonest first; then those that are over, latest first."""
    far = datetime.max.replace(tzinfo=UTC)
    spans = [
        (
            min((one.start for one in programme.sessions), default=far),
            max((one.end for one in programme.sessions), default=far),
            programme,
        )
        for programme in programmes
    ]
    coming = sorted((span for span in spans if span[1] >= moment), key=lambda span: span[0])
    past = sorted((span for span in spans if span[1] < moment), key=lambda span: span[0], reverse=True)
    return [_row(*span) for span in coming], [_row(*span) for span in past]


def _row(start: datetime, end: datetime, programme: Programme) -> dict[str, Any]:
    event = programme.event
    first, last = ("", "")
    if programme.sessions:
        first = clocks.date_words(clocks.local_date(start, event.timezone))
        last = clocks.date_words(clocks.local_date(end, event.timezone))
    return {
        "url": f"/{event.slug}/",
        "title": in_language(event.title, event.language, "en")[0],
        "subtitle": in_language(event.subtitle, event.language, "en")[0],
        "language": event.language,
        "dates": first if first == last else f"{first} – {last}",
    }
