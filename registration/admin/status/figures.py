"""The figures of an event in the admin: exact on the page, masked in every file that leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda.admin.desk import DeskPage, context_of, moment_there
from agenda.models import Event
from registration import reports, spreadsheets
from registration.models import Participant, State
from registration.reports import Figures, Head, tables

VIEW = "registration.view_participant"


def figures_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """All tables with exact numbers, the plot of women and men beside its table; `?state=` chooses who is counted."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    state = state_of(request)
    figures = _counted(event, state, mask=False)
    query = f"?state={state}" if state != State.CONFIRMED else ""
    files = {
        name: reverse(f"admin:agenda_event_{name}", args=[event.pk]) + query
        for name in ("figures_sheet", "figures_plot")
    }
    context = {
        **context_of(page, request, event, _("Figures"), "figures"),
        **files,
        "figures": figures,
        "plot": reports.women_and_men(figures, _language()),
        "table": figures.table("country-sex"),
        "others": [table for table in figures.tables if table.name != "country-sex"],
        "state": state,
        "states": State.choices,
    }
    return TemplateResponse(request, "admin/registration/status/figures.html", context)


def figures_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The tables as a workbook, masked."""
    moment = moment_there(timezone.now(), event)

    def content(figures: Figures, title: str) -> bytes:
        return reports.figures_workbook(figures, title, moment)

    return _file(request, event, "xlsx", spreadsheets.MEDIA_TYPE, content)


def plot_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The plot of women and men by country, masked."""

    def content(figures: Figures, _title: str) -> bytes:
        return reports.women_and_men_file(figures, _language())

    return _file(request, event, "svg", reports.SVG, content)


def state_of(request: HttpRequest) -> str:
    """The state whose people are counted; any other word is that of the confirmed."""
    asked = request.GET.get("state", "")
    return asked if asked in State.values else State.CONFIRMED.value


def _file(
    request: HttpRequest, event: Event, ending: str, media_type: str, content: Callable[[Figures, str], bytes]
) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    state = state_of(request)
    title = f"{event}: {State(state).label}"
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}-figures.{ending}"'}
    body = content(_counted(event, state, mask=True), title)
    return HttpResponse(body, content_type=media_type, headers=headers)


def _counted(event: Event, state: str, *, mask: bool) -> Figures:
    people = Participant.objects.filter(event=event, state=state).order_by("pk")
    values = people.values_list("state", "sex", "country", "organisation__kind", "role", "organisation__name")
    return tables((Head(*one) for one in values), mask=mask, states=(state,), language=_language())


def _language() -> str:
    return get_language() or "en"


FIGURES_PAGES = [
    DeskPage("figures/", "figures", figures_page, VIEW, "", gettext_lazy("Figures")),
    DeskPage("figures/figures.xlsx", "figures_sheet", figures_file, VIEW),
    DeskPage("figures/figures.svg", "figures_plot", plot_file, VIEW),
]
"""Pages of the desk, for `agenda.admin.pages`."""
