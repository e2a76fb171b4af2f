"""What is wrong, or looks wrong, with a programme: each with a code, a grade, the place and a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from agenda.programme.model import Programme, Session, Text, in_language


class Conflict(NamedTuple):
    """An `error` blocks publishing; a `warning` asks."""

    code: str
    grade: Literal["error", "warning"]
    place: str
    sentence: str


def conflicts(programme: Programme) -> tuple[Conflict, ...]:
    """All conflicts, in the order of the agenda."""
    return tuple(found for session in programme.in_order for found in _of_session(programme, session))


def _of_session(programme: Programme, session: Session) -> Iterator[Conflict]:
    title = _line(programme, session.title)
    for number, segment in enumerate(session.segments, start=1):
        if segment.start is None or segment.end is None:
            continue
        if segment.start < session.start or segment.end > session.end:
            name = _line(programme, segment.title)
            yield Conflict(
                "segment-outside-session",
                "error",
                f"{session.id}, segment {number}",
                f"“{name}” lies outside “{title}”. Change the hours of one of them.",
            )


def _line(programme: Programme, text: Text) -> str:
    """The text in the event's language, on one line: commands print a conflict a line."""
    return " ".join(in_language(text, programme.event.language, "en")[0].split())
