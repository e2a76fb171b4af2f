"""Edited rows of the sheet Segments; and hours of segments that move along with their session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from agenda.exchange.xlsx.cell_values import BadCell, Clock, clock_of, in_words, quoted
from agenda.exchange.xlsx.columns import SESSION_START, SheetRow, segments
from agenda.exchange.xlsx.edits import Desk, Edits, has_columns, is_blank, known_rows, named, number_in
from agenda.exchange.xlsx.reading import Given, GivenSheet
from agenda.exchange.xlsx.sessions import instant_in, not_after
from agenda.programme import FrozenSegment, FrozenSession, Programme, clocks


class _Place(NamedTuple):
    """The session a row is of: as it was, and as the sheet Agenda leaves it."""

    old: FrozenSession
    new: FrozenSession
    zone: str


def merge_segments(
    desk: Desk, sheet: GivenSheet | None, sessions: dict[str, FrozenSession]
) -> dict[str, tuple[FrozenSegment, ...]]:
    """The segments of each session, by its id. `sessions` are as the sheet Agenda leaves them."""
    places = {
        one.id: _Place(one, sessions.get(one.id, one), desk.event.timezone) for one in desk.programme.sessions
    }
    found = {
        identifier: [_moved(one, place.new.start - place.old.start) for one in place.old.segments]
        for identifier, place in places.items()
    }
    rows = {(str(row.ident[0]), int(row.ident[1])): row for row in segments(desk.programme).rows}
    new: list[tuple[_Place, Edits]] = []
    seen: dict[tuple[str, int], str] = {}
    for cells in _rows(desk, sheet):
        place, number = _place_of(desk, cells, places), number_in(desk, cells.get("no."))
        if place is None or number is None:
            continue
        if number == 0:
            new.append((place, Edits("", cells["session"], cells, {})))
        elif _is_known(desk, cells, place, number, rows, seen):
            edits = _edits(desk, cells, place, rows[place.old.id, number])
            found[place.old.id][number - 1] = _segment(desk, edits, place, place.old.segments[number - 1])
    for place, edits in new:
        _add(desk, edits, place, found[place.old.id], rows, seen)
    return {identifier: tuple(some) for identifier, some in found.items()}


def moved_along(before: Programme, sessions: dict[str, FrozenSession]) -> list[str]:
    """For each session that starts at another time, a sentence about its segments with hours."""
    lines = []
    for one in before.sessions:
        timed = sum(1 for segment in one.segments if segment.start)
        if timed and one.id in sessions and sessions[one.id].start != one.start:
            which = "its segment" if timed == 1 else f"the {timed} segments"
            lines.append(
                f"{named(one.title, before.event, one.id)}: the hours of {which} move along with the start, "
                "unless the sheet changes them."
            )
    return lines


def session_in(desk: Desk, given: Given) -> str | None:
    """The id of a session in a cell; None with a fault."""
    identifier = desk.string(given)
    if identifier is None:
        return None
    identifier = identifier.strip()
    if any(one.id == identifier for one in desk.programme.sessions):
        return identifier
    if not identifier:
        words = "session is empty. Write the id of one; of a new session, after it was uploaded."
    else:
        words = (
            f"no session has the id {quoted(identifier)}. Correct it; of a new session, upload that first."
        )
    desk.fault(given, words)
    return None


def _rows(desk: Desk, sheet: GivenSheet | None) -> list[dict[str, Given]]:
    if sheet is None or not has_columns(desk, sheet, "session", "no."):
        return []
    return list(known_rows(desk, sheet, segments(desk.programme)))


def _place_of(desk: Desk, cells: dict[str, Given], places: dict[str, _Place]) -> _Place | None:
    identifier = session_in(desk, cells["session"])
    return None if identifier is None else places[identifier]


def _is_known(
    desk: Desk, cells: dict[str, Given], place: _Place, number: int,
    rows: dict[tuple[str, int], SheetRow], seen: dict[tuple[str, int], str],
) -> bool:  # fmt: skip
    key = place.old.id, number
    label = named(place.old.title, desk.event, place.old.id)
    if key not in rows:
        desk.fault(
            cells["no."], f"{label} has no segment no. {number}. Leave the number empty for a new one."
        )
    elif key in seen:
        desk.fault(cells["no."], f"no. {number} of {label} stands in {seen[key]}, too. Keep one of the rows.")
    else:
        seen[key] = cells["no."].place
        return True
    return False


def _edits(desk: Desk, cells: dict[str, Given], place: _Place, row: SheetRow) -> Edits:
    segment = place.old.segments[int(row.ident[1]) - 1]
    label = f"{named(segment.title, desk.event, str(row.ident[1]))} in {named(place.old.title, desk.event, place.old.id)}"
    return Edits(label, cells["session"], cells, row.cells)


def _add(
    desk: Desk, edits: Edits, place: _Place, found: list[FrozenSegment],
    rows: dict[tuple[str, int], SheetRow], seen: dict[tuple[str, int], str],
) -> None:  # fmt: skip
    """A new segment, last; or the one that an earlier upload of the same row made."""
    trial = Desk(desk.programme, desk.book)
    made = _segment(trial, edits, place, FrozenSegment(title=()))
    for number, one in enumerate(place.old.segments, 1):
        same = (one.title, one.start, one.end) == (made.title, made.start, made.end)
        if same and (place.old.id, number) not in seen:
            seen[place.old.id, number] = edits.first.place
            return
    label = f"the new segment of {named(place.old.title, desk.event, place.old.id)}"
    found.append(_segment(desk, edits._replace(label=label), place, FrozenSegment(title=())))


def _segment(desk: Desk, edits: Edits, place: _Place, old: FrozenSegment) -> FrozenSegment:
    moved = _moved(old, place.new.start - place.old.start)
    titled = replace(moved, title=desk.texts(edits, "title", old.title, required=True))
    return _with_hours(desk, edits, place, old, titled)


def _with_hours(
    desk: Desk, edits: Edits, place: _Place, old: FrozenSegment, moved: FrozenSegment
) -> FrozenSegment:
    """The segment at the hours its cells say; where they say what was written, it moves with its session."""
    if edits.edited("start") is None and edits.edited("end") is None:
        return moved
    zone = desk.event.timezone
    before = [_clock(moment, place.old, zone) for moment in (old.start, old.end)]
    after = [
        _read(desk, edits, place, heading, was) for heading, was in zip(("start", "end"), before, strict=True)
    ]
    if _moved_before(edits, place, old, after):
        return moved
    if after == before or isinstance(after[0], BadCell) or isinstance(after[1], BadCell):
        return moved
    if (after[0] is None) != (after[1] is None):
        empty = "start" if after[0] is None else "end"
        desk.fault(edits.place(empty), f"{empty} is empty. Write both hours or neither.")
        return moved
    for heading, was, now in zip(("start", "end"), before, after, strict=True):
        _tell(desk, edits, heading, was, now)
    if not isinstance(after[0], Clock) or not isinstance(after[1], Clock):
        return replace(moved, start=None, end=None, wall_start="")
    return _at(desk, edits, place, old, moved, (after[0], after[1]))


def _moved_before(
    edits: Edits, place: _Place, old: FrozenSegment, hours: list[Clock | BadCell | None]
) -> bool:
    """Whether the cells are unedited, and the segment has moved along with its session since the sheet was made.

    So a sheet that is uploaded again does not put the segments back.
    """
    given = edits.cells.get(SESSION_START)
    start, end = hours
    both = isinstance(start, Clock) and isinstance(end, Clock)
    if (
        given is None
        or not isinstance(given.value, datetime)
        or old.start is None
        or old.end is None
        or not both
    ):
        return False
    zone = place.zone
    by = clocks.wall_of(place.old.start, zone)[0] - given.value
    now = [clocks.wall_of(moment, zone)[0] for moment in (old.start, old.end)]
    then = [
        datetime.combine(one.day or given.value.date(), one.time) for one in hours if isinstance(one, Clock)
    ]
    return [wall + by for wall in then] == now


def _at(
    desk: Desk,
    edits: Edits,
    place: _Place,
    old: FrozenSegment,
    moved: FrozenSegment,
    hours: tuple[Clock, Clock],
) -> FrozenSegment:
    day = clocks.local_date(place.new.start, desk.event.timezone)
    first, last = (datetime.combine(clock.day or day, clock.time) for clock in hours)
    start = _instant(desk, edits.place("start"), first, old.start)
    end = _instant(desk, edits.place("end"), last, old.end, later_than=start)
    if end <= start:
        not_after(desk, edits.place("end"), (first, last))
    return replace(moved, start=start, end=end, wall_start="" if start != old.start else old.wall_start)


def _instant(
    desk: Desk, given: Given, wall: datetime, old: datetime | None, later_than: datetime | None = None
) -> datetime:
    if old is not None and clocks.wall_of(old, desk.event.timezone)[0] == wall:
        return old
    return instant_in(
        desk, given, wall, old or clocks.as_if_unchanged(wall, desk.event.timezone), later_than
    )[0]


def _read(desk: Desk, edits: Edits, place: _Place, heading: str, was: Clock | None) -> Clock | BadCell | None:
    given = edits.edited(heading)
    if given is None:
        return was
    if is_blank(given.value):
        return None
    try:
        found = clock_of(given.value, desk.book.epoch)
    except BadCell as wrong:
        desk.fault(given, str(wrong))
        return wrong
    same_day = found.day == clocks.local_date(place.new.start, desk.event.timezone)
    return Clock(None, found.time) if same_day else found


def _tell(
    desk: Desk, edits: Edits, heading: str, was: Clock | BadCell | None, now: Clock | BadCell | None
) -> None:
    if was != now:
        desk.change(edits.place(heading), edits.label, heading, _words(was), _words(now))


def _words(clock: Clock | BadCell | None) -> str:
    if not isinstance(clock, Clock):
        return ""
    return in_words(datetime.combine(clock.day, clock.time) if clock.day else clock.time)


def _clock(moment: datetime | None, session: FrozenSession, zone: str) -> Clock | None:
    if moment is None:
        return None
    wall = clocks.wall_of(moment, zone)[0]
    day = None if wall.date() == clocks.local_date(session.start, zone) else wall.date()
    return Clock(day, wall.time())


def _moved(segment: FrozenSegment, by: timedelta) -> FrozenSegment:
    if segment.start is None or segment.end is None or not by:
        return segment
    return replace(segment, start=segment.start + by, end=segment.end + by, wall_start="")
