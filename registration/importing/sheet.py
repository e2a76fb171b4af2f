"""The invitations of an event as the list they are imported from: what goes out, edited, comes back."""

from __future__ import annotations

from datetime import datetime, time

from agenda.models import Event
from agenda.programme import clocks
from registration.importing.columns import COLUMNS, ROLE_PREFIX, SHEET
from registration.models import InvitedOrganisation
from registration.spreadsheets import Sheet, Written, workbook


def invitations_workbook(event: Event) -> bytes:
    """The institutions of the event in order of precedence (.xlsx), under the headings of `invitation_list`.

    Deadlines are wall times on the clock of each organisation.
    """
    rows = InvitedOrganisation.objects.filter(event=event).prefetch_related("role_places")
    headings = [one.heading for one in COLUMNS]
    cells = [
        _cells(one, event.timezone)
        for one in rows.select_related("organisation__parent", "invitation_letter")
    ]
    table = [[row.get(heading) for heading in headings] for row in cells]
    return workbook([Sheet(SHEET, headings, table, [one.width for one in COLUMNS])])


def _cells(invited: InvitedOrganisation, otherwise: str) -> dict[str, Written]:
    """The cell under each heading."""
    one, paper = invited.organisation, invited.invitation_letter
    return {
        "organisation": one.name,
        "acronym": one.acronym or None,
        "kind": one.kind,
        "country": one.country or None,
        "part of": one.parent.name if one.parent else None,
        "places": invited.places,
        **{f"{ROLE_PREFIX}{role.role}": role.places for role in invited.role_places.all()},
        "focal point": invited.focal_name or None,
        "e-mail": invited.focal_email or None,
        "cc": "; ".join(invited.cc) or None,
        "language": invited.language,
        "deadline": _deadline(invited.deadline, one.zone(otherwise)),
        "order": invited.rank,
        "reference": paper.reference or None if paper else None,
        "date": paper.date if paper else None,
        "note": " ".join(invited.note.split()) or None,
    }


def _deadline(moment: datetime | None, zone: str) -> Written:
    """To the minute. A midnight is written as text: as a date it would be read as the end of its day."""
    if moment is None:
        return None
    wall = clocks.wall_of(moment, zone)[0].replace(second=0, microsecond=0)
    return f"{wall:%Y-%m-%d %H:%M}" if wall.time() == time() else wall
