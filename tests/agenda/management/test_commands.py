"""The commands as a script sees them: exit codes, standard output, standard error, and the database after."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dialogue import preparing

ROOT = Path(__file__).resolve().parents[3]
EVENT = "gms-labour-migration-2020"

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Dump = Callable[[], list[str]]


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "SECRET_KEY": "commands-" + "k7Qp2Lw5Xn0Vb7Ck3Hs9Td1Jf6Gm4Py" * 2,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of this module's commands is."""
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """`manage.py` in a process of its own, with a database of its own."""

    def command(*words: str | Path, folder: Path = folder) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=_environment(folder),
            capture_output=True,
            check=False,
            timeout=120,
        )

    done = command("import_programme", preparing.DEMO_FILE, "--publish")  # an empty database is migrated
    assert done.returncode == 0, done.stderr
    return command


@pytest.fixture(scope="module")
def dump(run: Run, folder: Path) -> Dump:
    """The whole database as SQL."""

    def lines() -> list[str]:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
            return list(connection.iterdump())

    return lines


def test_second_import_changes_nothing(run: Run, dump: Dump) -> None:
    before = dump()
    done = run("import_programme", preparing.DEMO_FILE, "--publish")
    assert done.returncode == 0
    assert b"nothing changed" in done.stderr
    assert done.stdout == b""
    assert dump() == before


def test_a_dry_run_says_what_it_would_do_and_keeps_nothing(run: Run, dump: Dump, tmp_path: Path) -> None:
    seed = json.loads(preparing.DEMO_FILE.read_bytes())
    (tmp_path / "moved.json").write_bytes(_broken(seed, title="Another title"))
    before = dump()
    done = run("import_programme", tmp_path / "moved.json", "--publish", "--dry-run")
    assert (done.returncode, done.stderr) == (0, f"{EVENT}: draft would change.\n".encode())
    assert dump() == before


def test_conflicts_of_the_draft_refuse_the_import_that_was_to_publish_it(
    run: Run, dump: Dump, tmp_path: Path
) -> None:
    seed = json.loads(preparing.DEMO_FILE.read_bytes())
    (tmp_path / "late.json").write_bytes(_broken(seed, end="2020-09-08T14:30:00+08:00"))
    before = dump()
    for more in ((), ("--dry-run",)):
        done = run("import_programme", tmp_path / "late.json", "--publish", *more)
        assert done.returncode == 1
        assert b"lies outside" in done.stderr
    assert dump() == before


def test_stamps_count_for_nothing_once_published(run: Run, dump: Dump, tmp_path: Path) -> None:
    seed = json.loads(preparing.DEMO_FILE.read_bytes())
    (tmp_path / "odd.json").write_bytes(
        json.dumps({**seed, "version": "x", "dropped": "no", "label": 5}).encode()
    )
    before = dump()
    assert run("import_programme", tmp_path / "odd.json").returncode == 0
    assert dump() == before


def test_export_into_an_empty_database_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    exported = run("export_programme", EVENT)
    assert (exported.returncode, exported.stderr) == (0, b"")
    assert json.loads(exported.stdout)["version"] == 0
    (tmp_path / "agenda.json").write_bytes(exported.stdout)
    assert run("import_programme", tmp_path / "agenda.json", folder=tmp_path).returncode == 0
    assert run("export_programme", EVENT, folder=tmp_path).stdout == exported.stdout


def test_export_of_a_version(run: Run) -> None:
    assert json.loads(run("export_programme", EVENT, "--version", "1").stdout)["version"] == 1
    for words in (("nothing",), (EVENT, "--version", "9")):
        done = run("export_programme", *words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, b"", 1)


def test_publish_says_what_it_did(run: Run) -> None:
    assert run("publish", "nothing").returncode == 1
    assert run("publish", EVENT, "--label", "wrong").returncode == 2
    same = run("publish", EVENT)
    assert (same.returncode, b"nothing changed" in same.stdout) == (0, True)


def test_wrong_usage(run: Run) -> None:
    for words in (("import_programme",), ("export_programme",), ("publish",), ("outbox", "--nothing")):
        assert run(*words).returncode == 2


def _broken(seed: dict[str, Any], **changes: Any) -> bytes:
    session = {**seed["sessions"][3], **changes}
    return json.dumps({**seed, "sessions": [*seed["sessions"][:3], session, *seed["sessions"][4:]]}).encode()


def _refused_files() -> dict[str, tuple[bytes, str]]:
    raw = preparing.DEMO_FILE.read_bytes()
    seed = json.loads(raw)
    paris = {**seed, "event": {**seed["event"], "timezone": "Europe/Paris", "cities": []}}
    return {
        "end before start": (_broken(seed, end="2020-09-08T14:00:00+08:00"), "sessions[3].end: "),
        "unknown person": (
            _broken(seed, people=[{"person": "nobody", "role": "chair"}]),
            "sessions[3].people[0].person: ",
        ),
        "unknown zone": (
            json.dumps({**seed, "event": {**seed["event"], "timezone": "Mars/Base"}}).encode(),
            "event.timezone: ",
        ),
        "missing hour": (
            _broken(paris, start="2020-03-29T02:30", end="2020-03-29T04:00:00+02:00", segments=[]),
            "sessions[3].start: ",
        ),
        "doubled hour": (
            _broken(paris, start="2020-10-25T02:30", end="2020-10-25T04:00:00+01:00", segments=[]),
            "sessions[3].start: ",
        ),
        "unknown key": (_broken(seed, titel="x"), "titel"),
        "broken JSON": (raw[:-20], "line "),
        "wrong encoding": ("é".join(["{", "}"]).encode("utf-16"), "UTF-8"),
        "10 000 levels deep": (b"[" * 10_000 + b"]" * 10_000, "deep"),
        "not an object": (b"[1]", "object"),
        "empty": (b"", "line"),
    }


@pytest.mark.parametrize("fault", list(_refused_files()))
def test_a_bad_file_is_refused_whole(run: Run, dump: Dump, tmp_path: Path, fault: str) -> None:
    raw, wanted = _refused_files()[fault]
    path = tmp_path / "bad.json"
    path.write_bytes(raw)
    before = dump()
    done = run("import_programme", path, "--publish")
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (1, b"")
    assert wanted in lines[0]
    assert all(len(line) <= 600 for line in lines)
    assert "Traceback" not in done.stderr.decode()
    assert dump() == before


def test_50_megabytes_are_refused_unread(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    done = run("import_programme", path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert b"10 MB" in done.stderr


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        done = run("import_programme", path)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_wrong_setting_is_one_line(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "mysql://x"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("DATABASE_URL: ")
    assert len(done.stderr.splitlines()) == 1


def test_outbox_is_empty_at_first(run: Run) -> None:
    done = run("outbox", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
