"""Outputs: a programme and a viewer become bytes. Templates are allowed here; the ORM and requests are not.

`OUTPUTS` is the one list of what leaves the house; addresses are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from agenda.outputs import calendar_page, changes, day_entries, ical, json, page, pdf, sheet
from agenda.outputs.calendar_links import webcal
from agenda.outputs.countries import country_name
from agenda.outputs.ical import TextValue
from agenda.outputs.labels import language_name
from agenda.outputs.listing import Elsewhere, Hours, Listing, SessionRow
from agenda.outputs.page import own_sections
from agenda.outputs.pdf import NoPango
from agenda.outputs.sheet import MEDIA_TYPE, workbook
from agenda.outputs.viewer import (
    DraftViewer,
    LinkViewer,
    NoLongerInProgramme,
    NotInProgramme,
    Viewer,
    has_public_pages,
)
from agenda.outputs.vtimezones import vtimezone
from agenda.outputs.zones import offset_words, zone_place
from agenda.programme import Programme, visible_to


class Output(NamedTuple):
    """One thing that can be asked for.

    `path` is relative to the event (`<slug>` stands for a session's or speaker's slug). `zones` says what `tz`
    may be: any zone, one of the event's, or ignored when valid. `render` takes viewer and slug after what `of` says:
    the programme, or all versions up to it, each cut to what the viewer may see.
    """

    name: str
    path: str
    media_type: str
    render: Callable[[Any, Viewer, str], bytes]
    zones: Literal["any", "event", "ignored"] = "any"
    uses_language: bool = True
    of: Literal["programme", "versions"] = "programme"

    def drawn(self, versions: Sequence[Programme], viewer: Viewer, slug: str) -> bytes:
        """The bytes of the last of these versions; the others are read only by an output `of` versions.

        Here is where the viewer's audience is applied. Raises what `render` raises.
        """
        if self.of == "programme":
            return self.render(visible_to(versions[-1], viewer.audience), viewer, slug)
        return self.render(tuple(visible_to(one, viewer.audience) for one in versions), viewer, slug)


HTML = "text/html; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"

OUTPUTS: tuple[Output, ...] = (
    Output("home", "", HTML, page.home),
    Output("agenda", "agenda/", HTML, page.agenda),
    Output("session", "sessions/<slug>/", HTML, page.session),
    Output("speakers", "speakers/", HTML, page.speakers),
    Output("speaker", "speakers/<slug>/", HTML, page.speaker),
    Output("changes", "changes/", HTML, changes.render, of="versions"),
    Output("calendar", "calendar/", HTML, calendar_page.render),
    Output("agenda-ics", "agenda.ics", CALENDAR, ical.agenda, zones="ignored"),
    Output("event-ics", "event.ics", CALENDAR, day_entries.event, zones="ignored"),
    Output("session-ics", "sessions/<slug>.ics", CALENDAR, ical.session, zones="ignored"),
    Output("programme-pdf", "programme.pdf", "application/pdf", pdf.programme, zones="event"),
    Output(
        "agenda-json", "agenda.json", "application/json", json.agenda, zones="ignored", uses_language=False
    ),
    Output(
        "agenda-xlsx", "agenda.xlsx", sheet.MEDIA_TYPE, sheet.agenda, zones="ignored", uses_language=False
    ),
)

__all__ = [
    "MEDIA_TYPE",
    "OUTPUTS",
    "DraftViewer",
    "Elsewhere",
    "Hours",
    "LinkViewer",
    "Listing",
    "NoLongerInProgramme",
    "NoPango",
    "NotInProgramme",
    "Output",
    "SessionRow",
    "TextValue",
    "Viewer",
    "country_name",
    "has_public_pages",
    "ical",
    "labels",
    "language_name",
    "offset_words",
    "own_sections",
    "page",
    "vtimezone",
    "webcal",
    "workbook",
    "zone_place",
]
