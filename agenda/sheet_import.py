"""From an uploaded workbook (`agenda.xlsx`) to the draft of its event: only what its rows and columns say, or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import freezing, models, publishing
from agenda.importing import Imported, import_programme
from agenda.programme.interchange import Refused
from agenda.programme.model import Programme
from agenda.programme.sheets import Book, Merged, facts_of, merge, read


class Taken(NamedTuple):
    """What an import did: to the draft, and by which cells."""

    imported: Imported
    merged: Merged


def merged_into(event: models.Event, book: Book) -> tuple[Programme, Merged]:
    """The draft of an event, and what a workbook would make of it. Raises `Refused` and `NotPublishable`."""
    draft = freezing.draft_as_is(event)
    published = publishing.latest(event.slug)
    ids: set[str] = set()
    if published is not None:
        ids = {one.id for one in published.sessions} | {one.id for one in published.dropped}
    return draft, merge(draft, book, taken=ids)


def write(merged: Merged, actor: Any = None, at: datetime | None = None) -> Imported:
    """Make the draft what the workbook left, as one step by `actor` (None: a command). Raises `Refused`."""
    return import_programme(merged.programme, actor, at or timezone.now(), _("Sheet uploaded"))


@transaction.atomic
def import_sheet(raw: bytes) -> Taken:
    """Take a workbook into the draft of the event that its sheet Event names.

    Raises `Refused`, each fault with its cell, and `NotPublishable` for a draft that cannot be read as a whole.
    """
    book = read(raw)
    slug = facts_of(book).get("slug", "")
    event = models.Event.objects.select_for_update().filter(slug=slug).first() if slug else None
    if not slug:
        raise Refused(["Event!B2: the slug of the event is missing. Begin with a download of agenda.xlsx."])
    if event is None:
        raise Refused([f"Event!B2: there is no event “{slug[:64]}” here. Import its agenda.json first."])
    _, merged = merged_into(event, book)
    return Taken(write(merged), merged)
