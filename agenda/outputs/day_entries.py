"""The whole meeting as a calendar of one entry a day, for those who want to be busy and not to read the agenda.

Written by the same rules as `ical`, whose file it shares; the numbers and the stamps of its entries are frozen.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Event, vText, vUri
from msgspec.structs import replace

from agenda.outputs import ical, labels, zones
from agenda.outputs.ical import TextValue
from agenda.outputs.viewer import Viewer
from agenda.programme import DayEntry, FrozenSession, Programme, clocks, days_of, sessions_of, uid_of_day


def event(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """`event.ics`: every day, then those once published that have no session any more."""
    days = sorted(days_of(programme, viewer.audience), key=lambda day: (day.dropped, day.start))
    moments = [moment for day in days for moment in (day.start, day.end)]
    with override(viewer.language):
        events = [entry(day, programme, viewer) for day in days]
        return ical.calendar(programme, viewer, f"/{programme.event.slug}/event.ics", events, moments)


def entry(day: DayEntry, programme: Programme, viewer: Viewer) -> Event:
    """The VEVENT of a day. A dropped one is bare, as a dropped session is. Call with the viewer's language active."""
    uid = uid_of_day(day.number, programme.event.slug)
    found = ical.stamped_entry(uid, day.sequence, day.changed, "cancelled" if day.dropped else day.status)
    found["SUMMARY"] = TextValue(_summary(day, programme, viewer))
    found["DTSTART"] = ical.moment_of(day.start, programme.event.timezone)
    found["DTEND"] = ical.moment_of(day.end, programme.event.timezone)
    if day.dropped:
        return found
    page = ical.address(f"/{programme.event.slug}/agenda/", programme, viewer)
    sessions = sessions_of(day, programme)
    found["LOCATION"] = TextValue(_place(sessions, programme, viewer))
    if page:
        found["URL"] = vUri(page)
    found["TRANSP"] = vText("TRANSPARENT" if day.status == "cancelled" else "OPAQUE")
    found["DESCRIPTION"] = TextValue(_description(day, sessions, page, programme, viewer))
    return found


def _summary(day: DayEntry, programme: Programme, viewer: Viewer) -> str:
    """The event's title, with the place of the day among several."""
    title = ical.title(programme.event.title, programme, viewer)
    dates = sorted(one.date for one in days_of(programme, day.audience) if not one.dropped)
    if day.dropped or len(dates) < 2:
        return title
    place = {"title": title, "number": dates.index(day.date) + 1, "count": len(dates)}
    return _("%(title)s (day %(number)s of %(count)s)") % place


def _place(sessions: Sequence[FrozenSession], programme: Programme, viewer: Viewer) -> str:
    """The room where all of the day is held, else how the meeting is held."""
    ids = {one.room for one in sessions if one.status != "cancelled"}
    room = programme.rooms_by_id.get(ids.pop()) if len(ids) == 1 else None
    return ical.words_of(room.name, programme, viewer) if room else labels.setting(programme.event.setting)


def _description(
    day: DayEntry, sessions: Sequence[FrozenSession], page: str, programme: Programme, viewer: Viewer
) -> str:
    """The hours in every city, the sessions with the host's hours, the page."""
    blocks = ["\n".join(time_lines(day, programme, viewer)), _agenda(day, sessions, programme, viewer), page]
    return "\n\n".join(block for block in blocks if block)


def time_lines(day: DayEntry, programme: Programme, viewer: Viewer) -> list[str]:
    """The hours of the day in every city, as the concept note prints them."""
    whole = FrozenSession(id="day", slug="day", title=(), start=day.start, end=day.end)
    (found,) = clocks.time_lines(replace(programme, sessions=(whole,)), language=viewer.language)
    return [clocks.words(line, viewer.language, programme.event.language) for line in found.lines]


def _agenda(day: DayEntry, sessions: Sequence[FrozenSession], programme: Programme, viewer: Viewer) -> str:
    """A line a session, under the name of the place whose hours they are."""
    zone = programme.event.timezone
    lines = []
    for one in sessions:
        hours = clocks.hours(one.start, one.end, day.date, zone, language=viewer.language)
        line = f"{hours}  {ical.words_of(one.title, programme, viewer)}"
        lines.append(line if one.status == "confirmed" else f"{line} ({labels.status(one.status)})")
    if not lines:
        return ""
    place = zones.zone_place(programme, zone, viewer.language)
    return "\n".join([_("Agenda (%(place)s time):") % {"place": place}, *lines])
