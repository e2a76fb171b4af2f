"""What the tests of registration share: counters that begin at nothing, letters that stay in the outbox."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def quiet(settings) -> None:
    """Tasks run at once, mail stays here, and no test is throttled by the one before."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
