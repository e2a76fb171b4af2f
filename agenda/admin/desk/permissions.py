"""Permissions for a row: the roles of the account at the row's event, asked by every page, list and action.

Django's admin asks for permissions without an object. Here a row is asked for with its event, a new one with the event
it will have, and what is asked without either (the index, a list) is whether some role of the account allows it.
Permissions that Django's own tables give to accounts and groups open nothing (`docs/decisions/0008-…`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from agenda.models import Event, roles

NO_ROW = "0"
"""A key that the database takes and gives to no row."""
VERBS = ("view", "add", "change", "delete")


def event_asked(request: HttpRequest) -> Event | None:
    """The event that a form's own `event` field, or else the address, names."""
    key = request.POST.get("event") or request.GET.get("event") or ""
    return Event.objects.filter(pk=key).first() if _is_key(key) else None


def _is_key(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) < 19  # what the database takes


class EventPermissions(BaseModelAdmin[Any]):
    """The base of pages and inlines: the permission's name, who may view, change and delete, and choices of events.

    A page asks for its row, an inline for the row of the page it stands in.
    """

    event_path: ClassVar[str] = "event"
    """The lookup from a row to its event; '' where rows belong to no event, so that any role which allows will do."""

    def permission(self, verb: str) -> str:
        """Django's name, such as `agenda.change_session`."""
        return f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}"

    def may_somewhere(self, request: HttpRequest, verb: str) -> bool:
        """Whether some role of the account allows it."""
        return roles.allows(request.user, self.permission(verb))

    def _may(self, request: HttpRequest, verb: str, row: Any) -> bool:
        if row is None or not self.event_path:
            return self.may_somewhere(request, verb)
        return bool(request.user.has_perm(self.permission(verb), row))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """At the row's event; without a row at some event."""
        return self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """At the row's event; without a row at some event."""
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """At the row's event; without a row at some event."""
        return self._may(request, "delete", obj)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A choice of events offers those where the account may add such a row."""
        if db_field.remote_field.model is Event:
            kwargs["queryset"] = roles.events_for(request.user, self.permission("add"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PermittedAdmin(EventPermissions, admin.ModelAdmin[Any]):
    """Pages that show, and change, the rows of those events where the account has a role that allows it.

    A row that exists and may not be seen is refused (403), whatever page asks for it.
    """

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """The event that a new row will have, as far as the request tells."""
        return event_asked(request) if self.event_path else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """At the event of the new row; where that is not known yet, at some event."""
        return self._may(request, "add", self.event_of_new(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether some role of the account allows anything with such rows."""
        return any(self.may_somewhere(request, verb) for verb in VERBS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the account may see."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if self.event_path:
            return roles.rows_for(rows, request.user, self.permission("view"), self.event_path)
        return rows if self.may_somewhere(request, "view") else rows.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; one that is there and not for this account is refused."""
        row = super().get_object(request, object_id, from_field)
        if row is None and self._exists(object_id, from_field):
            raise PermissionDenied
        return row

    def _exists(self, object_id: str, from_field: str | None) -> bool:
        field: Any = self.opts.get_field(from_field) if from_field else self.opts.pk
        try:
            value = field.to_python(object_id)
        except (ValidationError, ValueError):
            return False
        return bool(self.model._base_manager.filter(**{field.name: value}).exists())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; an action that is not offered is refused, where the stock page passes over it in silence."""
        wanted = {name for name in request.POST.getlist("action") if name}
        if request.method == "POST" and wanted - set(self.get_actions(request)):
            raise PermissionDenied
        self._pass_over_no_keys(request)
        return super().changelist_view(request, extra_context)

    def _pass_over_no_keys(self, request: HttpRequest) -> None:
        """Where what is chosen holds something that cannot be a key, put one that no row has in its place."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if isinstance(self.opts.pk, models.IntegerField) and not all(map(_is_key, chosen)):
            said: Any = request.POST.copy()
            said.setlist(ACTION_CHECKBOX_NAME, [key if _is_key(key) else NO_ROW for key in chosen])
            request.POST = said

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The stock actions, each done only where it is allowed for every chosen row."""
        stock: dict[str, Any] = super().get_actions(request)
        return {name: (self._everywhere_allowed(action), *words) for name, (action, *words) in stock.items()}

    def _everywhere_allowed(self, action: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(action)
        def checked(page: Any, request: HttpRequest, chosen: QuerySet[Any]) -> Any:
            for verb in getattr(action, "allowed_permissions", ()):
                self._refuse_others(request, verb, chosen)
            return action(page, request, chosen)

        return checked

    def _refuse_others(self, request: HttpRequest, verb: str, chosen: QuerySet[Any]) -> None:
        """Refuse where a chosen row, listed or named by its key alone, is of an event where this is not allowed."""
        named = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if _is_key(key)]
        for rows in (chosen, self.model._base_manager.filter(pk__in=named)):
            keys = set(rows.order_by().values_list("pk", flat=True))
            mine = rows_where(self, request, verb).filter(pk__in=keys)
            if keys != set(mine.values_list("pk", flat=True)):
                raise PermissionDenied


def rows_where(page: PermittedAdmin, request: HttpRequest, verb: str) -> QuerySet[Any]:
    """All rows of the page's kind for which the account may do `verb`."""
    rows: QuerySet[Any] = page.model._base_manager.all()
    if page.event_path:
        return roles.rows_for(rows, request.user, page.permission(verb), page.event_path)
    return rows if page.may_somewhere(request, verb) else rows.none()


class PermittedInline(EventPermissions, InlineModelAdmin[Any, Any]):
    """Rows inside the page of an event, or of what belongs to one: the page's event is asked for."""

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """The event that the page's new row will have."""
        return None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """At the page's event."""
        return self._may(request, "add", obj if obj is not None else self.event_of_new(request))


class PermittedEvents(admin.RelatedFieldListFilter):
    """A list's filter by event: those whose rows the account may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Any:
        """Key and title."""
        verb = get_permission_codename("view", model_admin.opts)
        events = roles.events_for(request.user, f"{model_admin.opts.app_label}.{verb}")
        return [(event.pk, str(event)) for event in events]
