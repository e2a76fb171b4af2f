"""The versions of an event: the list, any two compared, and an old one brought back as the draft."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from agenda import drafts, versions
from agenda.admin.desk import context_of, hours
from agenda.drafts import steps
from agenda.exchange.json import ImportRefused
from agenda.models import Event, Publication
from agenda.programme import changes, model

DRAFT = "draft"


class Version(NamedTuple):
    """A line of the list; `before` is the number that it is compared with, 0 for none."""

    number: int
    moment: str
    label: str
    note: str
    before: int


class CompareForm(forms.Form):
    """Two versions, or a version and the draft."""

    def __init__(self, numbers: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Version %d")
        offered = [(DRAFT, _("The draft")), *((str(number), words % number) for number in numbers)]
        self.fields["from"] = forms.ChoiceField(label=gettext_lazy("From"), choices=offered)
        self.fields["to"] = forms.ChoiceField(label=gettext_lazy("To"), choices=offered)


def versions_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """All versions, the latest first, and the choice of two."""
    prefetch_related_objects([event], "cities")  # which name the clock of every moment
    rows = list(event.publications.order_by("-number").defer("programme"))
    lowest = rows[-1].number if rows else 0
    context = {
        **context_of(page, request, event, _("Versions"), "versions"),
        "versions": [_version(row, event, lowest) for row in rows],
        "form": CompareForm(
            [row.number for row in rows], initial={"from": str(rows[0].number) if rows else DRAFT}
        ),
        "may_write": request.user.has_perm("agenda.change_event", event),
    }
    return TemplateResponse(request, "admin/agenda/event/versions.html", context)


def _version(row: Publication, event: Event, lowest: int) -> Version:
    return Version(
        number=row.number,
        moment=hours.moment_there(row.published_at, event),
        label=row.get_label_display(),
        note=row.note,
        before=row.number - 1 if row.number > lowest else 0,
    )


def compare_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """`?from=…&to=…`, each a number or `draft`: what differs, in sentences."""
    numbers = list(event.publications.order_by("-number").values_list("number", flat=True))
    form = CompareForm(numbers, request.GET or None)
    context = {
        **context_of(page, request, event, _("Compare versions"), "versions"),
        "form": form,
        "sentences": None,
    }
    status = 200 if form.is_valid() or not form.is_bound else 422
    if form.is_bound and form.is_valid():
        former, latter = (form.cleaned_data[side] for side in ("from", "to"))
        context |= {"former": _words(former), "latter": _words(latter)}
        try:
            found = changes.changes(_programme(event, former), _programme(event, latter))
            context["sentences"] = [one.sentence for one in found]
        except drafts.NotPublishable as refused:
            context["faults"] = refused.faults
    return TemplateResponse(request, "admin/agenda/event/compare.html", context, status=status)


def _words(side: str) -> str:
    return _("the draft") if side == DRAFT else _("version %s") % side


def _programme(event: Event, side: str) -> model.Programme:
    """The version of that number, or the draft under the label of the latest. Raises NotPublishable, Http404."""
    if side == DRAFT:
        return versions.labelled(drafts.draft_as_is(event), versions.latest(event.slug))
    found = versions.version(event.slug, int(side))
    if found is None:
        raise Http404
    return found


def restore_page(page: Any, request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """GET shows what the draft would become, POST does it, if the draft is still the one shown."""
    version = versions.version(event.slug, number)
    if version is None:
        raise Http404
    if request.method != "POST":
        return _draw_restore(page, request, event, version)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        if request.POST.get("seen") != _seen(drafts.draft_if_readable(event)):
            stale = _("The draft was changed since this was shown. Nothing was done; look again.")
            return _draw_restore(page, request, event, version, stale=stale, status=409)
        try:
            wanted = as_draft(event, version)
        except ImportRefused as refused:
            return _draw_restore(page, request, event, version, stale=str(refused), status=409)
        words = _("Version %d brought back as the draft") % number
        if steps.apply(event, wanted, request.user, words, timezone.now()) is None:
            messages.info(request, _("The draft is already as in version %d.") % number)
        else:
            messages.success(
                request, _("The draft is as in version %d. Publish it when it is right.") % number
            )
    return redirect("admin:agenda_event_publish", event.pk)


def as_draft(event: Event, version: model.Programme) -> model.Programme:
    """A version as a draft: without stamps, under the addresses that are published now.

    Raises ImportRefused where an address has since been given to another.
    """
    bare = replace(changes.without_stamps(version), event=replace(version.event, slug=event.slug))
    return versions.with_kept_slugs(bare, event, versions.latest(event.slug))


def _seen(draft: model.Programme | None) -> str:
    return model.digest_of(draft) if draft else "none"


def _draw_restore(
    page: Any,
    request: HttpRequest,
    event: Event,
    version: model.Programme,
    *,
    stale: str = "",
    status: int = 200,
) -> HttpResponse:
    draft = drafts.draft_if_readable(event)
    found = changes.changes(draft, changes.without_stamps(version)) if draft else ()
    context = {
        **context_of(page, request, event, _("Bring back version %d") % version.version, "versions"),
        "number": version.version,
        "sentences": [one.sentence for one in found],
        "readable": draft is not None,
        "stale": stale,
        "seen": _seen(draft),
    }
    return TemplateResponse(request, "admin/agenda/event/restore.html", context, status=status)
