"""Health: 200 or 503, and nothing else for strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from dialogue import health, pulse

pytestmark = pytest.mark.django_db


def test_healthz(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok", "no-store")
    assert client.post("/healthz").status_code == 405


def test_readyz_needs_a_worker_that_moves(client: Client) -> None:
    cache.delete(pulse.KEY)
    assert client.get("/readyz").status_code == 503
    pulse.beat.call()
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ok")
    cache.set(pulse.KEY, timezone.now() - timedelta(seconds=70), None)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"unavailable")


def test_readyz_needs_every_migration(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse.beat.call()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["one is pending"])
    assert client.get("/readyz").status_code == 503


def test_healthz_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise DatabaseError("secret host is down")

    monkeypatch.setattr(health.connection, "cursor", fail)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"unavailable")
