"""The differences between two programmes, in sentences that a delegate understands, and the people they touch."""

from __future__ import annotations

from msgspec.structs import replace

from agenda.programme.changes.event import event_changes
from agenda.programme.changes.lists import list_changes
from agenda.programme.changes.publish_impact import Entries, Touched, touched
from agenda.programme.changes.sentences import Change, Comparison, Moment, name_of, one_line, span, told
from agenda.programme.changes.sessions import session_changes
from agenda.programme.model import SCHEMA, Programme

__all__ = ["DROPPED", "Change", "Entries", "Moment", "Touched", "changes", "touched", "without_stamps"]

DROPPED = " is no longer in the programme."
"""What follows the title in the sentence of a dropped session."""


def without_stamps(programme: Programme) -> Programme:
    """A version as it is compared: everything except numbers, moments, label and note."""
    return replace(
        programme,
        sessions=tuple(replace(session, sequence=None, changed=None) for session in programme.sessions),
        dropped=(),
        days=(),
        version=0,
        published_at=None,
        label="provisional",
        note="",
        schema=SCHEMA,
    )


def changes(previous: Programme | None, current: Programme, zone: str | None = None) -> tuple[Change, ...]:
    """The differences: sessions in the order of the agenda, dropped ones after them, then the rest.

    Hours are those of clocks in `zone` (IANA), by default the event's. None only when the two are the same except for
    their stamps. Raises `UnknownZone`.
    """
    if previous is None:
        count = len(current.sessions)
        return (told("first", "", f"First version: {count} session{'' if count == 1 else 's'}."),)
    two = Comparison(previous, current, zone or current.event.timezone)
    return (
        *_agenda_changes(two),
        *event_changes(two),
        *list_changes(two),
        *_label_changes(two),
    )


def _agenda_changes(two: Comparison) -> list[Change]:
    before = {session.id: session for session in two.previous.sessions}
    gone = {one.id for one in two.previous.dropped}
    found: list[Change] = []
    for session in two.current.in_order:
        if session.id in before:
            found += session_changes(two, before[session.id], session)
        else:
            words = "back in the programme" if session.id in gone else "new"
            name = name_of(two.current, session)
            found.append(told("added", session.id, f"{name} is {words}, ", *span(two, session), "."))
    present = {session.id for session in two.current.sessions}
    found += [
        told("dropped", one.id, f"{name_of(two.previous, one)}{DROPPED}")
        for one in two.previous.in_order
        if one.id not in present
    ]
    return found


def _label_changes(two: Comparison) -> list[Change]:
    found = []
    previous, current = two.previous, two.current
    if previous.label != current.label:
        found.append(told("label", "", f"The programme is now {current.label} (was {previous.label})."))
    if current.note and previous.note != current.note:
        found.append(told("note", "", f"Note: {one_line(current.note)}"))
    return found
