"""The background tasks of calendars: a round of calendar mail, and the mailbox of replies."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def mail_round(event_pk: int) -> None:
    """Bring the calendars of the event's participants up to date."""
    from registration.calendars import mail as calendar_mail  # noqa: PLC0415 - it queues its letters through this module

    calendar_mail.bring_round(event_pk, timezone.now())


@task()
def read_mailbox() -> None:
    """Read the answers that have come."""
    from registration.calendars import mailbox  # noqa: PLC0415 - as above

    mailbox.read_new(timezone.now())
