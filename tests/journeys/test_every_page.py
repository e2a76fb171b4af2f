"""Every page: no accessibility fault in light and dark, nothing sticks out at 390 px, no word from policy or script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agenda.models import Session
from agenda.versions import publishing
from registration.models import Delegation, Message, Participant
from tests.journeys.conftest import EVENT, MOMENT, NARROW, WIDE, overflow
from tests.registration import factories

pytestmark = pytest.mark.journey

PUBLIC = {
    "": 200,
    "agenda/": 200,
    "agenda/?tz=nay-pyi-taw": 200,
    "v/1/agenda/": 200,
    "calendar/": 200,
    "sessions/session-1/": 200,
    "speakers/": 200,
    "speakers/kikkawa-takenaka/": 200,
    "register/": 200,
    "register/sent/": 200,
    "register/withdrawn/": 200,
    "agenda/?tz=Mars/Base": 400,
    "sessions/nothing/": 404,
    "sessions/closing/": 410,
}
AGENDA_STAFF = (
    "/admin/",
    "/admin/agenda/event/",
    "/admin/agenda/event/{event}/change/",
    "/admin/agenda/event/add/",
    "/admin/agenda/event/{event}/publish/",
    "/admin/agenda/session/",
    "/admin/agenda/session/{session}/change/",
    "/admin/agenda/session/add/",
    "/admin/agenda/session/{session}/delete/",
    "/admin/agenda/session/{session}/history/",
    "/admin/agenda/person/",
    "/admin/agenda/publication/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
)
REGISTRATION_STAFF = (
    "/admin/registration/participant/",
    "/admin/registration/participant/{participant}/change/",
    "/admin/registration/participant/{participant}/replace/",
    "/admin/registration/participant/{participant}/readdress/",
    "/admin/registration/participant/{participant}/answers/",
    "/admin/registration/participant/add/?event={event}",
    "/admin/registration/invitedorganisation/",
    "/admin/registration/invitedorganisation/add/?event={event}",
    "/admin/registration/invitedorganisation/{invited}/change/",
    "/admin/registration/invitedorganisation/{invited}/name/",
    "/admin/registration/delegation/",
    "/admin/registration/delegation/{delegation}/change/",
    "/admin/registration/invitationletter/",
    "/admin/registration/invitationletter/add/?event={event}",
    "/admin/registration/organisation/",
    "/admin/registration/organisation/{organisation}/change/",
    "/admin/registration/registrationsettings/",
    "/admin/registration/registrationsettings/add/",
    "/admin/registration/message/",
    "/admin/registration/message/{message}/change/",
)
STOCK_FAULTS: dict[str, set[str]] = {}
"""Faults of the stock admin by page, until they are mended."""


@pytest.fixture
def look(faults_of: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    """`look(page)`: faults at 1280 px in the dark and at 390 px in the light."""

    def both(page: Any) -> list[str]:
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="dark")
        wide = faults_of(page)
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="light")
        return [*wide, *faults_of(page)]

    return both


def test_public_pages(site: str, open_page: Callable[..., Any], look: Callable[[Any], list[str]]) -> None:
    Session.objects.filter(identifier=Session.objects.get(slug="closing").identifier).delete()
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    page = open_page()
    for path, status in PUBLIC.items():
        assert page.goto(f"{site}/{EVENT}/{path}").status == status, path
        assert look(page) == [], path
    for path, status in {
        "/nothing/": 404,
        "/my/forged/": 404,
        "/accounts/login/": 200,
        "/accounts/password/reset/": 200,
    }.items():
        assert page.goto(site + path).status == status, path
        assert look(page) == [], path


def test_the_open_chooser_and_the_marks(
    site: str, open_page: Callable[..., Any], look: Callable[[Any], list[str]]
) -> None:
    page = open_page(timezone_id="America/New_York")
    page.clock.set_fixed_time("2020-09-08T06:30:00Z")
    page.goto(f"{site}/{EVENT}/agenda/")
    page.get_by_text("Show another zone").click()
    assert page.locator(".now-mark").count() == 2
    assert look(page) == []


def test_forms_of_registration(
    site: str,
    open_page: Callable[..., Any],
    look: Callable[[Any], list[str]],
    private_link: Callable[[], str],
) -> None:
    page = open_page()
    page.goto(f"{site}/{EVENT}/register/")
    page.get_by_role("button", name="Register").click()
    assert page.locator("[aria-invalid=true]").count() == 6
    assert look(page) == []
    for name, value in factories.said(name="W" * 60).items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif name == "consent_photos":
            field.check()
        else:
            field.fill(value)
    page.get_by_role("button", name="Register").click()
    assert page.url.endswith("/register/sent/")
    page.goto(private_link())
    assert look(page) == []
    page.get_by_label("Full name").fill("")
    page.get_by_role("button", name="Save").click()
    assert page.locator("[aria-invalid=true]").count() == 1
    assert look(page) == []


@pytest.mark.parametrize(
    ("role", "paths"), [("organiser", AGENDA_STAFF), ("registration clerk", REGISTRATION_STAFF)]
)
def test_pages_of_the_secretariat(
    site: str,
    client: Client,
    open_page: Callable[..., Any],
    sign_in: Callable[..., None],
    faults_of: Callable[[Any], list[str]],
    role: str,
    paths: tuple[str, ...],
) -> None:
    client.post(f"/{EVENT}/register/", factories.said())
    session = Session.objects.get(identifier="session-1")
    session.minutes = 50  # something to publish
    session.save()
    person = Participant.objects.get()
    place = factories.invited(
        session.event,
        person.organisation,
        delegation=Delegation.objects.create(event=session.event, name="Viet Nam", country="VN"),
    )
    Participant.objects.update(invited=place)
    keys = {
        "event": session.event_id,
        "invited": place.pk,
        "delegation": place.delegation_id,
        "session": session.pk,
        "participant": person.pk,
        "organisation": person.organisation_id,
        "message": Message.objects.get().pk,
    }
    page = open_page()
    sign_in(page, role)
    for path in paths:
        page.set_viewport_size(WIDE)
        assert page.goto(site + path.format(**keys)).status == 200, path
        found = faults_of(page)
        expected = STOCK_FAULTS.get(path, set())
        assert {one.partition(":")[0] for one in found} == expected, (path, found)
        page.set_viewport_size(NARROW)
        assert overflow(page) == [], path


@pytest.mark.deep
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_width_and_scheme(
    site: str, open_page: Callable[..., Any], faults_of: Callable[[Any], list[str]], width: int, scheme: str
) -> None:
    Session.objects.filter(identifier="closing").delete()
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path, status in PUBLIC.items():
        assert page.goto(f"{site}/{EVENT}/{path}").status == status, path
        assert faults_of(page) == [], path
        assert overflow(page) == [], path
