"""Problems as helpful pages: what is wrong, and what to do. Never kept by a cache."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def problem(
    status: int,
    title: str,
    message: str,
    advice: Iterable[str] = (),
    home_url: str = "/",
    headers: dict[str, str] | None = None,
    home_words: str = "",
) -> HttpResponse:
    """A page that says what is wrong; `advice` are lines that say what to do, `home_words` where the button leads."""
    context = {
        "title": title,
        "message": message,
        "advice": list(advice),
        "home_url": home_url,
        "status": status,
        "home_words": home_words or (_("To the first page") if home_url == "/" else _("To the event")),
    }
    response = HttpResponse(render_to_string("errors/error.html", context), status=status)
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def not_found(message: str = "", home_url: str = "/") -> HttpResponse:
    """404 with what is known of the reason."""
    return problem(
        404,
        _("Page not found"),
        message or _("There is no page at this address."),
        [_("Check the address, or begin at the first page.")],
        home_url,
    )


def method_not_allowed(*allowed: str) -> HttpResponse:
    """405, naming the methods that are answered."""
    methods = ", ".join(allowed)
    return problem(
        405,
        _("Not possible here"),
        _("This address answers %(methods)s only.") % {"methods": methods},
        headers={"Allow": methods},
    )
