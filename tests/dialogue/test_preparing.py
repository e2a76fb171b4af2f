"""The demo: made once, the same logins each time."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from agenda.models import EventRole, Publication
from dialogue import preparing

pytestmark = pytest.mark.django_db


def test_demo_is_idempotent_and_prints_logins() -> None:
    first, second = StringIO(), StringIO()
    call_command("demo", stdout=first)
    call_command("demo", stdout=second)
    assert first.getvalue() == second.getvalue()
    lines = [line.split("  ") for line in first.getvalue().splitlines()]
    assert [(role, email) for role, email, _ in lines] == [
        ("organiser", "organiser@demo.invalid"),
        ("registration clerk", "clerk@demo.invalid"),
        ("programme editor", "editor@demo.invalid"),
        ("publisher", "publisher@demo.invalid"),
        ("viewer", "viewer@demo.invalid"),
    ]
    assert list(Publication.objects.values_list("event__slug", "number")) == [
        ("gms-labour-migration-2020", 1)
    ]
    for _role, email, password in lines:
        user = User.objects.get(email=email)
        assert user.check_password(password)
        assert user.is_staff
        assert not user.is_superuser


def test_each_login_has_its_own_rooms() -> None:
    preparing.demo_logins()
    roles = EventRole.objects.order_by("pk").values_list("user__email", "event", "role")
    assert list(roles) == [
        ("organiser@demo.invalid", None, "administrator"),
        ("clerk@demo.invalid", None, "registration-clerk"),
        ("editor@demo.invalid", None, "programme-editor"),
        ("publisher@demo.invalid", None, "publisher"),
        ("viewer@demo.invalid", None, "viewer"),
    ]
    assert not Group.objects.exists()


def test_a_role_taken_away_is_not_given_back() -> None:
    preparing.demo_logins()
    EventRole.objects.filter(user__email="viewer@demo.invalid").delete()
    preparing.demo_logins()
    assert not EventRole.objects.filter(user__email="viewer@demo.invalid").exists()


def test_a_changed_password_is_not_printed() -> None:
    preparing.demo_logins()
    user = User.objects.get(email="clerk@demo.invalid")
    user.set_password("another one, longer")
    user.save()
    assert [login.password == "" for login in preparing.demo_logins()] == [False, True, False, False, False]
