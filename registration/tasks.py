"""The clock: `tick`, once a minute, asks each room what is due. A task only says "look"; the rows decide."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from registration import calendars, letters, privacy
from registration.calendars import mail_round, read_mailbox
from registration.letters import deliver_message
from registration.privacy import forget_due

__all__ = ["deliver_message", "forget_due", "mail_round", "read_mailbox", "tick"]
"""The tasks too: rows queued before this release name them here."""

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
    letters.release_expired(moment)
    keys = list(letters.announce_due(moment))
    for key in keys:
        deliver_message.enqueue(key)
    _tick_calendars(moment)
    _tick_privacy(moment)
    return len(keys)


def _tick_calendars(moment: datetime) -> None:
    """Rounds that were not made, and now and then the mailbox of answers; of several servers one asks."""
    for event_pk in calendars.behind(moment):
        if cache.add(f"calendar-round-{event_pk}", True, ROUND_SECONDS):
            mail_round.enqueue(event_pk)
    if settings.REPLIES is not None and cache.add("replies-read", True, REPLIES_SECONDS):
        read_mailbox.enqueue()


def _tick_privacy(moment: datetime) -> None:
    """The last letters of the erased go once they are sent; once a day, events whose date has come."""
    privacy.forget_sent()
    if cache.add(f"forgetting-{moment:%Y-%m-%d}", True, FORGETTING_SECONDS):
        forget_due.enqueue()
