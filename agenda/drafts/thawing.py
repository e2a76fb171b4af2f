"""From a programme's values to draft rows: the way back of `freezing`. Rows whose values are the same are not touched."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from i18nfield.strings import LazyI18nString
from msgspec.structs import replace

from agenda import models
from agenda.programme import clocks
from agenda.programme import model as frozen


def write(event: models.Event, wanted: frozen.Programme, current: frozen.Programme | None = None) -> None:
    """Make the draft rows of `event` what `wanted` says; what it omits is removed. Call in a transaction.

    `current` is the draft as it stands, where that is known: what is the same in both keeps its rows.
    """
    before = event_fields(current.event) if current else {}
    fields = {
        name: value for name, value in event_fields(wanted.event).items() if before.get(name, ...) != value
    }
    for name, value in fields.items():
        setattr(event, name, value)
    if fields:
        event.save(update_fields=list(fields))
    _write_parts(event, wanted, current)


def event_fields(event: frozen.FrozenEvent) -> dict[str, Any]:
    """The columns of an event's own row, its slug apart."""
    return {
        "title": _i18n(event.title),
        "subtitle": _i18n(event.subtitle),
        "language": event.language,
        "languages": list(event.languages),
        "timezone": event.timezone,
        "setting": event.setting,
        "visibility": event.visibility,
    }


def _write_parts(event: models.Event, wanted: frozen.Programme, current: frozen.Programme | None) -> None:
    """All rows of the event's lists. What goes is taken away first, so that its slug and its people are free."""
    _write_lists(event, wanted.event, current.event if current else None)
    zone = wanted.event.timezone
    known = _Known(wanted, current)
    _remove_others(models.Session, event, (one.id for one in wanted.sessions))
    for part in (models.Appearance, models.Segment, models.Question):
        part.objects.filter(session__event=event).exclude(session__identifier__in=known.parts).delete()
    _remove_others(models.Person, event, (one.id for one in wanted.people))
    people = _match(
        models.Person, event, {one.id: _person_fields(one) for one in wanted.people}, known.people
    )
    rooms = _match(
        models.Room, event, {one.id: {"name": _i18n(one.name)} for one in wanted.rooms}, known.rooms
    )
    fields = {one.id: _session_fields(one, zone, rooms) for one in wanted.sessions}
    sessions = _match(models.Session, event, fields, known.sessions)
    _remove_others(models.Room, event, rooms)
    _move_segments([one for one in wanted.sessions if one.id in known.moved], zone, sessions)
    _write_session_parts(
        [one for one in wanted.sessions if one.id not in known.parts], zone, sessions, people
    )


class _Known:
    """Ids whose rows say already what is wanted: `sessions` apart from their parts (questions, segments, people);
    `parts` those whose parts stay, `moved` among them those whose segments have other hours and nothing else.
    """

    def __init__(self, wanted: frozen.Programme, current: frozen.Programme | None) -> None:
        if current is not None and current.event.languages != wanted.event.languages:
            current = None  # a text that looks the same may have others behind it
        same_zone = current is not None and current.event.timezone == wanted.event.timezone
        sessions = {one.id: one for one in current.sessions} if current and same_zone else {}
        self.people = _equal(wanted.people, current.people if current else ())
        self.rooms = _equal(wanted.rooms, current.rooms if current else ())
        self.sessions = {
            one.id for one in wanted.sessions if one.id in sessions and _own(one) == _own(sessions[one.id])
        }
        self.parts: set[str] = set()
        self.moved: set[str] = set()
        for one in wanted.sessions:
            before = sessions.get(one.id)
            if before is None or _parts(one, hours=False) != _parts(before, hours=False):
                continue
            self.parts.add(one.id)
            if _parts(one, hours=True) != _parts(before, hours=True):
                self.moved.add(one.id)


def _equal(wanted: Iterable[Any], current: Iterable[Any]) -> set[str]:
    before = {one.id: one for one in current}
    return {one.id for one in wanted if before.get(one.id) == one}


def _own(session: frozen.FrozenSession) -> frozen.FrozenSession:
    return replace(session, questions=(), people=(), segments=(), sequence=None, changed=None)


def _parts(session: frozen.FrozenSession, *, hours: bool) -> tuple[Any, ...]:
    """Questions, people and segments; without `hours` only whether a segment has any."""
    segments = tuple(
        (one.title, one.people, (one.start, one.end, one.wall_start) if hours else one.start is None)
        for one in session.segments
    )
    return session.questions, session.people, segments


def _move_segments(
    moved: Iterable[frozen.FrozenSession], zone: str, sessions: Mapping[str, models.Session]
) -> None:
    """Other hours for the segments, in their rows."""
    wanted = {sessions[one.id].pk: one.segments for one in moved}
    rows: dict[int, list[models.Segment]] = {}
    for row in models.Segment.objects.filter(session__in=wanted):
        rows.setdefault(row.session_id, []).append(row)
    changed = []
    for key, segments in wanted.items():
        for row, segment in zip(rows.get(key, []), segments, strict=True):
            for name, value in _segment_hours(segment, zone).items():
                setattr(row, name, value)
            changed.append(row)
    models.Segment.objects.bulk_update(changed, ["day", "start", "fold", "minutes"])


def _write_lists(event: models.Event, wanted: frozen.FrozenEvent, current: frozen.FrozenEvent | None) -> None:
    if current is None or current.organisers != wanted.organisers:
        rows = [{"name": _i18n(one.name), "acronym": one.acronym} for one in wanted.organisers]
        _replace_all(models.Organiser, event, rows)
    if current is None or current.cities != wanted.cities:
        rows = [{"name": _i18n(one.name), "timezone": one.timezone} for one in wanted.cities]
        _replace_all(models.City, event, rows)
    if current is None or current.sections != wanted.sections:
        rows = [{"heading": _i18n(one.heading), "body": _i18n(one.body)} for one in wanted.sections]
        _replace_all(models.Section, event, rows)


def _remove_others(model: Any, event: models.Event, identifiers: Iterable[str]) -> None:
    model.objects.filter(event=event).exclude(identifier__in=list(identifiers)).delete()


def _replace_all(model: Any, event: models.Event, rows: list[dict[str, Any]]) -> None:
    """All rows of a list without identifiers, in the order given."""
    model.objects.filter(event=event).delete()
    model.objects.bulk_create([model(event=event, rank=rank, **fields) for rank, fields in enumerate(rows)])


def _match(
    model: Any, event: models.Event, wanted: Mapping[str, dict[str, Any]], known: Container[str]
) -> dict[str, Any]:
    """The rows of `wanted`'s identifiers, in its order: existing ones changed (their keys stay), missing ones made.

    Those `known` to be right get their place in the order and nothing else.
    """
    found = {row.identifier: row for row in model.objects.filter(event=event, identifier__in=list(wanted))}
    moved, changed = [], []
    for rank, (identifier, fields) in enumerate(wanted.items()):
        row = found.get(identifier)
        if identifier in known and row is not None:
            if row.rank != rank:
                row.rank = rank
                moved.append(row)
        else:
            kept = _with_kept_languages(row, fields, event) if row is not None else fields
            changed.append(model(event=event, identifier=identifier, rank=rank, **kept))
    model.objects.bulk_update(moved, ["rank"])
    if changed:
        fields = next(iter(wanted.values()))
        if "slug" in fields:
            _free_slugs(model, event, {identifier: one["slug"] for identifier, one in wanted.items()})
        model.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["event", "identifier"],
            update_fields=[*fields, "rank"],
        )
    return {**found, **{row.identifier: row for row in changed}}


def _with_kept_languages(row: Any, fields: dict[str, Any], event: models.Event) -> dict[str, Any]:
    """The fields with what the row has in languages that the event no longer lists: nobody has asked to drop that."""
    kept, listed = dict(fields), event.languages or [event.language]
    for name, value in fields.items():
        if isinstance(value, LazyI18nString) and value.data:
            stored = models.strings_of(getattr(row, name), event.language)
            hidden = {code: words for code, words in stored.items() if code not in listed}
            kept[name] = LazyI18nString({**hidden, **value.data})
    return kept


def _free_slugs(model: Any, event: models.Event, wanted: Mapping[str, str]) -> None:
    """Put rows whose slug changes on slugs that no file can name, so that two may exchange theirs."""
    rows = model.objects.filter(event=event).values_list("pk", "identifier", "slug")
    moving = [key for key, identifier, slug in rows if wanted.get(identifier, slug) != slug]
    if moving:
        aside = Concat(Value("_"), Cast("pk", CharField()), output_field=CharField())
        model.objects.filter(pk__in=moving).update(slug=aside)


def _person_fields(person: frozen.FrozenPerson) -> dict[str, Any]:
    return {
        "slug": person.slug,
        "honorific": person.honorific,
        "name": person.name,
        "position": _i18n(person.position),
        "organisation": _i18n(person.organisation),
        "country": person.country,
    }


def _session_fields(
    session: frozen.FrozenSession, zone: str, rooms: Mapping[str, models.Room]
) -> dict[str, Any]:
    wall, fold = clocks.wall_given(session.start, session.wall_start, zone)
    return {
        "slug": session.slug,
        "title": _i18n(session.title),
        "kind": session.kind,
        "status": session.status,
        "audience": session.audience,
        "day": wall.date(),
        "start": wall.time(),
        "fold": fold,
        "minutes": _minutes(session.start, session.end),
        "room": rooms.get(session.room),
        "summary": _i18n(session.summary),
    }


def _write_session_parts(
    wanted: Iterable[frozen.FrozenSession],
    zone: str,
    sessions: Mapping[str, models.Session],
    people: Mapping[str, models.Person],
) -> None:
    questions, segments, appearances = [], [], []
    for session in wanted:
        row = sessions[session.id]
        questions += [
            models.Question(session=row, rank=rank, question=_i18n(text))
            for rank, text in enumerate(session.questions)
        ]
        appearances += _appearances(row, None, session.people, people)
        for rank, segment in enumerate(session.segments):
            part = models.Segment(
                session=row, rank=rank, title=_i18n(segment.title), **_segment_hours(segment, zone)
            )
            segments.append(part)
            appearances += _appearances(row, part, segment.people, people)
    models.Question.objects.bulk_create(questions)
    models.Segment.objects.bulk_create(segments)
    for one in appearances:
        one.segment = one.segment  # takes over the key that the segment has got
    models.Appearance.objects.bulk_create(appearances)


def _appearances(
    session: models.Session,
    segment: models.Segment | None,
    wanted: Iterable[frozen.FrozenAppearance],
    people: Mapping[str, models.Person],
) -> list[models.Appearance]:
    return [
        models.Appearance(
            session=session,
            segment=segment,
            person=people[one.person],
            role=one.role,
            state=one.state,
            rank=rank,
        )
        for rank, one in enumerate(wanted)
    ]


def _segment_hours(segment: frozen.FrozenSegment, zone: str) -> dict[str, Any]:
    if segment.start is None or segment.end is None:
        return {}
    wall, fold = clocks.wall_given(segment.start, segment.wall_start, zone)
    minutes = _minutes(segment.start, segment.end)
    return {"day": wall.date(), "start": wall.time(), "fold": fold, "minutes": minutes}


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _i18n(text: frozen.Text) -> LazyI18nString:
    """Always a mapping: a plain string that looks like JSON would be read as JSON."""
    return LazyI18nString(dict(text)) if text else LazyI18nString("")
