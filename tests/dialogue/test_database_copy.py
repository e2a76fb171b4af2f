"""dialogue/database_copy.py: before a migration without a way back the database is copied, once, and only then."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from django.db.migrations import Migration, RunPython, RunSQL

from dialogue.database_copy import copy_before_no_return


def migration(*, reversible: bool) -> Migration:
    made = Migration("0042_words", "registration")
    made.operations = [
        RunPython(RunPython.noop, RunPython.noop),
        *([] if reversible else [RunSQL("SELECT 1")]),
    ]
    return made


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    """A SQLite file with one row and one migration applied, as the connection `copied`."""
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('here')")
        connection.execute("CREATE TABLE django_migrations (id INTEGER, app TEXT, name TEXT, applied TEXT)")
        connection.execute("INSERT INTO django_migrations VALUES (1, 'agenda', '0001_initial', '2026-01-01')")
    settings = {**connections.databases["default"], "ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    monkeypatch.setitem(connections.databases, "copied", {**settings, "OPTIONS": {}})
    yield path
    connections["copied"].close()
    del connections["copied"]


def run(*plan: tuple[Migration, bool]) -> None:
    copy_before_no_return(None, using="copied", plan=list(plan))


@pytest.fixture(autouse=True)
def _reachable(django_db_blocker):
    """The file is none of the tests' databases."""
    with django_db_blocker.unblock():
        yield


def copies(database: Path) -> list[str]:
    return sorted(path.name for path in database.parent.glob("db.sqlite3.*") if ".before-" in path.name)


def test_a_copy_is_made_once(database) -> None:
    run((migration(reversible=True), False), (migration(reversible=False), False))
    (name,) = copies(database)
    assert name == "db.sqlite3.before-0042_words"
    copy = database.parent / name
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("here",)]
    copy.write_bytes(b"what stands there stays")
    run((migration(reversible=False), False))
    assert copy.read_bytes() == b"what stands there stays"


@pytest.mark.parametrize("plan", [
    [], [(migration(reversible=True), False)], [(migration(reversible=False), True)],
], ids=["nothing to do", "a way back", "backwards"])  # fmt: skip
def test_no_copy(database, plan) -> None:
    run(*plan)
    assert copies(database) == []


def test_no_copy_of_an_empty_database(database) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM django_migrations")
    run((migration(reversible=False), False))
    assert copies(database) == []


def test_half_a_copy_is_begun_again(database) -> None:
    (database.parent / "db.sqlite3.before-0042_words.part").write_bytes(b"half")
    run((migration(reversible=False), False))
    assert copies(database) == ["db.sqlite3.before-0042_words"]
