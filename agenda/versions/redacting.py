"""Forgetting someone on request: the name leaves the draft, its history, every stored version and what is kept of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session as Visit
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from agenda import drafts, models
from agenda.drafts import reviews, steps
from agenda.programme import Traces, Withheld, Wording, model, name_beside, neutral_person, slugs_of, without
from agenda.versions import publishing


def withhold(event: models.Event, person: str, moment: datetime) -> None:
    """Forget the person of identifier `person`, of the draft or of an earlier version, at `moment` (aware).

    What is left is “Name withheld” under a neutral identifier and slug, in the same sessions: structure, hours, stamps
    and UIDs stay. Withholding again, or someone that no programme of the event knows, changes nothing. One transaction,
    under the lock of the event's row; the caches are emptied in it and once more after it.
    """
    with transaction.atomic():
        locked = _locked(event)
        traces = _traces(locked, person)
        if not traces.forms:
            return
        known = locked.redactions.filter(programme_person_id=person).exists()
        neutral = person if known else traces.free_name()
        _made, is_new = models.Redaction.objects.get_or_create(
            event=locked, programme_person_id=neutral, defaults={"moment": moment}
        )
        _forget(locked, traces.withheld(neutral), moment, is_new=is_new)


def scrub_words(event: models.Event, words: Sequence[str], moment: datetime) -> None:
    """Take the names and e-mail addresses `words` out of the event's texts, as `withhold` does at `moment` (aware).

    For someone who is not in the programme's list of people; people of the list who bear such a name keep it.
    """
    given = [word.strip() for word in words if word.strip()]
    wording = Wording(
        [one for one in given if "@" not in one], mailboxes=[one for one in given if "@" in one]
    )
    with transaction.atomic():
        locked = _locked(event)
        traces = _traces(locked, "")
        _forget(locked, Withheld(wording, slugs=traces.moved_slugs(wording)), moment)


def _locked(event: models.Event) -> models.Event:
    """The event's row, locked; what SQLite takes away from now on is overwritten in its file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    return models.Event.objects.select_for_update().get(pk=event.pk)


def _traces(event: models.Event, person: str) -> Traces:
    """The traces of the person in draft rows, versions, import baseline and steps."""
    traces = Traces(person)
    traces.taken.update(
        event.redactions.exclude(programme_person_id=person).values_list("programme_person_id", flat=True)
    )
    rows = event.people.values_list("identifier", "slug", "name", "honorific")
    traces.look(
        [
            model.FrozenPerson(id=key, slug=slug, name=name, honorific=title)
            for key, slug, name, title in rows
        ],
        event.sessions.values_list("slug", flat=True),
    )
    for source in (publishing.stored(event), steps.stored(event)):
        for programme in source:
            traces.look(programme.people, slugs_of(programme))
    return traces


def _forget(event: models.Event, what: Withheld, moment: datetime, *, is_new: bool = False) -> None:
    """Write everything that is stored of the event without what is withheld; say so in its history."""
    forget_answers()
    seen = _places(event)
    changed = _draft_rows(event, what)
    changed += publishing.rewrite(event, lambda one: without(one, what))
    changed += steps.rewrite(event, lambda one: without(one, what))
    changed += sum(_reword(rows, fields, what.wording) for rows, fields in _texts(event))
    event.refresh_from_db()
    changed += _clearances(event, what.wording, seen)
    changed += _log(what.wording) + _unread_messages(what.wording)
    if changed or is_new:
        models.Event.objects.filter(pk=event.pk).update(erasures=F("erasures") + 1)
        words = _("A name was taken out of the draft, its history and all versions.")
        steps.mark(event, None, _("Name withheld on request"), words, "", moment)
    transaction.on_commit(_after_commit)


def forget_answers() -> None:
    """Empty what this process keeps of versions, and the cache that processes share."""
    publishing.forget_kept()
    cache.clear()


def _after_commit() -> None:
    """Once more: until the commit, others could still read the old rows, and keep what they made of them."""
    forget_answers()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:  # the write-ahead log still holds the old pages
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _draft_rows(event: models.Event, what: Withheld) -> int:
    """The person's row, the names of others that hold the name, and slugs of sessions; how many rows are now others."""
    changed = 0
    for row in event.people.all():
        if what.person and row.identifier == what.person:
            plain = neutral_person(what.neutral)
            fields: dict[str, Any] = {
                "identifier": plain.id, "slug": plain.slug, "name": plain.name, "honorific": plain.honorific,
                "position": LazyI18nString(""), "organisation": LazyI18nString(""), "country": plain.country,
            }  # fmt: skip
        else:
            fields = {"name": name_beside(row.name, what.wording)}
        changed += _update(row, fields)
    moving = list(event.sessions.filter(slug__in=list(what.slugs)))
    return changed + sum(_update(row, {"slug": what.slugs[row.slug]}) for row in moving)


def _texts(event: models.Event) -> Iterator[tuple[QuerySet[Any], Sequence[str]]]:
    """The free texts of the event's rows: its draft, its history, what is said of it.

    Cities are left out: they are named as the host wants them, and not after people.
    """
    yield models.Event.objects.filter(pk=event.pk), ("title", "subtitle")
    yield event.organisers.all(), ("name", "acronym")
    yield event.sections.all(), ("heading", "body")
    yield event.rooms.all(), ("name",)
    yield event.people.all(), ("position", "organisation")
    yield event.sessions.all(), ("title", "summary")
    yield models.Question.objects.filter(session__event=event), ("question",)
    yield models.Segment.objects.filter(session__event=event), ("title",)
    yield event.publications.defer("programme"), ("note",)
    yield event.steps.defer("before", "after"), ("action", "actor_name")
    yield models.StepLine.objects.filter(step__event=event), ("sentence",)
    yield event.review_links.all(), ("name",)
    yield models.Remark.objects.filter(event=event), ("author", "place", "text", "settled_by")


def _reword(rows: QuerySet[Any], fields: Sequence[str], wording: Callable[[str], str]) -> int:
    """Reword these fields of the rows; how many rows are now others."""
    return sum(_update(row, {name: _worded(getattr(row, name), wording) for name in fields}) for row in rows)


def _worded(value: Any, wording: Callable[[str], str]) -> Any:
    """A string, or a text in every language that the row has it in."""
    if not isinstance(value, LazyI18nString):
        return wording(value) if value else value
    if isinstance(value.data, dict):
        return LazyI18nString({code: wording(one) if one else one for code, one in value.data.items()})
    return LazyI18nString(wording(value.data)) if value.data else value


def _update(row: Model, fields: dict[str, Any]) -> int:
    """Write the fields that differ; 1 where one does."""
    changed = {}
    for name, value in fields.items():
        longest = getattr(row._meta.get_field(name), "max_length", None)
        new = value[:longest] if isinstance(value, str) and longest else value
        before = getattr(row, name)
        if _plain(new) != _plain(before):
            changed[name] = new
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return int(bool(changed))


def _plain(value: Any) -> Any:
    return (value.data or "") if isinstance(value, LazyI18nString) else value


def _places(event: models.Event) -> dict[str, str]:
    """The digest of each place of the draft; none where it cannot be read."""
    draft = drafts.draft_if_readable(event)
    return {one.key: one.digest for one in reviews.review_targets(draft)} if draft else {}


def _clearances(event: models.Event, wording: Callable[[str], str], seen: dict[str, str]) -> int:
    """Words that a place is right stay good where they were: nothing but a name has changed since.

    Of two that are now by the same voice, the later one stands.
    """
    now, changed = _places(event), 0
    kept: set[tuple[str, str]] = set()
    for row in models.Clearance.objects.filter(event=event).order_by("-at", "-pk"):
        place, author = wording(row.place), wording(row.author)
        if (place, author) in kept:
            row.delete()
            changed += 1
            continue
        kept.add((place, author))
        held = row.digest == seen.get(row.place)
        digest = now.get(place, row.digest) if held else row.digest
        changed += _update(row, {"place": place, "author": author, "digest": digest})
    return changed


def _log(wording: Callable[[str], str]) -> int:
    """The names in the admin's log: of every row, whatever it is of."""
    changed = 0
    for entry in LogEntry.objects.all():
        message = _reworded_message(entry.change_message, wording)
        changed += _update(entry, {"object_repr": wording(entry.object_repr), "change_message": message})
    return changed


def _unread_messages(wording: Callable[[str], str]) -> int:
    """Messages that the admin has not shown yet, kept with a visit: those that hold the name go, all of that visit."""
    changed = 0
    for visit in Visit.objects.all():
        held = visit.get_decoded()
        words = held.get("_messages", "")
        if words and _reworded_message(words, wording) != words:
            del held["_messages"]
            changed += _update(visit, {"session_data": Visit.objects.encode(held)})
    return changed


def _reworded_message(message: str, wording: Callable[[str], str]) -> str:
    """A message of the log: words, or JSON with words in it (in which letters may be escaped)."""
    try:
        parts = json.loads(message)
    except ValueError:
        return wording(message)
    reworded = _reworded_json(parts, wording)
    return message if reworded == parts else json.dumps(reworded)


def _reworded_json(value: Any, wording: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return wording(value)
    if isinstance(value, list):
        return [_reworded_json(one, wording) for one in value]
    if isinstance(value, dict):
        return {name: _reworded_json(one, wording) for name, one in value.items()}
    return value
