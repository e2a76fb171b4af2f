"""People: in two places at once, without an organisation, not yet confirmed; and sessions that nobody leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, line, title
from agenda.programme.model import Person, Programme, Session

LED = frozenset({"plenary", "session", "panel", "breakout", "side-event"})
"""Kinds of session that somebody leads."""
LEADERS = frozenset({"moderator", "facilitator", "chair", "co-chair", "master-of-ceremonies"})


class _Hours(NamedTuple):
    """When somebody is taken by a session."""

    start: datetime
    end: datetime
    session: Session


def unled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A session of a kind that is led, and nobody leads it."""
    for session in programme.in_order:
        leads = session.kind not in LED or any(one.role in LEADERS for one in session.appearances)
        if not leads and session.status != "cancelled":
            name = title(programme, session.title, session.id)
            sentence = f"Nobody leads {name}. Add a facilitator, moderator or chair."
            yield found("no-facilitator", session.id, sentence, session.id)


def unaffiliated(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone who appears, and of whom no organisation is given; once a person."""
    sessions: dict[str, str] = {}
    for session in programme.in_order:
        for one in session.appearances:
            sessions.setdefault(one.person, session.id)
    for person in programme.people:
        if person.id in sessions and not line(programme, person.organisation):
            sentence = f"{_name(person)} has no organisation. Add it, so that it is printed."
            yield found("no-affiliation", person.id, sentence, sessions[person.id])


def to_be_confirmed(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone not confirmed, in a programme to be labelled final; once a person and session."""
    if rules.label != "final":
        return
    for session in programme.in_order:
        if session.status == "cancelled":
            continue
        name = title(programme, session.title, session.id)
        for person in dict.fromkeys(one.person for one in session.appearances if one.state == "tbc"):
            sentence = (
                f"{_name(programme.people_by_id[person])} is still to be confirmed in {name}. "
                "Confirm or replace before the programme is final."
            )
            yield found("tbc-in-final", session.id, sentence, session.id)


def in_two_places(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone in two sessions, neither cancelled, at the same time; once for two sessions."""
    for identifier, hours in _taken(programme).items():
        told: set[frozenset[str]] = set()
        going_on: list[_Hours] = []
        for one in sorted(hours, key=lambda each: (each.start, each.end)):
            going_on = [other for other in going_on if other.end > one.start]
            for other in going_on:
                pair = frozenset((other.session.id, one.session.id))
                if len(pair) == 2 and pair not in told:
                    told.add(pair)
                    yield _in_two_places(programme, identifier, other.session, one.session)
            going_on.append(one)


def _in_two_places(programme: Programme, identifier: str, first: Session, second: Session) -> Conflict:
    sentence = (
        f"{_name(programme.people_by_id[identifier])} is in {title(programme, first.title, first.id)} and in "
        f"{title(programme, second.title, second.id)} at the same time. Move a session, or change who appears."
    )
    return found("person-in-two-places", f"{first.id}, {second.id}", sentence, first.id, second.id)


def in_two_events(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone, by name and country, who is in a session of another event at the same time."""
    mine = _taken(programme)
    for other in rules.others:
        if other.event.slug == programme.event.slug:
            continue
        theirs = _taken(other)
        by_name: dict[str, list[str]] = {}
        for identifier in theirs:
            by_name.setdefault(_key(other.people_by_id[identifier]), []).append(identifier)
        for identifier, hours in mine.items():
            person = programme.people_by_id[identifier]
            for namesake in by_name.get(_key(person), []):
                if _same_country(person, other.people_by_id[namesake]):
                    yield from _clashes(programme, other, person, hours, theirs[namesake])


def _clashes(
    programme: Programme, other: Programme, person: Person, hours: list[_Hours], theirs: list[_Hours]
) -> Iterator[Conflict]:
    """One for each session of ours that meets one of theirs."""
    event = line(other, other.event.title)
    told: set[str] = set()
    for mine in hours:
        met = next((one for one in theirs if one.start < mine.end and mine.start < one.end), None)
        if met is None or mine.session.id in told:
            continue
        told.add(mine.session.id)
        start = clocks.moment_words(met.start, programme.event.timezone)
        sentence = (
            f"{_name(person)} is in {title(programme, mine.session.title, mine.session.id)} and, from {start} on the "
            f"host’s clock, in {title(other, met.session.title, met.session.id)} of “{event}”. "
            "Move a session, or change who appears."
        )
        yield found("person-in-two-events", mine.session.id, sentence, mine.session.id)


def _taken(programme: Programme) -> dict[str, list[_Hours]]:
    """When each person is taken: by a session, or only by the timed segment they appear in."""
    hours: dict[str, list[_Hours]] = {}
    for session in programme.in_order:
        if session.status == "cancelled":
            continue
        whole = _Hours(session.start, session.end, session)
        for one in session.people:
            hours.setdefault(one.person, []).append(whole)
        for segment in session.segments:
            timed = segment.start is not None and segment.end is not None
            part = _Hours(segment.start, segment.end, session) if timed else whole  # type: ignore[arg-type]
            for one in segment.people:
                hours.setdefault(one.person, []).append(part)
    return hours


def _key(person: Person) -> str:
    return " ".join(person.name.casefold().split())


def _same_country(one: Person, other: Person) -> bool:
    return not one.country or not other.country or one.country == other.country


def _name(person: Person) -> str:
    return " ".join(person.full_name.split())
