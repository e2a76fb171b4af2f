"""People and rooms of an event."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES

from agenda.admin.desk import NamedForm, ProtectedDelete, published_programme
from agenda.models import Event, Person, Room, Session
from agenda.outputs import country_name


def country_choices() -> list[tuple[str, str]]:
    """ISO code and printed name, by name."""
    names = sorted((country_name(code), code) for code in COUNTRIES)
    return [("", "---------"), *((code, name) for name, code in names)]


class PersonForm(NamedForm):
    """A person."""

    kind: ClassVar[str] = "person"
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)


class RoomForm(NamedForm):
    """A room."""

    kind: ClassVar[str] = "room"


def titles_of(sessions: QuerySet[Session]) -> list[str]:
    """Titles of sessions, each once."""
    return list(dict.fromkeys(str(session) for session in sessions))


@admin.register(Person)
class PersonAdmin(ProtectedDelete):
    """Speakers, and offices not yet named."""

    form = PersonForm
    list_display = ["name", "honorific", "position", "organisation", "country_words", "appearing", "event"]
    search_fields = ["name", "identifier"]
    ordering = ["event", "rank", "pk"]
    fields = [
        "event_name", "honorific", "name", "position", "organisation", "country", "identifier", "slug", "rank",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of appearances."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(count=Count("appearances"))
        return rows

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, person: Person) -> str:
        """The printed name."""
        return country_name(person.country) if person.country else ""

    @admin.display(description=_("appearances"), ordering="count")
    def appearing(self, person: Any) -> int:
        """The number of times that the person stands in the programme."""
        return int(person.count)

    def published(self, event: Event) -> dict[str, str]:
        """People of the latest version."""
        programme = published_programme(event)
        return {one.id: one.slug for one in programme.people} if programme else {}

    def needed_by(self, row: Any) -> list[str]:
        """Where the person appears."""
        return titles_of(Session.objects.filter(appearances__person=row))


@admin.register(Room)
class RoomAdmin(ProtectedDelete):
    """Places and online lines."""

    form = RoomForm
    list_display = ["name", "identifier", "event"]
    search_fields = ["identifier", "name"]
    ordering = ["event", "rank", "pk"]
    fields = ["event_name", "name", "identifier", "rank"]

    def published(self, event: Event) -> dict[str, str]:
        """Rooms have no address."""
        return {}

    def needed_by(self, row: Any) -> list[str]:
        """The sessions that are held there."""
        return titles_of(Session.objects.filter(room=row))
