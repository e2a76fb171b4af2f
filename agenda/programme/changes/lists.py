"""Changes in the lists of people and rooms, and in the order of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agenda.programme.changes.appearances import part_of
from agenda.programme.changes.sentences import (
    Change,
    Comparison,
    joined,
    listed_name,
    quoted,
    string_of,
    told,
)
from agenda.programme.model import FrozenPerson, FrozenRoom, Programme


def list_changes(two: Comparison) -> Iterator[Change]:
    """The differences of people and rooms, and of the order of people, rooms and sessions."""
    previous, current = two.previous, two.current
    for identifier, person in current.people_by_id.items():
        before = previous.people_by_id.get(identifier, person)
        if before != person:
            yield from _person_changes(two, before, person)
    yield from _arrivals_and_departures(two)
    yield from _room_changes(two)
    if (
        _reordered(previous.people_by_id, current.people_by_id)
        or _reordered(previous.rooms_by_id, current.rooms_by_id)
        or _reordered((one.id for one in previous.sessions), (one.id for one in current.sessions))
    ):
        yield told("order", "", "The order of the lists has changed.")


def _person_changes(two: Comparison, before: FrozenPerson, person: FrozenPerson) -> Iterator[Change]:
    name = listed_name(person)
    is_told = False
    if (before.honorific, before.name) != (person.honorific, person.name) and listed_name(before) != name:
        is_told = True
        yield told("person-name", "", f"{listed_name(before)} is now listed as {name}.")
    was, now = _affiliation(two.previous, before), _affiliation(two.current, person)
    same_texts = (before.position, before.organisation) == (person.position, person.organisation)
    if was != now and not same_texts:
        is_told = True
        words = f"{name} is now {now}." if now else f"{name} is now listed without position and organisation."
        yield told("person-position", "", words)
    if before.country != person.country:
        is_told = True
        yield told("person-country", "", f"{name} is now listed under another country.")
    if not is_told:
        yield told("person", "", f"The particulars of {name} have changed.")


def _affiliation(programme: Programme, person: FrozenPerson) -> str:
    parts = (string_of(programme, person.position), string_of(programme, person.organisation))
    return ", ".join(filter(None, parts))


def _arrivals_and_departures(two: Comparison) -> Iterator[Change]:
    """New and gone people of the list, without those that a session's own sentences tell."""
    previous, current = two.previous.people_by_id, two.current.people_by_id
    arrived, left = _told_of(two)
    new = [listed_name(one) for one in current.values() if one.id not in previous and one.id not in arrived]
    gone = [listed_name(one) for one in previous.values() if one.id not in current and one.id not in left]
    if new:
        yield told("people", "", f"{joined(new)} {_verb(new)} new in the list of people.")
    if gone:
        yield told("people", "", f"{joined(gone)} {_verb(gone)} no longer in the list of people.")


def _told_of(two: Comparison) -> tuple[set[str], set[str]]:
    """Ids of those who come to a session that was there before, and of those who leave one that stays."""
    arrived: set[str] = set()
    left: set[str] = set()
    before = {session.id: session for session in two.previous.sessions}
    for session in (one for one in two.current.sessions if one.id in before):
        old = {part_of(one) for one in before[session.id].appearances}
        new = {part_of(one) for one in session.appearances}
        arrived |= {person for person, _role in new - old}
        left |= {person for person, _role in old - new}
    return arrived, left


def _room_changes(two: Comparison) -> Iterator[Change]:
    previous, current = two.previous.rooms_by_id, two.current.rooms_by_id

    def names(rooms: Iterable[FrozenRoom], programme: Programme) -> list[str]:
        return [quoted(programme, room.name) for room in rooms]

    for room in current.values():
        before = previous.get(room.id, room)
        if before.name != room.name:
            was, now = quoted(two.previous, before.name), quoted(two.current, room.name)
            words = (
                f"Room {was} is now called {now}." if was != now else f"The name of room {now} has changed."
            )
            yield told("room-renamed", "", words)
    new = names((room for room in current.values() if room.id not in previous), two.current)
    gone = names((room for room in previous.values() if room.id not in current), two.previous)
    if new:
        yield told("rooms", "", f"{joined(new)} {_verb(new)} new in the list of rooms.")
    if gone:
        yield told("rooms", "", f"{joined(gone)} {_verb(gone)} no longer in the list of rooms.")


def _reordered(old: Iterable[str], new: Iterable[str]) -> bool:
    """Whether those in both lists stand in another order."""
    old, new = list(old), list(new)
    shared = set(old) & set(new)
    return [one for one in old if one in shared] != [one for one in new if one in shared]


def _verb(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
