"""The page that begins the next event of a series with the programme of this one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda import drafts
from agenda.admin.desk import TextsField, context_of, hours, languages_of
from agenda.exchange.json import RESERVED_SLUGS
from agenda.models import SLUG, Event, strings_of
from agenda.programme import clocks, next_event, text_of
from agenda.versions import import_programme


class SeriesForm(forms.Form):
    """Title, address and first day of the next event."""

    title = TextsField(label=gettext_lazy("Title"), required=True)
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=64,
        validators=[SLUG],
        help_text=gettext_lazy(
            "The part of the address that names the event, such as gms-labour-migration-2022."
        ),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Of the sessions, on the host’s calendar. The days between stay."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        if isinstance(title, TextsField):
            title.show(languages_of(event), {})

    def clean_slug(self) -> str:
        """Free, and none of the site's own."""
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(
                _("“%(slug)s” is an address of the site itself."), params={"slug": slug}
            )
        if Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is an event “%(slug)s” already."), params={"slug": slug})
        return slug

    def clean_first_day(self) -> Any:
        """Within the years that are supported."""
        day = self.cleaned_data["first_day"]
        if not clocks.is_supported(day):
            raise forms.ValidationError(
                _("Choose a date between %(first)s and %(last)s."),
                params={"first": clocks.EARLIEST.isoformat(), "last": clocks.LATEST.isoformat()},
            )
        return day


def series_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET asks for title, address and first day; POST makes the event, a draft."""
    if request.method != "POST":
        title = strings_of(event.title, event.language)
        return _draw(page, request, event, SeriesForm(event=event, initial={"title": title}))
    form = SeriesForm(request.POST, event=event)
    if not form.is_valid():
        return _draw(page, request, event, form, status=422)
    try:
        draft = drafts.draft_as_is(event)
        named = text_of(strings_of(form.cleaned_data["title"], event.language))
        following = next_event(draft, form.cleaned_data["slug"], named, form.cleaned_data["first_day"])
    except drafts.NotPublishable as refused:
        for fault in refused.faults:
            form.add_error(None, fault)
        return _draw(page, request, event, form, status=422)
    except clocks.UnsupportedDate as wrong:
        form.add_error("first_day", _("Later days would be outside the supported years: %s.") % wrong)
        return _draw(page, request, event, form, status=422)
    with transaction.atomic():
        import_programme(following)
        made = Event.objects.get(slug=following.event.slug)
        Event.objects.filter(pk=made.pk).update(longest_gap=event.longest_gap)
        page.log_addition(request, made, _("Begun with the programme of “%s”.") % event)
    messages.success(
        request,
        _("“%(title)s” is made, as a draft. Everyone in it is “to be confirmed” again.") % {"title": made},
    )
    return redirect("admin:agenda_event_board", made.pk)


def _draw(
    page: Any, request: HttpRequest, event: Event, form: SeriesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **context_of(page, request, event, _("Next event"), "series"),
        "form": form,
        "place": hours.place_of(event),
    }
    return TemplateResponse(request, "admin/agenda/event/series.html", context, status=status)
