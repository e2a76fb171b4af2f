"""How often the form may be sent."""

from datetime import UTC, datetime, timedelta

from registration.links.rate_limits import LIMITS, too_often

MOMENT = datetime(2026, 11, 2, 3, 15, tzinfo=UTC)


def test_the_limit_and_the_wait() -> None:
    most = LIMITS["email"].most
    assert [too_often(MOMENT, email="a") for _ in range(most + 1)] == [0] * most + [45 * 60]
    assert too_often(MOMENT, email="b") == 0
    assert too_often(MOMENT + timedelta(minutes=45), email="a") == 0


def test_the_longest_wait_counts() -> None:
    for _ in range(LIMITS["email"].most):
        too_often(MOMENT, email="a")
    assert too_often(MOMENT, email="a", sender="127.0.0.1") == 45 * 60


def test_works_on_the_database_cache(settings, db) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    }
    most = LIMITS["email"].most
    assert [too_often(MOMENT, email="a") for _ in range(most + 1)] == [0] * most + [45 * 60]
