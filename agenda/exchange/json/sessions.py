"""The sessions of a file, with their segments and appearances, and those dropped before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from agenda.exchange.json.event import SLUG_FORM
from agenda.exchange.json.fields import SLUG, Context, Reader
from agenda.exchange.json.identifiers import Identifiers
from agenda.programme import (
    APPEARANCE_STATES,
    AUDIENCES,
    KINDS,
    ROLES,
    STATUSES,
    Dropped,
    FrozenAppearance,
    FrozenSegment,
    FrozenSession,
    clocks,
    slugs_of_ids,
)

_SESSION = (
    "id", "slug", "title", "kind", "status", "audience", "start", "end", "room", "summary", "questions", "people",
    "segments", "uid", "sequence", "changed",
)  # fmt: skip
_DROPPED = ("id", "uid", "sequence", "changed", "title", "start", "end")
_NEVER = datetime(1973, 1, 1, tzinfo=UTC)
"""Stands for a moment that is wrong, in a value that is dropped with its fault."""


def read_sessions(
    document: Reader, context: Context, people: Identifiers, rooms: Identifiers
) -> tuple[FrozenSession, ...]:
    """The sessions in the order of the file; `people` and `rooms` are the ids they may refer to."""
    ids, slugs = Identifiers(), Identifiers()
    found = []
    for one in document.objects("sessions", _SESSION):
        session = _session(one, context, ids.read(one), people, rooms)
        slugs.note(one, "slug", session.slug)
        found.append(session)
    return tuple(found)


def _session(
    one: Reader, context: Context, identifier: str, people: Identifiers, rooms: Identifiers
) -> FrozenSession:
    start, end = _hours(one, required=True)
    one.string("uid")
    return FrozenSession(
        id=identifier,
        slug=one.pattern("slug", SLUG, SLUG_FORM),
        title=one.text("title", required=True),
        start=start or _NEVER,
        end=end or _NEVER,
        kind=one.choice("kind", KINDS, "session"),
        status=one.choice("status", STATUSES, "confirmed"),
        audience=one.choice("audience", AUDIENCES, "public"),
        wall_start=_wall(start, context.timezone),
        room=rooms.refer(one, "room", "rooms"),
        summary=one.text("summary", markdown=True),
        questions=one.texts("questions"),
        people=_appearances(one, people),
        segments=tuple(_segments(one, people)),
        sequence=one.number("sequence"),
        changed=one.moment("changed", stamp=True),
    )


def _hours(one: Reader, *, required: bool = False) -> tuple[datetime | None, datetime | None]:
    start, end = one.moment("start", required=required), one.moment("end", required=required)
    if start and end and end <= start:
        what = "is the start, too" if end == start else "is before the start"
        one.fault("end", f"{what}; an end is after its start")
    return start, end


def _wall(start: datetime | None, zone_name: str) -> str:
    if start is None or not zone_name:
        return ""
    return clocks.wall_of(start, zone_name)[0].isoformat(timespec="minutes")


def _appearances(one: Reader, people: Identifiers) -> tuple[FrozenAppearance, ...]:
    return tuple(
        FrozenAppearance(
            person=people.refer(appearance, "person", "people", required=True),
            role=appearance.choice("role", ROLES, "speaker"),
            state=appearance.choice("state", APPEARANCE_STATES, "confirmed"),
        )
        for appearance in one.objects("people", ("person", "role", "state"))
    )


def _segments(session: Reader, people: Identifiers) -> Iterator[FrozenSegment]:
    for one in session.objects("segments", ("title", "start", "end", "people")):
        start, end = _hours(one)
        if one.absent("start") != one.absent("end"):
            there, missing = ("end", "start") if one.absent("start") else ("start", "end")
            one.fault(missing, f"is missing while there is {there}; write both or neither")
        yield FrozenSegment(
            title=one.text("title", required=True), start=start, end=end, people=_appearances(one, people)
        )


def read_dropped(document: Reader) -> tuple[Dropped, ...]:
    """The sessions of earlier versions that calendars show as cancelled, as our own export wrote them."""
    ids = Identifiers()
    found = []
    for one in document.objects("dropped", _DROPPED):
        one.string("uid")
        start, end = _hours(one, required=True)
        identifier, sequence = ids.read(one), one.number("sequence")
        changed = one.moment("changed", required=True, stamp=True)
        title = one.text("title", required=True, any_language=True)
        found.append((identifier, title, start or _NEVER, end or _NEVER, sequence or 0, changed or _NEVER))
    slugs = slugs_of_ids(identifier for identifier, *_ in found)
    return tuple(
        Dropped(
            id=identifier, slug=slug, title=title, start=start, end=end, sequence=sequence, changed=changed
        )
        for (identifier, title, start, end, sequence, changed), slug in zip(found, slugs, strict=True)
    )
