"""The forms of a participant's page: the fields that staff may correct, and the people they enter."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import ModelForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Event, Person
from registration.admin.desk import CountryField
from registration.admin.institutions import AddressesField
from registration.admin.participants.listing import institution_words
from registration.fields import AddressField, LineField, refuse_nameless
from registration.invitations import Named, Particulars
from registration.matching import same_name
from registration.models import (
    DelegationRole,
    InvitedOrganisation,
    ListConsent,
    MeetingRole,
    Participant,
    Reply,
    Sex,
)


class ParticipantForm(ModelForm[Participant]):
    """The fields that staff may correct; a name that would make two people one is refused."""

    honorific = LineField(label=_("Title"), max_length=50, required=False)
    name = LineField(label=_("Name"), max_length=200, validators=[refuse_nameless])
    given = LineField(label=_("Given names"), max_length=200, required=False)
    family = LineField(
        label=_("Family name"), max_length=200, required=False, help_text=_("Empty where a name has none.")
    )
    own_script = LineField(label=_("Name in its own script"), max_length=200, required=False)
    position = LineField(label=_("Position"), max_length=200, required=False)
    unit = LineField(label=_("Department or unit"), max_length=200, required=False)
    country = CountryField()
    cc = AddressesField(
        label=_("Copy of letters to"), required=False, help_text=_("One address a line, or separated by “;”.")
    )
    programme_person_id = forms.ChoiceField(
        label=_("In the programme"),
        required=False,
        help_text=_(
            "Who this is there. A speaker sees what is for speakers. Who takes part as a participant takes part as a "
            "speaker from then on, until the link is taken off."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "programme_person_id" in self.fields:
            field = cast(forms.ChoiceField, self.fields["programme_person_id"])
            people = Person.objects.filter(event=self.instance.event_id)
            field.choices = [("", "---------"), *((one.identifier, str(one)) for one in people)]
        if "delegation_role" in self.fields:
            self.fields["delegation_role"].required = False
        if "sex" in self.fields:
            sex = cast(forms.ChoiceField, self.fields["sex"])
            sex.required, sex.help_text = False, ""
            sex.choices = [("", _("not asked")), *Sex.choices]

    def clean_delegation_role(self) -> str:
        """As it was, where a script does not say it."""
        return self.cleaned_data["delegation_role"] or self.instance.delegation_role

    def clean(self) -> dict[str, Any] | None:
        """Refuse the name of somebody else at the same address."""
        cleaned = super().clean()
        rivals = Participant.objects.exclude(pk=self.instance.pk).filter(
            event=self.instance.event_id,
            email_normalised=self.instance.email_normalised,
            name_normalised=same_name(self.cleaned_data.get("name", ""))[:200],
        )
        if rivals.exists():
            self.add_error(
                "name", gettext("Someone of this name is already registered with this e-mail address.")
            )
        return cleaned


class EntryForm(forms.Form):
    """Somebody who phoned or wrote: for a place of an invited institution, or on their own."""

    institution = forms.ChoiceField(label=_("For a place of"), required=False)
    delegation_role = forms.ChoiceField(
        label=_("In the delegation"),
        choices=DelegationRole.choices,
        initial=DelegationRole.MEMBER,
        required=False,
    )
    honorific = LineField(label=_("Title"), max_length=50, required=False)
    name = LineField(
        label=_("Full name"),
        max_length=200,
        validators=[refuse_nameless],
        help_text=_("As it should be printed."),
    )
    given = LineField(label=_("Given names"), max_length=200, required=False)
    family = LineField(
        label=_("Family name"), max_length=200, required=False, help_text=_("Empty where a name has none.")
    )
    email = AddressField(label=_("E-mail address"), max_length=254)
    phone = LineField(label=_("Telephone"), max_length=50, required=False)
    position = LineField(label=_("Position"), max_length=200, required=False)
    unit = LineField(label=_("Department or unit"), max_length=200, required=False)
    organisation = LineField(
        label=_("Organisation"),
        max_length=300,
        required=False,
        help_text=_("Left empty for a place of an institution."),
    )
    country = CountryField(required=False, help_text=_("Empty: that of the institution."))
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("not asked")), *Sex.choices], required=False)
    role = forms.ChoiceField(
        label=_("Takes part as"), choices=MeetingRole.choices, initial=MeetingRole.PARTICIPANT
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = (Reply.DECLINED, Reply.WITHDRAWN)
        rows = InvitedOrganisation.objects.filter(event=event).exclude(reply__in=ended)
        self.institutions = {str(one.pk): one for one in rows.select_related("organisation", "event")}
        of = {key: one.organisation for key, one in self.institutions.items()}
        pairs = [(key, institution_words(one.name, one.acronym, one.country)) for key, one in of.items()]
        field = cast(forms.ChoiceField, self.fields["institution"])
        field.choices = [("", _("no institution: on their own")), *pairs]
        for name, listed in (("honorific", "honorifics"), ("organisation", "organisations")):
            self.fields[name].widget.attrs["list"] = listed
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # it is somebody else's

    def clean(self) -> dict[str, Any]:
        """Require an organisation and a country of a person who comes without an invited institution."""
        super().clean()
        if not self.cleaned_data.get("institution") and "institution" not in self.errors:
            for name, sentence in (
                (
                    "organisation",
                    gettext("Write the organisation, or choose the institution whose place it is."),
                ),
                ("country", gettext("Choose the country.")),
            ):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def invited(self) -> InvitedOrganisation | None:
        """Whose place it is, of a valid form."""
        return self.institutions.get(self.cleaned_data["institution"])

    @property
    def named(self) -> Named:
        """As an institution names them."""
        said = self.cleaned_data
        role = said["delegation_role"] or str(DelegationRole.MEMBER)
        kept = {name: said[name] for name in ("name", "email", "honorific", "position", "country")}
        return Named(**kept, delegation_role=role)

    @property
    def particulars(self) -> Particulars:
        """As they would say it themselves; they have agreed to nothing."""
        left_out = ("institution", "delegation_role", "email")
        said = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return Particulars(**said, consent_list=ListConsent.NONE.value, consent_photos=False)
