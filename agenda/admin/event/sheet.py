"""The page where the programme goes out as a workbook and comes back: its changes row by row, then one button."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda import drafts, versions
from agenda.admin.desk import context_of
from agenda.exchange.json import MAX_BYTES, ImportRefused
from agenda.exchange.xlsx import Merged, read
from agenda.models import Event
from agenda.outputs import MEDIA_TYPE, workbook
from agenda.programme import Programme, digest_of

KEPT_FOR = 30 * 60
"""Seconds between showing the changes of an upload and making them."""


class SheetForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{MEDIA_TYPE}"}),
        help_text=gettext_lazy("agenda.xlsx as you saved it, 10 MB at most."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )

    def clean_file(self) -> bytes:
        """The bytes, of a file that is not too large to read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Take out pictures and other sheets.")
            )
        content: bytes = file.read()
        return content


class _ShownChange(NamedTuple):
    """An upload as the page shows it: the key it is kept under, and its changes."""

    key: str
    merged: Merged


def sheet_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET asks for a file; POST shows what it would change; POST with `apply` does it, if the draft is still the same."""
    if request.method != "POST":
        return _draw(page, request, event, SheetForm())
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        return _apply(page, request, event) if "apply" in request.POST else _show(page, request, event)


def sheet_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The workbook of the draft."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        draft = drafts.draft_as_is(event)
        content = workbook(draft, versions.made_from(event, draft))
    except drafts.NotPublishable as refused:
        return _refuse(page, request, event, SheetForm(), refused.faults)
    disposition = f'attachment; filename="{event.slug}-agenda.xlsx"'
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def _show(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(page, request, event, form, status=422)
    raw: bytes = form.cleaned_data["file"]
    try:
        draft, merged = versions.merged_into(event, read(raw))
    except (ImportRefused, drafts.NotPublishable) as refused:
        return _refuse(page, request, event, form, refused.faults)
    return _draw(page, request, event, SheetForm(), shown=_kept(request, event, raw, draft, merged))


def _apply(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    key = request.POST.get("upload", "")[:64]
    upload = cache.get(_cache_key(key)) if key else None
    if upload is None or upload["owner"] != _owner(request, event):
        said = _("What you uploaded is no longer kept: half an hour has passed. Choose the file again.")
        return _refuse(page, request, event, SheetForm(), (said,), status=410)
    try:
        draft, merged = versions.merged_into(event, read(upload["raw"]))
        if upload["draft"] != digest_of(draft):
            said = _("The draft was changed since this was shown. Nothing is changed yet; look again.")
            shown = _kept(request, event, upload["raw"], draft, merged)
            return _refuse(page, request, event, SheetForm(), (said,), shown=shown, status=409)
        versions.write(merged, request.user, timezone.now())
    except (ImportRefused, drafts.NotPublishable) as refused:
        return _refuse(page, request, event, SheetForm(), refused.faults)
    cache.delete(_cache_key(key))
    count = len(merged.changes)
    messages.success(
        request,
        ngettext("%d change is made in the draft.", "%d changes are made in the draft.", count) % count,
    )
    return redirect("admin:agenda_event_board", event.pk)


def _kept(request: HttpRequest, event: Event, raw: bytes, draft: Programme, merged: Merged) -> _ShownChange:
    """Keep an upload for who sent it, with the draft it was shown against; what changes nothing is not kept."""
    if not merged.changes:
        return _ShownChange("", merged)
    key = secrets.token_urlsafe(24)
    upload = {"owner": _owner(request, event), "draft": digest_of(draft), "raw": raw}
    cache.set(_cache_key(key), upload, KEPT_FOR)
    return _ShownChange(key, merged)


def _cache_key(key: str) -> str:
    return f"sheet-upload:{hashlib.sha256(key.encode()).hexdigest()}"


def _owner(request: HttpRequest, event: Event) -> tuple[Any, int]:
    return request.user.pk, event.pk


def _refuse(
    page: Any,
    request: HttpRequest,
    event: Event,
    form: SheetForm,
    faults: tuple[str, ...],
    *,
    shown: _ShownChange | None = None,
    status: int = 422,
) -> HttpResponse:
    return _draw(page, request, event, form, faults=faults, shown=shown, status=status)


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    form: SheetForm,
    *,
    faults: tuple[str, ...] = (),
    shown: _ShownChange | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(page, request, event, _("Sheet"), "sheet"),
        "form": form,
        "faults": faults,
        "may_write": request.user.has_perm("agenda.change_event", event),
        "shown": shown,
        "upload": shown.key if shown else "",
        "changes": shown.merged.changes if shown else (),
        "notes": shown.merged.notes if shown else (),
    }
    return TemplateResponse(request, "admin/agenda/event/sheet.html", context, status=status)
