"""A workbook taken into a programme: only the rows and columns it has, and all of them or nothing."""

from __future__ import annotations

from collections.abc import Container
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from agenda.exchange import one_line
from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx.appearances import Place, merge_appearances
from agenda.exchange.xlsx.cell_values import in_words, quoted
from agenda.exchange.xlsx.columns import AGENDA, EVENT, PEOPLE, ROLES_SHEET, SEGMENTS
from agenda.exchange.xlsx.edits import CellChange, Desk
from agenda.exchange.xlsx.people import merge_people
from agenda.exchange.xlsx.reading import Book, GivenSheet
from agenda.exchange.xlsx.rebasing import rebased
from agenda.exchange.xlsx.segments import merge_segments, moved_along
from agenda.exchange.xlsx.sessions import merge_sessions
from agenda.programme import FrozenAppearance, FrozenSession, Programme


class Merged(NamedTuple):
    """The result of an upload: the programme, each change by its cell, and remarks that stop nothing."""

    programme: Programme
    changes: tuple[CellChange, ...]
    notes: tuple[str, ...]


def merge(
    programme: Programme, book: Book, base: Programme | None = None, taken: Container[str] = ()
) -> Merged:
    """The programme with the edits of a workbook: cells that are other than was written from `base` (None: from itself).

    An untouched workbook gives the same programme. A new session has an id, none of `taken`, and no slug yet. Raises
    `ImportRefused`, each fault with its cell.
    """
    _check_event(programme, book)
    desk = Desk(programme, book)
    desk.notes.extend(f"The sheet {quoted(name)} is not known and was left out." for name in book.others)
    ours = rebased(desk, base, partial(_wanted, base, book)) if base else book
    merged = _taken_in(desk, ours.sheets, taken)
    desk.context.faults.raise_if_any()
    return Merged(merged, desk.changes(), tuple(one_line(note) for note in desk.notes))


def _wanted(base: Programme, book: Book) -> tuple[Programme, tuple[str, ...]]:
    """The programme as the workbook has it, and its faults: cells with a fault are left as they were."""
    desk = Desk(base, book)
    made = _taken_in(desk, book.sheets, ())
    try:
        desk.context.faults.raise_if_any()
    except ImportRefused as refused:
        return made, refused.faults
    return made, ()


def _taken_in(desk: Desk, sheets: dict[str, GivenSheet], taken: Container[str]) -> Programme:
    programme = desk.programme
    people = merge_people(desk, sheets[PEOPLE]) if PEOPLE in sheets else programme.people
    sessions = merge_sessions(desk, sheets[AGENDA], taken) if AGENDA in sheets else {}
    segments = merge_segments(desk, sheets.get(SEGMENTS), sessions)
    roles = merge_appearances(desk, sheets[ROLES_SHEET], segments, people) if ROLES_SHEET in sheets else {}
    desk.notes.extend(moved_along(programme, sessions))
    known = {one.id for one in programme.sessions}
    kept = [
        _with_people(replace(sessions.get(one.id, one), segments=segments[one.id]), roles)
        for one in programme.sessions
    ]
    new = [session for identifier, session in sessions.items() if identifier not in known]
    return replace(programme, people=people, sessions=(*kept, *new))


def facts_of(book: Book) -> dict[str, str]:
    """The values of the sheet Event by its first column: `slug`, `time zone`, `version`; empty without that sheet."""
    sheet = book.sheets.get(EVENT)
    found: dict[str, str] = {}
    for row in sheet.rows.values() if sheet else ():
        if "about" in row and "value" in row:
            found.setdefault(in_words(row["about"].value), in_words(row["value"].value).strip())
    return found


def _check_event(programme: Programme, book: Book) -> None:
    """Raises `ImportRefused` for a workbook of another event, or whose hours are on another clock."""
    facts = facts_of(book)
    slug, zone = facts.get("slug", ""), facts.get("time zone", "")
    if slug and slug != programme.event.slug:
        raise ImportRefused(
            [
                f"{EVENT}!B2: the workbook is of the event {quoted(slug)}, not of “{programme.event.slug}”. Upload it there."
            ]
        )
    if zone and zone != programme.event.timezone:
        raise ImportRefused(
            [
                f"{EVENT}!B3: the times are on the clock of {quoted(zone)}, and the event is now in "
                f"“{programme.event.timezone}”. Download the workbook again and make the changes there."
            ]
        )


def _with_people(session: FrozenSession, roles: dict[Place, tuple[FrozenAppearance, ...]]) -> FrozenSession:
    segments = tuple(
        replace(one, people=roles.get(Place(session.id, number), one.people))
        for number, one in enumerate(session.segments, 1)
    )
    return replace(session, people=roles.get(Place(session.id, 0), session.people), segments=segments)
