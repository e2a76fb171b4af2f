"""The edits of a sheet: cells that differ from how they were written, understood one by one, faults and changes noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from agenda.exchange import one_line
from agenda.exchange.json import Context, JsonObject, Reader
from agenda.exchange.xlsx.cell_values import in_words, quoted
from agenda.exchange.xlsx.columns import NAMES, TOO_LONG, SheetTable, Shown, languages_of
from agenda.exchange.xlsx.reading import Book, Given, GivenSheet, UnreadableSheet, Value
from agenda.programme import FrozenEvent, Programme, Text, in_language, text_of

_LONGEST_IN_LINE = 80


class CellChange(NamedTuple):
    """The change of a cell, in words: its place, the subject of its row, its column, before and after.

    `meanwhile` is what it says now, where others changed it, too, since the sheet was made; else ''.
    """

    cell: str
    row: str
    column: str
    old: str
    new: str
    meanwhile: str = ""

    @property
    def line(self) -> str:
        """`Agenda!C5: start of “Session 2”: 15:15 → 15:30`."""
        warning = f" (also changed since by others: now {_short(self.meanwhile)})" if self.meanwhile else ""
        return one_line(
            f"{self.cell}: {self.column} of {self.row}: {_short(self.old)} → {_short(self.new)}{warning}"
        )


class Edits(NamedTuple):
    """A row of a sheet: its cells by our headings, and how they were written (nothing for a new row)."""

    label: str
    first: Given
    cells: dict[str, Given]
    written: dict[str, Shown]

    def edited(self, heading: str) -> Given | None:
        """The cell under a heading, where it is another than was written."""
        given = self.cells.get(heading)
        return None if given is None or same(self.written.get(heading), given.value) else given

    def place(self, heading: str) -> Given:
        """The cell under a heading, else the row's first."""
        return self.cells.get(heading, self.first)


class Desk:
    """The faults and changes gathered while a workbook is merged into a programme."""

    def __init__(self, programme: Programme, book: Book) -> None:
        event = programme.event
        self.programme = programme
        self.book = book
        self.context = Context(language=event.language, languages=event.languages, timezone=event.timezone)
        self.notes: list[str] = []
        self.meanwhile: dict[str, str] = {}
        self._changes: list[tuple[tuple[int, int, int], CellChange]] = []

    @property
    def event(self) -> FrozenEvent:
        """The event, which a sheet does not change."""
        return self.programme.event

    def fault(self, given: Given, words: str) -> None:
        """Note that a cell cannot be taken."""
        self.context.faults.add(given.place, words)

    def change(self, given: Given, row: str, column: str, old: str, new: str) -> None:
        """Note what a cell changes."""
        order = NAMES.index(given.sheet), given.row, given.column
        meanwhile = self.meanwhile.get(given.place, "")
        self._changes.append((order, CellChange(given.place, row, column, old, new, meanwhile)))

    def changes(self) -> tuple[CellChange, ...]:
        """All changes, in the order of sheets, rows and columns."""
        return tuple(change for _, change in sorted(self._changes, key=lambda one: one[0]))

    def string(self, given: Given) -> str | None:
        """The text of a cell; a number is written out. None with a fault."""
        value = given.value
        if isinstance(value, UnreadableSheet):
            self.fault(given, f"{value.why}. Write the value itself.")
            return None
        if isinstance(value, date | time):
            self.fault(
                given, f"{quoted(value)} is a date or time. Format the cell as text and write it again."
            )
            return None
        return in_words(value)

    def text(self, edits: Edits, heading: str, old: str, *, longest: int, required: bool = False) -> str:
        """The string on one line that a cell leaves."""
        given = edits.edited(heading)
        string = None if given is None else self.string(given)
        if given is None or string is None:
            return old
        found = _CellReader.of_cell(string, given, self.context).string(
            "cell", longest=longest, required=required
        )
        self._changed(edits, heading, given, old, found)
        return found

    def texts(
        self, edits: Edits, key: str, old: Text, *, required: bool = False, markdown: bool = False
    ) -> Text:
        """The text that the cells of its languages leave."""
        strings = dict(old)
        cleared = not edits.written
        for code in languages_of(self.event):
            heading = f"{key} ({code})" if code else key
            given = edits.edited(heading)
            string = None if given is None else self.string(given)
            if given is None or string is None:
                continue
            language = code or self.event.language
            reader = _CellReader.of_cell(string, given, self.context)
            found = dict(reader.text("cell", markdown=markdown)).get(self.event.language, "")
            self._changed(edits, heading, given, strings.get(language, ""), found)
            strings[language] = "" if is_blank(string) else found or string
            cleared = cleared or (is_blank(string) and (not code or not any(strings.values())))
        if required and cleared and not strings.get(self.event.language):
            self.fault(edits.place(key), f"{key} is empty. Write one.")
        return text_of(strings)

    def choice(self, edits: Edits, heading: str, old: str, accepted: tuple[str, ...], default: str) -> str:
        """The word of a list that a cell leaves; an emptied one leaves the default."""
        given = edits.edited(heading)
        string = None if given is None else self.string(given)
        if given is None or string is None:
            return old
        found = "-".join(string.lower().split()) or default
        if found not in accepted:
            self.fault(given, f"{quoted(string)} is not known. Write one of {', '.join(accepted)}.")
            return old
        if found != old:
            self._changed(edits, heading, given, old, found)
        return found

    def _changed(self, edits: Edits, heading: str, given: Given, old: str, new: str) -> None:
        if old != new:
            self.change(given, edits.label, heading, "" if not edits.written else old, new)


class _CellReader(Reader):
    """Reads one cell by the rules of the interchange format; faults name the cell."""

    @classmethod
    def of_cell(cls, string: str, given: Given, context: Context) -> _CellReader:
        return cls(JsonObject({"cell": string}), given.place, ("cell",), context)

    def at(self, key: str) -> str:
        return self.place


def named(text: Text, event: FrozenEvent, fallback: str) -> str:
    """A title on one line in quotation marks; the fallback where there is none."""
    words = " ".join(in_language(text, event.language, "en")[0].split())
    return f"“{words or fallback}”"


def known_rows(desk: Desk, sheet: GivenSheet, table: SheetTable) -> Iterator[dict[str, Given]]:
    """The rows of a sheet with anything in a column we know, by our headings; other columns are noted."""
    columns = {column.heading.casefold(): column for column in table.columns}
    for heading, number in sheet.headings.items():
        if heading not in columns:
            place = Given(sheet.name, 1, number, None).place
            desk.notes.append(
                one_line(f"{place}: the column “{heading[:80]}” is not known and was left out.")
            )
    read_back = {column.heading for column in table.columns if column.form != "note"}
    for row in sheet.rows.values():
        cells = {columns[heading].heading: given for heading, given in row.items() if heading in columns}
        if any(not is_blank(given.value) for heading, given in cells.items() if heading in read_back):
            yield cells


def has_columns(desk: Desk, sheet: GivenSheet, *headings: str) -> bool:
    """Whether the sheet has these columns, without which its rows cannot be told apart; a fault where not."""
    missing = [heading for heading in headings if heading.casefold() not in sheet.headings]
    for heading in missing:
        desk.context.faults.add(
            f"{sheet.name}!A1", f"the column “{heading}” is missing. Headings stand in the first row."
        )
    return not missing


def rows_by_id(
    desk: Desk, sheet: GivenSheet, table: SheetTable, what: str, labels: dict[str, str]
) -> Iterator[Edits]:
    """The rows of a sheet whose column `id` tells them apart. One without id is new; an unknown or doubled id is a fault."""
    if not has_columns(desk, sheet, "id"):
        return
    current = {str(row.ident[0]): row for row in table.rows}
    seen: dict[str, str] = {}
    for cells in known_rows(desk, sheet, table):
        given = cells["id"]
        identifier = desk.string(given)
        if identifier is None:
            continue
        identifier = identifier.strip()
        if not identifier:
            yield Edits("", given, cells, {})
        elif identifier not in current:
            desk.fault(
                given,
                f"no {what} has the id {quoted(identifier)}. Leave the id empty for a new one, or correct it.",
            )
        elif identifier in seen:
            desk.fault(
                given, f"the id {quoted(identifier)} stands in {seen[identifier]}, too. Keep one of the rows."
            )
        else:
            seen[identifier] = given.place
            yield Edits(labels[identifier], given, cells, current[identifier].cells)


def number_in(desk: Desk, given: Given | None) -> int | None:
    """The whole number from 1 in a cell, 0 for an empty one; None with a fault."""
    if given is None or is_blank(given.value):
        return 0
    value = given.value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal() and len(value) < 9:
        value = int(value)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 1 <= value < 10**9
        and value == int(value)
    ):
        return int(value)
    desk.fault(given, f"{quoted(given.value)} is not a number from 1. Leave it empty for a new row.")
    return None


def is_blank(value: Value) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def same(written: Shown, value: Value) -> bool:
    """Whether a cell is as it was written."""
    if isinstance(value, str) and value.strip() == TOO_LONG:
        return True
    if is_blank(value) and (written is None or written == ""):
        return True
    if isinstance(written, date) and isinstance(value, datetime) and not isinstance(written, datetime):
        return value == datetime.combine(written, time())
    return not isinstance(value, bool) and value == written


def _short(string: str) -> str:
    words = " ".join(string.split())
    return (words if len(words) <= _LONGEST_IN_LINE else words[: _LONGEST_IN_LINE - 1] + "…") or "(empty)"
