"""The registration form: what may be said, and what is refused at the door with its reason."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES

from agenda.outputs import country_name
from registration import models
from registration.fields import AgreementBox, LineField, refuse_nameless, refuse_unprintable
from registration.invitations import Particulars
from registration.matching import same_email
from registration.models import ListConsent, MeetingRole, Participant, Sex, State

if TYPE_CHECKING:
    from registration.questions import QuestionsAsked

CONSENTS = ("consent_list", "consent_photos")
OPTIONAL = (
    "given", "family", "own_script", "unit", "phone", "languages", "interpretation", "accessibility", "diet",
)  # fmt: skip
"""What a person may add. A form sent without one of these leaves it as it was."""
ASKED = "asked"
"""Sent by pages that put the event's questions, so that a box without a tick is an answer."""
HONORIFICS = ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "H.E.")


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """All countries by the UN's short names, in alphabetical order, accents aside."""
    named = ((code, country_name(code, language)) for code in COUNTRIES)
    return tuple(sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold()))


def _with_empty(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *choices]


class ParticularsForm(forms.Form):
    """The particulars of a person, without the address."""

    error_css_class = "has-error"
    required_css_class = "is-required"

    honorific = LineField(
        label=_("Title"),
        max_length=50,
        required=False,
        help_text=_("As on your badge: Mr., Ms., Dr., H.E. …"),
    )
    name = LineField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As it should be printed."),
        validators=[refuse_nameless],
    )
    position = LineField(label=_("Position"), max_length=200)
    organisation = LineField(
        label=_("Organisation"),
        max_length=300,
        help_text=_("Ministry, organisation or company. Suggestions appear as you type."),
        validators=[refuse_nameless],
    )
    country = forms.ChoiceField(label=_("Country"))
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=_with_empty(Sex.choices),
        help_text=_("For figures of who took part. Only the secretariat sees it beside your name."),
    )
    role = forms.ChoiceField(
        label=_("You take part as"), choices=MeetingRole.choices, initial=MeetingRole.PARTICIPANT
    )
    consent_list = forms.ChoiceField(
        label=models.LIST_CONSENT, choices=ListConsent.choices, initial=ListConsent.NONE, required=False
    )
    consent_photos = forms.BooleanField(
        label=models.PHOTO_CONSENT, required=False, widget=AgreementBox, help_text=_("You need not agree.")
    )

    given = LineField(label=_("Given names"), max_length=200, required=False)
    family = LineField(
        label=_("Family name"), max_length=200, required=False, help_text=_("Leave empty if you have none.")
    )
    own_script = LineField(
        label=_("Name in your own script"),
        max_length=200,
        required=False,
        help_text=_("As you write it at home, for example in Burmese, Chinese, Khmer, Lao or Thai letters."),
    )
    unit = LineField(label=_("Department or unit"), max_length=200, required=False)
    phone = LineField(
        label=_("Telephone"),
        max_length=50,
        required=False,
        help_text=_("With the code of the country, such as +84."),
        validators=[RegexValidator(r"\A[0-9 +()-]*\Z", _("Use digits, spaces and + ( ) - only."))],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    languages = LineField(label=_("Languages you speak"), max_length=200, required=False)
    interpretation = LineField(
        label=_("Interpretation you need"),
        max_length=100,
        required=False,
        help_text=_("Into which language."),
    )
    accessibility = LineField(
        label=_("What you need to take part"),
        max_length=500,
        required=False,
        help_text=_("For example a ramp, captions, sign language, somebody who accompanies you."),
    )
    diet = LineField(label=_("What you do not eat"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        language: str = "en",
        in_room: bool = False,
        asked: QuestionsAsked | None = None,
        **kwargs: Any,
    ) -> None:
        """`in_room`: people meet, and eat, in one place. `asked`: the event's own questions."""
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["country"].choices = _with_empty(country_choices(language))  # type: ignore[attr-defined]
        if not in_room:
            del self.fields["diet"]
        if self.initial.get("role") != MeetingRole.ORGANISER:  # staff give it
            offered = [one for one in MeetingRole.choices if one[0] != MeetingRole.ORGANISER]
            self.fields["role"].choices = offered  # type: ignore[attr-defined]
        for name, hints in _HINTS.items():
            if name in self.fields:
                self.fields[name].widget.attrs.update(hints)
        for field in self.fields.values():
            field.error_messages["required"] = gettext("Please fill this in.")
        if asked is not None:
            self.fields.update(asked.fields(self._role))
            self.order_fields([field.name for field in (*self.facts, *self.questions)])

    def clean_consent_list(self) -> str:
        """A person who says nothing stays out of the list."""
        return self.cleaned_data["consent_list"] or ListConsent.NONE.value

    def clean(self) -> dict[str, Any]:
        """Leave out questions that are not put to the role chosen, and those that were answered before and not sent."""
        found: dict[str, Any] = super().clean() or {}
        for field in self.questions:
            is_put = self.asked is not None and self.asked.is_put(field.name, self._role)
            if not is_put or (field.initial is not None and self._is_unsaid(field.name)):
                self.errors.pop(field.name, None)
                found.pop(field.name, None)
        return found

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that everybody is asked, without consents, in the order of the contract."""
        others = {*CONSENTS, *OPTIONAL, *(self.asked.names if self.asked else ())}
        return [field for field in self if field.name not in others]

    @property
    def consents(self) -> list[forms.BoundField]:
        """The fields of consents."""
        return [self[name] for name in CONSENTS]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The event's own questions."""
        return [self[name] for name in (self.asked.names if self.asked else ())]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that the person may add."""
        return [self[name] for name in OPTIONAL if name in self.fields]

    @property
    def more_open(self) -> bool:
        """Whether something of what may be added is said, or refused."""
        return any(field.errors or field.value() for field in self.more)

    @property
    def particulars(self) -> Particulars:
        """The particulars of a valid form."""
        said = {name: self.cleaned_data[name] for name in ParticularsForm.base_fields if name not in OPTIONAL}
        return Particulars(**said, **self._added)

    @property
    def _added(self) -> dict[str, Any]:
        sent = {name for name in OPTIONAL if name in self.fields and name in self.data}
        return {
            name: self.cleaned_data[name] if name in sent else self.initial.get(name, "") for name in OPTIONAL
        }

    def _is_unsaid(self, name: str) -> bool:
        """Whether the form was not sent by a page that puts questions, and holds no answer to this one."""
        return ASKED not in self.data and name not in self.data and name not in self.files

    @property
    def _role(self) -> str:
        """The role of the person: as sent, as known, or as offered first."""
        return str(self.data.get("role") or self.initial.get("role") or MeetingRole.PARTICIPANT)


class RegistrationForm(ParticularsForm):
    """The open form, in the order of the contract: with the address the private link goes to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send your private link there. Several people may share one address."),
        validators=[refuse_unprintable],
    )
    field_order = ["honorific", "name", "position", "organisation", "country", "email", "sex", "role"]

    def clean_email(self) -> str:
        """Refuse what no mail server can take: a domain that has no form in ASCII."""
        email: str = self.cleaned_data["email"]
        try:
            same_email(email)
        except ValueError:
            raise ValidationError(_("Enter a valid email address."), code="invalid") from None
        return email


def said_by(participant: Participant) -> dict[str, Any]:
    """The initial values of the form of a registered person. The sex of a person whom others named is not known yet."""
    names = ParticularsForm.base_fields
    said = {name: getattr(participant, name) for name in names if name != "organisation"}
    if participant.state == State.INVITED and participant.sex == Sex.UNDISCLOSED:
        said["sex"] = ""
    return {**said, "organisation": str(participant.organisation)}


_HINTS: dict[str, dict[str, str]] = {
    "honorific": {"autocomplete": "honorific-prefix", "list": "honorifics"},
    "name": {"autocomplete": "name"},
    "position": {"autocomplete": "organization-title"},
    "organisation": {"autocomplete": "organization", "list": "organisations"},
    "country": {"autocomplete": "country"},
    "email": {"autocomplete": "email", "inputmode": "email"},
    "sex": {"autocomplete": "sex"},
    "given": {"autocomplete": "given-name"},
    "family": {"autocomplete": "family-name"},
    "phone": {"autocomplete": "tel"},
}
