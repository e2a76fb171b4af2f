"""Pages of ours around one event: who may open them, their tabs, what their templates get."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from agenda.models import Event

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

View = Callable[..., HttpResponse]


class DeskPage(NamedTuple):
    """A page at `/admin/agenda/event/<pk>/<path>`, named `admin:agenda_event_<name>`.

    `view` is called with the admin of events, the request, the event, and what the path captures. `permission` opens
    it; `writes` is asked for any method but GET and HEAD ('' : the same). `label` is the words of its tab, '' for none.
    """

    path: str
    name: str
    view: View
    permission: str
    writes: str = ""
    label: str | _StrPromise = ""


PAGES: list[DeskPage] = []
"""All pages around an event, in the order of their tabs. Each app puts its own in when its admin is imported: the agenda
first (`agenda.admin.event`), then apps above it. The addresses are made after that."""


def urls(events: ModelAdmin[Event], pages: Iterable[DeskPage]) -> list[URLPattern]:
    """The addresses of the pages."""
    return [
        path(
            f"<int:pk>/{page.path}",
            events.admin_site.admin_view(_guarded(events, page)),
            name=f"agenda_event_{page.name}",
        )
        for page in pages
    ]


def _guarded(events: ModelAdmin[Event], page: DeskPage) -> View:
    """The view for those who may: 404 for no event, 403 for no permission."""

    def view(request: HttpRequest, pk: int, **captured: Any) -> HttpResponse:
        event = Event.objects.filter(pk=pk).first()
        if event is None:
            raise Http404
        wanted = page.permission
        if request.method not in ("GET", "HEAD") and page.writes:
            wanted = page.writes
        if not (request.user.has_perm(page.permission, event) and request.user.has_perm(wanted, event)):
            raise PermissionDenied
        return page.view(events, request, event, **captured)

    return view


def added_pages(request: HttpRequest, event: Event) -> list[tuple[str, str]]:
    """Address and words of the tabs that apps above agenda added, for those who may open them."""
    return [
        (reverse(f"admin:agenda_event_{page.name}", args=[event.pk]), str(page.label))
        for page in PAGES
        if page.label
        and not page.permission.startswith("agenda.")
        and request.user.has_perm(page.permission, event)
    ]


def context_of(
    events: ModelAdmin[Event], request: HttpRequest, event: Event, title: str, tab: str = ""
) -> dict[str, Any]:
    """The context of `admin/agenda/desk/page.html`: the site's context, the event, title and tabs in two groups,
    the agenda's and those that apps above added; `tab` is the one open."""
    tabs: dict[bool, list[tuple[str, Any, bool]]] = {True: [], False: []}
    for page in PAGES:
        if page.label and request.user.has_perm(page.permission, event):
            address = reverse(f"admin:agenda_event_{page.name}", args=[event.pk])
            tabs[page.permission.startswith("agenda.")].append((address, page.label, page.name == tab))
    return {
        **events.admin_site.each_context(request),
        "opts": events.opts,
        "title": title,
        "subtitle": str(event),
        "event": event,
        "tabs": [
            (name, words, found)
            for name, words, found in (
                ("agenda", _("Agenda"), tabs[True]),
                ("people", _("People"), tabs[False]),
            )
            if found
        ],
    }
