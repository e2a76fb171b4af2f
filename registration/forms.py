"""The registration form: what may be said, and what is refused at the door with its reason."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES

from agenda.outputs.countries import country_name
from registration import wording
from registration.identity import one_line, same_email
from registration.invitations import Particulars
from registration.models import Participant
from registration.states import ListConsent, MeetingRole, Sex

CONSENTS = ("consent_list", "consent_photos")
HONORIFICS = ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "H.E.")
NOT_AGREED = {"", "0", "false", "no", "none", "off"}
# Marks that turn the direction of text can make a name read as another (Unicode TR 36 §2.5).
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse_unprintable(value: str) -> None:
    """Raise a ValidationError for control characters, marks of direction, and bytes that were no text."""
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") or char in TURNING for char in value):
        raise ValidationError(_("Use letters, digits and punctuation on one line only."), code="unprintable")
    if "\ufffd" in value:
        raise ValidationError(
            _("Some characters could not be read. Please type them again."), code="unreadable"
        )


def refuse_addresses(value: str) -> None:
    """Raise a ValidationError for web addresses: what is written here goes out in our letters."""
    if "://" in value or "www." in value.lower():
        raise ValidationError(_("Please leave out web addresses."), code="address")


def refuse_nameless(value: str) -> None:
    """Raise a ValidationError when there is no letter of any script."""
    if value and not any(unicodedata.category(char).startswith("L") for char in value):
        raise ValidationError(_("Please write it in letters."), code="nameless")


class LineField(forms.CharField):
    """One line of text, in NFC, white space made single; nothing that a letter or a log could trip over."""

    default_validators = [refuse_unprintable, refuse_addresses]

    def to_python(self, value: Any) -> str:
        """The text as written, without white space at the ends; control characters stay for the validator."""
        return unicodedata.normalize("NFC", super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        """Validate first, then make white space single, so that a line break is refused and not mended."""
        return one_line(super().clean(value))


def agreed(value: Any) -> bool:
    """Whether what was sent is an agreement: absent, `no`, `false` and the like are none."""
    return str(value or "").strip().lower() not in NOT_AGREED


class AgreementBox(forms.CheckboxInput):
    """A tick box that sends `yes`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=agreed)

    def format_value(self, value: Any) -> str:
        """What a ticked box sends."""
        return "yes"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        """Whether the person agreed."""
        return agreed(data.get(name))


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """All countries by the UN's short names, in alphabetical order, accents aside."""
    named = ((code, country_name(code, language)) for code in COUNTRIES)
    return tuple(sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold()))


def _with_empty(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *choices]


class ParticularsForm(forms.Form):
    """What a person says of themselves; the address is not in it."""

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
        label=wording.LIST_CONSENT, choices=ListConsent.choices, initial=ListConsent.NONE, required=False
    )
    consent_photos = forms.BooleanField(
        label=wording.PHOTO_CONSENT, required=False, widget=AgreementBox, help_text=_("You need not agree.")
    )

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = _with_empty(country_choices(language))  # type: ignore[attr-defined]
        for name, hints in _HINTS.items():
            if name in self.fields:
                self.fields[name].widget.attrs.update(hints)
        for field in self.fields.values():
            field.error_messages["required"] = gettext("Please fill this in.")

    def clean_consent_list(self) -> str:
        """Who says nothing stays out of the list."""
        return self.cleaned_data["consent_list"] or ListConsent.NONE.value

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that are no consent, in their order."""
        return [field for field in self if field.name not in CONSENTS]

    @property
    def consents(self) -> list[forms.BoundField]:
        """What the person is asked to agree to."""
        return [self[name] for name in CONSENTS]

    @property
    def particulars(self) -> Particulars:
        """What a valid form says."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "email"}
        return Particulars(**said)


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
    """What the form is filled with for someone registered."""
    names = ParticularsForm.base_fields
    said = {name: getattr(participant, name) for name in names if name != "organisation"}
    return {**said, "organisation": str(participant.organisation)}


_HINTS: dict[str, dict[str, str]] = {
    "honorific": {"autocomplete": "honorific-prefix", "list": "honorifics"},
    "name": {"autocomplete": "name"},
    "position": {"autocomplete": "organization-title"},
    "organisation": {"autocomplete": "organization", "list": "organisations"},
    "country": {"autocomplete": "country"},
    "email": {"autocomplete": "email", "inputmode": "email"},
    "sex": {"autocomplete": "sex"},
}
