"""A draft with hours that no clock shows: refused for a version, shown on the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from agenda import models
from agenda.drafts import freezing
from agenda.drafts.freezing import NotPublishable

pytestmark = pytest.mark.django_db

GAP = date(2026, 3, 29)
"""In Zurich clocks go from 2:00 to 3:00."""


@pytest.fixture
def event() -> models.Event:
    """An event in Zurich: a session at an hour that does not exist, with segments, and one of the next day."""
    event = models.Event.objects.create(slug="alps", title="Alps", timezone="Europe/Zurich")
    night = models.Session.objects.create(
        event=event, identifier="night", slug="night", title="Night", day=GAP, start=time(2, 30), minutes=60
    )
    models.Segment.objects.create(session=night, title="Talk", day=GAP, start=time(2, 45), minutes=10)
    models.Segment.objects.create(
        session=night, title="Later", day=GAP, start=time(3, 15), minutes=10, rank=1
    )
    models.Segment.objects.create(session=night, title="Open", rank=2)
    models.Session.objects.create(
        event=event, identifier="day", slug="day", title="Day", day=date(2026, 3, 30), start=time(10), minutes=60, rank=1
    )  # fmt: skip
    return event


def test_no_version_has_an_hour_that_does_not_exist(event: models.Event) -> None:
    with pytest.raises(NotPublishable) as refused:
        freezing.draft_of(event)
    assert refused.value.faults == (
        "night: 2026-03-29T02:30 does not exist in Europe/Zurich: clocks go forward over it. Choose another hour.",
        "night, segment “Talk”: 2026-03-29T02:45 does not exist in Europe/Zurich: clocks go forward over it. Choose another hour.",
    )


def test_the_desk_sees_them_as_if_clocks_had_not_been_put_forward(event: models.Event) -> None:
    night, day = freezing.draft_as_is(event).sessions
    assert (night.start, night.end, night.wall_start) == (
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, tzinfo=UTC),
        "2026-03-29T02:30",
    )
    assert [(one.start, one.wall_start) for one in night.segments] == [
        (datetime(2026, 3, 29, 1, 45, tzinfo=UTC), "2026-03-29T02:45"),
        (datetime(2026, 3, 29, 1, 15, tzinfo=UTC), ""),  # a clock shows this one
        (None, ""),
    ]
    assert (day.start, day.wall_start) == (datetime(2026, 3, 30, 8, tzinfo=UTC), "2026-03-30T10:00")


def test_a_draft_without_them_is_the_same_in_both_ways(event: models.Event) -> None:
    models.Session.objects.filter(identifier="night").delete()
    assert freezing.draft_as_is(event) == freezing.draft_of(event)


def test_a_date_that_is_not_supported_is_refused_in_both_ways(event: models.Event) -> None:
    models.Session.objects.filter(identifier="day").update(day=date(2400, 1, 1))
    for read in (freezing.draft_of, freezing.draft_as_is):
        with pytest.raises(NotPublishable) as refused:
            read(event)
        assert refused.value.faults[0].startswith("day: ")
