"""Hours on the host's clock as the forms need them: missing and doubled ones, other cities, moving along."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from agenda.models import Event, Session, strings_of
from agenda.outputs import zone_place
from agenda.programme import clocks, model


def fault_of(wall: datetime, zone: str) -> str:
    """The fault of an hour on the host's clock, and what to do, or ''."""
    try:
        if clocks.instants_of(wall, zone):
            return ""
    except clocks.UnsupportedDate:
        return _("Choose a date between %(first)s and %(last)s.") % {
            "first": clocks.EARLIEST.isoformat(), "last": clocks.LATEST.isoformat()
        }  # fmt: skip
    except clocks.UnknownZone:
        return _("The event's time zone is not known. Correct it there first.")
    after = wall
    while not clocks.instants_of(after, zone):
        after += timedelta(minutes=15)
    return _(
        "%(hour)s does not exist on %(day)s in %(zone)s: the clocks go forward over it. Write %(after)s or later, or an earlier hour."
    ) % {
        "hour": f"{wall:%H:%M}", "day": clocks.date_words(wall.date()), "zone": zone, "after": f"{after:%H:%M}"
    }  # fmt: skip


def is_doubled(wall: datetime, zone: str) -> bool:
    """Whether clocks of the zone show that hour twice."""
    return clocks.is_supported(wall) and len(clocks.instants_of(wall, zone)) > 1


def doubled_words(wall: datetime, zone: str, fold: int) -> str:
    """The meaning of an hour that exists twice, and which of the two is taken."""
    offsets = [clocks.rfc3339(one, zone)[-6:] for one in clocks.instants_of(wall, zone)]
    return _(
        "%(hour)s comes twice on %(day)s in %(zone)s: first at UTC%(first)s, then at UTC%(second)s. Taken is the %(taken)s; “Fold” chooses."
    ) % {
        "hour": f"{wall:%H:%M}", "day": clocks.date_words(wall.date()), "zone": zone, "first": offsets[0],
        "second": offsets[1], "taken": _("second") if fold else _("first"),
    }  # fmt: skip


def clocks_go_back(day: date, zone: str) -> bool:
    """Whether an hour comes twice on `day` or the day after, so that forms have to ask which."""
    return clocks.is_supported(day) and any(
        is_doubled(datetime.combine(day, time()) + timedelta(minutes=minutes), zone)
        for minutes in range(0, 48 * 60, 30)
    )


def place_of(event: Event) -> str:
    """The name of the host's zone: the event's first city in it, else the last part of its name. Reads the cities."""
    return zone_place(model.Programme(event=_clocks_of(event)), event.timezone, "en")


def moment_there(moment: datetime | None, event: Event) -> str:
    """An instant on the host's clock: `25 November 2026, 7:01 am Manila time`; nothing is ''. Reads the cities."""
    if moment is None:
        return ""
    words = clocks.moment_words(moment, event.timezone)
    return _("%(moment)s %(place)s time") % {"moment": words, "place": place_of(event)}


def session_hours(session: Session) -> list[str]:
    """The session's hours, on the host's clock first, then in the other cities; the end is computed."""
    event, wall = session.event, datetime.combine(session.day, session.start)
    if fault := fault_of(wall, event.timezone):
        return [fault]
    start = clocks.instant(wall, event.timezone, session.fold)
    end = start + timedelta(minutes=session.minutes)
    one = model.FrozenSession(id="one", slug="one", title=(), start=start, end=end)
    programme = model.Programme(event=_clocks_of(event), sessions=(one,))
    lines = [clocks.words(line) for day in clocks.time_lines(programme) for line in day.lines]
    if is_doubled(wall, event.timezone):
        lines.append(doubled_words(wall, event.timezone, session.fold))
    return lines


def _clocks_of(event: Event) -> model.FrozenEvent:
    """The event's zone and cities, with nothing else."""
    cities = tuple(
        model.FrozenCity(name=model.text_of(strings_of(city.name)), timezone=city.timezone, slug="city")
        for city in event.cities.all()
    )
    return model.FrozenEvent(
        slug="event", title=(), timezone=event.timezone, language=event.language, cities=cities
    )


def day_of_segment(session: Session, start: time) -> date:
    """The day of a segment that says none: the session's, or the next for an hour after its midnight."""
    begin = datetime.combine(session.day, session.start)
    crosses = (begin + timedelta(minutes=session.minutes or 0)).date() > session.day
    return session.day + timedelta(days=1) if crosses and start < session.start else session.day
