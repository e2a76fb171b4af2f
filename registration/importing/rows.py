"""A list of organisations to invite: from the cells of a table to lines that can be taken in, every fault told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import quoted
from registration import spreadsheets
from registration.importing.columns import (
    EXAMPLE,
    ROLE_PREFIX,
    columns_of,
    country_of,
    is_heading,
    kind_of,
    kinds,
    language_of,
    template_workbook,
)
from registration.matching import same_email, same_name
from registration.models import DelegationRole, OrganisationKind
from registration.spreadsheets import Table, TableRow, moment, whole_number

MOST_PLACES, LAST_IN_ORDER, MOST_COPIES = 999, 9_999, 20
LAST_MINUTE = time(23, 59)
"""A deadline that is a date alone ends with its day."""
_LONGEST = {
    "organisation": 300,
    "acronym": 50,
    "part of": 300,
    "focal point": 200,
    "reference": 100,
    "note": 2_000,
}
_LONGEST_OTHER, _LONGEST_EMAIL = 2_000, 254

__all__ = ["ListRefused", "ListRow", "read", "read_file", "template_workbook"]


class ListRefused(ImportRefused):
    """A list with faults. `fine` are the lines in which nothing is wrong, none where a heading is; `count` all."""

    def __init__(self, faults: Sequence[str], fine: tuple[ListRow, ...], count: int) -> None:
        super().__init__(faults)
        self.fine, self.count = fine, count


class ListRow(NamedTuple):
    """An organisation to invite. `place` is the number of its row in the file.

    `country` is ISO 3166-1 alpha-2, or '' where it belongs to none; `deadline` a naive wall time on the
    organisation's clock; `places_by_role` has the roles that have a limit; `date` is that of our letter.
    """

    place: int
    organisation: str
    acronym: str
    kind: OrganisationKind
    country: str
    part_of: str
    places: int
    places_by_role: tuple[tuple[DelegationRole, int], ...]
    focal_point: str
    email: str
    cc: tuple[str, ...]
    language: str
    deadline: datetime | None
    order: int | None
    reference: str
    date: date | None
    note: str


def read_file(raw: bytes, name: str, languages: Sequence[str]) -> tuple[ListRow, ...]:
    """The lines of an Excel workbook (.xlsx) or CSV; see `tables.read` and `read`. Raises `ImportRefused`."""
    return read(spreadsheets.read(raw, name, is_heading), languages)


def read(table: Table, languages: Sequence[str]) -> tuple[ListRow, ...]:
    """The lines of a table. `languages` are the codes of the event's letters, the first for rows that say nothing.

    Raises `ListRefused` with all that is wrong, a line a fault, each with the place of its cell.
    """
    faults: list[str] = []
    columns = columns_of(table, faults)
    if not table.rows:
        faults.append(_("file: has no rows below its headings. Write a row for each organisation."))
    lines, fine, usable = [], set(), not faults
    for row in table.rows:
        told = len(faults)
        lines.append(_line(_Cells(row, columns, faults), languages))
        if usable and len(faults) == told:
            fine.add(row.number)
    fine -= _refuse_twice(table, columns, lines, faults)
    if faults:
        raise ListRefused(faults, tuple(line for line in lines if line.place in fine), len(lines))
    return tuple(lines)


class _Cells:
    """The cells of a row by our headings; what is wrong with one is told."""

    def __init__(self, row: TableRow, columns: dict[str, int], faults: list[str]) -> None:
        self.number = row.number
        self._by_heading = {heading: row.cells[index] for heading, index in columns.items()}
        self._faults = faults

    def fault(self, heading: str, words: str) -> None:
        """Note what is wrong with a cell, if the list has its column."""
        if heading in self._by_heading:
            self._faults.append(f"{self._by_heading[heading].place}: {words}")

    def text(self, heading: str) -> str:
        """Its words; '' where it is empty or the list has no such column. Too long ones are told."""
        cell = self._by_heading.get(heading)
        text = cell.text if cell else ""
        if len(text) > (most := _LONGEST.get(heading, _LONGEST_OTHER)):
            self.fault(heading, _("has more than %(most)s characters. Shorten it.") % {"most": most})
        return text

    def number_up_to(self, heading: str, most: int) -> int | None:
        """Its whole number; None where it is empty, no number or too large: that is told."""
        cell = self._by_heading.get(heading)
        if cell is None:
            return None
        try:
            number = whole_number(cell)
        except ImportRefused:
            number = most + 1
        if number is None or number <= most:
            return number
        words = {"text": quoted(cell.text), "most": most}
        self.fault(heading, _("%(text)s is not a number from 0 to %(most)s.") % words)
        return None

    def moment(self, heading: str) -> date | None:
        """Its date, or date and time; None where it is empty or wrong."""
        cell = self._by_heading.get(heading)
        if cell is None:
            return None
        try:
            return moment(cell)
        except ImportRefused as refused:
            self._faults.extend(refused.faults)
            return None


def _line(cells: _Cells, languages: Sequence[str]) -> ListRow:
    """The line of a row; where something is wrong, the fault is told and the line is not used."""
    kind = _kind(cells)
    places = _places(cells)
    letter = cells.moment("date")
    return ListRow(
        place=cells.number,
        organisation=_organisation(cells),
        acronym=cells.text("acronym"),
        kind=kind or OrganisationKind.OTHER,
        country=_country(cells, kind, languages),
        part_of=cells.text("part of"),
        places=places or 0,
        places_by_role=_places_by_role(cells, places),
        focal_point=cells.text("focal point"),
        email=_email(cells, "e-mail", cells.text("e-mail")),
        cc=_copies(cells),
        language=_language(cells, languages),
        deadline=_deadline(cells),
        order=cells.number_up_to("order", LAST_IN_ORDER),
        reference=cells.text("reference"),
        date=letter.date() if isinstance(letter, datetime) else letter,
        note=cells.text("note"),
    )


def _organisation(cells: _Cells) -> str:
    text = cells.text("organisation")
    if not text:
        cells.fault("organisation", _("is empty. Write the name of the organisation, or delete the row."))
    elif text == EXAMPLE["organisation"] and cells.text("e-mail") == EXAMPLE["e-mail"]:
        cells.fault("organisation", _("is the example of the template. Delete the row."))
    return text


def _kind(cells: _Cells) -> OrganisationKind | None:
    text = cells.text("kind")
    kind = kind_of(text) if text else None
    if not text:
        cells.fault("kind", _("is empty. Write one of: %(known)s.") % {"known": kinds()})
    elif kind is None:
        known = {"text": quoted(text), "known": kinds()}
        cells.fault("kind", _("%(text)s is not a kind of organisation. Write one of: %(known)s.") % known)
    return kind


def _country(cells: _Cells, kind: OrganisationKind | None, languages: Sequence[str]) -> str:
    text = cells.text("country")
    if not text:
        if kind == OrganisationKind.MINISTRY:
            cells.fault("country", _("is empty. Write the country: a ministry has one."))
        return ""
    code = country_of(text, languages)
    if code is None:
        words = _("%(text)s is not a country. Write its two letters, such as PH, or its name in English.")
        cells.fault("country", words % {"text": quoted(text)})
    return code or ""


def _places(cells: _Cells) -> int | None:
    if not cells.text("places"):
        cells.fault("places", _("is empty. Write how many may come, 0 for none."))
        return None
    return cells.number_up_to("places", MOST_PLACES)


def _places_by_role(cells: _Cells, places: int | None) -> tuple[tuple[DelegationRole, int], ...]:
    found = []
    for role in DelegationRole:
        heading = f"{ROLE_PREFIX}{role.value}"
        number = cells.number_up_to(heading, MOST_PLACES)
        if number is None:
            continue
        if places is not None and places < number:
            words = {"number": number, "places": places}
            cells.fault(
                heading, _("%(number)s is more than all places (%(places)s). Correct one of them.") % words
            )
        found.append((role, number))
    return tuple(found)


def _email(cells: _Cells, heading: str, address: str) -> str:
    """The address as it is written; one that no letter can go to is told."""
    if not address:
        return ""
    try:
        validate_email(address)
        same_email(address)
    except (ValidationError, ValueError):
        fits = False
    else:
        fits = address.isprintable() and len(address) <= _LONGEST_EMAIL
    if not fits:
        words = _("%(text)s is not an e-mail address. Write one like name@example.org.")
        if heading == "e-mail" and address.count("@") > 1:
            words = _("%(text)s is not one e-mail address. Write one here, and the others under “cc”.")
        cells.fault(heading, words % {"text": quoted(address)})
    return address


def _copies(cells: _Cells) -> tuple[str, ...]:
    """The addresses that get copies, in order, each once."""
    addresses = [one.strip() for one in cells.text("cc").replace(",", ";").split(";") if one.strip()]
    if len(addresses) > MOST_COPIES:
        cells.fault(
            "cc", _("has more than %(most)s addresses. Keep those who need a copy.") % {"most": MOST_COPIES}
        )
    first = {one.casefold(): one for one in reversed(addresses)}
    return tuple(_email(cells, "cc", one) for one in addresses if first[one.casefold()] is one)


def _language(cells: _Cells, languages: Sequence[str]) -> str:
    text = cells.text("language")
    code = language_of(text, languages) if text else languages[0]
    if code is None:
        words = {"text": quoted(text), "known": ", ".join(languages)}
        cells.fault("language", _("%(text)s is not a language of letters. Write one of: %(known)s.") % words)
    return code or ""


def _deadline(cells: _Cells) -> datetime | None:
    found = cells.moment("deadline")
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, LAST_MINUTE)


def _refuse_twice(
    table: Table, columns: dict[str, int], lines: Sequence[ListRow], faults: list[str]
) -> set[int]:
    """Tell of organisations that stand in the list twice, of the same name in the same country; the rows told of."""
    seen: dict[tuple[str, str], int] = {}
    told = set()
    for row, line in zip(table.rows, lines, strict=True):
        if not line.organisation:
            continue
        first = seen.setdefault((same_name(line.organisation), line.country), line.place)
        if first != line.place:
            place = row.cells[columns["organisation"]].place
            words = _("%(place)s: is the same organisation as in row %(row)s. Keep one of the rows.")
            faults.append(words % {"place": place, "row": first})
            told.add(line.place)
    return told
