"""Bases of the pages: rows that are kept, moments on the event's clock, links only where they lead somewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedAdmin, moment_there
from agenda.models import Event
from registration.forms import country_choices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Row = TypeVar("Row", bound=Model)


def moment_of(field: str, words: str | _StrPromise) -> Callable[[Any, Any], str]:
    """A column or line with the moment that a row keeps in `field`, on the clock of its event."""

    @admin.display(description=words, ordering=field)
    def shown(_page: Any, row: Any) -> str:
        return moment_there(getattr(row, field), row.event)

    return shown


def offered_countries() -> list[tuple[str, str]]:
    """ISO code and the UN's short name, by name, after an empty choice."""
    return [("", "---------"), *country_choices("en")]


class CountryField(forms.ChoiceField):
    """A country, chosen by its name and kept as its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Country"), choices=offered_countries, **options)


def chosen_only(field: Any) -> Any:
    """A choice of rows without the links that change or delete the chosen one."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_delete_related = False
    return field


class OfEventAdmin(PermittedAdmin, admin.ModelAdmin[Row]):
    """Rows of an event, which they never leave. Its name leads to its page for those who may open it."""

    lists_moments: ClassVar[bool] = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        """For lists of moments with the events' cities, which name the clocks."""
        rows = super().get_queryset(request)
        return rows.prefetch_related("event__cities") if self.lists_moments else rows

    def get_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """The event as a link, or as a name."""
        events = self.admin_site.get_model_admin(Event)
        may_open = obj is None or events.has_view_permission(request, getattr(obj, "event", None))
        return [
            "event_name" if name == "event" and not may_open else name
            for name in super().get_fields(request, obj)
        ]

    @admin.display(description=_("event"))
    def event_name(self, row: Any) -> str:
        """The event's title."""
        return str(row.event)


class KeptAdmin(OfEventAdmin[Row]):
    """Rows that are neither added nor deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
