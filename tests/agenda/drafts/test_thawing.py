"""From a programme to rows when the draft is known: what is the same keeps its rows, and what they alone hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from i18nfield.strings import LazyI18nString
from msgspec.structs import replace

from agenda import models
from agenda.drafts import freezing, thawing
from agenda.programme.model import FrozenSession, Programme
from agenda.versions.importing import import_programme
from tests import builders as b

pytestmark = pytest.mark.django_db

PARTS: tuple[Any, ...] = (
    models.Organiser, models.City, models.Section, models.Room, models.Person, models.Session, models.Question,
    models.Segment, models.Appearance,
)  # fmt: skip


@pytest.fixture
def event() -> models.Event:
    """Two sessions: "talks" with a question, two timed segments, one without hours, and people; "lunch" after it."""
    talks = b.session(
        "talks",
        questions=["Why?"],
        people=[b.appearance("gomez", "moderator")],
        segments=[
            b.segment("First", "2020-09-08T14:15", "2020-09-08T14:40", [b.appearance("chan", "presenter")]),
            b.segment("Second", "2020-09-08T14:40", "2020-09-08T15:00"),
            b.segment("Open"),
        ],
        room="hall",
    )
    lunch = b.session("lunch", "2020-09-08T15:30")
    wanted = b.programme(talks, lunch, cities=[b.city()], organisers=[b.organiser()], sections=[b.section()])
    import_programme(wanted)
    return models.Event.objects.get()


def draft(event: models.Event) -> Programme:
    return freezing.draft_as_is(event)


def with_session(
    programme: Programme, identifier: str, edit: Callable[[FrozenSession], FrozenSession]
) -> Programme:
    """The programme with one session edited."""
    sessions = (edit(one) if one.id == identifier else one for one in programme.sessions)
    return replace(programme, sessions=tuple(sessions))


def later(session: FrozenSession) -> FrozenSession:
    """The session a quarter of an hour later, with its timed segments."""
    by = timedelta(minutes=15)

    def moved(one: Any) -> Any:
        return replace(one, start=one.start + by, end=one.end + by) if one.start else one

    return replace(moved(session), wall_start="", segments=tuple(moved(one) for one in session.segments))


def keys() -> dict[str, list[int]]:
    return {part.__name__: sorted(part.objects.values_list("pk", flat=True)) for part in PARTS}


def test_all_rows_stay_where_only_hours_move(event: models.Event) -> None:
    before, current = keys(), draft(event)
    wanted = with_session(current, "talks", later)
    thawing.write(event, wanted, current)
    assert keys() == before
    found = draft(event).sessions[0]
    assert [one.start for one in found.segments] == [one.start for one in wanted.sessions[0].segments]
    assert (found.start, found.wall_start) == (wanted.sessions[0].start, "2020-09-08T14:30")


def test_rows_of_other_sessions_stay_where_the_parts_of_one_change(event: models.Event) -> None:
    current = draft(event)
    lunch = models.Session.objects.get(identifier="lunch").pk
    wanted = with_session(
        current, "talks", lambda one: replace(one, questions=(b.text("How?"),), segments=one.segments[:1])
    )
    before = keys()
    thawing.write(event, wanted, current)
    after = keys()
    assert draft(event) == wanted
    assert models.Session.objects.get(identifier="lunch").pk == lunch
    for same in ("Organiser", "City", "Section", "Room", "Person", "Session"):
        assert after[same] == before[same]
    assert not set(after["Segment"]) & set(before["Segment"])


def test_a_text_in_a_language_no_longer_listed_is_kept_in_untouched_rows(event: models.Event) -> None:
    both = {"en": "Talks", "fr": "Exposés"}
    models.Session.objects.filter(identifier="talks").update(title=LazyI18nString(both))
    models.Person.objects.filter(identifier="chan").update(
        position=LazyI18nString({"fr": "Cheffe", "en": "Chief"})
    )
    current = draft(event)  # the event is in English only
    thawing.write(event, with_session(current, "lunch", later), current)
    assert models.Session.objects.get(identifier="talks").title.data == both
    assert models.Person.objects.get(identifier="chan").position.data == {"fr": "Cheffe", "en": "Chief"}


def test_marks_of_the_desk_stay(event: models.Event) -> None:
    models.Session.objects.update(fixed=True)
    current = draft(event)
    wanted = with_session(
        current, "talks", lambda one: replace(later(one), title=b.text("Other"), questions=())
    )
    thawing.write(event, wanted, current)
    assert set(models.Session.objects.values_list("identifier", "fixed")) == {
        ("talks", True),
        ("lunch", True),
    }


def test_another_order_moves_ranks_and_nothing_else(event: models.Event) -> None:
    before, current = keys(), draft(event)
    thawing.write(
        event, replace(current, sessions=current.sessions[::-1], people=current.people[::-1]), current
    )
    assert keys() == before
    assert [one.id for one in draft(event).sessions] == ["lunch", "talks"]
    assert draft(event).people == current.people[::-1]


def test_two_sessions_may_exchange_their_slugs(event: models.Event) -> None:
    current = draft(event)
    talks, lunch = current.sessions
    swapped = replace(current, sessions=(replace(talks, slug=lunch.slug), replace(lunch, slug=talks.slug)))
    thawing.write(event, swapped, current)
    assert draft(event) == swapped


def test_another_zone_rewrites_the_hours(event: models.Event) -> None:
    current = draft(event)
    wanted = replace(current, event=replace(current.event, timezone="Asia/Tokyo"))
    thawing.write(event, wanted, current)
    assert [(one.start, one.wall_start) for one in draft(event).sessions] == [
        (current.sessions[0].start, "2020-09-08T15:15"),
        (current.sessions[1].start, "2020-09-08T16:30"),
    ]


def test_the_same_again_writes_nothing(event: models.Event, django_assert_max_num_queries: Any) -> None:
    before, current = keys(), draft(event)
    thawing.write(event, current, current)
    assert (keys(), draft(event)) == (before, current)
