"""The background task that delivers a letter: it only says "look"; the outbox row decides."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from registration.letters import delivery


@task()
def deliver_message(message_pk: int) -> None:
    """Send the letter, if it is due and nobody else does."""
    delivery.deliver(message_pk, timezone.now())
