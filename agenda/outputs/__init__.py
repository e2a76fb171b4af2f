"""Outputs: a programme and a viewer become bytes. Templates are allowed here; the ORM and requests are not.

`OUTPUTS` is the one list of what leaves the house; addresses are made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from agenda.outputs import ical, json, page, pdf
from agenda.outputs.viewer import Viewer
from agenda.programme.model import Programme


class Output(NamedTuple):
    """One thing that can be asked for.

    `path` is relative to the event (`<slug>` stands for a session's or speaker's slug). `zones` says what `tz`
    may be: any zone, one of the event's, or ignored when valid. `render` takes programme, viewer and slug.
    """

    name: str
    path: str
    media_type: str
    render: Callable[[Programme, Viewer, str], bytes]
    zones: Literal["any", "event", "ignored"] = "any"
    uses_language: bool = True


HTML = "text/html; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"

OUTPUTS: tuple[Output, ...] = (
    Output("home", "", HTML, page.home),
    Output("agenda", "agenda/", HTML, page.agenda),
    Output("session", "sessions/<slug>/", HTML, page.session),
    Output("speakers", "speakers/", HTML, page.speakers),
    Output("speaker", "speakers/<slug>/", HTML, page.speaker),
    Output("agenda-ics", "agenda.ics", CALENDAR, ical.agenda, zones="ignored"),
    Output("session-ics", "sessions/<slug>.ics", CALENDAR, ical.session, zones="ignored"),
    Output("programme-pdf", "programme.pdf", "application/pdf", pdf.programme, zones="event"),
    Output(
        "agenda-json", "agenda.json", "application/json", json.agenda, zones="ignored", uses_language=False
    ),
)
