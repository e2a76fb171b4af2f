"""The part of a programme that an audience may see: the rest is cut from the value before any renderer gets it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from agenda.programme.days import days_of
from agenda.programme.model import Audience, Dropped, FrozenSession, Programme


def visible_to(programme: Programme, audience: Audience) -> Programme:
    """The programme without the sessions, dropped sessions, people and rooms that `audience` may not see.

    A person stays when they appear in a session that stays, or in none at all; so does a room. The days are those of
    the audience, for their hours are made of what it may see.
    """
    if programme.days:
        programme = replace(programme, days=days_of(programme, audience))
    entries: tuple[FrozenSession | Dropped, ...] = (*programme.sessions, *programme.dropped)
    if audience == "participants" or all(one.audience == "public" for one in entries):
        return programme
    sessions = tuple(session for session in programme.sessions if session.audience == "public")
    people = _people_in(programme.sessions) - _people_in(sessions)
    rooms = {session.room for session in programme.sessions} - {session.room for session in sessions}
    return replace(
        programme,
        sessions=sessions,
        dropped=tuple(one for one in programme.dropped if one.audience == "public"),
        days=days_of(programme, audience),
        people=tuple(person for person in programme.people if person.id not in people),
        rooms=tuple(room for room in programme.rooms if room.id not in rooms),
    )


def _people_in(sessions: Iterable[FrozenSession]) -> set[str]:
    return {one.person for session in sessions for one in session.appearances}
