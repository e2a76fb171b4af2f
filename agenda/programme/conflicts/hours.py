"""Hours that the host's clock skips or shows twice, hours that are early or late somewhere, and public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from agenda.programme import clocks
from agenda.programme.conflicts.finding import Conflict, Rules, found, line, title
from agenda.programme.model import City, Programme, Session
from agenda.programme.public_holidays import country_of_zone, holiday_on


def missing(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A start that the host's clock never shows."""
    zone = programme.event.timezone
    for session in programme.in_order:
        whole = title(programme, session.title, session.id)
        if session.wall_start and not clocks.instants_of(_wall(session.wall_start), zone):
            yield found("missing-hour", session.id, _missing(whole, session.wall_start, zone), session.id)
        for number, segment in enumerate(session.segments, start=1):
            if segment.wall_start and not clocks.instants_of(_wall(segment.wall_start), zone):
                name = f"“{line(programme, segment.title)}” in {whole}"
                sentence = _missing(name, segment.wall_start, zone)
                yield found("missing-hour", f"{session.id}, segment {number}", sentence, session.id)


def _missing(name: str, kept: str, zone: str) -> str:
    wall = _wall(kept)
    hour, day = clocks.time_words(wall), clocks.date_words(wall.date())
    return (
        f"{name} begins at {hour} on {day}, an hour that does not exist in {zone}: "
        "the clocks go forward over it. Choose another hour."
    )


def _wall(kept: str) -> datetime:
    return datetime.fromisoformat(kept)


def doubled(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A start or an end in an hour that the host's clock shows twice."""
    for session in programme.in_order:
        whole = title(programme, session.title, session.id)
        moments = [(session.id, whole, session.start, session.end)]
        for number, one in enumerate(session.segments, start=1):
            if one.start and one.end:
                name = f"“{line(programme, one.title)}” in {whole}"
                moments.append((f"{session.id}, segment {number}", name, one.start, one.end))
        for place, name, start, end in moments:
            for verb, moment in (("begins", start), ("ends", end)):
                if sentence := _doubled(name, verb, moment, programme.event.timezone):
                    yield found("doubled-hour", place, sentence, session.id)


def _doubled(name: str, verb: str, moment: datetime, zone: str) -> str:
    wall, fold = clocks.wall_of(moment, zone)
    if len(clocks.instants_of(wall, zone)) < 2:
        return ""
    return (
        f"{name} {verb} at {clocks.time_words(wall)} on {clocks.date_words(wall.date())}, an hour that comes twice "
        f"in {zone}: meant is the {'second' if fold else 'first'}, at UTC{clocks.rfc3339(moment, zone)[-6:]}. "
        "Check that it is the right one."
    )


def unusual(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A day that begins too early or ends too late on a city's clock."""
    held = [one for one in programme.in_order if one.status != "cancelled"]
    for _day, sessions in clocks.days(held, programme.event.timezone):
        first, last = sessions[0], max(sessions, key=lambda one: one.end)
        for zone, places in _cities(programme).items():
            start, end = (clocks.wall_of(one, zone)[0] for one in (first.start, last.end))
            if not rules.day_begins <= start.time() < rules.day_ends:
                yield _unusual(programme, first, "begins", start, places)
            if end.time() > rules.day_ends or end.time() <= rules.day_begins or end.date() > start.date():
                yield _unusual(programme, last, "ends", end, places)


def _unusual(programme: Programme, session: Session, verb: str, wall: datetime, places: str) -> Conflict:
    name = title(programme, session.title, session.id)
    sentence = (
        f"{name} {verb} at {clocks.time_words(wall)} in {places}, on {clocks.date_words(wall.date())}. "
        "Ask whether people there can take part at that hour."
    )
    return found("unusual-hour", session.id, sentence, session.id)


def _cities(programme: Programme) -> dict[str, str]:
    """Names of the cities of each zone; the host's zone without a city by the last part of its name."""
    zones: dict[str, list[City]] = {}
    for city in programme.event.cities:
        zones.setdefault(city.timezone, []).append(city)
    names = {
        zone: " and ".join(line(programme, city.name) for city in cities) for zone, cities in zones.items()
    }
    host = programme.event.timezone
    return names if host in names else {host: host.rsplit("/", 1)[-1].replace("_", " "), **names}


def holidays(programme: Programme, rules: Rules) -> Iterator[Conflict]:
    """A public holiday in a city's country on a date of the sessions there; once for a country and a date."""
    told: set[tuple[str, date]] = set()
    held = [one for one in programme.in_order if one.status != "cancelled"]
    for session in held:
        for city in programme.event.cities:
            country, day = country_of_zone(city.timezone), clocks.local_date(session.start, city.timezone)
            if not country or (country, day) in told:
                continue
            told.add((country, day))
            if name := holiday_on(country, day):
                place = line(programme, city.name)
                sentence = (
                    f"{clocks.date_words(day)} is a public holiday in {place}: {' '.join(name.split())}. "
                    "Ask whether people there can take part."
                )
                yield found("public-holiday", session.id, sentence, session.id)
