"""The page that publishes an event: conflicts first, then what changes, then one button."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda import freezing, publishing
from agenda.admin import hours
from agenda.admin.texts import tidy
from agenda.models import Event, choices
from agenda.programme import conflicts
from agenda.programme import model as frozen


class Outlook(NamedTuple):
    """What publishing the draft now would meet. `seen` changes with the draft and with the latest version."""

    latest: frozen.Programme | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    seen: str


def outlook(event: Event) -> Outlook:
    """The draft against the latest version."""
    latest = publishing.latest(event.slug)
    number = latest.version if latest else 0
    try:
        draft = freezing.draft_of(event)
    except freezing.NotPublishable as refused:
        return Outlook(latest, refused.faults, (), (), f"{number}:")
    found = {"error": [], "warning": []}  # type: dict[str, list[str]]
    for one in conflicts.conflicts(draft):
        found[one.grade].append(f"{one.place}: {one.sentence}")
    sentences = tuple(change.sentence for change in publishing.compare(event))
    digest = hashlib.sha256(frozen.to_stored(draft)).hexdigest()[:32]
    return Outlook(latest, tuple(found["error"]), tuple(found["warning"]), sentences, f"{number}:{digest}")


class PublishForm(forms.Form):
    """Label and note of the version, and what the list on the page was made against."""

    label = forms.ChoiceField(label=gettext_lazy("Label"), choices=choices(frozen.LABELS))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why there is a new version. Printed with it; may stay empty."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


def publish_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET shows what publishing would do, POST does it. `page` is the admin of events."""
    if request.method != "POST":
        found = outlook(event)
        label = found.latest.label if found.latest else "provisional"
        return _draw(page, request, event, found, PublishForm(initial={"label": label}))
    with transaction.atomic():  # under the lock, what is published is what was shown
        event = Event.objects.select_for_update().get(pk=event.pk)
        return _publish(page, request, event, PublishForm(request.POST))


def _publish(page: Any, request: HttpRequest, event: Event, form: PublishForm) -> HttpResponse:
    found = outlook(event)
    if not form.is_valid():
        return _draw(page, request, event, found, form, status=422)
    if form.cleaned_data["seen"] != found.seen:
        return _draw(page, request, event, found, form, stale=_what_came_between(form, found), status=409)
    try:
        outcome = publishing.publish(
            event.slug, timezone.now(), form.cleaned_data["label"], tidy(form.cleaned_data["note"]) or None
        )
    except freezing.NotPublishable:
        return _draw(page, request, event, found, form, status=422)
    version = outcome.programme.version
    if not outcome.is_new:
        messages.info(request, _("Nothing has changed: version %d stays.") % version)
        return redirect("admin:agenda_event_change", event.pk)
    page.log_change(request, event, f"Published version {version} ({outcome.programme.label}).")
    text = _("Version %(number)d (%(label)s) is published.")
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            text % {"number": version, "label": outcome.programme.label},
            reverse("home", args=[event.slug]),
            _("See the page"),
        ),
    )
    return redirect("admin:agenda_event_change", event.pk)


def _what_came_between(form: PublishForm, found: Outlook) -> str:
    seen = form.cleaned_data["seen"].partition(":")[0]
    number = found.latest.version if found.latest else 0
    if seen != str(number):
        return (
            _("Version %d was published after this list was made. Look at the new list, then publish.")
            % number
        )
    return _("The draft was changed after this list was made. Look at the new list, then publish.")


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    found: Outlook,
    form: PublishForm,
    *,
    stale: str = "",
    status: int = 200,
) -> HttpResponse:
    published_at = found.latest.published_at if found.latest else None
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Publish"),
        "subtitle": str(event),
        "event": event,
        "outlook": found,
        "moment": hours.moment_there(published_at, event),
        "form": form,
        "stale": stale,
        "seen": found.seen,
    }
    return TemplateResponse(request, "admin/agenda/event/publish.html", context, status=status)
