"""Parts that fields of models share: names of addresses, choices, texts as strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from agenda.programme import clocks

IDENTIFIER = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z",
    _(
        "Use letters, digits, dots, hyphens and underscores only, beginning with a letter or digit, at most 64."
    ),
)
SLUG = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\Z",
    _("Use small letters, digits and hyphens only, at most 64, with a letter or digit at both ends."),
)


def choices(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices whose words are made of the value: `co-chair` is shown as "Co-chair"."""
    return [(value, value.replace("-", " ").capitalize()) for value in values]


def only(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """A constraint that `field` holds one of `values`."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


def validate_zone(value: str) -> None:
    """Raise a ValidationError unless `value` is an exact IANA zone name."""
    if not clocks.is_zone(value):
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write the name of one, such as Asia/Manila."),
            params={"zone": value},
        )


def words(text: Any, language: str = "en") -> str:
    """The string of an i18n field's value in `language`, else in its first language; '' for none."""
    strings = strings_of(text, language)
    return strings.get(language) or next(iter(strings.values()), "")


def strings_of(text: Any, language: str = "en") -> dict[str, str]:
    """Language code to string of an i18n field's value; a plain string counts as being in `language`."""
    if isinstance(text, LazyI18nString):
        text = text.data
    if isinstance(text, dict):
        return {code: string for code, string in text.items() if string}
    return {language: str(text)} if text else {}
