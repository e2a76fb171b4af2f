"""Versions: publish a draft, the latest version, a version by number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import OuterRef, Subquery
from django.dispatch import Signal
from msgspec.structs import replace

from agenda import models
from agenda.drafts import NotPublishable, draft_of
from agenda.programme import changes, conflicts, model, stamped
from agenda.web import local_cache

programme_published = Signal()
"""Sent after the commit of a version, with `previous` (or None) and `programme`."""

asked_whom_it_touches = Signal()
"""Sent when the desk shows what publishing would do, with `event` and `touched`; receivers return sentences (a list)."""


names_withheld = Signal()
"""Sent in each process that learns that names have left stored versions: what it keeps of these is to be forgotten."""

_erasures: dict[str, int] = {}
"""By the slug of an event: how many erasures this process knows of."""


class Pointer(NamedTuple):
    """Which publication answers: the row's key, the version's number and the digest of its programme."""

    key: int
    number: int
    digest: str


class Outcome(NamedTuple):
    """The result of publishing: the version that is now the latest, whether it is new, and what changed."""

    programme: model.Programme
    is_new: bool
    changes: tuple[changes.Change, ...]


def pointer(slug: str, number: int | None = None) -> Pointer | None:
    """The latest publication of an event, or that of version `number`; None when there is none. One query."""
    return _pointed(slug, number, public=False)


def public_pointer(slug: str, number: int | None = None) -> Pointer | None:
    """As `pointer`, for everyone: None, for every version, once an event is private. One query."""
    return _pointed(slug, number, public=True)


def _pointed(slug: str, number: int | None, *, public: bool) -> Pointer | None:
    connection = connections[DEFAULT_DB_ALIAS]
    pinned = number is not None
    with connection.cursor() as cursor:
        cursor.execute(
            _pointer_query(connection.vendor, pinned=pinned, public=public),
            (slug, number) if pinned else (slug,),
        )
        row = cursor.fetchone()
    if row is None:
        return None
    key, version_number, digest, erasures = row
    if _erasures.setdefault(slug, erasures) != erasures:
        _erasures[slug] = erasures
        forget_kept()
    return Pointer(key, version_number, digest)


@cache
def _pointer_query(vendor: str, *, pinned: bool, public: bool) -> str:
    """The SQL of `pointer`, written by Django once: every public page asks it, and writing costs more than asking."""
    rows = models.Publication.objects.of("slug")
    if pinned:
        rows = rows.filter(number=1)
    if public:
        rows = rows.public()
    sql, values = rows.values_list("pk", "number", "digest", "event__erasures")[:1].query.sql_with_params()
    assert len(values) == 1 + pinned  # noqa: S101 - nothing but slug and number is asked by a mark
    return str(sql)


@lru_cache(maxsize=64)
def programme_of(found: Pointer) -> model.Programme:
    """The programme that a pointer points to, kept in this process: versions never change.

    Raises Publication.DoesNotExist.
    """
    row = models.Publication.objects.only("programme").get(pk=found.key)
    return model.from_stored(row.programme)


def latest(slug: str) -> model.Programme | None:
    """The latest published programme of an event, or None."""
    found = pointer(slug)
    return programme_of(found) if found else None


def latest_public() -> list[model.Programme]:
    """The latest programmes of all events that are not private, in the order of their slugs. One query."""
    rows = models.Publication.objects.public().order_by("event__slug", "-number")
    newest = rows.filter(event=OuterRef("event")).values("number")[:1]
    stored = rows.filter(number=Subquery(newest)).values_list("programme", flat=True)
    return [_loaded(text) for text in stored]


@lru_cache(maxsize=64)
def _loaded(stored: str) -> model.Programme:
    return model.from_stored(stored)


def version(slug: str, number: int) -> model.Programme | None:
    """Version `number` of an event, or None."""
    found = pointer(slug, number)
    return programme_of(found) if found else None


def import_baseline_of(event: models.Event) -> model.Programme | None:
    """The programme that an import brought to an event never published, or None."""
    return model.from_stored(event.import_baseline) if event.import_baseline else None


def draft_for_export(event: models.Event) -> model.Programme:
    """The draft with the stamps, the dropped sessions and the label of the latest version, else of the import_baseline.

    Raises NotPublishable.
    """
    draft = draft_of(event)
    known = latest(event.slug) or import_baseline_of(event)
    if known is None:
        return draft
    stamps = {session.id: (session.sequence, session.changed) for session in known.sessions}
    sessions = []
    for session in draft.sessions:
        sequence, changed = stamps.get(session.id, (None, None))
        sessions.append(replace(session, sequence=sequence, changed=changed))
    return replace(draft, sessions=tuple(sessions), dropped=known.dropped, label=known.label)


def compare(event: models.Event, label: model.Label | None = None) -> tuple[changes.Change, ...]:
    """The changes that publishing the draft now would make. Raises NotPublishable when an hour does not exist."""
    previous = latest(event.slug)
    return changes.changes(previous, labelled(draft_of(event), previous or import_baseline_of(event), label))


def whom_it_touches(event: models.Event, touched: changes.Touched) -> tuple[str, ...]:
    """The people that publishing would touch, in sentences of other apps."""
    answers = asked_whom_it_touches.send(models.Event, event=event, touched=touched)
    return tuple(sentence for _receiver, sentences in answers for sentence in sentences or ())


def labelled(
    draft: model.Programme, before: model.Programme | None, label: model.Label | None = None
) -> model.Programme:
    """The draft with `label`, else with that of the programme before it, at first provisional."""
    return replace(draft, label=label or _label(before))


def publish(
    slug: str, moment: datetime, label: model.Label | None = None, note: str | None = None
) -> Outcome:
    """Freeze the draft of event `slug` into its next version, at `moment` (aware).

    Nothing is written when neither programme, label nor note differ from the latest version. Without `label` it
    stays as it was (at first provisional, unless an import brought another). Raises Event.DoesNotExist and
    NotPublishable.
    """
    with transaction.atomic():
        event = models.Event.objects.select_for_update().get(slug=slug)
        previous = latest(slug)
        before = previous or import_baseline_of(event)
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


def _publishable(event: models.Event) -> model.Programme:
    """The frozen draft. Raises NotPublishable, also for conflicts of grade error."""
    draft = draft_of(event)
    faults = [f"{one.place}: {one.sentence}" for one in conflicts.conflicts(draft) if one.grade == "error"]
    if faults:
        raise NotPublishable(faults)
    return draft


def _label(before: model.Programme | None) -> model.Label:
    return before.label if before else "provisional"


def _next(
    draft: model.Programme,
    before: model.Programme | None,
    moment: datetime,
    label: model.Label,
    note: str,
) -> model.Programme:
    """The version after `before`."""
    number = (before.version if before else 0) + 1
    stamps = stamped(draft, before, moment)
    return replace(stamps, version=number, published_at=moment, label=label, note=note)


def _is_same(previous: model.Programme, draft: model.Programme, label: str, note: str | None) -> bool:
    same_words = previous.label == label and (note is None or note == previous.note)
    return same_words and changes.without_stamps(previous) == changes.without_stamps(draft)


def _after(before: model.Programme | None, moment: datetime) -> datetime:
    """`moment` in UTC to the second, and later than the version before, whatever the server's clock says."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    entries: tuple[model.FrozenSession | model.Dropped, ...] = ()
    if before:
        entries = (*before.sessions, *before.dropped)
    stamps = [one.changed for one in entries if one.changed]
    if before and before.published_at:
        stamps.append(before.published_at)
    last = max(stamps, default=None)
    return moment if last is None or moment > last else last + timedelta(seconds=1)


def _write(event: models.Event, programme: model.Programme, moment: datetime) -> None:
    """The row of a version. Its visibility holds for every version of the event."""
    stored = model.to_stored(programme)
    models.Publication.objects.create(
        event=event,
        number=programme.version,
        published_at=moment,
        label=programme.label,
        note=programme.note,
        programme=stored.decode(),
        digest=hashlib.sha256(stored).hexdigest(),
    )
    event.publications.update(withheld=programme.event.visibility == "private")


def stored(event: models.Event) -> Iterator[model.Programme]:
    """Every version of the event, then its import_baseline, one after the other."""
    for key in list(event.publications.values_list("pk", flat=True)):
        yield model.from_stored(event.publications.only("programme").get(pk=key).programme)
    if import_baseline := import_baseline_of(event):
        yield import_baseline


def rewrite(event: models.Event, changed: Callable[[model.Programme], model.Programme]) -> int:
    """Put what `changed` makes of each version and of the import_baseline in their place; how many are now others.

    For erasure on request only: docs/decisions/0013. Call under the lock of the event's row.
    """
    count = 0
    for key in list(event.publications.values_list("pk", flat=True)):
        row = event.publications.get(pk=key)
        before = model.from_stored(row.programme)
        if (after := changed(before)) != before:
            row.programme, row.note = model.to_stored(after).decode(), after.note
            row.digest = model.digest_of(after)
            row.save(update_fields=["programme", "note", "digest"])
            count += 1
    if (import_baseline := import_baseline_of(event)) and (
        lower := changed(import_baseline)
    ) != import_baseline:
        event.import_baseline = model.to_stored(lower).decode()
        event.save(update_fields=["import_baseline"])
        count += 1
    return count


def forget_kept() -> None:
    """Forget what this process keeps of versions: rendered answers and programmes."""
    local_cache.clear()
    programme_of.cache_clear()
    _loaded.cache_clear()
    names_withheld.send(models.Publication)


def outcome_words(outcome: Outcome) -> list[str]:
    """The result of publishing in lines: the version, then what changed."""
    programme = outcome.programme
    if not outcome.is_new:
        return [f"{programme.event.slug}: nothing changed; version {programme.version} stays."]
    first = f"{programme.event.slug}: version {programme.version} ({programme.label}) is published."
    return [first, *(f"- {change.sentence}" for change in outcome.changes)]
