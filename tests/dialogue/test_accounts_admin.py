"""Accounts of the secretariat: who makes them, and what nobody gives who does not have it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from agenda.models import EventRole
from tests.registration import factories

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/auth/user/"
PASSWORD = "a long pass phrase 12"
NO_ROLES = {f"event_roles-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
NEW = {
    "email": "Anna@Example.org", "first_name": "Anna", "last_name": "Li", "usable_password": "true",
    "password1": PASSWORD, "password2": PASSWORD, **NO_ROLES,
}  # fmt: skip


@pytest.fixture
def boss(client: Client) -> User:
    """An administrator of every event, signed in."""
    user = User.objects.create_user("boss@example.org", "boss@example.org", is_staff=True)
    EventRole.objects.create(user=user, role="administrator")
    client.force_login(user)
    return user


def test_an_account_is_made_and_signs_in(client: Client, boss: User) -> None:
    event = factories.event("here", published=False)
    role = {"event_roles-TOTAL_FORMS": 1, "event_roles-0-role": "publisher", "event_roles-0-event": event.pk}
    sent = {**NEW, **role, "is_superuser": "on", "is_staff": "", "groups": "1", "user_permissions": "1"}
    assert client.post(f"{ACCOUNTS}add/", sent).status_code == 302
    user = User.objects.get(email="anna@example.org")
    assert (user.username, user.first_name, user.is_staff, user.is_superuser, user.is_active) == (
        "anna@example.org", "Anna", True, False, True,
    )  # fmt: skip
    assert [user.groups.count(), user.user_permissions.count()] == [0, 0]
    assert list(user.event_roles.values_list("event__slug", "role")) == [("here", "publisher")]
    fresh = Client()
    answer = fresh.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert fresh.get(f"/admin/agenda/event/{event.pk}/change/").status_code == 200


def test_an_account_without_a_password_cannot_sign_in_yet(client: Client, boss: User) -> None:
    sent = {**NEW, "usable_password": "false", "password1": "", "password2": ""}
    assert client.post(f"{ACCOUNTS}add/", sent).status_code == 302
    assert not User.objects.get(email="anna@example.org").has_usable_password()


@pytest.mark.parametrize("taken", ["username", "email", "allauth"])
def test_an_address_is_one_account_s(client: Client, boss: User, taken: str) -> None:
    fields = {taken: "ANNA@example.org"} if taken != "allauth" else {}
    other = User.objects.create_user(**{"username": "other", **fields})
    if taken == "allauth":
        EmailAddress.objects.create(user=other, email="anna@example.org")
    answer = client.post(f"{ACCOUNTS}add/", NEW)
    assert "There is an account with this address already." in answer.content.decode()
    assert User.objects.count() == 2


def test_another_address_is_the_only_one(client: Client, boss: User) -> None:
    user = User.objects.create_user("old@example.org", "old@example.org", PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=user, email="old@example.org", verified=True, primary=True)
    sent = {"email": "new@example.org", "is_active": "on", **NO_ROLES}
    assert client.post(f"{ACCOUNTS}{user.pk}/change/", sent).status_code == 302
    user.refresh_from_db()
    assert (user.username, user.email, user.emailaddress_set.count()) == (
        "new@example.org",
        "new@example.org",
        0,
    )
    assert user.check_password(PASSWORD)
    signed_in = [
        Client().post("/accounts/login/", {"login": one, "password": PASSWORD}).status_code
        for one in ("old@example.org", "new@example.org")
    ]
    assert signed_in == [200, 302]


@pytest.mark.parametrize("path", ["change/", "history/", "delete/", "password/"])
def test_superusers_are_out_of_reach(client: Client, boss: User, path: str) -> None:
    root = User.objects.create_superuser("root@example.org", "root@example.org", PASSWORD)
    before = User.objects.filter(pk=root.pk).values().get()
    sent = {
        "email": "mine@example.org",
        "usable_password": "true",
        "password1": PASSWORD + "x",
        "password2": PASSWORD + "x",
    }
    for answer in (
        client.get(f"{ACCOUNTS}{root.pk}/{path}"),
        client.post(f"{ACCOUNTS}{root.pk}/{path}", sent),
    ):
        assert answer.status_code == 403
    assert "root@example.org" not in client.get(ACCOUNTS).content.decode()
    assert client.get(f"{ACCOUNTS}?is_superuser__exact=1").context["cl"].result_count == 0
    assert User.objects.filter(pk=root.pk).values().get() == before


def test_nobody_makes_a_superuser_who_is_none(client: Client, boss: User) -> None:
    page = client.get(f"{ACCOUNTS}{boss.pk}/change/").content.decode()
    for name in ("is_superuser", "is_staff", "groups", "user_permissions"):
        assert f'name="{name}"' not in page, name
    sent = {"email": "boss@example.org", "is_active": "on", "is_superuser": "on", **NO_ROLES}
    assert client.post(f"{ACCOUNTS}{boss.pk}/change/", sent).status_code == 302
    assert not User.objects.get(pk=boss.pk).is_superuser


def test_a_superuser_makes_one(admin_client: Client, boss: User) -> None:
    sent = {"email": "boss@example.org", "is_active": "on", "is_superuser": "on", **NO_ROLES}
    assert admin_client.post(f"{ACCOUNTS}{boss.pk}/change/", sent).status_code == 302
    assert User.objects.get(pk=boss.pk).is_superuser


def test_a_role_twice_is_refused_in_words(client: Client, boss: User) -> None:
    line = {
        "event_roles-0-role": "viewer", "event_roles-0-everywhere": "on", "event_roles-1-role": "viewer",
        "event_roles-1-everywhere": "on", "event_roles-TOTAL_FORMS": 2,
    }  # fmt: skip
    answer = client.post(f"{ACCOUNTS}add/", {**NEW, **line})
    assert "A role is given twice. Take one of the two lines out." in answer.content.decode()
    assert not User.objects.filter(email="anna@example.org").exists()


@pytest.mark.parametrize("granted", ["permissions", "role at one event"])
def test_others_do_not_come_in(client: Client, granted: str) -> None:
    user = User.objects.create_user("other@example.org", is_staff=True)
    if granted == "permissions":
        user.user_permissions.set(Permission.objects.all())
    else:
        EventRole.objects.create(user=user, event=factories.event(published=False), role="administrator")
    client.force_login(user)
    for path in ("", "add/", f"{user.pk}/change/", f"{user.pk}/password/"):
        assert client.get(ACCOUNTS + path).status_code == 403, path
    assert client.post(f"{ACCOUNTS}add/", NEW).status_code == 403
    assert User.objects.count() == 1


def test_groups_are_not_offered(admin_client: Any) -> None:
    Group.objects.create(name="Old")
    assert admin_client.get("/admin/auth/group/").status_code == 404


def test_a_role_without_a_place_is_refused(client: Client, boss: User) -> None:
    line = {"event_roles-0-role": "viewer", "event_roles-TOTAL_FORMS": 1}
    answer = client.post(f"{ACCOUNTS}add/", {**NEW, **line})
    assert "Choose an event, or tick “At every event”: one of the two." in answer.content.decode()
    assert not User.objects.filter(email__iexact=str(NEW["email"])).exists()
