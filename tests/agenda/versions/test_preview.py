"""The draft as a programme: what publishing it would give, except for its number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from agenda.exchange import json
from agenda.models import Event, Session
from agenda.versions import preview, publishing
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE

pytestmark = pytest.mark.django_db

MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
LATER = MOMENT + timedelta(days=1)


@pytest.fixture
def event() -> Event:
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return Event.objects.get()


def test_of_an_event_never_published(event: Event) -> None:
    draft = preview.draft_as_published(event, MOMENT)
    assert (draft.version, draft.published_at, draft.label, draft.dropped) == (0, None, "provisional", ())
    assert {(one.sequence, one.changed) for one in draft.sessions} == {(0, MOMENT)}


def test_it_is_what_publishing_gives_but_for_its_number(event: Event) -> None:
    publishing.publish(event.slug, MOMENT, "final")
    Session.objects.filter(identifier="session-2").update(status="tentative")
    Session.objects.filter(identifier="closing").delete()
    draft = preview.draft_as_published(event, LATER)
    published = publishing.publish(event.slug, LATER).programme
    assert draft == replace(published, version=0, published_at=None)
    assert draft.label == "final"
    assert [one.id for one in draft.dropped] == ["closing"]
    assert {one.id for one in draft.sessions if one.sequence == 1} == {"session-2"}


def test_an_hour_that_no_clock_shows_stays_in_it(event: Event) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(identifier="closing").update(day="2021-03-28", start="02:30")
    (closing,) = (one for one in preview.draft_as_published(event, MOMENT).sessions if one.id == "closing")
    assert closing.wall_start == "2021-03-28T02:30"
    assert closing.start == datetime(2021, 3, 28, 1, 30, tzinfo=UTC)
