"""A workbook made of an older programme, put on the current one: cells as the base wrote them become as they are now.

So only cells that the user of the sheet changed are edits, and what others changed since is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from agenda.exchange.xlsx.appearances import Place, people_of
from agenda.exchange.xlsx.cell_values import in_words
from agenda.exchange.xlsx.columns import (
    AGENDA,
    PEOPLE,
    ROLES_SHEET,
    SEGMENTS,
    SESSION_START,
    SheetRow,
    SheetTable,
    agenda,
    people,
    roles,
    segments,
)
from agenda.exchange.xlsx.edits import Desk, named, number_in, same
from agenda.exchange.xlsx.reading import Book, Given, GivenSheet
from agenda.programme import FrozenAppearance, FrozenSession, Programme, Text

Cells = dict[str, Given]
Wanted = Callable[[], tuple[Programme, tuple[str, ...]]]
"""Gives the base with the edits of the workbook, and the faults of those that cannot be taken."""

Outline = list[tuple[Text, timedelta | None, timedelta | None]]


def rebased(desk: Desk, base: Programme, wanted: Wanted) -> Book:
    """The workbook of `desk`, which was made of `base`, as if it were made of the programme of `desk`.

    Notes in `desk` which cells others changed, too, and faults where a changed cell's row is gone, or is in a list that
    is another now.
    """
    now = desk.programme
    sheets = dict(desk.book.sheets)
    if AGENDA in sheets:
        labels = {one.id: named(one.title, base.event, one.id) for one in base.sessions}
        sheets[AGENDA] = _by_id(desk, sheets[AGENDA], agenda(base), agenda(now), labels)
    if PEOPLE in sheets:
        names = {one.id: one.full_name for one in base.people}
        sheets[PEOPLE] = _by_id(desk, sheets[PEOPLE], people(base), people(now), names)
    lists = _Lists(desk, base, wanted)
    if SEGMENTS in sheets:
        sheets[SEGMENTS] = lists.of_segments(sheets[SEGMENTS])
    if ROLES_SHEET in sheets:
        sheets[ROLES_SHEET] = lists.of_roles(sheets[ROLES_SHEET])
    return desk.book._replace(sheets=sheets)


def _by_id(
    desk: Desk, sheet: GivenSheet, old: SheetTable, new: SheetTable, labels: dict[str, str]
) -> GivenSheet:
    """The rows of a sheet whose column `id` tells them apart."""
    before = {str(row.ident[0]): row for row in old.rows}
    after = {str(row.ident[0]): row for row in new.rows}
    rows: dict[int, Cells] = {}
    for number, cells in sheet.rows.items():
        identifier = in_words(cells["id"].value).strip() if "id" in cells else ""
        was, now = before.get(identifier), after.get(identifier)
        if was is None:
            rows[number] = cells
        elif now is not None:
            rows[number] = _settled(desk, cells, was, now)
        elif (changed := _changed(cells, was)) is not None:
            desk.fault(
                changed,
                f"others have taken {labels[identifier]} out since. Put the cell back, or delete its row.",
            )
    return sheet._replace(rows=rows)


def _settled(desk: Desk, cells: Cells, was: SheetRow, now: SheetRow) -> Cells:
    """A row with the cells that are as the base wrote them as they would be written now."""
    found = dict(cells)
    for heading, current in now.cells.items():
        given = cells.get(heading.casefold())
        if given is None:
            continue
        if same(was.cells.get(heading), given.value):
            found[heading.casefold()] = given._replace(value=current)
        elif was.cells.get(heading) != current:
            desk.meanwhile[given.place] = in_words(current) or "(empty)"
    return found


def _changed(cells: Cells, was: SheetRow | None) -> Given | None:
    """The first cell of a row that is another than the base wrote; of a new row, the first with anything in it."""
    written = was.cells if was is not None else {}
    notes = {SESSION_START, "name"} if "person" in cells else {SESSION_START}
    for heading, given in cells.items():
        value = next((shown for known, shown in written.items() if known.casefold() == heading), None)
        known = was is None or any(one.casefold() == heading for one in written)
        if known and heading not in notes and not same(value, given.value):
            return given
    return None


class _Lists:
    """The lists whose rows are known by number: segments of sessions, people of sessions and segments."""

    def __init__(self, desk: Desk, base: Programme, wanted: Wanted) -> None:
        self.desk = desk
        self.base = base
        self.olds = _by_ids(base)
        self.news = _by_ids(desk.programme)
        self._ask = wanted
        self._quiet = Desk(base, desk.book)

    @cached_property
    def _wanted(self) -> tuple[dict[str, FrozenSession], set[str]]:
        """The sessions of the base with the edits of the workbook, by id; and the names of sheets with faults."""
        programme, faults = self._ask()
        return _by_ids(programme), {fault.split("!", 1)[0] for fault in faults}

    def of_segments(self, sheet: GivenSheet) -> GivenSheet:
        """The rows of the sheet Segments."""
        return self._of(
            sheet, segments(self.base), segments(self.desk.programme), self._session, self._segments
        )

    def of_roles(self, sheet: GivenSheet) -> GivenSheet:
        """The rows of the sheet Roles."""
        return self._of(sheet, roles(self.base), roles(self.desk.programme), self._place, self._people)

    def _session(self, cells: Cells) -> Place | None:
        """The session of the base that a row is of."""
        identifier = in_words(cells["session"].value).strip() if "session" in cells else ""
        return Place(identifier, 0) if identifier in self.olds else None

    def _place(self, cells: Cells) -> Place | None:
        """The session or segment of the base that a row is of."""
        session, number = self._session(cells), number_in(self._quiet, cells.get("segment"))
        return None if session is None or number is None else Place(session.session, number)

    def _segments(self, place: Place, then: FrozenSession, now: FrozenSession) -> bool:
        """Whether numbers of segments mean the same ones in both sessions."""
        return _aligned(_outline(then), _outline(now))

    def _people(self, place: Place, then: FrozenSession, now: FrozenSession) -> bool:
        """Whether the same people are in the same place of both sessions, in the same order."""
        there: list[tuple[FrozenAppearance, ...]] = [people_of(one, place) for one in (then, now)]
        return there[0] == there[1] and (not place.segment or self._segments(place, then, now))

    def _of(
        self,
        sheet: GivenSheet,
        old: SheetTable,
        new: SheetTable,
        place_of: Callable[[Cells], Place | None],
        alike: Callable[[Place, FrozenSession, FrozenSession], bool],
    ) -> GivenSheet:
        before = {row.ident: row for row in old.rows}
        after = {row.ident: row for row in new.rows}
        rows: dict[int, Cells] = {}
        moved: dict[Place, list[Given]] = {}
        for line, cells in sheet.rows.items():
            place, number = place_of(cells), number_in(self._quiet, cells.get("no."))
            if place is None or number is None:
                rows[line] = cells
                continue
            ident = (place.session, number) if old.name == SEGMENTS else (*place, number)
            was, now, session = before.get(ident), after.get(ident), self.news.get(place.session)
            if session is not None and alike(place, self.olds[place.session], session):
                rows[line] = _settled(self.desk, cells, was, now) if was and now else cells
            elif (changed := _changed(cells, was)) is not None:
                moved.setdefault(place, []).append(changed)
        for place, changes in moved.items():
            self._judge(old.name, place, changes[0], alike)
        return sheet._replace(rows=rows)

    def _judge(
        self,
        name: str,
        place: Place,
        changed: Given,
        alike: Callable[[Place, FrozenSession, FrozenSession], bool],
    ) -> None:
        """Note that a list cannot be changed by this sheet, unless there is nothing left to change in it."""
        old, new = self.olds[place.session], self.news.get(place.session)
        label = named(old.title, self.base.event, old.id)
        if new is None:
            words = f"others have taken {label} out since. Put the cell back, or delete its row."
            self.desk.fault(changed, words)
            return
        wanted, faulty = self._wanted
        sought = wanted[place.session]
        if name not in faulty and any(self._is_there(name, place, sought, one, alike) for one in (old, new)):
            return
        what = "segments" if name == SEGMENTS else "people"
        if place.segment and place.segment <= len(old.segments):
            title = old.segments[place.segment - 1].title
            label = f"{named(title, self.base.event, str(place.segment))} in {label}"
        self.desk.fault(
            changed,
            f"others have changed the {what} of {label} since. Download again and make the change there.",
        )

    @staticmethod
    def _is_there(
        name: str,
        place: Place,
        wanted: FrozenSession,
        there: FrozenSession,
        alike: Callable[[Place, FrozenSession, FrozenSession], bool],
    ) -> bool:
        """Whether a session says of a place what the sheet wants of it."""
        return _outline(wanted) == _outline(there) if name == SEGMENTS else alike(place, wanted, there)


def _by_ids(programme: Programme) -> dict[str, FrozenSession]:
    return {one.id: one for one in programme.sessions}


def _outline(session: FrozenSession) -> Outline:
    """Titles and hours of the segments, counted from the start of the session: they move along with it."""

    def since_start(moment: datetime | None) -> timedelta | None:
        return moment - session.start if moment else None

    return [(one.title, since_start(one.start), since_start(one.end)) for one in session.segments]


def _aligned(old: Outline, new: Outline) -> bool:
    """Whether each segment has its number still: nothing but titles, or nothing but hours, is another in any of them."""
    titles = {title for title, *_ in old}
    return len(old) == len(new) and all(
        then[0] == now[0] or (then[1:] == now[1:] and now[0] not in titles)
        for then, now in zip(old, new, strict=True)
    )
