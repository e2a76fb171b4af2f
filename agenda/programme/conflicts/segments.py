"""Segments that do not fit their session."""

from __future__ import annotations

from collections.abc import Iterator

from agenda.programme.conflicts.finding import Conflict, Rules, found, line, title
from agenda.programme.model import Programme


def outside(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A segment before or after its session, or longer than it."""
    for session in programme.in_order:
        whole = title(programme, session.title, session.id)
        for number, segment in enumerate(session.segments, start=1):
            if segment.start is None or segment.end is None or segment.wall_start:
                continue
            place, name = f"{session.id}, segment {number}", line(programme, segment.title)
            if segment.end - segment.start > session.end - session.start:
                sentence = f"“{name}” is longer than {whole}. Shorten it, or lengthen the session."
                yield found("segment-longer-than-session", place, sentence, session.id)
            elif segment.start < session.start or segment.end > session.end:
                sentence = f"“{name}” lies outside {whole}. Change the hours of one of them."
                yield found("segment-outside-session", place, sentence, session.id)
