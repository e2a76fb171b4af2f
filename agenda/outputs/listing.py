"""The programme as ready strings, for page and paper: hours in the viewer's zone, texts in the viewer's language.

Templates print these and convert nothing. Call with the viewer's language active.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agenda.outputs import labels
from agenda.outputs.countries import country_name
from agenda.outputs.viewer import Viewer, home_path, query_of
from agenda.outputs.zones import zone_place
from agenda.programme import (
    FrozenAppearance,
    FrozenPerson,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    clocks,
    in_language,
    uid_of,
)


class ShownMoment(NamedTuple):
    """A moment for a `<time>` element: RFC 3339 in the zone shown, and its words."""

    iso: str
    words: str


class Hours(NamedTuple):
    """From one moment to another. The two words with an en dash between are the hours as printed."""

    start: ShownMoment
    end: ShownMoment


class Elsewhere(NamedTuple):
    """Hours of the same session on the clocks of other cities, as plain text."""

    hours: str
    places: SafeString


class PersonRow(NamedTuple):
    """A person as listed. `country` is printed where a page lists people, not in the agenda."""

    name: str
    slug: str
    url: str
    affiliation: SafeString
    country: str
    tbc: str


class Run(NamedTuple):
    """People in one role, one after the other; `label` has a colon where a single name follows it."""

    role: str
    label: str
    people: tuple[PersonRow, ...]


class SegmentRow(NamedTuple):
    """A part of a session; `hours` is None where it has none."""

    title: SafeString
    hours: Hours | None
    runs: list[Run]


class SessionRow(NamedTuple):
    """A line of the agenda."""

    slug: str
    uid: str
    url: str
    calendar_url: str
    title: SafeString
    plain_title: str
    hours: Hours
    elsewhere: list[Elsewhere]
    kind: str
    kind_words: str
    status: str
    status_words: str
    room: SafeString
    summary: SafeString
    questions: list[SafeString]
    runs: list[Run]
    segments: list[SegmentRow]


class Day(NamedTuple):
    """A date of the zone shown, with its sessions."""

    iso: str
    words: str
    sessions: list[SessionRow]


class Listing:
    """One programme for one viewer, drawn once."""

    def __init__(self, programme: Programme, viewer: Viewer) -> None:
        self.programme = programme
        self.viewer = viewer
        self.home = home_path(programme, viewer)
        self.query = query_of(programme, viewer)
        self._people: dict[tuple[str, str], PersonRow] = {}

    def text(self, text: Text) -> str:
        """The string in the viewer's language, else in the event's."""
        return in_language(text, self.viewer.language, self.programme.event.language)[0]

    def marked(self, text: Text) -> SafeString:
        """The string as HTML, with `lang=` where it is in another language than the page."""
        string, language = in_language(text, self.viewer.language, self.programme.event.language)
        if not string or language == self.viewer.language:
            return conditional_escape(string)
        return format_html('<span lang="{}" dir="auto">{}</span>', language, string)

    def body(self, text: Text, heading: int = 3) -> SafeString:
        """CommonMark as HTML, with `lang=` where it is in another language than the page."""
        string, language = in_language(text, self.viewer.language, self.programme.event.language)
        html = labels.html(string, heading) if string else SafeString("")
        if not string or language == self.viewer.language:
            return html
        return format_html('<div lang="{}" dir="auto">{}</div>', language, html)

    def days(self, sessions: Iterable[FrozenSession]) -> list[Day]:
        """Sessions under their dates in the zone shown."""
        return [
            Day(day.isoformat(), self.day_words(day), [self.session(session, day) for session in held])
            for day, held in clocks.days(sessions, self.viewer.timezone)
        ]

    def day_words(self, day: date) -> str:
        """`Tuesday 8 September 2020`."""
        return clocks.date_words(day, self.viewer.language, weekday=True)

    def session(self, session: FrozenSession, day: date) -> SessionRow:
        """A line of the agenda, standing under `day`."""
        event = self.programme.event
        path = f"{self.home}sessions/{session.slug}"
        room = self.programme.rooms_by_id.get(session.room)
        return SessionRow(
            slug=session.slug,
            uid=uid_of(session.id, event.slug),
            url=f"{path}/{self.query}",
            calendar_url=f"{path}.ics{self.query}",
            title=self.marked(session.title),
            plain_title=self.text(session.title),
            hours=self.hours(session.start, session.end, day),
            elsewhere=self._elsewhere(session, day),
            kind=session.kind,
            kind_words=labels.kind(session.kind),
            status=session.status,
            status_words=labels.status(session.status),
            room=self.marked(room.name) if room else SafeString(""),
            summary=self.body(session.summary),
            questions=[self.marked(question) for question in session.questions],
            runs=self.runs(session.people),
            segments=[self._segment(segment, day) for segment in session.segments],
        )

    def hours(self, start: datetime, end: datetime, day: date) -> Hours:
        """The hours in the zone shown; a date other than `day` is named."""
        zone = self.viewer.timezone
        first, _dash, last = clocks.hours(start, end, day, zone, language=self.viewer.language).partition("–")
        return Hours(
            ShownMoment(clocks.rfc3339(start, zone), first), ShownMoment(clocks.rfc3339(end, zone), last)
        )

    def runs(self, appearances: Sequence[FrozenAppearance]) -> list[Run]:
        """People by role, in the order given."""
        found = []
        for role, ones in labels.by_role(appearances):
            label = labels.role(role, len(ones))
            colon = "" if role == "facilitator" else ":"
            people = tuple(self._appearing(one) for one in ones)
            found.append(Run(role, f"{label}{colon}", people))
        return found

    def person(self, person: FrozenPerson, state: str = "confirmed") -> PersonRow:
        """A person with position, organisation, country."""
        parts = [part for part in (self.marked(person.position), self.marked(person.organisation)) if part]
        return PersonRow(
            name=person.full_name,
            slug=person.slug,
            url=f"{self.home}speakers/{person.slug}/{self.query}",
            affiliation=SafeString(", ".join(parts)),
            country=country_name(person.country, self.viewer.language) if person.country else "",
            tbc=labels.to_be_confirmed() if state == "tbc" else "",
        )

    def version_words(self) -> str:
        """`Provisional, version 1, as of 1 September 2020, 10:00 am Manila time`; the draft says that it is one."""
        programme, zone = self.programme, self.programme.event.timezone
        if programme.published_at is None:
            return _("Draft, not published")
        return _("%(label)s, version %(number)s, as of %(moment)s %(place)s time") % {
            "label": _("Final") if programme.label == "final" else _("Provisional"),
            "number": programme.version,
            "moment": clocks.moment_words(programme.published_at, zone, language=self.viewer.language),
            "place": zone_place(programme, zone, self.viewer.language),
        }

    def time_lines(self) -> list[tuple[str, str, list[str]]]:
        """For each date of the host: ISO date, date in words, the time lines in words."""
        language, fallback = self.viewer.language, self.programme.event.language
        return [
            (
                one.day.isoformat(),
                clocks.date_words(one.day, language),
                [clocks.words(line, language, fallback) for line in one.lines],
            )
            for one in clocks.time_lines(self.programme, language=language)
        ]

    def _appearing(self, one: FrozenAppearance) -> PersonRow:
        key = one.person, one.state
        if key not in self._people:
            self._people[key] = self.person(self.programme.people_by_id[one.person], one.state)
        return self._people[key]

    def _segment(self, segment: FrozenSegment, day: date) -> SegmentRow:
        timed = segment.start is not None and segment.end is not None
        hours = self.hours(segment.start, segment.end, day) if timed else None  # type: ignore[arg-type]
        return SegmentRow(self.marked(segment.title), hours, self.runs(segment.people))

    def _elsewhere(self, session: FrozenSession, day: date) -> list[Elsewhere]:
        """The other cities' hours, those of one hour together, from east to west."""
        here = self._clock(session, self.viewer.timezone)
        groups: dict[tuple[datetime, datetime], list[tuple[str, SafeString]]] = {}
        for zone, place in self._places():
            groups.setdefault(self._clock(session, zone), []).append((zone, place))
        groups.pop(here, None)
        return [
            Elsewhere(
                clocks.hours(session.start, session.end, day, ones[0][0], language=self.viewer.language),
                SafeString("/<wbr>".join(place for _zone, place in ones)),
            )
            for _clock, ones in sorted(groups.items(), key=lambda group: group[0], reverse=True)
        ]

    def _clock(self, session: FrozenSession, zone: str) -> tuple[datetime, datetime]:
        return clocks.wall_of(session.start, zone)[0], clocks.wall_of(session.end, zone)[0]

    def _places(self) -> list[tuple[str, SafeString]]:
        event = self.programme.event
        places = [(city.timezone, self.marked(city.name)) for city in event.cities]
        if event.timezone not in dict(places):
            host = zone_place(self.programme, event.timezone, self.viewer.language)
            places.insert(0, (event.timezone, conditional_escape(host)))
        return places
