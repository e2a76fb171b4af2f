"""Sessions themselves: without a title, two in one room, long pauses between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, line, title
from agenda.programme.model import Programme, Session


def untitled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A session without a title in the event's language."""
    zone, language = programme.event.timezone, programme.event.language
    for session in programme.in_order:
        if not dict(session.title).get(language, "").strip():
            start = clocks.moment_words(session.start, zone)
            sentence = f"The session of {start} has no title in the event’s language. Give it one."
            yield found("no-title", session.id, sentence, session.id)


def room_twice(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Two sessions, neither cancelled, in one room at once."""
    last: dict[str, list[Session]] = {}
    for session in programme.in_order:
        if not session.room or session.status == "cancelled":
            continue
        going_on = [one for one in last.get(session.room, []) if one.end > session.start]
        for one in going_on:
            room = line(programme, programme.rooms_by_id[session.room].name)
            sentence = (
                f"{title(programme, one.title, one.id)} and {title(programme, session.title, session.id)} "
                f"are in “{room}” at the same time. Move one of them, or give it another room."
            )
            yield found("room-twice", f"{one.id}, {session.id}", sentence, one.id, session.id)
        last[session.room] = [*going_on, session]


def long_gaps(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A pause longer than the event wants, within a day of the host."""
    zone = programme.event.timezone
    held = [one for one in programme.in_order if one.status != "cancelled"]
    for _day, sessions in clocks.days(held, zone):
        last = sessions[0]
        for session in sessions[1:]:
            gap = session.start - last.end
            if gap > timedelta(minutes=rules.longest_gap):
                sentence = (
                    f"There are {gap // timedelta(minutes=1)} minutes without a session between "
                    f"{title(programme, last.title, last.id)} and {title(programme, session.title, session.id)}. "
                    "Close the gap, or put a break there."
                )
                yield found("long-gap", f"{last.id}, {session.id}", sentence, last.id, session.id)
            last = max(last, session, key=lambda one: one.end)
