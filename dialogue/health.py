"""Whether this process can serve. Strangers learn no details."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agenda.pages import public
from agenda.web import method_not_allowed
from dialogue.pulse import last_pulse

logger = logging.getLogger(__name__)

WORKER_STANDS_AFTER = timedelta(minutes=1)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` while the database answers, else 503."""
    return _answer(request, _database_answers)


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 `ok` while the database answers, no migration is pending and the worker moves, else 503."""
    return _answer(request, lambda: _database_answers() and _is_migrated() and _worker_moves())


def _answer(request: HttpRequest, can_serve: Callable[[], bool]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    ok = can_serve()
    response = HttpResponse(
        "ok" if ok else "unavailable", content_type="text/plain", status=200 if ok else 503
    )
    response["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return False
    return True


def _is_migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("the state of the migrations cannot be read")
        return False


def _worker_moves() -> bool:
    pulse = last_pulse()
    return pulse is not None and timezone.now() - pulse < WORKER_STANDS_AFTER
