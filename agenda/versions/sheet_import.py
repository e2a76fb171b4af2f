"""From an uploaded workbook (`agenda.xlsx`) to the draft of its event: only what its rows and columns say, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import drafts, models
from agenda.drafts import steps
from agenda.exchange.json import ImportRefused
from agenda.exchange.xlsx import (
    Book,
    Merged,
    digest_of,
    facts_of,
    in_words,
    merge,
    quoted,
    read,
    read_words,
    said_in,
    words_of,
)
from agenda.programme import Programme
from agenda.versions import publishing
from agenda.versions.importing import Imported, import_programme

_BASELESS = "This workbook does not say what it was made from; compared with the draft as it is now."


class AppliedSheet(NamedTuple):
    """The result of a sheet's import: the draft, and the cells that changed it."""

    imported: Imported
    merged: Merged


def merged_into(event: models.Event, book: Book) -> tuple[Programme, Merged]:
    """The draft of an event, and what a workbook would make of it. Raises `ImportRefused` and `NotPublishable`."""
    draft = drafts.draft_as_is(event)
    base = _base(event, draft, book)
    published = publishing.latest(event.slug)
    ids: set[str] = set()
    if published is not None:
        ids = {one.id for one in published.sessions} | {one.id for one in published.dropped}
    merged = merge(draft, book, base, taken=ids)
    if base is None:
        merged = merged._replace(notes=(_BASELESS, *merged.notes))
    return draft, merged


def made_from(event: models.Event, draft: Programme) -> str:
    """The base that a workbook of an event's draft names: the last step that may have changed it."""
    last = event.steps.exclude(kind="mark").aggregate(last=Max("number"))["last"]
    return words_of(draft, last or 0)


def _base(event: models.Event, draft: Programme, book: Book) -> Programme | None:
    """The base of a workbook; None where it does not name one. Raises `ImportRefused` where that is not kept here."""
    said = said_in(book)
    made = read_words(in_words(said.value)) if said else None
    if said is None or made is None:
        return None
    if made.version:
        found = publishing.version(event.slug, made.version) or _imported(event, made.version)
    else:
        found = next((one for one in _drafts(event, draft, made.step) if digest_of(one) == made.digest), None)
    if found is None:
        raise ImportRefused(
            [
                f"{said.place}: what the workbook was made from, {quoted(said.value)}, is not kept here. Download it again "
                "and make the changes there; or delete this row, and it is compared with the draft as it is now."
            ]
        )
    return found


def _imported(event: models.Event, number: int) -> Programme | None:
    """The version that an import brought, where it is that one."""
    import_baseline = publishing.import_baseline_of(event)
    return import_baseline if import_baseline is not None and import_baseline.version == number else None


def _drafts(event: models.Event, draft: Programme, number: int) -> Iterator[Programme]:
    """The drafts that may be the one after a step (0: before the first): then, just before the next one, and now."""
    kept = event.steps.exclude(kind="mark").order_by("number")
    step, following = kept.filter(number=number).first(), kept.filter(number__gt=number).first()
    yield from (one for one in (steps.drafts_of(step)[1] if step else None,) if one)
    yield from (one for one in (steps.drafts_of(following)[0] if following else None,) if one)
    yield draft


def write(merged: Merged, actor: Any = None, at: datetime | None = None) -> Imported:
    """Make the draft what the workbook left, as one step by `actor` (None: a command). Raises `ImportRefused`."""
    return import_programme(merged.programme, actor, at or timezone.now(), _("Sheet uploaded"))


@transaction.atomic
def import_sheet(raw: bytes) -> AppliedSheet:
    """Take a workbook into the draft of the event that its sheet Event names.

    Raises `ImportRefused`, each fault with its cell, and `NotPublishable` for a draft that cannot be read as a whole.
    """
    book = read(raw)
    slug = facts_of(book).get("slug", "")
    event = models.Event.objects.select_for_update().filter(slug=slug).first() if slug else None
    if not slug:
        raise ImportRefused(
            ["Event!B2: the slug of the event is missing. Begin with a download of agenda.xlsx."]
        )
    if event is None:
        raise ImportRefused(
            [f"Event!B2: there is no event “{slug[:64]}” here. Import its agenda.json first."]
        )
    _, merged = merged_into(event, book)
    return AppliedSheet(write(merged), merged)
