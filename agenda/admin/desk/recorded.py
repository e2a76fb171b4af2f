"""Changes that forms of the admin make in a draft are kept as steps, and shown on the page of the event's history."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from agenda.admin.desk.asked_event import event_of
from agenda.admin.desk.stale_forms import StaleFormGuard
from agenda.drafts import steps
from agenda.models import Event, Session


class RecordedAdmin(StaleFormGuard):
    """Pages of an event, or of its parts, each save or deletion of which is one step of the draft.

    The lock of the event's row is taken before that of the part, as everywhere.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The page; what it saves is a step."""
        event = self._event_saved(request, object_id) if request.method == "POST" else None
        if event is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with steps.step(event, request.user, lambda: self._saved_words(request, object_id), timezone.now()):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _event_saved(self, request: HttpRequest, object_id: str | None) -> Event | None:
        """The event whose draft the form writes; None for a new event, and where nothing can be saved."""
        if object_id is not None:
            row = self.get_object(request, unquote(object_id))
            return _event_behind(row) if row is not None else None
        return None if self.model is Event else event_of(request)

    def _saved_words(self, request: HttpRequest, object_id: str | None) -> str:
        row = getattr(request, "saved_row", None)
        words = _("%(kind)s “%(name)s” edited") if object_id is not None else _("%(kind)s “%(name)s” added")
        return words % {"kind": self._kind(), "name": _short(row)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and note what, for the words of the step."""
        super().save_model(request, obj, form, change)
        request.saved_row = obj  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, as a step; an event takes its history along."""
        if self.model is Event:
            return super().delete_model(request, obj)
        action = _("%(kind)s “%(name)s” deleted") % {"kind": self._kind(), "name": _short(obj)}
        with steps.step(obj.event, request.user, action, timezone.now()):
            return super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the rows chosen in a list, a step for each of their events."""
        if self.model is Event:
            return super().delete_queryset(request, queryset)
        rows = list(queryset)
        events = sorted({row.event for row in rows}, key=lambda event: int(event.pk))  # locks in one order
        with ExitStack() as stack:
            for event in events:
                words = self._deleted_words([row for row in rows if row.event_id == event.pk])
                stack.enter_context(steps.step(event, request.user, words, timezone.now()))
            return super().delete_queryset(request, queryset)

    def _deleted_words(self, rows: list[Any]) -> str:
        if len(rows) == 1:
            return _("%(kind)s “%(name)s” deleted") % {"kind": self._kind(), "name": _short(rows[0])}
        return _("%(count)d %(kind)s deleted") % {"count": len(rows), "kind": self.opts.verbose_name_plural}

    def _kind(self) -> str:
        return capfirst(str(self.opts.verbose_name))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of the event; that of a session shows what concerns it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return super().history_view(request, object_id, extra_context)
        address = reverse("admin:agenda_event_history", args=[_event_behind(row).pk])
        return redirect(f"{address}?session={row.identifier}" if isinstance(row, Session) else address)


def _event_behind(row: Any) -> Event:
    """The event of one of its parts, or itself."""
    event: Event = row if isinstance(row, Event) else row.event
    return event


def _short(row: Any) -> str:
    """The row's words on one line, cut where they are long."""
    return Truncator(" ".join(str(row or "").split())).chars(80)
