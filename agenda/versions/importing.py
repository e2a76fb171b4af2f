"""From a programme to draft rows: matched by identifier, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from agenda import drafts, models
from agenda.drafts import steps
from agenda.exchange.json import ImportRefused, parse, with_slugs
from agenda.programme import changes, free_slug, model
from agenda.versions import publishing


class Imported(NamedTuple):
    """The result of an import into the draft of `event`: whether anything changed, and whether the event is new."""

    event: str
    changed: bool
    created: bool


def read(raw: bytes) -> model.Programme:
    """The programme of a file's bytes. What we write ourselves (stamps) is looked at only where it will count: for an
    event never published. Raises `ImportRefused`.
    """
    try:
        return parse(raw)
    except ImportRefused as refused:
        try:
            bare = parse(raw, with_stamps=False)
        except ImportRefused:
            raise refused from None
        if publishing.pointer(bare.event.slug) is None:
            raise
        return bare


@transaction.atomic
def import_programme(
    programme: model.Programme, actor: Any = None, at: datetime | None = None, action: str = ""
) -> Imported:
    """Make the draft of the event `programme.event.slug` what `programme` says; what it omits is removed.

    A change of an event that exists is a step by `actor` (None: a command) at the moment `at` (aware; now), in the words
    `action`. An import of the same again writes nothing. Raises `ImportRefused` when the file would change an
    address that is fixed.
    """
    slug = programme.event.slug
    event, created = models.Event.objects.select_for_update().get_or_create(
        slug=slug, defaults=drafts.event_fields(programme.event)
    )
    published = publishing.latest(slug)
    wanted = with_kept_slugs(programme, event, published)
    import_baseline = _import_baseline(wanted, event, published)
    current = None if created else drafts.draft_if_readable(event)
    if current is not None and import_baseline == event.import_baseline and _unchanged(current, wanted):
        return Imported(slug, changed=False, created=False)
    if import_baseline != event.import_baseline:
        event.import_baseline = import_baseline
        event.save(update_fields=["import_baseline"])
    drafts.write(event, wanted, current)
    if not created:
        words = action or _("Programme file imported")
        steps.record(event, current, drafts.draft_if_readable(event), actor, words, at or timezone.now())
    return Imported(slug, changed=True, created=created)


def _unchanged(current: model.Programme, wanted: model.Programme) -> bool:
    return changes.without_stamps(current) == changes.without_stamps(wanted)


def _import_baseline(wanted: model.Programme, event: models.Event, published: model.Programme | None) -> str:
    """The floor of the event after the import, in its stored form, or ''.

    It never sinks to an earlier version: a draft exported from here comes back without the import_baseline's number.
    """
    known = publishing.import_baseline_of(event)
    lower = known is not None and known.version > wanted.version
    if published or lower or not _is_stamped(wanted):
        return event.import_baseline
    return model.to_stored(wanted).decode()


def _is_stamped(programme: model.Programme) -> bool:
    """Whether the file brings anything that publishing wrote."""
    return bool(
        programme.version
        or programme.published_at
        or programme.label != "provisional"
        or programme.dropped
        or any(one.sequence is not None or one.changed for one in programme.sessions)
    )


def with_kept_slugs(
    programme: model.Programme, event: models.Event, published: model.Programme | None
) -> model.Programme:
    """`programme` with the slug of every session and person: the one made before, the file's, or a new one.

    Raises ImportRefused when the file gives a published session another slug, or one that an address still uses.
    """
    fixed = _fixed_slugs(published)
    _refuse_moved_addresses(programme, fixed)
    stay = {session.id for session in programme.sessions}
    known = event.sessions.values_list("identifier", "slug")
    kept = {identifier: slug for identifier, slug in known if identifier in stay}
    sessions = (replace(one, slug=fixed.get(one.id, one.slug)) for one in programme.sessions)
    filled = with_slugs(replace(programme, sessions=tuple(sessions)), {**kept, **fixed})
    return replace(filled, people=_people_with_slugs(programme, event, published))


def _fixed_slugs(published: model.Programme | None) -> dict[str, str]:
    """Session id to slug of all that were ever published; no slug twice, what is in the programme goes first."""
    if published is None:
        return {}
    owners = {one.slug: one.id for one in published.dropped}
    owners.update((one.slug, one.id) for one in published.sessions)
    return {identifier: slug for slug, identifier in owners.items()}


def _refuse_moved_addresses(programme: model.Programme, fixed: Mapping[str, str]) -> None:
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
        raise ImportRefused(faults)


def _people_with_slugs(
    programme: model.Programme, event: models.Event, published: model.Programme | None
) -> tuple[model.FrozenPerson, ...]:
    """The people with the slug they were published with, else that of the draft, else a free one."""
    stay = {person.id for person in programme.people}
    known = event.people.values_list("identifier", "slug")
    kept = {identifier: slug for identifier, slug in known if identifier in stay}
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
