"""The status board as a workbook (XLSX): a line an institution, numbers as numbers, days as days, no cell a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from registration import spreadsheets
from registration.reports.status_rows import InstitutionRow, Sums
from registration.spreadsheets import Sheet, Written

WIDTHS = (44, 12, 20, 26, 20, 8, 8, 10, 8, 15, 14, 17, 26, 12, 12, 13, 17, 18, 10)


def status_workbook(rows: Iterable[InstitutionRow], sums: Sums, title: str, moment_words: str) -> bytes:
    """The rows as shown, their sums, then the event's `title` and in words when the board was read."""
    lines = _lines(rows, sums, title, moment_words)
    return spreadsheets.workbook([Sheet(_("Invitations"), _headings(), lines, WIDTHS)])


def _headings() -> list[str]:
    return [
        _("Institution"),
        _("Acronym"),
        _("Country"),
        _("Kind"),
        _("Delegation"),
        _("Places"),
        _("Named"),
        _("Confirmed"),
        _("Waiting"),
        _("People declined"),
        _("Beyond places"),
        _("Places given back"),
        _("Reply"),
        _("Invited"),
        _("Answered"),
        _("Last contact"),
        _("Deadline"),
        _("Clock of the deadline"),
        _("Passed"),
    ]


def _lines(
    rows: Iterable[InstitutionRow], sums: Sums, title: str, moment_words: str
) -> Iterator[list[Written]]:
    over = back = 0
    for row in rows:
        over, back = over + row.over, back + row.given_back
        yield _line(row)
    numbers = [sums.places, sums.named, sums.confirmed, sums.waiting, sums.declined, over, back]
    yield [f"{_('All')}: {sums.words}", "", "", "", "", *numbers]
    yield []
    yield [title]
    yield [moment_words]


def _line(row: InstitutionRow) -> list[Written]:
    return [
        row.name,
        row.acronym,
        row.country_words,
        row.kind_words,
        row.delegation,
        row.held,
        row.named,
        row.confirmed,
        row.waiting,
        row.declined,
        row.over,
        row.given_back,
        row.state_words,
        row.invited,
        row.answered,
        row.last_contact,
        row.deadline,
        row.clock if row.deadline else "",
        _("yes") if row.overdue else "",
    ]
