"""From the bytes of a file to a `Programme`: all faults at once, or the whole value."""

from __future__ import annotations

from collections.abc import Iterator

import pytz
from msgspec.structs import replace

from agenda.exchange import ImportRefused, shown
from agenda.exchange.json.document import read_document
from agenda.exchange.json.event import read_event
from agenda.exchange.json.fields import Context, Reader
from agenda.exchange.json.identifiers import Identifiers
from agenda.exchange.json.sessions import read_dropped, read_sessions
from agenda.programme import LABELS, FrozenPerson, FrozenRoom, Programme, slugs_of_ids

FORMAT, FORMAT_VERSION = "dialogue-programme", 1

_FILE = (
    "format", "format_version", "version", "published_at", "label", "event", "people", "rooms", "sessions", "dropped",
)  # fmt: skip
_PERSON = ("id", "honorific", "name", "position", "organisation", "country")


_STAMPS = ("version", "published_at", "label", "dropped")
_SESSION_STAMPS = ("uid", "sequence", "changed")


def parse(raw: bytes, *, with_stamps: bool = True) -> Programme:
    """The programme a file says, all moments in UTC.

    A session without a slug has `slug=""` (see `with_slugs`). `version`, `published_at`, `label`, `sequence`,
    `changed` and `dropped` are as the file has them: the floor of an event never published; without `with_stamps` they are not read at all.
    Raises `ImportRefused`.
    """
    context = Context()
    value = read_document(raw)
    if not with_stamps:
        _leave_out_stamps(value)
    document = Reader.of(value, "", _FILE, context)
    if document is None:
        context.faults.raise_if_any()
        raise AssertionError("a reader is missing only with a fault")
    _check_format(document)
    programme = _programme(document, context)
    context.faults.raise_if_any()
    return programme


def _leave_out_stamps(value: object) -> None:
    """Take out of a file's value what we write ourselves."""
    if not isinstance(value, dict):
        return
    for key in _STAMPS:
        value.pop(key, None)
    sessions = value.get("sessions")
    for session in sessions if isinstance(sessions, list) else ():
        for key in _SESSION_STAMPS if isinstance(session, dict) else ():
            session.pop(key, None)


def _check_format(document: Reader) -> None:
    """Of a file of another format nothing else is said, for it would not help."""
    faults = []
    name, version = document.get("format"), document.get("format_version")
    if name != FORMAT:
        faults.append(f"format: write '{FORMAT}', the only one read here, {_instead(name)}")
    if type(version) is not int or version != FORMAT_VERSION:
        faults.append(f"format_version: write {FORMAT_VERSION}, the only one read here, {_instead(version)}")
    if faults:
        raise ImportRefused(faults)


def _instead(value: object) -> str:
    return "it is missing" if value is None else f"not {shown(value)}"


def _programme(document: Reader, context: Context) -> Programme:
    event = read_event(document, context)
    people_ids, room_ids = Identifiers(), Identifiers()
    people = tuple(_people(document, people_ids))
    rooms = tuple(_rooms(document, room_ids))
    slugs = slugs_of_ids(person.id for person in people)
    published = None if document.is_null("published_at") else document.moment("published_at", stamp=True)
    return Programme(
        event=event,
        people=tuple(replace(person, slug=slug) for person, slug in zip(people, slugs, strict=True)),
        rooms=rooms,
        sessions=read_sessions(document, context, people_ids, room_ids),
        dropped=read_dropped(document),
        version=document.number("version") or 0,
        published_at=published,
        label=document.choice("label", LABELS, "provisional"),
    )


def _people(document: Reader, ids: Identifiers) -> Iterator[FrozenPerson]:
    """People with the slug still empty."""
    for one in document.objects("people", _PERSON):
        yield FrozenPerson(
            id=ids.read(one),
            slug="",
            name=one.string("name", required=True, longest=300),
            honorific=one.string("honorific", longest=50),
            position=one.text("position"),
            organisation=one.text("organisation"),
            country=_country(one),
        )


def _country(person: Reader) -> str:
    value = person.get("country")
    if value in (None, ""):
        return ""
    if isinstance(value, str) and value in pytz.country_names:
        return value
    person.fault("country", f"{shown(value)} is not an ISO 3166-1 alpha-2 code; write one like 'PH'")
    return ""


def _rooms(document: Reader, ids: Identifiers) -> Iterator[FrozenRoom]:
    for one in document.objects("rooms", ("id", "name")):
        yield FrozenRoom(id=ids.read(one), name=one.text("name", required=True))
