"""Edits of a programme's sessions as values: put, add, copy, take out. Hours that others follow are `timing`'s."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import FrozenSegment, FrozenSession, Programme, Text, in_language
from agenda.programme.slugs import ascii_slug, free_slug


class NoSuchSession(LookupError):
    """The programme has no session of that id."""


def session_of(programme: Programme, identifier: str) -> FrozenSession:
    """The session of an id. Raises NoSuchSession."""
    for session in programme.sessions:
        if session.id == identifier:
            return session
    raise NoSuchSession(identifier)


def put(programme: Programme, session: FrozenSession) -> Programme:
    """With `session` in the place of the one that has its id. Raises NoSuchSession."""
    session_of(programme, session.id)
    sessions = tuple(session if one.id == session.id else one for one in programme.sessions)
    return replace(programme, sessions=sessions)


def insert(programme: Programme, session: FrozenSession, after: str = "") -> Programme:
    """With one session more, listed right after the one of the id `after`, or last. Raises NoSuchSession."""
    sessions = list(programme.sessions)
    place = sessions.index(session_of(programme, after)) + 1 if after else len(sessions)
    sessions.insert(place, session)
    return replace(programme, sessions=tuple(sessions))


def without(programme: Programme, identifier: str) -> Programme:
    """Without the session of that id. Raises NoSuchSession."""
    gone = session_of(programme, identifier)
    return replace(programme, sessions=tuple(one for one in programme.sessions if one is not gone))


def free_names(programme: Programme, title: Text, published: Mapping[str, str]) -> tuple[str, str]:
    """Id and slug for a new session, made of its title: taken neither here nor by any of `published` (slug by id)."""
    base = ascii_slug(in_language(title, programme.event.language, "en")[0])
    base = base or f"session-{len(programme.sessions) + 1}"
    ids: Container[str] = {one.id for one in programme.sessions} | set(published)
    slugs: Container[str] = {one.slug for one in programme.sessions} | set(published.values())
    return free_slug(base, ids), free_slug(base, slugs)


def placed(session: FrozenSession, start: datetime, minutes: int, zone: str) -> FrozenSession:
    """The session from an instant (aware) on, so many minutes long; segments with hours keep their distance to its start."""
    by = start - session.start
    return replace(
        session,
        start=start,
        end=start + timedelta(minutes=minutes),
        wall_start=clocks.wall_of(start, zone)[0].isoformat(timespec="minutes"),
        segments=tuple(_later(segment, by) for segment in session.segments),
    )


def copied(programme: Programme, identifier: str, mark: str, published: Mapping[str, str]) -> Programme:
    """With a copy of the session, which begins where it ends: new id and slug, `mark` after its title.

    `published` is slug by id of what versions have. Raises NoSuchSession.
    """
    session = session_of(programme, identifier)
    title = tuple((language, f"{string} {mark}") for language, string in session.title)
    new_id, slug = free_names(programme, title or (("en", session.id),), published)
    minutes = int((session.end - session.start).total_seconds() // 60)
    copy = replace(session, id=new_id, slug=slug, title=title, sequence=None, changed=None)
    copy = placed(copy, session.end, minutes, programme.event.timezone)
    return insert(programme, copy, after=identifier)


def _later(segment: FrozenSegment, by: timedelta) -> FrozenSegment:
    if segment.start is None or segment.end is None:
        return segment
    return replace(
        segment, start=segment.start + by, end=segment.end + by, wall_start="" if by else segment.wall_start
    )
