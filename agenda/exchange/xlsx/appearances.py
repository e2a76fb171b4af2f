"""Edited rows of the sheet Roles: who is in a session or one of its segments, as what, in which state.

A row is first matched to the same person in the same role, whatever its number: so a sheet that is uploaded again, or
after someone else added a person, does the same as before. Only then does the number tell whose role or person it
changes. Rows for all people of a place, each with its number, are that place's new order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec.structs import replace

from agenda.exchange.xlsx.cell_values import quoted
from agenda.exchange.xlsx.columns import REMOVE, roles
from agenda.exchange.xlsx.edits import Desk, Edits, has_columns, is_blank, known_rows, named, number_in
from agenda.exchange.xlsx.reading import Given, GivenSheet
from agenda.exchange.xlsx.segments import session_in
from agenda.programme import (
    APPEARANCE_STATES,
    ROLES,
    FrozenAppearance,
    FrozenPerson,
    FrozenSegment,
    FrozenSession,
)

_STATES = (*APPEARANCE_STATES, REMOVE)


class _Ask(NamedTuple):
    """A row: its cells, its number (0: none), and the person, role and state it asks for ('' : as it was)."""

    cells: dict[str, Given]
    number: int
    person: str
    role: str
    state: str


class Place(NamedTuple):
    """A session (by id), and the number of its segment; 0 for the session itself."""

    session: str
    segment: int


def merge_appearances(
    desk: Desk,
    sheet: GivenSheet,
    segments: dict[str, tuple[FrozenSegment, ...]],
    people: tuple[FrozenPerson, ...],
) -> dict[Place, tuple[FrozenAppearance, ...]]:
    """The people of each place that the sheet has rows of. `segments` and `people` are as the other sheets leave them."""
    if not has_columns(desk, sheet, "session"):
        return {}
    if not {"person", "name"} & set(sheet.headings):
        has_columns(desk, sheet, "person")
        return {}
    asked: dict[Place, list[_Ask]] = {}
    for cells in known_rows(desk, sheet, roles(desk.programme)):
        place = _place(desk, cells, segments)
        ask = _ask(desk, cells, people)
        if place is not None and ask is not None:
            asked.setdefault(place, []).append(ask)
    return {place: _of_place(desk, place, asks, segments, people) for place, asks in asked.items()}


def _place(
    desk: Desk, cells: dict[str, Given], segments: dict[str, tuple[FrozenSegment, ...]]
) -> Place | None:
    session = session_in(desk, cells["session"])
    number = number_in(desk, cells.get("segment"))
    if session is None or number is None:
        return None
    if number > len(segments[session]):
        desk.fault(
            cells["segment"], f"the session has no segment no. {number}. Correct it, or leave it empty."
        )
        return None
    return Place(session, number)


def _ask(desk: Desk, cells: dict[str, Given], people: tuple[FrozenPerson, ...]) -> _Ask | None:
    number = number_in(desk, cells.get("no."))
    person = _person(desk, cells, people)
    role = _word(desk, cells.get("role"), ROLES)
    state = _word(desk, cells.get("state"), _STATES)
    if number is None or person is None or role is None or state is None:
        return None
    return _Ask(cells, number, person, role, state)


def _person(desk: Desk, cells: dict[str, Given], people: tuple[FrozenPerson, ...]) -> str | None:
    """The id of the person a row names: by id, else by name. None with a fault."""
    given, by_name = cells.get("person"), cells.get("name")
    if given is not None and not is_blank(given.value):
        identifier = desk.string(given)
        if identifier is None or any(one.id == identifier.strip() for one in people):
            return identifier and identifier.strip()
        desk.fault(
            given,
            f"no person has the id {quoted(identifier)}. Correct it, or write the name and leave the id empty.",
        )
        return None
    if by_name is None or is_blank(by_name.value):
        desk.fault(
            given or by_name or cells["session"],
            "person is empty. Write the id of one, or a name of the sheet People.",
        )
        return None
    wanted = " ".join((desk.string(by_name) or "").split()).casefold()
    found = [one.id for one in people if wanted in (one.name.casefold(), one.full_name.casefold())]
    if len(found) == 1:
        return found[0]
    how_many = "no person has" if not found else f"{len(found)} people have"
    desk.fault(
        by_name, f"{how_many} the name {quoted(by_name.value)}. Write the id of one, or add a row to People."
    )
    return None


def _word(desk: Desk, given: Given | None, accepted: tuple[str, ...]) -> str | None:
    if given is None or is_blank(given.value):
        return ""
    string = desk.string(given)
    word = "-".join((string or "").lower().split())
    if string is None or word in accepted:
        return None if string is None else word
    desk.fault(given, f"{quoted(string)} is not known. Write one of {', '.join(accepted)}.")
    return None


def _of_place(
    desk: Desk,
    place: Place,
    asks: list[_Ask],
    segments: dict[str, tuple[FrozenSegment, ...]],
    people: tuple[FrozenPerson, ...],
) -> tuple[FrozenAppearance, ...]:
    session = next(one for one in desk.programme.sessions if one.id == place.session)
    current = people_of(session, place)
    matched = _by_number(asks, len(current)) or _by_likeness(desk, asks, current)
    after: dict[int, FrozenAppearance] = dict(enumerate(current))
    gone: set[int] = set()
    label = named(session.title, desk.event, session.id)
    if place.segment:
        label = f"{named(segments[session.id][place.segment - 1].title, desk.event, str(place.segment))} in {label}"
    names = {one.id: one.full_name for one in people}
    for ask, index in matched:
        old = current[index] if index is not None else None
        if old is None and ask.state == REMOVE:
            desk.notes.append(
                f"{ask.cells['state'].place}: {names[ask.person]} is not in {label}; nothing is removed."
            )
            continue
        new = _applied(ask, old)
        _tell(desk, ask, old, new, label, names)
        key = len(after) if index is None else index
        after[key] = new
        if ask.state == REMOVE:
            gone.add(key)
    return tuple(one for index, one in sorted(after.items()) if index not in gone)


def people_of(session: FrozenSession, place: Place) -> tuple[FrozenAppearance, ...]:
    """The people of a place in a session; nobody where it has no such segment."""
    if not place.segment:
        return session.people
    there = session.segments[place.segment - 1 : place.segment]
    return there[0].people if there else ()


def _by_number(asks: list[_Ask], count: int) -> list[tuple[_Ask, int | None]]:
    """Where the rows are a place's whole list: each row and the index of its number. Else nothing."""
    whole = sorted(ask.number for ask in asks) == list(range(1, count + 1))
    if not whole or any(ask.state == REMOVE for ask in asks):
        return []
    return [(ask, ask.number - 1) for ask in asks]


def _by_likeness(
    desk: Desk, asks: list[_Ask], current: tuple[FrozenAppearance, ...]
) -> list[tuple[_Ask, int | None]]:
    """Each row and the index of the appearance it is about; None for a new one, or one to remove that is not there."""
    free = set(range(len(current)))
    found: dict[int, int] = {}
    keeping_first = sorted(range(len(asks)), key=lambda row: asks[row].state == REMOVE)
    for row in keeping_first:
        ask = asks[row]
        like = [index for index in sorted(free) if _is_like(ask, current[index])]
        if like:
            found[row] = ask.number - 1 if ask.number - 1 in like else like[0]
            free.discard(found[row])
    for row, ask in enumerate(asks):
        if row not in found and ask.state != REMOVE and ask.number - 1 in free:
            found[row] = ask.number - 1
            free.discard(ask.number - 1)
    return [(ask, found.get(row)) for row, ask in enumerate(asks)]


def _is_like(ask: _Ask, one: FrozenAppearance) -> bool:
    return ask.person == one.person and ask.role in ("", one.role)


def _applied(ask: _Ask, old: FrozenAppearance | None) -> FrozenAppearance:
    words: dict[str, Any] = {"role": ask.role} if ask.role else {}
    if ask.state in APPEARANCE_STATES:
        words["state"] = ask.state
    return replace(old or FrozenAppearance(person=ask.person), person=ask.person, **words)


def _tell(
    desk: Desk,
    ask: _Ask,
    old: FrozenAppearance | None,
    new: FrozenAppearance,
    label: str,
    names: dict[str, str],
) -> None:
    """Note what the cells of a row change."""
    row = f"{names.get(old.person if old else new.person, new.person)} in {label}"
    cells = Edits(row, ask.cells["session"], ask.cells, {})
    if old is None or old.person != new.person:
        heading = "person" if "person" in ask.cells and not is_blank(ask.cells["person"].value) else "name"
        was = names.get(old.person, old.person) if old else ""
        desk.change(cells.place(heading), row, "person", was, names[new.person])
    if old is None or old.role != new.role:
        desk.change(cells.place("role"), row, "role", old.role if old else "", new.role)
    if ask.state == REMOVE:
        desk.change(cells.place("state"), row, "state", old.state if old else "", "removed")
    elif old is None or old.state != new.state:
        desk.change(cells.place("state"), row, "state", old.state if old else "", new.state)
