"""Who comes in, and that no page needs anything that the Content-Security-Policy forbids."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission, User
from django.test import Client
from i18nfield.strings import LazyI18nString

from agenda.models import Event, Person, Publication, Room, Session

pytestmark = pytest.mark.django_db


def pages(event: Event) -> list[str]:
    found = ["/admin/", "/admin/agenda/"]
    for model in (Event, Session, Person, Room, Publication):
        base = f"/admin/agenda/{model._meta.model_name}/"
        row = model._default_manager.first()
        assert row
        found += [base, f"{base}{row.pk}/change/", f"{base}{row.pk}/history/", f"{base}?q=a"]
        if model is not Publication:
            found.append(f"{base}add/")
        if model not in (Publication, Event):
            found.append(f"{base}{row.pk}/delete/")
    return [*found, f"/admin/agenda/event/{event.pk}/publish/"]


def test_no_page_holds_inline_style_or_script(event: Event, staff: Any, publish: Any, inline_of: Any) -> None:
    publish()
    Event.objects.update(languages=["en", "fr"])
    for address in pages(event):
        response = staff.get(address, follow=True)
        assert (response.status_code, address) == (200, address)
        assert (inline_of(response.content.decode()), address) == ([], address)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self';" in f"{policy};"


def test_refused_forms_hold_none_either(event: Event, staff: Any, save: Any, inline_of: Any) -> None:
    session = Session.objects.get(identifier="session-2")
    edits = {"start": "x", "segments-0-minutes": "0", "appearances-0-person": ""}
    response = save(f"/admin/agenda/session/{session.pk}/change/", **edits)
    assert response.status_code == 200
    assert inline_of(response.content.decode()) == []
    assert inline_of(staff.get(f"/admin/agenda/event/{event.pk}/delete/").content.decode()) == []
    Event.objects.create(slug="other", title=LazyI18nString({"en": "Other"}), timezone="UTC")
    assert inline_of(staff.get("/admin/agenda/session/add/").content.decode()) == []
    bulk = {"action": "delete_selected", "_selected_action": [str(session.pk)]}
    assert inline_of(staff.post("/admin/agenda/session/", bulk).content.decode()) == []


def test_who_may_only_look_sees_and_changes_nothing(event: Event, client: Client, form_of: Any) -> None:
    reader = User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)
    reader.user_permissions.set(
        Permission.objects.filter(content_type__app_label="agenda", codename__startswith="view_")
    )
    client.force_login(reader)
    session = Session.objects.get(identifier="session-2")
    for address in (f"/admin/agenda/event/{event.pk}/change/", f"/admin/agenda/session/{session.pk}/change/"):
        assert "title" not in form_of(client.get(address))
        assert client.post(address, {"title": "x"}).status_code == 403
    assert "Publish…" not in client.get("/admin/agenda/event/").content.decode()
    assert client.get(f"/admin/agenda/event/{event.pk}/publish/").status_code == 403


def test_strangers_are_led_to_sign_in(event: Event, client: Client) -> None:
    for address in ("/admin/", f"/admin/agenda/event/{event.pk}/publish/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) in (
            (302, f"/admin/login/?next={address}"), (302, f"/accounts/login/?next={address}"),
        )  # fmt: skip
        assert client.get(address, follow=True).redirect_chain[-1][0] == f"/accounts/login/?next={address}"


def test_people_without_staff_status_are_not_let_in(event: Event, client: Client) -> None:
    client.force_login(User.objects.create_user("guest", "guest@example.org", "a long password"))
    assert client.get("/admin/agenda/event/", follow=True).status_code == 403


def test_a_second_factor_is_demanded_where_the_server_says_so(
    event: Event, staff: Any, settings: Any, organiser: User
) -> None:
    address = f"/admin/agenda/event/{event.pk}/change/"
    assert staff.get(address).status_code == 200
    settings.REQUIRE_STAFF_MFA = True
    response = staff.get(address)
    assert response.status_code == 302
    chain = staff.get(address, follow=True).redirect_chain
    assert any("/accounts/2fa/totp/activate/" in step for step, _ in chain), chain
    TOTP.activate(organiser, generate_totp_secret())
    assert staff.get(address).status_code == 200
