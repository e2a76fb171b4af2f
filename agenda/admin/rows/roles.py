"""Roles of accounts at events: the page where administrators give roles and take them away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedAdmin, PermittedEvents, PermittedInline
from agenda.models import Event, EventRole, roles


class PlacedRoleForm(forms.ModelForm[EventRole]):
    """A role at one event, or at every event: then that is said, not left empty."""

    everywhere = forms.BooleanField(
        label=_("At every event"), required=False, help_text=_("Those to come too, instead of one event.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "everywhere" in self.fields and self.instance.pk:
            self.initial["everywhere"] = self.instance.event_id is None

    def clean(self) -> dict[str, Any]:
        """Refuse a role without a place, and one with two."""
        super().clean()
        found = self.cleaned_data
        if "event" not in self.fields or "everywhere" not in self.fields or "event" in self.errors:
            return found
        if bool(found.get("event")) == bool(found.get("everywhere")):
            self.add_error("event", gettext("Choose an event, or tick “At every event”: one of the two."))
        return found


class RoleForm(PlacedRoleForm):
    """A role. An account and an event are chosen once; what may change is which role it is."""

    def clean(self) -> dict[str, Any]:
        """Refuse what the account has already."""
        super().clean()
        found = self.cleaned_data
        user = found.get("user", getattr(self.instance, "user", None))
        event = found.get("event", self.instance.event)
        same = EventRole.objects.exclude(pk=self.instance.pk).filter(
            user=user, event=event, role=found.get("role", self.instance.role)
        )
        if user is not None and "event" not in self.errors and same.exists():
            self.add_error(
                "role" if "role" in self.fields else None, gettext("The account has this role already.")
            )
        return found


class RoleFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The roles of one account, each once."""

    def clean(self) -> None:
        """Refuse the same line twice, which the database would refuse without words."""
        super().clean()
        kept = [
            form for form in self.forms if form.is_valid() and form.cleaned_data.get("role")
            and not form.cleaned_data.get("DELETE")
        ]  # fmt: skip
        given = [(form.cleaned_data.get("event"), form.cleaned_data["role"]) for form in kept]
        if len(given) != len(set(given)):
            raise ValidationError(gettext("A role is given twice. Take one of the two lines out."))


class RoleInline(PermittedInline, admin.TabularInline[Any, Any]):
    """The roles of an account, on its page: for administrators of every event."""

    model = EventRole
    form = PlacedRoleForm
    formset = RoleFormSet
    extra = 1
    fields = ["role", "event", "everywhere"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Events are chosen, not made, here."""
        return _chosen(super().formfield_for_dbfield(db_field, request, **kwargs))


@admin.register(EventRole)
class EventRoleAdmin(PermittedAdmin, admin.ModelAdmin[EventRole]):
    """Roles. Administrators of an event give those of their event; of every event, all."""

    form = RoleForm
    list_display = ["user", "role", "place"]
    list_filter = [("event", PermittedEvents), "role"]
    list_select_related = ["user", "event"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]

    def get_fields(self, request: HttpRequest, obj: EventRole | None = None) -> list[Any]:
        """With "every event" where a new role may be that."""
        everywhere = obj is None and roles.keys_for(request.user, self.permission("add")) is None
        return ["user", "role", "event", *(["everywhere"] if everywhere else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: EventRole | None = None) -> list[str]:
        """A role is never moved to another account or event."""
        return [] if obj is None else ["user", "event"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Accounts and events are chosen, not made, here."""
        return _chosen(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Staff who can sign in; the account's own events. Every event: for those who administer every event."""
        if db_field.name == "user":
            kwargs["queryset"] = get_user_model().objects.filter(is_active=True, is_staff=True)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "event":
            everywhere = roles.keys_for(request.user, self.permission("add")) is None
            field.required = not everywhere
            field.empty_label, field.help_text = "---------", ""
        return field

    @admin.display(description=_("event"), ordering="event")
    def place(self, role: EventRole) -> str:
        """The event, or every event."""
        return str(role.event) if role.event else gettext("every event")

    def save_model(self, request: HttpRequest, obj: EventRole, form: Any, change: bool) -> None:
        """Save, and tell where nobody is left to give roles."""
        super().save_model(request, obj, form, change)
        if change:
            self._tell_if_nobody(request, obj.event)

    def delete_model(self, request: HttpRequest, obj: EventRole) -> None:
        """Delete, and tell where nobody is left to give roles."""
        super().delete_model(request, obj)
        self._tell_if_nobody(request, obj.event)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[EventRole]) -> None:
        """Delete, and tell where nobody is left to give roles."""
        events = {role.event for role in queryset}
        super().delete_queryset(request, queryset)
        for event in events:
            self._tell_if_nobody(request, event)

    def _tell_if_nobody(self, request: HttpRequest, event: Event | None) -> None:
        if roles.administrators_of(None).exists() or (event and roles.administrators_of(event).exists()):
            return
        place = f"“{event}”" if event else gettext("every event")
        text = gettext(
            "Nobody is left who administers %s. Only who set up this server can give roles there now."
        )
        messages.warning(request, text % place)


def _chosen(field: Any) -> Any:
    """A choice of rows without links to pop-ups."""
    widget = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        field.widget = widget.widget
    return field
