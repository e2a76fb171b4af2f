"""Pages of rows that belong to an event: a new one begins by choosing it, unless the address or the list names it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest

from agenda.admin.desk import EventFirstAdmin, event_named
from registration.admin.desk.kept_rows import OfEventAdmin

Row = TypeVar("Row", bound=Model)


class ChosenEventAdmin(EventFirstAdmin, OfEventAdmin[Row]):
    """The form class is told of the event as `event`, which a row never leaves."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class made for this page, told of the event."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.event = obj.event if obj is not None else event_named(request)
        return form
