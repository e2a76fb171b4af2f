"""What a conflict is, and the rules by which a programme is looked at."""

from __future__ import annotations

from datetime import time
from typing import Literal, NamedTuple

from agenda.programme.model import Label, Programme, Text, in_language

Grade = Literal["error", "warning"]

CODES: dict[str, tuple[Grade, str]] = {
    "missing-hour": ("error", "an hour that the host's clock skips"),
    "segment-outside-session": ("error", "a segment before or after its session"),
    "segment-longer-than-session": ("error", "a segment longer than its session"),
    "doubled-hour": ("warning", "an hour that comes twice on the host's clock"),
    "no-title": ("warning", "a session without a title in the event's language"),
    "no-facilitator": ("warning", "a session that nobody leads"),
    "no-affiliation": ("warning", "someone who appears, without an organisation"),
    "person-in-two-places": ("warning", "someone in two sessions at once"),
    "person-in-two-events": ("warning", "someone in another event at the same time"),
    "room-twice": ("warning", "two sessions in one room at once"),
    "long-gap": ("warning", "a longer pause than the event wants"),
    "unusual-hour": ("warning", "hours outside 8 am to 8 pm in a city of the event"),
    "public-holiday": ("warning", "a public holiday in a city's country"),
    "tbc-in-final": ("warning", "someone to be confirmed in a programme labelled final"),
}
"""Grade and meaning of each code. An error blocks publishing, a warning asks."""


class Conflict(NamedTuple):
    """One thing that is, or looks, wrong.

    `place` is for a line of a command (`session-2, segment 1`); `sessions` are the ids of those concerned.
    """

    code: str
    grade: Grade
    place: str
    sentence: str
    sessions: tuple[str, ...] = ()


class Rules(NamedTuple):
    """By what a programme is measured: minutes of the longest pause, the hours of a working day in each city, the label
    it is to be published with, and the programmes of other events, for people who are in both."""

    longest_gap: int = 30
    day_begins: time = time(8)
    day_ends: time = time(20)
    label: Label = "provisional"
    others: tuple[Programme, ...] = ()


def found(code: str, place: str, sentence: str, *sessions: str) -> Conflict:
    """The conflict of a code, with the grade that it has."""
    return Conflict(code, CODES[code][0], place, sentence, sessions)


def line(programme: Programme, text: Text) -> str:
    """The text in the event's language, on one line: commands print a conflict a line."""
    return " ".join(in_language(text, programme.event.language, "en")[0].split())


def title(programme: Programme, text: Text, identifier: str) -> str:
    """A title in quotation marks; the id of what has none."""
    return f"“{line(programme, text) or identifier}”"
