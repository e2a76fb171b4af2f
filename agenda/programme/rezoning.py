"""Another zone for a whole programme, in one of two meanings: the clocks on the wall stay, or the instants do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import FrozenSegment, FrozenSession, Programme, in_language

Keep = Literal["local", "instants"]


class CannotRezone(ValueError):
    """Some hours cannot be in the new zone. `faults` are sentences, one a session or segment."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Rezoned(NamedTuple):
    """A session before and after, as RFC 3339 with the offset of the zone it stood and stands in."""

    session: str
    title: str
    before: tuple[str, str]
    after: tuple[str, str]


def rezone(programme: Programme, zone: str, keep: Keep) -> Programme:
    """The programme with `zone` (IANA) as its event's.

    `local` keeps what the host's clock shows at each start, so the instants change; `instants` keeps the instants, so
    the host's clock shows something else. Lengths stay. Of an hour that comes twice in the new zone the first is taken.
    Raises `clocks.UnknownZone`, and CannotRezone with every hour that the new zone skips.
    """
    clocks.zone(zone)
    faults: list[str] = []
    sessions = tuple(_session(programme, one, zone, keep, faults) for one in programme.sessions)
    if faults:
        raise CannotRezone(faults)
    return replace(programme, event=replace(programme.event, timezone=zone), sessions=sessions)


def rezoned(before: Programme, after: Programme) -> tuple[Rezoned, ...]:
    """The hours of each session before and after, in the order of the agenda before."""
    language = before.event.language
    now = {one.id: one for one in after.sessions}
    return tuple(
        Rezoned(
            one.id,
            " ".join(in_language(one.title, language, "en")[0].split()),
            _hours(one, before.event.timezone),
            _hours(now[one.id], after.event.timezone),
        )
        for one in before.in_order
    )


def words(old: str, new: str, keep: Keep) -> str:
    """The action in the words of the history."""
    kept = "the hours on the host’s clock kept" if keep == "local" else "the instants kept"
    return f"Time zone {old} → {new}, {kept}"


def _hours(session: FrozenSession, zone: str) -> tuple[str, str]:
    return clocks.rfc3339(session.start, zone), clocks.rfc3339(session.end, zone)


def _session(
    programme: Programme, session: FrozenSession, zone: str, keep: Keep, faults: list[str]
) -> FrozenSession:
    old = programme.event.timezone
    title = " ".join(in_language(session.title, programme.event.language, "en")[0].split())
    if keep == "instants":
        wall = clocks.wall_of(session.start, zone)[0]
        segments = tuple(replace(one, wall_start="") for one in session.segments)
        return replace(session, wall_start=wall.isoformat(timespec="minutes"), segments=segments)
    wall = clocks.wall_given(session.start, session.wall_start, old)[0]
    start = _instant(wall, zone, f"“{title}”", faults)
    return replace(
        session,
        start=start,
        end=start + (session.end - session.start),
        wall_start=wall.isoformat(timespec="minutes"),
        segments=tuple(_segment(one, old, zone, title, programme, faults) for one in session.segments),
    )


def _segment(
    segment: FrozenSegment, old: str, zone: str, title: str, programme: Programme, faults: list[str]
) -> FrozenSegment:
    if segment.start is None or segment.end is None:
        return segment
    name = " ".join(in_language(segment.title, programme.event.language, "en")[0].split())
    wall = clocks.wall_given(segment.start, segment.wall_start, old)[0]
    start = _instant(wall, zone, f"“{name}” in “{title}”", faults)
    return replace(segment, start=start, end=start + (segment.end - segment.start), wall_start="")


def _instant(wall: datetime, zone: str, place: str, faults: list[str]) -> datetime:
    try:
        return clocks.instant(wall, zone)
    except (clocks.MissingHour, clocks.UnsupportedDate) as wrong:
        faults.append(f"{place}: {wrong}. Move it first, or keep the instants.")
        return clocks.as_if_unchanged(wall, zone)
