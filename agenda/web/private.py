"""Responses that nobody keeps, that no robot reads, and that tell no other site where the reader was."""

from __future__ import annotations

from django.http import HttpResponse

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def made_private(response: HttpResponse) -> HttpResponse:
    """The same response, with these headers."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response
