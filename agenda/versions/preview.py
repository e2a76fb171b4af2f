"""The draft as a programme that outputs can draw: what publishing it at a moment would give, except for its number."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from agenda import models
from agenda.drafts import draft_as_is
from agenda.programme import Programme, stamped
from agenda.versions import publishing


def draft_as_published(event: models.Event, moment: datetime) -> Programme:
    """The draft with the stamps, the dropped sessions and the label it would have if published at `moment` (aware).

    It is version 0 and has no `published_at`. Hours that no clock shows stay in it (`freezing.draft_as_is`). Raises
    NotPublishable for a date or a zone that is not supported.
    """
    before = publishing.latest(event.slug) or publishing.import_baseline_of(event)
    draft = stamped(draft_as_is(event), before, moment.astimezone(UTC).replace(microsecond=0))
    return replace(publishing.labelled(draft, before), version=0, published_at=None)
