"""The next event of a series: the last one's programme as its beginning, on other days, with ids of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import FrozenAppearance, FrozenSegment, FrozenSession, Programme, Text
from agenda.programme.slugs import LONGEST, free_slug


def next_event(programme: Programme, slug: str, title: Text, first_day: date) -> Programme:
    """A draft for the event `slug`: the sessions of `programme` from `first_day` on, at the same hours of the host's
    clock, in the same order and with the same days between.

    Texts, people, rooms, cities and organisers are kept. Sessions get new ids and keep the readable part of their
    address; cancelled ones are left out; whoever appears is "to be confirmed" again. An hour that clocks skip on the
    new day is kept as it is on the wall, for the desk to move. Nothing of versions, stamps or drops is taken along.
    """
    held = [one for one in programme.sessions if one.status != "cancelled"]
    zone = programme.event.timezone
    first = min((clocks.local_date(one.start, zone) for one in held), default=first_day)
    taken = {one.id for one in programme.sessions} | {one.id for one in programme.dropped}
    sessions = []
    for session in held:
        identifier = free_slug(_new_id(session, first_day), taken)
        taken.add(identifier)
        sessions.append(replace(_moved(session, zone, first_day - first), id=identifier))
    return Programme(
        event=replace(programme.event, slug=slug, title=title),
        people=programme.people,
        rooms=programme.rooms,
        sessions=tuple(sessions),
    )


def _new_id(session: FrozenSession, first_day: date) -> str:
    ending = f"-{first_day.year}"
    return session.slug[: LONGEST - len(ending)].rstrip("-") + ending


def _moved(session: FrozenSession, zone: str, days: timedelta) -> FrozenSession:
    wall, start = _later(session.start, session.wall_start, zone, days)
    return replace(
        session,
        start=start,
        end=start + (session.end - session.start),
        wall_start=wall.isoformat(timespec="minutes"),
        people=_open(session.people),
        segments=tuple(_moved_segment(one, zone, days) for one in session.segments),
        sequence=None,
        changed=None,
    )


def _moved_segment(segment: FrozenSegment, zone: str, days: timedelta) -> FrozenSegment:
    people = _open(segment.people)
    if segment.start is None or segment.end is None:
        return replace(segment, people=people)
    wall, start = _later(segment.start, segment.wall_start, zone, days)
    missing = not clocks.instants_of(wall, zone)
    return replace(
        segment,
        start=start,
        end=start + (segment.end - segment.start),
        people=people,
        wall_start=wall.isoformat(timespec="minutes") if missing else "",
    )


def _later(moment: datetime, kept: str, zone: str, days: timedelta) -> tuple[datetime, datetime]:
    """The same hour on the host's wall some days later, and its instant. Raises `clocks.UnsupportedDate`."""
    wall = clocks.wall_given(moment, kept, zone)[0] + days
    found = clocks.instants_of(wall, zone)
    return wall, found[0] if found else clocks.as_if_unchanged(wall, zone)


def _open(people: tuple[FrozenAppearance, ...]) -> tuple[FrozenAppearance, ...]:
    return tuple(replace(one, state="tbc") for one in people)
