"""A change in words: its sentence with the moments in it, and the words for sessions, people, hours and zones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from agenda.programme import clocks
from agenda.programme.model import FrozenPerson, FrozenSession, Programme, Text, in_language
from agenda.programme.zone_links import canonical


class Moment(NamedTuple):
    """A moment that a sentence names: its words, the instant (UTC), and the place in the sentence where they begin."""

    words: str
    instant: datetime
    at: int = 0


class Change(NamedTuple):
    """One difference: a code, the session it concerns ('' for the event), the sentence, on one line, and its moments.

    The moments stand in the order of their words.
    """

    code: str
    session: str
    sentence: str
    moments: tuple[Moment, ...] = ()

    @property
    def parts(self) -> tuple[str | Moment, ...]:
        """The sentence cut at its moments, so that each can be set in an element of its own."""
        found: list[str | Moment] = []
        done = 0
        for moment in self.moments:
            found += [self.sentence[done : moment.at], moment]
            done = moment.at + len(moment.words)
        return tuple(part for part in (*found, self.sentence[done:]) if part)


class Comparison(NamedTuple):
    """The two programmes, and the zone whose clocks the sentences give."""

    previous: Programme
    current: Programme
    zone: str


def told(code: str, session: str, *parts: str | Moment) -> Change:
    """A change whose sentence is these parts in a row."""
    sentence, moments = "", []
    for part in parts:
        if isinstance(part, Moment):
            moments.append(part._replace(at=len(sentence)))
            sentence += part.words
        else:
            sentence += part
    return Change(code, session, sentence, tuple(moments))


def one_line(string: str) -> str:
    """The string with single spaces, on one line."""
    return " ".join(string.split())


def string_of(programme: Programme, text: Text) -> str:
    """The text in the event's language, on one line."""
    return one_line(in_language(text, programme.event.language, "en")[0])


def quoted(programme: Programme, text: Text) -> str:
    """The text in quotation marks."""
    return f"“{string_of(programme, text)}”"


def name_of(programme: Programme, session: FrozenSession) -> str:
    """A session by its title."""
    return quoted(programme, session.title)


def person_name(programme: Programme, identifier: str) -> str:
    """A person by honorific and name; one who is not in the list by the id."""
    person = programme.people_by_id.get(identifier)
    return listed_name(person) if person else identifier


def listed_name(person: FrozenPerson) -> str:
    """Honorific and name, on one line."""
    return one_line(person.full_name)


def joined(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def role_words(role: str) -> str:
    """The role within a sentence: `co chair`."""
    return role.replace("-", " ")


def clock_words(zone: str, *moments: datetime) -> list[Moment]:
    """Moments on clocks of the zone; with their dates, where these are not all the same."""
    walls = [clocks.wall_of(moment, zone)[0] for moment in moments]
    dated = len({wall.date() for wall in walls}) > 1
    return [
        Moment(
            f"{clocks.time_words(wall)} on {clocks.date_words(wall.date())}"
            if dated
            else clocks.time_words(wall),
            moment,
        )
        for wall, moment in zip(walls, moments, strict=True)
    ]


def hours_words(zone: str, *spans: tuple[datetime, datetime]) -> Iterator[tuple[str | Moment, ...]]:
    """Hours from start to end on clocks of the zone; each with its date, where they do not begin on one date."""
    days = [clocks.local_date(start, zone) for start, _end in spans]
    dated = len(set(days)) > 1
    for day, (start, end) in zip(days, spans, strict=True):
        first, dash, last = clocks.hours(start, end, day, zone).partition("–")
        date = f" on {clocks.date_words(day)}" if dated else ""
        yield Moment(first, start), dash, Moment(last, end), date


def span(two: Comparison, session: FrozenSession) -> tuple[str | Moment, ...]:
    """When a session is held: `8 September 2020, 2:15–3:15 pm Manila time`."""
    day = clocks.date_words(clocks.local_date(session.start, two.zone))
    (hours,) = hours_words(two.zone, (session.start, session.end))
    return f"{day}, ", *hours, f" {zone_words(two)}"


def zone_words(two: Comparison) -> str:
    """The name of the zone of hours: the first city of the event with that zone, else the last part of its name."""
    event = two.current.event
    same = (city for city in event.cities if city.timezone == two.zone)
    alike = (city for city in event.cities if canonical(city.timezone) == canonical(two.zone))
    city = next(same, None) or next(alike, None)
    if city:
        return f"{string_of(two.current, city.name)} time"
    return f"{two.zone.rsplit('/', 1)[-1].replace('_', ' ')} time"
