"""The history of a draft: who changed what, and when; the list of steps, and one step with its texts word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.desk import context_of, differences, hours
from agenda.drafts import steps
from agenda.models import Event, Publication, Session, Step, StepLine
from agenda.programme import changes

A_PAGE = 50
"""Steps on a page."""

STATES = {"undone": gettext_lazy("undone"), "discarded": gettext_lazy("undone, then overtaken")}


class HistoryEntry(NamedTuple):
    """A line of the list: a step, or a version that was published there."""

    moment: str
    step: Step | None = None
    state: str = ""
    version: Publication | None = None


class FilterForm(forms.Form):
    """By session and by person."""

    session = forms.ChoiceField(label=gettext_lazy("Session"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("all"))]
        self.fields["session"].choices = everything + _sessions(event)  # type: ignore[attr-defined]
        names = Step.objects.filter(event=event).order_by("actor_name").values_list("actor_name", flat=True)
        self.fields["who"].choices = everything + [(name, name) for name in names.distinct()]  # type: ignore[attr-defined]


def _sessions(event: Event) -> list[tuple[str, str]]:
    """Identifier and title of the sessions there are, then of those that only the history knows."""
    found = {row.identifier: " ".join(str(row).split()) for row in Session.objects.filter(event=event)}
    lines = StepLine.objects.filter(step__event=event).exclude(session="").order_by("session")
    titles = _last_titles(lines)
    for identifier in lines.values_list("session", flat=True).distinct():
        found.setdefault(identifier, _("%s (no longer there)") % titles.get(identifier, identifier))
    return list(found.items())


def _last_titles(lines: QuerySet[StepLine]) -> dict[str, str]:
    """The title that each session had when it was last dropped, from the sentence that told of it."""
    told = lines.filter(code="dropped", sentence__endswith=changes.DROPPED).order_by("step__number")
    sentences = dict(told.values_list("session", "sentence"))
    titles = {one: words.removesuffix(changes.DROPPED)[1:-1] for one, words in sentences.items()}
    return {one: title for one, title in titles.items() if title}


def history_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The steps, the latest first, with the versions between them."""
    prefetch_related_objects([event], "cities")  # which name the clock of every moment
    form = FilterForm(event, request.GET)
    asked = form.cleaned_data if form.is_valid() else {"session": "", "who": ""}
    shown = Paginator(_steps(event, asked["session"], asked["who"]), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **context_of(page, request, event, _("History"), "history"),
        "form": form,
        "entries": list(_entries(event, shown)),
        "shown": shown,
        "others": urlencode({key: value for key, value in asked.items() if value}),
    }
    status = 200 if form.is_valid() else 404
    return TemplateResponse(request, "admin/agenda/event/history.html", context, status=status)


def _steps(event: Event, session: str, who: str) -> QuerySet[Step]:
    """With their sentences: all of them, or those about the session asked for."""
    rows = event.steps.defer("before", "after").order_by("-number")
    lines = StepLine.objects.order_by("rank")
    if session:
        rows = rows.filter(Exists(StepLine.objects.filter(step=OuterRef("pk"), session=session)))
        lines = lines.filter(session=session)
    if who:
        rows = rows.filter(actor_name=who)
    return rows.prefetch_related(Prefetch("lines", lines))


def _entries(event: Event, shown: Page[Step]) -> Iterator[HistoryEntry]:
    """The steps of a page; the versions published after a step stand before it."""
    rows: Sequence[Step] = list(shown.object_list)
    place, versions = 0, _versions(event, shown, rows)
    for row in rows:
        while place < len(versions) and versions[place].published_at >= _second(row.at):
            yield _published(event, versions[place])
            place += 1
        yield HistoryEntry(hours.moment_there(row.at, event), step=row, state=str(STATES.get(row.state, "")))
    for version in versions[place:]:
        yield _published(event, version)


def _versions(event: Event, shown: Page[Step], rows: Sequence[Step]) -> list[Publication]:
    """The versions that belong to this page, the latest first."""
    found = event.publications.defer("programme").order_by("-number")
    if rows and shown.has_previous():
        later: QuerySet[Step] = shown.paginator.object_list  # type: ignore[assignment]
        moments = later.prefetch_related(None).filter(number__gt=rows[0].number).order_by("number")
        found = found.filter(published_at__lt=_second(moments.values_list("at", flat=True)[0]))
    if rows and shown.has_next():
        found = found.filter(published_at__gte=_second(rows[-1].at))
    return list(found)


def _second(moment: datetime) -> datetime:
    """Versions know seconds only."""
    return moment.replace(microsecond=0)


def _published(event: Event, version: Publication) -> HistoryEntry:
    return HistoryEntry(hours.moment_there(version.published_at, event), version=version)


def step_page(page: Any, request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """One step: its sentences, and what became of each text that it changed."""
    row = event.steps.filter(number=number).prefetch_related("lines").first()
    if row is None:
        raise Http404
    before, after = steps.drafts_of(row)
    context = {
        **context_of(page, request, event, row.action, "history"),
        "step": row,
        "moment": hours.moment_there(row.at, event),
        "state": STATES.get(row.state, ""),
        "texts": differences(before, after) if before and after else [],
        "readable": row.kind == "mark" or (before is not None and after is not None),
    }
    return TemplateResponse(request, "admin/agenda/event/step.html", context)
