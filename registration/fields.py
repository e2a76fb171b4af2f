"""Form fields that refuse what a letter or a log could trip over."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registration.matching import one_line, same_email

NOT_AGREED = {"", "0", "false", "no", "none", "off"}


def agreed(value: Any) -> bool:
    """Whether what was sent is an agreement: absent, `no`, `false` and the like are none."""
    return str(value or "").strip().lower() not in NOT_AGREED


class AgreementBox(forms.CheckboxInput):
    """A tick box that sends `yes`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=agreed)

    def format_value(self, value: Any) -> str:
        """The value that a ticked box sends."""
        return "yes"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        """Whether the person agreed."""
        return agreed(data.get(name))


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
        """Validate first, then make white space single, so that a line break is refused and not corrected."""
        return one_line(super().clean(value))


class AddressField(forms.EmailField):
    """An e-mail address that a mail server can take."""

    default_validators = [*forms.EmailField.default_validators, refuse_unprintable]

    def clean(self, value: Any) -> str:
        """Refuse also a domain that has no form in ASCII (IDNA)."""
        email: str = super().clean(value)
        try:
            same_email(email)
        except ValueError:
            raise ValidationError(_("Enter a valid email address."), code="invalid") from None
        return email
