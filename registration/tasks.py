"""Background work: a task only says "look"; the outbox row decides."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from registration.calendars.tasks import mail_round, read_mailbox
from registration.letters import delivery
from registration.letters.tasks import deliver_message
from registration.privacy.tasks import forget_due

REPLIES_SECONDS = 180
"""Between two looks into the mailbox of answers."""
ROUND_SECONDS = 300
"""How long a worker that was told of a round may be silent before it is told again."""
FORGETTING_SECONDS = 24 * 3600
"""Between two looks for events whose date has passed."""


def tick(moment: datetime) -> int:
    """Once a minute: expired leases go back, what is due is queued. How many letters workers were told of.

    django-tasks has no clock and no retries, and a killed worker's task stays running: this is both.
    """
    delivery.release_expired(moment)
    keys = list(delivery.announce_due(moment))
    for key in keys:
        deliver_message.enqueue(key)
    _tick_calendars(moment)
    _tick_forgetting(moment)
    return len(keys)


def _tick_calendars(moment: datetime) -> None:
    """Rounds that were not made, and now and then the mailbox of answers; of several servers one asks."""
    from registration.calendars import mail as calendar_mail  # noqa: PLC0415 - as above

    for event_pk in calendar_mail.behind(moment):
        if cache.add(f"calendar-round-{event_pk}", True, ROUND_SECONDS):
            mail_round.enqueue(event_pk)
    if settings.REPLIES is not None and cache.add("replies-read", True, REPLIES_SECONDS):
        read_mailbox.enqueue()


def _tick_forgetting(moment: datetime) -> None:
    """The last letters of the erased go once they are sent; once a day, events whose date has come."""
    from registration import privacy as forgetting  # noqa: PLC0415 - as above

    forgetting.forget_sent()
    if cache.add(f"forgetting-{moment:%Y-%m-%d}", True, FORGETTING_SECONDS):
        forget_due.enqueue()
