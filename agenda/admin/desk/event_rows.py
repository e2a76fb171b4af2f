"""Rows that belong to one event: their pages know the event from the start, and names of addresses are made and kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda import versions
from agenda.admin.desk.asked_event import FILTER, event_named, event_of
from agenda.admin.desk.permissions import PermittedAdmin, PermittedEvents
from agenda.admin.desk.ranks import ask_for_rank
from agenda.admin.desk.recorded import RecordedAdmin
from agenda.admin.desk.translated import TextsAdmin, TextsForm, languages_of
from agenda.models import Event, roles, words
from agenda.programme import ascii_slug, free_slug


def choices_of(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """Rows as the choices of a select, read once however many forms show them."""
    return [("", "---------"), *((row.pk, str(row)) for row in rows)]


class NamedForm(TextsForm):
    """A row with an identifier, and perhaps a slug, unique in its event; what is left empty is made of its name."""

    event: ClassVar[Event]
    published: ClassVar[dict[str, str]] = {}
    """Slug by identifier, as published."""
    named_by: ClassVar[str] = "name"
    kind: ClassVar[str] = "row"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.event_id is None:
            self.instance.event = self.event
        if "rank" in self.fields:
            ask_for_rank(self)
        for name in ("identifier", "slug"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = self.fields[name].help_text or gettext_lazy(
                    "Empty: made for you."
                )

    def clean(self) -> dict[str, Any]:
        """Fill in what was left empty; refuse what is taken in the event."""
        super().clean()
        rows = type(self.instance).objects.filter(event=self.event).exclude(pk=self.instance.pk)
        self._fill("identifier", rows, set(self.published))
        if "slug" in self.fields and "slug" not in self.errors:
            identifier = self.cleaned_data.get("identifier") or self.instance.identifier
            others = {slug for one, slug in self.published.items() if one != identifier}
            if identifier in self.published:  # brought back: its address is as it was
                self.cleaned_data["slug"] = self.published[identifier]
            else:
                self._fill("slug", rows, others, refuse=others)
        if "rank" in self.fields and self.cleaned_data.get("rank") is None:
            self.cleaned_data["rank"] = next_rank(rows)
        return self.cleaned_data

    def _fill(self, field: str, rows: QuerySet[Any], used: set[str], refuse: set[str] | None = None) -> None:
        if field not in self.fields or field in self.errors:
            return
        taken = set(rows.values_list(field, flat=True))
        given = self.cleaned_data.get(field)
        if not given:
            name = self.cleaned_data.get(self.named_by, "")
            name = name if isinstance(name, str) else words(name, self.event.language)
            wanted = ascii_slug(name) or f"{self.kind}-{len(taken) + 1}"
            self.cleaned_data[field] = free_slug(wanted, taken | used)
        elif given in taken | (refuse or set()):
            message = _("“%(name)s” is taken in this event. Choose another, or leave this empty.")
            self.add_error(field, ValidationError(message, params={"name": given}))


def next_rank(rows: QuerySet[Any]) -> int:
    """The number of a row that comes after all others."""
    last = rows.aggregate(last=Max("rank"))["last"]
    return 0 if last is None else last + 1


class EventFirstAdmin(PermittedAdmin):
    """Rows that belong to an event: a new one begins by choosing it, unless it is known."""

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """That of the address, or of the list it was asked from."""
        return event_named(request)

    def event_to_begin_with(self, request: HttpRequest) -> Event | None:
        """The event of a new row, where nobody has to be asked for it."""
        return event_named(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form, or first the choice of the event."""
        if self.event_to_begin_with(request) is not None or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        return self.choose_event(request)

    def choose_event(self, request: HttpRequest) -> HttpResponse:
        """A link for each event where the account may add such a row."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Add %s: for which event?") % self.opts.verbose_name,
            "events": roles.events_for(request.user, self.permission("add")),
        }
        return TemplateResponse(request, "admin/agenda/desk/choose_event.html", context)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Another one is of the same event."""
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(f"{request.path}?event={obj.event_id}")
        return answer


class EventPartAdmin(EventFirstAdmin, RecordedAdmin, TextsAdmin, admin.ModelAdmin[Any]):
    """Rows of an event. A new one begins by choosing the event, unless the address or the list names it."""

    list_filter: ClassVar[Any] = [("event", PermittedEvents)]
    list_select_related: ClassVar[Any] = ["event"]
    list_per_page = 100

    def published(self, event: Event) -> dict[str, str]:
        """Slug by identifier of what the latest version has."""
        return {}

    def event_to_begin_with(self, request: HttpRequest) -> Event | None:
        """The only event there is, too."""
        return event_of(request)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Without the event where the list has only one."""
        events = roles.events_for(request.user, self.permission("view"))
        only_one = FILTER in request.GET or len(events.values("pk")[:2]) < 2
        return [one for one in self.list_display if one != "event" or not only_one]

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """All columns that can be."""
        return self.list_display

    @admin.display(description=gettext_lazy("event"))
    def event_name(self, row: Any) -> str:
        """The event, which a row never leaves."""
        return str(row.event)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the event, which every page needs."""
        return super().get_queryset(request).select_related("event")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class made for this page, told of the event."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.event = event_of(request, obj)
        form.written_in = languages_of(form.event)
        form.published = self.published(form.event) if form.event else {}
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The identifier is fixed once made, the slug once published."""
        fixed = ["event_name"]
        if obj is not None:
            fixed.append("identifier")
            if obj.identifier in self.published(obj.event):
                fixed.append("slug")
        return fixed


class ProtectedDelete(EventPartAdmin):
    """Rows that sessions need, and that cannot be deleted while they do."""

    def needed_by(self, row: Any) -> list[str]:
        """Titles of the sessions that need it."""
        raise NotImplementedError

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse with the sessions' titles, or ask and delete."""
        row = self.get_object(request, object_id)
        needed_by = self.needed_by(row) if row and self.has_delete_permission(request, row) else []
        if row is None or not needed_by:
            return super().delete_view(request, object_id, extra_context)
        titles = ", ".join(f"“{title}”" for title in needed_by)
        text = _("%(row)s cannot be deleted: needed in %(sessions)s. Take it out there first.")
        messages.error(request, text % {"row": row, "sessions": titles})
        address = reverse(f"admin:agenda_{self.opts.model_name}_change", args=[row.pk])
        return redirect(address)


def published_programme(event: Event) -> Any:
    """The latest version, else what an import brought along, or None."""
    return versions.latest(event.slug) or versions.import_baseline_of(event)


def select(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Limit a choice to `rows`, as a plain select that is read from the database once."""
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError("only a choice of rows can be limited")
    field.queryset = rows
    field.widget = forms.Select()
    field.choices = choices_of(rows)
