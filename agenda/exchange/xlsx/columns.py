"""The layout of the workbook: sheets, their columns, and the cells of every row as they are written.

A cell that comes back as it was written is no edit; so an untouched workbook changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from agenda.programme import (
    APPEARANCE_STATES,
    AUDIENCES,
    KINDS,
    ROLES,
    STATUSES,
    FrozenAppearance,
    FrozenEvent,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    clocks,
    in_language,
)

AGENDA, SEGMENTS, ROLES_SHEET, PEOPLE, EVENT = "Agenda", "Segments", "Roles", "People", "Event"
NAMES = (AGENDA, SEGMENTS, ROLES_SHEET, PEOPLE, EVENT)

SESSION_START = "session start"
"""When a segment's session started as the sheet was made: so that hours which moved along since are known again."""

REMOVE = "remove"
"""The state that takes a person out of a session."""

TOO_LONG = "(too long for a sheet: unchanged)"
"""Stands for a text that no cell can hold; read as no edit."""

LONGEST_CELL = 32_767
"""UTF-16 units in a cell (Excel specifications and limits)."""

# What XML cannot hold, and what Excel reads as an escaped character (ECMA-376 part 1, §22.4.2.4).
_NOT_FOR_CELLS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|x005F_")

Shown = str | int | date | time | None
"""A cell as it is written; a `datetime` (which is a `date`) is a wall time."""

Form = Literal["id", "text", "choice", "date", "time", "number", "note"]


class Column(NamedTuple):
    """A column: `key` says what it holds, `language` in which; `width` is in characters. A `note` is not read back."""

    key: str
    width: int
    form: Form = "text"
    choices: tuple[str, ...] = ()
    language: str = ""

    @property
    def heading(self) -> str:
        """The words on top, by which it is found again."""
        return f"{self.key} ({self.language})" if self.language else self.key


class SheetRow(NamedTuple):
    """A row: `ident` tells it from the others of its sheet; `cells` are by heading."""

    ident: tuple[str | int, ...]
    cells: dict[str, Shown]


class SheetTable(NamedTuple):
    """A sheet of the workbook."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]

    def by_heading(self) -> dict[str, Column]:
        """Column of each heading."""
        return {column.heading: column for column in self.columns}


def tables(programme: Programme) -> tuple[SheetTable, ...]:
    """The four sheets that can be edited, in order."""
    return agenda(programme), segments(programme), roles(programme), people(programme)


def agenda(programme: Programme) -> SheetTable:
    """A row a session, in the order of the agenda."""
    event = programme.event
    columns = (
        Column("id", 22, "id"),
        Column("date", 12, "date"),
        Column("start", 8, "time"),
        Column("end", 8, "time"),
        *_texts(event, "title", 44),
        Column("kind", 14, "choice", KINDS),
        Column("status", 12, "choice", STATUSES),
        Column("audience", 13, "choice", AUDIENCES),
        Column("room", 22),
        *_texts(event, "summary", 70),
    )
    rooms = room_words(programme)
    return SheetTable(AGENDA, columns, tuple(_session(one, event, rooms) for one in programme.in_order))


def segments(programme: Programme) -> SheetTable:
    """A row a segment, numbered in its session."""
    event = programme.event
    columns = (
        Column("session", 22, "id"),
        Column("no.", 6, "number"),
        *_texts(event, "title", 50),
        Column("start", 8, "time"),
        Column("end", 8, "time"),
        Column(SESSION_START, 17, "note"),
    )
    rows = [
        _segment(session, number, one, event)
        for session in programme.in_order
        for number, one in enumerate(session.segments, 1)
    ]
    return SheetTable(SEGMENTS, columns, tuple(rows))


def roles(programme: Programme) -> SheetTable:
    """A row a person in a session or segment, numbered in the order given."""
    columns = (
        Column("session", 22, "id"),
        Column("segment", 9, "number"),
        Column("no.", 6, "number"),
        Column("person", 22, "id"),
        Column("name", 34, "note"),
        Column("role", 20, "choice", ROLES),
        Column("state", 12, "choice", (*APPEARANCE_STATES, REMOVE)),
    )
    rows = [
        _role(programme, (session.id, place, number), one)
        for session in programme.in_order
        for place, group in enumerate((session.people, *(one.people for one in session.segments)))
        for number, one in enumerate(group, 1)
    ]
    return SheetTable(ROLES_SHEET, columns, tuple(rows))


def people(programme: Programme) -> SheetTable:
    """A row a person."""
    event = programme.event
    columns = (
        Column("id", 22, "id"),
        Column("honorific", 12),
        Column("name", 30),
        *_texts(event, "position", 34),
        *_texts(event, "organisation", 44),
        Column("country", 9),
    )
    rows = [
        SheetRow(
            (one.id,),
            {
                "id": one.id,
                "honorific": fitting(one.honorific),
                "name": fitting(one.name),
                **_strings(event, "position", one.position),
                **_strings(event, "organisation", one.organisation),
                "country": fitting(one.country),
            },
        )
        for one in programme.people
    ]
    return SheetTable(PEOPLE, columns, tuple(rows))


def room_words(programme: Programme) -> dict[str, str]:
    """The word for each room (by id): its name, or its id where the name would not tell it from others."""
    event = programme.event
    names = {room.id: in_language(room.name, event.language, "en")[0] for room in programme.rooms}
    seen = Counter(names.values())
    return {
        identifier: name
        if name.strip() and seen[name] == 1 and name not in names and fitting(name) == name
        else identifier
        for identifier, name in names.items()
    }


def fitting(string: str) -> str | None:
    """The cell of a string: itself, nothing where it is empty, or `TOO_LONG`."""
    if not string:
        return None
    units = len(string.encode("utf-16-le", "surrogatepass")) // 2
    return TOO_LONG if units > LONGEST_CELL or _NOT_FOR_CELLS.search(string) else string


def hours(start: datetime, end: datetime, zone: str, day: date | None = None) -> tuple[Shown, Shown]:
    """The cells of two instants on clocks of the zone: a time where it is on `day` (the start's own), else with its date."""
    walls = [clocks.wall_of(moment, zone)[0] for moment in (start, end)]
    day = day or walls[0].date()
    first, last = (wall.time() if wall.date() == day else wall for wall in walls)
    return first, last


def languages_of(event: FrozenEvent) -> tuple[str, ...]:
    """'' for the event's own language, then the codes of the others."""
    return "", *(one for one in event.languages if one != event.language)


def _texts(event: FrozenEvent, key: str, width: int) -> list[Column]:
    return [Column(key, width, language=language) for language in languages_of(event)]


def _strings(event: FrozenEvent, key: str, text: Text) -> dict[str, Shown]:
    strings = dict(text)
    return {
        column.heading: fitting(strings.get(column.language or event.language, ""))
        for column in _texts(event, key, 0)
    }


def _session(one: FrozenSession, event: FrozenEvent, rooms: dict[str, str]) -> SheetRow:
    start, end = hours(one.start, one.end, event.timezone)
    cells: dict[str, Shown] = {
        "id": one.id,
        "date": clocks.local_date(one.start, event.timezone),
        "start": start,
        "end": end,
        **_strings(event, "title", one.title),
        "kind": one.kind,
        "status": one.status,
        "audience": one.audience,
        "room": rooms.get(one.room, one.room) or None,
        **_strings(event, "summary", one.summary),
    }
    return SheetRow((one.id,), cells)


def _segment(session: FrozenSession, number: int, one: FrozenSegment, event: FrozenEvent) -> SheetRow:
    start: Shown = None
    end: Shown = None
    if one.start and one.end:
        day = clocks.local_date(session.start, event.timezone)
        start, end = hours(one.start, one.end, event.timezone, day)
    texts = _strings(event, "title", one.title)
    cells: dict[str, Shown] = {"session": session.id, "no.": number, **texts, "start": start, "end": end}
    cells[SESSION_START] = clocks.wall_of(session.start, event.timezone)[0] if start else None
    return SheetRow((session.id, number), cells)


def _role(programme: Programme, ident: tuple[str, int, int], one: FrozenAppearance) -> SheetRow:
    person = programme.people_by_id.get(one.person)
    session, place, number = ident
    cells: dict[str, Shown] = {
        "session": session,
        "segment": place or None,
        "no.": number,
        "person": one.person,
        "name": fitting(person.full_name) if person else None,
        "role": one.role,
        "state": one.state,
    }
    return SheetRow(ident, cells)
