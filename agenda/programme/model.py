"""The programme: frozen values that never change once published.

Every moment is a timezone-aware `datetime` in UTC. A text in several languages is a `Text`: pairs of language
code and string, sorted by code. Lists are tuples in the order the organisers gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal, get_args

import msgspec

SCHEMA = 2
"""Number of the stored form; rises when an older reader would be wrong, or could not read it. 2: `Segment.wall_start`,
`Programme.days`."""

Text = tuple[tuple[str, str], ...]

Kind = Literal[
    "opening", "plenary", "session", "keynote", "panel", "breakout", "side-event", "ceremony", "group-photo",
    "break", "meal", "reception", "joining", "registration", "closing", "other",
]  # fmt: skip
Role = Literal[
    "moderator", "facilitator", "chair", "co-chair", "master-of-ceremonies", "keynote", "presenter", "panellist",
    "discussant", "speaker", "resource-person", "rapporteur", "interpreter",
]  # fmt: skip
AppearanceState = Literal["confirmed", "tbc"]
Setting = Literal["virtual", "in-person", "hybrid"]
Visibility = Literal["public", "unlisted", "private"]
Audience = Literal["public", "participants"]
Status = Literal["confirmed", "tentative", "cancelled"]
Label = Literal["provisional", "final"]

KINDS: tuple[str, ...] = get_args(Kind)
ROLES: tuple[str, ...] = get_args(Role)
APPEARANCE_STATES: tuple[str, ...] = get_args(AppearanceState)
SETTINGS: tuple[str, ...] = get_args(Setting)
VISIBILITIES: tuple[str, ...] = get_args(Visibility)
AUDIENCES: tuple[str, ...] = get_args(Audience)
STATUSES: tuple[str, ...] = get_args(Status)
LABELS: tuple[str, ...] = get_args(Label)


def text_of(strings: Mapping[str, str]) -> Text:
    """The `Text` of a mapping from language code to string; empty strings are left out."""
    return tuple(sorted((language, string) for language, string in strings.items() if string))


def in_language(text: Text, language: str, fallback: str) -> tuple[str, str]:
    """The string of `text` in `language`, else in `fallback`, else in its first; with the language it is in.

    An empty text gives `("", language)`.
    """
    strings = dict(text)
    for wanted in (language, fallback):
        if wanted in strings:
            return strings[wanted], wanted
    return (text[0][1], text[0][0]) if text else ("", language)


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Base of all parts of a programme. `dict=True` lets derived look-ups be kept beside the frozen fields."""


class FrozenOrganiser(Value, frozen=True):
    """An institution that calls the meeting."""

    name: Text
    acronym: str = ""


class FrozenCity(Value, frozen=True):
    """A city as the host wants it printed, with the IANA zone it keeps."""

    name: Text
    timezone: str
    slug: str


class FrozenSection(Value, frozen=True):
    """A numbered part of the concept note; `body` is CommonMark."""

    heading: Text
    body: Text = ()


class FrozenPerson(Value, frozen=True):
    """Someone with a part in the programme, or an office not yet named. `country` is ISO 3166-1 alpha-2 or ''."""

    id: str
    slug: str
    name: str
    honorific: str = ""
    position: Text = ()
    organisation: Text = ()
    country: str = ""

    @property
    def full_name(self) -> str:
        """Honorific and name as the organisers print them."""
        return f"{self.honorific} {self.name}".strip()


class FrozenRoom(Value, frozen=True):
    """A place or an online line where sessions are held."""

    id: str
    name: Text


class FrozenAppearance(Value, frozen=True):
    """A person (by id) in a role and a state, in a session or one of its segments."""

    person: str
    role: Role = "speaker"
    state: AppearanceState = "confirmed"


class FrozenSegment(Value, frozen=True):
    """A labelled part of a session, with both hours or neither (UTC).

    `wall_start` is the host's clock only where no clock of the host ever shows that hour (`2026-03-29T02:30`, when
    clocks go forward over it): a draft may hold it, a version never does.
    """

    title: Text
    start: datetime | None = None
    end: datetime | None = None
    people: tuple[FrozenAppearance, ...] = ()
    wall_start: str = ""


class FrozenSession(Value, frozen=True):
    """A line of the agenda. `start` and `end` are instants (UTC).

    `wall_start` is the host's clock at freezing (`2020-09-08T14:15`), kept beside the instant so that a later
    change of time zone rules can be seen. `sequence` and `changed` are None until a publication stamps them.
    """

    id: str
    slug: str
    title: Text
    start: datetime
    end: datetime
    kind: Kind = "session"
    status: Status = "confirmed"
    audience: Audience = "public"
    wall_start: str = ""
    room: str = ""
    summary: Text = ()
    questions: tuple[Text, ...] = ()
    people: tuple[FrozenAppearance, ...] = ()
    segments: tuple[FrozenSegment, ...] = ()
    sequence: int | None = None
    changed: datetime | None = None

    @property
    def appearances(self) -> tuple[FrozenAppearance, ...]:
        """All appearances, the session's own first, then segment by segment."""
        return self.people + tuple(one for segment in self.segments for one in segment.people)


class Dropped(Value, frozen=True):
    """A session that was published and is no longer in the programme; calendars show it cancelled."""

    id: str
    slug: str
    title: Text
    start: datetime
    end: datetime
    sequence: int
    changed: datetime
    audience: Audience = "public"


class DayEntry(Value, frozen=True):
    """A day of the meeting as one entry of a calendar, for an audience: from its first start to its last end (UTC).

    `number` is for ever, whatever happens to the day: it is in the entry's UID. `date` is the host's. An entry that is
    `dropped` stands for a day that was published and has no session (of this audience) any more.
    """

    number: int
    date: date
    start: datetime
    end: datetime
    sequence: int
    changed: datetime
    status: Status = "confirmed"
    audience: Audience = "public"
    dropped: bool = False


class FrozenEvent(Value, frozen=True):
    """The meeting itself: names, host zone, cities whose clocks are printed, sections of the concept note."""

    slug: str
    title: Text
    timezone: str
    subtitle: Text = ()
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    setting: Setting = "virtual"
    visibility: Visibility = "public"
    organisers: tuple[FrozenOrganiser, ...] = ()
    cities: tuple[FrozenCity, ...] = ()
    sections: tuple[FrozenSection, ...] = ()


class Programme(Value, frozen=True):
    """One version of an event's programme. Version 0 is the draft and has no `published_at`."""

    event: FrozenEvent
    people: tuple[FrozenPerson, ...] = ()
    rooms: tuple[FrozenRoom, ...] = ()
    sessions: tuple[FrozenSession, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    days: tuple[DayEntry, ...] = ()
    version: int = 0
    published_at: datetime | None = None
    label: Label = "provisional"
    note: str = ""
    schema: int = SCHEMA

    @cached_property
    def in_order(self) -> tuple[FrozenSession, ...]:
        """Sessions by start, then end, then the order given."""
        return tuple(sorted(self.sessions, key=lambda session: (session.start, session.end)))

    @cached_property
    def people_by_id(self) -> dict[str, FrozenPerson]:
        """Person of each id."""
        return {person.id: person for person in self.people}

    @cached_property
    def rooms_by_id(self) -> dict[str, FrozenRoom]:
        """Room of each id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def sessions_by_slug(self) -> dict[str, FrozenSession]:
        """Session of each slug."""
        return {session.slug: session for session in self.sessions}

    @cached_property
    def people_by_slug(self) -> dict[str, FrozenPerson]:
        """Person of each slug."""
        return {person.slug: person for person in self.people}

    @cached_property
    def dropped_slugs(self) -> frozenset[str]:
        """Addresses that once answered and now say 410."""
        return frozenset(one.slug for one in self.dropped) - frozenset(self.sessions_by_slug)

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """The event's zone, then the zones of its cities, each once."""
        return tuple(dict.fromkeys((self.event.timezone, *(city.timezone for city in self.event.cities))))


def uid_of(session_id: str, event_slug: str) -> str:
    """The iCalendar UID of a session, independent of host and version (RFC 5545 §3.8.4.7)."""
    return f"{session_id}@{event_slug}.dialogue"


def uid_of_day(number: int, event_slug: str) -> str:
    """The iCalendar UID of the entry of a day, as `uid_of`."""
    return f"{event_slug}.{number}@{event_slug}.dialogue"


def to_stored(programme: Programme) -> bytes:
    """The bytes kept in a publication row."""
    return msgspec.json.encode(programme)


def digest_of(programme: Programme) -> str:
    """SHA-256, in hexadecimal digits, of the stored form: whether two are the same to the last stamp."""
    return hashlib.sha256(to_stored(programme)).hexdigest()


def from_stored(stored: bytes | str) -> Programme:
    """The programme of `to_stored`'s bytes.

    Raises `msgspec.ValidationError` when they are not of a schema this release reads.
    """
    return msgspec.json.decode(stored, type=Programme)
