"""Delegations in the admin: a State or organisation at an event, its invited institutions, and who heads it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agenda.admin.belonging import select
from agenda.admin.permitted import PermittedEvents
from agenda.admin.seen import SeenAdmin
from agenda.models import Event
from agenda.outputs.countries import country_name
from registration.admin.chosen_event import ChosenEventAdmin
from registration.admin.reading import CountryField
from registration.forms import LineField
from registration.models import Delegation, InvitedOrganisation, Participant
from registration.states import ENDED


class DelegationForm(ModelForm[Delegation]):
    """A delegation; its head is one of its people."""

    event: ClassVar[Event]

    name = LineField(
        label=_("Name"), max_length=200, help_text=_("As it is printed, such as Viet Nam, or ASEAN.")
    )
    country = CountryField(required=False, help_text=_("Empty: it belongs to no country."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        if "rank" in self.fields:
            self.fields["rank"].required = False
            self.fields["rank"].widget = forms.NumberInput(attrs={"min": 0, "class": "rank"})
        if "head" in self.fields:
            select(self.fields["head"], self._people())

    def _people(self) -> QuerySet[Participant]:
        rows = Participant.objects.filter(event=self.event)
        if self.instance._state.adding:
            return rows.none()
        theirs = rows.filter(invited__delegation=self.instance).exclude(state__in=ENDED)
        return (theirs | rows.filter(pk=self.instance.head_id or 0)).order_by("sort_name", "pk")

    def clean_rank(self) -> int:
        """Nothing is the first number."""
        return self.cleaned_data["rank"] or 0

    def clean_name(self) -> str:
        """Each once at an event."""
        name: str = self.cleaned_data["name"]
        if Delegation.objects.filter(event=self.event, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A delegation of this name is there already."), code="unique")
        return name


@admin.register(Delegation)
class DelegationAdmin(SeenAdmin, ChosenEventAdmin[Delegation]):
    """Delegations in order of precedence."""

    form = DelegationForm
    lists_moments = False
    list_display = ["name", "country_words", "head", "rank", "event"]
    list_filter = [("event", PermittedEvents)]
    list_select_related = ["head", "event"]
    search_fields = ["name"]
    fields = ["event_name", "name", "country", "head", "rank", "institutions"]
    readonly_fields = ["event_name", "country_words", "institutions"]

    class Media:
        """Room for names."""

        css: ClassVar[Any] = {"all": ["css/invited.css"]}

    def get_fields(self, request: HttpRequest, obj: Delegation | None = None) -> Any:
        """A new one has neither people nor institutions; for those who only read, the country's name."""
        found = super().get_fields(request, obj)
        if obj is None:
            return [name for name in found if name not in ("head", "institutions")]
        reads = not self.has_change_permission(request, obj)
        return ["country_words" if name == "country" and reads else name for name in found]

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, delegation: Delegation) -> str:
        """The printed name."""
        return country_name(delegation.country) if delegation.country else ""

    @admin.display(description=_("invited organisations"))
    def institutions(self, delegation: Delegation) -> str:
        """With links; they are put into a delegation on their own pages."""
        return links_to(delegation.members.select_related("organisation"))


def links_to(rows: QuerySet[InvitedOrganisation]) -> str:
    """The institutions, each a link to its page."""
    pairs = [
        (reverse("admin:registration_invitedorganisation_change", args=[one.pk]), str(one)) for one in rows
    ]
    return format_html_join(", ", '<a href="{}">{}</a>', pairs) or _now("none yet")
