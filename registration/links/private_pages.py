"""Responses of private pages: never stored, no referrer, no cookie read or set, and helpful when they refuse.

Templates are rendered without the request, so that nothing of it (user, session, host) can enter a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from agenda.web import is_from_elsewhere, made_private, problem

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


class PageRefused(Exception):
    """A request that is answered by a page with this status, title and text."""

    def __init__(self, status: int, title: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.text, self.headers = status, title, text, headers or {}


def not_found() -> PageRefused:
    """The one answer for whatever is not here, forged and revoked links included."""
    return PageRefused(
        404,
        _("Page not found"),
        _("There is nothing at this address. A private link ends when a registration is withdrawn; "
          "please use the newest letter we sent you."),
    )  # fmt: skip


def private(*methods: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view that answers only these methods, only its own pages' forms, and whose answers are private.

    It is exempt from Django's CSRF check, which needs a cookie: these pages act on nothing but what is in the address
    and the form, and a browser that says the form came from another site is refused.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answer(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            try:
                _check(request, methods)
                response = view(request, *args, **kwargs)
            except PageRefused as refused:
                response = problem(refused.status, refused.title, refused.text, headers=dict(refused.headers))
            return made_private(response)

        return csrf_exempt(answer)

    return decorate


def page(template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The template as a page."""
    return HttpResponse(render_to_string(template, dict(context)), status=status)


def notice(
    title: str, text: str, status: int = 200, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A page that says one thing."""
    return page("participants/notice.html", {"title": title, "text": text, **(context or {})}, status)


def see_other(path: str) -> HttpResponse:
    """303: go on there with GET (RFC 9110 §15.4.4)."""
    return HttpResponse(status=303, headers={"Location": path})


def _check(request: HttpRequest, methods: tuple[str, ...]) -> None:
    """Raises PageRefused."""
    if request.method not in methods:
        raise PageRefused(
            405,
            _("That cannot be done here"),
            _("This page can be read, and its form sent; nothing else."),
            {"Allow": ", ".join(methods)},
        )
    if request.method == "POST" and is_from_elsewhere(request):
        raise PageRefused(
            403,
            _("The form came from another site"),
            _(
                "For your safety we take forms from our own pages only. Please open the page here and try again."
            ),
        )
