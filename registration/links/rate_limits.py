"""Rate limits of the form and of guessed links: by address, sender, event, counted in the shared cache.

Never by sender alone: a ministry of three hundred people is one IP address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.utils.crypto import salted_hmac


class Limit(NamedTuple):
    """At most `most` in `period`."""

    most: int
    period: timedelta


LIMITS = {
    "email": Limit(6, timedelta(hours=1)),
    "sender": Limit(300, timedelta(hours=1)),
    "event": Limit(3000, timedelta(hours=1)),
    "link": Limit(60, timedelta(hours=1)),
    "account": Limit(300, timedelta(hours=1)),
    "guess": Limit(120, timedelta(hours=1)),
    "guesses": Limit(2000, timedelta(minutes=10)),
}


def too_often(moment: datetime, **subjects: str) -> int:
    """Count one more for each subject (`email=…`, `sender=…`); seconds to wait when one has had too many, else 0.

    Neither the address nor the sender is kept readable.
    """
    return max((_wait(moment, kind, subject, LIMITS[kind]) for kind, subject in subjects.items()), default=0)


def _wait(moment: datetime, kind: str, subject: str, limit: Limit) -> int:
    seconds = int(limit.period.total_seconds())
    period, elapsed = divmod(int(moment.timestamp()), seconds)
    digest = salted_hmac("registration.throttle", f"{kind}:{subject}", algorithm="sha256").hexdigest()[:32]
    key = f"throttle:{kind}:{period}:{digest}"
    return seconds - elapsed if _count(key, seconds) > limit.most else 0


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        count = cache.incr(key)
    except ValueError:  # dropped between the two
        return 1
    cache.touch(key, seconds)  # the database's incr would keep it five minutes only
    return count
