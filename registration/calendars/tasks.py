"""The background tasks of calendars: a round of calendar mail, and the mailbox of replies."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from registration.calendars import mail, mailbox


@task()
def mail_round(event_pk: int) -> None:
    """Bring the calendars of the event's participants up to date."""
    mail.bring_round(event_pk, timezone.now())


@task()
def read_mailbox() -> None:
    """Read the replies that have come."""
    mailbox.read_new(timezone.now())
