"""From a programme to draft rows: matched by identifier, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from i18nfield.strings import LazyI18nString
from msgspec.structs import replace

from agenda import freezing, models, publishing
from agenda.programme import changes, clocks
from agenda.programme import model as frozen
from agenda.programme.interchange import Refused, parse, with_slugs
from agenda.programme.slugs import free_slug


class Imported(NamedTuple):
    """What an import did to the draft of `event`: whether anything changed, and whether the event is new."""

    event: str
    changed: bool
    created: bool


def read(raw: bytes) -> frozen.Programme:
    """The programme of a file's bytes. What we write ourselves (stamps) is looked at only where it will count: for an
    event never published. Raises `interchange.Refused`.
    """
    try:
        return parse(raw)
    except Refused as refused:
        try:
            bare = parse(raw, with_stamps=False)
        except Refused:
            raise refused from None
        if publishing.pointer(bare.event.slug) is None:
            raise
        return bare


@transaction.atomic
def import_programme(programme: frozen.Programme) -> Imported:
    """Make the draft of the event `programme.event.slug` what `programme` says; what it omits is removed.

    An import of the same again writes nothing. Raises `interchange.Refused` when the file would change an address
    that is fixed.
    """
    slug = programme.event.slug
    event, created = models.Event.objects.select_for_update().get_or_create(
        slug=slug, defaults=_event_fields(programme.event)
    )
    published = publishing.latest(slug)
    wanted = _with_kept_slugs(programme, event, published)
    floor = _floor(wanted, event, published)
    if not created and floor == event.floor and _unchanged(event, wanted):
        return Imported(slug, changed=False, created=False)
    for field, value in {**_event_fields(wanted.event), "floor": floor}.items():
        setattr(event, field, value)
    event.save()
    _write_parts(event, wanted)
    return Imported(slug, changed=True, created=created)


def _unchanged(event: models.Event, wanted: frozen.Programme) -> bool:
    try:
        draft = freezing.draft_of(event)
    except freezing.NotPublishable:
        return False
    return changes.without_stamps(draft) == changes.without_stamps(wanted)


def _floor(wanted: frozen.Programme, event: models.Event, published: frozen.Programme | None) -> str:
    """The floor of the event after the import, in its stored form, or ''.

    It never sinks to an earlier version: a draft exported from here comes back without the floor's number.
    """
    known = publishing.floor_of(event)
    lower = known is not None and known.version > wanted.version
    if published or lower or not _is_stamped(wanted):
        return event.floor
    return frozen.to_stored(wanted).decode()


def _is_stamped(programme: frozen.Programme) -> bool:
    """Whether the file brings anything that publishing wrote."""
    return bool(
        programme.version
        or programme.published_at
        or programme.label != "provisional"
        or programme.dropped
        or any(one.sequence is not None or one.changed for one in programme.sessions)
    )


def _with_kept_slugs(
    programme: frozen.Programme, event: models.Event, published: frozen.Programme | None
) -> frozen.Programme:
    """`programme` with the slug of every session and person: the one made before, the file's, or a new one.

    Raises Refused when the file gives a published session another slug, or one that an address still uses.
    """
    fixed = _fixed_slugs(published)
    _refuse_moved_addresses(programme, fixed)
    stay = {session.id for session in programme.sessions}
    rows = event.sessions.values_list("identifier", "slug")
    kept = {identifier: slug for identifier, slug in rows if identifier in stay}
    sessions = (replace(one, slug=fixed.get(one.id, one.slug)) for one in programme.sessions)
    filled = with_slugs(replace(programme, sessions=tuple(sessions)), {**kept, **fixed})
    return replace(filled, people=_people_with_slugs(programme, event, published))


def _fixed_slugs(published: frozen.Programme | None) -> dict[str, str]:
    """Session id to slug of all that were ever published; no slug twice, what is in the programme goes first."""
    if published is None:
        return {}
    owners = {one.slug: one.id for one in published.dropped}
    owners.update((one.slug, one.id) for one in published.sessions)
    return {identifier: slug for slug, identifier in owners.items()}


def _refuse_moved_addresses(programme: frozen.Programme, fixed: Mapping[str, str]) -> None:
    owners = {slug: identifier for identifier, slug in fixed.items()}
    faults = []
    for index, session in enumerate(programme.sessions):
        place = f"sessions[{index}].slug"
        if session.slug and fixed.get(session.id, session.slug) != session.slug:
            faults.append(
                f"{place}: '{fixed[session.id]}' is published and cannot change; write that, or leave it out"
            )
        elif session.slug and owners.get(session.slug, session.id) != session.id:
            faults.append(
                f"{place}: '{session.slug}' is the address of another published session; choose another"
            )
    if faults:
        raise Refused(faults)


def _people_with_slugs(
    programme: frozen.Programme, event: models.Event, published: frozen.Programme | None
) -> tuple[frozen.Person, ...]:
    """The people with the slug they were published with, else that of the draft, else a free one."""
    stay = {person.id for person in programme.people}
    rows = event.people.values_list("identifier", "slug")
    kept = {identifier: slug for identifier, slug in rows if identifier in stay}
    fixed = {person.id: person.slug for person in published.people} if published else {}
    slugs: dict[str, str] = {}
    used: set[str] = set()
    for person in programme.people:
        before = fixed.get(person.id) or kept.get(person.id)
        if before and before not in used:
            slugs[person.id] = before
            used.add(before)
    used.update(fixed.values())
    for person in programme.people:
        if person.id not in slugs:
            slugs[person.id] = free_slug(person.slug, used)
            used.add(slugs[person.id])
    return tuple(replace(person, slug=slugs[person.id]) for person in programme.people)


def _event_fields(event: frozen.Event) -> dict[str, Any]:
    return {
        "title": _i18n(event.title),
        "subtitle": _i18n(event.subtitle),
        "language": event.language,
        "languages": list(event.languages),
        "timezone": event.timezone,
        "setting": event.setting,
        "visibility": event.visibility,
    }


def _write_parts(event: models.Event, wanted: frozen.Programme) -> None:
    """All rows of the event's lists. What goes is taken away first, so that its slug and its people are free."""
    _write_lists(event, wanted.event)
    zone = wanted.event.timezone
    _remove_others(models.Session, event, (one.id for one in wanted.sessions))
    for part in (models.Appearance, models.Segment, models.Question):
        part.objects.filter(session__event=event).delete()
    _remove_others(models.Person, event, (one.id for one in wanted.people))
    people = _match(models.Person, event, {person.id: _person_fields(person) for person in wanted.people})
    rooms = _match(models.Room, event, {room.id: {"name": _i18n(room.name)} for room in wanted.rooms})
    fields = {one.id: _session_fields(one, zone, rooms) for one in wanted.sessions}
    sessions = _match(models.Session, event, fields)
    _remove_others(models.Room, event, rooms)
    _write_session_parts(wanted.sessions, zone, sessions, people)


def _write_lists(event: models.Event, wanted: frozen.Event) -> None:
    organisers = [{"name": _i18n(one.name), "acronym": one.acronym} for one in wanted.organisers]
    cities = [{"name": _i18n(one.name), "timezone": one.timezone} for one in wanted.cities]
    sections = [{"heading": _i18n(one.heading), "body": _i18n(one.body)} for one in wanted.sections]
    for model, rows in (
        (models.Organiser, organisers),
        (models.City, cities),
        (models.Section, sections),
    ):
        _replace_all(model, event, rows)


def _remove_others(model: Any, event: models.Event, identifiers: Iterable[str]) -> None:
    model.objects.filter(event=event).exclude(identifier__in=list(identifiers)).delete()


def _replace_all(model: Any, event: models.Event, rows: list[dict[str, Any]]) -> None:
    """All rows of a list without identifiers, in the order given."""
    model.objects.filter(event=event).delete()
    model.objects.bulk_create([model(event=event, rank=rank, **fields) for rank, fields in enumerate(rows)])


def _match(model: Any, event: models.Event, wanted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The rows of `wanted`'s identifiers, in its order: existing ones changed (their keys stay), missing ones made."""
    rows = [
        model(event=event, identifier=identifier, rank=rank, **fields)
        for rank, (identifier, fields) in enumerate(wanted.items())
    ]
    if rows:
        fields = next(iter(wanted.values()))
        if "slug" in fields:
            _free_slugs(model, event, {identifier: one["slug"] for identifier, one in wanted.items()})
        model.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["event", "identifier"],
            update_fields=[*fields, "rank"],
        )
    return {row.identifier: row for row in rows}


def _free_slugs(model: Any, event: models.Event, wanted: Mapping[str, str]) -> None:
    """Put rows whose slug changes on slugs that no file can name, so that two may exchange theirs."""
    rows = model.objects.filter(event=event).values_list("pk", "identifier", "slug")
    moving = [key for key, identifier, slug in rows if wanted.get(identifier, slug) != slug]
    if moving:
        aside = Concat(Value("_"), Cast("pk", CharField()), output_field=CharField())
        model.objects.filter(pk__in=moving).update(slug=aside)


def _person_fields(person: frozen.Person) -> dict[str, Any]:
    return {
        "slug": person.slug,
        "honorific": person.honorific,
        "name": person.name,
        "position": _i18n(person.position),
        "organisation": _i18n(person.organisation),
        "country": person.country,
    }


def _session_fields(session: frozen.Session, zone: str, rooms: Mapping[str, models.Room]) -> dict[str, Any]:
    wall, fold = clocks.wall_of(session.start, zone)
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
    wanted: Iterable[frozen.Session],
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
    wanted: Iterable[frozen.Appearance],
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


def _segment_hours(segment: frozen.Segment, zone: str) -> dict[str, Any]:
    if segment.start is None or segment.end is None:
        return {}
    wall, fold = clocks.wall_of(segment.start, zone)
    minutes = _minutes(segment.start, segment.end)
    return {"day": wall.date(), "start": wall.time(), "fold": fold, "minutes": minutes}


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _i18n(text: frozen.Text) -> LazyI18nString:
    """Always a mapping: a plain string that looks like JSON would be read as JSON."""
    return LazyI18nString(dict(text)) if text else LazyI18nString("")
