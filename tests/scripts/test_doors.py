"""Which imports the doors of rooms let pass, on small trees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts import doors
from tests.scripts.tree import write_tree

LETTERS = {
    "registration/letters/__init__.py": (
        "from registration.letters import wording\nfrom registration.letters.outbox import queue\n"
        '__all__ = ["queue", "wording"]\n'
    ),
    "registration/letters/outbox.py": "def queue(): ...\ndef secret(): ...",
    "registration/letters/wording.py": "x = 1",
    "registration/letters/delivery.py": "from registration.letters.outbox import secret",
}
DESK = {
    "agenda/admin/__init__.py": "",
    "agenda/admin/desk/__init__.py": "from agenda.admin.desk.pages import PAGES\n__all__ = ['PAGES']",
    "agenda/admin/desk/pages.py": "PAGES = []",
    "agenda/admin/board/__init__.py": '"""The board."""',
    "agenda/admin/board/views.py": "x = 1",
}


def complaints(root: Path, capsys: pytest.CaptureFixture[str], files: Mapping[str, str]) -> list[str]:
    """The lines that the command prints about this tree; its exit status is checked."""
    status = doors.main([], write_tree(root, files))
    lines = capsys.readouterr().err.splitlines()
    assert status == bool(lines)
    return lines


@pytest.mark.parametrize(
    "importing",
    [
        "from registration.letters import queue",
        "from registration.letters import wording\nwording.anything()",
        "from registration.letters import *",
        "from .letters import queue as put",
        "from registration import letters\nletters.queue()",
        "import registration.letters\nregistration.letters.queue()",
        "import registration.letters as post\npost.wording",
        "from registration import letters\ndef f(letters):\n    return letters.secret",
        'include("registration.letters.outbox")',
        "import json.decoder\nfrom django.db import models",
        "from registration import other",
    ],
)  # fmt: skip
def test_what_stands_in_the_door_may_be_taken(tmp_path, capsys, importing) -> None:
    files = {**LETTERS, "registration/tasks.py": importing, "registration/other.py": ""}
    assert complaints(tmp_path, capsys, files) == []


@pytest.mark.parametrize(
    ("importing", "what", "advice"),
    [
        ("from registration.letters.outbox import queue", "outbox.queue", "take it from registration.letters"),
        ("import registration.letters.wording", "wording", "take it from registration.letters"),
        ("from registration.letters.wording import x", "wording.x", "take it from registration.letters"),
        ("from registration.letters import outbox", "outbox", "registration.letters.__all__ does not name it"),
        ("from registration.letters import gone", "gone", "registration.letters.__all__ does not name it"),
        ("from registration.letters import queue, outbox", "outbox", "registration.letters.__all__ does not name it"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "def f():\n    {}", "if TYPE_CHECKING:\n    {}"])
@pytest.mark.parametrize("place", ["registration/tasks.py", "scripts/x.py", "registration/calendars/mail.py"])
def test_what_stands_behind_the_door_may_not(tmp_path, capsys, place, frame, importing, what, advice) -> None:
    line = 1 + frame.count("\n")
    assert complaints(tmp_path, capsys, {**LETTERS, place: frame.format(importing)}) == [
        f"{place}:{line}: imports registration.letters.{what} past the door of registration.letters; {advice}"
    ]


@pytest.mark.parametrize(
    "reading",
    [
        "from registration import letters\nletters.outbox.secret()",
        "import registration.letters\nregistration.letters.outbox",
        "import registration.letters as post\npost.outbox",
    ],
)
def test_a_room_imported_whole_shows_only_its_door(tmp_path, capsys, reading) -> None:
    assert complaints(tmp_path, capsys, {**LETTERS, "registration/tasks.py": reading}) == [
        "registration/tasks.py:2: imports registration.letters.outbox past the door of registration.letters;"
        " registration.letters.__all__ does not name it"
    ]


def test_a_relative_import_past_a_door(tmp_path, capsys) -> None:
    files = {**LETTERS, "registration/calendars/mail.py": "from ..letters.outbox import queue"}
    assert complaints(tmp_path, capsys, files) == [
        "registration/calendars/mail.py:1: imports registration.letters.outbox.queue past the door of"
        " registration.letters; take it from registration.letters"
    ]


@pytest.mark.parametrize(
    "place", ["agenda/admin/board/views.py", "agenda/admin/urls.py", "registration/tasks.py"]
)
def test_a_room_in_a_room_has_a_door_of_its_own(tmp_path, capsys, place) -> None:
    assert complaints(tmp_path, capsys, {**DESK, place: "from agenda.admin.desk import PAGES"}) == []
    assert complaints(tmp_path, capsys, {**DESK, place: "from agenda.admin import desk\ndesk.PAGES"}) == []
    past = {**DESK, place: "from agenda.admin.desk.pages import PAGES"}
    assert complaints(tmp_path, capsys, past) == [
        f"{place}:1: imports agenda.admin.desk.pages.PAGES past the door of agenda.admin.desk;"
        " take it from agenda.admin.desk"
    ]


def test_the_file_formats_are_rooms_in_a_room(tmp_path, capsys) -> None:
    files = {
        "agenda/exchange/__init__.py": '"""Formats."""',
        "agenda/exchange/faults.py": "class Fault: ...",
        "agenda/exchange/json/__init__.py": "from .reading import read\n__all__ = ['read']",
        "agenda/exchange/json/reading.py": "from agenda.exchange.faults import Fault\ndef read(): ...",
        "agenda/exchange/xlsx/__init__.py": "from agenda.exchange.json.reading import read",
        "agenda/versions/all_versions.py": "from agenda.exchange.json import read\nfrom agenda.exchange.faults import Fault",
    }
    assert complaints(tmp_path, capsys, files) == [
        "agenda/exchange/xlsx/__init__.py:1: imports agenda.exchange.json.reading.read past the door of"
        " agenda.exchange.json; take it from agenda.exchange.json",
        "agenda/versions/all_versions.py:2: imports agenda.exchange.faults.Fault past the door of agenda.exchange;"
        " take it from agenda.exchange",
    ]


def test_migrations_may_take_anything_and_dialogue_has_no_rooms(tmp_path, capsys) -> None:
    past = "from registration.letters.outbox import secret"
    files = {
        **LETTERS,
        "registration/migrations/0002_more.py": past,
        "registration/management/commands/outbox.py": "from registration.management.commands.forget import x",
        "registration/management/commands/forget.py": "x = 1",
        "dialogue/backups/files.py": "x = 1",
        "dialogue/urls.py": "from dialogue.backups.files import x",
        "registration/speakers/matching.py": "from registration.management.commands.forget import x",
    }
    assert complaints(tmp_path, capsys, files) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('__all__ = ["gone"]', "__all__ names gone, and registration.links does not have it"),
        ("__all__ = sorted([])", "__all__ of registration.links is not a literal list of names"),
        ("__all__ = [str(1)]", "__all__ of registration.links is not a literal list of names"),
    ],
)
def test_a_door_has_what_it_promises(tmp_path, capsys, text, fault) -> None:
    assert complaints(tmp_path, capsys, {"registration/links/__init__.py": text}) == [
        f"registration/links/__init__.py:1: {fault}"
    ]


def test_a_door_may_define_import_or_hold_its_names(tmp_path, capsys) -> None:
    door = (
        "from typing import TYPE_CHECKING\nfrom registration.links.tokens import made as make\nLIMIT: int = 3\n"
        "if TYPE_CHECKING:\n    from registration.links.tokens import Late\nclass Link: ...\ndef read(): ...\n"
        '__all__: list[str] = ["LIMIT", "Late", "Link", "make", "read", "tokens"]\n'
    )
    files = {"registration/links/__init__.py": door, "registration/links/tokens.py": "x = 1"}
    assert complaints(tmp_path, capsys, files) == []


def test_names_that_nobody_outside_takes_are_told_and_no_fault(tmp_path, capsys) -> None:
    files = {
        **LETTERS,
        **DESK,
        "registration/letters/inside.py": "from registration.letters import queue",
        "tests/test_letters.py": "from registration.letters import queue",
        "registration/tasks.py": "from registration import letters\nletters.wording",
        "registration/migrations/0001_initial.py": "from agenda.admin.desk import PAGES",
    }
    assert doors.main(["--unused"], write_tree(tmp_path, files)) == 0
    assert capsys.readouterr().out.split() == ["agenda.admin.desk.PAGES", "registration.letters.queue"]
