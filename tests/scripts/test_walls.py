"""The walls of the house hold: what `make check` refuses is tried on a copy of the project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.imports import PACKAGES, ROOT, read_sources

LAYERS = "lint-imports --no-cache"
DOORS = "python -m scripts.doors"
NO_DATABASE = {
    "agenda.outputs": (
        "django.db",
        "django.http",
        "django.shortcuts",
        "django.views",
        "django.urls",
    ),
    "registration.matching": ("django.db", "django.http"),
}
"""Rooms that may know Django's texts and not the rest. Those that know no Django at all are in pyproject.toml."""


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's Python files and contracts in a folder of their own."""
    folder = tmp_path_factory.mktemp("house")
    for package in (*PACKAGES, "scripts"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@contextmanager
def changed(root: Path, lines: Mapping[str, str]) -> Iterator[dict[str, int]]:
    """Each file with a line more, or a new file of this line, until the block ends; the numbers of the lines."""
    before = {place: _text(root / place) for place in lines}
    for place, line in lines.items():
        (root / place).write_text(f"{before[place] or ''}{line}\n", encoding="utf-8")
    try:
        yield {place: (text or "").count("\n") + 1 for place, text in before.items()}
    finally:
        for place, text in before.items():
            (root / place).unlink() if text is None else (root / place).write_text(text, encoding="utf-8")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def dotted(place: str) -> str:
    """The name that an import gives to this file."""
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def checked(root: Path, command: str) -> tuple[int, str]:
    """The exit status of a check that runs in this folder, and what it printed."""
    name, *arguments = command.split()
    program = sys.executable if name == "python" else str(Path(sys.executable).parent / name)
    done = subprocess.run([program, *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", [LAYERS, DOORS])
def test_the_untouched_copy_passes(copy, command) -> None:
    status, output = checked(copy, command)
    assert status == 0, output


@pytest.mark.parametrize("command", [LAYERS, DOORS])
def test_the_walls_are_part_of_make_check(command) -> None:
    assert f"$bin/{command}\n" in (ROOT / "scripts" / "check.sh").read_text(encoding="utf-8")


STRAYS = (
    "registration/stray.py",
    "agenda/stray.py",
    "registration/admin/stray.py",
    "agenda/admin/stray.py",
    "agenda/exchange/stray.py",
)
"""Files outside every room."""


def test_a_file_outside_every_room_is_refused(copy) -> None:
    lines = dict.fromkeys(STRAYS, '"""A file that nobody gave a room."""')
    with changed(copy, lines):
        status, output = checked(copy, LAYERS)
    assert status == 1
    assert [place for place in STRAYS if f"- {dotted(place)}\n" not in output] == []


UPWARD = {
    "agenda/programme/model.py": "agenda.outputs",
    "agenda/outputs/page.py": "agenda.models",
    "agenda/admin/desk/__init__.py": "agenda.admin.board",
    "agenda/versions/publishing.py": "registration.letters",
    "registration/matching/__init__.py": "registration.models",
    "registration/models/__init__.py": "registration.letters",
    "registration/letters/__init__.py": "registration.calendars",
    "registration/links/__init__.py": "registration.reports",
    "registration/admin/desk/__init__.py": "registration.admin.letters",
}
"""A file, and a room above its own or on the same level. `outputs` may not know the rows although they stand below."""


def test_an_arrow_upward_is_refused_also_inside_a_function(copy) -> None:
    lines = {place: f"def late():\n    import {upward}" for place, upward in UPWARD.items()}
    with changed(copy, lines) as numbers:
        status, output = checked(copy, LAYERS)
    words = " ".join(output.split())
    arrows = [f"{dotted(place)} -> {up} (l.{numbers[place] + 1})" for place, up in UPWARD.items()]
    assert status == 1
    assert [arrow for arrow in arrows if arrow not in words] == []


PAST = {
    "dialogue/urls.py": ("agenda.outputs", "page"),
    "registration/tasks.py": ("registration.letters", "delivery"),
    "registration/calendars/__init__.py": ("registration.letters", "delivery"),
    "agenda/admin/board/__init__.py": ("agenda.admin.desk", "ranks"),
    "registration/admin/letters/__init__.py": ("agenda.admin.desk", "ranks"),
    "agenda/versions/__init__.py": ("agenda.exchange.json", "reading"),
    "scripts/fonts.py": ("registration.models", "people"),
}
"""A file, a room that it does not stand in, and a file of that room."""


def test_an_import_past_a_door_is_refused(copy) -> None:
    lines = {place: f"import {room}.{file}" for place, (room, file) in PAST.items()}
    with changed(copy, lines) as numbers:
        status, output = checked(copy, DOORS)
    assert status == 1
    assert output.splitlines() == sorted(
        f"{place}:{numbers[place]}: imports {room}.{file} past the door of {room}; take it from {room}"
        for place, (room, file) in PAST.items()
    )


@pytest.mark.parametrize("room", NO_DATABASE)
def test_a_pure_room_touches_neither_database_nor_request(room) -> None:
    """The arrow that import-linter cannot draw: of Django it sees only the top."""
    sources = [source for name, source in read_sources(ROOT).items() if f"{name}.".startswith(f"{room}.")]
    forbidden = tuple(f"{name}." for name in NO_DATABASE[room])
    found = [
        f"{source.path}:{one.line}: {one.module}.{one.name}"
        for source in sources
        for one in source.imports
        if f"{one.module}.{one.name}.".startswith(forbidden)
    ]
    assert sources and found == []
