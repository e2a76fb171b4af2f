"""A database of the release before the rooms moved: it migrates, nothing in it is lost, its links open, its tasks run.

`tests/golden/database-before-the-house.sql.gz` was filled by `manage.py demo` and by what the journeys do; the JSON beside
it says what was there. What a migration renames is written into the tables below; nothing else may differ.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
BEFORE: dict[str, Any] = json.loads((GOLDEN / "database-before-the-house.json").read_text())

RENAMED: dict[str, str] = {
    "registration_instrument": "registration_invitationletter",
    "registration_registrationdesk": "registration_registrationsettings",
}
"""Tables: the name before, the name now. A model's name is what follows the first `_`."""
RENAMED_COLUMNS: dict[tuple[str, str], str] = {
    ("agenda_event", "floor"): "import_baseline",
    ("agenda_redaction", "person"): "programme_person_id",
    ("registration_invitedorganisation", "generation"): "link_version",
    ("registration_invitedorganisation", "instrument_id"): "invitation_letter_id",
    ("registration_message", "generation"): "link_version",
    ("registration_participant", "alarm"): "reminder_minutes",
    ("registration_participant", "feed_generation"): "feed_version",
    ("registration_participant", "generation"): "link_version",
    ("registration_participant", "over_quota"): "over_quota_reason",
    ("registration_participant", "person"): "programme_person_id",
    ("registration_participant", "vouched"): "endorsed",
}
"""Columns: the table and the column before, the column now."""
RENAMED_VERBS: dict[tuple[str, bool], str] = {
    ("answer", False): "answer questions",
    ("answer", True): "calendar reply",
    ("appear", False): "link to speaker",
    ("let go", False): "send",
    ("throw away", False): "discard",
}
"""Verbs of audit entries: the verb before, whether the entry names a calendar entry, the verb now."""
CHANGED: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
    ("registration_auditentry", "verb"): lambda row: verb_now(row["verb"], row["details"]),
}
"""Values that a migration changes: the table and the column before, and what stands there now for a row of before."""
ADDED_TO = {"django_migrations", "auth_permission", "django_content_type"}
"""Tables that a migration may add rows to."""
NOT_COMPARED = {"django_session", "shared_cache"}


def verb_now(verb: str, details: str) -> str:
    """The verb of an audit entry after the migration."""
    return RENAMED_VERBS.get((verb, "entry" in json.loads(details)), verb)


class Site(NamedTuple):
    """A database in a file, and commands that work on it as on a server."""

    database: Path

    def run(self, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """A Python program in a process of its own."""
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SECRET_KEY") if name in os.environ
        }
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**kept, "DATABASE_URL": f"sqlite:///{self.database}", **more},
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def manage(self, *words: str, **more: str) -> str:
        """What a command of `manage.py` prints; it must succeed."""
        done = self.run("manage.py", *words, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query, by the names of their columns."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        kept = sorted(row["name"] for row in names if row["name"] not in NOT_COMPARED)
        return {name: self.rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in kept}


def loaded(file: Path) -> Site:
    """The database as it was."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            gzip.decompress((GOLDEN / "database-before-the-house.sql.gz").read_bytes()).decode()
        )
    return Site(file)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return loaded(tmp_path_factory.mktemp("before") / "db.sqlite3")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Migrated. Tests only read it."""
    made = loaded(tmp_path_factory.mktemp("upgraded") / "db.sqlite3")
    made.manage("migrate", "--no-input")
    return made


@pytest.fixture(scope="module")
def answers(site: Site) -> dict[str, tuple[int, str]]:
    """What each address answers: status, and heading of a page or text of a file."""
    paths = [*BEFORE["links"], *BEFORE["review"], *BEFORE["feeds"], *BEFORE["files"]]
    done = site.run("-m", "tests.dialogue.open_links", given=json.dumps(paths))
    assert done.returncode == 0, done.stderr
    return {path: (status, text) for path, (status, text) in json.loads(done.stdout).items()}


def table_now(table: str) -> str:
    return RENAMED.get(table, table)


def model_now(app: str, model: str) -> str:
    return RENAMED.get(f"{app}_{model}", f"{app}_{model}").partition("_")[2]


def test_the_dump_is_what_is_told_of_it(before: Site) -> None:
    assert before.tables() == BEFORE["rows"]


def test_all_is_migrated_and_fits_the_models(site: Site) -> None:
    site.manage("migrate", "--check")
    site.manage("check")


def test_no_row_is_lost_and_none_is_new(site: Site) -> None:
    now = site.tables()
    expected = {table_now(table): count for table, count in BEFORE["rows"].items()}
    found = {table: now.get(table) for table in expected}
    for table in ADDED_TO:
        assert (found.pop(table) or 0) >= expected.pop(table), table
    assert found == expected
    assert {table: count for table, count in now.items() if count and table not in found} == {
        table: now[table] for table in sorted(ADDED_TO)
    }


def test_every_value_is_what_it_was(before: Site, site: Site) -> None:
    for table in sorted(BEFORE["rows"].keys() - ADDED_TO):
        old = before.rows(f'SELECT * FROM "{table}" ORDER BY 1')
        new = site.rows(f'SELECT * FROM "{table_now(table)}" ORDER BY 1')
        for row, now in zip(old, new, strict=True):
            names = {name: RENAMED_COLUMNS.get((table, name), name) for name in row}
            values = {
                name: CHANGED[table, name](row) if (table, name) in CHANGED else row[name] for name in row
            }
            assert {name: now.get(names[name], "no such column") for name in row} == values, table


def test_states_and_numbers_on_waiting_lists(site: Site) -> None:
    rows = site.rows(
        "SELECT slug, email, state, waiting_number FROM registration_participant p JOIN agenda_event e ON e.id = event_id"
    )
    found = {f"{row['slug']} {row['email']}": [row["state"], row["waiting_number"]] for row in rows}
    assert found == BEFORE["states"]
    assert Counter(state for state, _number in found.values()).keys() >= {
        "invited", "nominated", "confirmed", "waiting", "declined", "withdrawn", "replaced", "refused",
    }  # fmt: skip


def test_verbs_of_the_audit_trail(before: Site, site: Site) -> None:
    old = before.rows("SELECT verb, details FROM registration_auditentry")
    assert Counter(row["verb"] for row in old) == BEFORE["verbs"]
    kinds = {"entry" in json.loads(row["details"]) for row in old if row["verb"] == "answer"}
    assert kinds == {True, False}
    now = Counter(row["verb"] for row in site.rows("SELECT verb FROM registration_auditentry"))
    assert now == Counter(verb_now(row["verb"], row["details"]) for row in old)


@pytest.mark.parametrize("holders", ["auth_group_permissions", "auth_user_user_permissions"])
def test_permissions_that_were_given(before: Site, site: Site, holders: str) -> None:
    """Of groups and of accounts, under the models' names of now."""
    query = f"SELECT h.{holders.split('_')[1]}_id AS holder, app_label, model, codename FROM {holders} h \
        JOIN auth_permission p ON p.id = permission_id JOIN django_content_type c ON c.id = content_type_id"
    expected = set()
    for row in before.rows(query):
        verb, _line, model = row["codename"].partition("_")
        name = model_now(row["app_label"], row["model"])
        assert model == row["model"]
        expected.add((row["holder"], row["app_label"], name, f"{verb}_{name}"))
    assert {tuple(row.values()) for row in site.rows(query)} == expected


def test_the_log_of_the_secretariat_names_the_models_of_now(before: Site, site: Site) -> None:
    query = "SELECT l.id, app_label, model FROM django_admin_log l JOIN django_content_type c ON c.id = content_type_id"
    expected = [(row["id"], model_now(row["app_label"], row["model"])) for row in before.rows(query)]
    assert sorted((row["id"], row["model"]) for row in site.rows(query)) == sorted(expected)
    assert {"instrument", "registrationdesk"} <= {row["model"] for row in before.rows(query)}


def test_every_link_in_a_letter_opens(answers: dict[str, tuple[int, str]]) -> None:
    expected = {path: tuple(answer) for path, answer in (BEFORE["links"] | BEFORE["review"]).items()}
    assert {path: answers[path] for path in expected} == expected
    assert Counter(status for status, _heading in expected.values()).keys() == {200, 302, 404, 410}


def test_every_personal_calendar_opens(answers: dict[str, tuple[int, str]]) -> None:
    found = {path: answers[path] for path in BEFORE["feeds"]}
    assert {path: status for path, (status, _text) in found.items()} == BEFORE["feeds"]
    for status, text in found.values():
        assert text.startswith("BEGIN:VCALENDAR\r\n") == (status == 200)


def test_the_published_files_have_the_same_bytes(answers: dict[str, tuple[int, str]]) -> None:
    assert {path: answers[path] for path in BEFORE["files"]} == {
        path: (200, text) for path, text in BEFORE["files"].items()
    }


def test_queued_tasks_run(site: Site, tmp_path: Path) -> None:
    """Their rows hold the dotted names of the release before; a worker of this one does them."""
    shutil.copy(site.database, tmp_path / "db.sqlite3")
    worked, mail = Site(tmp_path / "db.sqlite3"), tmp_path / "mail"
    query = "SELECT task_path, status FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at, id"
    queued = [row["task_path"] for row in worked.rows(query)]
    assert {row["status"] for row in worked.rows(query)} == {"READY"}
    assert {path.rpartition(".")[2] for path in queued} >= {
        "deliver_message", "mail_round", "read_mailbox", "forget_due",
    }  # fmt: skip
    said = worked.manage(
        "db_worker",
        "--batch",
        "--no-startup-delay",
        "--no-reload",
        "--interval",
        "0",
        EMAIL_URL=f"file://{mail}",
    )
    found = worked.rows(query)
    assert {row["status"] for row in found[: len(queued)]} == {"SUCCESSFUL"}, (found, said)
    assert "FAILED" not in {row["status"] for row in found}
    states = "SELECT count(*) AS n FROM registration_message WHERE state = '%s'"
    assert worked.rows(states % "sent")[0]["n"] > site.rows(states % "sent")[0]["n"]
    assert len(list(mail.glob("*.eml"))) >= 1
