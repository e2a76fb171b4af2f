"""Two gates before everything else: addresses of a sensible length, and published outputs without sessions."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from agenda.problems import problem

LONGEST_ADDRESS = 16_384
"""Octets of path and query that are read; longer ones get 414."""

Answer = Callable[[HttpRequest], HttpResponse]


def short_addresses(get_response: Answer) -> Answer:
    """Answer 414 for an address over the server's limit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) + len(request.path_info) > LONGEST_ADDRESS:
            return problem(414, _("Address too long"), _("The address is longer than this server reads."))
        return get_response(request)

    return middleware


def public_pages_first(get_response: Answer) -> Answer:
    """Answer views marked `public` here, so that no cookie, session, language or host is read for them.

    A missing trailing slash is answered too: 301 to the address with it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        try:
            match = resolve(path)
        except Resolver404:
            if not path.endswith("/") and _is_public(path + "/"):
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"{path}/{'?' if query else ''}{query}")
            return get_response(request)
        if getattr(match.func, "public", False):
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
            return answer
        return get_response(request)

    return middleware


def _is_public(path: str) -> bool:
    try:
        return bool(getattr(resolve(path).func, "public", False))
    except Resolver404:
        return False
