"""Where people join from: hours that are early or late on a city's clock, and public holidays there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, held, joined, line, title
from agenda.programme.model import FrozenSession, Programme
from agenda.programme.public_holidays import country_of_zone, holiday_on
from agenda.programme.zone_links import canonical


def _cities(programme: Programme) -> list[tuple[str, str]]:
    """Zone and name of each city; a host whose zone no city keeps is one, if that zone is of a country."""
    host = programme.event.timezone
    cities = [(city.timezone, line(programme, city.name)) for city in programme.event.cities]
    if canonical(host) not in {canonical(zone) for zone, _name in cities} and country_of_zone(host):
        cities.insert(0, (host, ""))
    return [(zone, name or zone.rsplit("/", 1)[-1].replace("_", " ")) for zone, name in cities]


def unusual(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A day of the host that begins or ends at night somewhere; cities whose clocks then agree are told together."""
    cities = _cities(programme)
    for _day, sessions in clocks.days(held(programme), programme.event.timezone):
        first, last = sessions[0], max(sessions, key=lambda one: one.end)
        begins: dict[datetime, list[tuple[str, str]]] = {}
        ends: dict[datetime, list[tuple[str, str]]] = {}
        for zone, name in cities:
            start, end = _wall(first.start, zone), _wall(last.end, zone)
            if not rules.day_begins <= start.time() < rules.day_ends:
                begins.setdefault(start, []).append((zone, name))
            if _is_late(start, _wall(last.start, zone), end, rules):
                ends.setdefault(end, []).append((zone, name))
        yield from (_unusual(programme, first, "begins", wall, there) for wall, there in begins.items())
        yield from (_unusual(programme, last, "ends", wall, there) for wall, there in ends.items())


def _wall(moment: datetime, zone: str) -> datetime:
    return clocks.wall_of(moment, zone)[0]


def _is_late(first: datetime, start: datetime, end: datetime, rules: Rules) -> bool:
    """Whether a day that began at `first` ends at night with a session from `start` to `end`, all on one clock.

    A short meeting before the day begins, from 6:00 to 7:00 am, is early and not late too.
    """
    into_the_morning = end.date() > first.date() and end.time() <= rules.day_begins
    return end.time() > rules.day_ends or end.date() > start.date() or into_the_morning


def _unusual(
    programme: Programme, session: FrozenSession, verb: str, wall: datetime, there: Sequence[tuple[str, str]]
) -> Conflict:
    names = list(dict.fromkeys(name for _zone, name in there))
    sentence = (
        f"{title(programme, session)} {verb} at {clocks.time_words(wall)} in {joined(names)}, on "
        f"{clocks.date_words(wall.date())}. Ask whether people there can take part at that hour."
    )
    place = f"{session.id}, {'start' if verb == 'begins' else 'end'} in {there[0][0]}"
    return found("unusual-hour", place, sentence, session.id)


def holidays(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A public holiday in a city's country on a date of the sessions there; once for a country and a date."""
    sessions, countries = held(programme), _by_country(programme)
    for country, cities in countries.items():
        for day, ids in _dates(sessions, cities).items():
            if name := holiday_on(country, day):
                where = joined(list(dict.fromkeys(name for _zone, name in cities)))
                sentence = (
                    f"{clocks.date_words(day)} is a public holiday in {where}: {name}. "
                    "Ask whether people there can take part."
                )
                yield found("public-holiday", f"{ids[0]}, {country} {day.isoformat()}", sentence, *ids)


def _by_country(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    """The cities of each country."""
    countries: dict[str, list[tuple[str, str]]] = {}
    for zone, name in _cities(programme):
        if country := country_of_zone(zone):
            countries.setdefault(country, []).append((zone, name))
    return countries


def _dates(sessions: Sequence[FrozenSession], cities: list[tuple[str, str]]) -> dict[date, list[str]]:
    """The ids of the sessions on each date of the cities' clocks; one that ends at midnight is not on the next."""
    found: dict[date, dict[str, None]] = {}
    zones = {zone for zone, _name in cities}
    for session in sessions:
        for zone in zones:
            first = clocks.local_date(session.start, zone)
            last = clocks.local_date(max(session.start, session.end - timedelta.resolution), zone)
            for days in range((last - first).days + 1):
                found.setdefault(first + timedelta(days=days), {})[session.id] = None
    return {day: list(ids) for day, ids in sorted(found.items())}
