"""Draws the tables of the verbs into docs/invitations.md: `python -m scripts.draw_invitations`, between its markers.

The tables themselves stand in registration/invitations/transitions.py and powers.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

Verb = TypeVar("Verb", bound=str)
Word = TypeVar("Word", bound=str)
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "invitations.md"
MARKED = re.compile(r"(?P<begin><!-- drawn: (?P<name>[a-z ]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)
BEGINNINGS = {"nominate": "nominated", "invite": "invited", "register": "nominated"}
"""The verbs that also make somebody new, and in which state."""


def main() -> None:
    """Write the document anew where it differs."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(drawn_into(text), encoding="utf-8")


def drawn_into(text: str) -> str:
    """The text with what stands between its markers drawn from the tables. Raises KeyError for a marker unknown here."""
    parts = drawings()
    return MARKED.sub(lambda found: f"{found['begin']}{parts[found['name']]}\n{found['end']}", text)


def drawings() -> Mapping[str, str]:
    """Each drawing by the name that stands in its marker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogue.settings")
    import django  # noqa: PLC0415 - the settings are named first

    django.setup()
    from registration import invitations  # noqa: PLC0415 - models need Django set up
    from registration.models import (  # noqa: PLC0415
        Reply,
        State,
    )

    people = _words(invitations.TRANSITIONS)
    replies = _words(invitations.INSTITUTION_TRANSITIONS)
    return {
        "diagram of people": _diagram(people, [(to, verb) for verb, to in BEGINNINGS.items()]),
        "diagram of institutions": _diagram(replies, [("listed", "list")]),
        "table of people": _table(people, State.values),
        "table of institutions": _table(replies, Reply.values),
        "words of people": _glossary(State.choices),
        "words of institutions": _glossary(Reply.choices),
        "powers over people": _powers(invitations.CAPACITIES),
        "powers over institutions": _powers(invitations.INSTITUTION_CAPACITIES),
        "narrower powers": _narrower(
            [("confirmed", invitations.CONFIRMED_BY), ("refused", invitations.REFUSED_BY)]
        ),
    }


def _words(table: Mapping[Verb, tuple[tuple[Word, ...], Word | None]]) -> dict[str, dict[str, str]]:
    """State after by state before, for each verb."""
    return {verb: {str(state): str(to or state) for state in before} for verb, (before, to) in table.items()}


def _diagram(table: Mapping[str, Mapping[str, str]], begins: Iterable[tuple[str, str]]) -> str:
    """Arrows from state to state; verbs that lead the same way share one."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for to, verb in begins:
        arrows.setdefault(("[*]", to), []).append(verb)
    for verb, moves in table.items():
        for one, to in moves.items():
            if one != to:
                arrows.setdefault((one, to), []).append(verb)
            if to == "confirmed" and one not in ("waiting", to):
                arrows.setdefault((one, "waiting"), []).append(f"{verb} while no place is free")
    lines = [f"    {one} --> {to}: {', '.join(verbs)}" for (one, to), verbs in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _table(table: Mapping[str, Mapping[str, str]], states: Iterable[str]) -> str:
    states = list(states)
    rows = [[f"**{verb}**", *(moves.get(one, "·") for one in states)] for verb, moves in table.items()]
    return _markdown(["", *states], rows)


def _glossary(choices: Iterable[tuple[str, object]]) -> str:
    return _markdown(["word", "as people read it"], [[f"`{word}`", str(label)] for word, label in choices])


def _powers(table: Mapping[Verb, Iterable[str]]) -> str:
    known = ["staff", "focal point", "institution link", "person", "form"]
    rows = [[f"**{verb}**", *("yes" if one in may else "·" for one in known)] for verb, may in table.items()]
    return _markdown(["", *known], rows)


def _narrower(tables: Iterable[tuple[str, Mapping[Verb, Iterable[str]]]]) -> str:
    rows = [
        [state, f"**{verb}**", ", ".join(sorted(set(may) - {"system"}))]
        for state, table in tables
        for verb, may in table.items()
    ]
    return _markdown(["of somebody who is", "verb", "only by"], rows)


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
