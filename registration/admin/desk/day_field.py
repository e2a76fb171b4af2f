"""Days as staff write them: a date field that never guesses which number is the month."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_IN_WORDS = re.compile(r"([0-9]{1,2}) +([A-Za-z]{3,9})\.? +([0-9]{4})")


class DayField(forms.DateField):
    """A date as `<input type="date">` sends it (ISO 8601), or with its month in English words, `8 Sept 2020`.

    `03/04/2026` is two dates, and refused.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], localize=False, **options)

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError, also for one that no month has."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        try:
            found = _read(str(value).strip())
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(_("Write the date as 2026-04-03."), code="invalid")
        return found


def _read(written: str) -> date | None:
    if iso := _ISO.fullmatch(written):
        return date(*map(int, iso.groups()))
    words = _IN_WORDS.fullmatch(written)
    if words is None:
        return None
    day, month, year = words.groups()
    found = [number for number in range(1, 13) if month_name[number].lower().startswith(month.lower())]
    return date(int(year), found[0], int(day)) if len(found) == 1 else None
