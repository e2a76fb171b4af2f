"""Programmes for tests: valid parts with sensible defaults, of which a test names only what it is about.

    programme(session("opening", start="2020-09-08T14:00", length=10), timezone="Asia/Manila")

A moment is an aware `datetime`, or a string: with offset or `Z` an instant, without one the clock of `zone`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agenda.outputs.viewer import Viewer
from agenda.programme.model import (
    Dropped,
    FrozenAppearance,
    FrozenCity,
    FrozenEvent,
    FrozenOrganiser,
    FrozenPerson,
    FrozenRoom,
    FrozenSection,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    text_of,
)

MANILA = "Asia/Manila"
PUBLISHED = datetime(2020, 9, 1, 2, 0, tzinfo=UTC)
BASE_URL = "https://dialogue.example.org"

Words = str | Mapping[str, str] | Text
"""A text: in English, by language, or ready."""


def text(words: Words) -> Text:
    """The `Text` of a string (English), of a mapping from language to string, or of a `Text`."""
    if isinstance(words, str):
        return text_of({"en": words})
    return text_of(words) if isinstance(words, Mapping) else words


def moment(when: str | datetime, zone: str = MANILA) -> datetime:
    """An instant in UTC."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(zone))
    return when.astimezone(UTC)


def person(id: str = "gomez", name: str = "", **fields: Any) -> FrozenPerson:
    """A person; the name is made of the id. Texts as `Words`."""
    for key in ("position", "organisation"):
        fields[key] = text(fields.get(key, ()))
    return FrozenPerson(
        id=id, slug=fields.pop("slug", id), name=name or id.replace("-", " ").title(), **fields
    )


def appearance(person: str = "gomez", role: Any = "speaker", state: Any = "confirmed") -> FrozenAppearance:
    """A person (by id) in a role."""
    return FrozenAppearance(person=person, role=role, state=state)


def room(id: str = "webinar", name: Words = "Webinar") -> FrozenRoom:
    """A room."""
    return FrozenRoom(id=id, name=text(name))


def city(name: Words = "Manila", timezone: str = MANILA, slug: str = "") -> FrozenCity:
    """A city; its slug is made of its name."""
    words = text(name)
    return FrozenCity(name=words, timezone=timezone, slug=slug or words[0][1].lower().replace(" ", "-"))


def section(heading: Words = "Overview", body: Words = "") -> FrozenSection:
    """A part of the concept note."""
    return FrozenSection(heading=text(heading), body=text(body))


def organiser(name: Words = "Asian Development Bank", acronym: str = "") -> FrozenOrganiser:
    """An organiser."""
    return FrozenOrganiser(name=text(name), acronym=acronym)


def segment(
    title: Words = "Presentations",
    start: str | datetime | None = None,
    end: str | datetime | None = None,
    people: Sequence[FrozenAppearance] = (),
    zone: str = MANILA,
) -> FrozenSegment:
    """A segment, without hours unless they are given."""
    return FrozenSegment(
        title=text(title),
        start=moment(start, zone) if start else None,
        end=moment(end, zone) if end else None,
        people=tuple(people),
    )


def session(
    id: str = "session-1",
    start: str | datetime = "2020-09-08T14:15",
    end: str | datetime | None = None,
    *,
    length: int = 60,
    zone: str = MANILA,
    **fields: Any,
) -> FrozenSession:
    """A session of `length` minutes, unless it has an end; published once. Texts as `Words`.

    `sequence=None, changed=None` make it one that was never published.
    """
    begin = moment(start, zone)
    fields["title"] = text(fields.get("title", id.replace("-", " ").capitalize()))
    fields["summary"] = text(fields.get("summary", ()))
    fields["questions"] = tuple(text(question) for question in fields.get("questions", ()))
    for key in ("people", "segments"):
        fields[key] = tuple(fields.get(key, ()))
    defaults = {"slug": id, "sequence": 0, "changed": PUBLISHED}
    finish = moment(end, zone) if end else begin + timedelta(minutes=length)
    return FrozenSession(id=id, start=begin, end=finish, **{**defaults, **fields})


def dropped(
    id: str = "old",
    start: str | datetime = "2020-09-08T10:00",
    *,
    length: int = 60,
    zone: str = MANILA,
    **fields: Any,
) -> Dropped:
    """A session that was published, then dropped."""
    begin = moment(start, zone)
    fields["title"] = text(fields.get("title", id.capitalize()))
    defaults = {"slug": id, "sequence": 1, "changed": PUBLISHED}
    return Dropped(id=id, start=begin, end=begin + timedelta(minutes=length), **{**defaults, **fields})


def event(slug: str = "dialogue", title: Words = "Dialogue on Labor Migration", **fields: Any) -> FrozenEvent:
    """An event in Manila. Texts as `Words`."""
    fields["subtitle"] = text(fields.get("subtitle", ()))
    for key in ("organisers", "cities", "sections", "languages"):
        if key in fields:
            fields[key] = tuple(fields[key])
    return FrozenEvent(slug=slug, title=text(title), timezone=fields.pop("timezone", MANILA), **fields)


def programme(
    *sessions: FrozenSession,
    people: Sequence[FrozenPerson] = (),
    rooms: Sequence[FrozenRoom] = (),
    dropped: Sequence[Dropped] = (),
    version: int = 1,
    published_at: datetime | None = PUBLISHED,
    label: Any = "provisional",
    note: str = "",
    **event_fields: Any,
) -> Programme:
    """Version 1 of an event's programme; other arguments are the event's (`slug`, `title`, `timezone`, …).

    People and rooms that sessions name and that are not given are added with default names.
    """
    named = {one.person for each in sessions for one in each.appearances} - {one.id for one in people}
    places = {each.room for each in sessions if each.room} - {one.id for one in rooms}
    return Programme(
        event=event(**event_fields),
        people=(*people, *(person(id) for id in sorted(named))),
        rooms=(*rooms, *(room(id, id.capitalize()) for id in sorted(places))),
        sessions=sessions,
        dropped=tuple(dropped),
        version=version,
        published_at=published_at,
        label=label,
        note=note,
    )


def viewer(timezone: str = MANILA, language: str = "en", base_url: str = BASE_URL, **fields: Any) -> Viewer:
    """Someone who looks from Manila, in English."""
    return Viewer(timezone=timezone, language=language, base_url=base_url, **fields)
