"""Conflicts of a programme, errors and warnings: each with a code, a grade, the place and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agenda.programme.conflicts import cities, hours, people, places, segments
from agenda.programme.conflicts.finding import CODES, Conflict, Rules
from agenda.programme.model import Programme

__all__ = ["CODES", "Conflict", "Rules", "conflicts"]

_LOOKS: tuple[Callable[[Programme, Rules], Iterator[Conflict]], ...] = (
    hours.missing,
    segments.outside,
    hours.doubled,
    places.untitled,
    people.unled,
    people.twice,
    people.in_two_places,
    people.in_two_events,
    places.room_twice,
    places.long_gaps,
    people.to_be_confirmed,
    cities.unusual,
    cities.holidays,
    people.unaffiliated,
)

_DEFAULT = Rules()


def conflicts(programme: Programme, rules: Rules = _DEFAULT) -> tuple[Conflict, ...]:
    """All conflicts, by the first session each concerns in the order of the agenda; those of none at the end."""
    order = {session.id: place for place, session in enumerate(programme.in_order)}
    all_of_them = [one for look in _LOOKS for one in look(programme, rules)]
    return tuple(
        sorted(all_of_them, key=lambda one: min((order[each] for each in one.sessions), default=len(order)))
    )
