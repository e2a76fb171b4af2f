"""The background task that erases the personal data of events whose date has passed."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def forget_due() -> None:
    """Announce and forget the events whose retention date is near or past."""
    from registration import privacy as forgetting  # noqa: PLC0415 - as above

    forgetting.forget_due(timezone.now())
