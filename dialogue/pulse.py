"""The worker's pulse: the moment a task last ran, kept in the cache that processes share."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

KEY = "worker:pulse"


def last_pulse() -> datetime | None:
    """When the worker last ran a task (aware), or None."""
    found = cache.get(KEY)
    return found if isinstance(found, datetime) else None


@task(priority=100)  # before any letter, so that only a standing worker lets it wait
def beat() -> None:
    """Run by the worker: note that it moves."""
    cache.set(KEY, timezone.now(), None)
