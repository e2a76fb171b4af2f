"""From a `Programme` to the bytes of a file: keys in the contract's order, times in the event's zone.

Left out are optional texts, `honorific`, `acronym`, `country`, `room` and `slug` that are empty, `sequence` and
`changed` that no publication has set, and `people` of a segment that is a bare title; all else is written.
"""

from __future__ import annotations

import json
from datetime import datetime

from agenda.exchange.json.reading import FORMAT, FORMAT_VERSION
from agenda.programme import (
    Dropped,
    FrozenAppearance,
    FrozenEvent,
    FrozenPerson,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    clocks,
    uid_of,
)


def serialise(programme: Programme) -> bytes:
    """The interchange file of a programme: UTF-8, two-space indent, LF, final newline. `note` is not in it."""
    writer = _Writer(programme.event)
    published = programme.published_at
    value: dict[str, object] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "version": programme.version,
        "published_at": clocks.rfc3339_utc(published) if published else None,
        "label": programme.label,
        "event": writer.event(),
        "people": [writer.person(one) for one in programme.people],
        "rooms": [{"id": one.id, "name": writer.text(one.name)} for one in programme.rooms],
        "sessions": [writer.session(one) for one in programme.sessions],
    }
    if programme.version or programme.dropped or any(one.sequence is not None for one in programme.sessions):
        value["dropped"] = [writer.dropped(one) for one in programme.dropped]
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


class _Writer:
    """Writes the parts of a programme of one event, whose language and zone it knows."""

    def __init__(self, event: FrozenEvent) -> None:
        self._event = event

    def text(self, text: Text) -> str | dict[str, str]:
        """A string when only in the event's language, else an object by language code."""
        strings = dict(text)
        return strings.get(self._event.language, "") if strings.keys() <= {self._event.language} else strings

    def time(self, moment: datetime) -> str:
        return clocks.rfc3339(moment, self._event.timezone)

    def event(self) -> dict[str, object]:
        event = self._event
        return {
            "slug": event.slug,
            "title": self.text(event.title),
            **_if_any("subtitle", self.text(event.subtitle)),
            "language": event.language,
            "languages": list(event.languages),
            "timezone": event.timezone,
            "setting": event.setting,
            "visibility": event.visibility,
            "organisers": [
                {"name": self.text(one.name), **_if_any("acronym", one.acronym)} for one in event.organisers
            ],
            "cities": [{"name": self.text(one.name), "timezone": one.timezone} for one in event.cities],
            "sections": [
                {"heading": self.text(one.heading), **_if_any("body", self.text(one.body))}
                for one in event.sections
            ],
        }

    def person(self, one: FrozenPerson) -> dict[str, object]:
        return {
            "id": one.id,
            **_if_any("honorific", one.honorific),
            "name": one.name,
            **_if_any("position", self.text(one.position)),
            **_if_any("organisation", self.text(one.organisation)),
            **_if_any("country", one.country),
        }

    def session(self, one: FrozenSession) -> dict[str, object]:
        return {
            "id": one.id,
            **_if_any("slug", one.slug),
            "title": self.text(one.title),
            "kind": one.kind,
            "status": one.status,
            "audience": one.audience,
            "start": self.time(one.start),
            "end": self.time(one.end),
            **_if_any("room", one.room),
            **_if_any("summary", self.text(one.summary)),
            "questions": [self.text(question) for question in one.questions],
            "people": [_appearance(appearance) for appearance in one.people],
            "segments": [self.segment(segment) for segment in one.segments],
            "uid": uid_of(one.id, self._event.slug),
            **({} if one.sequence is None else {"sequence": one.sequence}),
            **({} if one.changed is None else {"changed": clocks.rfc3339_utc(one.changed)}),
        }

    def segment(self, one: FrozenSegment) -> dict[str, object]:
        value: dict[str, object] = {"title": self.text(one.title)}
        if one.start and one.end:
            value |= {"start": self.time(one.start), "end": self.time(one.end)}
        if one.start or one.people:
            value["people"] = [_appearance(appearance) for appearance in one.people]
        return value

    def dropped(self, one: Dropped) -> dict[str, object]:
        return {
            "id": one.id,
            "uid": uid_of(one.id, self._event.slug),
            "sequence": one.sequence,
            "changed": clocks.rfc3339_utc(one.changed),
            "title": self.text(one.title),
            "start": self.time(one.start),
            "end": self.time(one.end),
        }


def _appearance(one: FrozenAppearance) -> dict[str, object]:
    return {"person": one.person, "role": one.role, "state": one.state}


def _if_any(key: str, value: object) -> dict[str, object]:
    return {key: value} if value else {}
