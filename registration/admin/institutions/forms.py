"""The form of an invited institution: places, focal point, copies, and the deadline on the institution's own clock."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import hours, language_name, languages_of, select
from agenda.models import Event
from agenda.programme import clocks
from registration.admin.register import WallField
from registration.fields import AddressField, LineField
from registration.models import (
    Delegation,
    DelegationRole,
    InvitationLetter,
    InvitedOrganisation,
    Organisation,
    Reply,
    RolePlaces,
    State,
)

MOST_COPIES = 10
_BETWEEN = re.compile(r"[\r\n;,]+")


class AddressesField(forms.CharField):
    """E-mail addresses, one a line or separated by semicolons; cleans to a list, each once."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The addresses as they are written."""
        if isinstance(value, list):
            return value
        written = [one.strip() for one in _BETWEEN.split(value or "") if one.strip()]
        first = {one.casefold(): one for one in reversed(written)}
        return [one for one in dict.fromkeys(written) if first[one.casefold()] == one]

    def validate(self, value: Any) -> None:
        """Each is an address that a mail server can take, and they are not too many."""
        super().validate(value)
        if len(value) > MOST_COPIES:
            raise ValidationError(
                _("These are too many. Keep at most %(most)s."), params={"most": MOST_COPIES}
            )
        for one in value:
            try:
                AddressField(max_length=254).clean(one)
            except ValidationError:
                text = _("“%(address)s” is not an e-mail address.")
                raise ValidationError(text, params={"address": one}, code="invalid") from None

    def run_validators(self, value: Any) -> None:
        """None of those for a text."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the list is another."""
        return bool(list(initial or []) != self.to_python(data))


class InstitutionSelect(AutocompleteSelect):
    """A search in the register. The stock box has no name for those who do not see it: a script gives it that."""

    @property
    def media(self) -> forms.Media:
        """The stock scripts, and ours after them."""
        return super().media + forms.Media(js=["js/named_selects.js"])


def zone_words(zone: str) -> str:
    """A zone as people say it, with its name: `Ho Chi Minh (Asia/Ho_Chi_Minh)`."""
    return f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} ({zone})"


class InvitedForm(ModelForm[InvitedOrganisation]):
    """An institution at an event, which it never leaves. The deadline is kept to the second where nobody touches it."""

    event: ClassVar[Event]

    focal_name = LineField(label=_("Focal point"), max_length=200, required=False)
    focal_email = AddressField(label=_("E-mail of the focal point"), max_length=254, required=False)
    cc = AddressesField(
        label=_("Copy of letters to"), required=False, help_text=_("One address a line, or separated by “;”.")
    )
    language = forms.ChoiceField(label=_("Language of letters"))
    deadline = WallField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
            self.initial.setdefault("language", self.event.language)
        if "language" in self.fields:
            codes = dict.fromkeys([*languages_of(self.event), self.initial.get("language") or "en"])
            cast(forms.ChoiceField, self.fields["language"]).choices = [
                (one, language_name(one)) for one in codes
            ]
        if "delegation" in self.fields:
            select(self.fields["delegation"], Delegation.objects.filter(event=self.event))
        if "invitation_letter" in self.fields:
            select(self.fields["invitation_letter"], InvitationLetter.objects.filter(event=self.event))
        if "rank" in self.fields:
            self.fields["rank"].required = False
            self.fields["rank"].widget = forms.NumberInput(attrs={"min": 0, "class": "rank"})
            self.fields["rank"].help_text = gettext(
                "Small numbers come first; of the same number, by country and name."
            )
        if "deadline" in self.fields:
            self._say_the_clock()

    def _say_the_clock(self) -> None:
        if self.instance._state.adding:
            where = gettext("On the institution’s own clock, wherever you are. Empty: there is none.")
        else:
            zone = self.instance.timezone
            where = gettext("On the clock of %s, wherever you are. Empty: there is none.") % zone_words(zone)
            if self.instance.deadline:
                wall, _fold = clocks.wall_of(self.instance.deadline, zone)
                self.initial["deadline"] = wall.replace(second=0, microsecond=0)
        self.fields["deadline"].help_text = where

    def clean_rank(self) -> int:
        """Nothing is the first number."""
        return self.cleaned_data["rank"] or 0

    def clean_organisation(self) -> Organisation:
        """Each once at an event."""
        chosen: Organisation = self.cleaned_data["organisation"]
        rows = InvitedOrganisation.objects.filter(event=self.event, organisation=chosen)
        if rows.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                _("This institution stands in the list of this event already."), code="unique"
            )
        return chosen

    def clean_places(self) -> int:
        """Not fewer than are taken."""
        places: int = self.cleaned_data["places"]
        taken = sum(_taken(self.instance).values())
        if places < taken:
            sentence = ngettext(
                "%(count)s person is confirmed. Withdraw them first, or keep the place.",
                "%(count)s people are confirmed. Withdraw some first, or keep their places.",
                taken,
            )
            raise ValidationError(sentence, params={"count": taken}, code="taken")
        return places

    def clean(self) -> dict[str, Any]:
        """The instant of the hour given; one that nobody touched stays as it is."""
        super().clean()
        found = self.cleaned_data
        chosen = found.get("organisation") if self.instance._state.adding else self.instance.organisation
        if "deadline" in self.fields and "deadline" not in self.errors and chosen is not None:
            self._read_deadline(found, chosen.zone(self.event.timezone))
        return found

    def _read_deadline(self, found: dict[str, Any], zone: str) -> None:
        wall: datetime | None = found.get("deadline")
        if "deadline" not in self.changed_data:
            found["deadline"] = self.instance.deadline
        elif wall is None:
            found["deadline"] = None
        elif fault := hours.fault_of(wall, zone):
            self.add_error("deadline", fault)
        elif hours.is_doubled(wall, zone):
            text = gettext("%(hour)s comes twice on %(day)s in %(zone)s. Choose an hour before or after.")
            words = {"hour": f"{wall:%H:%M}", "day": clocks.date_words(wall.date()), "zone": zone}
            self.add_error("deadline", text % words)
        else:
            found["deadline"] = clocks.instant(wall, zone)


class RolePlacesFormSet(BaseInlineFormSet[RolePlaces, InvitedOrganisation, ModelForm[RolePlaces]]):
    """Places by role: not fewer than are taken in a role."""

    def clean(self) -> None:
        """Refuse with the row's role and number."""
        super().clean()
        taken = _taken(self.instance)
        for form in self.forms:
            found = getattr(form, "cleaned_data", {})
            role, places = found.get("role"), found.get("places")
            if role and places is not None and not found.get("DELETE") and places < taken[role]:
                text = gettext(
                    "%(role)s: %(count)s confirmed already. Withdraw some first, or keep their places."
                )
                form.add_error("places", text % {"role": DelegationRole(role).label, "count": taken[role]})


def faults_to_look_at(invited: InvitedOrganisation, moment: datetime) -> list[str]:
    """Values that were saved and are seldom meant: more places in roles than places; a deadline before `moment` (aware) for one
    that has not answered.
    """
    found = []
    in_roles = list(invited.role_places.all())
    total = sum(one.places for one in in_roles)
    if any(one.places > invited.places for one in in_roles) or total > invited.places:
        text = gettext(
            "Saved, but the places by role are %(roles)s together, and there are only %(places)s places."
        )
        found.append(text % {"roles": total, "places": invited.places})
    if invited.deadline and invited.deadline <= moment and invited.reply in (Reply.LISTED, Reply.INVITED):
        text = gettext("Saved, but the deadline has passed, and %(name)s has not answered.")
        found.append(text % {"name": invited})
    return found


def _taken(invited: InvitedOrganisation) -> Counter[str]:
    """The number of people with a place in each role, without those beyond the places."""
    if invited._state.adding:
        return Counter()
    rows = invited.people.filter(state=State.CONFIRMED, over_quota_reason="")
    return Counter(rows.values_list("delegation_role", flat=True))
