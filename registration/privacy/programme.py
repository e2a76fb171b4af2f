"""Names of the erased in the programme, its history and its versions: withheld there, and what registration kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from agenda import drafts, models, versions
from agenda.drafts import steps
from agenda.programme import to_stored
from registration.models import LINK_TO_SPEAKER, AuditEntry, Participant
from registration.privacy.traces import PersonTraces, write


def forget_in_programme(
    event: models.Event, people: Sequence[Participant], traces: PersonTraces, moment: datetime
) -> None:
    """Withhold those of these people who stand in the programme, and take the `traces` out of all its texts.

    Who stands there gets another identifier: what registration keeps of the old one goes.
    """
    there = {one.programme_person_id for one in people} - {""}
    for person in sorted(there):
        versions.withhold(event, person, moment)
    if words := standing_in(event, traces):
        versions.scrub_words(event, words, moment)
    Participant.objects.filter(event=event, programme_person_id__in=there).update(programme_person_id="")
    for entry in AuditEntry.objects.filter(event=event, verb=LINK_TO_SPEAKER):
        if entry.details.get("person") in there:
            write(entry, {"details": {**entry.details, "person": ""}})


def standing_in(event: models.Event, traces: PersonTraces) -> list[str]:
    """Those names and addresses that may stand in the event's texts: of thousands hardly any, and each is searched for
    everywhere."""
    found: set[str] = set()
    for text in _texts(event):
        found |= traces.hinted(text)
    return sorted(found)


def _texts(event: models.Event) -> Iterator[str]:
    """Everything that is written around the programme."""
    draft = drafts.draft_if_readable(event)
    if draft is not None:
        yield to_stored(draft).decode()
    for source in (versions.stored(event), steps.stored(event)):
        for programme in source:
            yield to_stored(programme).decode()
    for rows in (
        models.Session.objects.filter(event=event).values_list("title", "summary", "slug"),
        event.people.values_list("name", "position", "organisation"),
        event.publications.values_list("note"),
        event.steps.values_list("action", "actor_name"),
        models.StepLine.objects.filter(step__event=event).values_list("sentence"),
        event.review_links.values_list("name"),
        models.Remark.objects.filter(event=event).values_list("author", "place", "text", "settled_by"),
        models.Clearance.objects.filter(event=event).values_list("author", "place"),
    ):
        yield "\n".join(str(cell) for row in rows for cell in row)
