"""People: without an organisation, not yet confirmed, in two places at once; and sessions that nobody leads."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from agenda.programme.conflicts.finding import (
    Conflict,
    Rules,
    found,
    held,
    line,
    listed,
    part,
    span,
    title,
    titles,
)
from agenda.programme.conflicts.overlaps import Taken, overlaps, people_taken
from agenda.programme.model import FrozenAppearance, FrozenPerson, FrozenSession, Programme
from agenda.programme.name_search import WITHHELD

LED = frozenset({"plenary", "session", "panel", "breakout", "side-event"})
"""Kinds of session that somebody leads."""
LEADERS = frozenset({"moderator", "facilitator", "chair", "co-chair", "master-of-ceremonies"})


def unled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A session of a kind that is led, and nobody leads it."""
    for session in held(programme):
        if session.kind in LED and not any(one.role in LEADERS for one in session.appearances):
            sentence = f"Nobody leads {title(programme, session)}. Add a facilitator, moderator or chair."
            yield found("no-facilitator", session.id, sentence, session.id)


def unaffiliated(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone who appears, and of whom no organisation is given; once a person.

    Interpreters need none, and what an office not yet named belongs to stands in its name.
    """
    sessions: dict[str, dict[str, None]] = {}
    for session in held(programme):
        for one in session.appearances:
            if one.role != "interpreter":
                sessions.setdefault(one.person, {})[session.id] = None
    for person in programme.people:
        if person.id not in sessions or line(programme, person.organisation):
            continue
        if _key(person) == WITHHELD.casefold():
            continue
        if not is_unnamed(person) or _key(person) == "representative":
            sentence = f"{_name(person)} has no organisation. Add it, so that it is printed."
            yield found("no-affiliation", person.id, sentence, *sessions[person.id])


def to_be_confirmed(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone not confirmed, in a programme to be labelled final; once a person and session."""
    if rules.label != "final":
        return
    for session in held(programme):
        for identifier in dict.fromkeys(one.person for one in session.appearances if one.state == "tbc"):
            if person := programme.people_by_id.get(identifier):
                sentence = (
                    f"{_name(person)} is still to be confirmed in {title(programme, session)}. "
                    "Confirm or replace before the programme is final."
                )
                yield found("tbc-in-final", f"{session.id}, {identifier}", sentence, session.id)


def twice(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone more than once in one role among the people of a session, or of one of its segments."""
    for session in held(programme):
        lists = [session.people, *(segment.people for segment in session.segments)]
        for number, people in enumerate(lists):
            where = part(programme, session, number) if number else title(programme, session)
            place = f"{session.id}, segment {number}" if number else session.id
            yield from _twice(programme, session, people, where, place)


def _twice(
    programme: Programme, session: FrozenSession, people: Sequence[FrozenAppearance], where: str, place: str
) -> Iterator[Conflict]:
    for (identifier, role), count in Counter((one.person, one.role) for one in people).items():
        person = programme.people_by_id.get(identifier)
        if count == 1 or person is None or is_unnamed(person):
            continue
        times, rest = ("twice", "Take one out.") if count == 2 else (f"{count} times", "Leave one.")
        sentence = f"{_name(person)} stands {times} as {role.replace('-', ' ')} in {where}. {rest}"
        yield found("person-twice", f"{place}, {identifier}, {role}", sentence, session.id)


def in_two_places(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone in sessions at the same time."""
    sessions = held(programme)
    for identifier, hours in people_taken(programme).items():
        person = programme.people_by_id.get(identifier)
        if person is None or is_unnamed(person):
            continue
        for one in overlaps(hours):
            *before, later = (sessions[place] for place in (*one.before, one.place))
            sentence = (
                f"{_name(person)} is in {titles(programme, before)} and at the same time in "
                f"{title(programme, later)} ({span(programme, one.start, one.end)}). "
                "Move a session, or change who appears."
            )
            ids = [each.id for each in (*before, later)]
            yield found("person-in-two-places", f"{listed(ids)}, {identifier}", sentence, *ids)


def in_two_events(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """Someone, by name and country, who is in a session of another event at the same time.

    Of an event that is `hidden` nothing is told but the hours that are shared.
    """
    elsewhere = [(other, "") for other in rules.others]
    elsewhere += [(other, f"another event {number}") for number, other in enumerate(rules.hidden, start=1)]
    elsewhere = [one for one in elsewhere if one[0].event.slug != programme.event.slug]
    mine = people_taken(programme) if elsewhere else {}
    for other, alias in elsewhere:
        theirs = people_taken(other)
        namesakes: dict[str, list[FrozenPerson]] = {}
        for person in other.people:
            if person.id in theirs:
                namesakes.setdefault(_key(person), []).append(person)
        for person in programme.people:
            if person.id not in mine or is_unnamed(person):
                continue
            same = [one for one in namesakes.get(_key(person), ()) if _may_be_of_one_country(person, one)]
            hours = [taken for one in same for taken in theirs[one.id]]
            for place, meeting in _meetings(mine[person.id], hours).items():
                yield _in_two_events(programme, held(programme)[place], other, person, meeting, alias)


def _in_two_events(
    programme: Programme,
    session: FrozenSession,
    other: Programme,
    person: FrozenPerson,
    meeting: list[Taken],
    alias: str,
) -> Conflict:
    """A session of ours that meets some of theirs; with an `alias` for the other event, that is all that is told of it."""
    hours = span(programme, min(one.start for one in meeting), max(one.end for one in meeting))
    who, ours = _name(person), title(programme, session)
    if alias:
        words = f"{who} is in {ours} and at the same time in another event ({hours}, on the host’s clock)."
    else:
        there = held(other)
        met = [there[one] for one in sorted({one.place for one in meeting})]
        event = line(other, other.event.title)
        words = f"{who} is in {ours} and at the same time in {titles(other, met)} of “{event}” ({hours})."
    where = f"{session.id}, {person.id}, {alias or other.event.slug}"
    sentence = f"{words} Move a session, or change who appears."
    return found("person-in-two-events", where, sentence, session.id)


def _meetings(mine: Iterable[Taken], theirs: list[Taken]) -> dict[int, list[Taken]]:
    """By the place of a session of ours: the hours it shares with theirs, each with the place of theirs."""
    met: dict[int, list[Taken]] = {}
    for one in mine:
        for other in theirs:
            start: datetime = max(one.start, other.start)
            end: datetime = min(one.end, other.end)
            if start < end:
                met.setdefault(one.place, []).append(Taken(start, end, other.place))
    return met


_PLACEHOLDERS = frozenset({"tbc", "tba", "tbd", "nn", "n.n.", "n. n.", "vacant", WITHHELD.casefold()})


def is_unnamed(person: FrozenPerson) -> bool:
    """Whether this is an office not yet named, or a place kept free: `Representative, MOLISA`, `To be confirmed`.

    Two of these are not the same person.
    """
    key = _key(person)
    return not person.honorific and (
        key in _PLACEHOLDERS or key.startswith("to be ") or key.split(" ")[0].strip(",;:") == "representative"
    )


def _key(person: FrozenPerson) -> str:
    """The name without its honorific, letter case and width."""
    return " ".join(unicodedata.normalize("NFKC", person.name).casefold().split())


def _may_be_of_one_country(one: FrozenPerson, other: FrozenPerson) -> bool:
    return not one.country or not other.country or one.country == other.country


def _name(person: FrozenPerson) -> str:
    return " ".join(person.full_name.split())
