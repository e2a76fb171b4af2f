"""What is wrong with a draft, measured by its event's rules and by the drafts of other events meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda import models
from agenda.drafts import freezing
from agenda.models import EventRole
from agenda.programme.conflicts import Rules
from agenda.versions import checking
from agenda.versions.importing import import_programme
from tests import builders as b

pytestmark = pytest.mark.django_db


def add(slug: str, start: str = "2020-09-08T14:15", who: str = "gomez", **fields: Any) -> models.Event:
    """An event of one session, where one person speaks."""
    one = b.session(f"{slug}-talk", start, people=[b.appearance(who)])
    import_programme(b.programme(one, slug=slug, title=slug.capitalize(), **fields))
    return models.Event.objects.get(slug=slug)


def others(event: models.Event) -> list[str]:
    rules = checking.rules_for(event, freezing.draft_as_is(event), "provisional", reader=None)
    return [one.event.slug for one in rules.others]


def test_the_rules_are_those_of_the_event_and_the_label() -> None:
    event = add("ours")
    models.Event.objects.update(longest_gap=45)
    event.refresh_from_db()
    draft = freezing.draft_as_is(event)
    assert checking.rules_for(event, draft, "final") == Rules(longest_gap=45, label="final", others=())


def test_events_of_the_same_days_and_their_neighbours_count() -> None:
    ours = add("ours")
    add("day-after", "2020-09-09T23:00")
    add("day-before", "2020-09-07T09:00")
    add("far", "2020-09-11T09:00")
    assert others(ours) == ["day-after", "day-before"]


def test_every_day_of_a_long_session_counts() -> None:
    one = b.session("camp", "2020-09-08T10:00", length=5 * 1440)
    import_programme(b.programme(one, slug="camp"))
    add("inside", "2020-09-11T10:00")
    add("after", "2020-09-14T10:00")
    add("far", "2020-09-16T10:00")
    assert others(models.Event.objects.get(slug="camp")) == ["after", "inside"]


def test_a_draft_that_cannot_be_read_is_passed_over() -> None:
    ours, broken = add("ours"), add("broken")
    session = models.Session.objects.create(
        event=broken, identifier="x", slug="x", title="X", day=date(2400, 1, 1), start="10:00", minutes=5
    )
    assert others(ours) == []
    session.delete()
    assert others(ours) == ["broken"]


def test_an_event_without_sessions_has_nothing_to_compare() -> None:
    add("other")
    event = models.Event.objects.create(slug="empty", title="Empty", timezone="UTC")
    assert others(event) == []


def test_a_person_in_two_events_at_once_is_found() -> None:
    ours = add("ours")
    alone = checking.found(ours, freezing.draft_as_is(ours), "provisional", reader=None)
    add("theirs", "2020-09-08T14:45")
    both = checking.found(ours, freezing.draft_as_is(ours), "provisional", reader=None)
    new = [one for one in both if one not in alone]
    assert len(new) == 1
    assert "Theirs" in new[0].sentence


def reader() -> User:
    return User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)


def of_other_events(event: models.Event, **reader: Any) -> list[str]:
    found = checking.found(event, freezing.draft_as_is(event), "provisional", **reader)
    return [f"{one.place}: {one.sentence}" for one in found if one.code == "person-in-two-events"]


def test_nothing_is_named_of_an_event_that_the_reader_may_not_view() -> None:
    ours = add("ours")
    theirs = add("secret", "2020-09-08T14:45")
    account = reader()
    EventRole.objects.create(user=account, event=ours, role="administrator")
    hidden = [
        "ours-talk, gomez, another event 1: Gomez is in “Ours talk” and at the same time in another event "
        "(2:45–3:15 pm on 8 September 2020, on the host’s clock). Move a session, or change who appears."
    ]
    named = [
        "ours-talk, gomez, secret: Gomez is in “Ours talk” and at the same time in “Secret talk” of “Secret” "
        "(2:45–3:15 pm on 8 September 2020). Move a session, or change who appears."
    ]
    assert of_other_events(ours) == hidden  # nobody in particular
    assert of_other_events(ours, reader=account) == hidden
    assert of_other_events(ours, reader=None) == named  # the command line
    EventRole.objects.create(user=account, event=theirs, role="viewer")
    assert of_other_events(ours, reader=User.objects.get()) == named
    EventRole.objects.all().delete()
    EventRole.objects.create(user=account, role="viewer")  # at every event
    assert of_other_events(ours, reader=User.objects.get()) == named


def test_the_query_count_depends_on_no_number() -> None:
    ours = add("ours")
    EventRole.objects.create(user=reader(), event=add("one"), role="viewer")
    draft = freezing.draft_as_is(ours)
    with CaptureQueriesContext(connection) as few:
        checking.found(ours, draft, "provisional", reader=User.objects.get())
    for number in range(3):
        EventRole.objects.create(user=User.objects.get(), event=add(f"more-{number}"), role="viewer")
        add(f"hidden-{number}")
    with CaptureQueriesContext(connection) as many:
        checking.found(ours, draft, "provisional", reader=User.objects.get())
    assert len(many) == len(few)
