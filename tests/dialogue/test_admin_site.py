"""Who gets into the secretariat's pages, and by which doors."""

from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.test import Client

from dialogue import preparing

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> dict[str, str]:
    login = next(login for login in preparing.demo_logins() if login.role == "organiser")
    return {"login": login.email, "password": login.password}


def test_a_stranger_is_led_to_sign_in_and_back(client: Client, organiser: dict[str, str]) -> None:
    response = client.get("/admin/agenda/event/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/agenda/event/")
    response = client.get(response["Location"])
    assert response["Location"] == "/accounts/login/?next=/admin/agenda/event/"
    response = client.post(response["Location"], organiser)
    assert (response.status_code, response["Location"]) == (302, "/admin/agenda/event/")
    assert client.get("/admin/agenda/event/").status_code == 200


def test_a_wrong_password_stays_out(client: Client, organiser: dict[str, str]) -> None:
    response = client.post("/accounts/login/", {**organiser, "password": "wrong"})
    assert response.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    before = User.objects.count()
    form = {"email": "x@example.org", "password1": "a long pass phrase 12"}
    assert client.post("/accounts/signup/", form).status_code in (200, 403)
    assert User.objects.count() == before


def test_no_staff_no_admin(client: Client) -> None:
    client.force_login(User.objects.create_user("reader", "reader@example.org", "x"))
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_second_factor_is_demanded_set_up_and_then_asked(
    client: Client, organiser: dict[str, str], settings: pytest.FixtureRequest
) -> None:
    settings.REQUIRE_STAFF_MFA = True  # type: ignore[attr-defined]
    client.post("/accounts/login/", organiser)
    response = client.get("/admin/", follow=True)
    again = "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, again)
    response = client.post(again, {"password": organiser["password"]}, follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, "/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert get_adapter().is_mfa_enabled(User.objects.get(email=organiser["login"]))
    assert client.get("/admin/").status_code == 200
    client.logout()
    response = client.post("/accounts/login/", organiser)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302
