"""A copy of the database, made before a migration that cannot go back."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder

logger = logging.getLogger(__name__)


def copy_before_no_return(
    sender: Any, *, using: str, plan: list[tuple[Migration, bool]], **_rest: Any
) -> None:
    """Receiver of `pre_migrate`: copy a database that holds something, where a migration of the plan has no way back.

    A SQLite file is copied beside itself, as `<file>.before-<migration>`, readable by its owner only; a copy that is
    there stays. For other databases one line of the log says to make a copy (`pg_dump`).
    """
    final = next((migration for migration, backwards in plan if not backwards and _is_final(migration)), None)
    connection = connections[using]
    if final is None or not MigrationRecorder(connection).applied_migrations():
        return
    if connection.vendor != "sqlite":
        logger.warning("Migration %s cannot be undone. Keep a copy of the database (pg_dump).", final)
        return
    database = str(connection.settings_dict["NAME"])
    if database == ":memory:" or database.startswith("file:"):
        return
    copy = Path(f"{database}.before-{final.name}")
    if not copy.exists():
        _copy(Path(database), copy)
        logger.warning("Migration %s cannot be undone. The database as it was is kept in %s.", final, copy)


def _is_final(migration: Migration) -> bool:
    return not all(operation.reversible for operation in migration.operations)


def _copy(database: Path, copy: Path) -> None:
    """With SQLite's own backup: what the write-ahead log holds is in it. Half a copy never has the name of a whole one."""
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.rename(copy)
