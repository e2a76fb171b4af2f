"""The list of participants as a sheet for the secretariat (XLSX), safe to open: no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from registration import spreadsheets
from registration.spreadsheets import Written

WIDTHS = (
    40, 16, 28, 24, 10, 30, 30, 22, 34, 18, 20, 24, 14, 26,
    22, 22, 22, 24, 20, 22, 20, 30, 24, 20, 34, 16, 30,
)  # fmt: skip
WIDTH_OF_ANSWERS = 24


class ParticipantRow(NamedTuple):
    """A participant in words; the order of the fields is the order of the columns. `registered` is a wall time."""

    event: str
    state: str
    country: str
    organisation_kind: str
    honorific: str
    name: str
    position: str
    role: str
    organisation: str
    sex: str
    email: str
    consent_list: str
    consent_photos: str
    registered: datetime
    given: str
    family: str
    own_script: str
    unit: str
    phone: str
    languages: str
    interpretation: str
    accessibility: str
    diet: str
    delegation_role: str
    invited: str
    waiting_number: int | None
    replaces: str


def participants_workbook(
    rows: Iterable[ParticipantRow],
    clock: str,
    questions: Sequence[str] = (),
    answers: Iterable[Sequence[Written]] | None = None,
) -> bytes:
    """The sheet: a bold line of headings that stays in sight, then a row a participant.

    `clock` names the time zone of the moments; `questions` are the headings of the event's own questions, `answers` the cells under them, a line for each row.
    """
    lines: Iterable[Sequence[Written]] = rows
    if answers is not None:
        lines = [(*row, *cells) for row, cells in zip(rows, answers, strict=True)]
    widths = (*WIDTHS, *(WIDTH_OF_ANSWERS for _one in questions))
    return spreadsheets.workbook(
        [spreadsheets.Sheet(_("Participants"), (*_headings(clock), *questions), lines, widths)]
    )


def _headings(clock: str) -> Sequence[str]:
    return (
        _("Event"),
        _("State"),
        _("Country"),
        _("Kind of organisation"),
        _("Title"),
        _("Name"),
        _("Position"),
        _("Takes part as"),
        _("Organisation"),
        _("Sex"),
        _("E-mail address"),
        _("Consent: list"),
        _("Consent: photos"),
        _("Registered (%s)") % clock,
        _("Given names"),
        _("Family name"),
        _("Name in its own script"),
        _("Department or unit"),
        _("Telephone"),
        _("Languages spoken"),
        _("Interpretation into"),
        _("Needs to take part"),
        _("Does not eat"),
        _("In the delegation"),
        _("Place of"),
        _("Waiting list number"),
        _("Comes instead of"),
    )
