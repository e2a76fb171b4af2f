"""The next event of a series: made of this one's programme, a draft with ids of its own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agenda.drafts import freezing
from agenda.models import Event, EventRole, Session
from agenda.programme import conflicts

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return reverse("admin:agenda_event_series", args=[event.pk])


def ask(**fields: str) -> dict[str, str]:
    return {"title": "Second Dialogue", "slug": "gms-2022", "first_day": "2022-10-04", **fields}


def test_the_next_event_begins_with_this_programme(staff: Client, event: Event, address: str) -> None:
    before = freezing.draft_of(event)
    done = staff.post(address, ask())
    made = Event.objects.get(slug="gms-2022")
    assert (done.status_code, done["Location"]) == (302, reverse("admin:agenda_event_board", args=[made.pk]))
    draft = freezing.draft_of(made)
    assert str(made) == "Second Dialogue"
    assert [(one.slug, one.wall_start[10:]) for one in draft.sessions] == [
        (one.slug, one.wall_start[10:]) for one in before.sessions
    ]
    assert {one.wall_start[:10] for one in draft.sessions} == {"2022-10-04"}
    assert not {one.id for one in draft.sessions} & {one.id for one in before.sessions}
    assert (draft.people, draft.event.sections) == (before.people, before.event.sections)
    assert made.publications.count() == made.participants.count() == 0
    assert freezing.draft_of(event) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (ask(slug="gms-labour-migration-2020"), "There is an event “gms-labour-migration-2020” already."),
        (ask(slug="admin"), "“admin” is an address of the site itself."),
        (ask(slug="Not a slug"), "Use small letters, digits and hyphens only"),
        (ask(title=" "), "This field is required."),
        (ask(first_day="2300-01-01"), "Choose a date between 1973-01-01 and 2199-12-31."),
        (ask(first_day="soon"), "Enter a valid date."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    staff: Client, address: str, fields: dict[str, str], said: str
) -> None:
    answer = staff.post(address, fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Event.objects.count() == 1


def test_an_hour_skipped_on_the_new_day_is_a_conflict_of_the_draft(
    staff: Client, event: Event, address: str
) -> None:
    Event.objects.filter(pk=event.pk).update(timezone="Europe/Zurich")
    Session.objects.filter(identifier="closing").update(start="02:30")
    staff.post(address, ask(first_day="2021-03-28"))
    draft = freezing.draft_as_is(Event.objects.get(slug="gms-2022"))
    assert "missing-hour" in {one.code for one in conflicts.conflicts(draft)}


def test_only_who_may_add_events_can_begin_one(
    client: Client, django_user_model: Any, event: Event, address: str
) -> None:
    user = django_user_model.objects.create_user("one", "one@example.org", "a long password", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="administrator")
    client.force_login(user)
    assert client.get(address).status_code == 403
    assert client.post(address, ask()).status_code == 403
    assert Event.objects.count() == 1
