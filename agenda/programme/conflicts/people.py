"""People: without an organisation, not yet confirmed, in two places at once; and sessions that nobody leads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from agenda.programme.conflicts.finding import Conflict, Rules, found, held, line, listed, span, title, titles
from agenda.programme.conflicts.overlaps import Taken, overlaps, people_taken
from agenda.programme.model import Person, Programme

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
    """Someone, by name and country, who is in a session of another event at the same time."""
    others = [other for other in rules.others if other.event.slug != programme.event.slug]
    mine = people_taken(programme) if others else {}
    for other in others:
        theirs = people_taken(other)
        namesakes: dict[str, list[Person]] = {}
        for person in other.people:
            if person.id in theirs:
                namesakes.setdefault(_key(person), []).append(person)
        for person in programme.people:
            if person.id not in mine or is_unnamed(person):
                continue
            same = [one for one in namesakes.get(_key(person), ()) if _may_be_of_one_country(person, one)]
            hours = [taken for one in same for taken in theirs[one.id]]
            yield from _in_two_events(programme, other, person, mine[person.id], hours)


def _in_two_events(
    programme: Programme, other: Programme, person: Person, mine: list[Taken], theirs: list[Taken]
) -> Iterator[Conflict]:
    """One for each session of ours that meets some of theirs."""
    ours, elsewhere, event = held(programme), held(other), line(other, other.event.title)
    for place, meeting in _meetings(mine, theirs).items():
        session = ours[place]
        met = [elsewhere[one] for one in sorted({one.place for one in meeting})]
        hours = span(programme, min(one.start for one in meeting), max(one.end for one in meeting))
        sentence = (
            f"{_name(person)} is in {title(programme, session)} and at the same time in "
            f"{titles(other, met)} of “{event}” ({hours}). "
            "Move a session, or change who appears."
        )
        where = f"{session.id}, {person.id}, {other.event.slug}"
        yield found("person-in-two-events", where, sentence, session.id)


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


_PLACEHOLDERS = frozenset({"tbc", "tba", "tbd", "nn", "n.n.", "n. n.", "vacant"})


def is_unnamed(person: Person) -> bool:
    """Whether this is an office not yet named, or a place kept free: `Representative, MOLISA`, `To be confirmed`.

    Two of these are not the same person.
    """
    key = _key(person)
    return not person.honorific and (
        key in _PLACEHOLDERS or key.startswith("to be ") or key.split(" ")[0].strip(",;:") == "representative"
    )


def _key(person: Person) -> str:
    """The name without its honorific, letter case and width."""
    return " ".join(unicodedata.normalize("NFKC", person.name).casefold().split())


def _may_be_of_one_country(one: Person, other: Person) -> bool:
    return not one.country or not other.country or one.country == other.country


def _name(person: Person) -> str:
    return " ".join(person.full_name.split())
