"""The life of a meeting in a reader's calendar: published, moved, renamed, dropped, brought back, cancelled.

After each step the two files are those in `tests/golden/life/`, and what differs from the step before is told here, a line
each. A change that is meant is written anew with `REWRITE_GOLDEN=1`, and read before it is kept.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agenda.outputs import day_entries, ical
from agenda.programme.changes import without_stamps
from agenda.programme.model import FrozenSession, Programme
from agenda.programme.stamps import stamped
from tests import builders as b

GOLDEN = Path(__file__).parents[2] / "golden" / "life"
CITIES = [b.city("Manila"), b.city("Nay Pyi Taw", "Asia/Yangon")]

OPENING = b.session("opening", "2020-09-08T14:00", length=30, title="Opening")
PANEL = b.session(
    "panel", "2020-09-08T14:30", length=60, title="Panel", people=[b.appearance("gomez", "moderator")]
)
CLOSING = b.session("closing", "2020-09-09T14:00", length=30, title="Closing")
LATER = replace(PANEL, start=PANEL.start + timedelta(minutes=30), end=PANEL.end + timedelta(minutes=30))
RENAMED = replace(LATER, title=b.text("Dialogue with ministers"))
OFF = replace(RENAMED, status="cancelled")

STEPS: dict[str, Sequence[FrozenSession]] = {
    "1-published": (OPENING, PANEL, CLOSING),
    "2-moved": (OPENING, LATER, CLOSING),
    "3-renamed": (OPENING, RENAMED, CLOSING),
    "4-dropped": (OPENING, RENAMED),
    "5-brought-back": (OPENING, RENAMED, CLOSING),
    "6-cancelled": (OPENING, OFF, CLOSING),
}

AGENDA: dict[str, list[str]] = {
    "2-moved": [
        "panel: DESCRIPTION: - 2:30–3:30 pm Manila time",
        "panel: DESCRIPTION: + 3:00–4:00 pm Manila time",
        "panel: DESCRIPTION: - 1:00–2:00 pm Nay Pyi Taw time",
        "panel: DESCRIPTION: + 1:30–2:30 pm Nay Pyi Taw time",
        "panel: DTEND: 20200908T160000",
        "panel: DTSTAMP: 20200902T020000Z",
        "panel: DTSTART: 20200908T150000",
        "panel: LAST-MODIFIED: 20200902T020000Z",
        "panel: SEQUENCE: 1",
    ],
    "3-renamed": [
        "panel: DTSTAMP: 20200903T020000Z",
        "panel: LAST-MODIFIED: 20200903T020000Z",
        "panel: SUMMARY: Dialogue with ministers",
    ],
    "4-dropped": [
        "closing: CATEGORIES: —",
        "closing: DESCRIPTION: —",
        "closing: DTSTAMP: 20200904T020000Z",
        "closing: LAST-MODIFIED: 20200904T020000Z",
        "closing: LOCATION: —",
        "closing: SEQUENCE: 1",
        "closing: STATUS: CANCELLED",
        "closing: TRANSP: —",
        "closing: URL: —",
    ],
    "5-brought-back": [
        "closing: CATEGORIES: session",
        "closing: DESCRIPTION: 2:00–2:30 pm Manila time\\n12:30–1:00 pm Nay Pyi Taw time\\n\\nhttps://dialogue.example.org/dialogue/sessions/closing/",
        "closing: DTSTAMP: 20200905T020000Z",
        "closing: LAST-MODIFIED: 20200905T020000Z",
        "closing: LOCATION: Online",
        "closing: SEQUENCE: 2",
        "closing: STATUS: CONFIRMED",
        "closing: TRANSP: OPAQUE",
        "closing: URL: https://dialogue.example.org/dialogue/sessions/closing/",
    ],
    "6-cancelled": [
        "panel: DTSTAMP: 20200906T020000Z",
        "panel: LAST-MODIFIED: 20200906T020000Z",
        "panel: SEQUENCE: 2",
        "panel: STATUS: CANCELLED",
        "panel: TRANSP: TRANSPARENT",
    ],
}
EVENT: dict[str, list[str]] = {
    "2-moved": [
        "dialogue.1: DESCRIPTION: - 2:00–3:30 pm Manila time",
        "dialogue.1: DESCRIPTION: + 2:00–4:00 pm Manila time",
        "dialogue.1: DESCRIPTION: - 12:30–2:00 pm Nay Pyi Taw time",
        "dialogue.1: DESCRIPTION: + 12:30–2:30 pm Nay Pyi Taw time",
        "dialogue.1: DESCRIPTION: - 2:30–3:30 pm Panel",
        "dialogue.1: DESCRIPTION: + 3:00–4:00 pm Panel",
        "dialogue.1: DTEND: 20200908T160000",
        "dialogue.1: DTSTAMP: 20200902T020000Z",
        "dialogue.1: LAST-MODIFIED: 20200902T020000Z",
        "dialogue.1: SEQUENCE: 1",
    ],
    "3-renamed": [
        "dialogue.1: DESCRIPTION: - 3:00–4:00 pm Panel",
        "dialogue.1: DESCRIPTION: + 3:00–4:00 pm Dialogue with ministers",
        "dialogue.1: DTSTAMP: 20200903T020000Z",
        "dialogue.1: LAST-MODIFIED: 20200903T020000Z",
    ],
    "4-dropped": [
        "dialogue.1: DTSTAMP: 20200904T020000Z",
        "dialogue.1: LAST-MODIFIED: 20200904T020000Z",
        "dialogue.1: SUMMARY: Dialogue on Labor Migration",
        "dialogue.2: DESCRIPTION: —",
        "dialogue.2: DTSTAMP: 20200904T020000Z",
        "dialogue.2: LAST-MODIFIED: 20200904T020000Z",
        "dialogue.2: LOCATION: —",
        "dialogue.2: SEQUENCE: 1",
        "dialogue.2: STATUS: CANCELLED",
        "dialogue.2: SUMMARY: Dialogue on Labor Migration",
        "dialogue.2: TRANSP: —",
        "dialogue.2: URL: —",
    ],
    "5-brought-back": [
        "dialogue.1: DTSTAMP: 20200905T020000Z",
        "dialogue.1: LAST-MODIFIED: 20200905T020000Z",
        "dialogue.1: SUMMARY: Dialogue on Labor Migration (day 1 of 2)",
        "dialogue.2: DESCRIPTION: 2:00–2:30 pm Manila time\\n12:30–1:00 pm Nay Pyi Taw time\\n\\nAgenda (Manila time):\\n2:00–2:30 pm  Closing\\n\\nhttps://dialogue.example.org/dialogue/agenda/",
        "dialogue.2: DTSTAMP: 20200905T020000Z",
        "dialogue.2: LAST-MODIFIED: 20200905T020000Z",
        "dialogue.2: LOCATION: Online",
        "dialogue.2: SEQUENCE: 2",
        "dialogue.2: STATUS: CONFIRMED",
        "dialogue.2: SUMMARY: Dialogue on Labor Migration (day 2 of 2)",
        "dialogue.2: TRANSP: OPAQUE",
        "dialogue.2: URL: https://dialogue.example.org/dialogue/agenda/",
    ],
    "6-cancelled": [
        "dialogue.1: DESCRIPTION: - 2:00–4:00 pm Manila time",
        "dialogue.1: DESCRIPTION: + 2:00–2:30 pm Manila time",
        "dialogue.1: DESCRIPTION: - 12:30–2:30 pm Nay Pyi Taw time",
        "dialogue.1: DESCRIPTION: + 12:30–1:00 pm Nay Pyi Taw time",
        "dialogue.1: DESCRIPTION: - 3:00–4:00 pm Dialogue with ministers",
        "dialogue.1: DESCRIPTION: + 3:00–4:00 pm Dialogue with ministers (Cancelled)",
        "dialogue.1: DTEND: 20200908T143000",
        "dialogue.1: DTSTAMP: 20200906T020000Z",
        "dialogue.1: LAST-MODIFIED: 20200906T020000Z",
        "dialogue.1: SEQUENCE: 2",
    ],
}


@cache
def versions() -> dict[str, Programme]:
    """A version a step, a day apart."""
    found: dict[str, Programme] = {}
    previous: Programme | None = None
    for number, (step, sessions) in enumerate(STEPS.items(), 1):
        draft = without_stamps(b.programme(*sessions, cities=CITIES))
        moment = b.PUBLISHED + timedelta(days=number - 1)
        previous = replace(stamped(draft, previous, moment), version=number, published_at=moment)
        found[step] = previous
    return found


def drawn(step: str, file: str) -> bytes:
    programme = versions()[step]
    return (
        ical.agenda(programme, b.viewer())
        if file == "agenda.ics"
        else day_entries.event(programme, b.viewer())
    )


def entries(ics: bytes) -> dict[str, dict[str, str]]:
    """By UID without its event: the properties as they stand in the file."""
    found: dict[str, dict[str, str]] = {}
    now: dict[str, str] = {}
    for line in ics.decode().replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            now = {}
        elif line == "END:VEVENT":
            found[now["UID"].partition("@")[0]] = now
        now[name.partition(";")[0]] = value
    return found


def differences(before: bytes, after: bytes) -> list[str]:
    """`entry: PROPERTY: value`, a line each; `—` for what is no more. A description by its lines that are new."""
    old, new = entries(before), entries(after)
    found = []
    for uid in sorted(old.keys() | new.keys()):
        was, now = old.get(uid, {}), new.get(uid, {})
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                found += [f"{uid}: {name}: {line}" for line in _new_lines(name, was.get(name), now.get(name))]
    return found


def _new_lines(name: str, was: str | None, now: str | None) -> list[str]:
    if name != "DESCRIPTION" or was is None or now is None:
        return ["—" if now is None else now]
    told = difflib.ndiff(was.split("\\n"), now.split("\\n"))
    return [line.replace("  ", " ") for line in told if line[0] in "+-"]


@pytest.mark.parametrize("file", ["agenda.ics", "event.ics"])
@pytest.mark.parametrize("step", STEPS)
def test_the_file_is_the_golden_one(step: str, file: str) -> None:
    golden, ics = GOLDEN / f"{step}-{file}", drawn(step, file)
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_bytes(ics)
    assert ics == golden.read_bytes()


@pytest.mark.parametrize(("file", "told"), [("agenda.ics", AGENDA), ("event.ics", EVENT)])
@pytest.mark.parametrize(("before", "after"), list(zip(STEPS, list(STEPS)[1:], strict=False)))
def test_what_differs(file: str, told: dict[str, Any], before: str, after: str) -> None:
    assert differences(drawn(before, file), drawn(after, file)) == told[after]


def test_the_sequence_rises_only_where_it_must() -> None:
    def numbers(file: str) -> list[list[int]]:
        seen = [entries(drawn(step, file)) for step in STEPS]
        return [[int(one[uid]["SEQUENCE"]) for one in seen] for uid in sorted(seen[0])]

    closing, opening, panel = numbers("agenda.ics")
    assert opening == [0, 0, 0, 0, 0, 0]
    assert panel == [0, 1, 1, 1, 1, 2]
    assert closing == [0, 0, 0, 1, 2, 2]
    first, second = numbers("event.ics")
    assert first == [
        0,
        1,
        1,
        1,
        1,
        2,
    ]  # the panel was the last of the day: moved, then cancelled, it moves the end
    assert second == [0, 0, 0, 1, 2, 2]
