"""Tests of the style sheets: which there are, how wide they are written, and that the lists are sent as one file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from dialogue.sheets import LISTS

STATIC = Path(settings.BASE_DIR) / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
WIDEST = 160


@pytest.fixture
def served(tmp_path: Path) -> dict[str, Path]:
    """The static files as `serve` gathers them, by name."""
    storages: dict[str, Any] = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "dialogue.sheets.GatheredSheets"},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    return {name: tmp_path / as_served for name, as_served in names.items()}


def _imported(name: str) -> list[str]:
    found = re.findall(r'@import url\("([^"]+)"\);', (STATIC / name).read_text())
    return [f"css/{sheet}" for sheet in found]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sent_as_one_file_with_all_its_sheets(served: dict[str, Path], name: str) -> None:
    sent = served[name].read_text()
    assert "@import" not in sent
    last_lines = [(STATIC / sheet).read_text().splitlines()[-2:] for sheet in _imported(name)]
    places = [sent.index("\n".join(lines)) for lines in last_lines]
    assert len(places) > 5
    assert places == sorted(places)


def test_the_fonts_of_a_list_are_where_it_names_them(served: dict[str, Path]) -> None:
    sheet = served["css/public.css"]
    fonts = re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    assert len(fonts) == 2
    assert all((sheet.parent / font).resolve() in served.values() for font in fonts)


def test_every_sheet_is_in_a_list_or_named_by_a_page() -> None:
    listed = {sheet for name in LISTS for sheet in _imported(name)}
    folders = ("templates", "agenda", "registration")
    texts = [
        path.read_text()
        for folder in folders
        for path in (STATIC.parent / folder).rglob("*")
        if path.suffix in {".html", ".py"}
    ]
    for path in SHEETS:
        name = path.relative_to(STATIC).as_posix()
        assert name in listed or any(name in text for text in texts), name


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_no_line_of_a_sheet_is_too_wide_to_read(path: Path) -> None:
    assert [line for line in path.read_text().splitlines() if len(line) > WIDEST] == []
