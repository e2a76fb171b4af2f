"""The register of organisations, and how each event takes people in."""

from __future__ import annotations

from django.contrib import admin

from registration.models import Organisation, RegistrationDesk


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Organisations by country and kind."""

    list_display = ["name", "acronym", "kind", "country", "listed"]
    list_filter = ["listed", "kind", "country"]
    search_fields = ["name", "acronym", "name_normalised"]
    autocomplete_fields = ["parent"]
    fields = ["name", "acronym", "kind", "country", "parent", "listed"]


@admin.register(RegistrationDesk)
class RegistrationDeskAdmin(admin.ModelAdmin[RegistrationDesk]):
    """Policy, end of registration, whom to ask, what the data are for."""

    list_display = ["event", "policy", "closes", "reply_to"]
    list_select_related = ["event"]
