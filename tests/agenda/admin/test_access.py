"""Who comes in, and that no page needs anything that the Content-Security-Policy forbids."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission, User
from django.test import Client
from i18nfield.strings import LazyI18nString

from agenda.models import Event, EventRole, Person, Publication, Room, Session

pytestmark = pytest.mark.django_db


def pages(event: Event, *, publications: bool = True) -> list[str]:
    found = ["/admin/", "/admin/agenda/"]
    for model in (Event, Session, Person, Room, *([Publication] if publications else [])):
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


def test_pages_of_roles_and_accounts_hold_none_either(
    event: Event, organiser: User, admin_client: Client, inline_of: Any
) -> None:
    role, account = (
        f"/admin/agenda/eventrole/{EventRole.objects.get().pk}/",
        f"/admin/auth/user/{organiser.pk}/",
    )
    for address in ("/admin/agenda/eventrole/", "/admin/agenda/eventrole/add/", f"{role}change/", f"{role}delete/",
                    "/admin/auth/user/", "/admin/auth/user/add/", f"{account}change/", f"{account}password/"):  # fmt: skip
        response = admin_client.get(address)
        assert (response.status_code, inline_of(response.content.decode()), address) == (200, [], address)


def test_who_may_only_look_sees_and_changes_nothing(event: Event, client: Client, form_of: Any) -> None:
    reader = User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)
    EventRole.objects.create(user=reader, event=event, role="viewer")
    client.force_login(reader)
    session = Session.objects.get(identifier="session-2")
    for address in (f"/admin/agenda/event/{event.pk}/change/", f"/admin/agenda/session/{session.pk}/change/"):
        assert "title" not in form_of(client.get(address))
        assert client.post(address, {"title": "x"}).status_code == 403
    assert "Publish…" not in client.get("/admin/agenda/event/").content.decode()
    assert client.post(f"/admin/agenda/event/{event.pk}/publish/").status_code == 403


def test_permissions_of_django_s_own_open_nothing(event: Event, client: Client) -> None:
    user = User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    for address in pages_of_rows(event):
        assert (client.get(address).status_code, address) == (403, address)
    assert "You have no role at any event." in client.get("/admin/").content.decode()


def pages_of_rows(event: Event) -> list[str]:
    return [address for address in pages(event, publications=False) if address != "/admin/"]


@pytest.mark.parametrize(
    ("role", "visibility"),
    [("programme-editor", "public"), ("publisher", "unlisted"), ("administrator", "unlisted")],
)
def test_who_sees_an_event_is_for_those_who_publish_it(
    event: Event, client: Client, form_of: Any, role: str, visibility: str
) -> None:
    user = User.objects.create_user("u", "u@example.org", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    address = f"/admin/agenda/event/{event.pk}/change/"
    values = form_of(client.get(address))
    assert ("visibility" in values) is (visibility == "unlisted")
    assert client.post(address, {**values, "subtitle": "New", "visibility": "unlisted"}).status_code == 302
    event.refresh_from_db()
    assert (str(event.subtitle), event.visibility) == ("New", visibility)


def test_who_has_no_role_is_told_whom_to_ask(event: Event, client: Client, organiser: User) -> None:
    client.force_login(User.objects.create_user("new", "new@example.org", is_staff=True))
    words = "You have no role at any event. Ask an administrator to give you one: organiser@example.org."
    assert words in client.get("/admin/").content.decode()
    EventRole.objects.all().delete()
    words = "You have no role at any event. Ask whoever set up this server to give you one."
    assert words in client.get("/admin/").content.decode()


def test_who_has_a_role_is_told_nothing(event: Event, staff: Client) -> None:
    assert "You have no role" not in staff.get("/admin/").content.decode()


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


@pytest.mark.parametrize("key", [str(10**25), "-1", "x", "", "999999"])
def test_an_action_passes_over_what_cannot_be_a_key(event: Event, staff: Client, key: str) -> None:
    before = Session.objects.count()
    asked = {"action": "delete_selected", "_selected_action": [key], "index": "0", "post": "yes"}
    answer = staff.post("/admin/agenda/session/", asked)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/agenda/session/")
    assert Session.objects.count() == before
