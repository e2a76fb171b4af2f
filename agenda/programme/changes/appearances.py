"""Changes among the people of a session: new and gone people, their roles, parts and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from agenda.programme.changes.segments import Pairs
from agenda.programme.changes.sentences import (
    Change,
    Comparison,
    name_of,
    person_name,
    quoted,
    role_words,
    told,
)
from agenda.programme.model import FrozenAppearance, FrozenSession

Part = tuple[str, str]
"""A person (by id) in a role."""

WHOLE, GONE = -1, -2
"""Stand for the session itself and for a segment that is no more, where the numbers of segments stand."""


class PeopleChanges(NamedTuple):
    """The sentences, and whether something differs that no sentence tells (someone named twice, say)."""

    changes: tuple[Change, ...]
    untold: bool


def part_of(one: FrozenAppearance) -> Part:
    """The person and the role."""
    return one.person, one.role


def people_changes(
    two: Comparison, before: FrozenSession, session: FrozenSession, pairs: Pairs
) -> PeopleChanges:
    """People matched by person and role; one for one in a role reads as a replacement."""
    old = {part_of(one): one for one in before.appearances}
    new = {part_of(one): one for one in session.appearances}
    found = [
        *_arrivals_and_departures(two, session, list(old), new),
        *_states(two, session, old, new),
    ]
    was, now = _places(before, pairs.same), _places(session)
    untold = False
    for part in (part for part in new if part in old):
        stays = [place for place in was.get(part, ()) if place[0] != GONE]
        moved = list(_moved(two, session, part, [one[0] for one in stays], [one[0] for one in now[part]]))
        moved += _counted(two, session, part, [one[0] for one in stays], [one[0] for one in now[part]])
        found += moved
        is_told = bool(moved) or old[part].state != new[part].state
        untold = untold or (not is_told and Counter(stays) != Counter(now[part]))
    for part in (part for part in new if part not in old):
        found += _counted(two, session, part, [], [one[0] for one in now[part]])
    if _reordered(before, session, pairs):
        name = name_of(two.current, session)
        found.append(told("people-order", session.id, f"The order of the people in {name} has changed."))
    return PeopleChanges(tuple(found), untold)


def _arrivals_and_departures(
    two: Comparison, session: FrozenSession, old: list[Part], new: dict[Part, FrozenAppearance]
) -> Iterator[Change]:
    gone = [part for part in old if part not in new]
    name = name_of(two.current, session)
    arrivals = []
    for person, role in (part for part in new if part not in old):
        newcomer = _newcomer(two, new[person, role])
        former = next((part for part in gone if part[0] == person), None)
        if former is None:
            arrivals.append((newcomer, role))
            continue
        gone.remove(former)
        words = f"{role_words(role)} in {name} (was {role_words(former[1])})"
        yield told("person-role", session.id, f"{newcomer} is now {words}.")
    for newcomer, role in arrivals:
        match = next((part for part in gone if part[1] == role), None)
        if match is not None:
            gone.remove(match)
            leaver = person_name(two.previous, match[0])
            sentence = f"{newcomer} replaces {leaver} as {role_words(role)} in {name}."
        else:
            sentence = f"{newcomer} joins {name} as {role_words(role)}."
        yield told("person-in", session.id, sentence)
    for person, role in gone:
        leaver = person_name(two.previous, person)
        yield told("person-out", session.id, f"{leaver} is no longer {role_words(role)} in {name}.")


def _newcomer(two: Comparison, one: FrozenAppearance) -> str:
    """The name; “(TBC)” after it, as the programme prints it, while the person is to be confirmed."""
    return f"{person_name(two.current, one.person)}{' (TBC)' if one.state == 'tbc' else ''}"


def _states(
    two: Comparison,
    session: FrozenSession,
    old: dict[Part, FrozenAppearance],
    new: dict[Part, FrozenAppearance],
) -> Iterator[Change]:
    name = name_of(two.current, session)
    for part, one in new.items():
        if part in old and old[part].state != one.state:
            word = "confirmed" if one.state == "confirmed" else "to be confirmed"
            person = person_name(two.current, one.person)
            yield told("person-state", session.id, f"{person} is now {word} in {name}.")


def _places(
    session: FrozenSession, numbers: dict[int, int] | None = None
) -> dict[Part, list[tuple[int, str]]]:
    """Where each person stands, in each role, and in which state; segments by the numbers they have afterwards."""
    lists = [(WHOLE, session.people)]
    for index, segment in enumerate(session.segments):
        lists.append((index if numbers is None else numbers.get(index, GONE), segment.people))
    found: dict[Part, list[tuple[int, str]]] = {}
    for place, people in lists:
        for one in people:
            found.setdefault(part_of(one), []).append((place, one.state))
    return found


def _where(two: Comparison, session: FrozenSession, place: int) -> str:
    """A segment of the session, by its number."""
    title = quoted(two.current, session.segments[place].title)
    return f"{title}, a part of {name_of(two.current, session)}"


def _counted(
    two: Comparison, session: FrozenSession, part: Part, was: list[int], now: list[int]
) -> Iterator[Change]:
    """The number of times that a person stands in one list, where it is or was more than one and has changed."""
    old, new = Counter(was), Counter(now)
    for place, count in new.items():
        if count != old[place] and max(count, old[place]) > 1:
            where = name_of(two.current, session) if place == WHOLE else _where(two, session, place)
            before = f" (was {_times(old[place])})" if old[place] else ""
            words = f"is now listed {_times(count)} as {role_words(part[1])} in {where}{before}."
            yield told("person-times", session.id, f"{person_name(two.current, part[0])} {words}")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _moved(
    two: Comparison, session: FrozenSession, part: Part, was: list[int], now: list[int]
) -> Iterator[Change]:
    """From the session to one of its segments, back, or from one to another."""
    person, role, name = person_name(two.current, part[0]), role_words(part[1]), name_of(two.current, session)
    gained = [place for place in dict.fromkeys(now) if place not in was]
    lost = [place for place in dict.fromkeys(was) if place not in now and not gained]
    for place in gained:
        words = f"{name} as a whole" if place == WHOLE else _where(two, session, place)
        yield told("person-part", session.id, f"{person} is now {role} in {words}.")
    for place in lost:
        words = (
            f"now {role} only in parts of {name}"
            if place == WHOLE
            else f"no longer {role} in {_where(two, session, place)}"
        )
        yield told("person-part", session.id, f"{person} is {words}.")


def _reordered(before: FrozenSession, session: FrozenSession, pairs: Pairs) -> bool:
    """Whether people who are in a list before and after stand there in another order."""
    lists = [(before.people, session.people)]
    lists += [(before.segments[old].people, session.segments[new].people) for old, new in pairs.same.items()]
    for old_people, new_people in lists:
        old = list(dict.fromkeys(part_of(one) for one in old_people))
        new = list(dict.fromkeys(part_of(one) for one in new_people))
        if [one for one in old if one in new] != [one for one in new if one in old]:
            return True
    return False
