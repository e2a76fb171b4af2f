"""The groups of before become roles (migration 0003)."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User

from agenda.models import EventRole
from dialogue import preparing

pytestmark = pytest.mark.django_db
migration = import_module("agenda.migrations.0003_roles_of_groups")


def test_groups_become_roles_and_go() -> None:
    editors, clerks, others = (
        Group.objects.create(name=name) for name in ("Programme editor", "Registration clerk", "Others")
    )
    ann, bob, cy = (User.objects.create_user(name) for name in ("ann", "bob", "cy"))
    organiser = User.objects.create_user("organiser@demo.invalid", password="x")
    ann.groups.set([editors, clerks])
    bob.groups.set([clerks, others])
    cy.groups.set([others])
    organiser.groups.set([editors])
    EventRole.objects.create(user=bob, event=None, role="registration-clerk")  # had it already
    migration.give_roles(apps, SimpleNamespace(connection=SimpleNamespace(alias="default")))
    assert sorted(EventRole.objects.values_list("user__username", "event", "role"), key=str) == [
        ("ann", None, "publisher"), ("ann", None, "registration-clerk"), ("bob", None, "registration-clerk"),
        ("organiser@demo.invalid", None, "administrator"),
    ]  # fmt: skip
    assert list(Group.objects.values_list("name", flat=True)) == ["Others"]
    assert "organiser@demo.invalid" in {login.email for login in preparing.demo_logins()}
    assert EventRole.objects.get(user=organiser).role == "administrator"
