"""The page that moves a draft to another time zone: which of two meanings, the result, then one button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda import drafts
from agenda.admin.desk import context_of, zones
from agenda.drafts import steps
from agenda.models import Event
from agenda.programme import Programme, clocks, digest_of, rezoning


class RezoneForm(forms.Form):
    """Zone and meaning; `seen` is the draft that the result on the page was made of."""

    timezone = zones.ZoneField(label=gettext_lazy("New time zone"), max_length=64)
    keep = forms.ChoiceField(
        label=gettext_lazy("What stays"),
        widget=forms.RadioSelect,
        choices=[
            ("local", gettext_lazy("The hours on the host’s clock: 14:15 stays 14:15, in the new zone.")),
            ("instants", gettext_lazy("The moments: everyone meets when they would have met.")),
        ],
        error_messages={"required": gettext_lazy("Choose which of the two stays.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def rezone_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET asks; POST shows the result; POST with `apply` does it, if the draft is still the one shown."""
    if request.method != "POST":
        return _draw(page, request, event, RezoneForm())
    form = RezoneForm(request.POST)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        return _answer(page, request, event, form)


def _answer(page: Any, request: HttpRequest, event: Event, form: RezoneForm) -> HttpResponse:
    if not form.is_valid():
        return _draw(page, request, event, form, status=422)
    zone, keep = form.cleaned_data["timezone"], form.cleaned_data["keep"]
    try:
        draft = drafts.draft_as_is(event)
        moved = rezoning.rezone(draft, zone, keep)
    except (rezoning.CannotRezone, drafts.NotPublishable) as refused:
        for fault in refused.faults:
            form.add_error(None, fault)
        return _draw(page, request, event, form, status=422)
    if zone == event.timezone:
        form.add_error("timezone", _("This is the event’s time zone already."))
        return _draw(page, request, event, form, status=422)
    seen = digest_of(draft)
    if "apply" not in request.POST:
        return _draw(page, request, event, form, result=(draft, moved), seen=seen)
    if form.cleaned_data["seen"] != seen:
        form.add_error(None, _("The draft was changed since this was shown. Nothing is moved; look again."))
        return _draw(page, request, event, form, result=(draft, moved), seen=seen, status=409)
    steps.apply(event, moved, request.user, rezoning.words(event.timezone, zone, keep), timezone.now())
    messages.success(request, _("The draft is now in %s. Publish it when it is right.") % zone)
    return redirect("admin:agenda_event_rezone", event.pk)


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    form: RezoneForm,
    *,
    result: tuple[Programme, Programme] | None = None,
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(page, request, event, _("Time zone"), "rezone"),
        "form": form,
        "may_write": request.user.has_perm("agenda.change_event", event),
        "zone_list": zones.LIST,
        "zone_names": zones.offered(),
        "seen": seen,
        "rows": [_row(*result, one) for one in rezoning.rezoned(*result)] if result else [],
        "new_zone": result[1].event.timezone if result else "",
    }
    return TemplateResponse(request, "admin/agenda/event/rezone.html", context, status=status)


def _row(before: Programme, after: Programme, one: rezoning.Rezoned) -> tuple[str, str, str, str]:
    """Title, hours in the old zone, in the new one, and how far the moment moves."""
    old = next(session for session in before.sessions if session.id == one.session)
    new = next(session for session in after.sessions if session.id == one.session)
    minutes = int((new.start - old.start).total_seconds() // 60)
    moved = _("the same moment")
    if minutes:
        length = f"{abs(minutes) // 60} h {abs(minutes) % 60:02} min"
        moved = (_("%s later") if minutes > 0 else _("%s earlier")) % length
    words = [
        f"{clocks.date_words(clocks.local_date(session.start, zone))}, "
        + clocks.hours(session.start, session.end, clocks.local_date(session.start, zone), zone)
        for session, zone in ((old, before.event.timezone), (new, after.event.timezone))
    ]
    return one.title, words[0], words[1], moved
