"""Which ways to join a participant sees. Pure: nothing here asks a clock or the database.

Speakers are people of the programme: the participant's `programme_person_id` appears in the session; for what holds for the
whole event, in any session. What somebody said of themselves in the form (`role`) opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agenda.programme import FrozenSession, Programme

SPECIFIC = ("person", "speakers", "participants")
"""Audiences, the narrowest first: of several links the narrowest is the one to follow."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A way to join, as its row says. `session` is an identifier, or '' for the whole event."""

    key: int
    kind: str
    value: str
    session: str = ""
    audience: str = "participants"
    participant: int | None = None
    language: str = ""
    note: str = ""
    visible_from: datetime | None = None
    rank: int = 0

    def shows_at(self, moment: datetime) -> bool:
        """Whether it is to be seen at `moment` (aware)."""
        return self.visible_from is None or self.visible_from <= moment


@dataclass(frozen=True, kw_only=True)
class JoiningReader:
    """The values that decide what a person sees: the participant's key, whether they are confirmed, and their person's id, or ''."""

    key: int
    confirmed: bool
    programme_person_id: str = ""


def theirs(details: Iterable[Detail], reader: JoiningReader, programme: Programme) -> tuple[Detail, ...]:
    """Those meant for the reader, at whatever moment, in order. None of a session that is not held."""
    if not reader.confirmed:
        return ()
    held = {one.id: one for one in programme.sessions if one.status != "cancelled"}
    mine = (
        one
        for one in details
        if (not one.session or one.session in held) and _is_for(one, reader, held.values())
    )
    return tuple(sorted(mine, key=lambda one: (one.rank, one.key)))


def visible(details: Iterable[Detail], moment: datetime) -> tuple[Detail, ...]:
    """Those of the reader's details that are to be seen at `moment` (aware)."""
    return tuple(one for one in details if one.shows_at(moment))


def appears(details: Iterable[Detail], moment: datetime) -> datetime | None:
    """When the next of the reader's details will be seen; None where all are."""
    waiting = (one.visible_from for one in details if one.visible_from and not one.shows_at(moment))
    return min(waiting, default=None)


def of_session(details: Iterable[Detail], session: str) -> tuple[Detail, ...]:
    """The details to join one session: those of the whole event, and its own."""
    return tuple(one for one in details if one.session in ("", session))


def link_of(details: Sequence[Detail]) -> str:
    """The link to follow: of a session rather than of the event, for few rather than for many; '' where there is none."""
    links = [one for one in details if one.kind == "link"]
    links.sort(key=lambda one: (not one.session, SPECIFIC.index(one.audience)))
    return links[0].value if links else ""


def appears_in(person: str, session: FrozenSession) -> bool:
    """Whether the person (an id, or '' for nobody) has a part in the session."""
    return bool(person) and any(one.person == person for one in session.appearances)


def _is_for(detail: Detail, reader: JoiningReader, held: Iterable[FrozenSession]) -> bool:
    """Whether the reader is of the detail's audience; an unknown audience is nobody."""
    if detail.audience == "participants":
        return True
    if detail.audience == "person":
        return detail.participant == reader.key
    if detail.audience == "speakers":
        return any(
            appears_in(reader.programme_person_id, one) for one in held if detail.session in ("", one.id)
        )
    return False
