"""Delegations in the admin: a State or organisation at an event, its invited institutions, and who heads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, StaleFormGuard
from agenda.models import Event
from agenda.outputs import country_name
from registration.admin.desk import ChosenEventAdmin, CountryField, staff
from registration.audit import record_reply
from registration.fields import LineField
from registration.models import Delegation, DelegationRole, InvitedOrganisation, Participant, State


class DelegationForm(ModelForm[Delegation]):
    """A delegation; its head is one of its people."""

    event: ClassVar[Event]

    name = LineField(
        label=_("Name"), max_length=200, help_text=_("As it is printed, such as Viet Nam, or ASEAN.")
    )
    country = CountryField(required=False, help_text=_("Empty: it belongs to no country."))
    institutions_chosen = forms.ModelMultipleChoiceField(
        label=_("Choose its organisations"),
        queryset=InvitedOrganisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each belongs to one delegation at most: one chosen here leaves the delegation in which it was. It can also be "
            "put into a delegation on its own page."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        if "rank" in self.fields:
            self.fields["rank"].required = False
            self.fields["rank"].widget = forms.NumberInput(attrs={"min": 0, "class": "rank"})
        if "head" in self.fields:
            self._offer_heads(cast(forms.ModelChoiceField[Participant], self.fields["head"]))
        if "institutions_chosen" in self.fields:
            rows = InvitedOrganisation.objects.filter(event=self.event).select_related("organisation")
            field = cast(
                forms.ModelMultipleChoiceField[InvitedOrganisation], self.fields["institutions_chosen"]
            )
            field.queryset = rows.order_by("organisation__country", "organisation__name", "pk")
            if not self.instance._state.adding:
                self.initial["institutions_chosen"] = [one.pk for one in self.instance.members.all()]

    def _offer_heads(self, field: forms.ModelChoiceField[Participant]) -> None:
        """Those confirmed, who were named as head first, with their state; and whoever is it now."""
        rows = Participant.objects.filter(event=self.event)
        theirs = rows.filter(invited__delegation=self.instance.pk or 0, state=State.CONFIRMED)
        field.queryset = theirs | rows.filter(pk=self.instance.head_id or 0)
        offered = sorted(field.queryset, key=lambda one: (one.delegation_role != HEAD, one.sort_name, one.pk))
        if isinstance(
            field.widget, RelatedFieldWidgetWrapper
        ):  # people are entered and changed on their own pages
            field.widget.can_add_related = field.widget.can_change_related = False
        field.choices = [("", "---------"), *((one.pk, _head_words(one)) for one in offered)]
        field.help_text = gettext(
            "Somebody confirmed of its invited organisations, as last saved. Who leaves is no longer head; who comes in "
            "their place is chosen here."
        )

    def clean(self) -> dict[str, Any]:
        """The head is of one of its institutions."""
        super().clean()
        found = self.cleaned_data
        head, chosen = found.get("head"), found.get("institutions_chosen")
        if head is not None and chosen is not None and head.invited_id not in {one.pk for one in chosen}:
            self.add_error("head", gettext("The head is of none of the invited organisations chosen below."))
        return found

    def clean_rank(self) -> int:
        """Nothing is the first number."""
        return self.cleaned_data["rank"] or 0

    def clean_name(self) -> str:
        """Each once at an event."""
        name: str = self.cleaned_data["name"]
        if Delegation.objects.filter(event=self.event, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A delegation of this name is there already."), code="unique")
        return name


HEAD = DelegationRole.HEAD


def _head_words(person: Participant) -> str:
    return " · ".join(
        [person.full_name, str(person.get_delegation_role_display()), str(person.get_state_display())]
    )


@admin.register(Delegation)
class DelegationAdmin(StaleFormGuard, ChosenEventAdmin[Delegation]):
    """Delegations in order of precedence."""

    form = DelegationForm
    lists_moments = False
    list_display = ["name", "country_words", "head", "rank", "event"]
    list_filter = [("event", PermittedEvents)]
    list_select_related = ["head", "event"]
    search_fields = ["name"]
    fields = ["event_name", "name", "country", "head", "rank", "institutions", "institutions_chosen"]
    readonly_fields = ["event_name", "country_words", "institutions"]

    class Media:
        """Room for names."""

        css: ClassVar[Any] = {"all": ["css/pages/invited.css"]}

    def get_fields(self, request: HttpRequest, obj: Delegation | None = None) -> Any:
        """A new one has no people yet; for those who only read, the country's name and links."""
        found = super().get_fields(request, obj)
        if obj is None:
            return [name for name in found if name not in ("head", "institutions")]
        if self.has_change_permission(request, obj):
            return found
        words = {"country": "country_words"}
        return [words.get(name, name) for name in found if name != "institutions_chosen"]

    def digest(self, request: HttpRequest, row: Delegation) -> str:
        """With its institutions, which the page shows beside the row's own fields."""
        theirs = list(row.members.order_by("pk").values_list("pk", flat=True))
        return hashlib.sha256(repr([super().digest(request, row), *theirs]).encode()).hexdigest()

    def _digest_under_lock(self, request: HttpRequest, object_id: str) -> str | None:
        """The institutions are locked before the row, as verbs do."""
        if row := self.get_object(request, unquote(object_id)):
            lock_institutions(row.event_id)
        return super()._digest_under_lock(request, object_id)

    def save_model(self, request: HttpRequest, obj: Delegation, form: Any, change: bool) -> None:
        """The institutions follow, each with an entry of its own; a head whose institution leaves another is none there."""
        lock_institutions(obj.event_id)
        super().save_model(request, obj, form, change)
        if "institutions_chosen" not in form.cleaned_data:
            return
        chosen = {one.pk for one in form.cleaned_data["institutions_chosen"]}
        at_event = InvitedOrganisation.objects.filter(event=obj.event_id)
        leaving = at_event.filter(delegation=obj).exclude(pk__in=chosen)
        coming = at_event.filter(pk__in=chosen).exclude(delegation=obj)
        actor, moment = staff(request), timezone.now()
        for one, to in [*((one, None) for one in leaving), *((one, obj) for one in coming)]:
            InvitedOrganisation.objects.filter(pk=one.pk).update(delegation=to)
            record_reply(one, "correct", actor, moment, fields=["delegation"])
        heads_elsewhere(chosen, obj)

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, delegation: Delegation) -> str:
        """The printed name."""
        return country_name(delegation.country) if delegation.country else ""

    @admin.display(description=_("invited organisations"))
    def institutions(self, delegation: Delegation) -> str:
        """With links to their pages."""
        return links_to(delegation.members.select_related("organisation"))


def lock_institutions(event: int) -> None:
    """Lock all invited institutions of the event (its key), by key, before any row that they point to."""
    rows = InvitedOrganisation.objects.filter(event=event).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def heads_elsewhere(institutions: Iterable[int], delegation: Delegation | None) -> None:
    """Nobody of these institutions (keys) heads another delegation than the one in which they are now."""
    heading = Delegation.objects.filter(head__invited__in=list(institutions))
    elsewhere = heading.exclude(pk=delegation.pk) if delegation else heading
    elsewhere.update(head=None)


def links_to(rows: QuerySet[InvitedOrganisation]) -> str:
    """The institutions, each a link to its page."""
    pairs = [
        (reverse("admin:registration_invitedorganisation_change", args=[one.pk]), str(one)) for one in rows
    ]
    return format_html_join(", ", '<a href="{}">{}</a>', pairs) or gettext("none yet")
