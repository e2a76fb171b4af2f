"""Someone who asked to be forgotten: the name leaves a programme; hours, stamps and UIDs stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace

from agenda.programme.conflicts.people import is_unnamed
from agenda.programme.model import (
    Dropped,
    FrozenAppearance,
    FrozenEvent,
    FrozenPerson,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
)
from agenda.programme.name_search import WITHHELD, Wording
from agenda.programme.slugs import free_slug


class Withheld(NamedTuple):
    """The words that are withheld; the person of identifier `person` (or ''), who is `neutral` from now on; slugs of sessions
    that held the name, with their new ones.
    """

    wording: Wording
    person: str = ""
    neutral: str = ""
    slugs: Mapping[str, str] = {}


class Traces:
    """The traces of a person, by identifier, in stored programmes, and the names that are taken in them."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.forms: set[FrozenPerson] = set()
        self.taken: set[str] = set()
        self.session_slugs: set[str] = set()

    def look(self, people: Iterable[FrozenPerson], session_slugs: Iterable[str]) -> None:
        """Take in one programme."""
        for one in people:
            self.taken |= {one.id, one.slug}
            if one.id == self.person:
                self.forms.add(one)
        self.session_slugs.update(session_slugs)

    def free_name(self) -> str:
        """`withheld-1`, or the next that neither an identifier nor a slug is."""
        return next(name for number in count(1) if (name := f"withheld-{number}") not in self.taken)

    def withheld(self, neutral: str) -> Withheld:
        """Everything to withhold of the person, whatever it was called at the time."""
        tokens = {self.person, *(one.slug for one in self.forms)} - {neutral}
        wording = Wording(
            [one.name for one in self.forms if not is_unnamed(one)],
            [one.honorific for one in self.forms],
            tokens=dict.fromkeys(sorted(tokens, key=lambda one: (-len(one), one)), neutral),
        )
        return Withheld(wording, self.person, neutral, self.moved_slugs(wording))

    def moved_slugs(self, wording: Wording) -> dict[str, str]:
        """The slugs of sessions that hold a name, each with a free one without it."""
        taken, moved = set(self.session_slugs), {}
        for slug in sorted(self.session_slugs):
            if (wanted := wording.slug(slug)) != slug:
                moved[slug] = free_slug(wanted, taken)
                taken.add(moved[slug])
        return moved


def slugs_of(programme: Programme) -> Iterator[str]:
    """The slugs of all sessions, dropped ones too."""
    yield from (one.slug for one in programme.sessions)
    yield from (one.slug for one in programme.dropped)


def without(programme: Programme, what: Withheld) -> Programme:
    """The programme without what is withheld. Order, hours, stamps, ids of sessions (UIDs are made of them) and zones stay."""
    words = what.wording
    return replace(
        programme,
        event=_event(programme.event, words),
        people=tuple(_person(one, what) for one in programme.people),
        rooms=tuple(replace(one, name=_text(one.name, words)) for one in programme.rooms),
        sessions=tuple(_session(one, what) for one in programme.sessions),
        dropped=tuple(_dropped(one, what) for one in programme.dropped),
        note=words(programme.note),
    )


def neutral_person(neutral: str) -> FrozenPerson:
    """The neutral person that stands in the lists instead of a withheld one."""
    return FrozenPerson(id=neutral, slug=neutral, name=WITHHELD)


def name_beside(name: str, words: Callable[[str], str]) -> str:
    """The name of somebody else, without the withheld one in it (“Office of …”). A namesake keeps theirs."""
    other = words(name)
    return name if other == WITHHELD else other


def _event(event: FrozenEvent, words: Wording) -> FrozenEvent:
    return replace(
        event,
        title=_text(event.title, words),
        subtitle=_text(event.subtitle, words),
        organisers=tuple(
            replace(one, name=_text(one.name, words), acronym=words(one.acronym)) for one in event.organisers
        ),
        sections=tuple(
            replace(one, heading=_text(one.heading, words), body=_text(one.body, words))
            for one in event.sections
        ),
    )


def _person(person: FrozenPerson, what: Withheld) -> FrozenPerson:
    if what.person and person.id in (what.person, what.neutral):
        return neutral_person(what.neutral)
    return replace(
        person,
        name=name_beside(person.name, what.wording),
        position=_text(person.position, what.wording),
        organisation=_text(person.organisation, what.wording),
    )


def _session(session: FrozenSession, what: Withheld) -> FrozenSession:
    words = what.wording
    return replace(
        session,
        slug=what.slugs.get(session.slug, session.slug),
        title=_text(session.title, words),
        summary=_text(session.summary, words),
        questions=tuple(_text(one, words) for one in session.questions),
        people=_appearances(session.people, what),
        segments=tuple(_segment(one, what) for one in session.segments),
    )


def _segment(segment: FrozenSegment, what: Withheld) -> FrozenSegment:
    people = _appearances(segment.people, what)
    return replace(segment, title=_text(segment.title, what.wording), people=people)


def _dropped(one: Dropped, what: Withheld) -> Dropped:
    return replace(one, slug=what.slugs.get(one.slug, one.slug), title=_text(one.title, what.wording))


def _appearances(people: Iterable[FrozenAppearance], what: Withheld) -> tuple[FrozenAppearance, ...]:
    return tuple(
        replace(one, person=what.neutral) if what.person and one.person == what.person else one
        for one in people
    )


def _text(text: Text, words: Wording) -> Text:
    return tuple((language, words(string)) for language, string in text)
