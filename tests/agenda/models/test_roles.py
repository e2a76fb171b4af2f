"""Roles: what each gives, where, and to whom."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User

from agenda.models import Event, EventRole, Session, roles
from tests.registration import factories

pytestmark = pytest.mark.django_db
FIVE = ("viewer", "programme-editor", "publisher", "registration-clerk", "administrator")


@pytest.fixture
def events() -> tuple[Event, Event]:
    return factories.event("one", published=False), factories.event("two", published=False)


def account(*given: tuple[str, Event | None], **fields: bool) -> User:
    user = User.objects.create_user(f"u{User.objects.count()}@example.org", **fields)
    for role, event in given:
        EventRole.objects.create(user=user, event=event, role=role)
    return user


ASKED = {
    "agenda.view_session": {"viewer", "programme-editor", "publisher", "registration-clerk", "administrator"},
    "agenda.change_session": {"programme-editor", "publisher", "administrator"},
    "agenda.change_event": {"programme-editor", "publisher", "administrator"},
    "agenda.publish_event": {"publisher", "administrator"},
    "registration.view_participant": {"registration-clerk", "administrator"},
    "registration.change_participant": {"registration-clerk", "administrator"},
    "agenda.delete_event": {"administrator"},
    "agenda.add_eventrole": {"administrator"},
    "agenda.add_event": set(),
    "auth.change_user": set(),
    "registration.delete_organisation": set(),
}
"""Who may at the event of the role; nothing of it anywhere else."""


@pytest.mark.parametrize("perm", ASKED)
def test_what_a_role_gives_at_its_event(events: tuple[Event, Event], perm: str) -> None:
    one, two = events
    users = {role: account((role, one)) for role in FIVE}
    assert {role for role, user in users.items() if user.has_perm(perm, one)} == ASKED[perm]
    assert {role for role, user in users.items() if user.has_perm(perm, two)} == set()
    assert {role for role, user in users.items() if user.has_perm(perm)} == ASKED[perm]
    found = {role: list(roles.events_for(user, perm)) for role, user in users.items()}
    assert found == {role: [one] if role in ASKED[perm] else [] for role in FIVE}


@pytest.mark.parametrize("perm", sorted(roles.EVERYWHERE_ONLY))
def test_what_all_events_share_needs_a_role_at_every_event(events: tuple[Event, Event], perm: str) -> None:
    everywhere, here = account(("administrator", None)), account(("administrator", events[0]))
    assert (everywhere.has_perm(perm), everywhere.has_perm(perm, events[1])) == (True, True)
    assert (here.has_perm(perm), here.has_perm(perm, events[0]), roles.keys_for(here, perm)) == (
        False, False, frozenset(),
    )  # fmt: skip


def test_a_row_is_asked_for_by_its_event(events: tuple[Event, Event]) -> None:
    one, two = (Session.objects.get(event=event) for event in events)
    user = account(("programme-editor", one.event), ("viewer", two.event))
    assert [user.has_perm("agenda.change_session", row) for row in (one, two, Session())] == [
        True,
        False,
        False,
    ]
    assert [user.has_perm("agenda.view_session", row) for row in (one, two)] == [True, True]
    rows = Session.objects.order_by("pk")
    assert list(roles.rows_for(rows, user, "agenda.change_session")) == [one]
    assert list(roles.rows_for(rows, user, "agenda.view_session")) == [one, two]
    assert list(roles.rows_for(rows, user, "agenda.publish_event")) == []


def test_who_is_let_in_nowhere(events: tuple[Event, Event]) -> None:
    sleeping = account(("administrator", None))
    User.objects.filter(pk=sleeping.pk).update(is_active=False, is_superuser=True)
    django = account()
    django.user_permissions.set(Permission.objects.all())
    for user in (User.objects.get(pk=sleeping.pk), User.objects.get(pk=django.pk), AnonymousUser()):
        assert not user.has_perm("agenda.view_event", events[0])
        assert not roles.allows(user, "agenda.view_event")
        assert not roles.RoleBackend().has_module_perms(user, "agenda")
        assert list(roles.events_for(user, "agenda.view_event")) == []


def test_superusers_may_everything_everywhere(events: tuple[Event, Event]) -> None:
    user = User.objects.create_superuser("root@example.org")
    assert user.has_perm("agenda.add_event", events[0])
    assert roles.allows(user, "auth.delete_user")
    assert list(roles.events_for(user, "agenda.publish_event")) == list(events)


def test_apps_that_a_role_opens(events: tuple[Event, Event]) -> None:
    apps = ("agenda", "registration", "auth")
    users = {role: account((role, events[0])) for role in FIVE}
    opened = {role: [app for app in apps if user.has_module_perms(app)] for role, user in users.items()}
    both = ["agenda", "registration"]
    assert opened == {
        "viewer": ["agenda"], "programme-editor": ["agenda"], "publisher": ["agenda"], "registration-clerk": both,
        "administrator": both,
    }  # fmt: skip
    assert account(("administrator", None)).has_module_perms("auth")


def test_administrators_of_an_event(events: tuple[Event, Event]) -> None:
    one, two = events
    first, everywhere = (
        account(("administrator", one), is_staff=True),
        account(("administrator", None), is_staff=True),
    )
    account(("publisher", one), is_staff=True)
    account(("administrator", one), is_staff=True, is_active=False)
    assert list(roles.administrators_of(one)) == [first]
    assert list(roles.administrators_of(two)) == []
    assert list(roles.administrators_of(None)) == [everywhere]
