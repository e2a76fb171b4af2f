"""SEQUENCE, LAST-MODIFIED and the list of dropped sessions: what a version owes to the one before it.

RFC 5545 §3.8.7.4 (SEQUENCE), RFC 5546 §2.1.4 (when it must rise).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from agenda.programme.days import stamped_days
from agenda.programme.model import Dropped, FrozenSession, Programme


def stamped(draft: Programme, previous: Programme | None, moment: datetime) -> Programme:
    """`draft` with every session's `sequence` and `changed`, with `dropped` and with `days`, published at `moment` (UTC).

    `previous` is the version before, or the imported floor of an event never published, or None.
    """
    before = {session.id: session for session in previous.sessions} if previous else {}
    gone = {one.id: one for one in previous.dropped} if previous else {}
    return replace(
        draft,
        sessions=tuple(
            _stamped_session(draft, previous, session, before.get(session.id), gone.get(session.id), moment)
            for session in draft.sessions
        ),
        dropped=tuple(_dropped(draft, previous, moment)) if previous else (),
        days=stamped_days(draft, previous, moment),
    )


def _stamped_session(
    draft: Programme,
    previous: Programme | None,
    session: FrozenSession,
    before: FrozenSession | None,
    gone: Dropped | None,
    moment: datetime,
) -> FrozenSession:
    if previous is None or before is None or before.sequence is None:
        return replace(session, sequence=gone.sequence + 1 if gone else 0, changed=moment)
    sequence = before.sequence
    if reschedules(previous, before, draft, session):
        return replace(session, sequence=sequence + 1, changed=moment)
    # A floor of version 0 is an exported draft: whether it differs from what was published is not in the file.
    same = previous.version > 0 and _entry(draft, session) == _entry(previous, before)
    return replace(session, sequence=sequence, changed=(before.changed or moment) if same else moment)


def reschedules(
    previous: Programme, before: FrozenSession, current: Programme, session: FrozenSession
) -> bool:
    """Whether `session` of `current` raises the SEQUENCE that it has, as `before`, in `previous`."""
    return before.sequence is not None and _schedule(current, session) != _schedule(previous, before)


def _schedule(programme: Programme, session: FrozenSession) -> tuple[Any, ...]:
    """The values whose change raises SEQUENCE: start, end, zone, room or its name, status."""
    room = programme.rooms_by_id.get(session.room)
    return session.start, session.end, programme.event.timezone, room, session.status


def _entry(programme: Programme, session: FrozenSession) -> tuple[Any, ...]:
    """All that the calendar entry is drawn from, its stamps apart."""
    people = tuple(programme.people_by_id.get(one.person) for one in session.appearances)
    event = programme.event
    plain = replace(session, sequence=None, changed=None, wall_start="")
    return plain, people, _schedule(programme, session), event.cities, event.language, event.setting


def _dropped(draft: Programme, previous: Programme, moment: datetime) -> Iterator[Dropped]:
    """Those dropped before that are still gone, then those that this version drops."""
    present = {session.id for session in draft.sessions}
    published = {session.id for session in previous.sessions if session.sequence is not None}
    yield from (one for one in previous.dropped if one.id not in present | published)
    for session in previous.sessions:
        if session.id in published - present:
            yield Dropped(
                id=session.id,
                slug=session.slug,
                title=session.title,
                start=session.start,
                end=session.end,
                audience=session.audience,
                sequence=(session.sequence or 0) + 1,
                changed=moment,
            )
