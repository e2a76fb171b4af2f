"""Segments that do not fit their session."""

from __future__ import annotations

from collections.abc import Iterator

from agenda.programme.conflicts.finding import Conflict, Rules, found, line, title
from agenda.programme.model import Programme


def outside(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A segment before or after its session, or longer than it. One in a missing hour is told there."""
    for session in programme.in_order:
        for number, segment in enumerate(session.segments, start=1):
            if segment.start is None or segment.end is None or segment.wall_start:
                continue
            if segment.start >= session.start and segment.end <= session.end:
                continue
            place, whole = f"{session.id}, segment {number}", title(programme, session)
            name = f"“{line(programme, segment.title)}”"
            if segment.end - segment.start > session.end - session.start:
                sentence = f"{name} is longer than {whole}. Shorten it, or lengthen the session."
                yield found("segment-longer-than-session", place, sentence, session.id)
            else:
                sentence = f"{name} lies outside {whole}. Change the hours of one of them."
                yield found("segment-outside-session", place, sentence, session.id)
