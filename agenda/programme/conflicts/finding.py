"""The conflict as a value, the rules that a programme is checked by, and the words of a conflict's sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Literal, NamedTuple

from agenda.programme import clocks
from agenda.programme.model import FrozenSession, Label, Programme, Text, in_language

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
    "person-twice": ("warning", "someone twice in one role in one list of people"),
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

    `place` is for a line of a command (`session-2, segment 1`), and differs for two of one code; `sessions` are the ids
    of those concerned.
    """

    code: str
    grade: Grade
    place: str
    sentence: str
    sessions: tuple[str, ...] = ()


class Rules(NamedTuple):
    """By what a programme is measured: minutes of the longest pause, the hours of a working day in each city, the label
    it is to be published with, and the programmes of other events, for people who are in both; of the `hidden` ones
    nothing may be named."""

    longest_gap: int = 30
    day_begins: time = time(8)
    day_ends: time = time(20)
    label: Label = "provisional"
    others: tuple[Programme, ...] = ()
    hidden: tuple[Programme, ...] = ()


def found(code: str, place: str, sentence: str, *sessions: str) -> Conflict:
    """The conflict of a code, with the grade that it has. The sentence begins with a capital letter."""
    return Conflict(code, CODES[code][0], place, sentence[:1].upper() + sentence[1:], sessions)


def held(programme: Programme) -> tuple[FrozenSession, ...]:
    """The sessions that take place, in the order of the agenda."""
    return tuple(one for one in programme.in_order if one.status != "cancelled")


def line(programme: Programme, text: Text) -> str:
    """The text in the event's language, on one line: commands print a conflict a line."""
    return " ".join(in_language(text, programme.event.language, "en")[0].split())


def title(programme: Programme, session: FrozenSession) -> str:
    """A session's title in quotation marks; without one its hour on the host's clock."""
    if words := line(programme, session.title):
        return f"“{words}”"
    wall, _ = clocks.wall_of(session.start, programme.event.timezone)
    return f"the session without a title at {clocks.time_words(wall)}"


def part(programme: Programme, session: FrozenSession, number: int) -> str:
    """A segment (counted from 1) as a sentence names it: `“Presentations” in “Session 1”`."""
    words = line(programme, session.segments[number - 1].title)
    return f"{f'“{words}”' if words else f'segment {number}'} in {title(programme, session)}"


def span(programme: Programme, start: datetime, end: datetime) -> str:
    """Hours on the host's clock: `3:00–3:15 pm on 8 September 2020`."""
    zone = programme.event.timezone
    day = clocks.local_date(start, zone)
    return f"{clocks.hours(start, end, day, zone)} on {clocks.date_words(day)}"


def titles(programme: Programme, sessions: Sequence[FrozenSession], most: int = 4) -> str:
    """Sessions by their titles, as `joined`; of more than `most` the first, and how many others."""
    shown = sessions if len(sessions) <= most else sessions[: most - 1]
    more = len(sessions) - len(shown)
    return joined([*(title(programme, one) for one in shown), *([f"{more} more"] if more else [])])


def joined(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def listed(ids: Sequence[str]) -> str:
    """Ids for a place; of many the first ones and the last."""
    return ", ".join(ids if len(ids) <= 4 else [*ids[:2], "…", ids[-1]])
