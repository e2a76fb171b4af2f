"""The limits of the length of a session or a segment."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 14 * 24 * 60
"""Minutes: no session or segment is longer than two weeks."""


def checked_minutes(minutes: int | None) -> int | None:
    """A length from one minute to two weeks."""
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise ValidationError(_("Write a length from 1 minute to %d.") % LONGEST)
    return minutes
