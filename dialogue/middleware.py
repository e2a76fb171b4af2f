"""One gate before everything else: addresses of a sensible length, and public pages without sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from agenda.web import problem, protecting_headers

LONGEST_ADDRESS = 16_384
"""Octets of path and query that are read; longer ones get 414."""

Answer = Callable[[HttpRequest], HttpResponse]


class _NotPublic(Exception):
    """The address is one of those that need sessions, cookies and the rest."""


def public_pages_first(get_response: Answer) -> Answer:
    """Answer views marked `public` here, so that no cookie, session, language or host is read for them.

    A missing trailing slash is answered too: 301 to the address with it; and an address too long: 414. Where https is
    asked for, a plain request goes on to SecurityMiddleware, which sends it there.
    """
    only_secure = settings.SECURE_SSL_REDIRECT

    def middleware(request: HttpRequest) -> HttpResponse:
        if only_secure and not request.is_secure():
            return get_response(request)
        response = _answer(request)
        if response is None:
            return get_response(request)
        for name, value in protecting_headers().items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def _answer(request: HttpRequest) -> HttpResponse | None:
    """The answer of a public view, a redirect to it, or a refusal; None where it is not ours to answer."""
    path = request.path_info
    query = request.META.get("QUERY_STRING", "")
    if len(query) + len(path) > LONGEST_ADDRESS:
        return problem(414, _("Address too long"), _("The address is longer than this server reads."))
    try:
        return _public_view(path)(request)
    except _NotPublic:
        return None
    except Resolver404:
        if path.endswith("/") or not _is_public(path + "/"):
            return None
        target = f"{path}/{'?' if query else ''}{query}"
        headers = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
        return HttpResponsePermanentRedirect(target, headers=headers)


@lru_cache(maxsize=1024)
def _public_view(path: str) -> Answer:
    """The public view of an address, only these are kept. Raises Resolver404 and _NotPublic."""
    match = resolve(path)
    if not getattr(match.func, "public", False):
        raise _NotPublic

    def view(request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    # What a view raises becomes a page in here, so that this page carries the headers too.
    return cast(Answer, convert_exception_to_response(view))


def _is_public(path: str) -> bool:
    try:
        _public_view(path)
    except (Resolver404, _NotPublic):
        return False
    return True
