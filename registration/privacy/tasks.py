"""The background task that erases the personal data of events whose date has passed."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from registration.privacy import retention


@task()
def forget_due() -> None:
    """Announce and erase the events whose retention date is near or past."""
    retention.erase_due(timezone.now())
