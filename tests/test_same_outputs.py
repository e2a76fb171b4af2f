"""Pages, files and letters are what they were: those of three events against `tests/golden/outputs/`."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from django.conf import settings

from tests import same_outputs

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "email"
MOST_LINES = 30
"""Lines of a difference that are shown of one file."""


def differences(kept: dict[str, str], found: dict[str, str]) -> list[str]:
    """A text for each file that is another, is missing, or is new."""
    return [
        f"{name}\n{_difference(kept.get(name, ''), found.get(name, ''))}"
        for name in sorted(kept.keys() | found.keys())
        if kept.get(name) != found.get(name)
    ]


def _difference(kept: str, found: str) -> str:
    lines = list(difflib.unified_diff(kept.splitlines(), found.splitlines(), "kept", "now", lineterm="", n=1))
    more = len(lines) - MOST_LINES
    return "\n".join([*lines[:MOST_LINES], *([f"… and {more} lines more"] if more > 0 else [])])


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_outputs_and_letters_are_what_they_were(tmp_path: Path) -> None:
    """What is meant to be another is taken anew by `python -m tests.same_outputs --write`, and read before it is kept."""
    found = differences(same_outputs.stored(), same_outputs.captured(tmp_path))
    assert not found, f"{len(found)} files are other than kept:\n\n" + "\n\n".join(found)


def test_each_kind_of_letter_is_kept() -> None:
    kinds = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    kept = {
        name.removeprefix("letters/").removesuffix(".txt")
        for name in same_outputs.stored()
        if "letters/" in name
    }
    assert kept == kinds


def test_no_token_is_kept() -> None:
    for name, text in same_outputs.stored().items():
        assert not any(
            f"/{purpose}/{purpose}-" in text for purpose in ("my", "feed", "person", "institution")
        ), name
        assert "/my/my-" not in text, name
        assert "/cal/feed-" not in text, name
