"""The agenda as a calendar (RFC 5545, RFC 7986): one VEVENT a session, the same bytes for the same version.

Nothing here reads a clock, and nothing depends on the viewer's zone or on whether the version is pinned: a calendar is
filed once and follows its address. There is no METHOD: that is for mail (RFC 5545 §3.7.2, RFC 4791 §4.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import translation
from icalendar import Calendar, Event, vDatetime, vDuration, vInt, vText, vUri
from msgspec.structs import replace

from agenda.outputs import labels
from agenda.outputs.viewer import NoLongerInProgramme, NotInProgramme, Viewer, has_public_pages
from agenda.outputs.vtimezones import vtimezone
from agenda.programme import (
    Dropped,
    FrozenAppearance,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    clocks,
    in_language,
    uid_of,
)

PRODID = "-//Dialogue//Programme//EN"
REFRESH = timedelta(hours=1)
"""How often a subscribed calendar may ask again (RFC 7986 §5.7)."""
UTC_ZONES = frozenset({"UTC", "UCT", "Zulu", "Universal", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal"})
"""Names of UTC itself in the IANA database: their moments are written with Z (RFC 5545 §3.3.5, form 2)."""
FREE = frozenset({"break", "meal"})
"""Kinds during which nobody is busy (TRANSP, RFC 5545 §3.8.2.7)."""


def agenda(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """`agenda.ics`: every session, then those once published and dropped."""
    path = f"/{programme.event.slug}/agenda.ics"
    return _of_sessions(programme, viewer, path, programme.in_order, programme.dropped)


def session(programme: Programme, viewer: Viewer, slug: str) -> bytes:
    """`sessions/<slug>.ics`: one session.

    Raises `NoLongerInProgramme` for one that was dropped, else `NotInProgramme`.
    """
    found = programme.sessions_by_slug.get(slug)
    if found is None:
        raise NoLongerInProgramme(slug) if slug in programme.dropped_slugs else NotInProgramme(slug)
    return _of_sessions(programme, viewer, f"/{programme.event.slug}/sessions/{slug}.ics", (found,), ())


class TextValue(vText):
    r"""A TEXT value (RFC 5545 §3.3.11). icalendar's own takes a backslash before a capital N for a line break."""

    def to_ical(self) -> bytes:
        """The escaped value in UTF-8."""
        lines = self.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
        return lines.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n").encode()


def calendar(
    programme: Programme, viewer: Viewer, path: str, events: Sequence[Event], moments: Sequence[datetime]
) -> bytes:
    """The file at `path` with these entries, and the clock that their `moments` (all starts and ends) need.

    Without a `path` the file does not say where it is from; nor does a participant's, for the public file there holds
    less, and would take it back. Without an entry the clock stands alone, for a calendar may not be empty (RFC 5545
    §3.6).
    """
    source = address(path, programme, viewer) if path and viewer.audience == "public" else ""
    whole = Calendar()
    whole["PRODID"], whole["VERSION"] = vText(PRODID), vText("2.0")
    whole["NAME"] = whole["X-WR-CALNAME"] = TextValue(title(programme.event.title, programme, viewer))
    whole["REFRESH-INTERVAL"] = vDuration(REFRESH, params={"VALUE": "DURATION"})
    if source:
        whole["SOURCE"] = vUri(source, params={"VALUE": "URI"})
    if not events or any("TZID" in event[name].params for event in events for name in ("DTSTART", "DTEND")):
        moments = moments or [programme.published_at or datetime(2020, 1, 1, tzinfo=UTC)]
        whole.add_component(vtimezone(programme.event.timezone, min(moments), max(moments)))
    for event in events:
        whole.add_component(event)
    written: bytes = whole.to_ical()
    return written


def _of_sessions(
    programme: Programme,
    viewer: Viewer,
    path: str,
    sessions: Sequence[FrozenSession],
    dropped: Sequence[Dropped],
) -> bytes:
    with translation.override(viewer.language):
        events = [session_entry(one, programme, viewer) for one in sessions]
        events += [_dropped(one, programme, viewer) for one in dropped]
        entries: tuple[FrozenSession | Dropped, ...] = (*sessions, *dropped)
        moments = [moment for one in entries for moment in (one.start, one.end)]
        return calendar(programme, viewer, path, events, moments)


def session_entry(session: FrozenSession, programme: Programme, viewer: Viewer) -> Event:
    """The VEVENT of a session, with its page where that is public. Call with the viewer's language active."""
    event = bare_entry(session, programme, viewer, session.status)
    room = programme.rooms_by_id.get(session.room)
    place = words_of(room.name, programme, viewer) if room else labels.setting(programme.event.setting)
    page = address(f"/{programme.event.slug}/sessions/{session.slug}/", programme, viewer)
    page = page if session.audience == "public" else ""
    free = session.status == "cancelled" or session.kind in FREE
    event["LOCATION"] = TextValue(place)
    if page:
        event["URL"] = vUri(page)
    event["CATEGORIES"] = TextValue(session.kind)
    event["TRANSP"] = vText("TRANSPARENT" if free else "OPAQUE")
    event["DESCRIPTION"] = TextValue(_description(session, page, programme, viewer))
    return event


def _dropped(dropped: Dropped, programme: Programme, viewer: Viewer) -> Event:
    """A dropped session stays as a bare cancelled entry, so that subscribers see that it is gone."""
    return bare_entry(dropped, programme, viewer, "cancelled")


def bare_entry(entry: FrozenSession | Dropped, programme: Programme, viewer: Viewer, status: str) -> Event:
    """The properties that entries of sessions and of dropped sessions share. The stamps are those of the publication that changed it last.

    RFC 5545 §3.8.7.2: without METHOD, DTSTAMP is the moment of the last revision, as LAST-MODIFIED is.
    """
    changed = entry.changed or programme.published_at or entry.start
    event = stamped_entry(uid_of(entry.id, programme.event.slug), entry.sequence or 0, changed, status)
    event["SUMMARY"] = TextValue(title(entry.title, programme, viewer))
    event["DTSTART"] = moment_of(entry.start, programme.event.timezone)
    event["DTEND"] = moment_of(entry.end, programme.event.timezone)
    return event


def stamped_entry(uid: str, sequence: int, changed: datetime, status: str) -> Event:
    """An entry with nothing but its name, its stamps and its status."""
    event = Event()
    event["UID"] = TextValue(uid)
    event["SEQUENCE"] = vInt(sequence)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(changed.astimezone(UTC))
    event["STATUS"] = vText(status.upper())
    return event


def moment_of(moment: datetime, zone: str) -> vDatetime:
    """DATE-TIME on the zone's clock with its TZID; with Z in UTC, and in an hour that this clock shows twice.

    RFC 5545 §3.3.5 takes a doubled local time for the first of the two, so the second could not be written.
    """
    local = clocks.local(moment, zone)
    doubled = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if zone in UTC_ZONES or doubled:
        return vDatetime(moment.astimezone(UTC))
    value = vDatetime(local.replace(tzinfo=None))
    value.params["TZID"] = zone
    return value


def _description(session: FrozenSession, page: str, programme: Programme, viewer: Viewer) -> str:
    """The text of a calendar entry: hours in every city, people, summary, parts, the page."""
    lines = _time_lines(session, programme, viewer)
    asked = [f"• {words_of(question, programme, viewer)}" for question in session.questions]
    blocks = [
        "\n".join(clocks.words(line, viewer.language, programme.event.language) for line in lines),
        "\n".join(_people(session.people, programme, viewer)),
        labels.plain(words_of(session.summary, programme, viewer)),
        "\n".join([f"{labels.guiding_questions()}:", *asked]) if asked else "",
        *(_segment(one, lines[0], programme, viewer) for one in session.segments),
        page,
    ]
    return "\n\n".join(block for block in blocks if block)


def _time_lines(session: FrozenSession, programme: Programme, viewer: Viewer) -> tuple[clocks.TimeLine, ...]:
    """The session's hours as the concept note would print them, if the session were all there is."""
    alone = replace(programme, sessions=(replace(session, status="confirmed"),))
    return clocks.time_lines(alone, language=viewer.language)[0].lines


def _segment(segment: FrozenSegment, host: clocks.TimeLine, programme: Programme, viewer: Viewer) -> str:
    """Title, hours on the host's clock, and people of a part of the session."""
    head = words_of(segment.title, programme, viewer)
    if segment.start and segment.end:
        day = clocks.local_date(host.start, host.zone)
        hours = clocks.hours(segment.start, segment.end, day, host.zone, language=viewer.language)
        line = replace(host, hours=hours, places=host.places[:1])
        head = f"{head}: {clocks.words(line, viewer.language, programme.event.language)}"
    return "\n".join([head, *_people(segment.people, programme, viewer)])


def _people(appearances: Sequence[FrozenAppearance], programme: Programme, viewer: Viewer) -> list[str]:
    """Lines: "Moderator: Ms. Sashini Gomez, IOM"; several in one role under its name, in the order given."""
    lines = []
    for role, run in labels.by_role(appearances):
        people = [
            labels.person_line(person, viewer.language, programme.event.language, one)
            for one in run
            if (person := programme.people_by_id.get(one.person))
        ]
        if len(people) == 1:
            lines.append(labels.credit(role, people[0]))
        elif people:
            lines += [f"{labels.role(role, len(people))}:", *(f"• {person}" for person in people)]
    return lines


def title(text: Text, programme: Programme, viewer: Viewer) -> str:
    """The words of a title; in a draft they say that it is one, for an entry is read without its calendar."""
    words = words_of(text, programme, viewer)
    return translation.gettext("DRAFT: %s") % words if programme.version == 0 else words


def words_of(text: Text, programme: Programme, viewer: Viewer) -> str:
    """The words in the viewer's language, else in the event's."""
    return in_language(text, viewer.language, programme.event.language)[0]


def address(path: str, programme: Programme, viewer: Viewer) -> str:
    """The address where this lives for good: never of a version, never of a zone; of a language if not the event's.

    Of a private event '': nobody can open it there.
    """
    if not has_public_pages(programme):
        return ""
    query = f"?lang={viewer.language}" if viewer.language != programme.event.language else ""
    return f"{viewer.base_url}{path}{query}"
