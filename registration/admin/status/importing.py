"""The page where invitations come in as a list: what each row would do, then one button."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.admin.desk import DeskPage, context_of
from agenda.exchange.json import MAX_BYTES, ImportRefused
from agenda.models import Event
from registration import importing
from registration.audit import Actor
from registration.importing import ListRefused, ListRow, invitations_workbook, read_file, template_workbook
from registration.spreadsheets import MEDIA_TYPE

KEPT_FOR = 30 * 60
"""Seconds between showing what a list would do and doing it."""
VIEW, ADD = "registration.view_invitedorganisation", "registration.add_invitedorganisation"


class ListForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,.csv,{MEDIA_TYPE},text/csv"}),
        help_text=gettext_lazy("Excel workbook (.xlsx) or CSV, 10 MB at most."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Name and bytes of a file that is not too large to read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Take out pictures and other sheets.")
            )
        return file.name, file.read()


class _ShownRow(NamedTuple):
    """A list as the page shows it: its outcome, and the key that it is kept under, '' for none.

    `wrong` is how many rows have cells that cannot be read; the plan is of the others.
    """

    plan: importing.Plan
    key: str
    wrong: int = 0


def import_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET asks for a file; POST shows what it would do; POST with `apply` does it, if it would still do the same."""
    if request.method != "POST":
        return _draw(page, request, event, ListForm())
    return _apply(page, request, event) if "apply" in request.POST else _show(page, request, event)


def template_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """An empty list with an example and what each column holds."""
    return _workbook(request, "invitations-template.xlsx", template_workbook)


def invitations_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The invitations as they are, under the headings of the list."""
    return _workbook(request, f"{event.slug}-invitations.xlsx", lambda: invitations_workbook(event))


def _workbook(request: HttpRequest, name: str, made: Any) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made(), content_type=MEDIA_TYPE, headers=headers)


def _show(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(page, request, event, form, status=422)
    name, raw = form.cleaned_data["file"]
    try:
        plan = importing.plan(event, _lines(event, name, raw))
    except ImportRefused as refused:
        return _draw_faults(page, request, event, refused)
    key = _kept(request, event, name, raw, plan)
    return _draw(
        page, request, event, ListForm(), shown=_ShownRow(plan, key), status=422 if plan.refused else 200
    )


def _apply(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    key = request.POST.get("upload", "")[:64]
    upload = cache.get(_cache_key(key)) if key else None
    if upload is None or upload["owner"] != (request.user.pk, event.pk):
        said = _("What you uploaded is no longer kept: half an hour has passed. Choose the file again.")
        return _draw(page, request, event, ListForm(), faults=(said,), status=410)
    try:
        lines = _lines(event, upload["name"], upload["raw"])
    except ImportRefused as refused:  # the event's languages were changed meanwhile
        return _draw_faults(page, request, event, refused)
    now = importing.plan(event, lines)
    if upload["shown"] != _digest(now):
        said = _("The invitations were changed since this was shown. Nothing is changed yet; look again.")
        shown = _ShownRow(now, _kept(request, event, upload["name"], upload["raw"], now))
        return _draw(page, request, event, ListForm(), faults=(said,), shown=shown, status=409)
    user: Any = request.user  # signed in: the admin lets in nobody else
    done = importing.apply(event, lines, Actor.staff(user), timezone.now())
    if done.refused:  # changed between the look and the locks
        return _draw(page, request, event, ListForm(), shown=_ShownRow(done, ""), status=409)
    cache.delete(_cache_key(key))
    counts = {"new": done.count("new"), "changed": done.count("changed"), "same": done.count("same")}
    said = _("Imported: %(new)s new, %(changed)s changed, %(same)s the same. Nobody has been written to.")
    board = reverse("admin:agenda_event_invitations", args=[event.pk])
    link = format_html('<a href="{}">{}</a>', board, _("See the invitations"))
    messages.success(request, format_html("{} {}", said % counts, link))
    return redirect("admin:agenda_event_invitations_import", event.pk)


def _draw_faults(page: Any, request: HttpRequest, event: Event, refused: ImportRefused) -> HttpResponse:
    """The page of a list with faults, and the outcome of the rows without one."""
    shown = None
    if isinstance(refused, ListRefused) and refused.fine:
        plan = importing.plan(event, refused.fine)
        shown = _ShownRow(plan, "", refused.count - len(refused.fine))
    return _draw(page, request, event, ListForm(), faults=refused.faults, shown=shown, status=422)


def _lines(event: Event, name: str, raw: bytes) -> tuple[ListRow, ...]:
    return read_file(raw, name, importing.languages_of(event))


def _kept(request: HttpRequest, event: Event, name: str, raw: bytes, plan: importing.Plan) -> str:
    """Keep a list that would do something for who sent it, with what was shown; its key."""
    if not plan.writes:
        return ""
    key = secrets.token_urlsafe(24)
    upload = {"owner": (request.user.pk, event.pk), "name": name, "raw": raw, "shown": _digest(plan)}
    cache.set(_cache_key(key), upload, KEPT_FOR)
    return key


def _cache_key(key: str) -> str:
    return f"invitations-upload:{hashlib.sha256(key.encode()).hexdigest()}"


def _digest(plan: importing.Plan) -> str:
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    form: ListForm,
    *,
    faults: Sequence[str] = (),
    shown: _ShownRow | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(page, request, event, _("Import invitations"), "invitations_import"),
        "form": form,
        "faults": faults,
        "may_write": request.user.has_perm(ADD, event),
        "plan": shown.plan if shown else None,
        "upload": shown.key if shown else "",
        "wrong": shown.wrong if shown else 0,
        "counts": _counts(shown) if shown else (),
    }
    return TemplateResponse(request, "admin/registration/status/import.html", context, status=status)


def _counts(shown: _ShownRow) -> list[str]:
    """`24 new`, `2 changed` …, without those that are none."""
    plan = shown.plan
    alike = ngettext("⚠ %d looks like another", "⚠ %d look like others", plan.alike)
    words = (
        (plan.count("new"), _("%d new")),
        (plan.count("changed"), _("%d changed")),
        (plan.count("same"), _("%d the same")),
        (plan.count("refused") + shown.wrong, _("%d refused")),
        (plan.alike, alike),
    )
    return [text % count for count, text in words if count]


IMPORT_PAGES = [
    DeskPage(
        "invitations/import/",
        "invitations_import",
        import_page,
        VIEW,
        ADD,
        gettext_lazy("Import invitations"),
    ),
    DeskPage("invitations/import/template.xlsx", "invitations_template", template_file, VIEW),
    DeskPage("invitations/import/invitations.xlsx", "invitations_file", invitations_file, VIEW),
]
