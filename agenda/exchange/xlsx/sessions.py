"""Edited rows of the sheet Agenda become sessions: texts, words of lists, room, and hours on the host's clock."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from msgspec.structs import replace

from agenda.exchange.xlsx.cell_values import BadCell, Clock, clock_of, date_of, in_words, quoted
from agenda.exchange.xlsx.columns import SheetTable, agenda, room_words
from agenda.exchange.xlsx.edits import Desk, Edits, is_blank, named, rows_by_id
from agenda.exchange.xlsx.reading import Given, GivenSheet
from agenda.programme import AUDIENCES, KINDS, STATUSES, FrozenSession, clocks, editing

_NEVER = datetime(1973, 1, 1, tzinfo=UTC)


class SheetHours(NamedTuple):
    """Date, start and end as cells say them; an end without date is on the date of the start."""

    day: date
    start: time
    end: Clock

    @property
    def walls(self) -> tuple[datetime, datetime]:
        """Start and end on the host's clock."""
        end = datetime.combine(self.end.day or self.day, self.end.time)
        return datetime.combine(self.day, self.start), end


def merge_sessions(desk: Desk, sheet: GivenSheet, taken: Container[str]) -> dict[str, FrozenSession]:
    """The sessions that the sheet has rows of, by id, as it leaves them; new ones last, with an id and without a slug."""
    table = agenda(desk.programme)
    labels = {one.id: named(one.title, desk.event, one.id) for one in desk.programme.sessions}
    current = {one.id: one for one in desk.programme.sessions}
    found: dict[str, FrozenSession] = {}
    new: list[Edits] = []
    for edits in rows_by_id(desk, sheet, table, "session", labels):
        if edits.written:
            identifier = str(edits.written["id"])
            found[identifier] = _session(desk, edits, current[identifier])
        else:
            new.append(edits)
    for edits in new:
        _add(desk, edits, table, current, found, taken)
    return found


def _add(
    desk: Desk,
    edits: Edits,
    table: SheetTable,
    current: dict[str, FrozenSession],
    found: dict[str, FrozenSession],
    taken: Container[str],
) -> None:
    """A new session; or the one that an earlier upload of the same row made, so that a second one adds nothing."""
    twin = _twin(desk, edits, current, found)
    if twin is not None:
        written = next(row.cells for row in table.rows if row.ident == (twin.id,))
        label = named(twin.title, desk.event, twin.id)
        found[twin.id] = _session(desk, Edits(label, edits.first, edits.cells, {**written, "id": None}), twin)
        return
    title = desk.string(edits.cells["title"]) if "title" in edits.cells else ""
    label = f"the new session “{' '.join((title or '').split())}”"
    blank = FrozenSession(id="", slug="", title=(), start=_NEVER, end=_NEVER)
    session = _session(desk, edits._replace(label=label), blank)
    so_far = replace(desk.programme, sessions=(*current.values(), *found.values()))
    identifier = editing.free_names(so_far, session.title, {})[0]
    number = 2
    base = identifier
    while identifier in taken:
        identifier, number = f"{base[:60]}-{number}", number + 1
    wall = clocks.wall_of(session.start, desk.event.timezone)[0].isoformat(timespec="minutes")
    found[identifier] = replace(session, id=identifier, wall_start=wall)


def _twin(
    desk: Desk, edits: Edits, current: dict[str, FrozenSession], found: dict[str, FrozenSession]
) -> FrozenSession | None:
    """The session of the same title and hours that no other row is about."""
    trial = Desk(desk.programme, desk.book)
    made = _session(trial, edits, FrozenSession(id="", slug="", title=(), start=_NEVER, end=_NEVER))
    main = dict(made.title).get(desk.event.language)
    for one in current.values():
        same = (one.start, one.end, dict(one.title).get(desk.event.language)) == (made.start, made.end, main)
        if same and one.id not in found:
            return one
    return None


def _session(desk: Desk, edits: Edits, old: FrozenSession) -> FrozenSession:
    title = desk.texts(edits, "title", old.title, required=True)
    start, end = _placed(desk, edits, old)
    words: dict[str, Any] = {
        "kind": desk.choice(edits, "kind", old.kind, KINDS, "session"),
        "status": desk.choice(edits, "status", old.status, STATUSES, "confirmed"),
        "audience": desk.choice(edits, "audience", old.audience, AUDIENCES, "public"),
    }
    wall = old.wall_start
    if start != old.start:
        wall = clocks.wall_of(start, desk.event.timezone)[0].isoformat(timespec="minutes")
    return replace(
        old,
        title=title,
        start=start,
        end=end,
        wall_start=wall,
        room=_room(desk, edits, old.room),
        summary=desk.texts(edits, "summary", old.summary, markdown=True),
        **words,
    )


def _room(desk: Desk, edits: Edits, old: str) -> str:
    """The id of the room a cell names."""
    given = edits.edited("room")
    string = None if given is None else desk.string(given)
    if given is None or string is None:
        return old
    words = room_words(desk.programme)
    found = _room_named(desk, words, " ".join(string.split()))
    if found is None:
        known = ", ".join(words.values()) or "none; add it in the admin first"
        desk.fault(given, f"no room is named {quoted(string)}. The rooms are: {known}.")
        return old
    if found != old:
        desk.change(given, edits.label, "room", words.get(old, old), words.get(found, ""))
    return found


def _room_named(desk: Desk, words: dict[str, str], string: str) -> str | None:
    """The id of the room with that name or id; '' for no room; None where there is none or more than one."""
    if not string or string in words:
        return string
    wanted = string.casefold()
    found = {
        room.id
        for room in desk.programme.rooms
        for name in (words[room.id], *(name for _, name in room.name))
        if " ".join(name.split()).casefold() == wanted
    }
    return found.pop() if len(found) == 1 else None


def _placed(desk: Desk, edits: Edits, old: FrozenSession) -> tuple[datetime, datetime]:
    """Start and end (UTC) that the cells leave; those of `old` where a cell is wrong, which is noted."""
    zone = desk.event.timezone
    before = _hours_of(old, zone) if edits.written else None
    after = _hours_in(desk, edits, before)
    if after is None:
        return old.start, old.end
    walls = after.walls
    old_walls = before.walls if before else (None, None)
    start, end = old.start, old.end
    first, last = edits.place("start"), edits.place("end")
    remarks = ["", ""]
    if walls[0] != old_walls[0]:
        place = first if not before or after.start != before.start else edits.place("date")
        start, remarks[0] = instant_in(desk, place, walls[0], old.start)
    if walls[1] != old_walls[1]:
        end, remarks[1] = instant_in(desk, last, walls[1], old.end, later_than=start)
    if (start, end) != (old.start, old.end) and end <= start:
        not_after(desk, last, walls)
    _tell_hours(desk, edits, before, after, remarks)
    return start, end


def not_after(desk: Desk, given: Given, walls: tuple[datetime, datetime]) -> None:
    """Note that an end is not after its start."""
    start, end = (in_words(wall) for wall in walls)
    desk.fault(
        given,
        f"the end, {end}, is not after the start, {start}. Write a later one; on another day, with its date.",
    )


def _hours_of(old: FrozenSession, zone: str) -> SheetHours:
    start, end = (clocks.wall_of(moment, zone)[0] for moment in (old.start, old.end))
    day = None if end.date() == start.date() else end.date()
    return SheetHours(start.date(), start.time(), Clock(day, end.time()))


def _hours_in(desk: Desk, edits: Edits, before: SheetHours | None) -> SheetHours | None:
    """The hours in the cells; for a missing column, the hours as they were. None with a fault."""
    day, start, end = (before.day, Clock(None, before.start), before.end) if before else (None, None, None)
    found: dict[str, Any] = {"date": day, "start": start, "end": end}
    faulty = False
    for heading in found:
        given = edits.edited(heading)
        if given is None and before:
            continue
        given = given or edits.place(heading)
        try:
            if heading not in edits.cells or is_blank(given.value):
                advice = "like 2020-09-08" if heading == "date" else "like 14:15"
                raise BadCell(f"{heading} is empty. Write one {advice}.")
            read = date_of if heading == "date" else clock_of
            found[heading] = read(given.value, desk.book.epoch)
        except BadCell as wrong:
            desk.fault(given, str(wrong))
            faulty = True
    if faulty:
        return None
    return _on_its_day(desk, edits, found["date"], found["start"], found["end"])


def _on_its_day(desk: Desk, edits: Edits, day: date, start: Clock, end: Clock) -> SheetHours | None:
    if start.day not in (None, day):
        desk.fault(
            edits.place("start"),
            f"is on {start.day}, while the date of its row is {day}. Write the time only.",
        )
        return None
    return SheetHours(day, start.time, end)


def instant_in(
    desk: Desk, given: Given, wall: datetime, otherwise: datetime, later_than: datetime | None = None
) -> tuple[datetime, str]:
    """The instant (UTC) of a wall time, and a remark where it comes twice: the first, after `later_than` if one is.

    An hour that does not exist or is out of reach is noted, and `otherwise` given.
    """
    zone = desk.event.timezone
    try:
        found = clocks.instants_of(wall, zone)
    except clocks.UnsupportedDate:
        desk.fault(
            given, f"{wall:%Y-%m-%d} is out of reach. Dates go from {clocks.EARLIEST} to {clocks.LATEST}."
        )
        return otherwise, ""
    if not found:
        desk.fault(
            given,
            f"“{in_words(wall)}” does not exist in {zone}: clocks go forward over it. Write another hour.",
        )
        return otherwise, ""
    taken = next((one for one in found if later_than is None or one > later_than), found[0])
    if len(found) == 1:
        return taken, ""
    which = "first" if taken == found[0] else "second"
    return taken, f" (this hour comes twice; the {which} is taken)"


def _tell_hours(
    desk: Desk, edits: Edits, before: SheetHours | None, after: SheetHours, remarks: list[str]
) -> None:
    """Note the changes of date, start and end; an end counts as changed where its own cell says another hour."""
    if before is None or before.day != after.day:
        remark = remarks[0] if before and before.start == after.start else ""
        desk.change(
            edits.place("date"),
            edits.label,
            "date",
            str(before.day) if before else "",
            str(after.day) + remark,
        )
    if before is None or before.start != after.start:
        old = in_words(before.start) if before else ""
        desk.change(edits.place("start"), edits.label, "start", old, in_words(after.start) + remarks[0])
    expected = before._replace(day=after.day).walls[1] if before else None
    if before is None or after.walls[1] != expected:
        old = _end_words(before) if before else ""
        desk.change(edits.place("end"), edits.label, "end", old, _end_words(after) + remarks[1])


def _end_words(hours: SheetHours) -> str:
    wall = hours.walls[1]
    return in_words(wall.time() if wall.date() == hours.day else wall)
