"""Ways from a page into the reader's own calendar: addresses that subscribe, that download, that open another site.

Links only: nothing of another site is loaded. No vendor documents these addresses; those of Google and Outlook are as
their users know them. They are asked for the public address of the live calendar, so a draft has none, nor has a
private event.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agenda.outputs import day_entries, ical, labels
from agenda.outputs.viewer import LinkViewer, Viewer, has_public_pages, home_path, query_of
from agenda.programme import DayEntry, FrozenSession, Programme, clocks

OUTLOOK = "https://outlook.live.com"
OFFICE = "https://outlook.office.com"
LONGEST = 200
"""Characters of a title in an address of another site: browsers and servers cut addresses of several kilobytes."""


class CalendarSite(NamedTuple):
    """A link to another site's calendar."""

    name: str
    url: str


class Way(NamedTuple):
    """A calendar that can be had: what it holds; its address, to subscribe with and as a file; other sites."""

    name: str
    about: str
    address: str
    subscribe: str
    download: str
    elsewhere: list[CalendarSite]


def is_offered(programme: Programme, viewer: Viewer) -> bool:
    """Whether there is a live calendar for everybody to subscribe to: not of a draft, nor of a private event.

    On pages elsewhere none is offered: a participant has a calendar of their own, which holds more.
    """
    is_live = programme.version > 0 and has_public_pages(programme)
    return is_live and not isinstance(viewer, LinkViewer)


def ways(programme: Programme, viewer: Viewer) -> list[Way]:
    """The whole programme, and the meeting as a block a day. None where none is offered, or for a version of the past."""
    if not is_offered(programme, viewer) or viewer.pinned:
        return []
    return live_ways(programme, viewer)


def live_ways(programme: Programme, viewer: Viewer) -> list[Way]:
    """As `ways`, also on the page of a version of the past: they lead to the event as it is now."""
    return [
        _way("agenda.ics", _("The whole programme"), _("An entry for each session."), programme, viewer),
        _way("event.ics", _("A block a day"), _("One entry for each day of the meeting."), programme, viewer),
    ]


def address_of(file: str, programme: Programme, viewer: Viewer) -> str:
    """The live address of a calendar of the event."""
    return ical.address(f"/{programme.event.slug}/{file}", programme, viewer)


def page_address(programme: Programme, viewer: Viewer) -> str:
    """The live address of the page that explains how to subscribe."""
    return address_of("calendar/", programme, viewer)


def webcal(address: str) -> str:
    """The address with the scheme that calendar programs are registered for."""
    return f"webcal://{address.partition('://')[2]}"


def code(programme: Programme, viewer: Viewer) -> SafeString:
    """The subscription to the whole programme as a QR code, an SVG without styles; empty where none is offered.

    Dark on white whatever the page's colours, with the four modules of margin that ISO/IEC 18004 asks for.
    """
    if not is_offered(programme, viewer):
        return SafeString("")
    drawn = segno.make_qr(webcal(address_of("agenda.ics", programme, viewer)), error="m")
    svg = drawn.svg_inline(
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        svgclass="qr-code",
        lineclass=None,
        omitsize=True,
        title=_("QR code that subscribes to the programme"),
    )
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))


def of_session(session: FrozenSession, programme: Programme, viewer: Viewer) -> list[CalendarSite]:
    """Links that open a new entry with the session's title, hours, place and page on other sites; none where none is offered."""
    if not is_offered(programme, viewer) or session.status == "cancelled":
        return []
    room = programme.rooms_by_id.get(session.room)
    place = ical.words_of(room.name, programme, viewer) if room else labels.setting(programme.event.setting)
    title = _one_line(ical.words_of(session.title, programme, viewer))
    page = address_of(f"sessions/{session.slug}/", programme, viewer)
    hours = day_entries.time_lines(_alone(session, programme), programme, viewer)
    return [
        CalendarSite(
            "Google Calendar", _google_entry(session, title, _one_line(place), "\n".join([*hours, page]))
        ),
        *(
            CalendarSite(
                name, _outlook_entry(site, session, title, _one_line(place), " · ".join([*hours, page]))
            )
            for name, site in _outlooks()
        ),
    ]


def _way(file: str, name: str, about: str, programme: Programme, viewer: Viewer) -> Way:
    address = address_of(file, programme, viewer)
    title = _one_line(ical.words_of(programme.event.title, programme, viewer))
    query = f"url={quote(address, safe='')}&name={quote(title, safe='')}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal(address), safe='')}"
    return Way(
        name=name,
        about=about,
        address=address,
        subscribe=webcal(address),
        download=f"{home_path(programme, viewer)}{file}{query_of(programme, viewer)}",
        elsewhere=[
            CalendarSite("Google Calendar", google),
            *(CalendarSite(name, f"{site}/calendar/0/addfromweb?{query}") for name, site in _outlooks()),
        ],
    )


def _outlooks() -> tuple[tuple[str, str], ...]:
    """Outlook for everybody, and that of organisations."""
    return (_("Outlook on the web"), OUTLOOK), ("Office 365", OFFICE)


def _google_entry(session: FrozenSession, title: str, place: str, details: str) -> str:
    start, end = (
        clocks.rfc3339_utc(one).replace("-", "").replace(":", "") for one in (session.start, session.end)
    )
    return (
        f"https://calendar.google.com/calendar/render?action=TEMPLATE&dates={start}/{end}"
        f"&text={quote(title, safe='')}&location={quote(place, safe='')}&details={quote(details, safe='')}"
    )


def _outlook_entry(site: str, session: FrozenSession, title: str, place: str, details: str) -> str:
    start, end = (quote(clocks.rfc3339_utc(one), safe="") for one in (session.start, session.end))
    return (
        f"{site}/calendar/0/deeplink/compose?path=/calendar/action/compose&rru=addevent"
        f"&startdt={start}&enddt={end}&subject={quote(title, safe='')}&location={quote(place, safe='')}"
        f"&body={quote(details, safe='')}"
    )


def _alone(session: FrozenSession, programme: Programme) -> DayEntry:
    """The session as if it were the whole day, for its hours in every city."""
    day = clocks.local_date(session.start, programme.event.timezone)
    return DayEntry(
        number=1, date=day, start=session.start, end=session.end, sequence=0, changed=session.start
    )


def _one_line(text: str) -> str:
    """The text on one line, cut where an address would be too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
