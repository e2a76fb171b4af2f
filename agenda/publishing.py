"""From draft rows to versions: freeze, publish, the latest version, a version by number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Prefetch
from django.dispatch import Signal
from msgspec.structs import replace

from agenda import models
from agenda.programme import changes, clocks, conflicts
from agenda.programme import model as frozen
from agenda.programme.interchange.addresses import slugs_of_cities
from agenda.programme.stamps import stamped

programme_published = Signal()
"""Sent after the commit of a version, with `previous` (or None) and `programme`."""


class NotPublishable(Exception):
    """The draft cannot become a version. `faults` are sentences, one a fault, each naming its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class Pointer(NamedTuple):
    """Which publication answers: the row's key, the version's number and the digest of its programme."""

    key: int
    number: int
    digest: str


class Outcome(NamedTuple):
    """What publishing did: the version that is now the latest, whether it is new, and what changed."""

    programme: frozen.Programme
    is_new: bool
    changes: tuple[changes.Change, ...]


def pointer(slug: str, number: int | None = None) -> Pointer | None:
    """The latest publication of an event, or that of version `number`; None when there is none. One query."""
    rows = models.Publication.objects.of(slug)
    if number is not None:
        rows = rows.filter(number=number)
    row = rows.values_list("pk", "number", "digest").first()
    return Pointer(*row) if row else None


@lru_cache(maxsize=64)
def programme_of(found: Pointer) -> frozen.Programme:
    """The programme that a pointer points to, kept in this process: versions never change.

    Raises Publication.DoesNotExist.
    """
    row = models.Publication.objects.only("programme").get(pk=found.key)
    return frozen.from_stored(row.programme)


def latest(slug: str) -> frozen.Programme | None:
    """The latest published programme of an event, or None."""
    found = pointer(slug)
    return programme_of(found) if found else None


def version(slug: str, number: int) -> frozen.Programme | None:
    """Version `number` of an event, or None."""
    found = pointer(slug, number)
    return programme_of(found) if found else None


def floor_of(event: models.Event) -> frozen.Programme | None:
    """The programme that an import brought to an event never published, or None."""
    return frozen.from_stored(event.floor) if event.floor else None


def freeze(event: models.Event) -> frozen.Programme:
    """The draft rows as a programme: version 0, without stamps. The query count does not depend on its size.

    Raises NotPublishable when a draft hour does not exist in the event's zone.
    """
    faults: list[str] = []
    sessions = tuple(_session(event, row, faults) for row in _session_rows(event))
    if faults:
        raise NotPublishable(faults)
    language = event.language
    return frozen.Programme(
        event=_event(event),
        people=tuple(_person(row, language) for row in event.people.all()),
        rooms=tuple(
            frozen.Room(id=row.identifier, name=_text(row.name, language)) for row in event.rooms.all()
        ),
        sessions=sessions,
    )


def draft_for_export(event: models.Event) -> frozen.Programme:
    """The draft with the stamps, the dropped sessions and the label of the latest version, else of the floor.

    Raises NotPublishable.
    """
    draft = freeze(event)
    known = latest(event.slug) or floor_of(event)
    if known is None:
        return draft
    stamps = {session.id: (session.sequence, session.changed) for session in known.sessions}
    sessions = []
    for session in draft.sessions:
        sequence, changed = stamps.get(session.id, (None, None))
        sessions.append(replace(session, sequence=sequence, changed=changed))
    return replace(draft, sessions=tuple(sessions), dropped=known.dropped, label=known.label)


def compare(event: models.Event, label: frozen.Label | None = None) -> tuple[changes.Change, ...]:
    """What publishing the draft now would change. Raises NotPublishable when an hour does not exist."""
    previous = latest(event.slug)
    label = label or _label(previous or floor_of(event))
    return changes.changes(previous, replace(freeze(event), label=label))


def publish(
    slug: str, moment: datetime, label: frozen.Label | None = None, note: str | None = None
) -> Outcome:
    """Freeze the draft of event `slug` into its next version, at `moment` (aware).

    Nothing is written when neither programme, label nor note differ from the latest version. Without `label` it
    stays as it was (at first provisional, unless an import brought another). Raises Event.DoesNotExist and
    NotPublishable.
    """
    with transaction.atomic():
        event = models.Event.objects.select_for_update().get(slug=slug)
        previous = latest(slug)
        before = previous or floor_of(event)
        label = label or _label(before)
        draft = _publishable(event)
        if previous is not None and _is_same(previous, draft, label, note):
            return Outcome(previous, is_new=False, changes=())
        moment = _after(before, moment)
        programme = _next(draft, before, moment, label, note or "")
        _write(event, programme, moment)
        transaction.on_commit(
            lambda: programme_published.send(models.Publication, previous=previous, programme=programme)
        )
    return Outcome(programme, is_new=True, changes=changes.changes(previous, programme))


def _publishable(event: models.Event) -> frozen.Programme:
    """The frozen draft. Raises NotPublishable, also for conflicts of grade error."""
    draft = freeze(event)
    faults = [f"{one.place}: {one.sentence}" for one in conflicts.conflicts(draft) if one.grade == "error"]
    if faults:
        raise NotPublishable(faults)
    return draft


def _label(before: frozen.Programme | None) -> frozen.Label:
    return before.label if before else "provisional"


def _next(
    draft: frozen.Programme,
    before: frozen.Programme | None,
    moment: datetime,
    label: frozen.Label,
    note: str,
) -> frozen.Programme:
    """The version after `before`."""
    number = (before.version if before else 0) + 1
    stamps = stamped(draft, before, moment)
    return replace(stamps, version=number, published_at=moment, label=label, note=note)


def _is_same(previous: frozen.Programme, draft: frozen.Programme, label: str, note: str | None) -> bool:
    same_words = previous.label == label and (note is None or note == previous.note)
    return same_words and changes.without_stamps(previous) == changes.without_stamps(draft)


def _after(before: frozen.Programme | None, moment: datetime) -> datetime:
    """`moment` in UTC to the second, and later than the version before, whatever the server's clock says."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    entries: tuple[frozen.Session | frozen.Dropped, ...] = ()
    if before:
        entries = (*before.sessions, *before.dropped)
    stamps = [one.changed for one in entries if one.changed]
    if before and before.published_at:
        stamps.append(before.published_at)
    last = max(stamps, default=None)
    return moment if last is None or moment > last else last + timedelta(seconds=1)


def _write(event: models.Event, programme: frozen.Programme, moment: datetime) -> None:
    stored = frozen.to_stored(programme)
    models.Publication.objects.create(
        event=event,
        number=programme.version,
        published_at=moment,
        label=programme.label,
        note=programme.note,
        programme=stored.decode(),
        digest=hashlib.sha256(stored).hexdigest(),
    )


def _session_rows(event: models.Event) -> Iterable[models.Session]:
    appearances = Prefetch("appearances", models.Appearance.objects.select_related("person"))
    return (
        models.Session.objects.filter(event=event)
        .select_related("room")
        .prefetch_related("questions", "segments", appearances)
        .order_by("rank", "pk")
    )


def _event(event: models.Event) -> frozen.Event:
    language = event.language
    return frozen.Event(
        slug=event.slug,
        title=_text(event.title, language),
        subtitle=_text(event.subtitle, language),
        language=language,
        languages=tuple(event.languages) or (language,),
        timezone=event.timezone,
        setting=event.setting,  # type: ignore[arg-type]
        visibility=event.visibility,  # type: ignore[arg-type]
        organisers=tuple(
            frozen.Organiser(name=_text(row.name, language), acronym=row.acronym)
            for row in event.organisers.all()
        ),
        cities=_cities(event),
        sections=tuple(
            frozen.Section(heading=_text(row.heading, language), body=_text(row.body, language))
            for row in event.sections.all()
        ),
    )


def _cities(event: models.Event) -> tuple[frozen.City, ...]:
    rows = list(event.cities.all())
    names = [_text(row.name, event.language) for row in rows]
    slugs = slugs_of_cities(names, event.language)
    return tuple(
        frozen.City(name=name, timezone=row.timezone, slug=slug)
        for row, name, slug in zip(rows, names, slugs, strict=True)
    )


def _person(row: models.Person, language: str) -> frozen.Person:
    return frozen.Person(
        id=row.identifier,
        slug=row.slug,
        honorific=row.honorific,
        name=row.name,
        position=_text(row.position, language),
        organisation=_text(row.organisation, language),
        country=row.country,
    )


def _session(event: models.Event, row: models.Session, faults: list[str]) -> frozen.Session:
    wall = datetime.combine(row.day, row.start)
    start = _instant(wall, row.fold, event.timezone, row.identifier, faults)
    appearances = list(row.appearances.all())
    language = event.language
    return frozen.Session(
        id=row.identifier,
        slug=row.slug,
        title=_text(row.title, language),
        kind=row.kind,  # type: ignore[arg-type]
        status=row.status,  # type: ignore[arg-type]
        audience=row.audience,  # type: ignore[arg-type]
        start=start,
        end=start + timedelta(minutes=row.minutes),
        wall_start=wall.isoformat(timespec="minutes"),
        room=row.room.identifier if row.room else "",
        summary=_text(row.summary, language),
        questions=tuple(_text(question.question, language) for question in row.questions.all()),
        people=_people(one for one in appearances if one.segment_id is None),
        segments=tuple(_segment(event, row, segment, appearances, faults) for segment in row.segments.all()),
    )


def _segment(
    event: models.Event,
    session: models.Session,
    row: models.Segment,
    appearances: list[models.Appearance],
    faults: list[str],
) -> frozen.Segment:
    title = _text(row.title, event.language)
    people = _people(one for one in appearances if one.segment_id == row.pk)
    if row.start is None or row.minutes is None:
        return frozen.Segment(title=title, people=people)
    wall = datetime.combine(row.day or session.day, row.start)
    place = f"{session.identifier}, segment “{' '.join(str(row).split())}”"
    start = _instant(wall, row.fold, event.timezone, place, faults)
    end = start + timedelta(minutes=row.minutes)
    return frozen.Segment(title=title, start=start, end=end, people=people)


def _instant(wall: datetime, fold: int, zone: str, place: str, faults: list[str]) -> datetime:
    """The instant of a draft hour; a missing one is noted in `faults`."""
    try:
        return clocks.instant(wall, zone, fold)
    except (clocks.MissingHour, clocks.UnsupportedDate, clocks.UnknownZone) as wrong:
        faults.append(f"{place}: {wrong}. Choose another hour.")
        return datetime(2000, 1, 1, tzinfo=UTC)


def _people(rows: Iterable[models.Appearance]) -> tuple[frozen.Appearance, ...]:
    return tuple(
        frozen.Appearance(person=row.person.identifier, role=row.role, state=row.state)  # type: ignore[arg-type]
        for row in rows
    )


def _text(value: Any, language: str) -> frozen.Text:
    return frozen.text_of(models.strings_of(value, language))


def outcome_words(outcome: Outcome) -> list[str]:
    """What publishing did, a line each: the version, then what changed."""
    programme = outcome.programme
    if not outcome.is_new:
        return [f"{programme.event.slug}: nothing changed; version {programme.version} stays."]
    first = f"{programme.event.slug}: version {programme.version} ({programme.label}) is published."
    return [first, *(f"- {change.sentence}" for change in outcome.changes)]
