"""Versions: a list to read. Nobody adds, changes or deletes one here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedAdmin, PermittedEvents, hours
from agenda.models import Publication


@admin.register(Publication)
class PublicationAdmin(PermittedAdmin, admin.ModelAdmin[Publication]):
    """The versions of all events, the latest first."""

    list_display = ["event", "number", "moment", "label", "note", "page"]
    list_display_links = None
    list_filter = [("event", PermittedEvents), "label"]
    list_select_related = ["event"]
    fields = ["event", "number", "moment", "label", "note", "page"]
    readonly_fields = ["moment", "page"]

    @admin.display(description=_("published"), ordering="published_at")
    def moment(self, publication: Publication) -> str:
        """The moment on the clock of the event."""
        return hours.moment_there(publication.published_at, publication.event)

    @admin.display(description=_("page"))
    def page(self, publication: Publication) -> SafeString:
        """A link to the version."""
        address = reverse("home-version", args=[publication.event.slug, publication.number])
        return format_html('<a href="{}">{} {}</a>', address, _("Version"), publication.number)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Without the programmes, which are long; with the cities, which name the clocks."""
        rows = super().get_queryset(request).defer("programme")
        return rows.prefetch_related("event__cities")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: publishing an event adds one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
