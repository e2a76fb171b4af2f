"""Background work: a task only says "look"; the outbox row decides."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from registration import delivery


@task()
def deliver_message(message_pk: int) -> None:
    """Send the letter, if it is due and nobody else does."""
    delivery.deliver(message_pk, timezone.now())


def tick(moment: datetime) -> int:
    """Once a minute: expired leases go back, what is due is queued. How many letters workers were told of.

    django-tasks has no clock and no retries, and a killed worker's task stays running: this is both.
    """
    delivery.release_expired(moment)
    keys = list(delivery.announce_due(moment))
    for key in keys:
        deliver_message.enqueue(key)
    return len(keys)
