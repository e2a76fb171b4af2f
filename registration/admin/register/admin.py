"""The register of organisations, and how each event takes people in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedAdmin, PermittedInline, StaleFormGuard, hours, rows_where, zones
from agenda.models import Event
from agenda.outputs import country_name
from agenda.programme import clocks
from registration import register
from registration.admin.desk import CountryField, DayField, OfEventAdmin, chosen_only, moment_of
from registration.admin.register import duplicates
from registration.matching import matches, same_name
from registration.models import Organisation, OrganisationName, RegistrationSettings


class OrganisationForm(ModelForm[Organisation]):
    """An organisation."""

    country = CountryField(required=False, help_text=_("Empty: it belongs to no country."))
    timezone = zones.ZoneField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        help_text=_(
            "Of its clock, for deadlines, such as Asia/Manila. Empty: the first zone of its country."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields.get("parent")
        if isinstance(parent, forms.ModelChoiceField):
            parent.queryset = Organisation.objects.exclude(pk=self.instance.pk).order_by("name", "pk")


class CountryFilter(admin.SimpleListFilter):
    """The countries that occur in a list, by their printed names."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Code and printed name, by name."""
        rows = rows_where(model_admin, request, "view").exclude(country="").order_by("country")
        codes = rows.values_list("country", flat=True).distinct()
        return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of the chosen country."""
        return queryset.filter(country=self.value()) if self.value() else queryset


class NamesFormSet(forms.BaseInlineFormSet[OrganisationName, Organisation, ModelForm[OrganisationName]]):
    """The other names of an organisation, each once, however it is written."""

    def clean(self) -> None:
        """Refuse a name that stands here twice."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            name = getattr(form, "cleaned_data", {}).get("name")
            if not name or self._should_delete_form(form):  # type: ignore[attr-defined]
                continue
            if same_name(name) in seen:
                form.add_error("name", gettext("This name stands here already. Keep one of the two."))
            seen.add(same_name(name))


class NamesInline(PermittedInline, admin.TabularInline[OrganisationName, Organisation]):
    """Other names: in other languages, older ones, those of merged duplicates."""

    model = OrganisationName
    formset = NamesFormSet
    event_path = ""
    fields = ["name", "language"]
    extra = 1
    verbose_name = _("other name")
    verbose_name_plural = _("other names: in its own language, in older wording")


@admin.register(Organisation)
class OrganisationAdmin(PermittedAdmin, StaleFormGuard, admin.ModelAdmin[Organisation]):
    """Organisations by country and kind. The register is one: who keeps registrations at some event keeps it."""

    event_path = ""

    form = OrganisationForm
    list_display = ["name", "acronym", "kind", "country_words", "listed"]
    list_filter = ["listed", "kind", CountryFilter]
    search_fields = ["search"]
    search_help_text = _("Names in any language, acronyms, countries; in any order, with or without accents.")
    fields = ["name", "acronym", "kind", "country", "timezone", "parent", "listed"]
    inlines = [NamesInline]
    change_list_template = "admin/registration/register/change_list.html"
    change_form_template = "admin/registration/register/change_form.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        """By words, the nearest first unless a column was chosen to sort by; also where a page searches as one types.

        Where none has all the words, those that are near.
        """
        found = register.searched(queryset, search_term, ranked=ORDER_VAR not in request.GET)
        near = bool(search_term.strip()) and not found.exists()
        return (register.near(queryset, search_term) if near else found), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; where nothing has all the words of a search, that is said."""
        answer: HttpResponse = super().changelist_view(request, extra_context)
        context = getattr(answer, "context_data", None) or {}
        if (cl := context.get("cl")) and cl.query and cl.result_list:
            context["near"] = not matches(next(iter(cl.result_list)).search, cl.query)
        return answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the names of time zones to choose from."""
        context |= {"zone_list": zones.LIST, "zone_names": zones.offered()}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """With the likely duplicates, and how two become one."""
        return [*duplicates.urls(self), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The organisation it is part of is changed and deleted on its own page."""
        return chosen_only(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, organisation: Organisation) -> str:
        """The printed name."""
        return country_name(organisation.country) if organisation.country else ""


class WallField(forms.Field):
    """A moment as a wall clock shows it, to the minute; cleans to a naive `datetime`."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """The moment as the browser sent it. An hour with a zone of its own is none of the event's."""
        if value in self.empty_values:
            return None
        try:
            wall = parse_datetime(str(value).strip())
        except ValueError:
            wall = None
        if wall is None or wall.tzinfo is not None:
            raise ValidationError(gettext("Enter a date and a time."), code="invalid")
        return wall


class DeskForm(ModelForm[RegistrationSettings]):
    """The settings of an event's registration. The end of registration is said and shown on the event's clock."""

    closes = WallField(label=_("Registration closes"), required=False)
    keep_until = DayField(
        label=_("Personal data are kept until"),
        required=False,
        help_text=RegistrationSettings._meta.get_field("keep_until").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "closes" not in self.fields:
            return
        zone = gettext("the event’s own time zone")
        if self.instance.pk:
            event = self.instance.event
            zone = f"{hours.place_of(event)} ({event.timezone})"
            if self.instance.closes:
                wall, _fold = clocks.wall_of(self.instance.closes, event.timezone)
                self.initial["closes"] = wall.replace(second=0, microsecond=0)
        self.fields["closes"].help_text = (
            gettext("On the clock of %s, wherever you are. Empty: registration stays open.") % zone
        )

    def clean(self) -> dict[str, Any]:
        """The instant of the hour given; one that nobody touched stays as it is, to the second."""
        super().clean()
        found = self.cleaned_data
        event: Event | None = self.instance.event if self.instance.pk else found.get("event")
        wall: datetime | None = found.pop("closes", None)
        if "closes" not in self.fields or "closes" in self.errors or event is None:
            return found
        if "closes" not in self.changed_data:
            found["closes"] = self.instance.closes
        elif wall is None:
            found["closes"] = None
        elif fault := hours.fault_of(wall, event.timezone):
            self.add_error("closes", fault)
        elif hours.is_doubled(wall, event.timezone):
            text = gettext("%(hour)s comes twice on %(day)s in %(zone)s. Choose an hour before or after.")
            words = {"hour": f"{wall:%H:%M}", "day": clocks.date_words(wall.date()), "zone": event.timezone}
            self.add_error("closes", text % words)
        else:
            found["closes"] = clocks.instant(wall, event.timezone)
        return found


@admin.register(RegistrationSettings)
class RegistrationDeskAdmin(StaleFormGuard, OfEventAdmin[RegistrationSettings]):
    """Policy, end of registration, contact, purpose of the data."""

    form = DeskForm
    list_display = ["event", "policy", "closing", "reply_to"]
    list_select_related = ["event"]
    fields = [
        "event", "policy", "closes", "reply_to", "contact", "mail_entries", "speaker_entries", "promote", "purpose", "retention",
        "keep_until", "consent_wording",
    ]  # fmt: skip
    closing = moment_of("closes", _("registration closes"))

    def get_readonly_fields(self, request: HttpRequest, obj: RegistrationSettings | None = None) -> list[str]:
        """A desk stays with its event, on whose clock it closes."""
        return ["event", "event_name", "closing"] if obj is not None else []

    def get_fields(self, request: HttpRequest, obj: RegistrationSettings | None = None) -> Any:
        """For those who only read, the end of registration in words."""
        found = super().get_fields(request, obj)
        reads = obj is not None and not self.has_change_permission(request, obj)
        return ["closing" if name == "closes" and reads else name for name in found]
