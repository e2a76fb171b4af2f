"""The page where roles are given and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import Event, EventRole
from tests.registration import factories

pytestmark = pytest.mark.django_db
ROLES = "/admin/agenda/eventrole/"


@pytest.fixture
def here(db: None) -> Event:
    return factories.event("here", published=False)


@pytest.fixture
def someone(db: None) -> User:
    return User.objects.create_user("someone@example.org", "someone@example.org", is_staff=True)


@pytest.fixture
def administrator(client: Client, here: Event) -> EventRole:
    """The role of the account that `client` is signed in with."""
    user = User.objects.create_user("first@example.org", "first@example.org", is_staff=True)
    client.force_login(user)
    return EventRole.objects.create(user=user, event=here, role="administrator")


def given() -> list[tuple[str, str | None, str]]:
    return sorted(EventRole.objects.values_list("user__username", "event__slug", "role"), key=str)


FIRST = ("first@example.org", "here", "administrator")


def test_an_administrator_of_an_event_gives_its_roles_and_no_others(
    client: Client, administrator: EventRole, here: Event, someone: User
) -> None:
    there = factories.event("there", published=False)
    page = client.get(f"{ROLES}add/").content.decode()
    assert "The there" not in page
    assert "every event" not in page
    for event, answer in ((there.pk, 403), ("", 200), (here.pk, 302)):
        sent = {"user": someone.pk, "role": "publisher", "event": event}
        assert client.post(f"{ROLES}add/", sent).status_code == answer, event
    assert given() == [FIRST, ("someone@example.org", "here", "publisher")]


def test_an_administrator_of_every_event_gives_roles_at_every_event(staff: Client, someone: User) -> None:
    assert "Those to come too, instead of one event." in staff.get(f"{ROLES}add/").content.decode()
    nowhere = staff.post(f"{ROLES}add/", {"user": someone.pk, "role": "viewer", "event": ""})
    assert "Choose an event, or tick “At every event”: one of the two." in nowhere.content.decode()
    sent = {"user": someone.pk, "role": "viewer", "event": "", "everywhere": "on"}
    assert staff.post(f"{ROLES}add/", sent).status_code == 302
    assert given() == [("organiser", None, "administrator"), ("someone@example.org", None, "viewer")]


def test_a_role_changes_where_it_is(
    client: Client, administrator: EventRole, here: Event, someone: User
) -> None:
    row = EventRole.objects.create(user=someone, event=here, role="viewer")
    other = factories.event("there", published=False)
    sent = {"role": "publisher", "event": "", "user": administrator.user_id}
    assert client.post(f"{ROLES}{row.pk}/change/", sent).status_code == 302
    assert client.post(f"{ROLES}{row.pk}/change/", {**sent, "event": other.pk}).status_code == 302
    assert given() == [FIRST, ("someone@example.org", "here", "publisher")]


@pytest.mark.parametrize("place", ["here", "everywhere"])
def test_a_role_is_given_once(staff: Client, here: Event, someone: User, place: str) -> None:
    event = here if place == "here" else None
    EventRole.objects.create(user=someone, event=event, role="viewer")
    sent = {"user": someone.pk, "role": "viewer", "event": event.pk if event else ""}
    answer = staff.post(f"{ROLES}add/", sent)
    assert (answer.status_code, EventRole.objects.filter(user=someone).count()) == (200, 1)
    other = EventRole.objects.create(user=someone, event=event, role="publisher")
    answer = staff.post(f"{ROLES}{other.pk}/change/", {"role": "viewer"})
    assert "The account has this role already." in answer.content.decode()


@pytest.mark.parametrize("way", ["delete", "change", "list"])
def test_who_takes_away_the_last_administrator_is_told(
    client: Client, administrator: EventRole, here: Event, way: str
) -> None:
    words = "Nobody is left who administers “The here”."
    spare = EventRole.objects.create(
        user=User.objects.create_user("spare@example.org", is_staff=True), event=here, role="administrator"
    )
    root = Client()
    root.force_login(User.objects.create_superuser("root@example.org"))
    for row, told in ((spare, False), (administrator, True)):
        page = root.post(*_taking_away(row, way), follow=True).content.decode()
        assert (words in page) is told, row
    assert not EventRole.objects.filter(role="administrator").exists()


def _taking_away(row: EventRole, way: str) -> tuple[str, dict[str, Any]]:
    if way == "list":
        return ROLES, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    sent = {"post": "yes"} if way == "delete" else {"role": "viewer"}
    return f"{ROLES}{row.pk}/{way}/", sent
