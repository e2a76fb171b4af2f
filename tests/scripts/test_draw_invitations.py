"""What docs/invitations.md says of the verbs is what the code does."""

from __future__ import annotations

import pytest

from registration.invitations import TRANSITIONS
from registration.models.choices import State
from scripts import draw_invitations


def test_the_document_is_drawn_from_the_tables() -> None:
    text = draw_invitations.DOCUMENT.read_text(encoding="utf-8")
    assert draw_invitations.drawn_into(text) == text, "run: python -m scripts.draw_invitations"


def test_every_drawing_has_its_place() -> None:
    text = draw_invitations.DOCUMENT.read_text(encoding="utf-8")
    assert {found["name"] for found in draw_invitations.MARKED.finditer(text)} == set(
        draw_invitations.drawings()
    )


def test_the_diagram_has_every_move() -> None:
    diagram = draw_invitations.drawings()["diagram of people"]
    assert diagram.startswith("```mermaid\nstateDiagram-v2\n    [*] --> nominated: ")
    lines = [line.strip().partition(": ") for line in diagram.splitlines()[2:-1]]
    drawn = {(arrow, verb) for arrow, _colon, verbs in lines for verb in verbs.split(", ")}
    for verb, (before, to) in TRANSITIONS.items():
        for state in before:
            assert to in (None, state) or (f"{state} --> {to}", verb) in drawn
    assert ("nominated --> waiting", "confirm while no place is free") in drawn
    assert {state for state in State.values if state in diagram} == set(State.values)


def test_a_table_that_changes_changes_the_document() -> None:
    old = "Before\n<!-- drawn: table of people -->\n| old |\n<!-- end -->\nafter\n"
    table = draw_invitations.drawings()["table of people"]
    assert draw_invitations.drawn_into(old) == (
        f"Before\n<!-- drawn: table of people -->\n{table}\n<!-- end -->\nafter\n"
    )
    with pytest.raises(KeyError, match="of nothing"):
        draw_invitations.drawn_into("<!-- drawn: of nothing -->\n<!-- end -->")


def test_the_command_writes_the_document(tmp_path, monkeypatch) -> None:
    copy = tmp_path / "invitations.md"
    text = draw_invitations.DOCUMENT.read_text(encoding="utf-8")
    copy.write_text(text.replace("| **confirm** |", "| **konfirm** |"), encoding="utf-8")
    monkeypatch.setattr(draw_invitations, "DOCUMENT", copy)
    draw_invitations.main()
    assert copy.read_text(encoding="utf-8") == text
