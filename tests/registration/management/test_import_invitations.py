"""`manage.py import_invitations` as a script sees it: exit codes, standard output, standard error, the database after."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from dialogue import preparing
from registration.importing.rows import template_workbook
from registration.models import InvitedOrganisation
from tests.registration import factories

ROOT = Path(__file__).resolve().parents[3]
EVENT = "gms-labour-migration-2020"
HEADINGS = "organisation;kind;country;places;focal point;e-mail;language"
LABOUR = "Ministry of Labour;ministry;VN;3;Trần Minh;minh@molisa.example;"

Run = Callable[..., tuple[int, str, str]]
Dump = Callable[[], list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of this module's commands is."""
    return tmp_path_factory.mktemp("invitations")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """`manage.py` in a process of its own: exit code, standard output, standard error."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    secret = "commands-" + "k7Qp2Lw5Xn0Vb7Ck3Hs9Td1Jf6Gm4Py" * 2
    environment = {**kept, "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "SECRET_KEY": secret}

    def command(*words: str | Path) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    assert command("import_programme", preparing.DEMO_FILE)[0] == 0  # an empty database is migrated
    return command


@pytest.fixture
def dump(folder: Path) -> Dump:
    """The whole database as SQL."""

    def lines() -> list[str]:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
            return list(connection.iterdump())

    return lines


def listed(folder: Path, *rows: str) -> Path:
    """A list in CSV."""
    path = folder / "list.csv"
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8-sig")
    return path


def test_looked_at_imported_and_imported_again(run: Run, dump: Dump, folder: Path) -> None:
    path = listed(folder, LABOUR, "IOM;un agency;;2;;;en")
    before = dump()
    new = "row 2: new: Ministry of Labour\nrow 3: new: IOM\n"
    counts = f"{EVENT}: 2 new, 0 changed, 0 the same"
    assert run("import_invitations", EVENT, path, "--dry-run") == (0, new, f"{counts}; nothing was kept.\n")
    assert dump() == before
    assert run("import_invitations", EVENT, path) == (0, new, f"{counts}.\n")
    before = dump()
    same = "row 2: same: Ministry of Labour\nrow 3: same: IOM\n"
    assert run("import_invitations", EVENT, path) == (0, same, f"{EVENT}: 0 new, 0 changed, 2 the same.\n")
    assert dump() == before
    changed = listed(folder, LABOUR.replace(";3;", ";4;"))
    said = "row 2: changed: Ministry of Labour: places: 3 → 4\n"
    assert run("import_invitations", EVENT, changed) == (0, said, f"{EVENT}: 0 new, 1 changed, 0 the same.\n")


def test_refused(run: Run, dump: Dump, folder: Path) -> None:
    before = dump()
    faulty = listed(folder, LABOUR.replace("VN", "Atlantis").replace(";3;", ";few;"))
    assert run("import_invitations", EVENT, faulty) == (1, "", (
        "row 2, column D: “few” is not a number from 0 to 999.\n"
        "row 2, column C: “Atlantis” is not a country. Write its two letters, such as PH, or its name in English.\n"
    ))  # fmt: skip
    assert run("import_invitations", EVENT)[0] == 2
    assert dump() == before


@pytest.fixture
def said(db: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, at an event: exit code, standard output, standard error."""
    factories.event("here")

    def command(*words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            call_command("import_invitations", *map(str, words))
        printed = capsys.readouterr()
        return int(str(left.value.code)), printed.out, printed.err

    return command


def test_one_row_refuses_all(said: Run, tmp_path: Path) -> None:
    """What the others would do is told when it is only asked."""
    twice = listed(
        tmp_path, "Another;ministry;VN;1;;;", "Labour;ministry;VN;1;;;", "Labour (MOL);ministry;VN;1;;;"
    )
    refused = "row 4: refused: Labour (MOL): is Labour (MOL), as row 3 is. Keep one of the rows.\n"
    assert said("here", twice) == (1, "", refused)
    assert said("here", twice, "--dry-run") == (1, "row 2: new: Another\nrow 3: new: Labour\n", refused)
    (tmp_path / "template.xlsx").write_bytes(template_workbook())
    example = "Invitations!A2: is the example of the template. Delete the row.\n"
    assert said("here", tmp_path / "template.xlsx") == (1, "", example)
    assert not InvitedOrganisation.objects.exists()


def test_no_such_event_no_such_file_a_file_too_large(said: Run, tmp_path: Path) -> None:
    missing, huge = tmp_path / "missing.csv", tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    assert said("nothing", huge) == (1, "", "nothing: there is no such event.\n")
    told = f"{missing}: No such file or directory. Name a file that can be read.\n"
    assert said("here", missing) == (1, "", told)
    told = f"{huge}: 10485761 bytes are too many. A list has at most 10 MB.\n"
    assert said("here", huge) == (1, "", told)
