"""From draft rows to a programme: wall times become instants, rows become frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from agenda import models
from agenda.programme import clocks, model, slugs_of_cities


class NotPublishable(Exception):
    """The draft cannot become a version. `faults` are sentences, one a fault, each naming its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def with_parts(events: QuerySet[models.Event]) -> QuerySet[models.Event]:
    """The events with all that `freeze` reads: the query count depends neither on their number nor on their size."""
    appearances = Prefetch("appearances", models.Appearance.objects.select_related("person"))
    sessions = (
        models.Session.objects.select_related("room")
        .prefetch_related("questions", "segments", appearances)
        .order_by("rank", "pk")
    )
    return events.prefetch_related(
        "organisers", "cities", "sections", "people", "rooms", Prefetch("sessions", sessions)
    )


def draft_of(event: models.Event) -> model.Programme:
    """The draft rows of an event as they are in the database now. Raises NotPublishable."""
    return freeze(with_parts(models.Event.objects.all()).get(pk=event.pk))


def draft_as_is(event: models.Event) -> model.Programme:
    """As `draft_of`, also with hours that do not exist: those keep their `wall_start`, and have the instant that
    clocks not yet put forward would give. For the desk, which has to show them; `conflicts` says that they are missing.

    Raises NotPublishable for a date or a zone that is not supported.
    """
    return freeze(with_parts(models.Event.objects.all()).get(pk=event.pk), missing_hours=True)


def draft_if_readable(event: models.Event) -> model.Programme | None:
    """As `draft_as_is`; None for a date or a zone that is not supported."""
    try:
        return draft_as_is(event)
    except NotPublishable:
        return None


def freeze(event: models.Event, *, missing_hours: bool = False) -> model.Programme:
    """The draft of an event got by `with_parts`: version 0, without stamps.

    Raises NotPublishable when a draft hour does not exist in the event's zone, unless `missing_hours` are allowed.
    """
    faults: list[str] = []
    missing: list[str] = []
    sessions = tuple(_session(event, row, faults, missing) for row in event.sessions.all())
    if faults or (missing and not missing_hours):
        raise NotPublishable([*faults, *([] if missing_hours else missing)])
    return model.Programme(
        event=_event(event),
        people=tuple(_person(row, event) for row in event.people.all()),
        rooms=tuple(
            model.FrozenRoom(id=row.identifier, name=_text(row.name, event)) for row in event.rooms.all()
        ),
        sessions=sessions,
    )


def _event(event: models.Event) -> model.FrozenEvent:
    return model.FrozenEvent(
        slug=event.slug,
        title=_text(event.title, event),
        subtitle=_text(event.subtitle, event),
        language=event.language,
        languages=tuple(event.languages) or (event.language,),
        timezone=event.timezone,
        setting=event.setting,  # type: ignore[arg-type]
        visibility=event.visibility,  # type: ignore[arg-type]
        organisers=tuple(
            model.FrozenOrganiser(name=_text(row.name, event), acronym=row.acronym)
            for row in event.organisers.all()
        ),
        cities=_cities(event),
        sections=tuple(
            model.FrozenSection(heading=_text(row.heading, event), body=_text(row.body, event))
            for row in event.sections.all()
        ),
    )


def _cities(event: models.Event) -> tuple[model.FrozenCity, ...]:
    rows = list(event.cities.all())
    names = [_text(row.name, event) for row in rows]
    slugs = slugs_of_cities(names, event.language)
    return tuple(
        model.FrozenCity(name=name, timezone=row.timezone, slug=slug)
        for row, name, slug in zip(rows, names, slugs, strict=True)
    )


def _person(row: models.Person, event: models.Event) -> model.FrozenPerson:
    return model.FrozenPerson(
        id=row.identifier,
        slug=row.slug,
        honorific=row.honorific,
        name=row.name,
        position=_text(row.position, event),
        organisation=_text(row.organisation, event),
        country=row.country,
    )


def _session(
    event: models.Event, row: models.Session, faults: list[str], missing: list[str]
) -> model.FrozenSession:
    wall = _wall(row.day, row.start)
    start, _is_missing = _instant(wall, row.fold, event.timezone, row.identifier, faults, missing)
    appearances = list(row.appearances.all())
    return model.FrozenSession(
        id=row.identifier,
        slug=row.slug,
        title=_text(row.title, event),
        kind=row.kind,  # type: ignore[arg-type]
        status=row.status,  # type: ignore[arg-type]
        audience=row.audience,  # type: ignore[arg-type]
        start=start,
        end=start + timedelta(minutes=row.minutes),
        wall_start=wall.isoformat(timespec="minutes"),
        room=row.room.identifier if row.room else "",
        summary=_text(row.summary, event),
        questions=tuple(_text(question.question, event) for question in row.questions.all()),
        people=_people(one for one in appearances if one.segment_id is None),
        segments=tuple(
            _segment(event, row, segment, appearances, faults, missing) for segment in row.segments.all()
        ),
    )


def _segment(
    event: models.Event,
    session: models.Session,
    row: models.Segment,
    appearances: list[models.Appearance],
    faults: list[str],
    missing: list[str],
) -> model.FrozenSegment:
    title = _text(row.title, event)
    people = _people(one for one in appearances if one.segment_id == row.pk)
    if row.start is None or row.minutes is None:
        return model.FrozenSegment(title=title, people=people)
    wall = _wall(row.day or session.day, row.start)
    place = f"{session.identifier}, segment “{' '.join(str(row).split())}”"
    start, is_missing = _instant(wall, row.fold, event.timezone, place, faults, missing)
    return model.FrozenSegment(
        title=title,
        start=start,
        end=start + timedelta(minutes=row.minutes),
        people=people,
        wall_start=wall.isoformat(timespec="minutes") if is_missing else "",
    )


def _wall(day: date, start: time) -> datetime:
    """Whole minutes, as the interchange format has them."""
    return datetime.combine(day, start.replace(second=0, microsecond=0))


def _instant(
    wall: datetime, fold: int, zone: str, place: str, faults: list[str], missing: list[str]
) -> tuple[datetime, bool]:
    """The instant of a draft hour, and whether no clock shows it; that is noted in `missing`, other faults in `faults`."""
    try:
        return clocks.instant(wall, zone, fold), False
    except clocks.MissingHour as wrong:
        missing.append(f"{place}: {wrong}. Choose another hour.")
        return clocks.as_if_unchanged(wall, zone), True
    except (clocks.UnsupportedDate, clocks.UnknownZone) as wrong:
        faults.append(f"{place}: {wrong}. Choose another hour.")
        return datetime(2000, 1, 1, tzinfo=UTC), False


def _people(rows: Iterable[models.Appearance]) -> tuple[model.FrozenAppearance, ...]:
    return tuple(
        model.FrozenAppearance(person=row.person.identifier, role=row.role, state=row.state)  # type: ignore[arg-type]
        for row in rows
    )


def _text(value: Any, event: models.Event) -> model.Text:
    """The strings in the event's languages; where there is none, those there are."""
    strings = models.strings_of(value, event.language)
    asked = {
        code: string for code, string in strings.items() if code in (event.languages or [event.language])
    }
    return model.text_of(asked or strings)
