"""Sessions themselves: without a title, two in one room, long pauses between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, held, line, listed, span, title, titles
from agenda.programme.conflicts.overlaps import overlaps, rooms_taken
from agenda.programme.model import Programme


def untitled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A session without a title in the event's language."""
    zone, language = programme.event.timezone, programme.event.language
    for session in held(programme):
        if not dict(session.title).get(language, "").strip():
            start = clocks.moment_words(session.start, zone)
            sentence = f"The session of {start} has no title in the event’s language. Give it one."
            yield found("no-title", session.id, sentence, session.id)


def room_twice(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Sessions in one room at once."""
    sessions = held(programme)
    for identifier, hours in rooms_taken(programme).items():
        room = programme.rooms_by_id.get(identifier)
        words = line(programme, room.name) if room else ""
        where = f"“{words}”" if words else "one room"
        for one in overlaps(hours):
            *before, later = (sessions[place] for place in (*one.before, one.place))
            sentence = (
                f"{title(programme, later)} is in {where} at the same time as "
                f"{titles(programme, before)} ({span(programme, one.start, one.end)}). "
                "Move one of them, or give it another room."
            )
            ids = [each.id for each in (*before, later)]
            yield found("room-twice", listed(ids), sentence, *ids)


def long_gaps(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A pause longer than the event wants, within a day of the host."""
    for _day, sessions in clocks.days(held(programme), programme.event.timezone):
        last = sessions[0]
        for session in sessions[1:]:
            gap = session.start - last.end
            if gap > timedelta(minutes=rules.longest_gap):
                sentence = (
                    f"There are {gap // timedelta(minutes=1)} minutes without a session between "
                    f"{title(programme, last)} and {title(programme, session)} "
                    f"({span(programme, last.end, session.start)}). Close the gap, or put a break there."
                )
                yield found("long-gap", f"{last.id}, {session.id}", sentence, last.id, session.id)
            last = max(last, session, key=lambda one: one.end)
