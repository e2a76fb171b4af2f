"""What differs between two programmes, in sentences a delegate understands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import SCHEMA, Appearance, Programme, Session, Text, in_language


class Change(NamedTuple):
    """One difference: a code, the session it concerns ('' for the event), and the sentence, on one line."""

    code: str
    session: str
    sentence: str


def without_stamps(programme: Programme) -> Programme:
    """What two versions are compared by: everything but numbers, moments, label and note."""
    return replace(
        programme,
        sessions=tuple(replace(session, sequence=None, changed=None) for session in programme.sessions),
        dropped=(),
        version=0,
        published_at=None,
        label="provisional",
        note="",
        schema=SCHEMA,
    )


def changes(previous: Programme | None, current: Programme) -> tuple[Change, ...]:
    """The differences: sessions in the order of the agenda, dropped ones after them, then the rest.

    None only when the two are the same but for their stamps.
    """
    if previous is None:
        count = len(current.sessions)
        return (Change("first", "", f"First version: {count} session{'' if count == 1 else 's'}."),)
    before = {session.id: session for session in previous.sessions}
    found: list[Change] = []
    for session in current.in_order:
        if session.id in before:
            found += _session_changes(previous, before[session.id], current, session)
        else:
            found.append(
                Change("added", session.id, f"{_name(current, session)} is new, {_span(current, session)}.")
            )
    present = {session.id for session in current.sessions}
    found += [
        Change("dropped", one.id, f"{_name(previous, one)} is no longer in the programme.")
        for one in previous.in_order
        if one.id not in present
    ]
    found += _event_changes(previous, current)
    found += _list_changes(previous, current)
    found += _label_changes(previous, current)
    return tuple(found)


def _event_changes(previous: Programme, current: Programme) -> Iterator[Change]:
    old, new = previous.event, current.event
    if old.timezone != new.timezone:
        yield Change("zone", "", f"The event's time zone is now {new.timezone} (was {old.timezone}).")
    if replace(old, sections=(), timezone="") != replace(new, sections=(), timezone=""):
        yield Change("event", "", "The event's particulars have changed.")
    if old.sections != new.sections:
        yield Change("sections", "", "The text of the concept note has changed.")


def _list_changes(previous: Programme, current: Programme) -> Iterator[Change]:
    for identifier, person in current.people_by_id.items():
        if previous.people_by_id.get(identifier, person) != person:
            yield Change("person", "", f"The particulars of {person.full_name} have changed.")
    if previous.people_by_id.keys() != current.people_by_id.keys():
        yield Change("people", "", "The list of people has changed.")
    if previous.rooms_by_id != current.rooms_by_id:
        yield Change("rooms", "", "The list of rooms has changed.")
    if (
        _reordered(previous.people_by_id, current.people_by_id)
        or _reordered(previous.rooms_by_id, current.rooms_by_id)
        or _reordered((one.id for one in previous.sessions), (one.id for one in current.sessions))
    ):
        yield Change("order", "", "The order of the lists has changed.")


def _reordered(old: Iterable[str], new: Iterable[str]) -> bool:
    """Whether those in both lists stand in another order."""
    old, new = list(old), list(new)
    shared = set(old) & set(new)
    return [one for one in old if one in shared] != [one for one in new if one in shared]


def _label_changes(previous: Programme, current: Programme) -> Iterator[Change]:
    if previous.label != current.label:
        yield Change("label", "", f"The programme is now {current.label} (was {previous.label}).")
    if current.note and previous.note != current.note:
        yield Change("note", "", f"Note: {_one_line(current.note)}")


def _session_changes(
    previous: Programme, before: Session, current: Programme, session: Session
) -> list[Change]:
    name = _name(current, session)
    found = []
    if before.title != session.title:
        found.append(
            Change("renamed", session.id, f"{_name(previous, before)} is now called {name}.")
            if _name(previous, before) != name
            else Change("renamed", session.id, f"The title of {name} has changed.")
        )
    found += _schedule_changes(previous, before, current, session)
    found += _people_changes(previous, before, current, session)
    shared = {_part(one) for one in before.appearances} & {_part(one) for one in session.appearances}
    if _remainder(before, shared) != _remainder(session, shared) or (
        not found and _differ(previous, before, current, session)
    ):
        found.append(Change("text", session.id, f"The details of {name} have changed."))
    return found


def _schedule_changes(
    previous: Programme, before: Session, current: Programme, session: Session
) -> Iterator[Change]:
    name = _name(current, session)
    hours = (
        ("moved", "starts", before.start, session.start),
        ("end", "ends", before.end, session.end),
    )
    for code, verb, old, new in hours:
        if old != new:
            now, was = _clocks(current, new, old)
            words = f"{name} now {verb} at {now} (was {was}) {_zone_words(current)}."
            yield Change(code, session.id, words)
    room = _room(current, session)
    if _room(previous, before) != room:
        words = f"{name} is now in {room}." if room else f"{name} no longer has a room."
        yield Change("room", session.id, words)
    if before.status != session.status:
        yield Change("status", session.id, f"{name} is now {session.status} (was {before.status}).")


def _differ(previous: Programme, before: Session, current: Programme, session: Session) -> bool:
    """Whether anything but stamps differs; the host's clock only while the host's zone is the same."""
    same_zone = previous.event.timezone == current.event.timezone
    old, new = (
        replace(one, sequence=None, changed=None, wall_start=one.wall_start if same_zone else "")
        for one in (before, session)
    )
    return old != new


def _people_changes(
    previous: Programme, before: Session, current: Programme, session: Session
) -> Iterator[Change]:
    """Arrivals and departures, matched by person and role; one for one in a role reads as a replacement."""
    old = {_part(one): one for one in before.appearances}
    new = {_part(one): one for one in session.appearances}
    gone = [one for part, one in old.items() if part not in new]
    name = _name(current, session)
    for one in (one for part, one in new.items() if part not in old):
        match = next((other for other in gone if other.role == one.role), None)
        newcomer, role = _person(current, one), one.role.replace("-", " ")
        if match is not None:
            gone.remove(match)
            sentence = f"{newcomer} replaces {_person(previous, match)} as {role} in {name}."
        else:
            sentence = f"{newcomer} joins {name} as {role}."
        yield Change("person-in", session.id, sentence)
    for one in gone:
        role = one.role.replace("-", " ")
        yield Change("person-out", session.id, f"{_person(previous, one)} is no longer {role} in {name}.")
    for part, one in new.items():
        if part in old and old[part].state != one.state:
            word = "confirmed" if one.state == "confirmed" else "to be confirmed"
            yield Change("person-state", session.id, f"{_person(current, one)} is now {word} in {name}.")


def _remainder(session: Session, shared: Container[tuple[str, str]]) -> tuple[object, ...]:
    """All of a session that no other sentence speaks of; segments' hours are counted from its start.

    `shared` are the people and roles of both versions, whose places in it count; the others have their sentences.
    """
    segments = tuple(
        (
            segment.title,
            segment.start and segment.start - session.start,
            segment.end and segment.end - session.start,
            [_part(one) for one in segment.people if _part(one) in shared],
        )
        for segment in session.segments
    )
    people = [_part(one) for one in session.people if _part(one) in shared]
    return session.kind, session.audience, session.slug, session.summary, session.questions, people, segments


def _part(one: Appearance) -> tuple[str, str]:
    return one.person, one.role


def _person(programme: Programme, one: Appearance) -> str:
    person = programme.people_by_id.get(one.person)
    return person.full_name if person else one.person


def _one_line(string: str) -> str:
    return " ".join(string.split())


def _string(programme: Programme, text: Text) -> str:
    return _one_line(in_language(text, programme.event.language, "en")[0])


def _name(programme: Programme, session: Session) -> str:
    return f"“{_string(programme, session.title)}”"


def _room(programme: Programme, session: Session) -> str:
    room = programme.rooms_by_id.get(session.room)
    return _string(programme, room.name) if room else ""


def _clocks(programme: Programme, *moments: datetime) -> list[str]:
    """Moments on the host's clock; with their dates, where these are not all the same."""
    walls = [clocks.wall_of(moment, programme.event.timezone)[0] for moment in moments]
    if len({wall.date() for wall in walls}) == 1:
        return [clocks.time_words(wall) for wall in walls]
    return [f"{clocks.time_words(wall)} on {clocks.date_words(wall.date())}" for wall in walls]


def _span(programme: Programme, session: Session) -> str:
    zone = programme.event.timezone
    day = clocks.local_date(session.start, zone)
    hours = clocks.hours(session.start, session.end, day, zone)
    return f"{clocks.date_words(day)}, {hours} {_zone_words(programme)}"


def _zone_words(programme: Programme) -> str:
    event = programme.event
    city = next((city for city in event.cities if city.timezone == event.timezone), None)
    name = _string(programme, city.name) if city else event.timezone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{name} time"
